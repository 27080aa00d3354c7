"""Several processes write what one writes, to the byte, and tell the same in the same order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import samples, tasks
from helpers.corpora import write_corpus
from helpers.running import Run

from pfocr_rdf import Fault, Options, OutputError, RecordError, Summary, export
from pfocr_rdf.convert import export as pipeline
from pfocr_rdf.validation import Finding, ValidateOptions, validate


def odd_records() -> dict[str, str | bytes]:
    """Records that several processes could easily treat otherwise than one does."""
    genes = [samples.gene("A", "AKT1", "207")]
    found: dict[str, str | bytes] = {
        "PMC10__a.md": b"\xff not UTF-8",
        "PMC20__a.md": samples.record("PMC20__a", year="20x9", pmcid="PMC20"),
        "PMC20__b.md": samples.record("PMC20__a", figtitle="figid of the last one"),
        "PMC30__a.md": samples.record("PMC20__a", figtitle="figid of one long gone"),
        "PMC31__a.md": samples.inline("PMC90__z", genes=genes, figtitle="figid of one to come"),
        "PMC40__a.md": samples.record("PMC40__a", figtitle="a bell \\x07"),
        "PMC90__z.md": samples.inline("PMC90__z", genes=genes),
        "PMC91__a.md": samples.record("PMC91__a", unknown_field="x", organisms=["Nemo nullus"]),
    }
    for number in range(50, 60):  # one paper under many names, another now and then
        figid = f"PMC{number}__a"
        pmcid = "PMC77" if number % 4 else "PMC78"
        title = f"Title {number // 3}"
        found[f"{figid}.md"] = samples.inline(
            figid, genes=genes, pmcid=pmcid, title=title, journal_title=f"J{number // 4}"
        )
    return found


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> list[Path]:
    """Generated figures in both layouts, our own, and odd ones."""
    folder = tmp_path_factory.mktemp("figures")
    write_corpus(70, folder / "generated")
    samples.place(folder / "own", samples.own_records())
    samples.place(folder / "odd", odd_records())
    return [folder / "generated", folder / "own", folder / "odd"]


@pytest.fixture
def small_chunks(monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", 7)


def told(
    figures: list[Path], output: Path | None, jobs: int, **options: Any
) -> tuple[Summary, list[Fault], list[tuple[int, int]]]:
    faults: list[Fault] = []
    steps: list[tuple[int, int]] = []
    summary = export(
        figures,
        output,
        Options(
            jobs=jobs,
            on_fault=faults.append,
            progress=lambda done, total: steps.append((done, total)),
            **options,
        ),
    )
    return summary, faults, steps


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("jobs", [2, pytest.param(3, marks=pytest.mark.processes)])
@pytest.mark.parametrize(
    "suffix",
    [
        *("nq", "jsonld", "ttl.zst"),
        *(
            pytest.param(f, marks=pytest.mark.processes)
            for f in ("nt", "ttl", "trig", "rdf", "nq.gz")
        ),
    ],
)
def test_several_processes_write_what_one_writes(
    figures: list[Path], tmp_path: Path, suffix: str, jobs: int
) -> None:
    one, several = tmp_path / f"one.{suffix}", tmp_path / f"several.{suffix}"
    alone = told(figures, one, 1)
    assert told(figures, several, jobs) == alone
    assert several.read_bytes() == one.read_bytes()
    summary, faults, _ = alone
    assert summary.figures == 88
    assert len([f for f in faults if "already the figid" in f.message]) == 3
    assert list(summary.unresolved)
    assert list(summary.unknown)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("suffix", ["nq", "trig", "jsonld"])
def test_several_processes_write_one_graph(
    figures: list[Path], tmp_path: Path, suffix: str
) -> None:
    one, several = tmp_path / f"one.{suffix}", tmp_path / f"several.{suffix}"
    alone = told(figures, one, 1, graph="urn:g")
    assert told(figures, several, 2, graph="urn:g") == alone
    assert several.read_bytes() == one.read_bytes()


@pytest.mark.usefixtures("small_chunks")
def test_several_processes_write_the_same_pages_and_linksets(
    figures: list[Path], tmp_path: Path
) -> None:
    for name, jobs in (("one", 1), ("several", 2)):
        folder = tmp_path / name
        folder.mkdir()
        told(figures, folder / "a.nt", jobs, pages=folder / "pages", linksets=folder / "links.nt")
    written = [
        {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (tmp_path / "one", tmp_path / "several")
    ]
    assert written[0] == written[1]
    assert len(written[0]) == 88 + 2  # the data and the links


@pytest.mark.usefixtures("small_chunks")
def test_several_processes_stop_at_the_first_fault(figures: list[Path], tmp_path: Path) -> None:
    found = []
    for jobs in (1, 2):
        with pytest.raises(RecordError) as caught:
            export(figures, tmp_path / "a.nq", Options(jobs=jobs, strict=True))
        found.append(caught.value.faults)
    assert found[0] == found[1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small_chunks")
def test_a_path_given_twice_is_told_the_same(figures: list[Path], tmp_path: Path) -> None:
    twice = [figures[1], figures[0], figures[1].rename(figures[1].with_name("moved"))]
    figures[1].symlink_to(twice[2])
    try:
        alone = told(twice, tmp_path / "one.nq", 1)
        assert told(twice, tmp_path / "several.nq", 2) == alone
        assert alone[0].left_out == 4
        assert (tmp_path / "several.nq").read_bytes() == (tmp_path / "one.nq").read_bytes()
    finally:
        figures[1].unlink()
        twice[2].rename(figures[1])


def test_the_command_takes_jobs(figures: list[Path], tmp_path: Path, cli: Run) -> None:
    write_corpus(230, tmp_path / "in")
    samples.place(tmp_path / "odd", odd_records())
    more = ("--errors", "{}.jsonl", "--jobs", "{}")
    ran = [
        cli("export", "in", "odd", "-o", f"{jobs}.nq", *[m.format(jobs) for m in more])
        for jobs in ("1", "2")
    ]
    assert ran[0].code == ran[1].code == 1
    said = [[line for line in r.err.splitlines() if not line.startswith("time ")] for r in ran]
    assert said[0] == said[1]
    for suffix in ("nq", "jsonl"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()
    assert len((tmp_path / "1.jsonl").read_text().splitlines()) == 8


# ---- processes that die --------------------------------------------------------------------------


@pytest.mark.usefixtures("small_chunks")
def test_records_that_kill_their_process_are_named(
    figures: list[Path], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(pipeline, "convert_chunk", tasks.dies_of_records)
    with pytest.raises(
        OutputError, match=r"the records PMC5\d__a to PMC91__a: its worker died \(signal 9"
    ):
        export(figures, tmp_path / "a.nq", Options(jobs=2))
    assert list(tmp_path.iterdir()) == []


def test_a_validation_that_lost_records_fails_and_names_them(
    figures: list[Path], monkeypatch
) -> None:
    from pfocr_rdf.validation import run

    monkeypatch.setattr(run, "check_records", tasks.check_or_die)
    outcomes = [validate(figures, ValidateOptions(jobs=jobs, batch=9)) for jobs in (1, 2)]
    assert not outcomes[1].passed
    (failure,) = [f for f in outcomes[1].failures if "not checked" in f]
    assert failure == "the records PMC57__a to PMC91__a not checked: its worker died (signal 9)"
    assert 0 < outcomes[0].figures - outcomes[1].figures <= 20


@pytest.mark.parametrize("jobs", [2, 3])
def test_several_processes_find_what_one_finds(figures: list[Path], jobs: int) -> None:
    seen: list[Any] = []
    for number in (1, jobs):
        found: list[Finding] = []
        faults: list[Fault] = []
        options = ValidateOptions(
            jobs=number, batch=9, on_finding=found.append, on_fault=faults.append
        )
        outcome = validate(figures, options)
        seen.append((found, faults, outcome.counts, outcome.figures, outcome.triples))
    assert seen[0] == seen[1]
    assert seen[0][0]
