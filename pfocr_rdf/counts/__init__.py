"""What is counted while triples are written: for releases and for statistics alike.

Open :mod:`~pfocr_rdf.counts.tally` first: it takes lines of N-Triples and gives all counts.
"""
