"""``pfocr-rdf validate``: records and RDF against the shapes."""

import gc
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Literal

import typer

from pfocr_rdf.cli.app import DATA_FAULT, Faults, app, progress, say
from pfocr_rdf.cli.options import Jobs, Quiet, option

_EXAMPLES = """
Examples:

- `pfocr-rdf validate examples`: records, mapped to RDF first
- `pfocr-rdf validate pfocr-database.tar.gz --jobs 4`: the whole database
- `pfocr-rdf validate pfocr.nq.gz --fail-on warning`: RDF of any origin
- `pfocr-rdf validate examples --format junit > shapes.xml`: for a CI server

**Exit codes**: 0 passed; 1 failed, or the data cannot be read; 2 wrong usage.
"""


@app.command(epilog=_EXAMPLES)
def validate(
    figures: Annotated[
        list[str],
        typer.Argument(
            help="Records (files, folders, checkouts of the database, archives, '-') or RDF files "
            "(.nt, .nq, .ttl, .trig, .jsonld, .rdf, with or without .gz or .zst), or their URLs.",
            metavar="FIGURES...",
        ),
    ],
    shapes: Annotated[
        list[Path] | None, option("File of further shapes. Can be repeated.", "FILE")
    ] = None,
    report: Annotated[
        str | None,
        option("Also write all findings to this file, as a sh:ValidationReport.", "FILE.ttl"),
    ] = None,
    format_name: Annotated[
        Literal["text", "json", "turtle", "junit"],
        option("Format of the report.", None, "--format"),
    ] = "text",
    fail_on: Annotated[
        Literal["violation", "warning", "info"],
        option("Lowest severity that fails.", case_sensitive=False),
    ] = "violation",
    max_results: Annotated[
        int | None, option("Stop after this many findings that fail.", "N", min=1)
    ] = None,
    allow_idle: Annotated[
        bool, option("Pass data for which a shape has nothing to check.", None, "--allow-idle")
    ] = False,
    engine: Annotated[
        str,
        option("SHACL engine: shacl (fast) or pyshacl (the reference; extra 'pyshacl').", "NAME"),
    ] = "shacl",
    jobs: Jobs = 1,
    batch: Annotated[int, option("Number of figures in a batch.", "N", min=1)] = 100,
    show: Annotated[int, option("Findings of each constraint in the text report.", "N", min=1)] = 3,
    quiet: Quiet = False,
) -> None:
    """Check records or RDF against the SHACL shapes.

    A Violation is broken RDF, a Warning a gap in a record, an Info a recommendation of Bioschemas.
    """
    # what follows is slow to import
    from pfocr_rdf.files.output import open_output
    from pfocr_rdf.validation import Finding, ValidateOptions, load_shapes
    from pfocr_rdf.validation import validate as run
    from pfocr_rdf.validation.reports import REPORTS, TextReport, TurtleReport

    gc.set_threshold(100_000, 20, 100)
    own = tuple(shapes or ())
    known = load_shapes(own)
    out = sys.stdout.buffer
    with ExitStack() as stack:
        reports = [REPORTS[format_name](out, known)]
        if format_name == "text":
            reports = [TextReport(out, known, colour=sys.stdout.isatty(), limit=show)]
        if report is not None:
            reports.append(TurtleReport(stack.enter_context(open_output(report)), known))

        def on_finding(finding: Finding) -> None:
            for each in reports:
                each.add(finding)

        with progress("Validated", quiet=quiet) as update:
            options = ValidateOptions(
                engine=engine,
                shapes=own,
                jobs=jobs,
                batch=batch,
                max_results=max_results,
                fail_on=fail_on.capitalize(),
                allow_idle=allow_idle,
                on_finding=on_finding,
                on_fault=Faults(),
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
