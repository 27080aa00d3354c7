"""A tally as JSON and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pfocr_rdf.counts.fingerprints import Prints
from pfocr_rdf.counts.graph_counts import GraphCounts
from pfocr_rdf.counts.rankings import KEPT, People, ranked
from pfocr_rdf.counts.tally import Tally

__all__ = ["dump", "load"]


def dump(tally: Tally) -> dict[str, Any]:
    """The tally as plain values, the same for equal tallies."""
    people = tally.people
    return {
        "figures": tally.figures,
        "own": _graph(tally.own),
        "shared": _graph(tally.shared),
        "types": _text(tally.types),
        "labels": {k.decode(): v.decode() for k, v in sorted(tally.labels.items())},
        "records": tally.records.to_json(),
        "pages": {
            shape: {p: prints.to_json() for p, prints in sorted(pages.items())}
            for shape, pages in sorted(tally.pages.items())
        },
        "guests": tally.guests.to_json(),
        "untyped": tally.untyped.to_json(),
        "people": {
            "years": _text(people.years),
            "journals": _text(people.journals),
            "coverage": dict(sorted(people.coverage.items())),
            "entities": {k: _text(v) for k, v in sorted(people.entities.items())},
            "unmatched": dict(sorted(people.unmatched_mentions.items())),
            "words": {k: _text(dict(ranked(v, KEPT))) for k, v in sorted(people.words.items())},
            "names": _text(dict(ranked(people.names, KEPT))),
            "alone": [name.decode() for name in sorted(people.alone)],
        },
    }


def load(data: Mapping[str, Any]) -> Tally:
    """The tally that was dumped."""
    tally = Tally()
    tally.figures = int(data["figures"])
    _load_graph(data["own"], tally.own)
    _load_graph(data["shared"], tally.shared)
    tally.types = {k.encode(): v for k, v in data["types"].items()}
    tally.labels = {k.encode(): v.encode() for k, v in data["labels"].items()}
    tally.records = Prints.from_json(data["records"])
    tally.pages = {
        shape: {p: Prints.from_json(prints) for p, prints in pages.items()}
        for shape, pages in data["pages"].items()
    }
    tally.guests = Prints.from_json(data["guests"])
    tally.untyped = Prints.from_json(data["untyped"])
    people: People = tally.people
    given = data["people"]
    people.years = _counter(given["years"])
    people.journals = _counter(given["journals"])
    people.coverage = Counter(given["coverage"])
    people.entities.update({k: _counter(v) for k, v in given["entities"].items()})
    people.unmatched_mentions = Counter(given["unmatched"])
    people.words.update({k: _counter(v) for k, v in given["words"].items()})
    people.names = _counter(given["names"])
    people.alone = {name.encode() for name in given["alone"]}
    return tally


def _graph(counts: GraphCounts) -> dict[str, Any]:
    return {
        "subjects": dict(sorted(counts.subjects.items())),
        "lines": {shape: dict(sorted(c.items())) for shape, c in sorted(counts.lines.items())},
        "links": {
            shape: {p: _text(values) for p, values in sorted(links.items())}
            for shape, links in sorted(counts.links.items())
        },
    }


def _load_graph(data: Mapping[str, Any], counts: GraphCounts) -> None:
    counts.subjects = Counter(data["subjects"])
    counts.lines = {shape: Counter(lines) for shape, lines in data["lines"].items()}
    counts.links = {
        shape: {p: _counter(values) for p, values in links.items()}
        for shape, links in data["links"].items()
    }


def _text(values: Mapping[bytes, Any]) -> dict[str, Any]:
    return {key.decode(): value for key, value in sorted(values.items())}


def _counter(values: Mapping[str, int]) -> Counter[bytes]:
    return Counter({key.encode(): value for key, value in values.items()})
