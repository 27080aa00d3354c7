"""What triple stores differ in, as values: a new store is one row of :data:`STORE_KINDS`."""

import re
from dataclasses import dataclass, replace

from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import did_you_mean
from pfocr_rdf.store.http.client import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreKind:
    """A sort of triple store, and what it takes.

    ``graphs``, ``query`` and ``update`` are paths behind the URL that its users know: of the SPARQL
    1.1 Graph Store Protocol (``None``: the store has none, so data goes as ``INSERT DATA``), of
    queries and of updates. ``datasets`` is the path that takes N-Quads of many graphs at once.
    ``server`` begins the ``Server`` header by which it is known. ``open`` names the row that holds
    for requests without a login. ``preamble`` stands before each body of a graph. ``fatal`` finds,
    in what comes with status 500, that asking again is in vain.
    """

    name: str
    graphs: str | None
    query: str
    update: str
    datasets: str | None = None
    media_type: str = "application/n-triples"
    preamble: bytes = b""
    gzip: bool = False
    default_graph: bool = True
    auth: str = "basic"
    server: str = ""
    open: str = ""
    fatal: re.Pattern[str] | None = None


# Virtuoso guesses a body's syntax from its first lines: with a directive of Turtle first it takes
# lines of any length. It unpacks no gzip, and has no default graph.
_VIRTUOSO = StoreKind(
    name="virtuoso",
    graphs="/sparql-graph-crud-auth",
    query="/sparql-auth",
    update="/sparql-auth",
    media_type="text/turtle",
    preamble=b"@prefix pfocr: <https://pfocr.wikipathways.org/vocab#> .\n",
    default_graph=False,
    auth="digest",
    server="Virtuoso",
    open="virtuoso-open",
    fatal=re.compile("Error (22023|37000|42000)"),
)
_RDF4J = StoreKind(
    name="rdf4j",
    graphs="/rdf-graphs/service",
    query="",
    update="/statements",
    datasets="/statements",
)

STORE_KINDS: dict[str, StoreKind] = {
    kind.name: kind
    for kind in (
        StoreKind(
            name="oxigraph",
            graphs="/store",
            query="/query",
            update="/update",
            datasets="/store",
            gzip=True,
            server="Oxigraph",
            fatal=re.compile("does not exist"),
        ),
        _VIRTUOSO,
        replace(
            _VIRTUOSO,
            name="virtuoso-open",
            graphs="/sparql-graph-crud",
            query="/sparql",
            update="/sparql",
            auth="basic",
            server="",
            open="",
        ),
        StoreKind(
            name="fuseki", graphs="/data", query="/query", update="/update", datasets="/data"
        ),
        replace(_RDF4J, name="graphdb"),
        _RDF4J,
        StoreKind(name="neptune", graphs="/sparql/gsp/", query="/sparql", update="/sparql"),
        StoreKind(name="blazegraph", graphs=None, query="/sparql", update="/sparql"),
        StoreKind(name="qlever", graphs="", query="", update="", auth="bearer"),
        StoreKind(name="sparql", graphs=None, query="", update=""),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """A store that can be loaded into: its kind and the URLs of its services."""

    kind: StoreKind
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

    Without ``kind`` the server is asked what it is. Raises UsageError where that is not known, and
    where ``query`` or ``update`` are missing without an endpoint.
    """
    if endpoint is None:
        if query is None or update is None:
            raise UsageError("a store is named by --endpoint, or by --query-url and --update-url")
        return Target(_kind(kind or "sparql"), graphs, query, update)
    row = _kind(kind) if kind else _kind_of_server(connection, endpoint)
    if row.open and connection.login is None:
        row = STORE_KINDS[row.open]
    base = _base(endpoint, row)
    return Target(
        row,
        graphs or (None if row.graphs is None else base + row.graphs),
        query or base + row.query,
        update or base + row.update,
        None if row.datasets is None or graphs else base + row.datasets,
    )


def _kind(name: str) -> StoreKind:
    if name in STORE_KINDS:
        return STORE_KINDS[name]
    hint = did_you_mean(name, STORE_KINDS)
    raise UsageError(f"{name!r} is not a kind of store: use one of {', '.join(STORE_KINDS)}{hint}")


def _kind_of_server(connection: Connection, endpoint: str) -> StoreKind:
    server = connection.server(endpoint)
    for row in STORE_KINDS.values():
        if row.server and server.startswith(row.server):
            return row
    answer = f"its server is {server!r}" if server else "its server has no name"
    raise UsageError(
        f"{endpoint}: unknown kind of store ({answer}): name it with --kind, "
        "or use --gsp-url, --query-url and --update-url"
    )


def _base(endpoint: str, row: StoreKind) -> str:
    """Take off a slash at the end and a service's path, which people paste too."""
    base = endpoint.rstrip("/")
    paths = {row.query, row.update, "/sparql" if row.open else ""}
    for path in sorted(paths, key=len, reverse=True):
        if path and base.endswith(path):
            return base.removesuffix(path)
    return base
