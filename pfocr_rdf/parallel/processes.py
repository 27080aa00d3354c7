"""A pool of processes: how they start, how they end at once, how one tells that one died."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from weakref import WeakKeyDictionary

from pfocr_rdf.parallel.base import Executors

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

__all__ = ["Processes"]

_T = TypeVar("_T")
_R = TypeVar("_R")

_GRACE = 2.0
"""Seconds that a worker has to clean up before it is killed."""


class Processes(Executors):
    """A pool of processes, and a pool of one for tasks that must be alone.

    They are spawned, not forked: the parent may have threads. A worker ignores Ctrl-C, which is the
    parent's affair, cleans up and ends when it is told to, and ends when its parent is gone.
    """

    def __init__(self, workers: int, initializer: Callable[[], object] | None = None) -> None:
        self.workers = workers
        self.initializer = initializer
        self._pools: dict[int, _Pool] = {}
        self._pool_of: WeakKeyDictionary[Future[Any], _Pool] = WeakKeyDictionary()

    def submit(self, call: Callable[[_T], _R], task: _T, *, alone: bool = False) -> Future[_R]:
        """Hand out a task; a pool that lost a worker when nothing was out is replaced."""
        with _held_back():
            return self._submit(call, task, alone)

    def _submit(self, call: Callable[[_T], _R], task: _T, alone: bool) -> Future[_R]:
        size = 1 if alone else self.workers
        for other in set(self._pools) - {size}:
            self._pools.pop(other).end()
        while True:
            if size not in self._pools:
                self._pools[size] = _Pool(size, b"__main__" in pickle.dumps(call))
            pool = self._pools[size]
            try:
                future: Future[_R] = pool.executor.submit(_in_pool, call, task)
            except BrokenExecutor:
                self._pools.pop(size).end()
            else:
                self._pool_of[future] = pool
                return future

    def died(self, future: Future[Any], error: BaseException) -> str | None:
        """How the process ended, where it was one that broke the pool."""
        if not isinstance(error, BrokenExecutor):
            return None
        pool = self._pool_of[future]
        pool.end()
        for size, other in list(self._pools.items()):
            if other is pool:
                del self._pools[size]
        return pool.obituary()

    def check(self) -> None:
        """See whether a worker died unnoticed."""
        for pool in self._pools.values():
            pool.check()

    def abandon(self) -> None:
        """End the processes."""
        while self._pools:
            self._pools.popitem()[1].end()


class _Pool:
    def __init__(self, size: int, needs_main: bool) -> None:
        self.context = _Context(needs_main)
        self.executor = ProcessPoolExecutor(size, self.context, _start)
        self.ended = False
        self.exits: list[int | None] = []

    def end(self) -> None:
        """End the processes: those that clean up have a little time for it."""
        with _held_back():
            if not self.ended:
                self.ended = True
                self._end()

    def _end(self) -> None:
        processes = self.context.processes
        self.exits = [process.exitcode for process in processes]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in processes:
            process.join(max(0, deadline - time.monotonic()))
            process.kill()
        self._wake()
        calls = getattr(self.executor, "_call_queue", None)
        if calls is not None:  # nobody reads what is still to be sent
            calls.cancel_join_thread()
        with suppress(RuntimeError):  # garbage may be collected in the executor's own thread
            self.executor.shutdown()
        if not any(self.exits):
            self.exits = [process.exitcode for process in processes]

    def check(self) -> None:
        """End the pool where a worker died while it sent a result: it would wait for the rest."""
        if any(process.exitcode is not None for process in self.context.processes):
            for process in self.context.processes:
                process.kill()
            self._wake()

    def _wake(self) -> None:
        for process in self.context.processes:
            process.join()
        queue = getattr(self.executor, "_result_queue", None)
        if queue is not None:
            queue._writer.close()

    def obituary(self) -> str:
        """How the first worker to die ended."""
        told = (-signal.SIGTERM, 128 + signal.SIGTERM)
        code = next((code for code in self.exits if code and code not in told), None)
        if code is None:
            return "its worker died"
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"its worker died ({how})"


@contextmanager
def _held_back() -> Iterator[None]:
    """Let SIGINT and SIGTERM take their course when the block has ended, and not before.

    Blocking them in this thread would not do: another thread may take them, and Python raises
    KeyboardInterrupt in this one all the same. A process that is interrupted while it starts
    another does not know that one, which waits for ever.
    """
    if threading.current_thread() is not threading.main_thread():  # no handler runs there
        yield
        return
    came: list[int] = []

    def hold(number: int) -> Any:
        before = signal.getsignal(number)
        if before not in (None, signal.SIG_IGN):
            signal.signal(number, lambda number, frame: came.append(number))
        return before

    def release(number: int, before: Any) -> None:
        if before not in (None, signal.SIG_IGN):
            signal.signal(number, before)

    interrupt = hold(signal.SIGINT)
    try:
        terminate = hold(signal.SIGTERM)
        try:
            yield
        finally:
            release(signal.SIGTERM, terminate)
    finally:
        release(signal.SIGINT, interrupt)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)


class _Context(SpawnContext):
    """Spawns, and remembers what it spawned."""

    def __init__(self, needs_main: bool) -> None:
        super().__init__()
        self.needs_main = needs_main
        self.processes: list[BaseProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = _Process(*args, **kwargs)
        process.context = self
        return process


class _Process(SpawnProcess):
    context: _Context | None

    def start(self) -> None:
        """Start without the program's main module, which the worker would run again.

        Ctrl-C is blocked meanwhile, and the worker inherits that.
        """
        context, self.context = self.context, None
        assert context is not None
        main = sys.modules["__main__"]
        mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
        before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
        try:
            if not context.needs_main:
                sys.modules["__main__"] = ModuleType("__main__")
            super().start()
            context.processes.append(self)
        finally:
            sys.modules["__main__"] = main
            if mask:
                mask(signal.SIG_SETMASK, before)


_busy = False


def _start() -> None:
    """Begin a process of a pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminated)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # a second one must not disturb what it does now
    if _busy:
        raise SystemExit(128 + number)  # the task cleans up
    os._exit(128 + number)


def _follow_parent() -> None:
    """End with the parent: killed, it could not tell, and the queue's pipe does not."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE)
        os._exit(1)


def _in_pool(call: Callable[[_T], _R], task: _T) -> _R:
    global _busy
    _busy = True
    try:
        return call(task)
    except SystemExit as error:
        os._exit(error.code if isinstance(error.code, int) else 1)
    finally:
        _busy = False
