"""What a user names: a file or folder of this machine, or one at a URL. Parsed once, handed on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import Compression, compression_of

HTTP = frozenset(("http", "https"))
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[A-Za-z][A-Za-z0-9+.-]+)*://")


@dataclass(frozen=True, slots=True)
class Location:
    """A file or folder, which need not exist. ``path`` is ``None`` where it is at a URL.

    >>> Location.parse("file:///data/a%20b").path
    PosixPath('/data/a b')
    >>> Location.parse("https://me:secret@example.org/pfocr.nq.gz?key=secret").shown
    'https://example.org/pfocr.nq.gz'
    """

    text: str
    path: Path | None

    @classmethod
    def parse(cls, text: str | Path) -> Location:
        """The location of a path or URL as it was typed; ``file://`` is this machine.

        Raises UsageError for an empty text and the ``file://`` URL of another machine. No other URL
        is checked before it is opened.
        """
        text = str(text)
        if not text:  # it would mean this folder, and is an unset variable
            raise UsageError("a path or URL is empty: '.' is the folder that you are in")
        if _URL.match(text) is None:
            return cls(text, Path(text))
        if protocol_of(text) != "file":
            return cls(text, None)
        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost") or not parts.path:
            raise UsageError(f"{text}: not a path of this machine: file:// and the whole path")
        return cls(text, Path(unquote(parts.path)))

    @property
    def shown(self) -> str:
        """The text for messages: without a password or a key."""
        return shown_url(self.text) if self.path is None else self.text

    @property
    def compression(self) -> Compression | None:
        """The compression that the suffix names."""
        return compression_of(self.shown)


def protocol_of(url: str) -> str:
    """What stands before ``://`` (of a chain, the first)."""
    return url.partition(":")[0].lower()


def shown_url(url: str) -> str:
    """A URL for messages: without a password, and without HTTP's query, which may hold a key."""
    url = re.sub(r"(?<=://)[^/@]*:[^/@]*@", "", url)
    return url.partition("?")[0] if protocol_of(url) in HTTP else url
