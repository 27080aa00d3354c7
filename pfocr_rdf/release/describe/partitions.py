"""The partitions of VoID: what is said of the things of a class, and by how many triples.

``void:classPartition`` → ``void:propertyPartition`` → ``void:classPartition`` or
``void-ext:datatypePartition``: the form that assistants which write SPARQL read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pfocr_rdf.counts.void_numbers import ClassNumbers, GraphNumbers
from pfocr_rdf.rdf.namespaces import void, void_ext
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.release.describe.turtle import Pairs, TurtleNode, integer

__all__ = ["partitions", "totals"]


def totals(root: IRI, numbers: GraphNumbers) -> Pairs:
    """The numbers of a dataset, and its partitions, whose IRIs start with ``root``."""
    classes = [class_ for class_, found in sorted(numbers.classes.items()) if found.entities]
    return [
        (void.triples, integer(numbers.triples)),
        (void.entities, integer(numbers.entities)),
        (void.distinctSubjects, integer(numbers.subjects)),
        (void.properties, integer(len(numbers.properties))),
        (void.classes, integer(len(classes))),
        (void.classPartition, [f"{root}class-{_name(class_)}" for class_ in classes]),
        (
            void.propertyPartition,
            [f"{root}property-{_name(property_)}" for property_ in sorted(numbers.properties)],
        ),
    ]


def partitions(root: IRI, numbers: GraphNumbers) -> Iterator[TurtleNode]:
    """Each partition that :func:`totals` names."""
    for property_, triples in sorted(numbers.properties.items()):
        yield _part(f"{root}property-{_name(property_)}", void.property, property_, triples)
    for class_, found in sorted(numbers.classes.items()):
        if found.entities:
            yield from _of_class(f"{root}class-{_name(class_)}", class_, found)


def _part(iri: IRI, by: IRI, term: IRI, triples: int) -> TurtleNode:
    return iri, [(by, term), (void.triples, integer(triples))]


def _of_class(root: IRI, class_: IRI, numbers: ClassNumbers) -> Iterator[TurtleNode]:
    properties = [
        (f"{root}-property-{_name(property_)}", property_, found)
        for property_, found in sorted(numbers.properties.items())
    ]
    yield (
        root,
        [
            (void.class_, class_),
            (void.entities, integer(numbers.entities)),
            (void.triples, integer(numbers.triples)),
            (void.propertyPartition, [part for part, _, _ in properties]),
        ],
    )
    for part, property_, found in properties:
        ends = {
            void.classPartition: [
                _part(f"{part}-class-{_name(iri)}", void.class_, iri, triples)
                for iri, triples in sorted(found.classes.items())
            ],
            void_ext.datatypePartition: [
                _part(f"{part}-datatype-{_name(iri)}", void_ext.datatype, iri, triples)
                for iri, triples in sorted(found.datatypes.items())
            ],
        }
        iri, pairs = _part(part, void.property, property_, found.triples)
        yield iri, [*pairs, *((link, [end for end, _ in nodes]) for link, nodes in ends.items())]
        yield from (node for nodes in ends.values() for node in nodes)


def _name(iri: IRI) -> str:
    """A short name for a term in IRIs: prefix, dot, local name; a digest where none fits."""
    for prefix, base in PREFIXES.items():
        local = iri.removeprefix(base)
        if local != iri and local.isalnum() and local.isascii():
            return f"{prefix}.{local}"
    return hashlib.sha256(iri.encode()).hexdigest()[:16]
