"""Files that stand under their name only when they are whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.files.compression import compression_of
from pfocr_rdf.files.filesystems import protocol_of, shown_url
from pfocr_rdf.files.folders import folder_at, is_url, local_path, remote_file

__all__ = ["make_folder", "open_output", "same_file"]


@contextmanager
def open_output(path: str | Path) -> Iterator[BinaryIO]:
    """A binary file to write, here or at a URL; ``-`` is standard output.

    What is written takes the name ``path``, whole, when the block ends well; otherwise nothing
    does, and what stood there before still stands. The suffix of a compression compresses, without
    times or names inside, so that the same content gives the same bytes. Raises UsageError where
    there can be no such file, MissingExtraError for a URL without the extra that it needs,
    OutputError where writing fails.
    """
    text = str(path)
    if text == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    kind = compression_of(text)
    local = _local(text)
    with _at_url(text) if local is None else _here(local) as file:
        if kind is None:
            yield file
        else:
            with kind.writer(file) as stream:
                yield stream


def make_folder(path: str) -> None:
    """Make a folder and those above it; at a URL there is nothing to make. Raises OutputError."""
    local = _local(path)
    if local is None:
        return
    try:
        Path(local).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be made: {error.strerror or error}") from None


def same_file(path: str) -> str:
    """What all names of one file have in common."""
    local = _local(path)
    return path if local is None else os.path.realpath(local)


def _local(path: str) -> str | None:
    """The path on this machine, if it is one."""
    if not is_url(path):
        return path
    return local_path(path) if protocol_of(path) == "file" else None


def _at_url(url: str) -> AbstractContextManager[BinaryIO]:
    remote_file(url)
    folder, _, name = url.rpartition("/")
    if not name:
        raise UsageError(f"{shown_url(url)}: names no file")
    return folder_at(f"{folder}/" if folder.endswith(":/") else folder).write(name)


@contextmanager
def _here(path: str) -> Iterator[BinaryIO]:
    """A file of this machine: a temporary one in the same folder takes its name."""
    target = Path(os.path.realpath(path))
    if os.path.isdir(target):  # noqa: PTH112  (never raises, as Path.is_dir does for a long name)
        raise UsageError(f"{path}: is a folder, not a file")
    if not os.path.isdir(target.parent):  # noqa: PTH112
        raise UsageError(f"{path}: there is no folder {target.parent}")
    special = os.path.exists(target) and not os.path.isfile(target)  # noqa: PTH110, PTH113
    place = target if special else target.parent / f".{target.name}.{os.getpid()}.part"
    try:
        with place.open("wb", buffering=2**20) as file:
            yield file
        if not special:
            place.replace(target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if not special:
            with suppress(OSError):
                place.unlink()
