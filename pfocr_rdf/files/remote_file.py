"""A file or folder at a URL: read, listed, written and removed, whatever answers there."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeVar, cast
from urllib.parse import quote

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.filesystems import Verb, attempt, check_url, is_range_refused
from pfocr_rdf.files.local import missing, part_of, reported, writing
from pfocr_rdf.files.location import HTTP, Location, protocol_of, shown_url

OBJECT_STORES = frozenset(("s3", "s3a", "gs", "gcs", "memory"))
"""An upload appears whole or not at all there."""
_S3_UPLOAD = {"chunksize": 16 * 2**20, "max_concurrency": 4}
"""s3fs would hold ten parts of 50 MiB in memory."""
_BLOCK = 4 * 2**20

T = TypeVar("T")


def remote_file(location: Location) -> RemoteFile:
    """The file or folder at a URL. Raises UsageError for a URL that no file system can have.

    MissingExtraError where what it needs is not installed.
    """
    check_url(location.text)
    text = location.text
    return RemoteFile(text if text.endswith("://") else text.rstrip("/"))


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file or folder at a URL; picklable, opened by whoever uses it.

    ``name`` is its path below ``root`` in plain characters, never percent-encoded. All methods
    raise InputError or OutputError where the file system fails or refuses.
    """

    root: str
    name: str = ""

    @property
    def shown(self) -> str:
        """The URL for messages."""
        return self._at(shown_url(self.root))

    @property
    def protocol(self) -> str:
        """What stands before ``://``."""
        return protocol_of(self.root)

    @property
    def is_http(self) -> bool:
        """Whether it can only be read, and no folder be listed."""
        return self.protocol in HTTP

    def child(self, name: str) -> RemoteFile:
        """A file or folder below."""
        return RemoteFile(self.root, f"{self.name}/{name}" if self.name else name)

    # ---- reading ----

    def info(self) -> tuple[Literal["file", "folder"], int] | None:
        """What it is, and a file's size in bytes; ``None`` where there is nothing."""

        def ask(fs: Any, path: str) -> dict[str, Any]:
            fs.invalidate_cache()
            return cast("dict[str, Any]", fs.info(path))

        try:
            found = self._try("read", ask)
            if found["type"] == "directory":
                return "folder", 0
            size = found.get("size")  # not every server of HTTP tells it
            return "file", len(self.read()) if size is None else int(size)
        except FileNotFoundError:
            return None

    def read(self, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file; fewer than ``length`` at its end. Raises FileNotFoundError."""
        if length is None and (self.is_http or not start):
            return self._try("read", lambda fs, path: cast("bytes", fs.cat_file(path)))[start:]
        if length == 0:
            return b""
        end = None if length is None else start + length

        def ask(fs: Any, path: str) -> bytes:
            try:
                data = cast("bytes", fs.cat_file(path, start=start, end=end))
            except Exception as error:
                if is_range_refused(error) and start >= fs.info(path)["size"]:
                    return b""  # S3 and HTTP refuse to give nothing
                raise
            if end is not None and len(data) > end - start:  # a server that knows no ranges
                return data[start:end]
            return data

        return self._try("read", ask)

    def open(self) -> BinaryIO:
        """A file to read from its start to its end. Raises FileNotFoundError."""
        if self.is_http:  # a server may know no ranges
            with ExitStack() as stack:
                file: Any = stack.enter_context(tempfile.TemporaryFile(prefix="pfocr-rdf-"))
                self.fetch(file)
                stack.pop_all()
            file.seek(0)
            return cast("BinaryIO", file)
        found = self.info()
        if found is None:
            raise missing(self.shown)
        if found[0] == "folder":
            raise InputError(f"{self.shown}: cannot be read: it is a folder")
        return io.BufferedReader(_Ranges(self, found[1]), _BLOCK)

    def fetch(self, file: BinaryIO) -> None:
        """Copy it into a local file. Raises FileNotFoundError."""
        if not self.is_http:
            with self.open() as source:
                shutil.copyfileobj(source, file, _BLOCK)
            return

        def ask(fs: Any, path: str) -> None:
            file.seek(0)
            file.truncate()
            fs.get_file(path, file)

        self._try("read", ask)

    def files(self) -> Iterator[tuple[str, int]]:
        """Names (with ``/``) and sizes of all files below a folder, in any order."""
        if self.is_http:
            raise UsageError(f"{self.shown}: a folder cannot be listed over HTTP")
        more = {} if self.protocol in OBJECT_STORES else {"on_error": "raise"}

        def ask(fs: Any, path: str) -> tuple[str, dict[str, dict[str, Any]]]:
            fs.invalidate_cache()
            return path.rstrip("/") + "/", fs.find(path, detail=True, **more)

        with suppress(FileNotFoundError):
            prefix, found = self._try("listed", ask)
            for path, row in found.items():
                if path.startswith(prefix) and row["type"] == "file":
                    yield path.removeprefix(prefix), int(row.get("size") or 0)

    # ---- writing ----

    @contextmanager
    def write(self) -> Iterator[BinaryIO]:
        """A file to write, which goes to a local temporary one, and from there here at the end.

        It appears whole or not at all.
        """
        if self.is_http:
            raise UsageError(f"{self.shown}: cannot be written: HTTP is for reading only")
        unnamed = Path("/proc/self/fd").exists()  # then a killed process leaves nothing behind
        make: Any = tempfile.TemporaryFile if unnamed else tempfile.NamedTemporaryFile
        shown = f"{self.shown} (in {tempfile.gettempdir()})"
        with reported(shown):
            copy = make(prefix="pfocr-rdf-", buffering=2**20)
        with copy:
            with writing(copy, shown):
                yield copy
            self._put(f"/proc/self/fd/{copy.fileno()}" if unnamed else copy.name)

    def _put(self, source: str) -> None:
        if self.protocol in OBJECT_STORES:
            more = _S3_UPLOAD if self.protocol in ("s3", "s3a") else {}
            self._try("written", lambda fs, path: fs.put_file(source, path, **more))
            return

        def move(fs: Any, path: str) -> None:
            part = part_of(path)
            try:
                fs.put_file(source, part)
                fs.mv(part, path)
            except BaseException:
                with suppress(Exception):
                    fs.rm_file(part)
                raise

        self._try("written", move)

    def remove(self) -> None:
        """Remove a file; no error where there is none."""
        with suppress(FileNotFoundError):
            self._try("removed", lambda fs, path: fs.rm_file(path))

    # ---- asking ----

    def _at(self, root: str) -> str:
        if not self.name:
            return root
        name = quote(self.name, "/!$&'()*+,;=:@~") if self.is_http else self.name
        return f"{root}{name}" if root.endswith("://") else f"{root.rstrip('/')}/{name}"

    def _try(self, verb: Verb, call: Callable[[Any, str], T]) -> T:
        return attempt(self.root, self.shown, verb, lambda fs, root: call(fs, self._at(root)))


class _Ranges(io.RawIOBase):
    """A file in ranges, each tried again by itself."""

    def __init__(self, file: RemoteFile, size: int) -> None:
        self._file = file
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = self._block(min(len(view), _BLOCK))
        view[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self._block(_BLOCK), b""))

    def _block(self, length: int) -> bytes:
        length = min(length, self._size - self._position)
        data = self._file.read(self._position, max(length, 0))
        if len(data) < length:
            raise InputError(f"{self._file.shown}: cannot be read: it became shorter meanwhile")
        self._position += len(data)
        return data
