"""What a process does: compiles the shapes, once, and validates graphs and records."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pfocr_rdf.validation.batches import FIGURE_SHAPES, Graph, Mapped, map_records
from pfocr_rdf.validation.engines import Checker, Result, find_engine
from pfocr_rdf.validation.shapes import load_shapes

if TYPE_CHECKING:
    from pfocr_rdf.mapping.organisms import Organisms
    from pfocr_rdf.sources import Entry

__all__ = ["Settings", "Worker", "check_graph", "check_records"]

_BOTH = frozenset(("dataset", "paper"))
"""Shapes of what is looked at in batches of figures and among what they share."""


class Settings(NamedTuple):
    """What a process needs to validate; compiled there, as compiled shapes cannot travel."""

    engine: str
    own: tuple[str | Path, ...]
    names: Organisms | None

    def compile(self, part: str) -> Checker:
        """The checker of all shapes, of those of figures, or of those of shared things."""
        every = load_shapes(self.own)
        if part != "all":
            keys = {s.key for s in every.shapes if not s.own}
            keys &= FIGURE_SHAPES if part == "figures" else (keys - FIGURE_SHAPES) | _BOTH
            every = load_shapes(self.own, keys=keys)
        return find_engine(self.engine).compile(every.triples)


class Worker:
    """Validates batches; one a process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.checkers: dict[str, Checker] = {}

    def checker(self, part: str) -> Checker:
        """The checker of a part of the shapes (see :meth:`Settings.compile`)."""
        if part not in self.checkers:
            self.checkers[part] = self.settings.compile(part)
        return self.checkers[part]

    def graph(self, graph: Graph, part: str) -> list[Result]:
        """The results of a graph about what is in its focus."""
        results = self.checker(part).check(graph.triples)
        focus = graph.focus
        if focus is None:
            return results
        return [r for r in results if focus(r.focus[1:-1] if r.focus[0] == "<" else r.focus)]

    def records(self, batch: list[Entry]) -> tuple[list[Result], Mapped]:
        """Map the records of a batch and give the results about its figures."""
        mapped = map_records(batch, self.settings.names)
        return self.graph(mapped.graph, "figures"), mapped


@lru_cache(1)
def _worker(settings: bytes) -> Worker:
    return Worker(pickle.loads(settings))


def check_records(task: tuple[bytes, list[Entry]]) -> tuple[list[Result], Mapped]:
    """:meth:`Worker.records` with pickled settings, in a process of a pool."""
    settings, batch = task
    results, mapped = _worker(settings).records(batch)
    mapped.graph.focus = None
    return results, mapped


def check_graph(task: tuple[bytes, tuple[str, bytes]]) -> list[Result]:
    """All results of a graph by a part of the shapes, in a process of a pool."""
    settings, (part, triples) = task
    return _worker(settings).checker(part).check(triples)
