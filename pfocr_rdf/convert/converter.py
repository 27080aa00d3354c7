"""Records to triples, one after the other, and the counts of what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pfocr_rdf.convert.figures import Figids, read_entries
from pfocr_rdf.errors import Fault
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.rdf.formats import Format
from pfocr_rdf.rdf.jsonld import page
from pfocr_rdf.rdf.terms import IRI, Node, flatten
from pfocr_rdf.rdf.vocabulary import DATASET, KINDS, record_iri
from pfocr_rdf.rdf.writer import write_lines
from pfocr_rdf.records.model import Figure
from pfocr_rdf.sources import Entry


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
    """How records are converted; picklable.

    ``format`` is ``None`` where nothing is written. ``graph`` is the one for everything; without
    it, ``many`` tells that each record has its own.
    """

    format: Format | None = None
    graph: IRI | None = None
    many: bool = False
    pages: bool = False
    names: Organisms | None = None

    @property
    def as_lines(self) -> bool:
        """Whether the syntax is N-Triples or N-Quads, of which processes give the lines."""
        return self.format is not None and self.format.write is write_lines

    def graphs(self, figid: str) -> tuple[IRI | None, IRI | None]:
        """The named graph of a record's own triples, and that of what it shares with others."""
        return (record_iri(figid), DATASET) if self.many else (self.graph, self.graph)


class ConvertedRecord(NamedTuple):
    """What came of a record. ``figid`` is empty where it is left out.

    ``own`` are its own triples, ``shared`` each thing that it shares with others and what is said
    of it: as nodes and pairs or, from processes that write N-Triples or N-Quads, as lines.
    """

    faults: list[Fault]
    source: str = ""
    figid: str = ""
    own: Any = ()
    shared: Any = ()
    page: bytes = b""


class RecordConverter:
    """Reads and maps records one after the other; each shared thing is described once."""

    def __init__(self, options: ConvertOptions, figids: Figids | None = None) -> None:
        self.mapper = Mapper(options.names)
        self.summary = Summary()
        self._options = options
        self._figids = Figids(figids, last_only=True)

    def convert(self, entries: Iterable[Entry]) -> Iterator[ConvertedRecord]:
        """What came of each record, in order."""
        for figure, faults, unknown, source in read_entries(entries, self._figids, self._check):
            if unknown:
                self.summary.unknown.update(unknown)
            if figure is None:
                yield ConvertedRecord(faults)
                continue
            own, shared, unresolved = self.mapper.map(figure)
            self._count(figure, own, shared, unresolved)
            yield ConvertedRecord(faults, source, figure.figid, own, shared, self._page(figure))

    def _check(self, figure: Figure) -> None:
        """Raise FormatError where the syntax cannot say what the figure says."""
        syntax = self._options.format
        if syntax is not None and syntax.cannot_say is not None:
            # by a mapper of its own: what is left out must not count as described
            own, shared, _ = Mapper(self._options.names).map(figure)
            syntax.check(flatten([*own[1:], own[0], *shared]))

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
        if not self._options.pages:
            return b""
        own, shared, _ = Mapper(self._options.names).map(figure)
        return page(flatten(own + shared), record_iri(figure.figid)).encode()
