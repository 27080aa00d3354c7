"""Folders to read from and to write to, wherever they are: on this machine or at a URL.

A local folder needs no library; a URL (``s3://bucket/x``, ``gs://``, ``hdfs://``, ``https://`` for
reading only, and what else fsspec knows) needs the extra ``cloud``. ``file://`` is local.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.filesystems import check_given, check_url, is_url, protocol_of
from pfocr_rdf.files.local import LocalFolder
from pfocr_rdf.files.remote import RemoteFolder
from pfocr_rdf.files.remote_file import RemoteFile

__all__ = ["Folder", "check_given", "folder_at", "is_url", "local_path", "remote_file"]


class Folder(Protocol):
    """A folder; picklable and cheap. Names in it are relative, with ``/`` between their parts.

    All methods raise UsageError for a name that leads out of the folder.
    """

    @property
    def url(self) -> str:
        """The path or URL, for messages (without a password)."""

    def open(self, name: str) -> BinaryIO:
        """A file to read from its start. Raises FileNotFoundError, InputError."""

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file, fewer at its end. Raises FileNotFoundError, InputError."""

    def write(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write as it is, never compressed; the folders it needs are made.

        It stands under its name when the block ends well, whole; otherwise what stood there before
        still stands. Raises OutputError.
        """

    def size(self, name: str) -> int | None:
        """Size of a file in bytes; ``None`` where there is no such file. Raises InputError."""

    def names(self) -> list[str]:
        """All files in this folder and below, sorted; none where there is no such folder.

        Raises InputError, UsageError for a URL of HTTP, which cannot be listed.
        """

    def remove(self, name: str) -> None:
        """Remove a file; no error where there is none. Raises OutputError."""

    def sweep(self) -> None:
        """Remove the temporary files that killed writers left. Nobody may be writing here."""

    def place(self, name: str) -> Folder:
        """A folder below."""


def folder_at(url: str | Path) -> Folder:
    """The folder at a path or URL, which need not be there.

    Raises UsageError for an empty path and a URL of an unknown protocol or without a host,
    MissingExtraError where what it needs is not installed.

    >>> place_of("release/2026-11").place("data").url
    'release/2026-11/data'
    """
    text = str(url)
    check_given(text)
    if not is_url(text):
        return LocalFolder(text.rstrip("/") or text)
    if protocol_of(text) == "file":
        return LocalFolder(local_path(text))
    return RemoteFolder(remote_file(text))


def remote_file(url: str) -> RemoteFile:
    """The file or folder at a URL that is none of ``file://``; raises what place_of does."""
    check_url(url)
    return RemoteFile(url if url.endswith("://") else url.rstrip("/"))


def local_path(url: str) -> str:
    """The path of a ``file://`` URL, percent-decoded. Raises UsageError for another machine's.

    >>> local_path("file:///data/a%20b")
    '/data/a b'
    """
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or not parts.path:
        raise UsageError(f"{url}: not a path of this machine: file:// and the whole path, from /")
    return unquote(parts.path)
