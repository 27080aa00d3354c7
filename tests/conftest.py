"""Fixtures: the shared corpus, records of our own, and the command line as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import samples
from faraway import bucket, flaky, memory, no_pauses, site  # noqa: F401  (fixtures)
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

settings.register_profile(
    "pfocr", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("pfocr")


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


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the project; skips where it is missing."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"the shared corpus is not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[Path]:
    """Every real record's file, in all layouts."""
    files = [*(shared / "seed").glob("*.md"), *(shared / "corpus").glob("**/*.md")]
    records = sorted(path for path in files if path.name != "README.md")
    assert len(records) > 200
    return records


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A checkout that holds our own records in all three layouts."""
    return samples.place(tmp_path / "own", samples.own_records())


@pytest.fixture
def cli(tmp_path: Path) -> Run:
    """Run ``python -m pfocr_rdf`` in the test's folder; never lets a traceback pass."""
    return runner(tmp_path)


def runner(folder: Path) -> Run:
    """A function that runs the command line in ``folder``."""

    def run(
        *arguments: str | Path,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
        **more: Any,
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pfocr_rdf", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
            timeout=timeout,
            check=False,
            **more,
        )
        error = done.stderr.decode(errors="surrogateescape")
        assert "Traceback" not in error, error[-1500:]
        assert "Traceback" not in done.stdout.decode(errors="replace")
        return Ran(done.returncode, done.stdout, error)

    return run
