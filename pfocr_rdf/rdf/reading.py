"""Files of RDF to read: on this machine or at a URL, compressed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import DAMAGED, without_compression
from pfocr_rdf.files.location import Location
from pfocr_rdf.files.remote_file import remote_file
from pfocr_rdf.rdf.formats import FORMATS, Format, format_of_path


class Content(NamedTuple):
    """What a file holds, unpacked, and a function that tells the bytes taken of the file itself."""

    stream: BinaryIO
    taken: Callable[[], int]


@dataclass(frozen=True, slots=True)
class RdfFile:
    """A file of RDF, which need not exist, and the format that its suffix names."""

    location: Location
    format: Format

    @classmethod
    def parse(cls, path: str | Path) -> RdfFile:
        """The file at a path or URL. Raises UsageError where its suffix names no format."""
        location = Location.parse(path)
        return cls(location, format_of_path(location.shown))

    @classmethod
    def find(cls, path: str | Path) -> RdfFile | None:
        """The file at a path or URL, if its suffix names a format; records and archives have none.

        >>> RdfFile.find("pfocr.nq.gz").format.title
        'N-Quads'
        >>> RdfFile.find("figure.md"), RdfFile.find("pfocr.tar.gz")
        (None, None)
        """
        location = Location.parse(path)
        name = without_compression(location.shown).lower()
        if location.path is not None and location.path.is_dir():
            return None
        found = (form for form in FORMATS.values() if name.endswith(form.suffix))
        return next((cls(location, form) for form in found), None)

    @property
    def shown(self) -> str:
        """Its path or URL for messages."""
        return self.location.shown

    @contextmanager
    def open(self) -> Iterator[Content]:
        """Its content, from the start.

        Raises UsageError where there is no such file, InputError where it cannot be read or
        unpacked, also while the block reads.
        """
        path, kind = self.location.path, self.location.compression
        try:
            file = path.open("rb") if path else remote_file(self.location).open()
        except FileNotFoundError:
            raise UsageError(f"{self.shown}: no such file") from None
        except OSError as error:
            raise InputError(f"{self.shown}: cannot be read: {error.strerror or error}") from None
        with file:
            try:
                yield Content(file if kind is None else kind.reader(file), file.tell)
            except DAMAGED as error:
                reason = getattr(error, "strerror", None)
                why = f"read: {reason}" if reason or kind is None else f"unpacked: {error}"
                raise InputError(f"{self.shown}: cannot be {why}") from None
