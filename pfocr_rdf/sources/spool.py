"""A temporary file that other processes of this machine can read, gone at the end of the run."""

from __future__ import annotations

import os
import tempfile
import weakref
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from pfocr_rdf.errors import OutputError

__all__ = ["Spool"]

_PREFIX = "pfocr-rdf-"
_SUFFIX = ".spool"


class Spool:
    """A named temporary file. It lives as long as the object that made it, not as its pickles.

    ``file`` is open to be written; ``close`` ends it early.
    """

    def __init__(self) -> None:
        """Raises OutputError where there can be no temporary file."""
        _sweep()
        try:
            handle, path = tempfile.mkstemp(_SUFFIX, _PREFIX)
        except OSError as error:
            raise _full(error) from None
        self.path = path
        self.file = cast("BinaryIO", os.fdopen(handle, "w+b"))
        _lock(self.file)
        self.close = weakref.finalize(self, _close, self.file, path, os.getpid())

    def write(self, data: bytes) -> None:
        """Add bytes at its end. Raises OutputError."""
        try:
            self.file.write(data)
        except OSError as error:
            raise _full(error) from None

    def flush(self) -> None:
        """Let others read what was written. Raises OutputError."""
        try:
            self.file.flush()
        except OSError as error:
            raise _full(error) from None

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of it. Raises OSError where it is gone."""
        return _pread(self.file.fileno(), size, offset)

    def __reduce__(self) -> tuple[Any, ...]:
        return _Reader, (self.path,)


class _Reader(Spool):
    """The spool of another process."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, offset: int, size: int) -> bytes:
        return _pread(_opened(self.path).number, size, offset)


class _Handle:
    """A file that is open as long as this object lives."""

    def __init__(self, path: str) -> None:
        self.number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def __del__(self) -> None:
        with suppress(OSError, AttributeError):
            os.close(self.number)


def _full(error: OSError) -> OutputError:
    words = error.strerror or error
    return OutputError(f"{tempfile.gettempdir()}: cannot be written: {words}")


def _close(file: BinaryIO, path: str, process: int) -> None:
    if os.getpid() != process:  # a fork's copy
        return
    with suppress(OSError):
        file.close()
    with suppress(OSError):
        Path(path).unlink()


@lru_cache(maxsize=4)
def _opened(path: str) -> _Handle:
    return _Handle(path)


def _pread(handle: int, size: int, offset: int) -> bytes:
    if hasattr(os, "pread"):  # no position, so that forks and threads can share the file
        return os.pread(handle, size, offset)
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, size)


# A killed process cannot remove its file. It holds a lock on it as long as it lives, so that
# another can tell what is left behind.


def _lock(file: BinaryIO) -> bool:
    """Lock a file without waiting; whether nobody else holds it."""
    try:
        import fcntl  # not on Windows
    except ImportError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep() -> None:
    """Remove the files that killed processes left behind."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError), path.open("rb") as file:
            if _lock(file):
                path.unlink()
