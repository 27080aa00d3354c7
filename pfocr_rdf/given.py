"""What has been said of shared things, while chunks of records are put together."""

from __future__ import annotations

from typing import Any, TypeAlias

from pfocr_rdf.namespaces import rdf
from pfocr_rdf.terms import IRI, Pair
from pfocr_rdf.vocabulary import KINDS, REGISTRIES

__all__ = ["Given"]

Said: TypeAlias = "bytes | list[Pair]"
"""What is said of a shared thing: its lines, or its pairs."""

_PAPERS = REGISTRIES["pmc"].base
_TYPES = {kind.type: kind.key for kind in KINDS.values()}
_TYPE_TEXTS = {f" <{rdf.type}> <{type_}> ".encode(): key for type_, key in _TYPES.items()}


class Given:
    """What chunks have said of shared things; a paper is remembered until the next one comes."""

    def __init__(self) -> None:
        self._said: dict[IRI, Any] = {}
        self._paper: IRI = ""
        self._of_paper: Any = None
        self.entities = dict.fromkeys(KINDS, 0)
        """How many different entities of each kind were described."""
        self.dropped = 0
        """How many triples were said before."""

    def new(self, shared: list[tuple[IRI, Any]]) -> list[tuple[IRI, Any]]:
        """The things of which something new is said, with only that."""
        found = []
        for iri, said in shared:
            if iri.startswith(_PAPERS):
                known = self._of_paper if iri == self._paper else None
                self._paper = iri
                new, self._of_paper = _new(known, said)
            else:
                known = self._said.get(iri)
                if known == said:
                    self.dropped += _size(said)
                    continue
                new, self._said[iri] = _new(known, said)
                self._count(new)
            self.dropped += _size(said) - _size(new)
            if new:
                found.append((iri, new))
        return found

    def _count(self, new: Said) -> None:
        if isinstance(new, bytes):
            for text, key in _TYPE_TEXTS.items():
                self.entities[key] += text in new
        else:
            for predicate, term in new:
                if predicate == rdf.type and term in _TYPES:
                    self.entities[_TYPES[term]] += 1


def _new(known: Said | None, said: Said) -> tuple[Said, Said]:
    """What of ``said`` is not ``known``, and what is known then."""
    if known is None:
        return said, said
    if isinstance(known, bytes) and isinstance(said, bytes):
        before = set(known.splitlines(keepends=True))
        lines = b"".join([line for line in said.splitlines(keepends=True) if line not in before])
        return lines, known + lines
    pairs: list[Any] = [pair for pair in said if pair not in known]
    return pairs, [*known, *pairs]


def _size(said: Said) -> int:
    return said.count(b"\n") if isinstance(said, bytes) else len(said)
