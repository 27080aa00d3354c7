"""Descriptions in Turtle: nodes in the order given, prefixes, IRIs of files relative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from pfocr_rdf.rdf import namespaces
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI, Literal, Term
from pfocr_rdf.release.describe.release import FOLDER

__all__ = ["Pairs", "TurtleNode", "integer", "turtle"]

Pairs: TypeAlias = "list[tuple[IRI, Term | Iterable[Term] | None]]"
"""Properties of a subject, each with a value, several, or ``None``."""

TurtleNode: TypeAlias = "tuple[IRI, Pairs]"

_PREFIXES = {
    name.replace("_", "-"): getattr(namespaces, name).NS
    for name in (
        *("adms", "dcat", "dcterms", "foaf", "oa", "pav", "pfocr", "prov", "rdf", "rdfs"),
        *("schema", "sd", "skos", "spdx", "void", "void_ext", "xsd"),
    )
}


def integer(number: int) -> Literal:
    """A count."""
    return Literal(str(number), xsd.integer)


def turtle(nodes: Iterable[TurtleNode], document: str, dataset: IRI) -> bytes:
    """Turtle of nodes.

    IRIs below :data:`FOLDER` are written relative to the file ``document``, so that a reader
    resolves them against wherever it found that file (RFC 3986, section 5.1.3).
    """
    import pyoxigraph as ox  # slow to import

    def term(value: Term) -> ox.NamedNode | ox.Literal:
        if isinstance(value, str):
            return ox.NamedNode(check_iri(value))
        if value.datatype == xsd.string:
            return ox.Literal(value.value)
        return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))

    triples = [
        ox.Triple(ox.NamedNode(check_iri(subject)), ox.NamedNode(predicate), term(value))
        for subject, pairs in nodes
        for predicate, values in pairs
        for value in _listed(values)
    ]
    prefixes = {**_PREFIXES, "": dataset + "#"}
    written = ox.serialize(
        triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes, base_iri=FOLDER + document
    )
    assert written is not None
    lines = written.decode().split("\n")[1:]  # without @base, which means nothing to a reader
    heads = [line for line in lines if line.startswith("@prefix")]
    body = [line if line[:1] in ("", "\t") else "\n" + line for line in lines[len(heads) :]]
    return "\n".join([*sorted(heads), *body]).encode()


def _listed(values: Term | Iterable[Term] | None) -> Iterable[Term]:
    if values is None:
        return ()
    return (values,) if isinstance(values, str | Literal) else values
