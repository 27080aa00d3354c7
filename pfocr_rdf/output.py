"""Files that stand under their name only when they are whole."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.formats import COMPRESSIONS

__all__ = ["open_output"]

GZIP_LEVEL = 6
ZSTD_LEVEL = 6


@contextmanager
def open_output(path: str | Path, *, compress: bool = True) -> Iterator[BinaryIO]:
    """A binary file to write; ``-`` is standard output.

    What is written goes to a temporary file in the same folder, which takes the name ``path`` when
    the block ends well and vanishes otherwise. A suffix of :data:`COMPRESSIONS` compresses, without
    times or names inside, so that the same content gives the same bytes. Raises UsageError where
    there can be no such file, OutputError where writing fails.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(path))
    if os.path.isdir(target):  # noqa: PTH112  (never raises, as Path.is_dir does for a long name)
        raise UsageError(f"{path}: is a folder, not a file")
    if not os.path.isdir(target.parent):  # noqa: PTH112
        raise UsageError(f"{path}: there is no folder {target.parent}")
    special = os.path.exists(target) and not os.path.isfile(target)  # noqa: PTH110, PTH113
    place = target if special else target.parent / f".{target.name}.{os.getpid()}.part"
    try:
        with place.open("wb", buffering=2**20) as file:
            kind = COMPRESSIONS.get(target.suffix.lower()) if compress else None
            with _compressed(file, kind) as stream:
                yield stream
        if not special:
            place.replace(target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if not special:
            with suppress(OSError):
                place.unlink()


@contextmanager
def _compressed(file: BinaryIO, kind: str | None) -> Iterator[BinaryIO]:
    if kind == "gzip":
        with gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif kind == "zstd":
        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
        with compressor.stream_writer(file, closefd=False) as stream:
            yield stream
    else:
        yield file
