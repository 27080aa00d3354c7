"""The shapes say what they demand, and each demand finds what breaks it, and only that."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers import mutants
from helpers.running import ROOT

from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.namespaces import sh, shape
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import (
    KINDS,
    LEXICONS,
    LICENSES,
    PROFILES,
    REGISTRIES,
    compact_identifier,
    reference_iri,
)
from pfocr_rdf.records.model import Reference
from pfocr_rdf.resources import folder
from pfocr_rdf.validation import ENGINES, SEVERITIES, load_shapes
from pfocr_rdf.validation.describe import listing, markdown
from pfocr_rdf.validation.results import Check

EXAMPLES = Path(__file__).parent / "shapes"
SHAPES = load_shapes()
PARAMETERS = {
    "minCount", "maxCount", "datatype", "minLength", "pattern", "nodeKind", "in", "hasValue",
    "class", "equals", "or", "and", "xone", "closed", "minInclusive", "maxInclusive",
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> Check:
    return ENGINES["shacl"](SHAPES.triples)


def text(triples) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def conforming() -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(EXAMPLES / "conforming.ttl"))}


def violating() -> dict[str, tuple[set[ox.Triple], set[ox.Triple], set[str]]]:
    """Example → triples that are taken away, those that are added, constraints failing also."""
    found: dict[str, tuple[set[ox.Triple], set[ox.Triple], set[str]]] = defaultdict(
        lambda: (set(), set(), set())
    )
    for path in sorted(EXAMPLES.glob("*.trig")):
        for quad in ox.parse(path=str(path)):
            graph = getattr(quad.graph_name, "value", quad.subject.value)
            example = graph.rpartition("/")[2]
            if quad.predicate.value == shape.NS + "also":
                found[example][2].add(quad.object.value)
            else:
                found[example]["/with/" in graph].add(quad.triple)
    return found


def component(parameter: str) -> str:
    return parameter[0].upper() + parameter[1:]


def test_every_shape_tells_what_it_demands_and_why():
    for each in SHAPES.shapes:
        assert each.name, each.iri
        assert each.description, each.iri
        for constraint in each.constraints:
            assert constraint.message.endswith("."), constraint.iri
            assert constraint.severity in SEVERITIES
            assert constraint.name
            if constraint.iri != each.iri:
                assert constraint.description.endswith("."), constraint.iri


def test_every_constraint_says_its_severity_itself():
    triples = {
        (t.subject, t.predicate.value) for t in ox.parse(SHAPES.triples, ox.RdfFormat.N_TRIPLES)
    }
    for iri, constraint in SHAPES.constraints.items():
        if constraint.demands:
            assert (ox.NamedNode(iri), sh.severity) in triples, iri


def test_messages_are_told_apart_within_a_shape():
    for each in SHAPES.shapes:
        names = [constraint.name for constraint in each.constraints]
        assert len(names) == len(set(names)), each.label


def test_conforming_examples_have_no_finding_and_something_for_every_shape(checker):
    triples = text(conforming())
    assert checker(triples) == []
    for each in SHAPES.shapes:
        assert any(target.term.encode() in triples for target in each.targets), each.label


def test_every_demand_has_an_example():
    wanted = {
        f"{constraint.iri.rpartition('#')[2]}.{component(demand.partition(' ')[0])}"
        for constraint in SHAPES.constraints.values()
        for demand in constraint.demands
        if demand.partition(" ")[0] in PARAMETERS
    }
    unknown = {
        demand.partition(" ")[0]
        for constraint in SHAPES.constraints.values()
        for demand in constraint.demands
    } - PARAMETERS
    assert unknown == set()
    assert wanted == set(violating())


def test_every_example_fails_exactly_what_it_is_there_for(checker):
    base = conforming()
    companions = 0
    for example, (without, added, also) in violating().items():
        local, _, kind = example.partition(".")
        assert without <= base, example
        results = checker(text((base - without) | added))
        failed = {result.shape for result in results}
        assert failed == {shape.NS + local} | also, example
        assert (shape.NS + local, f"{kind}ConstraintComponent") in {
            (result.shape, result.component) for result in results
        }, example
        companions += bool(also)
    assert companions < len(violating()) / 4


def test_shapes_are_valid_by_the_shapes_of_shacl():
    import pyshacl
    import rdflib

    graph = rdflib.Graph().parse(data=SHAPES.triples, format="nt")
    before = rdflib.NORMALIZE_LITERALS
    try:
        conforms, _, told = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    finally:
        rdflib.NORMALIZE_LITERALS = before
    assert conforms, told


def test_shapes_have_one_file_each_and_no_sparql():
    assert {path.stem for path in folder("shapes").glob("*.ttl")} == {s.key for s in SHAPES.shapes}
    assert sh.sparql.encode() not in SHAPES.triples


@pytest.mark.parametrize(
    ("constraint", "reference"),
    [
        ("Gene-iri", Reference("ncbigene", "5292")),
        ("Chemical-iri", Reference("mesh", "C540383")),
        ("Chemical-iri", Reference("chebi", "15379")),
        ("Disease-iri", Reference("mesh", "D008545")),
        ("Disease-iri", Reference("doid", "8893")),
        ("Taxon-iri", Reference("taxonomy", "9606")),
        ("Paper-iri", Reference("pmc", "PMC6457213")),
        ("Link-iri", Reference("wikipathways", "WP5283")),
        ("Link-iri", Reference("ndex", "4f48c8c1-0000-11e5-8ac5-06603eb7f303")),
        ("Paper-doi", Reference("doi", "10.1126/sciadv.aav0296")),
        ("Gene-hgnc", Reference("hgnc.symbol", "PIM1")),
    ],
)
def test_patterns_of_iris_are_those_of_the_registries(constraint, reference):
    import re

    def pattern(local: str) -> str:
        demands = SHAPES.constraints[shape.NS + local].demands
        return next(d for d in demands if d.startswith("pattern ")).removeprefix("pattern ")

    assert re.search(pattern(constraint), reference_iri(reference))
    assert not re.search(pattern(constraint), "urn:x:" + reference_iri(reference))
    if constraint.endswith("-iri"):
        identifier = constraint.replace("-iri", "-identifier")
        assert re.search(pattern(identifier), compact_identifier(reference))
    assert reference.prefix in REGISTRIES


def test_value_lists_are_those_of_the_vocabulary():
    def listed(local: str) -> set[str]:
        demands = SHAPES.constraints[shape.NS + local].demands
        demand = next(d for d in demands if d.startswith("in ("))
        return set(demand[4:-1].split(", "))

    assert listed("Lexicon-notation-known") == set(LEXICONS)
    assert listed("Record-license") == set(LICENSES.values())
    assert listed("Database-conformsTo") == set(PROFILES)
    assert {f"{k.key.title()}Mention" for k in KINDS.values()} <= {s.label for s in SHAPES.shapes}


def test_mapping_emits_nothing_that_no_shape_knows(checker):
    mapper = Mapper(mutants.ORGANISMS)
    own, shared, _ = mapper.map(mutants.figure(1))
    assert not [r for r in checker(lines(own + shared)) if r.severity == "Violation"]
    typed = {s for s, p, o in mutants.triples(1) if p.endswith("#type")}
    untyped = {s for s, p, o in mutants.triples(1)} - typed
    assert all("ndexbio" in iri or "wikipathways/WP" in iri for iri in untyped)
    classes = {t.term for s in SHAPES.shapes for t in s.targets if t.how == "class"}
    emitted = {str(o) for s, p, o in mutants.triples(1) if p.endswith("#type")}
    assert emitted - classes == {"https://schema.org/ImageObject"}


def test_a_new_property_of_the_mapping_would_be_noticed(checker):
    for kind, triple in [*mutants.facts(7), *mutants.common_facts(7)]:
        found = [*mutants.triples(7), (triple[0], "https://schema.org/unheardOf", "urn:x")]
        results = checker(mutants.text(found))
        assert any(r.component == "ClosedConstraintComponent" for r in results), kind


OPTIONAL = "not every record has it, and nothing else tells that this one had"
SEVERAL = "there may be several"
UNSEEN = {
    "Dataset url": ({"dropped", "doubled"}, "the alias has an address, too: " + SEVERAL),
    "Dataset keywords": ({"doubled"}, SEVERAL),
    "PathwayFigure alternateName": ({"dropped"}, OPTIONAL),
    "PathwayFigure genre": ({"dropped"}, OPTIONAL),
    "PathwayFigure encodingFormat": ({"dropped"}, "files without a known suffix have none"),
    "PathwayFigure pmcRankedResultIndex": ({"dropped"}, OPTIONAL),
    "PathwayFigure organismName": ({"doubled"}, SEVERAL),
    "PathwayFigure organismSearched": ({"dropped"}, OPTIONAL),
    "PathwayFigure organismNameSearched": ({"dropped", "doubled"}, OPTIONAL),
    "GeneMention match": ({"dropped"}, OPTIONAL),
    "ChemicalMention match": ({"dropped"}, OPTIONAL),
    "ChemicalMention lexicon": ({"dropped"}, "the other of its two lexicons is left"),
    "DiseaseMention match": ({"dropped"}, OPTIONAL),
    "DiseaseMention name": ({"dropped"}, OPTIONAL),
    "DiseaseMention lexicon": ({"dropped"}, "the other of its two lexicons is left"),
    "GeneSearch countDirect": ({"dropped"}, OPTIONAL),
    "GeneSearch countSynonym": ({"dropped"}, OPTIONAL),
    "ScholarlyArticle keywords": ({"dropped", "doubled"}, OPTIONAL),
    "Periodical alternateName": ({"dropped"}, OPTIONAL),
    "Gene closeMatch": ({"dropped", "doubled"}, "only human genes have one; symbols change"),
    "ChemicalSubstance alternateName": ({"dropped", "doubled"}, OPTIONAL + "; " + SEVERAL),
    "MedicalCondition alternateName": ({"dropped", "doubled"}, OPTIONAL + "; " + SEVERAL),
    "Taxon organismGroup": ({"dropped", "doubled"}, OPTIONAL + "; " + SEVERAL),
    "database identifier": ({"doubled"}, SEVERAL),
    "database keywords": ({"dropped", "doubled"}, "others are left; " + SEVERAL),
}
"""What breaks without a finding, and why that is right."""


def test_every_break_that_matters_is_caught(checker):
    def seen(triples) -> set[tuple[str, str]]:
        return {(r.shape, r.component) for r in checker(mutants.text(triples))}

    base = seen(mutants.triples(99999))
    silent = defaultdict(set)
    count = 0
    for mutant in [*(m for _, m in mutants.mutants()), *mutants.common_mutants()]:
        count += 1
        if not seen(mutant.triples) - base:
            silent[mutant.name.rpartition(" ")[0]].add(mutant.way)
    assert count > 400
    assert dict(silent) == {name: ways for name, (ways, _) in UNSEEN.items()}


def test_page_of_the_shapes_is_current():
    page = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8")
    assert page == markdown(SHAPES), "make it anew: pfocr-rdf shapes markdown > docs/shapes.md"


def test_listing_has_every_demand():
    told = listing(SHAPES)
    for constraint in SHAPES.constraints.values():
        assert constraint.message in told


def test_command_lists_and_shows(cli):
    assert b"Gene (shapes show gene)" in cli("shapes").out
    assert cli("shapes", "show", "gene").out == (folder("shapes") / "gene.ttl").read_bytes()
    ran = cli("shapes", "show", "gen")
    assert ran.code == 2
    assert ran.err.startswith("pfocr-rdf: 'gen': no such shape: use one of chemical, dataset, ")
    assert ran.err.endswith(", term; did you mean gene?\n")
