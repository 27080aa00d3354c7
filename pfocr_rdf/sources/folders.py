"""Records in folders of this machine, with their tables in ``_data`` beside or below them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pfocr_rdf.errors import Fault
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord
from pfocr_rdf.sources.entries import (
    DATA,
    FIGURES,
    Entry,
    Report,
    is_record,
    shown,
    stem_of,
    table_of,
)

__all__ = ["files", "folders"]


def folders(top: Path, report: Report) -> list[list[Entry]]:
    """The records of each folder at or below ``top`` that holds some."""
    found: list[tuple[Path, list[str]]] = []
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            names = []
            below = []
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if _goes_down(entry):
                        below.append(entry.name)
                    elif is_record(entry.name):
                        names.append(entry.name)
        except OSError as error:
            report(Fault(shown(folder), 0, "", f"cannot be read: {error.strerror}", True))
            continue
        if FIGURES in below:
            names, below = [], [FIGURES]
        waiting.extend(folder / name for name in below)
        if names:
            names.sort(key=stem_of)
            found.append((folder, names))
    found.sort(key=lambda pair: pair[0])
    return [_Folder(folder).entries(names, report) for folder, names in found]


def files(folder: Path, names: list[str]) -> list[Entry]:
    """The records of single files of a folder, whatever their names."""
    source = _Files(folder)
    return sorted((Entry(stem_of(name), source, name) for name in names), key=lambda e: e[0] or "")


def _goes_down(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


class _Folder:
    """A folder that is read as a whole; a record's place is the plurals of its tables."""

    def __init__(self, folder: Path) -> None:
        data = _data_folder(folder)
        self._shown = shown(os.path.join(folder, ""))  # noqa: PTH118  (keeps './')
        self._shown_data = f"{shown(data)}/"
        self._path = _absolute(folder)
        self._data = _absolute(data)

    def entries(self, names: list[str], report: Report) -> list[Entry]:
        """The records with those names; tables of no record are faults."""
        stems = [stem_of(name) for name in names]
        tables = self._tables(stems, report)
        return [Entry(stem, self, tables.get(stem, ())) for stem in stems]

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        stem, _, held = entry
        name = f"{stem}.md"
        where = self._shown + shown(name)
        data = _read(self._path + name, where, report)
        if data is None:
            return None
        if not held:
            return RawRecord(where, stem, data)
        return RawRecord(
            where,
            stem,
            data,
            lambda plural: self._table(f"{stem}-{plural}.tsv", report) if plural in held else None,
        )

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return not os.path.lexists(f"{self._path}{entry.stem}.md")

    def _table(self, name: str, report: Report) -> tuple[str, bytes] | None:
        where = self._shown_data + shown(name)
        data = _read(self._data + name, where, report)
        return None if data is None else (where, data)

    def _tables(self, names: list[str], report: Report) -> dict[str, tuple[str, ...]]:
        """Stem → the plurals of its tables."""
        stems = dict.fromkeys(names)
        found: dict[str, tuple[str, ...]] = {}
        orphans = []
        sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        try:
            with os.scandir(self._data) as entries:
                for entry in entries:
                    table = table_of(entry.name)
                    if table is None:
                        continue
                    if table[0] not in stems:
                        orphans.append(entry.name)
                        continue
                    held = (*found.get(table[0], ()), table[1])
                    found[table[0]] = sets.setdefault(held, held)
        except OSError as error:
            where = self._shown_data.removesuffix("/")
            report(Fault(where, 0, "", f"cannot be read: {error.strerror}", True))
        for name in sorted(orphans):
            where = self._shown_data + shown(name)
            report(Fault(where, 0, "", "a table without its figure", False))
        return found


class _Files(_Folder):
    """A folder of which single files are read; a record's place is its file's name."""

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        stem, _, name = entry
        where = self._shown + shown(name)
        data = _read(self._path + name, where, report)
        if data is None:
            return None
        return RawRecord(
            where, stem, data, lambda plural: self._any(f"{stem}-{plural}.tsv", report)
        )

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return not os.path.lexists(f"{self._path}{entry.place}")

    def _any(self, name: str, report: Report) -> tuple[str, bytes] | None:
        return self._table(name, report) if os.path.lexists(self._data + name) else None


def _data_folder(folder: Path) -> Path:
    """Where the tables of a folder's records are, if anywhere."""
    for candidate in (folder.parent / DATA, folder / DATA):
        if candidate.is_dir():
            return candidate
    return folder


def _absolute(folder: Path) -> str:
    """Its path from the root, with a ``/`` at the end: others may work in other folders."""
    return os.path.join(Path.cwd(), folder, "")  # noqa: PTH118


def _read(path: str, where: str, report: Report) -> bytes | None:
    try:
        return _read_file(path)
    except OSError as error:
        report(Fault(where, 0, "", f"cannot be read: {error.strerror}", True))
        return None


def _read_file(path: str) -> bytes:
    """The bytes of a file, up to one more than any record may have."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(handle)
        if stat.S_ISFIFO(status.st_mode):  # opened without waiting for someone to write
            os.set_blocking(handle, True)
        if stat.S_ISDIR(status.st_mode):
            raise OSError(0, "it is a folder")
        data = os.read(handle, min(status.st_size, MAX_BYTES) + 1)
        if len(data) == status.st_size or len(data) > MAX_BYTES:
            return data
        parts = [data]
        size = len(data)
        while size <= MAX_BYTES and (data := os.read(handle, 2**20)):
            parts.append(data)
            size += len(data)
        return b"".join(parts)
    finally:
        os.close(handle)
