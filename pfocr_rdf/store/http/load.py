"""A load, from files to a count of what the store holds."""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.convert.export import ExportOptions, export
from pfocr_rdf.errors import Fault, FormatError, OutputError, RemoteError, UsageError
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.store.http.chunks import Chunk, Limits, Plan, prepare
from pfocr_rdf.store.http.client import Connection
from pfocr_rdf.store.http.kinds import Target
from pfocr_rdf.store.http.state import LoadState
from pfocr_rdf.store.http.store import IncompleteError, Store

_MAX_TRIPLES_OF_UPDATE = 2_000


@dataclass(slots=True, kw_only=True)
class HttpLoadOptions:
    """How to load.

    ``graph`` takes everything, whatever graphs the input has. ``replace`` makes the graphs of the
    input hold what it says and nothing else. ``max_body`` is in bytes. ``state`` is the file that
    remembers what is done; without it there is one beside the input, and with ``restart`` what it
    remembers is forgotten. ``gzip`` packs bodies where the store unpacks them. ``on_fault`` is
    called with each fault of a record, and sound records are loaded; without it the first fault
    ends the load. ``note`` takes messages for the user, ``reading`` the numbers of bytes (of
    records) read and in all, ``sending`` those of triples.
    """

    graph: IRI | None = None
    replace: bool = False
    skolemize: IRI | None = None
    max_body: int = 8 * 10**6
    gzip: bool = True
    state: Path | None = None
    restart: bool = False
    on_fault: Callable[[Fault], None] | None = None
    note: Callable[[str], None] = lambda text: None
    reading: Callable[[int, int], None] = lambda done, total: None
    sending: Callable[[int, int], None] = lambda done, total: None


class GraphCount(NamedTuple):
    """Different triples that were to be in a graph (``None``: the default one), and that are."""

    graph: IRI | None
    sent: int
    there: int


@dataclass(slots=True)
class HttpLoadReport:
    """What a load did.

    ``resumed`` counts the triples that an earlier run had sent, ``repeated`` the requests that had
    to be made again, ``faults`` those of records. ``seconds`` is the time of all, ``preparing``
    that before anything was sent.
    """

    graphs: list[GraphCount] = field(default_factory=list)
    triples: int = 0
    resumed: int = 0
    requests: int = 0
    repeated: int = 0
    faults: int = 0
    seconds: float = 0.0
    preparing: float = 0.0

    @property
    def sent(self) -> int:
        """Different triples of the input."""
        return sum(count.sent for count in self.graphs)

    @property
    def there(self) -> int:
        """Triples in the graphs of the input."""
        return sum(count.there for count in self.graphs)


def load(
    paths: list[str],
    target: Target,
    connection: Connection,
    options: HttpLoadOptions | None = None,
) -> HttpLoadReport:
    """Load files of RDF, or records (as ``export`` reads them), into a triple store.

    A load that was stopped goes on where it was when it is started again; one that is done changes
    nothing. Raises RemoteError where the store refuses, or holds less at the end than it was sent;
    RecordError where the input is faulty, in which case nothing was sent; UsageError for paths and
    options that do not go together.
    """
    options = options or HttpLoadOptions()
    files = _checked(paths, options)
    started = time.perf_counter()
    report = HttpLoadReport()
    is_update = target.graphs is None and target.datasets is None
    limits = Limits(
        options.max_body,
        _MAX_TRIPLES_OF_UPDATE if is_update else sys.maxsize,
        quads=target.datasets is not None and not options.replace,
    )
    with tempfile.TemporaryDirectory(prefix="pfocr-rdf-") as folder:
        plan = prepare(
            files or [_exported(paths, Path(folder), options, report)],
            limits,
            graph=options.graph,
            skolemize=options.skolemize,
            progress=options.reading,
        )
    with plan.spool:
        if None in plan.counts and not target.kind.default_graph:
            raise UsageError(f"{target.kind.name} has no default graph: name one with --graph")
        report.triples = plan.triples
        report.preparing = time.perf_counter() - started
        store = Store(target, connection, gzip=options.gzip)
        with closing(_open_state(paths, plan, target, options)) as state:
            _Load(plan, store, state, options, report).run()
    state.forget()
    report.requests = store.requests
    report.repeated = connection.repeated
    report.seconds = time.perf_counter() - started
    return report


def _checked(paths: list[str], options: HttpLoadOptions) -> list[RdfFile]:
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
    if options.max_body < 1_000:
        raise UsageError("--max-body: a body of less than a kilobyte holds no statements")
    return files


def _exported(
    paths: list[str], folder: Path, options: HttpLoadOptions, report: HttpLoadReport
) -> RdfFile:
    output = folder / ("figures.nq" if options.graph is None else "figures.nt")
    export_options = ExportOptions(
        strict=options.on_fault is None,
        on_fault=options.on_fault or (lambda fault: None),
        progress=options.reading,
    )
    report.faults = export(paths, output, export_options).faults
    return RdfFile.parse(output)


def _open_state(
    paths: list[str], plan: Plan, target: Target, options: HttpLoadOptions
) -> LoadState:
    place = target.graphs or target.update
    what = {"store": place, "content": plan.digest, "replace": str(options.replace)}
    path = options.state
    if path is None:
        first = Path(paths[0])
        folder = Path() if paths[0] == "-" else first.absolute().parent
        name = hashlib.sha256(repr(what).encode()).hexdigest()[:12]
        path = folder / f".{first.name}.{name}.load"
    if options.restart:
        path.unlink(missing_ok=True)
    try:
        return LoadState(path, what)
    except OutputError as error:
        if options.state is not None:
            raise
        options.note(f"{error}; a load that is stopped cannot go on")
        return LoadState(None, what)


@dataclass(slots=True)
class _Load:
    plan: Plan
    store: Store
    state: LoadState
    options: HttpLoadOptions
    report: HttpLoadReport
    done: int = 0

    def run(self) -> None:
        done = self.state.done
        self.report.resumed = sum(
            chunk.triples
            for chunk in self.plan.chunks
            if chunk.key in done or _moved(chunk.graph) in done
        )
        wrong = self.send_and_count()
        if wrong and self.report.resumed:
            # The store has lost what the state remembers: it was restored, or is another one.
            self.options.note("the store holds less than an earlier run had sent: sending it again")
            self.state.done.clear()
            wrong = self.send_and_count()
        if wrong:
            self.state.forget()
            raise wrong

    def send_and_count(self) -> RemoteError | None:
        """Send what is not done; return an error where the store does not hold it all."""
        self.done = 0
        self.options.sending(0, self.plan.triples)
        try:
            if self.options.replace:
                self.replace()
            else:
                self.add(self.plan.chunks)
        except IncompleteError as error:
            return error
        there = self.store.counts(list(self.plan.counts))
        self.report.graphs = [
            GraphCount(graph, sent, there.get(graph, 0)) for graph, sent in self.plan.counts.items()
        ]
        wrong = [count for count in self.report.graphs if self.is_wrong(count)]
        if not wrong:
            return None
        more = f"; {len(wrong):,} graphs differ" if len(wrong) > 1 else ""
        graph, sent, found = wrong[0]
        name = graph or "the default graph"
        return RemoteError(f"{name}: {found:,} triples are there, not {sent:,}{more}")

    def is_wrong(self, count: GraphCount) -> bool:
        """Whether a graph holds less than it must, or, once replaced, more."""
        return count.there < self.plan.fewest[count.graph] or bool(
            self.options.replace and count.graph and count.there > count.sent
        )

    def add(self, chunks: list[Chunk], staging: IRI | None = None) -> None:
        for chunk in chunks:
            if chunk.key not in self.state.done:
                self.store.add(staging or chunk.graph, self.plan.body(chunk))
                self.state.add(chunk.key)
            self.sent(chunk)

    def sent(self, chunk: Chunk) -> None:
        self.done += chunk.triples
        self.options.sending(self.done, self.plan.triples)

    def replace(self) -> None:
        """Replace each graph in one step: by one body, or by another graph that takes its name."""
        by_graph: dict[IRI | None, list[Chunk]] = {}
        for chunk in self.plan.chunks:
            by_graph.setdefault(chunk.graph, []).append(chunk)
        for graph, chunks in by_graph.items():
            is_done = _moved(graph) in self.state.done
            if not is_done and len(chunks) == 1 and chunks[0].key not in self.state.done:
                is_done = self.store.put(graph, self.plan.body(chunks[0]))
            if is_done:
                for chunk in chunks:
                    self.sent(chunk)
            else:
                name = hashlib.sha256(f"{graph or ''} {self.plan.digest}".encode()).hexdigest()[:24]
                staging = f"urn:pfocr-rdf:staging:{name}"
                self.add(chunks, staging)
                whole = range(self.plan.fewest[graph], self.plan.counts[graph] + 1)
                self.store.move(staging, graph, whole)
            self.state.add(_moved(graph))


def _moved(graph: IRI | None) -> str:
    return f"moved {graph}"
