"""The SHACL shapes, read from their files as plain values.

A shape's *constraints* are the shapes with an IRI that findings name as their source: the node
shape itself, its property shapes, and node shapes whose IRI starts with its own and ``-``. The
files also have what SHACL has no property for: the record's field and the profile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from pfocr_rdf.errors import ShapesError
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, rdfs, sh, shape
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.resources import folder
from pfocr_rdf.validation.shape_files import (
    Facts,
    facts_of,
    list_items,
    named,
    parse_shapes,
    path_text,
    path_turtle,
)

SEVERITIES = ("Violation", "Warning", "Info")
"""From the worst to the mildest."""

_TARGETS = {
    sh.targetClass: "class",
    sh.targetSubjectsOf: "subjects of",
    sh.targetObjectsOf: "objects of",
    sh.targetNode: "node",
}
_NO_DEMANDS = {sh.name, sh.description, sh.message, sh.severity, sh.path, sh.property, *_TARGETS}


class Target(NamedTuple):
    """The nodes that a shape checks: ``how`` is class, subjects of, objects of, node or SPARQL."""

    how: str
    term: IRI


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint with its message and severity.

    ``path`` is a SPARQL property path with prefixes, ``turtle`` the same as a SHACL path; both are
    empty for a constraint on the node itself. ``field`` names the fields of a record that the
    values come from. ``demands`` are the SHACL parameters as text.
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
    """A shape with its targets and constraints.

    ``key`` is the name of its file. Data without a node of an ``expected`` shape is not data of
    this project; ``expected_with`` is the beginning of IRIs that only occur together with such a
    node. ``own`` is true of a shape that a user added.
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
    """Shapes as values, and their triples as N-Triples."""

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
    triples: list[ox.Triple] = []
    shapes: list[Shape] = []
    for path in sorted(folder("shapes").glob("*.ttl")):
        if wanted is None or path.stem in wanted:
            read = parse_shapes(path)
            triples += read
            shapes += _shapes(read, path.stem, own=False)
    for number, path in enumerate(map(Path, own), 1):
        read = named(parse_shapes(path), f"{number}-")
        found = _shapes(read, path.stem, own=True)
        if not found:
            raise ShapesError(f"{path}: has no SHACL shape with a target")
        triples += read
        shapes += found
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return ShapeSet(tuple(shapes), text)


def _shapes(triples: list[ox.Triple], key: str, *, own: bool) -> list[Shape]:
    facts = facts_of(triples)
    roots = [s for s in facts if _targets(facts, s) and not s.startswith("_:")]
    heads = [s for s in roots if not any(s.startswith(f"{other}-") for other in roots)]
    found = []
    for head in heads:
        members: dict[IRI, None] = {}
        for node in (head, *(s for s in roots if s.startswith(f"{head}-"))):
            members[node] = None
            members.update(dict.fromkeys(facts[node].get(sh.property, ())))
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


def _targets(facts: Facts, node: str) -> list[Target]:
    about = facts[node]
    found = [Target(how, iri) for name, how in _TARGETS.items() for iri in about.get(name, ())]
    if {rdfs.NS + "Class", sh.NodeShape} <= {*about.get(rdf.type, ())}:
        found.append(Target("class", node))
    return found + [Target("SPARQL", iri) for iri in about.get(sh.target, ())]


def _text(facts: Facts, node: str, predicate: IRI) -> str:
    return next(iter(facts[node].get(predicate, ())), "")


def _constraint(facts: Facts, head: IRI, node: str) -> Constraint:
    about = facts[node]
    path = _text(facts, node, sh.path)
    name = "terms" if node == head else _text(facts, node, sh.name)
    return Constraint(
        node,
        head,
        name or compact(node),
        _text(facts, node, sh.description),
        _text(facts, node, sh.message),
        _text(facts, node, sh.severity).rpartition("#")[2] or "Violation",
        path_text(facts, path) if path else "",
        path_turtle(facts, path) if path else "",
        _text(facts, node, shape.field),
        _text(facts, node, shape.profile) or None,
        tuple(
            _parameter(facts, predicate, objects)
            for predicate, objects in about.items()
            if predicate.startswith(sh.NS) and predicate not in _NO_DEMANDS
        ),
    )


def _parameter(facts: Facts, predicate: IRI, objects: list[str]) -> str:
    return f"{predicate.removeprefix(sh.NS)} {', '.join(_shown(facts, key) for key in objects)}"


def _shown(facts: Facts, key: str) -> str:
    if not key.startswith("_:"):
        short = key.removeprefix(sh.NS)
        return compact(short) if ":" in short and " " not in short else short
    about = facts.get(key, {})
    if rdf.first in about:
        return f"({', '.join(_shown(facts, item) for item in list_items(facts, key))})"
    rest = ", ".join(_parameter(facts, p, o) for p, o in about.items() if p != sh.path)
    return f"{path_text(facts, about[sh.path][0])} {rest}" if sh.path in about else rest
