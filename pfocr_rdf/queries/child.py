"""Queries in a process of their own: nothing else can end a query that runs."""

import io
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import BinaryIO, cast

from pfocr_rdf.errors import PfocrError, QueryError, QueryTimeoutError, UsageError
from pfocr_rdf.queries import results
from pfocr_rdf.queries.catalog import ParameterValues, Query
from pfocr_rdf.queries.names import Names
from pfocr_rdf.queries.sources import Triples, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A query and what is asked: one of a store, files, and an endpoint.

    ``format`` is a name of results or of a syntax; without one, rows come in ``row_format`` and
    graphs in Turtle. ``width`` is that of tables, ``most`` limits rows and triples.
    """

    query: Query
    parameters: ParameterValues
    store: str | None = None
    data: tuple[str, ...] = ()
    endpoint: str | None = None
    format: str = ""
    row_format: str = "csv"
    width: int = 0
    most: int | None = None


def run(
    request: Request,
    out: BinaryIO,
    *,
    seconds: float | None = None,
    on_note: Callable[[str], None] = lambda note: None,
) -> None:
    """Write the answer to a request into a binary file.

    Raises QueryTimeoutError if it takes longer than ``seconds`` after the data are open, UsageError
    or QueryError if it fails. The process that works on it never outlives this call.
    """
    name = request.query.name
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(request, sender), daemon=True)
    _start(process)
    sender.close()
    end: float | None = None
    try:
        while True:
            left = None if end is None else end - time.monotonic()
            if left is not None and (left <= 0 or not receiver.poll(left)):
                raise QueryTimeoutError(f"{name}: ended after {seconds:g} s, its time limit")
            match receiver.recv():
                case "open" if seconds is not None:
                    end = time.monotonic() + seconds
                case "note", note:
                    on_note(note)
                case bytes(data):
                    out.write(data)
                case Exception() as error:
                    raise error
                case "done":
                    return
    except EOFError:
        raise QueryError(f"{name}: the process that asked it was killed") from None
    finally:
        process.kill()
        process.join()
        receiver.close()


def _start(process: multiprocessing.process.BaseProcess) -> None:
    """Start with Ctrl-C blocked, which the process inherits: it would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        process.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---- in the process ------------------------------------------------------------------------------


class _Output(io.RawIOBase):
    """Sends what is written."""

    def __init__(self, sender: Connection) -> None:
        self._sender = sender

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(cast(bytes, data))
        self._sender.send(content)
        return len(content)


def _answer(request: Request, sender: Connection) -> None:
    """Send the answer, notes and what failed; end, at the latest, when the parent process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _write(request, sender)
        sender.send("done")
    except BrokenPipeError:  # the parent is gone
        return
    except UsageError as error:
        sender.send(UsageError(str(error)))
    except PfocrError as error:
        sender.send(QueryError(str(error)))
    except MemoryError:
        sender.send(QueryError("not enough memory"))
    except Exception as error:  # noqa: BLE001  (it would be lost with the process)
        sender.send(QueryError(f"{type(error).__name__}: {error}"))


def _write(request: Request, sender: Connection) -> None:
    data: object = request.endpoint
    if request.endpoint is None:
        from pfocr_rdf.store import open_data, open_store  # slow to import

        if request.store is not None:
            data = open_store(request.store)
        else:
            data = open_data(request.data, on_fault=lambda f: sender.send(("note", str(f))))
    sender.send("open")
    filled = request.query.fill(request.parameters, Names(data))
    for note in filled.notes:
        sender.send(("note", note))
    answer = ask(data, filled.text)
    name = request.format or ("ttl" if isinstance(answer, Triples) else request.row_format)
    out = cast(BinaryIO, io.BufferedWriter(_Output(sender), 2**16))
    results.write(answer, out, name, width=request.width, most=request.most)
    out.flush()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
