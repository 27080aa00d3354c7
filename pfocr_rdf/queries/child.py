"""Queries in a process of their own: nothing else can end a query that runs.

The request goes to the child as one line of JSON, what comes back is framed: a letter, four bytes
of length, and so much data. ``r``: the data are open, the time starts; ``n``: a note; ``d``: a part
of the results; ``u``, ``q``, ``e``: what failed; ``z``: all has been sent.
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import IO, BinaryIO, cast

from pfocr_rdf.errors import PfocrError, QueryError, QueryTimeoutError, UsageError

__all__ = ["Request", "run"]

_FAILURES: dict[bytes, type[PfocrError]] = {b"u": UsageError, b"q": QueryError, b"e": PfocrError}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A query and where it is asked: a store, files, or an endpoint; one of them is given.

    ``text`` is the query as in its file, ``name`` what it is called in messages. ``format`` is a
    name of results or of a syntax; empty for the usual one, ``usual`` for rows and Turtle for
    graphs. ``width`` is that of tables.
    """

    text: str
    name: str
    parameters: dict[str, str] = field(default_factory=dict)
    store: str | None = None
    data: tuple[str, ...] = ()
    endpoint: str | None = None
    format: str = ""
    usual: str = "csv"
    width: int = 0
    most: int | None = None


def run(
    request: Request,
    out: BinaryIO,
    *,
    seconds: float | None = None,
    on_note: Callable[[str], None] = lambda note: None,
) -> None:
    """Answer a request into a binary file.

    Raises QueryTimeoutError where it takes longer than ``seconds`` from when the data are open, and
    whatever the query raises. The process that works on it never outlives this call.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "pfocr_rdf.queries.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    over = threading.Event()

    def end() -> None:
        over.set()
        child.kill()

    timer = threading.Timer(seconds, end) if seconds is not None else None
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(asdict(request)).encode() + b"\n")
        child.stdin.flush()
        _follow(child.stdout, out, timer, on_note)
    except EOFError:
        if over.is_set():
            message = f"{request.name}: ended after {seconds:g} s, the time it was given"
            raise QueryTimeoutError(message) from None
        raise QueryError(f"{request.name}: the process that asked it was ended") from None
    finally:
        if timer is not None:
            timer.cancel()
        child.kill()
        child.stdout.close()
        child.wait()
        _close(child.stdin)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return


def _follow(
    pipe: IO[bytes],
    out: BinaryIO,
    timer: threading.Timer | None,
    on_note: Callable[[str], None],
) -> None:
    """Pass on what the child sends until it is through; raises EOFError where it breaks off."""
    while True:
        head = pipe.read(5)
        if len(head) < 5:
            raise EOFError
        kind, size = struct.unpack(">cI", head)
        data = pipe.read(size)
        if len(data) < size:
            raise EOFError
        if kind == b"d":
            out.write(data)
        elif kind == b"n":
            on_note(data.decode())
        elif kind == b"r" and timer is not None:
            timer.start()
        elif kind in _FAILURES:
            raise _FAILURES[kind](data.decode())
        elif kind == b"z":
            return


# ---- the child -----------------------------------------------------------------------------------


class _Frames(io.RawIOBase):
    """Writes what it is given as frames of data."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(cast(bytes, data))
        self.send(b"d", content)
        return len(content)

    def send(self, kind: bytes, data: bytes = b"") -> None:
        self._pipe.write(struct.pack(">cI", kind, len(data)) + data)
        self._pipe.flush()


def answer(request: Request, frames: _Frames) -> None:
    """Open the data, ask, and send the results."""
    from pfocr_rdf import queries
    from pfocr_rdf.queries import results
    from pfocr_rdf.queries.sources import EndpointSource, SourceNames, StoreSource, Triples
    from pfocr_rdf.store.embedded import open_data, open_store

    query = queries.parse(request.text, request.name)
    if request.endpoint is not None:
        source: StoreSource | EndpointSource = EndpointSource(request.endpoint)
    elif request.store is not None:
        source = StoreSource(open_store(request.store))
    else:
        source = StoreSource(
            open_data(request.data, on_fault=lambda f: frames.send(b"n", str(f).encode()))
        )
    frames.send(b"r")
    filled = query.fill(request.parameters, SourceNames(source))
    for note in filled.notes:
        frames.send(b"n", note.encode())
    found = source.ask(filled.text)
    name = request.format or ("ttl" if isinstance(found, Triples) else request.usual)
    out = cast(BinaryIO, io.BufferedWriter(frames, 2**16))
    results.write(found, out, name, width=request.width, most=request.most)
    out.flush()


def main() -> None:
    """Serve one request and end, at the latest when the process that asked is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fields = json.loads(sys.stdin.buffer.readline())
    fields["data"] = tuple(fields["data"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    frames = _Frames(sys.stdout.buffer)
    try:
        answer(Request(**fields), frames)
        frames.send(b"z")
    except BrokenPipeError:
        os._exit(1)
    except UsageError as error:
        frames.send(b"u", str(error).encode(errors="replace"))
    except QueryError as error:
        frames.send(b"q", str(error).encode(errors="replace"))
    except PfocrError as error:
        frames.send(b"e", str(error).encode(errors="replace"))
    except MemoryError:
        frames.send(b"q", b"not enough memory")
    except Exception as error:  # noqa: BLE001  (the process ends here: what failed must be told)
        frames.send(b"q", f"{type(error).__name__}: {error}".encode(errors="replace"))
    os._exit(0)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
