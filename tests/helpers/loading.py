"""What sources give, loaded and compared."""

from __future__ import annotations

import os

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.sources import Entry, Records

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


def loaded(found: Records) -> list[Loaded]:
    said = []
    for raw in found:
        tables = {kind.plural: raw.table(kind.plural) for kind in KINDS.values()}
        said.append((raw.source, raw.stem, raw.data, tables))
    return said


def refuse(fault: Fault) -> None:
    raise AssertionError(fault)
