"""Folders to read from and to write to, wherever they are: on this machine or at a URL.

A local folder needs no library; a URL (``s3://bucket/x``, ``gs://``, ``https://`` for reading only,
and what else fsspec knows) needs the extra ``cloud``. ``file://`` is local.
"""

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.local import is_part, missing, new_file, reported
from pfocr_rdf.files.location import Location
from pfocr_rdf.files.remote_file import RemoteFile, remote_file


class Folder(ABC):
    """A folder; picklable and small. Names in it are relative, with ``/`` between their parts.

    ``url`` is its path or URL for messages, without a password. All methods raise UsageError for a
    name that leads out of the folder.
    """

    url: str

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """A file to read from its start. Raises FileNotFoundError, InputError."""

    @abstractmethod
    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file, fewer at its end. Raises FileNotFoundError, InputError."""

    @abstractmethod
    def write(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write as it is, never compressed; the folders it needs are made.

        It takes its name when the block ends well, whole; otherwise what had that name before stays
        as it was. Raises OutputError.
        """

    @abstractmethod
    def size(self, name: str) -> int | None:
        """Size of a file in bytes; ``None`` where there is no such file. Raises InputError."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file; no error where there is none. Raises OutputError."""

    @abstractmethod
    def all_names(self) -> Iterator[str]:
        """All files in this folder and below, also those that are not whole, in any order.

        Raises InputError, UsageError for a URL of HTTP, which cannot be listed.
        """

    def names(self) -> list[str]:
        """All whole files in this folder and below, sorted; none where there is no such folder.

        Raises what :meth:`all_names` does.
        """
        return sorted(name for name in self.all_names() if not is_part(name))

    def sweep(self) -> None:
        """Remove the temporary files that killed writers left. Nobody may be writing here."""
        for name in [*self.all_names()]:
            if is_part(name):
                self.remove(name)


def folder_at(url: str | Path) -> Folder:
    """The folder at a path or URL, which need not exist.

    Raises UsageError for an empty path and a URL of an unknown protocol or without a host,
    MissingExtraError where what it needs is not installed.

    >>> folder_at("release/2026-11/").url
    'release/2026-11'
    """
    location = Location.parse(url)
    if location.path is None:
        top = remote_file(location)
        return _RemoteFolder(top.shown, top)
    # other processes may work in other folders, and what '..' leads to may yet come to be
    return _LocalFolder(location.text.rstrip("/") or "/", os.path.realpath(location.path))


def _checked(name: str) -> str:
    if any(part in ("", ".", "..") for part in name.split("/")):
        raise UsageError(f"{name!r} is not a file name inside the folder")
    return name


@dataclass(frozen=True, slots=True)
class _LocalFolder(Folder):
    url: str
    top: str

    def open(self, name: str) -> BinaryIO:
        path, shown = self._file(name)
        try:
            return path.open("rb")
        except (FileNotFoundError, NotADirectoryError):
            raise missing(shown) from None
        except OSError as error:
            raise InputError(f"{shown}: cannot be read: {error.strerror or error}") from None

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        with self.open(name) as file, reported(f"{self.url}/{name}", "read", InputError):
            file.seek(start)
            return file.read(-1 if length is None else length)

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        path, shown = self._file(name)
        with reported(shown, "written"):
            path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path, shown, lasting=True) as file:
            yield file

    def size(self, name: str) -> int | None:
        path, shown = self._file(name)
        with reported(shown, "read", InputError), suppress(FileNotFoundError, NotADirectoryError):
            found = path.stat()
            return found.st_size if stat.S_ISREG(found.st_mode) else None
        return None

    def remove(self, name: str) -> None:
        path, shown = self._file(name)
        with reported(shown, "removed"):
            path.unlink(missing_ok=True)

    def all_names(self) -> Iterator[str]:
        def refuse(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError):
                raise InputError(f"{error.filename}: cannot be read: {error.strerror}")

        for folder, _, files in os.walk(self.top, onerror=refuse):
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), self.top).replace(os.sep, "/")  # noqa: PTH118

    def _file(self, name: str) -> tuple[Path, str]:
        return Path(self.top, _checked(name)), f"{self.url}/{name}"


@dataclass(frozen=True, slots=True)
class _RemoteFolder(Folder):
    url: str
    top: RemoteFile

    def open(self, name: str) -> BinaryIO:
        return self._file(name).open()

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        return self._file(name).read(start, length)

    def write(self, name: str) -> AbstractContextManager[BinaryIO]:
        return self._file(name).write()

    def size(self, name: str) -> int | None:
        found = self._file(name).info()
        return found[1] if found and found[0] == "file" else None

    def remove(self, name: str) -> None:
        self._file(name).remove()

    def all_names(self) -> Iterator[str]:
        return (name for name, _ in self.top.files())

    def _file(self, name: str) -> RemoteFile:
        return self.top.child(_checked(name))
