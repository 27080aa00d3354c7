"""Validation from end to end: batches, guards, reports, bad input, and the command."""

import gzip
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import rdflib
from helpers import mutants, samples

from pfocr_rdf.errors import InputError, ShapesError, UsageError
from pfocr_rdf.files.compression import zstd
from pfocr_rdf.rdf.namespaces import sh
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import Triple
from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.validation import (
    ENGINES,
    Finding,
    ValidateOptions,
    ValidationOutcome,
    load_shapes,
    validate,
)
from pfocr_rdf.validation.rdf_input import RdfInput

OWN_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
<urn:short> a sh:NodeShape ; sh:targetClass schema:Gene ;
    sh:property [ sh:path schema:name ; sh:maxLength 3 ; sh:message "Too long." ] .
"""


def run(*paths: Path, **options) -> tuple[ValidationOutcome, list[Finding]]:
    found: list[Finding] = []
    outcome = validate(list(paths), ValidateOptions(on_finding=found.append, **options))
    return outcome, found


def rdf(folder: Path, triples: list[Triple], name: str = "data.nt") -> Path:
    path = folder / name
    path.write_bytes(mutants.text(triples))
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    return rdf(tmp_path_factory.mktemp("sound"), mutants.triples(1))


@pytest.fixture(scope="module")
def corpus_folder(shared: Path) -> Path:
    return shared / "corpus"


@pytest.fixture(scope="module")
def real(corpus_folder) -> tuple[ValidationOutcome, list[Finding]]:
    return run(corpus_folder)


# ---- batches ----


def test_real_records_have_no_violation(real):
    outcome, found = real
    assert outcome.figures > 200
    assert outcome.severities["Violation"] == 0
    assert outcome.severities["Warning"] > 100
    assert not outcome.failures
    assert len(found) == sum(outcome.counts.values())


@pytest.mark.parametrize("batch", [1, 7, 100000])
def test_batches_together_find_what_one_big_run_finds(corpus_folder, real, batch):
    small = run(corpus_folder, batch=batch)[1]
    assert {f.result for f in small} == {f.result for f in real[1]}
    assert len(small) == len({f.result for f in small})


def test_batches_find_what_an_engine_finds_in_one_graph(corpus_folder, real, tmp_path, cli):
    assert cli("export", corpus_folder, "-o", "all.nt", "-q").code == 1
    whole = ENGINES["shacl"](load_shapes().triples)
    results = whole((tmp_path / "all.nt").read_bytes())
    assert set(results) == {f.result for f in real[1]}
    assert len(results) == len(real[1])


@pytest.mark.processes
def test_processes_change_nothing(corpus_folder, real):
    outcome, found = run(corpus_folder, jobs=2, batch=50)
    assert found == run(corpus_folder, batch=50)[1]
    assert {f.result for f in found} == {f.result for f in real[1]}
    assert outcome.triples


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.processes)])
def test_rdf_in_parts_finds_what_the_records_give(
    corpus_folder, real, tmp_path, cli, jobs, monkeypatch
):
    cli("export", corpus_folder, "-o", "all.nq", "-q")
    given = RdfInput([RdfFile.parse(tmp_path / "all.nq")], size=20, one_graph=100)
    assert sum(1 for _ in given.graphs()) > 10
    monkeypatch.setattr(
        "pfocr_rdf.validation.run.RdfInput", lambda p, size: RdfInput(p, size=20, one_graph=100)
    )
    outcome, found = run(tmp_path / "all.nq", jobs=jobs)
    assert {f.result for f in found} == {f.result for f in real[1]}
    assert outcome.triples == given.triples


def test_orphans_in_rdf_are_looked_at_in_parts_too(tmp_path, monkeypatch):
    triples = [t for n in range(1, 30) for t in mutants.triples(n)]
    target = "http://www.w3.org/ns/oa#hasTarget"
    orphan = next(t for t in triples if t[1] == target)
    path = rdf(tmp_path, [t for t in triples if t != orphan])
    whole = run(path)[1]
    keep = RdfInput
    monkeypatch.setattr(
        "pfocr_rdf.validation.run.RdfInput", lambda p, size: keep(p, size=5, one_graph=10)
    )
    assert {f.result for f in run(path)[1]} == {f.result for f in whole}
    assert any(f.result.focus == f"<{orphan[0]}>" for f in whole)


def test_a_name_known_to_another_batch_is_not_missing(tmp_path):
    first = tmp_path / "PMC1__a.md"
    first.write_text(samples.inline("PMC1__a", chemicals=[samples.term("x", "MESH", "D1")]))
    (tmp_path / "PMC2__b.md").write_text(samples.record("PMC2__b"))
    header = "word\tmesh\tmatch\tname\tchebi\n"
    (tmp_path / "PMC2__b-chemicals.tsv").write_text(header + "x\tmesh:D1\tName\tNA\tNA\n")
    one, many = run(tmp_path, batch=10)[1], run(tmp_path, batch=1)[1]
    assert {f.result for f in one} == {f.result for f in many}
    assert not any("Chemical-name-given" in f.result.shape for f in many)


def test_papers_that_several_batches_speak_of_are_looked_at(tmp_path):
    for figid in ("PMC1__a", "PMC2__b"):
        fields = {"pmcid": "PMC9", "papertitle": figid, "year": "2019"}
        (tmp_path / f"{figid}.md").write_text(samples.inline(figid, **fields))
    one, many = run(tmp_path, batch=10)[1], run(tmp_path, batch=1)[1]
    assert {f.result for f in one} == {f.result for f in many}
    assert any(f.result.shape.endswith("Paper-name-one") for f in many)


def test_findings_tell_file_field_and_word(tmp_path):
    path = tmp_path / "PMC1__a.md"
    path.write_text(samples.inline("PMC1__a", pmcid="PMC1", diseases=[samples.term("flu")]))
    found = run(path, allow_idle=True)[1]
    matched = next(f for f in found if f.result.shape.endswith("Mention-body-given"))
    assert (matched.source, matched.word) == (str(path), '"flu"')
    titled = next(f for f in found if f.result.shape.endswith("Paper-name-given"))
    assert (titled.source, titled.field) == (str(path), "papertitle")


def test_rdf_findings_lead_back_to_the_record(tmp_path):
    triples = [t for t in mutants.triples(7) if not t[1].endswith("bibliographicCitation")]
    found = run(rdf(tmp_path, triples))[1]
    finding = next(f for f in found if f.result.shape.endswith("Paper-citation-given"))
    assert (finding.source, finding.field) == ("PMC7__F1.md", "reftext")


def test_max_results_stops_early(corpus_folder):
    outcome, found = run(corpus_folder, max_results=5, fail_on="Warning")
    assert sum(f.result.severity != "Info" for f in found) == 5
    assert outcome.stopped


def test_hundred_thousand_values_in_one_figure(tmp_path):
    keywords = "".join(f"  - word {n}\n" for n in range(100_000))
    path = tmp_path / "PMC1__huge.md"
    path.write_text(f"---\nfigid: PMC1__huge\nschema-jsonld:\n  keywords:\n{keywords}---\n")
    outcome, _ = run(path)
    assert outcome.severities["Violation"] == 0
    assert outcome.triples > 100_000


# ---- guards ----


def test_sound_data_passes(sound):
    outcome, _ = run(sound)
    assert outcome.passed, outcome


def test_http_schema_org_is_not_passed_over(sound, tmp_path):
    path = tmp_path / "http.nt"
    path.write_bytes(sound.read_bytes().replace(b"https://schema.org/", b"http://schema.org/"))
    outcome, _ = run(path)
    assert not outcome.passed
    assert any("http://schema.org/" in failure for failure in outcome.failures)


def test_data_without_any_focus_node_fails(tmp_path):
    path = tmp_path / "other.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .")
    outcome, found = run(path)
    assert not found
    assert outcome.failures == ["no shape found anything to check: nothing was validated"]
    assert run(path, allow_idle=True)[0].passed


def test_a_shape_that_data_of_its_kind_does_not_reach_fails(tmp_path):
    wrong = [
        (s, p, f"{o}s" if o == PREFIXES["schema"] + "Taxon" else o)
        for s, p, o in mutants.triples(1)
    ]
    outcome, _ = run(rdf(tmp_path, wrong))
    assert any("the shape Taxon found nothing" in failure for failure in outcome.failures)


def test_a_shape_without_data_of_its_kind_is_only_noted(tmp_path):
    path = tmp_path / "PMC1__a.md"
    path.write_text(samples.inline("PMC1__a", pmcid="PMC1"))
    outcome, _ = run(path)
    assert not outcome.failures
    assert "Disease" in outcome.notes[0]


# ---- own shapes ----


def test_own_shapes_are_checked_too(sound, tmp_path):
    shapes = tmp_path / "own.ttl"
    shapes.write_text(OWN_SHAPES)
    for engine in ENGINES:
        found = [
            f for f in run(sound, shapes=(shapes,), engine=engine)[1] if "genid" in f.result.shape
        ]
        assert [f.result.message for f in found] == ["Too long."], engine


def test_own_shapes_in_batches(corpus_folder, tmp_path):
    shapes = tmp_path / "own.ttl"
    shapes.write_text(OWN_SHAPES)
    counts = [
        sum("genid" in f.result.shape for f in run(corpus_folder, shapes=(shapes,), batch=b)[1])
        for b in (20, 1000)
    ]
    assert counts[0] == counts[1] > 500


def test_an_own_shape_that_finds_nothing_fails(sound, tmp_path):
    shapes = tmp_path / "own.ttl"
    shapes.write_text(OWN_SHAPES.replace("schema:Gene", "schema:Person"))
    outcome, _ = run(sound, shapes=(shapes,))
    assert outcome.failures == [
        "the shape urn:short found nothing to check: the data has no class schema:Person"
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<urn:a> <urn:b> <urn:c> .", "own.ttl: has no SHACL shape with a target"),
        ("<urn:a> <urn:b> ", "own.ttl:1:"),
        ("", "own.ttl: has no SHACL shape with a target"),
        (OWN_SHAPES.replace("sh:maxLength 3", 'sh:pattern "("'), "pattern"),
    ],
)
def test_files_of_shapes_that_are_none(sound, tmp_path, content, told):
    shapes = tmp_path / "own.ttl"
    shapes.write_text(content)
    with pytest.raises(ShapesError, match=told.replace("(", "\\(")):
        run(sound, shapes=(shapes,))


# ---- bad input ----


def test_syntax_errors_name_line_and_column(tmp_path):
    path = tmp_path / "bad.nt"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> oops .\n")
    with pytest.raises(InputError, match=r"bad\.nt:2:\d+: not N-Triples: "):
        run(path)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_truncated_archives_are_told(sound, tmp_path, suffix):
    data = sound.read_bytes() * 200
    whole = gzip.compress(data) if suffix == ".gz" else zstd.compress(data)
    path = tmp_path / f"cut.nt{suffix}"
    path.write_bytes(whole)
    assert run(path)[0].passed
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="cannot be unpacked"):
        run(path)
    path.write_bytes(b"no archive at all")
    with pytest.raises(InputError, match="cannot be unpacked"):
        run(path)


@pytest.mark.parametrize("name", ["empty.ttl", "empty.nq", "empty.nt"])
def test_empty_files_are_told(tmp_path, name):
    path = tmp_path / name
    path.write_text("")
    with pytest.raises(InputError, match=rf"{name}: has no triples to validate$"):
        run(path)


def test_wrong_usage(sound, tmp_path):
    (tmp_path / "PMC1__a.md").write_text(samples.inline("PMC1__a"))
    for paths, options in (
        ([sound, tmp_path / "PMC1__a.md"], {}),
        ([tmp_path / "no.nt"], {}),
        ([sound], {"engine": "jena"}),
        ([sound], {"fail_on": "Error"}),
        ([sound], {"shapes": (tmp_path / "no.ttl",)}),
    ):
        with pytest.raises(UsageError):
            run(*paths, **options)


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nq", "jsonld", "rdf", "nt"])
def test_any_syntax_gives_the_same(cli, own, tmp_path, suffix):
    cli("export", own, "-o", f"data.{suffix}", "-q")
    cli("export", own, "-o", "data.nt", "-q")
    if suffix == "rdf" and not (tmp_path / "data.rdf").exists():
        pytest.skip("RDF/XML cannot say what these records say")
    one, other = (run(tmp_path / f"data.{s}", allow_idle=True)[1] for s in (suffix, "nt"))
    left_out = len({f.source for f in one}) != len({f.source for f in other})
    assert {f.result for f in one} == {f.result for f in other} or left_out


# ---- the command ----


def test_command_text_report(cli, tmp_path):
    path = tmp_path / "PMC1__a.md"
    path.write_text(samples.inline("PMC1__a", pmcid="PMC1", diseases=[samples.term("flu")]))
    ran = cli("validate", path)
    text = ran.out.decode()
    assert ran.code == 0, text
    assert "Warning" in text
    assert '"flu" in fig:PMC1__a#mention-' in text
    assert text.splitlines()[-1].startswith("passed: 1 figure, ")
    assert "\x1b" not in text
    assert cli("validate", path, "--fail-on", "warning").code == 1


def test_command_reports_for_tools(cli, sound, tmp_path):
    wrong = rdf(tmp_path, mutants.broken(mutants.triples(1), mutants.facts(1)[1][1], "dropped"))
    ran = cli("validate", wrong, "--format", "json", "--report", "report.ttl")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["passed"] is False
    assert [f["source"] for f in told["findings"] if f["severity"] == "Violation"] == [
        "PMC1__F1.md"
    ]

    graph = rdflib.Graph().parse(tmp_path / "report.ttl")
    results = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(sh.NS + "ValidationResult")))
    assert len(results) == len(told["findings"])
    assert str(graph.value(None, rdflib.URIRef(sh.NS + "conforms"), rdflib.Literal(False)))
    for name in ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent"):
        assert all(graph.value(r, rdflib.URIRef(sh.NS + name)) for r in results)
    assert (
        cli("validate", wrong, "--format", "turtle").out == (tmp_path / "report.ttl").read_bytes()
    )

    xml = ElementTree.fromstring(cli("validate", wrong, "--format", "junit").out)
    failed = [case.get("name") for case in xml.iter("testcase") if case.find("failure") is not None]
    assert failed == ["Record-identifier"]
    assert len(list(ElementTree.fromstring(cli("validate", sound, "--format", "junit").out))) > 15


def test_command_exit_codes(cli, sound, tmp_path):
    assert cli("validate", sound).code == 0
    assert cli("validate", "missing.nt").code == 2
    assert cli("validate", sound, "--format", "html").code == 2
    (tmp_path / "bad.ttl").write_text("<a> <b> .")
    ran = cli("validate", "bad.ttl")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("pfocr-rdf: bad.ttl:1:")


def test_reports_of_both_engines_are_the_same(cli, tmp_path):
    wrong = rdf(tmp_path, mutants.broken(mutants.triples(1), mutants.facts(1)[9][1], "retyped"))
    one, other = (cli("validate", wrong, "--format", "turtle", "--engine", e) for e in ENGINES)
    assert one == other
