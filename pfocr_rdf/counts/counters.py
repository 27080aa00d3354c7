"""Counters of which a tally consists: of subjects and lines, and of what statistics rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pfocr_rdf.counts.fingerprints import Fingerprints
from pfocr_rdf.counts.lines import WORD, Item, Shape
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES

__all__ = ["KEPT", "GraphCounts", "Rankings", "add", "encoded", "plain", "ranked"]

KEPT = 100_000
"""How many different unmatched words of a kind, and names of organisms, are remembered: the most
frequent ones, equally frequent ones in the order of their code points."""

_NAME = f'<{pfocr.organismName}> "'.encode()
_FIGURE = ((schema.caption, "caption"), (schema.name, "title"))
_TAXA = REGISTRIES["taxonomy"].base.encode()
_YEAR = f'<{schema.datePublished}> "'.encode()
_DOI = f"<{schema.sameAs}> ".encode()
_JOURNAL = f"<{schema.isPartOf}> <".encode()


def plain(counts: Any) -> Any:
    """Counters, sets, fingerprints, and dictionaries of them, as JSON; the same for equal ones."""
    if isinstance(counts, dict):
        return {plain(key): plain(value) for key, value in sorted(counts.items())}
    if isinstance(counts, set):
        return [plain(value) for value in sorted(counts)]
    if isinstance(counts, Fingerprints):
        return counts.to_json()
    return counts.decode() if isinstance(counts, bytes) else counts


def encoded(values: Mapping[str, int]) -> Counter[bytes]:
    """A counter of texts, from its JSON."""
    return Counter({key.encode(): value for key, value in values.items()})


def add(counts: dict[Any, Any], others: Mapping[Any, Any]) -> None:
    """Add dictionaries of counters or fingerprints, or of such dictionaries, key by key."""
    for key, other in others.items():
        mine = counts.setdefault(key, type(other)())
        if type(other) is dict:
            add(mine, other)
        else:
            mine.update(other)


def ranked(counts: Mapping[bytes, int], top: int) -> list[tuple[bytes, int]]:
    """The most frequent, equally frequent ones in the order of their code points."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]


class GraphCounts:
    """What was counted in one kind of graph: the records' own, or the shared one.

    ``subjects``: shape → different subjects. ``lines``: shape → key of the line (see Item) → lines.
    ``links``: shape → predicate → object → lines whose object's classes are only known in the end.
    """

    __slots__ = ("lines", "links", "subjects")

    def __init__(self) -> None:
        self.subjects: Counter[Shape] = Counter()
        self.lines: dict[Shape, Counter[str]] = {}
        self.links: dict[Shape, dict[IRI, Counter[bytes]]] = {}

    def add(
        self,
        shape: Shape,
        keys: Mapping[str, int],
        linked: Iterable[tuple[Item, int]],
        more: Mapping[IRI, Iterable[bytes] | Mapping[bytes, int]],
    ) -> None:
        """Count what is stated of subjects of one shape: lines by key, links by object."""
        lines = self.lines.get(shape)
        if lines is None:
            lines = self.lines[shape] = Counter()
            self.links[shape] = {}
        for key, number in keys.items():
            lines[key] = lines.get(key, 0) + number
        links = self.links[shape]
        for (predicate, _, _, value), number in linked:
            values = links.get(predicate)
            if values is None:
                values = links[predicate] = Counter()
            values[value] = values.get(value, 0) + number
        for predicate, objects in more.items():
            if objects:
                links.setdefault(predicate, Counter()).update(objects)

    def update(self, other: GraphCounts) -> None:
        """Add all of another's."""
        self.subjects.update(other.subjects)
        add(self.lines, other.lines)
        add(self.links, other.links)

    def to_json(self) -> dict[str, Any]:
        """For ``from_json``."""
        return {name: plain(getattr(self, name)) for name in ("subjects", "lines", "links")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GraphCounts:
        """The counts that ``to_json`` wrote."""
        found = cls()
        found.subjects.update(data["subjects"])
        found.lines = {shape: Counter(lines) for shape, lines in data["lines"].items()}
        found.links = {
            shape: {predicate: encoded(values) for predicate, values in links.items()}
            for shape, links in data["links"].items()
        }
        return found


class Rankings:
    """Counters of years, entities, journals and words; of figures, where nothing else is stated.

    ``entities``: kind → entity; ``unmatched``: kind → mentions that were matched to nothing;
    ``words``: kind → their words, counted by mention; ``names``: organisms' names as written;
    ``alone``: those among them that some figure has for which no taxon at all is known, so that
    they resolve to nothing.
    """

    def __init__(self) -> None:
        self.years: Counter[bytes] = Counter()
        self.journals: Counter[bytes] = Counter()
        self.coverage: Counter[str] = Counter()
        self.entities: dict[str, Counter[bytes]] = {kind: Counter() for kind in KINDS}
        self.unmatched: Counter[str] = Counter()
        self.words: dict[str, Counter[bytes]] = {kind: Counter() for kind in KINDS}
        self.names: Counter[bytes] = Counter()
        self.alone: set[bytes] = set()

    def add_unmatched(self, kind: str, words: list[bytes]) -> None:
        """Count mentions without a body, by their lines with ``pfocr:word``."""
        if words:
            self.unmatched[kind] += len(words)
            counts = self.words[kind]
            counts.update([word[len(WORD) : -1] for word in words])
            _trim(counts)

    def add_figure(
        self,
        lines: list[bytes],
        items: list[Item],
        found: Mapping[str, Iterable[bytes]],
        paper: list[bytes],
    ) -> None:
        """Count a figure by its lines, the entities that it mentions by kind, its paper's lines."""
        covered = {KINDS[kind].plural for kind in found}
        covered.add("any" if found else "nothing")
        predicates = {item[0] for item in items}
        covered.update([name for predicate, name in _FIGURE if predicate in predicates])
        if schema.about in predicates and any(
            item[0] == schema.about and item[3].startswith(_TAXA) for item in items
        ):
            covered.add("organism")
        names: set[bytes] = set()
        if pfocr.organismName in predicates:
            names.update([line[len(_NAME) : -1] for line in lines if line.startswith(_NAME)])
        if names:
            self.names.update(names)
            if "organism" not in covered:
                self.alone.update(names)
            self._trim_names()
        year = journal = None
        for line in paper:
            if line.startswith(_YEAR):
                year = year or line[len(_YEAR) : line.rindex(b'"')]
            elif line.startswith(_JOURNAL):
                journal = journal or line[len(_JOURNAL) : -1]
            elif line.startswith(_DOI):
                covered.add("doi")
        if year is not None:
            covered.add("year")
            self.years[year] += 1
        if journal is not None:
            self.journals[journal] += 1
        self.coverage.update(covered)
        for kind, entities in found.items():
            self.entities[kind].update(entities)

    def update(self, other: Rankings) -> None:
        """Add all of another's."""
        add(vars(self), vars(other))
        for words in self.words.values():
            _trim(words)
        self._trim_names()

    def _trim_names(self) -> None:
        if _trim(self.names):
            self.alone.intersection_update(self.names)

    def to_json(self) -> dict[str, Any]:
        """For ``from_json``."""
        few = {
            "words": {kind: dict(ranked(words, KEPT)) for kind, words in self.words.items()},
            "names": dict(ranked(self.names, KEPT)),
        }
        return {name: plain(few.get(name, counts)) for name, counts in vars(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rankings:
        """The counts that ``to_json`` wrote."""
        found = cls()
        found.coverage.update(data["coverage"])
        found.unmatched.update(data["unmatched"])
        found.alone.update(name.encode() for name in data["alone"])
        for name in ("years", "journals", "names"):
            setattr(found, name, encoded(data[name]))
        for name in ("entities", "words"):
            getattr(found, name).update({k: encoded(v) for k, v in data[name].items()})
        return found


def _trim(words: Counter[bytes]) -> bool:
    """Keep the most frequent, once there are a quarter too many; tell whether that was so."""
    if len(words) <= 5 * KEPT // 4:
        return False
    kept = dict(ranked(words, KEPT))
    words.clear()
    words.update(kept)
    return True
