"""Graphs small enough to validate one by one, and what is looked up in them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pfocr_rdf.rdf.namespaces import SITE, pfocr
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import REGISTRIES

FIGURES = SITE + "figures/"
PAPERS = REGISTRIES["pmc"].base

_WORD = re.compile(rb" <%s> (\".*\") \.$" % re.escape(pfocr.word.encode()), re.M)
"""Without the subject, so that the search skips to the predicate."""


@dataclass(frozen=True, slots=True)
class ClosedGraph:
    """N-Triples with all that a shape looks at from the nodes in ``focus`` (``None``: all nodes).

    Results count for those nodes only. Travels to a process if ``focus`` does.
    """

    triples: bytes
    focus: Callable[[IRI], bool] | None = None

    def has_in_focus(self, node: str) -> bool:
        """Whether results about a node (in N-Triples) count."""
        return self.focus is None or self.focus(node[1:-1] if node.startswith("<") else node)


class MentionWords:
    """The words of the mentions of a graph in N-Triples, read when they are first needed."""

    def __init__(self, triples: bytes) -> None:
        self._triples = triples

    @cached_property
    def _words(self) -> dict[bytes, bytes]:
        triples = self._triples
        return {
            triples[triples.rfind(b"\n", 0, found.start()) + 1 : found.start()]: found[1]
            for found in _WORD.finditer(triples)
        }

    def of(self, focus: str) -> str:
        """The word as a literal in N-Triples; empty for a node that is no mention."""
        if "#mention-" not in focus:
            return ""
        return self._words.get(focus.encode(), b"").decode()


def base_of(iri: IRI) -> IRI:
    """The IRI of the figure whose record, mention or search has this IRI.

    >>> base_of("https://pfocr.wikipathways.org/figures/PMC1__f1.html")
    'https://pfocr.wikipathways.org/figures/PMC1__f1'
    """
    return iri.partition("#")[0].removesuffix(".html")
