"""What a process does: it compiles the shapes, once, and validates graphs and records."""

import pickle
from functools import lru_cache
from pathlib import Path

from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.sources import Entry
from pfocr_rdf.validation.batches import MappedBatch, map_records
from pfocr_rdf.validation.engines import DEFAULT_ENGINE, find_engine
from pfocr_rdf.validation.graphs import ClosedGraph
from pfocr_rdf.validation.results import Check, Result
from pfocr_rdf.validation.shapes import load_shapes

_FIGURE_SHAPES = frozenset(("record", "figure", "paper", "mention", "search", "link", "dataset"))
"""The shapes, by key, whose nodes are in the focus of batches of figures."""

_BOTH = frozenset(("dataset", "paper"))
"""Those whose nodes are in focus both there and among the shared nodes."""


class Worker:
    """Validates graphs and records. One a process; compiled shapes cannot travel."""

    def __init__(
        self,
        engine: str = DEFAULT_ENGINE,
        own_shapes: tuple[str | Path, ...] = (),
        names: Organisms | None = None,
    ) -> None:
        self._compile = find_engine(engine)
        self._own_shapes = own_shapes
        self._names = names
        self._checks: dict[str, Check] = {}

    def compiled(self, part: str) -> Check:
        """The shapes of ``"figures"``, of ``"shared"`` nodes, or ``"all"`` of them."""
        if part not in self._checks:
            shapes = load_shapes(self._own_shapes)
            if part != "all":
                keys = {s.key for s in shapes.shapes if not s.own}
                keys &= _FIGURE_SHAPES if part == "figures" else (keys - _FIGURE_SHAPES) | _BOTH
                shapes = load_shapes(self._own_shapes, keys=keys)
            self._checks[part] = self._compile(shapes.triples)
        return self._checks[part]

    def graph(self, graph: ClosedGraph, part: str) -> list[Result]:
        """The results about what is in the focus of a graph, by a part of the shapes."""
        return [r for r in self.compiled(part)(graph.triples) if graph.has_in_focus(r.focus)]

    def records(self, batch: list[Entry]) -> tuple[list[Result], MappedBatch]:
        """Map the records of a batch, and give the results about its figures."""
        graph, mapped = map_records(batch, self._names)
        return self.graph(graph, "figures"), mapped


@lru_cache(1)
def _worker(arguments: bytes) -> Worker:
    return Worker(*pickle.loads(arguments))


def check_records(task: tuple[bytes, list[Entry]]) -> tuple[list[Result], MappedBatch]:
    """:meth:`Worker.records` in a process of a pool, with the worker's pickled arguments."""
    return _worker(task[0]).records(task[1])


def check_graph(task: tuple[bytes, tuple[ClosedGraph, str]]) -> list[Result]:
    """:meth:`Worker.graph` in a process of a pool, with the worker's pickled arguments."""
    return _worker(task[0]).graph(*task[1])
