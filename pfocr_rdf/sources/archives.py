"""Archives, of this machine or copied from a URL."""

from pathlib import Path

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import compression_of
from pfocr_rdf.sources.entries import Container, Entry, Report, shown
from pfocr_rdf.sources.listing import find
from pfocr_rdf.sources.members import DAMAGED, Members
from pfocr_rdf.sources.spool import Spool
from pfocr_rdf.sources.tars import TarFiles
from pfocr_rdf.sources.zips import ZipFiles

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst", ".zip")


def is_archive(name: str) -> bool:
    """Whether a file's name is one of an archive."""
    return name.lower().endswith(SUFFIXES)


def archive(path: Path, name: str, report: Report, spool: Spool | None = None) -> list[Entry]:
    """The records of an archive, in order; ``spool`` is what holds it if it is a temporary copy.

    ``name`` is its path or URL, for messages. Raises UsageError for an archive that is none.
    """
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
