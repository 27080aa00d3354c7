"""Records, read and mapped one after the other: in one go, or by the chunk in other processes.

A chunk describes each shared thing once. When the chunks are put together, in order,
:class:`~pfocr_rdf.convert.deduplication.Deduplicator` leaves out what an earlier one has said; so
the bytes are those of one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_rdf.errors import Fault, FormatError
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.rdf.jsonld import page
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import IRI, Node, flatten
from pfocr_rdf.rdf.vocabulary import DATASET, KINDS, record_iri
from pfocr_rdf.records.reader import read
from pfocr_rdf.sources import Entry

if TYPE_CHECKING:
    from pfocr_rdf.mapping.organisms import Organisms
    from pfocr_rdf.records.model import Figure

__all__ = [
    "CHUNK",
    "Chunk",
    "ChunkTask",
    "ConvertOptions",
    "ConvertedRecord",
    "RecordConverter",
    "Summary",
    "chunks",
    "make",
    "together",
]

CHUNK = 100
"""Records a chunk: more take more memory, fewer describe shared things more often."""


@dataclass(slots=True)
class Summary:
    """What a run did. ``entities`` counts different ones; ``unmatched`` are mentions without a
    body; ``unknown`` are fields of records that this version does not know.
    """

    figures: int = 0
    mentions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    entities: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    unmatched: int = 0
    triples: int = 0
    faults: int = 0
    left_out: int = 0
    unresolved: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, other: Summary) -> None:
        """Add up the counts of records; faults and what is shared are counted elsewhere."""
        self.figures += other.figures
        self.unmatched += other.unmatched
        self.triples += other.triples
        for key, count in other.mentions.items():
            self.mentions[key] += count
        self.unresolved.update(other.unresolved)
        self.unknown.update(other.unknown)


class ConvertOptions(NamedTuple):
    """How records are made into triples; picklable.

    ``format`` is the name of a syntax, empty where nothing is written. ``graph`` is the one for
    everything; without it, ``many`` tells that each record has its own. ``lines`` tells that
    processes give N-Triples or N-Quads, not nodes.
    """

    format: str = ""
    graph: IRI | None = None
    many: bool = False
    lines: bool = False
    pages: bool = False
    names: Organisms | None = None


class ChunkTask(NamedTuple):
    """What a process has to do."""

    how: ConvertOptions
    entries: list[Entry]


class ConvertedRecord(NamedTuple):
    """What came of a record. ``figid`` is empty where it is left out."""

    faults: list[Fault]
    source: str = ""
    figid: str = ""
    own: Any = b""
    """Its own triples: nodes, or lines."""
    shared: list[tuple[IRI, Any]] = []  # noqa: RUF012  (never changed)
    """What it shares with others: each thing and what is said of it."""
    page: bytes = b""


class Chunk(NamedTuple):
    """What came of a chunk of records, in order."""

    made: list[ConvertedRecord]
    summary: Summary


class RecordConverter:
    """Reads and maps records one after the other; each shared thing is described once.

    ``figids`` are those that were read before, ``last`` the last of them and its source.
    """

    def __init__(
        self, how: ConvertOptions, figids: Set[str] = frozenset(), last: tuple[str, str] = ("", "")
    ) -> None:
        self.how = how
        self.form = FORMATS.get(how.format)
        self.mapper = Mapper(how.names)
        self.summary = Summary()
        self.figids = set(figids)
        self.last = last

    def make(self, entry: Entry) -> ConvertedRecord:
        """Read and map a record."""
        faults: list[Fault] = []
        raw = entry.load(faults.append)
        if raw is None:
            return ConvertedRecord(faults)
        figure, found, unknown = read(raw)
        faults += found
        if unknown:
            self.summary.unknown.update(unknown)
        if figure is None:
            return ConvertedRecord(faults)
        figid = figure.figid
        source = raw.source
        if figid in self.figids:
            first = f": {self.last[1]}" if self.last[0] == figid else ""
            message = f"{figid!r} is already the figid of another record{first}"
            faults.append(Fault(source, 0, "figid", message, True))
            return ConvertedRecord(faults)
        if self.form is not None and self.form.cannot_say is not None:
            # by a mapper of its own: what is left out must not count as described
            own, shared, _ = Mapper(self.how.names).map(figure)
            try:
                self.form.check(flatten([*own[1:], own[0], *shared]))
            except FormatError as error:
                faults.append(Fault(source, 0, "", str(error), True))
                return ConvertedRecord(faults)
        own, shared, unresolved = self.mapper.map(figure)
        self.figids.add(raw.stem if raw.stem == figid else figid)  # one string for both
        self.last = (figid, source)
        self._count(figure, own, shared, unresolved)
        return ConvertedRecord(faults, source, figid, own, shared, self._page(figure))

    def _count(
        self, figure: Figure, own: list[Node], shared: list[Node], unresolved: list[str]
    ) -> None:
        summary = self.summary
        summary.figures += 1
        summary.triples += sum([len(pairs) for _, pairs in own])
        summary.triples += sum([len(pairs) for _, pairs in shared])
        kinds = summary.mentions
        for mention in figure.mentions:
            kinds[mention[0]] += 1
            if not mention[5]:
                summary.unmatched += 1
        if unresolved:
            summary.unresolved.update(unresolved)

    def _page(self, figure: Figure) -> bytes:
        if not self.how.pages:
            return b""
        own, shared, _ = Mapper(self.how.names).map(figure)
        return page(flatten(own + shared), record_iri(figure.figid)).encode()


def chunks(entries: Iterable[Entry], how: ConvertOptions) -> Iterator[ChunkTask]:
    """The tasks for records."""
    return (ChunkTask(how, part) for part in together(entries, CHUNK))


def together(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Lists of about ``size`` records; those of one paper, and of one name, stay together."""
    part: list[Entry] = []
    paper = ""
    for entry in entries:
        this = (entry.stem or "").partition("__")[0]
        if len(part) >= size and this != paper:
            yield part
            part = []
        paper = this
        part.append(entry)
    if part:
        yield part


def make(
    task: ChunkTask, figids: Set[str] = frozenset(), last: tuple[str, str] = ("", "")
) -> Chunk:
    """Convert a chunk of records, in any process; see :class:`RecordConverter`."""
    how, entries = task
    reading = RecordConverter(how, figids, last)
    made = [reading.make(entry) for entry in entries]
    return Chunk(_as_lines(made, how) if how.lines else _as_pairs(made), reading.summary)


def _as_pairs(made: list[ConvertedRecord]) -> list[ConvertedRecord]:
    """The same in plain values, which travel better than what is said of many at once."""
    return [one._replace(own=_plain(one.own or []), shared=_plain(one.shared)) for one in made]


def _plain(nodes: list[Node]) -> list[Node]:
    return [
        (subject, [(predicate, term) for _, predicate, term in triples])
        for subject, triples in groupby(flatten(nodes), itemgetter(0))
    ]


def _as_lines(made: list[ConvertedRecord], how: ConvertOptions) -> list[ConvertedRecord]:
    """The same, with lines in the place of nodes."""
    shared_graph = DATASET if how.many else how.graph
    return [
        one._replace(
            own=lines(one.own or [], record_iri(one.figid) if how.many else how.graph),
            shared=[(node[0], lines([node], shared_graph)) for node in one.shared],
        )
        for one in made
    ]
