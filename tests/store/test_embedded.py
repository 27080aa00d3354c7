"""The embedded store: loading twice, over, by halves, and what cannot be opened."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.corpora import write_corpus
from helpers.running import Run

from pfocr_rdf.convert import export as pipeline
from pfocr_rdf.errors import InputError, StoreError, UsageError
from pfocr_rdf.store.embedded import load, open_data
from pfocr_rdf.store.folder import open_store


@pytest.fixture(scope="module")
def corpus_20(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    write_corpus(20, place, seed=5)
    return place


def quads(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store}


def test_loading_again_changes_nothing(corpus_20: Path, tmp_path: Path) -> None:
    first = load([corpus_20], tmp_path / "s")
    before = quads(open_store(tmp_path / "s"))
    assert first.added == first.records == 20
    assert first.triples == len(before)
    again = load([corpus_20], tmp_path / "s")
    assert (again.added, again.replaced, again.triples) == (0, 20, first.triples)
    assert again.triples_before == first.triples
    assert quads(open_store(tmp_path / "s")) == before
    assert before == quads(open_data([corpus_20], on_fault=lambda fault: None))


@pytest.mark.parametrize(
    "suffix", [".nq", ".nq.gz", ".nq.zst", ".trig", ".ttl", ".nt", ".rdf", ".jsonld"]
)
def test_every_syntax_gives_the_same_store(corpus_20: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"all{suffix}"
    faults: list[object] = []
    pipeline.export([corpus_20], file, pipeline.ExportOptions(on_fault=faults.append))
    load([file], tmp_path / "s")
    assert faults == []
    assert quads(open_store(tmp_path / "s")) == quads(
        open_data([corpus_20], on_fault=lambda fault: None)
    )


def test_a_newer_record_takes_the_place_of_the_older(corpus_20: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(corpus_20, changed)
    paths = sorted((changed / "_figures").glob("*.md"))
    for path in paths[:2]:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("figtitle:", "figtitle: New words here\nold:", 1), encoding="utf-8"
        )
    load([corpus_20], tmp_path / "s")
    report = load([paths[0]], tmp_path / "s")
    assert (report.added, report.replaced, report.records) == (0, 1, 20)
    load([paths[1]], tmp_path / "s")
    assert quads(open_store(tmp_path / "s")) == quads(
        open_data([changed], on_fault=lambda fault: None)
    )


def test_what_a_load_does_not_bring_stays(corpus_20: Path, tmp_path: Path) -> None:
    paths = sorted((corpus_20 / "_figures").glob("*.md"))
    load(paths[:12], tmp_path / "s")
    load(paths[6:], tmp_path / "s")
    assert quads(open_store(tmp_path / "s")) == quads(
        open_data([corpus_20], on_fault=lambda fault: None)
    )


def test_a_file_that_cannot_be_read_leaves_the_store_as_it_was(
    corpus_20: Path, tmp_path: Path
) -> None:
    load([corpus_20], tmp_path / "s")
    before = quads(open_store(tmp_path / "s"))
    (tmp_path / "bad.nq").write_text("<a:b> <a:c> .\n", encoding="utf-8")
    (tmp_path / "bad.ttl.gz").write_bytes(b"no gzip")
    for bad in ("bad.nq", "bad.ttl.gz"):
        with pytest.raises(InputError, match=bad):
            load([tmp_path / bad], tmp_path / "s")
        with pytest.raises(InputError):
            load([tmp_path / bad], tmp_path / "new")
        assert not (tmp_path / "new").exists()
    with pytest.raises(UsageError, match="no such file"):
        load([tmp_path / "none.nq"], tmp_path / "s")
    assert quads(open_store(tmp_path / "s")) == before
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["data-1", "lock", "store.json"]


@pytest.mark.kills
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_load_that_is_killed_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    big, small = tmp_path / "big", tmp_path / "small"
    write_corpus(300, big, seed=1)
    write_corpus(10, small, seed=2)
    load([small], tmp_path / "s")
    before = quads(open_store(tmp_path / "s"))
    wanted = {*before, *quads(open_data([big], on_fault=lambda fault: None))}
    killed = 0
    for wait in (0.0, 0.2, 0.6, 1.2, 1.6):
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pfocr_rdf",
                "load",
                str(big),
                "--store",
                str(tmp_path / "s"),
                "-q",
            ],
            stderr=subprocess.DEVNULL,
        )
        limit = time.monotonic() + 20
        while not list((tmp_path / "s").glob("load-*")) and time.monotonic() < limit:
            if child.poll() is not None:
                break
            time.sleep(0.01)
        time.sleep(wait)
        running = child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
        killed += running
        if running:
            assert quads(open_store(tmp_path / "s")) in (before, wanted)
    assert killed
    load([big], tmp_path / "s")
    assert quads(open_store(tmp_path / "s")) == wanted
    assert not list((tmp_path / "s").glob("load-*"))
    assert len(list((tmp_path / "s").glob("data-*"))) <= 2


def test_one_load_at_a_time_and_readers_are_not_disturbed(corpus_20: Path, tmp_path: Path) -> None:
    import fcntl

    load([corpus_20], tmp_path / "s")
    readers = [open_store(tmp_path / "s") for _ in range(3)]
    with (tmp_path / "s" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="in use"):
            load([corpus_20], tmp_path / "s")
        assert len(open_store(tmp_path / "s")) == len(readers[0])
    load([corpus_20], tmp_path / "s")
    assert {len(reader) for reader in readers} == {len(open_store(tmp_path / "s"))}


def test_several_processes_read_at_once(corpus_20: Path, tmp_path: Path) -> None:
    load([corpus_20], tmp_path / "s")
    command = [
        sys.executable,
        "-m",
        "pfocr_rdf",
        "query",
        "release-counts",
        "--store",
        str(tmp_path / "s"),
    ]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    outs = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert len(set(outs)) == 1
    assert b"figures,20" in outs[0]


def test_what_is_no_store_is_named(tmp_path: Path, corpus_20: Path) -> None:
    for path, message in ((tmp_path / "none", "no such store"), (corpus_20, "not a store")):
        with pytest.raises(StoreError, match=message):
            open_store(path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="empty"):
        open_store(tmp_path / "empty")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for bad, message in (
        (corpus_20, r"is a folder, but not a store \(it holds _data\)$"),
        (tmp_path / "file", "is a file"),
    ):
        with pytest.raises(StoreError, match=message):
            load([corpus_20], bad)
    with pytest.raises(StoreError, match="no folder"):
        load([corpus_20], tmp_path / "a" / "b")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 99}, "version 99"),
        ({"kind": "other"}, "another program's"),
        ({"database": "../x"}, "another program's"),
        ({"database": "data-77"}, "missing"),
    ],
)
def test_stores_of_others_are_refused(
    corpus_20: Path, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    load(sorted((corpus_20 / "_figures").glob("*.md"))[:1], tmp_path / "s", optimize=False)
    index = tmp_path / "s" / "store.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), **change}), encoding="utf-8")
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path / "s")
    with pytest.raises(StoreError, match=message):
        load([corpus_20], tmp_path / "s")
    index.write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be read"):
        open_store(tmp_path / "s")


def test_a_damaged_database_is_one_line(corpus_20: Path, tmp_path: Path) -> None:
    load([corpus_20], tmp_path / "s")
    (tmp_path / "s" / "data-1" / "CURRENT").write_text("nonsense", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "s")


def test_a_folder_of_oxigraphs_own_is_read_but_not_loaded(corpus_20: Path, tmp_path: Path) -> None:
    store = ox.Store(tmp_path / "ox")
    store.add(ox.Quad(ox.NamedNode("a:b"), ox.NamedNode("a:b"), ox.NamedNode("a:b")))
    store.flush()
    assert len(open_store(tmp_path / "ox")) == 1
    del store
    with pytest.raises(StoreError, match="is a store of Oxigraph's own: name a new folder"):
        load([corpus_20], tmp_path / "ox")


def test_a_named_graph_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "x.nt").write_text("<a:b> <a:c> <a:d> .\n", encoding="utf-8")
    load([tmp_path / "x.nt"], tmp_path / "s", graph="https://example.org/g")
    assert [str(g) for g in open_store(tmp_path / "s").named_graphs()] == [
        "<https://example.org/g>"
    ]
    (tmp_path / "x.nq").write_text("<a:b> <a:c> <a:d> <a:g> .\n", encoding="utf-8")
    with pytest.raises(UsageError, match="leave out --graph"):
        load([tmp_path / "x.nq"], tmp_path / "s", graph="https://example.org/g")


def test_the_command_tells_what_it_added(cli: Run, corpus_20: Path, tmp_path: Path) -> None:
    done = cli("load", corpus_20, "--store", "s")
    assert done.code == 0
    assert "figures  20 (20 new, 0 replaced)" in done.err
    done = cli("load", corpus_20, "--store", "s", "--endpoint", "http://127.0.0.1:1")
    assert done.code == 2
    done = cli("load", corpus_20, "--store", corpus_20)
    assert done.code == 1
    assert done.err.count("\n") == 1
