"""Files that are made of members, compressed files one after the other: written and read."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

from pfocr_rdf.files.compression import Compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import FileSum

Members: TypeAlias = tuple[tuple[int, ...], ...]
"""The places, in each shard's shared lines, where its members begin, and their end."""

_BLOCK = 2**20


class MemberWriter:
    """Writes members to a file, and sums it up."""

    def __init__(self, file: BinaryIO, compression: Compression) -> None:
        self._file = file
        self._compression = compression
        self._waiting: list[bytes] = []
        self._size = 0
        self._digest = hashlib.sha256()
        self.bytes = self.content_bytes = 0

    def member(self, content: bytes, packed: bytes | None = None) -> int:
        """Write a member; give its size. ``packed`` is its content, if compressed already."""
        packed = self._compression.pack(content) if packed is None else packed
        self._file.write(packed)
        self._digest.update(packed)
        self.bytes += len(packed)
        self.content_bytes += len(content)
        return len(packed)

    def write(self, data: bytes) -> None:
        """Write content in members of about a megabyte; :meth:`flush` ends the last."""
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        """End the member that was begun; a file has at least one."""
        if self._size or not self.bytes:
            self.member(b"".join(self._waiting))
            self._waiting, self._size = [], 0

    @property
    def sum(self) -> FileSum:
        """The size and SHA-256 of what was written."""
        return FileSum(self.bytes, self._digest.hexdigest())


def shard_runs(
    folder: Folder, compression: Compression, members: Members, number: int
) -> Iterator[list[bytes]]:
    """The shared lines of a member, shard by shard. Raises FileNotFoundError, InputError."""
    for shard, places in enumerate(members):
        start, end = places[number : number + 2]
        data = folder.read(layout.figures_shared(shard, compression.suffix), start, end - start)
        yield compression.unpack(data).split(b"\n")[:-1]
