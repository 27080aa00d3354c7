"""Archives, of this machine or copied from a URL."""

from __future__ import annotations

from pathlib import Path

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import compression_of
from pfocr_rdf.sources.entries import Container, Entry, Report, shown
from pfocr_rdf.sources.listing import find
from pfocr_rdf.sources.members import DAMAGED, Members
from pfocr_rdf.sources.spool import Spool
from pfocr_rdf.sources.tars import TarFiles
from pfocr_rdf.sources.zips import ZipFiles

__all__ = ["SUFFIXES", "archive", "fetched", "is_archive"]

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst", ".zip")


def is_archive(name: str) -> bool:
    """Whether a file's name is one of an archive."""
    return name.lower().endswith(SUFFIXES)


def archive(path: Path, report: Report) -> list[Entry]:
    """The records of an archive, in order. Raises UsageError for an archive that is none."""
    return _entries(path, str(path), report, None)


def fetched(spool: Spool, url: str, report: Report) -> list[Entry]:
    """The records of an archive that was copied from a URL (the one to show) to ``spool``."""
    return _entries(Path(spool.path), url, report, spool)


def _entries(path: Path, name: str, report: Report, spool: Spool | None) -> list[Entry]:
    members = Members(shown(name), report)
    container: Container
    try:
        if name.lower().endswith(".zip"):
            container = ZipFiles(path, members, spool)
        else:
            container = TarFiles(path, members, compression_of(name))
    except DAMAGED as error:
        message = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{members.archive}: not an archive that can be read: {message}") from None
    return find(members, container, report)
