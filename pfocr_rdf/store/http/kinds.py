"""What triple stores differ in, as values: a new store is one row of :data:`KINDS`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import did_you_mean

if TYPE_CHECKING:
    from pfocr_rdf.store.http.client import Connection

__all__ = ["KINDS", "Kind", "Target", "find_target"]

_MEGABYTE = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A sort of triple store, and what it takes.

    ``graphs``, ``query`` and ``update`` are paths behind the URL that its users know: of the SPARQL
    1.1 Graph Store Protocol (``None``: the store has none, so data goes as ``INSERT DATA``), of
    queries and of updates. ``datasets`` is the path that takes N-Quads of many graphs at once.
    ``server`` begins the ``Server`` header by which it is known. ``open`` names the row that holds
    for requests without a login. ``preamble`` stands before each body of a graph. ``fatal`` finds,
    in what comes with status 500, that asking again is in vain.
    """

    name: str
    title: str
    graphs: str | None
    query: str
    update: str
    datasets: str | None = None
    media_type: str = "application/n-triples"
    preamble: bytes = b""
    gzip: bool = False
    default_graph: bool = True
    max_body: int = 8 * _MEGABYTE
    max_triples: int = 2_000
    auth: str = "basic"
    server: str = ""
    open: str = ""
    fatal: re.Pattern[str] | None = None


_VIRTUOSO_FATAL = re.compile("Error (22023|37000|42000)")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="oxigraph",
            title="Oxigraph",
            graphs="/store",
            query="/query",
            update="/update",
            datasets="/store",
            gzip=True,
            server="Oxigraph",
            fatal=re.compile("does not exist"),
        ),
        # Virtuoso guesses a body's syntax from its first lines: with a directive of Turtle first
        # it takes lines of any length. It unpacks no gzip, and has no default graph.
        Kind(
            name="virtuoso",
            title="Virtuoso",
            graphs="/sparql-graph-crud-auth",
            query="/sparql-auth",
            update="/sparql-auth",
            media_type="text/turtle",
            preamble=b"@prefix pfocr: <https://pfocr.wikipathways.org/vocab#> .\n",
            default_graph=False,
            auth="digest",
            server="Virtuoso",
            open="virtuoso-open",
            fatal=_VIRTUOSO_FATAL,
        ),
        Kind(
            name="virtuoso-open",
            title="Virtuoso without login",
            graphs="/sparql-graph-crud",
            query="/sparql",
            update="/sparql",
            media_type="text/turtle",
            preamble=b"@prefix pfocr: <https://pfocr.wikipathways.org/vocab#> .\n",
            default_graph=False,
            fatal=_VIRTUOSO_FATAL,
        ),
        Kind(
            name="fuseki",
            title="Apache Jena Fuseki (URL of a dataset)",
            graphs="/data",
            query="/query",
            update="/update",
            datasets="/data",
        ),
        Kind(
            name="graphdb",
            title="GraphDB (URL of a repository)",
            graphs="/rdf-graphs/service",
            query="",
            update="/statements",
            datasets="/statements",
        ),
        Kind(
            name="rdf4j",
            title="RDF4J server (URL of a repository)",
            graphs="/rdf-graphs/service",
            query="",
            update="/statements",
            datasets="/statements",
        ),
        Kind(
            name="neptune",
            title="Amazon Neptune",
            graphs="/sparql/gsp/",
            query="/sparql",
            update="/sparql",
        ),
        Kind(
            name="blazegraph",
            title="Blazegraph (URL of a namespace)",
            graphs=None,
            query="/sparql",
            update="/sparql",
        ),
        Kind(name="qlever", title="QLever", graphs="", query="", update="", auth="bearer"),
        Kind(name="sparql", title="SPARQL 1.1 by its URLs", graphs=None, query="", update=""),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """A store that can be loaded into: its kind and the URLs of its services."""

    kind: Kind
    graphs: str | None
    query: str
    update: str
    datasets: str | None = None


def find_target(
    connection: Connection,
    endpoint: str | None,
    *,
    kind: str | None = None,
    graphs: str | None = None,
    query: str | None = None,
    update: str | None = None,
) -> Target:
    """Find the services of the store at ``endpoint``, or those that URLs name.

    Without ``kind`` the server is asked what it is. Raises UsageError where it does not tell, and
    where ``query`` or ``update`` are missing without an endpoint.
    """
    if endpoint is None:
        if query is None or update is None:
            raise UsageError("a store is named by --endpoint, or by --query-url and --update-url")
        return Target(_row(kind or "sparql"), graphs, query, update)
    row = _row(kind) if kind else _ask(connection, endpoint)
    if row.open and connection.login is None:
        row = KINDS[row.open]
    base = _base(endpoint, row)
    own = None if row.graphs is None else base + row.graphs
    datasets = None if row.datasets is None or graphs else base + row.datasets
    return Target(
        row, graphs or own, query or base + row.query, update or base + row.update, datasets
    )


def _row(name: str) -> Kind:
    if name in KINDS:
        return KINDS[name]
    hint = did_you_mean(name, KINDS)
    raise UsageError(f"{name!r} is no kind of store: use one of {', '.join(KINDS)}{hint}")


def _ask(connection: Connection, endpoint: str) -> Kind:
    server = connection.server(endpoint)
    for row in KINDS.values():
        if row.server and server.startswith(row.server):
            return row
    said = f"it calls itself {server!r}" if server else "it does not say"
    raise UsageError(
        f"{endpoint}: cannot tell what store this is ({said}): name it with --kind, "
        "or give --gsp-url, --query-url and --update-url"
    )


def _base(endpoint: str, row: Kind) -> str:
    """Take off a slash at the end and a service's path, which people paste too."""
    base = endpoint.rstrip("/")
    paths = {row.query, row.update, "/sparql" if row.open else ""}
    for path in sorted(paths, key=len, reverse=True):
        if path and base.endswith(path.rstrip("/")):
            return base.removesuffix(path.rstrip("/"))
    return base
