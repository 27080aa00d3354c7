"""What the runner sees of executors, and the simplest of them: this process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["Executors", "Here"]

_T = TypeVar("_T")
_R = TypeVar("_R")


class Executors(ABC):
    """Makes, replaces and ends executors of one kind.

    ``initializer`` is called once in each worker process before its first task. ``persistent``
    tells that a task whose worker died was tried again several times before one hears of it.
    """

    workers: int = 1
    initializer: Callable[[], object] | None = None
    persistent: bool = False

    def room(self, ahead: int) -> int:
        """How many tasks may be out, at ``ahead`` a worker."""
        return max(1, ahead) * self.workers

    @abstractmethod
    def submit(self, call: Callable[[_T], _R], task: _T, *, alone: bool = False) -> Future[_R]:
        """Hand out a task; ``alone``, to one worker, while nothing else is out."""

    def died(self, future: Future[Any], error: BaseException) -> str | None:
        """What became of the worker, where ``error`` tells that it died with the task.

        All tasks that go down with it are done, with errors of their own, when this returns.
        """
        return None

    def check(self) -> None:
        """Look after the workers while nothing comes from them; raises RemoteError."""
        return

    def abandon(self) -> None:
        """End whatever is out, at once; tasks can be submitted again afterwards."""
        return

    def close(self) -> None:
        """End everything."""
        self.abandon()


class Here(Executors):
    """The process itself: a task is done when it is submitted."""

    def room(self, ahead: int) -> int:
        """One task: none is done before it is asked for."""
        return 1

    def submit(self, call: Callable[[_T], _R], task: _T, *, alone: bool = False) -> Future[_R]:
        """Do the task."""
        future: Future[_R] = Future()
        try:
            future.set_result(call(task))
        except Exception as error:  # noqa: BLE001  (it is raised where the result is asked for)
            future.set_exception(error)
        return future
