"""The folder of a release as long as it is one run's: nothing is written once another has begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.release.plan import is_claimed

__all__ = ["ClaimedFolder"]


@dataclass(frozen=True, slots=True)
class ClaimedFolder(Folder):
    """A place that a run has claimed with its ``mark``; workers have it, too.

    Whether it is still that run's is asked before a file is begun and before it takes its name.
    """

    inner: Folder
    mark: str

    def check(self) -> None:
        """Raise UsageError where another run has begun here."""
        if not is_claimed(self.inner, self.mark):
            raise UsageError(f"{self.url}: another run has begun here: end one of them")

    @property
    def url(self) -> str:  # type: ignore[override]  # a frozen field's
        """See Folder."""
        return self.inner.url

    def open(self, name: str) -> BinaryIO:
        """See Folder."""
        return self.inner.open(name)

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """See Folder."""
        return self.inner.read(name, start, length)

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """See Folder; raises UsageError, too."""
        self.check()
        try:
            with self.inner.write(name) as file:
                yield file
                self.check()
        except OutputError:
            self.check()  # which sweeps away what others are writing
            raise

    def size(self, name: str) -> int | None:
        """See Folder."""
        return self.inner.size(name)

    def all_names(self) -> Iterator[str]:
        """See Folder."""
        return self.inner.all_names()

    def remove(self, name: str) -> None:
        """See Folder; raises UsageError, too."""
        self.check()
        self.inner.remove(name)

    def sweep(self) -> None:
        """See Folder; raises UsageError, too."""
        self.check()
        self.inner.sweep()
