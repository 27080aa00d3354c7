"""Who asks: a name, a secret, and the way to show both."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import one_line

__all__ = ["METHODS", "Login", "read_secret"]

METHODS = ("basic", "digest", "bearer")
"""The ways to log in."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks. ``method`` is one of :data:`METHODS`, or empty for the store's usual one.

    The secret is a password or a token; it is in no text that this package makes.
    """

    secret: str = field(repr=False)
    user: str = ""
    method: str = ""

    def hidden(self) -> list[str]:
        """What must not be seen, in the forms in which a server may send it back."""
        pair = f"{self.user}:{self.secret}".encode()
        return [base64.b64encode(pair).decode(), self.secret]

    def auth(self, usual: str) -> httpx.Auth | Callable[[httpx.Request], httpx.Request]:
        """How requests are signed. Raises UsageError where that cannot be."""
        method = self.method or usual
        if method not in METHODS:
            raise UsageError(f"{method!r} is no way to log in: use one of {', '.join(METHODS)}")
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
            reason = one_line(error) if isinstance(error, OSError) else "not UTF-8"
            raise UsageError(f"{file}: the secret cannot be read: {reason}") from None
        place = str(file)
    else:
        return None
    if not secret:
        raise UsageError(f"there is no secret in {place}")
    if not secret.isprintable():
        raise UsageError(f"the secret in {place} holds characters that no password has")
    return secret
