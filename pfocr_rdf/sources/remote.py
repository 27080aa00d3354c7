"""Records at URLs: an archive, a folder of an object store, or a single file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from pfocr_rdf.errors import Fault, OutputError, UsageError
from pfocr_rdf.files.filesystems import RefusedError
from pfocr_rdf.files.folders import remote_file
from pfocr_rdf.files.remote_file import RemoteFile
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord
from pfocr_rdf.sources.archives import SUFFIXES, fetched, is_archive
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
from pfocr_rdf.sources.spool import Spool

__all__ = ["remote"]

_Table = tuple[str, str, str]  # name, stem and plural


def remote(url: str, report: Report) -> list[Entry]:
    """The records at a URL, in order.

    Raises UsageError for a URL that makes no sense or behind which there is nothing, InputError
    where it does not answer.
    """
    at = remote_file(url)
    name = at.shown.rpartition("/")[2]
    if is_archive(name) and not url.endswith("/"):
        return _archive(at, report)
    if at.is_http:
        if not name.endswith(".md"):
            raise UsageError(
                f"{at.shown}: a folder cannot be listed over HTTP: give an archive "
                f"({', '.join(SUFFIXES)}) or a record (.md)"
            )
        return [_single(at)]
    found = at.info()
    if found is None:
        raise UsageError(f"{at.shown}: no such file or folder")
    if found[0] == "file":
        return [_single(at)]
    entries = [entry for folder in _folders(at, report) for entry in folder]
    entries.sort(key=lambda entry: entry.stem or "")
    return entries


def _archive(at: RemoteFile, report: Report) -> list[Entry]:
    spool = Spool()
    try:
        at.fetch(spool.file)
    except FileNotFoundError:
        raise UsageError(f"{at.shown}: no such file or folder") from None
    except OSError as error:
        message = f"{spool.path}: cannot be written: {error.strerror or error}"
        raise OutputError(message) from None
    spool.flush()
    return fetched(spool, at.shown, report)


def _single(at: RemoteFile) -> Entry:
    """A record by itself."""
    url = at.root.partition("?")[0] if at.is_http else at.root
    folder, _, name = url.rpartition("/")
    if at.is_http:
        name = unquote(name)
    return Entry(stem_of(name), _Single(at, RemoteFile(folder)), None)


def _folders(at: RemoteFile, report: Report) -> Iterator[list[Entry]]:
    """The records of each folder at or below a URL that holds some."""
    tree = _Tree(at)
    for name in sorted(tree.large):
        message = f"larger than {MAX_BYTES // 2**20} MiB: no record of this database"
        report(Fault(shown(at.child(name).shown), 0, "", message, True))
    for folder, names in sorted(tree.records.items()):
        if tree.is_beside_figures(folder):
            continue
        data, tables = tree.data_of(folder)
        stems = sorted(map(stem_of, names))
        known = set(stems)
        held: dict[str, tuple[str, ...]] = {}
        for name, stem, plural in sorted(tables):
            if stem in known:
                held[stem] = _with(held.get(stem, ()), plural)
            else:
                where = shown(data.child(name).shown)
                report(Fault(where, 0, "", "a table without its figure", False))
        source = _Folder(_child(at, folder), data)
        yield [Entry(stem, source, held.get(stem, ())) for stem in stems]


@lru_cache(maxsize=256)
def _with(held: tuple[str, ...], plural: str) -> tuple[str, ...]:
    """One object for all records that have the same tables."""
    return (*held, plural)


def _child(at: RemoteFile, folder: str) -> RemoteFile:
    return at.child(folder) if folder else at


class _Tree:
    """The files below a URL by their folders, which are relative and without a last ``/``."""

    def __init__(self, top: RemoteFile) -> None:
        self._top = top
        self._folders = {""}
        self._tables: dict[str, list[_Table]] = {}
        self.records: dict[str, list[str]] = {}
        self.large: list[str] = []
        for path, size in top.files():
            folder, _, name = path.rpartition("/")
            if path.startswith(".") or "/." in path:
                continue
            self._add_folder(folder)
            table = table_of(name)
            if table is None and not is_record(name):
                continue
            if size > MAX_BYTES:
                self.large.append(path)
            elif table is None:
                self.records.setdefault(folder, []).append(name)
            else:
                self._tables.setdefault(folder, []).append((name, *table))

    def _add_folder(self, folder: str) -> None:
        while folder not in self._folders:
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]

    def is_beside_figures(self, folder: str) -> bool:
        """Whether a folder lies in a checkout, but outside its ``_figures``."""
        parts = folder.split("/") if folder else []
        return any(
            "/".join([*parts[:n], FIGURES]) in self._folders and parts[n : n + 1] != [FIGURES]
            for n in range(len(parts) + 1)
        )

    def data_of(self, folder: str) -> tuple[RemoteFile, list[_Table]]:
        """Where the tables of a folder's records are, and which there are."""
        if not folder:
            beside = _parent(self._top)
            data = beside.child(DATA) if beside else None
            if data is not None and (info := data.info()) and info[0] == "folder":
                rows = [row for row in data.listed() if row[1] == "file"]
                tables = [(name, *table) for name, *_ in rows if (table := table_of(name))]
                return data, tables
        parent = folder.rpartition("/")[0]
        candidates = [f"{parent}/{DATA}" if parent else DATA] if folder else []
        for candidate in (*candidates, f"{folder}/{DATA}" if folder else DATA):
            if candidate in self._folders:
                return self._top.child(candidate), self._tables.get(candidate, [])
        return _child(self._top, folder), self._tables.get(folder, [])


def _parent(at: RemoteFile) -> RemoteFile | None:
    """The folder that holds a folder; none above a bucket."""
    head, _, path = at.root.partition("://")
    folder, slash, _ = path.rpartition("/")
    return RemoteFile(f"{head}://{folder}") if slash and folder else None


class _Folder:
    """A folder that is read as a whole; a record's place is the plurals of its tables."""

    def __init__(self, folder: RemoteFile, data: RemoteFile) -> None:
        self._folder = folder
        self._data = data

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        stem, _, held = entry
        file = self._folder.child(f"{stem}.md")
        try:
            data = file.read()
        except (FileNotFoundError, RefusedError) as error:
            report(_unread(file, error))
            return None
        return RawRecord(
            shown(file.shown),
            stem,
            data,
            lambda plural: self._table(f"{stem}-{plural}.tsv", report) if plural in held else None,
        )

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return self._folder.child(f"{entry.stem}.md").info() is None

    def _table(self, name: str, report: Report) -> tuple[str, bytes] | None:
        file = self._data.child(name)
        try:
            return shown(file.shown), file.read(0, MAX_BYTES + 1)
        except (FileNotFoundError, RefusedError) as error:
            report(_unread(file, error))
            return None


class _Single:
    """A record by itself; its tables are looked for when asked for."""

    def __init__(self, file: RemoteFile, folder: RemoteFile) -> None:
        self._file = file
        self._folder = folder

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        try:
            data = self._file.read(0, MAX_BYTES + 1)
        except (FileNotFoundError, RefusedError) as error:
            report(_unread(self._file, error))
            return None
        where = shown(self._file.shown)
        return RawRecord(
            where, entry.stem, data, lambda p: self._table(f"{entry.stem}-{p}.tsv", report)
        )

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return self._file.info() is None

    def _table(self, name: str, report: Report) -> tuple[str, bytes] | None:
        folders = [self._folder.child(DATA), self._folder]
        parent = _parent(self._folder)
        if parent is not None:
            folders.insert(0, parent.child(DATA))
        for folder in folders:
            file = folder.child(name)
            try:
                return shown(file.shown), file.read(0, MAX_BYTES + 1)
            except FileNotFoundError:
                continue
            except RefusedError as error:
                report(_unread(file, error))
                return None
        return None


def _unread(file: RemoteFile, error: Exception) -> Fault:
    words = error.words if isinstance(error, RefusedError) else getattr(error, "strerror", "")
    return Fault(shown(file.shown), 0, "", f"cannot be read: {words}", True)
