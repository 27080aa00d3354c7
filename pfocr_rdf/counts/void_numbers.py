"""The numbers of a release as VoID has them, from its tally (https://www.w3.org/TR/void/)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pfocr_rdf.counts.graph_counts import GraphCounts
from pfocr_rdf.counts.line_items import RECORD
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.rdf.terms import IRI

__all__ = ["ClassNumbers", "GraphNumbers", "Numbers", "PropertyNumbers", "numbers"]


@dataclass(slots=True)
class PropertyNumbers:
    """Triples with one property whose subjects have one class.

    ``classes`` and ``datatypes``: those of the objects → triples. An object with two classes counts
    for both, one without for none.
    """

    triples: int = 0
    classes: Counter[IRI] = field(default_factory=Counter)
    datatypes: Counter[IRI] = field(default_factory=Counter)


@dataclass(slots=True)
class ClassNumbers:
    """Things of one class, and what is said of them by property."""

    entities: int = 0
    properties: dict[IRI, PropertyNumbers] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """Triples whose subject has the class."""
        return sum(found.triples for found in self.properties.values())


@dataclass(slots=True)
class GraphNumbers:
    """What stands in a graph, or in several that are taken together.

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
    own = _graph(tally.own, tally)
    for shape, pages in tally.pages.items():
        for predicate, prints in pages.items():
            known = prints.within(tally.records)
            if known:
                for class_ in shape.split():
                    of = own.classes[class_].properties[predicate].classes
                    of.update(dict.fromkeys(RECORD.split(), known))
    shared = _graph(tally.shared, tally)
    whole = _sum([own, shared])
    own.subjects = tally.own.subjects.total() + tally.guests.distinct()
    shared.subjects = tally.shared.subjects.total()
    whole.subjects = (
        tally.own.subjects.total() + shared.subjects + tally.guests.distinct(tally.untyped)
    )
    return Numbers(own, shared, whole, tally.figures + bool(shared.subjects))


def _graph(counts: GraphCounts, tally: Tally) -> GraphNumbers:
    found = GraphNumbers()
    for shape, number in counts.subjects.items():
        found.entities += number if shape else 0
        for class_ in shape.split():
            found.classes.setdefault(class_, ClassNumbers()).entities += number
    for shape, lines in counts.lines.items():
        classes = [found.classes.setdefault(c, ClassNumbers()).properties for c in shape.split()]
        for key, number in lines.items():
            predicate, _, known = key.partition(" ")
            found.properties[predicate] += number
            for properties in classes:
                of = properties.setdefault(predicate, PropertyNumbers())
                of.triples += number
                if known.startswith("^^"):
                    of.datatypes[known[2:]] += number
                else:
                    of.classes.update(dict.fromkeys(known.split()[1:], number))
        for predicate, objects in counts.links.get(shape, {}).items():
            by_shape: Counter[str] = Counter()
            for iri, number in objects.items():
                by_shape[tally.types.get(iri, "")] += number
            for properties in classes:
                of = properties[predicate]
                for object_shape, number in by_shape.items():
                    of.classes.update(dict.fromkeys(object_shape.split(), number))
    return found


def _sum(parts: Iterable[GraphNumbers]) -> GraphNumbers:
    whole = GraphNumbers()
    for part in parts:
        whole.entities += part.entities
        whole.properties.update(part.properties)
        for class_, found in part.classes.items():
            into = whole.classes.setdefault(class_, ClassNumbers())
            into.entities += found.entities
            for predicate, of in found.properties.items():
                to = into.properties.setdefault(predicate, PropertyNumbers())
                to.triples += of.triples
                to.classes.update(of.classes)
                to.datatypes.update(of.datatypes)
    return whole
