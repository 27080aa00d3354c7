"""Records at URLs are the records that they are in a folder of this machine."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from helpers import samples
from helpers.bad_inputs import tar, zipped
from helpers.faraway import FlakyFileSystem, Web
from helpers.loading import Loaded, load, loaded, raws, refuse
from helpers.running import Run

from pfocr_rdf.errors import Fault, InputError, OutputError, UsageError
from pfocr_rdf.files.compression import zstd
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.sources import records

pytestmark = pytest.mark.usefixtures("no_pauses")

MEMBERS = samples.own_records()
EXTRA: dict[str, str | bytes] = {
    "README.md": "x",
    ".git/x.md": "x",
    "docs/a.md": "beside the checkout's records",
    "_data/notes.txt": "x",
}


def upload(url: str, members: dict[str, str | bytes]) -> None:
    place = folder_at(url)
    for name, data in members.items():
        with place.write(name) as file:
            file.write(data.encode() if isinstance(data, str) else data)


def said(paths: list[str], top: str, report: Callable[[Fault], None] = refuse) -> list[Loaded]:
    """What the records say, with their names below ``top``."""
    found: list[Loaded] = []
    for source, stem, data, tables in loaded(records(paths, report), report):
        assert source.startswith(top), source
        below = {
            plural: (table[0].removeprefix(top), table[1]) if table else None
            for plural, table in tables.items()
        }
        found.append((source.removeprefix(top), stem, data, below))
    return found


@pytest.fixture(params=["memory", "s3", "flaky"])
def top(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder at a URL."""
    if request.param == "memory":
        return str(request.getfixturevalue("memory"))
    if request.param == "s3":
        return f"{request.getfixturevalue('bucket')}/{tmp_path.name}"
    request.getfixturevalue("flaky").every = 3
    return "flaky://bucket/top"


# ---- folders and files ---------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["checkout", "flat", "nested"])
def test_a_folder_at_a_url_is_read_like_one_of_this_machine(
    top: str, layout: str, tmp_path: Path
) -> None:
    members = MEMBERS | EXTRA
    if layout == "flat":
        members = {name.rpartition("/")[2]: data for name, data in MEMBERS.items()}
    if layout == "nested":
        members = {f"deep/ü b%20/{name}": data for name, data in members.items()}
        members |= {"deep/other.md": "x", "deep/.hidden/x.md": "x", "x/y.md": "y"}
    samples.place(tmp_path / "in", members)
    upload(f"{top}/in", members)
    for below in ("", "/"):
        assert said([f"{top}/in{below}"], f"{top}/in") == said(
            [str(tmp_path / "in")], str(tmp_path / "in")
        )


def test_the_folder_of_records_alone_finds_its_tables(top: str, tmp_path: Path) -> None:
    samples.place(tmp_path, MEMBERS)
    upload(top, MEMBERS)
    here = said([str(tmp_path / "_figures")], str(tmp_path))
    assert said([f"{top}/_figures"], top) == here
    assert any(any(said[3].values()) for said in here)


@pytest.mark.parametrize("folder", ["_figures", ""])
def test_a_single_file_at_a_url_finds_its_tables(top: str, folder: str, tmp_path: Path) -> None:
    members = MEMBERS
    if not folder:
        members = {name.rpartition("/")[2]: data for name, data in MEMBERS.items()}
    samples.place(tmp_path / "in", members)
    upload(f"{top}/in", members)
    name = f"in/{folder}/{samples.TABLES}.md".replace("//", "/")
    there = said([f"{top}/{name}"], top)
    assert there == said([str(tmp_path / name)], str(tmp_path))
    assert len(there) == 1


def test_faults_of_a_folder_at_a_url_are_the_same(top: str, tmp_path: Path) -> None:
    members = MEMBERS | {"_data/none-genes.tsv": "x", "_data/none2-diseases.tsv": "x"}
    samples.place(tmp_path / "in", members)
    upload(f"{top}/in", members)
    here: list[Fault] = []
    there: list[Fault] = []
    records([str(tmp_path / "in")], here.append)
    records([f"{top}/in"], there.append)
    assert [fault.source.removeprefix(f"{top}/in") for fault in there] == [
        fault.source.removeprefix(str(tmp_path / "in")) for fault in here
    ]
    assert [fault[1:] for fault in there] == [fault[1:] for fault in here]
    assert len(there) == 2


def test_odd_names_at_a_url_are_read(top: str) -> None:
    names = ["a b", "a%20b", "ü", "a#1?", "[x]", "x::y"]
    upload(f"{top}/d e%20é", {f"{name}.md": name for name in names})
    found = records([f"{top}/d e%20é"], refuse)
    assert [raw.data.decode() for raw in raws(found)] == sorted(names)
    assert [raw.stem for raw in raws(found)] == sorted(names)
    assert {raw.source for raw in raws(found)} == {f"{top}/d e%20é/{name}.md" for name in names}


def test_entries_of_urls_are_picklable(top: str) -> None:
    upload(f"{top}/in", MEMBERS)
    found = records([f"{top}/in"], refuse)
    again = pickle.loads(pickle.dumps(found))
    assert [load(entry) for entry in again] == [(raw, []) for raw in loaded(found)]


def test_entries_of_an_object_store_load_in_other_processes(bucket: str, tmp_path: Path) -> None:
    upload(f"{bucket}/{tmp_path.name}", MEMBERS)
    found = records([f"{bucket}/{tmp_path.name}"], refuse)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        there = list(pool.map(load, found))
    assert there == [(raw, []) for raw in loaded(found)]


def test_urls_and_paths_stand_in_one_order(memory: str, tmp_path: Path) -> None:
    samples.place(tmp_path, {"b.md": "here", "d.md": "d"})
    upload(memory, {"a.md": "a", "b.md": "there", "c.md": "c"})
    found = records([memory, str(tmp_path)], refuse)
    assert [raw.data for raw in raws(found)] == [b"a", b"there", b"here", b"c", b"d"]


def test_a_record_that_vanished_or_is_forbidden_is_a_fault(flaky: type[FlakyFileSystem]) -> None:
    upload("flaky://bucket/top", {f"{name}.md": name for name in "abc"})
    faults: list[Fault] = []
    found = records(["flaky://bucket/top"], faults.append)
    folder_at("flaky://bucket/top").remove("a.md")
    flaky.forbidden = {"/b.md"}
    assert [raw.stem for raw in raws(found, faults.append)] == ["c"]
    assert [str(fault) for fault in faults] == [
        "flaky://bucket/top/a.md: cannot be read: No such file or directory",
        "flaky://bucket/top/b.md: cannot be read: Permission denied",
    ]


def test_a_url_that_answers_no_more_ends_the_run_in_one_line(
    flaky: type[FlakyFileSystem],
) -> None:
    upload("flaky://bucket/top", {f"{name}.md": name for name in "abc"})
    found = records(["flaky://bucket/top"], refuse)
    flaky.every = 1
    with pytest.raises(InputError, match=r"^flaky://bucket/top/a\.md: cannot be read: (it|Input)"):
        list(raws(found))
    with pytest.raises(InputError, match=r"^flaky://bucket/top: cannot be read: (it|Input)"):
        records(["flaky://bucket/top"], refuse)


# ---- archives ------------------------------------------------------------------------------------

ARCHIVES = {
    "a.zip": zipped(MEMBERS),
    "a.tar": tar(MEMBERS, "w"),
    "a.tar.gz": tar(MEMBERS),
    "A.TGZ": tar(MEMBERS),
    "a.tar.zst": zstd.compress(tar(MEMBERS, "w")),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_at_a_url_is_read(
    top: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    upload(top, {name: ARCHIVES[name]})
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    assert said([f"{top}/{name}"], top) == said([str(tmp_path / name)], str(tmp_path))
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("moods", [[], [503, "drop", "half"]])
def test_an_archive_of_a_site_is_read(
    site: Web, name: str, moods: list[int | str], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    site.files[f"/x y/{name}"] = ARCHIVES[name]
    site.moods = list(moods)
    url = f"{site.url}/x%20y/{name}"
    here = said([str(tmp_path / name)], str(tmp_path))
    assert said([f"{url}?download=1"], f"{site.url}/x%20y") == here
    assert len(site.asked) == len(moods) + 1


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_entries_of_an_archive_of_a_site_load_in_other_processes(site: Web, name: str) -> None:
    site.files[f"/{name}"] = ARCHIVES[name]
    found = records([f"{site.url}/{name}"], refuse)
    site.files.clear()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        there = list(pool.map(load, found))
    assert there == [(raw, []) for raw in loaded(found)]
    assert len(there) == 4


def test_a_record_of_a_site_is_read_with_its_tables(site: Web) -> None:
    site.files = {
        f"/db/{name}": data.encode() if isinstance(data, str) else data
        for name, data in MEMBERS.items()
    }
    url = f"{site.url}/db/_figures/{samples.TABLES}.md"
    [(source, stem, _, tables)] = loaded(records([url], refuse))
    assert (source, stem) == (url, samples.TABLES)
    assert tables["genes"] == (
        f"{site.url}/db/_data/{samples.TABLES}-genes.tsv",
        MEMBERS[f"_data/{samples.TABLES}-genes.tsv"],
    )


# ---- bad requests --------------------------------------------------------------------------------


def test_a_folder_of_a_site_cannot_be_listed(site: Web) -> None:
    for path in ("/pfocr/", "/pfocr", "", "/a.tar.gz/"):
        with pytest.raises(UsageError, match="cannot be listed over HTTP: give an archive"):
            records([site.url + path], refuse)
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [
        ("htps://a/b.zip", 2, "htps://a/b.zip: unknown protocol 'htps'; did you mean https?"),
        ("https:///b.zip", 2, "https:///b.zip: not a URL: no host or bucket after '://'"),
        ("file://host/b.zip", 2, "file://host/b.zip: not a path of this machine"),
        ("file:///none.zip", 2, "file:///none.zip: no such file or folder"),
        ("memory://none", 2, "memory://none: no such file or folder"),
        ("memory://none.zip", 2, "memory://none.zip: no such file or folder"),
        ("{site}/none.zip", 2, "{site}/none.zip: no such file or folder"),
        ("{site}/closed.zip", 1, "{site}/closed.zip: cannot be read: 403 Forbidden"),
        ("{site}/page.zip", 2, "{site}/page.zip: not an archive that can be read: File "),
        ("{site}/page.tar.gz", 2, "{site}/page.tar.gz: not an archive that can be read: "),
        ("{site}/dir/", 2, "{site}/dir: a folder cannot be listed over HTTP: "),
        ("http://127.0.0.1:1/b.zip", 1, "http://127.0.0.1:1/b.zip: cannot be read: Connect call"),
    ],
)  # fmt: skip
def test_a_bad_url_is_one_line(site: Web, cli: Run, url: str, code: int, message: str) -> None:
    site.refused["/closed.zip"] = 403
    site.files = {"/page.zip": b"<html>", "/page.tar.gz": b"<html>"}
    ran = cli("export", url.format(site=site.url), "-o", "out.nq", "-q")
    assert ran.code == code
    [line] = ran.err.splitlines()
    assert line.startswith("pfocr-rdf: " + message.format(site=site.url))


def test_a_single_record_that_is_missing_or_forbidden_is_a_fault(site: Web, cli: Run) -> None:
    site.refused["/closed.md"] = 403
    for name, words in (("closed", "403 Forbidden"), ("none", "No such file or directory")):
        ran = cli("export", f"{site.url}/{name}.md", "-o", "out.nq", "-q")
        assert ran.code == 1
        assert ran.faults == [f"{site.url}/{name}.md: cannot be read: {words}"]


def test_the_command_line_exports_an_archive_of_a_site(site: Web, cli: Run, own: Path) -> None:
    site.files["/a.tar.gz"] = ARCHIVES["a.tar.gz"]
    assert cli("export", f"{site.url}/a.tar.gz", "-o", "there.nq", "-q").code == 0
    assert cli("export", own, "-o", "here.nq", "-q").code == 0
    assert own.with_name("there.nq").read_bytes() == own.with_name("here.nq").read_bytes()
    assert cli("export", own.as_uri(), "-o", "uri.nq", "-q").code == 0
    assert own.with_name("uri.nq").read_bytes() == own.with_name("here.nq").read_bytes()


def test_the_command_line_exports_a_bucket(bucket: str, cli: Run, own: Path) -> None:
    upload(f"{bucket}/cli", MEMBERS)
    assert cli("export", f"{bucket}/cli/", "-o", "there.nq", "-q").code == 0
    assert cli("export", own, "-o", "here.nq", "-q").code == 0
    assert own.with_name("there.nq").read_bytes() == own.with_name("here.nq").read_bytes()


def test_no_folder_for_temporary_files_is_one_line(
    site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.files["/a.zip"] = ARCHIVES["a.zip"]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputError, match=r"/none: cannot be written: No such file or dir"):
        records([f"{site.url}/a.zip"], refuse)
