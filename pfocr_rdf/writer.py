"""Triples to bytes: one function a family of syntaxes, all of them streaming.

Each takes batches of triples and a binary file. N-Triples and N-Quads are written here, because
that is the speed of the whole program; JSON-LD here too, because no library writes it compact and
streaming; Turtle, TriG and RDF/XML by pyoxigraph's serializers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf import jsonld
from pfocr_rdf.errors import FormatError
from pfocr_rdf.terms import IRI, XSD_STRING, Batch, Literal, Pair, Said, flatten
from pfocr_rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Literal as OxLiteral
    from pyoxigraph import NamedNode, Quad
    from pyoxigraph import Triple as OxTriple

__all__ = [
    "check_iri",
    "literal_text",
    "write_jsonld",
    "write_lines",
    "write_rdfxml",
    "write_trig",
    "write_turtle",
]

_ESCAPED = re.compile('["\\\\\\x00-\\x1f\\x7f]')
_ESCAPES = {
    **{chr(n): f"\\u{n:04X}" for n in (*range(0x20), 0x7F)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_NOT_IN_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\]')
_CACHED = 2**15


def check_iri(iri: IRI) -> IRI:
    """Return ``iri``; raise FormatError where it holds what no RDF syntax allows in an IRI."""
    if _NOT_IN_IRI.search(iri) or ":" not in iri:
        raise FormatError(f"{iri!r} is not an IRI")
    return iri


class _Text(dict[IRI, bytes]):
    """IRI → its text in N-Triples, remembered; the memory is emptied when it is full."""

    def __missing__(self, iri: IRI) -> bytes:
        if len(self) >= _CACHED:
            self.clear()
        self[iri] = text = f"<{check_iri(iri)}>".encode()
        return text


class _Predicates(dict[IRI, bytes]):
    """Predicate → its text in N-Triples between spaces."""

    def __missing__(self, iri: IRI) -> bytes:
        self[iri] = text = f" <{check_iri(iri)}> ".encode()
        return text


def literal_text(literal: Literal) -> str:
    r"""Give the literal in N-Triples, in its canonical form.

    https://www.w3.org/TR/n-triples/#canonical-ntriples

    >>> literal_text(Literal('a "b"\n'))
    '"a \\"b\\"\\n"'
    """
    value, datatype = literal
    if not value.isprintable() or '"' in value or "\\" in value:
        value = _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)
    if datatype == XSD_STRING:
        return f'"{value}"'
    return f'"{value}"^^<{check_iri(datatype)}>'


def write_lines(batches: Iterable[Batch], out: BinaryIO) -> None:
    """Write N-Quads, or N-Triples where no batch has a graph. One write a batch."""
    text = _Text()
    predicate = _Predicates()

    def lines_of(pairs: list[Pair]) -> list[bytes]:
        return [
            predicate[p] + (text[o] if isinstance(o, str) else literal_text(o).encode())
            for p, o in pairs
        ]

    for graph, nodes in batches:
        end = b" .\n" if graph is None else f" <{check_iri(graph)}> .\n".encode()
        parts: list[bytes] = []
        whole: IRI = ""
        start = whole_text = b""
        for subject, pairs in nodes:
            if subject is not whole:
                whole = subject
                whole_text = text[subject]
                start = whole_text[:-1]
            if isinstance(pairs, Said):
                known = pairs.lines
                if known is None:
                    fragment = check_iri("urn:" + pairs.fragment)[4:].encode() + b">"
                    lines = lines_of(pairs.pairs)
                    lines.append(predicate[pairs.whole])
                    known = pairs.lines = (fragment, lines)
                between = end + start + known[0]
                parts += (start, known[0], between.join(known[1]), whole_text, end)
            elif pairs:
                between = end + whole_text
                parts += (whole_text, between.join(lines_of(pairs)), end)
        out.write(b"".join(parts))


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
            elif o[1] == XSD_STRING:
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
