"""What engines find, as values.

Results name their shape by its IRI and have terms as text, so that those of two engines can be
compared.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from pfocr_rdf.rdf.terms import IRI

CLOSED = "ClosedConstraintComponent"


class Result(NamedTuple):
    """One validation result: ``focus`` and ``value`` in N-Triples, ``component`` a local name.

    ``path`` is only set for a closed shape, whose constraint does not name it.
    """

    severity: str
    shape: IRI
    component: str
    focus: str
    path: IRI | None
    value: str | None
    message: str


Check: TypeAlias = Callable[[bytes], list[Result]]
"""Compiled shapes: gives all results of a graph in N-Triples, in order."""


def in_order(results: Iterable[Result]) -> list[Result]:
    """Results sorted by focus node, shape and component."""
    return sorted(
        results,
        key=lambda r: (
            r.focus, r.shape, r.component, r.path or "", r.value or "", r.message, r.severity,
        ),
    )  # fmt: skip
