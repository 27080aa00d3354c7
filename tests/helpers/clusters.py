"""A Dask cluster on this machine: a scheduler, and workers that are started again when they die.

Workers have no nanny, whose own restarts are lost when a worker dies while it starts: like
anywhere else where clusters run, something outside of Dask starts them again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.running import TESTS

_FOREVER = 'while :; do "$@"; sleep 0.1; done'


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """Give the scheduler's address; afterwards nothing of it runs."""
    told = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    path = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    here = ["--host", "127.0.0.1"]
    programs = [
        [*dask, "scheduler", *here, "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    ]
    worker = [*dask, "worker", "--scheduler-file", str(told), *here, "--nthreads", "1"]
    again = ["sh", "-c", _FOREVER, "sh", *worker, "--no-nanny", "--no-dashboard"]
    programs += [again] * workers
    with (folder / "log").open("wb") as log:
        running = [
            subprocess.Popen(
                program, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )
            for program in programs
        ]  # fmt: skip
    try:
        yield _address(told)
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(told: Path) -> str:
    deadline = time.monotonic() + 60
    while True:
        with suppress(OSError, ValueError):
            return str(json.loads(told.read_text())["address"])
        assert time.monotonic() < deadline, (told.parent / "log").read_text()
        time.sleep(0.1)
