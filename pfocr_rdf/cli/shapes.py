"""``pfocr-rdf shapes``: what the shapes demand."""

from __future__ import annotations

from typing import Annotated

import typer

from pfocr_rdf.cli.app import app
from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import did_you_mean

_EXAMPLES = """
Examples:

- `pfocr-rdf shapes`: list them, with what each demands
- `pfocr-rdf shapes show gene`: print the file of one
- `pfocr-rdf shapes markdown`: the page of the documentation
"""


@app.command(epilog=_EXAMPLES)
def shapes(
    action: Annotated[str, typer.Argument(help="list, show or markdown.")] = "list",
    name: Annotated[
        str | None, typer.Argument(help="The shape to show.", show_default=False)
    ] = None,
) -> None:
    """List the SHACL shapes, or print one of them."""
    from pfocr_rdf.resources import folder
    from pfocr_rdf.validation.describe import listing, markdown
    from pfocr_rdf.validation.shapes import load_shapes

    if action == "markdown":
        print(markdown(load_shapes()), end="")
    elif action == "list":
        print(listing(load_shapes()), end="")
    elif action == "show":
        files = {path.stem: path for path in sorted(folder("shapes").glob("*.ttl"))}
        if name is None or name.lower() not in files:
            hint = did_you_mean(name or "", files)
            raise UsageError(f"no such shape: use one of {', '.join(files)}{hint}")
        print(files[name.lower()].read_text(encoding="utf-8"), end="")
    else:
        raise UsageError(f"{action!r} is none of: list, show, markdown")
