"""Validation from end to end: records or RDF in, findings and a verdict out.

Batches go to one process or to several; their findings come back in the order of the batches, so
that a run gives the same report whatever the number of processes.
"""

import gc
import pickle
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from pfocr_rdf.convert.chunks import in_chunks
from pfocr_rdf.errors import Fault, UsageError
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.sources import Entry, records
from pfocr_rdf.validation.batches import MappedBatch, SharedNodes
from pfocr_rdf.validation.engines import DEFAULT_ENGINE
from pfocr_rdf.validation.graphs import FIGURES, PAPERS, ClosedGraph, MentionWords, base_of
from pfocr_rdf.validation.guards import Guards
from pfocr_rdf.validation.rdf_input import RdfInput
from pfocr_rdf.validation.results import Result
from pfocr_rdf.validation.shapes import SEVERITIES, ShapeSet, load_shapes
from pfocr_rdf.validation.worker import Worker, check_graph, check_records

_ONCE = (f"<{FIGURES}", f"<{PAPERS}")
"""What is in focus in one batch only, so that no result about it comes twice."""

T = TypeVar("T")
R = TypeVar("R")


class Finding(NamedTuple):
    """A result with its place: the file and the field of the record it comes from, where known.

    ``word`` is the word of the figure, for a finding about a mention.
    """

    result: Result
    source: str
    field: str
    word: str = ""


@dataclass(slots=True, kw_only=True)
class ValidateOptions:
    """How to validate.

    ``shapes`` are files of a user's shapes, besides the project's. The run stops after
    ``max_results`` findings that are at least as bad as ``fail_on``. With ``allow_idle`` data
    passes although a shape found nothing to check. A larger ``batch`` of figures takes more memory,
    a smaller one describes shared nodes more often. ``on_finding`` is called with each finding,
    ``on_fault`` with each fault of a record, ``progress`` with the numbers done and in all.
    """

    engine: str = DEFAULT_ENGINE
    shapes: tuple[str | Path, ...] = ()
    jobs: int = 1
    batch: int = 100
    max_results: int | None = None
    fail_on: str = "Violation"
    allow_idle: bool = False
    names: Organisms | None = None
    on_finding: Callable[[Finding], None] = lambda finding: None
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(slots=True)
class ValidationOutcome:
    """What a run found. ``counts`` has the number of findings of each constraint. ``failures`` are
    reasons not to trust the findings, or that there are none.
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

    def fails(self, severity: str) -> bool:
        """Whether findings of a severity fail the run; those of a severity of one's own do."""
        return severity not in SEVERITIES[SEVERITIES.index(self.fail_on) + 1 :]

    @property
    def failing(self) -> int:
        """The number of findings that fail the run."""
        return sum(number for name, number in self.severities.items() if self.fails(name))

    @property
    def passed(self) -> bool:
        """Whether no finding is as bad as ``fail_on``, and there is no failure and no fault."""
        return not (self.failing or self.failures or self.faults)


def validate(
    paths: list[str] | list[Path], options: ValidateOptions | None = None
) -> ValidationOutcome:
    """Validate records (files, folders, checkouts, archives) or RDF files.

    Raises UsageError for wrong usage, ShapesError for a user's shapes that are broken, InputError
    for RDF that cannot be read.
    """
    options = options or ValidateOptions()
    if options.fail_on not in SEVERITIES:
        known = ", ".join(SEVERITIES)
        raise UsageError(f"{options.fail_on!r}: no such severity: use one of {known}")
    rdf = [file for path in paths if (file := RdfFile.find(path)) is not None]
    if rdf and len(rdf) < len(paths):
        raise UsageError("records and RDF files cannot be validated in one run")
    collect_seldom = partial(gc.set_threshold, 100_000, 20, 100)
    with open_executors(options.jobs, initializer=collect_seldom) as executors:
        this = _Run(options, executors)
        if rdf:
            this.rdf(RdfInput(rdf, size=options.batch))
        else:
            this.records(paths)
        this.end()
    return this.outcome


class _Run:
    def __init__(self, options: ValidateOptions, executors: Executors) -> None:
        self.options = options
        self.executors = executors
        shapes = load_shapes(options.shapes)
        self.outcome = ValidationOutcome(shapes, options.fail_on)
        self.guards = Guards(shapes)
        self.seen: set[int] = set()
        self.settings = (options.engine, options.shapes, options.names)
        self.worker = Worker(*self.settings)
        if options.shapes:  # those that are broken are an error before anything is read
            self.worker.compiled("all")

    def records(self, paths: list[str] | list[Path]) -> None:
        found = records(paths, self.fault)
        total = len(found)
        if not total and not self.outcome.faults:
            names = ", ".join(map(str, paths))
            raise UsageError(f"{names}: neither records (files that end in .md) nor RDF files")
        shared = SharedNodes()
        done = 0
        batches = in_chunks(found, self.options.batch)
        with closing(self.each(self.worker.records, check_records, batches, _records)) as stream:
            for batch, checked in stream:
                if checked is not None:
                    shared.add(checked[1])
                    self.batch(*checked)
                done += len(batch)
                self.options.progress(done, total)
                if self.outcome.stopped:
                    return
        self.graphs(shared.graphs(), "shared", lambda node: shared.sources.get(node[1:-1], ""))

    def batch(self, results: list[Result], mapped: MappedBatch) -> None:
        outcome = self.outcome
        outcome.figures += mapped.figures
        outcome.triples += mapped.triples.count(b"\n")
        for fault in mapped.faults:
            self.fault(fault)

        def source(node: str) -> str:
            iri = node[1:-1]
            return mapped.sources.get(base_of(iri)) or mapped.sources.get(iri, "")

        self.take(results, mapped.triples, source)

    def rdf(self, data: RdfInput) -> None:
        self.graphs(data.graphs(), "all", data.source, lambda: data.triples)
        self.outcome.triples = data.triples

    def graphs(
        self,
        graphs: Iterable[ClosedGraph],
        part: str,
        source: Callable[[str], str],
        triples: Callable[[], int] | None = None,
    ) -> None:
        """Check graphs by a part of the shapes; ``source`` gives the file of a node."""
        pairs = ((graph, part) for graph in graphs)
        stream = self.each(
            lambda pair: self.worker.graph(*pair),
            check_graph,
            pairs,
            lambda _: "a part of the graph",
        )
        with closing(pairs), closing(stream):
            for (graph, _), results in stream:
                self.take(results or [], graph.triples, source)
                if triples is not None:
                    self.options.progress(triples(), triples())
                if self.outcome.stopped:
                    return

    def each(
        self,
        here: Callable[[T], R],
        there: Callable[[tuple[bytes, T]], R],
        items: Iterable[T],
        name: Callable[[T], str],
    ) -> Generator[tuple[T, R | None], None, None]:
        """Items with their results, in order: from this process, or ``there`` from a pool.

        An item without a result is a failure of the run.
        """
        if self.options.jobs <= 1:
            for item in items:
                yield item, here(item)
            return
        settings = pickle.dumps(self.settings)
        tasks = ((settings, item) for item in items)
        with closing(run(there, tasks, self.executors, ordered=True)) as done:
            for (_, item), result in done:
                if isinstance(result, Failed):
                    self.outcome.failures.append(f"{name(item)} not checked: {result.message}")
                    yield item, None
                else:
                    yield item, result

    def fault(self, fault: Fault) -> None:
        self.outcome.faults += 1
        self.options.on_fault(fault)

    def take(self, results: list[Result], triples: bytes, source: Callable[[str], str]) -> None:
        """Count and report the results about a graph, those that are new."""
        self.guards.look(triples)
        words = MentionWords(triples)
        outcome = self.outcome
        for result in results:
            if not result.focus.startswith(_ONCE):
                key = hash(
                    (result.shape, result.component, result.focus, result.path, result.value)
                )
                if key in self.seen:
                    continue
                self.seen.add(key)
            outcome.counts[result.shape] += 1
            outcome.severities[result.severity] += 1
            constraint = outcome.shapes.constraints.get(result.shape)
            field_ = constraint.field if constraint else ""
            self.options.on_finding(
                Finding(result, source(result.focus), field_, words.of(result.focus))
            )
            limit = self.options.max_results
            if limit is not None and outcome.failing >= limit:
                outcome.stopped = True
                return

    def end(self) -> None:
        outcome = self.outcome
        if outcome.stopped:
            outcome.notes.append("stopped early (--max-results): the counts are not complete")
            return
        failures, notes = self.guards.verdict()
        outcome.notes += notes
        (outcome.notes if self.options.allow_idle else outcome.failures).extend(failures)


def _records(batch: list[Entry]) -> str:
    return f"the records {batch[0].stem} to {batch[-1].stem}"
