"""A worker process: it does one task after the other for the process that started it."""

import os
import pickle
import signal
import threading
import time
import traceback
from queue import SimpleQueue
from types import FrameType
from typing import BinaryIO, NoReturn

GRACE = 2.0
"""Seconds that a worker has to clean up before it is killed."""

CUT_OFF = (EOFError, OSError, pickle.UnpicklingError)
"""What reading from a pipe raises when the process at its other end is gone."""


def work() -> None:
    """Read pickled calls with their tasks from standard input; write results to standard output.

    A result is pickled as ``(True, result)``, or ``(False, message)`` where the result or the task
    cannot be pickled. What tasks print goes to standard error. SIGTERM and the end of standard
    input (then the parent is gone) end the process; a task under way sees SystemExit and cleans up.
    """
    tasks, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGTERM, _terminate)
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(tasks, waiting), daemon=True).start()
    code: object = 1
    try:
        while True:
            results.write(_answer(waiting.get()))
            results.flush()
    except SystemExit as error:
        code = error.code
    except BrokenPipeError:
        pass
    except BaseException:  # noqa: BLE001  (whatever it is, it ends this process)
        traceback.print_exc()
    os._exit(code if isinstance(code, int) else 1)


def _answer(data: bytes) -> bytes:
    try:
        call, task = pickle.loads(data)
        return pickle.dumps((True, call(task)))
    except Exception as error:  # noqa: BLE001  (pickling runs code of any class)
        return pickle.dumps((False, f"{type(error).__name__}: {error}"))


def _receive(tasks: BinaryIO, waiting: SimpleQueue[bytes]) -> None:
    try:
        while True:
            waiting.put(pickle.load(tasks))
    except CUT_OFF:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # a second one must not disturb the cleaning up
    raise SystemExit(128 + number)
