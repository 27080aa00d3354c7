"""What may stand for a parameter, and that nothing else can get into a query."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf import queries
from pfocr_rdf.errors import UsageError
from pfocr_rdf.queries.names import Names, escape_string
from pfocr_rdf.queries.parameters import PARAMETER_KINDS, Parameter, resolve
from pfocr_rdf.queries.sources import Rows
from pfocr_rdf.rdf.namespaces import rdf, schema

IDS = "https://identifiers.org/"
PIM1 = f"{IDS}ncbigene/5292"


def parameter(name: str, type_: str = "uri") -> Parameter:
    return Parameter(name, type_, "", "")


@pytest.fixture(scope="module")
def names() -> Names:
    store = ox.Store()

    def add(iri: str, type_: str, name: str, taxon: str = "") -> None:
        store.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(rdf.type), ox.NamedNode(type_)))
        store.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(schema.name), ox.Literal(name)))
        if taxon:
            organism = ox.NamedNode(f"{IDS}taxonomy/{taxon}")
            store.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(schema.taxonomicRange), organism))

    add(PIM1, schema.Gene, "PIM1", "9606")
    add(f"{IDS}ncbigene/3717", schema.Gene, "JAK2", "9606")
    add(f"{IDS}ncbigene/374199", schema.Gene, "JAK2", "9031")
    add(f"{IDS}ncbigene/30197", schema.Gene, "twin", "7955")
    add(f"{IDS}ncbigene/30198", schema.Gene, "twin", "9031")
    add(f"{IDS}mesh/D005947", schema.ChemicalSubstance, "Glucose")
    add(f"{IDS}pmc/PMC6457213", schema.ScholarlyArticle, "A paper")
    store.add(
        ox.Quad(
            ox.NamedNode(f"{IDS}pmc/PMC6457213"),
            ox.NamedNode(schema.sameAs),
            ox.NamedNode("https://doi.org/10.1155/2019/1234567"),
        )
    )
    return Names(store)


@pytest.mark.parametrize(
    "text",
    [
        "5292",
        "ncbigene:5292",
        "NCBIGene:5292",
        PIM1,
        f"<{PIM1}>",
        "http://identifiers.org/ncbigene/5292",
        "PIM1",
        "pim1",
    ],
)
def test_every_form_of_a_gene_means_the_gene(names: Names, text: str) -> None:
    assert resolve(parameter("gene"), text, names).iris == (PIM1,)


@pytest.mark.parametrize(
    ("name", "text", "iri"),
    [
        ("chemical", "D005947", f"{IDS}mesh/D005947"),
        ("chemical", "mesh:D005947", f"{IDS}mesh/D005947"),
        ("chemical", "CHEBI:17234", f"{IDS}chebi/CHEBI:17234"),
        ("chemical", "https://identifiers.org/chebi/CHEBI:17234", f"{IDS}chebi/CHEBI:17234"),
        ("chemical", "glucose", f"{IDS}mesh/D005947"),
        ("disease", "DOID:8893", f"{IDS}doid/DOID:8893"),
        ("disease", "doid:8893", f"{IDS}doid/DOID:8893"),
        ("organism", "9606", f"{IDS}taxonomy/9606"),
        ("organism", "Mus musculus", f"{IDS}taxonomy/10090"),
        ("paper", "PMC6457213", f"{IDS}pmc/PMC6457213"),
        ("paper", "10.1155/2019/1234567", f"{IDS}pmc/PMC6457213"),
        ("paper", "https://doi.org/10.1155/2019/1234567", f"{IDS}pmc/PMC6457213"),
        ("figure", "PMC1__f1", "https://pfocr.wikipathways.org/figures/PMC1__f1"),
        ("figure", "fig:PMC1__f1", "https://pfocr.wikipathways.org/figures/PMC1__f1"),
        (
            "figure",
            "https://pfocr.wikipathways.org/figures/PMC1__f1.html",
            "https://pfocr.wikipathways.org/figures/PMC1__f1",
        ),
    ],
)
def test_other_things_have_their_forms(names: Names, name: str, text: str, iri: str) -> None:
    assert resolve(parameter(name), text, names).iris == (iri,)


def test_a_symbol_of_several_species_means_the_human_gene_and_a_note_says_so(
    names: Names,
) -> None:
    value = resolve(parameter("gene"), "JAK2", names)
    assert value.iris == (f"{IDS}ncbigene/3717",)
    assert value.notes == (
        "gene: JAK2 taken as the human gene ncbigene:3717 (JAK2, taxon 9606), "
        "not ncbigene:374199 (JAK2, taxon 9031)",
    )
    with pytest.raises(UsageError) as caught:
        resolve(parameter("gene"), "twin", names)
    assert str(caught.value) == (
        "gene: 'twin' can be ncbigene:30197 (twin, taxon 7955), ncbigene:30198 (twin, taxon 9031): "
        "choose one of these"
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gene", "PIM11", "; did you mean PIM1\\?$"),
        ("gene", "mesh:D005947", "is not a gene"),
        ("gene", "https://example.org/1", "is not a gene"),
        ("gene", "", "is not a gene"),
        ("chemical", "17234", "not in the data: '17234'"),
        ("figure", "a b", "is not a figure"),
        ("year", "20x9", "four digits"),
        ("rows", "-1", "whole number"),
        ("score", "1e3", "number such as"),
        ("paper", "10.1/none", "no paper with the DOI"),
    ],
)
def test_wrong_values_are_told_what_is_expected(
    names: Names, name: str, text: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        resolve(parameter(name), text, names)


def test_lists_take_commas_and_files(names: Names, tmp_path: Path) -> None:
    both = (PIM1, f"{IDS}ncbigene/3717")
    genes = parameter("genes", "string")
    assert resolve(genes, "PIM1,3717", names).iris == both
    assert resolve(genes, ["PIM1", "3717"], names).iris == both
    file = tmp_path / "genes.txt"
    file.write_text("# mine\nPIM1\tkinase\n3717\n\nPIM1\n", encoding="utf-8")
    assert resolve(genes, f"@{file}", names).iris == both
    value = resolve(genes, "PIM1,NOSUCH", names)
    assert value.iris == (PIM1,)
    assert value.notes == ("genes: not in the data, left out: 'NOSUCH'",)
    with pytest.raises(UsageError, match=r"^genes: not in the data: 'NOSUCH'; expected genes"):
        resolve(genes, "NOSUCH", names)
    with pytest.raises(UsageError, match="empty"):
        resolve(genes, " , ", names)
    with pytest.raises(UsageError, match="cannot be read"):
        resolve(genes, "@/nowhere/at/all", names)


def test_enumerations_take_their_own_words() -> None:
    chosen = parameter("order", "enum:up, down")
    assert resolve(chosen, "up", None).text == "up"
    with pytest.raises(UsageError, match="none of up, down"):
        resolve(chosen, "upp", None)


class NoNames:
    def find(self, type_: str, names: Iterable[str]) -> list[object]:
        return []

    def all(self, type_: str) -> list[object]:
        return []

    def paper_of(self, doi: str) -> None:
        return None


@given(st.text())
def test_a_text_comes_back_as_it_went_in(text: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in text):
        return
    found = ox.Store().query(f'SELECT ?a WHERE {{ BIND("{escape_string(text)}" AS ?a) }}')
    assert isinstance(found, ox.QuerySolutions)
    assert next(iter(found))["a"].value == text


@given(
    st.sampled_from(sorted(PARAMETER_KINDS)), st.text() | st.from_regex(r"[<>\"'{}\\#\n.;}u0-9 ]+")
)
def test_nothing_but_a_term_gets_in(name: str, text: str) -> None:
    """Whatever is given, the query keeps its form: it has one more row for a true term at most."""
    kind = PARAMETER_KINDS[name]
    bare = kind.many or kind.pattern is not None
    placeholder = f"{{{{{name}}}}}" if bare else f"<{{{{{name}}}}}>"
    type_ = "string" if bare else "uri"
    if name in ("word", "text"):
        placeholder, type_ = f'"{{{{{name}}}}}"', "string"
    if name == "genes" and text.startswith("@"):
        return
    query = queries.parse(
        f"# param: {name}|{type_}|x|x\nSELECT ?a WHERE {{ VALUES ?a {{ {placeholder} }} }}"
    )
    try:
        filled = query.fill({name: text}, NoNames())  # type: ignore[arg-type]
    except UsageError:
        return
    found = ox.Store().query(filled.text)
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["a"]
    rows = list(found)
    assert rows
    if not kind.many:
        assert len(rows) == 1


@pytest.mark.parametrize(
    "text", ["https://a.org/> ?p ?o } #", "https://a.org/x y", "https://a.org/\\u003e", "nowhere"]
)
def test_iris_of_own_queries_cannot_close_their_brackets(text: str) -> None:
    query = queries.parse(
        "# param: thing|uri|https://a.org/|x\nSELECT * WHERE { <{{thing}}> ?p ?o }"
    )
    with pytest.raises(UsageError, match="not an absolute IRI"):
        query.fill({"thing": text})


def test_texts_need_quotes_around_their_place() -> None:
    query = queries.parse("# param: text|string|x|x\nSELECT * WHERE { ?s ?p {{text}} }")
    with pytest.raises(UsageError, match="in quotes"):
        query.fill()
    with pytest.raises(UsageError, match="text}} is not declared"):
        queries.parse('SELECT * WHERE { ?s ?p "{{text}}" }').fill()


def test_names_are_found_by_query(names: Names) -> None:
    assert {c.iri for c in names.find(schema.Gene, ["JAK2", 'x" } #'])} == {
        f"{IDS}ncbigene/3717",
        f"{IDS}ncbigene/374199",
    }
    answer = queries.run(queries.parse("SELECT * WHERE { BIND(1 AS ?one) }"), ox.Store())
    assert isinstance(answer, Rows)
