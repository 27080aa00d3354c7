"""Answers as text, the time limit, and the command that asks."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.corpora import write_corpus
from helpers.running import Run

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.queries import results
from pfocr_rdf.queries.sources import AskResult, Rows, Triples, ask
from pfocr_rdf.rdf.formats import FORMATS

QUERY = """SELECT * WHERE { VALUES (?a ?b) {
  (<https://identifiers.org/ncbigene/5292> "x,\\"y\\" <&>\\t\\n") ("de"@de 1)
  (UNDEF 1.5) ("\\r\\n " "b") } }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    write_corpus(30, place, seed=4)
    return place


def answer(query: str = QUERY) -> Rows | AskResult | Triples:
    return ask(ox.Store(), query)


def written(name: str, query: str = QUERY, **more: int) -> bytes:
    out = io.BytesIO()
    results.write(answer(query), out, name, **more)
    return out.getvalue()


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_the_standards_results_are_read_back(name: str) -> None:
    form = ox.QueryResultsFormat.from_extension({"xml": "srx", "json": "srj"}.get(name, name))
    assert form is not None
    found = ox.parse_query_results(written(name), form)
    expected = ox.Store().query(QUERY)
    assert isinstance(found, ox.QuerySolutions)
    assert isinstance(expected, ox.QuerySolutions)
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]


def test_csv_is_what_oxigraph_writes() -> None:
    found = ox.Store().query(QUERY)
    assert isinstance(found, ox.QuerySolutions)
    expected = (found.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    assert list(csv.reader(io.StringIO(written("csv").decode(), newline=""))) == list(
        csv.reader(io.StringIO(expected, newline=""))
    )


def test_a_limit_cuts_rows() -> None:
    assert len(json.loads(written("json", most=1))["results"]["bindings"]) == 1


def test_a_table_fits_and_shows_short_names_with_links() -> None:
    wide = written("table", width=40).decode()
    assert "ncbigene:5292" in wide
    assert "\x1b]8;" in wide
    assert "4 rows" in wide
    plain = written("table", width=0).decode()
    assert "\x1b" not in plain


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("json", b'{"head":{},"boolean":true}\n'),
        (
            "xml",
            b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            b"<head></head><boolean>true</boolean></sparql>\n",
        ),
        ("csv", b"true\n"),
        ("tsv", b"true\n"),
        ("table", b"true\n"),
    ],
)
def test_ask_has_an_answer_in_every_form(name: str, text: bytes) -> None:
    assert written(name, "ASK {}") == text
    assert written(name, "ASK { FILTER(false) }") == text.replace(b"true", b"false")


def test_graphs_take_every_syntax() -> None:
    construct = 'CONSTRUCT { <a:b> <a:c> "x" } WHERE {}'
    expected = ox.Quad(ox.NamedNode("a:b"), ox.NamedNode("a:c"), ox.Literal("x"))
    for name in ("nt", "nq", "ttl", "trig", "jsonld", "rdf"):
        syntax = ox.RdfFormat.from_media_type(FORMATS[name].media_type)
        assert list(ox.parse(written(name, construct), syntax)) == [expected], name
    with pytest.raises(UsageError, match="is for rows"):
        written("csv", construct)
    with pytest.raises(UsageError, match="is for graphs"):
        written("ttl")
    with pytest.raises(FormatError, match=r"^XML cannot hold U\+0001: use json or csv$"):
        written("xml", 'SELECT * WHERE { BIND("\\u0001" AS ?a) }')


def test_gmt_has_a_line_for_each_set() -> None:
    query = """PREFIX fig: <https://pfocr.wikipathways.org/figures/>
PREFIX gene: <https://identifiers.org/ncbigene/>
SELECT * WHERE { VALUES (?figure ?title ?gene) {
      (fig:PMC1__a%20b "A\\ttitle" gene:1)
      (fig:PMC2__c UNDEF "TP53")
      (fig:PMC1__a%20b "A\\ttitle" gene:2) } }"""
    assert written("gmt", query) == b"PMC1__a b\tA title\t1\t2\nPMC2__c\t\tTP53\n"
    with pytest.raises(UsageError, match="columns"):
        written("gmt")


def test_suffixes_name_forms() -> None:
    assert results.of_path("a.csv.gz") == "csv"
    assert results.of_path("a.ttl") == "ttl"
    assert results.of_path("pfocr.gmt") == "gmt"
    with pytest.raises(UsageError) as caught:
        results.of_path("a.doc")
    assert str(caught.value) == (
        "a.doc: its suffix names no format: use one of .csv, .tsv, .json, .xml, .gmt, .nt, .nq, "
        ".ttl, .trig, .jsonld, .rdf or --format"
    )


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_lists_and_shows(cli: Run) -> None:
    listed = cli("query").out.decode()
    assert "figures-of-gene " in listed
    assert "Federated" in listed
    shown = cli("query", "figures-of-gene", "--show", "-p", "gene=5292").out.decode()
    assert "ncbigene/5292> ;" in shown
    assert cli("query", "--export-sib", "https://example.org/sparql").out.startswith(b"@prefix ex:")


def test_the_command_asks_files_and_stores_in_every_form(
    cli: Run, folder: Path, tmp_path: Path
) -> None:
    assert cli("load", folder, "--store", "s", "-q").code == 0
    by_data = cli("query", "top-genes", "--data", folder, "-q")
    by_store = cli("query", "top-genes", "--store", "s", "-q")
    assert by_data.code == by_store.code == 0
    assert by_store.out == by_data.out
    assert by_store.out.startswith(b"gene,name,figures\r\n")
    (tmp_path / "my.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", encoding="utf-8")
    done = cli("query", "my.rq", "--store", "s", "-f", "tsv")
    assert done.out.startswith(b"?n\n")
    done = cli("query", "gene-sets", "--store", "s", "-o", "sets.gmt")
    assert done.code == 0
    sets = (tmp_path / "sets.gmt").read_text("utf-8").splitlines()
    assert len(sets) > 5
    assert all(len(line.split("\t")) >= 5 for line in sets)
    done = cli(
        "query", "gene-network", "--store", "s", "-p", "minimum=2", "--limit", "3", "-f", "nt"
    )
    assert done.out.count(b"\n") == 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["no-such"], 2, "no query is called"),
        (["top-genes"], 2, "no data given"),
        (["top-genes", "--data", "x", "--store", "y"], 2, "more than one source of data given"),
        (["top-genes", "--store", "none"], 1, "no such store"),
        (["top-genes", "--data", "none"], 2, "no such file"),
        (["top-genes", "--endpoint", "http://127.0.0.1:1/"], 1, "127.0.0.1:1"),
        (["top-genes", "--endpoint", "nowhere"], 2, "not the URL"),
        (["figures-of-gene", "-p", "gene", "--store", "s"], 2, "not NAME=VALUE"),
        (["bad.rq", "--data", "x.nt"], 2, "not SPARQL"),
        (["top-genes", "--data", "x.nt", "-f", "doc"], 2, "not a format"),
        (["top-genes", "--data", "x.nt", "-f", "ttl"], 2, "is for graphs"),
        (["figures-of-gene", "-p", "gene=PIM1", "--data", "x.nt"], 2, "not in the data: 'PIM1'"),
    ],
)
def test_what_cannot_be_is_one_line(
    cli: Run, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    (tmp_path / "x.nt").write_text("<a:b> <a:c> <a:d> .\n", encoding="utf-8")
    (tmp_path / "bad.rq").write_text("SELECT WHERE WHERE", encoding="utf-8")
    done = cli("query", *arguments)
    assert done.code == code, done.err
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_time_limit_ends_a_runaway_query(cli: Run, folder: Path, tmp_path: Path) -> None:
    assert cli("load", folder, "--store", "s", "-q").code == 0
    (tmp_path / "runaway.rq").write_text(
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", encoding="utf-8"
    )
    started = time.monotonic()
    done = cli("query", "runaway.rq", "--store", "s", "--timeout", "1", "-o", "out.csv", timeout=60)
    assert time.monotonic() - started < 20
    assert done.code == 1
    assert done.err == "pfocr-rdf: runaway: ended after 1 s, its time limit\n"
    assert not list(tmp_path.glob("*out.csv*"))


@pytest.mark.kills
def test_ctrl_c_ends_a_query_and_its_process(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "runaway.rq").write_text(
        "SELECT * WHERE { { SELECT ?a WHERE { ?a ?b ?c } LIMIT 1 } UNION "
        "{ SELECT (COUNT(*) AS ?a) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pfocr_rdf", "query", "runaway.rq", "--data", str(folder)]
    running = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    try:
        time.sleep(3)
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=20)  # which waits for all that write there to end
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert out == ""
    assert err == "pfocr-rdf: interrupted; nothing was left half written\n"
    assert running.returncode == 130


def test_code_in_the_current_folder_is_not_run(folder: Path, tmp_path: Path) -> None:
    for name in ("json", "multiprocessing", "pickle", "pfocr_rdf", "random", "struct"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    program = Path(sys.executable).with_name("pfocr-rdf")
    done = subprocess.run(
        [program, "query", "release-counts", "--data", folder, "-q"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("what,")
