"""Figures as rdflib graphs, for those who work with rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.terms import Triple, flatten
from pfocr_rdf.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph  # slow to import

    from pfocr_rdf.mapping.organisms import Organisms
    from pfocr_rdf.records.model import Figure


def add_triples(graph: Graph, triples: Iterable[Triple]) -> Graph:
    """Add triples to an rdflib graph, lexical forms untouched, and bind the project's prefixes."""
    from rdflib import Literal, URIRef  # slow to import

    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base, replace=True)
    for s, p, o in triples:
        if type(o) is str:
            graph.add((URIRef(s), URIRef(p), URIRef(o)))
        else:
            datatype = None if o[1] == xsd.string else URIRef(o[1])
            graph.add((URIRef(s), URIRef(p), Literal(o[0], datatype=datatype, normalize=False)))
    return graph


def to_graph(figures: Figure | Iterable[Figure], *, names: Organisms | None = None) -> Graph:
    r"""One figure, or several, as an rdflib ``Graph``.

    >>> from pfocr_rdf import read_figure
    >>> len(to_graph(read_figure("---\nfigid: PMC1__f1\n---\n"))) > 10
    True
    """
    from rdflib import Graph  # slow to import

    from pfocr_rdf.records.model import Figure

    mapper = Mapper(names)
    graph = Graph()
    for figure in (figures,) if isinstance(figures, Figure) else figures:
        own, shared, _ = mapper.map(figure)
        add_triples(graph, flatten(own + shared))
    return graph
