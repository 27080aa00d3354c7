"""Records by the chunk, each converted in one go, in any process.

A chunk describes each shared thing once. When the chunks are put together, in order,
:class:`~pfocr_rdf.convert.deduplication.Deduplicator` leaves out what an earlier one describes; so
the bytes are those of one go.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pfocr_rdf.convert.converter import ConvertedRecord, ConvertOptions, RecordConverter, Summary
from pfocr_rdf.convert.figures import Figids
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import Node, flatten
from pfocr_rdf.sources import Entry


class ChunkTask(NamedTuple):
    """What a process has to do."""

    options: ConvertOptions
    entries: list[Entry]


class Chunk(NamedTuple):
    """What came of a chunk of records, in order."""

    records: list[ConvertedRecord]
    summary: Summary


def in_chunks(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Lists of about ``size`` records; those of one paper, and of one name, are in one list."""
    chunk: list[Entry] = []
    last = ""
    for entry in entries:
        paper = (entry.stem or "").partition("__")[0]
        if len(chunk) >= size and paper != last:
            yield chunk
            chunk = []
        last = paper
        chunk.append(entry)
    if chunk:
        yield chunk


def convert_chunk(task: ChunkTask, figids: Figids | None = None) -> Chunk:
    """Convert a chunk of records; a figid of ``figids`` belongs to a record of an earlier one."""
    options, entries = task
    converter = RecordConverter(options, figids)
    portable = _as_lines if options.as_lines else _as_pairs
    records = [
        portable(record, options) if record.figid else record
        for record in converter.convert(entries)
    ]
    return Chunk(records, converter.summary)


def _as_lines(record: ConvertedRecord, options: ConvertOptions) -> ConvertedRecord:
    graph, shared_graph = options.graphs(record.figid)
    shared = [(node[0], lines([node], shared_graph)) for node in record.shared]
    return record._replace(own=lines(record.own, graph), shared=shared)


def _as_pairs(record: ConvertedRecord, options: ConvertOptions) -> ConvertedRecord:
    """The same in plain values, which travel better than what is said of many at once."""
    return record._replace(own=_plain(record.own), shared=_plain(record.shared))


def _plain(nodes: list[Node]) -> list[Node]:
    return [
        (subject, [(predicate, term) for _, predicate, term in triples])
        for subject, triples in groupby(flatten(nodes), itemgetter(0))
    ]
