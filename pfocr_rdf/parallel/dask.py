"""The workers of a Dask scheduler (https://distributed.dask.org), by its executor."""

import asyncio
import logging
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from pfocr_rdf.errors import MissingExtraError, RemoteError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.parallel.executors import Executors, WorkerDiedError
from pfocr_rdf.version import __version__

_T = TypeVar("_T")
_R = TypeVar("_R")

CONNECT = 10.0
"""Seconds in which a scheduler must answer and have a worker."""
NO_WORKERS = 60.0
"""Seconds that a cluster may be without any worker before a run gives up."""


@contextmanager
def open_dask(address: str, initializer: Callable[[], object] | None = None) -> Iterator[Executors]:
    """A cluster, by its scheduler's address; raises UsageError, MissingExtraError.

    Dask's loggers are silent meanwhile: their tracebacks repeat what comes as errors.
    """
    try:
        import distributed  # slow to import, and an extra
    except ImportError:
        raise MissingExtraError("dask", "A scheduler") from None
    library: Any = distributed
    with _silenced(), ExitStack() as stack:
        try:
            _check(address, library)
            client = stack.enter_context(
                library.Client(address, timeout=CONNECT, set_as_default=False)
            )
        except Exception as error:  # noqa: BLE001  (whatever may come of bytes that are no Dask)
            raise UsageError(f"{address}: no Dask scheduler answers: {_words(error)}") from None
        try:
            client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError:
            raise UsageError(f"{address}: the Dask scheduler has no workers") from None
        for found in client.run(_version, on_error="return").values():
            if found != __version__:
                what = f"version {found}" if type(found) is str else f"none ({found})"
                raise UsageError(f"{address}: pfocr-rdf here is {__version__}, on a worker {what}")
        yield _Dask(address, client, initializer, library.KilledWorker)


class _Dask(Executors):
    """The workers of a cluster.

    A task whose worker died is tried again by the scheduler (its setting
    ``distributed.scheduler.allowed-failures``, 3); so one error of that kind is enough.
    """

    def __init__(
        self,
        address: str,
        client: Any,
        initializer: Callable[[], object] | None,
        killed: type[Exception],
    ) -> None:
        self.address = address
        self.initializer = initializer
        self._client = client
        self._killed = killed
        self._asked = 0.0
        self._lost: float | None = None
        self.workers = max(1, self._threads())
        self._executor = client.get_executor(pure=False)

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def submit(self, call: Callable[[_T], _R], task: _T) -> Future[_R]:
        """Hand out a task."""
        future: Future[_R] = self._executor.submit(call, task)
        return future

    def result(self, future: Future[_R]) -> _R:
        """The result of a task; raises RemoteError where the scheduler went away."""
        try:
            return future.result()
        except self._killed:
            raise WorkerDiedError("its workers died", final=True) from None
        except CancelledError:
            message = f"{self.address}: the Dask scheduler went away"
            raise RemoteError(message, transient=True) from None

    def check(self) -> None:
        """Count the workers, every few seconds."""
        now = time.monotonic()
        if self._client.status != "running" or now - self._asked < 5:
            return
        self._asked = now
        threads = self._threads()
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


def _check(address: str, library: Any) -> None:
    """See that a scheduler answers, in a loop of its own that can be left at any time.

    A client asks without end where something listens that is silent, or speaks another protocol.
    """
    answer: Future[object] = Future()

    def ask() -> None:
        try:
            answer.set_result(asyncio.run(asyncio.wait_for(_kind(address, library), CONNECT)))
        except BaseException as error:  # noqa: BLE001  (it is raised where the answer is asked for)
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    kind = answer.result(CONNECT + 2)
    if kind != "Scheduler":
        raise ValueError(f"a {kind} does")


async def _kind(address: str, library: Any) -> object:
    """What kind of Dask's servers answers: Scheduler, Worker, Nanny."""
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


@contextmanager
def _silenced() -> Iterator[None]:
    names = [
        name
        for name in logging.root.manager.loggerDict
        if name.startswith(("distributed", "tornado"))
    ]
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _version() -> str:
    return __version__
