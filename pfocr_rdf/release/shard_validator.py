"""Validating figures while they are written, a hundred at a time."""

from functools import lru_cache

from pfocr_rdf.mapping.organisms import Organisms, Source, organisms
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.validation.batches import LINKS
from pfocr_rdf.validation.graphs import FIGURES, ClosedGraph
from pfocr_rdf.validation.guards import Guards
from pfocr_rdf.validation.shapes import load_shapes
from pfocr_rdf.validation.worker import Worker

_AT_ONCE = 100


@lru_cache(4)
def organisms_of(source: Source) -> Organisms:
    """The names of organisms, opened once a process."""
    return organisms(source)


@lru_cache(4)
def worker_of(source: Source) -> Worker:
    """The validator of this process."""
    return Worker(names=organisms_of(source))


class ShardValidator:
    """Takes figures with all that they link to, and validates what is said of the figures."""

    def __init__(self, source: Source) -> None:
        self.findings = Findings()
        self.guards = Guards(load_shapes())
        self._source = source
        self._own: list[bytes] = []
        self._needed: dict[bytes, None] = {}

    def add(self, own: bytes, shared: list[bytes]) -> None:
        """Take a figure's N-Triples, and the shared lines (without their ends) that it needs."""
        self._own.append(own)
        self._needed.update(dict.fromkeys(shared))
        if len(self._own) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Validate what waits."""
        if not self._own:
            return
        triples = b"".join([*self._own, *[line + b"\n" for line in self._needed]])
        results = worker_of(self._source).graph(ClosedGraph(triples, _in_focus), "figures")
        self.findings.add(results)
        self.guards.look(triples)
        self._own.clear()
        self._needed.clear()


def _in_focus(iri: IRI) -> bool:
    return iri.startswith((FIGURES, *LINKS))
