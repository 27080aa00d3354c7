"""Tasks for the runner's tests: what workers do, and how they die."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pfocr_rdf.convert.chunks import Chunk, ChunkTask, convert_chunk
from pfocr_rdf.errors import InputError, MissingExtraError, OutputError

started = 0


def begin() -> None:
    global started
    started += 1


def count_starts(task: int) -> int:
    return started


def double(task: int) -> int:
    return 2 * task


def process(task: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def slow_first(task: int) -> int:
    time.sleep(0.5 if task == 0 else 0.01)
    return task


def fails(task: int) -> int:
    if task == 3:
        raise ValueError("three\nis bad")
    return task


def refuses(task: str) -> str:
    if task == "usage":
        raise MissingExtraError("dask", "This")
    if task == "output":
        raise OutputError("a.nq: cannot be written")
    if task == "full":
        raise OSError(28, "No space left on device", "a.nq")
    if task == "input":
        raise InputError("a.tar: truncated")
    time.sleep(0.02)
    return task


def _again(folder: str, task: int) -> int:
    """How many times this task was begun before."""
    times = len(list(Path(folder).glob(f"{task}-*")))
    (Path(folder) / f"{task}-{times}").touch()
    return times


def fails_twice(task: tuple[str, int]) -> int:
    if _again(*task) < 2:
        raise ValueError("not yet")
    return task[1]


def die(how: str) -> None:
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "exit":
        os._exit(3)
    else:
        sys.exit(4)


def die_at_start() -> None:
    os._exit(5)


def dies(task: tuple[str, int, str, int]) -> int:
    """Die ``times`` times, where ``how`` tells how."""
    folder, number, how, times = task
    before = _again(folder, number)
    if how and before < times:
        time.sleep(0.3)  # Dask's nanny gives up on a worker that dies while it starts
        die(how)
    time.sleep(0.02)
    return number


class _DiesOnTheWay:
    def __reduce__(self) -> tuple[Any, ...]:
        def soon() -> None:
            time.sleep(0.02)
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=soon).start()
        return bytes, (b"x" * 2**27,)


def dies_while_it_sends(task: int) -> Any:
    return _DiesOnTheWay() if task == 1 else task


class Unwelcome:
    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("cannot be pickled")


def unpicklable_result(task: int) -> Any:
    return Unwelcome() if task == 1 else task


def leaves_nothing(task: str) -> int:
    """Work in a file for a long time, and tidy up when told to end."""
    path = Path(task) / str(os.getpid())
    try:
        path.touch()
        time.sleep(60)
    finally:
        path.unlink()
    return 0


def sleeps(task: int) -> int:
    time.sleep(60)
    return task


class Text:
    def __init__(self) -> None:
        self.text = "x"


def texts(task: int) -> Text:
    return Text()


def leaves_nothing_or_tells(task: str) -> int:
    if task:
        return leaves_nothing(task)
    time.sleep(0.3)
    return int(refuses("usage"))


def dies_of_records(task: ChunkTask) -> Chunk:
    if any(entry.stem == "PMC90__z" for entry in task.entries):
        die("kill")
    return convert_chunk(task)


def check_or_die(task: Any) -> Any:
    from pfocr_rdf.validation.worker import check_records

    if any(entry.stem == "PMC90__z" for entry in task[1]):
        die("kill")
    return check_records(task)
