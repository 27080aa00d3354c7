"""One runner, any executor: tasks are handed out a few at a time, and done again where they fail.

A task is tried again when it raises an ordinary exception, and when its worker dies; when nothing
helps it becomes :class:`Failed`, and the others go on. Some exceptions are final, and raised here:
UsageError and OutputError (what is asked for makes no sense, the output cannot be written), a full
or read-only disk, and whatever is no ``Exception`` (KeyboardInterrupt).

A task whose worker died is done alone the next time: one that needs much memory has it then.
"""

from __future__ import annotations

import errno
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from pfocr_rdf.errors import OutputError, PfocrError, UsageError
from pfocr_rdf.parallel.executors import Executors, Processes, ThisProcess, WorkerDiedError
from pfocr_rdf.version import __version__

__all__ = ["Executors", "Failed", "open_executors", "run"]

T = TypeVar("T")
R = TypeVar("R")

_TICK = 1.0
_FINAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Failed(Generic[T]):
    """A task that was given up, how many times it was tried, and why (in one line)."""

    task: T
    attempts: int
    message: str
    trace: str = field(default="", compare=False, repr=False)
    """The traceback of the last attempt, where there is one."""


@contextmanager
def open_executors(
    jobs: int = 1,
    scheduler: str | None = None,
    *,
    initializer: Callable[[], object] | None = None,
) -> Iterator[Executors]:
    """Where to do tasks: in this process, in ``jobs`` of them, or at a Dask ``scheduler``.

    A scheduler is an address such as ``tcp://host:8786``; its workers should have one thread each.
    ``initializer`` is called once in each worker process (not in this one). Raises
    MissingExtraError without the extra ``dask``, UsageError where no scheduler answers or its
    workers have another version of this package.
    """
    if scheduler is not None:
        from pfocr_rdf.parallel.dask import open_dask  # needed where there is a scheduler

        with open_dask(scheduler, initializer) as cluster:
            yield cluster
        return
    executors = Processes(jobs, initializer) if jobs > 1 else ThisProcess()
    try:
        yield executors
    finally:
        executors.abandon()


def run(
    function: Callable[[T], R],
    tasks: Iterable[T],
    executors: Executors,
    *,
    attempts: int = 3,
    ahead: int = 2,
    ordered: bool = False,
) -> Generator[tuple[T, R | Failed[T]], None, None]:
    """Do ``function(task)`` for each task; give each with its result as it comes.

    At most ``ahead`` tasks a worker are under way at a time, and only so many are taken from
    ``tasks`` beyond the results given. ``ordered`` gives the results in the order of the tasks.
    ``function``, tasks and results must be picklable. Closing the generator, or an exception in the
    caller's loop, ends what is under way at once.
    """
    call = _Call(function, executors.initializer, __version__)
    return _Run(call, executors, attempts, ahead, ordered).run(tasks)


@dataclass(slots=True)
class _Job(Generic[T]):
    number: int
    task: T
    attempts: int = 0


@dataclass
class _Run(Generic[T, R]):
    """``again`` are jobs to do once more, ``alone`` those whose worker died."""

    call: _Call[T, R]
    executors: Executors
    attempts: int
    ahead: int
    ordered: bool
    out: dict[Future[R | _Raised], _Job[T]] = field(default_factory=dict)
    again: deque[_Job[T]] = field(default_factory=deque)
    alone: deque[_Job[T]] = field(default_factory=deque)
    ready: dict[int, tuple[T, R | Failed[T]]] = field(default_factory=dict)
    taken: int = 0
    given: int = 0

    def run(self, tasks: Iterable[T]) -> Generator[tuple[T, R | Failed[T]], None, None]:
        jobs = (_Job(number, task) for number, task in enumerate(tasks))
        try:
            while self.hand_out(jobs):
                done, _ = wait(self.out, _TICK, FIRST_COMPLETED)
                if not done:
                    self.executors.check()
                while done:
                    future = done.pop()
                    self.settle(self.out.pop(future), future)
                    del future
                yield from self.finished()
        finally:
            if self.out:
                self.executors.abandon()

    def hand_out(self, jobs: Iterator[_Job[T]]) -> bool:
        """Submit as much as there is room for; tell whether anything is out."""
        room = self.executors.room(self.ahead)
        if self.alone:
            if not self.out:
                self.submit(self.alone.popleft())
            return True
        while len(self.out) < room:
            if self.again:
                self.submit(self.again.popleft())
            elif self.taken - self.given < room and (job := next(jobs, None)):
                self.taken += 1
                self.submit(job)
            else:
                break
        return bool(self.out)

    def submit(self, job: _Job[T]) -> None:
        self.out[self.executors.submit(self.call, job.task)] = job

    def settle(self, job: _Job[T], future: Future[R | _Raised]) -> None:
        """Take the result of a job, or put the job back; raises what is final."""
        again = self.again
        try:
            result = self.executors.result(future)
        except WorkerDiedError as error:
            result = _Raised(str(error))
            again = self.alone
            if error.final:
                job.attempts = self.attempts - 1
        except PfocrError:
            raise
        except Exception as error:  # noqa: BLE001  (what cannot be pickled, and Dask's own)
            result = _Raised(_line(error))
        if not isinstance(result, _Raised):
            self.ready[job.number] = job.task, result
            return
        if result.final is not None:
            raise result.final(result.message)
        job.attempts += 1
        if job.attempts < self.attempts:
            again.append(job)
        else:
            failed = Failed(job.task, job.attempts, result.message, result.trace)
            self.ready[job.number] = job.task, failed

    def finished(self) -> Iterator[tuple[T, R | Failed[T]]]:
        while self.ready:
            number = self.given if self.ordered else next(iter(self.ready))
            if number not in self.ready:
                return
            self.given += 1
            yield self.ready.pop(number)


class _Raised(NamedTuple):
    """An exception on its way home: not all of them can be pickled."""

    message: str
    final: type[PfocrError] | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class _Call(Generic[T, R]):
    """What a worker is asked to do."""

    function: Callable[[T], R]
    initializer: Callable[[], object] | None
    version: str

    def __call__(self, task: T) -> R | _Raised:
        if self.version != __version__:  # a worker that joined a cluster later
            message = f"a worker has pfocr-rdf {__version__}, not {self.version}"
            return _Raised(message, UsageError)
        try:
            if self.initializer is not None:
                _initialize(self.initializer)
            return self.function(task)
        except Exception as error:  # noqa: BLE001  (any may come; the runner decides)
            return _Raised(_line(error), _final(error), traceback.format_exc())


@lru_cache
def _initialize(initializer: Callable[[], object]) -> None:
    initializer()


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, PfocrError) else f"{type(error).__name__}: {text}"


def _final(error: Exception) -> type[PfocrError] | None:
    if isinstance(error, UsageError):
        return UsageError
    full = isinstance(error, OSError) and error.errno in _FINAL
    return OutputError if full or isinstance(error, OutputError) else None
