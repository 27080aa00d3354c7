"""What answers behind a URL: S3, Google Cloud Storage, HTTP, and what else fsspec knows.

A passing failure is tried again after each of :data:`PAUSES`; then it is an InputError or an
OutputError in one line that names the URL.
"""

import errno
import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from pfocr_rdf.errors import InputError, MissingExtraError, OutputError, UsageError
from pfocr_rdf.files.local import missing
from pfocr_rdf.files.location import HTTP, protocol_of, shown_url
from pfocr_rdf.messages import did_you_mean, one_line

PAUSES: tuple[float, ...] = (0.2, 1.0, 4.0)
"""Seconds to wait before each further try."""

_OF_THE_EXTRA = frozenset(("s3", "s3a", "gs", "gcs", *HTTP))
_TRIES_ITSELF = frozenset(("gs", "gcs"))
"""gcsfs tries six times, for most of a minute."""

_FINAL = (
    FileNotFoundError,
    FileExistsError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
    NotImplementedError,
    AttributeError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
)
_FINAL_NUMBERS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG))
_PASSING_STATUS = frozenset((408, 425, 429))

T = TypeVar("T")
Verb = Literal["read", "listed", "written", "removed"]


class RefusedError(InputError):
    """A file that the file system refuses to give; ``words`` are why, without the URL."""

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words


def check_url(url: str) -> None:
    """Raise UsageError for a URL that no file system can have; nothing is asked of its host.

    MissingExtraError where what it needs is not installed.
    """
    shown = shown_url(url)
    protocols = url.partition("://")[0].split("::")
    try:
        host = urlsplit(url.rpartition("::")[2] if len(protocols) > 1 else url).netloc
    except ValueError as error:
        raise UsageError(f"{shown}: not a URL: {error}") from None
    if protocols[-1] in _OF_THE_EXTRA and not host:
        raise UsageError(f"{shown}: not a URL: no host or bucket after '://'")
    try:
        from fsspec.registry import get_filesystem_class, known_implementations  # an extra
    except ImportError:
        raise MissingExtraError("cloud", f"The URL {shown}") from None
    for protocol in protocols:
        try:
            get_filesystem_class(protocol)
        except ImportError as error:
            if protocol in _OF_THE_EXTRA:
                raise MissingExtraError("cloud", f"The URL {shown}") from None
            raise UsageError(f"{shown}: {error}") from None
        except ValueError:
            near = did_you_mean(protocol, known_implementations)
            raise UsageError(f"{shown}: unknown protocol {protocol!r}{near}") from None


def attempt(url: str, shown: str, verb: Verb, call: Callable[[Any, str], T]) -> T:
    """What ``call`` gives for a URL's file system and the path in it, tried up to four times.

    Raises FileNotFoundError (not where something is written), InputError or OutputError.
    """
    pauses = () if protocol_of(url) in _TRIES_ITSELF else PAUSES
    for pause in (*pauses, None):
        try:
            return call(*_opened(url))
        except Exception as error:  # noqa: BLE001  (each file system has kinds of its own)
            _refuse(error, verb, shown, last=pause is None)
        time.sleep(pause or 0)
    raise AssertionError


def _refuse(error: Exception, verb: Verb, shown: str, *, last: bool) -> None:
    """Raise the error for a failure, unless it may pass."""
    cause = _cause(error)
    if isinstance(cause, FileNotFoundError) and verb != "written":
        raise missing(shown) from None
    if isinstance(cause, ImportError):
        raise UsageError(f"{shown}: its file system cannot be used: {_words(cause)}") from None
    final = _is_final(cause)
    if not (last or final):
        return
    words = _words(cause)
    message = f"{shown}: cannot be {verb}: {words}"
    if verb in ("written", "removed"):
        raise OutputError(message) from error
    if final:
        raise RefusedError(message, words) from error
    raise InputError(message) from error


def _opened(url: str) -> tuple[Any, str]:
    """A file system, which fsspec keeps for each process (and thread), and the path in it."""
    from fsspec.core import url_to_fs  # an extra

    _be_quiet()
    fs, path = url_to_fs(url, **_settings(url))
    if getattr(fs, "async_impl", False):
        fs.loop.set_exception_handler(_log)
    return fs, cast("str", path)


def _settings(url: str) -> dict[str, Any]:
    if protocol_of(url) not in HTTP:
        return {}
    from aiohttp import ClientTimeout  # an extra

    # aiohttp would end every download after five minutes, and unpack what is served as packed
    client = {
        "timeout": ClientTimeout(total=None, sock_connect=30, sock_read=60),
        "auto_decompress": False,
        "headers": {"Accept-Encoding": "identity"},
        "trust_env": True,
    }
    return {"client_kwargs": client}


@cache
def _be_quiet() -> None:
    """Keep file systems from logging tracebacks where nobody has set up logging."""
    for name in ("fsspec", "gcsfs", "s3fs"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _log(loop: object, context: dict[str, Any]) -> None:
    """Log what went wrong in fsspec's own loop and nobody waits for, such as a cut connection.

    The loop's own way would print a traceback where nobody has set up logging.
    """
    error = context.get("exception")
    logging.getLogger("fsspec").error(context.get("message", ""), exc_info=error)


def _cause(error: Exception) -> Exception:
    """The failure itself: fsspec says of all that HTTP refuses that there is no such file."""
    inner = error.__cause__
    if isinstance(error, FileNotFoundError) and (
        isinstance(inner, TimeoutError) or type(inner).__module__.startswith("aiohttp")
    ):
        error = cast("Exception", inner)
    return FileNotFoundError() if _status(error) in (404, 410) else error


def _status(error: Exception) -> int | None:
    for name in ("status", "status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 400 <= value < 600:
            return value
    return None


def is_range_refused(error: Exception) -> bool:
    """Whether a range may have been refused because it starts where the file ends."""
    return _status(error) == 416 or getattr(error, "errno", None) == errno.EINVAL


def _is_final(error: Exception) -> bool:
    """Whether asking again cannot help."""
    status = _status(error)
    if status is not None:
        return status < 500 and status not in _PASSING_STATUS
    if isinstance(error, OSError) and error.errno in _FINAL_NUMBERS:
        return True
    return isinstance(error, _FINAL) or "Credential" in type(error).__name__


def _words(error: Exception) -> str:
    status = _status(error)
    message = getattr(error, "message", None)
    if status is not None and isinstance(message, str):
        return f"{status} {message}".strip()
    return one_line(error)
