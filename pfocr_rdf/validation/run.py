"""Validation from end to end: records or RDF in, findings out, and a verdict that means something.

Batches go to one process or to several; their findings come back in the order of the batches, so
that a run gives the same report whatever the number of processes.
"""

from __future__ import annotations

import gc
import pickle
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pfocr_rdf.convert.chunks import in_chunks
from pfocr_rdf.errors import Fault, UsageError
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.sources import Entry, records
from pfocr_rdf.validation.batches import (
    FIGURES,
    PAPERS,
    Graph,
    Mapped,
    Shared,
    Words,
)
from pfocr_rdf.validation.engines import DEFAULT_ENGINE, Result, find_engine
from pfocr_rdf.validation.guards import Guards
from pfocr_rdf.validation.rdf_input import RdfInput
from pfocr_rdf.validation.shapes import SEVERITIES, ShapeSet, load_shapes
from pfocr_rdf.validation.worker import Settings, Worker, check_graph, check_records

if TYPE_CHECKING:
    from pfocr_rdf.mapping.organisms import Organisms

__all__ = ["BATCH", "Finding", "Options", "Outcome", "validate"]

_ONCE = (f"<{FIGURES}", f"<{PAPERS}")
"""What is in focus in one batch only, so that no result of it comes twice."""

_T = TypeVar("_T")
_R = TypeVar("_R")

BATCH = 100
"""Figures a batch: more take more memory, fewer describe shared things more often."""


class Finding(NamedTuple):
    """A result with its place: the file and the field of the record it comes from, where known.

    ``word`` is what was read in the figure, for a finding about a mention.
    """

    result: Result
    source: str
    field: str
    word: str = ""


@dataclass(slots=True, kw_only=True)
class Options:
    """How to validate.

    ``shapes`` are files of a user's shapes, beside the project's. The run stops after
    ``max_results`` findings that are at least as bad as ``fail_on``. ``allow_idle`` lets data pass
    in which shapes found nothing to look at. ``on_finding`` is called with each finding,
    ``on_fault`` with each fault of a record, ``progress`` with the numbers done and in all.
    """

    engine: str = DEFAULT_ENGINE
    shapes: tuple[str | Path, ...] = ()
    jobs: int = 1
    batch: int = BATCH
    max_results: int | None = None
    fail_on: str = "Violation"
    allow_idle: bool = False
    names: Organisms | None = None
    on_finding: Callable[[Finding], None] = lambda finding: None
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(slots=True)
class Outcome:
    """What a run found. ``failures`` tell why findings, or none, are not to be trusted; ``notes``
    are what to know beside; ``counts`` has the number of findings of each constraint.
    """

    shapes: ShapeSet
    fail_on: str
    figures: int = 0
    triples: int = 0
    counts: Counter[IRI] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    stopped: bool = False
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing is as bad as ``fail_on``, and no failure or fault was met."""
        bad = SEVERITIES[: SEVERITIES.index(self.fail_on) + 1]
        worse = sum(n for s, n in self.severities.items() if s in bad or s not in SEVERITIES)
        return not (worse or self.failures or self.faults)


def validate(paths: list[str] | list[Path], options: Options | None = None) -> Outcome:
    """Validate records (files, folders, checkouts, archives) or RDF files.

    Raises UsageError for a request that makes no sense, ShapesError for a user's shapes that make
    none, InputError for RDF that cannot be read.
    """
    options = options or Options()
    if options.fail_on not in SEVERITIES:
        raise UsageError(f"{options.fail_on!r} is none of: {', '.join(SEVERITIES)}")
    rdf = [file for path in paths if (file := RdfFile.find(path)) is not None]
    if rdf and len(rdf) < len(paths):
        raise UsageError("records and RDF files cannot be validated in one run")
    with open_executors(options.jobs, initializer=_collect_seldom) as executors:
        this = _Run(options, executors)
        if rdf:
            this.rdf(RdfInput(rdf, size=options.batch))
        else:
            this.records(paths)
    return this.outcome


class _Run:
    def __init__(self, options: Options, executors: Executors) -> None:
        self.options = options
        self.executors = executors
        shapes = load_shapes(options.shapes)
        self.outcome = Outcome(shapes, options.fail_on)
        self.guards = Guards(shapes)
        self.seen: set[int] = set()
        self.settings = Settings(options.engine, options.shapes, options.names)
        self.worker = Worker(self.settings)
        find_engine(options.engine)
        if options.shapes:
            self.worker.checker("all")

    # ---- records ----

    def records(self, paths: list[str] | list[Path]) -> None:
        found = records(paths, self.fault)
        total = len(found)
        if not total and not self.outcome.faults:
            names = ", ".join(map(str, paths))
            raise UsageError(f"{names}: neither records (files that end in .md) nor RDF files")
        shared = Shared()
        sizes: deque[int] = deque()

        def batches() -> Iterator[list[Entry]]:
            for batch in in_chunks(found.entries(), self.options.batch):
                sizes.append(len(batch))
                yield batch

        done = 0
        with closing(self.mapped(batches())) as stream:
            for checked in stream:
                if checked is not None:
                    self.batch(*checked, shared)
                done += sizes.popleft()
                self.options.progress(done, total)
                if self.outcome.stopped:
                    break
        if not self.outcome.stopped:
            self.shared(shared)
        self.end()

    def shared(self, shared: Shared) -> None:
        waiting: deque[Graph] = deque()

        def graphs() -> Iterator[bytes]:
            for graph in shared.graphs():
                waiting.append(graph)
                yield graph.triples

        with closing(self.checked("shared", graphs())) as stream:
            for results in stream:
                graph = waiting.popleft()
                self.guards.look(graph.triples, whole=False)
                for result in results or ():
                    iri = result.focus[1:-1]
                    if graph.focus is None or graph.focus(iri):
                        self.take(result, shared.sources.get(iri, ""))
                if self.outcome.stopped:
                    break

    def batch(self, results: list[Result], mapped: Mapped, shared: Shared) -> None:
        outcome = self.outcome
        outcome.figures += mapped.figures
        outcome.triples += mapped.graph.triples.count(b"\n")
        for fault in mapped.faults:
            self.fault(fault)
        self.guards.look(mapped.graph.triples)
        words = Words(mapped.graph.triples)
        shared.add(mapped.shared, mapped.sources)
        for result in results:
            iri = result.focus[1:-1]
            base = iri.partition("#")[0].removesuffix(".html")
            source = mapped.sources.get(base) or mapped.sources.get(iri, "")
            self.take(result, source, words.of(result.focus))
            if outcome.stopped:
                return

    def mapped(
        self, batches: Iterator[list[Entry]]
    ) -> Generator[tuple[list[Result], Mapped] | None, None, None]:
        if self.options.jobs <= 1:
            yield from map(self.worker.records, batches)
        else:
            yield from self.parallel(check_records, batches, _records)

    def parallel(
        self,
        function: Callable[[tuple[bytes, _T]], _R],
        items: Iterator[_T],
        name: Callable[[_T], str],
    ) -> Generator[_R | None, None, None]:
        """Results in the order of the items; ``None`` for what could not be done, which fails."""
        settings = pickle.dumps(self.settings)
        tasks = ((settings, item) for item in items)
        with closing(run(function, tasks, self.executors, ordered=True)) as done:
            for (_, item), result in done:
                if isinstance(result, Failed):
                    self.outcome.failures.append(f"{name(item)} not checked: {result.message}")
                    yield None
                else:
                    yield result

    # ---- RDF ----

    def rdf(self, given: RdfInput) -> None:
        waiting: deque[Graph] = deque()

        def graphs() -> Generator[bytes, None, None]:
            for graph in given.graphs():
                waiting.append(graph)
                yield graph.triples

        with closing(graphs()) as stream, closing(self.checked("all", stream)) as checked:
            for results in checked:
                graph = waiting.popleft()
                words = Words(graph.triples)
                self.guards.look(graph.triples)
                for result in results or ():
                    iri = result.focus[1:-1] if result.focus[0] == "<" else result.focus
                    if graph.focus is None or graph.focus(iri):
                        self.take(result, given.source(result.focus), words.of(result.focus))
                    if self.outcome.stopped:
                        break
                self.options.progress(given.triples, given.triples)
                if self.outcome.stopped:
                    break
        self.outcome.triples = given.triples
        self.end()

    # ---- both ----

    def checked(
        self, part: str, graphs: Iterator[bytes]
    ) -> Generator[list[Result] | None, None, None]:
        """The results of graphs, by a part of the shapes (see :meth:`Settings.compile`)."""
        if self.options.jobs <= 1:
            yield from map(self.worker.checker(part).check, graphs)
        else:
            items = ((part, graph) for graph in graphs)
            yield from self.parallel(check_graph, items, lambda item: "a part of the graph")

    def fault(self, fault: Fault) -> None:
        self.outcome.faults += 1
        self.options.on_fault(fault)

    def take(self, result: Result, source: str, word: str = "") -> None:
        if not result.focus.startswith(_ONCE):
            key = hash((result.shape, result.component, result.focus, result.path, result.value))
            if key in self.seen:
                return
            self.seen.add(key)
        outcome = self.outcome
        outcome.counts[result.shape] += 1
        outcome.severities[result.severity] += 1
        constraint = outcome.shapes.constraints.get(result.shape)
        field_ = constraint.field if constraint else ""
        self.options.on_finding(Finding(result, source, field_, word))
        limit = self.options.max_results
        if limit is not None:
            bad = SEVERITIES[: SEVERITIES.index(self.options.fail_on) + 1]
            outcome.stopped = sum(outcome.severities[s] for s in bad) >= limit

    def end(self) -> None:
        outcome = self.outcome
        if outcome.stopped:
            outcome.notes.append("stopped early: the counts are not those of all the data")
            return
        failures, notes = self.guards.verdict()
        outcome.notes += notes
        if self.options.allow_idle:
            outcome.notes += failures
        else:
            outcome.failures += failures


def _records(batch: list[Entry]) -> str:
    return f"the records {batch[0].stem} to {batch[-1].stem}"


def _collect_seldom() -> None:
    gc.set_threshold(100_000, 20, 100)
