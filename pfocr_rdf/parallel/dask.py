"""The workers of a Dask scheduler (https://distributed.dask.org), by its executor."""

from __future__ import annotations

import asyncio
import logging
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from pfocr_rdf.errors import MissingExtraError, RemoteError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.parallel.base import Executors
from pfocr_rdf.version import __version__

__all__ = ["CONNECT", "Dask"]

_T = TypeVar("_T")
_R = TypeVar("_R")

CONNECT = 10.0
"""Seconds in which a scheduler must answer and have a worker."""
NO_WORKERS = 60.0
"""Seconds that a cluster may be without any worker before a run gives up."""


class Dask(Executors):
    """A cluster, by its scheduler's address.

    A task whose worker died is tried again by the scheduler (its setting
    ``distributed.scheduler.allowed-failures``, 3); so one error of that kind is enough.
    """

    persistent = True

    def __init__(self, address: str, initializer: Callable[[], object] | None = None) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingExtraError("dask", "A scheduler") from None
        self.address = address
        self.initializer = initializer
        self._killed = distributed.KilledWorker
        library: Any = distributed
        self._asked = 0.0
        self._lost: float | None = None
        self._levels = _silenced()
        try:
            _check(address)
            self._client = _connected(library.Client, address)
        except Exception as error:  # noqa: BLE001  (whatever may come of bytes that are no Dask)
            self._restore()
            raise UsageError(f"{address}: no Dask scheduler answers: {_words(error)}") from None
        except BaseException:
            self._restore()
            raise
        try:
            self._greet()
        except BaseException:
            self.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _greet(self) -> None:
        """See that there are workers, and that they do what this program would do."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError:
            raise UsageError(f"{self.address}: the Dask scheduler has no workers") from None
        here = __version__
        for found in self._client.run(_version, on_error="return").values():
            if found != here:
                what = f"version {found}" if type(found) is str else f"none ({found})"
                raise UsageError(f"{self.address}: pfocr-rdf here is {here}, on a worker {what}")
        self.workers = max(1, sum(self._client.nthreads().values()))

    def submit(self, call: Callable[[_T], _R], task: _T, *, alone: bool = False) -> Future[_R]:
        """Hand out a task."""
        future: Future[_R] = self._executor.submit(call, task)
        return future

    def died(self, future: Future[Any], error: BaseException) -> str | None:
        """What the scheduler says of it; raises RemoteError where it is the scheduler that went."""
        if isinstance(error, CancelledError):
            raise RemoteError(f"{self.address}: the Dask scheduler went away", transient=True)
        return "its workers died" if isinstance(error, self._killed) else None

    def check(self) -> None:
        """Count the workers, every few seconds."""
        now = time.monotonic()
        if self._client.status != "running" or now - self._asked < 5:
            return
        self._asked = now
        threads = sum(self._client.nthreads().values())
        if threads:
            self.workers = threads
            self._lost = None
        elif self._lost is None:
            self._lost = now
        elif now - self._lost > NO_WORKERS:
            raise RemoteError(f"{self.address}: the Dask scheduler has lost all its workers")

    def abandon(self) -> None:
        """Cancel what is out."""
        self._executor.shutdown(wait=False)
        self._executor = self._client.get_executor(pure=False)

    def close(self) -> None:
        """Leave the cluster, whose workers drop what is out."""
        self._client.close()
        self._restore()

    def _restore(self) -> None:
        for logger, level in self._levels:
            logger.setLevel(level)


def _check(address: str) -> None:
    """See that a scheduler answers, in a loop of its own that can be left at any time.

    A client asks without end where something listens that is silent, or speaks another protocol.
    """
    answer: Future[object] = Future()

    def ask() -> None:
        try:
            answer.set_result(asyncio.run(asyncio.wait_for(_kind(address), CONNECT)))
        except BaseException as error:  # noqa: BLE001  (it is raised where the answer is asked for)
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    kind = answer.result(CONNECT + 2)
    if kind != "Scheduler":
        raise ValueError(f"a {kind} does")


async def _kind(address: str) -> object:
    """What kind of Dask's servers answers: Scheduler, Worker, Nanny."""
    import distributed

    library: Any = distributed
    arguments = library.Security().get_connection_args("client")
    comm = await library.comm.connect(address, timeout=CONNECT, **arguments)
    try:
        await comm.write({"op": "identity", "reply": True})
        return (await comm.read())["type"]
    finally:
        comm.abort()


def _words(error: Exception) -> str:
    if isinstance(error, MemoryError | LookupError | struct.error):  # bytes read as lengths
        return "something that speaks another protocol does"
    if type(error) is TimeoutError and not error.args:
        return f"nothing came in {CONNECT:.0f} seconds"
    return one_line(error)


def _connected(client: Any, address: str) -> Any:
    """A client of that class. One that finds nothing is closed here and now.

    Left to the garbage collector, it would wait for a lock that the next one may hold.
    """
    found = client.__new__(client)
    try:
        found.__init__(address, timeout=CONNECT, set_as_default=False)
    except BaseException:
        found.close()
        raise
    return found


def _silenced() -> list[tuple[logging.Logger, int]]:
    """Silence Dask's loggers, whose tracebacks tell what comes as errors; give their levels."""
    names = [
        name
        for name in logging.root.manager.loggerDict
        if name.startswith(("distributed", "tornado"))
    ]
    levels = []
    for name in names:
        logger = logging.getLogger(name)
        levels.append((logger, logger.level))
        logger.setLevel(logging.CRITICAL + 1)
    return levels


def _version() -> str:
    return __version__
