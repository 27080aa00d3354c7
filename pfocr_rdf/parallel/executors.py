"""Where tasks are done: in this process, in a pool of processes, or on a Dask cluster.

All of them are seen through :mod:`concurrent.futures`; what differs is how they start, how they end
at once, and how one tells that a worker died.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pfocr_rdf.parallel.base import Executors, Here

__all__ = ["Executors", "open_executors"]


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
    executors: Executors
    if scheduler is not None:
        from pfocr_rdf.parallel.dask import Dask

        executors = Dask(scheduler, initializer)
    elif jobs > 1:
        from pfocr_rdf.parallel.processes import Processes

        executors = Processes(jobs, initializer)
    else:
        executors = Here()
    try:
        yield executors
    finally:
        executors.close()
