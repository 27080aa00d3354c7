"""Folders at URLs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import OutputError
from pfocr_rdf.files.filesystems import is_part
from pfocr_rdf.files.local import checked, new_file
from pfocr_rdf.files.remote_file import RemoteFile

__all__ = ["RemoteFolder"]


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder at a URL."""

    folder: RemoteFile

    @property
    def url(self) -> str:
        """See Place."""
        return self.folder.shown

    def open(self, name: str) -> BinaryIO:
        """See Place."""
        return self._file(name).open()

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """See Place."""
        return self._file(name).read(start, length)

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """See Place; what is written goes to a local temporary file, and from there at the end."""
        target = self._file(name)
        target.check_writable()
        with ExitStack() as stack:
            try:
                folder = tempfile.TemporaryDirectory(
                    prefix="pfocr-rdf-", ignore_cleanup_errors=True
                )
            except OSError as error:
                raise OutputError(f"{target.shown}: cannot be written: {error}") from None
            stack.enter_context(folder)
            part = Path(folder.name, "part")
            with new_file(part, f"{target.shown} (in {tempfile.gettempdir()})") as file:
                handle = os.open(part, os.O_RDONLY)
                stack.callback(os.close, handle)
                unnamed = Path(f"/proc/self/fd/{handle}")
                if unnamed.exists():  # on Linux: then nothing is left behind by one that is killed
                    part = unnamed
                    folder.cleanup()
                yield file
            target.put(part)

    def size(self, name: str) -> int | None:
        """See Place."""
        found = self._file(name).info()
        return found[1] if found and found[0] == "file" else None

    def names(self) -> list[str]:
        """See Place."""
        return sorted(name for name, _ in self.folder.files() if not is_part(name))

    def remove(self, name: str) -> None:
        """See Place."""
        self._file(name).remove()

    def sweep(self) -> None:
        """See Place."""
        for name, _ in self.folder.files():
            if is_part(name):
                self.remove(name)

    def place(self, name: str) -> RemoteFolder:
        """See Place."""
        return RemoteFolder(self.folder.child(checked(name)))

    def _file(self, name: str) -> RemoteFile:
        return self.folder.child(checked(name))
