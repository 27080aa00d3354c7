"""Options that several commands have."""

from typing import Annotated, Any, Literal

import typer

from pfocr_rdf.errors import UsageError


def option(help_text: str, metavar: str | None = None, *names: str, **more: Any) -> Any:
    """An option; a text as ``show_default`` tells what happens without it."""
    return typer.Option(*names, help=help_text, metavar=metavar, **more)


Figures = Annotated[
    list[str],
    typer.Argument(
        help="Records: files, folders, checkouts of the database, archives (tar, zip), URLs of "
        "these (extra 'cloud'), or '-' for standard input.",
        metavar="FIGURES...",
    ),
]
Release = Annotated[str, typer.Argument(help="Folder or URL of a release.", metavar="RELEASE")]
Output = Annotated[str, option("File to write; '-' is standard output.", "FILE", "-o", "--output")]
ReportFormat = Annotated[Literal["text", "json"], option("Format of the report.", None, "--format")]
Organisms = Annotated[
    Literal["bundled", "ncbi"],
    option(
        "Where names of organisms are looked up: 'bundled', the table of this "
        "program, or 'ncbi', all names of the NCBI Taxonomy (extra 'organisms')."
    ),
]
Jobs = Annotated[int, option("Number of processes.", "N", min=1)]
Quiet = Annotated[bool, option("Print no progress and no summary.", None, "-q", "--quiet")]


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
