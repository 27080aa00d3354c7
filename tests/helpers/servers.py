"""Triple stores for tests, real ones and one that misbehaves; all of them on 127.0.0.1."""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

PASSWORD = "dba"


class Server(NamedTuple):
    """A running store: the URL that users know, and what its kind is called."""

    url: str
    kind: str
    port: int = 0


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def program(name: str, package: str) -> str:
    """Where a program is; skips the test where it is not installed."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed ({package})")
    return found


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = 40
) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(httpx.TransportError):
            if ready():
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Run an Oxigraph server on an empty store."""
    command = program("oxigraph", "pip install oxigraph")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with _running(
        [command, "serve", "-l", str(folder / "store"), "-b", f"127.0.0.1:{port}"], folder
    ) as it:
        wait_until(lambda: httpx.get(url).is_success, it)
        yield Server(url, "oxigraph")


_VIRTUOSO = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Run a Virtuoso on an empty database; its user is dba."""
    command = program("virtuoso-t", "apt-get install virtuoso-opensource")
    port, sql = free_port(), free_port()
    (folder / "v.ini").write_text(_VIRTUOSO.format(sql=sql, http=port, folder=folder))
    url = f"http://127.0.0.1:{port}"
    with _running([command, "+foreground", "+configfile", "v.ini"], folder) as it:
        wait_until(lambda: httpx.get(f"{url}/sparql?query=ASK{{}}").is_success, it)
        yield Server(url, "virtuoso", sql)


# ---- the one that misbehaves ---------------------------------------------------------------------

Mood = Callable[["_Handler", bytes], bool]
"""What comes over a server at one request; true where that request is thereby over."""


def status(code: int, body: str = "", **headers: str) -> Mood:
    """Answer with a status."""

    def mood(handler: _Handler, _: bytes) -> bool:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.answer(code, body.encode(), **names)
        return True

    return mood


def hang(seconds: float) -> Mood:
    """Take long; then end without an answer."""

    def mood(handler: _Handler, _: bytes) -> bool:
        handler.moody.gone.wait(seconds)
        handler.drop()
        return True

    return mood


def drop(handler: _Handler, _: bytes) -> bool:
    """End the connection without an answer, and without having done anything."""
    handler.drop()
    return True


def drop_after(handler: _Handler, body: bytes) -> bool:
    """Do what was asked, then end the connection without an answer."""
    handler.obey(body)
    handler.drop()
    return True


def drop_in_answer(handler: _Handler, body: bytes) -> bool:
    """Do what was asked, then end in the middle of the answer."""
    handler.obey(body)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    handler.drop()
    return True


def drop_in_request(handler: _Handler, _: bytes) -> bool:
    """Never reached as a mood of its own: the server reads half of a body and goes."""
    raise AssertionError


class Moody:
    """A store of lines that behaves as its ``moods`` say, one a request to it, then well.

    ``largest`` is the number of bytes beyond which a body is refused; ``lost`` makes it forget what
    it takes; ``asked`` holds method, path and headers of each request.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.graphs: dict[str, set[bytes]] = {}
        self.moods: deque[Mood] = deque()
        self.query_moods: deque[Mood] = deque()
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.largest = 10**9
        self.lost = False
        self.gone = threading.Event()

    def count(self, graph: str) -> int:
        return len(self.graphs.get(graph, ()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    moody: Moody

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def do_GET(self) -> None:
        self.answer(200)

    def do_POST(self) -> None:
        self._any()

    def do_PUT(self) -> None:
        self._any()

    def _any(self) -> None:
        moody = self.moody
        moody.asked.append((self.command, self.path, dict(self.headers)))
        is_query = self.path.startswith("/query")
        moods = moody.query_moods if is_query else moody.moods
        mood = moods.popleft() if moods else None
        length = int(self.headers["Content-Length"])
        if mood is drop_in_request:
            self.rfile.read(length // 2)
            self.drop()
            return
        body = self.rfile.read(length)
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if mood is not None and mood(self, body):
            return
        if is_query:
            self._query(parse_qs(body.decode())["query"][0])
        elif len(body) > moody.largest:
            self.answer(413, b"too large")
        else:
            self.obey(body)
            self.answer(204)

    def obey(self, body: bytes) -> None:
        moody = self.moody
        if moody.lost:
            return
        if self.path.startswith("/update"):
            names = re.findall("<([^>]*)>", body.decode())
            moody.graphs[names[1]] = moody.graphs.pop(names[0], set())
            return
        graph = unquote(urlsplit(self.path).query.removeprefix("graph=")).removeprefix("default=")
        if self.command == "PUT":
            moody.graphs[graph] = set()
        moody.graphs.setdefault(graph, set()).update(body.splitlines())

    def _query(self, query: str) -> None:
        names = re.findall("<([^>]*)>", query)
        rows = ",".join(
            f'{{"g":{{"value":"{name}"}},"n":{{"value":"{self.moody.count(name)}"}}}}'
            for name in names or [""]
            if self.moody.count(name) or not names
        )
        self.answer(
            200,
            f'{{"results":{{"bindings":[{rows}]}}}}'.encode(),
            **{"Content-Type": "application/sparql-results+json"},
        )


@contextmanager
def moody() -> Iterator[Moody]:
    """Run the server that misbehaves; graphs at ``/graphs``, queries and updates by their names."""
    port = free_port()
    it = Moody(port)
    handler = type("Handler", (_Handler,), {"moody": it})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield it
    finally:
        it.gone.set()
        server.shutdown()
        thread.join()
        server.server_close()
