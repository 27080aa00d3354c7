"""What is shown of the statistics, in order: one list for the terminal and the web page."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.stats.display import compact, visible
from pfocr_rdf.stats.statistics import About, Counted, CountedText, Statistics

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
    """A labelled count; ``iri`` is empty for a row without one."""

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
    """The most important numbers, each after its name."""
    kinds = statistics.kinds
    found = [("figures", statistics.figures), ("papers", statistics.papers)]
    found += [(kind.plural, kinds[key].entities) for key, kind in KINDS.items()]
    found.append(("mentions", sum(kinds[key].mentions for key in KINDS)))
    if about.triples is not None:
        found.append(("triples", about.triples))
    return [(name.removesuffix("s") if count == 1 else name, count) for name, count in found]


def sections(statistics: Statistics) -> list[Section]:
    """All sections that have something to show."""
    return [section for section in _sections(statistics) if section.rows]


def _sections(statistics: Statistics) -> Iterator[Section]:
    yield _years(statistics)
    for key, kind in KINDS.items():
        counts = statistics.kinds[key]
        name = kind.plural
        note = (
            f"{count_of(counts.mentions, 'mention')} of {count_of(counts.entities, key)} "
            f"in {count_of(counts.figures, 'figure')}"
        )
        yield Section(name, name.capitalize(), key, "figures", _rows(counts.top), note)
    rows = _rows(statistics.organisms)
    note = "Those that figures are said to be about"
    yield Section("organisms", "Organisms", "organism", "figures", rows, note)
    yield _coverage(statistics)
    rows = _rows(statistics.lexicons)
    note = "Where the words of figures were looked up and found"
    yield Section("lexicons", "Lexicons", "lexicon", "mentions", rows, note)
    rows = _rows(statistics.journals)
    yield Section("journals", "Journals", "journal", "figures", rows)
    for key, kind in KINDS.items():
        counts = statistics.kinds[key]
        mentions = count_of(counts.mentions, "mention")
        note = f"{counts.unmatched:,} of {mentions} of {kind.plural}"
        title = f"{key.capitalize()} words matched to nothing"
        rows = _text_rows(statistics.unresolved_words.get(key, ()))
        yield Section(f"words-{key}", title, "word", "mentions", rows, note)
    rows = _text_rows(statistics.organism_names_unresolved)
    title = "Names of organisms without a taxon"
    yield Section("organism-names", title, "name", "figures", rows)


def _text_rows(counts: Iterable[CountedText]) -> tuple[Row, ...]:
    return tuple(Row(visible(label), number) for label, number in counts)


def _rows(counts: tuple[Counted, ...]) -> tuple[Row, ...]:
    """Rows with labels; one that another has too is followed by its identifier."""
    labels = Counter(label for _, label, _ in counts)
    rows = []
    for iri, name, count in counts:
        label = visible(name) if name or not iri else compact(iri)
        if labels[name] > 1 and name and iri:
            label = f"{label} ({visible(compact(iri))})"
        rows.append(Row(label, count, iri))
    return tuple(rows)


def _years(statistics: Statistics) -> Section:
    counts = {int(year): count for year, count in statistics.per_year.items()}
    years = sorted(counts)
    if years and years[-1] - years[0] < LONGEST_SPAN:
        years = list(range(years[0], years[-1] + 1))
    rows = tuple(Row(str(year), counts.get(year, 0)) for year in years)
    missing = statistics.figures - sum(counts.values())
    note = f"{count_of(missing, 'figure')} without a year" if missing > 0 else ""
    return Section("years", "Figures per year", "year", "figures", rows, note, Form.YEARS)


def _coverage(statistics: Statistics) -> Section:
    total = statistics.figures
    rows = tuple(
        Row(_COVERAGE.get(key, visible(key)), count) for key, count in statistics.coverage.items()
    )
    note = f"Of {count_of(total, 'figure')}, those that have it"
    return Section("coverage", "Coverage", "what", "figures", rows, note, Form.SHARES, total)
