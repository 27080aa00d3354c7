"""Reports for tools: JSON, a ``sh:ValidationReport`` in Turtle, and JUnit XML."""

from __future__ import annotations

import json
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import sh
from pfocr_rdf.rdf.ntriples import literal_text
from pfocr_rdf.rdf.terms import Literal
from pfocr_rdf.validation.first_findings import Kept, Report, line_of, message_of
from pfocr_rdf.validation.run import Finding, Outcome
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint, ShapeSet

__all__ = ["JsonReport", "JunitReport", "TurtleReport"]

_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), 0xFFFD)


class JsonReport(Report):
    """One object: ``findings`` with all of them, one a line, then counts and the verdict."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.separator = b'{"findings":[\n'

    def add(self, finding: Finding) -> None:
        """Write a finding."""
        result, source, field, word = finding
        told = {
            "severity": result.severity,
            "shape": result.shape,
            "component": result.component,
            "focus": result.focus,
            "path": result.path,
            "value": result.value,
            "message": result.message,
            "source": source or None,
            "field": field or None,
            "word": word or None,
        }
        self.out.write(self.separator + json.dumps(told, ensure_ascii=False).encode())
        self.separator = b",\n"

    def end(self, outcome: Outcome) -> None:
        """Write what comes behind the findings."""
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


class TurtleReport(Report):
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
        facts = [
            "a sh:ValidationResult",
            f"sh:resultSeverity sh:{r.severity}",
            f"sh:focusNode {r.focus}",
            f"sh:sourceConstraintComponent sh:{r.component}",
            f"sh:resultMessage {literal_text(Literal(r.message))}",
        ]
        if not r.shape.startswith("_:"):
            facts.append(f"sh:sourceShape <{r.shape}>")
        if path:
            facts.append(f"sh:resultPath {path}")
        if r.value is not None:
            facts.append(f"sh:value {r.value}")
        self.out.write(f"_:report sh:result [ {' ; '.join(facts)} ] .\n".encode())

    def end(self, outcome: Outcome) -> None:
        """Write what comes behind the findings."""
        conforms = "false" if outcome.severities else "true"
        self.out.write(f"_:report sh:conforms {conforms} .\n".encode())


class JunitReport(Kept):
    """JUnit XML: a suite a shape, a case a constraint. What does not fail the run is skipped."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(20)
        self.out = out

    def end(self, outcome: Outcome) -> None:
        """Write what comes behind the findings."""
        bad = SEVERITIES[: SEVERITIES.index(outcome.fail_on) + 1]
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="pfocr-rdf validate">']
        for shape in outcome.shapes.shapes:
            cases = []
            failed = 0
            for constraint in shape.constraints:
                found = self.findings.get(constraint.iri, [])
                severity = found[0].result.severity if found else ""
                failed += severity in bad
                cases.append(self._case(shape.label, constraint, found, severity in bad, outcome))
            total = len(shape.constraints)
            counts = f'tests="{total}" failures="{failed}"'
            lines += [f"  <testsuite name={_xml(shape.label)} {counts}>", *cases, "  </testsuite>"]
        lines += self._guards(outcome)
        self.out.write("\n".join([*lines, "</testsuites>", ""]).encode(errors="replace"))

    def _case(
        self, label: str, constraint: Constraint, found: list[Finding], bad: bool, outcome: Outcome
    ) -> str:
        name = compact(constraint.iri).rpartition("#")[2].rpartition(":")[2]
        head = f"    <testcase classname={_xml(label)} name={_xml(name)}"
        if not found:
            return f"{head}/>"
        count = outcome.counts[constraint.iri]
        message = f"{count} {found[0].result.severity}: {message_of(found[0])}"
        if not bad:
            return f"{head}><skipped message={_xml(message)}/></testcase>"
        text = _xml("\n".join(line_of(f, constraint) for f in found))[1:-1]
        return f"{head}><failure message={_xml(message)}>{text}</failure></testcase>"

    def _guards(self, outcome: Outcome) -> list[str]:
        told = [*outcome.failures]
        if outcome.faults:
            told.append(f"faults in records: {outcome.faults}")
        lines = [f'  <testsuite name="guards" tests="1" failures="{int(bool(told))}">']
        failure = f"<failure message={_xml('; '.join(told))}/>" if told else ""
        lines.append(f'    <testcase classname="guards" name="looked-at">{failure}</testcase>')
        return [*lines, "  </testsuite>"]


def _xml(text: str) -> str:
    return quoteattr(text.translate(_NOT_IN_XML), {"\n": "&#10;"})
