"""``pfocr-rdf verify``: whether a release is whole and true."""

from __future__ import annotations

import gc
import json
import time
from typing import TYPE_CHECKING, Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app, progress, say
from pfocr_rdf.errors import UsageError

if TYPE_CHECKING:
    from pfocr_rdf.release.verify.checked_files import Problem

_EXAMPLES = """
Examples:

- `pfocr-rdf verify release/2026-11 --jobs 4`: a folder
- `pfocr-rdf verify https://host/pfocr/2026-11`: what was published
- `pfocr-rdf verify release/2026-11 --format json`: for a program

**Exit codes**: 0 all well; 1 problems, a line for each; 2 there is no release.
"""


@app.command(epilog=_EXAMPLES)
def verify(
    release: Annotated[
        str,
        typer.Argument(help="A release: its folder or URL.", metavar="RELEASE", show_default=False),
    ],
    format_name: Annotated[
        str, typer.Option("--format", help="What is printed: text or json.", metavar="NAME")
    ] = "text",
    jobs: Annotated[int, typer.Option(help="Processes.", metavar="N", min=1)] = 1,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Print problems only: no progress, no summary.")
    ] = False,
) -> None:
    """Check a release: sums, files missing or too many, syntax, index, counts and description.

    Problems are printed as `path: what is wrong`.
    """
    from pfocr_rdf.release.verify import Options
    from pfocr_rdf.release.verify import verify as check

    if format_name not in ("text", "json"):
        raise UsageError(f"--format: {format_name!r} is none of: text, json")
    gc.set_threshold(100_000, 20, 100)
    started = time.perf_counter()

    def on_problem(problem: Problem) -> None:
        if format_name == "text":
            print(problem, flush=True)

    with progress("Files", quiet=quiet) as update:
        outcome = check(release, Options(jobs=jobs, on_problem=on_problem, progress=update))
    seconds = time.perf_counter() - started
    if format_name == "json":
        found = {
            "release": outcome.version,
            "good": outcome.good,
            "files": outcome.files,
            "bytes": outcome.bytes,
            "figures": outcome.figures,
            "triples": outcome.triples,
            "extra_files_checked": not outcome.unlisted,
            "problems": [problem._asdict() for problem in outcome.problems],
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        number = len(outcome.problems)
        said = "all well" if outcome.good else f"{number:,} problem{'s' * (number > 1)}"
        say(
            f"{outcome.version or release}: {said}; {outcome.files:,} files, "
            f"{outcome.bytes:,} bytes, {outcome.figures:,} figures, {outcome.triples:,} triples, "
            f"{seconds:.1f} s"
        )
        if outcome.unlisted:
            say("files at HTTP cannot be listed: extra ones would not be seen")
    if not outcome.good:
        raise typer.Exit(DATA_FAULT)
