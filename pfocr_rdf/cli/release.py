"""``pfocr-rdf release``: a release of the whole database, in shards, described and summed up."""

from __future__ import annotations

import gc
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, Faults, app, print_table, progress, say
from pfocr_rdf.cli.options import Jobs, Organisms, Quiet, named_values, option
from pfocr_rdf.errors import GuardError, UsageError
from pfocr_rdf.messages import fault_summary

if TYPE_CHECKING:
    from pfocr_rdf.release.build import ReleaseOutcome

_EXAMPLES = """
Examples:

- `pfocr-rdf release pfocr-database/ -o release/2026-11 --jobs 8`: on one machine
- `pfocr-rdf release pfocr-database/ -o release/2026-12 --previous release/2026-11`: the next one;
  unchanged records are reused, and the guards compare the two
- `pfocr-rdf release s3://bucket/pfocr/ -o s3://bucket/release/2026-11 --scheduler
  tcp://dask:8786`: on a Dask cluster (extras 'dask' and 'cloud')
- `pfocr-rdf release pfocr-database/ -o release/2026-12 --previous release/2026-11 --declare
  removed="PMC1__f1: its paper was retracted"`: accept what a guard found

After a stop, the same command continues where it was.

**Exit codes**: 0 finished; 1 finished, but records have faults, or not finished; 2 wrong usage.
"""


@app.command(epilog=_EXAMPLES)
def release(
    figures: Annotated[
        list[str],
        typer.Argument(
            help="Records: files, folders, checkouts of the database, archives (tar, zip), or URLs "
            "of these (extra 'cloud').",
            metavar="FIGURES...",
        ),
    ],
    output: Annotated[
        str,
        option("Folder or URL: empty, or with the same version.", "DIR", "-o", "--output"),
    ],
    version: Annotated[
        str | None, option("Version of the release.", "NAME", show_default="the folder's name")
    ] = None,
    previous: Annotated[
        str | None, option("Previous release, to reuse and to compare with.", "DIR")
    ] = None,
    jobs: Jobs = 1,
    scheduler: Annotated[
        str | None, option("Dask scheduler to use (extra 'dask').", "ADDRESS")
    ] = None,
    shard_size: Annotated[
        int, option("Number of records in a shard.", "N", min=1, max=100000)
    ] = 1000,
    compression: Annotated[str, option("Compression of the data: gzip or zstd.", "NAME")] = "gzip",
    organisms: Organisms = "bundled",
    down: Annotated[
        float, option("Guard: largest decrease of a count, in per cent.", min=0, max=100)
    ] = 5.0,
    up: Annotated[float, option("Guard: largest increase of a count, in per cent.", min=0)] = 25.0,
    removed: Annotated[int, option("Guard: largest number of removed figures.", "N", min=0)] = 0,
    violations: Annotated[
        int, option("Guard: largest number of SHACL violations.", "N", min=0)
    ] = 0,
    declare: Annotated[
        list[str] | None, option("Accept what a guard finds. Can be repeated.", "RULE=REASON")
    ] = None,
    base: Annotated[
        str | None, option("URL of the published folder.", "URL", show_default="links are relative")
    ] = None,
    endpoint: Annotated[
        str | None, option("SPARQL endpoint of the release, to describe too.", "IRI")
    ] = None,
    issued: Annotated[
        str | None, option("Date of the release.", "YYYY-MM-DD", show_default="none")
    ] = None,
    html: Annotated[
        bool, option("Add a page with charts (extra 'stats').", None, "--html")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Make a release: shards of N-Quads, shared entities, and files that describe them.

    The same records give the same bytes, whatever the number of processes and the machine.
    """
    # what follows is slow to import
    from pfocr_rdf.files.folders import folder_at
    from pfocr_rdf.files.location import Location
    from pfocr_rdf.release import layout
    from pfocr_rdf.release.build import build
    from pfocr_rdf.release.manifest import Thresholds
    from pfocr_rdf.release.options import ReleaseOptions

    reasons = named_values(declare, "--declare", "RULE=REASON").items()
    declared = {rule.strip(): reason.strip() for rule, reason in reasons}
    if "" in declared.values():
        raise UsageError("--declare: a reason is empty: use RULE=REASON")
    gc.set_threshold(200_000, 20, 100)
    shown = Location.parse(output).shown
    started = time.perf_counter()
    faults = Faults()
    with progress("Records", quiet=quiet) as update:
        options = ReleaseOptions(
            version=version,
            previous=previous,
            jobs=jobs,
            scheduler=scheduler,
            shard_size=shard_size,
            compression=compression,
            organisms=organisms,
            thresholds=Thresholds(down=down, up=up, removed=removed, violations=violations),
            declared=declared,
            base=base,
            endpoint=endpoint,
            issued=issued,
            html=html,
            on_fault=faults,
            progress=lambda stage, done, total: update(done, total, stage.capitalize()),
        )
        try:
            outcome = build(figures, output, options)
        except GuardError as error:
            for line in str(error).splitlines():
                say(f"pfocr-rdf: guard: {line}")
            whole = folder_at(output).size(layout.SUMS) is not None
            state = "is unchanged" if whole else "is not finished"
            say(
                f"pfocr-rdf: {shown} {state}: accept each change that is right with "
                "--declare RULE=REASON, and run again"
            )
            raise typer.Exit(DATA_FAULT) from None
    if not outcome.finished:
        for failure in outcome.failed:
            say(f"pfocr-rdf: {failure}")
        say(f"pfocr-rdf: {shown} is not finished: run the same command to continue")
        raise typer.Exit(DATA_FAULT)
    if not quiet:
        _summarize(outcome, shown, time.perf_counter() - started)
    if faults.count:
        raise typer.Exit(DATA_FAULT)


def _summarize(outcome: ReleaseOutcome, output: str, seconds: float) -> None:
    from pfocr_rdf.release import guard  # slow to import

    manifest = outcome.manifest
    assert manifest is not None
    figures = manifest.counts.figures
    data = [file for file in manifest.files if file.is_data]
    validation = asdict(manifest.validation).items()
    spent = ", ".join(f"{stage} {n:.1f} s" for stage, n in outcome.seconds.items())
    rate = f" ({figures / seconds:,.0f} figures/s)" if figures > 100 else ""
    rows = [
        ("release", f"{manifest.version} in {output}"),
        ("figures", f"{figures:,}"),
        ("reused", f"{outcome.reused:,} of {manifest.input.records:,} records"),
        ("triples", f"{manifest.counts.triples:,}"),
        ("data", f"{sum(f.bytes for f in data):,} bytes in {len(data):,} files"),
        ("validation", ", ".join(f"{n:,} {name}" for name, n in validation)),
        ("faults", fault_summary(manifest.faults.faults, manifest.faults.left_out)),
        ("time", f"{seconds:.1f} s{rate}"),
        ("processor time", spent),
    ]
    rows += [("declared", f"{f.rule}: {f.declared}") for f in outcome.findings if f.declared]
    for rule in guard.unneeded(outcome.findings, manifest.guard.declared):
        rows.append(("unused --declare", rule))
    if outcome.unknown:
        names = ", ".join(f"{name} ({count:,})" for name, count in outcome.unknown.most_common(5))
        rows.append(("fields not mapped", names))
    print_table(rows)
