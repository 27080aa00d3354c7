"""The bundled queries: what there is, asking it, and the answers as text.

Open :mod:`~pfocr_rdf.queries.catalog` first, then :mod:`~pfocr_rdf.queries.sources`: what is asked.
"""

from pfocr_rdf.queries.catalog import FilledQuery as Filled
from pfocr_rdf.queries.catalog import ParameterValues as Given
from pfocr_rdf.queries.catalog import Query, bundled, get, parse, read, run

__all__ = ["Filled", "Given", "Query", "bundled", "get", "parse", "read", "run"]
