"""Records in zip archives, read where they lie."""

from __future__ import annotations

import os
import zipfile
from functools import lru_cache
from pathlib import Path

from pfocr_rdf.errors import Fault
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord
from pfocr_rdf.sources.entries import Entry, Report, shown
from pfocr_rdf.sources.members import DAMAGED, Members, folder_of, table_name
from pfocr_rdf.sources.spool import Spool

__all__ = ["zip_entries"]

_Stamp = tuple[int, int, int]


def zip_entries(path: str, members: Members, spool: Spool | None = None) -> list[Entry]:
    """The records of a zip archive; ``spool`` is what holds it, if it is a temporary copy.

    Raises one of DAMAGED for an archive that is none.
    """
    path = os.path.join(Path.cwd(), path)  # noqa: PTH118  (others may work in other folders)
    stamp = _stamp(path)
    for info in _opened(path, stamp, os.getpid()).infolist():
        if members.wanted(info.filename, info.file_size, regular=not info.is_dir()):
            members.add(info.filename)
    folders: dict[str, _ZipFolder] = {}
    found = []
    for stem, name, held in members.finish():
        folder = folder_of(name)
        source = folders.get(folder)
        if source is None:
            source = folders[folder] = _ZipFolder(path, stamp, members.archive, folder, spool)
        found.append(Entry(stem, source, held))
    return found


class _ZipFolder:
    """A folder in a zip archive; a record's place is the plurals of its tables."""

    def __init__(
        self, path: str, stamp: _Stamp, archive: str, folder: str, spool: Spool | None
    ) -> None:
        self._path = path
        self._stamp = stamp
        self._archive = archive
        self._folder = folder
        self._spool = spool

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        stem, _, held = entry
        name = f"{self._folder}{stem}.md"
        data = self._read(name, report)
        if data is None:
            return None

        def table(plural: str) -> tuple[str, bytes] | None:
            if plural not in held:
                return None
            name = table_name(self._folder, stem or "", plural)
            data = self._read(name, report)
            return None if data is None else (self._shown(name), data)

        return RawRecord(self._shown(name), stem, data, table)

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return not os.path.lexists(self._path)

    def _shown(self, name: str) -> str:
        return f"{self._archive}/{shown(name)}"

    def _read(self, name: str, report: Report) -> bytes | None:
        try:
            with _opened(self._path, self._stamp, os.getpid()).open(name) as member:
                return member.read(MAX_BYTES + 1)
        except DAMAGED as error:
            words = getattr(error, "strerror", None) or error
            report(Fault(self._shown(name), 0, "", f"cannot be unpacked: {words}", True))
            return None


def _stamp(path: str) -> _Stamp:
    status = os.stat(path)  # noqa: PTH116
    return status.st_ino, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _opened(path: str, stamp: _Stamp, process: int) -> zipfile.ZipFile:
    """An archive, kept open in this process (a fork must not share its position)."""
    return zipfile.ZipFile(path)
