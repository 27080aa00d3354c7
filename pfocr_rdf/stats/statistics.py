"""What was counted, as values; docs/releases.md has the form of ``statistics.json``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.typed_json import Count, Form, typed
from pfocr_rdf.rdf.vocabulary import KINDS

Year = Annotated[str, Form(re.compile("-?[0-9]{1,6}").fullmatch, "a year")]


class Counted(NamedTuple):
    """An entity, journal, taxon or lexicon, and its number."""

    iri: str
    label: str
    number: Count


class CountedText(NamedTuple):
    """A word or a name, and its number."""

    label: str
    number: Count


@dataclass(frozen=True, slots=True)
class KindCounts:
    """Counts of one kind of entity.

    ``mentions`` counts words of figures, ``unmatched`` those among them without a match;
    ``figures`` counts figures with an entity of the kind, ``entities`` different entities. ``top``
    are the entities in most figures.
    """

    mentions: Count
    unmatched: Count
    figures: Count
    entities: Count
    top: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a release or of some records; lists start with the largest number.

    ``kinds`` and ``unresolved_words``, those without a match, are by the key of the kind.
    """

    figures: Count
    papers: Count
    per_year: Mapping[Year, Count]
    kinds: Mapping[str, KindCounts]
    organisms: tuple[Counted, ...]
    organism_names_unresolved: tuple[CountedText, ...]
    lexicons: tuple[Counted, ...]
    unresolved_words: Mapping[str, tuple[CountedText, ...]]
    coverage: Mapping[str, Count]
    journals: tuple[Counted, ...]

    def __post_init__(self) -> None:
        """Raise InputError where a kind is missing."""
        for key in KINDS:
            if key not in self.kinds:
                raise InputError(f"kinds.{key}: is missing")

    @classmethod
    def from_json(cls, data: object, source: str) -> Statistics:
        """The content of ``statistics.json``.

        Raises InputError, with ``source`` and the place in the file, where it has another form.
        """
        try:
            statistics: Statistics = typed(cls, data)
        except InputError as error:
            raise InputError(f"{source}: not statistics of this program: {error}") from None
        return statistics


@dataclass(frozen=True, slots=True)
class About:
    """What the statistics are of: empty and ``None`` where they are of no release."""

    title: str = ""
    version: str = ""
    issued: str | None = None
    triples: int | None = None
