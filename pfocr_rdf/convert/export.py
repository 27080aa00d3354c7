"""From paths to a file: reads, maps and writes record after record, and counts what it did."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.convert.chunks import (
    CHUNK,
    ConvertedRecord,
    ConvertOptions,
    RecordConverter,
    Summary,
    chunks,
    make,
)
from pfocr_rdf.convert.deduplication import Deduplicator
from pfocr_rdf.errors import Fault, FormatError, OutputError, RecordError, UsageError
from pfocr_rdf.files.output import make_folder, open_output
from pfocr_rdf.rdf.formats import FORMATS, Format, format_of_path
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI, Batch
from pfocr_rdf.rdf.vocabulary import DATASET, escape, record_iri
from pfocr_rdf.rdf.writer import write_lines
from pfocr_rdf.sources import Records, records

if TYPE_CHECKING:
    from pfocr_rdf.mapping.organisms import Organisms

__all__ = ["Options", "Summary", "export"]


@dataclass(slots=True, kw_only=True)
class Options:
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
    paths: list[str] | list[Path], output: str | Path | None, options: Options | None = None
) -> Summary:
    """Write the records under ``paths`` to ``output`` as RDF.

    The format is that of ``options`` or of the file's suffix. Faulty records go to
    ``options.on_fault`` and the run goes on. Raises UsageError for a request that makes no sense
    (also where there is no record at all), OutputError where writing fails, and RecordError with
    ``options.strict``; then nothing stands under the name of the output that did not before. A
    record that makes its process die, three times, is an OutputError too.
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
        self.subjects: set[IRI] = set()
        self.how = ConvertOptions(
            format="" if form is None else form.name,
            graph=options.graph,
            many=form is not None and form.graphs and options.graph is None,
            pages=options.pages is not None,
            names=options.names,
        )

    def run(self, paths: list[str] | list[Path], output: str | Path | None) -> Summary:
        found = records(paths, self.fault)
        if not len(found) and not self.summary.faults:
            names = ", ".join(map(str, paths))
            raise UsageError(f"{names}: no records found (files that end in .md)")
        several = self.options.jobs > 1 and len(found) > CHUNK
        lines = self.form is not None and self.form.write is write_lines
        self.how = self.how._replace(lines=several and lines)
        with ExitStack() as stack:
            linkset_file = None
            if self.options.linksets is not None:
                linkset_format = format_of_path(str(self.options.linksets))
                linkset_file = stack.enter_context(open_output(self.options.linksets))
            if self.options.pages is not None:
                make_folder(str(self.options.pages))
            made = stack.enter_context(closing(self.made(found, several)))
            if self.form is None or output is None:
                for _ in made:
                    pass
            else:
                with open_output(output) as file:
                    self.write(self.form, made, file)
            if linkset_file is not None:
                linkset_format.write([Batch(None, links(sorted(self.subjects)))], linkset_file)
        return self.summary

    def write(self, form: Format, made: Iterator[ConvertedRecord], file: BinaryIO) -> None:
        if not self.how.lines:
            form.write(self.batches(made), file)
            return
        for one in made:
            file.write(one.own)
            file.writelines([said for _, said in one.shared])

    def batches(self, made: Iterator[ConvertedRecord]) -> Iterator[Batch]:
        for one in made:
            if self.how.many:
                yield Batch(record_iri(one.figid), one.own)
                yield Batch(DATASET, one.shared)
            else:
                one.own.extend(one.shared)
                yield Batch(self.options.graph, one.own)

    def made(self, found: Records, several: bool) -> Generator[ConvertedRecord, None, None]:
        """What came of the sound records, in order; tells and counts on the way."""
        total = len(found)
        stream = self.parallel(found) if several else self.here(found)
        for done, one in enumerate(stream, 1):
            for fault in one.faults:
                self.fault(fault)
            if one.figid:
                if one.page:
                    folder = str(self.options.pages).rstrip("/")
                    with open_output(f"{folder}/{escape(one.figid)}.jsonld") as file:
                        file.write(one.page)
                if self.options.linksets is not None:
                    self.subjects.update([iri for iri, _ in one.shared])
                yield one
            self.options.progress(done, total)

    def here(self, found: Records) -> Iterator[ConvertedRecord]:
        reading = RecordConverter(self.how)
        yield from map(reading.make, found.entries())
        self.summary.add(reading.summary)
        self.summary.entities = reading.mapper.entities

    def parallel(self, found: Records) -> Iterator[ConvertedRecord]:
        from pfocr_rdf.parallel.runner import Failed, open_executors, run

        given = Deduplicator()
        figids: set[str] = set()
        last = ("", "")
        tasks = chunks(found.entries(), self.how)
        with (
            open_executors(self.options.jobs, initializer=gc.disable) as executors,
            closing(run(make, tasks, executors, ahead=3, ordered=True)) as done,
        ):
            for task, chunk in done:
                if isinstance(chunk, Failed):
                    names = f"{task.entries[0].stem} to {task.entries[-1].stem}"
                    error = OutputError(f"the records {names}: {chunk.message}")
                    if chunk.trace:
                        error.add_note(chunk.trace)
                    raise error
                here = [one.figid for one in chunk.made if one.figid]
                if not figids.isdisjoint(here):
                    chunk = make(task, figids, last)
                    here = [one.figid for one in chunk.made if one.figid]
                figids.update(here)
                for one in chunk.made:
                    if one.figid:
                        last = (one.figid, one.source)
                        one = one._replace(shared=given.new(one.shared))
                    yield one
                self.summary.add(chunk.summary)
        self.summary.triples -= given.dropped
        self.summary.entities = given.entities

    def fault(self, fault: Fault) -> None:
        self.summary.faults += 1
        self.summary.left_out += fault.fatal
        if self.options.strict:
            raise RecordError([fault])
        self.options.on_fault(fault)
