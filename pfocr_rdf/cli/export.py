"""``pfocr-rdf export``: records to RDF."""

from __future__ import annotations

import gc
import json
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app, print_table, progress, say
from pfocr_rdf.cli.options import Figures, Jobs, Organisms, Quiet, option
from pfocr_rdf.errors import Fault, RecordError, UsageError
from pfocr_rdf.messages import count_of, fault_summary

if TYPE_CHECKING:
    from pfocr_rdf.convert.export import Summary

_EXAMPLES = """
Examples:

- `pfocr-rdf export examples -o pfocr.ttl`: a folder, to Turtle
- `pfocr-rdf export pfocr-database/ -o pfocr.nq.gz`: a checkout, to compressed N-Quads
- `pfocr-rdf export pfocr-database.tar.gz -o pfocr.nt --jobs 4`: an archive, without unpacking it
- `pfocr-rdf export - -f jsonld < figure.md`: standard input, to standard output
- `pfocr-rdf export examples --jsonld-pages pages`: a JSON-LD document for each figure's page
"""


@app.command(epilog=_EXAMPLES)
def export(
    figures: Figures,
    output: Annotated[
        str | None,
        option(
            "File or URL (extra 'cloud'), such as data.nq.gz; '-' is standard output.",
            "FILE",
            "-o",
            "--output",
        ),
    ] = None,
    format_name: Annotated[
        str | None,
        option(
            "Syntax: nt, nq, ttl, trig, jsonld or rdf.",
            "NAME",
            "-f",
            "--format",
            show_default="by the suffix",
        ),
    ] = None,
    graph: Annotated[
        str | None,
        option(
            "IRI of one named graph for all triples.",
            "IRI",
            show_default="nq, trig: a graph for each record and one for shared entities",
        ),
    ] = None,
    linksets: Annotated[
        str | None, option("Also write the links of entities to IRIs elsewhere.", "FILE")
    ] = None,
    jsonld_pages: Annotated[
        str | None, option("Write a JSON-LD document for each figure's web page.", "DIR")
    ] = None,
    organisms: Organisms = "bundled",
    jobs: Jobs = 1,
    strict: Annotated[bool, option("Stop at the first fault.", None, "--strict")] = False,
    errors: Annotated[
        str | None, option("Also write the faults to this file, as JSON lines.", "FILE")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Turn records into RDF: N-Triples, N-Quads, Turtle, TriG, JSON-LD or RDF/XML.

    Faults of the data are printed as `path:line: field: message`; valid data is written, and the
    exit code is 1. All output can go to URLs (extra 'cloud').
    """
    # what follows is slow to import
    from pfocr_rdf.convert import export as pipeline
    from pfocr_rdf.files.output import open_output, same_file
    from pfocr_rdf.mapping.organisms import organisms as open_organisms
    from pfocr_rdf.rdf.formats import find_format

    if output is None and jsonld_pages is None:
        if format_name is None:
            raise UsageError(
                "no output given: use -o FILE, -f NAME for standard output, or --jsonld-pages DIR"
            )
        output = "-"
    if output == "-" and format_name is None:
        raise UsageError("standard output has no suffix: use -f to name the format")
    given = [path for path in (output, linksets, errors) if path is not None and path != "-"]
    if len(set(map(same_file, given))) < len(given):
        raise UsageError("-o, --linksets and --errors name the same file: use different ones")
    gc.disable()  # a record leaves no cycles behind; a test counts them
    started = time.perf_counter()
    with ExitStack() as stack:
        error_file = stack.enter_context(open_output(errors)) if errors is not None else None
        update = stack.enter_context(progress("Figures", quiet=quiet))

        def on_fault(fault: Fault) -> None:
            say(str(fault))
            if error_file is not None:
                error_file.write(json.dumps(fault._asdict(), ensure_ascii=False).encode() + b"\n")

        options = pipeline.ExportOptions(
            format=None if format_name is None else find_format(format_name),
            graph=graph,
            linksets=linksets,
            pages=jsonld_pages,
            names=open_organisms(organisms),
            strict=strict,
            jobs=jobs,
            on_fault=on_fault,
            progress=update,
        )
        try:
            summary = pipeline.export(figures, output, options)
        except RecordError as error:
            for fault in error.faults:
                on_fault(fault)
            say("pfocr-rdf: stopped at the first fault (--strict); nothing was written")
            raise typer.Exit(DATA_FAULT) from None
    if not quiet:
        _summarize(summary, time.perf_counter() - started)
    if summary.faults:
        if quiet:
            say(f"pfocr-rdf: {fault_summary(summary.faults, summary.left_out)}")
        raise typer.Exit(DATA_FAULT)


def _summarize(summary: Summary, seconds: float) -> None:
    from pfocr_rdf.rdf.vocabulary import KINDS  # slow to import

    rows = [("figures", f"{summary.figures:,}")]
    for kind in KINDS.values():
        mentions = summary.mentions[kind.key]
        entities = summary.entities.get(kind.key, 0)
        if mentions:
            rows.append((f"{kind.key} mentions", f"{mentions:,} of {count_of(entities, kind.key)}"))
    rows.append(("words without a match", f"{summary.unmatched:,}"))
    if summary.unresolved:
        names = ", ".join(repr(name) for name, _ in summary.unresolved.most_common(3))
        total = sum(summary.unresolved.values())
        rows.append(("organism names without taxon", f"{total:,} (most frequent: {names})"))
    if summary.unknown:
        names = ", ".join(f"{name} ({count:,})" for name, count in summary.unknown.most_common(5))
        rows.append(("fields not mapped", names))
    rows.append(("triples", f"{summary.triples:,}"))
    rate = f" ({summary.figures / seconds:,.0f} figures/s)" if summary.figures > 100 else ""
    rows.append(("time", f"{seconds:.1f} s{rate}"))
    if summary.faults:
        rows.append(("faults", fault_summary(summary.faults, summary.left_out)))
    print_table(rows)
