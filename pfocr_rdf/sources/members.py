"""What an archive holds, told from its members' names."""

from __future__ import annotations

import lzma
import tarfile
import zipfile

from pfocr_rdf.errors import Fault
from pfocr_rdf.files import compression
from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.entries import (
    DATA,
    FIGURES,
    TABLE_SUFFIXES,
    Report,
    is_record,
    shown,
    stem_of,
    table_of,
)

__all__ = ["DAMAGED", "Members", "folder_of", "table_name"]

DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    *compression.DAMAGED,
    lzma.LZMAError,
    KeyError,
    RuntimeError,  # encrypted; its NotImplementedError: an unknown version or compression
    ValueError,
)
"""What the libraries raise for an archive, or a member of one, that they cannot read."""


class Members:
    """The names in an archive, sorted into records and tables; faults of the rest.

    ``archive`` is its name in messages.
    """

    def __init__(self, archive: str, report: Report) -> None:
        self.archive = archive
        self._records: list[tuple[str, str]] = []
        self._tables: set[str] = set()
        self._report = report

    def wanted(self, name: str, size: int, *, regular: bool) -> bool:
        """Whether a member's content is needed; reports why not where that is a fault."""
        base = name.rpartition("/")[2]
        table = table_of(base)
        if table is None and not is_record(base):
            return False
        if ".." in name.split("/"):
            self.fault(name, "its name leads out of the archive")
        elif not regular:
            self.fault(name, "not a regular file")
        elif size > MAX_BYTES:
            self.fault(name, f"larger than {MAX_BYTES // 2**20} MiB: no record of this database")
        else:
            return True
        return False

    def add(self, name: str) -> None:
        """Take a wanted member."""
        base = name.rpartition("/")[2]
        if table_of(base) is None:
            self._records.append((stem_of(base), name))
        else:
            self._tables.add(name)

    def fault(self, name: str, message: str, *, fatal: bool = True) -> None:
        """Report a fault of a member."""
        self._report(Fault(f"{self.archive}/{shown(name)}", 0, "", message, fatal))

    def finish(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Stem, name and the tables' plurals of each record, in order, once all names are known.

        Tables without a figure are faults.
        """
        folders = {name.rpartition("/")[0] for _, name in self._records}
        checkouts = [f.removesuffix(FIGURES) for f in folders if f.split("/")[-1] == FIGURES]
        sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        found = []
        orphans = set(self._tables)
        for stem, name in sorted(self._records):
            if _is_beside(name, checkouts):
                continue
            folder = folder_of(name)
            tables = {p: table_name(folder, stem, p) for p in TABLE_SUFFIXES.values()}
            held = tuple(plural for plural, table in tables.items() if table in self._tables)
            orphans.difference_update(tables.values())
            found.append((stem, name, sets.setdefault(held, held)))
        for name in sorted(orphans):
            self.fault(name, "a table without its figure", fatal=False)
        return found


def folder_of(name: str) -> str:
    """The folder of a member, with a ``/`` at its end, or nothing."""
    folder, slash, _ = name.rpartition("/")
    return folder + slash


def table_name(folder: str, stem: str, plural: str) -> str:
    """The name of a record's table, by the record's folder."""
    parent, _, last = folder.removesuffix("/").rpartition("/")
    if last == FIGURES:
        folder = f"{parent}/{DATA}/" if parent else f"{DATA}/"
    return f"{folder}{stem}-{plural}.tsv"


def _is_beside(name: str, checkouts: list[str]) -> bool:
    """Whether a record lies in a checkout, but outside its ``_figures``."""
    return any(
        name.startswith(top) and not name.startswith(f"{top}{FIGURES}/") for top in checkouts
    )
