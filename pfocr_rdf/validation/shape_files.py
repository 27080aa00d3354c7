"""Files of shapes: their triples, with names for the shapes that have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pfocr_rdf.errors import ShapesError, UsageError
from pfocr_rdf.rdf.formats import format_of_path
from pfocr_rdf.rdf.namespaces import sh
from pfocr_rdf.rdf.vocabulary import GENID

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Triple

__all__ = ["named", "parse_shapes"]


def parse_shapes(path: Path) -> Iterator[Triple]:
    """The triples of a file; raises ShapesError for a syntax error, UsageError for no file."""
    from pyoxigraph import RdfFormat, parse

    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    syntax = RdfFormat.from_media_type(format_of_path(path.name).media_type)
    try:
        yield from (
            quad.triple for quad in parse(path=path, format=syntax, rename_blank_nodes=True)
        )
    except SyntaxError as error:
        place = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
        raise ShapesError(f"{place}: {error.msg}") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None


def named(triples: Iterable[Triple], prefix: str) -> Iterator[Triple]:
    """The triples with IRIs for the blank nodes that findings may name as their source."""
    from pyoxigraph import BlankNode, NamedNode, Triple

    read = list(triples)
    new: dict[object, NamedNode] = {}
    shapes = (sh.NodeShape, sh.PropertyShape)
    for t in read:
        node: object = None
        if t.predicate.value == sh.property:
            node = t.object
        elif t.predicate.value == sh.path or (
            isinstance(t.object, NamedNode) and t.object.value in shapes
        ):
            node = t.subject
        if isinstance(node, BlankNode) and node not in new:
            new[node] = NamedNode(f"{GENID}{prefix}{len(new) + 1}")
    for t in read:
        yield Triple(new.get(t.subject, t.subject), t.predicate, new.get(t.object, t.object))
