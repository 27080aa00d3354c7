"""Time every bundled query: `python -m benchmarks.queries STORE [NAME...] [--seconds 120]`.

STORE is a folder that `pfocr-rdf load` made, of a corpus that `python -m benchmarks.corpus N DIR`
wrote. Parameters are the most mentioned things of the data, the hardest there are. Each query runs
in a process of its own, twice; the second time counts, wall clock and processor, all rows read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from pfocr_rdf import queries
from pfocr_rdf.queries.sources import AskResult, Rows, Triples
from pfocr_rdf.store.folder import open_store

GIVEN_LIMIT = 2.0
WHOLE_LIMIT = 30.0
GIVEN = frozenset(
    [
        "gene",
        "genes",
        "chemical",
        "disease",
        "paper",
        "journal",
        "figure",
        "year",
        "word",
        "text",
        "organism",
    ]
) - {"organism"}


def parameters(store: Path) -> dict[str, str]:
    """Choose the most mentioned gene, chemical and disease, and what goes with them."""
    source = open_store(store)

    def first(name: str, **given: str) -> list[str]:
        answer = queries.run(name, source, given)
        assert isinstance(answer, Rows)
        return [str(getattr(row[0], "value", "")) for row in answer.rows]

    genes = first("top-genes", rows="100")
    figures = first("figures-of-genes", genes=",".join(genes), minimum="1")
    chosen = {
        "gene": genes[0],
        "genes": ",".join(genes),
        "chemical": first("top-chemicals", rows="1")[0],
        "disease": first("top-diseases", rows="1")[0],
        "figure": figures[0],
        "paper": first("papers-with-several-figures", rows="1")[0],
        "year": "2018",
        "text": "signaling",
        "word": "AKT",
    }
    journals = first("figures-by-journal", rows="1")
    return {**chosen, "journal": journals[0]} if journals else chosen


def measure(store: Path, name: str, given: dict[str, str]) -> tuple[int, float, float]:
    """Ask a query twice and give the rows, seconds and processor seconds of the second time."""
    source = open_store(store)
    rows, wall, processor = 0, 0.0, 0.0
    for _ in range(2):
        started, used = time.perf_counter(), time.process_time()
        answer = queries.run(name, source, given)
        if isinstance(answer, AskResult):
            rows = 1
        else:
            items = answer.triples if isinstance(answer, Triples) else answer.rows
            rows = sum(1 for _ in items)
        wall, processor = time.perf_counter() - started, time.process_time() - used
    return rows, wall, processor


def main() -> None:
    """Run the program; exit code 1 where a query took too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queries", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=120, help="end a query after so long")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.store, arguments.names[0], json.loads(arguments.one))))
        return
    chosen = parameters(arguments.store)
    late = 0
    print(f"{'query':<34} {'rows':>9} {'wall s':>8} {'cpu s':>8}  limit s")
    for query in queries.bundled().values():
        if query.services or (arguments.names and query.name not in arguments.names):
            continue
        given = {p.name: chosen[p.name] for p in query.parameters if p.name in chosen}
        starts = any(parameter.name in GIVEN for parameter in query.parameters)
        limit = GIVEN_LIMIT if starts else WHOLE_LIMIT
        command = [sys.executable, "-m", "benchmarks.queries", str(arguments.store), query.name]
        command += ["--one", json.dumps(given)]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=arguments.seconds, check=True
            )
        except subprocess.TimeoutExpired:
            print(
                f"{query.name:<34} {'ended':>9} {arguments.seconds:>8.2f} {'':>8}  {limit:g} LATE"
            )
            late += 1
            continue
        rows, wall, processor = json.loads(done.stdout)
        word = " LATE" if wall > limit else ""
        print(
            f"{query.name:<34} {rows:>9,} {wall:>8.2f} {processor:>8.2f}  {limit:g}{word}",
            flush=True,
        )
        late += wall > limit
    sys.exit(bool(late))


if __name__ == "__main__":
    main()
