"""Statistics of a release or of records, as people look at them: a terminal's page and a web page.

:mod:`~pfocr_rdf.stats.gather` gets the statistics, :mod:`~pfocr_rdf.stats.sections` says what is
shown of them; :mod:`~pfocr_rdf.stats.terminal` and :mod:`~pfocr_rdf.stats.html` show it.
"""
