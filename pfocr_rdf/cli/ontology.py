"""``pfocr-rdf ontology``: the project's own terms."""

from pfocr_rdf.cli.app import app
from pfocr_rdf.cli.options import Output


@app.command(epilog="Example: `pfocr-rdf ontology -o pfocr-vocab.ttl`")
def ontology(output: Output = "-") -> None:
    """Print the project's own terms: an RDFS/OWL ontology in Turtle."""
    # what follows is slow to import
    from importlib.resources import files

    from pfocr_rdf.errors import UsageError
    from pfocr_rdf.files.output import open_output
    from pfocr_rdf.rdf.formats import format_of_path

    if output != "-" and format_of_path(output).name != "ttl":
        raise UsageError(f"{output}: the ontology is Turtle: use a name that ends in .ttl")

    with open_output(output) as file:
        file.write((files("pfocr_rdf") / "data" / "ontology.ttl").read_bytes())
