"""A record as bytes, and the place where its faults gather while it is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.vocabulary import Registry
from pfocr_rdf.records.yaml_exact import FrontMatterError, Path, load_exact

MAX_BYTES = 32 * 2**20
"""A larger record or table is refused; the largest real one is about 0.3 MB."""

MISSING = frozenset(
    ("", "NA", "null", "~", ".na", ".na.character", ".na.integer", ".na.real", ".na.logical")
)
"""What stands for a missing value in identifier-like and metadata fields (never in words)."""


@dataclass(slots=True)
class RawRecord:
    """A record as bytes.

    ``source`` is its name in messages; ``stem`` the file's name without suffix, ``None`` where it
    has none (standard input). ``table`` gives the table of a kind's plural (``genes``) as name and
    bytes, ``None`` where there is none.
    """

    source: str
    stem: str | None
    data: bytes
    table: Callable[[str], tuple[str, bytes] | None] = lambda plural: None


class FatalError(Exception):
    """Ends the reading of a record whose last fault is fatal."""


@dataclass(slots=True)
class RecordFaults:
    """The faults of one record while it is read."""

    raw: RawRecord
    text: bytes = b""
    found: list[Fault] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _lines: dict[Path, int] | None = None

    def line(self, path: Path) -> int:
        """The line of the file in which a value of the front matter stands."""
        if self._lines is None:
            try:
                self._lines = load_exact(self.text.decode()).lines
            except FrontMatterError:
                self._lines = {}
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def add(self, path: Path, message: str) -> None:
        """Add a fault of a value of the front matter."""
        name = ".".join(str(part) for part in path if type(part) is str)
        self.found.append(Fault(self.raw.source, self.line(path), name, message, False))

    def add_of_table(self, source: str, line: int, column: str, message: str) -> None:
        """Add a fault of a table."""
        self.found.append(Fault(source, line, column, message, False))

    def fatal(self, line: int, name: str, message: str) -> FatalError:
        """Add a fault of the record as a whole, and give what to raise."""
        self.found.append(Fault(self.raw.source, line, name, message, True))
        return FatalError()


_SURROGATE = re.compile("[\ud800-\udfff]")


def is_missing(value: Any) -> bool:
    """Whether a value of the front matter stands for a missing one."""
    return value is None or (type(value) is str and value in MISSING)


def in_words(value: Any) -> str:
    """A value in words, for a message."""
    if type(value) is list:
        return "a list"
    return "a mapping" if type(value) is dict else f"the text {quoted(value)}"


def quoted(text: str) -> str:
    """A text in quotes, cut to a length that a message can hold."""
    shown = repr(text if len(text) <= 60 else text[:57] + "...")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", shown)


def not_an_identifier(text: str, registry: Registry) -> str:
    """The message for an identifier that does not fit its registry."""
    return f"{quoted(text)} is not an identifier of {registry.title} ({registry.expected})"
