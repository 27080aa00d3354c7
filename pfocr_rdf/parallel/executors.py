"""What does tasks: this process, or a pool of worker processes."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from pfocr_rdf.parallel.worker import CUT_OFF, GRACE

_T = TypeVar("_T")
_R = TypeVar("_R")


class WorkerDiedError(Exception):
    """The worker died that did a task; ``final`` where the task was tried again already."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class Executors(ABC):
    """Does tasks, several at a time.

    ``workers`` is how many at a time. ``initializer`` is called once in each worker process before
    its first task (by the runner).
    """

    workers: int = 1
    initializer: Callable[[], object] | None = None

    def room(self, ahead: int) -> int:
        """How many tasks to hand out at a time, at ``ahead`` a worker."""
        return max(1, ahead) * self.workers

    @abstractmethod
    def submit(self, call: Callable[[_T], _R], task: _T) -> Future[_R]:
        """Hand out a task."""

    def result(self, future: Future[_R]) -> _R:
        """The result of a task that is done; raises WorkerDiedError, RemoteError."""
        return future.result()

    def check(self) -> None:
        """Look after the workers while nothing comes from them; raises RemoteError."""
        return

    def abandon(self) -> None:
        """End all tasks at once; tasks can be submitted again afterwards."""
        return


class ThisProcess(Executors):
    """A task is done when it is submitted."""

    def room(self, ahead: int) -> int:
        """One task: none is done before its result is asked for."""
        return 1

    def submit(self, call: Callable[[_T], _R], task: _T) -> Future[_R]:
        """Do the task."""
        future: Future[_R] = Future()
        try:
            future.set_result(call(task))
        except Exception as error:  # noqa: BLE001  (it is raised where the result is asked for)
            future.set_exception(error)
        return future


class Processes(Executors):
    """A thread for each worker process, which gives it a task and waits for the result.

    So a death concerns one task, and a process is never started where a signal handler runs.
    """

    def __init__(self, workers: int, initializer: Callable[[], object] | None) -> None:
        self.workers = workers
        self.initializer = initializer
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._started: list[_Worker] = []
        self._lock = threading.Lock()
        self._ending = False

    def submit(self, call: Callable[[_T], _R], task: _T) -> Future[_R]:
        """Hand out a task; its future raises WorkerDiedError where its process dies."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.workers, initializer=_block_interrupts)
        return self._threads.submit(self._do, call, task)

    def _do(self, call: Callable[[_T], _R], task: _T) -> _R:
        data = pickle.dumps((call, task))
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker.process.poll() is not None:
            worker = self._own.worker = self._start()
        result: _R = worker.do(data)
        return result

    def _start(self) -> _Worker:
        with self._lock:
            if self._ending:
                raise WorkerDiedError("ended")
            worker = _Worker()
            self._started.append(worker)
        return worker

    def abandon(self) -> None:
        """End the processes: those that clean up have a little time for it."""
        if self._threads is None:
            return
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._ending = True
        _end(self._started)
        self._threads.shutdown()
        self._threads = None
        self._started.clear()
        self._ending = False


class _Worker:
    """A process. Not forked, since this one has threads; it does not import the main module."""

    def __init__(self) -> None:
        code = (
            f"import sys; sys.path = {sys.path}; from pfocr_rdf.parallel.worker import work; work()"
        )
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        self.process = subprocess.Popen(
            [sys.executable, *flags, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def do(self, data: bytes) -> Any:
        """The result of a pickled call with its task; raises WorkerDiedError."""
        tasks, results = self.process.stdin, self.process.stdout
        assert tasks is not None
        assert results is not None
        try:
            pickle.dump(data, tasks)
            tasks.flush()
            done, result = pickle.load(results)
        except CUT_OFF:
            _end([self])
            code = self.process.returncode
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise WorkerDiedError(f"its worker died ({how})") from None
        if not done:
            raise pickle.PicklingError(result)
        return result


def _block_interrupts() -> None:
    """Block Ctrl-C in a thread and so in the processes it starts: it is for the main thread."""
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _end(workers: Iterable[_Worker]) -> None:
    processes = [worker.process for worker in workers]
    try:
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what could not be sent
                    if pipe is not None:
                        pipe.close()
