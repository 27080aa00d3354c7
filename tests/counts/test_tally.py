"""The counts of a release are those that SPARQL finds in it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from helpers import samples
from helpers.corpora import write_corpus
from helpers.counted import GRAPHS, Made, counted, figures_of, made, told
from helpers.running import ROOT

from pfocr_rdf.counts import counters
from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import Numbers, manifest_counts, numbers
from pfocr_rdf.rdf.namespaces import oa, pfocr, schema, skos
from pfocr_rdf.rdf.vocabulary import KINDS


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(300, folder)
    return made(figures_of(folder))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Our own records, and some made to be counted wrong."""
    folder = tmp_path_factory.mktemp("odd")
    both = ("D000001", "D000002")
    files: dict[str, str | bytes] = {
        **samples.own_records(),
        "_figures/PMC1__a.md": samples.inline(
            "PMC1__a",
            chemicals=[samples.term("x", "MESH", mesh) for mesh in both],
            redirect_from=["/figures/PMC1__b", "/figures/nowhere", "/figures/PMC1__a1"],
            wpid="WP1",
            organisms=["gut metagenome", "Nobody"],
        ),
        "_figures/PMC1__b.md": samples.inline(
            "PMC1__b",
            diseases=[samples.term("y", "MESH", both[0]), samples.term('<"\\\t>')],
            redirect_from="/figures/PMC1__b",
            wpid="WP1",
            organisms=["Homo sapiens", "gut metagenome"],
            caption="<https://pfocr.wikipathways.org/figures/PMC1__b#mention-0123456789abcdef> \n",
        ),
        "_figures/PMC1__a1.md": samples.inline(
            "PMC1__a1", redirect_from="/figures/PMC1__b", chemicals=[samples.term("y")]
        ),
    }
    samples.place(folder, files)
    return made(figures_of(folder))


def check(made: Made) -> Numbers:
    store = made.store()
    found = numbers(made.tally())
    for graph in GRAPHS:
        assert told(getattr(found, graph)) == counted(store, graph), graph
    assert found.graphs == len(list(store.named_graphs()))
    return found


def test_the_examples_are_counted_as_sparql_counts() -> None:
    check(made(figures_of(ROOT / "examples")))


def test_generated_figures_are_counted_as_sparql_counts(generated: Made) -> None:
    check(generated)


def test_odd_figures_are_counted_as_sparql_counts(odd: Made) -> None:
    found = check(odd)
    mentions = found.own.classes[schema.ImageObject].properties[schema.mentions].classes
    assert mentions[schema.ChemicalSubstance] > 2
    assert mentions[schema.MedicalCondition] > 1


def test_real_figures_are_counted_as_sparql_counts(shared: Path) -> None:
    check(made(figures_of(shared / "corpus" / "tables")))


# ---- merging and keeping -------------------------------------------------------------------------


def parts(made: Made, size: int) -> list[Tally]:
    """Tallies of runs of records, and of halves of what they share."""
    found = []
    for start in range(0, len(made.records), size):
        tally = Tally()
        for _, own, text in made.records[start : start + size]:
            tally.add_record(own, text)
        found.append(tally)
    subjects = sorted({line.partition(b" ")[0] for line in made.shared})
    for half in (set(subjects[::2]), set(subjects[1::2])):
        tally = Tally()
        kept = [line for line in made.shared if line.partition(b" ")[0] in half]
        assert list(tally.add_shared(kept)) == kept
        found.append(tally)
    return found


@pytest.mark.parametrize("size", [1, 7, 100])
def test_tallies_of_parts_add_up_in_any_order_and_grouping(generated: Made, size: int) -> None:
    some = Made(generated.records[:120])
    whole = json.dumps(some.tally().to_json())
    tallies = parts(some, size)
    random.Random(size).shuffle(tallies)
    middle = len(tallies) // 2
    groups = []
    for group in (tallies[:middle], tallies[middle:]):
        one = Tally()
        for tally in group:
            one.update(Tally.from_json(json.loads(json.dumps(tally.to_json()))))
        groups.append(one)
    groups[1].update(groups[0])
    assert json.dumps(groups[1].to_json()) == whole
    assert statistics(groups[1]) == statistics(some.tally())


def test_a_tally_comes_back_from_json_and_goes_on(odd: Made) -> None:
    first = Tally()
    for _, own, text in odd.records[:3]:
        first.add_record(own, text)
    again = Tally.from_json(json.loads(json.dumps(first.to_json())))
    for _, own, text in odd.records[3:]:
        again.add_record(own, text)
    for _ in again.add_shared(odd.shared):
        pass
    assert again.to_json() == odd.tally().to_json()


def test_an_empty_tally_counts_nothing() -> None:
    found = numbers(Tally.from_json(Tally().to_json()))
    assert (found.all.triples, found.all.subjects, found.graphs) == (0, 0, 0)
    assert statistics(Tally())["figures"] == 0


def test_the_order_of_shared_lines_does_not_matter_to_a_record(generated: Made) -> None:
    one, other = Tally(), Tally()
    for _, own, text in generated.records[:40]:
        one.add_record(own, text)
        shuffled = text.splitlines(True)
        random.Random(1).shuffle(shuffled)
        other.add_record(own, b"".join(shuffled))
    assert one.to_json() == other.to_json()


def test_only_the_most_frequent_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "KEPT", 4)
    found = counters.Rankings()
    start = f'<{pfocr.word}> "'.encode()
    for word in ["twice", "often", "twice", "often", "b", "a", "c", "rare"]:
        found.add_unmatched("gene", [start + word.encode() + b'"'])
    assert dict(found.words["gene"]) == {b"often": 2, b"twice": 2, b"a": 1, b"b": 1}
    assert found.unmatched["gene"] == 8


@pytest.mark.parametrize(
    "own",
    [
        b"",
        b"<https://example.org/a> <https://example.org/p> <https://example.org/o> .\n",
        b"<https://example.org/a.html> <https://example.org/p> <https://example.org/o> .\n",
    ],
)
def test_lines_that_are_no_record_are_refused(own: bytes) -> None:
    with pytest.raises(ValueError, match="record's page"):
        Tally().add_record(own, b"")


def test_mentions_whose_lines_do_not_stand_together_are_refused(generated: Made) -> None:
    own = next(text for _, text, _ in generated.records if text.count(b"hasBody") > 3)
    apart = own.splitlines(True)
    places = [number for number, line in enumerate(apart) if b"#mention-" in line]
    apart.insert(places[-1] + 1, apart.pop(places[0]))
    with pytest.raises(ValueError, match="mention"):
        Tally().add_record(b"".join(apart), b"")
    between = own.splitlines(True)
    between.insert(places[9], between[0])
    with pytest.raises(ValueError, match="between mentions"):
        Tally().add_record(b"".join(between), b"")


# ---- what people want to know --------------------------------------------------------------------

PROLOGUE = f"""PREFIX schema: <{schema.NS}> PREFIX pfocr: <{pfocr.NS}> PREFIX oa: <{oa.NS}>
PREFIX skos: <{skos.NS}> """


def asked(store: ox.Store, query: str) -> dict[Any, int]:
    """First column → count, of a query with two."""
    found = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return {row[0].value: int(row[1].value) for row in found}


def number(store: ox.Store, pattern: str, what: str = "?f") -> int:
    query = f"SELECT ('n' AS ?k) (COUNT(DISTINCT {what}) AS ?n) {{ {pattern} }}"
    return asked(store, query)["n"]


@pytest.mark.parametrize("name", ["generated", "odd"])
def test_the_statistics_are_what_sparql_counts(name: str, request: pytest.FixtureRequest) -> None:
    made = request.getfixturevalue(name)
    store = made.store()
    found = statistics(made.tally(), 10**6)
    figure = "?f a pfocr:PathwayFigure"
    assert found["figures"] == number(store, figure)
    assert found["papers"] == number(store, "?f a schema:ScholarlyArticle")
    assert found["per_year"] == asked(
        store,
        f"SELECT ?y (COUNT(?f) AS ?n) {{ {figure} ; schema:isPartOf/schema:datePublished ?y }} "
        "GROUP BY ?y",
    )
    for key, kind in KINDS.items():
        of_kind = found["kinds"][key]
        mention = f"?m a <{kind.mention_type}> ; oa:hasTarget ?f"
        assert of_kind["mentions"] == number(store, mention, "?m")
        unmatched = f"{mention} FILTER NOT EXISTS {{ ?m oa:hasBody ?b }}"
        assert of_kind["unmatched"] == number(store, unmatched, "?m")
        assert of_kind["entities"] == number(store, f"?f a <{kind.type}>")
        matched = f"{mention} ; oa:hasBody ?b"
        assert of_kind["figures"] == number(store, matched) == found["coverage"][kind.plural]
        assert {iri: count for iri, _, count in of_kind["top"]} == asked(
            store, f"SELECT ?b (COUNT(DISTINCT ?f) AS ?n) {{ {matched} }} GROUP BY ?b"
        )
        assert dict(found["unresolved_words"][key]) == asked(
            store,
            f"SELECT ?w (COUNT(?m) AS ?n) {{ {unmatched} ?m pfocr:word ?w }} GROUP BY ?w",
        )
    for key, pattern in (
        ("organisms", f"{figure} ; schema:about ?x . ?x a schema:Taxon"),
        ("journals", f"{figure} ; schema:isPartOf/schema:isPartOf ?x"),
        ("lexicons", "?f pfocr:lexicon ?x"),
    ):
        query = f"SELECT ?x (COUNT(?f) AS ?n) {{ {pattern} }} GROUP BY ?x"
        assert {iri: count for iri, _, count in found[key]} == asked(store, query), key
    for key, pattern in (
        ("caption", "schema:caption ?x"),
        ("title", "schema:name ?x"),
        ("year", "schema:isPartOf/schema:datePublished ?x"),
        ("doi", "schema:isPartOf/schema:sameAs ?x"),
        ("organism", "schema:about ?x . ?x a schema:Taxon"),
        ("any", "schema:mentions ?x"),
    ):
        assert found["coverage"][key] == number(store, f"{figure} ; {pattern}"), key
    assert found["coverage"]["nothing"] == found["figures"] - found["coverage"]["any"]


def test_lists_of_statistics_start_with_the_most_frequent_and_end_after_the_top(
    generated: Made,
) -> None:
    tally = generated.tally()
    everything = statistics(tally, 10**6)["kinds"]["gene"]["top"]
    assert everything == sorted(everything, key=lambda row: (-row[2], row[0]))
    assert statistics(tally)["kinds"]["gene"]["top"] == everything[:50]
    assert statistics(tally, 3)["kinds"]["gene"]["top"] == everything[:3]


def test_labels_are_names_as_they_were_written(odd: Made) -> None:
    found = statistics(odd.tally())
    assert ["https://identifiers.org/taxonomy/9606", "Homo sapiens"] in [
        row[:2] for row in found["organisms"]
    ]
    assert '<"\\\t>' in dict(found["unresolved_words"]["disease"])
    labels = {row[0].rpartition("/")[2]: row[1] for row in found["lexicons"]}
    assert labels["hgnc_symbol"] == "HGNC symbol"


def test_a_name_of_an_organism_is_unresolved_where_it_ever_stands_alone(odd: Made) -> None:
    found = dict(statistics(odd.tally())["organism_names_unresolved"])
    assert found["gut metagenome"] == 3  # twice beside names that are resolved
    assert found["Nobody"] == 1
    assert "Homo sapiens" not in found


def test_the_counts_of_the_manifest_are_those_of_the_numbers(generated: Made) -> None:
    tally = generated.tally()
    found = manifest_counts(tally)
    assert found["figures"] == found["graphs"] - 1 == 300
    assert found["triples"] == sum(found["properties"].values())
    kinds = statistics(tally)["kinds"]
    assert found["mentions"] == {key: kinds[key]["mentions"] for key in KINDS}
    assert found["entities"] == {key: kinds[key]["entities"] for key in KINDS}
