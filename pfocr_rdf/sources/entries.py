"""A record that a container holds, as a small value that any process can load."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, NamedTuple, Protocol

from pfocr_rdf.errors import Fault
from pfocr_rdf.records.raw import MAX_BYTES, RawRecord
from pfocr_rdf.sources.names import TABLES, table_name

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


@dataclass(frozen=True, slots=True)
class RecordFolder:
    """A folder of records and the one of their tables, each with a ``/`` at its end.

    The entries of all records in it share it. ``suffix`` is what follows the stem of a record.
    """

    container: Container
    path: str = ""
    data: str = ""
    suffix: str = ".md"


class Entry(NamedTuple):
    """A record in a folder. Picklable, 64 bytes and its name.

    ``stem`` is its file's name without suffix, ``None`` where it has none (standard input);
    ``place`` the spot of its file and, for each of its tables, the byte of its kind and the spot.
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
        size = self.folder.container.spot_size
        found = self._read(self._name, self.place[:size], report)
        if found is None:
            return None
        record = RawRecord(found[0], self.stem, found[1])
        if len(self.place) > size:
            record.table = partial(self._table, report)
        return record

    def gone(self) -> bool:
        """Whether the record, which was listed, is nowhere to be found any more."""
        return not self.folder.container.has(self._name)

    @property
    def _name(self) -> str:
        return f"{self.folder.path}{self.stem}{self.folder.suffix}"

    def _table(self, report: Report, plural: str) -> tuple[str, bytes] | None:
        size = self.folder.container.spot_size
        for at in range(size, len(self.place), size + 1):
            if self.place[at : at + 1] == TABLES[plural]:
                name = self.folder.data + table_name(self.stem or "", TABLES[plural])
                return self._read(name, self.place[at + 1 : at + 1 + size], report)
        return None

    def _read(self, name: str, spot: bytes, report: Report) -> tuple[str, bytes] | None:
        container = self.folder.container
        try:
            return container.shown(name), container.read(name, spot)
        except OSError as error:
            report(unreadable(container.shown(name), error))
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
