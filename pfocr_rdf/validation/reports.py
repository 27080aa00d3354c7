"""Reports of a validation: text for people, and the formats of reports as values.

A new format is one row of :data:`REPORTS`. Findings are handed over as they are made; only those
that a format shows are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from pfocr_rdf.validation.first_findings import SHOWN, Kept, Report, line_of, message_of, shape_name
from pfocr_rdf.validation.run import Finding, Outcome
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint, ShapeSet
from pfocr_rdf.validation.tool_reports import JsonReport, JunitReport, TurtleReport

__all__ = ["REPORTS", "Report", "TextReport", "TurtleReport"]


class TextReport(Kept):
    """A table of counts, then the first findings of each constraint."""

    def __init__(self, out: BinaryIO, *, colour: bool = False, limit: int = SHOWN) -> None:
        super().__init__(limit)
        self.out = out
        self.colour = colour

    def end(self, outcome: Outcome) -> None:
        """Write the report."""
        rows = self.rows(outcome)
        text = [*self._table(outcome, rows), *self._findings(outcome, rows)]
        text += [self._painted("Violation", f"failure: {f}") for f in outcome.failures]
        text += [f"note: {note}" for note in outcome.notes]
        text.append(self._verdict(outcome))
        self.out.write(("\n".join(text) + "\n").encode(errors="replace"))

    def _table(
        self, outcome: Outcome, rows: list[tuple[Constraint | None, str, list[Finding]]]
    ) -> list[str]:
        if not rows:
            return []
        names = [shape_name(outcome.shapes, c, found) for c, _, found in rows]
        width = max(map(len, names))
        lines = [f"{'severity':<10} {'shape':<{width}} {'findings':>9}  constraint"]
        for name, (constraint, severity, found) in zip(names, rows, strict=True):
            count = outcome.counts[found[0].result.shape]
            what = constraint.name if constraint else found[0].result.component
            label = self._painted(severity, f"{severity:<10}")
            lines.append(f"{label} {name:<{width}} {count:>9,}  {what}")
        return [*lines, ""]

    def _findings(
        self, outcome: Outcome, rows: list[tuple[Constraint | None, str, list[Finding]]]
    ) -> list[str]:
        lines = []
        for constraint, severity, found in rows:
            if severity == "Info":
                continue
            first = found[0].result
            name = shape_name(outcome.shapes, constraint, found)
            lines.append(self._painted(severity, f"{severity} {name}: {message_of(found[0])}"))
            for finding in found:
                lines.append(f"  {line_of(finding, constraint)}")
            more = outcome.counts[first.shape] - len(found)
            if more:
                lines.append(f"  ... and {more:,} more")
            lines.append("")
        return lines

    def _verdict(self, outcome: Outcome) -> str:
        counts = ", ".join(f"{outcome.severities[s]:,} {s}" for s in SEVERITIES)
        what = f"{outcome.figures:,} figures, " if outcome.figures else ""
        word = "passed" if outcome.passed else "failed"
        faults = f"; faults in records: {outcome.faults:,}" if outcome.faults else ""
        line = f"{word}: {what}{outcome.triples:,} triples; {counts}{faults}"
        return self._painted("passed" if outcome.passed else "Violation", line)

    def _painted(self, what: str, text: str) -> str:
        codes = {"Violation": "31", "Warning": "33", "passed": "32"}
        return f"\x1b[{codes[what]}m{text}\x1b[0m" if self.colour and what in codes else text


class _Format(NamedTuple):
    """A format of reports: name, title, and how a report of it is begun."""

    name: str
    title: str
    begin: Callable[[BinaryIO, ShapeSet], Report]


REPORTS: dict[str, _Format] = {
    f.name: f
    for f in (
        _Format("text", "text for people", lambda out, shapes: TextReport(out)),
        _Format("json", "JSON", lambda out, shapes: JsonReport(out)),
        _Format("turtle", "a sh:ValidationReport in Turtle", TurtleReport),
        _Format("junit", "JUnit XML", lambda out, shapes: JunitReport(out)),
    )
}
