"""Time validation against its targets: `python -m benchmarks.validation`.

Everything is measured in one run on one machine, each measurement in a fresh process:

- `export` and `validate` on the same generated records, one process each (`--figures`);
- pySHACL on one graph of `--reference` figures, and `validate` on the same, with the same results;
- `validate` on `--big` figures, for its peak memory (0 leaves it out).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import measure

_REFERENCE = """
import json, sys, time
from pfocr_rdf.validation.engines import ENGINES
from pfocr_rdf.validation.shapes import load_shapes
data = open(sys.argv[1], "rb").read()
started = time.perf_counter()
results = ENGINES[sys.argv[2]](load_shapes().triples)(data)
taken = time.perf_counter() - started
print(json.dumps([taken, sorted(map(str, results))]))
"""
"""Times an engine on one graph: parsing, validating, and reading its report."""

_BATCHES = """
import gc, json, sys, time
from pfocr_rdf.validation import ValidateOptions, validate
gc.set_threshold(100_000, 20, 100)
found = []
started = time.perf_counter()
outcome = validate([sys.argv[1]], ValidateOptions(on_finding=found.append, jobs=int(sys.argv[2])))
taken = time.perf_counter() - started
print(json.dumps([taken, sorted(str(f.result) for f in found), outcome.figures]))
"""


def corpus(folder: Path, figures: int) -> Path:
    """Make a corpus of generated records."""
    place = folder / str(figures)
    done = measure.run([sys.executable, "-m", "benchmarks.corpus", str(figures), str(place)])
    assert done.status == 0, done.complaints
    return place


def program(*arguments: str | Path) -> measure.Run:
    """Run the command line; data with faults is no failure here."""
    done = measure.run([sys.executable, "-m", "pfocr_rdf", *map(str, arguments)])
    assert done.status in (0, 1), done.complaints
    return done


def timed(code: str, *arguments: str | Path) -> tuple[float, list[str], measure.Run]:
    """Run a program that times itself and tells its results."""
    done = measure.run([sys.executable, "-c", code, *map(str, arguments)])
    assert done.status == 0, done.complaints
    seconds, results, *_ = json.loads(done.printed)
    return seconds, results, done


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print a table and the targets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--figures", type=int, default=1000)
    parser.add_argument("--reference", type=int, default=1000)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets(folder, chosen)


def targets(folder: Path, chosen: argparse.Namespace) -> None:
    """Measure each target."""
    place = corpus(folder, chosen.figures)
    output = folder / "export.nt"
    exports, validations, parallel = [], [], []
    for _ in range(chosen.rounds):
        exports.append(program("export", place, "-o", output, "-q").seconds)
        validations.append(program("validate", place, "-q").seconds)
        parallel.append(program("validate", place, "-q", "--jobs", str(chosen.jobs)).seconds)
    export, validation, jobs = min(exports), min(validations), min(parallel)
    print(f"{'export, N-Triples':<44} {export:8.2f} s  {chosen.figures / export:8,.0f} figures/s")
    print(f"{'validate':<44} {validation:8.2f} s  {chosen.figures / validation:8,.0f} figures/s")
    told = f"validate --jobs {chosen.jobs}"
    print(f"{told:<44} {jobs:8.2f} s  {chosen.figures / jobs:8,.0f} figures/s")
    verdict("speed of the export that is kept", export / validation, 1 / 3)

    if chosen.reference:
        same = place if chosen.reference == chosen.figures else corpus(folder, chosen.reference)
        program("export", same, "-o", output, "-q")
        slow, expected, _ = timed(_REFERENCE, output, "pyshacl")
        fast, one, _ = timed(_REFERENCE, output, "shacl")
        batches, many, _ = timed(_BATCHES, same, "1")
        equal = "the same results" if set(expected) == set(one) == set(many) else "OTHER RESULTS"
        print(f"{'pySHACL, one graph':<44} {slow:8.2f} s")
        print(f"{'shacl, the same graph':<44} {fast:8.2f} s")
        print(f"{'records, mapped and validated in batches':<44} {batches:8.2f} s  {equal}")
        verdict("times faster than pySHACL, the same graph", slow / fast, 25)
        verdict("times faster than pySHACL, mapping included", slow / batches, 1)

    if chosen.big:
        large = corpus(folder, chosen.big)
        started = time.perf_counter()
        done = program("validate", large, "-q")
        seconds = time.perf_counter() - started
        print(f"{f'validate, {chosen.big:,} figures':<44} {seconds:8.2f} s")
        verdict("MB at the peak, to be below 300", 300 / (done.peak_bytes / 1e6), 1)
        print(f"    {done.peak_bytes / 1e6:.0f} MB")


def verdict(what: str, value: float, wanted: float) -> None:
    """Print whether a target was reached."""
    print(f"    {'reached' if value >= wanted else 'MISSED'}: {what}: {value:.2f} ({wanted:.2f})")


if __name__ == "__main__":
    main()
