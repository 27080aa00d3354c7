"""Zip archives, read where they are."""

from __future__ import annotations

import os
import struct
import zipfile
from functools import lru_cache
from pathlib import Path

from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.members import DAMAGED, ArchiveFiles, Members
from pfocr_rdf.sources.spool import Spool

__all__ = ["ZipFiles"]

_SPOT = struct.Struct("<I")
_ENCRYPTED = 1
_Stamp = tuple[int, int, int]


class ZipFiles(ArchiveFiles):
    """The files of a zip archive; a spot is a member's number in it."""

    spot_size = _SPOT.size

    def __init__(self, path: Path, members: Members, spool: Spool | None) -> None:
        """List an archive; ``spool`` is what holds it, if it is a temporary copy.

        Raises one of DAMAGED for an archive that is none.
        """
        super().__init__(str(Path.cwd() / path), members.archive)  # others are in other folders
        self._stamp = _stamp(self._path)
        self._spool = spool
        for number, info in enumerate(self._opened().filelist):
            name = members.wanted(info.filename, regular=True)
            if name is not None:
                members.add(name, _SPOT.pack(number))

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        try:
            archive = self._opened()
            info = archive.filelist[_SPOT.unpack(spot)[0]]
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
    if _stamp(path) != stamp:
        raise OSError(0, "the archive was changed after it was listed")
    return zipfile.ZipFile(path)
