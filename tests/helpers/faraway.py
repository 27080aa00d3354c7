"""What answers behind URLs in tests: a site on 127.0.0.1, and file systems that fail at times."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pfocr_rdf.files import filesystems as settings
from pfocr_rdf.files import remote_file


class Web:
    """Files by their paths; ``moods`` are statuses that come before any answer."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.refused: dict[str, int] = {}
        self.moods: list[int | str] = []
        self.asked: list[str] = []
        self.ranges = True
        self.lengths = True
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        web = self.web
        web.asked.append(f"{self.command} {self.path}")
        path = unquote(self.path.partition("?")[0])
        mood = web.moods.pop(0) if web.moods else 0
        if mood == "drop":
            self.close_connection = True
            return
        data = web.files.get(path)
        status = mood or web.refused.get(path) or (404 if data is None else 200)
        if isinstance(status, int) and status >= 400:
            self.begin(status, {"Content-Length": "0"})
            return
        assert data is not None
        headers = {}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        code = 200
        if web.ranges and asked:
            start, end = int(asked[1]), int(asked[2] or len(data))
            if start >= len(data):
                self.begin(416, {"Content-Length": "0"})
                return
            code = 206
            headers["Content-Range"] = f"bytes {start}-{min(end, len(data) - 1)}/{len(data)}"
            data = data[start : end + 1]
        if web.lengths:
            headers["Content-Length"] = str(len(data))
        else:
            headers["Connection"] = "close"
            self.close_connection = True
        self.begin(code, headers)
        if body:
            if mood == "half":
                data = data[: len(data) // 2]
                self.close_connection = True
            self.wfile.write(data)

    def begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def web() -> Iterator[Web]:
    """A server of files."""
    found = Web()
    handler = type("Handler", (_Handler,), {"web": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FlakyFileSystem(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """An object store of which every n-th call fails; of 1, all of them.

    Every other failure to remove a file comes after it was removed.
    """

    protocol = "flaky"
    store: dict[str, Any] = {}  # noqa: RUF012
    pseudo_dirs = [""]  # noqa: RUF012
    every = 0
    calls = 0
    failures = 0
    forbidden: set[str] = set()  # noqa: RUF012

    @classmethod
    def start(cls, every: int) -> None:
        cls.store.clear()
        cls.pseudo_dirs[:] = [""]
        cls.every = every
        cls.calls = cls.failures = 0
        cls.forbidden = set()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        text: str = super()._strip_protocol(path.removeprefix("flaky://"))
        return text

    def _maybe(self, path: str, deed: Callable[[], Any], *, late: bool = False) -> Any:
        cls = FlakyFileSystem
        cls.calls += 1
        if any(path.endswith(name) for name in cls.forbidden):
            raise PermissionError(13, "Permission denied", path)
        if not cls.every or cls.calls % cls.every:
            return deed()
        cls.failures += 1
        if late and cls.failures % 2:
            deed()
        raise (TimeoutError("it took too long"), OSError(5, "Input/output error"))[
            cls.failures // 2 % 2
        ]

    def info(self, path: str, **more: Any) -> Any:
        return self._maybe(path, lambda: super(FlakyFileSystem, self).info(path))

    def ls(self, path: str, detail: bool = True, **more: Any) -> Any:
        return self._maybe(path, lambda: super(FlakyFileSystem, self).ls(path, detail))

    def find(self, path: str, **more: Any) -> Any:
        def found() -> dict[str, dict[str, Any]]:
            return {
                name: {"name": name, "type": "file", "size": len(file.getvalue())}
                for name, file in self.store.items()
                if name.startswith(f"{path}/")
            }

        return self._maybe(path, found)

    def cat_file(self, path: str, start: Any = None, end: Any = None, **more: Any) -> Any:
        return self._maybe(path, lambda: super(FlakyFileSystem, self).cat_file(path, start, end))

    def put_file(self, lpath: str, rpath: str, **more: Any) -> Any:
        def put() -> None:
            with open(lpath, "rb") as file:  # noqa: PTH123
                self.pipe_file(rpath, file.read())

        return self._maybe(rpath, put)

    def rm_file(self, path: str) -> Any:
        def remove() -> None:
            super(FlakyFileSystem, self).rm_file(path)

        return self._maybe(path, remove, late=True)


class OtherFileSystem(MemoryFileSystem):  # type: ignore[misc]
    """A file system that is written in place, and where a file can be renamed."""

    protocol = "other"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        text: str = super()._strip_protocol(path.removeprefix("other://"))
        return text

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        self.pipe_file(rpath, b"half")
        if "bad" in rpath:
            raise OSError(5, "Input/output error")
        super().put_file(lpath, rpath)


# ---- fixtures (conftest.py names them) -----------------------------------------------------------


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def flaky() -> Iterator[type[FlakyFileSystem]]:
    import fsspec

    fsspec.register_implementation("flaky", FlakyFileSystem, clobber=True)
    FlakyFileSystem.start(0)
    stores = remote_file.OBJECT_STORES | {"flaky"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote_file, "OBJECT_STORES", stores)
        yield FlakyFileSystem
    FlakyFileSystem.start(0)


@pytest.fixture
def memory() -> Iterator[str]:
    MemoryFileSystem.store.clear()
    yield "memory://top/a b%20"
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """A bucket of an S3 server that runs in this process."""
    reason = "no server of S3: pip install 'moto[s3]' flask flask-cors s3fs"
    server_module = pytest.importorskip("moto.server", reason=reason)
    pytest.importorskip("s3fs", reason=reason)
    import logging

    import fsspec

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    before = dict(os.environ)
    url = f"http://{host}:{port}"
    os.environ.update(
        AWS_ACCESS_KEY_ID="k",
        AWS_SECRET_ACCESS_KEY="s",
        AWS_DEFAULT_REGION="us-east-1",
        FSSPEC_S3_ENDPOINT_URL=url,  # for processes that tests start
    )
    fsspec.config.conf["s3"] = {"endpoint_url": url}
    fsspec.filesystem("s3").mkdir("pfocr")
    yield "s3://pfocr"
    fsspec.config.conf.pop("s3")
    server.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as found:
        yield found
