"""What was counted, as values; docs/releases.md has the form of ``statistics.json``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn, TypeVar

from pfocr_rdf.errors import InputError
from pfocr_rdf.rdf.vocabulary import KINDS

__all__ = ["About", "Counted", "KindCounts", "Statistics"]

T = TypeVar("T")


class Counted(NamedTuple):
    """A thing and how many there are; ``iri`` is empty for a word or a name that names no thing."""

    iri: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class KindCounts:
    """Counts of one kind of entity.

    ``mentions`` counts words of figures, ``unmatched`` those among them that were matched to
    nothing; ``figures`` counts figures with an entity of the kind, ``entities`` different entities.
    ``top`` are the entities in most figures, ``words`` the words most often matched to nothing.
    """

    mentions: int
    unmatched: int
    figures: int
    entities: int
    top: tuple[Counted, ...]
    words: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a release or of some records; lists start with the largest count."""

    figures: int
    papers: int
    per_year: dict[int, int]
    kinds: dict[str, KindCounts]
    organisms: tuple[Counted, ...]
    unresolved_organisms: tuple[Counted, ...]
    lexicons: tuple[Counted, ...]
    journals: tuple[Counted, ...]
    coverage: dict[str, int]

    @classmethod
    def from_json(cls, data: object, source: str) -> Statistics:
        """Check and take what ``statistics.json`` says.

        Raises InputError, with ``source`` and the place in the file, where it has another form.
        """
        return _Reader(data, source).statistics()


@dataclass(frozen=True, slots=True)
class About:
    """What the statistics are of: empty and ``None`` where they are of no release."""

    title: str = ""
    version: str = ""
    issued: str | None = None
    triples: int | None = None


class _Reader:
    def __init__(self, data: object, source: str) -> None:
        self._data = data
        self._source = source

    def statistics(self) -> Statistics:
        data = self._object(self._data, "")
        kinds = self._field(data, "", "kinds", self._object)
        words = self._field(data, "", "unresolved_words", self._object)
        years = self._field(data, "", "per_year", self._counts)
        for year in years:
            if not (year.isascii() and year.removeprefix("-").isdigit() and len(year) < 7):
                self._refuse(f"per_year: {year[:20]!r} is not a year")
        return Statistics(
            figures=self._field(data, "", "figures", self._number),
            papers=self._field(data, "", "papers", self._number),
            per_year={int(year): years[year] for year in years},
            kinds={key: self._kind(kinds, words, key) for key in KINDS},
            organisms=self._field(data, "", "organisms", self._things),
            unresolved_organisms=self._field(data, "", "organism_names_unresolved", self._names),
            lexicons=self._field(data, "", "lexicons", self._things),
            journals=self._field(data, "", "journals", self._things),
            coverage=self._field(data, "", "coverage", self._counts),
        )

    def _kind(self, kinds: Mapping[str, Any], words: Mapping[str, Any], key: str) -> KindCounts:
        kind = self._field(kinds, "kinds.", key, self._object)
        place = f"kinds.{key}."
        mentions, unmatched, figures, entities = (
            self._field(kind, place, name, self._number)
            for name in ("mentions", "unmatched", "figures", "entities")
        )
        return KindCounts(
            mentions,
            unmatched,
            figures,
            entities,
            self._field(kind, place, "top", self._things),
            self._names(words.get(key, []), f"unresolved_words.{key}"),
        )

    def _refuse(self, message: str) -> NoReturn:
        raise InputError(f"{self._source}: not statistics of this program: {message}")

    def _field(
        self, data: Mapping[str, Any], place: str, name: str, take: Callable[[object, str], T]
    ) -> T:
        if name not in data:
            self._refuse(f"{place}{name} is missing")
        return take(data[name], place + name)

    def _object(self, value: object, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(f"{place or 'it'} is not an object")
        return value

    def _number(self, value: object, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._refuse(f"{place} is not a count")
        return value

    def _counts(self, value: object, place: str) -> dict[str, int]:
        counts = self._object(value, place)
        return {key: self._number(counts[key], f"{place}.{key}") for key in counts}

    def _rows(self, value: object, place: str, texts: int) -> Iterator[tuple[list[str], int]]:
        if not isinstance(value, list):
            self._refuse(f"{place} is not a list")
        for position, row in enumerate(value):
            here = f"{place}[{position}]"
            if not isinstance(row, list) or len(row) != texts + 1:
                self._refuse(f"{here} is not a list of {texts + 1}")
            if not all(isinstance(text, str) for text in row[:texts]):
                self._refuse(f"{here} does not start with text")
            yield row[:texts], self._number(row[texts], here)

    def _things(self, value: object, place: str) -> tuple[Counted, ...]:
        return tuple(
            Counted(texts[0], texts[1], number) for texts, number in self._rows(value, place, 2)
        )

    def _names(self, value: object, place: str) -> tuple[Counted, ...]:
        return tuple(Counted("", texts[0], number) for texts, number in self._rows(value, place, 1))
