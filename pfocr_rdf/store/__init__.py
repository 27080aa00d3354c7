"""Triple stores: the embedded one, and in ``http`` those that are reached over HTTP.

Open :mod:`~pfocr_rdf.store.embedded` first, or :mod:`~pfocr_rdf.store.http.load`.
"""

from pfocr_rdf.store.embedded import LoadReport as Report
from pfocr_rdf.store.embedded import load, open_data
from pfocr_rdf.store.folder import open_store

__all__ = ["Report", "load", "open_data", "open_store"]
