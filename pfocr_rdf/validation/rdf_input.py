"""RDF of any origin, in any syntax, as closed graphs.

A small input is one graph. A larger one goes through a store on disk, which finds what belongs
together in whatever order and named graphs it is: each figure with its record, mentions and
searches, and everything they link to; then, in slices, everything else.
"""

import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from pfocr_rdf.errors import InputError
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.validation.graphs import FIGURES, ClosedGraph, base_of

ONE_GRAPH = 200_000
"""An input of up to this many triples is validated as one graph."""

_SLICE = 2000
_FAR = 4


class RdfInput:
    """The triples of RDF files, whatever graph they are in, as closed graphs.

    ``triples`` is their number, once all graphs were taken. Raises InputError for a file that is
    not what its name says, UsageError for a missing one.
    """

    def __init__(
        self, files: Iterable[RdfFile], *, size: int = 500, one_graph: int = ONE_GRAPH
    ) -> None:
        self._files = list(files)
        self._size = size
        self._one_graph = one_graph
        self._store: Store | None = None
        self.triples = 0
        for file in self._files:
            if file.location.path is not None:
                with file.open():
                    pass

    def graphs(self) -> Iterator[ClosedGraph]:
        """All graphs; :meth:`source` works while this runs."""
        triples = chain.from_iterable(map(self._parsed, self._files))
        first = list(islice(triples, self._one_graph + 1))
        with tempfile.TemporaryDirectory(prefix="pfocr-rdf-") as folder:
            small = len(first) <= self._one_graph
            store = self._store = Store() if small else Store(folder)
            every = chain(first, triples)
            store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in every)
            first.clear()
            try:
                if small:
                    yield ClosedGraph(_lines(q.triple for q in store))
                else:
                    yield from self._parts(store)
            finally:
                self._store = None
                del store

    def _parsed(self, file: RdfFile) -> Iterator[Triple]:
        syntax = RdfFormat.from_media_type(file.format.media_type)
        before = self.triples
        try:
            with file.open() as (stream, _):
                for quad in parse(stream, syntax, rename_blank_nodes=True):
                    self.triples += 1
                    yield quad.triple
        except SyntaxError as error:
            place = f"{file.shown}:{error.lineno}:{error.offset}" if error.lineno else file.shown
            message = (error.msg or "").partition(": ")[2] or error.msg
            raise InputError(f"{place}: not {file.format.title}: {message}") from None
        if self.triples == before:
            raise InputError(f"{file.shown}: has no triples to validate")

    def _parts(self, store: Store) -> Iterator[ClosedGraph]:
        figures: dict[IRI, None] = {}
        others: dict[NamedNode | BlankNode, None] = {}
        last: object = None
        for quad in store:
            subject = quad.subject
            if subject == last or isinstance(subject, Triple):
                continue
            last = subject
            base = _figure(subject)
            if base is None or not _linked(store, subject, base):
                others[subject] = None
            else:
                figures[base] = None
        bases = iter(sorted(figures))
        del figures
        while part := list(islice(bases, self._size)):
            inside = _described(store, _of_figures(store, part))
            yield ClosedGraph(_lines(inside), partial(_is_of, frozenset(part)))
        rest = iter(sorted(others, key=str))
        while slice_ := list(islice(rest, _SLICE)):
            wanted = frozenset(str(s) if str(s).startswith("_:") else s.value for s in slice_)
            yield ClosedGraph(_lines(_described(store, slice_)), wanted.__contains__)

    def source(self, focus: str) -> str:
        """The file name of the record that a node (in N-Triples) belongs to, or is linked from."""
        if self._store is None or not focus.startswith("<"):
            return ""
        level: list[NamedNode] = [NamedNode(focus[1:-1])]
        for _ in range(_FAR):
            names = sorted(base for node in level if (base := _figure(node)) is not None)
            if names:
                return f"{names[0].removeprefix(FIGURES)}.md"
            links = (self._store.quads_for_pattern(None, None, node) for node in level)
            found = islice(chain.from_iterable(links), 1000)
            level = [q.subject for q in found if isinstance(q.subject, NamedNode)]
        return ""


def _is_of(bases: frozenset[IRI], iri: IRI) -> bool:
    return base_of(iri) in bases


def _figure(node: object) -> IRI | None:
    iri: IRI = getattr(node, "value", "")
    return base_of(iri) if iri.startswith(FIGURES) else None


def _linked(store: Store, node: NamedNode | BlankNode, base: IRI) -> bool:
    """Whether a node is a figure or its record, or points at either."""
    page = f"{base}.html"
    if getattr(node, "value", "") in (base, page):
        return True
    targets = (NamedNode(base), NamedNode(page))
    return any(next(store.quads_for_pattern(node, None, t), None) is not None for t in targets)


def _lines(triples: Iterable[Triple]) -> bytes:
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def _of_figures(store: Store, bases: list[IRI]) -> Iterator[NamedNode | BlankNode]:
    """Figures, their records, and all that points at either."""
    for base in bases:
        for node in (NamedNode(base), NamedNode(f"{base}.html")):
            yield node
            for quad in store.quads_for_pattern(None, None, node):
                if not isinstance(quad.subject, Triple):
                    yield quad.subject


def _described(store: Store, start: Iterable[NamedNode | BlankNode]) -> Iterator[Triple]:
    """All triples of some nodes, and of all nodes that they lead to."""
    todo = list(dict.fromkeys(start))
    seen = set(todo)
    while todo:
        for quad in store.quads_for_pattern(todo.pop(), None, None):
            yield quad.triple
            term = quad.object
            if isinstance(term, NamedNode | BlankNode) and term not in seen:
                seen.add(term)
                todo.append(term)
