"""A record that a source holds, as a small value that any process can load."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord

__all__ = [
    "DATA",
    "FIGURES",
    "TABLE_SUFFIXES",
    "Entry",
    "Report",
    "Source",
    "Stdin",
    "is_record",
    "shown",
    "stem_of",
    "table_of",
]

Report = Callable[[Fault], None]

FIGURES = "_figures"
"""The folder of a checkout of the database that holds its records."""
DATA = "_data"
"""The folder beside it that holds their tables."""
TABLE_SUFFIXES = {f"-{kind.plural}.tsv": kind.plural for kind in KINDS.values()}
_RECORD_SUFFIX = ".md"
_NOT_RECORDS = frozenset(
    ("readme", "changelog", "contributing", "license", "code_of_conduct", "index", "404")
)


class Source(Protocol):
    """One folder of records, wherever it is; shared by the entries of all of them."""

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """The record of an entry; ``None`` where it cannot be read, which has been reported."""

    def gone(self, entry: Entry) -> bool:
        """Whether the record, which was listed, is nowhere to be found any more."""


class Entry(NamedTuple):
    """A record in a source. Picklable, 64 bytes and its name.

    ``stem`` is its file's name without suffix, ``None`` where it has none (standard input);
    ``place`` what else the source needs to find it and its tables.
    """

    stem: str | None
    source: Source
    place: Any

    def load(self, report: Report) -> RawRecord | None:
        """Read the record, in any process of this machine (of folders and URLs: on any machine).

        ``None`` where it cannot be read, which has been reported. Its tables are read when asked
        for, and what is wrong with them is reported then. Raises InputError for a URL that does
        not answer any more.
        """
        return self.source.load(self, report)

    def gone(self) -> bool:
        """Whether the record, which was listed, is nowhere to be found any more."""
        return self.source.gone(self)


class Stdin:
    """One record from standard input; it has no name and no tables."""

    def __init__(self, stream: BinaryIO | None, data: bytes | None = None) -> None:
        self._stream = stream
        self._data = data

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Source."""
        return RawRecord("<stdin>", None, self._read())

    def gone(self, entry: Entry) -> bool:
        """See Source."""
        return False

    def _read(self) -> bytes:
        if self._data is None:
            self._data = self._stream.read(MAX_BYTES + 1) if self._stream else b""
        return self._data

    def __reduce__(self) -> tuple[Any, ...]:
        return Stdin, (None, self._read())


def stem_of(name: str) -> str:
    """A file's name without a record's suffix."""
    return name.removesuffix(_RECORD_SUFFIX)


def is_record(name: str) -> bool:
    """Whether a file's name is one of a record."""
    return (
        name.endswith(_RECORD_SUFFIX)
        and not name.startswith((".", "_"))
        and stem_of(name).lower() not in _NOT_RECORDS
    )


def table_of(name: str) -> tuple[str, str] | None:
    """The stem and the plural of a table's file name."""
    for suffix, plural in TABLE_SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), plural
    return None


def shown(path: str | Path | None) -> str:
    """A path as text that any terminal and any file can hold."""
    text = str(path)
    return text if text.isascii() else os.fsencode(text).decode(errors="backslashreplace")
