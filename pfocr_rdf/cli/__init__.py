"""The command line: arguments, what is printed, exit codes. One module a command.

Exit codes: 0 all well; 1 the data has faults (or the output could not be written); 2 the request
makes no sense; 130 interrupted.
"""

from pfocr_rdf.cli.app import app, main
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
    "main",
    "ontology",
    "query",
    "release",
    "shapes",
    "stats",
    "validate",
    "verify",
]
