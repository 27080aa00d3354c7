"""Bad input gets a message that names its place, and never costs the sound records."""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import samples
from helpers.bad_inputs import CASES, FILE, NAME, SOUND, Case, table, tar, zipped
from helpers.examples import examples
from helpers.loading import raws
from helpers.running import ROOT, Run, runner
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf import Fault, Figure, OutputError, UsageError, write
from pfocr_rdf.files.compression import zstd
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.records.model import Mention
from pfocr_rdf.sources import records

FIGURE = "<https://pfocr.wikipathways.org/figures/{}>"


def lay_out(folder: Path, case: Case) -> None:
    files = dict(case.files)
    if not any(name.startswith("in/_figures") for name in files):
        files[f"in/{SOUND}.md"] = samples.record(SOUND)
    samples.place(folder, files)
    case.make(folder)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


# ---- the list of cases ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_input_gets_what_the_docs_say(case: Case, tmp_path: Path, cli: Run) -> None:
    lay_out(tmp_path, case)
    before = tree(tmp_path)
    ran = cli("export", *case.inputs, "-o", case.output, "-q", *case.more.split())
    lines = ran.err.splitlines()
    if lines and lines[-1].endswith(" skipped"):
        lines.pop()
    said = [line.format(folder=tmp_path.resolve()) for line in case.said]
    assert len(lines) == len(said), lines
    for line, expected in zip(lines, said, strict=True):
        start, theirs, _ = expected.partition("…")
        assert line.startswith(start) if theirs else line == expected
    assert ran.code == case.code
    assert ran.out == b""
    if case.output.startswith("/dev"):
        return
    written = tree(tmp_path) - before
    if case.code == 2:
        assert not written
        return
    assert written == {case.output}
    text = (tmp_path / case.output).read_text(encoding="utf-8")
    if case.output == "out.nq":
        assert FIGURE.format(SOUND) in text
        names = [f"{FIGURE.format(name)} <http" for name in (NAME, "PMC1__f2")]
        assert any(name in text for name in names) == case.kept


def test_the_docs_list_every_case() -> None:
    page = ROOT / "docs" / "bad-input.md"
    if os.environ.get("PFOCR_RENEW"):
        page.write_text(table(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == table()


def test_all_bad_inputs_in_one_run_are_all_named_and_the_sound_ones_written(
    tmp_path: Path, cli: Run
) -> None:
    cases = [case for case in CASES if case.group == "Records" and FILE in case.files]
    for number, case in enumerate(cases):
        samples.place(tmp_path / f"in/{number:03}", {f"{NAME}.md": case.files[FILE]})
    samples.place(tmp_path / "in", {f"{SOUND}.md": samples.record(SOUND)})
    ran = cli("export", "in", "-o", "out.nt", "-q", "--errors", "errors.jsonl")
    assert ran.code == 1
    for number, case in enumerate(cases):
        for line in case.said:
            assert line.replace(FILE, f"in/{number:03}/{NAME}.md") in ran.faults
    assert FIGURE.format(SOUND) in (tmp_path / "out.nt").read_text()
    faults = [Fault(**json.loads(x)) for x in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert [str(fault) for fault in faults] == ran.faults


def test_names_that_become_iris_are_percent_encoded(tmp_path: Path, cli: Run) -> None:
    import pyoxigraph as ox

    [case] = [case for case in CASES if "become IRIs" in case.name]
    lay_out(tmp_path, case)
    found: dict[str, set[str]] = {}
    for form in FORMATS.values():
        ran = cli("export", "in", "-o", f"out{form.suffix}", "-q")
        assert ran.code == 0
        if form.name == "nq":
            text = (tmp_path / "out.nq").read_text()
            assert "/journals/J%20%3C%3E%22%7B%7D%7C%5C%5E%60%25%23%3F%2F>" in text
            assert "/annotations/t%20%3C%3E%22%7B%7D%7C%5C%5E%60%25%23%3F%2F/v%20" in text
        data = (tmp_path / f"out{form.suffix}").read_bytes()
        syntax = ox.RdfFormat.from_media_type(form.media_type)
        found[form.name] = {str(quad.triple) for quad in ox.parse(data, syntax)}
    assert all(triples == found["nt"] for triples in found.values())
    assert len(found["nt"]) > 30


# ---- options -------------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Two faulty records and a sound one, and an output of an earlier run."""
    return samples.place(
        tmp_path,
        {
            "in/PMC1__a.md": samples.record("PMC1__a", year="x", pmcid="PMC1"),
            "in/PMC1__b.md": "",
            f"in/{SOUND}.md": samples.record(SOUND),
            "out.nq": "earlier\n",
        },
    )


def test_strict_stops_at_the_first_fault_and_leaves_the_earlier_output(
    faulty: Path, cli: Run
) -> None:
    before = tree(faulty)
    ran = cli("export", "in", "-o", "out.nq", "--strict")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "in/PMC1__a.md:3: year: 'x' is not a year of four digits",
        "pfocr-rdf: stopped at the first fault (--strict); nothing was written",
    ]
    assert (faulty / "out.nq").read_text() == "earlier\n"
    assert tree(faulty) == before


def test_errors_are_kept_as_json_lines(faulty: Path, cli: Run) -> None:
    ran = cli("export", "in", "-o", "out.nq", "--errors", "e.jsonl")
    assert ran.code == 1
    lines = [json.loads(line) for line in (faulty / "e.jsonl").read_text().splitlines()]
    assert lines == [
        {
            "source": "in/PMC1__a.md",
            "line": 3,
            "field": "year",
            "message": "'x' is not a year of four digits",
            "fatal": False,
        },
        {
            "source": "in/PMC1__b.md",
            "line": 0,
            "field": "",
            "message": "the file is empty",
            "fatal": True,
        },
    ]
    assert ran.err.splitlines()[-1].split(maxsplit=1)[1] == "2 faults, 1 record or file skipped"
    assert FIGURE.format(SOUND) in (faulty / "out.nq").read_text()


def test_a_sound_run_exits_with_0_and_keeps_an_empty_file_of_errors(
    tmp_path: Path, cli: Run
) -> None:
    samples.place(tmp_path, {f"in/{SOUND}.md": samples.record(SOUND)})
    ran = cli("export", "in", "-o", "out.nq", "-q", "--errors", "e.jsonl")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "e.jsonl").read_bytes() == b""


def test_pages_into_a_file_are_refused_in_one_line(tmp_path: Path, cli: Run) -> None:
    samples.place(tmp_path, {f"in/{SOUND}.md": samples.record(SOUND), "pages": "x"})
    ran = cli("export", "in", "--jsonld-pages", "pages")
    assert ran.code == 1
    assert ran.err == "pfocr-rdf: pages: cannot be made: File exists\n"
    assert (tmp_path / "pages").read_text() == "x"


def test_a_page_never_leaves_its_folder(tmp_path: Path, cli: Run) -> None:
    for number, figid in enumerate(("../../evil", "a/b", "..", "/etc/x", "a" * 120)):
        samples.place(tmp_path, {f"in/{number}.md": samples.record(figid)})
    cli("export", "in", "--jsonld-pages", "pages", "-q")
    names = {path.name for path in (tmp_path / "pages").iterdir()}
    assert names == {
        "..%2F..%2Fevil.jsonld",
        "a%2Fb.jsonld",
        "...jsonld",
        "%2Fetc%2Fx.jsonld",
        "a" * 120 + ".jsonld",
    }
    assert {path.name for path in tmp_path.iterdir()} == {"in", "pages"}


@pytest.mark.parametrize(
    ("stdin", "fault"),
    [
        (b"", "<stdin>: the file is empty"),
        (b"\xff", "<stdin>:1: there is no front matter: the first line is not '---'"),
        (b"---\nfigid: [", "<stdin>:1: the front matter never ends: no second line of '---'"),
    ],
)
def test_standard_input_is_named_in_messages(cli: Run, stdin: bytes, fault: str) -> None:
    ran = cli("export", "-", "-f", "nt", "-q", stdin=stdin)
    assert ran.code == 1
    assert ran.faults == [fault]
    assert ran.out == b""


# ---- while it runs -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def many(generated: Callable[[int], Path]) -> Path:
    """A corpus that takes the export a second or more."""
    return generated(1500)


@contextlib.contextmanager
def running(folder: Path, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pfocr_rdf", "export", *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for_part(folder: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the export was over before it could be interrupted"
        if any(path.stat().st_size for path in folder.glob(".*.part")):
            return
        time.sleep(0.005)
    raise AssertionError("no temporary file came")


@pytest.mark.parametrize(
    ("output", "number"),
    [
        ("out.nq", signal.SIGINT),
        pytest.param("out.nq", signal.SIGTERM, marks=pytest.mark.kills),
        pytest.param("out.nt.gz", signal.SIGINT, marks=pytest.mark.kills),
        pytest.param("out.ttl", signal.SIGINT, marks=pytest.mark.kills),
        pytest.param("out.jsonld.zst", signal.SIGINT, marks=pytest.mark.kills),
        pytest.param("out.rdf", signal.SIGTERM, marks=pytest.mark.kills),
    ],
)
def test_an_interrupted_export_leaves_nothing_half_written(
    many: Path, tmp_path: Path, output: str, number: signal.Signals
) -> None:
    (tmp_path / output).write_text("earlier\n")
    with running(tmp_path, many, "-o", output, "--linksets", "links.nt") as process:
        wait_for_part(tmp_path, process)
        process.send_signal(number)
        _, error = process.communicate(timeout=30)
    assert b"Traceback" not in error
    assert (
        error.decode().splitlines()[-1] == "pfocr-rdf: interrupted; nothing was left half written"
    )
    assert process.returncode == 130
    assert tree(tmp_path) == {output}
    assert (tmp_path / output).read_text() == "earlier\n"


INTERRUPTED = """
import atexit, os, sys
number = int(sys.argv[1])
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "pfocr_rdf.convert.export":
            os.kill(os.getpid(), number)
            len(name)
sys.meta_path.insert(0, Finder())
atexit.register(lambda: os.kill(os.getpid(), number))
sys.argv = ["pfocr-rdf", "export", "in", "-f", "nt"]
from pfocr_rdf.cli import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_while_a_command_imports_and_one_while_it_exits(
    tmp_path: Path, number: signal.Signals
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(int(number))],
        capture_output=True,
        cwd=tmp_path,
        timeout=30,
        check=False,
    )
    message = b"pfocr-rdf: interrupted; nothing was left half written\n"
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", message)


def test_an_interrupted_export_of_pages_leaves_whole_pages_only(many: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    with running(tmp_path, many, "--jsonld-pages", pages) as process:
        while not (pages.is_dir() and len(list(pages.iterdir())) > 20):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in error
    for path in pages.iterdir():
        assert path.suffix == ".jsonld"
        json.loads(path.read_bytes())


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_that_goes_away_ends_the_run_quietly(
    many: Path, tmp_path: Path, form: str
) -> None:
    with running(tmp_path, many, "-f", form, "-q") as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        process.stdout = None
        _, error = process.communicate(timeout=60)
    assert error == b""
    assert process.returncode == 1


@pytest.mark.parametrize("form", FORMATS)
def test_standard_output_that_is_full_is_one_line(tmp_path: Path, form: str) -> None:
    samples.place(tmp_path, {f"in/{SOUND}.md": samples.record(SOUND)})
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pfocr_rdf", "export", "in", "-f", form, "-q"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr.decode() == "pfocr-rdf: output: No space left on device\n"
    assert done.returncode == 1


@pytest.mark.parametrize(
    "suffix", [*(form.suffix for form in FORMATS.values()), ".nq.gz", ".nt.zst"]
)
def test_a_file_that_may_not_grow_is_one_line_and_leaves_nothing(
    many: Path, tmp_path: Path, suffix: str
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    output = f"out{suffix}"
    ran = runner(tmp_path)("export", many, "-o", output, "-q", preexec_fn=limit)
    assert ran.err.splitlines()[-1] == f"pfocr-rdf: {output}: cannot be written: File too large"
    assert ran.code == 1
    assert tree(tmp_path) == set()


def test_a_disk_that_is_full_is_one_line_and_leaves_nothing(
    many: Path, tmp_path: Path, cli: Run
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        ran = cli("export", many, "-o", "small/out.nq", "-q")
        assert ran.err == "pfocr-rdf: small/out.nq: cannot be written: No space left on device\n"
        assert ran.code == 1
        assert tree(small) == set()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def without_roots_privilege() -> None:
    """Before a program starts: give up root's right to read what it may not (Linux)."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    samples.place(tmp_path, {f"in/{SOUND}.md": samples.record(SOUND), "in/closed/x.md": "x"})
    samples.place(tmp_path, {"in/secret.md": samples.record("secret")})
    (tmp_path / "in" / "closed").chmod(0)
    (tmp_path / "in" / "secret.md").chmod(0)
    read = subprocess.run(
        ["cat", "in/secret.md"],
        cwd=tmp_path,
        preexec_fn=without_roots_privilege,
        capture_output=True,
        check=False,
    )
    if read.returncode == 0:
        pytest.skip("root reads everything, and cannot give that up here")
    ran = runner(tmp_path)("export", "in", "-o", "out.nq", "-q", preexec_fn=without_roots_privilege)
    assert ran.faults == [
        "in/closed: cannot be read: Permission denied",
        "in/secret.md: cannot be read: Permission denied",
    ]
    assert ran.code == 1
    assert FIGURE.format(SOUND) in (tmp_path / "out.nq").read_text()


# ---- texts that no file can hold, through the library --------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "figure",
    [
        Figure(figid="PMC1__\ud800"),
        Figure(figid="PMC1__f1", caption="a\udfffb"),
        Figure(figid="PMC1__f1", mentions=(Mention("gene", "w\ud83d", None, None, (), ()),)),
    ],
    ids=["figid", "caption", "word"],
)
def test_a_lone_surrogate_is_refused_and_leaves_nothing(
    tmp_path: Path, form: str, figure: Figure
) -> None:
    output = tmp_path / f"out{FORMATS[form].suffix}"
    with pytest.raises(ValueError, match=r"surrogate|literal value"):
        write(figure, output)
    assert tree(tmp_path) == set()


def test_an_output_in_a_folder_that_vanished_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        write(Figure(figid="a"), tmp_path / "gone" / "x.nt")
    with pytest.raises(OutputError, match="File name too long"):
        write(Figure(figid="a"), tmp_path / ("x" * 300 + ".nt"))


# ---- archives, damaged at random -----------------------------------------------------------------


def archives() -> dict[str, bytes]:
    members = samples.own_records()
    found = {
        "a.zip": zipped(members),
        "b.zip": zipped(members, zipfile.ZIP_STORED),
        "c.zip": zipped(members, zipfile.ZIP_LZMA),
        "d.zip": zipped(members, zipfile.ZIP_BZIP2),
        "a.tar": tar(members, "w"),
        "a.tar.gz": tar(members, "w:gz"),
        "a.tar.bz2": tar(members, "w:bz2"),
        "a.tar.xz": tar(members, "w:xz"),
    }
    found["a.tar.zst"] = zstd.compress(found["a.tar"])
    return found


ARCHIVES = archives()


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_of_every_kind_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    faults: list[Fault] = []
    found = list(raws(records([tmp_path / name], faults.append), faults.append))
    assert not faults
    assert [raw.stem for raw in found] == sorted(
        [samples.INLINE_OLDEST, samples.INLINE, samples.TABLES, samples.BARE]
    )
    tabled = next(raw for raw in found if raw.stem == samples.TABLES)
    for plural in ("genes", "chemicals", "diseases"):
        given_ = tabled.table(plural)
        assert given_ is not None
        assert given_[1] == samples.own_records()[f"_data/{samples.TABLES}-{plural}.tsv"]


@pytest.mark.parametrize("name", ARCHIVES)
@given(
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    cut=st.none() | st.floats(0, 1),
    seed=st.integers(0, 2**16),
)
@examples(25)
def test_a_damaged_archive_gives_faults_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    edits: list[tuple[float, int]],
    cut: float | None,
    seed: int,
) -> None:
    data = bytearray(ARCHIVES[name])
    for at, byte in edits:
        data[int(at * len(data))] = byte
    tail = random.Random(seed)
    for _ in range(seed % 4):  # the directory of a zip archive is at its end
        data[-tail.randrange(1, min(len(data), 600))] = tail.randrange(256)
    if cut is not None:
        del data[int(cut * len(data)) :]
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(data)
    faults: list[Fault] = []
    try:
        for raw in raws(records([path], faults.append), faults.append):
            for plural in ("genes", "chemicals", "diseases"):
                raw.table(plural)
    except UsageError as error:
        assert str(error).startswith(f"{path}: not an archive that can be read: ")  # noqa: PT017


def test_members_that_unpack_to_too_much_together_are_refused(tmp_path: Path, cli: Run) -> None:
    """Told from the headers: nothing has to be unpacked for it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
        info = tarfile.TarInfo("image.png")
        info.size = 2**41
        archive.fileobj.write(info.tobuf(tarfile.GNU_FORMAT))
    (tmp_path / "a.tar.gz").write_bytes(file.getvalue())
    ran = cli("export", "a.tar.gz", "-o", "out.nq", "-q")
    assert ran.code == 2
    assert ran.err == (
        "pfocr-rdf: a.tar.gz: not an archive that can be read: "
        "it unpacks to far more than any archive of records\n"
    )
