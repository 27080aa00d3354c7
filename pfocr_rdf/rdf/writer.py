"""Triples to bytes: one function a family of syntaxes, all of them streaming.

Each takes batches of triples and a binary file. N-Triples and N-Quads are written here, because
that is the speed of the whole program; JSON-LD here too, because no library writes it compact and
streaming; Turtle, TriG and RDF/XML by pyoxigraph's serializers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.rdf import jsonld
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.ntriples import check_iri, lines
from pfocr_rdf.rdf.terms import IRI, Batch, flatten
from pfocr_rdf.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Literal as OxLiteral
    from pyoxigraph import NamedNode, Quad
    from pyoxigraph import Triple as OxTriple

__all__ = [
    "write_jsonld",
    "write_lines",
    "write_rdfxml",
    "write_trig",
    "write_turtle",
]

_CACHED = 2**15


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
    """Write Turtle 1.1 with the project's prefixes."""
    import pyoxigraph as ox

    ox.serialize(_triples(batches), out, ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def write_rdfxml(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write RDF/XML; the caller sees to it that no literal has a character XML 1.0 lacks."""
    import pyoxigraph as ox

    ox.serialize(_triples(batches), out, ox.RdfFormat.RDF_XML, prefixes=PREFIXES)


def write_trig(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write TriG 1.1 with the project's prefixes."""
    import pyoxigraph as ox

    ox.serialize(_quads(batches), out, ox.RdfFormat.TRIG, prefixes=PREFIXES)


class _Nodes(dict[IRI, "NamedNode"]):
    """IRI → pyoxigraph's node, remembered; the memory is emptied when it is full."""

    def __missing__(self, iri: IRI) -> NamedNode:
        from pyoxigraph import NamedNode

        node = NamedNode(check_iri(iri))
        if len(self) >= _CACHED:
            self.clear()
        self[iri] = node
        return node


def _converted(
    batches: Iterable[Batch],
) -> Iterator[tuple[IRI | None, NamedNode, NamedNode, NamedNode | OxLiteral]]:
    from pyoxigraph import Literal as OxLiteral

    node = _Nodes()
    for graph, nodes in batches:
        for s, p, o in flatten(nodes):
            if type(o) is str:
                yield graph, node[s], node[p], node[o]
            elif o[1] == xsd.string:
                yield graph, node[s], node[p], OxLiteral(o[0])
            else:
                yield graph, node[s], node[p], OxLiteral(o[0], datatype=node[o[1]])


def _triples(batches: Iterable[Batch]) -> Iterator[OxTriple]:
    from pyoxigraph import Triple as OxTriple

    for _, s, p, o in _converted(batches):
        yield OxTriple(s, p, o)


def _quads(batches: Iterable[Batch]) -> Iterator[Quad]:
    from pyoxigraph import DefaultGraph, Quad

    node = _Nodes()
    default = DefaultGraph()
    for graph, s, p, o in _converted(batches):
        yield Quad(s, p, o, default if graph is None else node[graph])
