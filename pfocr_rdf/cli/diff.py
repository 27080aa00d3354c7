"""``pfocr-rdf diff``: what changed from one release to another."""

import gc
import sys
from typing import Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app
from pfocr_rdf.cli.options import Jobs, ReportFormat, option

_EXAMPLES = """
Examples:

- `pfocr-rdf diff release/2026-10 release/2026-11`: an overview for curators
- `pfocr-rdf diff release/2026-10 release/2026-11 --format json > diff.json`: all, for a program
- `pfocr-rdf diff https://host/pfocr/2026-10 release/2026-11 --patch patch/`: also the quads
  that turn the old release into the new one

**Exit codes**: 0 compared, whether or not they differ (with `--exit-code`, 1 if they do); 1 a
release is damaged; 2 wrong usage.
"""


@app.command(epilog=_EXAMPLES)
def diff(
    old: Annotated[str, typer.Argument(help="Folder or URL of a release.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="Folder or URL of a later release.", metavar="NEW")],
    format_name: ReportFormat = "text",
    patch: Annotated[
        str | None,
        option("Folder to write removed and added quads to: removed.nq.gz, added.nq.gz.", "DIR"),
    ] = None,
    show: Annotated[int, option("Number of rows of each group in the text.", "N", min=0)] = 10,
    jobs: Jobs = 1,
    exit_code: Annotated[
        bool, option("Exit with code 1 if the data differs.", None, "--exit-code")
    ] = False,
) -> None:
    """Show what changed between two releases: figures, mentions, entities and counts.

    The releases can differ in shard size and compression.
    """
    # what follows is slow to import
    from pfocr_rdf.release.diff import DiffOptions
    from pfocr_rdf.release.diff import diff as compare
    from pfocr_rdf.release.diff.as_json import JsonDiff
    from pfocr_rdf.release.diff.as_text import TextDiff

    gc.set_threshold(100_000, 20, 100)
    out = sys.stdout.buffer
    report = TextDiff(show) if format_name == "text" else JsonDiff(out)
    options = DiffOptions(
        jobs=jobs,
        patch=patch,
        on_head=report.head,
        on_figure=report.figure,
        on_entity=report.entity,
    )
    summary = compare(old, new, options)
    if isinstance(report, JsonDiff):
        report.end(summary)
    else:
        for line in report.text(summary):
            out.write(f"{line}\n".encode(errors="backslashreplace"))
    out.flush()
    if exit_code and summary.different:
        raise typer.Exit(DATA_FAULT)
