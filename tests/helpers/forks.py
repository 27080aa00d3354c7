"""The command line, run many times in processes that need not import it again.

``python -m helpers.forks`` imports the program once and forks for each run: a fork takes on the
arguments, folder, environment and files of its request, and then is ``python -m pfocr_rdf``.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import FrameType

_LIBRARIES = (
    "fsspec.implementations.http", "fsspec.implementations.memory", "httpx", "pyoxigraph",
    "rich.console", "rich.markup", "rich.progress", "rich.table", "shacl", "typer.rich_utils",
    "yaml",
)  # fmt: skip
"""What the program imports when it needs it."""


def run(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in ``folder``, without standard input."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
        files = ["/dev/null", out.name, err.name]
        request = [[*arguments], str(folder), {**env}, files, timeout]
        server.stdin.write(json.dumps(request).encode() + b"\n")
        server.stdin.flush()
        code = json.loads(server.stdout.readline())
        if code is None:
            raise subprocess.TimeoutExpired([*arguments], timeout, out.read(), err.read())
        return subprocess.CompletedProcess([*arguments], code, out.read(), err.read())


@cache
def _server() -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "helpers.forks"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    atexit.register(server.communicate)  # ends it: closes its standard input
    return server


def _serve() -> list[str] | None:
    """Answer requests; in a fork, give the arguments that it shall run."""
    requests, answers = sys.stdin.buffer, os.dup(1)
    signal.signal(signal.SIGALRM, _late)
    for line in requests:
        arguments, folder, env, files, timeout = json.loads(line)
        child = os.fork()
        if not child:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            os.close(answers)
            for number, name in enumerate(files):
                os.dup2(os.open(name, os.O_RDWR), number)
            os.environ.clear()
            os.environ.update(env)
            os.chdir(folder)
            sys.path[0] = folder
            return list(arguments)
        code = None
        try:
            signal.setitimer(signal.ITIMER_REAL, timeout)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        os.write(answers, json.dumps(code).encode() + b"\n")
    return None


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def _import_all() -> None:
    import pfocr_rdf

    for module in pkgutil.walk_packages(pfocr_rdf.__path__, "pfocr_rdf."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)


def _end(code: int) -> None:
    """End at once: to take all modules apart, as Python does, takes longer than most runs."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _import_all()
    gc.freeze()  # or each fork would copy what a collection touches
    found = _serve()
    if found is not None:
        sys.argv[1:] = found
        try:
            runpy.run_module("pfocr_rdf", run_name="__main__", alter_sys=True)
        except SystemExit as exit_:
            _end(exit_.code if isinstance(exit_.code, int) else 0)
