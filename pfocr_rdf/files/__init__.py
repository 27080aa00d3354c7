"""Files and folders, on this machine or at a URL: read, listed, written whole, compressed.

It knows nothing of RDF or of records. Open :mod:`~pfocr_rdf.files.location` first: what a user
names; then :mod:`~pfocr_rdf.files.folders`: what a folder can do; then
:mod:`~pfocr_rdf.files.output`, for files that take their names only when they are whole.
"""
