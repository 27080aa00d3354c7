"""The programs that are timed: the export itself, the plain way, Morph-KGC and the YAML parsers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

SYNTAXES: Final = ("nq", "nt", "ttl", "trig", "jsonld", "rdf")
NAIVE: Final = (("ttl",), ("ttl", "--few-prefixes"), ("nt",))  # syntax and options
LINES: Final = ("nq", "nt")  # syntaxes with a line for each triple

Corpus = Literal["both", "inline"]


@dataclass(frozen=True, slots=True)
class Job:
    """A program to time on a corpus of some figures, and where it writes (if it writes).

    ``statuses`` are the exit codes of a run that did its work; 1 is ours where records have faults.
    """

    name: str
    corpus: Corpus
    figures: int
    command: tuple[str, ...]
    output: Path | None = None
    folder: Path | None = None
    statuses: tuple[int, ...] = (0,)

    @property
    def key(self) -> tuple[str, Corpus, int]:
        """What the job is found by."""
        return self.name, self.corpus, self.figures


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the corpora are, and which Python has Morph-KGC (if any)."""

    work: Path
    seed: int
    morph: Path | None

    def corpus(self, corpus: Corpus, figures: int) -> Path:
        """Name the folder of a corpus."""
        return self.work / f"{corpus}-{figures}-seed-{self.seed}"

    def json(self, figures: int) -> Path:
        """Name the folder of a mixed corpus as JSON, for Morph-KGC."""
        return self.work / f"json-{figures}-seed-{self.seed}"

    def output(self, name: str) -> Path:
        """Name a file to write."""
        return self.work / name

    def export(self, corpus: Corpus, figures: int, syntax: str) -> Job:
        """Time our export into a syntax."""
        output = self.output(f"ours.{syntax}")
        folder = self.corpus(corpus, figures)
        command = (*_module("pfocr_rdf"), "export", str(folder), "-o", str(output), "--quiet")
        return Job(f"ours {syntax}", corpus, figures, command, output, statuses=(0, 1))

    def naive(self, figures: int, syntax: str, *options: str) -> Job:
        """Time the plain way."""
        output = self.output(f"naive.{syntax}")
        folder = self.corpus("both", figures)
        command = (*_module("benchmarks.naive"), str(folder), "-o", str(output), *options)
        return Job(" ".join(("naive", syntax, *options)), "both", figures, command, output)

    def morph_kgc(self, figures: int) -> Iterator[Job]:
        """Time Morph-KGC, if there is one."""
        if self.morph is not None:
            folder = self.json(figures)
            command = (str(self.morph), "-m", "morph_kgc", "morph_kgc.ini")
            yield Job("morph-kgc nq", "both", figures, command, folder / "morph_kgc.nq", folder)

    def floor(self, corpus: Corpus, figures: int, parser: str) -> Job:
        """Time a YAML parser alone."""
        folder = self.corpus(corpus, figures)
        command = (*_module("benchmarks.floor"), parser, str(folder))
        return Job(f"yaml {parser}", corpus, figures, command)


def _module(name: str) -> tuple[str, ...]:
    return sys.executable, "-m", name
