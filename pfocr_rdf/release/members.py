"""Compression in members: each is a compressed file of its own, and so are several in a row.

A record is one member, so that its bytes depend on nothing else: they can be fetched by their place
in the file, and taken over into the next release as they are. (gzip: RFC 1952, section 2.2;
Zstandard: RFC 8878, section 3.)
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple, cast

import zstandard

from pfocr_rdf.errors import InputError, UsageError

__all__ = ["COMPRESSIONS", "Compression", "find_compression", "lines_of"]

GZIP_LEVEL = 6
ZSTD_LEVEL = 6

_GZIP_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""No flags, no time, no operating system."""


class Compression(NamedTuple):
    """A way to compress: ``pack`` makes one member, ``unpack`` gives the content of some."""

    name: str
    suffix: str
    media_type: str
    pack: Callable[[bytes], bytes]
    unpack: Callable[[bytes], bytes]
    stream: Callable[[BinaryIO], BinaryIO]


def _gzip(content: bytes) -> bytes:
    deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEAD, body, tail))


def _gunzip(data: bytes) -> bytes:
    parts = []
    while data:
        inflate = zlib.decompressobj(31)
        try:
            parts.append(inflate.decompress(data))
        except zlib.error as error:
            raise InputError(f"damaged: {error}") from None
        if not inflate.eof:
            raise InputError("damaged: it ends in the middle")
        data = inflate.unused_data
    return b"".join(parts)


def _gunzip_stream(file: BinaryIO) -> BinaryIO:
    import gzip

    return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(ZSTD_LEVEL, write_checksum=True).compress(content)


def _unzstd(data: bytes) -> bytes:
    parts = []
    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            parts.append(frame.decompress(data))
        except zstandard.ZstdError as error:
            raise InputError(f"damaged: {error}") from None
        if not frame.eof:
            raise InputError("damaged: it ends in the middle")
        data = frame.unused_data
    return b"".join(parts)


class _ZstdReader(io.RawIOBase):
    """Frames as one stream; zstandard's own takes a file that is cut off for a whole one."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._frame: Any = None
        self._packed = self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            self._packed = self._packed or self._file.read(2**17)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("it ends in the middle")
                return 0
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(self._packed)
            self._packed = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame = None
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def _unzstd_stream(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_ZstdReader(file), 2**17))


COMPRESSIONS: dict[str, Compression] = {
    c.name: c
    for c in (
        Compression("gzip", ".gz", "application/gzip", _gzip, _gunzip, _gunzip_stream),
        Compression("zstd", ".zst", "application/zstd", _zstd, _unzstd, _unzstd_stream),
    )
}

_DAMAGED = (zlib.error, zstandard.ZstdError, EOFError, OSError)


def find_compression(name: str) -> Compression:
    """The compression of that name; raises UsageError where there is none."""
    if name not in COMPRESSIONS:
        raise UsageError(f"{name!r} is no compression: use one of {', '.join(COMPRESSIONS)}")
    return COMPRESSIONS[name]


def lines_of(file: BinaryIO, compression: Compression) -> Iterator[bytes]:
    """The lines of compressed content, each with its end; raises InputError where it is damaged."""
    try:
        yield from compression.stream(file)
    except _DAMAGED as error:
        raise InputError(f"damaged: {error}") from None
