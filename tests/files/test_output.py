"""Outputs: whole under their name or not there at all, on this machine and at URLs."""

from __future__ import annotations

import gzip
from pathlib import Path

import fsspec
import pytest
from helpers import samples
from helpers.faraway import FlakyFileSystem, Web
from helpers.running import Run

from pfocr_rdf.convert import export as pipeline
from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.files.output import open_output, same_file
from pfocr_rdf.validation import validate


def content(url: str) -> bytes:
    system, path = fsspec.core.url_to_fs(url)
    system.invalidate_cache()
    data: bytes = system.cat_file(path)
    return data


def files(url: str) -> list[str]:
    system, path = fsspec.core.url_to_fs(url)
    system.invalidate_cache()
    found = system.find(path)
    return sorted(path.rpartition("/")[2] for path in found)


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    samples.place(tmp_path / "figures", samples.own_records())
    return tmp_path / "figures"


@pytest.fixture(params=["file", "memory", "flaky", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder at a URL of each kind."""
    if request.param == "file":
        (tmp_path / "out").mkdir()
        return (tmp_path / "out").as_uri()
    if request.param == "memory":
        found: str = request.getfixturevalue("memory")
    elif request.param == "flaky":
        request.getfixturevalue("no_pauses")
        request.getfixturevalue("flaky").start(3)
        found = "flaky://top"
    else:
        found = f"{request.getfixturevalue('bucket')}/{request.node.name}"
    return f"{found}/out"


def test_an_export_to_a_url_has_the_same_bytes(figures: Path, folder: str, tmp_path: Path) -> None:
    there = pipeline.ExportOptions(linksets=f"{folder}/links.nt", pages=f"{folder}/pages")
    here = pipeline.ExportOptions(linksets=tmp_path / "links.nt", pages=tmp_path / "pages")
    pipeline.export([figures], f"{folder}/pfocr.nq.gz", there)
    pipeline.export([figures], tmp_path / "pfocr.nq.gz", here)
    FlakyFileSystem.every = 0
    pages = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert pages
    for name in ("pfocr.nq.gz", "links.nt", *(f"pages/{page}" for page in pages)):
        assert content(f"{folder}/{name}") == (tmp_path / name).read_bytes(), name
    assert files(folder) == sorted([*pages, "links.nt", "pfocr.nq.gz"])


def test_a_run_that_stops_leaves_what_was_there(folder: str) -> None:
    def write(text: bytes, *, stop: bool) -> None:
        with open_output(f"{folder}/a.txt.gz") as file:
            file.write(text)
            if stop:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(b"none", stop=True)
    FlakyFileSystem.every = 0
    assert files(folder) == []
    write(b"first", stop=False)
    with pytest.raises(KeyboardInterrupt):
        write(b"second", stop=True)
    assert gzip.decompress(content(f"{folder}/a.txt.gz")) == b"first"
    assert files(folder) == ["a.txt.gz"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("memory://", "names no file"),
        ("memory://a/", "names no file"),
        ("file:///", "is a folder, not a file"),
        ("file:///none/a.nq", "there is no folder /none"),
        ("file://host/a.nq", r"file://host/a\.nq: not a path of this machine"),
        ("https://127.0.0.1/a.nq", "HTTP is for reading only"),
        ("s4://a/b.nq", r"^s4://a/b\.nq: unknown protocol 's4'"),
    ],
)
def test_what_cannot_be_written_is_a_usage_error(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message), open_output(url):
        pass


def test_a_store_that_fails_for_good_is_an_output_error(
    flaky: type[FlakyFileSystem], no_pauses: None
) -> None:
    flaky.start(1)
    with (
        pytest.raises(OutputError, match=r"flaky://top/a\.nq: cannot be written"),
        open_output("flaky://top/a.nq") as file,
    ):
        file.write(b"a")


def test_the_command_line_writes_into_a_bucket_and_validates_there(
    bucket: str, cli: Run, figures: Path
) -> None:
    there = f"{bucket}/written"
    made = cli(
        "export", figures, "-o", f"{there}/a.nq.zst", "--errors", f"{there}/e.jsonl", "-q",
        "--linksets", f"{there}/links.nt", "--jsonld-pages", f"{there}/pages",
    )  # fmt: skip
    assert made.code == 0, made.err
    found = files(there)
    assert {"a.nq.zst", "e.jsonl", "links.nt"} < set(found)
    checked = cli("validate", f"{there}/a.nq.zst", "--report", f"{there}/report.ttl", "-q")
    assert checked.code == 0, checked.err
    assert b"sh:ValidationReport" in content(f"{there}/report.ttl")
    same = f"{there}/same.nq"
    refused = cli("export", figures, "-o", same, "--linksets", same)
    message = "-o, --linksets and --errors name the same file: use different ones"
    assert (refused.code, refused.err) == (2, f"pfocr-rdf: {message}\n")


def test_rdf_at_a_site_is_validated(site: Web, figures: Path, tmp_path: Path) -> None:
    pipeline.export([figures], tmp_path / "a.nt")
    site.files["/a.nt"] = (tmp_path / "a.nt").read_bytes()
    here = validate([tmp_path / "a.nt"])
    there = validate([f"{site.url}/a.nt"])
    assert there.severities == here.severities
    assert validate([(tmp_path / "a.nt").as_uri()]).severities == here.severities
    with pytest.raises(UsageError, match=r"/none\.nt: no such file"):
        validate([f"{site.url}/none.nt"])


def test_files_of_this_machine_are_the_same_by_path_and_by_url(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"")
    (tmp_path / "a link").symlink_to(tmp_path / "target")
    with open_output((tmp_path / "a link").as_uri()) as file:
        file.write(b"through")
    assert (tmp_path / "a link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"through"
    with open_output((tmp_path / "100%.txt").as_uri()) as file:
        file.write(b"decoded")
    assert (tmp_path / "100%.txt").read_bytes() == b"decoded"
    with open_output("file:///dev/null") as file:
        file.write(b"nowhere")
    assert Path("/dev/null").is_char_device()
    names = (tmp_path / "a link", tmp_path / "x" / ".." / "target")
    (tmp_path / "x").mkdir()
    assert len({same_file(str(name)) for name in names} | {same_file(names[0].as_uri())}) == 1


def test_a_folder_of_pages_may_end_with_a_slash(memory: str, figures: Path) -> None:
    pipeline.export([figures], None, pipeline.ExportOptions(pages=f"{memory}/pages/"))
    assert {path.rpartition(".")[2] for path in files(f"{memory}/pages")} == {"jsonld"}


def test_a_file_may_stand_right_below_a_root(memory: str) -> None:
    with open_output("memory://a.txt") as file:
        file.write(b"a")
    with open_output("memory:///b.txt") as file:
        file.write(b"b")
    assert (content("memory://a.txt"), content("memory://b.txt")) == (b"a", b"b")
