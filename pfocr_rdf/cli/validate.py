"""``pfocr-rdf validate``: records and RDF against the shapes."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app, progress, say
from pfocr_rdf.errors import UsageError

_EXAMPLES = """
Examples:

- `pfocr-rdf validate examples`: records, mapped on the way
- `pfocr-rdf validate pfocr-database.tar.gz --jobs 4`: the whole database
- `pfocr-rdf validate pfocr.nq.gz --fail-on warning`: RDF that anyone made
- `pfocr-rdf validate examples --format junit > shapes.xml`: for a CI server

**Exit codes**: 0 passed; 1 not, or the data cannot be read; 2 the request makes no sense.
"""


@app.command(epilog=_EXAMPLES)
def validate(
    figures: Annotated[
        list[str],
        typer.Argument(
            help="Records (files, folders, checkouts of the database, archives, '-') or RDF files "
            "(.nt, .nq, .ttl, .trig, .jsonld, .rdf; .gz or .zst behind it), or URLs of these.",
            metavar="FIGURES...",
            show_default=False,
        ),
    ],
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="More shapes, beside those of the project.", metavar="FILE"),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(help="Write all findings as a sh:ValidationReport.", metavar="FILE.ttl"),
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", help="What is printed: text, json, turtle or junit.")
    ] = "text",
    fail_on: Annotated[
        str, typer.Option(help="What fails: violation, warning or info, and what is worse.")
    ] = "violation",
    max_results: Annotated[
        int | None,
        typer.Option(help="Stop after so many findings that fail.", metavar="N", min=1),
    ] = None,
    allow_idle: Annotated[
        bool,
        typer.Option("--allow-idle", help="Pass data in which shapes found nothing to look at."),
    ] = False,
    engine: Annotated[
        str,
        typer.Option(
            help="SHACL engine: shacl (fast) or pyshacl (the reference; extra 'pyshacl').",
            metavar="NAME",
        ),
    ] = "shacl",
    jobs: Annotated[int, typer.Option(help="Processes.", metavar="N", min=1)] = 1,
    batch: Annotated[
        int, typer.Option(help="Figures validated at a time.", metavar="N", min=1)
    ] = 100,
    show: Annotated[
        int, typer.Option(help="Findings of a kind that the text report tells.", metavar="N", min=1)
    ] = 3,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress bar.")] = False,
) -> None:
    """Check records or RDF against the SHACL shapes, and tell what is wrong and where.

    A Violation is broken RDF, a Warning a gap in a record, an Info what Bioschemas recommends.
    """
    from pfocr_rdf.files.output import open_output
    from pfocr_rdf.validation import Finding, Options, load_shapes
    from pfocr_rdf.validation import validate as run
    from pfocr_rdf.validation.reports import REPORTS, Report, TextReport, TurtleReport

    if format_name not in REPORTS:
        raise UsageError(f"--format: {format_name!r} is none of: {', '.join(REPORTS)}")
    if fail_on.capitalize() not in ("Violation", "Warning", "Info"):
        raise UsageError(f"--fail-on: {fail_on!r} is none of: violation, warning, info")
    gc.set_threshold(100_000, 20, 100)
    own = tuple(shapes or ())
    known = load_shapes(own)
    out = sys.stdout.buffer
    with ExitStack() as stack:
        reports: list[Report]
        if format_name == "text":
            reports = [TextReport(out, colour=sys.stdout.isatty(), limit=show)]
        else:
            reports = [REPORTS[format_name].begin(out, known)]
        if report is not None:
            reports.append(TurtleReport(stack.enter_context(open_output(report)), known))

        def on_finding(finding: Finding) -> None:
            for each in reports:
                each.add(finding)

        with progress("Validated", quiet=quiet) as update:
            options = Options(
                engine=engine,
                shapes=own,
                jobs=jobs,
                batch=batch,
                max_results=max_results,
                fail_on=fail_on.capitalize(),
                allow_idle=allow_idle,
                on_finding=on_finding,
                on_fault=lambda fault: say(str(fault)),
                progress=update,
            )
            outcome = run(figures, options)
        for each in reports:
            each.end(outcome)
        out.flush()
    if format_name != "text":
        for failure in outcome.failures:
            say(f"pfocr-rdf: {failure}")
    if not outcome.passed:
        raise typer.Exit(DATA_FAULT)
