"""Descriptions in Turtle: nodes in the order given, prefixes, IRIs of files relative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from pfocr_rdf.rdf.namespaces import (
    adms,
    dcat,
    dcterms,
    foaf,
    pav,
    pfocr,
    prov,
    rdf,
    schema,
    sd,
    spdx,
    void,
    void_ext,
    xsd,
)
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI, Literal, Term
from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.release.describe.about import FOLDER

__all__ = ["Statements", "integer", "text", "turtle"]

Statements: TypeAlias = "list[tuple[IRI, Term]]"

_PREFIXES = {
    "adms": adms.NS,
    "dcat": dcat.NS,
    "dcterms": dcterms.NS,
    "foaf": foaf.NS,
    "pav": pav.NS,
    "pfocr": pfocr.NS,
    "prov": prov.NS,
    "rdf": rdf.NS,
    "schema": schema.NS,
    "sd": sd.NS,
    "spdx": spdx.NS,
    "void": void.NS,
    "void-ext": void_ext.NS,
    "xsd": xsd.NS,
    **{prefix: PREFIXES[prefix] for prefix in ("oa", "rdfs", "skos")},
}


def integer(number: int) -> Literal:
    """A count."""
    return Literal(str(number), xsd.integer)


def text(value: str) -> Literal:
    """A plain string."""
    return Literal(value, xsd.string)


def turtle(nodes: Iterable[tuple[IRI, Statements]], document: str, dataset: IRI) -> bytes:
    """Turtle of what is said of each node.

    IRIs below :data:`FOLDER` are written relative to the file ``document``, so that a reader
    resolves them against wherever it found that file (RFC 3986, section 5.1.3).
    """
    import pyoxigraph as ox

    def term(value: Term) -> ox.NamedNode | ox.Literal:
        if isinstance(value, str):
            return ox.NamedNode(check_iri(value))
        if value.datatype == xsd.string:
            return ox.Literal(value.value)
        return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))

    triples = [
        ox.Triple(ox.NamedNode(check_iri(subject)), ox.NamedNode(predicate), term(value))
        for subject, said in nodes
        for predicate, value in said
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
