"""Records to figures: each figid counts once, and what refuses a record leaves its figid free."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import samples

from pfocr_rdf.convert.figures import Figids, read_entries
from pfocr_rdf.errors import FormatError
from pfocr_rdf.records.model import Figure
from pfocr_rdf.sources import records

ADJACENT = "in/b.md: figid: 'PMC1__f1' is already the figid of another record: in/a.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Four records, the first, second and last with one figid."""
    figids = {"a": "PMC1__f1", "b": "PMC1__f1", "c": "PMC2__f1", "d": "PMC1__f1"}
    samples.place(tmp_path, {f"in/{name}.md": samples.record(f) for name, f in figids.items()})
    monkeypatch.chdir(tmp_path)
    return "in"


def read(folder: str, *args: object) -> tuple[list[str], list[str]]:
    """The sources of the figures, and the faults of all records but for their files' names."""
    found = records([folder], lambda fault: pytest.fail(str(fault)))
    results = list(read_entries(found, *args))  # type: ignore[arg-type]
    faults = [str(fault) for result in results for fault in result.faults]
    sources = [result.source for result in results if result.figure is not None]
    return sources, [fault for fault in faults if "is not the name of the file" not in fault]


@pytest.mark.parametrize(
    ("last_only", "first"), [(False, ": in/a.md"), (True, "")], ids=["all", "last"]
)
def test_of_records_with_one_figid_the_first_counts(
    folder: str, last_only: bool, first: str
) -> None:
    figids = Figids(last_only=last_only)
    sources, faults = read(folder, figids)
    assert sources == ["in/a.md", "in/c.md"]
    distant = f"in/d.md: figid: 'PMC1__f1' is already the figid of another record{first}"
    assert faults == [ADJACENT, distant]
    assert figids == {"PMC1__f1": "" if last_only else "in/a.md", "PMC2__f1": "in/c.md"}


def test_a_figid_known_before_is_no_record_s_here(folder: str) -> None:
    sources, faults = read(folder, Figids({"PMC2__f1": ""}))
    assert sources == ["in/a.md"]
    assert faults[1] == "in/c.md: figid: 'PMC2__f1' is already the figid of another record"


def test_without_figids_every_record_counts(folder: str) -> None:
    assert read(folder) == (["in/a.md", "in/b.md", "in/c.md", "in/d.md"], [])


def test_a_record_that_is_refused_leaves_its_figid_to_the_next(folder: str) -> None:
    refused = iter([True, False, False, False])

    def check(figure: Figure) -> None:
        if next(refused):
            raise FormatError("word: cannot be said")

    sources, faults = read(folder, Figids(), check)
    assert sources == ["in/b.md", "in/c.md"]
    distant = "in/d.md: figid: 'PMC1__f1' is already the figid of another record: in/b.md"
    assert faults == ["in/a.md: word: cannot be said", distant]
