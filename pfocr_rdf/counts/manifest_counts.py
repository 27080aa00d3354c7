"""The ``counts`` of a manifest: what a release holds, in short."""

from __future__ import annotations

from typing import Any

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import ClassNumbers, numbers
from pfocr_rdf.rdf.vocabulary import KINDS

__all__ = ["counts"]


def counts(tally: Tally) -> dict[str, Any]:
    """Figures, triples and graphs; mentions and entities by kind; things by class, triples by
    property.

    Classes and properties are whole IRIs, sorted.
    """
    found = numbers(tally)
    nothing = ClassNumbers()

    def things(iri: str) -> int:
        return found.all.classes.get(iri, nothing).entities

    return {
        "figures": tally.figures,
        "triples": found.all.triples,
        "graphs": found.graphs,
        "mentions": {key: things(kind.mention_type) for key, kind in KINDS.items()},
        "entities": {key: things(kind.type) for key, kind in KINDS.items()},
        "classes": {
            iri: of.entities for iri, of in sorted(found.all.classes.items()) if of.entities
        },
        "properties": dict(sorted(found.all.properties.items())),
    }
