"""Zip archives, read where they are."""

import errno
import os
import zipfile
from functools import lru_cache
from pathlib import Path

from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.members import DAMAGED, ArchiveFiles, Members, cleaned
from pfocr_rdf.sources.spool import Spool

_ENCRYPTED = 1
_Stamp = tuple[int, int, int]


class ZipFiles(ArchiveFiles):
    """The files of a zip archive."""

    spot_size = 0

    def __init__(self, path: Path, members: Members, spool: Spool | None) -> None:
        """List an archive; ``spool`` is what holds it, if it is a temporary copy.

        Raises one of DAMAGED for an archive that is none.
        """
        super().__init__(str(Path.cwd() / path), members.archive)  # others are in other folders
        self._stamp = _stamp(self._path)
        self._spool = spool
        for info in self._opened().infolist():
            name = members.wanted(info.filename, regular=True)
            if name is not None:
                members.add(name)

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        try:
            archive = self._opened()
            info = archive.NameToInfo.get(name)
            if info is None:  # it is another archive than the one that was listed
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            if info.flag_bits & _ENCRYPTED:
                raise OSError(0, "it is encrypted")
            with archive.open(info) as member:
                return member.read(MAX_BYTES + 1)
        except DAMAGED as error:
            raise OSError(0, getattr(error, "strerror", None) or str(error)) from None

    def _opened(self) -> zipfile.ZipFile:
        return _opened(self._path, self._stamp, os.getpid())


def _stamp(path: str) -> _Stamp:
    status = os.stat(path)  # noqa: PTH116
    return status.st_ino, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _opened(path: str, stamp: _Stamp, process: int) -> zipfile.ZipFile:
    """An archive, kept open in this process (a fork must not share its position)."""
    archive = zipfile.ZipFile(path)
    for info in reversed(archive.infolist()):  # by the names that are listed; of two, the first
        archive.NameToInfo[cleaned(info.filename)] = info
    return archive
