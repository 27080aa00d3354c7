"""Tasks done in this process, in a pool of processes or on a Dask cluster.

It knows nothing of what the tasks do. Open :mod:`~pfocr_rdf.parallel.runner` first: ``run`` hands
tasks out and does again those whose worker died.
"""
