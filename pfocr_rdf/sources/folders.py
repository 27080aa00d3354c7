"""Folders of this machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.entries import shown


class LocalFiles:
    """The files in a folder of this machine; a Listing and a Container."""

    spot_size = 0

    def __init__(self, top: Path) -> None:
        # what is beside '.' and '..' is beside the real folder, whatever its name
        beside = top / ".." if top.name in ("", "..") else top.parent
        self._top, self._beside = _prefix(top), _prefix(beside)
        # other processes may work in other folders
        self._current = "" if top.is_absolute() else _prefix(Path.cwd())

    def scan(self, folder: str) -> Iterator[tuple[str, bytes | None]]:
        """See Listing."""
        with os.scandir(self._path(folder)) as entries:
            for entry in entries:
                try:
                    is_folder = entry.is_dir()
                except OSError:  # a link to itself
                    is_folder = False
                yield entry.name, None if is_folder else b""

    def identity(self, folder: str) -> tuple[int, int]:
        """See Listing; links may lead to a folder twice, or in a circle."""
        status = os.stat(self._path(folder))  # noqa: PTH116
        return status.st_dev, status.st_ino

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        return _read(self._path(name))

    def has(self, name: str) -> bool:
        """See Container."""
        return os.path.lexists(self._path(name))

    def shown(self, name: str) -> str:
        """See Container; it begins as the user wrote the folder."""
        path = self._relative(name)
        return shown(path.rstrip("/") or path or ".")

    def _relative(self, name: str) -> str:
        if name.startswith("../"):
            return self._beside + name.removeprefix("../")
        return self._top + name

    def _path(self, name: str) -> str:
        return self._current + self._relative(name)


def _prefix(folder: Path) -> str:
    """What stands before the names of what is in a folder."""
    return "" if folder == Path() else os.path.join(folder, "")  # noqa: PTH118


def _read(path: str) -> bytes:
    """The bytes of a file, up to one more than any record may have."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(handle)
        if stat.S_ISFIFO(status.st_mode):  # opened without waiting for someone to write
            os.set_blocking(handle, True)
        if stat.S_ISDIR(status.st_mode):
            raise OSError(0, "it is a folder")
        data = os.read(handle, min(status.st_size, MAX_BYTES) + 1)
        if len(data) == status.st_size or len(data) > MAX_BYTES:
            return data
        parts = [data]
        size = len(data)
        while size <= MAX_BYTES and (data := os.read(handle, 2**20)):
            parts.append(data)
            size += len(data)
        return b"".join(parts)
    finally:
        os.close(handle)
