"""The docs say what the program does."""

import os
import re
import subprocess
import sys

import pytest
import typer
import yaml
from helpers.running import ROOT

from pfocr_rdf.cli.commands import app
from pfocr_rdf.rdf import vocabulary
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.rdf.linksets import LINKSETS
from pfocr_rdf.records import layouts, reader

MODEL = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")


def commands(group, before=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        yield before + name, command


COMMANDS = dict(commands(typer.main.get_command(app)))


def section_of(name):
    """What the page of commands says of one."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## pfocr-rdf {name}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.M)
    return section


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented_and_explained(name):
    command, section = COMMANDS[name], section_of(name)
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert re.search(rf"^\| .*`{option}`", section, re.MULTILINE), option


def test_the_page_of_commands_is_current():
    tool = ROOT / "tools" / "make_command_docs.py"
    subprocess.run([sys.executable, tool, "--check"], check=True)


def test_the_data_model_has_every_field_and_column():
    fields = set(reader.KNOWN) | {"schema-jsonld"}
    for needed, optional in layouts.COLUMNS.values():
        fields |= {*needed, *optional}
    fields |= {"symbol", "entrez", "hgnc_symbol", "identifier"}
    assert sorted(field for field in fields if f"`{field}`" not in MODEL) == []


def test_the_data_model_says_what_is_not_mapped_and_why():
    for field, why in reader.NOT_MAPPED.items():
        assert f"| `{field}` | " in MODEL
        assert why.replace("'", "`") in MODEL.replace("'", "`")


def test_the_data_model_has_every_term():
    terms = {
        f"{name}:{key}"
        for name in ("schema", "oa", "skos", "dcterms", "pfocr", "rdfs")
        for key in vars(getattr(vocabulary, name))
        if not key.startswith("_") and key not in ("NS", "exactMatch", "source")
    }
    assert len(terms) > 70
    assert {term for term in terms if not re.search(rf"\b{term}\b", MODEL)} == set()


def test_the_data_model_has_every_registry_with_its_pattern():
    for registry in vocabulary.REGISTRIES.values():
        row = next(line for line in MODEL.splitlines() if f"| `{registry.prefix}` |" in line)
        pattern = registry.pattern.pattern
        shown = registry.expected if registry.prefix == "ndex" else f"`{pattern}`"
        assert shown in row or pattern == ".+"


def test_the_data_model_has_every_linkset():
    for linkset in LINKSETS:
        assert f"`{linkset.target}`" in MODEL


def test_the_readme_shows_real_turtle(tmp_path):
    """Each statement of the excerpt is one that the export of the examples makes."""
    import pyoxigraph as ox

    from pfocr_rdf.convert.export import export
    from pfocr_rdf.rdf.vocabulary import PREFIXES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (excerpt,) = re.findall(r"```turtle\n(.*?)```", readme, re.S)
    head = "".join(f"@prefix {p}: <{base}> .\n" for p, base in PREFIXES.items())
    shown = set(ox.parse(head + excerpt, ox.RdfFormat.TURTLE))
    export([str(ROOT / "examples")], tmp_path / "x.ttl")
    made = set(ox.parse(path=str(tmp_path / "x.ttl")))
    assert len(shown) > 15
    assert shown <= made


def test_every_link_between_the_pages_leads_somewhere():
    targets = [
        page.parent / target
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    assert len(targets) > 20
    assert [target for target in targets if not target.exists()] == []


def test_every_file_that_a_page_names_is_there():
    missing = [
        f"{page.name}: {path}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
        for path in re.findall(
            r"`((?:pfocr_rdf|tests|tools|docs)/[\w./-]+)`", page.read_text("utf-8")
        )
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_every_syntax_is_named_in_the_help():
    *most, last = FORMATS
    section = section_of("export")
    assert f"Syntax: {', '.join(most)} or {last}. |" in section
    assert [form.title for form in FORMATS.values() if form.title not in section] == []


@pytest.fixture
def step(tmp_path):
    """Runs a step of the monthly job by its name, with commands that stand for real ones."""
    job = yaml.safe_load((ROOT / "docs" / "monthly-release.yml").read_text())

    def run(name, commands, **env):
        for command, text in commands.items():
            (tmp_path / command).write_text(f"#!/bin/bash\n{text}\n")
            (tmp_path / command).chmod(0o755)
        script = next(s["run"] for s in job["jobs"]["release"]["steps"] if s.get("name") == name)
        (tmp_path / "env").write_text("")
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        given = {**os.environ, "PATH": path, "GITHUB_ENV": str(tmp_path / "env"), **env}
        ran = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=given, check=False)
        return ran.returncode, (tmp_path / "env").read_text()

    return run


@pytest.mark.parametrize(
    ("status", "latest", "code", "previous"),
    [("200", "2026-10", 0, "2026-10"), ("200", "", 0, ""), ("404", "x", 0, ""), ("403", "", 1, "")],
)
def test_the_monthly_job_knows_which_release_was_the_last(step, status, latest, code, previous):
    curl = f"[[ $1 == *L* ]] && printf '%s' '{latest}' > latest && printf {status}"
    site = {"SITE": "https://example.org", "VERSION": "2026-11"}
    found = step("Name the releases", {"curl": curl}, **site)
    assert found == (code, "" if code else f"VERSION=2026-11\nPREVIOUS={previous}\n")


@pytest.mark.parametrize(
    ("made", "code", "expected"), [(True, 0, 0), (True, 1, 0), (False, 1, 1), (True, 2, 1)]
)
def test_the_monthly_job_ends_where_the_release_was_not_finished(step, made, code, expected):
    sums = "mkdir -p release/2026-11; touch release/2026-11/SHA256SUMS; " if made else ""
    env = {"VERSION": "2026-11", "PREVIOUS": "", "ENDPOINT": "", "DECLARE": "", "SITE": "x"}
    found, _ = step("Build and guard", {"pfocr-rdf": f"{sums}exit {code}"}, **env)
    assert found == expected
