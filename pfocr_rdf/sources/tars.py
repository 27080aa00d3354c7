"""Records in tar archives, perhaps compressed: they are copied to one temporary file."""

from __future__ import annotations

import struct
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pfocr_rdf.errors import Fault
from pfocr_rdf.files.compression import Compression
from pfocr_rdf.records.raw import RawRecord
from pfocr_rdf.sources.entries import TABLE_SUFFIXES, Entry, Report, shown
from pfocr_rdf.sources.members import Members, folder_of, table_name
from pfocr_rdf.sources.spool import Spool

__all__ = ["MAX_RATIO", "tar_entries"]

MAX_RATIO = 200
"""An archive that unpacks to more than this times its size, and to over 1 GiB, is refused."""

_PLURALS = tuple(TABLE_SUFFIXES.values())
_RECORD = struct.Struct("<QI")  # offset and size
_TABLE = struct.Struct("<BQI")  # index of the plural, offset and size


def tar_entries(path: Path, members: Members, compression: Compression | None) -> list[Entry]:
    """The records of a tar archive, compressed so or as tarfile finds out.

    Raises one of DAMAGED for an archive that is none, OutputError where there is no room to unpack.
    """
    spool = Spool()
    with _opened(path, compression) as (tar, consumed):
        places = _copied(tar, consumed, members, spool)
    folders: dict[str, _TarFolder] = {}
    found = []
    for stem, name, held in members.finish():
        folder = folder_of(name)
        source = folders.get(folder)
        if source is None:
            source = folders[folder] = _TarFolder(spool, members.archive, folder)
        place = _RECORD.pack(*places[name])
        for plural in held:
            table = places[table_name(folder, stem, plural)]
            place += _TABLE.pack(_PLURALS.index(plural), *table)
        found.append(Entry(stem, source, place))
    return found


def _copied(
    tar: tarfile.TarFile, consumed: Callable[[], int], members: Members, spool: Spool
) -> dict[str, tuple[int, int]]:
    """Copy what is wanted; gives each member's offset and size in the spool."""
    places: dict[str, tuple[int, int]] = {}
    offset = 0
    for member in tar:
        tar.members = []  # type: ignore[attr-defined]  # tarfile would keep every header
        unpacked = member.offset_data + member.size
        if unpacked > 2**30 and unpacked > MAX_RATIO * max(consumed(), 1):
            raise tarfile.ReadError("it unpacks to far more than any archive of records")
        if not members.wanted(member.name, member.size, regular=member.isreg()):
            continue
        if member.name in places:
            members.fault(member.name, "stands twice in the archive")
            continue
        content = tar.extractfile(member)
        data = content.read() if content else b""
        spool.write(data)
        places[member.name] = (offset, len(data))
        members.add(member.name)
        offset += len(data)
    spool.flush()
    return places


class _TarFolder:
    """A folder in a tar archive; a record's place is where it and its tables are in the spool."""

    def __init__(self, spool: Spool, archive: str, folder: str) -> None:
        self._spool = spool
        self._archive = archive
        self._folder = folder

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        stem, _, place = entry
        where = self._shown(f"{self._folder}{stem}.md")
        data = self._read(report, where, *_RECORD.unpack_from(place))
        if data is None:
            return None
        if len(place) == _RECORD.size:
            return RawRecord(where, stem, data)

        def table(plural: str) -> tuple[str, bytes] | None:
            for number, offset, size in _TABLE.iter_unpack(place[_RECORD.size :]):
                if _PLURALS[number] == plural:
                    where = self._shown(table_name(self._folder, stem or "", plural))
                    data = self._read(report, where, offset, size)
                    return None if data is None else (where, data)
            return None

        return RawRecord(where, stem, data, table)

    def gone(self, entry: Entry) -> bool:
        """See Source; it was unpacked, so the spool is all that can be lost."""
        return True

    def _shown(self, name: str) -> str:
        return f"{self._archive}/{shown(name)}"

    def _read(self, report: Report, where: str, offset: int, size: int) -> bytes | None:
        try:
            return self._spool.read(offset, size)
        except OSError as error:
            report(Fault(where, 0, "", f"cannot be read: {error.strerror}", True))
            return None


@contextmanager
def _opened(
    path: Path, compression: Compression | None
) -> Iterator[tuple[tarfile.TarFile, Callable[[], int]]]:
    """An archive as a stream, and a function that tells the bytes consumed."""
    with path.open("rb") as file:
        stream = file if compression is None else compression.reader(file)
        with tarfile.open(fileobj=stream, mode="r|*" if compression is None else "r|") as tar:
            yield tar, file.tell
