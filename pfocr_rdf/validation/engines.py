"""SHACL engines behind one interface: N-Triples in, results out.

A new engine is one row of :data:`ENGINES`. Results name their shape by its IRI, so that those of
two engines can be held against each other; nothing but terms as text leaves this module.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pfocr_rdf.errors import InputError, MissingExtraError, ShapesError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.rdf.namespaces import sh, xsd
from pfocr_rdf.rdf.ntriples import literal_text
from pfocr_rdf.rdf.terms import IRI, Literal

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["DEFAULT_ENGINE", "ENGINES", "Checker", "Result", "find_engine", "results_of_report"]

_CLOSED = "ClosedConstraintComponent"


class Result(NamedTuple):
    """One validation result: ``focus`` and ``value`` in N-Triples, ``component`` a local name.

    ``path`` is only given for a closed shape, whose constraint does not name it.
    """

    severity: str
    shape: IRI
    component: str
    focus: str
    path: IRI | None
    value: str | None
    message: str


class Checker(Protocol):
    """Compiled shapes."""

    def check(self, triples: bytes) -> list[Result]:
        """All results of a graph in N-Triples, sorted."""


class _Compiled:
    """The package ``shacl``: compiled, Core and SPARQL constraints."""

    def __init__(self, shapes: bytes) -> None:
        from shacl import Shapes

        try:
            self._shapes = Shapes.from_text(shapes.decode(), "ntriples")
        except ValueError as error:
            raise ShapesError(f"shapes: {one_line(error)}") from None

    def check(self, triples: bytes) -> list[Result]:
        try:
            report = self._shapes.validate_text(triples.decode(), "ntriples")
        except ValueError as error:
            raise InputError(f"the engine refuses the data: {one_line(error)}") from None
        found = []
        for r in report.results:
            component = r.component
            found.append(
                Result(
                    r.severity,
                    (r.source_shape or "").strip("<>"),
                    component,
                    r.focus_node,
                    r.path.strip("<>") if component == _CLOSED and r.path else None,
                    r.value,
                    r.message or "",
                )
            )
        return sorted(found, key=_order)


class _Pyshacl:
    """pySHACL, the reference in Python.

    Raises MissingExtraError where it is not installed.
    """

    def __init__(self, shapes: bytes) -> None:
        try:
            import pyshacl  # the extra 'pyshacl'
        except ImportError:
            raise MissingExtraError("pyshacl", "The engine pyshacl") from None
        self._validate = pyshacl.validate
        with _untouched():
            self._shapes = _graph(shapes)

    def check(self, triples: bytes) -> list[Result]:
        with _untouched():
            try:
                _, report, text = self._validate(
                    _graph(triples), shacl_graph=self._shapes, inplace=True, inference="none"
                )
            except Exception as error:  # noqa: BLE001  (it raises what its libraries raise)
                raise ShapesError(f"pySHACL: {one_line(error)}") from None
            if isinstance(report, Exception | bytes):
                raise ShapesError(f"pySHACL: {one_line(text)}")
            return results_of_report(report)


@contextmanager
def _untouched() -> Iterator[None]:
    """Keep lexical forms as they are, and rdflib's switches as they were, also after a failure.

    rdflib logs a traceback for each literal that is not of its datatype; findings tell of those.
    """
    import rdflib

    log = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, log.disabled
    rdflib.NORMALIZE_LITERALS, log.disabled = False, True
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS, log.disabled = before


def _graph(triples: bytes) -> Graph:
    from rdflib import Graph

    return Graph().parse(data=triples, format="nt")


def results_of_report(report: Graph) -> list[Result]:
    """The results of a ``sh:ValidationReport``, sorted; details of results are left out."""
    from rdflib import URIRef

    def one(node: Node, name: str) -> Node | None:
        return report.value(node, URIRef(sh.NS + name))

    found = []
    for _, _, node in report.triples((None, URIRef(sh.NS + "result"), None)):
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
                str(path) if component == _CLOSED and path is not None else None,
                None if value is None else _text(value),
                str(one(node, "resultMessage") or ""),
            )
        )
    return sorted(found, key=_order)


def _order(result: Result) -> tuple[str, ...]:
    return (
        result.focus,
        result.shape,
        result.component,
        result.path or "",
        result.value or "",
        result.message,
        result.severity,
    )


def _local(node: object) -> str:
    return str(node).rpartition("#")[2]


def _text(node: Node) -> str:
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    assert isinstance(node, RdflibLiteral)
    plain = literal_text(Literal(str(node), str(node.datatype or xsd.string)))
    return f"{literal_text(Literal(str(node)))}@{node.language}" if node.language else plain


class Engine(NamedTuple):
    """An engine: its name on the command line, what it is called, and how shapes are compiled."""

    name: str
    title: str
    compile: Callable[[bytes], Checker]


ENGINES: dict[str, Engine] = {
    e.name: e
    for e in (
        Engine("shacl", "shacl (compiled)", _Compiled),
        Engine("pyshacl", "pySHACL (reference)", _Pyshacl),
    )
}
DEFAULT_ENGINE = "shacl"


def find_engine(name: str) -> Engine:
    """The engine of that name; raises UsageError where there is none."""
    if name not in ENGINES:
        raise UsageError(f"{name!r} is no SHACL engine: use one of {', '.join(ENGINES)}")
    return ENGINES[name]
