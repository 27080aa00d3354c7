"""Guards against silent success: data that conforms because no shape ever looked at it."""

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, rdfs, schema
from pfocr_rdf.rdf.vocabulary import HTTP_SCHEMA
from pfocr_rdf.validation.shapes import Shape, ShapeSet, Target

_SUBCLASS = f"<{rdfs.NS}subClassOf>".encode()
_WRONG = f"<{HTTP_SCHEMA}".encode()


def _trace(target: Target) -> bytes:
    """What N-Triples with a node of a target contain; nothing where that cannot be known."""
    if target.how == "class":
        return f" <{rdf.type}> <{target.term}> .".encode()
    if target.how in ("subjects of", "objects of"):
        return f" <{target.term}> ".encode()
    return f"<{target.term}> ".encode() if target.how == "node" else b""


class Guards:
    """Watches the graphs of a run for the nodes that each shape looks at."""

    def __init__(self, shapes: ShapeSet) -> None:
        self._shapes = shapes.shapes
        self._idle = {s.iri: [_trace(t) for t in s.targets] for s in self._shapes}
        self._beside = {
            s.iri: f"<{s.expected_with}".encode() for s in self._shapes if s.expected_with
        }
        self._found_beside: set[str] = set()
        self._wrong = False
        self._subclasses = False

    def look(self, triples: bytes) -> None:
        """Take note of a graph."""
        for iri, traces in list(self._idle.items()):
            if any(trace in triples for trace in traces):
                del self._idle[iri]
                self._beside.pop(iri, None)
        for iri, beginning in list(self._beside.items()):
            if beginning in triples:
                self._found_beside.add(iri)
                del self._beside[iri]
        self._wrong = self._wrong or _WRONG in triples
        self._subclasses = self._subclasses or _SUBCLASS in triples

    def idle(self) -> list[str]:
        """The IRIs of the shapes that found nothing to check, in order."""
        return sorted(self._idle)

    def verdict(self) -> tuple[list[str], list[str]]:
        """Why the data fails although it may conform, and notes."""
        failures = []
        if self._wrong:
            failures.append(
                f"the data has terms of {HTTP_SCHEMA}, which were not validated: the shapes are "
                f"for terms of {schema.NS}"
            )
        if len(self._idle) == len(self._shapes):
            failures.append("no shape found anything to check: nothing was validated")
            return failures, []
        unused = []
        for shape in self._shapes:
            if shape.iri in self._idle:
                why = self._why(shape)
                if why:
                    failures.append(f"the shape {shape.label} found nothing to check: {why}")
                else:
                    unused.append(shape.label)
        notes = [f"shapes with nothing to check: {', '.join(sorted(unused))}"] if unused else []
        return failures, notes

    def _why(self, shape: Shape) -> str:
        """Why data in which a shape found nothing fails; nothing where it may pass."""
        missing = " or ".join(f"{t.how} {compact(t.term)}" for t in shape.targets)
        if shape.own:
            return "" if self._subclasses else f"the data has no {missing}"
        if shape.expected:
            return f"the data has no {missing}, which all data of PFOCR has"
        if shape.iri in self._found_beside:
            return f"the data has no {missing}, but IRIs that begin with {shape.expected_with}"
        return ""
