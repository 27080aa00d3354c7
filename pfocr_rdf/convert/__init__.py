"""Records to figures, figures to triples, triples to a file: the whole way.

Open :mod:`~pfocr_rdf.convert.export` first, the command's way; :mod:`~pfocr_rdf.convert.api` is the
library's, and :mod:`~pfocr_rdf.convert.figures` the stage in which all of them read records.
"""
