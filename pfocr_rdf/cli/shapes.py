"""``pfocr-rdf shapes``: the SHACL shapes."""

from typing import Annotated, Literal

import typer

from pfocr_rdf.cli.app import app
from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import did_you_mean

_EXAMPLES = """
Examples:

- `pfocr-rdf shapes`: all shapes with their constraints
- `pfocr-rdf shapes show gene`: the file of one shape
- `pfocr-rdf shapes markdown`: docs/shapes.md
"""


@app.command(epilog=_EXAMPLES)
def shapes(
    action: Annotated[
        Literal["list", "show", "markdown"], typer.Argument(help="What to do.")
    ] = "list",
    name: Annotated[str | None, typer.Argument(help="Name of the shape to show.")] = None,
) -> None:
    """List the SHACL shapes, or print one of them."""
    # what follows is slow to import
    from pfocr_rdf.resources import folder
    from pfocr_rdf.validation.describe import listing, markdown
    from pfocr_rdf.validation.shapes import load_shapes

    if action == "markdown":
        print(markdown(load_shapes()), end="")
    elif action == "list":
        print(listing(load_shapes()), end="")
    else:
        files = {path.stem: path for path in sorted(folder("shapes").glob("*.ttl"))}
        if name is None:
            raise UsageError(f"no shape given: use one of {', '.join(files)}")
        if name.lower() not in files:
            hint = did_you_mean(name, files)
            raise UsageError(f"{name!r}: no such shape: use one of {', '.join(files)}{hint}")
        print(files[name.lower()].read_text(encoding="utf-8"), end="")
