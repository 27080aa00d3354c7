"""Files of RDF as statements: graph and triple, and IRIs in the place of blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.errors import Fault, RecordError, UsageError
from pfocr_rdf.files.folders import is_url
from pfocr_rdf.rdf.formats import format_of_path
from pfocr_rdf.rdf.reading import open_rdf
from pfocr_rdf.rdf.terms import IRI

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["statements"]


def statements(
    paths: list[str],
    graph: IRI | None,
    skolemize: IRI | None,
    progress: Callable[[int, int], None],
) -> Iterator[tuple[IRI | None, str]]:
    """Graph and triple (the text of N-Triples, without its full stop) of each statement.

    ``graph`` takes the place of all graphs, ``skolemize`` begins the IRIs that take that of blank
    nodes. ``progress`` takes the numbers of bytes read and in all. Raises RecordError where a file
    is faulty or has blank nodes that may not be, UsageError where one does not exist.
    """
    for path in paths:
        if is_url(path):
            raise UsageError(f"{path}: of URLs only records can be loaded, not RDF")
        if not Path(path).is_file():
            raise UsageError(f"{path}: no such file")
    total = sum(Path(path).stat().st_size for path in paths)
    before = 0
    for path in paths:
        rename = _Skolem(path, skolemize)
        with open_rdf(path) as (stream, taken):
            for number, quad in enumerate(_quads(path, stream)):
                triple = str(quad.triple)
                if triple[0] == "_" or triple[-1] not in '">':
                    triple = rename.triple(quad)
                name = rename.graph(quad)
                yield (name if graph is None else graph), triple
                if number % 5_000 == 0:
                    progress((before + taken()) // 50 * 50, total)
        before += Path(path).stat().st_size
    progress(total, total)


def _quads(path: str, stream: BinaryIO) -> Iterator[Quad]:
    import pyoxigraph as ox

    form = ox.RdfFormat.from_media_type(format_of_path(path).media_type)
    try:
        yield from ox.parse(input=stream, format=form)
    except SyntaxError as error:
        message = (error.msg or "not in this syntax").removeprefix("Parser error ")
        raise RecordError([Fault(path, error.lineno or 0, "", message, True)]) from None


class _Skolem:
    """IRIs in place of blank nodes: from the file's hash and the order in which they come."""

    def __init__(self, path: str, prefix: IRI | None) -> None:
        self._path = path
        self._prefix = prefix
        self._numbers: dict[str, int] = {}
        self._hash = ""
        self._graphs: dict[object, IRI | None] = {}

    def triple(self, quad: Quad) -> str:
        subject, predicate, term = quad.triple
        return f"{self._term(subject)} {predicate} {self._term(term)}"

    def graph(self, quad: Quad) -> IRI | None:
        from pyoxigraph import DefaultGraph

        name = quad.graph_name
        if name not in self._graphs:
            default = isinstance(name, DefaultGraph)
            self._graphs[name] = None if default else self._term(name)[1:-1]
        return self._graphs[name]

    def _term(self, term: object) -> str:
        from pyoxigraph import BlankNode

        if not isinstance(term, BlankNode):
            return str(term)
        if self._prefix is None:
            message = (
                f"blank node {term}: loading it twice would make two of it; "
                "--skolemize gives blank nodes IRIs"
            )
            raise RecordError([Fault(self._path, 0, "", message, True)])
        if not self._hash:
            with Path(self._path).open("rb") as file:
                self._hash = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        number = self._numbers.setdefault(term.value, len(self._numbers))
        return f"<{self._prefix}{self._hash}-{number}>"
