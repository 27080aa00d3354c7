"""Reports of a validation: text, JSON, a ``sh:ValidationReport`` in Turtle, JUnit XML.

A new format is one row of :data:`REPORTS`. A report takes findings as they are made, and writes
them at once or keeps those that it shows.
"""

import json
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, TypeAlias
from xml.sax.saxutils import quoteattr

from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import sh
from pfocr_rdf.rdf.ntriples import literal_text
from pfocr_rdf.rdf.terms import Literal
from pfocr_rdf.validation.graphs import FIGURES
from pfocr_rdf.validation.run import Finding, ValidationOutcome
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint, ShapeSet

_COLOURS = {"Violation": "31", "Warning": "33", "passed": "32"}
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), 0xFFFD)


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


# ---- formats -------------------------------------------------------------------------------------


class TextReport(FirstFindings):
    """A table of counts, then the first findings of each constraint, ``limit`` at most."""

    def __init__(
        self, out: BinaryIO, shapes: ShapeSet, *, colour: bool = False, limit: int = 3
    ) -> None:
        super().__init__(limit)
        self.out = out
        self.colour = colour

    def end(self, outcome: ValidationOutcome) -> None:
        """Write the report."""
        rows = self.rows(outcome)
        text = [*self._table(rows), *self._findings(rows)]
        text += [self._painted("Violation", f"failure: {f}") for f in outcome.failures]
        text += [f"note: {note}" for note in outcome.notes]
        text.append(self._verdict(outcome))
        self.out.write(("\n".join(text) + "\n").encode(errors="replace"))

    def _table(self, rows: list[FoundConstraint]) -> list[str]:
        if not rows:
            return []
        width = max(len(row.label) for row in rows)
        lines = [f"{'severity':<10} {'shape':<{width}} {'findings':>9}  constraint"]
        for constraint, label, severity, count, found in rows:
            name = constraint.name if constraint else found[0].result.component
            painted = self._painted(severity, f"{severity:<10}")
            lines.append(f"{painted} {label:<{width}} {count:>9,}  {name}")
        return [*lines, ""]

    def _findings(self, rows: list[FoundConstraint]) -> list[str]:
        lines = []
        for constraint, label, severity, count, found in rows:
            if severity == "Info":
                continue
            lines.append(self._painted(severity, f"{severity} {label}: {message_of(found[0])}"))
            lines += [f"  {line_of(finding, constraint)}" for finding in found]
            if count > len(found):
                lines.append(f"  ... and {count - len(found):,} more")
            lines.append("")
        return lines

    def _verdict(self, outcome: ValidationOutcome) -> str:
        counts = ", ".join(f"{outcome.severities[s]:,} {s}" for s in SEVERITIES)
        figures = f"{count_of(outcome.figures, 'figure')}, " if outcome.figures else ""
        word = "passed" if outcome.passed else "failed"
        faults = f"; faults in records: {outcome.faults:,}" if outcome.faults else ""
        line = f"{word}: {figures}{count_of(outcome.triples, 'triple')}; {counts}{faults}"
        return self._painted("passed" if outcome.passed else "Violation", line)

    def _painted(self, what: str, text: str) -> str:
        painted = self.colour and what in _COLOURS
        return f"\x1b[{_COLOURS[what]}m{text}\x1b[0m" if painted else text


class JsonReport:
    """One object: ``findings`` with all of them, one a line, then counts and the verdict."""

    def __init__(self, out: BinaryIO, shapes: ShapeSet) -> None:
        self.out = out
        self.separator = b'{"findings":[\n'

    def add(self, finding: Finding) -> None:
        """Write a finding."""
        found = finding.result._asdict()
        found.update((name, value or None) for name, value in finding._asdict().items())
        del found["result"]
        self.out.write(self.separator + json.dumps(found, ensure_ascii=False).encode())
        self.separator = b",\n"

    def end(self, outcome: ValidationOutcome) -> None:
        """Write what follows the findings."""
        if self.separator[:1] == b"{":
            self.out.write(self.separator)
        constraints = outcome.shapes.constraints
        rest = {
            "passed": outcome.passed,
            "conforms": not outcome.severities,
            "stopped": outcome.stopped,
            "figures": outcome.figures,
            "triples": outcome.triples,
            "faults": outcome.faults,
            "severities": {s: outcome.severities[s] for s in SEVERITIES},
            "counts": {
                iri: {"findings": n, "path": constraints[iri].path if iri in constraints else ""}
                for iri, n in sorted(outcome.counts.items())
            },
            "failures": outcome.failures,
            "notes": outcome.notes,
        }
        self.out.write(b"\n]," + json.dumps(rest, ensure_ascii=False).encode()[1:] + b"\n")


class TurtleReport:
    """A standard ``sh:ValidationReport`` with all findings."""

    def __init__(self, out: BinaryIO, shapes: ShapeSet) -> None:
        self.out = out
        self.constraints = shapes.constraints
        out.write(f"@prefix sh: <{sh.NS}> .\n\n_:report a sh:ValidationReport .\n".encode())

    def add(self, finding: Finding) -> None:
        """Write a finding."""
        r = finding.result
        constraint = self.constraints.get(r.shape)
        path = f"<{r.path}>" if r.path else constraint.turtle if constraint else ""
        parts = [
            "a sh:ValidationResult",
            f"sh:resultSeverity sh:{r.severity}",
            f"sh:focusNode {r.focus}",
            f"sh:sourceConstraintComponent sh:{r.component}",
            f"sh:resultMessage {literal_text(Literal(r.message))}",
        ]
        if not r.shape.startswith("_:"):
            parts.append(f"sh:sourceShape <{r.shape}>")
        if path:
            parts.append(f"sh:resultPath {path}")
        if r.value is not None:
            parts.append(f"sh:value {r.value}")
        self.out.write(f"_:report sh:result [ {' ; '.join(parts)} ] .\n".encode())

    def end(self, outcome: ValidationOutcome) -> None:
        """Write whether the data conforms."""
        conforms = "false" if outcome.severities else "true"
        self.out.write(f"_:report sh:conforms {conforms} .\n".encode())


class JunitReport(FirstFindings):
    """JUnit XML: a suite a shape, a case a constraint. What does not fail the run is skipped."""

    def __init__(self, out: BinaryIO, shapes: ShapeSet) -> None:
        super().__init__(20)
        self.out = out

    def end(self, outcome: ValidationOutcome) -> None:
        """Write the report."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="pfocr-rdf validate">']
        for shape in outcome.shapes.shapes:
            cases = [self._case(shape.label, c, outcome) for c in shape.constraints]
            lines += _suite(shape.label, cases)
        failures = [*outcome.failures]
        if outcome.faults:
            failures.append(f"faults in records: {outcome.faults}")
        failure = f"<failure message={_xml('; '.join(failures))}/>" if failures else ""
        case = f'    <testcase classname="guards" name="looked-at">{failure}</testcase>'
        lines += [*_suite("guards", [case]), "</testsuites>", ""]
        self.out.write("\n".join(lines).encode(errors="replace"))

    def _case(self, label: str, constraint: Constraint, outcome: ValidationOutcome) -> str:
        name = compact(constraint.iri).rpartition("#")[2].rpartition(":")[2]
        head = f"    <testcase classname={_xml(label)} name={_xml(name)}"
        found = self.findings.get(constraint.iri)
        if not found:
            return f"{head}/>"
        severity = found[0].result.severity
        message = f"{outcome.counts[constraint.iri]} {severity}: {message_of(found[0])}"
        if not outcome.fails(severity):
            return f"{head}><skipped message={_xml(message)}/></testcase>"
        text = _xml("\n".join(line_of(f, constraint) for f in found))[1:-1]
        return f"{head}><failure message={_xml(message)}>{text}</failure></testcase>"


def _suite(name: str, cases: list[str]) -> list[str]:
    failed = sum("<failure " in case for case in cases)
    head = f'  <testsuite name={_xml(name)} tests="{len(cases)}" failures="{failed}">'
    return [head, *cases, "  </testsuite>"]


def _xml(text: str) -> str:
    return quoteattr(text.translate(_NOT_IN_XML), {"\n": "&#10;"})


Report: TypeAlias = TextReport | JsonReport | TurtleReport | JunitReport

REPORTS: dict[str, Callable[[BinaryIO, ShapeSet], Report]] = {
    "text": TextReport,
    "json": JsonReport,
    "turtle": TurtleReport,
    "junit": JunitReport,
}
