"""Time the stages of an export, record by record: `python -m benchmarks.stages DIR`.

Each stage is done on its own, so that what it leaves out shows. Printed are microseconds a record,
of the best of three rounds, and what yaml12 alone takes for the same texts.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import yaml12

from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.records import frontmatter, reader
from pfocr_rdf.records.layouts import LISTS
from pfocr_rdf.sources import records

P = ParamSpec("P")
T = TypeVar("T")


class Stages:
    """Adds up seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.records = 0

    def time(self, stage: str, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something; its time is the stage's."""
        started = time.perf_counter()
        found = call(*args, **kwargs)
        spent = self.seconds.get(stage, 0.0)
        self.seconds[stage] = spent + time.perf_counter() - started
        return found


def measure(folder: str) -> Stages:
    """Go over all sound records of a folder."""
    stages = Stages()
    mapper = Mapper()
    with tempfile.TemporaryFile(buffering=2**20) as file:
        for entry in records([folder], print):
            raw = stages.time("open", entry.load, print)
            if raw is None:
                continue
            text = frontmatter.split(raw.data)
            stages.time("yaml12", yaml12.parse_yaml, text.decode())
            stages.time("front matter", frontmatter.load, text, LISTS)
            figure = stages.time("read", reader.read, raw).figure
            if figure is None:
                continue
            own, shared, _ = stages.time("map", mapper.map, figure)
            quads = stages.time("lines", lines, own + shared)
            stages.time("write", file.write, quads)
            stages.records += 1
    return stages


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("folder", metavar="DIR")
    folder = parser.parse_args(arguments).folder
    gc.disable()
    best = min((measure(folder) for _ in range(3)), key=lambda one: sum(one.seconds.values()))
    told = {stage: spent / best.records * 1e6 for stage, spent in best.seconds.items()}
    yaml = told.pop("yaml12")
    told["fields and mentions"] = told.pop("read") - told["front matter"]
    whole = sum(told.values())
    for stage, spent in told.items():
        print(f"{stage:<20} {spent:7.0f} µs {spent / whole:5.0%}")
    print(f"{'together':<20} {whole:7.0f} µs")
    print(f"{'yaml12 alone':<20} {yaml:7.0f} µs")


if __name__ == "__main__":
    main()
