"""Generated corpora of any size: the same number and seed give the same records."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.corpus import write as write_corpus

__all__ = ["write_corpus"]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Gives a folder of so many records, made once for all tests, which leave it as it is."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def folder(count: int) -> Path:
        found = shared / f"generated-{count}"
        if not found.exists():
            part = tmp_path_factory.mktemp("generated")
            write_corpus(count, part)
            with suppress(OSError):  # another worker was faster
                part.rename(found)
            shutil.rmtree(part, ignore_errors=True)
        return found

    return folder
