"""RDF without any record: terms, the project's vocabulary, syntaxes, reading and writing.

Open :mod:`~pfocr_rdf.rdf.terms` first, then :mod:`~pfocr_rdf.rdf.vocabulary` (every IRI) and
:mod:`~pfocr_rdf.rdf.formats` (every syntax).
"""
