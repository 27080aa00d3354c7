"""What is counted while triples are written: for releases and for statistics alike.

Open :mod:`~pfocr_rdf.counts.tally` first: it counts lines of N-Triples, by what
:mod:`~pfocr_rdf.counts.lines` reads in them, in :mod:`~pfocr_rdf.counts.counters`;
:mod:`~pfocr_rdf.counts.void_numbers` and :mod:`~pfocr_rdf.counts.statistics_file` are read off it.
"""
