"""Files that stand under their name only when they are whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.compression import compression_of
from pfocr_rdf.errors import OutputError, UsageError

__all__ = ["open_output"]


@contextmanager
def open_output(path: str | Path, *, compress: bool = True) -> Iterator[BinaryIO]:
    """A binary file to write; ``-`` is standard output.

    What is written goes to a temporary file in the same folder, which takes the name ``path`` when
    the block ends well and vanishes otherwise. The suffix of a compression compresses, without
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
            kind = compression_of(target.name) if compress else None
            if kind is None:
                yield file
            else:
                with kind.writer(file) as stream:
                    yield stream
        if not special:
            place.replace(target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if not special:
            with suppress(OSError):
                place.unlink()
