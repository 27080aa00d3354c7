"""A record that a container holds, as a small value that any process can load."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO, NamedTuple, Protocol

from pfocr_rdf.errors import Fault
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord
from pfocr_rdf.sources.names import PLURALS, table_name

__all__ = ["Container", "Entry", "RecordFolder", "Report", "Stdin", "shown", "unreadable"]

Report = Callable[[Fault], None]


class Container(Protocol):
    """What holds files: a folder, an archive, a URL. Picklable and small.

    Names in it are paths with ``/``; ``../`` in front leads to what is beside it. ``spot_size`` is
    the number of bytes that its listing gives for where a file is.
    """

    spot_size: int

    def read(self, name: str, spot: bytes) -> bytes:
        """The bytes of a file, up to one more than any record may have.

        Raises OSError where it cannot be read, InputError for a URL that does not answer.
        """

    def has(self, name: str) -> bool:
        """Whether there is such a file or, of a name that ends in ``/``, such a folder."""

    def shown(self, name: str) -> str:
        """A name for messages, as text that any terminal and any file can hold."""


class Entry(NamedTuple):
    """A record in a folder. Picklable, 64 bytes and its name.

    ``stem`` is its file's name without suffix, ``None`` where it has none (standard input);
    ``place`` the spot of its file and, for each of its tables, the number of the kind and the spot.
    """

    stem: str | None
    folder: RecordFolder
    place: bytes

    def load(self, report: Report) -> RawRecord | None:
        """Read the record, in any process of this machine (of folders and URLs: on any machine).

        ``None`` where it cannot be read, which has been reported. Its tables are read when asked
        for, and what is wrong with them is reported then. Raises InputError for a URL that does
        not answer any more.
        """
        return self.folder.load(self, report)

    def gone(self) -> bool:
        """Whether the record, which was listed, is nowhere to be found any more."""
        return self.folder.gone(self)


class RecordFolder:
    """A folder of records in a container and the folder of their tables, each with a last ``/``.

    The entries of all records in it share it. ``suffix`` is what follows the stem of a record.
    """

    def __init__(
        self, container: Container, folder: str = "", data: str = "", suffix: str = ".md"
    ) -> None:
        self._container = container
        self._folder = folder
        self._data = data
        self._suffix = suffix

    def load(self, entry: Entry, report: Report) -> RawRecord | None:
        """See Entry."""
        size = self._container.spot_size
        found = self._read(self._name(entry), entry.place[:size], report)
        if found is None:
            return None
        if len(entry.place) == size:
            return RawRecord(found[0], entry.stem, found[1])
        return RawRecord(found[0], entry.stem, found[1], partial(self._table, entry, report))

    def gone(self, entry: Entry) -> bool:
        """See Entry."""
        return not self._container.has(self._name(entry))

    def _name(self, entry: Entry) -> str:
        return f"{self._folder}{entry.stem}{self._suffix}"

    def _table(self, entry: Entry, report: Report, plural: str) -> tuple[str, bytes] | None:
        stem, _, place = entry
        size = self._container.spot_size
        for at in range(size, len(place), size + 1):
            if PLURALS[place[at]] == plural:
                name = self._data + table_name(stem or "", place[at])
                return self._read(name, place[at + 1 : at + 1 + size], report)
        return None

    def _read(self, name: str, spot: bytes, report: Report) -> tuple[str, bytes] | None:
        try:
            return self._container.shown(name), self._container.read(name, spot)
        except OSError as error:
            report(unreadable(self._container.shown(name), error))
            return None


class Stdin:
    """The container of one record from standard input; it has no name and no tables."""

    spot_size = 0

    def __init__(self, stream: BinaryIO | None, data: bytes | None = None) -> None:
        self._stream = stream
        self._data = data

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        if self._data is None:
            self._data = self._stream.read(MAX_BYTES + 1) if self._stream else b""
        return self._data

    def has(self, name: str) -> bool:
        """See Container."""
        return True

    def shown(self, name: str) -> str:
        """See Container."""
        return "<stdin>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Stdin, (None, self.read("", b""))


def unreadable(where: str, error: OSError) -> Fault:
    """The fault of a file or folder that cannot be read."""
    return Fault(where, 0, "", f"cannot be read: {error.strerror or error}", True)


def shown(path: object) -> str:
    """A path as text that any terminal and any file can hold."""
    text = str(path)
    return text if text.isascii() else os.fsencode(text).decode(errors="backslashreplace")
