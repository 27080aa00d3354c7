"""``pfocr-rdf query``: the bundled queries, and one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pfocr_rdf.cli.app import app, say
from pfocr_rdf.errors import UsageError

_EXAMPLES = """
Examples:

- `pfocr-rdf query`: the bundled queries
- `pfocr-rdf query figures-of-gene --param gene=PIM1 --store pfocr.db`: figures of a gene
- `pfocr-rdf query figures-of-genes -p genes=@genes.txt -p minimum=3 --store pfocr.db`: of a list
- `pfocr-rdf query gene-sets --store pfocr.db -f gmt -o pfocr.gmt`: gene sets for enrichment tools
- `pfocr-rdf query my.rq --data pfocr.ttl -f csv`: a query of one's own, straight from a file
- `pfocr-rdf query top-genes --endpoint https://host/sparql --timeout 30`: from an endpoint
"""


@app.command(epilog=_EXAMPLES)
def query(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A bundled query, or a file that ends in .rq or .sparql; without one, all bundled "
            "ones are listed.",
            metavar="[QUERY]",
            show_default=False,
        ),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "-p",
            "--param",
            help="A parameter: gene=PIM1, gene=5292, genes=PIM1,JAK2, genes=@FILE. Again for each.",
            metavar="NAME=VALUE",
            show_default="those of the query",
        ),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="Embedded store to ask, as 'load' makes it.", metavar="DIR", show_default=False
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(
            help="RDF file or records to ask, read into memory. Again for more.",
            metavar="PATH",
            show_default=False,
        ),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(help="SPARQL endpoint to ask.", metavar="URL", show_default=False),
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            help="Rows: table, csv, tsv, json, xml, gmt; graphs: nt, nq, ttl, trig, jsonld, rdf.",
            metavar="NAME",
            show_default="by the suffix; table on a terminal, csv elsewhere; ttl for graphs",
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", help="File to write; '-' is standard output.", metavar="FILE"
        ),
    ] = "-",
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="Most rows or triples.", metavar="N", show_default=False),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            min=0.001,
            help="Seconds after which the query is ended.",
            metavar="SECONDS",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        bool,
        typer.Option("--show", help="Print the query, with its parameters, and do not ask it."),
    ] = False,
    export_sib: Annotated[
        str | None,
        typer.Option(
            "--export-sib",
            help="Print the bundled queries as examples for this endpoint, in SIB's form.",
            metavar="ENDPOINT",
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Print no notes on how names were understood.")
    ] = False,
) -> None:
    """Ask the bundled queries, or your own: of a store, of files, or of an endpoint."""
    from pfocr_rdf import queries
    from pfocr_rdf.files.output import open_output
    from pfocr_rdf.queries import results
    from pfocr_rdf.queries import sib_examples as sib
    from pfocr_rdf.queries.child import Request, run

    if export_sib is not None:
        with open_output(output) as out:
            out.write(sib.examples(queries.bundled().values(), export_sib).encode())
        return
    if name is None:
        _list()
        return
    own = name.endswith((".rq", ".sparql"))
    chosen = queries.read(name) if own else queries.get(name)
    given = _parameters(param or [])
    if show:
        with open_output(output) as out:
            out.write(chosen.fill(given).text.encode())
        return
    if sum((store is not None, bool(data), endpoint is not None)) != 1:
        raise UsageError("ask what? Give one of --store DIR, --data PATH, --endpoint URL")
    if "-" in (data or ()):
        raise UsageError("--data takes files and folders, not standard input")
    chosen_format = results.find(format_name) if format_name else ""
    if not chosen_format and output != "-":
        chosen_format = results.of_path(output)
    on_terminal = output == "-" and sys.stdout.isatty()
    request = Request(
        query=chosen,
        parameters=given,
        store=None if store is None else str(store),
        data=tuple(data or ()),
        endpoint=endpoint,
        format=chosen_format,
        row_format="table" if on_terminal else "csv",
        width=_width() if on_terminal else 0,
        most=limit,
    )
    with open_output(output) as out:
        run(request, out, seconds=timeout, on_note=_quiet if quiet else say)


def _quiet(note: str) -> None:
    pass


def _width() -> int:
    from rich.console import Console

    return Console().width


def _parameters(texts: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--param: {text!r} is not NAME=VALUE")
        if name in given:
            raise UsageError(f"--param: {name} is given twice")
        given[name] = value
    return given


def _list() -> None:
    from rich.console import Console
    from rich.markup import escape

    from pfocr_rdf import queries

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    category = ""
    found = queries.bundled().values()
    width = max(len(query.name) for query in found)
    for query in found:
        if query.category != category:
            category = query.category
            console.print(f"\n[bold]{category}[/bold]" if console.is_terminal else f"\n{category}")
        parameters = ", ".join(parameter.name for parameter in query.parameters)
        shown = f" ({parameters})" if parameters else ""
        console.print(f"  {query.name:<{width}}  {escape(query.title + shown)}")
