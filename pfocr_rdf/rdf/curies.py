"""CURIEs: IRIs as people write them, with the project's prefixes (https://www.w3.org/TR/curie/)."""

import re

from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import PREFIXES, REGISTRIES

_LOCAL = re.compile(r"[\w.:-]+")
_BY_LENGTH = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda p: -len(p[0]))


def compact(iri: IRI, local: re.Pattern[str] = _LOCAL) -> str:
    """The IRI with the longest prefix that fits, or the IRI itself.

    ``local`` matches what may follow a prefix.

    >>> compact("https://schema.org/Gene"), compact("https://example.org/x")
    ('schema:Gene', 'https://example.org/x')
    """
    for base, prefix in _BY_LENGTH:
        if iri.startswith(base) and local.fullmatch(iri, len(base)):
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def compact_identifier_of(iri: IRI) -> str | None:
    """The compact identifier of identifiers.org, where the IRI is one of a registry.

    >>> compact_identifier_of("https://identifiers.org/chebi/CHEBI:15379")
    'CHEBI:15379'
    """
    for registry in REGISTRIES.values():
        if iri.startswith(registry.base):
            return registry.compact + iri.removeprefix(registry.base)
    return None
