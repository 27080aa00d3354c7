"""Fixtures: the shared corpus, records of our own, and the command line as a user runs it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from helpers import samples
from helpers.examples import load_profile
from helpers.running import SHARED, Run, runner

pytest_plugins = ["helpers.corpora", "helpers.faraway", "helpers.groups"]


def pytest_configure(config: pytest.Config) -> None:
    load_profile(thorough=config.getoption("all"))
    # A shell ignores Ctrl-C for what it runs in the background, and so would the programs we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONUNBUFFERED", None)  # hides what a full disk refuses at the end


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
def cli(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Run ``python -m pfocr_rdf`` in the test's folder; never lets a traceback pass."""
    return runner(tmp_path, afresh=request.config.getoption("all"))
