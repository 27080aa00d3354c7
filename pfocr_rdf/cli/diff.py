"""``pfocr-rdf diff``: what changed from one release to another."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app
from pfocr_rdf.errors import UsageError

_EXAMPLES = """
Examples:

- `pfocr-rdf diff release/2026-10 release/2026-11`: what a curator looks at
- `pfocr-rdf diff release/2026-10 release/2026-11 --format json > diff.json`: all of it
- `pfocr-rdf diff https://host/pfocr/2026-10 release/2026-11 --patch patch/`: also the triples that
  turn the old one into the new one

**Exit codes**: 0 compared, whether they differ or not (1 with `--exit-code` where they do); 1 a
release is damaged; 2 the request makes no sense.
"""


@app.command(epilog=_EXAMPLES)
def diff(
    old: Annotated[
        str, typer.Argument(help="A release: its folder or URL.", metavar="OLD", show_default=False)
    ],
    new: Annotated[str, typer.Argument(help="A later one.", metavar="NEW", show_default=False)],
    format_name: Annotated[
        str, typer.Option("--format", help="What is printed: text or json.", metavar="NAME")
    ] = "text",
    patch: Annotated[
        str | None,
        typer.Option(
            help="Write the quads that are gone and that are new: removed.nq.gz, added.nq.gz.",
            metavar="DIR",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        int, typer.Option(help="Rows of each group that the text tells.", metavar="N", min=0)
    ] = 10,
    jobs: Annotated[int, typer.Option(help="Processes.", metavar="N", min=1)] = 1,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where the data differs.")
    ] = False,
) -> None:
    """Tell what changed between two releases: figures, mentions, entities and counts.

    They may differ in shard size and compression.
    """
    from pfocr_rdf.release.diff import Options
    from pfocr_rdf.release.diff import diff as compare
    from pfocr_rdf.release.diff.as_json import JsonDiff
    from pfocr_rdf.release.diff.as_text import TextDiff

    if format_name not in ("text", "json"):
        raise UsageError(f"--format: {format_name!r} is none of: text, json")
    gc.set_threshold(100_000, 20, 100)
    out = sys.stdout.buffer
    report = TextDiff(show) if format_name == "text" else JsonDiff(out)
    options = Options(
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
