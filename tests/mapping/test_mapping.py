"""The text that the mapping keeps says what its triples say, and nothing is left behind."""

from __future__ import annotations

import gc
import hashlib
from itertools import chain
from pathlib import Path

import pytest
from helpers.examples import examples
from helpers.loading import raws
from helpers.mutants import ORGANISMS, figure
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, URIRef

from pfocr_rdf import read_figures, to_graph
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.namespaces import oa, pfocr, schema, xsd
from pfocr_rdf.rdf.ntriples import Property, Template, Values, escaped, lines, mark
from pfocr_rdf.rdf.terms import Node, flatten
from pfocr_rdf.rdf.vocabulary import CREATORS, KINDS, LICENSES, REGISTRIES
from pfocr_rdf.records.model import (
    Annotation,
    Article,
    Entity,
    Figure,
    GeneSearch,
    Mention,
    Reference,
)
from pfocr_rdf.records.reader import read
from pfocr_rdf.sources import records

GRAPHS = [None, "urn:graph"]


def one_by_one(nodes: list[Node], graph: str | None) -> bytes:
    """The same from the triples, without anything that is kept as text."""
    return lines([(s, [(p, o)]) for s, p, o in flatten(nodes)], graph)


# ---- text and triples ----------------------------------------------------------------------------

texts = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
) | st.sampled_from(
    [
        "PIM1",
        "%s",
        "%",
        "mark:",
        "mark:\ue000",
        "\0",
        "\1",
        '"',
        "\\",
        "\n",
        "a b",
        "<x>",
        "NA",
        "κ",
    ]
)
maybe = st.none() | texts
references = st.builds(Reference, st.sampled_from(sorted(REGISTRIES)), texts)
kinds = st.sampled_from(sorted(KINDS))
several = st.lists(texts, max_size=3, unique=True).map(tuple)
names = st.lists(
    st.sampled_from(["Homo sapiens", "human", "Mus musculus, Homo sapiens", "Virus"]),
    max_size=3,
    unique=True,
).map(tuple)
counts = st.none() | st.integers(0, 10**6)
figures = st.builds(
    Figure,
    figid=texts,
    alias=maybe,
    redirects=several,
    title=maybe,
    caption=maybe,
    number=maybe,
    link=maybe,
    filename=maybe,
    score=st.none() | st.just("0.5"),
    article=st.none()
    | st.builds(
        Article,
        texts,
        *[maybe] * 2,
        st.none() | st.just("2020"),
        *[maybe] * 4,
        several,
    ),
    license=st.none() | st.sampled_from(sorted(LICENSES)),
    creator=st.none() | st.sampled_from(sorted(CREATORS)),
    keywords=several,
    organisms=names,
    organisms_searched=names,
    searches=st.lists(
        st.builds(GeneSearch, texts, several, several, counts, counts, counts), max_size=1
    ).map(tuple),
    annotations=st.lists(st.builds(Annotation, texts, texts), max_size=2, unique=True).map(tuple),
    mentions=st.lists(
        st.builds(
            Mention,
            kinds,
            texts,
            maybe,
            maybe,
            several,
            st.lists(references, max_size=2, unique=True).map(tuple),
        ),
        max_size=3,
        unique=True,
    ).map(tuple),
    entities=st.lists(
        st.builds(Entity, kinds, references, maybe, maybe, maybe, maybe), max_size=3, unique=True
    ).map(tuple),
)


@given(st.lists(figures, max_size=3), st.sampled_from(GRAPHS))
@examples(150)
def test_the_text_of_a_figure_is_that_of_its_triples(
    found: list[Figure], graph: str | None
) -> None:
    mapper = Mapper()
    for one in found:
        own, shared, _ = mapper.map(one)
        for nodes in (own, shared):
            assert lines(nodes, graph) == one_by_one(nodes, graph)
            for subject, said in nodes:
                assert len(said) == len(list(flatten([(subject, said)])))


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_text_of_every_sample_is_that_of_its_triples(own: Path, graph: str | None) -> None:
    mapper = Mapper()
    for one in read_figures(own):
        for nodes in mapper.map(one)[:2]:
            assert lines(nodes, graph) == one_by_one(nodes, graph)


@pytest.mark.parametrize("graph", GRAPHS)
def test_values_of_every_sort_are_written_in_order(graph: str | None) -> None:
    said = Values(
        [
            (Property("urn:p"), "urn:o"),
            (Property("urn:q", xsd.integer), "5"),
            (Property("urn:r", xsd.string), ['a"b', "c"]),
            (Property("urn:s"), {"urn:a": None, "urn:b": None}),
            (Property("urn:t", xsd.string), None),
            (Property("urn:u", xsd.string), ()),
            (Property("urn:v", xsd.string), ""),
        ]
    )
    nodes: list[Node] = [("urn:s", said)]
    assert lines(nodes, graph) == one_by_one(nodes, graph)
    assert len(said) == len(lines(nodes, graph).splitlines()) == 7


def test_a_template_takes_its_cells_in_the_order_of_their_marks() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Template([("urn:p", mark(1)), ("urn:q", mark(0))])


# ---- described once, or each time ----------------------------------------------------------------


def test_what_was_described_is_not_described_again() -> None:
    mapper = Mapper(ORGANISMS)
    assert mapper.map(figure(1)).shared
    assert mapper.map(figure(1)).shared == []
    assert mapper.entities == {"gene": 1, "chemical": 2, "disease": 2}


@given(st.lists(figures, max_size=4))
@examples(100)
def test_a_complete_mapper_says_of_each_figure_what_a_new_one_says(found: list[Figure]) -> None:
    complete = Mapper(complete=True)
    for one in [*found, *found]:
        mapped, alone = complete.map(one), Mapper().map(one)
        assert lines(mapped.own, None) == lines(alone.own, None)
        assert lines(mapped.shared, None) == lines(alone.shared, None)
        assert mapped.unresolved == alone.unresolved


def test_a_complete_mapper_says_of_each_sample_what_a_new_one_says(own: Path) -> None:
    complete = Mapper(complete=True)
    for one in [*read_figures(own), *read_figures(own)]:
        shared = complete.map(one).shared
        assert list(flatten(shared)) == list(flatten(Mapper().map(one).shared))


# ---- memory --------------------------------------------------------------------------------------


def test_a_record_leaves_no_cycles_behind(own: Path) -> None:
    """The command line counts on it: it runs without the collector of cycles."""

    def export() -> None:
        mapper = Mapper()
        for raw in raws(records([own], lambda fault: None)):
            found = read(raw).figure
            assert found is not None
            for nodes in mapper.map(found)[:2]:
                lines(nodes, "urn:graph")

    export()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        gc.collect()
        for _ in range(3):
            export()
        assert gc.collect() == 0
    finally:
        if was_enabled:
            gc.enable()


def test_a_mention_is_named_by_what_is_said_of_it(own: Path) -> None:
    """As docs/data-model.md tells it, from the graph alone, which knows no order."""
    graph = to_graph(read_figures(own))
    found = 0
    for subject in graph.subjects(RDF.type, URIRef(oa.Annotation)):
        kinds = {kind.mention_type: kind.key for kind in KINDS.values()}
        types = map(str, graph.objects(subject, RDF.type))
        [kind] = [kinds[type_] for type_ in types if type_ in kinds]
        texts = [
            [escaped(str(text)) for text in graph.objects(subject, URIRef(one))]
            for one in (pfocr.word, pfocr.match, schema.name)
        ]
        iris = [
            sorted(str(iri) for iri in graph.objects(subject, URIRef(one)))
            for one in (pfocr.lexicon, oa.hasBody)
        ]
        numbers = [len(some) for some in (*texts[1:], *iris)]
        parts = [" ".join([kind, *map(str, numbers)]), *chain(*texts, *iris)]
        digest = hashlib.sha256('"'.join(parts).encode()).hexdigest()
        assert str(subject).rpartition("#")[2] == f"mention-{digest[:16]}"
        found += len(iris[1]) > 1
    assert found, "one with two bodies"


def test_texts_may_be_of_a_class_of_their_own() -> None:
    class Text(str):
        __slots__ = ()

    figure = Figure(figid=Text("PMC1__f1"), title=Text("two words"))
    for nodes in Mapper().map(figure)[:2]:
        for subject, said in nodes:
            assert len(said) == len(lines([(subject, said)], None).splitlines())
