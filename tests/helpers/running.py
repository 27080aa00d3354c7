"""The program as a user runs it, and where the project and the shared records are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from helpers import forks

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
SHARED = ROOT.parent / "shared"


class Ran(NamedTuple):
    """What a run of the command line did."""

    code: int
    out: bytes
    err: str

    @property
    def faults(self) -> list[str]:
        """What was printed, without the closing summary (run with ``-q``) and its last line."""
        return [line for line in self.err.splitlines() if not line.startswith("pfocr-rdf: ")]


Run = Callable[..., Ran]


def runner(folder: Path, *, afresh: bool = True) -> Run:
    """A function that runs the command line in ``folder``.

    Unless all is imported ``afresh``, what needs no process of its own kind is run by a fork.
    """

    def run(
        *arguments: str | Path,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
        **more: Any,
    ) -> Ran:
        words = [*map(str, arguments)]
        full = {**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})}
        if afresh or stdin or more or any(name.startswith("PYTHON") for name in env or ()):
            done = subprocess.run(
                [sys.executable, "-m", "pfocr_rdf", *words],
                input=stdin,
                capture_output=True,
                cwd=folder,
                env=full,
                timeout=timeout,
                check=False,
                **more,
            )
        else:
            done = forks.run(words, folder, full, timeout)
        error = done.stderr.decode(errors="surrogateescape")
        assert "Traceback" not in error, error[-1500:]
        assert "Traceback" not in done.stdout.decode(errors="replace")
        return Ran(done.returncode, done.stdout, error)

    return run
