"""From paths to a file: reads, maps and writes record after record, and counts what it did."""

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from pfocr_rdf.convert.chunks import ChunkTask, convert_chunk, in_chunks
from pfocr_rdf.convert.converter import ConvertedRecord, ConvertOptions, RecordConverter, Summary
from pfocr_rdf.convert.deduplication import Deduplicator
from pfocr_rdf.convert.figures import Figids
from pfocr_rdf.errors import Fault, FormatError, OutputError, RecordError, UsageError
from pfocr_rdf.files.output import make_folder, open_output
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.rdf.formats import FORMATS, Format, format_of_path
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI, Batch
from pfocr_rdf.rdf.vocabulary import escape
from pfocr_rdf.sources import Entry, records

__all__ = ["ExportOptions", "Summary", "export"]

CHUNK = 100
"""Records a chunk: more take more memory, fewer describe shared things more often."""


@dataclass(slots=True, kw_only=True)
class ExportOptions:
    """How to export.

    ``graph`` is the IRI of one named graph for everything; without it, syntaxes with named graphs
    give each record its own and what figures share the dataset's. ``on_fault`` is called with each
    fault as it is found, ``progress`` with the numbers of records done and in all. ``strict`` makes
    the first fault a RecordError. ``jobs`` is how many processes read and map; what is written is
    the same whatever their number.
    """

    format: Format | None = None
    graph: IRI | None = None
    linksets: str | Path | None = None
    pages: str | Path | None = None
    names: Organisms | None = None
    strict: bool = False
    jobs: int = 1
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[int, int], None] = lambda done, total: None


def export(
    paths: list[str] | list[Path], output: str | Path | None, options: ExportOptions | None = None
) -> Summary:
    """Write the records under ``paths`` to ``output`` as RDF.

    The format is that of ``options`` or of the file's suffix. Faulty records go to
    ``options.on_fault`` and the run goes on. Raises UsageError for options or paths that are wrong
    (also where there are no records), OutputError where writing fails, and RecordError with
    ``options.strict``; then what was under the name of the output before is still there. A
    record that makes its process die, three times, is an OutputError too.
    """
    options = options or ExportOptions()
    syntax = None
    if output is not None:
        syntax = options.format or format_of_path(str(output))
    if options.graph is not None and syntax is not None:
        if not syntax.datasets:
            can = ", ".join(f.name for f in FORMATS.values() if f.datasets)
            raise UsageError(f"{syntax.title} has no named graphs: use one of {can}")
        try:
            check_iri(options.graph)
        except FormatError as error:
            raise UsageError(f"the graph {error}") from None
    return _Export(options, syntax).run(paths, output)


class _Export:
    def __init__(self, options: ExportOptions, syntax: Format | None) -> None:
        self.options = options
        self.syntax = syntax
        self.summary = Summary()
        self.subjects: set[IRI] = set()
        self.convert_options = ConvertOptions(
            format=syntax,
            graph=options.graph,
            many=syntax is not None and syntax.graphs and options.graph is None,
            pages=options.pages is not None,
            names=options.names,
        )

    def run(self, paths: list[str] | list[Path], output: str | Path | None) -> Summary:
        found = records(paths, self.fault)
        if not len(found) and not self.summary.faults:
            names = ", ".join(map(str, paths))
            raise UsageError(f"{names}: no records found (files that end in .md)")
        parallel = self.options.jobs > 1 and len(found) > CHUNK
        with ExitStack() as stack:
            linkset_file = None
            if self.options.linksets is not None:
                linkset_format = format_of_path(str(self.options.linksets))
                linkset_file = stack.enter_context(open_output(self.options.linksets))
            if self.options.pages is not None:
                make_folder(str(self.options.pages))
            converted = self.in_processes(found) if parallel else self.in_this_process(found)
            sound = stack.enter_context(closing(self.sound(converted, len(found))))
            if self.syntax is None or output is None:
                for _ in sound:
                    pass
            else:
                with open_output(output) as file:
                    if parallel and self.convert_options.as_lines:
                        for record in sound:
                            file.write(record.own)
                            file.writelines([lines for _, lines in record.shared])
                    else:
                        self.syntax.write(self.batches(sound), file)
            if linkset_file is not None:
                linkset_format.write([Batch(None, links(sorted(self.subjects)))], linkset_file)
        return self.summary

    def batches(self, converted: Iterator[ConvertedRecord]) -> Iterator[Batch]:
        for record in converted:
            graph, shared_graph = self.convert_options.graphs(record.figid)
            if graph != shared_graph:
                yield Batch(graph, record.own)
                yield Batch(shared_graph, record.shared)
            else:
                yield Batch(graph, record.own + record.shared)

    def sound(
        self, converted: Iterator[ConvertedRecord], total: int
    ) -> Generator[ConvertedRecord, None, None]:
        """The records that are not left out; faults are reported, and pages written, on the way."""
        for done, record in enumerate(converted, 1):
            for fault in record.faults:
                self.fault(fault)
            if record.figid:
                if record.page:
                    folder = str(self.options.pages).rstrip("/")
                    with open_output(f"{folder}/{escape(record.figid)}.jsonld") as file:
                        file.write(record.page)
                if self.options.linksets is not None:
                    self.subjects.update([iri for iri, _ in record.shared])
                yield record
            self.options.progress(done, total)

    def in_this_process(self, found: list[Entry]) -> Iterator[ConvertedRecord]:
        converter = RecordConverter(self.convert_options)
        yield from converter.convert(found)
        self.summary.add(converter.summary)
        self.summary.entities = converter.mapper.entities

    def in_processes(self, found: list[Entry]) -> Iterator[ConvertedRecord]:
        from pfocr_rdf.parallel.runner import Failed, open_executors, run  # slow to import

        deduplicator = Deduplicator()
        figids = Figids(last_only=True)
        chunks = in_chunks(found, CHUNK)
        tasks = (ChunkTask(self.convert_options, entries) for entries in chunks)
        with (
            open_executors(self.options.jobs, initializer=gc.disable) as executors,
            closing(run(convert_chunk, tasks, executors, ahead=3, ordered=True)) as done,
        ):
            for task, chunk in done:
                if isinstance(chunk, Failed):
                    names = f"{task.entries[0].stem} to {task.entries[-1].stem}"
                    error = OutputError(f"the records {names}: {chunk.message}")
                    if chunk.trace:
                        error.add_note(chunk.trace)
                    raise error
                if any(record.figid in figids for record in chunk.records):
                    chunk = convert_chunk(task, figids)
                for record in chunk.records:
                    if record.figid:
                        figids.add(record.figid, record.source)
                        record = record._replace(shared=deduplicator.new(record.shared))
                    yield record
                self.summary.add(chunk.summary)
        self.summary.triples -= deduplicator.dropped
        self.summary.entities = deduplicator.entities

    def fault(self, fault: Fault) -> None:
        self.summary.faults += 1
        self.summary.left_out += fault.fatal
        if self.options.strict:
            raise RecordError([fault])
        self.options.on_fault(fault)
