"""Guards against silent success: data that conforms because no shape ever looked at it."""

from __future__ import annotations

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, rdfs, schema
from pfocr_rdf.rdf.vocabulary import HTTP_SCHEMA
from pfocr_rdf.validation.shapes import Shape, ShapeSet, Target

__all__ = ["Guards"]

_TYPE = f"<{rdf.type}>"
_SUBCLASS = f"<{rdfs.NS}subClassOf>".encode()
_WRONG = f"<{HTTP_SCHEMA}".encode()


def _traces(target: Target) -> bytes | None:
    """What a node of a target looks like in N-Triples; ``None`` where that cannot be told."""
    if target.how == "class":
        return f" {_TYPE} <{target.term}> .".encode()
    if target.how in ("subjects of", "objects of"):
        return f" <{target.term}> ".encode()
    return f"<{target.term}> ".encode() if target.how == "node" else None


class Guards:
    """Watches the graphs of a run for what each shape looks at."""

    def __init__(self, shapes: ShapeSet) -> None:
        self._idle = {s.iri: [_traces(t) for t in s.targets] for s in shapes.shapes}
        self._shapes = shapes
        self._beside = {
            s.iri: f"<{s.expected_with}".encode() for s in shapes.shapes if s.expected_with
        }
        self._found_beside: set[str] = set()
        self._wrong = False
        self._subclasses = False

    def look(self, triples: bytes, *, whole: bool = True) -> None:
        """Take note of a graph; ``whole`` is false for one whose triples were in another, too."""
        for iri, traces in list(self._idle.items()):
            if any(trace is None or trace in triples for trace in traces):
                del self._idle[iri]
                self._beside.pop(iri, None)
        for iri, beginning in list(self._beside.items()):
            if beginning in triples:
                self._found_beside.add(iri)
                del self._beside[iri]
        if whole:
            self._wrong = self._wrong or _WRONG in triples
            self._subclasses = self._subclasses or _SUBCLASS in triples

    def idle(self) -> list[str]:
        """The IRIs of the shapes that have found nothing to look at, in order."""
        return sorted(self._idle)

    def verdict(self) -> tuple[list[str], list[str]]:
        """Why the data fails although it may conform, and what else to know."""
        failures = []
        if self._wrong:
            failures.append(
                f"the data has terms of {HTTP_SCHEMA}, the shapes look at {schema.NS}: "
                "what is said with those terms was not validated"
            )
        idle = [shape for shape in self._shapes.shapes if shape.iri in self._idle]
        if len(idle) == len(self._shapes.shapes):
            failures.append("no shape found anything to look at: nothing was validated")
            return failures, []
        quiet = []
        for shape in idle:
            why = self._why(shape)
            if why is None:
                quiet.append(shape.label)
            else:
                failures.append(f"the shape {shape.label} found nothing to look at: {why}")
        notes = []
        if quiet:
            notes.append(
                f"the data has nothing of what these shapes look at: {', '.join(sorted(quiet))}"
            )
        return failures, notes

    def _why(self, shape: Shape) -> str | None:
        looked = " or ".join(f"{t.how} {compact(t.term)}" for t in shape.targets)
        if shape.own:
            return None if self._subclasses else f"the data has no {looked}"
        if shape.expected:
            return f"the data has no {looked}, which all data of PFOCR has"
        if shape.iri in self._found_beside:
            return f"the data has no {looked}, but IRIs that begin with {shape.expected_with}"
        return None
