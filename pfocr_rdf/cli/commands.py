"""All commands: importing this registers them with the application."""

from pfocr_rdf.cli.app import app, run
from pfocr_rdf.cli.diff import diff
from pfocr_rdf.cli.export import export
from pfocr_rdf.cli.load import load
from pfocr_rdf.cli.ontology import ontology
from pfocr_rdf.cli.query import query
from pfocr_rdf.cli.release import release
from pfocr_rdf.cli.shapes import shapes
from pfocr_rdf.cli.stats import stats
from pfocr_rdf.cli.validate import validate
from pfocr_rdf.cli.verify import verify

__all__ = [
    "app",
    "diff",
    "export",
    "load",
    "ontology",
    "query",
    "release",
    "run",
    "shapes",
    "stats",
    "validate",
    "verify",
]
