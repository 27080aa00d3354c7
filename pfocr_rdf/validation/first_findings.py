"""What reports have in common: the findings that are shown, and each as a line."""

from __future__ import annotations

from typing import Protocol

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.validation.batches import FIGURES
from pfocr_rdf.validation.run import Finding, Outcome
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint, ShapeSet

__all__ = ["SHOWN", "Kept", "Report", "line_of", "message_of", "shape_name", "shown_term"]

SHOWN = 3
"""How many findings of a constraint the text and JUnit reports tell one by one."""


class Report(Protocol):
    """Takes findings, and at the end the outcome."""

    def add(self, finding: Finding) -> None:
        """Take a finding."""

    def end(self, outcome: Outcome) -> None:
        """Write what is to be written; nothing comes after."""


class Kept:
    """The first findings of each constraint, in the order of the shapes, the worst first."""

    def __init__(self, limit: int = SHOWN) -> None:
        self.limit = limit
        self.findings: dict[str, list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding, unless enough of its kind are kept."""
        kept = self.findings.setdefault(finding.result.shape, [])
        if len(kept) < self.limit:
            kept.append(finding)

    def rows(self, outcome: Outcome) -> list[tuple[Constraint | None, str, list[Finding]]]:
        """Constraint (``None`` for one without IRI), severity and findings."""
        places = {iri: n for n, iri in enumerate(outcome.shapes.constraints)}
        found = []
        for iri, findings in self.findings.items():
            severity = findings[0].result.severity
            rank = SEVERITIES.index(severity) if severity in SEVERITIES else 0
            place = (rank, places.get(iri, len(places)))
            found.append((place, outcome.shapes.constraints.get(iri), severity, findings))
        found.sort(key=lambda row: (row[0], row[3][0].result.shape))
        return [row[1:] for row in found]


def shown_term(term: str) -> str:
    """A term of N-Triples for people: a compact IRI, or a text that is not too long.

    >>> shown_term("<https://schema.org/name>"), shown_term('"a"')
    ('schema:name', '"a"')
    """
    shown = term
    if term.startswith(f"<{FIGURES}"):
        shown = "fig:" + term[len(FIGURES) + 1 : -1]
    elif term.startswith("<"):
        shown = compact(term[1:-1])
    return shown if len(shown) <= 120 else f"{shown[:117]}..."


def shape_name(shapes: ShapeSet, constraint: Constraint | None, found: list[Finding]) -> str:
    """The label of the shape that findings are of."""
    iri = constraint.shape if constraint else found[0].result.shape
    shape = shapes.by_iri.get(iri)
    return shape.label if shape else iri


def message_of(finding: Finding) -> str:
    """What a finding says; its component, where a shape has no message."""
    return finding.result.message or finding.result.component


def line_of(finding: Finding, constraint: Constraint | None) -> str:
    """Where a finding is: file, field, word, node, property, value."""
    result, source, field, word = finding
    place = ": ".join(part for part in (source, field) if part)
    path = compact(result.path) if result.path else constraint.path if constraint else ""
    about = shown_term(result.focus) + (f" {path}" if path else "")
    value = "" if result.value in (None, result.focus) else f" = {shown_term(result.value or '')}"
    about = f"{word} in {about}" if word else about
    return f"{place}: {about}{value}" if place else f"{about}{value}"
