"""``pfocr-rdf query``: the bundled queries, and one's own."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from pfocr_rdf.cli.app import app, say
from pfocr_rdf.cli.options import Output, named_values, option
from pfocr_rdf.errors import UsageError

_EXAMPLES = """
Examples:

- `pfocr-rdf query`: the bundled queries
- `pfocr-rdf query figures-of-gene --param gene=PIM1 --store pfocr.db`: figures of a gene
- `pfocr-rdf query figures-of-genes -p genes=@genes.txt -p minimum=3 --store pfocr.db`: of genes
- `pfocr-rdf query gene-sets --store pfocr.db -f gmt -o pfocr.gmt`: gene sets for enrichment tools
- `pfocr-rdf query my.rq --data pfocr.ttl -f csv`: your own query, of a file
- `pfocr-rdf query top-genes --endpoint https://host/sparql --timeout 30`: of an endpoint
"""


@app.command(epilog=_EXAMPLES)
def query(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A bundled query, or a file (.rq, .sparql). Without it, all bundled are listed.",
            metavar="[QUERY]",
        ),
    ] = None,
    param: Annotated[
        list[str] | None,
        option(
            "Parameter: gene=PIM1, gene=5292, genes=PIM1,JAK2, genes=@FILE. Can be repeated.",
            "NAME=VALUE",
            "-p",
            "--param",
            show_default="as in the query",
        ),
    ] = None,
    store: Annotated[Path | None, option("Embedded store to query, made by 'load'.", "DIR")] = None,
    data: Annotated[
        list[str] | None,
        option("RDF file or records to query, loaded into memory. Can be repeated.", "PATH"),
    ] = None,
    endpoint: Annotated[str | None, option("SPARQL endpoint to query.", "URL")] = None,
    format_name: Annotated[
        str | None,
        option(
            "Rows: table, csv, tsv, json, xml, gmt; graphs: nt, nq, ttl, trig, jsonld, rdf.",
            "NAME",
            "-f",
            "--format",
            show_default="by the suffix, else table on a terminal, csv elsewhere, ttl for graphs",
        ),
    ] = None,
    output: Output = "-",
    limit: Annotated[int | None, option("Largest number of rows or triples.", "N", min=0)] = None,
    timeout: Annotated[
        float | None, option("Stop the query after this time.", "SECONDS", min=0.001)
    ] = None,
    show: Annotated[
        bool,
        option("Print the query with its parameters filled in; do not run it.", None, "--show"),
    ] = False,
    export_sib: Annotated[
        str | None,
        option("Print the bundled queries as SIB's SPARQL examples of an endpoint.", "ENDPOINT"),
    ] = None,
    quiet: Annotated[
        bool, option("Print no notes on how names were resolved.", None, "-q", "--quiet")
    ] = False,
) -> None:
    """Run a bundled query, or your own, on a store, on files or on an endpoint."""
    # what follows is slow to import
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
    given = named_values(param, "--param", "NAME=VALUE")
    if show:
        with open_output(output) as out:
            out.write(chosen.fill(given).text.encode())
        return
    sources = sum((store is not None, bool(data), endpoint is not None))
    if sources != 1:
        what = "more than one source of data given" if sources else "no data given"
        raise UsageError(f"{what}: use one of --store DIR, --data PATH, --endpoint URL")
    if "-" in (data or ()):
        raise UsageError("--data: standard input is not supported: use files or folders")
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
        width=shutil.get_terminal_size().columns if on_terminal else 0,
        most=limit,
    )
    with open_output(output) as out:
        run(request, out, seconds=timeout, on_note=(lambda note: None) if quiet else say)


def _list() -> None:
    # what follows is slow to import
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
