"""Run a program and tell how long it took and how much memory it had at its peak.

The peak is that of the program's largest single process, as the kernel counted it. A child's
count starts at what its parent had when it was made, so whoever measures must stay small: this
module, and those that call it, import no library.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_UNIT: Final = 1 if sys.platform == "darwin" else 1024
_TAIL: Final = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: wall and processor time, peak memory, exit status, what it printed."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    status: int
    printed: str
    complaints: str


def run(command: Sequence[str], folder: Path | None = None) -> Run:
    """Run a program to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Run(
            seconds=seconds,
            processor_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=usage.ru_maxrss * _UNIT,
            status=process.returncode,
            printed=out.read().decode(errors="replace"),
            complaints=err.read().decode(errors="replace")[-_TAIL:],
        )


@dataclass(frozen=True, slots=True)
class Triples:
    """How many triples a file of N-Triples or N-Quads has, and how many differ (if counted)."""

    written: int
    different: int | None


def triples(path: Path, *, different: bool) -> Triples:
    """Count the triples of a file in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.measure",
        str(path),
        *(["--different"] * different),
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Triples(*json.loads(printed))


def main(arguments: list[str] | None = None) -> None:
    """Print the number of lines of a file and, if asked, of different ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=main.__doc__)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--different", action="store_true")
    options = parser.parse_args(arguments)
    lines = 0
    seen = set()
    with options.file.open("rb") as file:
        for line in file:
            lines += 1
            if options.different:
                seen.add(hash(line))
    print(json.dumps([lines, len(seen) if options.different else None]))


if __name__ == "__main__":
    main()
