"""What can be done to a triple store: add to a graph, replace one, move one, count."""

import gzip
import time
from collections.abc import Mapping
from typing import Any

import httpx

from pfocr_rdf.errors import RemoteError
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.store.http.client import Connection, TooLargeError
from pfocr_rdf.store.http.kinds import Target

_RESULTS = "application/sparql-results+json"
_COUNTED_AT_ONCE = 400
_MOVES = 4
_GZIP_LEVEL = 1


class IncompleteError(RemoteError):
    """A graph that is to be moved does not hold what it must."""


class Store:
    """A store and its services. ``requests`` counts those that changed it."""

    def __init__(self, target: Target, connection: Connection, *, gzip: bool = True) -> None:
        self._target = target
        self._connection = connection
        self._gzip = gzip and target.kind.gzip
        self._largest: int | None = None
        self.requests = 0

    def add(self, graph: IRI | None, body: bytes) -> None:
        """Add statements; where the server finds the body too large, in ever smaller parts.

        Without ``graph`` the lines may name their graphs, if the store takes N-Quads.
        """
        is_one = body.count(b"\n") < 2
        if is_one or self._largest is None or len(body) <= self._largest:
            try:
                self._add(graph, body)
            except TooLargeError:
                if is_one:
                    raise
                self._largest = len(body) // 2
            else:
                return
        middle = body.find(b"\n", len(body) // 2) + 1
        if middle == len(body):
            middle = body.rfind(b"\n", 0, len(body) // 2) + 1
        self.add(graph, body[:middle])
        self.add(graph, body[middle:])

    def _add(self, graph: IRI | None, body: bytes) -> None:
        target = self._target
        if graph is None and target.datasets is not None:
            self._write("POST", target.datasets, body, "application/n-quads")
        elif target.graphs is not None:
            self._write_graph("POST", target.graphs, graph, body)
        elif graph is None:
            self._update(b"INSERT DATA {" + body + b"}")
        else:
            self._update(f"INSERT DATA {{ GRAPH <{graph}> {{\n".encode() + body + b"} }")

    def put(self, graph: IRI | None, body: bytes) -> bool:
        """Replace a graph by one request; ``False`` where the store cannot, or not at this size."""
        if self._target.graphs is None or (self._largest or len(body)) < len(body):
            return False
        try:
            self._write_graph("PUT", self._target.graphs, graph, body)
        except TooLargeError:
            self._largest = len(body) // 2
            return False
        return True

    def _write_graph(self, method: str, url: str, graph: IRI | None, body: bytes) -> None:
        kind = self._target.kind
        name = {"default": ""} if graph is None else {"graph": graph}
        self._write(method, url, kind.preamble + body, kind.media_type, name)

    def _write(
        self, method: str, url: str, body: bytes, media_type: str, params: Mapping[str, str] = {}
    ) -> None:
        headers = {"Content-Type": media_type}
        if self._gzip:
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._send(method, url, params=params, content=body, headers=headers)

    def _update(self, text: bytes, *, patient: bool = True) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        self._send("POST", self._target.update, content=text, headers=headers, patient=patient)

    def _send(self, method: str, url: str, **more: Any) -> None:
        self.requests += 1
        self._connection.send(method, url, fatal=self._target.kind.fatal, **more)

    def move(self, source: IRI, graph: IRI | None, whole: range) -> None:
        """Let ``graph`` hold what ``source`` does, in one step, and ``source`` nothing.

        Done twice it would empty ``graph``: so the source is counted first, each time, and one that
        holds nothing is right only where the move has happened. ``whole`` has the numbers of
        triples that the whole graph can have. Raises IncompleteError where neither graph is whole.
        """
        to = "DEFAULT" if graph is None else f"GRAPH <{graph}>"
        update = f"MOVE GRAPH <{source}> TO {to}".encode()
        for attempt in range(_MOVES):
            there = self.counts([source])[source]
            if not there and self.counts([graph])[graph] in whole:
                return
            if there not in whole:
                raise IncompleteError(
                    f"{source}: {there:,} triples are staged there, not as many as were sent"
                )
            try:
                self._update(update, patient=False)
            except RemoteError as error:
                if not error.transient or attempt == _MOVES - 1:
                    raise
                time.sleep(2.0**attempt)
            else:
                return

    def counts(self, graphs: list[IRI | None]) -> dict[IRI | None, int]:
        """How many triples each of the graphs holds."""
        found: dict[IRI | None, int] = dict.fromkeys(graphs, 0)
        named = [graph for graph in graphs if graph is not None]
        for start in range(0, len(named), _COUNTED_AT_ONCE):
            values = " ".join(f"<{graph}>" for graph in named[start : start + _COUNTED_AT_ONCE])
            query = (
                f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {values} }} "
                "GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
            )
            for row in self._select(query):
                found[row["g"]["value"]] = int(row["n"]["value"])
        if None in found:
            (row,) = self._select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            found[None] = int(row["n"]["value"])
        return found

    def _select(self, query: str) -> list[dict[str, Any]]:
        response = self._connection.send(
            "POST",
            self._target.query,
            content=str(httpx.QueryParams({"query": query})).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": _RESULTS},
            fatal=self._target.kind.fatal,
        )
        try:
            rows: list[dict[str, Any]] = response.json()["results"]["bindings"]
            for row in rows:
                int(row["n"]["value"])
        except (ValueError, KeyError, TypeError):
            kind = response.headers.get("Content-Type", "nothing that it names")
            raise RemoteError(
                f"{self._target.query}: it answered a query with {kind}, not with results of "
                "SPARQL in JSON: is this the URL of its queries?"
            ) from None
        return rows
