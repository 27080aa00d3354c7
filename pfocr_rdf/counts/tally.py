"""Counts of a release, made from the lines that were written.

Every number is the one that SPARQL counts in the loaded release: a thing has the classes that any
graph of the release gives it, a triple belongs to the graph that it stands in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pfocr_rdf.counts.counters import Counts, GraphCounts, Rankings
from pfocr_rdf.counts.fingerprints import Fingerprints
from pfocr_rdf.counts.lines import (
    BODY,
    FIGURE,
    LINK,
    PAGE,
    PAPER,
    PLAIN,
    QUOTE,
    RECORD,
    TYPE,
    Item,
    Items,
    Mentions,
    Shape,
    add_runs,
    is_described,
    mention_place,
    mentions,
)
from pfocr_rdf.rdf.namespaces import oa, rdfs, schema, skos
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import KINDS

LABELS = (schema.name, skos.prefLabel, rdfs.label, schema.alternateName)
"""Properties that name what records share, the best first."""

_LABELS = tuple(f'<{predicate}> "'.encode() for predicate in LABELS)
_MENTIONED = f"<{schema.mentions}> <".encode()
_MENTIONS: dict[Shape, str] = {
    " ".join(sorted((oa.Annotation, kind.mention_type))): kind.key for kind in KINDS.values()
}


@dataclass
class Tally(Counts):
    """Counts records and shared descriptions; tallies of parts add up to that of the whole.

    Memory grows with the number of different entities, taxa, journals and publishers, and by some
    20 bytes a record. Equal input gives equal JSON, in whatever order and parts it came, as long
    as there are no more than ``counters.KEPT`` different unmatched words and organisms' names.
    """

    figures: int = 0
    own: GraphCounts = field(default_factory=GraphCounts)
    shared: GraphCounts = field(default_factory=GraphCounts)
    types: dict[bytes, Shape] = field(default_factory=dict)
    labels: dict[bytes, bytes] = field(default_factory=dict)
    records: Fingerprints = field(default_factory=Fingerprints)
    pages: dict[Shape, dict[IRI, Fingerprints]] = field(default_factory=dict)
    guests: Fingerprints = field(default_factory=Fingerprints)
    untyped: Fingerprints = field(default_factory=Fingerprints)
    rankings: Rankings = field(default_factory=Rankings, metadata={"key": "people"})

    def __post_init__(self) -> None:
        self._items = Items()
        self._shapes: dict[tuple[bytes, ...], Shape] = {}

    # ---- records ----

    def add_record(self, own: bytes, shared: bytes) -> None:
        """Count a record: its own N-Triples lines, those of its page first.

        ``shared`` are the lines that completely describe all that it links to; they are not
        counted here, since other records give them again. Raises ValueError where the lines are
        not those of one record, or those of one subject do not stand together.
        """
        page = own[: own.find(b">")]
        if not page.endswith(b".html"):
            raise ValueError(f"{page!r}: the first line is not that of a record's page")
        figure = page.removesuffix(b".html")
        self._items.figure = figure
        start, end = mention_place(own, figure)
        found: dict[str, Iterable[bytes]] = {}
        for of_kind in mentions(own[start:end], figure):
            self._mentions(of_kind, found)
        subjects: dict[bytes, list[bytes]] = {}
        add_runs(own[:start], subjects)
        add_runs(own[end:], subjects)
        classes = []
        paper: list[bytes] = []
        for subject, lines in subjects.items():
            shape, items = self._subject(lines, shared, paper)
            after = subject[len(figure) :] if subject.startswith(figure) else b""
            if after == b">":
                self.rankings.add_figure(lines, items, found, paper)
            if after == b">" or after == b".html>":
                classes.append(shape)
                self.own.subjects[shape] += 1
            elif after.startswith(b"#search-"):
                self.own.subjects[shape] += 1
            elif after.startswith(b"#"):
                raise ValueError(f"{subject!r}: the lines of a mention do not stand together")
            else:
                self.guests.add(subject[1:-1])
        if classes != [RECORD, FIGURE]:
            raise ValueError(f"{page!r}: a record's page and figure do not have their classes")
        self.figures += 1
        self.records.add(page[1:])

    def _mentions(self, of_kind: Mentions, found: dict[str, Iterable[bytes]]) -> None:
        """Count mentions of one kind. Most of their lines are the same."""
        target = f"<{oa.hasTarget}> ".encode() + self._items.figure + b">"
        keys: dict[str, int] = {}
        bodies: dict[bytes, int] = {}
        texts: dict[bytes, int] = {}
        linked: list[tuple[Item, int]] = []
        types = []
        for rest, number in Counter(of_kind.lines).items():
            if rest[-1] == QUOTE:
                predicate = rest[: rest.index(b" ")]
                texts[predicate] = texts.get(predicate, 0) + number
            elif rest.startswith(BODY):
                bodies[rest[len(BODY) : -1]] = number
            elif rest == target:
                keys[f"{oa.hasTarget} a {FIGURE}"] = number
            else:
                item = self._items[rest]
                keys[item[1]] = keys.get(item[1], 0) + number
                if item[2] == LINK:
                    linked.append((item, number))
                elif item[2] == TYPE:
                    types.append(item)
                    if number != of_kind.size:
                        raise ValueError(f"{rest!r}: mentions are not in the order of their lines")
        for predicate, number in texts.items():
            keys[self._items[predicate][1]] = number
        shape = self._shape(types)
        self.own.subjects[shape] += of_kind.size
        if bodies:
            keys[oa.hasBody + " "] = sum(bodies.values())
        self.own.add(shape, keys, linked, {oa.hasBody: bodies})
        kind = _MENTIONS.get(shape)
        if kind is not None:
            if bodies:
                found[kind] = bodies.keys()
            self.rankings.add_unmatched(kind, of_kind.unmatched)

    def _subject(
        self, lines: list[bytes], shared: bytes, paper: list[bytes]
    ) -> tuple[Shape, list[Item]]:
        """Count the lines of a subject that is no mention; add those of its paper to ``paper``."""
        linked = []
        if len(lines) > 1 and lines[-1].startswith(_MENTIONED):
            linked = [line[len(_MENTIONED) : -1] for line in lines if line.startswith(_MENTIONED)]
            lines = [line for line in lines if not line.startswith(_MENTIONED)]
        items = self._items.of(lines)
        special = [item for item in items if item[2]]
        shape = self._shape(special)
        for item in special:
            if item[2] == PAGE:
                pages = self.pages.setdefault(shape, {})
                pages.setdefault(item[0], Fingerprints()).add(item[3])
            elif item[2] == PAPER:
                typed = self._paper(item, shared, paper)
                items = [typed if other is item else other for other in items]
        keys = Counter([item[1] for item in items])
        if linked:
            keys[schema.mentions + " "] = len(linked)
        links = [(item, 1) for item in special if item[2] == LINK]
        self.own.add(shape, keys, links, {schema.mentions: linked})
        return shape, items

    def _paper(self, link: Item, shared: bytes, paper: list[bytes]) -> Item:
        """The link with the classes of the paper, whose lines are added to ``paper``."""
        parts = (b"\n" + shared).split(b"\n<" + link[3] + b"> ")[1:]
        lines = [part.partition(b"\n")[0].removesuffix(b" .") for part in parts]
        paper += sorted(lines)
        shape = self._shape([item for item in self._items.of(lines) if item[2]])
        return Item(link[0], f"{link[0]} a {shape}" if shape else link[1], PLAIN, b"")

    def _shape(self, items: list[Item]) -> Shape:
        types = tuple([item[3] for item in items if item[2] == TYPE])
        shape = self._shapes.get(types)
        if shape is None:
            shape = self._shapes[types] = " ".join(sorted({t.decode() for t in types}))
        return shape

    # ---- what records share ----

    def add_shared(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Count N-Triples lines of the shared part and pass them on.

        Lines of one subject stand together, and no line comes twice in the whole release.
        """
        last = b""
        held: list[bytes] = []
        for line in lines:
            at = line.index(b" ")
            subject = line[:at]
            if subject != last:
                if held:
                    self._describe(last[1:-1], held)
                last = subject
                held = []
            held.append(line[at + 1 : line.rindex(b" .")])
            yield line
        if held:
            self._describe(last[1:-1], held)

    def _describe(self, subject: bytes, lines: list[bytes]) -> None:
        items = self._items.of(lines)
        special = [item for item in items if item[2]]
        shape = self._shape(special)
        self.shared.subjects[shape] += 1
        linked = [(item, 1) for item in special if item[2] == LINK]
        self.shared.add(shape, Counter([item[1] for item in items]), linked, {})
        if not shape:
            self.untyped.add(subject)
        elif is_described(subject):
            self.types[subject] = shape
            label = _label(lines)
            if label is not None:
                self.labels[subject] = label


def _label(lines: list[bytes]) -> bytes | None:
    """The first in the order of code points of the values of the best property."""
    for start in _LABELS:
        texts = [line[len(start) : -1] for line in lines if line.startswith(start)]
        if texts:
            return min(texts)
    return None
