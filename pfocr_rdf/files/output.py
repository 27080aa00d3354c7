"""Files that stand under their name only when they are whole."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.local import new_file, reported, writing
from pfocr_rdf.files.location import Location
from pfocr_rdf.files.remote_file import remote_file


@contextmanager
def open_output(path: str | Path) -> Iterator[BinaryIO]:
    """A binary file to write, here or at a URL; ``-`` is standard output.

    What is written takes the name ``path``, whole, when the block ends well; otherwise what had
    that name before stays as it was. The suffix of a compression compresses, without times or names
    inside, so that the same content gives the same bytes. Raises UsageError where there can be no
    such file, MissingExtraError for a URL without the extra that it needs, OutputError where
    writing fails.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    location = Location.parse(path)
    kind = location.compression
    with _here(location) if location.path is not None else _at_url(location) as file:
        if kind is None:
            yield file
        else:
            with kind.writer(file) as stream:
                yield stream


def make_folder(path: str) -> None:
    """Make a folder and those above it; at a URL there is nothing to make. Raises OutputError."""
    local = Location.parse(path).path
    if local is not None:
        with reported(path, "made"):
            local.mkdir(parents=True, exist_ok=True)


def same_file(path: str) -> str:
    """What all names of one file have in common."""
    local = Location.parse(path).path
    return path if local is None else os.path.realpath(local)


def _at_url(location: Location) -> AbstractContextManager[BinaryIO]:
    if location.text.endswith("/"):
        raise UsageError(f"{location.shown}: names no file")
    return remote_file(location).write()


def _here(location: Location) -> AbstractContextManager[BinaryIO]:
    target = Path(os.path.realpath(location.path or ""))
    shown = location.shown
    if os.path.isdir(target):  # noqa: PTH112  (never raises, as Path.is_dir does for a long name)
        raise UsageError(f"{shown}: is a folder, not a file")
    if not os.path.isdir(target.parent):  # noqa: PTH112
        raise UsageError(f"{shown}: there is no folder {target.parent}")
    special = os.path.exists(target) and not os.path.isfile(target)  # noqa: PTH110, PTH113
    return _in_place(target, shown) if special else new_file(target, shown)


@contextmanager
def _in_place(target: Path, shown: str) -> Iterator[BinaryIO]:
    """A device or a pipe, which is written as it is."""
    with reported(shown):
        file = target.open("wb", buffering=2**20)
    with file, writing(file, shown):
        yield file
