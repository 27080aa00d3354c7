"""Tar archives, perhaps compressed: their records and tables are copied to one temporary file."""

import struct
import tarfile
from collections.abc import Iterator
from pathlib import Path

from pfocr_rdf.files.compression import Compression
from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.members import ArchiveFiles, Members
from pfocr_rdf.sources.spool import Spool, read_part

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
        offset = 0
        for name, data in _wanted(path, members, compression):
            self._spool.write(data)
            members.add(name, _SPOT.pack(offset, len(data)))
            offset += len(data)
        self._spool.flush()

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        return read_part(self._path, *_SPOT.unpack(spot))


def _wanted(
    path: Path, members: Members, compression: Compression | None
) -> Iterator[tuple[str, bytes]]:
    """The names and contents of records and tables."""
    with path.open("rb") as file:
        stream = file if compression is None else compression.reader(file)
        with tarfile.open(fileobj=stream, mode="r|*" if compression is None else "r|") as tar:
            for member in tar:
                tar.members = []  # type: ignore[attr-defined]  # tarfile would keep every header
                unpacked = member.offset_data + member.size
                if unpacked > 2**30 and unpacked > MAX_RATIO * max(file.tell(), 1):
                    raise tarfile.ReadError("it unpacks to far more than any archive of records")
                slash = "/" if member.isdir() else ""
                name = members.wanted(member.name + slash, regular=member.isreg())
                if name is not None:
                    content = tar.extractfile(member)
                    yield name, content.read(MAX_BYTES + 1) if content else b""
