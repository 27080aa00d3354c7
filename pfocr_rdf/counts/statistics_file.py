"""The file ``statistics.json``: the counts of a release that people ask for (docs/releases.md)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pfocr_rdf.counts.counters import GraphCounts, ranked
from pfocr_rdf.counts.lines import FIGURE
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.rdf.ntriples import unescaped
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES

_COVERAGE = (
    "caption",
    "title",
    "year",
    "doi",
    "organism",
    *(kind.plural for kind in KINDS.values()),
    "any",
    "nothing",
)
_TAXA = REGISTRIES["taxonomy"].base.encode()


def statistics(tally: Tally, top: int = 50) -> dict[str, Any]:
    """The counts, each list cut after the ``top`` most frequent.

    Equally frequent ones are in the order of their IRIs or texts.
    """
    rankings = tally.rankings
    kinds = {}
    for key, kind in KINDS.items():
        kinds[key] = {
            "mentions": _subjects(tally.own, kind.mention_type),
            "unmatched": rankings.unmatched[key],
            "figures": rankings.coverage[kind.plural],
            "entities": _subjects(tally.shared, kind.type),
            "top": _things(rankings.entities[key], tally, top),
        }
    about: Mapping[bytes, int] = tally.own.links.get(FIGURE, {}).get(schema.about, {})
    lexicons: Counter[bytes] = Counter()
    for links in tally.own.links.values():
        lexicons.update(links.get(pfocr.lexicon, {}))
    unresolved = {name: number for name, number in rankings.names.items() if name in rankings.alone}
    return {
        "figures": tally.figures,
        "papers": _subjects(tally.shared, schema.ScholarlyArticle),
        "per_year": {_decoded(year): n for year, n in sorted(rankings.years.items())},
        "kinds": kinds,
        "organisms": _things({k: n for k, n in about.items() if k.startswith(_TAXA)}, tally, top),
        "organism_names_unresolved": _words(unresolved, top),
        "lexicons": _things(lexicons, tally, top),
        "unresolved_words": {kind: _words(rankings.words[kind], top) for kind in KINDS},
        "coverage": {name: rankings.coverage[name] for name in _COVERAGE},
        "journals": _things(rankings.journals, tally, top),
    }


def _subjects(graph: GraphCounts, class_: IRI) -> int:
    return sum(number for shape, number in graph.subjects.items() if class_ in shape.split())


def _things(counts: Mapping[bytes, int], tally: Tally, top: int) -> list[list[Any]]:
    return [
        [iri.decode(), _decoded(tally.labels.get(iri, iri)), number]
        for iri, number in ranked(counts, top)
    ]


def _words(counts: Mapping[bytes, int], top: int) -> list[list[Any]]:
    return [[_decoded(word), number] for word, number in ranked(counts, top)]


def _decoded(text: bytes) -> str:
    return unescaped(text.decode())
