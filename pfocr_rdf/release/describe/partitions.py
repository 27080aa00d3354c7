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
from pfocr_rdf.release.describe.turtle import Statements, integer

__all__ = ["partitions", "totals"]


def totals(root: IRI, numbers: GraphNumbers) -> Statements:
    """The numbers of a dataset, and its partitions, whose IRIs start with ``root``."""
    classes = [class_ for class_, found in sorted(numbers.classes.items()) if found.entities]
    said: Statements = [
        (void.triples, integer(numbers.triples)),
        (void.entities, integer(numbers.entities)),
        (void.distinctSubjects, integer(numbers.subjects)),
        (void.properties, integer(len(numbers.properties))),
        (void.classes, integer(len(classes))),
    ]
    said += [(void.classPartition, f"{root}class-{_name(class_)}") for class_ in classes]
    said += [
        (void.propertyPartition, f"{root}property-{_name(property_)}")
        for property_ in sorted(numbers.properties)
    ]
    return said


def partitions(root: IRI, numbers: GraphNumbers) -> Iterator[tuple[IRI, Statements]]:
    """What is said of each partition that :func:`totals` names."""
    for property_, triples in sorted(numbers.properties.items()):
        said: Statements = [(void.property, property_), (void.triples, integer(triples))]
        yield f"{root}property-{_name(property_)}", said
    for class_, found in sorted(numbers.classes.items()):
        if found.entities:
            yield from _of_class(f"{root}class-{_name(class_)}", class_, found)


def _of_class(root: IRI, class_: IRI, numbers: ClassNumbers) -> Iterator[tuple[IRI, Statements]]:
    properties = [
        (f"{root}-property-{_name(property_)}", property_, found)
        for property_, found in sorted(numbers.properties.items())
    ]
    said: Statements = [
        (void.class_, class_),
        (void.entities, integer(numbers.entities)),
        (void.triples, integer(numbers.triples)),
    ]
    yield root, said + [(void.propertyPartition, part) for part, _, _ in properties]
    for part, property_, of in properties:
        said = [(void.property, property_), (void.triples, integer(of.triples))]
        ends: list[tuple[IRI, Statements]] = []
        for kind, link, predicate, counted in (
            ("class", void.classPartition, void.class_, of.classes),
            ("datatype", void_ext.datatypePartition, void_ext.datatype, of.datatypes),
        ):
            for iri, triples in sorted(counted.items()):
                end = f"{part}-{kind}-{_name(iri)}"
                said.append((link, end))
                ends.append((end, [(predicate, iri), (void.triples, integer(triples))]))
        yield part, said
        yield from ends


def _name(iri: IRI) -> str:
    """A short name for a term in IRIs: prefix, dot, local name; a digest where none fits."""
    for prefix, base in PREFIXES.items():
        local = iri.removeprefix(base)
        if local != iri and local.isalnum() and local.isascii():
            return f"{prefix}.{local}"
    return hashlib.sha256(iri.encode()).hexdigest()[:16]
