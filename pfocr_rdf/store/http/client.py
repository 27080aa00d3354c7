"""Requests to a triple store: who asks, how long, how often; and what is said when it fails."""

from __future__ import annotations

import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from pfocr_rdf.errors import RemoteError, UsageError
from pfocr_rdf.store.http.login import Login
from pfocr_rdf.version import __version__

__all__ = ["Connection", "TooLargeError", "check_url"]

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_SHORT_WAIT = 0.5
_LONG_WAIT = 60.0
_LONGEST_ASKED_WAIT = 900.0


class TooLargeError(RemoteError):
    """The server takes no body of this size (413)."""


class Connection:
    """Requests with a login, a time limit and patience.

    ``timeout`` is in seconds and for each wait for the server, ``retries`` how often a request is
    repeated after a dropped connection, a time-out, or a status that means "later". ``note`` is
    told of each. Raises UsageError for what makes no sense before anything is sent.
    """

    def __init__(
        self,
        *,
        login: Login | None = None,
        ca_file: str | Path | None = None,
        timeout: float = 300,
        retries: int = 6,
        note: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.login = login
        self.repeated = 0
        self._retries = retries
        self._note = note
        verify: ssl.SSLContext | bool = True
        if ca_file is not None:
            try:
                verify = ssl.create_default_context(cafile=ca_file)
            except OSError as error:
                reason = (
                    "no certificates in it" if isinstance(error, ssl.SSLError) else error.strerror
                )
                raise UsageError(f"{ca_file}: certificates cannot be read: {reason}") from None
        self._client = httpx.Client(
            verify=verify,
            timeout=httpx.Timeout(timeout, connect=min(timeout, 30)),
            headers={"User-Agent": f"pfocr-rdf/{__version__}"},
        )

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def log_in(self, usual: str) -> None:
        """Use the login from now on, by the method ``usual`` unless it names one."""
        if self.login is None:
            return
        self._client.auth = self.login.auth(usual)

    def server(self, url: str) -> str:
        """Tell what the server at a URL calls itself (its ``Server`` header); often empty."""
        response = self._patiently("GET", url, {}, None, {}, None)
        return str(response.headers.get("Server", ""))

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        fatal: re.Pattern[str] | None = None,
        patient: bool = True,
    ) -> httpx.Response:
        """Give the answer to a request that succeeded, perhaps after several tries.

        Without ``patient`` there is one try. ``fatal`` finds in the text that came with status 500
        that another would be in vain. Raises TooLargeError, or RemoteError for all other failures.
        """
        response = self._patiently(
            method, url, params or {}, content, headers or {}, fatal, patient=patient
        )
        if response.is_success:
            return response
        raise self._failure(response)

    def _patiently(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        content: bytes | None,
        headers: Mapping[str, str],
        fatal: re.Pattern[str] | None,
        *,
        patient: bool = True,
    ) -> httpx.Response:
        check_url(url)
        tries = self._retries if patient else 0
        for done in range(tries + 1):
            last = done == tries
            asked = None
            try:
                response = self._client.request(
                    method,
                    httpx.URL(url).copy_merge_params(dict(params)),
                    content=content,
                    headers=dict(headers),
                )
            except (httpx.TransportError, httpx.DecodingError) as error:
                failure = self._broken(url, error)
                if last or not failure.transient:
                    raise failure from None
            else:
                if response.status_code not in _AGAIN:
                    return response
                if response.status_code == 500 and fatal and fatal.search(response.text):
                    return response
                if last:
                    return response
                failure = self._failure(response)
                asked = _asked_wait(response)
                if asked is not None and asked > _LONGEST_ASKED_WAIT:
                    raise RemoteError(f"{failure}; it asks to come back in {asked:,.0f} s")
            self.repeated += 1
            wait = _SHORT_WAIT * 2**done * random.uniform(0.5, 1.5)
            wait = min(wait, _LONG_WAIT) if asked is None else asked
            self._note(f"{failure}; again in {wait:.1f} s")
            time.sleep(wait)
        raise AssertionError("a loop that always returns or raises")

    def _broken(self, url: str, error: httpx.TransportError | httpx.DecodingError) -> RemoteError:
        place = _shown(url)
        if isinstance(error, httpx.TimeoutException):
            return RemoteError(f"{place}: no answer in time", transient=True)
        text = self.hide(_one_line(str(error))) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in text:
            return RemoteError(
                f"{place}: its certificate is not trusted ({text}); "
                "--ca-file names the certificates to trust"
            )
        if isinstance(error, httpx.UnsupportedProtocol):
            return RemoteError(f"{place}: {text}")
        return RemoteError(f"{place}: connection failed: {text}", transient=True)

    def _failure(self, response: httpx.Response) -> RemoteError:
        status = response.status_code
        place = _shown(str(response.request.url))
        said = self.hide(_one_line(response.text))
        said = f": {said}" if said else ""
        if response.is_redirect:
            where = _shown(response.headers.get("Location", ""))
            return RemoteError(f"{place}: moved to {where}: give that URL")
        if status == 401:
            way = "the login was not accepted" if self.login else "it wants a login"
            return RemoteError(f"{place}: {way} (401); see --auth, --user, --secret-env")
        if status == 403:
            return RemoteError(f"{place}: this user may not do that (403){said}")
        if status == 413:
            return TooLargeError(f"{place}: the body is too large for it (413)")
        return RemoteError(
            f"{place}: {status} {response.reason_phrase}{said}", transient=status in _AGAIN
        )

    def hide(self, text: str) -> str:
        """Give the text without the secret, whoever put it there."""
        for secret in self.login.hidden() if self.login else ():
            text = text.replace(secret, "***")
        return text


def check_url(url: str) -> None:
    """Raise UsageError where a URL is none, or holds a user's name or password."""
    try:
        parts = urlsplit(url)
        is_fine = parts.port is None or parts.port >= 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        parts, is_fine = urlsplit(url.partition("/")[0]), False
    if "@" in parts.netloc:
        raise UsageError(
            "a URL must not hold a login: use --user, and --secret-env or --secret-file"
        )
    if parts.scheme not in ("http", "https") or not parts.netloc or not is_fine:
        raise UsageError(f"{url}: not the URL of a server (http://… or https://…)")


def _shown(url: str) -> str:
    return url.partition("?")[0]


def _one_line(text: str) -> str:
    """Give what a server says, without markup and no longer than a line."""
    text = re.sub(r"(?s)<(style|script|title)\b.*?</\1>|<[/!]?[a-zA-Z][^<>]*>", " ", text[:20_000])
    text = " ".join(text.split())
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= 240 else text[:240] + "…"


def _asked_wait(response: httpx.Response) -> float | None:
    """Seconds to wait, where the server says how many, or when to come back."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
