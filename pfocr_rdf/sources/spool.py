"""A temporary file that other processes of this machine can read, gone at the end of the run."""

import os
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from pfocr_rdf.files.local import reported

_PREFIX = "pfocr-rdf-"
_SUFFIX = ".spool"


class Spool:
    """A named temporary file. It lives as long as this object, which is ``None`` when unpickled.

    ``file`` is open to be written.
    """

    def __init__(self) -> None:
        """Raises OutputError where there can be no temporary file."""
        _sweep()
        with reported(tempfile.gettempdir()):
            handle, self.path = tempfile.mkstemp(_SUFFIX, _PREFIX)
        self.file = cast("BinaryIO", os.fdopen(handle, "w+b"))
        _lock(self.file)
        weakref.finalize(self, _close, self.file, self.path, os.getpid())

    def write(self, data: bytes) -> None:
        """Add bytes at its end. Raises OutputError."""
        with reported(tempfile.gettempdir()):
            self.file.write(data)

    def flush(self) -> None:
        """Let others read what was written. Raises OutputError."""
        with reported(tempfile.gettempdir()):
            self.file.flush()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(None), ()


def read_part(path: str, offset: int, size: int) -> bytes:
    """Bytes of a file. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(handle, offset, os.SEEK_SET)
        return os.read(handle, size)
    finally:
        os.close(handle)


def _close(file: BinaryIO, path: str, process: int) -> None:
    if os.getpid() != process:  # a fork's copy
        return
    with suppress(OSError):
        file.close()
    with suppress(OSError):
        Path(path).unlink()


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
