"""Files of shapes: their triples, what they say by subject, and SHACL's property paths as text."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from pfocr_rdf.errors import ShapesError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.formats import format_of_path
from pfocr_rdf.rdf.namespaces import rdf, sh
from pfocr_rdf.rdf.vocabulary import GENID

Facts: TypeAlias = dict[str, dict[str, list[str]]]
"""Subject → predicate → objects: IRIs and literals by their text, blank nodes as ``_:label``."""

_REPEATED = {sh.zeroOrMorePath: "*", sh.oneOrMorePath: "+", sh.zeroOrOnePath: "?"}


def parse_shapes(path: Path) -> list[ox.Triple]:
    """The triples of a file; raises ShapesError for a syntax error, UsageError for no file."""
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    syntax = ox.RdfFormat.from_media_type(format_of_path(path.name).media_type)
    try:
        return [q.triple for q in ox.parse(path=path, format=syntax, rename_blank_nodes=True)]
    except SyntaxError as error:
        place = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
        raise ShapesError(f"{place}: {error.msg}") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {one_line(error)}") from None


def named(triples: list[ox.Triple], prefix: str) -> list[ox.Triple]:
    """The triples with IRIs for the blank nodes that findings may name as their source."""
    new: dict[object, ox.NamedNode] = {}
    for t in triples:
        node: object = None
        if t.predicate.value == sh.property:
            node = t.object
        elif t.predicate.value == sh.path or _key(t.object) in (sh.NodeShape, sh.PropertyShape):
            node = t.subject
        if isinstance(node, ox.BlankNode) and node not in new:
            new[node] = ox.NamedNode(f"{GENID}{prefix}{len(new) + 1}")
    return [
        ox.Triple(new.get(t.subject, t.subject), t.predicate, new.get(t.object, t.object))
        for t in triples
    ]


def facts_of(triples: Iterable[ox.Triple]) -> Facts:
    """What triples say, by subject and predicate."""
    facts: Facts = {}
    for t in triples:
        predicates = facts.setdefault(_key(t.subject), {})
        predicates.setdefault(t.predicate.value, []).append(_key(t.object))
    return facts


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def list_items(facts: Facts, key: str) -> list[str]:
    """The members of an RDF list."""
    found: list[str] = []
    while rdf.first in facts.get(key, {}) and len(found) < len(facts):
        found += facts[key][rdf.first][:1]
        key = facts[key][rdf.rest][0]
    return found


def path_text(facts: Facts, path: str) -> str:
    """The path in SPARQL's notation, with CURIEs; ``?`` for what is no path."""
    if not path.startswith("_:"):
        return compact(path)
    about = facts.get(path, {})
    if rdf.first in about:
        return "/".join(_grouped(facts, item) for item in list_items(facts, path))
    for predicate, (first, *_) in about.items():
        if predicate == sh.inversePath:
            return "^" + _grouped(facts, first)
        if predicate == sh.alternativePath:
            return "|".join(_grouped(facts, item) for item in list_items(facts, first))
        if predicate in _REPEATED:
            return _grouped(facts, first) + _REPEATED[predicate]
    return "?"


def _grouped(facts: Facts, path: str) -> str:
    text = path_text(facts, path)
    simple = not path.startswith("_:") or sh.inversePath in facts.get(path, {})
    return text if simple else f"({text})"


def path_turtle(facts: Facts, path: str) -> str:
    """The path as SHACL writes it, in Turtle without prefixes."""
    if not path.startswith("_:"):
        return f"<{path}>"
    about = facts.get(path, {})
    if rdf.first in about:
        return f"( {' '.join(path_turtle(facts, item) for item in list_items(facts, path))} )"
    inner = [f"<{p}> {path_turtle(facts, items[0])}" for p, items in about.items()]
    return f"[ {' ; '.join(inner)} ]"
