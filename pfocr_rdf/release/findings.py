"""The results of validating a release: how many of each constraint, and a few examples."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.validation import SEVERITIES, Result, load_shapes

_EXAMPLES = 5


@dataclass(slots=True)
class _Kind:
    severity: str
    message: str
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def keep(self, examples: Iterable[str]) -> None:
        self.examples = sorted({*self.examples, *examples})[:_EXAMPLES]


class Findings:
    """Findings by constraint; they add up to the same in whatever order they are added."""

    def __init__(self) -> None:
        self._kinds: dict[IRI, _Kind] = {}

    def add(self, results: Iterable[Result]) -> None:
        """Take results; examples are focus nodes in N-Triples, the first in their order."""
        for result in results:
            key = result.shape
            kind = self._kinds.get(key)
            if kind is None:
                kind = self._kinds[key] = _Kind(result.severity, result.message)
            kind.count += 1
            if len(kind.examples) < _EXAMPLES or result.focus < kind.examples[-1]:
                kind.keep([result.focus])

    def update(self, data: Iterable[dict[str, Any]]) -> None:
        """Take what :meth:`to_json` gave."""
        for row in data:
            kind = self._kinds.setdefault(row["shape"], _Kind(row["severity"], row["message"]))
            kind.count += row["count"]
            kind.keep(row["examples"])

    def to_json(self) -> list[dict[str, Any]]:
        """A row for each constraint, in the order of their IRIs."""
        return [
            {
                "shape": iri,
                "severity": kind.severity,
                "message": kind.message,
                "count": kind.count,
                "examples": kind.examples,
            }
            for iri, kind in sorted(self._kinds.items())
        ]

    def counts(self) -> dict[str, int]:
        """Severity (``violations``, ``warnings``, ``infos``) → findings."""
        found = dict.fromkeys(SEVERITIES, 0)
        for kind in self._kinds.values():
            found[kind.severity] = found.get(kind.severity, 0) + kind.count
        return {f"{name.lower()}s": number for name, number in found.items()}

    def summary(self, idle: Iterable[IRI]) -> dict[str, Any]:
        """The content of ``validation.json``; ``idle`` shapes found nothing to look at."""
        known = load_shapes().constraints
        rows = self.to_json()
        for row in rows:
            constraint = known.get(row["shape"])
            if constraint is not None:
                row["path"] = constraint.path
                row["field"] = constraint.field
        order = {severity: place for place, severity in enumerate(SEVERITIES)}
        rows.sort(key=lambda row: (order.get(row["severity"], -1), row["shape"]))
        return {"counts": self.counts(), "idle": list(idle), "findings": rows}
