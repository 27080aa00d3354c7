"""Options and arguments: wrong ones are an error before anything is read or written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from helpers import samples
from helpers.running import Run

from pfocr_rdf.cli.app import print_table
from pfocr_rdf.cli.commands import app
from pfocr_rdf.cli.options import named_values
from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import COMPRESSIONS
from pfocr_rdf.mapping.organisms import Source
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.store.http.kinds import STORE_KINDS
from pfocr_rdf.validation import ENGINES, SEVERITIES
from pfocr_rdf.validation.reports import REPORTS

ROOT: Any = typer.main.get_command(app)


def option(command: str, name: str) -> Any:
    return next(p for p in ROOT.commands[command].params if p.name == name)


@pytest.mark.parametrize(
    ("command", "name", "values"),
    [
        ("validate", "format_name", tuple(REPORTS)),
        ("validate", "fail_on", tuple(name.lower() for name in SEVERITIES)),
        ("export", "organisms", get_args(Source)),
        ("release", "organisms", get_args(Source)),
        ("verify", "format_name", ("text", "json")),
        ("diff", "format_name", ("text", "json")),
    ],
)
def test_choices_are_those_of_the_library(command: str, name: str, values: tuple[str, ...]) -> None:
    assert tuple(option(command, name).type.choices) == values


@pytest.mark.parametrize(
    ("command", "name", "values"),
    [
        ("export", "format_name", list(FORMATS)),
        # a server of Virtuoso without a login is found to be one
        ("load", "kind", [name for name in STORE_KINDS if name != "virtuoso-open"]),
        ("release", "compression", list(COMPRESSIONS)),
        ("validate", "engine", list(ENGINES)),
    ],
)
def test_help_names_all_values(command: str, name: str, values: list[str]) -> None:
    words = option(command, name).help.replace(",", " ").replace(".", " ").split()
    assert [word for word in words if word in values] == values


def test_help_of_a_command_has_its_panels_and_examples(cli: Run) -> None:
    ran = cli("load", "--help", env={"NO_COLOR": "1", "COLUMNS": "200"})
    lines = ran.out.decode().splitlines()
    panels = [line.strip("╭─╮ ") for line in lines if line.startswith("╭")]
    assert panels == ["Arguments", "Options", "Embedded store", "Triple store over HTTP"]
    assert (ran.code, ran.err) == (0, "")
    assert " Examples:" in [line.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["export", "in"],
            "no output given: use -o FILE, -f NAME for standard output, or --jsonld-pages DIR",
        ),
        (
            ["export", "in", "-o", "-"],
            "standard output has no suffix: use -f to name the format",
        ),
        (
            ["export", "in", "-o", "x.nq", "--errors", "./x.nq"],
            "-o, --linksets and --errors name the same file: use different ones",
        ),
        (["load", "in"], "no store given: use --store DIR or --endpoint URL"),
        (
            ["load", "in", "--store", "s", "--endpoint", "http://127.0.0.1:1/"],
            "two stores given: use either --store or --endpoint",
        ),
        (
            ["load", "in", "--store", "s", "--max-body", "8"],
            "--max-body: not possible with --store, only with --endpoint",
        ),
        (
            ["load", "in", "--endpoint", "http://127.0.0.1:1/", "--retries=-1"],
            "--timeout must be more than 0, --retries at least 0",
        ),
        (
            ["query", "top-genes"],
            "no data given: use one of --store DIR, --data PATH, --endpoint URL",
        ),
        (
            ["query", "top-genes", "--data", "in", "--store", "s"],
            "more than one source of data given: use one of --store DIR, --data PATH, "
            "--endpoint URL",
        ),
        (
            ["query", "top-genes", "--data", "-"],
            "--data: standard input is not supported: use files or folders",
        ),
        (
            ["query", "figures-of-gene", "-p", "gene", "--store", "s"],
            "--param: 'gene' is not NAME=VALUE",
        ),
        (
            ["release", "in", "-o", "r", "--declare", "x="],
            "--declare: a reason is empty: use RULE=REASON",
        ),
        (
            ["stats", "in", "--json", "--html", "-"],
            "--json and --html - both write to standard output: use one of them",
        ),
        (["ontology", "-o", "x.nt"], "x.nt: the ontology is Turtle: use a name that ends in .ttl"),
        (
            ["validate", "in", "--engine", "jena"],
            "'jena': no such SHACL engine: use one of shacl, pyshacl",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(
    tmp_path: Path, cli: Run, arguments: list[str], message: str
) -> None:
    samples.place(tmp_path, {"in/PMC1__f1.md": samples.record("PMC1__f1")})
    ran = cli(*arguments)
    assert (ran.code, ran.out, ran.err) == (2, b"", f"pfocr-rdf: {message}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["in", "-f", "turtel"],
            "'turtel' is not a format: use one of nt, nq, ttl, trig, jsonld, rdf",
        ),
        (["in", "-o", "x.nt", "--graph", "urn:x"], "N-Triples has no named graphs: use one of"),
        (["in", "-o", "x.nq", "--graph", "a b"], "the graph 'a b' is not an IRI"),
        (
            ["in", "-o", "x.nq", "--organisms", "mine"],
            "Invalid value for '--organisms': 'mine' is not one of 'bundled', 'ncbi'.",
        ),
        (["in", "-o", "x.nq", "--linksets", "x.csv"], "x.csv: the suffix '.csv' names no syntax"),
        (["in", "-o", "x.nq", "--linksets", "no/x.nt"], "no/x.nt: there is no folder"),
        (["in", "-o", "x.nq", "--errors", "in"], "in: is a folder, not a file"),
        ([], "Missing argument 'FIGURES...'"),
        (["in", "--formt", "nq"], "--format"),
    ],
)
def test_a_wrong_export_writes_nothing(
    tmp_path: Path, cli: Run, arguments: list[str], message: str
) -> None:
    samples.place(tmp_path, {"in/PMC1__f1.md": samples.record("PMC1__f1")})
    ran = cli("export", *arguments, env={"NO_COLOR": "1", "COLUMNS": "200"})
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == b""
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_values_by_name() -> None:
    assert named_values(["a=b=c", "d="], "--o", "NAME=VALUE") == {"a": "b=c", "d": ""}
    assert named_values(None, "--o", "NAME=VALUE") == {}
    with pytest.raises(UsageError, match=r"^--o: 'a' comes twice$"):
        named_values(["a=b", "a=c"], "--o", "NAME=VALUE")


def test_a_table_has_two_columns_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([("figures", "12"), ("words without a match", "3")])
    assert capsys.readouterr() == (
        "",
        "figures                12\nwords without a match  3\n",
    )
