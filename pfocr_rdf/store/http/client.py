"""Requests to a triple store: who asks, how long and how often, and what is reported on failure."""

from __future__ import annotations

import base64
import os
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from pfocr_rdf.errors import RemoteError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.version import __version__

_TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))
_SHORT_WAIT = 0.5
_LONG_WAIT = 60.0
_LONGEST_ASKED_WAIT = 900.0
_LOGINS = ("basic", "digest", "bearer")


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks. ``method`` is one of basic, digest and bearer, or empty for the store's usual one.

    The secret is a password or a token; it is in no text that this package makes.
    """

    secret: str = field(repr=False)
    user: str = ""
    method: str = ""

    def auth(self, usual: str) -> httpx.Auth | Callable[[httpx.Request], httpx.Request]:
        """How requests are signed. Raises UsageError where that cannot be."""
        method = self.method or usual
        if method not in _LOGINS:
            raise UsageError(f"{method!r} is not a way to log in: use one of {', '.join(_LOGINS)}")
        if method == "bearer":
            if not self.secret.isascii():
                raise UsageError("a token has ASCII characters only")
            return self._bearer
        if not self.user:
            raise UsageError(f"a {method} login needs a user's name: --user")
        kind = httpx.DigestAuth if method == "digest" else httpx.BasicAuth
        return kind(self.user, self.secret)

    def _bearer(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self.secret}"
        return request


def read_secret(*, variable: str | None, file: str | Path | None) -> str | None:
    """The secret that an environment variable or the first line of a file holds.

    Raises UsageError where both are named, or there is nothing to be found.
    """
    if variable is not None and file is not None:
        raise UsageError("name a variable or a file with the secret, not both")
    if variable is not None:
        secret = os.environ.get(variable, "")
        place = f"the environment variable {variable}"
    elif file is not None:
        try:
            secret = Path(file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: the secret cannot be read: {one_line(error)}") from None
        place = str(file)
    else:
        return None
    if not secret:
        raise UsageError(f"there is no secret in {place}")
    if not secret.isprintable():
        raise UsageError(f"the secret in {place} holds characters that no password has")
    return secret


class RefusedError(RemoteError):
    """The server's answer, ``response``, is not a success."""

    def __init__(self, message: str, response: httpx.Response, *, transient: bool = False) -> None:
        super().__init__(message, transient=transient)
        self.response = response


class TooLargeError(RefusedError):
    """The server takes no body of this size (413)."""


class Connection:
    """Requests with a login, a time limit and patience.

    ``timeout`` is in seconds and for each wait for the server, ``retries`` how often a request is
    repeated after a dropped connection, a time-out, or a status that means "later"; ``note`` takes
    a message about each, ``repeated`` counts them. Raises UsageError where ``ca_file`` holds no
    certificates.
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
                is_ssl = isinstance(error, ssl.SSLError)
                reason = "no certificates in it" if is_ssl else one_line(error)
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
        if self.login is not None:
            self._client.auth = self.login.auth(usual)

    def server(self, url: str) -> str:
        """The name that the server at a URL gives itself (its ``Server`` header); often empty."""
        try:
            response = self.send("GET", url)
        except RefusedError as error:
            response = error.response
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
        """The answer to a request that succeeded, perhaps after several tries.

        Without ``patient`` there is one try. ``fatal`` finds, in the text that comes with status
        500, that another try would fail too. Raises UsageError for a URL that is none,
        TooLargeError, RefusedError for other statuses, and RemoteError where no answer comes.
        """
        _check_url(url)
        tries = 0
        while True:
            try:
                response = self._client.request(
                    method,
                    httpx.URL(url).copy_merge_params(dict(params or {})),
                    content=content,
                    headers=dict(headers or {}),
                )
                if response.is_success:
                    return response
                raise self._refusal(response, fatal)
            except (httpx.TransportError, httpx.DecodingError) as error:
                failure = self._broken(url, error)
            except RemoteError as error:
                failure = error
            if not failure.transient or not patient or tries == self._retries:
                raise failure from None
            wait = _wait_after(failure, tries)
            self._note(f"{failure}; again in {wait:.1f} s")
            time.sleep(wait)
            tries += 1
            self.repeated += 1

    def _broken(self, url: str, error: httpx.TransportError | httpx.DecodingError) -> RemoteError:
        place = _shown(url)
        if isinstance(error, httpx.TimeoutException):
            return RemoteError(f"{place}: no answer in time", transient=True)
        text = self._hide(_without_markup(one_line(error)))
        if "CERTIFICATE_VERIFY_FAILED" in text:
            return RemoteError(
                f"{place}: its certificate is not trusted ({text}); "
                "--ca-file names the certificates to trust"
            )
        return RemoteError(f"{place}: connection failed: {text}", transient=True)

    def _refusal(self, response: httpx.Response, fatal: re.Pattern[str] | None) -> RefusedError:
        status = response.status_code
        place = _shown(str(response.request.url))
        text = self._hide(_without_markup(response.text))
        reason = f": {text}" if text else ""
        if response.is_redirect:
            where = _shown(response.headers.get("Location", ""))
            return RefusedError(f"{place}: moved to {where}: use that URL", response)
        if status == 401:
            why = "the login was not accepted" if self.login else "it needs a login"
            message = f"{place}: {why} (401); see --auth, --user, --secret-env"
            return RefusedError(message, response)
        if status == 403:
            return RefusedError(f"{place}: this user may not do that (403){reason}", response)
        if status == 413:
            return TooLargeError(f"{place}: the body is too large for it (413)", response)
        final = status == 500 and fatal is not None and fatal.search(response.text)
        return RefusedError(
            f"{place}: {status} {response.reason_phrase}{reason}",
            response,
            transient=status in _TRANSIENT and not final,
        )

    def _hide(self, text: str) -> str:
        """The text without the secret, which servers send back as it is or in the header's form."""
        if self.login is None:
            return text
        pair = base64.b64encode(f"{self.login.user}:{self.login.secret}".encode()).decode()
        return text.replace(pair, "***").replace(self.login.secret, "***")


def _check_url(url: str) -> None:
    """Raise UsageError where a URL is none, or holds a user's name or password."""
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("http", "https") and parts.netloc and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        is_fine = False
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise UsageError(
            "a URL must not hold a login: use --user, and --secret-env or --secret-file"
        )
    if not is_fine:
        raise UsageError(f"{url}: not the URL of a server (http://… or https://…)")


def _shown(url: str) -> str:
    return url.partition("?")[0]


def _without_markup(text: str) -> str:
    """A server's text, without markup and no longer than a line."""
    text = re.sub(r"(?s)<(style|script|title)\b.*?</\1>|<[/!]?[a-zA-Z][^<>]*>", " ", text[:20_000])
    text = " ".join(text.split())
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= 240 else text[:240] + "…"


def _wait_after(failure: RemoteError, tries: int) -> float:
    """Seconds before the next try: what the server asks for, or ever longer ones that vary."""
    asked = _asked_wait(failure.response) if isinstance(failure, RefusedError) else None
    if asked is None:
        return min(_SHORT_WAIT * 2.0**tries * random.uniform(0.5, 1.5), _LONG_WAIT)
    if asked > _LONGEST_ASKED_WAIT:
        raise RemoteError(f"{failure}; it asks to come back in {asked:,.0f} s")
    return asked


def _asked_wait(response: httpx.Response) -> float | None:
    value: str = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
