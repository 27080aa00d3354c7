"""Loading RDF into a triple store that is reached over HTTP.

Open :mod:`~pfocr_rdf.store.http.load` first.
:func:`load` does it in three steps: it prepares the input (:mod:`~pfocr_rdf.store.http.chunks`), so
that nothing is sent of a file that is broken at its end; it sends what the server does not have yet
(:mod:`~pfocr_rdf.store.http.store`), noting each chunk in a file
(:mod:`~pfocr_rdf.store.http.state`); and it counts what is there. What stores differ in is one row
of :data:`~pfocr_rdf.store.http.kinds.STORE_KINDS`.
"""

from pfocr_rdf.store.http.client import Connection, Login, read_secret
from pfocr_rdf.store.http.kinds import find_target
from pfocr_rdf.store.http.load import GraphCount, HttpLoadOptions, HttpLoadReport, load

__all__ = [
    "Connection",
    "GraphCount",
    "HttpLoadOptions",
    "HttpLoadReport",
    "Login",
    "find_target",
    "load",
    "read_secret",
]
