"""The folder of a release as long as it is one run's: nothing is written once another has begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.release.plan import is_claimed

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = ["ClaimedFolder"]


@dataclass(frozen=True, slots=True)
class ClaimedFolder:
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
    def url(self) -> str:
        """See Place."""
        return self.inner.url

    def open(self, name: str) -> BinaryIO:
        """See Place."""
        return self.inner.open(name)

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """See Place."""
        return self.inner.read(name, start, length)

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """See Place; raises UsageError, too."""
        self.check()
        try:
            with self.inner.write(name) as file:
                yield file
                self.check()
        except OutputError:
            self.check()  # which sweeps away what others are writing
            raise

    def size(self, name: str) -> int | None:
        """See Place."""
        return self.inner.size(name)

    def names(self) -> list[str]:
        """See Place."""
        return self.inner.names()

    def remove(self, name: str) -> None:
        """See Place; raises UsageError, too."""
        self.check()
        self.inner.remove(name)

    def sweep(self) -> None:
        """See Place; raises UsageError, too."""
        self.check()
        self.inner.sweep()

    def place(self, name: str) -> Folder:
        """See Place."""
        return self.inner.place(name)
