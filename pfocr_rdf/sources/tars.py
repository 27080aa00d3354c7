"""Tar archives, perhaps compressed: their records and tables are copied to one temporary file."""

from __future__ import annotations

import struct
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pfocr_rdf.files.compression import Compression
from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.members import ArchiveFiles, Members
from pfocr_rdf.sources.spool import Spool

__all__ = ["MAX_RATIO", "TarFiles"]

MAX_RATIO = 200
"""An archive that unpacks to more than this times its size, and to over 1 GiB, is refused."""

_SPOT = struct.Struct("<QI")  # offset and size


class TarFiles(ArchiveFiles):
    """The files of a tar archive; a spot is where the spool has one."""

    spot_size = _SPOT.size

    def __init__(self, path: Path, members: Members, compression: Compression | None) -> None:
        """Copy all that is wanted of an archive, compressed so or as tarfile finds out.

        Raises one of DAMAGED for an archive that is none, OutputError where there is no room.
        """
        self._spool = Spool()
        super().__init__(self._spool.path, members.archive)
        with _opened(path, compression) as (tar, consumed):
            _copy(tar, consumed, members, self._spool)

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        return self._spool.read(*_SPOT.unpack(spot))


def _copy(
    tar: tarfile.TarFile, consumed: Callable[[], int], members: Members, spool: Spool
) -> None:
    offset = 0
    for member in tar:
        tar.members = []  # type: ignore[attr-defined]  # tarfile would keep every header
        unpacked = member.offset_data + member.size
        if unpacked > 2**30 and unpacked > MAX_RATIO * max(consumed(), 1):
            raise tarfile.ReadError("it unpacks to far more than any archive of records")
        slash = "/" if member.isdir() else ""
        name = members.wanted(member.name + slash, regular=member.isreg())
        if name is None:
            continue
        content = tar.extractfile(member)
        data = content.read(MAX_BYTES + 1) if content else b""
        spool.write(data)
        members.add(name, _SPOT.pack(offset, len(data)))
        offset += len(data)
    spool.flush()


@contextmanager
def _opened(
    path: Path, compression: Compression | None
) -> Iterator[tuple[tarfile.TarFile, Callable[[], int]]]:
    """An archive as a stream, and a function that tells the bytes consumed."""
    with path.open("rb") as file:
        stream = file if compression is None else compression.reader(file)
        with tarfile.open(fileobj=stream, mode="r|*" if compression is None else "r|") as tar:
            yield tar, file.tell
