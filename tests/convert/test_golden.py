"""Our own records as they are written today, byte for byte.

After a change that is meant, renew the files with ``PFOCR_RENEW=1 pytest
tests/convert/test_golden.py`` and read the difference: it is what every user of the data will see.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers import samples

from pfocr_rdf import Options, export

GOLDEN = Path(__file__).parent / "golden"
NAMES = {
    "inline-2021": samples.INLINE_OLDEST,
    "inline": samples.INLINE,
    "tables": samples.TABLES,
    "bare": samples.BARE,
}


def check(path: Path, data: bytes) -> None:
    if os.environ.get("PFOCR_RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert path.read_bytes() == data, f"{path.name} is written otherwise; see the test's docstring"


@pytest.mark.parametrize("suffix", [".ttl", ".nq", ".jsonld"])
@pytest.mark.parametrize("layout", NAMES)
def test_a_record_is_written_as_it_was(own: Path, tmp_path: Path, layout: str, suffix: str) -> None:
    output = tmp_path / f"out{suffix}"
    export([own / "_figures" / f"{NAMES[layout]}.md"], output)
    check(GOLDEN / f"{layout}{suffix}", output.read_bytes())


@pytest.mark.parametrize("layout", NAMES)
def test_a_page_is_written_as_it_was(own: Path, tmp_path: Path, layout: str) -> None:
    record = own / "_figures" / f"{NAMES[layout]}.md"
    export([record], None, Options(pages=tmp_path / "pages"))
    [page] = (tmp_path / "pages").iterdir()
    check(GOLDEN / f"{layout}.page.jsonld", page.read_bytes())


def test_linksets_are_written_as_they_were(own: Path, tmp_path: Path) -> None:
    export([own], None, Options(linksets=tmp_path / "links.nt"))
    check(GOLDEN / "linksets.nt", (tmp_path / "links.nt").read_bytes())


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{name}{s}" for name in NAMES for s in (".ttl", ".nq", ".jsonld", ".page.jsonld")}
    assert {path.name for path in GOLDEN.iterdir()} == {*expected, "linksets.nt"}
