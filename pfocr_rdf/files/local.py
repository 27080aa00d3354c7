"""Files of this machine that take their names only when they are whole."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import OutputError, PfocrError


def part_of(name: str) -> str:
    """A new name in the same folder, for a file that is not yet whole."""
    folder, slash, base = name.rpartition("/")
    return f"{folder}{slash}.{base}.{secrets.token_hex(6)}.part"


def is_part(name: str) -> bool:
    """Whether a name is one that :func:`part_of` makes."""
    return name.rpartition("/")[2].startswith(".") and name.endswith(".part")


def missing(shown: str) -> FileNotFoundError:
    """The error for a file that does not exist."""
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), shown)


@contextmanager
def reported(
    shown: str, verb: str = "written", kind: type[PfocrError] = OutputError
) -> Iterator[None]:
    """Raise an OSError of the block as an error that names a file; ``verb`` is what failed."""
    try:
        yield
    except OSError as error:
        raise kind(f"{shown}: cannot be {verb}: {error.strerror or error}") from None


@contextmanager
def writing(file: BinaryIO, shown: str) -> Iterator[BinaryIO]:
    """Raise what fails in writing an open file as an OutputError, and close it then.

    Failures of other files, which the block may raise, pass as they are.
    """
    try:
        yield file
        file.flush()
    except BaseException as error:
        with suppress(OSError):
            file.close()
        if isinstance(error, OSError) and error.filename is None:
            with reported(shown):
                raise
        raise


@contextmanager
def new_file(path: Path, shown: str, *, lasting: bool = False) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when the block ends well; raises OutputError.

    ``lasting`` sees that it outlasts a loss of power, which takes time.
    """
    part = path.with_name(part_of(path.name))
    try:
        with reported(shown):
            file = part.open("xb", buffering=2**20)
        with writing(file, shown):
            yield file
        with reported(shown):
            if lasting:
                os.fsync(file.fileno())
            file.close()
            part.replace(path)
            if lasting:
                _sync(path.parent)
    finally:
        with suppress(OSError):
            part.unlink()


def _sync(folder: Path) -> None:
    """See that a rename lasts, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
