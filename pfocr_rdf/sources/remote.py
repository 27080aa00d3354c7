"""Records at URLs: an archive, a folder of an object store, or a single file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.files.filesystems import RefusedError
from pfocr_rdf.files.location import Location
from pfocr_rdf.files.remote_file import RemoteFile, remote_file
from pfocr_rdf.records.raw import MAX_BYTES
from pfocr_rdf.sources.archives import SUFFIXES, archive, is_archive
from pfocr_rdf.sources.entries import Entry, Report, shown
from pfocr_rdf.sources.listing import BESIDE, Names, find, single_files
from pfocr_rdf.sources.spool import Spool


def remote(location: Location, report: Report) -> list[Entry]:
    """The records at a URL, in order.

    Raises UsageError for a URL that is none or behind which there is nothing, InputError where it
    does not answer.
    """
    at = remote_file(location)
    name = at.shown.rpartition("/")[2]
    if is_archive(name) and not location.text.endswith("/"):
        return _archive(at, report)
    if at.is_http:
        if not name.endswith(".md"):
            raise UsageError(
                f"{at.shown}: a folder cannot be listed over HTTP: give an archive "
                f"({', '.join(SUFFIXES)}) or a record (.md)"
            )
        return _single(at)
    found = at.info()
    if found is None:
        raise UsageError(f"{at.shown}: no such file or folder")
    if found[0] == "file":
        return _single(at)
    files = RemoteFiles(at)
    return find(_RemoteNames(files), files, report)


def _archive(at: RemoteFile, report: Report) -> list[Entry]:
    spool = Spool()
    try:
        at.fetch(spool.file)
    except FileNotFoundError:
        raise UsageError(f"{at.shown}: no such file or folder") from None
    except OSError as error:
        message = f"{spool.path}: cannot be written: {error.strerror or error}"
        raise OutputError(message) from None
    spool.flush()
    return archive(Path(spool.path), at.shown, report, spool)


def _single(at: RemoteFile) -> list[Entry]:
    """A record by itself."""
    url = at.root.partition("?")[0] if at.is_http else at.root
    folder, _, name = url.rpartition("/")
    if at.is_http:
        name = unquote(name)
    return single_files(RemoteFiles(RemoteFile(folder), {name: at}), [name])


class RemoteFiles:
    """The files in a folder at a URL, see Container; ``known`` are those that have URLs already."""

    spot_size = 0

    def __init__(self, top: RemoteFile, known: Mapping[str, RemoteFile] | None = None) -> None:
        self._top = top
        self._beside = _parent(top)
        self._known = known or {}

    def read(self, name: str, spot: bytes) -> bytes:
        """See Container."""
        try:
            return self.file(name).read(0, MAX_BYTES + 1)
        except RefusedError as error:
            raise OSError(0, error.words) from None

    def has(self, name: str) -> bool:
        """See Container; what may not be asked for is there, so that reading it says why not."""
        folder = name.endswith("/")
        if (folder and self._top.is_http) or (name.startswith("../") and not self._beside):
            return False
        try:
            found = self.file(name.rstrip("/")).info()
        except RefusedError:
            return True
        return found is not None and folder == (found[0] == "folder")

    def shown(self, name: str) -> str:
        """See Container."""
        return shown(self.file(name).shown)

    def file(self, name: str) -> RemoteFile:
        """What has that name."""
        if name in self._known:
            return self._known[name]
        if self._beside and name.startswith("../"):
            return self._beside.child(name.removeprefix("../"))
        return self._top.child(name) if name else self._top


class _RemoteNames(Names):
    """The listing of a folder at a URL."""

    def __init__(self, files: RemoteFiles) -> None:
        super().__init__()
        self._container = files
        for path, _ in files.file("").files():
            self.add(path)

    def scan(self, folder: str) -> Iterator[tuple[str, bytes | None]]:
        """See Listing."""
        if folder != BESIDE:
            yield from super().scan(folder)
            return
        for name, _ in self._container.file(folder).files():
            if "/" not in name:
                yield name, b""


def _parent(folder: RemoteFile) -> RemoteFile | None:
    """The folder that holds a folder; none above a bucket or a host."""
    head, _, path = folder.root.partition("://")
    above, _, _ = path.rpartition("/")
    return RemoteFile(f"{head}://{above}") if above else None
