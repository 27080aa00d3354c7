"""What is shown of the statistics, in order: one list for the terminal and the web page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.stats.display import compact, visible
from pfocr_rdf.stats.statistics import About, Counted, Statistics

__all__ = ["Form", "Row", "Section", "heading", "key_numbers", "sections"]

LONGEST_SPAN = 150
"""Years from the first to the last, beyond which years without figures are left out."""

_COVERAGE = {
    "caption": "Caption",
    "title": "Title",
    "year": "Year",
    "doi": "DOI of the paper",
    "organism": "Organism",
    "genes": "Genes",
    "chemicals": "Chemicals",
    "diseases": "Diseases",
    "any": "Any of these three",
    "nothing": "None of these three",
}


class Form(Enum):
    """How a section is drawn."""

    YEARS = "years"
    RANKING = "ranking"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled count; ``iri`` is empty where the row is no thing of its own."""

    label: str
    count: int
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title.

    ``key`` is fit for an anchor; ``unit`` is what the counts count, ``thing`` what a row is. Of
    Form.SHARES, ``total`` is what the counts are shares of.
    """

    key: str
    title: str
    thing: str
    unit: str
    rows: tuple[Row, ...]
    note: str = ""
    form: Form = Form.RANKING
    total: int = 0


def heading(about: About) -> list[str]:
    """The title of a release, then which it is, as far as the title does not tell.

    >>> heading(About("PFOCR as RDF, release 2026-11", "2026-11", "2026-11-05"))
    ['PFOCR as RDF, release 2026-11', '2026-11-05']
    """
    title = about.title or "PFOCR: published pathway figures"
    parts = [title]
    if about.version and about.version not in title:
        parts.append(f"release {about.version}")
    if about.issued and about.issued not in title:
        parts.append(about.issued)
    return [visible(part) for part in parts]


def key_numbers(statistics: Statistics, about: About) -> list[tuple[str, int]]:
    """The numbers to know first, each after its name."""
    found = [("figures", statistics.figures), ("papers", statistics.papers)]
    found += [(KINDS[key].plural, kind.entities) for key, kind in statistics.kinds.items()]
    found.append(("mentions", sum(kind.mentions for kind in statistics.kinds.values())))
    if about.triples is not None:
        found.append(("triples", about.triples))
    return [(name.removesuffix("s") if count == 1 else name, count) for name, count in found]


def sections(statistics: Statistics) -> list[Section]:
    """All sections that have something to show."""
    found = [_years(statistics)]
    for key, kind in statistics.kinds.items():
        plural = KINDS[key].plural
        note = (
            f"{count_of(kind.mentions, 'mention')} of {count_of(kind.entities, key)} "
            f"in {count_of(kind.figures, 'figure')}"
        )
        found.append(Section(plural, plural.capitalize(), key, "figures", _rows(kind.top), note))
    found.append(
        Section(
            "organisms",
            "Organisms",
            "organism",
            "figures",
            _rows(statistics.organisms),
            "Those that figures are said to be about",
        )
    )
    found.append(_coverage(statistics))
    found.append(
        Section(
            "lexicons",
            "Lexicons",
            "lexicon",
            "mentions",
            _rows(statistics.lexicons),
            "Where the words of figures were looked up and found",
        )
    )
    found.append(Section("journals", "Journals", "journal", "figures", _rows(statistics.journals)))
    for key, kind in statistics.kinds.items():
        note = f"{kind.unmatched:,} of {count_of(kind.mentions, 'mention')} of {KINDS[key].plural}"
        words = _rows(kind.words)
        title = f"{key.capitalize()} words matched to nothing"
        found.append(Section(f"words-{key}", title, "word", "mentions", words, note))
    found.append(
        Section(
            "organism-names",
            "Names of organisms without a taxon",
            "name",
            "figures",
            _rows(statistics.unresolved_organisms),
        )
    )
    return [section for section in found if section.rows]


def _rows(things: Iterable[Counted]) -> tuple[Row, ...]:
    """Rows of things; one whose label another has too is told apart by its identifier."""
    held = tuple(things)
    seen = Counter(thing.label for thing in held)
    rows = []
    for iri, name, count in held:
        label = visible(name) if name or not iri else compact(iri)
        if seen[name] > 1 and name and iri:
            label = f"{label} ({visible(compact(iri))})"
        rows.append(Row(label, count, iri))
    return tuple(rows)


def _years(statistics: Statistics) -> Section:
    counts = statistics.per_year
    years = sorted(counts)
    if years and years[-1] - years[0] < LONGEST_SPAN:
        years = list(range(years[0], years[-1] + 1))
    rows = tuple(Row(str(year), counts.get(year, 0)) for year in years)
    missing = statistics.figures - sum(counts.values())
    note = f"{count_of(missing, 'figure')} without a year" if missing > 0 else ""
    return Section("years", "Figures per year", "year", "figures", rows, note, Form.YEARS)


def _coverage(statistics: Statistics) -> Section:
    rows = tuple(
        Row(_COVERAGE.get(key, visible(key)), count) for key, count in statistics.coverage.items()
    )
    note = f"Of {count_of(statistics.figures, 'figure')}, those that have it"
    return Section(
        "coverage",
        "Coverage",
        "what",
        "figures",
        rows,
        note,
        Form.SHARES,
        statistics.figures,
    )
