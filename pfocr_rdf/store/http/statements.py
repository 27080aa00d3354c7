"""Files of RDF as statements: graph and triple, and IRIs in the place of blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pfocr_rdf.errors import Fault, RecordError, UsageError
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["statements"]


def statements(
    files: list[RdfFile],
    graph: IRI | None,
    skolemize: IRI | None,
    progress: Callable[[int, int], None],
) -> Iterator[tuple[IRI | None, str]]:
    """Graph and triple (the text of N-Triples, without its full stop) of each statement.

    ``graph`` takes the place of all graphs, ``skolemize`` begins the IRIs that take that of blank
    nodes. ``progress`` takes the numbers of bytes read and in all. Raises RecordError where a file
    is faulty or has blank nodes that may not be, UsageError where one does not exist.
    """
    sizes = [_local(file).stat().st_size for file in files]
    total = sum(sizes)
    before = 0
    for file, size in zip(files, sizes, strict=True):
        rename = _Skolem(_local(file), skolemize)
        with file.open() as (stream, taken):
            for number, quad in enumerate(_quads(file, stream)):
                triple = str(quad.triple)
                if triple[0] == "_" or triple[-1] not in '">':
                    triple = rename.triple(quad)
                name = rename.graph(quad)
                yield (name if graph is None else graph), triple
                if number % 5_000 == 0:
                    progress((before + taken()) // 50 * 50, total)
        before += size
    progress(total, total)


def _local(file: RdfFile) -> Path:
    path = file.location.path
    if path is None:
        raise UsageError(f"{file.shown}: of URLs only records can be loaded, not RDF")
    if not path.is_file():
        raise UsageError(f"{file.shown}: no such file")
    return path


def _quads(file: RdfFile, stream: BinaryIO) -> Iterator[Quad]:
    import pyoxigraph as ox

    form = ox.RdfFormat.from_media_type(file.format.media_type)
    try:
        yield from ox.parse(input=stream, format=form)
    except SyntaxError as error:
        message = (error.msg or "not in this syntax").removeprefix("Parser error ")
        raise RecordError([Fault(file.shown, error.lineno or 0, "", message, True)]) from None


class _Skolem:
    """IRIs in place of blank nodes: from the file's hash and the order in which they come."""

    def __init__(self, path: Path, prefix: IRI | None) -> None:
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
            raise RecordError([Fault(str(self._path), 0, "", message, True)])
        if not self._hash:
            with self._path.open("rb") as file:
                self._hash = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        number = self._numbers.setdefault(term.value, len(self._numbers))
        return f"<{self._prefix}{self._hash}-{number}>"
