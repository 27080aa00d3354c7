"""Entries: small values from which any process loads the records that this one found."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from helpers import samples
from helpers.bad_inputs import tar, zipped
from helpers.loading import load, loaded, raws, refuse
from helpers.running import ROOT

from pfocr_rdf.files.compression import zstd
from pfocr_rdf.sources import records

KINDS_OF_PATHS = ["folder", "file", "a.zip", "a.tar", "a.tar.gz", "a.tar.zst", "nested.zip"]


def lay_out(kind: str) -> str:
    """Lay our own records out in this folder; gives the path of them."""
    members = samples.own_records()
    if kind.startswith("nested"):
        members = {f"pfocr-database-main/{name}": data for name, data in members.items()}
    if kind in ("folder", "file"):
        samples.place(Path("in"), members)
        return "in" if kind == "folder" else f"in/_figures/{samples.TABLES}.md"
    data = zipped(members) if kind.endswith(".zip") else tar(members, "w")
    if kind.endswith("gz"):
        data = tar(members, "w:gz")
    if kind.endswith("zst"):
        data = zstd.compress(data)
    Path(kind).write_bytes(data)
    return kind


@pytest.mark.parametrize("kind", KINDS_OF_PATHS)
def test_entries_give_what_iterating_gives(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = records([lay_out(kind)], refuse)
    assert [entry.stem for entry in found] == [raw.stem for raw in raws(found)]
    assert len(found) == (1 if kind == "file" else 4)
    assert [load(entry) for entry in found] == [(said, []) for said in loaded(found)]
    tabled = next(said for said in loaded(found) if said[1] == samples.TABLES)
    assert [table is not None for table in tabled[3].values()] == [True] * 3


@pytest.mark.parametrize("kind", KINDS_OF_PATHS)
def test_entries_load_in_other_processes_and_other_folders(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    found = records([lay_out(kind)], refuse)
    here = loaded(found)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for _ in range(2):
            there = list(pool.map(load, found, ["elsewhere", "", "", ""]))
            assert there == [(said, []) for said in here]
            (tmp_path / "elsewhere" / "elsewhere").mkdir(exist_ok=True)
    assert loaded(found) == here  # no worker took anything away


def test_entries_outlive_the_records_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar(samples.own_records(), "w"))
    entries = records([tmp_path / "a.tar"], refuse)
    raws = [entry.load(refuse) for entry in entries]
    del entries
    assert None not in raws
    assert [raw for raw in raws if raw is not None and raw.table("genes")]


def test_entries_of_several_paths_stand_in_one_order(tmp_path: Path) -> None:
    samples.place(tmp_path / "x", {"b.md": "x/b", "d.md": "x/d"})
    samples.place(tmp_path / "y", {"a.md": "y/a", "b.md": "y/b", "sub/b.md": "y/sub/b"})
    (tmp_path / "z.zip").write_bytes(zipped({"c.md": "z/c", "b.md": "z/b", "k/b.md": "z/k/b"}))
    found = records([str(tmp_path / name) for name in ("y", "z.zip", "x")], refuse)
    assert [raw.data.decode() for raw in raws(found)] == [
        "y/a", "y/b", "y/sub/b", "z/b", "z/k/b", "x/b", "z/c", "x/d",
    ]  # fmt: skip


def test_an_entry_of_standard_input_takes_its_bytes_along() -> None:
    [entry] = records(["-"], refuse, BytesIO(b"---\n"))
    again = pickle.loads(pickle.dumps(entry))
    for _ in range(2):
        assert load(again) == load(entry)
        raw, faults = load(again)
        assert (raw and raw[:3], faults) == (("<stdin>", None, b"---\n"), [])


@pytest.mark.parametrize("kind", ["folder", "a.zip", "a.tar"])
def test_entries_are_small(kind: str, tmp_path: Path) -> None:
    """100,000 of them take less than 30 MB, whatever else is let go."""
    count = 2000
    names = [f"PMC{number:07}__fig-{number}" for number in range(count)]
    members: dict[str, str | bytes] = {f"_figures/{name}.md": "x" for name in names}
    members |= {f"_data/{name}-{k}.tsv": "x" for name in names for k in ("genes", "diseases")}
    path = tmp_path / kind
    if kind == "folder":
        samples.place(path, members)
    else:
        path.write_bytes(zipped(members) if kind == "a.zip" else tar(members, "w"))
    records([path], refuse)
    tracemalloc.start()
    found = records([path], refuse)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == count
    if kind != "a.zip":  # its directory is held as well
        assert size / count < 300
    assert len(pickle.dumps(found[:1000])) / 1000 < 100


def test_a_record_that_vanished_is_a_fault(tmp_path: Path) -> None:
    samples.place(tmp_path, {"in/a.md": "x"})
    (tmp_path / "a.zip").write_bytes(zipped({"a.md": "x"}))
    (tmp_path / "a.tar").write_bytes(tar({"a.md": "x"}, "w"))
    names = ("in", "a.zip", "a.tar")
    data = [pickle.dumps(records([tmp_path / name], refuse)[0]) for name in names]
    (tmp_path / "in" / "a.md").unlink()
    (tmp_path / "a.zip").unlink()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        for name, entry in zip(names, data, strict=True):
            raw, faults = pool.submit(load, pickle.loads(entry)).result()
            assert raw is None
            assert [str(fault) for fault in faults] == [
                f"{tmp_path}/{name}/a.md: cannot be read: No such file or directory"
            ]


def test_a_fork_reads_a_zip_beside_its_parent(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {f"{n}.md": str(n) * 100_000 for n in range(300)}
    (tmp_path / "a.zip").write_bytes(zipped(members, zipfile.ZIP_STORED))
    code = (
        "import os, sys\nfrom pfocr_rdf.sources import records\n"
        "found = records(['a.zip'], lambda fault: sys.exit(str(fault)))\n"
        "pid = os.fork()\n"
        "for raw in (entry.load(print) for entry in found):\n"
        "  assert raw.data == raw.stem.encode() * 100_000\n"
        "sys.exit(os.waitpid(pid, 0)[1] if pid else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )


# ---- what is unpacked for a while ----------------------------------------------------------------


def run(code: str, folder: Path) -> subprocess.Popen[str]:
    (folder / "tmp").mkdir(exist_ok=True)
    start = (
        "import os, sys, time\nfrom pfocr_rdf.sources import records\n"
        "found = records(['a.tar.gz'], print)\n"
        "assert [name for name in os.listdir('tmp') if name.endswith('.spool')]\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", start + code],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    (tmp_path / "a.tar.gz").write_bytes(tar(samples.own_records()))
    return tmp_path


@pytest.mark.parametrize(
    "code",
    [
        "",
        "[entry.load(print) for entry in found]",
        "1 / 0",
        "sys.exit(3)",
        "del found\nassert not os.listdir('tmp')",
        "pid = os.fork()\nif not pid: sys.exit()\nos.waitpid(pid, 0)\n"
        "assert len([entry.load(print) for entry in found]) == 4",
        "pid = os.fork()\nif not pid:\n  del found\n  sys.exit()\nos.waitpid(pid, 0)\n"
        "assert len([entry.load(print) for entry in found]) == 4 and os.listdir('tmp')",
    ],
)
def test_what_was_unpacked_is_gone_when_the_run_ends(packed: Path, code: str) -> None:
    process = run(code, packed)
    _, error = process.communicate(timeout=60)
    assert "AssertionError" not in error
    assert list((packed / "tmp").iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(packed: Path) -> None:
    process = run("print('ready', flush=True)\ntime.sleep(60)", packed)
    assert process.stdout is not None
    process.stdout.readline()
    other = run("print('ready', flush=True)\nsys.stdin.read()\ntime.sleep(60)", packed)
    assert other.stdout is not None
    other.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(list((packed / "tmp").iterdir())) == 2
    run("assert len([entry.load(print) for entry in found]) == 4", packed).communicate(timeout=60)
    assert len(list((packed / "tmp").iterdir())) == 1  # that of the one that still runs
    other.kill()
    other.communicate()


def test_an_interrupted_export_leaves_nothing_unpacked(packed: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pfocr_rdf", "export", "a.tar.gz", "-o", "a.nq", "-q"],
        cwd=packed,
        env={**os.environ, "TMPDIR": str(packed)},
        check=True,
    )
    assert {path.name for path in packed.iterdir()} == {"a.tar.gz", "a.nq"}
