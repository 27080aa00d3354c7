"""The bundled queries over HTTP, at real servers: the answers are those of the embedded store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from helpers import servers
from helpers.corpora import write_corpus

from pfocr_rdf import queries
from pfocr_rdf.convert import api
from pfocr_rdf.queries.sources import Rows, Triples
from pfocr_rdf.store.embedded import open_data

RUN = [query.name for query in queries.bundled().values() if not query.services]
"""All queries but the federated ones, which need the network."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    write_corpus(60, place, seed=11)
    return place


@pytest.fixture(scope="module")
def store(corpus: Path) -> ox.Store:
    return open_data([corpus], on_fault=lambda fault: None)


@pytest.fixture(scope="module")
def endpoint(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    triples = folder / "all.nt"
    api.write(api.read_figures(corpus, on_fault=lambda fault: None), triples)
    with servers.oxigraph(folder) as server:
        sent = httpx.put(
            f"{server.url}/store?default",
            content=triples.read_bytes(),
            headers={"Content-Type": "application/n-triples"},
        )
        assert sent.is_success
        yield f"{server.url}/query"


def answer(source: object, name: str) -> Counter[tuple[str, ...]]:
    found = queries.run(name, source, {})
    assert isinstance(found, Rows | Triples)
    rows = found.rows if isinstance(found, Rows) else found.triples
    return Counter(tuple(str(getattr(term, "value", term)) for term in row) for row in rows)


@pytest.mark.servers
@pytest.mark.parametrize("name", RUN)
def test_an_endpoint_answers_as_the_embedded_store_does(store, endpoint, name):
    assert answer(endpoint, name) == answer(store, name)
