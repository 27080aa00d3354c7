"""What all checks of a release share: problems, files that are summed up while they are read, and
the first line in which a file differs from what it must be.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, BinaryIO, NamedTuple, cast

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import Compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.messages import differing
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import FileEntry, FileSum, file_entry

_BLOCK = 2**20
_SHOWN = 120
OTHER_SUM = "its SHA-256 is not the one listed"


class Problem(NamedTuple):
    """One thing wrong with one file of a release."""

    path: str
    message: str

    def __str__(self) -> str:
        """On one line, whatever a file's name is."""
        return "".join(map(_printable, f"{self.path}: {self.message}"))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape", "surrogatepass").decode()


class Task(NamedTuple):
    """A shard or shared part, and what the manifest lists of its files. Travels to other processes.

    ``listed`` are their entries, or their sums alone where the manifest cannot be used.
    """

    number: int
    place: Folder
    compression: Compression
    listed: Mapping[str, FileEntry | str]


@dataclass(slots=True)
class Checked:
    """What was found; ``content`` are the digests of records or members, one after the other."""

    problems: list[Problem]
    bytes_read: int
    tally: dict[str, Any]
    content: str


class CheckedFiles:
    """The files of one task, and what is wrong with them."""

    def __init__(self, place: Folder, listed: Mapping[str, FileEntry | str]) -> None:
        self._place = place
        self._listed = listed
        self._damaged: dict[str, str] = {}
        self._problems: list[Problem] = []
        self.sums: dict[str, FileSum] = {}

    @property
    def bytes_read(self) -> int:
        """Of all files."""
        return sum(found.bytes for found in self.sums.values())

    @property
    def problems(self) -> list[Problem]:
        """What is wrong; only which files are damaged, where any is: the rest may follow."""
        return [Problem(*one) for one in self._damaged.items()] or self._problems

    def problem(self, path: str, message: str) -> None:
        """Note what is wrong with a file."""
        self._problems.append(Problem(path, message))

    def sound(self, *paths: str) -> bool:
        """Whether nothing is wrong with some files so far."""
        wrong = self._damaged.keys() | {problem.path for problem in self._problems}
        return wrong.isdisjoint(paths)

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A file, read to its end whatever the block does; InputErrors of the block are noted.

        A file that is missing is an empty one here.
        """
        listed = self._listed[path]
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._place.open(path))
            except FileNotFoundError:
                self._damaged[path] = "is missing"
                file = io.BytesIO()
            except (InputError, UsageError) as error:
                self._damaged[path] = f"cannot be read: {error}"
                file = io.BytesIO()
            summed = _Summed(file)
            try:
                yield cast(BinaryIO, summed)
            except InputError as error:
                self.problem(path, str(error))
            try:
                while summed.read(_BLOCK):
                    pass
            except (InputError, OSError) as error:
                self._damaged[path] = f"cannot be read: {error}"
        self.sums[path] = found = summed.sum()
        if found.sha256 != (listed if isinstance(listed, str) else listed.sha256):
            self._damaged.setdefault(path, OTHER_SUM)

    def read(self, path: str) -> bytes:
        """The content of a file; nothing where it is missing."""
        data = b""
        with self.open(path) as file:
            data += file.read()
        return data

    def check_entry(self, path: str, **counted: Any) -> None:
        """Compare what the manifest lists of a file with what was read and ``counted``."""
        listed = self._listed[path]
        if isinstance(listed, str) or not self.sound(path):
            return
        made = file_entry(path, self.sums[path], **counted)
        for name in FileEntry.__slots__:
            value, found = getattr(listed, name), getattr(made, name)
            if value != found:
                message = f"its {name!r} of {path} is {value!r}, but should be {found!r}"
                self.problem(layout.MANIFEST, message)


class _Summed:
    """A file whose bytes are counted and digested as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        self._bytes += len(data)
        return data

    def sum(self) -> FileSum:
        return FileSum(self._bytes, self._digest.hexdigest())


def first_difference(found: Iterable[bytes], made: Iterable[bytes]) -> str | None:
    r"""Tell the first line that is not the one that was made again, if there is one.

    >>> first_difference([b"a\n", b"b\n"], [b"a\n", b"c\n"])
    "line 2 is 'b', but should be 'c'"
    >>> first_difference([b"a\n"], [])
    "line 1 is 'a', but should be the end"
    """
    for number, (line, other) in enumerate(zip_longest(found, made), 1):
        if line != other:
            has, wanted = ((one or b"").decode(errors="replace") for one in (line, other))
            if has.rstrip("\n") != wanted.rstrip("\n"):
                has, wanted = has.rstrip("\n"), wanted.rstrip("\n")
            is_, should_be = map(repr, differing(has, wanted, _SHOWN))
            is_ = "the end" if line is None else is_
            should_be = "the end" if other is None else should_be
            return f"line {number:,} is {is_}, but should be {should_be}"
    return None


def statements(data: bytes, extension: str, base: str | None = None) -> Iterator[object]:
    """The statements of RDF, parsed; raises InputError where its syntax is wrong."""
    import pyoxigraph as ox  # slow to import

    syntax = ox.RdfFormat.from_extension(extension)
    assert syntax is not None
    try:
        yield from ox.parse(data, format=syntax, base_iri=base)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"cannot be read as RDF: {error}") from None
