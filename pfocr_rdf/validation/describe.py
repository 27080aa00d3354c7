"""The shapes as text: a list, and a page of the documentation."""

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.validation.shapes import Constraint, Shape, ShapeSet

_HEAD = """\
# The shapes

All constraints on the RDF of PFOCR. `pfocr-rdf shapes markdown` makes this page from the files in
`shapes/`; a test fails if it is not current. See also: [how to validate](validation.md).

A **Violation** is broken RDF, a **Warning** a gap in a record, an **Info** what Bioschemas
recommends and PFOCR does not have. A constraint without a property applies to the node itself.
"""


def listing(shapes: ShapeSet) -> str:
    """Each shape with its constraints, one a line."""
    lines = []
    for shape in shapes.shapes:
        lines.append(f"{shape.label} (shapes show {shape.key}): {shape.description}")
        for constraint in shape.constraints:
            lines.append(f"  {constraint.severity:<9}  {constraint.message}")
        lines.append("")
    return "\n".join(lines)


def markdown(shapes: ShapeSet) -> str:
    """The page of the documentation."""
    return "\n".join([_HEAD, *map(_section, shapes.shapes)])


def _section(shape: Shape) -> str:
    targets = ", ".join(f"{t.how} `{compact(t.term)}`" for t in shape.targets)
    where = f"Checks: {targets}. File: `shapes/{shape.key}.ttl`."
    if shape.expected:
        where += " Data without one fails."
    elif shape.expected_with:
        where += f" Data with IRIs that begin with `{shape.expected_with}` but without one fails."
    head = f"## {shape.label}\n\n{shape.description} {where}\n"
    rows = [
        "| property | constraint | severity | why | field of the record |",
        "|---|---|---|---|---|",
    ]
    rows += [_row(constraint) for constraint in shape.constraints]
    return "\n".join([head, *rows, ""])


def _row(c: Constraint) -> str:
    path = f"`{_cell(c.path)}`" if c.path else ""
    demands = "; ".join(f"`{_cell(d)}`" for d in c.demands)
    what = f"{_cell(c.message)}<br>{demands}" if demands else _cell(c.message)
    why = _cell(c.description)
    if c.profile:
        name = "/".join(c.profile.split("/")[-2:])
        why = f"{why} [Bioschemas {name}]({c.profile})"
    field = f"`{c.field}`" if c.field else ""
    return f"| {path} | {what} | {c.severity} | {why} | {field} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
