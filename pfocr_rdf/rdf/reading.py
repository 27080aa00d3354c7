"""Files of RDF to read: on this machine or at a URL, compressed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import DAMAGED, compression_of, without_compression
from pfocr_rdf.files.filesystems import protocol_of, shown_url
from pfocr_rdf.files.folders import is_url, local_path, remote_file
from pfocr_rdf.rdf.formats import FORMATS

__all__ = ["Content", "is_rdf", "open_rdf"]


class Content(NamedTuple):
    """What a file holds, unpacked, and a function that tells the bytes taken of the file itself."""

    stream: BinaryIO
    taken: Callable[[], int]


def is_rdf(path: str | Path) -> bool:
    """Whether a path is a file of RDF, by its suffix; records, folders and archives are not.

    >>> is_rdf("pfocr.nq.gz"), is_rdf("figure.md"), is_rdf("pfocr.tar.gz")
    (True, False, False)
    """
    name = without_compression(str(path)).lower()
    suffixes = tuple(form.suffix for form in FORMATS.values())
    return name.endswith(suffixes) and not Path(path).is_dir()


@contextmanager
def open_rdf(path: str) -> Iterator[Content]:
    """The content of a file, from its start.

    Raises UsageError where there is no such file, InputError where it cannot be read or unpacked,
    also while the block reads.
    """
    shown = shown_url(path)
    kind = compression_of(path)
    try:
        file = _opened(path)
    except FileNotFoundError:
        raise UsageError(f"{shown}: no such file") from None
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror or error}") from None
    with file:
        try:
            yield Content(file if kind is None else kind.reader(file), file.tell)
        except DAMAGED as error:
            reason = getattr(error, "strerror", None)
            why = f"read: {reason}" if reason or kind is None else f"unpacked: {error}"
            raise InputError(f"{shown}: cannot be {why}") from None


def _opened(path: str) -> BinaryIO:
    if is_url(path):
        if protocol_of(path) != "file":
            return remote_file(path).open()
        path = local_path(path)
    return Path(path).open("rb")
