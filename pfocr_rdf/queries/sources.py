"""Asking SPARQL of a store, a graph or an endpoint: one kind of answer, whatever answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyoxigraph as ox

from pfocr_rdf.errors import QueryError, UsageError
from pfocr_rdf.messages import one_line
from pfocr_rdf.version import __version__

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_RESULTS = "application/sparql-results+json"
_GRAPHS = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. ``rows`` can be read once; a cell without a value is ``None``."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class AskResult:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE. ``triples`` can be read once."""

    triples: Iterator[ox.Triple]


Answer: TypeAlias = Rows | AskResult | Triples


def ask(data: object, text: str) -> Answer:
    """Ask a query, and give the answer in pyoxigraph's terms.

    ``data`` is a pyoxigraph ``Store`` (its named graphs are asked as one), an rdflib ``Graph`` or
    the URL of a SPARQL endpoint. A store's answer is computed while it is read. Raises UsageError
    for a text that is not SPARQL and a URL that is none, QueryError where there is no answer.

    >>> ask("nowhere", "ASK {}")
    Traceback (most recent call last):
    ...
    pfocr_rdf.errors.UsageError: 'nowhere' is not the URL of a SPARQL endpoint
    """
    if isinstance(data, ox.Store):
        return _ask_store(data, text)
    if isinstance(data, str):
        return _ask_endpoint(data, text)
    if hasattr(data, "query"):
        return _ask_graph(data, text)
    raise TypeError(f"{type(data).__name__} is not a store, graph or URL")


def _ask_store(store: ox.Store, text: str) -> Answer:
    try:
        return _answer(store.query(text, use_default_graph_as_union=True))
    except SyntaxError as error:
        raise UsageError(f"not SPARQL: {one_line(error)}") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {one_line(error)}") from None


def _ask_graph(graph: Any, text: str) -> Answer:
    from pyparsing import ParseException  # slow to import

    try:
        found = graph.query(text)
        if found.type == "SELECT":  # rdflib groups no solutions to an empty one
            found.bindings = [solution for solution in found.bindings if solution]
        media_type = _RESULTS if found.type in ("SELECT", "ASK") else _GRAPHS
        content = found.serialize(format="json" if media_type == _RESULTS else "nt")
    except ParseException as error:
        raise UsageError(f"not SPARQL: {one_line(error)}") from None
    except Exception as error:
        raise QueryError(f"rdflib cannot answer: {one_line(error)}") from error
    return _read(content or b"", media_type, "rdflib")


def _ask_endpoint(url: str, text: str) -> Answer:
    """Ask by SPARQL 1.1 Protocol, with POST."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is not the URL of a SPARQL endpoint")
    import httpx  # slow to import

    accept = f"{_RESULTS}, {_GRAPHS}, text/turtle;q=0.9, application/rdf+xml;q=0.8"
    try:
        response = httpx.post(
            url,
            data={"query": text},
            headers={"Accept": accept, "User-Agent": f"pfocr-rdf/{__version__}"},
            timeout=httpx.Timeout(None, connect=30),
            follow_redirects=True,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise QueryError(f"{url}: {one_line(error)}") from None
    if response.status_code >= 400:
        raise QueryError(f"{url}: HTTP {response.status_code}: {one_line(response.text[:500])}")
    return _read(response.content, response.headers.get("Content-Type", ""), url)


def _read(content: bytes, content_type: str, source: str) -> Answer:
    """The answer that is written in one of the standards' forms."""
    media_type = content_type.partition(";")[0].strip()
    results = ox.QueryResultsFormat.from_media_type(media_type)
    syntax = ox.RdfFormat.from_media_type(media_type)
    try:
        if results is not None:
            return _answer(ox.parse_query_results(content, results))
        if syntax is not None:
            base = source if "://" in source else None
            quads = ox.parse(content, syntax, base_iri=base)
            return Triples(_guarded(quad.triple for quad in quads))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"{source}: its answer cannot be read: {one_line(error)}") from None
    raise QueryError(
        f"{source}: answered in {media_type or 'no format'}: is this a SPARQL endpoint?"
    )


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
        raise QueryError(f"the query failed: {one_line(error)}") from None


def plain_text(term: Term | None) -> str:
    """The IRI or the text of a literal alone, as in CSV."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)
