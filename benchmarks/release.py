"""Time releases against their targets: `python -m benchmarks.release`.

Everything is measured in one run on one machine: for each size (`--sizes`), a release made by one
process, by two, and by a Dask cluster of two local workers; the same again when nothing changed,
and the next release with one record changed; `verify` of it. The peak of memory is that of the
largest process, as the kernel counted it (Linux).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MAKE: Final = """
import gc, json, sys, time
from contextlib import nullcontext
from pfocr_rdf.release.build import build
from pfocr_rdf.release.options import ReleaseOptions

def cluster(workers):
    from distributed import LocalCluster
    return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)

def main():
    gc.set_threshold(200_000, 20, 100)
    records, folder, engine, jobs, previous = sys.argv[1:]
    with cluster(int(jobs)) if engine == "dask" else nullcontext() as found:
        make(records, folder, int(jobs), found and found.scheduler_address, previous)

def make(records, folder, jobs, scheduler, previous):
    stages = []
    def progress(stage, done, total):
        if not stages or stages[-1][0] != stage:
            stages.append([stage, time.perf_counter()])
    options = ReleaseOptions(
        version=folder.rpartition("/")[2].partition("-of-")[0],
        jobs=jobs,
        scheduler=scheduler,
        previous=previous or None,
        progress=progress,
    )
    started = time.perf_counter()
    outcome = build([records], folder, options)
    stages.append(["end", time.perf_counter()])
    assert outcome.finished, outcome.failed
    walls = {a[0]: b[1] - a[1] for a, b in zip(stages, stages[1:])}
    print(json.dumps({
        "seconds": stages[-1][1] - started,
        "processor": outcome.seconds,
        "walls": walls,
        "reused": outcome.reused,
        "triples": outcome.manifest.counts.triples,
    }))

if __name__ == "__main__":
    main()
"""

PEAK_BYTES: Final = 250_000_000
JOBS_RATIO: Final = 1.7
DASK_RATIO: Final = 0.8


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made: wall seconds, those of its stages, and the largest process."""

    seconds: float
    processor: Mapping[str, float]
    walls: Mapping[str, float]
    reused: int
    triples: int
    peak_bytes: int
    sums: str


def watched(command: Sequence[str | Path]) -> tuple[subprocess.CompletedProcess[str], int, float]:
    """Run a program to its end; also the peak of memory of its largest process, and seconds."""
    peak = 0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=err)
        while process.poll() is None:
            for pid in _family(process.pid):
                peak = max(peak, _peak_of(pid))
            time.sleep(0.25)
        seconds = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        done = subprocess.CompletedProcess(
            command, process.returncode, out.read(), err.read()[-2000:]
        )
    return done, peak, seconds


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += _family(int(child))
    return found


def _peak_of(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "x 0")
    return int(line.split()[1]) * 1024


def make(
    program: Path, records: Path, folder: Path, engine: str, jobs: int, previous: str = ""
) -> Made:
    """Make a release in a process of its own."""
    command: list[str | Path] = [
        sys.executable,
        program,
        records,
        folder,
        engine,
        str(jobs),
        previous,
    ]
    done, peak, _ = watched(command)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Made(**told, peak_bytes=peak, sums=(folder / "SHA256SUMS").read_text())


def change_one(records: Path) -> None:
    """Change one record in the middle."""
    paths = sorted((records / "_figures").iterdir())
    path = paths[len(paths) // 2]
    text = path.read_text()
    path.write_text(text.replace("figtitle:", "figtitle: Not", 1))


def measure(folder: Path, figures: int) -> dict[str, Made]:
    """Measure one size; gives what was made by the name of the way."""
    records = folder / f"records-{figures}"
    subprocess.run(
        [sys.executable, "-m", "benchmarks.corpus", str(figures), str(records)], check=True
    )
    program = folder / "make.py"
    program.write_text(_MAKE)
    one = folder / f"2026-11-of-{figures}"
    made = {"1 process": make(program, records, one, "pool", 1)}
    for name, engine in (("2 processes", "pool"), ("Dask, 2 workers", "dask")):
        other = folder / f"2026-11-of-{figures}-{engine}"
        made[name] = make(program, records, other, engine, 2)
        subprocess.run(["rm", "-rf", str(other)], check=True)
    print(f"{figures:>9,}  {details(records, one)}", flush=True)
    made["again, 2 processes"] = make(program, records, one, "pool", 2)
    change_one(records)
    following = folder / f"2026-12-of-{figures}"
    made["the next, 2 processes"] = make(program, records, following, "pool", 2, str(one))
    verified, peak, seconds = watched(
        [sys.executable, "-m", "pfocr_rdf", "verify", one, "--jobs", "2"]
    )
    assert verified.returncode == 0, verified.stderr
    made["verify, 2 processes"] = Made(seconds, {}, {}, 0, 0, peak, "")
    subprocess.run(["rm", "-rf", str(one), str(following), str(records)], check=True)
    return made


_DETAILS: Final = """
import json, sys, time, tracemalloc
from collections import Counter
from pathlib import Path
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.release.index import read_header
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.sources import records

source, release = sys.argv[1], Path(sys.argv[2])
tracemalloc.start()
entries = records([source], print)
listed = tracemalloc.get_traced_memory()[0]
tracemalloc.stop()
manifest = json.loads((release / "manifest.json").read_text())
gzip = find_compression(manifest["compression"])
whole, spent, sizes = Tally(), [], []
for path in sorted((release / "index").glob("figures-*.jsonl.gz"))[:20]:
    tally = read_header(path.read_bytes(), gzip).tally
    sizes.append(len(json.dumps(tally)))
    started = time.perf_counter()
    whole.update(Tally.from_json(tally))
    spent.append(time.perf_counter() - started)
disk = Counter()
for file in manifest["files"]:
    disk[file["role"]] += file["bytes"]
print(json.dumps({
    "listed": listed / len(entries),
    "tally_bytes": sum(sizes) / len(sizes),
    "tally_seconds": sum(spent) / len(spent),
    "disk": {role: size / len(entries) for role, size in disk.most_common(6)},
}))
"""


def details(records: Path, release: Path) -> str:
    """Tell what a record costs in the list of all, a shard in the sums, and both on disk."""
    command = [sys.executable, "-c", _DETAILS, str(records), str(release)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    disk = ", ".join(f"{role} {size:,.0f}" for role, size in told["disk"].items())
    return (
        f"a record in the list {told['listed']:.0f} bytes; a shard's tally "
        f"{told['tally_bytes'] / 1e6:.2f} MB, added in {told['tally_seconds'] * 1e3:.0f} ms; "
        f"bytes of disk a record: {disk}"
    )


def show(figures: int, made: Mapping[str, Made]) -> None:
    """Print what was measured of one size."""
    for name, one in made.items():
        rate = figures / one.seconds
        print(
            f"{figures:>9,}  {name:<24} {one.seconds:8.1f} s  {rate:8,.0f} figures/s"
            f"  {one.peak_bytes / 1e6:5.0f} MB",
            flush=True,
        )
    alone = made["1 process"]
    whole = sum(alone.processor.values())
    stages = sorted(alone.processor.items(), key=lambda item: -item[1])
    shares = ", ".join(f"{stage} {spent / whole:.0%}" for stage, spent in stages)
    print(f"{'':>11}processor time of 1 process: {shares}")
    walls = ", ".join(
        f"{stage} {spent:.1f} s" for stage, spent in made["2 processes"].walls.items()
    )
    print(f"{'':>11}stages of 2 processes: {walls}")
    ways = [made[name] for name in ("1 process", "2 processes", "Dask, 2 workers")]
    print(f"{'':>11}the same sums: {'yes' if len({one.sums for one in ways}) == 1 else 'NO'}")


def judge(figures: int, made: Mapping[str, Made]) -> None:
    """Print the targets."""
    alone, two, dask = (made[n] for n in ("1 process", "2 processes", "Dask, 2 workers"))
    _verdict(f"2 processes against 1, {figures:,}", alone.seconds / two.seconds, JOBS_RATIO)
    _verdict(f"Dask against 2 processes, {figures:,}", two.seconds / dask.seconds, DASK_RATIO)
    peak = max(one.peak_bytes for one in made.values())
    _verdict(f"250 MB against the largest process, {figures:,}", PEAK_BYTES / peak, 1)


def _verdict(what: str, value: float, wanted: float) -> None:
    print(f"    {'reached' if value >= wanted else 'MISSED'}: {what}: {value:.2f} ({wanted:.2f})")


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print a table and the targets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        results = {}
        for figures in chosen.sizes:
            results[figures] = measure(Path(name), figures)
            show(figures, results[figures])
    for figures, made in results.items():
        judge(figures, made)


if __name__ == "__main__":
    main()
