"""Files of RDF as statements: graph and triple, and IRIs in the place of blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from pfocr_rdf.errors import Fault, RecordError, UsageError
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI

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
    is faulty or has blank nodes without ``skolemize``, UsageError where one does not exist.
    """
    sizes = [_local(file).stat().st_size for file in files]
    total = sum(sizes)
    before = 0
    for file, size in zip(files, sizes, strict=True):
        names = _Skolemizer(_local(file), skolemize)
        with file.open() as (stream, taken):
            for number, quad in enumerate(_quads(file, stream)):
                triple = str(quad.triple)
                if triple[0] == "_" or triple[-1] not in '">':
                    triple = " ".join(map(names.text, quad.triple))
                yield (names.graph(quad.graph_name) if graph is None else graph), triple
                if number % 5_000 == 0:
                    progress(before + taken(), total)
        before += size
    progress(total, total)


def _local(file: RdfFile) -> Path:
    path = file.location.path
    if path is None:
        raise UsageError(f"{file.shown}: records can be loaded from URLs, but not RDF")
    if not path.is_file():
        raise UsageError(f"{file.shown}: no such file")
    return path


def _quads(file: RdfFile, stream: BinaryIO) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.from_media_type(file.format.media_type)
    try:
        yield from ox.parse(input=stream, format=form)
    except SyntaxError as error:
        message = (error.msg or "not in this syntax").removeprefix("Parser error ")
        raise RecordError([Fault(file.shown, error.lineno or 0, "", message, True)]) from None


class _Skolemizer:
    """IRIs in place of blank nodes: from the file's hash and the order in which they come."""

    def __init__(self, path: Path, prefix: IRI | None) -> None:
        self._path = path
        self._prefix = prefix
        self._numbers: dict[str, int] = {}
        self._hash = ""
        self._graphs: dict[object, IRI | None] = {ox.DefaultGraph(): None}

    def graph(self, name: object) -> IRI | None:
        """The IRI of a graph; ``None`` for the default one."""
        if name not in self._graphs:
            self._graphs[name] = self.text(name)[1:-1]
        return self._graphs[name]

    def text(self, term: object) -> str:
        """A term in N-Triples."""
        if not isinstance(term, ox.BlankNode):
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
