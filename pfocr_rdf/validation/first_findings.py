"""The findings that a report shows one by one, and each as a line."""

from __future__ import annotations

from typing import NamedTuple

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.validation.graphs import FIGURES
from pfocr_rdf.validation.run import Finding, ValidationOutcome
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint


class FoundConstraint(NamedTuple):
    """A constraint (``None`` for one without IRI) with the label of its shape, and findings."""

    constraint: Constraint | None
    label: str
    severity: str
    number: int
    findings: list[Finding]


class FirstFindings:
    """Keeps the first findings of each constraint."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.findings: dict[str, list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding, unless there are enough of its constraint."""
        known = self.findings.setdefault(finding.result.shape, [])
        if len(known) < self.limit:
            known.append(finding)

    def rows(self, outcome: ValidationOutcome) -> list[FoundConstraint]:
        """All constraints with findings: the worst first, then in the order of the shapes."""
        shapes = outcome.shapes
        places = {iri: n for n, iri in enumerate(shapes.constraints)}
        found = []
        for iri, findings in self.findings.items():
            constraint = shapes.constraints.get(iri)
            shape = shapes.by_iri.get(constraint.shape if constraint else iri)
            severity = findings[0].result.severity
            rank = SEVERITIES.index(severity) if severity in SEVERITIES else 0
            label = shape.label if shape else iri
            row = FoundConstraint(constraint, label, severity, outcome.counts[iri], findings)
            found.append((rank, places.get(iri, len(places)), iri, row))
        return [row for *_, row in sorted(found)]


def message_of(finding: Finding) -> str:
    """The message of a finding; its component, where the shape has no message."""
    return finding.result.message or finding.result.component


def line_of(finding: Finding, constraint: Constraint | None) -> str:
    """Where a finding is: file, field, word, node, property, value."""
    result, source, field, word = finding
    path = compact(result.path) if result.path else constraint.path if constraint else ""
    node = _shown(result.focus) + (f" {path}" if path else "")
    about = f"{word} in {node}" if word else node
    if result.value is not None and result.value != result.focus:
        about += f" = {_shown(result.value)}"
    return ": ".join(part for part in (source, field, about) if part)


def _shown(term: str) -> str:
    """A term of N-Triples for a person: a compact IRI, or a text that is not too long."""
    if term.startswith(f"<{FIGURES}"):
        term = "fig:" + term[len(FIGURES) + 1 : -1]
    elif term.startswith("<"):
        term = compact(term[1:-1])
    return term if len(term) <= 120 else f"{term[:117]}..."
