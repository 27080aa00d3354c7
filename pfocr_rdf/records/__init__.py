"""From the bytes of a record to a :class:`~pfocr_rdf.records.model.Figure`, with all its faults.

It knows no triples. Open :mod:`~pfocr_rdf.records.model` first, then
:mod:`~pfocr_rdf.records.reader` and :mod:`~pfocr_rdf.records.layouts`.
"""
