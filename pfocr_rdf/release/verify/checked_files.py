"""What all checks of a release's files share: problems, and files that are summed up as they are
read.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.release import layout

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = ["OTHER_SUM", "Expected", "Files", "Problem", "Summed"]

_BLOCK = 2**20
_MOST = 10
OTHER_SUM = "its SHA-256 is not that of SHA256SUMS"


class Problem(NamedTuple):
    """One thing wrong with one file of a release."""

    path: str
    message: str

    def __str__(self) -> str:
        """On one line, whatever a file's name is."""
        return "".join(map(_printable, f"{self.path}: {self.message}"))


def _printable(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    return character.encode("unicode_escape", "surrogatepass").decode()


class Expected(NamedTuple):
    """A file, the sum that ``SHA256SUMS`` has for it, and the sum and size that the manifest has.

    Where only one of the two lists a file, ``sha256`` and ``listed`` are alike.
    """

    path: str
    sha256: str
    listed: str
    bytes: int | None = None


class Summed(io.RawIOBase):
    """A file whose bytes are counted and digested as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """See io.RawIOBase."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See io.RawIOBase."""
        view = memoryview(buffer).cast("B")
        data = self._file.read(len(view))
        view[: len(data)] = data
        self._digest.update(data)
        self.bytes += len(data)
        return len(data)

    def rest(self) -> int:
        """Read to the end; how many bytes there were."""
        before = self.bytes
        while self.read(_BLOCK):
            pass
        return self.bytes - before

    @property
    def sha256(self) -> str:
        """Of what was read so far, in hexadecimal."""
        return self._digest.hexdigest()


class Files:
    """The files of one task, and what is wrong with them.

    A file that is not there, or whose sum is wrong, says it all: what follows from that is told in
    the same line, and nothing more of the other files of the task.
    """

    def __init__(self, place: Folder, expected: tuple[Expected, ...]) -> None:
        self._place = place
        self._expected = {one.path: one for one in expected}
        self._damaged: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._lists: list[Problem] = []
        self.sums: dict[str, tuple[int, str]] = {}

    def problem(self, path: str, message: str) -> None:
        """Note what is wrong with a file."""
        self._problems.append(Problem(path, message))

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A file, read to its end whatever the block does; InputErrors of the block are noted.

        A file that is not there has no bytes.
        """
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._place.open(path))
            except FileNotFoundError:
                self._damaged[path] = "is not there"
                file = io.BytesIO()
            except (InputError, UsageError) as error:
                self._damaged[path] = f"cannot be read: {error}"
                file = io.BytesIO()
            summed = Summed(file)
            try:
                yield cast(BinaryIO, summed)
            except InputError as error:
                self.problem(path, str(error))
            try:
                summed.rest()
            except (InputError, OSError) as error:
                self._damaged[path] = f"cannot be read: {error}"
        if path in self._damaged:
            return
        self.sums[path] = (summed.bytes, summed.sha256)
        _, sha256, listed, size = self._expected[path]
        if summed.sha256 not in (sha256, listed):
            self._damaged[path] = OTHER_SUM
        elif sha256 != listed:
            wrong, right = layout.SUMS, layout.MANIFEST
            if summed.sha256 == sha256:
                wrong, right = right, wrong
            message = f"has another sum of {path} than the file and {right}"
            self._lists.append(Problem(wrong, message))
        elif size not in (None, summed.bytes):
            self.problem(path, f"manifest.json says {size:,} bytes, but it has {summed.bytes:,}")

    def read(self, path: str) -> bytes:
        """The content of a file; nothing where it is not there."""
        found = []
        with self.open(path) as file:
            found.append(file.read())
        return b"".join(found)

    def sound(self, *paths: str) -> bool:
        """Whether nothing is wrong with some files so far."""
        wrong = self._damaged.keys() | {problem.path for problem in self._problems}
        return wrong.isdisjoint(paths)

    def problems(self) -> list[Problem]:
        """All that is wrong, the most serious of it where there is much."""
        found = [*self._lists]
        for path, message in self._damaged.items():
            why = next((p.message for p in self._problems if p.path == path), None)
            why = why if message == OTHER_SUM else None
            found.append(Problem(path, f"{message} ({why})" if why else message))
        if self._damaged:
            return found
        by_path: dict[str, list[str]] = {}
        for path, message in self._problems:
            by_path.setdefault(path, []).append(message)
        for path, messages in by_path.items():
            found += [Problem(path, message) for message in messages[:_MOST]]
            if len(messages) > _MOST:
                found.append(Problem(path, f"and {len(messages) - _MOST:,} more such things"))
        return found
