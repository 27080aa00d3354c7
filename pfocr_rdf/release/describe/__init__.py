"""What describes a release: ``void.ttl``, ``service.ttl``, ``dataset.jsonld``, ``README.md``.

Open :mod:`~pfocr_rdf.release.describe.release` first: it has the IRIs and texts that all of them
share. ``release.small_files`` lists which files there are.
"""
