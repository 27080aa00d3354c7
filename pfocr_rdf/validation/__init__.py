"""SHACL validation: shapes, engines, batches and reports.

:func:`validate` checks records or RDF files and returns an :class:`Outcome`; findings are data,
not exceptions.

>>> from pfocr_rdf.validation import load_shapes
>>> "Gene" in [shape.label for shape in load_shapes().shapes]
True
"""

from pfocr_rdf.validation.engines import DEFAULT_ENGINE, ENGINES, Result
from pfocr_rdf.validation.run import Finding, Options, Outcome, validate
from pfocr_rdf.validation.shapes import SEVERITIES, Constraint, Shape, ShapeSet, load_shapes

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "SEVERITIES",
    "Constraint",
    "Finding",
    "Options",
    "Outcome",
    "Result",
    "Shape",
    "ShapeSet",
    "load_shapes",
    "validate",
]
