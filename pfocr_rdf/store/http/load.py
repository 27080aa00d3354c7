"""A load, from files to a count of what the store holds."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from pfocr_rdf.errors import Fault, FormatError, OutputError, RemoteError, UsageError
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.store.http.chunks import Chunk, Limits, Plan, prepare
from pfocr_rdf.store.http.client import Connection
from pfocr_rdf.store.http.kinds import Target
from pfocr_rdf.store.http.options import GraphCount, Options, Report
from pfocr_rdf.store.http.state import State
from pfocr_rdf.store.http.store import IncompleteError, Store

__all__ = ["load"]


def load(
    paths: list[str], target: Target, connection: Connection, options: Options | None = None
) -> Report:
    """Load files of RDF, or records (as ``export`` reads them), into a triple store.

    A load that was stopped goes on where it was when it is started again; one that is done changes
    nothing. Raises RemoteError where the store refuses, or holds less at the end than it was sent;
    RecordError where the input is faulty, in which case nothing was sent; UsageError for a request
    that makes no sense.
    """
    options = options or Options()
    files = _checked(paths, options)
    with tempfile.TemporaryDirectory(prefix="pfocr-rdf-") as folder:
        started = time.perf_counter()
        report = Report()
        plan = prepare(
            files or [_exported(paths, Path(folder), options, report)],
            _limits(target, options),
            graph=options.graph,
            skolemize=options.skolemize,
            progress=options.reading,
        )
    try:
        if None in plan.counts and not target.kind.default_graph:
            raise UsageError(f"{target.kind.title} has no default graph: name one with --graph")
        report.triples = plan.triples
        report.preparing = time.perf_counter() - started
        state = _open_state(paths, plan, target, options)
        try:
            _Load(plan, Store(target, connection, gzip=options.gzip), state, options, report).run()
        finally:
            state.close()
    finally:
        plan.close()
    state.forget()
    report.repeated = connection.repeated
    report.seconds = time.perf_counter() - started
    return report


def _checked(paths: list[str], options: Options) -> list[RdfFile]:
    """The paths as RDF files; none where they are records. Raises UsageError."""
    if not paths:
        raise UsageError("there is nothing to load")
    files = [file for path in paths if (file := RdfFile.find(path)) is not None]
    if files and len(files) < len(paths):
        raise UsageError("load RDF files or records, not both at once")
    for name, iri in (("--graph", options.graph), ("--skolemize", options.skolemize)):
        try:
            if iri is not None:
                check_iri(iri)
        except FormatError as error:
            raise UsageError(f"{name}: {error}") from None
    if options.max_body is not None and options.max_body < 1_000:
        raise UsageError("a body of less than a kilobyte holds no statements")
    return files


def _limits(target: Target, options: Options) -> Limits:
    kind = target.kind
    body = options.max_body or kind.max_body
    if target.graphs is None and target.datasets is None:
        return Limits(body, kind.max_triples, False)
    return Limits(body, 2**62, target.datasets is not None and not options.replace)


def _exported(paths: list[str], folder: Path, options: Options, report: Report) -> RdfFile:
    from pfocr_rdf.convert import export as pipeline

    def on_fault(fault: Fault) -> None:
        if options.on_fault is not None:
            options.on_fault(fault)

    output = folder / ("figures.nq" if options.graph is None else "figures.nt")
    how = pipeline.ExportOptions(
        strict=options.on_fault is None, on_fault=on_fault, progress=options.reading
    )
    report.faults = pipeline.export(paths, output, how).faults
    return RdfFile.parse(output)


def _open_state(paths: list[str], plan: Plan, target: Target, options: Options) -> State:
    place = target.graphs or target.update
    what = {"store": place, "content": plan.digest, "replace": str(options.replace)}
    name = hashlib.sha256(repr(what).encode()).hexdigest()[:12]
    first = Path(paths[0])
    path = options.state
    if path is None:
        folder = Path() if paths[0] == "-" else first.absolute().parent
        path = folder / f".{first.name}.{name}.load"
    if options.restart:
        path.unlink(missing_ok=True)
    try:
        return State(path, what)
    except OutputError as error:
        if options.state is not None:
            raise
        options.note(f"{error}; a load that is stopped cannot go on")
        return State(None, what)


class _Load:
    def __init__(
        self, plan: Plan, store: Store, state: State, options: Options, report: Report
    ) -> None:
        self.plan = plan
        self.store = store
        self.state = state
        self.options = options
        self.report = report
        self.resumed = [chunk for chunk in plan.chunks if chunk.key in state.done]
        self.done = 0
        report.resumed = sum(chunk.triples for chunk in self.resumed)

    def run(self) -> None:
        self.options.sending(0, self.plan.triples)
        if self.options.replace:
            self.replace()
        else:
            self.add(self.plan.chunks)
        counts = self.counts()
        if self.resumed and self.short(counts):
            # The store has lost what the state remembers: it was restored, or is another one.
            self.options.note("the store holds less than an earlier run had sent: sending it again")
            self.state.done.clear()
            self.done = 0
            self.resumed = []
            if self.options.replace:
                self.replace()
            else:
                self.add(self.plan.chunks)
            counts = self.counts()
        self.report.graphs = counts
        self.report.requests = self.store.requests
        if short := self.short(counts):
            self.state.forget()
            first = short[0]
            name = first.graph or "the default graph"
            raise RemoteError(
                f"{name}: {first.there:,} triples are there, not {first.sent:,}"
                + (f"; {len(short):,} graphs differ" if len(short) > 1 else "")
            )

    def add(self, chunks: Iterable[Chunk]) -> None:
        for chunk in chunks:
            if chunk.key not in self.state.done:
                self.store.add(chunk.graph, self.plan.body(chunk), quads=chunk.quads)
                self.state.add(chunk.key)
            self.sent(chunk)

    def sent(self, chunk: Chunk) -> None:
        self.done += chunk.triples
        whole = self.done == self.plan.triples
        self.options.sending(self.done if whole else self.done // 50 * 50, self.plan.triples)

    def replace(self) -> None:
        """Replace each graph in one step: by one body, or by another graph that takes its name."""
        by_graph: dict[IRI | None, list[Chunk]] = {}
        for chunk in self.plan.chunks:
            by_graph.setdefault(chunk.graph, []).append(chunk)
        for graph, chunks in by_graph.items():
            moved = f"moved {graph}"
            if moved in self.state.done:
                for chunk in chunks:
                    self.sent(chunk)
            elif len(chunks) == 1 and self.store.can_put:
                (chunk,) = chunks
                if chunk.key not in self.state.done:
                    self.put(graph, chunk)
                    self.state.add(chunk.key)
                self.sent(chunk)
            else:
                self.stage(graph, chunks)
                self.state.add(moved)

    def put(self, graph: IRI | None, chunk: Chunk) -> None:
        body = self.plan.body(chunk)
        if not self.store.put(graph, body):
            self.stage(graph, [chunk])

    def stage(self, graph: IRI | None, chunks: list[Chunk]) -> None:
        name = hashlib.sha256(f"{graph or ''} {self.plan.digest}".encode()).hexdigest()[:24]
        staging = f"urn:pfocr-rdf:staging:{name}"
        fewest, most = self.plan.fewest[graph], self.plan.counts[graph]
        resumed = False
        for chunk in chunks:
            if chunk.key in self.state.done:
                resumed = True
            else:
                self.store.add(staging, self.plan.body(chunk), quads=False)
                self.state.add(chunk.key)
            self.sent(chunk)
        try:
            self.store.move(staging, graph, lambda count: fewest <= count <= most)
        except IncompleteError:
            if not resumed:
                raise
            self.options.note("the store has lost what an earlier run had sent: sending it again")
            for chunk in chunks:
                self.store.add(staging, self.plan.body(chunk), quads=False)
            self.store.move(staging, graph, lambda count: fewest <= count <= most)

    def counts(self) -> list[GraphCount]:
        there = self.store.counts(list(self.plan.counts))
        return [
            GraphCount(graph, sent, there.get(graph, 0)) for graph, sent in self.plan.counts.items()
        ]

    def short(self, counts: list[GraphCount]) -> list[GraphCount]:
        """Find the graphs that hold less than they must, or, once replaced, more."""
        return [
            count
            for count in counts
            if count.there < self.plan.fewest[count.graph]
            or (self.options.replace and count.graph and count.there > count.sent)
        ]
