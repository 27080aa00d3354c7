"""Triples to bytes: one function a family of syntaxes, all of them streaming.

Each takes batches of triples and a binary file. N-Triples and N-Quads are written here, because
that is the speed of the whole program; JSON-LD here too, because no library writes it compact and
streaming; Turtle, TriG and RDF/XML by pyoxigraph's serializers.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from pfocr_rdf.rdf import jsonld
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.ntriples import check_iri, lines
from pfocr_rdf.rdf.terms import IRI, Batch, Term, flatten
from pfocr_rdf.rdf.vocabulary import PREFIXES

_REMEMBERED = 2**14


def write_lines(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write N-Quads, or N-Triples where no batch has a graph. One write a batch."""
    for graph, nodes in batches:
        out.write(lines(nodes, graph))


def write_jsonld(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write compact JSON-LD 1.1: one document with its context inline, one node a line."""
    context = json.dumps(jsonld.CONTEXT, ensure_ascii=False)
    out.write(f'{{"@context":{context},\n"@graph":['.encode())
    separator = "\n"
    for graph, batch in batches:
        texts = [
            json.dumps(node, ensure_ascii=False, separators=(",", ":"))
            for node in jsonld.nodes(flatten(batch))
        ]
        if not texts:
            continue
        body = ",\n".join(texts)
        if graph is not None:
            body = f'{{"@id":{json.dumps(check_iri(graph))},"@graph":[{body}]}}'
        out.write((separator + body).encode())
        separator = ",\n"
    out.write(b"\n]}\n")


def write_turtle(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write Turtle 1.1 (https://www.w3.org/TR/turtle/) with the project's prefixes."""
    _serialize(batches, out, "ttl")


def write_rdfxml(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write RDF/XML; the caller sees to it that no literal has a character XML 1.0 lacks."""
    _serialize(batches, out, "rdf")


def write_trig(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write TriG 1.1 (https://www.w3.org/TR/trig/) with the project's prefixes."""
    _serialize(batches, out, "trig")


def _serialize(batches: Iterable[Batch], out: BinaryIO, extension: str) -> None:
    import pyoxigraph as ox  # slow to import

    syntax = ox.RdfFormat.from_extension(extension)
    assert syntax is not None

    @lru_cache(_REMEMBERED)
    def node(iri: IRI) -> ox.NamedNode:
        return ox.NamedNode(check_iri(iri))

    def term(value: Term) -> ox.NamedNode | ox.Literal:
        if isinstance(value, str):
            return node(value)
        text, datatype = value
        return ox.Literal(text, datatype=None if datatype == xsd.string else node(datatype))

    def triples() -> Iterator[ox.Triple]:
        for _, nodes in batches:
            for s, p, o in flatten(nodes):
                yield ox.Triple(node(s), node(p), term(o))

    def quads() -> Iterator[ox.Quad]:
        for graph, nodes in batches:
            name = ox.DefaultGraph() if graph is None else node(graph)
            for s, p, o in flatten(nodes):
                yield ox.Quad(node(s), node(p), term(o), name)

    statements = quads() if syntax.supports_datasets else triples()  # quads are slower
    ox.serialize(statements, out, syntax, prefixes=PREFIXES)
