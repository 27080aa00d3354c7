"""Every term that is emitted is a term that somebody has defined."""

import ast
import re

import pytest
from helpers.loading import raws
from helpers.running import ROOT
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS, SDO

from pfocr_rdf.convert.graph import to_graph
from pfocr_rdf.rdf import namespaces
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.terms import flatten
from pfocr_rdf.records.reader import read
from pfocr_rdf.sources import records

ONTOLOGY = Graph().parse(ROOT / "pfocr_rdf" / "data" / "ontology.ttl")
OWN = {str(s) for s in ONTOLOGY.subjects(RDF.type, OWL.Class)} | {
    str(s)
    for kind in (OWL.DatatypeProperty, OWL.ObjectProperty)
    for s in ONTOLOGY.subjects(RDF.type, kind)
}
WEB_ANNOTATION = {
    namespaces.oa.NS + name
    for name in [
        "Annotation",
        "hasBody",
        "hasTarget",
        "hasSource",
        "hasSelector",
        "hasPurpose",
        "motivatedBy",
        "identifying",
        "describing",
        "linking",
        "tagging",
        "classifying",
        "Motivation",
        "TextualBody",
        "SpecificResource",
    ]
}


def published(term: str) -> bool:
    """Whether a term is in our ontology or in the vocabulary whose namespace it has."""
    for namespace in (SDO, SKOS, DCTERMS, RDF, RDFS):
        if term.startswith(str(namespace)):
            return term.removeprefix(str(namespace)) in namespace.__annotations__
    return term in OWN or term in WEB_ANNOTATION


def emitted(paths: list[str]) -> set[str]:
    faults: list[object] = []
    figures = [read(raw).figure for raw in raws(records(paths, faults.append), faults.append)]
    graph = to_graph(figure for figure in figures if figure is not None)
    terms = {str(p) for p in graph.predicates()}
    terms |= {str(o) for o in graph.objects(None, RDF.type)}
    return terms | {str(o) for o in graph.objects(None, URIRef(namespaces.oa.motivatedBy))}


def declared() -> set[str]:
    """Every term that the namespaces have."""
    classes = ("rdf", "rdfs", "schema", "oa", "skos", "dcterms", "pfocr")
    return {
        value
        for name in classes
        for key, value in vars(getattr(namespaces, name)).items()
        if key != "NS"
    }


def test_every_term_in_the_code_is_declared():
    """What is no term raises AttributeError, but only where the code runs."""
    spelt = set()
    for path in (ROOT / "pfocr_rdf").rglob("*.py"):
        nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        imported = {
            alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module == "pfocr_rdf.rdf.namespaces"
            for alias in node.names
        }
        spelt |= {
            (node.value.id, node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if node.value.id in imported
        }
    assert len(spelt) > 100
    missing = [
        f"{prefix}.{term}"
        for prefix, term in sorted(spelt)
        if term not in vars(getattr(namespaces, prefix))
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["void", "service", "partitions"])
def test_every_term_in_the_templates_of_descriptions_is_declared(name):
    """They are Turtle: a misspelt term is no error there."""
    prefixes = "void|void-ext|dcat|dcterms|adms|foaf|spdx|prov|pav|sd|schema|skos"
    path = ROOT / "pfocr_rdf" / "release" / "describe" / f"{name}.py"
    spelt = re.findall(rf"(?<![\w:-])({prefixes}):(\w+)", path.read_text(encoding="utf-8"))
    assert spelt
    for prefix, term in spelt:
        namespace = getattr(namespaces, prefix.replace("-", "_"))
        assert namespace.NS + term in vars(namespace).values(), f"{prefix}:{term}"


def test_a_misspelt_term_is_not_published():
    assert not published(namespaces.schema.NS + "alternateNames")
    assert not published(namespaces.pfocr.NS + "wrd")
    assert not published(namespaces.oa.NS + "hasTargt")
    assert not published("http://schema.org/name")


def test_every_declared_term_is_published():
    assert sorted(term for term in declared() if not published(term)) == []


@pytest.mark.parametrize("folder", ["examples", "../shared/corpus"])
def test_every_emitted_term_is_published(folder):
    if not (ROOT / folder).is_dir():
        pytest.skip(f"there is no folder {folder}")
    terms = emitted([str(ROOT / folder)])
    assert terms
    assert sorted(term for term in terms if not published(term)) == []


def test_linksets_use_published_terms():
    nodes = links(["https://identifiers.org/mesh/D001", "https://identifiers.org/taxonomy/9606"])
    assert {p for _, p, _ in flatten(nodes)} == {namespaces.skos.exactMatch}
    assert published(namespaces.skos.exactMatch)


def test_every_own_term_has_label_definition_and_place():
    for term in OWN:
        node = URIRef(term)
        for predicate in (RDFS.label, SKOS.definition, RDFS.isDefinedBy):
            assert ONTOLOGY.value(node, predicate), (term, predicate)
        if (node, RDF.type, OWL.Class) not in ONTOLOGY:
            assert ONTOLOGY.value(node, RDFS.range), term
            assert ONTOLOGY.value(node, RDFS.domain), term


def test_the_ontology_has_no_term_that_nothing_uses():
    own = {value for value in declared() if value.startswith(namespaces.pfocr.NS)}
    assert own == OWN
