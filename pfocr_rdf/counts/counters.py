"""Counters of which a tally consists: of subjects and lines, and of what statistics rank."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Self, get_args, get_origin, get_type_hints

from pfocr_rdf.counts.fingerprints import Fingerprints
from pfocr_rdf.counts.lines import WORD, Item, Shape
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES

KEPT = 100_000
"""How many different unmatched words of a kind, and names of organisms, are remembered: the most
frequent ones, equally frequent ones in the order of their code points."""

_NAME = f'<{pfocr.organismName}> "'.encode()
_FIGURE = ((schema.caption, "caption"), (schema.name, "title"))
_TAXA = REGISTRIES["taxonomy"].base.encode()
_YEAR = f'<{schema.datePublished}> "'.encode()
_DOI = f"<{schema.sameAs}> ".encode()
_JOURNAL = f"<{schema.isPartOf}> <".encode()


@dataclass
class Counts:
    """Numbers, counters, fingerprints, and dictionaries of them, by name: they add up."""

    def update(self, other: Self) -> None:
        """Add all of another's."""
        _add(vars(self), {one.name: getattr(other, one.name) for one in fields(other)})

    def to_json(self) -> dict[str, Any]:
        """For ``from_json``: the same for equal counts."""
        return {_key(one): _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The counts that ``to_json`` wrote."""
        types = get_type_hints(cls)
        return cls(**{one.name: _typed(types[one.name], data[_key(one)]) for one in fields(cls)})


def _key(one: Field[Any]) -> str:
    """The name of a field in JSON, which is older than some of the fields' names."""
    return str(one.metadata.get("key", one.name))


def _add(counts: dict[Any, Any], others: Mapping[Any, Any]) -> None:
    for key, other in others.items():
        if type(other) is dict:
            _add(counts.setdefault(key, {}), other)
        elif isinstance(other, int):
            counts[key] += other
        elif isinstance(other, str | bytes):
            counts[key] = other
        else:
            counts.setdefault(key, type(other)()).update(other)


def _plain(counts: Any) -> Any:
    if isinstance(counts, Counter):
        numbers = sorted(counts.items())
        return {key if isinstance(key, str) else key.decode(): n for key, n in numbers}
    if isinstance(counts, dict):
        return {_plain(key): _plain(value) for key, value in sorted(counts.items())}
    if isinstance(counts, set):
        return [_plain(value) for value in sorted(counts)]
    if isinstance(counts, Counts | Fingerprints):
        return counts.to_json()
    return counts.decode() if isinstance(counts, bytes) else counts


def _typed(kind: Any, data: Any) -> Any:
    """The value of a type of which ``_plain`` made JSON."""
    origin, types = get_origin(kind), get_args(kind)
    if origin is Counter:
        return Counter({key.encode(): n for key, n in data.items()} if types[0] is bytes else data)
    if origin is dict:
        return {_typed(types[0], key): _typed(types[1], value) for key, value in data.items()}
    if origin is set:
        return {_typed(types[0], value) for value in data}
    if kind is bytes:
        return data.encode()
    return data if kind in (int, str) else kind.from_json(data)


def ranked(counts: Mapping[bytes, int], top: int) -> list[tuple[bytes, int]]:
    """The most frequent, equally frequent ones in the order of their code points."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]


@dataclass
class GraphCounts(Counts):
    """What was counted in one kind of graph: the records' own, or the shared one.

    ``subjects``: shape → different subjects. ``lines``: shape → key of the line (see Item) → lines.
    ``links``: shape → predicate → object → lines whose object's classes are only known in the end.
    """

    subjects: Counter[Shape] = field(default_factory=Counter)
    lines: dict[Shape, Counter[str]] = field(default_factory=dict)
    links: dict[Shape, dict[IRI, Counter[bytes]]] = field(default_factory=dict)

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


def _by_kind() -> dict[str, Counter[bytes]]:
    return {kind: Counter() for kind in KINDS}


@dataclass
class Rankings(Counts):
    """Counters of years, entities, journals and words; of figures, where nothing else is stated.

    ``entities``: kind → entity; ``unmatched``: kind → mentions that were matched to nothing;
    ``words``: kind → their words, counted by mention; ``names``: organisms' names as written;
    ``alone``: those among them that some figure has for which no taxon at all is known, so that
    they resolve to nothing.
    """

    years: Counter[bytes] = field(default_factory=Counter)
    journals: Counter[bytes] = field(default_factory=Counter)
    coverage: Counter[str] = field(default_factory=Counter)
    entities: dict[str, Counter[bytes]] = field(default_factory=_by_kind)
    unmatched: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[bytes]] = field(default_factory=_by_kind)
    names: Counter[bytes] = field(default_factory=Counter)
    alone: set[bytes] = field(default_factory=set)

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
        if pfocr.organismName in predicates:
            names = {line[len(_NAME) : -1] for line in lines if line.startswith(_NAME)}
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

    def update(self, other: Self) -> None:
        """Add all of another's."""
        super().update(other)
        for words in self.words.values():
            _trim(words)
        self._trim_names()

    def _trim_names(self) -> None:
        if _trim(self.names):
            self.alone.intersection_update(self.names)

    def to_json(self) -> dict[str, Any]:
        """For ``from_json``, with the most frequent words and names."""
        words = {kind: dict(ranked(words, KEPT)) for kind, words in self.words.items()}
        names = dict(ranked(self.names, KEPT))
        return {**super().to_json(), "words": _plain(words), "names": _plain(names)}


def _trim(words: Counter[bytes]) -> bool:
    """Keep the most frequent, once there are a quarter too many; tell whether that was so."""
    if len(words) <= 5 * KEPT // 4:
        return False
    kept = dict(ranked(words, KEPT))
    words.clear()
    words.update(kept)
    return True
