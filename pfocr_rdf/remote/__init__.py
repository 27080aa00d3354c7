"""Loading RDF into a triple store that is reached over HTTP.

:func:`load` does it in three steps: it prepares the input (:mod:`~pfocr_rdf.remote.chunks`), so
that nothing is sent of a file that is broken at its end; it sends what the server does not have yet
(:mod:`~pfocr_rdf.remote.store`), noting each chunk in a file (:mod:`~pfocr_rdf.remote.state`); and
it counts what is there. What stores differ in is one row of :data:`~pfocr_rdf.remote.kinds.KINDS`.
"""

from pfocr_rdf.remote.http import Connection
from pfocr_rdf.remote.kinds import KINDS, Kind, Target, find_target
from pfocr_rdf.remote.load import load
from pfocr_rdf.remote.login import Login, read_secret
from pfocr_rdf.remote.options import GraphCount, Options, Report

__all__ = [
    "KINDS",
    "Connection",
    "GraphCount",
    "Kind",
    "Login",
    "Options",
    "Report",
    "Target",
    "find_target",
    "load",
    "read_secret",
]
