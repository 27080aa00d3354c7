"""From paths to a file: reads, maps and writes record after record, and counts what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pfocr_rdf.errors import Fault, FormatError, RecordError, UsageError
from pfocr_rdf.formats import FORMATS, Format, format_of_path
from pfocr_rdf.jsonld import page
from pfocr_rdf.linksets import links
from pfocr_rdf.mapping import Mapped, Mapper
from pfocr_rdf.output import open_output
from pfocr_rdf.reader import read
from pfocr_rdf.records import RawRecord
from pfocr_rdf.sources import records
from pfocr_rdf.terms import IRI, Batch, flatten
from pfocr_rdf.vocabulary import DATASET, KINDS, escape, record_iri
from pfocr_rdf.writer import check_iri

if TYPE_CHECKING:
    from pfocr_rdf.model import Figure
    from pfocr_rdf.organisms import Organisms

__all__ = ["Options", "Summary", "export"]


@dataclass(slots=True)
class Summary:
    """What a run did. ``entities`` counts different ones; ``unmatched`` are mentions without a
    body; ``unknown`` are fields of records that this version does not know.
    """

    figures: int = 0
    mentions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    entities: dict[str, int] = field(default_factory=dict)
    unmatched: int = 0
    triples: int = 0
    faults: int = 0
    left_out: int = 0
    unresolved: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Options:
    """How to export.

    ``graph`` is the IRI of one named graph for everything; without it, syntaxes with named graphs
    give each record its own and what figures share the dataset's. ``on_fault`` is called with each
    fault as it is found, ``progress`` with the numbers of records done and in all. ``strict`` makes
    the first fault a RecordError.
    """

    format: Format | None = None
    graph: IRI | None = None
    linksets: str | Path | None = None
    pages: str | Path | None = None
    names: Organisms | None = None
    strict: bool = False
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[int, int], None] = lambda done, total: None


def export(
    paths: list[str] | list[Path], output: str | Path | None, options: Options | None = None
) -> Summary:
    """Write the records under ``paths`` to ``output`` as RDF.

    The format is that of ``options`` or of the file's suffix. Faulty records go to
    ``options.on_fault`` and the run goes on. Raises UsageError for a request that makes no sense
    (also where there is no record at all), OutputError where writing fails, and RecordError with
    ``options.strict``; then nothing stands under the name of the output that did not before.
    """
    options = options or Options()
    form = None
    if output is not None:
        form = options.format or format_of_path(str(output))
    if options.graph is not None and form is not None:
        if not form.datasets:
            can = ", ".join(f.name for f in FORMATS.values() if f.datasets)
            raise UsageError(f"{form.title} has no named graphs: use one of {can}")
        try:
            check_iri(options.graph)
        except FormatError as error:
            raise UsageError(f"the graph {error}") from None
    return _Export(options, form).run(paths, output)


class _Export:
    def __init__(self, options: Options, form: Format | None) -> None:
        self.options = options
        self.form = form
        self.summary = Summary()
        self.mapper = Mapper(options.names)
        self.figids: set[str] = set()
        self.last = ("", "")
        self.subjects: set[IRI] = set()

    def fault(self, fault: Fault) -> None:
        self.summary.faults += 1
        self.summary.left_out += fault.fatal
        if self.options.strict:
            raise RecordError([fault])
        self.options.on_fault(fault)

    def run(self, paths: list[str] | list[Path], output: str | Path | None) -> Summary:
        found = records(paths, self.fault)
        if not len(found) and not self.summary.faults:
            names = ", ".join(map(str, paths))
            raise UsageError(f"{names}: no records found (files that end in .md)")
        with ExitStack() as stack:
            linkset_file = None
            if self.options.linksets is not None:
                linkset_format = format_of_path(str(self.options.linksets))
                linkset_file = stack.enter_context(open_output(self.options.linksets))
            if self.options.pages is not None:
                Path(self.options.pages).mkdir(parents=True, exist_ok=True)
            batches = self.batches(found, len(found))
            if self.form is None or output is None:
                for _ in batches:
                    pass
            else:
                with open_output(output) as file:
                    self.form.write(batches, file)
            if linkset_file is not None:
                linkset_format.write([Batch(None, links(sorted(self.subjects)))], linkset_file)
        self.summary.entities = self.mapper.entities
        return self.summary

    def batches(self, found: Iterable[RawRecord], total: int) -> Iterator[Batch]:
        """The triples of all sound figures, in order."""
        form, options = self.form, self.options
        one = options.graph
        many = form is not None and form.graphs and one is None
        for done, raw in enumerate(found, 1):
            mapped = self.mapped(raw)
            if mapped is not None:
                figure, (own, shared, _) = mapped
                if many:
                    yield Batch(record_iri(figure.figid), own)
                    yield Batch(DATASET, shared)
                else:
                    own.extend(shared)
                    yield Batch(one, own)
            options.progress(done, total)

    def mapped(self, raw: RawRecord) -> tuple[Figure, Mapped] | None:
        """The figure of a record and its triples; ``None`` where it has to be left out."""
        figure, faults, unknown = read(raw)
        for fault in faults:
            self.fault(fault)
        if unknown:
            self.summary.unknown.update(unknown)
        if figure is None:
            return None
        figid = figure.figid
        if figid in self.figids:
            first = f": {self.last[1]}" if self.last[0] == figid else ""
            message = f"{figid!r} is already the figid of another record{first}"
            self.fault(Fault(raw.source, 0, "figid", message, True))
            return None
        if self.form is not None and self.form.cannot_say is not None:
            # by a mapper of its own: what is left out must not count as described
            own, shared, _ = Mapper(self.options.names).map(figure)
            try:
                self.form.check(flatten([*own[1:], own[0], *shared]))
            except FormatError as error:
                self.fault(Fault(raw.source, 0, "", str(error), True))
                return None
        mapped = self.mapper.map(figure)
        self.figids.add(raw.stem if raw.stem == figid else figid)  # one string for both
        self.last = (figid, raw.source)
        self.count(figure, mapped)
        if self.options.pages is not None:
            self.page(figure)
        return figure, mapped

    def count(self, figure: Figure, mapped: Mapped) -> None:
        summary = self.summary
        summary.figures += 1
        summary.triples += sum([len(pairs) for _, pairs in mapped.own])
        summary.triples += sum([len(pairs) for _, pairs in mapped.shared])
        kinds = summary.mentions
        for mention in figure.mentions:
            kinds[mention[0]] += 1
            if not mention[5]:
                summary.unmatched += 1
        if mapped.unresolved:
            summary.unresolved.update(mapped.unresolved)
        if self.options.linksets is not None:
            self.subjects.update(node[0] for node in mapped.shared)

    def page(self, figure: Figure) -> None:
        own, shared, _ = Mapper(self.options.names).map(figure)
        name = f"{escape(figure.figid)}.jsonld"
        with open_output(Path(self.options.pages or "") / name) as file:
            file.write(page(flatten(own + shared), record_iri(figure.figid)).encode())
