"""Records to figures, figures to triples, triples to a file: the whole way.

Open :mod:`~pfocr_rdf.convert.export` first, the command's way; :mod:`~pfocr_rdf.convert.api` is the
library's, :mod:`~pfocr_rdf.convert.chunks` the step that both, and processes, take.
"""
