"""The partitions of VoID: the triples of the entities of a class, by property.

``void:classPartition`` → ``void:propertyPartition`` → ``void:classPartition`` or
``void-ext:datatypePartition``: the form that assistants which write SPARQL read.
"""

import hashlib
from collections.abc import Iterator

from pfocr_rdf.counts.void_numbers import ClassNumbers, GraphNumbers
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.release.describe.turtle import iris, objects


def totals(root: IRI, numbers: GraphNumbers) -> str:
    """The numbers of a dataset, and its partitions, whose IRIs start with ``root``."""
    classes = [class_ for class_, found in sorted(numbers.classes.items()) if found.entities]
    by_class = iris(f"{root}class-{_name(class_)}" for class_ in classes)
    by_property = iris(f"{root}property-{_name(one)}" for one in sorted(numbers.properties))
    return f"""
    void:triples {numbers.triples} ;
    void:entities {numbers.entities} ;
    void:distinctSubjects {numbers.subjects} ;
    void:properties {len(numbers.properties)} ;
    void:classes {len(classes)} ;
    {objects("void:classPartition", by_class)}
    {objects("void:propertyPartition", by_property)}"""


def partitions(root: IRI, numbers: GraphNumbers) -> Iterator[str]:
    """Each partition that :func:`totals` names."""
    for property_, triples in sorted(numbers.properties.items()):
        part = f"{root}property-{_name(property_)}"
        yield f"<{part}> void:property <{property_}> ; void:triples {triples} ."
    for class_, found in sorted(numbers.classes.items()):
        if found.entities:
            yield from _of_class(f"{root}class-{_name(class_)}", class_, found)


def _of_class(root: IRI, class_: IRI, numbers: ClassNumbers) -> Iterator[str]:
    properties = {
        f"{root}-property-{_name(property_)}": (property_, found)
        for property_, found in sorted(numbers.properties.items())
    }
    yield f"""<{root}> void:class <{class_}> ;
    void:entities {numbers.entities} ;
    void:triples {numbers.triples} ;
    {objects("void:propertyPartition", iris(properties))} ."""
    for part, (property_, found) in properties.items():
        ends = []
        links = []
        for kind, prefix, counted in (
            ("class", "void", found.classes),
            ("datatype", "void-ext", found.datatypes),
        ):
            for iri, triples in sorted(counted.items()):
                end = f"{part}-{kind}-{_name(iri)}"
                links.append(f"{prefix}:{kind}Partition <{end}> ;")
                ends.append(f"<{end}> {prefix}:{kind} <{iri}> ; void:triples {triples} .")
        yield f"<{part}> void:property <{property_}> ; void:triples {found.triples} ;"
        yield f"{' '.join(links)} ."
        yield from ends


def _name(iri: IRI) -> str:
    """A short name for a term in IRIs: prefix, dot, local name; a digest where none fits."""
    for prefix, base in PREFIXES.items():
        local = iri.removeprefix(base)
        if local != iri and local.isalnum() and local.isascii():
            return f"{prefix}.{local}"
    return hashlib.sha256(iri.encode()).hexdigest()[:16]
