"""``pfocr-rdf verify``: whether a release is complete and correct."""

import gc
import json
import time
from functools import partial

import typer

from pfocr_rdf.cli.app import DATA_FAULT, app, progress, say
from pfocr_rdf.cli.options import Jobs, Quiet, Release, ReportFormat
from pfocr_rdf.messages import count_of

_EXAMPLES = """
Examples:

- `pfocr-rdf verify release/2026-11 --jobs 4`: a folder
- `pfocr-rdf verify https://host/pfocr/2026-11`: a published release
- `pfocr-rdf verify release/2026-11 --format json`: for a program

**Exit codes**: 0 no problems; 1 problems; 2 wrong usage, or there is no release.
"""


@app.command(epilog=_EXAMPLES)
def verify(
    release: Release,
    format_name: ReportFormat = "text",
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Check a release: checksums, missing and unexpected files, syntax, index, counts, description.

    Problems are printed as `path: message`.
    """
    # what follows is slow to import
    from pfocr_rdf.release.verify import VerifyOptions
    from pfocr_rdf.release.verify import verify as check

    gc.set_threshold(100_000, 20, 100)
    started = time.perf_counter()

    with progress("Files", quiet=quiet) as update:
        options = VerifyOptions(jobs=jobs, progress=update)
        if format_name == "text":
            options.on_problem = partial(print, flush=True)
        result = check(release, options)
    seconds = time.perf_counter() - started
    if format_name == "json":
        found = {
            "release": result.version,
            "good": result.good,
            "files": result.files,
            "bytes": result.bytes,
            "figures": result.figures,
            "triples": result.triples,
            "extra_files_checked": not result.unlisted,
            "descriptions_compared": result.descriptions_compared,
            "problems": [problem._asdict() for problem in result.problems],
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        problems = "no problems"
        if result.problems:
            problems = count_of(len(result.problems), "problem")
        say(
            f"{result.version or release}: {problems}; {result.files:,} files, "
            f"{result.bytes:,} bytes, {result.figures:,} figures, {result.triples:,} triples, "
            f"{seconds:.1f} s"
        )
        if result.unlisted:
            say("unexpected files were not looked for: files at an HTTP URL cannot be listed")
        if result.program is not None:
            say(f"descriptions were not compared: pfocr-rdf {result.program} made the release")
    if not result.good:
        raise typer.Exit(DATA_FAULT)
