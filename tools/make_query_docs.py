"""Renew the catalogue in docs/queries.md: `python -m tools.make_query_docs`."""

from __future__ import annotations

from pathlib import Path

from pfocr_rdf import queries

PAGE = Path(__file__).parents[1] / "docs" / "queries.md"
MARK = "<!-- `python -m tools.make_query_docs` makes the catalogue below. -->\n"


def catalogue() -> str:
    """Every bundled query with its description and parameters, by category."""
    parts = []
    category = ""
    for query in queries.bundled().values():
        if query.category != category:
            category = query.category
            parts.append(f"### {category}\n")
        parts.append(f"**`{query.name}`**: {query.title}. {query.description}\n")
        parts += [
            f"- `{p.name}`: {p.label} (`{p.default.replace(' <', ', <')}`)"
            for p in query.parameters
        ]
        if query.parameters:
            parts.append("")
    return "\n".join(parts)


def page(text: str) -> str:
    """The page with the current catalogue."""
    return text.partition(MARK)[0] + MARK + "\n" + catalogue()


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
