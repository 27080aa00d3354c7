"""The ways to compress a file, as values: a new one is one row of :data:`COMPRESSIONS`.

What is compressed may be several *members* (gzip: RFC 1952, section 2.2; Zstandard: frames, RFC
8878, section 3) one after the other: each is a compressed file of its own, and so are all together.
Nothing that is written holds a time or a name, so the same content gives the same bytes.
"""

import gzip
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple

from pfocr_rdf.errors import InputError, UsageError

if sys.version_info >= (3, 14):
    from compression import zstd
else:  # PEP 784
    from backports import zstd

__all__ = [
    "COMPRESSIONS",
    "DAMAGED",
    "Compression",
    "compression_of",
    "find_compression",
    "lines_of",
    "without_compression",
    "zstd",
]

DAMAGED = (zlib.error, zstd.ZstdError, EOFError, OSError)
"""What reading compressed content raises where it is damaged or cut off."""

_GZIP_LEVEL = 6
_GZIP_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""No flags, no time, no operating system."""

_ZSTD: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 6,
    zstd.CompressionParameter.checksum_flag: 1,
}


class Compression(NamedTuple):
    """A way to compress, with the suffix of its files.

    ``pack`` makes one member. ``reader`` gives the content of a binary file (see :data:`DAMAGED`),
    ``writer`` takes what is to be compressed into one and ends it when its block ends; neither
    closes the file.
    """

    name: str
    suffix: str
    media_type: str
    pack: Callable[[bytes], bytes]
    decompress: Callable[[bytes], bytes]
    reader: Callable[[BinaryIO], Any]
    writer: Callable[[BinaryIO], Any]

    def unpack(self, data: bytes) -> bytes:
        """The content of any number of members; raises InputError where they are damaged."""
        try:
            return self.decompress(data)
        except DAMAGED as error:
            raise InputError(f"damaged: {error}") from None


def _gzip(content: bytes) -> bytes:
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEAD, body, tail))


def _gunzip(data: bytes) -> bytes:
    """Unpack members, three times as fast as gzip.decompress where they are many."""
    parts = []
    while data:
        member = zlib.decompressobj(31)
        parts.append(member.decompress(data))
        if not member.eof:
            raise EOFError("it ends in the middle")
        data = member.unused_data
    return b"".join(parts)


_ROWS = (
    Compression(
        "gzip",
        ".gz",
        "application/gzip",
        _gzip,
        _gunzip,
        partial(gzip.GzipFile, "", "rb", _GZIP_LEVEL),
        partial(gzip.GzipFile, "", "wb", _GZIP_LEVEL, mtime=0),
    ),
    Compression(
        "zstd",
        ".zst",
        "application/zstd",
        partial(zstd.compress, options=_ZSTD),
        zstd.decompress,
        zstd.ZstdFile,
        partial(zstd.ZstdFile, mode="wb", options=_ZSTD),
    ),
)
COMPRESSIONS = {row.name: row for row in _ROWS}


def find_compression(name: str) -> Compression:
    """The compression of that name; raises UsageError where there is none."""
    if name not in COMPRESSIONS:
        raise UsageError(f"{name!r} is not a compression: use one of {', '.join(COMPRESSIONS)}")
    return COMPRESSIONS[name]


def compression_of(path: str) -> Compression | None:
    """The compression that the last suffix of a file's name tells, if it tells one.

    >>> compression_of("pfocr.nq.GZ").name
    'gzip'
    """
    suffix = PurePath(path).suffix.lower()
    return next((row for row in _ROWS if row.suffix == suffix), None)


def without_compression(path: str) -> str:
    """The path without the suffix of a compression.

    >>> without_compression("pfocr.nq.GZ"), without_compression("pfocr.nq")
    ('pfocr.nq', 'pfocr.nq')
    """
    found = compression_of(path)
    return path if found is None else path[: -len(found.suffix)]


def lines_of(file: BinaryIO, compression: Compression) -> Iterator[bytes]:
    """The lines of compressed content, each with its end; raises InputError where it is damaged."""
    try:
        yield from compression.reader(file)
    except DAMAGED as error:
        raise InputError(f"damaged: {error}") from None
