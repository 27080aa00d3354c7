"""``pfocr-rdf stats``: the contents of a release, or of records."""

from __future__ import annotations

import gc
import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, Faults, app, progress, say
from pfocr_rdf.cli.options import Quiet, option
from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import fault_summary

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.stats.statistics import About, Statistics

_EXAMPLES = """
Examples:

- `pfocr-rdf stats release/2026-11`: a release
- `pfocr-rdf stats https://host/pfocr/2026-11 --html stats.html`: a published release, with charts
- `pfocr-rdf stats pfocr-database/ --top 25`: records, longer lists
- `pfocr-rdf stats examples --json`: the counts, for a program
"""

_LONGEST = 50


@app.command(epilog=_EXAMPLES)
def stats(
    source: Annotated[
        list[str],
        typer.Argument(
            help="Folder or URL of a release; or records: files, folders, checkouts of the "
            "database, archives (tar, zip), or '-' for standard input.",
            metavar="RELEASE|FIGURES...",
        ),
    ],
    html: Annotated[
        str | None,
        option("Also write a web page with charts (extra 'stats'), or '-'.", "FILE", "--html"),
    ] = None,
    top: Annotated[int, option("Number of rows of each list.", "N", min=1)] = 10,
    as_json: Annotated[
        bool, option("Print the counts as JSON, without bars.", None, "--json")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Show figures per year, the most frequent entities, coverage, and words without a match.

    Of a release, its own counts are shown; records are counted. Faults of the data are printed as
    `path:line: field: message`; all valid data is counted, and the exit code is 1.
    """
    # what follows is slow to import
    from pfocr_rdf.files.output import open_output
    from pfocr_rdf.release.manifest import read_manifest
    from pfocr_rdf.release.small_files import statistics_about
    from pfocr_rdf.stats import gather
    from pfocr_rdf.stats import html as web
    from pfocr_rdf.stats.charts import Charts
    from pfocr_rdf.stats.statistics import About, Statistics

    if html == "-" and as_json:
        raise UsageError("--json and --html - both write to standard output: use one of them")
    faults = Faults()
    with ExitStack() as stack:
        page_file = None
        if html is not None:  # before records are counted, for hours perhaps
            charts = Charts()
            page_file = stack.enter_context(open_output(html))
        release = _release(source)
        if release is None:
            gc.disable()  # a record leaves no cycles behind
            with progress("Figures", quiet=quiet) as update:
                counts = gather.of_figures(
                    source, top=max(top, _LONGEST), on_fault=faults, progress=update
                )
            name, about = " ".join(source), About()
        else:
            manifest = read_manifest(release)
            sums = {file.path: file.sha256 for file in manifest.files}
            counts = gather.of_release(release, sums.get(gather.STATISTICS))
            name, about = f"{release.url}/{gather.STATISTICS}", statistics_about(manifest)
        statistics = Statistics.from_json(counts, name)
        if page_file is not None:
            page_file.write(web.page(statistics, about, charts, top=top))
    if html != "-":
        with open_output("-") as out:
            if as_json:
                text = json.dumps(counts, ensure_ascii=False, indent=1)
                out.write(text.encode(errors="backslashreplace") + b"\n")
            else:
                out.write(_bars(statistics, about, top))
    if faults.count:
        say(f"pfocr-rdf: {fault_summary(faults.count, faults.skipped)}")
        raise typer.Exit(DATA_FAULT)


def _release(source: list[str]) -> Folder | None:
    """The folder of a release, finished or not, if ``source`` is one."""
    from pfocr_rdf.files.folders import folder_at  # slow to import
    from pfocr_rdf.files.location import Location

    for text in source:
        path = Location.parse(text).path
        if path is not None and not path.is_dir():
            continue
        place = folder_at(text)
        if any(place.size(name) is not None for name in ("manifest.json", "INCOMPLETE")):
            if len(source) > 1:
                raise UsageError(f"{text}: is a release: use it without other arguments")
            return place
    return None


def _bars(statistics: Statistics, about: About, top: int) -> bytes:
    from rich.console import Console  # slow to import

    from pfocr_rdf.stats import terminal  # imports rich

    if not sys.stdout.isatty():
        return terminal.page(statistics, about, top=top)
    console = Console()
    styled = not console.is_dumb_terminal
    return terminal.page(statistics, about, top=top, width=console.width, styled=styled)
