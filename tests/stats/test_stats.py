"""The statistics that people look at: numbers, the page of text, the web page, bad files."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from helpers import samples
from helpers.manifests import manifest_json
from helpers.running import ROOT, Run
from rich.cells import cell_len

from pfocr_rdf import read_figures
from pfocr_rdf.errors import InputError, MissingExtraError
from pfocr_rdf.rdf.vocabulary import KINDS, reference_iri
from pfocr_rdf.stats import html, terminal
from pfocr_rdf.stats.display import visible
from pfocr_rdf.stats.sections import Form, sections
from pfocr_rdf.stats.statistics import About, Statistics

EVIL = [
    "</script><img src=x onerror=alert(1)>",
    "[bold red]loud[/bold red]",
    "\x1b[31mred\x07",
    "a\u202eb\u200b",
    '" onload="alert(1)',
    "漢字" * 60,
    "  spaces ",
    "&lt;&amp;",
]
GENES = "https://identifiers.org/ncbigene/"


def counts(**more: Any) -> dict[str, Any]:
    """Statistics of a few figures, made by hand."""
    kind = {"mentions": 0, "unmatched": 0, "figures": 0, "entities": 0, "top": []}
    genes = [[f"{GENES}{n}", f"GENE{n}", 4000 - 300 * n] for n in range(1, 13)]
    taxa = "https://identifiers.org/taxonomy/"
    return {
        "figures": 10_000,
        "papers": 8_123,
        "per_year": {"2009": 1200, "2011": 8300},
        "kinds": {
            "gene": {
                "mentions": 98_765,
                "unmatched": 12,
                "figures": 9_000,
                "entities": 12,
                "top": genes,
            },
            "chemical": kind,
            "disease": kind,
        },
        "organisms": [[f"{taxa}9606", "Homo sapiens", 7_000], [f"{taxa}3847", "Glycine max", 1]],
        "organism_names_unresolved": [["gut metagenome", 3]],
        "lexicons": [["https://pfocr.wikipathways.org/lexicon/mesh", "MeSH", 5]],
        "unresolved_words": {"gene": [["NF-kB?", 12]], "chemical": [], "disease": []},
        "coverage": {"caption": 10_000, "title": 9_999, "year": 1, "doi": 0},
        "journals": [["https://pfocr.wikipathways.org/journals/Nature", "Nature", 9]],
        **more,
    }


def evil() -> dict[str, Any]:
    """Statistics in which every text is up to no good."""
    things = [[f"{GENES}{place}", word, 9] for place, word in enumerate(EVIL)]
    things.append(["javascript:alert(1)", "script", 9])
    things.append(['https://host/"><script>alert(1)</script>', "quote", 9])
    words = [[word, 9] for word in EVIL]
    made = counts(
        organisms=things,
        journals=things,
        lexicons=things,
        organism_names_unresolved=words,
        unresolved_words=dict.fromkeys(KINDS, words),
        coverage={**dict.fromkeys(EVIL, 5)},
    )
    made["kinds"]["gene"]["top"] = things
    return made


def text_of(data: dict[str, Any], **more: Any) -> str:
    return terminal.page(Statistics.from_json(data, "x"), **more).decode()


def html_of(data: dict[str, Any], **more: Any) -> str:
    return html.page(Statistics.from_json(data, "x"), **more).decode()


def release(folder: Path, statistics: bytes | None = None, **more: Any) -> Path:
    """A release's folder, as far as statistics are concerned."""
    folder.mkdir()
    content = json.dumps(counts()).encode() if statistics is None else statistics
    entry = {
        "path": "statistics.json",
        "role": "statistics",
        "media_type": "application/json",
        "compression": None,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    given = {"title": "PFOCR as linked data", "issued": "2026-11-01", "files": [entry]}
    manifest = manifest_json(**{**given, **more})
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "statistics.json").write_bytes(content)
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  statistics.json\n", encoding="utf-8")
    return folder


# ---- numbers -------------------------------------------------------------------------------------


def test_records_are_counted_as_a_few_independent_lines_count_them(cli: Run) -> None:
    ran = cli("stats", ROOT / "examples", "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    figures = list(read_figures(ROOT / "examples"))
    papers = [figure.article for figure in figures if figure.article is not None]
    assert found["figures"] == len(figures) > 10
    assert found["papers"] == len({paper.pmcid for paper in papers})
    assert found["per_year"] == Counter(paper.year for paper in papers if paper.year)
    for key, kind in KINDS.items():
        mentions = [m for figure in figures for m in figure.mentions if m.kind == key]
        bodies = [
            {reference_iri(body) for m in figure.mentions if m.kind == key for body in m.bodies}
            for figure in figures
        ]
        in_figures = Counter(iri for found_in in bodies for iri in found_in)
        counted = found["kinds"][key]
        assert counted["mentions"] == len(mentions)
        assert counted["unmatched"] == sum(not m.bodies for m in mentions)
        assert counted["figures"] == sum(map(bool, bodies)) == found["coverage"][kind.plural]
        assert counted["entities"] == len(in_figures)
        assert all(in_figures[iri] == count for iri, _, count in counted["top"])
        assert [row[2] for row in counted["top"]] == sorted(in_figures.values(), reverse=True)[:50]
        unmatched = Counter(m.word for m in mentions if not m.bodies)
        assert dict(found["unresolved_words"].get(key, [])) == unmatched
    lexicons = Counter(
        lexicon for figure in figures for m in figure.mentions for lexicon in m.lexicons
    )
    assert {iri.rpartition("/")[2]: n for iri, _, n in found["lexicons"]} == lexicons
    assert found["coverage"]["caption"] == sum(f.caption is not None for f in figures)
    assert found["coverage"]["doi"] == sum(paper.doi is not None for paper in papers)
    assert found["coverage"]["any"] + found["coverage"]["nothing"] == len(figures)


def test_the_page_of_records_shows_these_numbers(cli: Run) -> None:
    ran = cli("stats", ROOT / "examples")
    assert (ran.code, ran.err) == (0, "")
    text = ran.out.decode()
    assert f"  {len(list(read_figures(ROOT / 'examples')))}  figures\n" in text
    for title in ("Figures per year", "Genes, by figures", "Coverage", "Lexicons, by mentions"):
        assert f"\n{title}" in text


def test_years_without_figures_are_shown_as_zero() -> None:
    rows = re.findall(r"^  (\d{4})  +([\d,]+)(?:  (\S+))?$", text_of(counts()), re.MULTILINE)
    assert [row[:2] for row in rows] == [("2009", "1,200"), ("2010", "0"), ("2011", "8,300")]
    assert [bool(row[2]) for row in rows] == [True, False, True]


@pytest.mark.charts
def test_a_span_of_centuries_is_not_filled() -> None:
    data = counts(per_year={"0020": 1, "2020": 5, "9999": 1})
    years = sections(Statistics.from_json(data, "x"))[0]
    assert [row.label for row in years.rows] == ["20", "2020", "9999"]
    assert html_of(data)


def test_figures_without_a_year_are_told() -> None:
    assert "500 figures without a year" in text_of(counts())


def test_bars_are_in_proportion() -> None:
    text = text_of(counts(), width=100)
    bars = {m[1]: len(m[2]) for m in re.finditer(r"^  (GENE\d+) +[\d,]+  (█+)", text, re.MULTILINE)}
    assert bars["GENE1"] > 60
    for n in range(1, 11):
        assert abs(bars[f"GENE{n}"] / bars["GENE1"] - (4000 - 300 * n) / 3700) < 0.02
    assert terminal.bar(1, 10**9, 10) == "▏"
    assert terminal.bar(0, 0, 10) == ""


def test_shares_are_told_in_percent() -> None:
    text = text_of(counts())
    assert re.search(r"Caption +10,000 +100 %  █{20}", text)
    assert re.search(r"Title +9,999 +> 99\.9 %  █{20}", text)
    assert re.search(r"Year +1 +< 0\.1 %  ▏", text)
    assert re.search(r"DOI of the paper +0 +0 %\n", text)


@pytest.mark.charts
def test_top_is_the_number_of_rows_shown(cli: Run, tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    assert cli("stats", place).out.count(b"  GENE") == 10
    ran = cli("stats", place, "--top", "3", "--html", "s.html")
    assert ran.out.count(b"  GENE") == 3
    assert "Genes, by figures; the first 3" in ran.out.decode()
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert page.count('fill="#1d2730">GENE') == 3
    assert page.count('<th scope="row">GENE') == 12
    assert cli("stats", place, "--top", "0").code == 2


def test_things_of_one_name_are_told_apart() -> None:
    data = counts()
    data["kinds"]["gene"]["top"] = [
        [f"{GENES}3717", "JAK2", 5],
        [f"{GENES}16452", "JAK2", 4],
        [f"{GENES}1", "", 3],
    ]
    text = text_of(data)
    assert "JAK2 (ncbigene:3717)" in text
    assert "JAK2 (ncbigene:16452)" in text
    assert "  ncbigene:1 " in text


# ---- the terminal --------------------------------------------------------------------------------


def test_a_pipe_gets_plain_text_of_80_columns(cli: Run, tmp_path: Path) -> None:
    content = json.dumps(evil()).encode()
    env = {"COLUMNS": "200", "TERM": "xterm-256color"}
    ran = cli("stats", release(tmp_path / "r", content), "--top", "100", env=env)
    assert ran.code == 0
    text = ran.out.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert max(map(cell_len, text.splitlines())) <= 80


@pytest.mark.parametrize("width", [1, 30, 31, 35, 40, 50, 79, 80, 133, 250])
@pytest.mark.parametrize("make", [counts, evil])
def test_lines_are_no_wider_than_the_terminal(width: int, make: Callable[[], Any]) -> None:
    about = About("PFOCR as linked data", "2026-11", "2026-11-01", 10**9)
    text = text_of(make(), about=about, width=width, top=100)
    assert max(map(cell_len, text.splitlines())) <= max(width, 30)
    assert "12,345" not in text
    assert "7,000" in text or make is evil


def test_labels_and_numbers_are_aligned_whatever_they_hold() -> None:
    text = text_of(evil(), width=100, top=100)
    start = text.index("Journals, by figures")
    rows = text[start : text.index("\n\n", start)].splitlines()[1:]
    assert len(rows) == len(EVIL) + 2
    assert len({cell_len(row[: row.index("  9  ")]) for row in rows}) == 1


def test_words_are_shown_as_they_are_but_for_what_cannot_be_seen() -> None:
    text = text_of(evil(), width=200)
    assert "[bold red]loud[/bold red]" in text
    assert r"\x1b[31mred\x07" in text
    assert r"a\u202eb\u200b" in text
    assert "“  spaces ”" in text
    assert visible("PIM1/2") == "PIM1/2"


def on_terminal(columns: int, *arguments: str | Path, **env: str) -> str:
    """What the command prints on a terminal of that many columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "pfocr_rdf", "stats", *map(str, arguments)],
        stdin=follower,
        stdout=follower,
        stderr=subprocess.PIPE,
        env={**kept, "TERM": "xterm-256color", **env},
    ) as process:
        os.close(follower)
        parts = []
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
        os.close(leader)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
    return b"".join(parts).decode()


def test_a_terminal_gets_colours_and_its_own_width(tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    text = on_terminal(50, place)
    assert "\x1b[1mGenes, by figures" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    assert max(map(cell_len, plain.splitlines())) == 50
    assert "\x1b" not in on_terminal(50, place, TERM="dumb")
    assert not re.search(r"\x1b\[3\dm", on_terminal(50, place, NO_COLOR="1"))


# ---- the web page --------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page, what is in its style sheet, and the text that is seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.style = ""
        self.seen: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif data.strip():
            self.seen.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


TAGS = {
    *("a", "body", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "g", "h1"),
    *("h2", "head", "header", "html", "line", "main", "meta", "p", "path", "span", "style"),
    *("summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr"),
}


@pytest.mark.charts
@pytest.mark.parametrize("make", [counts, evil])
def test_the_page_is_complete_in_itself(make: Callable[[], Any]) -> None:
    page = Page(html_of(make(), top=100))
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= TAGS
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "style", "data", "action", "poster")
            if name in ("href", "xlink:href"):
                assert tag == "a"
                assert (value or "").startswith(("https://", "http://"))
            assert "url(" not in (value or "")
    assert "url(" not in page.style
    assert "@import" not in page.style


@pytest.mark.charts
def test_the_policy_lets_the_page_load_its_own_style_only() -> None:
    page = Page(html_of(counts()))
    (policy,) = (m["content"] for m in page.named("meta") if "http-equiv" in m)
    digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.charts
def test_words_do_no_harm_in_the_page() -> None:
    text = html_of(evil(), top=100, about=About("<i>x</i>", "</title>", "\x00"))
    page = Page(text)
    seen = "\n".join(page.seen)
    assert "</script><img src=x onerror=alert(1)>" in seen
    assert '" onload="alert(1)' in seen
    assert "&lt;&amp;" in seen
    assert r"\x1b[31mred\x07" in seen
    assert "<i>x</i>" in seen
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)


@pytest.mark.charts
def test_every_chart_has_a_name_and_a_table_of_its_numbers() -> None:
    statistics = Statistics.from_json(counts(), "x")
    page = Page(html.page(statistics).decode())
    shown = sections(statistics)
    figures = page.named("figure")
    assert [figure["id"] for figure in figures] == [section.key for section in shown]
    assert len(page.named("table")) == len(page.named("details")) == len(shown)
    assert len(page.named("svg")) == len(shown) + 1  # that of the years has a narrow one, too
    assert all(svg["role"] == "group" and svg["aria-label"] for svg in page.named("svg"))
    labels = {tag["aria-label"] for tag in page.named("text") if "aria-label" in tag}
    assert "GENE1: 3,700 figures" in labels
    years = {tag["aria-label"] for tag in page.named("path") if "aria-label" in tag}
    assert {"2009: 1,200 figures", "2010: 0 figures", "2011: 8,300 figures"} <= years
    for section in shown:
        for row in section.rows:
            assert row.label in page.seen
            assert section.form is Form.SHARES or f"{row.count:,}" in page.seen
    assert page.named("html")[0]["lang"] == "en"


@pytest.mark.charts
def test_entities_are_links_to_their_iris() -> None:
    page = Page(html_of(counts()))
    links = [a.get("href") or a.get("xlink:href") for a in page.named("a")]
    assert links.count(f"{GENES}1") == 2  # in the chart and in the table
    assert links.count(f"{GENES}12") == 1
    assert "https://identifiers.org/taxonomy/9606" in links
    iris = {
        row.iri for section in sections(Statistics.from_json(counts(), "")) for row in section.rows
    }
    others = {link for link in links if link not in iris}
    hosts = {urlsplit(link or "").hostname for link in others}
    assert hosts == {"pfocr.wikipathways.org", "creativecommons.org"}


@pytest.mark.charts
def test_one_figure_is_told_as_one(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    shutil.copy(min((ROOT / "examples" / "_figures").glob("*.md")), tmp_path / "one")
    ran = cli("stats", "one", "--html", "one.html")
    assert re.search(r"^ +1  figure\n +1  paper\n", ran.out.decode(), re.MULTILINE)
    chart = (tmp_path / "one.html").read_text().partition('<div class="wide">')[2]
    ticks = re.findall(r">(\d+)</text>", chart.partition("</svg>")[0])
    assert sorted(ticks)[:-1] == ["0", "1"]


@pytest.mark.charts
def test_the_page_has_the_same_bytes_every_time(cli: Run, tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    pages = {html_of(counts()) for _ in range(3)}
    assert len(pages) == 1
    for seed, home in (("1", "/"), ("2", str(tmp_path))):
        env = {"PYTHONHASHSEED": seed, "HOME": home, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
        cli("stats", place, "--html", f"{seed}.html", env=env)
    first, second = ((tmp_path / f"{seed}.html").read_bytes() for seed in "12")
    assert first == second
    assert str(tmp_path).encode() not in first
    assert len(first) < 500_000


@pytest.mark.charts
def test_a_release_has_the_page_that_the_command_writes(cli: Run, tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    cli("stats", place, "--html", "s.html")
    about = About("PFOCR as linked data", "2026-11", "2026-11-01", 1_234_567)
    assert (tmp_path / "s.html").read_bytes() == html.release_page(counts(), about)


@pytest.mark.charts
def test_a_full_page_is_small() -> None:
    data = counts(per_year={str(year): year for year in range(1950, 2026)})
    rows = [[f"{GENES}{n}", "A rather long name of a thing " * 2, 10**6 - n] for n in range(50)]
    words = [[f"word{n}" * 5, 10**6 - n] for n in range(50)]
    for kind in data["kinds"]:
        data["kinds"][kind] = {**data["kinds"]["gene"], "top": rows}
    data.update(organisms=rows, journals=rows, organism_names_unresolved=words)
    data["unresolved_words"] = dict.fromkeys(KINDS, words)
    assert len(html_of(data)) < 500_000


@pytest.mark.charts
def test_a_page_of_nothing_is_a_page() -> None:
    kind = {"mentions": 0, "unmatched": 0, "figures": 0, "entities": 0, "top": []}
    data = counts(
        figures=0,
        papers=0,
        per_year={},
        kinds=dict.fromkeys(KINDS, kind),
        organisms=[],
        organism_names_unresolved=[],
        lexicons=[],
        unresolved_words={},
        coverage={"caption": 0},
        journals=[],
    )
    assert "0 %" in text_of(data)
    assert Page(html_of(data)).open == []


def test_without_the_library_the_extra_is_named(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = release(tmp_path / "r")
    (tmp_path / "vl_convert.py").write_text("raise ImportError", encoding="utf-8")
    ran = cli("stats", place, "--html", "s.html")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == (
        "pfocr-rdf: a page with charts needs the extra 'stats': pip install 'pfocr-rdf[stats]'\n"
    )
    assert not (tmp_path / "s.html").exists()
    assert cli("stats", place).code == 0
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError):
        html_of(counts())


# ---- releases and records ------------------------------------------------------------------------


@pytest.mark.charts
def test_a_release_says_which_it_is(cli: Run, tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    text = cli("stats", place, "--html", "s.html").out.decode()
    assert text.startswith("PFOCR as linked data, release 2026-11, 2026-11-01\n")
    assert "1,234,567  triples" in text
    seen = Page((tmp_path / "s.html").read_text(encoding="utf-8")).seen
    assert {"PFOCR as linked data", "Release 2026-11, 2026-11-01", "1,234,567"} <= set(seen)
    assert json.loads(cli("stats", place, "--json").out) == counts()
    assert cli("stats", place.as_uri()).out == cli("stats", place).out


def test_a_releases_counts_are_those_of_its_records(cli: Run, tmp_path: Path) -> None:
    made = cli("release", ROOT / "examples", "-o", "made", "--version", "2026-11", "-q")
    assert made.code == 0, made.err
    ran = cli("stats", "made", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == json.loads(cli("stats", ROOT / "examples", "--json").out)


@pytest.mark.charts
def test_the_page_goes_to_standard_output_alone(cli: Run, tmp_path: Path) -> None:
    place = release(tmp_path / "r")
    assert cli("stats", place, "--html", "-").out.startswith(b"<!DOCTYPE html>")
    ran = cli("stats", place, "--html", "-", "--json")
    assert (ran.code, ran.out) == (2, b"")


@pytest.mark.parametrize("marks", [("INCOMPLETE",), ("INCOMPLETE", "manifest.json"), ()])
def test_a_release_that_is_not_finished_is_refused(
    cli: Run, tmp_path: Path, marks: tuple[str, ...]
) -> None:
    place = release(tmp_path / "r")
    (place / "SHA256SUMS").unlink()
    if marks:
        (place / "INCOMPLETE").write_text("2026-11", encoding="utf-8")
        if "manifest.json" not in marks:
            (place / "manifest.json").unlink()
    ran = cli("stats", place)
    assert ran.code == 2
    assert ran.out == b""
    assert ran.err == f"pfocr-rdf: {place}: a release that is not finished\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b"\xff\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not statistics of this program: the file: [] is not an object"),
        (b"{}", "not statistics of this program: figures: is missing"),
    ],
)
def test_a_broken_file_of_statistics_is_one_line(
    cli: Run, tmp_path: Path, content: bytes, said: str
) -> None:
    ran = cli("stats", release(tmp_path / "r", content))
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == f"pfocr-rdf: {tmp_path}/r/statistics.json: {said}\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"figures": "many"}, 'figures: "many" is not a whole number'),
        ({"figures": True}, "figures: true is not a whole number"),
        ({"papers": -1}, "papers: -1 is not a count"),
        ({"per_year": {"20x9": 1}}, "per_year: '20x9' is not a year"),
        ({"per_year": [1]}, "per_year: [1] is not an object"),
        ({"kinds": {}}, "kinds.gene: is missing"),
        ({"kinds": {"gene": {}}}, "kinds.gene.mentions: is missing"),
        ({"organisms": {}}, "organisms: {} is not a list"),
        ({"organisms": [["iri", "label"]]}, 'organisms[0]: ["iri", "label"] is not a list of 3'),
        ({"journals": [["iri", None, 3]]}, "journals[0][1]: null is not text"),
        ({"lexicons": [["iri", "label", 1.5]]}, "lexicons[0][2]: 1.5 is not a whole number"),
        (
            {"unresolved_words": {"gene": [["x"]]}},
            'unresolved_words.gene[0]: ["x"] is not a list of 2',
        ),
        ({"coverage": {"caption": None}}, "coverage.caption: null is not a whole number"),
    ],
)
def test_statistics_of_another_form_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        Statistics.from_json(counts(**change), "s.json")
    assert str(caught.value) == f"s.json: not statistics of this program: {said}"


def test_statistics_that_the_manifest_does_not_describe_are_refused(
    cli: Run, tmp_path: Path
) -> None:
    place = release(tmp_path / "r")
    (place / "statistics.json").write_text(json.dumps(counts(figures=1)), encoding="utf-8")
    ran = cli("stats", place)
    assert ran.code == 1
    assert ran.err.endswith("statistics.json: not the file that the manifest describes\n")
    (place / "statistics.json").unlink()
    assert cli("stats", place).err.endswith("/statistics.json: no such file\n")


@pytest.mark.charts
def test_lone_surrogates_do_not_stop_it(cli: Run, tmp_path: Path) -> None:
    content = json.dumps(counts(organism_names_unresolved=[["a\ud800", 1]])).encode()
    place = release(tmp_path / "r", content)
    assert rb"a\ud800" in cli("stats", place, "--html", "s.html").out
    assert rb"a\ud800" in (tmp_path / "s.html").read_bytes()
    assert json.loads(cli("stats", place, "--json").out) == json.loads(content)


@pytest.mark.parametrize("name", ["none", "none/at/all.md"])
def test_a_path_that_is_not_there_is_told(cli: Run, name: str) -> None:
    ran = cli("stats", name)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == f"pfocr-rdf: {name}: no such file or folder\n"


@pytest.mark.charts
def test_a_folder_without_records_is_told(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = cli("stats", "empty", "--html", "s.html")
    assert ran.code == 2
    assert ran.err == "pfocr-rdf: empty: no records found (files that end in .md)\n"
    assert not (tmp_path / "s.html").exists()


def test_a_release_is_shown_alone(cli: Run, tmp_path: Path) -> None:
    ran = cli("stats", ROOT / "examples", release(tmp_path / "r"))
    assert ran.code == 2
    assert ran.err == f"pfocr-rdf: {tmp_path}/r: is a release: use it without other arguments\n"


def test_faults_are_told_and_what_is_sound_is_counted(cli: Run, tmp_path: Path) -> None:
    samples.place(
        tmp_path / "in",
        {
            "a.md": samples.inline("a", year="20x9", pmcid="PMC1"),
            "b.md": samples.inline("b", genes=[samples.gene("PIM1", "PIM1", "5292")]),
            "c.md": "no record",
            "d.md": samples.inline("b"),
        },
    )
    ran = cli("stats", "in", "--json")
    exported = cli("export", "in", "-f", "nt", "-q")
    assert ran.code == exported.code == 1
    assert ran.err == exported.err
    assert ran.err.count("\n") == 5  # four faults and a summary
    found = json.loads(ran.out)
    assert found["figures"] == 2
    assert found["kinds"]["gene"]["top"] == [[f"{GENES}5292", "PIM1", 1]]
    assert found["per_year"] == {}
