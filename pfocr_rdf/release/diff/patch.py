"""A patch: the quads that turn one release into another, in two files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.files.compression import find_compression

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = ["ADDED", "REMOVED", "Patch", "open_patch", "packed"]

ADDED = "added.nq.gz"
REMOVED = "removed.nq.gz"

_BLOCK = 2**20
_GZIP = find_compression("gzip")


def packed(lines: Sequence[bytes]) -> bytes:
    """A member of lines, which are given without line feeds; nothing for none."""
    return _GZIP.pack(b"".join([line + b"\n" for line in lines])) if lines else b""


@dataclass(slots=True)
class _Side:
    file: BinaryIO
    waiting: list[bytes] = field(default_factory=list)
    size: int = 0
    empty: bool = True

    def add(self, lines: Sequence[bytes]) -> None:
        self.waiting += lines
        self.size += sum(map(len, lines))
        if self.size >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        self.put(packed(self.waiting))
        self.waiting, self.size = [], 0

    def put(self, member: bytes) -> None:
        self.file.write(member)
        self.empty = self.empty and not member

    def end(self) -> None:
        self.flush()
        if self.empty:
            self.file.write(_GZIP.pack(b""))


@dataclass(slots=True)
class Patch:
    """The two files while they are written."""

    removed: _Side
    added: _Side


@contextmanager
def open_patch(place: Folder) -> Iterator[Patch]:
    """Write both files; they appear when the block ends well. Raises OutputError."""
    with place.write(REMOVED) as removed, place.write(ADDED) as added:
        patch = Patch(_Side(removed), _Side(added))
        yield patch
        patch.removed.end()
        patch.added.end()
