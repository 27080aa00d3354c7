"""Records as a release holds them, and what SPARQL counts in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from helpers.loading import raws
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import GraphNumbers
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import DATASET, record_iri
from pfocr_rdf.records.model import Figure
from pfocr_rdf.records.reader import read
from pfocr_rdf.sources import records


class Made(NamedTuple):
    """Records as a release writes them: name, own lines, lines of what they link to."""

    records: list[tuple[str, bytes, bytes]]

    @property
    def shared(self) -> list[bytes]:
        """What they share, each line once."""
        return sorted({line for _, _, text in self.records for line in text.splitlines(True)})

    def tally(self) -> Tally:
        tally = Tally()
        for _, own, shared in self.records:
            tally.add_record(own, shared)
        assert list(tally.add_shared(self.shared)) == self.shared
        return tally

    def store(self) -> ox.Store:
        store = ox.Store()
        for figid, own, _ in self.records:
            graph = ox.NamedNode(record_iri(figid))
            store.bulk_load(own, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        graph = ox.NamedNode(DATASET)
        store.bulk_load(b"".join(self.shared), ox.RdfFormat.N_TRIPLES, to_graph=graph)
        return store


def made(figures: list[Figure]) -> Made:
    found = []
    for figure in figures:
        own, shared, _ = Mapper().map(figure)
        found.append((figure.figid, lines(own), lines(shared)))
    return Made(found)


def figures_of(folder: Path) -> list[Figure]:
    found = [read(raw).figure for raw in raws(records([str(folder)], lambda fault: None))]
    return [figure for figure in found if figure is not None]


def rows(store: ox.Store, query: str) -> list[tuple[Any, ...]]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [
        tuple(int(v.value) if isinstance(v, ox.Literal) else v.value if v else None for v in row)
        for row in found
    ]


GRAPHS = {
    "all": "{ { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }",
    "own": f"{{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{DATASET}>) }}",
    "shared": f"{{ GRAPH <{DATASET}> {{ ?s ?p ?o }} }}",
}


def counted(store: ox.Store, graph: str) -> dict[str, Any]:
    """The numbers of one kind of graph, each by a query of its own."""
    pattern = GRAPHS[graph]
    one = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) {pattern}"
    ((triples, subjects),) = rows(store, one)
    properties = dict(rows(store, f"SELECT ?p (COUNT(*) AS ?n) {pattern} GROUP BY ?p"))
    typed = f"{{ {pattern} FILTER(?p = <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>) }}"
    entities = dict(rows(store, f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {typed} GROUP BY ?o"))
    start = f"{{ {pattern} ?s a ?c"
    ((things,),) = rows(store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {typed}")
    by_property = rows(store, f"SELECT ?c ?p (COUNT(*) AS ?n) {start} }} GROUP BY ?c ?p")
    classes = rows(
        store, f"SELECT ?c ?p ?d (COUNT(*) AS ?n) {start} . ?o a ?d }} GROUP BY ?c ?p ?d"
    )
    end = "FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?t) }"
    datatypes = rows(store, f"SELECT ?c ?p ?t (COUNT(*) AS ?n) {start} {end} GROUP BY ?c ?p ?t")
    return {
        "triples": triples,
        "subjects": subjects,
        "typed": things,
        "properties": properties,
        "entities": entities,
        "by_property": {row[:2]: row[2] for row in by_property},
        "classes": {row[:3]: row[3] for row in classes},
        "datatypes": {row[:3]: row[3] for row in datatypes},
    }


def told(found: GraphNumbers) -> dict[str, Any]:
    """The same from the tally."""
    pairs = [
        (class_, property_, of)
        for class_, numbers_ in found.classes.items()
        for property_, of in numbers_.properties.items()
    ]
    return {
        "triples": found.triples,
        "subjects": found.subjects,
        "typed": found.entities,
        "properties": dict(found.properties),
        "entities": {c: of.entities for c, of in found.classes.items() if of.entities},
        "by_property": {(c, p): of.triples for c, p, of in pairs},
        "classes": {(c, p, d): n for c, p, of in pairs for d, n in of.classes.items()},
        "datatypes": {(c, p, t): n for c, p, of in pairs for t, n in of.datatypes.items()},
    }
