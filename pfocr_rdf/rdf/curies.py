"""CURIEs: IRIs as people write them, with the project's prefixes (https://www.w3.org/TR/curie/)."""

from __future__ import annotations

import re
from functools import lru_cache

from pfocr_rdf.rdf.vocabulary import PREFIXES

__all__ = ["compact"]

_LOCAL = re.compile(r"[\w.:-]+")
_BY_LENGTH = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda p: -len(p[0]))


@lru_cache(2**12)
def compact(iri: str) -> str:
    """The IRI with the longest prefix that fits, or as it is.

    >>> compact("https://schema.org/Gene"), compact("https://example.org/x")
    ('schema:Gene', 'https://example.org/x')
    """
    for base, prefix in _BY_LENGTH:
        if iri.startswith(base) and _LOCAL.fullmatch(iri, len(base)):
            return f"{prefix}:{iri[len(base) :]}"
    return iri
