"""Statistics of a release or of records, as a page for a terminal and as a web page.

Open :mod:`~pfocr_rdf.stats.sections` first: what is shown. :mod:`~pfocr_rdf.stats.gather` gets the
numbers, :mod:`~pfocr_rdf.stats.terminal` and :mod:`~pfocr_rdf.stats.html` show them.
"""
