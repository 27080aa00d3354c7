"""The ways to compress a file, as values: a new one is one row of :data:`COMPRESSIONS`.

What is compressed may be several *members* (gzip: RFC 1952, section 2.2; Zstandard: frames, RFC
8878, section 3) one after the other: each is a compressed file of its own, and so are all together.
Nothing that is written holds a time or a name, so the same content gives the same bytes.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import PurePath
from typing import BinaryIO, NamedTuple, Protocol, cast

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files import zstd

__all__ = [
    "COMPRESSIONS",
    "DAMAGED",
    "Compression",
    "compression_of",
    "find_compression",
    "lines_of",
    "without_compression",
]

GZIP_LEVEL = 6

DAMAGED = (zlib.error, zstd.ZstdError, EOFError, OSError)
"""What reading compressed content raises where it is damaged or cut off."""

_GZIP_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""No flags, no time, no operating system."""


class Compression(NamedTuple):
    """A way to compress, with the suffix of its files.

    ``pack`` makes one member, ``unpack`` gives the content of some and raises InputError where they
    are damaged. ``reader`` gives the content of a file (see :data:`DAMAGED`), ``writer`` takes what
    is to be compressed into one and ends it when its block ends; neither closes the file.
    """

    name: str
    suffix: str
    media_type: str
    pack: Callable[[bytes], bytes]
    unpack: Callable[[bytes], bytes]
    reader: Callable[[BinaryIO], BinaryIO]
    writer: Callable[[BinaryIO], AbstractContextManager[BinaryIO]]


class _Member(Protocol):
    """What zlib and zstd decompress a member with."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _unpacked(data: bytes, begin: Callable[[], _Member]) -> bytes:
    parts = []
    while data:
        member = begin()
        try:
            parts.append(member.decompress(data))
        except DAMAGED as error:
            raise InputError(f"damaged: {error}") from None
        if not member.eof:
            raise InputError("damaged: it ends in the middle")
        data = member.unused_data
    return b"".join(parts)


# ---- gzip ----------------------------------------------------------------------------------------


def _gzip(content: bytes) -> bytes:
    deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEAD, body, tail))


def _gunzip(data: bytes) -> bytes:
    return _unpacked(data, lambda: zlib.decompressobj(31))


def _gzip_reader(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))


def _gzip_writer(file: BinaryIO) -> AbstractContextManager[BinaryIO]:
    packer = gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0)
    return cast("AbstractContextManager[BinaryIO]", packer)


# ---- Zstandard -----------------------------------------------------------------------------------

_ZSTD: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 6,
    zstd.CompressionParameter.checksum_flag: 1,
}


def _zstd(content: bytes) -> bytes:
    return zstd.compress(content, options=_ZSTD)


def _unzstd(data: bytes) -> bytes:
    return _unpacked(data, zstd.ZstdDecompressor)


def _zstd_reader(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, zstd.ZstdFile(file))


def _zstd_writer(file: BinaryIO) -> AbstractContextManager[BinaryIO]:
    return cast("AbstractContextManager[BinaryIO]", zstd.ZstdFile(file, "wb", options=_ZSTD))


COMPRESSIONS: dict[str, Compression] = {
    c.name: c
    for c in (
        Compression("gzip", ".gz", "application/gzip", _gzip, _gunzip, _gzip_reader, _gzip_writer),
        Compression("zstd", ".zst", "application/zstd", _zstd, _unzstd, _zstd_reader, _zstd_writer),
    )
}


def find_compression(name: str) -> Compression:
    """The compression of that name; raises UsageError where there is none."""
    if name not in COMPRESSIONS:
        raise UsageError(f"{name!r} is no compression: use one of {', '.join(COMPRESSIONS)}")
    return COMPRESSIONS[name]


def compression_of(path: str) -> Compression | None:
    """The compression that the last suffix of a file's name tells, if it tells one.

    >>> compression_of("pfocr.nq.GZ").name
    'gzip'
    """
    suffix = PurePath(path).suffix.lower()
    return next((c for c in COMPRESSIONS.values() if c.suffix == suffix), None)


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
