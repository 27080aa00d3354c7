"""The part of ``pfocr-rdf load`` that loads into an embedded store: ``--store``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from pfocr_rdf.cli.app import DATA_FAULT, progress, say
from pfocr_rdf.errors import Fault

_PANEL = "Embedded store"

Store = Annotated[
    Path | None,
    typer.Option(
        help="Folder of an embedded store, made where there is none. Newer versions of records "
        "replace older ones.",
        metavar="DIR",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Optimize = Annotated[
    bool,
    typer.Option(
        "--optimize/--no-optimize",
        help="Sort the database after loading: queries get several times faster.",
        rich_help_panel=_PANEL,
    ),
]


def load_store(
    sources: list[str], store: Path, *, graph: str | None, optimize: bool, quiet: bool
) -> None:
    """Load, and tell what was added; exit code 1 where records had faults."""
    from pfocr_rdf.store.embedded import load

    faults = 0

    def on_fault(fault: Fault) -> None:
        nonlocal faults
        faults += 1
        say(str(fault))

    started = time.perf_counter()
    with progress("Figures", quiet=quiet) as update:
        report = load(
            sources, store, graph=graph, optimize=optimize, on_fault=on_fault, progress=update
        )
    if not quiet:
        more = report.triples - report.triples_before
        say(f"figures  {report.records:,} ({report.added:,} new, {report.replaced:,} replaced)")
        say(f"triples  {report.triples:,} ({more:+,})")
        say(f"time     {time.perf_counter() - started:.1f} s")
    if faults:
        raise typer.Exit(DATA_FAULT)
