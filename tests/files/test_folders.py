"""Folders: the same here and at any URL, whole files or none, and failures in one line."""

from __future__ import annotations

import ctypes
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

import fsspec
import pytest
from helpers.faraway import FlakyFileSystem, OtherFileSystem, Web
from helpers.running import ROOT, Run

from pfocr_rdf.errors import InputError, MissingExtraError, OutputError, UsageError
from pfocr_rdf.files import filesystems as settings
from pfocr_rdf.files.folders import Folder, folder_at
from pfocr_rdf.files.location import Location

pytestmark = pytest.mark.usefixtures("no_pauses")

NAMES = [
    "README.md",
    "data/figures-00000.nq.gz",
    "data/ü b%20c #1?.txt",
    "data/[a]*.nt",
    "data/a::b",
    "x/y/z",
]


@pytest.fixture(params=["local", "file", "memory", "flaky", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    """An empty folder that is not there yet, of every kind that can be written."""
    kind = request.param
    if kind == "local":
        return folder_at(tmp_path / "a b%20" / "top")
    if kind == "file":
        return folder_at((tmp_path / "a b%20" / "top").as_uri())
    if kind == "memory":
        return folder_at(request.getfixturevalue("memory"))
    if kind == "s3":
        return folder_at(f"{request.getfixturevalue('bucket')}/{tmp_path.name}/a b%20")
    flaky = request.getfixturevalue("flaky")
    flaky.every = 3
    return folder_at("flaky://bucket/top")


def put(folder: Folder, name: str, data: bytes) -> None:
    with folder.write(name) as file:
        file.write(data)


def fail(file: BinaryIO, error: type[BaseException]) -> None:
    file.write(b"half")
    raise error


# ---- every kind ----------------------------------------------------------------------------------


def test_what_is_written_is_read_and_listed(folder: Folder) -> None:
    assert folder.names() == []
    for number, name in enumerate(NAMES):
        put(folder, name, name.encode() * number * 1000)
    assert folder.names() == sorted(NAMES)
    for number, name in enumerate(NAMES):
        data = name.encode() * number * 1000
        assert folder.read(name) == data
        assert folder.size(name) == len(data)
        with folder.open(name) as file:
            assert file.read(5) == data[:5]
            assert file.read() == data[5:]
        for start, length in ((0, 10), (3, 7), (len(data), 5), (len(data) + 9, None), (2, None)):
            end = None if length is None else start + length
            assert folder.read(name, start, length) == data[start:end], (name, start, length)


def test_nothing_is_compressed_by_its_suffix(folder: Folder) -> None:
    put(folder, "a.gz", b"plain")
    assert folder.read("a.gz") == b"plain"


def test_what_is_written_again_is_replaced(folder: Folder) -> None:
    put(folder, "a/b", b"one")
    put(folder, "a/b", b"second")
    assert (folder.read("a/b"), folder.names()) == (b"second", ["a/b"])


def test_a_large_file_is_read_in_parts(folder: Folder) -> None:
    data = os.urandom(2**20) * 9 + b"end"
    put(folder, "large", data)
    with folder.open("large") as file:
        parts = list(iter(lambda: file.read(1_000_003), b""))
    assert b"".join(parts) == data


def test_a_block_that_fails_leaves_what_stood_there(folder: Folder) -> None:
    put(folder, "a/b", b"before")
    for name, error in (("a/b", ZeroDivisionError), ("a/c", KeyboardInterrupt)):
        with pytest.raises(error), folder.write(name) as file:
            fail(file, error)
    assert (folder.names(), folder.read("a/b")) == (["a/b"], b"before")


def test_a_failure_of_another_file_is_not_taken_for_one_of_writing(folder: Folder) -> None:
    with pytest.raises(FileNotFoundError), folder.write("a") as file:
        file.write(folder.read("none"))
    assert folder.names() == []


def test_what_does_not_exist_is_none_or_an_error(folder: Folder) -> None:
    put(folder, "a/b", b"x")
    for name in ("none", "a/none", "none/none"):
        with pytest.raises(FileNotFoundError, match="No such file or directory"):
            folder.open(name)
        for more in ((), (3, 4)):
            with pytest.raises(FileNotFoundError):
                folder.read(name, *more)
        assert folder.size(name) is None
        folder.remove(name)
    assert folder.size("a") is None


def test_removed_files_are_gone(folder: Folder) -> None:
    put(folder, "a/b", b"x")
    put(folder, "a/c", b"y")
    folder.remove("a/b")
    assert folder.names() == ["a/c"]
    assert folder.size("a/b") is None


def test_a_folder_is_small_when_pickled(folder: Folder) -> None:
    put(folder, "a", b"x")
    data = pickle.dumps(folder)
    assert len(data) < 600
    again = pickle.loads(data)
    assert again == folder
    assert again.read("a") == b"x"


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/"])
def test_a_name_never_leads_out(folder: Folder, name: str) -> None:
    for use in (folder.open, folder.read, folder.size, folder.remove):
        with pytest.raises(UsageError, match="not a file name inside the folder"):
            use(name)
    with pytest.raises(UsageError, match="not a file name inside the folder"), folder.write(name):
        pass


def test_temporary_files_are_not_listed_and_can_be_swept(folder: Folder) -> None:
    put(folder, "a/.b.nq.gz.0123456789ab.part", b"x")
    put(folder, ".c.part", b"x")
    put(folder, "a/.hidden", b"x")
    put(folder, "a/b.part", b"x")
    assert folder.names() == ["a/.hidden", "a/b.part"]
    folder.sweep()
    assert folder.size(".c.part") is None
    assert folder.size("a/.b.nq.gz.0123456789ab.part") is None
    assert folder.names() == ["a/.hidden", "a/b.part"]


# ---- this machine --------------------------------------------------------------------------------


def test_a_local_folder_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = folder_at("here/")
    assert folder.url == "here"
    again = pickle.loads(pickle.dumps(folder))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    put(again, "x/a", b"x")
    assert (tmp_path / "here/x/a").read_bytes() == b"x"


def test_a_temporary_file_stands_beside_its_target(tmp_path: Path) -> None:
    with folder_at(tmp_path).write("data/a.nq.gz") as file:
        file.write(b"x" * 2**21)
        [part] = (tmp_path / "data").iterdir()
        assert part.name.startswith(".a.nq.gz.")
        assert part.name.endswith(".part")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["a.nq.gz"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="files need names here")
@pytest.mark.parametrize("kind", ["memory", "s3"])
def test_what_is_on_its_way_to_a_url_has_no_name(
    kind: str, tmp_path: Path, monkeypatch, request: pytest.FixtureRequest
) -> None:
    """So that a killed process leaves nothing."""
    url = request.getfixturevalue("memory" if kind == "memory" else "bucket")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = folder_at(f"{url}/unnamed")
    with folder.write("a") as file:
        file.write(b"x" * 2**21)
        assert list(tmp_path.iterdir()) == []
        file.write(b"y")
    assert folder.read("a") == b"x" * 2**21 + b"y"
    assert list(tmp_path.iterdir()) == []


def test_a_local_folder_needs_no_fsspec(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pfocr_rdf.files.folders import folder_at\n"
        f"folder = folder_at({str(tmp_path)!r})\n"
        "with folder.write('a') as file: file.write(b'x')\n"
        "assert folder.read('a') == b'x' and folder.names() == ['a']\n"
        "print(sorted({'fsspec', 'aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


_A_TASK_THAT_NOBODY_WAITS_FOR = """
import asyncio, gc, sys
from pfocr_rdf.files import filesystems
fs, path = filesystems._opened("http://127.0.0.1/a")
async def fails():
    raise OSError("cut")
async def leaves():
    asyncio.get_running_loop().create_task(fails())
    await asyncio.sleep(0.01)
    gc.collect()
if sys.argv[1] == "theirs":
    asyncio.run(leaves())
else:
    asyncio.run_coroutine_threadsafe(leaves(), fs.loop).result()
"""


@pytest.mark.parametrize(("loop", "tracebacks"), [("ours", 0), ("theirs", 1)])
def test_a_cut_connection_that_nobody_waits_for_prints_nothing(loop: str, tracebacks: int) -> None:
    """In the loop of the file systems; another program's own is left as it is."""
    pytest.importorskip("aiohttp")
    program = [sys.executable, "-c", _A_TASK_THAT_NOBODY_WAITS_FOR, loop]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=30)
    assert done.stderr.count("Traceback") == tracebacks
    assert tracebacks or done.stderr == ""


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        message = f"{small}/x/y: cannot be written: No space left on device"
        for size in (2**22, 2**19):  # in the middle, and when what is buffered goes out
            with pytest.raises(OutputError) as caught:
                put(folder_at(small), "x/y", b"x" * size)
            assert str(caught.value) == message
        assert not list((small / "x").iterdir())
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_folder_that_is_read_only_is_one_line(tmp_path: Path) -> None:
    def unprivileged() -> None:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)

    (tmp_path / "closed").mkdir()
    (tmp_path / "closed/a").write_text("x")
    (tmp_path / "closed").chmod(0o500)
    code = (
        "from pfocr_rdf.files.folders import folder_at\nfrom pfocr_rdf.errors import OutputError\n"
        "at = folder_at('closed')\n"
        "for act in (lambda: at.write('b').__enter__(), lambda: at.write('b/c').__enter__(),"
        " lambda: at.remove('a')):\n"
        "  try: act(); print('done')\n"
        "  except OutputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=unprivileged,
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / "closed").chmod(0o700)
    if done.stdout.startswith("done"):
        pytest.skip("root writes everywhere, and cannot give that up here")
    assert done.stdout.splitlines() == [
        "closed/b: cannot be written: Permission denied",
        "closed/b/c: cannot be written: Permission denied",
        "closed/a: cannot be removed: Permission denied",
    ]


def test_a_file_where_a_folder_belongs_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").mkdir()
    folder = folder_at(tmp_path)
    with pytest.raises(OutputError, match=r"/a/b: cannot be written: (Not a dir|File exists)"):
        put(folder, "a/b", b"x")
    with pytest.raises(OutputError, match=r"/b: cannot be written: Is a directory"):
        put(folder, "b", b"x")
    with pytest.raises(InputError, match=r"/b: cannot be read: Is a directory"):
        folder.read("b")
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        folder_at(tmp_path / "a").names()
    assert folder.size("a/b") is None
    assert folder.names() == ["a"]


# ---- failures far away ---------------------------------------------------------------------------


@pytest.mark.parametrize("every", [2, 3, 4, 5, 7])
def test_a_file_system_that_fails_now_and_then_does_all_in_the_end(
    flaky: type[FlakyFileSystem], every: int
) -> None:
    flaky.every = every
    folder = folder_at("flaky://bucket/top")
    for number in range(30):
        put(folder, f"a{number % 3}/b{number}", b"%d" % number * 1000)
        put(folder, f"a{number % 3}/b{number}", b"%d" % number * 2000)
    assert flaky.failures > 5
    assert len(folder.names()) == 30
    for number in range(30):
        name = f"a{number % 3}/b{number}"
        assert folder.read(name) == b"%d" % number * 2000
        assert folder.read(name, 5, 10) == (b"%d" % number * 2000)[5:15]
        with folder.open(name) as file:
            assert file.read() == b"%d" % number * 2000
        assert folder.size(name) is not None
        folder.remove(name)
    assert folder.names() == []
    assert flaky.store == {}


def test_a_file_system_that_always_fails_is_one_line_and_leaves_nothing(
    flaky: type[FlakyFileSystem],
) -> None:
    folder = folder_at("flaky://bucket/top")
    put(folder, "a", b"before")
    flaky.every = 1
    url = "flaky://bucket/top"
    words = "(it took too long|Input/output error)"
    for use in (folder.read, folder.open, folder.size):
        with pytest.raises(InputError, match=rf"^{url}/a: cannot be read: {words}$"):
            use("a")
    with pytest.raises(InputError, match=rf"^{url}: cannot be listed: {words}$"):
        folder.names()
    flaky.forbidden = {"top/a"}
    with pytest.raises(OutputError, match=rf"^{url}/a: cannot be removed: Permission denied$"):
        folder.remove("a")


def test_a_write_that_always_fails_leaves_what_stood_there(flaky: type[FlakyFileSystem]) -> None:
    folder = folder_at("flaky://bucket/top")
    put(folder, "a", b"before")
    flaky.every = 1
    before = flaky.calls
    with pytest.raises(OutputError, match=r"/a: cannot be written: (it took|Input)"):
        put(folder, "a", b"after and more")
    assert flaky.calls - before >= 4
    flaky.every = 0
    assert folder.read("a") == b"before"
    assert folder.names() == ["a"]


def test_any_other_file_system_is_written_beside_and_renamed() -> None:
    fsspec.register_implementation("other", OtherFileSystem, clobber=True)
    folder = folder_at("other://a/b")
    assert folder.names() == []
    put(folder, "c/d", b"first" * 9)
    put(folder, "c/d", b"x")
    assert (folder.names(), folder.read("c/d")) == (["c/d"], b"x")
    with pytest.raises(OutputError) as caught:
        put(folder, "bad", b"y")
    assert str(caught.value) == "other://a/b/bad: cannot be written: Input/output error"
    folder.sweep()
    assert [*folder.all_names()] == ["c/d"]


def test_what_is_forbidden_is_not_tried_again(flaky: type[FlakyFileSystem]) -> None:
    folder = folder_at("flaky://bucket/top")
    put(folder, "a", b"x")
    flaky.forbidden = {"top/a"}
    before = flaky.calls
    with pytest.raises(InputError, match="flaky://bucket/top/a: cannot be read: Permission denied"):
        folder.read("a")
    assert flaky.calls == before + 1


def test_the_pauses_grow(flaky: type[FlakyFileSystem], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    flaky.every = 1
    with pytest.raises(InputError):
        folder_at("flaky://bucket/top").read("a")
    assert waited == list(settings.PAUSES)
    assert len(waited) == 3
    assert waited == sorted(waited)
    assert sum(waited) < 10


def test_no_room_for_the_copy_on_this_machine_is_one_line(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputError) as caught:
        put(folder_at(memory), "a", b"x")
    folder = f"{memory}/a (in {tmp_path}/none)"
    assert str(caught.value) == f"{folder}: cannot be written: No such file or directory"


# ---- HTTP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("lengths", [True, False])
def test_a_site_is_read(site: Web, ranges: bool, lengths: bool) -> None:
    site.ranges, site.lengths = ranges, lengths
    data = os.urandom(300_000)
    site.files = {f"/release/{name}": data for name in NAMES}
    folder = folder_at(f"{site.url}/release/")
    for name in NAMES:
        assert folder.read(name) == data
        assert folder.read(name, 100, 50) == data[100:150]
        assert folder.read(name, 299_990) == data[-10:]
        assert folder.size(name) == len(data)
        with folder.open(name) as file:
            assert file.read(7) == data[:7]
            assert file.read() == data[7:]
    with pytest.raises(FileNotFoundError):
        folder.read("none")
    with pytest.raises(FileNotFoundError):
        folder.open("none")
    assert folder.size("none") is None


def test_a_site_is_for_reading_only_and_cannot_be_listed(site: Web) -> None:
    folder = folder_at(f"{site.url}/release")
    with pytest.raises(UsageError, match="/release/a: cannot be written: HTTP is for reading only"):
        put(folder, "a", b"x")
    with pytest.raises(OutputError, match="/release/a: cannot be removed: "):
        folder.remove("a")
    with pytest.raises(UsageError, match="/release: a folder cannot be listed over HTTP"):
        folder.names()


@pytest.mark.parametrize("mood", [503, 500, 429, "drop", "half"])
def test_a_site_that_fails_now_and_then_is_asked_again(site: Web, mood: int | str) -> None:
    data = os.urandom(300_000)
    site.files["/a"] = data
    folder = folder_at(site.url)
    site.moods = [mood, mood]
    assert folder.read("a") == data
    site.moods = [mood, mood]
    with folder.open("a") as file:
        assert file.read() == data
    assert len(site.asked) == 6


@pytest.mark.parametrize(("status", "words"), [(403, "403 Forbidden"), (401, "401 Unauthorized")])
def test_a_site_that_refuses_is_asked_once(site: Web, status: int, words: str) -> None:
    site.refused["/a"] = status
    with pytest.raises(InputError, match=f"^{site.url}/a: cannot be read: {words}$"):
        folder_at(site.url).read("a")
    assert len(site.asked) == 1
    with pytest.raises(InputError, match=words):
        folder_at(site.url).size("a")


def test_a_host_where_nobody_answers_is_one_line() -> None:
    for use in ("read", "open", "size"):
        with pytest.raises(
            InputError, match=r"^http://127\.0\.0\.1:1/a: cannot be read: Connect call failed"
        ) as caught:
            getattr(folder_at("http://127.0.0.1:1/"), use)("a")
        assert "\n" not in str(caught.value)


# ---- URLs ----------------------------------------------------------------------------------------


def test_urls_are_no_paths() -> None:
    for text in ("s3://a/b", "https://a", "memory://", "simplecache::s3://a/b"):
        assert Location.parse(text).path is None, text
    for text in ("a", "/a//b", "a:b", "C:\\a", "C://a", "s3:/a", "-", "://a", "a b://c"):
        assert Location.parse(text).path == Path(text), text


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("htps://a/b", "htps://a/b: unknown protocol 'htps'; did you mean https?"),
        ("nothing-like-it://a", "nothing-like-it://a: unknown protocol 'nothing-like-it'"),
        ("s3://", "s3://: not a URL: no host or bucket after '://'"),
        ("https:///a/b", "https:///a/b: not a URL: no host or bucket after '://'"),
        ("https://[::1/b", "https://[::1/b: not a URL: "),
        ("file://host/a", "file://host/a: not a path of this machine"),
        ("file://", "file://: not a path of this machine"),
    ],
)
def test_a_url_that_makes_no_sense_is_refused(url: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        folder_at(url)
    assert str(caught.value).startswith(message)


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.registry", None)
    with pytest.raises(MissingExtraError) as caught:
        folder_at("s3://bucket/x")
    assert str(caught.value) == (
        "The URL s3://bucket/x needs the extra 'cloud': pip install 'pfocr-rdf[cloud]'"
    )
    assert folder_at("x").url == "x"


def test_without_a_file_system_of_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("gcsfs", "adlfs"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match="needs the extra 'cloud'"):
        folder_at("gs://bucket/x")
    with pytest.raises(UsageError, match=r"abfs://c/x: .*adlfs") as caught:
        folder_at("abfs://c/x")
    assert not isinstance(caught.value, MissingExtraError)


def test_a_file_system_that_needs_another_library_says_so(
    flaky: type[FlakyFileSystem], monkeypatch: pytest.MonkeyPatch
) -> None:
    def needs(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'pyarrow'")

    monkeypatch.setattr(flaky, "cat_file", needs)
    with pytest.raises(UsageError, match=r"flaky://b/a: its file system .*: No module named"):
        folder_at("flaky://b").read("a")


def test_no_message_shows_a_password_or_a_key(site: Web) -> None:
    assert folder_at("ftp://user:secret@host/x").url == "ftp://host/x"
    folder = folder_at(f"{site.url}/x?sig=secret")
    assert "secret" not in folder.url


@pytest.mark.parametrize(
    "command",
    [
        ("release", "", "-o", "x"),
        ("release", "records", "-o", "", "--version", "1"),
        ("export", "", "-o", "x.nq"),
        ("validate", ""),
        ("load", "", "--store", "db"),
        ("verify", ""),
        ("stats", ""),
        ("diff", "", "x"),
    ],
)
def test_an_empty_path_is_not_this_folder(
    command: tuple[str, ...], cli: Run, tmp_path: Path
) -> None:
    (tmp_path / "records").mkdir()
    ran = cli(*command)
    message = "pfocr-rdf: a path or URL is empty: '.' is the folder that you are in\n"
    assert (ran.code, ran.out, ran.err) == (2, b"", message)
