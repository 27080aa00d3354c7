"""Batches of records as graphs that hold all that a shape looks at.

The graph of a batch has the figures' own triples and a full description of everything they link
to. Results about figures, records, mentions and papers come from these graphs. What many batches
describe (genes, taxa, lexicons, ...) is collected over the run and validated once, at its end, when
everything that any record says of it is known. So the results of all batches together are those
of one big graph.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from pfocr_rdf.convert.figures import Figids, read_entries
from pfocr_rdf.errors import Fault
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import IRI, Node, Pair, flatten
from pfocr_rdf.rdf.vocabulary import REGISTRIES, figure_iri
from pfocr_rdf.sources import Entry
from pfocr_rdf.validation.graphs import FIGURES, PAPERS, ClosedGraph

LINKS = (REGISTRIES["ndex"].base, REGISTRIES["wikipathways"].base)

_SLICE = 2000

Nodes: TypeAlias = dict[IRI, dict[Pair, None]]


@dataclass(frozen=True, slots=True)
class MappedBatch:
    """Records of a batch as N-Triples, the shared nodes among them, and where it comes from.

    ``sources`` has the file of each figure's IRI and of each shared node's.
    """

    triples: bytes
    figures: int
    faults: list[Fault]
    shared: Nodes
    sources: dict[IRI, str]


def map_records(batch: list[Entry], names: Organisms | None) -> tuple[ClosedGraph, MappedBatch]:
    """Read and map the records of a batch, without those that are faulty."""
    mapper = Mapper(names)
    nodes: list[Node] = []
    faults: list[Fault] = []
    sources: dict[IRI, str] = {}
    pool: Nodes = {}
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

    triples = lines(nodes)
    return ClosedGraph(triples, focus), MappedBatch(triples, len(figids), faults, pool, sources)


@dataclass(slots=True)
class SharedNodes:
    """The nodes that the batches of a run share, collected by subject."""

    nodes: Nodes = field(default_factory=dict)
    sources: dict[IRI, str] = field(default_factory=dict)

    def add(self, batch: MappedBatch) -> None:
        """Take those of a batch; the first batch that has a node is its source."""
        for iri, pairs in batch.shared.items():
            known = self.nodes.setdefault(iri, pairs)
            if known is pairs:
                self.sources[iri] = batch.sources[iri]
            else:
                known.update(pairs)

    def graphs(self) -> Iterator[ClosedGraph]:
        """Closed graphs of what was collected, each node in the focus of one."""
        subjects = iter(sorted(self.nodes))
        while part := list(islice(subjects, _SLICE)):
            inside = dict.fromkeys(part)
            todo = list(part)
            while todo:
                for _, term in self.nodes[todo.pop()]:
                    if type(term) is str and term in self.nodes and term not in inside:
                        inside[term] = None
                        todo.append(term)
            nodes: list[Node] = [(iri, list(self.nodes[iri])) for iri in inside]
            yield ClosedGraph(lines(nodes), frozenset(part).__contains__)
