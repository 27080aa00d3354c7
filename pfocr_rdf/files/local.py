"""Folders of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import InputError, OutputError, UsageError
from pfocr_rdf.files.filesystems import is_part, missing, part_of

__all__ = ["LocalFolder", "checked", "new_file"]


def checked(name: str) -> str:
    """A name, if it is one of a file in the folder or below. Raises UsageError."""
    if any(part in ("", ".", "..") for part in name.split("/")):
        raise UsageError(f"{name!r} is no name in a folder: it leads out of it, or nowhere")
    return name


@contextmanager
def new_file(path: Path, shown: str) -> Iterator[BinaryIO]:
    """A new local file to write; what fails in writing it is an OutputError.

    Failures of other files, which the block may raise, pass as they are.
    """
    with _told(shown):
        file = path.open("xb", buffering=2**20)
    try:
        yield file
    except BaseException as error:
        with suppress(OSError):
            file.close()
        if isinstance(error, OSError) and error.filename is None:
            with _told(shown):
                raise
        raise
    with _told(shown), file:
        file.flush()
        os.fsync(file.fileno())


def _keep(folder: Path) -> None:
    """See that a rename outlasts a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(shown: str, verb: str = "written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{shown}: cannot be {verb}: {error.strerror or error}") from None


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine."""

    url: str
    _top: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        # other processes may work in other folders, and what '..' leads to may yet come to be
        object.__setattr__(self, "_top", self._top or os.path.realpath(self.url))

    def open(self, name: str) -> BinaryIO:
        """See Place."""
        try:
            return self._path(name).open("rb")
        except OSError as error:
            raise self._unread(name, error) from None

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """See Place."""
        with self.open(name) as file:
            try:
                file.seek(start)
                return file.read(-1 if length is None else length)
            except OSError as error:
                raise self._unread(name, error) from None

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """See Place."""
        path = self._path(name)
        part = path.with_name(part_of(path.name))
        shown = f"{self.url}/{name}"
        try:
            with _told(shown):
                path.parent.mkdir(parents=True, exist_ok=True)
            with new_file(part, shown) as file:
                yield file
            with _told(shown):
                part.replace(path)
                _keep(path.parent)
        finally:
            with suppress(OSError):
                part.unlink()

    def size(self, name: str) -> int | None:
        """See Place."""
        path = self._path(name)
        try:
            return path.stat().st_size if path.is_file() else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unread(name, error) from None

    def names(self) -> list[str]:
        """See Place."""
        return sorted(name for name in self._all() if not is_part(name))

    def remove(self, name: str) -> None:
        """See Place."""
        with _told(f"{self.url}/{name}", "removed"):
            self._path(name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """See Place."""
        for name in filter(is_part, self._all()):
            self.remove(name)

    def place(self, name: str) -> LocalFolder:
        """See Place."""
        top = f"{self._top.rstrip('/')}/{checked(name)}"
        return LocalFolder(f"{self.url.rstrip('/')}/{name}", top)

    def _path(self, name: str) -> Path:
        return Path(self._top, checked(name))

    def _unread(self, name: str, error: OSError) -> OSError | InputError:
        shown = f"{self.url}/{name}"
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return missing(shown)
        return InputError(f"{shown}: cannot be read: {error.strerror or error}")

    def _all(self) -> Iterator[str]:
        def refuse(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError):
                raise InputError(f"{error.filename}: cannot be read: {error.strerror}")

        for folder, _, files in os.walk(self._top, onerror=refuse):
            below = os.path.relpath(folder, self._top).replace(os.sep, "/")
            yield from files if below == "." else (f"{below}/{name}" for name in files)
