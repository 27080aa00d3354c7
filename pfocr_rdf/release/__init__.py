"""A release: the whole database as RDF, in shards, with what describes it.

Open :mod:`~pfocr_rdf.release.build` first: it makes one, step by step. ``layout`` names the files,
``manifest`` says what is in them; ``describe``, ``verify`` and ``diff`` are packages of their own.
"""
