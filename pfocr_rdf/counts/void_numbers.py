"""The numbers of a release from its tally: as VoID (https://www.w3.org/TR/void/) and the manifest
have them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pfocr_rdf.counts.counters import GraphCounts
from pfocr_rdf.counts.lines import RECORD, Shape
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import KINDS


@dataclass(slots=True)
class PropertyNumbers:
    """Triples with one property whose subjects have one class.

    ``classes`` and ``datatypes``: those of the objects → triples. An object with two classes counts
    for both, one without for none.
    """

    triples: int = 0
    classes: Counter[IRI] = field(default_factory=Counter)
    datatypes: Counter[IRI] = field(default_factory=Counter)

    def add_classes(self, shape: Shape, triples: int) -> None:
        """Count triples whose objects have these classes."""
        self.classes.update(dict.fromkeys(shape.split(), triples))


@dataclass(slots=True)
class ClassNumbers:
    """Entities of one class, and their triples by property."""

    entities: int = 0
    properties: dict[IRI, PropertyNumbers] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """Triples whose subject has the class."""
        return sum(found.triples for found in self.properties.values())


@dataclass(slots=True)
class GraphNumbers:
    """The numbers of a graph, or of several taken together.

    ``entities`` are the subjects that have a class in it. ``properties``: property → triples.
    Classes are those that the whole release knows.
    """

    subjects: int = 0
    entities: int = 0
    properties: Counter[IRI] = field(default_factory=Counter)
    classes: dict[IRI, ClassNumbers] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """How many triples there are."""
        return self.properties.total()


@dataclass(slots=True)
class Numbers:
    """Of the records' graphs, of the graph of what they share, and of both.

    ``graphs`` counts named graphs: one a record, and the shared one.
    """

    own: GraphNumbers
    shared: GraphNumbers
    all: GraphNumbers
    graphs: int


def numbers(tally: Tally) -> Numbers:
    """What SPARQL counts in the loaded release."""
    own, shared, whole = GraphNumbers(), GraphNumbers(), GraphNumbers()
    _add(tally.own, tally.types, (own, whole))
    _add(tally.shared, tally.types, (shared, whole))
    for shape, pages in tally.pages.items():
        for predicate, fingerprints in pages.items():
            known = fingerprints.within(tally.records)
            for graph in (own, whole) if known else ():
                for class_ in shape.split():
                    graph.classes[class_].properties[predicate].add_classes(RECORD, known)
    own.subjects = tally.own.subjects.total() + tally.guests.distinct()
    shared.subjects = tally.shared.subjects.total()
    whole.subjects = (
        tally.own.subjects.total() + shared.subjects + tally.guests.distinct(tally.untyped)
    )
    return Numbers(own, shared, whole, tally.figures + bool(shared.subjects))


def _add(
    counts: GraphCounts, types: Mapping[bytes, Shape], graphs: tuple[GraphNumbers, ...]
) -> None:
    """Add counts to the numbers of each of ``graphs``."""
    for shape, number in counts.subjects.items():
        for graph in graphs:
            graph.entities += number if shape else 0
            for class_ in shape.split():
                graph.classes.setdefault(class_, ClassNumbers()).entities += number
    for shape, lines in counts.lines.items():
        classes = [
            graph.classes.setdefault(class_, ClassNumbers()).properties
            for graph in graphs
            for class_ in shape.split()
        ]
        for key, number in lines.items():
            predicate, _, known = key.partition(" ")
            for graph in graphs:
                graph.properties[predicate] += number
            for properties in classes:
                found = properties.setdefault(predicate, PropertyNumbers())
                found.triples += number
                if known.startswith("^^"):
                    found.datatypes[known[2:]] += number
                else:
                    found.add_classes(known.removeprefix("a "), number)
        for predicate, objects in counts.links.get(shape, {}).items():
            by_shape: Counter[Shape] = Counter()
            for iri, number in objects.items():
                by_shape[types.get(iri, "")] += number
            for properties in classes:
                for object_shape, number in by_shape.items():
                    properties[predicate].add_classes(object_shape, number)


def manifest_counts(tally: Tally) -> dict[str, Any]:
    """The ``counts`` of a manifest.

    Figures, triples and graphs; mentions and entities by kind; subjects by class, triples by
    property, both by whole IRIs, sorted.
    """
    found = numbers(tally)
    classes = {iri: of.entities for iri, of in sorted(found.all.classes.items()) if of.entities}
    return {
        "figures": tally.figures,
        "triples": found.all.triples,
        "graphs": found.graphs,
        "mentions": {key: classes.get(kind.mention_type, 0) for key, kind in KINDS.items()},
        "entities": {key: classes.get(kind.type, 0) for key, kind in KINDS.items()},
        "classes": classes,
        "properties": dict(sorted(found.all.properties.items())),
    }
