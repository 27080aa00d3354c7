"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pfocr_rdf.errors import UsageError

Figures = Annotated[
    list[str],
    typer.Argument(
        help="Records: files, folders, checkouts of the database, archives (tar, zip), URLs of "
        "these (extra 'cloud'), or '-' for standard input.",
        metavar="FIGURES...",
    ),
]
Output = Annotated[
    str,
    typer.Option("-o", "--output", help="File to write; '-' is standard output.", metavar="FILE"),
]
ReportFormat = Annotated[
    Literal["text", "json"],
    typer.Option("--format", help="Format of the report."),
]
Organisms = Annotated[
    Literal["bundled", "ncbi"],
    typer.Option(
        help="Where names of organisms are looked up: 'bundled', the table of this program, or "
        "'ncbi', all names of the NCBI Taxonomy (extra 'organisms').",
    ),
]
Jobs = Annotated[int, typer.Option(help="Number of processes.", metavar="N", min=1)]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print no progress and no summary.")]


def named_values(texts: list[str] | None, option: str, form: str) -> dict[str, str]:
    """The values of an option of the ``form`` NAME=VALUE, by name.

    Raises UsageError for a text of another form, and for a name that comes twice.
    """
    found: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{option}: {text!r} is not {form}")
        if name in found:
            raise UsageError(f"{option}: {name!r} comes twice")
        found[name] = value
    return found
