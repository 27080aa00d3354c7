"""How records and their tables are found among names: one rule, whatever holds the names.

- Hidden files and folders (``.`` in front) and ``__MACOSX`` are skipped.
- A folder with a folder ``_figures`` in it is a checkout of the database: of what is in it only
  ``_figures`` is read, with the folders below.
- A record is a file whose name ends in ``.md``, but none that begins with ``_``, and no README or
  the like (see :mod:`~pfocr_rdf.sources.names`).
- The tables of a folder's records are in the folder ``_data`` beside it; else in ``_data`` in it;
  else in the folder itself. A table there that belongs to no record is a fault.
- Records are in the order of their names; those of one name in the order of their folders' paths.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Protocol

from pfocr_rdf.errors import Fault
from pfocr_rdf.sources.entries import Container, Entry, RecordFolder, Report, unreadable
from pfocr_rdf.sources.names import (
    DATA,
    FIGURES,
    TABLES,
    is_record,
    is_skipped,
    stem_of,
    table_name,
    table_of,
)

BESIDE = f"../{DATA}"
"""The folder of tables beside a container."""

_Spots = dict[str, bytes]
"""Stem of a record → where the container has it."""


class Listing(Protocol):
    """The names in a container, folder by folder; the container itself is the folder ``""``."""

    def scan(self, folder: str) -> Iterable[tuple[str, bytes | None]]:
        """The names in a folder: of a file with its spot, of a folder with ``None``.

        Raises OSError where the folder cannot be read.
        """

    def identity(self, folder: str) -> Hashable:
        """The same for two paths that lead to one folder. Raises OSError."""


class Names:
    """The listing of a container that gives all its names at once."""

    def __init__(self) -> None:
        self._files: dict[str, _Spots] = {"": {}}
        self._folders: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, path: str, spot: bytes = b"") -> None:
        """Add a file and the folders that it is in."""
        folder, _, name = path.rpartition("/")
        self.files(folder)[name] = spot

    def files(self, folder: str) -> _Spots:
        """The files in a folder, which is added with those that it is in."""
        found = self._files.get(folder)
        if found is not None:
            return found
        path = folder
        while path not in self._files:
            self._files[path] = {}
            path, _, name = path.rpartition("/")
            self._folders[path].append(name)
        return self._files[folder]

    def scan(self, folder: str) -> Iterator[tuple[str, bytes | None]]:
        """See Listing."""
        yield from self._files[folder].items()
        for name in self._folders[folder]:
            yield name, None

    def identity(self, folder: str) -> Hashable:
        """See Listing."""
        return folder


def by_name(entry: Entry) -> str:
    """What records are sorted by."""
    return entry.stem or ""


def find(listing: Listing, container: Container, report: Report) -> list[Entry]:
    """The records of a container, in order; what cannot be read and tables of none are faults."""
    records, with_data = _walk(listing, container, report)
    users: dict[str, list[str]] = {}
    for folder in records:
        users.setdefault(_data_of(folder, with_data, container), []).append(folder)
    tables = {
        data: _tables(listing, container, data, [records[folder] for folder in folders], report)
        for data, folders in users.items()
    }
    data_of = {folder: data for data, folders in users.items() for folder in folders}
    found = []
    for folder, spots in records.items():
        source = RecordFolder(container, _inside(folder), _inside(data_of[folder]))
        held = tables[data_of[folder]]
        found += [Entry(stem, source, spot + held.get(stem, b"")) for stem, spot in spots.items()]
    found.sort(key=by_name)
    return found


def single_files(container: Container, names: Iterable[str]) -> list[Entry]:
    """The records of single files at the top of a container, whatever their names, in order.

    Their tables are where those of a folder are. Of a folder that cannot be listed, such as one
    of HTTP, it is unknown whether it exists: there, the first place that has some of a record's.
    """
    sources: dict[tuple[str, str], RecordFolder] = {}
    found = []
    for name in names:
        stem = stem_of(name)
        for data in (BESIDE, DATA, ""):
            folder = _inside(data)
            held = [t for t in TABLES.values() if container.has(folder + table_name(stem, t))]
            if held or (data and container.has(folder)):
                break
        key = (folder, name.removeprefix(stem))
        source = sources.setdefault(key, RecordFolder(container, "", *key))
        found.append(Entry(stem, source, b"".join(held)))
    found.sort(key=by_name)
    return found


def _walk(
    listing: Listing, container: Container, report: Report
) -> tuple[dict[str, _Spots], set[str]]:
    """The records of each folder that holds some, and the folders that hold one of tables."""
    records: dict[str, _Spots] = {}
    with_data = set()
    seen = set()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        spots = {}
        below = []
        try:
            identity = listing.identity(folder)
            if identity in seen:
                continue
            seen.add(identity)
            for name, spot in listing.scan(folder):
                if spot is not None:
                    if is_record(name):
                        spots[stem_of(name)] = spot
                elif not is_skipped(name):
                    below.append(name)
        except OSError as error:
            report(unreadable(container.shown(folder), error))
            continue
        if DATA in below:
            with_data.add(folder)
        if FIGURES in below:
            spots, below = {}, [FIGURES]
        waiting += [_inside(folder) + name for name in sorted(below, reverse=True)]
        if spots:
            records[folder] = spots
    return records, with_data


def _data_of(folder: str, with_data: set[str], container: Container) -> str:
    """The folder with the tables of a folder's records."""
    if not folder and container.has(f"{BESIDE}/"):
        return BESIDE
    parent = folder.rpartition("/")[0]
    for candidate in (parent, folder):
        if candidate in with_data:
            return _inside(candidate) + DATA
    return folder


def _tables(
    listing: Listing, container: Container, data: str, users: list[_Spots], report: Report
) -> _Spots:
    """Stem → the kinds and spots of its tables, for the records of all ``users`` of ``data``."""
    stems = users[0].keys() if len(users) == 1 else {stem for spots in users for stem in spots}
    found: _Spots = {}
    orphans = []
    shared: dict[bytes, bytes] = {}
    try:
        for name, spot in listing.scan(data):
            table = table_of(name)
            if table is None or spot is None:
                continue
            stem, kind = table
            if stem in stems:
                held = found.get(stem, b"") + kind + spot
                found[stem] = shared.setdefault(held, held)
            elif not is_skipped(name):
                orphans.append(name)
    except OSError as error:
        report(unreadable(container.shown(data), error))
    for name in sorted(orphans):
        where = container.shown(_inside(data) + name)
        report(Fault(where, 0, "", "a table without its figure", False))
    return found


def _inside(folder: str) -> str:
    """What stands before the names of what is in a folder."""
    return f"{folder}/" if folder else ""
