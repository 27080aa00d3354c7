"""Time the export and its peers on this machine: `python -m benchmarks.run`.

Every measurement is a fresh process; rounds go over all of them, and the best of each counts.
"Net" is without the time that the same program takes for a corpus of one figure.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks import measure
from benchmarks.measure import Run, Triples
from benchmarks.peers import LINES, NAIVE, SYNTAXES, Bench, Corpus, Job
from benchmarks.targets import Key, Result, Results, Target, ratio, targets

FEW: Final = 10_000  # triples that differ are counted up to this many figures
HERE: Final = Path(__file__).parent
GENERATOR: Final = (
    "corpus.py", "figures.py", "inline_layout.py", "lexicon.py", "papers.py", "prose.py",
    "table_layout.py", "morph.py", "naive.py",
)  # fmt: skip
PARSERS: Final = ("yaml12", "pyyaml-c", "pyyaml-c-text", "pyyaml-python")


def fingerprint() -> str:
    """Tell one state of the programs that make corpora from another."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in GENERATOR)).hexdigest()


def make(folder: Path, module: str, *arguments: str) -> None:
    """Have a program fill a folder, unless it has done so already."""
    stamp = folder.with_name(f"{folder.name}.made")
    if stamp.exists() and stamp.read_text() == fingerprint():
        return
    print(f"making {folder}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
    stamp.write_text(fingerprint())


def prepare(bench: Bench, jobs: list[Job]) -> None:
    """Make all corpora that jobs need."""
    bench.work.mkdir(parents=True, exist_ok=True)
    for corpus, figures in dict.fromkeys((job.corpus, job.figures) for job in jobs):
        folder = bench.corpus(corpus, figures)
        options = ("--layout", corpus, "--seed", str(bench.seed))
        make(folder, "benchmarks.corpus", str(figures), str(folder), *options)
    for figures in dict.fromkeys(job.figures for job in jobs if job.name.startswith("morph")):
        source, folder = bench.corpus("both", figures), bench.json(figures)
        make(folder, "benchmarks.morph", str(source), str(folder))


def plan(bench: Bench, figures: int, syntaxes: list[str], peers: bool) -> list[Job]:
    """List the jobs at a size; a corpus of one figure tells how long programs take to start."""
    jobs = []
    for size in dict.fromkeys((1, figures)):
        jobs += [bench.export("both", size, syntax) for syntax in syntaxes]
        if "nq" in syntaxes:
            jobs.append(bench.export("inline", size, "nq"))
        if peers:
            jobs += [bench.naive(size, *how) for how in NAIVE]
            jobs += bench.morph_kgc(size)
    layouts: tuple[Corpus, ...] = ("inline", "both")
    jobs += [bench.floor(layout, figures, parser) for layout in layouts for parser in PARSERS]
    return jobs


def triples(job: Job) -> Triples | None:
    """Count the triples that a job wrote, where they can be counted."""
    if job.output is None or not job.output.exists() or job.output.suffix[1:] not in LINES:
        return None
    return measure.triples(job.output, different=job.figures <= FEW)


def faster(job: Job, run: Run, other: Run) -> bool:
    """Tell whether a run was better; parsers time themselves."""
    if job.output is None and run.status == other.status == 0:
        mine, theirs = json.loads(run.printed), json.loads(other.printed)
        return bool(sum(mine.values()) < sum(theirs.values()))
    return run.seconds < other.seconds


def once(job: Job, before: Result | None) -> Result:
    """Run a job and keep the better of this run and the best before."""
    if job.output is not None:
        job.output.unlink(missing_ok=True)
    run = measure.run(job.command, job.folder)
    found = triples(job) if before is None else before.triples
    if job.output is not None:
        job.output.unlink(missing_ok=True)
    if before is None:
        return Result(job, run, run.peak_bytes, found)
    peak = max(before.peak_bytes, run.peak_bytes)
    best = run if faster(job, run, before.best) else before.best
    return Result(job, best, peak, found)


def rounds(jobs: list[Job], repeat: int) -> dict[Key, Result]:
    """Run all jobs, again and again; a job that failed is not run again."""
    results: dict[Key, Result] = {}
    for number in range(1, repeat + 1):
        for job in jobs:
            before = results.get(job.key)
            if before is not None and before.failed:
                continue
            print(f"round {number}: {job.name}, {job.figures:,} {job.corpus}", file=sys.stderr)
            results[job.key] = once(job, before)
    return results


def _number(value: float | None, pattern: str = ",.0f") -> str:
    return "-" if value is None else format(value, pattern)


def rows(results: dict[Key, Result]) -> Iterator[tuple[str, ...]]:
    """Lay out the results, a row for each job."""
    reached = Results(results)
    yield (
        "program", "corpus", "figures", "seconds", "cpu s", "figures/s", "net", "triples/s net",
        "triples/figure", "different", "peak MB", "x naive ttl", "x morph-kgc", "x yaml12",
    )  # fmt: skip
    for (name, corpus, figures), result in results.items():
        if figures == 1:
            continue
        if result.failed:
            yield (name, corpus, f"{figures:,}", f"failed ({result.best.status})", *["-"] * 10)
            continue
        whole = net = None
        if result.job.output is None:
            net = reached.inner(name, figures, "parsing", corpus)
        else:
            net = reached.net(name, figures, corpus)
            whole = reached.whole(name, figures, corpus)
        found = result.triples
        if found is None and (twin := results.get((f"{name.split()[0]} nt", corpus, figures))):
            found = twin.triples
        each = found.written / figures if found else None
        yield (
            name,
            corpus,
            f"{figures:,}",
            _number(result.best.seconds, ",.2f"),
            _number(result.best.processor_seconds, ",.2f"),
            _number(whole),
            _number(net),
            _number(net * each if net and each else None),
            _number(each, ",.1f"),
            _number(found.different / figures if found and found.different else None, ",.1f"),
            _number(result.peak_bytes / 1e6, ",.1f"),
            _number(ratio(net, reached.net("naive ttl", figures)), ".2f"),
            _number(ratio(net, reached.net("morph-kgc nq", figures)), ".2f"),
            _number(ratio(net, reached.inner("yaml yaml12", figures, "parsing", corpus)), ".2f"),
        )


def show(table: list[tuple[str, ...]]) -> None:
    """Print a table, its columns in line."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = zip(row, widths, strict=True)
        print("  ".join(f"{cell:<{width}}" for cell, width in cells).rstrip())


def failures(results: dict[Key, Result]) -> list[Result]:
    """List the programs that did not do their work."""
    return [result for result in results.values() if result.failed]


def report(results: dict[Key, Result], held: list[Target]) -> None:
    """Print what was measured and which targets were reached."""
    show(list(rows(results)))
    for result in {result.job.name: result for result in failures(results)}.values():
        print(f"\n{' '.join(result.job.command)}\n{result.best.complaints}", file=sys.stderr)
    print()
    header = ("target", "wanted", "reached", "verdict")
    show(
        [
            header,
            *(
                (
                    target.name,
                    f"{'<' if target.at_most else '>='} {_number(target.wanted, ',.4g')}",
                    _number(target.reached, ",.4g"),
                    target.verdict,
                )
                for target in held
            ),
        ]
    )


def as_json(results: dict[Key, Result], held: list[Target]) -> str:
    """Write all as JSON."""
    measured = [
        {
            "program": result.job.name,
            "corpus": result.job.corpus,
            "figures": result.job.figures,
            "triples": asdict(result.triples) if result.triples else None,
            "peak_bytes": result.peak_bytes,
            "best": asdict(result.best),
        }
        for result in results.values()
    ]
    return json.dumps(
        {
            "python": platform.python_version(),
            "system": platform.system(),
            "processors": os.cpu_count(),
            "results": measured,
            "targets": [asdict(target) | {"verdict": target.verdict} for target in held],
        },
        indent=2,
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--figures", type=int, default=1000, help="size that peers are timed at")
    parser.add_argument(
        "--big", type=int, default=100_000, help="second size for the export; 0: none"
    )
    parser.add_argument("--morph-python", type=Path, help="a Python that has morph-kgc 2.10")
    parser.add_argument("--format", action="append", choices=SYNTAXES, help="export to this only")
    parser.add_argument("--no-peers", action="store_true", help="leave out naive and Morph-KGC")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the best counts")
    parser.add_argument("--big-repeat", type=int, default=1, help="rounds at the second size")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder for the corpora")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all as JSON too")
    options = parser.parse_args(arguments)
    morph: Path | None = options.morph_python
    if morph is None or not os.access(morph, os.X_OK):
        where = f"no Python at {morph}" if morph else "give --morph-python PATH to time it"
        print(f"Morph-KGC is left out: {where}", file=sys.stderr)
        morph = None
    bench = Bench(options.work.absolute(), options.seed, morph.absolute() if morph else None)
    syntaxes = options.format or list(SYNTAXES)
    jobs = plan(bench, options.figures, syntaxes, not options.no_peers)
    big = [bench.export("both", options.big, syntax) for syntax in syntaxes if options.big]
    prepare(bench, jobs + big)
    results = rounds(jobs, options.repeat) | rounds(big, options.big_repeat)
    held = list(targets(Results(results), options.figures, options.big or options.figures))
    report(results, held)
    if options.json:
        options.json.write_text(as_json(results, held) + "\n", encoding="utf-8")
    if failures(results):
        sys.exit(1)


if __name__ == "__main__":
    main()
