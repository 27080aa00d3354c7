"""A patch: the quads that turn one release into another, in two files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import is_there

ADDED = "added.nq.gz"
REMOVED = "removed.nq.gz"

_GZIP = find_compression("gzip")


class Changes(NamedTuple):
    """Some changes: an object for each; how many quads are removed and added, and the members that
    a patch has of them.
    """

    objects: list[dict[str, Any]]
    quads: tuple[int, int]
    members: tuple[bytes, bytes]


def changes_of(
    objects: list[dict[str, Any]], removed: Sequence[bytes], added: Sequence[bytes], *, patch: bool
) -> Changes:
    """Changes, from the quads that differ, without line feeds."""
    members = (_packed(removed), _packed(added)) if patch else (b"", b"")
    return Changes(objects, (len(removed), len(added)), members)


def _packed(lines: Sequence[bytes]) -> bytes:
    return _GZIP.pack(b"".join([line + b"\n" for line in lines])) if lines else b""


@contextmanager
def open_patch(place: Folder) -> Iterator[Callable[[tuple[bytes, bytes]], None]]:
    """Write both files with the function that is given: it takes a member of each, or none.

    They appear when the block ends well. Raises OutputError.
    """
    with place.write(REMOVED) as removed, place.write(ADDED) as added:

        def write(members: tuple[bytes, bytes]) -> None:
            removed.write(members[0])
            added.write(members[1])

        yield write
        write((_GZIP.pack(b""), _GZIP.pack(b"")))  # a file without any member is not one of gzip


def check_patch_folder(place: Folder) -> None:
    """Raise UsageError for the folder of a release, which other files would break."""
    if any(is_there(place, name) for name in (layout.MANIFEST, layout.INCOMPLETE)):
        raise UsageError(f"{place.url}: holds a release: give another folder for the patch")
