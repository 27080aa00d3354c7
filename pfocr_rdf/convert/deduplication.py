"""What has been said of shared things, while chunks of records are put together."""

from __future__ import annotations

from typing import Any, TypeAlias

from pfocr_rdf.rdf.namespaces import rdf
from pfocr_rdf.rdf.terms import IRI, Pair
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES

Description: TypeAlias = "bytes | list[Pair]"
"""What is said of a shared thing: its lines, or its pairs."""

_PAPERS = REGISTRIES["pmc"].base
_TYPES = {kind.type: kind.key for kind in KINDS.values()}
_TYPE_TEXTS = {f" <{rdf.type}> <{type_}> ".encode(): key for type_, key in _TYPES.items()}


class Deduplicator:
    """What chunks have said of shared things; a paper is remembered until the next one comes."""

    def __init__(self) -> None:
        self._described: dict[IRI, Any] = {}
        self._paper: IRI = ""
        self._of_paper: Any = None
        self.entities = dict.fromkeys(KINDS, 0)
        """How many different entities of each kind were described."""
        self.dropped = 0
        """How many triples were said before."""

    def new(self, shared: list[tuple[IRI, Any]]) -> list[tuple[IRI, Any]]:
        """The things of which something new is said, with only that."""
        found = []
        for iri, described in shared:
            if iri.startswith(_PAPERS):
                known = self._of_paper if iri == self._paper else None
                self._paper = iri
                new, self._of_paper = _new(known, described)
            else:
                known = self._described.get(iri)
                if known == described:
                    self.dropped += _size(described)
                    continue
                new, self._described[iri] = _new(known, described)
                self._count(new)
            self.dropped += _size(described) - _size(new)
            if new:
                found.append((iri, new))
        return found

    def _count(self, new: Description) -> None:
        if isinstance(new, bytes):
            for text, key in _TYPE_TEXTS.items():
                self.entities[key] += text in new
        else:
            for predicate, term in new:
                if predicate == rdf.type and term in _TYPES:
                    self.entities[_TYPES[term]] += 1


def _new(known: Description | None, described: Description) -> tuple[Description, Description]:
    """What of ``said`` is not ``known``, and what is known then."""
    if known is None:
        return described, described
    if isinstance(known, bytes) and isinstance(described, bytes):
        before = set(known.splitlines(keepends=True))
        lines = b"".join(
            [line for line in described.splitlines(keepends=True) if line not in before]
        )
        return lines, known + lines
    pairs: list[Any] = [pair for pair in described if pair not in known]
    return pairs, [*known, *pairs]


def _size(described: Description) -> int:
    return described.count(b"\n") if isinstance(described, bytes) else len(described)
