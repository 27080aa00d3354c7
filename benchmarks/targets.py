"""What the export is meant to reach, held against what was measured."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.measure import Run, Triples
from benchmarks.peers import SYNTAXES, Corpus, Job

NAIVE_RATIO: Final = 60.0
MORPH_RATIO: Final = 5.0
FLOOR_RATIO: Final = 0.4
SYNTAX_RATIO: Final = 1 / 3
PEAK_BYTES: Final = 150_000_000

Key = tuple[str, Corpus, int]


@dataclass(frozen=True, slots=True)
class Result:
    """The best of several runs of a job."""

    job: Job
    best: Run
    peak_bytes: int
    triples: Triples | None

    @property
    def failed(self) -> bool:
        """Whether the program did not do its work."""
        return self.best.status not in self.job.statuses


@dataclass(frozen=True, slots=True)
class Target:
    """A target, what was reached (nothing, if not measured) and whether that is enough."""

    name: str
    wanted: float
    reached: float | None
    at_most: bool = False

    @property
    def verdict(self) -> str:
        """Say whether the target is reached."""
        if self.reached is None:
            return "not measured"
        met = self.reached < self.wanted if self.at_most else self.reached >= self.wanted
        return "pass" if met else "FAIL"


class Results:
    """All that was measured, and what follows from it."""

    def __init__(self, results: Mapping[Key, Result]) -> None:
        self.all = {key: result for key, result in results.items() if not result.failed}

    def whole(self, name: str, figures: int, corpus: Corpus = "both") -> float | None:
        """Figures a second, with the start of the interpreter and its imports."""
        result = self.all.get((name, corpus, figures))
        return figures / result.best.seconds if result else None

    def net(self, name: str, figures: int, corpus: Corpus = "both") -> float | None:
        """Figures a second, without the time that a corpus of one figure takes."""
        result = self.all.get((name, corpus, figures))
        start = self.all.get((name, corpus, 1))
        if result is None or start is None or figures == 1:
            return None
        seconds = result.best.seconds - start.best.seconds
        return (figures - 1) / seconds if seconds > 0 else None

    def inner(self, name: str, figures: int, phase: str, corpus: Corpus = "inline") -> float | None:
        """Figures a second of a phase that the program timed itself."""
        result = self.all.get((name, corpus, figures))
        return figures / json.loads(result.best.printed)[phase] if result else None


def ratio(first: float | None, second: float | None) -> float | None:
    """Divide, where both are known."""
    return first / second if first and second else None


def targets(results: Results, figures: int, big: int) -> Iterator[Target]:
    """Hold every target against the results."""
    for syntax in ("ttl", "nq"):
        for naive in ("naive ttl", "naive ttl --few-prefixes"):
            reached = ratio(results.net(f"ours {syntax}", figures), results.net(naive, figures))
            yield Target(f"ours {syntax} / {naive}, net of start-up", NAIVE_RATIO, reached)
    reached = ratio(results.whole("ours nq", figures), results.whole("morph-kgc nq", figures))
    yield Target("ours nq / morph-kgc nq, whole time", MORPH_RATIO, reached)
    for phase in ("parsing", "reading_and_parsing"):
        floor = results.inner("yaml yaml12", figures, phase)
        reached = ratio(results.net("ours nq", figures, "inline"), floor)
        name = f"ours nq / yaml12 {phase.replace('_', ' ')}, inline layout, net of start-up"
        yield Target(name, FLOOR_RATIO, reached)
    for size in dict.fromkeys((figures, big)):
        for syntax in SYNTAXES:
            result = results.all.get((f"ours {syntax}", "both", size))
            peak = float(result.peak_bytes) if result else None
            name = f"ours {syntax}, peak memory at {size:,} figures, bytes"
            yield Target(name, PEAK_BYTES, peak, at_most=True)
    for size in dict.fromkeys((figures, big)):
        for syntax in SYNTAXES[1:]:
            reached = ratio(results.net(f"ours {syntax}", size), results.net("ours nq", size))
            name = f"ours {syntax} / ours nq at {size:,} figures, net of start-up"
            yield Target(name, SYNTAX_RATIO, reached)
