"""Releases: the same bytes however they are made, and nothing taken for whole that is not."""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox
import pytest
from helpers import clusters, samples
from helpers.corpora import write_corpus
from helpers.faraway import FlakyFileSystem, Web
from helpers.running import Run

from pfocr_rdf import export
from pfocr_rdf.errors import Fault, GuardError, OutputError, PfocrError, UsageError
from pfocr_rdf.files.compression import COMPRESSIONS, compression_of, find_compression
from pfocr_rdf.files.folders import Folder, folder_at
from pfocr_rdf.rdf.vocabulary import record_iri
from pfocr_rdf.release import folder as folder_module
from pfocr_rdf.release import layout
from pfocr_rdf.release.build import ReleaseOutcome, build
from pfocr_rdf.release.folder import ClaimedFolder
from pfocr_rdf.release.index import Row, read_index
from pfocr_rdf.release.manifest import FileSum, Manifest, Thresholds, read_manifest
from pfocr_rdf.release.options import ReleaseOptions
from pfocr_rdf.release.reuse import ReusableShards
from pfocr_rdf.release.verify import VerifyOptions, verify

SIZE = 7
FIGURES = 60


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of generated records, in both layouts."""
    folder = tmp_path_factory.mktemp("records") / "pfocr"
    write_corpus(FIGURES, folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of it, made in one go."""
    folder = tmp_path_factory.mktemp("release") / "2026-11"
    released(checkout, folder)
    return folder


def released(records: Path, folder: Path, **options: object) -> ReleaseOutcome:
    settings = {"version": "2026-11", "shard_size": SIZE, **options}
    return build([records], folder, ReleaseOptions(**settings))  # type: ignore[arg-type]


def sums(folder: Path) -> str:
    return (folder / layout.SUMS).read_text()


def manifest(folder: Path) -> Manifest:
    return read_manifest(folder_at(folder))


def data_files(folder: Path) -> list[Path]:
    return sorted((folder / "data").iterdir())


def quads(content: bytes) -> set[str]:
    return {str(quad) for quad in ox.parse(content, ox.RdfFormat.N_QUADS)}


def indexes(folder: Path) -> list[Path]:
    return sorted((folder / "index").glob("figures-*.jsonl*"))


# ---- what a release is ---------------------------------------------------------------------------


def test_the_sums_are_right_and_of_every_file(undisturbed: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", layout.SUMS], cwd=undisturbed, check=False
    )
    assert done.returncode == 0
    listed = {line.partition("  ")[2] for line in sums(undisturbed).splitlines()}
    there = {p.relative_to(undisturbed).as_posix() for p in undisturbed.rglob("*") if p.is_file()}
    assert there == listed | {layout.SUMS}


def test_a_release_has_a_shard_for_every_so_many_records(undisturbed: Path) -> None:
    files = [file for file in manifest(undisturbed).files if file.role == "figures"]
    assert [file.records for file in files] == [SIZE] * (FIGURES // SIZE) + [FIGURES % SIZE]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_data_is_what_an_export_writes(
    compression: str, checkout: Path, tmp_path: Path
) -> None:
    released(checkout, tmp_path / "r", compression=compression)
    export([checkout], tmp_path / "all.nq")
    unpack = find_compression(compression).unpack
    parts = [unpack(path.read_bytes()) for path in data_files(tmp_path / "r")]
    lines = b"".join(parts).splitlines()
    assert len(lines) == len(set(lines))
    assert quads(b"".join(parts)) == quads((tmp_path / "all.nq").read_bytes())


def test_the_files_one_after_the_other_are_a_valid_file(undisturbed: Path, tmp_path: Path) -> None:
    joined = tmp_path / "all.nq.gz"
    joined.write_bytes(b"".join(path.read_bytes() for path in data_files(undisturbed)))
    digest = hashlib.sha256(joined.read_bytes()).hexdigest()
    assert manifest(undisturbed).joined == FileSum(joined.stat().st_size, digest)
    for name in ("void.ttl", "README.md"):
        assert digest in (undisturbed / name).read_text()
    single = b"".join(gzip.decompress(path.read_bytes()) for path in data_files(undisturbed))
    assert gzip.decompress(joined.read_bytes()) == single
    out = subprocess.run(["gzip", "-dc", joined], capture_output=True, check=True).stdout
    assert out == single


@pytest.mark.servers
def test_stores_read_all_members_of_a_shard(undisturbed: Path, tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("oxigraph"))
    if not Path(program).exists():
        pytest.skip("oxigraph is not installed")
    files = [str(path) for path in data_files(undisturbed)]
    command: list[str | Path] = [
        program,
        "load",
        "--location",
        tmp_path / "store",
        "--file",
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True)
    store = ox.Store.read_only(str(tmp_path / "store"))
    assert len(store) == manifest(undisturbed).counts.triples


def test_one_record_can_be_read_by_its_place_alone(undisturbed: Path, checkout: Path) -> None:
    path = indexes(undisturbed)[2]
    _, rows = read_index(path.read_bytes(), find_compression("gzip"))
    row = rows[3]
    with (undisturbed / layout.figures(2, ".gz")).open("rb") as file:
        file.seek(row.offset)
        text = gzip.decompress(file.read(row.bytes))
    assert text.count(b"\n") == row.triples
    assert row.figid is not None
    assert {str(q.graph_name) for q in ox.parse(text, ox.RdfFormat.N_QUADS)} == {
        f"<{record_iri(row.figid)}>"
    }


def test_no_time_name_or_path_is_inside(undisturbed: Path, checkout: Path) -> None:
    import socket

    content = b""
    for path in undisturbed.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert data[4:9] == b"\0\0\0\0\0" or path.suffix != ".gz"  # gzip: time and flags
            content += gzip.decompress(data) if path.suffix == ".gz" else data
    for secret in (str(checkout), str(undisturbed), socket.gethostname(), str(Path.home())):
        assert len(secret) < 4 or secret.encode() not in content


# ---- the same bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [2, pytest.param(3, marks=pytest.mark.processes)])
def test_the_number_of_processes_changes_no_byte(
    jobs: int, checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    released(checkout, tmp_path / "r", jobs=jobs)
    assert sums(tmp_path / "r") == sums(undisturbed)


@pytest.mark.cluster
def test_a_dask_cluster_changes_no_byte(checkout: Path, undisturbed: Path, tmp_path: Path) -> None:
    with clusters.cluster(tmp_path) as scheduler:
        released(checkout, tmp_path / "r", scheduler=scheduler)
    assert sums(tmp_path / "r") == sums(undisturbed)


@pytest.mark.parametrize("seed", ["0", pytest.param("1", marks=pytest.mark.processes)])
def test_the_seed_of_hashes_changes_no_byte(
    seed: str, checkout: Path, undisturbed: Path, cli: Run, tmp_path: Path
) -> None:
    ran = cli(
        "release", checkout, "-o", "r", "--version", "2026-11", "--shard-size", SIZE,
        env={"PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_an_archive_gives_the_same_data(checkout: Path, undisturbed: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "pfocr"), "gztar", checkout.parent, checkout.name)
    released(tmp_path / "pfocr.tar.gz", tmp_path / "r", jobs=2)
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_times_of_files_change_nothing(checkout: Path, undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    for number, path in enumerate((tmp_path / "r").rglob("*")):
        os.utime(path, (number * 1e8, 4e9 - number * 1e8))
    outcome = released(checkout, tmp_path / "r")
    assert outcome.reused == FIGURES
    assert sums(tmp_path / "r") == sums(undisturbed)


# ---- stopped and gone on -------------------------------------------------------------------------


class StoppedError(BaseException):
    """Stands for whatever ends a process."""


class Stops(type(folder_at("."))):  # type: ignore[misc]
    """A folder that ends the process at one of its writes or removals."""

    left = 0

    def _count(self) -> None:
        type(self).left -= 1
        if self.left < 0:
            raise StoppedError

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        self._count()
        with super().write(name) as file:
            yield file

    def remove(self, name: str) -> None:
        self._count()
        super().remove(name)


def local(kind: type[Folder], folder: str | Path) -> Folder:
    """A folder of this machine of a class that was made for a test."""
    return kind(str(folder), os.path.realpath(folder))  # type: ignore[call-arg]


def stopping(folder: Path, after: int) -> Folder:
    Stops.left = after
    return local(Stops, folder)


@pytest.mark.kills
def test_a_run_stopped_at_any_write_is_gone_on_with(
    checkout: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tmp_path / "few"
    (few / "_data").mkdir(parents=True)
    (few / "_figures").mkdir()
    for path in sorted((checkout / "_figures").iterdir())[:4]:
        shutil.copy(path, few / "_figures")
        for table in (checkout / "_data").glob(f"{path.stem}-*"):
            shutil.copy(table, few / "_data")
    released(few, tmp_path / "whole", shard_size=2)
    expected = sums(tmp_path / "whole")
    stops = 0
    for after in range(200):
        folder = tmp_path / f"r{after}" / "2026-11"
        monkeypatch.setattr(
            "pfocr_rdf.release.build.folder_at", lambda url, n=after: stopping(url, n)
        )
        try:
            released(few, folder, shard_size=2)
        except StoppedError:
            stops += 1
            assert not (folder / layout.SUMS).exists() or (folder / layout.INCOMPLETE).exists()
            with pytest.raises(UsageError, match=r"not finished|no release"):
                read_manifest(folder_at(folder))
        monkeypatch.undo()
        released(few, folder, shard_size=2)
        assert sums(folder) == expected
        assert not list(folder.rglob(".*"))
        if Stops.left >= 0:
            break
        shutil.rmtree(folder.parent)
    assert stops > 20
    assert Stops.left >= 0


@pytest.mark.kills
def test_a_run_killed_at_random_is_gone_on_with(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    command: list[str | Path] = [
        sys.executable, "-m", "pfocr_rdf", "release", checkout, "-o", folder,
        "--version", "2026-11", "--shard-size", str(SIZE), "--jobs", "2", "-q",
    ]  # fmt: skip
    chance = random.Random(20261101)
    kills = 0
    for attempt in range(40):
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)
        wait = chance.uniform(0.2, 1.0 + 0.1 * attempt)
        try:
            _, error = process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            everyone = chance.random() < 0.5  # else the parent alone: its workers have to end
            if everyone:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.communicate()
            kills += 1
            continue
        assert process.returncode == 0, error
        break
    assert kills >= 3
    assert sums(folder) == sums(undisturbed)
    for line in sums(folder).splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(
    "damage",
    ["flipped", *(pytest.param(d, marks=pytest.mark.damage) for d in ("cut", "gone", "empty"))],
)
@pytest.mark.parametrize(
    "which", ["data/figures-00002.nq.gz", "index/figures-00003.shared.gz",
              "index/figures-00001.jsonl.gz", "data/shared-00.nq.gz",
              "linksets/linksets-00.nt.gz", "index/shared-00.json.gz", "validation.json"],
)  # fmt: skip
def test_a_damaged_file_is_noticed_and_made_again(
    which: str, damage: str, checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    path = tmp_path / "r" / which
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    half = bytes(data[: len(data) // 2])
    path.write_bytes({"flipped": bytes(data), "cut": half, "empty": b"", "gone": b""}[damage])
    if damage == "gone":
        path.unlink()
    released(checkout, tmp_path / "r")
    assert sums(tmp_path / "r") == sums(undisturbed)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in sums(undisturbed)


def test_a_rerun_maps_nothing(checkout: Path, undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    outcome = released(checkout, tmp_path / "r")
    assert outcome.reused == FIGURES
    assert "map" not in outcome.seconds
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_another_program_maps_all_again(
    checkout: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    monkeypatch.setattr("pfocr_rdf.release.recipe._code", lambda: "another")
    outcome = released(checkout, tmp_path / "r")
    assert outcome.reused == 0


def test_other_shards_leave_none_of_the_old_ones(checkout: Path, tmp_path: Path) -> None:
    released(checkout, tmp_path / "r", shard_size=5)
    released(checkout, tmp_path / "r", shard_size=25)
    released(checkout, tmp_path / "new", shard_size=25)
    assert sums(tmp_path / "r") == sums(tmp_path / "new")
    assert len(indexes(tmp_path / "r")) == 3


# ---- the next release ----------------------------------------------------------------------------


def edited(checkout: Path, folder: Path) -> Path:
    """A copy of the records with one changed, one more at the beginning, and none gone."""
    shutil.copytree(checkout, folder)
    path = sorted((folder / "_figures").iterdir())[30]
    text = path.read_text()
    assert "figtitle:" in text
    path.write_text(text.replace("figtitle:", "figtitle: Another title than", 1))
    (folder / "_figures" / "PMC1__f1.md").write_text(samples.inline("PMC1__f1", figtitle="First"))
    return folder


def test_the_next_release_maps_only_what_changed(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    records = edited(checkout, tmp_path / "records")
    outcome = released(records, tmp_path / "next", version="2026-12", previous=undisturbed, jobs=2)
    released(records, tmp_path / "fresh", version="2026-12")
    assert outcome.reused == FIGURES - 1
    for path in sorted((tmp_path / "fresh").rglob("*")):
        other = tmp_path / "next" / path.relative_to(tmp_path / "fresh")
        if path.is_file() and path.parent.name in ("data", "index", "linksets"):
            assert path.read_bytes() == other.read_bytes(), path
    assert manifest(tmp_path / "next").content == manifest(tmp_path / "fresh").content


def test_a_damaged_release_before_costs_time_only(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    old = tmp_path / "2026-11"
    shutil.copytree(undisturbed, old)
    for path in (old / layout.figures(1, ".gz"), old / layout.figures_shared(4, ".gz")):
        data = bytearray(path.read_bytes())
        data[100] ^= 1
        path.write_bytes(data)
    records = edited(checkout, tmp_path / "records")
    released(records, tmp_path / "next", version="2026-12", previous=old)
    released(records, tmp_path / "fresh", version="2026-12")
    assert manifest(tmp_path / "next").content == manifest(tmp_path / "fresh").content


def test_a_figure_that_is_gone_fails_a_release_unless_declared(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    records = tmp_path / "records"
    shutil.copytree(checkout, records)
    gone = sorted((records / "_figures").iterdir())[10]
    gone.unlink()
    folder = tmp_path / "next"
    with pytest.raises(GuardError, match=gone.stem):
        released(records, folder, version="2026-12", previous=undisturbed)
    assert not (folder / layout.SUMS).exists()
    assert (folder / layout.INCOMPLETE).exists()
    with pytest.raises(UsageError, match="not finished"):
        read_manifest(folder_at(folder))
    outcome = released(
        records, folder, version="2026-12", previous=undisturbed,
        declared={"removed": "its paper was retracted"},
    )  # fmt: skip
    assert outcome.reused == FIGURES - 1
    guard = json.loads((folder / layout.MANIFEST).read_text())["guard"]
    assert guard["declared"] == {"removed": "its paper was retracted"}
    assert [finding["rule"] for finding in guard["findings"]] == ["removed"]


def test_a_finished_release_stays_so_where_a_guard_fails_on_the_same_data(
    checkout: Path, undisturbed: Path, tmp_path: Path, cli: Run
) -> None:
    records = tmp_path / "records"
    shutil.copytree(checkout, records)
    gone = sorted((records / "_figures").iterdir())[10]
    gone.unlink()
    released(records, tmp_path / "r", version="2026-12")
    before = {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    command = ("release", records, "-o", "r", "--version", "2026-12", "--shard-size", SIZE)
    ran = cli(*command, "--previous", undisturbed)
    assert ran.code == 1
    assert "pfocr-rdf: r is unchanged: accept each change that is right" in ran.err
    after = {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    assert after == before
    sorted((records / "_figures").iterdir())[3].unlink()
    ran = cli(*command, "--previous", undisturbed)
    assert "pfocr-rdf: r is not finished: accept each change that is right" in ran.err
    assert not (tmp_path / "r" / layout.SUMS).exists()


def test_all_figures_that_are_gone_are_kept_allowed_or_not(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    records = tmp_path / "records"
    shutil.copytree(checkout, records)
    gone = sorted((records / "_figures").iterdir())[5:18]
    for path in gone:
        path.unlink()
    released(
        records, tmp_path / "next", version="2026-12", previous=undisturbed,
        thresholds=Thresholds(down=100, removed=13),
    )  # fmt: skip
    guard = json.loads((tmp_path / "next" / layout.MANIFEST).read_text())["guard"]
    assert guard["findings"] == []
    assert guard["removed"] == [path.stem for path in gone]
    readme = (tmp_path / "next" / "README.md").read_text()
    assert "- 13 figures of the last release gone: `manifest.json` names all of them." in readme


def test_what_is_taken_over_leaves_no_cycles_behind(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """Workers hardly ever look for them: each would keep a shard's index in memory."""
    records = edited(checkout, tmp_path / "records")
    gc.collect()
    gc.disable()
    try:
        released(records, tmp_path / "next", version="2026-12", previous=undisturbed)
        assert not [thing for thing in gc.get_objects() if isinstance(thing, ReusableShards | Row)]
    finally:
        gc.enable()


# ---- what goes wrong -----------------------------------------------------------------------------


def test_another_release_is_left_alone(checkout: Path, undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    with pytest.raises(UsageError, match="holds release 2026-11, not 2026-12"):
        released(checkout, tmp_path / "r", version="2026-12")
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_a_release_is_not_the_one_before_itself(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    with pytest.raises(UsageError, match="cannot be the one before itself"):
        released(checkout, tmp_path / "r", previous=tmp_path / "r")
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_a_folder_with_other_files_is_left_alone(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files \(thesis.tex"):
        released(checkout, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_no_records_leave_a_finished_release_alone(undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed, tmp_path / "r")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no records found"):
        released(tmp_path / "empty", tmp_path / "r")
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_a_release_begun_for_another_version_is_left_alone(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pfocr_rdf.release.build.folder_at", lambda url: stopping(url, 5))
    with pytest.raises(StoppedError):
        released(checkout, tmp_path / "r")
    monkeypatch.undo()
    with pytest.raises(UsageError, match="holds release 2026-11, not 2026-12"):
        released(checkout, tmp_path / "r", version="2026-12")


@pytest.mark.parametrize(
    "after", [1, 7, *(pytest.param(n, marks=pytest.mark.kills) for n in (2, 3, 12, 25))]
)
def test_a_run_writes_nothing_once_another_has_begun(
    after: int, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one begins, and ends, between two files of the first; it has other shards."""
    folder = tmp_path / "2026-11"
    released(checkout, tmp_path / "alone" / "2026-11", shard_size=7)
    files = 0

    class Overtaken(type(folder_at("."))):  # type: ignore[misc]
        @contextmanager
        def write(self, name: str) -> Iterator[BinaryIO]:
            nonlocal files
            with super().write(name) as file:
                yield file
                files += 1
                if files == after + 1:
                    monkeypatch.undo()
                    released(checkout, folder, shard_size=7)

    monkeypatch.setattr("pfocr_rdf.release.build.folder_at", partial(local, Overtaken))
    with pytest.raises(UsageError, match="another run has begun here"):
        released(checkout, folder, shard_size=2)
    assert sums(folder) == sums(tmp_path / "alone" / "2026-11")
    assert not (folder / layout.INCOMPLETE).exists()
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == {
        *(line.partition("  ")[2] for line in sums(folder).splitlines()), layout.SUMS
    }  # fmt: skip


def test_what_others_left_in_the_folder_is_not_in_the_release(
    checkout: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was killed leaves what it was writing; another run may leave whole files."""
    folder = tmp_path / "2026-11"

    class Littered(type(folder_at("."))):  # type: ignore[misc]
        @contextmanager
        def write(self, name: str) -> Iterator[BinaryIO]:
            with super().write(name) as file:
                yield file
            if name.startswith("data/"):
                (folder / "data" / ".figures-00000.nq.gz.8a8e043f4133.part").touch()
                (folder / "data" / "figures-00099.nq.gz").touch()

    monkeypatch.setattr("pfocr_rdf.release.build.folder_at", partial(local, Littered))
    released(checkout, folder)
    monkeypatch.undo()
    assert not list((folder / "data").glob(".*"))
    assert not (folder / "data" / "figures-00099.nq.gz").exists()
    assert sums(folder) == sums(undisturbed)


@pytest.mark.parametrize("lost", ["all", "one"])
def test_records_that_vanish_leave_no_finished_release(
    lost: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy)
    claim = folder_module.claim

    def vanish(*args: Any) -> ClaimedFolder:
        claimed = claim(*args)
        figures = sorted((copy / "_figures").iterdir())
        for path in figures if lost == "all" else figures[3:4]:
            path.unlink()
        return claimed

    monkeypatch.setattr("pfocr_rdf.release.build.claim", vanish)
    told: list[Fault] = []
    outcome = released(copy, tmp_path / "r", on_fault=told.append)
    assert not outcome.finished
    assert all("cannot be found any more" in line for line in outcome.failed)
    assert not (tmp_path / "r" / layout.SUMS).exists()
    assert (tmp_path / "r" / layout.INCOMPLETE).exists()


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_shard_without_a_sound_record_is_a_compressed_file_of_nothing(
    compression: str, tmp_path: Path
) -> None:
    records = tmp_path / "in"
    records.mkdir()
    for name in "abc":
        (records / f"PMC1__{name}.md").write_text("---\nfigid: [\n---\n")
    outcome = released(records, tmp_path / "r", compression=compression, shard_size=2)
    assert outcome.finished
    files = data_files(tmp_path / "r")
    assert len(files) == 3  # two shards and a shared part
    for path in files:
        kind = compression_of(path.name)
        assert kind is not None
        assert path.stat().st_size > 0
        assert kind.unpack(path.read_bytes()) == b""
    assert verify(tmp_path / "r", VerifyOptions()).problems == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (layout.MANIFEST, b""),
        (layout.MANIFEST, None),
        (layout.MANIFEST, b"[]"),
        (layout.INCOMPLETE, b""),
        (layout.INCOMPLETE, b"{"),
    ],
)
def test_a_release_with_a_damaged_description_is_made_whole_again(
    path: str, content: bytes | None, checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    shutil.copytree(undisturbed, folder)
    if content is None:
        (folder / path).unlink()
    else:
        (folder / path).write_bytes(content)
    with pytest.raises(UsageError, match="holds release 2026-11, not 2026-12"):
        released(checkout, folder, version="2026-12")
    assert released(checkout, folder).reused == FIGURES
    assert sums(folder) == sums(undisturbed)


def test_a_run_stopped_before_anything_told_its_version_is_gone_on_with(
    checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    shutil.copytree(undisturbed / "data", folder / "data")
    shutil.copytree(undisturbed / "index", folder / "index")
    (folder / layout.INCOMPLETE).touch()
    assert released(checkout, folder).reused == FIGURES
    assert sums(folder) == sums(undisturbed)


def test_files_with_names_of_a_release_are_none(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "dataset.jsonld").write_text('{"version": "2026-11"}')
    with pytest.raises(UsageError, match="holds other files"):
        released(checkout, tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_folder_is_the_one_that_its_path_will_lead_to(checkout: Path, tmp_path: Path) -> None:
    """``new/..`` leads nowhere until ``new`` is made, and then to a folder of other files."""
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files \(thesis.tex"):
        released(checkout, tmp_path / "new" / "..")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_ends_the_run_in_one_line(
    jobs: str, checkout: Path, undisturbed: Path, cli: Run, tmp_path: Path
) -> None:
    """No file may be larger than some kilobytes: the first shard does not fit."""
    command = ("release", checkout, "-o", "r", "--version", "2026-11", "--shard-size", SIZE)
    limit = (8_000, 8_000)
    ran = cli(
        *command, "--jobs", jobs, "-q",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1, ran.err
    assert "cannot be written" in ran.err
    assert not (tmp_path / "r" / layout.SUMS).exists()
    assert cli(*command).code == 0
    assert sums(tmp_path / "r") == sums(undisturbed)


def test_an_output_that_cannot_be_made_is_one_line(
    checkout: Path, cli: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ran = cli("release", checkout, "-o", "file/r", "--version", "1")
    message = f"pfocr-rdf: {tmp_path}/file/r: cannot be read: Not a directory\n"
    assert (ran.code, ran.err) == (1, message)


def test_a_read_only_output_is_an_output_error(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr("os.open", refused)
    with pytest.raises((OutputError, OSError), match="Read-only"):
        released(checkout, tmp_path / "r")


def test_thousands_of_bad_records_are_told_and_left_out(cli: Run, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    for number in range(2000):
        good = number % 100 == 0
        text = samples.inline(f"PMC{number}__f1") if good else f"---\nyear: {number}\n"
        (folder / f"PMC{number}__f1.md").write_text(text)
    ran = cli("release", folder, "-o", "r", "--version", "1", "--jobs", "2", "--shard-size", "300")
    assert ran.code == 1
    assert sum(": " in line for line in ran.err.splitlines()) >= 1980
    known = json.loads((tmp_path / "r" / layout.MANIFEST).read_text())
    assert known["counts"]["figures"] == 20
    assert known["faults"]["left_out"] == 1980
    faults = (tmp_path / "r" / "faults.jsonl").read_text().splitlines()
    assert len(faults) == known["faults"]["faults"]
    assert json.loads(faults[0])["source"] == "PMC1001__f1.md"


def test_faults_are_told_again_by_a_rerun(cli: Run, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "PMC1__f1.md").write_text(samples.inline("PMC1__f1", year="20x9"))
    (folder / "PMC2__f1.md").write_text("no front matter")
    first = cli("release", folder, "-o", "r", "--version", "1", "-q")
    again = cli("release", folder, "-o", "r", "--version", "1", "-q")
    assert first.err == again.err
    assert first.code == again.code == 1
    assert "records/PMC1__f1.md:6: year: '20x9' is not a year of four digits" in first.err


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_figid_that_two_records_have_is_the_first_ones(size: int, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    for stem, figid, title in (
        ("A__f1", "B__f1", "one"), ("B__f1", "B__f1", "two"), ("C__f1", "C__f1", "three"),
        ("D__f1", "B__f1", "four"), ("E__f1", "C__f1", "five"), ("F__f1", "G__f1", "six"),
        ("G__f1", "", "left out"),
    ):  # fmt: skip
        (folder / f"{stem}.md").write_text(samples.inline(figid, figtitle=title))
    outcome = released(folder, tmp_path / "r", shard_size=size)
    export([folder], tmp_path / "all.nq")
    parts = [gzip.decompress(path.read_bytes()) for path in data_files(tmp_path / "r")]
    assert quads(b"".join(parts)) == quads((tmp_path / "all.nq").read_bytes())
    assert outcome.manifest is not None
    assert outcome.manifest.counts.figures == 3
    again = released(folder, tmp_path / "r", shard_size=size)
    assert again.manifest == outcome.manifest


@pytest.mark.cluster
def test_a_scheduler_that_does_not_answer_is_one_line(checkout: Path, cli: Run) -> None:
    ran = cli(
        "release", checkout, "-o", "r", "--version", "1", "--scheduler", "tcp://127.0.0.1:9",
        timeout=60,
    )  # fmt: skip
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("pfocr-rdf: tcp://127.0.0.1:9: no Dask scheduler answers: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--declare", "removed"), "is not RULE=REASON"),
        (("--compression", "bz2"), "is not a compression"),
        (("--issued", "soon"), "is not a date"),
        (("--base", "here"), "is not a URL"),
        (("--base", "https://example.org/x?y=1"), "is not the URL of a folder"),
        (("--base", "https://example.org/x#y"), "is not the URL of a folder"),
        (("--endpoint", "https://example.org/sparql#y"), "is not the URL of a SPARQL endpoint"),
        (("--declare", "removed=a", "--declare", "removed=b"), "'removed' comes twice"),
        (("--previous", "nowhere"), "no release"),
        (("--organisms", "none"), "'none' is not one of"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    arguments: tuple[str, ...], message: str, checkout: Path, cli: Run, tmp_path: Path
) -> None:
    ran = cli("release", checkout, "-o", "r", "--version", "1", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert not (tmp_path / "r").exists()


@pytest.mark.corpora
def test_the_real_records_make_a_release(shared: Path, tmp_path: Path) -> None:
    folders = [shared / "corpus" / name for name in ("inline", "tables", "rebuilt")]
    out: Callable[[int], Path] = lambda jobs: tmp_path / f"r{jobs}"  # noqa: E731
    for jobs in (1, 2):
        build(folders, out(jobs), ReleaseOptions(version="1", jobs=jobs, shard_size=50))
    assert sums(out(1)) == sums(out(2))


# ---- elsewhere -----------------------------------------------------------------------------------


def copied_up(folder: Path, place: Folder) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with place.write(path.relative_to(folder).as_posix()) as file:
                file.write(path.read_bytes())


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("every", [0, 5, 11])
def test_a_store_that_fails_now_and_then_changes_no_byte(
    every: int, checkout: Path, undisturbed: Path, flaky: type[FlakyFileSystem]
) -> None:
    copied_up(checkout, folder_at("flaky://in/pfocr"))
    flaky.every = every
    build(
        ["flaky://in/pfocr"],
        "flaky://out/2026-11",
        ReleaseOptions(version="2026-11", shard_size=SIZE),
    )
    failures = flaky.failures
    flaky.every = 0
    assert (failures > 20) == bool(every)
    place = folder_at("flaky://out/2026-11")
    assert place.read(layout.SUMS).decode() == sums(undisturbed)
    for line in sums(undisturbed).splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(place.read(path)).hexdigest() == digest


@pytest.mark.usefixtures("no_pauses")
def test_a_store_that_always_fails_leaves_no_release(
    checkout: Path, flaky: type[FlakyFileSystem]
) -> None:
    flaky.every = 1
    with pytest.raises(PfocrError, match="flaky://out/2026-11"):
        build([checkout], "flaky://out/2026-11", ReleaseOptions(version="1"))
    flaky.every = 0
    assert folder_at("flaky://out/2026-11").size(layout.SUMS) is None


def test_a_release_from_bucket_to_bucket_in_two_processes(
    bucket: str, checkout: Path, undisturbed: Path
) -> None:
    copied_up(checkout, folder_at(f"{bucket}/in/pfocr"))
    released_ = ReleaseOptions(version="2026-11", shard_size=SIZE, jobs=2)
    build([f"{bucket}/in/pfocr"], f"{bucket}/release/2026-11", released_)
    assert folder_at(f"{bucket}/release/2026-11").read(layout.SUMS).decode() == sums(undisturbed)


def test_a_release_before_may_be_on_the_web(
    site: Web, checkout: Path, undisturbed: Path, tmp_path: Path
) -> None:
    for path in undisturbed.rglob("*"):
        if path.is_file():
            site.files[f"/2026-11/{path.relative_to(undisturbed).as_posix()}"] = path.read_bytes()
    outcome = released(
        checkout, tmp_path / "next", version="2026-12", previous=f"{site.url}/2026-11"
    )
    assert outcome.reused == FIGURES


@pytest.mark.kills
def test_a_worker_that_dies_three_times_is_named_and_the_rest_is_made(
    checkout: Path, undisturbed: Path, cli: Run, tmp_path: Path
) -> None:
    """A record that kills whoever reads it stands for one that needs more memory than there is."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from pfocr_rdf.release import shards\n"
        "make = shards.make_shard\n"
        "def deadly(task):\n"
        "    if task.number == 3 and os.path.exists('deadly'):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return make(task)\n"
        "deadly.__module__, deadly.__qualname__ = make.__module__, make.__qualname__\n"
        "shards.make_shard = deadly\n"
    )
    (tmp_path / "deadly").touch()
    command = ("release", checkout, "-o", "r", "--version", "2026-11", "--shard-size", SIZE)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    ran = cli(*command, "--jobs", "2", "-q", env={"PYTHONPATH": path})
    assert ran.code == 1
    told = ran.err.splitlines()
    assert len(told) == 2, ran.err
    assert "shard 3 (records PMC" in told[0]
    assert "failed 3 times" in told[0]
    assert "signal 9" in told[0]
    there = {file.name for file in (tmp_path / "r" / "data").iterdir()}
    assert "figures-00008.nq.gz" in there
    assert "figures-00003.nq.gz" not in there
    assert not (tmp_path / "r" / layout.SUMS).exists()
    (tmp_path / "deadly").unlink()
    assert cli(*command).code == 0
    assert sums(tmp_path / "r") == sums(undisturbed)
