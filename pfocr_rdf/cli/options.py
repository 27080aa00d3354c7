"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

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
