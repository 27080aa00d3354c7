"""RDF terms as plain values: no library, nothing to convert until something is written.

An IRI is a ``str``. A literal is a :class:`Literal`. There are no blank nodes in this project, so
these two are all the terms there are (RDF 1.1 Concepts, https://www.w3.org/TR/rdf11-concepts/).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from pfocr_rdf.rdf.namespaces import xsd

IRI: TypeAlias = str


class Literal(NamedTuple):
    """A literal: its lexical form, to the character, and its datatype.

    >>> Literal("0.8141285", xsd.decimal).value
    '0.8141285'
    """

    value: str
    datatype: IRI = xsd.string


Term: TypeAlias = IRI | Literal
Triple: TypeAlias = tuple[IRI, IRI, Term]
Pair: TypeAlias = tuple[IRI, Term]


class Statements(ABC):
    """What is said of a subject, or of its parts, as triples and as text.

    The text is made quickly, the triples only where they are needed.
    ``len`` is the number of triples.
    """

    __slots__ = ()

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""

    @abstractmethod
    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines, each with ``end``: `` .`` or the graph and `` .``, and a line feed."""


Node: TypeAlias = tuple[IRI, list[Pair] | Statements]
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
        if isinstance(pairs, list):
            for predicate, term in pairs:
                yield subject, predicate, term
        else:
            yield from pairs.triples(subject)
