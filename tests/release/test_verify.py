"""Verifying releases: whatever is wrong with one is found and named, and nothing else is."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from helpers.corpora import write_corpus
from helpers.faraway import Web
from helpers.running import Run

from pfocr_rdf import __version__
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import COMPRESSIONS, find_compression
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.rdf.namespaces import SITE, foaf, spdx, void, xsd
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release import layout
from pfocr_rdf.release.build import build
from pfocr_rdf.release.index import read_index, write_index
from pfocr_rdf.release.manifest import FaultCounts, FileSum, Manifest, joined, load, read_manifest
from pfocr_rdf.release.options import ReleaseOptions
from pfocr_rdf.release.small_files import description
from pfocr_rdf.release.verify import VerifyOptions, VerifyResult, verify
from pfocr_rdf.release.verify.checked_files import first_difference

GZIP = find_compression("gzip")
SHARD = layout.figures(1, ".gz")
INDEX = layout.figures_index(1, ".gz")
LINES = layout.figures_shared(1, ".gz")
PART = layout.shared(0, ".gz")
LINKSET = layout.linksets(0, ".gz")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records") / "pfocr"
    write_corpus(20, folder)
    return folder


@pytest.fixture(scope="module")
def pristine(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that nobody changes."""
    folder = tmp_path_factory.mktemp("release") / "2026-11"
    build([records], folder, ReleaseOptions(shard_size=7))
    return folder


@pytest.fixture
def release(pristine: Path, tmp_path: Path) -> Path:
    """A release to damage."""
    return Path(shutil.copytree(pristine, tmp_path / "2026-11"))


def checked(folder: Path, **options: Any) -> VerifyResult:
    return verify(folder, VerifyOptions(**options))


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in checked(folder).problems]


def paths(folder: Path) -> set[str]:
    return {problem.path for problem in checked(folder).problems}


# ---- what is good --------------------------------------------------------------------------------


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("size", [3, 100])
def test_a_release_as_it_was_made_is_good(
    records: Path, tmp_path: Path, compression: str, size: int
) -> None:
    folder = tmp_path / "2026-11"
    options = ReleaseOptions(
        shard_size=size, compression=compression, base="https://example.org/x/"
    )
    build([records], folder, options)
    assert found(folder) == []


def test_what_was_checked_is_counted(pristine: Path) -> None:
    outcome = checked(pristine)
    counts = read_manifest(folder_at(pristine)).counts
    assert outcome.good
    assert (outcome.figures, outcome.triples) == (20, counts.triples)
    files = [path for path in pristine.rglob("*") if path.is_file() and path.name != layout.SUMS]
    assert outcome.bytes == sum(path.stat().st_size for path in files)
    assert outcome.files == len(files) - 1


def test_two_processes_find_what_one_finds(release: Path) -> None:
    damage(release / SHARD)
    (release / PART).unlink()
    assert checked(release, jobs=2).problems == checked(release).problems


def test_records_with_faults_and_left_out_ones_make_a_good_release(
    records: Path, tmp_path: Path
) -> None:
    shutil.copytree(records, tmp_path / "pfocr")
    folder = next(path.parent for path in (tmp_path / "pfocr").rglob("*.md"))
    (folder / "PMC0__a.md").write_text("---\nfigid: [\n---\n")
    (folder / "PMC0__b.md").write_text("---\nfigid: PMC0__b\nyear: 20x9\n---\n")
    build([tmp_path / "pfocr"], tmp_path / "2026-11", ReleaseOptions(shard_size=1))
    assert read_manifest(folder_at(tmp_path / "2026-11")).faults == FaultCounts(2, 1)
    assert found(tmp_path / "2026-11") == []


def test_a_release_at_a_url_is_checked(release: Path, memory: str) -> None:
    place = folder_at(f"{memory}/2026-11")
    for name in everything(release):
        with place.write(name) as file:
            file.write((release / name).read_bytes())
    assert verify(place.url, VerifyOptions()).problems == []
    with place.write("data/more") as file:
        file.write(b"")
    problems = verify(place.url, VerifyOptions()).problems
    assert list(map(str, problems)) == ["data/more: is not a file of the release"]


@pytest.mark.damage
def test_at_a_site_only_extra_files_are_not_seen(release: Path, site: Web, cli: Run) -> None:
    site.files = {f"/x/{name}": (release / name).read_bytes() for name in everything(release)}
    site.files["/x/more"] = b""
    ran = cli("verify", f"{site.url}/x")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.endswith(
        "unexpected files were not looked for: files at an HTTP URL cannot be listed\n"
    )
    site.files["/x/void.ttl"] += b" "
    del site.files[f"/x/{SHARD}"]
    site.files["/x/INCOMPLETE"] = b"{}"
    problems = {str(problem) for problem in verify(f"{site.url}/x", VerifyOptions()).problems}
    assert problems == {
        "INCOMPLETE: exists: the release is not finished",
        f"{SHARD}: is missing",
        "void.ttl: its SHA-256 is not the one listed",
    }


def test_a_path_that_leads_out_of_the_folder_is_not_followed(release: Path) -> None:
    path = release / layout.SUMS
    text = path.read_text()
    path.write_text(f"{'0' * 64}  ../x\n{text}")
    assert found(release) == [listing(text, f"{'0' * 64}  ../x\n{text}")]
    (release / layout.MANIFEST).unlink()
    problems = found(release)
    assert any(problem.startswith("../x: cannot be read") for problem in problems)


@pytest.mark.damage
def test_sums_that_are_empty_are_found_in_a_folder_and_at_a_site(
    release: Path, site: Web, cli: Run
) -> None:
    (release / layout.SUMS).write_bytes(b"")
    site.files = {f"/x/{name}": (release / name).read_bytes() for name in everything(release)}
    for place in (str(release), f"{site.url}/x"):
        ran = cli("verify", place)
        assert (ran.code, ran.out) == (1, b"SHA256SUMS: is empty\n")
        for command in (["diff", place, place], ["stats", place]):
            ran = cli(*command)
            assert (ran.code, ran.err) == (1, f"pfocr-rdf: {place}/SHA256SUMS: is empty\n")


# ---- any file damaged ----------------------------------------------------------------------------


def damage(path: Path, bit: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    at = len(data) // 2 if bit is None else bit // 8
    data[at] ^= 1 << (0 if bit is None else bit % 8)
    path.write_bytes(data)


def everything(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def one_of_each(folder: Path) -> list[str]:
    """A file of each kind, which are told apart by their folders and suffixes."""
    kinds = {(Path(name).parts[0], Path(name).suffix): name for name in everything(folder)}
    return [*kinds.values()]


some_or_all = pytest.mark.parametrize(
    "files", [one_of_each, pytest.param(everything, marks=pytest.mark.damage)]
)


@some_or_all
def test_a_flipped_bit_in_any_file_is_found_and_named(
    release: Path, files: Callable[[Path], list[str]]
) -> None:
    for name in files(release):
        path = release / name
        data = path.read_bytes()
        bits = {0, len(data) * 4, len(data) * 8 - 1} if data and "queries" not in name else {0}
        for bit in bits if data else ():
            damage(path, bit)
            problems = checked(release).problems
            named = {problem.path for problem in problems}
            assert (name in named) if name != layout.SUMS else problems, (name, bit)
            if name not in (layout.SUMS, layout.MANIFEST):
                assert named == {name}, (name, bit, problems)
            path.write_bytes(data)
    assert found(release) == []


@pytest.mark.damage
def test_any_truncated_file_is_found_and_named(release: Path) -> None:
    for name in everything(release):
        path = release / name
        data = path.read_bytes()
        if not data:
            continue
        path.write_bytes(data[:-1])
        assert name in paths(release), name
        path.write_bytes(data)


@some_or_all
def test_any_missing_file_is_found_and_named(
    release: Path, files: Callable[[Path], list[str]]
) -> None:
    for name in files(release):
        data = (release / name).read_bytes()
        (release / name).unlink()
        problems = checked(release).problems
        assert {problem.path for problem in problems} == {name}
        assert problems[0].message.startswith("is missing")
        (release / name).write_bytes(data)


@pytest.mark.parametrize(
    "name",
    [
        "x.txt",
        ".hidden",
        "data/figures-00009.nq.gz",
        "index/.x.tmp",
        "queries/new/x.rq",
        "data/a/b",
    ],
)
def test_any_extra_file_is_found_and_named(release: Path, name: str) -> None:
    (release / name).parent.mkdir(parents=True, exist_ok=True)
    (release / name).write_bytes(b"")
    assert found(release) == [f"{name}: is not a file of the release"]


def test_a_release_that_is_not_finished_is_named_so(release: Path) -> None:
    (release / layout.INCOMPLETE).write_text("{}")
    assert found(release) == ["INCOMPLETE: exists: the release is not finished"]
    (release / layout.SUMS).unlink()
    (release / layout.MANIFEST).unlink()
    (release / "x.txt").write_bytes(b"")
    assert found(release) == [
        "SHA256SUMS: is missing: the release is not finished",
        "manifest.json: is missing",
        "INCOMPLETE: exists: the release is not finished",
        "x.txt: is not a file of the release",
    ]


def test_where_there_is_no_release_the_request_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "figure.md").write_text("x")
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UsageError, match=r"no release \(there is no manifest.json\)"):
            checked(folder)


def test_sums_that_cannot_be_read_leave_those_of_the_manifest(release: Path) -> None:
    (release / layout.SUMS).write_text("nonsense\n")
    damage(release / "README.md")
    assert paths(release) == {layout.SUMS, "README.md"}


def test_a_manifest_that_cannot_be_read_leaves_the_sums(release: Path) -> None:
    (release / layout.MANIFEST).write_text("{")
    damage(release / "README.md")
    assert paths(release) == {layout.MANIFEST, "README.md"}


# ---- lists damaged: no file that is well is accused ----------------------------------------------


def flip(path: Path, text: str, into: str) -> None:
    data = path.read_text(encoding="utf-8")
    assert text in data
    path.write_text(data.replace(text, into, 1), encoding="utf-8")


def listing(right: str, wrong: str) -> str:
    """What is said of sums that are other ones than the manifest has."""
    lines = zip(right.splitlines(), [*wrong.splitlines(), "the end"], strict=False)
    number, (good, bad) = next((n, pair) for n, pair in enumerate(lines, 1) if pair[0] != pair[1])
    return f"SHA256SUMS: line {number} is {bad!r}, but should be {good!r}"


@pytest.mark.parametrize("name", ["README.md", "void.ttl", SHARD, INDEX, PART, LINKSET])
def test_a_wrong_sum_of_a_file_is_the_fault_of_the_sums(release: Path, name: str) -> None:
    digest = size(release / name).sha256
    for wrong in (digest[::-1], digest.replace(digest[0], "0123456789"[digest[0] == "0"])):
        text = (release / layout.SUMS).read_text()
        flip(release / layout.SUMS, digest, wrong)
        assert found(release) == [listing(text, text.replace(digest, wrong))]
        (release / layout.SUMS).write_text(text)


def test_a_wrong_sum_of_the_manifest_leaves_all_other_sums(release: Path) -> None:
    digest = size(release / layout.MANIFEST).sha256
    flip(release / layout.SUMS, digest, digest[:-1] + "0123456789"[digest[-1] == "0"])
    assert found(release) == ["manifest.json: its SHA-256 is not the one listed"]
    damage(release / "README.md")
    assert found(release) == [
        "manifest.json: its SHA-256 is not the one listed",
        "README.md: its SHA-256 is not the one listed",
    ]


@pytest.mark.parametrize("text", ['"figures": 2', '"README.md"', '"title": "P', '"sha256": "'])
def test_a_damaged_manifest_is_told_alone_and_not_believed(release: Path, text: str) -> None:
    flip(release / layout.MANIFEST, text, text[:-1] + "9")
    assert found(release) == ["manifest.json: its SHA-256 is not the one listed"]


@pytest.mark.parametrize("name", ["README.md", SHARD, "ontology.ttl"])
def test_a_misspelt_path_is_the_fault_of_the_sums(release: Path, name: str) -> None:
    text = (release / layout.SUMS).read_text()
    flip(release / layout.SUMS, f"  {name}\n", f"  x{name[1:]}\n")
    assert found(release) == [listing(text, (release / layout.SUMS).read_text())]


def test_a_file_put_into_the_sums_alone_is_named(release: Path) -> None:
    (release / "x.txt").write_bytes(b"x")
    sums_of(release)
    *lines, last = (release / layout.SUMS).read_text().splitlines()
    assert found(release) == [
        f"SHA256SUMS: line {len(lines) + 1} is {last!r}, but should be the end",
        "x.txt: is not a file of the release",
    ]


def test_a_file_that_is_listed_twice_is_found(release: Path) -> None:
    manifest = json.loads((release / layout.MANIFEST).read_bytes())
    manifest["files"].append(entry(manifest, "README.md"))
    (release / layout.MANIFEST).write_text(json.dumps(manifest))
    sums_of(release)
    assert found(release) == ["manifest.json: its files are not sorted by path, each once"]


# ---- tampering with all sums put right -----------------------------------------------------------


def put_right(folder: Path) -> None:
    """Renew all sums and sizes that other files have of a file: only what they say is wrong now."""
    suffix = ".gz"
    for path in sorted((folder / "index").glob("*.jsonl.gz")):
        number = int(path.name[8:13])
        header, rows = read_index(path.read_bytes(), GZIP)
        header.data = size(folder / layout.figures(number, suffix))
        header.shared = size(folder / layout.figures_shared(number, suffix))
        path.write_bytes(write_index(header, rows, GZIP))
    path = folder / layout.shared_index(0, suffix)
    index = json.loads(gzip.decompress(path.read_bytes()))
    index["data"] = asdict(size(folder / PART))
    index["linksets"] = asdict(size(folder / LINKSET))
    path.write_bytes(GZIP.pack(json.dumps(index).encode()))
    manifest = json.loads((folder / layout.MANIFEST).read_bytes())
    data = [file for file in manifest["files"] if file["role"] in ("figures", "shared")]
    whole = sum(size(folder / file["path"]).bytes for file in data)
    new_joined = joined(folder_at(folder), loaded(manifest))
    texts = {manifest["joined"]["sha256"]: new_joined.sha256}
    manifest["joined"] = asdict(new_joined)
    texts |= {f'"{sum(file["bytes"] for file in data)}"^^': f'"{whole}"^^'}
    last = {"description": 1, "readme": 2}
    for entry in sorted(manifest["files"], key=lambda file: last.get(file["role"], 0)):
        path = folder / entry["path"]
        if entry["path"] in ("void.ttl", "dataset.jsonld"):
            text = path.read_text(encoding="utf-8")
            for before, after in texts.items():
                text = text.replace(before, after)
            path.write_text(text, encoding="utf-8")
        if entry["path"] == "README.md":
            path.write_bytes(description("README.md", loaded(manifest), Tally()) or b"")
        old = FileSum(entry["bytes"], entry["sha256"])
        new = size(path)
        texts[old.sha256] = new.sha256
        if old.bytes != new.bytes:
            texts[f" {old.bytes} "] = f" {new.bytes} "
            texts[f'"{old.bytes} B"'] = f'"{new.bytes} B"'
            texts[f'"{old.bytes}"^^'] = f'"{new.bytes}"^^'
        entry |= asdict(new)
    (folder / layout.MANIFEST).write_text(json.dumps(manifest))
    sums_of(folder)


def sums_of(folder: Path) -> None:
    lines = [f"{size(folder / n).sha256}  {n}\n" for n in everything(folder) if n != layout.SUMS]
    (folder / layout.SUMS).write_text("".join(lines))


def loaded(manifest: dict[str, Any]) -> Manifest:
    return load(json.dumps(manifest).encode())


def size(path: Path) -> FileSum:
    data = path.read_bytes()
    return FileSum(len(data), hashlib.sha256(data).hexdigest())


def test_putting_right_changes_nothing_by_itself(release: Path) -> None:
    put_right(release)
    assert found(release) == []


def edited(path: Path, change: Callable[[bytes], bytes]) -> str | None:
    """Change the content of a file; gives how that differs."""
    before = gzip.decompress(path.read_bytes())
    after = change(before)
    path.write_bytes(GZIP.pack(after))
    return first_difference(after.splitlines(True), before.splitlines(True))


def edit_member(folder: Path, change: Callable[[bytes], bytes], *, digest: bool = True) -> str:
    """Change the quads of a figure and all that its index says of them; gives its figid."""
    header, rows = read_index((folder / INDEX).read_bytes(), GZIP)
    data = (folder / SHARD).read_bytes()
    members = []
    for number, row in enumerate(rows):
        quads = gzip.decompress(data[row.offset : row.offset + row.bytes])
        if number == 2:
            quads = change(quads)
            row.triples = quads.count(b"\n")
            if digest:
                row.content = hashlib.sha256(quads).hexdigest()[:32]
        members.append(GZIP.pack(quads))
        row.offset, row.bytes = sum(map(len, members[:-1])), len(members[-1])
    header.triples = sum(row.triples for row in rows)
    (folder / SHARD).write_bytes(b"".join(members))
    (folder / INDEX).write_bytes(write_index(header, rows, GZIP))
    put_right(folder)
    return str(rows[2].figid)


def first_line(quads: bytes) -> bytes:
    return quads[: quads.index(b"\n") + 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda q: q.replace(b"<", b"< ", 1), "cannot be read as RDF"),
        (lambda q: q + first_line(q), "a quad comes twice"),
        (
            lambda q: q.replace(b".html> .\n", b".htm> .\n", 1),
            "a quad is not in the record's graph",
        ),
        (lambda q: b"", "b'': the first line is not that of a record's page"),
    ],
    ids=["syntax", "twice", "graph", "empty"],
)
def test_wrong_quads_are_found_though_all_sums_are_right(
    release: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    figid = edit_member(release, change)
    (problem,) = checked(release).problems
    assert problem.path == SHARD
    assert problem.message.startswith(f"{figid}: {message}")


def test_a_quad_more_or_less_is_found_by_its_digest(release: Path) -> None:
    figid = edit_member(release, lambda q: q[len(first_line(q)) :], digest=False)
    assert f"{SHARD}: {figid}: its digest is not that of the index" in found(release)


def test_a_changed_text_is_found_by_the_content_though_everything_else_fits(release: Path) -> None:
    edit_member(release, lambda q: re.sub(rb'name> ".', b'name> "x', q, count=1))
    (problem,) = found(release)
    line = r"' \"content\": \"[0-9a-f]{64}\",'"
    assert re.fullmatch(rf"manifest.json: line \d+ is {line}, but should be {line}", problem)


def test_counts_that_are_not_those_of_the_data_are_found(release: Path) -> None:
    edit_member(
        release, lambda q: q.replace(b"https://schema.org/caption", b"https://schema.org/x")
    )
    assert f"{INDEX}: its 'tally' is not that of the data" in found(release)


def test_shared_lines_are_held_against_the_part(release: Path) -> None:
    message = edited(release / PART, lambda text: text.replace(b'name> "', b'name> "x', 1))
    put_right(release)
    assert found(release) == [f"{PART}: {message}"]


def test_a_line_too_few_in_a_part_is_found(release: Path) -> None:
    message = edited(release / PART, lambda text: text[: text.rindex(b"\n", 0, -1) + 1])
    put_right(release)
    assert found(release) == [f"{PART}: {message}"]
    assert message is not None
    assert "is the end, but should be '<" in message


def test_a_shared_quad_in_another_graph_is_found(release: Path) -> None:
    message = edited(release / PART, lambda text: text.replace(b"/dataset> .\n", b"/other> .\n", 1))
    put_right(release)
    assert found(release) == [f"{PART}: {message}"]


def test_a_link_too_many_or_changed_is_found(release: Path) -> None:
    for change in (lambda text: text + first_line(text), lambda text: text.replace(b"/", b"//", 1)):
        data = (release / LINKSET).read_bytes()
        message = edited(release / LINKSET, change)
        put_right(release)
        assert found(release) == [f"{LINKSET}: {message}"]
        (release / LINKSET).write_bytes(data)


def test_shared_lines_of_a_shard_out_of_order_are_found(release: Path) -> None:
    header, rows = read_index((release / INDEX).read_bytes(), GZIP)
    data = (release / LINES).read_bytes()
    start, end = header.members[0], header.members[1]
    lines = gzip.decompress(data[start:end]).splitlines(keepends=True)
    packed = GZIP.pack(b"".join(reversed(lines)))
    header.members = [place + (len(packed) - end if place else 0) for place in header.members]
    (release / LINES).write_bytes(packed + data[end:])
    (release / INDEX).write_bytes(write_index(header, rows, GZIP))
    put_right(release)
    assert f"{LINES}: member 0: its lines are not in order" in found(release)


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def renewed(folder: Path, name: str) -> None:
    """Put the sums of one file right."""
    manifest = json.loads((folder / layout.MANIFEST).read_bytes())
    for entry in manifest["files"]:
        if entry["path"] == name:
            entry |= asdict(size(folder / name))
    (folder / layout.MANIFEST).write_text(json.dumps(manifest))
    sums_of(folder)


def test_a_wrong_number_in_void_is_found(release: Path) -> None:
    triples = json.loads((release / layout.MANIFEST).read_bytes())["counts"]["triples"]
    rewritten(release / "void.ttl", f"void:triples {triples}", f"void:triples {triples + 1}")
    renewed(release, "void.ttl")
    assert found(release) == [
        "void.ttl: unexpected triple: <https://pfocr.wikipathways.org/dataset/2026-11> "
        f'<{void.triples}> "{triples + 1}"^^<{xsd.integer}>'
    ]


@pytest.mark.damage
def test_a_wrong_number_in_any_partition_of_void_is_found(release: Path) -> None:
    text = (release / "void.ttl").read_text(encoding="utf-8")
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if "void:triples " in line or "entities " in line]
    for place in places[3 :: len(places) // 12]:
        changed = [*lines]
        changed[place] = changed[place].replace("void:triples ", "void:triples 9")
        changed[place] = changed[place].replace("void:entities ", "void:entities 9")
        (release / "void.ttl").write_text("\n".join(changed), encoding="utf-8")
        renewed(release, "void.ttl")
        assert paths(release) == {"void.ttl"}, lines[place]


def test_a_wrong_checksum_in_void_is_found(release: Path) -> None:
    digest = size(release / SHARD).sha256
    rewritten(release / "void.ttl", digest, digest[::-1])
    renewed(release, "void.ttl")
    node = f"https://pfocr.wikipathways.org/dataset/2026-11#file-{SHARD.replace('/', '.')}-sha256"
    assert found(release) == [
        f"void.ttl: unexpected triple: <{node}> <{spdx.checksumValue}> "
        f'"{digest[::-1]}"^^<{xsd.hexBinary}>'
    ]


def test_a_triple_that_void_lacks_is_found(release: Path) -> None:
    rewritten(release / "void.ttl", "foaf:homepage <https://pfocr.wikipathways.org/> .", ".")
    renewed(release, "void.ttl")
    assert found(release) == [f"void.ttl: missing triple: <{DATASET}> <{foaf.homepage}> <{SITE}>"]


def test_void_that_is_no_turtle_is_found(release: Path) -> None:
    (release / "void.ttl").write_text("<a> <b")
    renewed(release, "void.ttl")
    assert "cannot be read as RDF" in found(release)[0]


def test_a_wrong_sum_in_the_dataset_for_search_engines_is_found(release: Path) -> None:
    digest = size(release / SHARD).sha256
    rewritten(release / "dataset.jsonld", digest, digest[::-1])
    renewed(release, "dataset.jsonld")
    assert paths(release) == {"dataset.jsonld"}


@pytest.mark.parametrize("text", ["{", "[]", "1"])
@pytest.mark.parametrize("name", ["dataset.jsonld", "statistics.json", "validation.json"])
def test_json_of_another_form_is_found(release: Path, name: str, text: str) -> None:
    (release / name).write_text(text)
    renewed(release, name)
    assert paths(release) == {name}


def test_wrong_statistics_are_found(release: Path) -> None:
    rewritten(release / "statistics.json", '"figures": 20', '"figures": 21')
    renewed(release, "statistics.json")
    assert found(release) == [
        "statistics.json: line 2 is ' \"figures\": 21,', but should be ' \"figures\": 20,'"
    ]


def entry(manifest: dict[str, Any], path: str) -> dict[str, Any]:
    return next(file for file in manifest["files"] if file["path"] == path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda m: m["counts"].update(figures=21),
            "manifest.json: line 28 is '  \"figures\": 21,', but should be '  \"figures\": 20,'",
        ),
        (
            lambda m: m["counts"]["classes"].update({"https://schema.org/Gene": 1}),
            "manifest.json: line 52 is '   \"https://schema.org/Gene\": 1,', but should be",
        ),
        (
            lambda m: m["input"].update(records=21),
            "manifest.json: line 16 is '  \"records\": 21,', but should be '  \"records\": 20,'",
        ),
        (
            lambda m: m["input"].update(digest="0" * 64),
            'manifest.json: line 17 is \'  "digest": "000',
        ),
        (lambda m: m.update(content="0" * 64), 'manifest.json: line 20 is \' "content": "000'),
        (
            lambda m: m.update(joined={"bytes": 1, "sha256": "0" * 64}),
            "manifest.json: line 22 is '  \"bytes\": 1,', but should be",
        ),
        (
            lambda m: m.update(joined=None),
            "manifest.json: line 21 is ' \"joined\": null,', but should be ' \"joined\": {'",
        ),
        (
            lambda m: m.update(recipe="0" * 64),
            "index/figures-00000.jsonl.gz: its 'recipe' is not that of the data",
        ),
        (
            lambda m: m["validation"].update(warnings=m["validation"]["warnings"] + 1),
            "validation.json: its counts are not those of manifest.json",
        ),
        (
            lambda m: m["faults"].update(faults=77),
            "faults.jsonl: has 0 faults, but manifest.json counts 77",
        ),
        (lambda m: m.update(extra=1), "manifest.json: extra: "),
        (lambda m: m["files"].pop(), "SHA256SUMS: line 96 is "),
        (lambda m: m["files"].pop(0), "SHA256SUMS: line 1 is "),
        (lambda m: m["files"][0].update(sha256="0" * 64), "SHA256SUMS: line 1 is "),
        (
            lambda m: m["files"][0].update(triples=1),
            "manifest.json: its 'triples' of README.md is 1, but should be None",
        ),
        (lambda m: m["files"][0].update(role="index"), "manifest.json: does not list README.md"),
        (lambda m: m["files"][0].update(path="else.md"), "SHA256SUMS: line 1 is "),
        (
            lambda m: entry(m, SHARD).update(triples=1),
            "manifest.json: its 'triples' of data/figures-00001.nq.gz is 1, but should be ",
        ),
        (
            lambda m: entry(m, SHARD).update(records=1),
            "manifest.json: its 'records' of data/figures-00001.nq.gz is 1, but should be 7",
        ),
        (
            lambda m: entry(m, SHARD).update(first="x"),
            "manifest.json: its 'first' of data/figures-00001.nq.gz is 'x', but should be 'PMC",
        ),
        (
            lambda m: entry(m, SHARD).update(bytes=1),
            "manifest.json: its 'bytes' of data/figures-00001.nq.gz is 1, but should be ",
        ),
        (
            lambda m: entry(m, SHARD).pop("last"),
            "manifest.json: its 'last' of data/figures-00001.nq.gz is None, but should be 'PMC",
        ),
        (
            lambda m: entry(m, PART).update(content_bytes=1),
            "manifest.json: its 'content_bytes' of data/shared-00.nq.gz is 1, but should be ",
        ),
        (
            lambda m: entry(m, LINKSET).update(triples=1),
            "manifest.json: its 'triples' of linksets/linksets-00.nt.gz is 1, but should be ",
        ),
        (
            lambda m: m["files"][0].update(bytes=1),
            "manifest.json: its 'bytes' of README.md is 1, but should be ",
        ),
        (
            lambda m: m["files"][-1].update(bytes=1),
            "manifest.json: its 'bytes' of void.ttl is 1, but should be ",
        ),
    ],
)
def test_a_manifest_that_is_not_true_is_found(
    release: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    manifest = json.loads((release / layout.MANIFEST).read_bytes())
    change(manifest)
    (release / layout.MANIFEST).write_text(json.dumps(manifest))
    sums_of(release)
    assert found(release)[0].startswith(message)


def edit_json(change: Callable[[Any], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        found = json.loads(text)
        change(found)
        return json.dumps(found, indent=1, ensure_ascii=False) + "\n"

    return changed


def sub(pattern: str, into: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, into, text, count=1)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with everything that a release can have, and faults. Nobody changes it."""
    folder = tmp_path_factory.mktemp("described")
    write_corpus(5, folder / "pfocr")
    records = next(path.parent for path in (folder / "pfocr").rglob("*.md"))
    (records / "PMC0__a.md").write_text("---\nfigid: PMC0__a\nyear: 20x9\n---\n")
    options = ReleaseOptions(
        base="https://example.org/pfocr/2026-11/",
        endpoint="https://example.org/sparql",
        issued="2026-11-01",
        html=find_spec("vl_convert") is not None,
        shard_size=3,
        declared={"up:*": "new words"},
    )
    build([folder / "pfocr"], folder / "2026-11", options)
    return folder / "2026-11"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("README.md", sub(r"\| figures \| \d", "| figures | 99")),
        ("README.md", lambda text: ""),
        ("README.md", sub("issued 2026-11-01", "issued 1999-01-01")),
        ("dataset.jsonld", sub(r"\d+ B", "1 B")),
        ("dataset.jsonld", sub('"value": ', '"value": 9')),
        ("dataset.jsonld", sub("published pathway", "untrue")),
        ("dataset.jsonld", sub("publicdomain", "other")),
        ("dataset.jsonld", sub("example.org/pfocr", "example.com/pfocr")),
        ("dataset.jsonld", edit_json(lambda d: d.update(version="1999"))),
        ("void.ttl", sub(r"void:classes \d", "void:classes 9")),
        ("void.ttl", sub(r"void:properties \d", "void:properties 9")),
        ("void.ttl", sub("publicdomain", "other")),
        ("void.ttl", sub("checksumAlgorithm_sha256", "checksumAlgorithm_md5")),
        ("void.ttl", sub('softwareVersion "', 'softwareVersion "9')),
        ("void.ttl", sub("skos:exactMatch", "skos:closeMatch")),
        ("void.ttl", sub("$", "<https://example.org/x> void:triples 1 .\n")),
        ("service.ttl", sub("sd:endpoint <[^>]*>", "sd:endpoint <https://example.com/>")),
        ("queries/figures/figures-of-year.rq", sub("$", "}}}")),
        ("queries/sparql-examples.ttl", sub("example.org/sparql", "example.com/sparql")),
        ("shapes/gene.ttl", lambda text: ""),
        ("shapes/gene.ttl", sub("sh:minCount 1", "sh:minCount 0")),
        ("ontology.ttl", sub("rdfs:domain", "rdfs:range")),
        pytest.param("stats.html", lambda text: "<html>", marks=pytest.mark.charts),
        pytest.param("stats.html", sub("<td class=.number.>", "<td>9"), marks=pytest.mark.charts),
        ("statistics.json", sub('"figures": ', '"figures": 9')),
        ("validation.json", sub('"count": ', '"count": 9')),
        ("validation.json", edit_json(lambda d: d["findings"].pop())),
        ("faults.jsonl", sub('"fatal": false', '"fatal": true')),
        ("faults.jsonl", sub('"field": ', '"field": 1')),
    ],
)
def test_a_changed_file_is_found_though_all_sums_are_right(
    described: Path, tmp_path: Path, name: str, change: Callable[[str], str]
) -> None:
    release = Path(shutil.copytree(described, tmp_path / "2026-11"))
    text = (release / name).read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    (release / name).write_text(changed, encoding="utf-8")
    renewed(release, name)
    assert paths(release) == {name}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(version="1999"), "dataset.jsonld: line 34 is "),
        (
            lambda m: m.update(title="x"),
            'dataset.jsonld: line 37 is \'  "name": "PFOCR as RDF, release 2026-11",\', but ',
        ),
        (lambda m: m.update(issued="1999-01-01"), "dataset.jsonld: line 208 is "),
        (lambda m: m.update(base="https://example.com/"), "dataset.jsonld: line 41 is "),
        (
            lambda m: m.update(endpoint=None),
            "manifest.json: lists service.ttl, which such a release does not have",
        ),
        (
            lambda m: m.update(previous={"version": "1", "manifest": "0" * 64}),
            "dataset.jsonld: line 208 is ",
        ),
        (
            lambda m: m.update(shard_size=100),
            "manifest.json: its shard_size is not that of the data",
        ),
        (
            lambda m: m["program"].update(version="9"),
            "README.md: does not name pfocr-rdf 9, which manifest.json does",
        ),
        (lambda m: m["input"].update(revision="a" * 40), "dataset.jsonld: line 90 is "),
        (
            lambda m: m["guard"]["declared"].update({"up:*": "other words"}),
            "void.ttl: unexpected triple: ",
        ),
        (
            lambda m: m["files"].reverse(),
            "manifest.json: its files are not sorted by path, each once",
        ),
        (
            lambda m: m["files"].remove(entry(m, "shapes/gene.ttl")),
            "manifest.json: does not list shapes/gene.ttl",
        ),
        (
            lambda m: m["files"].remove(entry(m, "README.md")),
            "manifest.json: does not list README.md",
        ),
    ],
)
def test_a_changed_manifest_is_found_though_all_sums_are_right(
    described: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    release = Path(shutil.copytree(described, tmp_path / "2026-11"))
    manifest = json.loads((release / layout.MANIFEST).read_bytes())
    change(manifest)
    (release / layout.MANIFEST).write_text(json.dumps(manifest))
    listed = {file["path"] for file in manifest["files"]} | {layout.MANIFEST, layout.SUMS}
    for name in set(everything(release)) - listed:
        (release / name).unlink()
    sums_of(release)
    assert found(release)[0].startswith(message)


def test_a_release_of_another_version_of_the_program_is_not_made_again(
    described: Path, tmp_path: Path, cli: Run
) -> None:
    release = Path(shutil.copytree(described, tmp_path / "2026-11"))
    flip(release / "shapes/gene.ttl", "sh:minCount 1", "sh:minCount 0")
    renewed(release, "shapes/gene.ttl")
    for name in ("README.md", "manifest.json"):
        text = (release / name).read_text(encoding="utf-8")
        text = text.replace(f'"{__version__}"', '"0.0.1"').replace(f" {__version__} ", " 0.0.1 ")
        (release / name).write_text(text, encoding="utf-8")
    renewed(release, "README.md")
    result = checked(release)
    assert (result.problems, result.program) == ([], "0.0.1")
    ran = cli("verify", release)
    last = "descriptions were not compared: pfocr-rdf 0.0.1 made the release\n"
    assert (ran.code, ran.out, ran.err.splitlines(True)[1:]) == (0, b"", [last])
    said = json.loads(cli("verify", release, "--format", "json").out)
    assert (said["good"], said["descriptions_compared"]) == (True, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["counts"].update(triples=1),
        lambda m: m["faults"].update(faults=77),
        lambda m: m["validation"].update(warnings=m["validation"]["warnings"] + 1),
        lambda m: m["files"][0].update(bytes=1),
        lambda m: entry(m, SHARD).update(triples=1),
        lambda m: entry(m, "faults.jsonl").update(sha256="0" * 64),
    ],
)
def test_counts_and_sums_of_another_version_are_checked(
    described: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    release = Path(shutil.copytree(described, tmp_path / "2026-11"))
    flip(release / "README.md", f" {__version__} ", " 0.0.1 ")
    renewed(release, "README.md")
    manifest = json.loads((release / layout.MANIFEST).read_bytes())
    manifest["program"]["version"] = "0.0.1"
    for changed in (False, True):
        if changed:
            change(manifest)
        (release / layout.MANIFEST).write_text(json.dumps(manifest))
        sums_of(release)
        assert bool(found(release)) == changed


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_says_in_a_line_that_all_is_well(pristine: Path, cli: Run) -> None:
    ran = cli("verify", pristine)
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("2026-11: no problems; ")
    assert " 20 figures, " in ran.err
    assert cli("verify", pristine, "-q").err == ""


def test_the_command_prints_a_line_for_each_problem(release: Path, cli: Run) -> None:
    damage(release / "README.md")
    os.remove(release / "void.ttl")  # noqa: PTH107
    ran = cli("verify", release, "--jobs", "2")
    assert ran.code == 1
    assert sorted(ran.out.decode().splitlines()) == [
        "README.md: its SHA-256 is not the one listed",
        "void.ttl: is missing",
    ]
    assert ran.err.startswith("2026-11: 2 problems; ")


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "a\u2028b"])
def test_a_problem_is_one_line_whatever_a_file_is_called(
    release: Path, cli: Run, name: str
) -> None:
    (release / name).write_bytes(b"")
    ran = cli("verify", release)
    shown = name.encode("unicode_escape").decode()
    assert ran.out.decode() == f"{shown}: is not a file of the release\n"


def test_the_command_gives_json(release: Path, cli: Run) -> None:
    damage(release / "README.md")
    ran = cli("verify", release, "--format", "json")
    assert ran.code == 1
    said = json.loads(ran.out)
    assert (said["release"], said["good"], said["figures"]) == ("2026-11", False, 20)
    assert said["descriptions_compared"] is True
    assert said["problems"] == [
        {"path": "README.md", "message": "its SHA-256 is not the one listed"}
    ]
    damage(release / "data/figures-00000.nq.gz")
    said = json.loads(cli("verify", release, "--format", "json").out)
    assert said["descriptions_compared"] is False


def test_the_command_refuses_what_is_no_release(tmp_path: Path, cli: Run) -> None:
    ran = cli("verify", tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == f"pfocr-rdf: {tmp_path}: no release (there is no manifest.json)\n"
    assert cli("verify", tmp_path, "--format", "xml").code == 2
