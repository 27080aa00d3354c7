"""SHACL property paths as text: for people, and as Turtle for reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, sh

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
    Facts: TypeAlias = Mapping[str, Mapping[str, Sequence[Term]]]

__all__ = ["path_text", "path_turtle"]

_REPEATED = {sh.zeroOrMorePath: "*", sh.oneOrMorePath: "+", sh.zeroOrOnePath: "?"}


def _key(term: Term) -> str:
    return term.value if hasattr(term, "value") and not str(term).startswith("_:") else str(term)


def _items(facts: Facts, key: str) -> list[Term]:
    found: list[Term] = []
    while key in facts and rdf.first in facts[key] and len(found) < len(facts):
        found.append(facts[key][rdf.first][0])
        key = _key(facts[key][rdf.rest][0])
    return found


def path_text(facts: Facts, path: Term) -> str:
    """The path in SPARQL's notation, with CURIEs; ``?`` for what is no path."""
    key = _key(path)
    if not key.startswith("_:"):
        return compact(key)
    said = facts.get(key, {})
    if rdf.first in said:
        return "/".join(_grouped(facts, item) for item in _items(facts, key))
    for predicate, terms in said.items():
        if predicate == sh.inversePath:
            return "^" + _grouped(facts, terms[0])
        if predicate == sh.alternativePath:
            items = _items(facts, _key(terms[0]))
            return "|".join(_grouped(facts, item) for item in items)
        if predicate in _REPEATED:
            return _grouped(facts, terms[0]) + _REPEATED[predicate]
    return "?"


def _grouped(facts: Facts, path: Term) -> str:
    text = path_text(facts, path)
    simple = not _key(path).startswith("_:") or sh.inversePath in facts.get(_key(path), {})
    return text if simple else f"({text})"


def path_turtle(facts: Facts, path: Term) -> str:
    """The path as SHACL writes it, in Turtle without prefixes."""
    key = _key(path)
    if not key.startswith("_:"):
        return f"<{key}>"
    said = facts.get(key, {})
    if rdf.first in said:
        return f"( {' '.join(path_turtle(facts, item) for item in _items(facts, key))} )"
    inner = [f"<{p}> {path_turtle(facts, terms[0])}" for p, terms in said.items()]
    return f"[ {' ; '.join(inner)} ]"
