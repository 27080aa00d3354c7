"""RDF terms as plain values: no library, nothing to convert until something is written.

An IRI is a ``str``. A literal is a :class:`Literal`. There are no blank nodes in this project, so
these two are all the terms there are (RDF 1.1 Concepts, https://www.w3.org/TR/rdf11-concepts/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

__all__ = ["IRI", "Batch", "Literal", "Node", "Pair", "Said", "Term", "Triple", "flatten"]

IRI: TypeAlias = str

_XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_STRING: IRI = _XSD + "string"
XSD_DECIMAL: IRI = _XSD + "decimal"
XSD_INTEGER: IRI = _XSD + "integer"
XSD_GYEAR: IRI = _XSD + "gYear"


class Literal(NamedTuple):
    """A literal: its lexical form, to the character, and its datatype.

    >>> Literal("0.8141285", XSD_DECIMAL).value
    '0.8141285'
    """

    value: str
    datatype: IRI = XSD_STRING


Term: TypeAlias = IRI | Literal
Triple: TypeAlias = tuple[IRI, IRI, Term]
Pair: TypeAlias = tuple[IRI, Term]


class Said:
    """What is said of a part of something, whatever it is a part of.

    As the second half of a :data:`Node` it stands for the subject ``node[0] + fragment``, of which
    ``pairs`` are said and, by the predicate ``whole``, that ``node[0]`` is what it belongs to. The
    same object serves many nodes; ``lines`` is a writer's memory of its text.
    """

    __slots__ = ("fragment", "lines", "pairs", "whole")

    def __init__(self, fragment: str, pairs: list[Pair], whole: IRI) -> None:
        self.fragment = fragment
        self.pairs = pairs
        self.whole = whole
        self.lines: tuple[bytes, list[bytes]] | None = None

    def __len__(self) -> int:
        return len(self.pairs) + 1


Node: TypeAlias = tuple[IRI, list[Pair] | Said]
"""A subject and what is said of it. Nodes of one subject stand together."""


class Batch(NamedTuple):
    """Nodes that belong to one named graph (or to the default one, ``None``), in output order."""

    graph: IRI | None
    nodes: list[Node]


def flatten(nodes: Iterable[Node]) -> Iterator[Triple]:
    """The triples of nodes, in their order.

    >>> list(flatten([("urn:s", [("urn:p", "urn:o"), ("urn:p", "urn:q")])]))
    [('urn:s', 'urn:p', 'urn:o'), ('urn:s', 'urn:p', 'urn:q')]
    """
    for subject, pairs in nodes:
        if isinstance(pairs, Said):
            part = subject + pairs.fragment
            for predicate, term in pairs.pairs:
                yield part, predicate, term
            yield part, pairs.whole, subject
        else:
            for predicate, term in pairs:
                yield subject, predicate, term
