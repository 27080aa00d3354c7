"""Files and folders, on this machine or at a URL: read, listed, written whole, compressed.

It knows nothing of RDF or of records. Open :mod:`~pfocr_rdf.files.folders` first: what a folder
can do; then :mod:`~pfocr_rdf.files.output`, for files that stand only when they are whole.
"""
