"""Where records come from: files, folders, checkouts, archives and standard input.

All of them give :class:`~pfocr_rdf.reader.RawRecord` values in one order, that of the records'
names, however the file system or the archive lists them. Figures of one paper stand together in
it. Only names are held in memory, never contents.
"""

from __future__ import annotations

import heapq
import lzma
import os
import stat
import sys
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, Protocol

import zstandard

from pfocr_rdf.errors import Fault, UsageError
from pfocr_rdf.records import MAX_BYTES, RawRecord
from pfocr_rdf.vocabulary import KINDS

__all__ = ["Records", "records"]

Report = Callable[[Fault], None]

_TABLE_SUFFIXES = {f"-{kind.plural}.tsv": kind.plural for kind in KINDS.values()}
_RECORD_SUFFIX = ".md"
_NOT_RECORDS = frozenset(
    ("readme", "changelog", "contributing", "license", "code_of_conduct", "index", "404")
)
_FIGURES = "_figures"
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst", ".zip")
MAX_RATIO = 200
"""An archive that unpacks to more than this times its size, and to over 1 GiB, is refused."""


class _Entry(NamedTuple):
    """A record that a source holds; entries sort by name, then by source and place."""

    stem: str
    source: int
    place: str


class _Source(Protocol):
    """A place that holds records."""

    def entries(self) -> list[tuple[str, str]]:
        """Stem and place of each record, sorted."""

    def load(self, stem: str, place: str) -> RawRecord | None:
        """The record at a place; ``None`` where it cannot be read, which has been reported."""


class Records:
    """The records of several paths, in order of their names.

    Iterating gives each record once; ``len`` tells how many there are. What cannot be read goes to
    ``report`` as a fault and is passed over.
    """

    def __init__(self, sources: list[_Source]) -> None:
        self._sources = sources
        self._lists = [source.entries() for source in sources]

    def __len__(self) -> int:
        return sum(map(len, self._lists))

    def __iter__(self) -> Iterator[RawRecord]:
        streams = [_numbered(number, entries) for number, entries in enumerate(self._lists)]
        for stem, number, place in heapq.merge(*streams):
            record = self._sources[number].load(stem, place)
            if record is not None:
                yield record


def _numbered(number: int, entries: list[tuple[str, str]]) -> Iterator[_Entry]:
    for stem, place in entries:
        yield _Entry(stem, number, place)


def records(
    paths: list[str] | list[Path], report: Report, stdin: BinaryIO | None = None
) -> Records:
    """The records under ``paths``: files, folders, archives, or ``-`` for standard input.

    A folder is read with all folders below it. One that holds a folder ``_figures`` is a checkout
    of the database, and of what is in it only ``_figures`` is read. Raises UsageError for a path
    that does not exist or an archive that is none.
    """
    sources: list[_Source] = []
    files: dict[Path, list[str]] = {}
    for text in map(str, paths):
        path = Path(text)
        if text == "-":
            sources.append(_Stdin(stdin or sys.stdin.buffer, report))
        elif not path.exists():
            raise UsageError(f"{text}: no such file or folder")
        elif path.is_dir():
            sources.extend(_folders(path, report))
        elif text.lower().endswith(_ARCHIVES):
            sources.append(_archive(path, report))
        else:
            files.setdefault(path.parent, []).append(path.name)
    for folder, names in files.items():
        sources.append(_Folder(folder, sorted(set(names)), report, whole=False))
    return Records(sources)


def _stem(name: str) -> str:
    return name.removesuffix(_RECORD_SUFFIX)


def _is_record(name: str) -> bool:
    return (
        name.endswith(_RECORD_SUFFIX)
        and not name.startswith((".", "_"))
        and _stem(name).lower() not in _NOT_RECORDS
    )


def _table_of(name: str) -> tuple[str, str] | None:
    """The stem and the plural of a table's file name."""
    for suffix, plural in _TABLE_SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), plural
    return None


# ---- files and folders ---------------------------------------------------------------------------


def _folders(top: Path, report: Report) -> list[_Source]:
    """A source for each folder at or below ``top`` that holds records."""
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
                    elif _is_record(entry.name):
                        names.append(entry.name)
        except OSError as error:
            report(Fault(_shown(folder), 0, "", f"cannot be read: {error.strerror}", True))
            continue
        if _FIGURES in below:
            names, below = [], [_FIGURES]
        waiting.extend(folder / name for name in below)
        if names:
            names.sort()
            found.append((folder, names))
    found.sort()
    return [_Folder(*pair, report, whole=True) for pair in found]


def _goes_down(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _data_folder(folder: Path) -> Path | None:
    """Where the tables of a folder's records are, if anywhere."""
    for candidate in (folder.parent / "_data", folder / "_data"):
        if candidate.is_dir():
            return candidate
    return folder


class _Folder:
    """Records in one folder, and their tables in ``_data`` beside or below it."""

    def __init__(self, folder: Path, names: list[str], report: Report, *, whole: bool) -> None:
        self._folder = folder
        self._stems = sorted(map(_stem, names))
        self._others = {_stem(name): name for name in names if not name.endswith(_RECORD_SUFFIX)}
        self._report = report
        self._data = _data_folder(folder)
        self._tables = self._find_tables() if whole else None

    def entries(self) -> list[tuple[str, str]]:
        return [(stem, "") for stem in self._stems]

    def load(self, stem: str, place: str) -> RawRecord | None:
        name = self._others.get(stem) or stem + _RECORD_SUFFIX
        path = os.path.join(self._folder, name)  # noqa: PTH118  (ten times a Path's speed)
        data = self._read(path)
        if data is None:
            return None
        if self._tables is None:
            return RawRecord(_shown(path), stem, data, lambda plural: self._table(stem, plural))
        held = self._tables.get(stem)
        if held is None:
            return RawRecord(_shown(path), stem, data)
        return RawRecord(
            _shown(path),
            stem,
            data,
            lambda plural: self._table(stem, plural) if plural in held else None,
        )

    def _table(self, stem: str, plural: str) -> tuple[str, bytes] | None:
        path = f"{self._data}/{stem}-{plural}.tsv"
        if self._tables is None and not os.path.lexists(path):
            return None
        data = self._read(path)
        return None if data is None else (_shown(path), data)

    def _read(self, path: str) -> bytes | None:
        try:
            return _read_file(path)
        except OSError as error:
            self._report(Fault(_shown(path), 0, "", f"cannot be read: {error.strerror}", True))
            return None

    def _find_tables(self) -> dict[str, tuple[str, ...]]:
        """Stem → the plurals of its tables; tables of no record are faults."""
        stems = {stem: stem for stem in self._stems}
        found: dict[str, tuple[str, ...]] = {}
        orphans = []
        sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        try:
            with os.scandir(self._data) as entries:
                for entry in entries:
                    table = _table_of(entry.name)
                    if table is None:
                        continue
                    stem = stems.get(table[0])
                    if stem is None:
                        orphans.append(entry.name)
                        continue
                    held = (*found.get(stem, ()), table[1])
                    found[stem] = sets.setdefault(held, held)
        except OSError as error:
            self._report(
                Fault(_shown(self._data), 0, "", f"cannot be read: {error.strerror}", True)
            )
        for name in sorted(orphans):
            path = f"{self._data}/{name}"
            self._report(Fault(_shown(path), 0, "", "a table without its figure", False))
        return found


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


def _shown(path: str | Path | None) -> str:
    """A path as text that any terminal and any file can hold."""
    return os.fsencode(str(path)).decode(errors="backslashreplace")


class _Stdin:
    """One record from standard input; it has no name and no tables."""

    def __init__(self, stream: BinaryIO, report: Report) -> None:
        self._stream = stream

    def entries(self) -> list[tuple[str, str]]:
        return [("", "")]

    def load(self, stem: str, place: str) -> RawRecord | None:
        return RawRecord("<stdin>", None, self._stream.read(MAX_BYTES + 1))


# ---- archives ------------------------------------------------------------------------------------

_DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zstandard.ZstdError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,  # encrypted; its NotImplementedError: an unknown version or compression
    ValueError,
)
"""What the libraries raise for an archive, or a member of one, that they cannot read."""


def _archive(path: Path, report: Report) -> _Source:
    try:
        if path.name.lower().endswith(".zip"):
            return _Zip(path, report)
        return _Tar(path, report)
    except _DAMAGED as error:
        message = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{_shown(path)}: not an archive that can be read: {message}") from None


class _Members:
    """The names in an archive, sorted into records and tables; faults of the rest."""

    def __init__(self, archive: Path, report: Report) -> None:
        self.records: list[tuple[str, str]] = []
        self.tables: set[str] = set()
        self._archive = archive
        self._report = report

    def wanted(self, name: str, size: int, *, regular: bool) -> bool:
        """Whether a member's content is needed; reports why not where that is a fault."""
        base = name.rpartition("/")[2]
        table = _table_of(base)
        if table is None and not _is_record(base):
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
        base = name.rpartition("/")[2]
        if _table_of(base) is None:
            self.records.append((_stem(base), name))
        else:
            self.tables.add(name)

    def fault(self, name: str, message: str, *, fatal: bool = True) -> None:
        self._report(Fault(self.shown(name), 0, "", message, fatal))

    def shown(self, name: str) -> str:
        return f"{_shown(self._archive)}/{_shown(name)}"

    def finish(self) -> list[tuple[str, str]]:
        """The records, in order, once all names are known; reports tables without a figure."""
        folders = {place.rpartition("/")[0] for _, place in self.records}
        checkouts = [f.removesuffix(_FIGURES) for f in folders if f.split("/")[-1] == _FIGURES]
        records = sorted(pair for pair in self.records if not _is_beside(pair[1], checkouts))
        used = {name for stem, place in records for name in self._candidates(stem, place)}
        for name in sorted(self.tables - used):
            self.fault(name, "a table without its figure", fatal=False)
        return records

    def _candidates(self, stem: str, place: str) -> list[str]:
        return [self.table_name(stem, place, plural) for plural in _TABLE_SUFFIXES.values()]

    @staticmethod
    def table_name(stem: str, place: str, plural: str) -> str:
        folder = place.rpartition("/")[0]
        parent, _, last = folder.rpartition("/")
        if last == _FIGURES:
            folder = f"{parent}/_data" if parent else "_data"
        return f"{folder}/{stem}-{plural}.tsv" if folder else f"{stem}-{plural}.tsv"


def _is_beside(place: str, checkouts: list[str]) -> bool:
    """Whether a record lies in a checkout, but outside its ``_figures``."""
    return any(
        place.startswith(top) and not place.startswith(f"{top}{_FIGURES}/") for top in checkouts
    )


class _Zip:
    """A zip archive, read where it lies."""

    def __init__(self, path: Path, report: Report) -> None:
        self._members = _Members(path, report)
        self._zip = zipfile.ZipFile(path)
        for info in self._zip.infolist():
            if self._members.wanted(info.filename, info.file_size, regular=not info.is_dir()):
                self._members.add(info.filename)
        self._entries = self._members.finish()

    def entries(self) -> list[tuple[str, str]]:
        return self._entries

    def load(self, stem: str, place: str) -> RawRecord | None:
        data = self._read(place)
        if data is None:
            return None
        return RawRecord(
            self._members.shown(place), stem, data, lambda plural: self._table(stem, place, plural)
        )

    def _table(self, stem: str, place: str, plural: str) -> tuple[str, bytes] | None:
        name = self._members.table_name(stem, place, plural)
        if name not in self._members.tables:
            return None
        data = self._read(name)
        return None if data is None else (self._members.shown(name), data)

    def _read(self, name: str) -> bytes | None:
        try:
            with self._zip.open(name) as member:
                return member.read(MAX_BYTES + 1)
        except _DAMAGED as error:
            self._members.fault(name, f"cannot be unpacked: {error}")
            return None


class _Tar:
    """A tar archive, perhaps compressed: its records are copied to one unnamed temporary file."""

    def __init__(self, path: Path, report: Report) -> None:
        self._members = _Members(path, report)
        self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="pfocr-rdf-")  # noqa: SIM115
        weakref.finalize(self, self._spool.close)
        self._places: dict[str, tuple[int, int]] = {}
        with _opened_tar(path) as (tar, consumed):
            self._copy(tar, consumed)
        self._entries = self._members.finish()

    def _copy(self, tar: tarfile.TarFile, consumed: Callable[[], int]) -> None:
        offset = 0
        for member in tar:
            tar.members = []  # type: ignore[attr-defined]  # tarfile would keep every header
            unpacked = member.offset_data + member.size
            if unpacked > 2**30 and unpacked > MAX_RATIO * max(consumed(), 1):
                raise tarfile.ReadError("it unpacks to far more than any archive of records")
            if not self._members.wanted(member.name, member.size, regular=member.isreg()):
                continue
            if member.name in self._places:
                self._members.fault(member.name, "stands twice in the archive")
                continue
            content = tar.extractfile(member)
            data = content.read() if content else b""
            self._spool.write(data)
            self._places[member.name] = (offset, len(data))
            self._members.add(member.name)
            offset += len(data)

    def entries(self) -> list[tuple[str, str]]:
        return self._entries

    def load(self, stem: str, place: str) -> RawRecord | None:
        return RawRecord(
            self._members.shown(place),
            stem,
            self._read(place),
            lambda plural: self._table(stem, place, plural),
        )

    def _table(self, stem: str, place: str, plural: str) -> tuple[str, bytes] | None:
        name = self._members.table_name(stem, place, plural)
        if name not in self._members.tables:
            return None
        return self._members.shown(name), self._read(name)

    def _read(self, name: str) -> bytes:
        offset, size = self._places[name]
        self._spool.seek(offset)
        return self._spool.read(size)


class _opened_tar:  # noqa: N801  (used as a function in a with statement)
    """Open a tar archive as a stream; gives it and a function that tells the bytes consumed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> tuple[tarfile.TarFile, Callable[[], int]]:
        self._file = self._path.open("rb")
        try:
            if self._path.name.lower().endswith(".zst"):
                stream = zstandard.ZstdDecompressor().stream_reader(self._file)
                self._tar = tarfile.open(fileobj=stream, mode="r|")
            else:
                self._tar = tarfile.open(fileobj=self._file, mode="r|*")
        except BaseException:
            self._file.close()
            raise
        return self._tar, self._file.tell

    def __exit__(self, *_: object) -> None:
        self._tar.close()
        self._file.close()
