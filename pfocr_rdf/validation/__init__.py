"""SHACL validation: shapes, engines, batches, guards and reports.

Open :mod:`~pfocr_rdf.validation.run` first: :func:`validate` checks records or RDF files, and gives
a :class:`ValidationOutcome`; findings are data, not exceptions.

>>> from pfocr_rdf.validation import load_shapes
>>> "Gene" in [shape.label for shape in load_shapes().shapes]
True
"""

from pfocr_rdf.validation.engines import ENGINES
from pfocr_rdf.validation.results import Result
from pfocr_rdf.validation.run import Finding, ValidateOptions, ValidationOutcome, validate
from pfocr_rdf.validation.shapes import SEVERITIES, load_shapes

__all__ = [
    "ENGINES",
    "SEVERITIES",
    "Finding",
    "Result",
    "ValidateOptions",
    "ValidationOutcome",
    "load_shapes",
    "validate",
]
