"""What archives have in common: which members are read, and what is wrong with others."""

import lzma
import os
import tarfile
import zipfile
from functools import lru_cache

from pfocr_rdf.errors import Fault
from pfocr_rdf.files import compression
from pfocr_rdf.sources.entries import Report, shown
from pfocr_rdf.sources.listing import Names
from pfocr_rdf.sources.names import is_record, is_skipped, table_of

DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    *compression.DAMAGED,
    lzma.LZMAError,
    KeyError,
    NotImplementedError,  # an unknown version or compression
    ValueError,
)
"""What the libraries raise for an archive, or a member of one, that they cannot read."""

_MAX_NAME = 4096
"""No path of Linux is longer. Each folder in a name takes memory of the length of its path."""


class Members(Names):
    """The listing of an archive. ``archive`` is its name in messages."""

    def __init__(self, archive: str, report: Report) -> None:
        super().__init__()
        self.archive = archive
        self._report = report

    def wanted(self, member: str, *, regular: bool) -> str | None:
        """The name to add a member by if it is a record or a table; reports why it cannot be read.

        The name of a folder ends in ``/``.
        """
        name = cleaned(member)
        folder, _, base = (name, "", "") if member.endswith("/") else name.rpartition("/")
        leads_out, is_hidden = _folder(folder)
        message = ""
        if leads_out:
            message = "its path is outside the archive"
        elif len(name) > _MAX_NAME:
            message = f"its name is longer than {_MAX_NAME:,} characters"
        else:
            files = self.files(folder)
            if not regular:
                message = "not a regular file"
            elif base in files:
                message = "is in the archive twice"
        if is_hidden or not (is_record(base) or (table_of(base) and not is_skipped(base))):
            return None
        if message:
            self._report(Fault(f"{self.archive}/{shown(member)}", 0, "", message, True))
            return None
        return name


def cleaned(member: str) -> str:
    """A member's name as a path from the top of its archive: ``./a//b`` is ``a/b``."""
    if "./" in member or "//" in member or member.startswith("/") or member.endswith("/"):
        return "/".join(part for part in member.split("/") if part not in ("", "."))
    return member


@lru_cache(maxsize=16)
def _folder(path: str) -> tuple[bool, bool]:
    """Whether a folder's path leads out of the archive, and whether it is in a hidden folder."""
    parts = path.split("/")
    return ".." in parts, any(part != ".." and is_skipped(part) for part in parts)


class ArchiveFiles:
    """What reading files of archives has in common: see Container."""

    def __init__(self, path: str, archive: str) -> None:
        self._path = path
        self._archive = archive

    def has(self, name: str) -> bool:
        """Whether the archive is there; a file in it cannot be lost, and nothing is beside it."""
        return not name.startswith("../") and os.path.lexists(self._path)

    def shown(self, name: str) -> str:
        """See Container."""
        return f"{self._archive}/{shown(name)}"
