"""Batches: graphs that hold all that a shape looks at, small enough to validate one by one.

A batch of records has the figures' own triples and a full description of everything they link to.
Results about figures, records, mentions and papers come from these batches. What many batches
describe (genes, taxa, lexicons, ...) is gathered over the run and validated once, at its end, when
everything that any record says of it is known. So the results of all batches together are those
of one big graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pfocr_rdf.convert.figures import Figids, read_entries
from pfocr_rdf.errors import Fault
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.namespaces import SITE, pfocr
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import IRI, Node, Pair, flatten
from pfocr_rdf.rdf.vocabulary import REGISTRIES, figure_iri
from pfocr_rdf.sources import Entry

if TYPE_CHECKING:
    from pfocr_rdf.mapping.organisms import Organisms

__all__ = [
    "FIGURES",
    "FIGURE_SHAPES",
    "LINKS",
    "PAPERS",
    "Graph",
    "Mapped",
    "Shared",
    "Words",
    "map_records",
]

FIGURES = SITE + "figures/"
PAPERS = REGISTRIES["pmc"].base
LINKS = (REGISTRIES["ndex"].base, REGISTRIES["wikipathways"].base)
FIGURE_SHAPES = frozenset(("record", "figure", "paper", "mention", "search", "link", "dataset"))
"""The shapes, by key, whose things are looked at in the batches of figures."""

_SLICE = 2000


@dataclass(slots=True)
class Graph:
    """A closed graph as N-Triples. Results count only for ``focus`` nodes (``None``: for all).

    ``shared`` tells that it holds what figures have in common.
    """

    triples: bytes
    focus: Callable[[IRI], bool] | None = None
    shared: bool = False


@dataclass(slots=True)
class Mapped:
    """Records of a batch as RDF: its graph, what it shares with others, and where it comes from.

    ``sources`` has the file of each figure's IRI and of each shared thing's.
    """

    graph: Graph
    figures: int
    faults: list[Fault]
    shared: dict[IRI, dict[Pair, None]]
    sources: dict[IRI, str]


def map_records(batch: list[Entry], names: Organisms | None) -> Mapped:
    """Read and map the records of a batch; what is faulty is left out and told."""
    mapper = Mapper(names)
    nodes: list[Node] = []
    faults: list[Fault] = []
    sources: dict[IRI, str] = {}
    pool: dict[IRI, dict[Pair, None]] = {}
    own_papers: set[IRI] = set()
    figids = Figids()
    for figure, found, _, source in read_entries(batch, figids):
        faults += found
        if figure is None:
            continue
        sources[figure_iri(figure.figid)] = source
        own, shared, _ = mapper.map(figure)
        paper = PAPERS + figure.figid.partition("__")[0]
        nodes += own
        nodes += shared
        for iri, pairs in shared:
            sources.setdefault(iri, source)
            if iri == paper:
                own_papers.add(iri)
            elif not iri.startswith(LINKS):
                pool.setdefault(iri, {}).update(
                    dict.fromkeys((p, o) for _, p, o in flatten([(iri, pairs)]))
                )

    def focus(iri: IRI) -> bool:
        return iri.startswith(FIGURES) or iri in own_papers or iri not in pool

    return Mapped(Graph(lines(nodes), focus), len(figids), faults, pool, sources)


@dataclass(slots=True)
class Shared:
    """What the batches of a run have in common, gathered subject by subject."""

    nodes: dict[IRI, dict[Pair, None]] = field(default_factory=dict)
    sources: dict[IRI, str] = field(default_factory=dict)

    def add(self, nodes: dict[IRI, dict[Pair, None]], sources: dict[IRI, str]) -> None:
        """Take what a batch says; the first batch that names a thing is its source."""
        for iri, pairs in nodes.items():
            known = self.nodes.get(iri)
            if known is None:
                self.nodes[iri] = pairs
                self.sources[iri] = sources[iri]
            else:
                known.update(pairs)

    def graphs(self) -> Iterator[Graph]:
        """Closed graphs of what was gathered, each thing in focus once."""
        subjects = iter(sorted(self.nodes))
        while part := list(islice(subjects, _SLICE)):
            inside = dict.fromkeys(part)
            todo = list(part)
            while todo:
                for _, term in self.nodes[todo.pop()]:
                    if type(term) is str and term in self.nodes and term not in inside:
                        inside[term] = None
                        todo.append(term)
            focus = frozenset(part).__contains__
            nodes: list[Node] = [(iri, list(self.nodes[iri])) for iri in inside]
            yield Graph(lines(nodes), focus, shared=True)


class Words:
    """The words of the mentions of a graph in N-Triples, looked up when they are first needed."""

    def __init__(self, triples: bytes) -> None:
        self._triples = triples
        self._words: dict[bytes, bytes] | None = None

    def of(self, focus: str) -> str:
        """The word as a literal in N-Triples, empty where the node is no mention."""
        if "#mention-" not in focus:
            return ""
        if self._words is None:
            triples = self._triples
            self._words = {
                triples[triples.rfind(b"\n", 0, found.start()) + 1 : found.start()]: found[1]
                for found in _WORD.finditer(triples)
            }
        return self._words.get(focus.encode(), b"").decode()


_WORD = re.compile(rb" <%s> (\".*\") \.$" % re.escape(pfocr.word.encode()), re.M)
"""No subject: so the search skips to the predicate."""
