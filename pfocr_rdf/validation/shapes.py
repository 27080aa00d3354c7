"""The SHACL shapes: read from their files, and told as plain values.

A shape's *constraints* are the shapes with an IRI that findings name as their source: the node
shape itself, its property shapes, and node shapes beside it whose IRI starts with its own and
``-``. What is said of a constraint beyond SHACL (the record's field, the profile) stands in the
files, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pfocr_rdf.errors import ShapesError
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, rdfs, sh, shape
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.resources import folder
from pfocr_rdf.validation.paths import path_text, path_turtle
from pfocr_rdf.validation.shape_files import named, parse_shapes

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["SEVERITIES", "Constraint", "Shape", "ShapeSet", "Target", "load_shapes"]

SEVERITIES = ("Violation", "Warning", "Info")
"""From the worst to the mildest."""

_TARGETS = {
    sh.targetClass: "class",
    sh.targetSubjectsOf: "subjects of",
    sh.targetObjectsOf: "objects of",
    sh.targetNode: "node",
}
_TOLD = frozenset((sh.name, sh.description, sh.message, sh.severity, sh.path, sh.property))

Term: TypeAlias = "NamedNode | BlankNode | Literal | Triple"
Facts: TypeAlias = "dict[str, dict[str, list[Term]]]"


class Target(NamedTuple):
    """What a shape looks at: ``how`` is one of class, subjects of, objects of, node."""

    how: str
    term: IRI


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that is demanded, with its message and severity.

    ``path`` is a SPARQL property path with prefixes, ``turtle`` the same as a SHACL path; both are
    empty where the node itself is looked at. ``field`` names the fields of a record that the fact
    comes from. ``demands`` are the SHACL parameters as text.
    """

    iri: IRI
    shape: IRI
    name: str
    description: str
    message: str
    severity: str
    path: str
    turtle: str
    field: str
    profile: IRI | None
    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A class of things and what is demanded of them.

    ``key`` is the name of its file. ``expected`` tells that data without such a thing is no data of
    this project; ``expected_with`` is the beginning of IRIs beside which there must be one. ``own``
    tells that a user added the shape.
    """

    iri: IRI
    key: str
    name: str
    description: str
    targets: tuple[Target, ...]
    expected: bool
    expected_with: str | None
    own: bool
    constraints: tuple[Constraint, ...]

    @property
    def label(self) -> str:
        """The last part of the IRI: ``Figure``."""
        return self.iri.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True)
class ShapeSet:
    """Shapes to validate with: what is told of them, and their triples as N-Triples."""

    shapes: tuple[Shape, ...]
    triples: bytes = field(repr=False)

    @cached_property
    def constraints(self) -> dict[IRI, Constraint]:
        """IRI → constraint."""
        return {c.iri: c for s in self.shapes for c in s.constraints}

    @cached_property
    def by_iri(self) -> dict[IRI, Shape]:
        """IRI → shape."""
        return {s.iri: s for s in self.shapes}


def load_shapes(own: Iterable[str | Path] = (), *, keys: Iterable[str] | None = None) -> ShapeSet:
    """The shapes of the project (those of the files ``keys``, or all) and of a user's files.

    Raises ShapesError for a user's file that has no shape with a target, UsageError for one that
    cannot be read.
    """
    wanted = None if keys is None else set(keys)
    files = sorted(folder("shapes").glob("*.ttl"))
    triples: list[Triple] = []
    shapes: list[Shape] = []
    for path in files:
        if wanted is None or path.stem in wanted:
            read = list(parse_shapes(path))
            triples += read
            shapes += _shapes(read, path.stem, own=False)
    for number, name in enumerate(own, 1):
        path = Path(name)
        read = list(named(parse_shapes(path), f"{number}-"))
        found = _shapes(read, path.stem, own=True)
        if not found:
            raise ShapesError(f"{path}: there is no SHACL shape with a target in it")
        triples += read
        shapes += found
    from pyoxigraph import RdfFormat, serialize

    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return ShapeSet(tuple(shapes), text)


def _shapes(triples: Iterable[Triple], key: str, *, own: bool) -> list[Shape]:
    facts: Facts = {}
    for t in triples:
        facts.setdefault(_key(t.subject), {}).setdefault(t.predicate.value, []).append(t.object)
    roots = [s for s in facts if _targets(facts, s) and not s.startswith("_:")]
    heads = [s for s in roots if not any(s.startswith(f"{other}-") for other in roots)]
    found = []
    for head in heads:
        beside = [s for s in roots if s.startswith(f"{head}-")]
        members: dict[IRI, None] = {}
        for node in (head, *beside):
            members[node] = None
            members.update(dict.fromkeys(map(_key, facts[node].get(sh.property, ()))))
        constraints = [_constraint(facts, head, m) for m in members if m in facts]
        found.append(
            Shape(
                head,
                key,
                _text(facts, head, sh.name) or compact(head),
                _text(facts, head, sh.description),
                tuple(_targets(facts, head)),
                _text(facts, head, shape.expected) == "true",
                _text(facts, head, shape.expectedWith) or None,
                own,
                tuple(c for c in constraints if c.demands),
            )
        )
    return found


def _key(term: Term) -> str:
    return term.value if hasattr(term, "value") and not str(term).startswith("_:") else str(term)


def _targets(facts: Facts, node: str) -> list[Target]:
    said = facts[node]
    found = [Target(how, _key(term)) for p, how in _TARGETS.items() for term in said.get(p, ())]
    types = {_key(term) for term in said.get(rdf.type, ())}
    if rdfs.NS + "Class" in types and sh.NodeShape in types:
        found.append(Target("class", node))
    found += [Target("SPARQL", _key(term)) for term in said.get(sh.target, ())]
    return found


def _text(facts: Facts, node: str, predicate: IRI) -> str:
    return next((_key(term) for term in facts[node].get(predicate, ())), "")


def _constraint(facts: Facts, head: IRI, node: str) -> Constraint:
    said = facts[node]
    path = said.get(sh.path)
    demands = []
    for predicate, terms in said.items():
        if predicate.startswith(sh.NS) and predicate not in _TOLD and predicate not in _TARGETS:
            shown = ", ".join(_shown(facts, term) for term in terms)
            demands.append(f"{predicate.removeprefix(sh.NS)} {shown}")
    severity = _text(facts, node, sh.severity).rpartition("#")[2] or "Violation"
    name = "terms" if node == head else _text(facts, node, sh.name)
    return Constraint(
        node,
        head,
        name or compact(node),
        _text(facts, node, sh.description),
        _text(facts, node, sh.message),
        severity,
        path_text(facts, path[0]) if path else "",
        path_turtle(facts, path[0]) if path else "",
        _text(facts, node, shape.field),
        _text(facts, node, shape.profile) or None,
        tuple(demands),
    )


def _shown(facts: Facts, term: Term) -> str:
    key = _key(term)
    if not key.startswith("_:"):
        short = key.removeprefix(sh.NS)
        return compact(short) if ":" in short and " " not in short else short
    said = facts.get(key, {})
    if rdf.first in said:
        items = []
        while key in facts:
            items.append(_shown(facts, facts[key][rdf.first][0]))
            key = _key(facts[key][rdf.rest][0])
        return f"({', '.join(items)})"
    if sh.path in said:
        rest = {p: o for p, o in said.items() if p != sh.path}
        inner = ", ".join(_parameter(facts, p, o) for p, o in rest.items())
        return f"{path_text(facts, said[sh.path][0])} {inner}"
    return ", ".join(_parameter(facts, p, o) for p, o in said.items())


def _parameter(facts: Facts, predicate: IRI, terms: list[Term]) -> str:
    return f"{predicate.removeprefix(sh.NS)} {', '.join(_shown(facts, t) for t in terms)}"
