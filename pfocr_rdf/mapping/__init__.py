"""Figures to triples: the only mapping of the project (docs/data-model.md explains each line).

Open :mod:`~pfocr_rdf.mapping.mapper` first, then :mod:`~pfocr_rdf.mapping.figures` and
:mod:`~pfocr_rdf.mapping.mentions`.
"""

from pfocr_rdf.mapping.mapper import Mapper as Mapper
from pfocr_rdf.mapping.mapper import triples as triples
