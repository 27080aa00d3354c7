"""Loading into triple stores over HTTP: into real ones, and into one that misbehaves."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from helpers import servers
from helpers.running import Run

from pfocr_rdf.errors import InputError, OutputError, RecordError, RemoteError, UsageError
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.store import http as remote
from pfocr_rdf.store.http.chunks import Limits, prepare
from pfocr_rdf.store.http.client import Connection
from pfocr_rdf.store.http.state import LoadState

G = "https://pfocr.wikipathways.org/test"
SECRET = "s3cret-Pässword"
XSD = "http://www.w3.org/2001/XMLSchema#"

ODD = "\n".join(
    [
        r'<urn:s> <urn:word> "a\u001Fb \u0130  x\ty \"q\" \\ \\u0041 é" .',
        r'<urn:s> <urn:word> "Брэ \U0001F600 \u0007 \u007F \n \r" .',
        '<urn:s> <urn:word> "" .',
        '<urn:s> <urn:word> "123" .',
        '<urn:s> <urn:word> "a" .',
        '<urn:s> <urn:word> "A" .',
        '<urn:s> <urn:word> "a " .',
        f'<urn:s> <urn:score> "0.8141285"^^<{XSD}decimal> .',
        f'<urn:s> <urn:score> "0.80"^^<{XSD}decimal> .',
        f'<urn:s> <urn:rank> "01"^^<{XSD}integer> .',
        f'<urn:s> <urn:year> "2019"^^<{XSD}gYear> .',
        "<urn:s/é%20> <urn:word> <urn:o/é> .",
        f'<urn:s> <urn:long> "{"x" * 9_000}" .',
    ]
)


def lines(count: int, graph: str = "", start: int = 0) -> str:
    """Statements, a hundred bytes each or so."""
    end = f" <{graph}> ." if graph else " ."
    return "".join(
        f'<https://example.org/subject/{n // 7}> <https://example.org/says> "word {n} é"{end}\n'
        for n in range(start, start + count)
    )


@pytest.fixture
def nt(tmp_path: Path) -> Path:
    path = tmp_path / "in.nt"
    path.write_text(lines(1_000), encoding="utf-8")
    return path


# ---- preparing: no server ------------------------------------------------------------------------


def test_chunks_are_the_same_each_time_and_no_larger_than_asked(nt: Path) -> None:
    plans = [prepare([RdfFile.parse(nt)], Limits(5_000, 10**9, False)) for _ in range(2)]
    first, second = plans
    assert [c.key for c in first.chunks] == [c.key for c in second.chunks]
    assert first.digest == second.digest
    bodies = [first.body(chunk) for chunk in first.chunks]
    assert len(bodies) > 10
    assert max(map(len, bodies)) <= 5_000
    assert b"".join(bodies) == nt.read_bytes()
    assert first.counts == {None: 1_000}
    for plan in plans:
        plan.spool.close()


def test_statements_of_a_graph_go_together_unless_bodies_may_hold_many(tmp_path: Path) -> None:
    path = tmp_path / "in.nq"
    path.write_text("".join(lines(1, f"urn:g{n % 3}", n) for n in range(30)), encoding="utf-8")
    apart = prepare([RdfFile.parse(path)], Limits(10**6, 10**9, False))
    assert [(c.graph, c.triples) for c in apart.chunks] == [(f"urn:g{n}", 10) for n in range(3)]
    together = prepare([RdfFile.parse(path)], Limits(10**6, 10**9, True))
    (chunk,) = together.chunks
    assert together.body(chunk) == path.read_bytes()
    one = prepare([RdfFile.parse(path)], Limits(10**6, 10**9, False), graph=G)
    assert one.counts == {G: 30}
    for plan in (apart, together, one):
        plan.spool.close()


def test_repeated_statements_count_once_and_equal_numbers_may(tmp_path: Path) -> None:
    path = tmp_path / "in.ttl"
    path.write_text("<urn:s> <urn:p> 0.80, 0.8, 1, 01, 'a', 'a', <urn:o>, <urn:o> .")
    plan = prepare([RdfFile.parse(path)], Limits(10**6, 10**9, False))
    assert plan.counts == {None: 6}
    assert plan.fewest == {None: 4}
    plan.spool.close()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.nt", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> oops\n", r"a\.nt:2: "),
        ("a.ttl", b"<urn:a> <urn:b> [] .", r"a\.ttl: blank node"),
        ("a.nt", b'<urn:a> <urn:b> "_:b" .\n<urn:a> <urn:b> _:b .', r"a\.nt: blank node _:b"),
        ("a.nq", b"<urn:a> <urn:b> <urn:c> _:g .", r"a\.nq: blank node _:g"),
        ("a.nt.gz", b"not gzip", r"a\.nt\.gz: cannot be unpacked"),
        ("a.nt.gz", gzip.compress(lines(5_000).encode())[:-40], r"a\.nt\.gz: cannot be unpacked"),
        ("a.nt.zst", b"not zstd", r"a\.nt\.zst: cannot be unpacked"),
    ],
)
def test_faulty_files_are_found_before_anything_is_sent(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((RecordError, InputError), match=says):
        prepare([RdfFile.parse(tmp_path / name)], Limits(10**6, 10**9, False))


def test_blank_nodes_get_the_same_iris_each_time(tmp_path: Path) -> None:
    path = tmp_path / "in.ttl"
    path.write_text("<urn:a> <urn:b> [ <urn:c> 'x' ] , [ <urn:c> 'y' ] .")
    bodies = []
    for _ in range(2):
        plan = prepare([RdfFile.parse(path)], Limits(10**6, 10**9, False), skolemize="urn:genid:")
        bodies.append(plan.body(plan.chunks[0]))
        plan.spool.close()
    assert bodies[0] == bodies[1]
    assert len(set(re.findall(rb"<urn:genid:[0-9a-f]{16}-\d+>", bodies[0]))) == 2


def test_nothing_to_load_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("# nothing\n")
    with pytest.raises(UsageError, match="no triples"):
        prepare([RdfFile.parse(tmp_path / "a.nt")], Limits(10**6, 10**9, False))
    with pytest.raises(UsageError, match="no such file"):
        prepare([RdfFile.parse(tmp_path / "b.nt")], Limits(10**6, 10**9, False))


def test_a_state_forgets_a_torn_line_and_keeps_to_its_load(tmp_path: Path) -> None:
    path = tmp_path / "state"
    state = LoadState(path, {"content": "1"})
    state.add("done")
    state.close()
    with path.open("a") as file:
        file.write("torn")
    again = LoadState(path, {"content": "1"})
    assert again.done == {"done"}
    again.add("more")
    again.close()
    last = LoadState(path, {"content": "1"})
    assert last.done >= {"done", "more"}
    last.close()
    with pytest.raises(UsageError, match="another load"):
        LoadState(path, {"content": "2"})
    for text in ("{'a': 1}", "precious", "precious\nthings\n"):
        path.write_text(text)
        with pytest.raises(UsageError):
            LoadState(path, {"content": "1"})
        assert path.read_text() == text
    with pytest.raises(OutputError, match="cannot be written"):
        LoadState(tmp_path / "no" / "state", {})


def test_secrets_come_from_one_place_and_are_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S", SECRET)
    file = tmp_path / "secret"
    file.write_bytes(SECRET.encode() + b"\r\nsecond line\n")
    assert remote.read_secret(variable="S", file=None) == SECRET
    assert remote.read_secret(variable=None, file=file) == SECRET
    assert SECRET not in repr(remote.Login(SECRET, "me"))
    file.write_text("")
    for variable, path in (("S", file), ("NO_SUCH", None), (None, file), (None, tmp_path)):
        with pytest.raises(UsageError) as caught:
            remote.read_secret(variable=variable, file=path)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "given", "query", "graphs"),
    [
        ("oxigraph", "http://h:1/", "http://h:1/query", "http://h:1/store"),
        ("oxigraph", "http://h:1/query", "http://h:1/query", "http://h:1/store"),
        ("virtuoso", "http://h/sparql", "http://h/sparql", "http://h/sparql-graph-crud"),
        ("fuseki", "https://h/ds", "https://h/ds/query", "https://h/ds/data"),
        ("graphdb", "http://h/repositories/r", "http://h/repositories/r", None),
        ("neptune", "https://h:8182/sparql", "https://h:8182/sparql", "https://h:8182/sparql/gsp/"),
    ],
)
def test_a_kind_of_store_tells_the_urls_of_its_services(
    kind: str, given: str, query: str, graphs: str | None
) -> None:
    with Connection() as connection:
        target = remote.find_target(connection, given, kind=kind)
    assert target.query == query
    assert graphs is None or target.graphs == graphs


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://me:pw@127.0.0.1/", "must not hold a login"),
        ("ftp://127.0.0.1/", "not the URL"),
        ("127.0.0.1:7878", "not the URL"),
        ("http://127.0.0.1:99999/", "not the URL"),
        ("http://[::1/", "not the URL"),
        ("http://a\nb/", "not the URL"),
    ],
)
def test_urls_that_are_none_are_refused(url: str, says: str) -> None:
    with Connection(retries=0) as connection, pytest.raises(UsageError, match=says) as caught:
        remote.find_target(connection, url)
    assert "pw@" not in str(caught.value)


def test_unknown_kinds_and_logins_are_named() -> None:
    with Connection() as connection, pytest.raises(UsageError, match="did you mean virtuoso"):
        remote.find_target(connection, "http://127.0.0.1:1", kind="virtuso")
    with pytest.raises(UsageError, match="basic, digest, bearer"):
        remote.Login("x", "me", "ntlm").auth("basic")
    with pytest.raises(UsageError, match="user"):
        remote.Login("x").auth("basic")
    with pytest.raises(UsageError, match="ASCII"):
        remote.Login("é").auth("bearer")


# ---- a server that misbehaves --------------------------------------------------------------------


@pytest.fixture
def bad() -> Iterator[servers.Moody]:
    with servers.moody() as it:
        yield it


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait little between tries."""
    monkeypatch.setattr("pfocr_rdf.store.http.client._SHORT_WAIT", 0.01)


def load(
    bad: servers.Moody,
    path: Path,
    *,
    login: remote.Login | None = None,
    timeout: float = 20,
    retries: int = 4,
    notes: list[str] | None = None,
    **options: Any,
) -> remote.HttpLoadReport:
    """Load into the server that misbehaves."""
    kept: list[str] = [] if notes is None else notes
    note = kept.append
    with Connection(login=login, timeout=timeout, retries=retries, note=note) as connection:
        target = remote.find_target(
            connection,
            None,
            graphs=f"{bad.url}/graphs",
            query=f"{bad.url}/query",
            update=f"{bad.url}/update",
        )
        connection.log_in("basic")
        given = remote.HttpLoadOptions(graph=G, note=note, **{"max_body": 20_000, **options})
        return remote.load([str(path)], target, connection, given)


MOODS: list[tuple[servers.Mood, str]] = [
    (servers.status(500, "no luck"), "500"),
    (servers.status(502), "502"),
    (servers.status(503, Retry_After="0"), "503"),
    (servers.status(429, Retry_After="0"), "429"),
    (servers.drop, "connection failed"),
    (servers.drop_after, "connection failed"),
    (servers.drop_in_request, "connection failed"),
    (servers.drop_in_answer, "connection failed"),
]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("mood", "says"), MOODS)
def test_a_failure_that_passes_is_sat_out(
    bad: servers.Moody, nt: Path, mood: servers.Mood, says: str
) -> None:
    def well(handler: object, body: bytes) -> bool:
        return False

    bad.moods.extend([well, mood, mood, well, mood])
    notes: list[str] = []
    report = load(bad, nt, notes=notes)
    assert report.repeated == 3
    assert len(notes) == 3
    assert says in notes[0]
    assert bad.graphs[G] == set(nt.read_bytes().splitlines())
    assert report.graphs == [remote.GraphCount(G, 1_000, 1_000)]
    assert not list(nt.parent.glob(".*.load"))


@pytest.mark.usefixtures("quick")
def test_a_server_that_hangs_is_left_and_asked_again(bad: servers.Moody, nt: Path) -> None:
    bad.moods.append(servers.hang(5))
    notes: list[str] = []
    report = load(bad, nt, timeout=0.3, notes=notes)
    assert "no answer in time" in notes[0]
    assert report.there == 1_000


@pytest.mark.parametrize("as_date", [False, True])
def test_the_wait_that_a_server_asks_for_is_kept(
    bad: servers.Moody, nt: Path, as_date: bool
) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=2.5), usegmt=True)
    bad.moods.append(servers.status(429, Retry_After=moment if as_date else "1"))
    started = time.monotonic()
    load(bad, nt)
    assert time.monotonic() - started >= 0.9


def test_a_wait_that_is_too_long_ends_the_load(bad: servers.Moody, nt: Path) -> None:
    bad.moods.append(servers.status(503, Retry_After="86400"))
    with pytest.raises(RemoteError, match="come back in 86,400 s"):
        load(bad, nt)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("mood", "says", "tries"),
    [
        (servers.status(500, "no luck"), "500 .*no luck", 5),
        (servers.drop, "connection failed", 5),
        (servers.status(400, "line 3 is bad"), "400 .*line 3 is bad", 1),
        (servers.status(401), "not accepted", 1),
        (servers.status(403, "read only"), "may not do that .*read only", 1),
        (servers.status(404), "404", 1),
        (servers.status(501), "501", 1),
        (
            servers.status(302, Location="https://elsewhere/graphs?x"),
            "moved to https://elsewhere",
            1,
        ),
    ],
)
def test_a_failure_that_stays_ends_the_load_and_keeps_its_state(
    bad: servers.Moody, nt: Path, mood: servers.Mood, says: str, tries: int
) -> None:
    bad.moods.extend([mood] * tries)
    with pytest.raises(RemoteError, match=says):
        load(bad, nt, login=remote.Login(SECRET, "me"))
    assert not bad.moods
    assert len(list(nt.parent.glob(".*.load"))) == 1
    assert load(bad, nt).there == 1_000


def test_nobody_there_is_said(nt: Path) -> None:
    with (
        Connection(retries=0) as connection,
        pytest.raises(RemoteError, match="connection failed"),
    ):
        remote.find_target(connection, f"http://127.0.0.1:{servers.free_port()}")


def test_a_body_that_is_too_large_is_cut(bad: servers.Moody, nt: Path) -> None:
    bad.largest = 3_000
    report = load(bad, nt)
    assert report.there == 1_000
    refused = sum(1 for method, path, _ in bad.asked if path.startswith("/graphs"))
    assert refused < 60
    bad.largest = 10
    with pytest.raises(RemoteError, match="413"):
        load(bad, nt)


@pytest.mark.parametrize("content_type", ["text/html", "application/json"])
def test_an_answer_of_the_wrong_sort_is_told_from_results(
    bad: servers.Moody, nt: Path, content_type: str
) -> None:
    bad.query_moods.append(servers.status(200, "<html>welcome</html>", Content_Type=content_type))
    with pytest.raises(RemoteError, match=f"answered a query with {content_type}"):
        load(bad, nt)


def test_a_server_that_says_yes_and_keeps_nothing_is_found_out(
    bad: servers.Moody, nt: Path
) -> None:
    bad.lost = True
    with pytest.raises(RemoteError, match="0 triples are there, not 1,000"):
        load(bad, nt)
    assert not list(nt.parent.glob(".*.load"))


def test_what_a_store_lost_since_the_stop_is_sent_again(bad: servers.Moody, nt: Path) -> None:
    def well(handler: object, body: bytes) -> bool:
        return False

    bad.moods.extend([well, well, servers.status(400)])
    with pytest.raises(RemoteError):
        load(bad, nt)
    assert 0 < bad.count(G) < 1_000
    bad.graphs.clear()
    notes: list[str] = []
    assert load(bad, nt, notes=notes).there == 1_000
    assert "sending it again" in notes[0]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("mood", [servers.drop, servers.drop_after, servers.status(503)])
def test_a_graph_is_moved_once_however_its_answer_is_lost(
    bad: servers.Moody, nt: Path, mood: servers.Mood
) -> None:
    bad.graphs[G] = {b"old"}

    def at_the_move(handler: Any, body: bytes) -> bool:
        return mood(handler, body) if handler.path.startswith("/update") else False

    chunks = -(-nt.stat().st_size // 19_900)
    bad.moods.extend([at_the_move] * (chunks + 1))
    report = load(bad, nt, replace=True)
    assert bad.graphs[G] == set(nt.read_bytes().splitlines())
    assert report.graphs == [remote.GraphCount(G, 1_000, 1_000)]
    assert [graph for graph, held in bad.graphs.items() if held] == [G]


def test_staged_statements_that_a_store_lost_are_sent_again(bad: servers.Moody, nt: Path) -> None:
    def well(handler: object, body: bytes) -> bool:
        return False

    bad.moods.extend([well, well, servers.status(400)])
    with pytest.raises(RemoteError):
        load(bad, nt, replace=True)
    bad.graphs = {G: {b"old"}}
    notes: list[str] = []
    assert load(bad, nt, replace=True, notes=notes).there == 1_000
    assert "sending it again" in notes[0]
    assert bad.graphs[G] == set(nt.read_bytes().splitlines())


def test_a_load_whose_state_cannot_be_kept_goes_on_without(
    bad: servers.Moody, nt: Path, tmp_path: Path
) -> None:
    long = nt.rename(tmp_path / f"{'x' * 240}.nt")  # the name of its state is too long
    notes: list[str] = []
    assert load(bad, long, notes=notes).there == 1_000
    assert len(notes) == 1
    assert notes[0].endswith(
        ".load: the state cannot be written: File name too long; "
        "a load that is stopped cannot go on"
    )
    with pytest.raises(OutputError, match=r"state cannot be written: No such file or directory$"):
        load(bad, long, state=tmp_path / "no" / "state")


def test_faulty_records_are_named_and_the_sound_ones_loaded(
    bad: servers.Moody, own: Path, cli: Run
) -> None:
    (next(own.rglob("*.md")).parent / "PMC9__bad.md").write_text("nothing")
    done = cli(
        "load", own, "--graph", G, "--gsp-url", f"{bad.url}/graphs",
        "--query-url", f"{bad.url}/query", "--update-url", f"{bad.url}/update",
    )  # fmt: skip
    assert done.code == 1
    assert "PMC9__bad.md" in done.err
    assert bad.count(G) > 100


def test_a_small_graph_is_replaced_by_one_request(bad: servers.Moody, nt: Path) -> None:
    bad.graphs[G] = {b"old"}
    load(bad, nt, replace=True, max_body=10**6)
    assert [method for method, path, _ in bad.asked if not path.startswith("/query")] == ["PUT"]
    assert bad.count(G) == 1_000


@pytest.mark.parametrize("method", ["basic", "bearer"])
def test_no_text_of_ours_holds_the_secret(
    bad: servers.Moody, nt: Path, method: str, cli: Run
) -> None:
    def echo(handler: Any, body: bytes) -> bool:
        said = f"<p>got {handler.headers['Authorization']} and {SECRET}</p>"
        handler.answer(400, said.encode("utf-8"), **{"Content-Type": "text/html; charset=utf-8"})
        return True

    secret = SECRET if method == "basic" else "t0ken-of-mine"
    bad.moods.append(echo)
    done = cli(
        "load", nt, "--graph", G, "--auth", method, "--user", "me", "--secret-env", "S",
        "--gsp-url", f"{bad.url}/graphs", "--query-url", f"{bad.url}/query",
        "--update-url", f"{bad.url}/update", env={"S": secret},
    )  # fmt: skip
    assert done.code == 1
    assert "*** and" in done.err
    sent = bad.asked[0][2]["Authorization"]
    for text in (secret, sent.split()[1]):
        assert text not in done.err
        for file in nt.parent.glob(".*.load"):
            assert text not in file.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "no store given: use --store DIR or --endpoint URL"),
        (["--endpoint", "URL", "--auth", "basic", "--user", "me"], 2, "needs a secret"),
        (["--endpoint", "URL", "--secret-env", "NO_SUCH_VARIABLE"], 2, "NO_SUCH_VARIABLE"),
        (["--endpoint", "URL"], 2, "unknown kind of store (its server is"),
        (["--endpoint", "URL", "--kind", "oxigraph", "--graph", "a b"], 2, "not an IRI"),
        (["--endpoint", "URL", "--ca-file", "in.nt"], 2, "no certificates"),
        (["--gsp-url", "URL/graphs"], 2, "--query-url and --update-url"),
        (["--endpoint", "URL", "--timeout", "0"], 2, "--timeout"),
        (["--endpoint", "http://me:pw@127.0.0.1/"], 2, "must not hold a login"),
    ],
)
def test_wrong_usage_is_one_line(
    bad: servers.Moody, nt: Path, cli: Run, arguments: list[str], code: int, says: str
) -> None:
    done = cli("load", nt, *[argument.replace("URL", bad.url) for argument in arguments])
    assert done.code == code
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_certificates_are_checked(nt: Path, tmp_path: Path) -> None:
    command = shutil.which("openssl")
    if command is None:
        pytest.skip("openssl is not installed")
    subprocess.run(
        [command, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def version_string(self) -> str:
            return "Oxigraph/0"

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        url = f"https://127.0.0.1:{server.server_port}"
        try:
            with (
                Connection(retries=3) as connection,
                pytest.raises(RemoteError, match=r"certificate is not trusted.*--ca-file"),
            ):
                remote.find_target(connection, url)
            assert connection.repeated == 0
            with Connection(ca_file=tmp_path / "cert.pem", retries=0) as connection:
                assert remote.find_target(connection, url).kind.name == "oxigraph"
        finally:
            server.shutdown()
            thread.join()


# ---- real stores ---------------------------------------------------------------------------------


REAL = [pytest.param(name, marks=pytest.mark.servers) for name in ("oxigraph", "virtuoso")]


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as it:
        yield it


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as it:
        yield it


@pytest.fixture(params=REAL)
def server(request: pytest.FixtureRequest) -> servers.Server:
    found: servers.Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> str:
    """A graph that no other test uses."""
    return f"urn:test:{abs(hash(request.node.nodeid))}"


def login_of(server: servers.Server) -> remote.Login | None:
    return remote.Login(servers.PASSWORD, "dba") if server.kind == "virtuoso" else None


def into(server: servers.Server, *paths: Path, **options: Any) -> remote.HttpLoadReport:
    """Load into a real store."""
    with Connection(login=login_of(server)) as connection:
        target = remote.find_target(connection, server.url)
        assert target.kind.name == server.kind
        connection.log_in(target.kind.auth)
        given = remote.HttpLoadOptions(**options)
        return remote.load([str(path) for path in paths], target, connection, given)


def ask(server: servers.Server, query: str) -> list[dict[str, dict[str, str]]]:
    path = "/query" if server.kind == "oxigraph" else "/sparql"
    accept = {"Accept": "application/sparql-results+json"}
    response = httpx.post(server.url + path, data={"query": query}, headers=accept, timeout=60)
    response.raise_for_status()
    rows: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return rows


def count(server: servers.Server, graph: str) -> int:
    (row,) = ask(server, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return int(row["n"]["value"])


def value(text: str, datatype: str) -> object:
    return Decimal(text) if datatype.endswith(("#decimal", "#integer")) else text


def held(server: servers.Server, graph: str) -> set[tuple[object, ...]]:
    """The triples of a graph, numbers as values."""
    rows = ask(server, f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return {
        (
            row["s"]["value"],
            row["p"]["value"],
            row["o"]["type"] == "uri",
            value(row["o"]["value"], row["o"].get("datatype", "")),
        )
        for row in rows
    }


def said(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """The triples of a file by graph, in the same form."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for quad in ox.parse(path=str(path)):
        s, p, o = quad.triple
        assert isinstance(s, ox.NamedNode)
        literal = isinstance(o, ox.Literal)
        text = value(o.value, o.datatype.value) if isinstance(o, ox.Literal) else str(o)[1:-1]
        name = quad.graph_name
        key = name.value if isinstance(name, ox.NamedNode) else ""
        found.setdefault(key, set()).add((s.value, p.value, not literal, text))
    return found


def test_what_is_loaded_is_what_was_said_and_again_changes_nothing(
    server: servers.Server, graph: str, tmp_path: Path
) -> None:
    path = tmp_path / "odd.nt"
    path.write_text(ODD, encoding="utf-8")
    report = into(server, path, graph=graph)
    assert held(server, graph) == said(path)[""]
    assert report.there == report.sent == len(ODD.splitlines())
    assert into(server, path, graph=graph).there == report.there
    assert into(server, path, graph=graph, replace=True).there == report.there
    assert held(server, graph) == said(path)[""]


def test_records_keep_their_graphs(
    server: servers.Server, own: Path, cli: Run, tmp_path: Path
) -> None:
    cli("export", own, "-o", "own.nq")
    expected = said(tmp_path / "own.nq")
    assert len(expected) > 3
    env = {"SECRET": servers.PASSWORD}
    login = ["--user", "dba", "--secret-env", "SECRET"] if server.kind == "virtuoso" else []
    done = cli("load", own, "--endpoint", server.url, *login, env=env)
    assert done.code == 0, done.err
    assert f"{len(expected):,}" in done.err
    assert {name: held(server, name) for name in expected} == expected
    again = into(server, tmp_path / "own.nq", replace=True)
    assert again.there == again.sent == sum(map(len, expected.values()))
    assert {name: held(server, name) for name in expected} == expected


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".jsonld", ".rdf", ".nt.zst", ".nq.gz"])
def test_all_our_formats_load(
    oxigraph: servers.Server, own: Path, cli: Run, tmp_path: Path, graph: str, suffix: str
) -> None:
    cli("export", own, "-o", "own.nt")
    cli("export", own, "-o", f"own{suffix}")
    if suffix == ".rdf" and not (tmp_path / "own.rdf").exists():
        pytest.skip("a record of these cannot be said in RDF/XML")
    into(oxigraph, tmp_path / f"own{suffix}", graph=graph, gzip=suffix != ".ttl")
    if suffix != ".rdf":  # which cannot say all characters
        assert held(oxigraph, graph) == said(tmp_path / "own.nt")[""]


@pytest.mark.parametrize("max_body", [10**6, 10_000])
def test_a_graph_is_replaced_at_once_or_by_stages(
    server: servers.Server, graph: str, tmp_path: Path, max_body: int
) -> None:
    graph += str(max_body)
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text(lines(700), encoding="utf-8")
    new.write_text(lines(900, start=500), encoding="utf-8")
    into(server, old, graph=graph, max_body=max_body)
    into(server, new, graph=graph, max_body=max_body)
    assert count(server, graph) == 1_400
    report = into(server, new, graph=graph, replace=True, max_body=max_body)
    assert report.graphs == [remote.GraphCount(graph, 900, 900)]
    assert held(server, graph) == said(new)[""]
    staged = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'urn:pfocr')) }"
    assert ask(server, staged) == []


@pytest.mark.parametrize("replace", [False, True])
def test_a_load_that_was_killed_goes_on(
    server: servers.Server, graph: str, tmp_path: Path, cli: Run, replace: bool
) -> None:
    graph += str(replace)
    path = tmp_path / "in.nt"
    path.write_text(lines(8_000), encoding="utf-8")
    if replace:
        into(server, path, graph=graph)
        path.write_text(lines(8_000, start=4_000), encoding="utf-8")
    state = tmp_path / "state"
    arguments = [
        "load", str(path), "--endpoint", server.url, "--graph", graph, "--max-body", "0.005",
        "--state", str(state), *(["--replace"] if replace else []),
    ]  # fmt: skip
    if server.kind == "virtuoso":
        arguments += ["--user", "dba", "--secret-env", "SECRET"]
    env = {"SECRET": servers.PASSWORD}
    process = subprocess.Popen(
        [sys.executable, "-m", "pfocr_rdf", *arguments],
        env={**os.environ, **env},
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 40
        while not state.exists() or len(state.read_text().splitlines()) < 20:
            assert process.poll() is None, "the load ended before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    if replace:
        assert count(server, graph) == 8_000  # the old graph stands until the new one is whole
        assert holds_first(server, graph)
    else:
        assert 0 < count(server, graph) < 8_000
    done_before = len(state.read_text().splitlines()) - 1
    done = cli(*arguments, env=env)
    assert done.code == 0, done.err
    assert "sent by an earlier run" in done.err
    quads = server.kind == "oxigraph" and not replace
    plan = prepare([RdfFile.parse(path)], Limits(5_000, 10**9, quads), graph=graph)
    total = len(plan.chunks) + replace
    plan.spool.close()
    requests = int(re.search(r"requests +(\d+)", done.err)[1])  # type: ignore[index]
    assert requests == total - done_before
    assert count(server, graph) == 8_000
    assert holds_first(server, graph) is not replace
    assert not state.exists()


def holds_first(server: servers.Server, graph: str) -> bool:
    """Whether the graph says something of the first subject."""
    first = "<https://example.org/subject/0> ?p ?o"
    return bool(ask(server, f"SELECT ?o WHERE {{ GRAPH <{graph}> {{ {first} }} }}"))


def test_a_store_is_loaded_by_updates_alone(
    server: servers.Server, graph: str, tmp_path: Path
) -> None:
    path = tmp_path / "odd.nt"
    path.write_text(ODD.replace(r"\\u0041", "") + "\n" + lines(5_000), encoding="utf-8")
    names = ("/query", "/update") if server.kind == "oxigraph" else ("/sparql-auth",) * 2
    with Connection(login=login_of(server)) as connection:
        target = remote.find_target(
            connection, None, query=server.url + names[0], update=server.url + names[1]
        )
        connection.log_in("digest")
        for replace in (False, True):
            options = remote.HttpLoadOptions(graph=graph, replace=replace)
            report = remote.load([str(path)], target, connection, options)
            assert report.there == report.sent
            assert report.requests > 2
    assert held(server, graph) == said(path)[""]


def test_oxigraph_has_a_default_graph_and_virtuoso_none(
    oxigraph: servers.Server, virtuoso: servers.Server, nt: Path
) -> None:
    report = into(oxigraph, nt, replace=True)
    assert report.graphs[0] == remote.GraphCount(None, 1_000, report.there)
    with pytest.raises(UsageError, match="no default graph"):
        into(virtuoso, nt)


def test_virtuoso_takes_long_lines(virtuoso: servers.Server, graph: str, tmp_path: Path) -> None:
    path = tmp_path / "in.nt"
    path.write_text(f'<urn:a> <urn:b> "{"x" * 300_000}" .\n{lines(2)}', encoding="utf-8")
    into(virtuoso, path, graph=graph)
    query = f"SELECT (MAX(STRLEN(?o)) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    assert ask(virtuoso, query)[0]["n"]["value"] == "300000"


def test_a_wrong_password_is_one_line_without_it(
    virtuoso: servers.Server, nt: Path, cli: Run
) -> None:
    done = cli(
        "load", nt, "--endpoint", virtuoso.url, "--graph", G, "--user", "dba",
        "--secret-env", "SECRET", env={"SECRET": SECRET},
    )  # fmt: skip
    assert done.code == 1
    assert "not accepted" in done.err
    assert SECRET not in done.err
    without = cli("load", nt, "--endpoint", virtuoso.url, "--graph", G)
    assert without.code == 1
    assert len(without.err.splitlines()) == 1


def test_what_a_server_finds_wrong_is_passed_on_at_once(
    oxigraph: servers.Server, graph: str, nt: Path
) -> None:
    with Connection() as connection:
        url = f"{oxigraph.url}/query"
        target = remote.find_target(connection, None, query=url, update=url)
        options = remote.HttpLoadOptions(graph=graph)
        with pytest.raises(RemoteError, match=r"/query: 4\d\d ") as caught:
            remote.load([str(nt)], target, connection, options)
        assert connection.repeated == 0
    assert len(str(caught.value)) < 500
