"""Where queries are asked, and what comes back: one answer, whatever answers.

A source is a pyoxigraph ``Store``, an rdflib ``Graph`` or the URL of a SPARQL endpoint. Answers
hold pyoxigraph's terms, and are read while the source still finds them, as far as it can do so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pyoxigraph as ox

from pfocr_rdf.errors import QueryError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.queries.parameters import Candidate, escape_string
from pfocr_rdf.rdf.namespaces import schema
from pfocr_rdf.rdf.terms import IRI

if TYPE_CHECKING:
    import rdflib

__all__ = ["Answer", "AskResult", "Rows", "Source", "SourceNames", "Triples", "source_of"]

OxTerm: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Row: TypeAlias = "tuple[OxTerm | None, ...]"

_RESULTS = "application/sparql-results+json"
_GRAPHS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. ``rows`` can be read once; a cell without a value is ``None``."""

    variables: tuple[str, ...]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class AskResult:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE. ``triples`` can be read once."""

    triples: Iterator[ox.Triple]


Answer: TypeAlias = Rows | AskResult | Triples


class Source(Protocol):
    """Something that answers SPARQL."""

    def ask(self, text: str) -> Answer:
        """The answer to a query; raises UsageError where it is not SPARQL, QueryError otherwise."""


def source_of(data: object) -> Source:
    """The source that a store, a graph or the URL of an endpoint is.

    >>> source_of("nowhere")
    Traceback (most recent call last):
    ...
    pfocr_rdf.errors.UsageError: 'nowhere' is not the URL of a SPARQL endpoint
    """
    if isinstance(data, ox.Store):
        return StoreSource(data)
    if isinstance(data, str):
        return EndpointSource(data)
    if hasattr(data, "ask"):
        return data
    if hasattr(data, "query"):
        return GraphSource(data)  # type: ignore[arg-type]
    raise TypeError(f"{type(data).__name__} is no store, graph or URL")


class StoreSource:
    """An Oxigraph store; its named graphs are asked as one."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def ask(self, text: str) -> Answer:
        try:
            found = self._store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise UsageError(f"not SPARQL: {one_line(error)}") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query broke off: {one_line(error)}") from None
        return _answer(found)


def _answer(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return AskResult(bool(found))
    if isinstance(found, ox.QueryTriples):
        return Triples(_guarded(found))
    names = tuple(variable.value for variable in found.variables)
    return Rows(names, (tuple(solution) for solution in _guarded(found)))


def _guarded(items: Iterable[Any]) -> Iterator[Any]:
    try:
        yield from items
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        raise QueryError(f"the query broke off: {one_line(error)}") from None


class GraphSource:
    """An rdflib graph; of a dataset, the union of its graphs where it was opened so."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph

    def ask(self, text: str) -> Answer:
        from pyparsing import ParseException

        try:
            found = self._graph.query(text)
        except ParseException as error:
            raise UsageError(f"not SPARQL: {one_line(error)}") from None
        except Exception as error:
            raise QueryError(f"rdflib cannot answer: {one_line(error)}") from error
        if found.type == "ASK":
            return AskResult(bool(found.askAnswer))
        if found.type == "SELECT":
            names = tuple(map(str, found.vars or ()))
            return Rows(names, (tuple(map(_from_rdflib, row)) for row in found))  # type: ignore[arg-type]
        return Triples(ox.Triple(*map(_from_rdflib, triple)) for triple in found)  # type: ignore[arg-type]


def _from_rdflib(term: object) -> OxTerm | None:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = None if term.datatype is None else ox.NamedNode(str(term.datatype))
        return ox.Literal(str(term), datatype=datatype)
    return None


class EndpointSource:
    """A SPARQL endpoint, asked by SPARQL 1.1 Protocol with POST."""

    def __init__(self, url: str, *, seconds: float | None = None) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"{url!r} is not the URL of a SPARQL endpoint")
        self._url = url
        self._seconds = seconds

    def ask(self, text: str) -> Answer:
        import httpx

        from pfocr_rdf.version import __version__

        headers = {"Accept": f"{_RESULTS}, {_GRAPHS}", "User-Agent": f"pfocr-rdf/{__version__}"}
        timeout = httpx.Timeout(self._seconds, connect=30)
        try:
            response = httpx.post(
                self._url,
                data={"query": text},
                headers=headers,
                timeout=timeout,
                follow_redirects=True,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise QueryError(f"{self._url}: {one_line(error)}") from None
        if response.status_code >= 400:
            reason = one_line(response.text[:500])
            raise QueryError(f"{self._url}: HTTP {response.status_code}: {reason}")
        return self._read(response.headers.get("Content-Type", ""), response.content)

    def _read(self, content_type: str, content: bytes) -> Answer:
        media_type = content_type.partition(";")[0].strip()
        results = ox.QueryResultsFormat.from_media_type(media_type)
        form = ox.RdfFormat.from_media_type(media_type)
        try:
            if results is not None:
                return _answer(ox.parse_query_results(content, results))
            if form is not None:
                quads = ox.parse(content, form, base_iri=self._url)
                return Triples(_guarded(quad.triple for quad in quads))
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self._url}: its answer cannot be read: {one_line(error)}") from None
        raise QueryError(
            f"{self._url}: answers in {media_type or 'no'!r} form: no SPARQL endpoint?"
        )


# ---- names ---------------------------------------------------------------------------------------

_HEAD = f"PREFIX schema: <{schema.NS}>\nSELECT DISTINCT ?thing ?name ?organism WHERE "
_NAMED = """{{
  {values}{{ ?thing schema:name ?name }} UNION {{ ?thing schema:alternateName ?name }}
  ?thing a <{type}> .
  OPTIONAL {{ ?thing schema:taxonomicRange ?organism }}
}} ORDER BY ?thing ?name"""
_MOST = 500


class SourceNames:
    """The names that a source's data have (:class:`~pfocr_rdf.queries.parameters.Names`)."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._all: dict[IRI, list[Candidate]] = {}

    def find(self, type_: IRI, names: Iterable[str]) -> list[Candidate]:
        """The things that have one of ``names``, asked for in parts."""
        wanted = list(dict.fromkeys(names))
        found: list[Candidate] = []
        for start in range(0, len(wanted), _MOST):
            texts = " ".join(f'"{escape_string(name)}"' for name in wanted[start : start + _MOST])
            values = f"VALUES ?name {{ {texts} }}\n  "
            found += self._candidates(_NAMED.format(values=values, type=type_))
        return found

    def all(self, type_: IRI) -> list[Candidate]:
        """All things of a class, asked for once."""
        if type_ not in self._all:
            self._all[type_] = self._candidates(_NAMED.format(values="", type=type_))
        return self._all[type_]

    def paper_of(self, doi: IRI) -> IRI | None:
        """The paper with that DOI."""
        query = (
            f"SELECT ?paper WHERE {{ ?paper <{schema.sameAs}> <{doi}> }} ORDER BY ?paper LIMIT 1"
        )
        answer = self._source.ask(query)
        assert isinstance(answer, Rows)
        return next((_text(row[0]) for row in answer.rows), None)

    def _candidates(self, pattern: str) -> list[Candidate]:
        answer = self._source.ask(_HEAD + pattern)
        assert isinstance(answer, Rows)
        return [
            Candidate(_text(thing), _text(name), _text(organism) or None)
            for thing, name, organism in answer.rows
        ]


def _text(term: OxTerm | None) -> str:
    return "" if term is None else str(getattr(term, "value", term))
