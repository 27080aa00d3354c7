"""What sources give, loaded and compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.records.raw import RawRecord
from pfocr_rdf.sources import Entry
from pfocr_rdf.sources.entries import Report

Loaded = tuple[str, str | None, bytes, dict[str, tuple[str, bytes] | None]]


def load(entry: Entry, folder: str = "") -> tuple[Loaded | None, list[Fault]]:
    """All that a record says; in a folder where relative paths lead nowhere."""
    if folder:
        os.chdir(folder)
    faults: list[Fault] = []
    raw = entry.load(faults.append)
    if raw is None:
        return None, faults
    tables = {kind.plural: raw.table(kind.plural) for kind in KINDS.values()}
    return (raw.source, raw.stem, raw.data, tables), faults


def raws(entries: Iterable[Entry], report: Report = lambda fault: None) -> Iterator[RawRecord]:
    """The records that can be read."""
    return filter(None, (entry.load(report) for entry in entries))


def loaded(entries: Iterable[Entry], report: Report | None = None) -> list[Loaded]:
    said = []
    for raw in raws(entries, report or refuse):
        tables = {kind.plural: raw.table(kind.plural) for kind in KINDS.values()}
        said.append((raw.source, raw.stem, raw.data, tables))
    return said


def refuse(fault: Fault) -> None:
    raise AssertionError(fault)
