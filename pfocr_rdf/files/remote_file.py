"""A file or folder at a URL: read, listed, written and removed, whatever answers there."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeVar, cast
from urllib.parse import quote

from pfocr_rdf.errors import InputError, OutputError, UsageError
from pfocr_rdf.files.filesystems import (
    HTTP,
    attempt,
    check_writable,
    is_range_refused,
    missing,
    part_of,
    protocol_of,
    shown_url,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["RemoteFile"]

_OBJECT_STORES = frozenset(("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "oci"))
"""An upload appears whole or not at all there, and one listing gives all files below a folder."""
_RENAMES_ONTO_NOTHING = frozenset(("hdfs", "arrow_hdfs", "webhdfs"))
_S3_UPLOAD = {"chunksize": 16 * 2**20, "max_concurrency": 4}
"""s3fs would hold ten parts of 50 MiB in memory."""
_BLOCK = 4 * 2**20

T = TypeVar("T")
_Verb = Literal["read", "listed", "written", "removed"]


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
        if not start and length is None:
            return self._try("read", lambda fs, path: cast("bytes", fs.cat_file(path)))
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
            return self._part(fs, path, data, start, length) if self.is_http else data

        return self._try("read", ask)

    def _part(self, fs: Any, path: str, data: bytes, start: int, length: int | None) -> bytes:
        """What was asked for, of an answer that is the whole file if the server knows no ranges."""
        if length is not None and len(data) >= length:
            return data if len(data) == length else data[start : start + length]
        if start:
            size = fs.info(path).get("size")
            if len(data) == (len(fs.cat_file(path)) if size is None else size):
                return data[start:]
        return data

    def open(self) -> BinaryIO:
        """A file to read from its start to its end. Raises FileNotFoundError."""
        if self.is_http:  # a server may know no ranges
            file = cast("BinaryIO", tempfile.TemporaryFile(prefix="pfocr-rdf-"))  # noqa: SIM115
            try:
                self._download(file)
            except BaseException:
                file.close()
                raise
            file.seek(0)
            return file
        found = self.info()
        if found is None:
            raise missing(self.shown)
        if found[0] == "folder":
            raise InputError(f"{self.shown}: cannot be read: it is a folder")
        return io.BufferedReader(_Ranges(self, found[1]), _BLOCK)

    def fetch(self, file: BinaryIO) -> None:
        """Copy it into a local file. Raises FileNotFoundError."""
        if self.is_http:
            self._download(file)
            return
        with self.open() as source:
            shutil.copyfileobj(source, file, _BLOCK)

    def _download(self, file: BinaryIO) -> None:
        def ask(fs: Any, path: str) -> None:
            file.seek(0)
            file.truncate()
            fs.get_file(path, file)

        self._try("read", ask)

    def files(self) -> Iterator[tuple[str, int]]:
        """Names (with ``/``) and sizes of all files below a folder, in any order."""
        if self.is_http:
            raise UsageError(f"{self.shown}: a folder cannot be listed over HTTP")
        if self.protocol in _OBJECT_STORES:
            yield from self._flat()
            return
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            at = self.child(folder) if folder else self
            with suppress(FileNotFoundError):
                for name, kind, size in at.listed():
                    below = f"{folder}/{name}" if folder else name
                    if kind == "folder":
                        waiting.append(below)
                    else:
                        yield below, size

    def listed(self) -> Sequence[tuple[str, Literal["file", "folder"], int]]:
        """Name, kind and size of what stands in a folder. Raises FileNotFoundError."""

        def ask(fs: Any, path: str) -> list[dict[str, Any]]:
            fs.invalidate_cache()
            rows = cast("list[dict[str, Any]]", fs.ls(path, detail=True))
            return [row for row in rows if row["name"].strip("/") != path.strip("/")]

        return [
            (
                row["name"].rstrip("/").rpartition("/")[2],
                "folder" if row["type"] == "directory" else "file",
                int(row.get("size") or 0),
            )
            for row in self._try("listed", ask)
        ]

    def _flat(self) -> Iterator[tuple[str, int]]:
        def ask(fs: Any, path: str) -> tuple[str, dict[str, dict[str, Any]]]:
            fs.invalidate_cache()
            return path.rstrip("/") + "/", fs.find(path, detail=True)

        with suppress(FileNotFoundError):
            prefix, found = self._try("listed", ask)
            for path, row in found.items():
                if path.startswith(prefix) and row["type"] == "file":
                    yield path.removeprefix(prefix), int(row.get("size") or 0)

    # ---- writing ----

    def check_writable(self) -> None:
        """Raise UsageError where nothing can be written."""
        check_writable(self.root, self.shown)

    def put(self, source: Path) -> None:
        """Take a local file's content, whole or not at all."""
        self.check_writable()
        if self.protocol in _OBJECT_STORES:
            more = _S3_UPLOAD if self.protocol in ("s3", "s3a") else {}
            self._try("written", lambda fs, path: fs.put_file(str(source), path, **more))
            return
        part = self._beside()
        size = source.stat().st_size
        try:
            self._try("written", lambda fs, path: fs.makedirs(fs._parent(path), exist_ok=True))
            part._try("written", lambda fs, path: fs.put_file(str(source), path), self.shown)
            if part.info() != ("file", size):
                raise OutputError(f"{self.shown}: cannot be written: only a part of it arrived")
            self._take(part)
        except InputError as error:
            raise OutputError(f"{self.shown}: cannot be written: {error}") from None
        finally:
            with suppress(OutputError):
                part.remove()

    def _beside(self) -> RemoteFile:
        """A file in the same folder for what is not yet whole."""
        if self.name:
            return RemoteFile(self.root, part_of(self.name))
        return RemoteFile(part_of(self.root))

    def _take(self, part: RemoteFile) -> None:
        """Move a whole file here."""
        if self.protocol in _RENAMES_ONTO_NOTHING:
            self.remove()
        tries = count()

        def move(fs: Any, path: str) -> None:
            from fsspec import AbstractFileSystem

            again = next(tries) > 0
            temporary = f"{path.rpartition('/')[0]}/{part.shown.rpartition('/')[2]}"
            try:
                if type(fs).mv is AbstractFileSystem.mv:  # it copies, and takes names for patterns
                    fs.cp_file(temporary, path)
                else:
                    fs.mv(temporary, path)
            except FileNotFoundError:
                if not again:  # else the last try did it before it failed
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

    def _try(self, verb: _Verb, call: Callable[[Any, str], T], shown: str | None = None) -> T:
        def ask(fs: Any, root: str) -> T:
            return call(fs, self._at(root))

        return attempt(self.root, verb, ask, shown or self.shown)


class _Ranges(io.RawIOBase):
    """A file in ranges, each tried again by itself."""

    def __init__(self, file: RemoteFile, size: int) -> None:
        self._file = file
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(
            whence, self._size
        )
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
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
