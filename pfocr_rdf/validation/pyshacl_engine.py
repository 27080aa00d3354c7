"""The engine pySHACL, and its reports; the one module of the wing that uses rdflib."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pyshacl
import rdflib
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from pfocr_rdf.errors import InputError, ShapesError
from pfocr_rdf.messages import one_line
from pfocr_rdf.rdf.namespaces import sh, xsd
from pfocr_rdf.rdf.ntriples import literal_text
from pfocr_rdf.rdf.terms import Literal
from pfocr_rdf.validation.results import CLOSED, Check, Result, in_order


def compiled(shapes: bytes) -> Check:
    """What validates by shapes in N-Triples; raises ShapesError for shapes that are broken."""
    with _untouched():
        shapes_graph = Graph().parse(data=shapes, format="nt")

    def check(triples: bytes) -> list[Result]:
        with _untouched():
            try:
                data = Graph().parse(data=triples, format="nt")
            except Exception as error:  # noqa: BLE001  (parsers raise what they like)
                raise InputError(f"the engine cannot read the data: {one_line(error)}") from None
            try:
                _, report, text = pyshacl.validate(
                    data, shacl_graph=shapes_graph, inplace=True, inference="none"
                )
            except Exception as error:  # noqa: BLE001  (it raises what its libraries raise)
                raise ShapesError(f"pySHACL: {one_line(error)}") from None
            if isinstance(report, Exception | bytes):
                raise ShapesError(f"pySHACL: {one_line(text)}")
            return results_of_report(report)

    return check


@contextmanager
def _untouched() -> Iterator[None]:
    """Keep lexical forms, and restore rdflib's switches, which pySHACL does not after a failure.

    rdflib logs a traceback for each literal that is not of its datatype; findings report those.
    """
    log = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, log.disabled
    rdflib.NORMALIZE_LITERALS, log.disabled = False, True
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS, log.disabled = before


def results_of_report(report: Graph) -> list[Result]:
    """The results of a ``sh:ValidationReport``, in order; without the details of results."""

    def one(node: Node, name: str) -> Node | None:
        return report.value(node, URIRef(sh.NS + name))

    found = []
    for node in report.objects(None, URIRef(sh.NS + "result")):
        component = _local(one(node, "sourceConstraintComponent"))
        path = one(node, "resultPath")
        value = one(node, "value")
        focus = one(node, "focusNode")
        found.append(
            Result(
                _local(one(node, "resultSeverity")),
                str(one(node, "sourceShape")),
                component,
                "" if focus is None else _text(focus),
                str(path) if component == CLOSED and path is not None else None,
                None if value is None else _text(value),
                str(one(node, "resultMessage") or ""),
            )
        )
    return in_order(found)


def _local(node: object) -> str:
    return str(node).rpartition("#")[2]


def _text(node: Node) -> str:
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    assert isinstance(node, rdflib.Literal)
    if node.language:
        return f"{literal_text(Literal(str(node)))}@{node.language}"
    return literal_text(Literal(str(node), str(node.datatype or xsd.string)))
