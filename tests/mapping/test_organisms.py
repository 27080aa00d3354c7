"""Organism names resolve to NCBI taxa, and to nothing where that would be a guess."""

import csv
import importlib
import pickle
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from helpers.running import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from pfocr_rdf.errors import MissingExtraError, UsageError
from pfocr_rdf.mapping.organisms import NcbiOrganisms, Organisms, Taxon, organisms

TABLE = ROOT / "pfocr_rdf" / "data" / "taxa.tsv"
TOOL = ROOT / "tools" / "make_taxa.py"
CORPUS = ROOT.parent / "shared" / "corpus"

HUMAN = Taxon("9606", "Homo sapiens", "species")
MOUSE = Taxon("10090", "Mus musculus", "species")

# What the corpus names besides organisms.
UNRESOLVED = {"NA", "synthetic organisms", "uncultured bacterium"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def identifiers(source: Organisms, name: str) -> list[str]:
    return [taxon.identifier for taxon in source.resolve(name)]


@pytest.fixture(scope="session")
def ncbi() -> Organisms:
    return organisms("ncbi")


@pytest.fixture(params=["bundled", pytest.param("ncbi", marks=pytest.mark.ncbi)])
def source(request: pytest.FixtureRequest) -> Organisms:
    return request.getfixturevalue("ncbi") if request.param == "ncbi" else organisms()


def test_table_has_numeric_unique_identifiers_in_numeric_order() -> None:
    numbers = [int(row["identifier"]) for row in rows()]
    assert len(numbers) > 300
    assert numbers == sorted(set(numbers))
    assert [str(number) for number in numbers] == [row["identifier"] for row in rows()]


def test_table_gives_no_name_to_two_taxa() -> None:
    names = [
        name.casefold()
        for row in rows()
        for name in (row["name"], *filter(None, row["synonyms"].split("|")))
    ]
    assert len(names) == len(set(names))


def test_table_has_clean_cells() -> None:
    for row in rows():
        assert list(row) == ["identifier", "name", "rank", "synonyms"]
        assert all(cell == " ".join(cell.split()) for cell in row.values())
        assert row["name"]
        assert row["rank"] == row["rank"].lower() != ""
        assert not row["rank"].count("_")


def test_every_name_of_the_table_resolves_to_its_row() -> None:
    for row in rows():
        taxon = Taxon(row["identifier"], row["name"], row["rank"])
        assert organisms().taxon(row["identifier"]) == taxon
        for name in (row["name"], *filter(None, row["synonyms"].split("|"))):
            assert organisms().resolve(name) == (taxon,)


@pytest.mark.parametrize(
    "name",
    [
        "Homo sapiens",
        " Homo sapiens",
        "Homo sapiens ",
        "Homo  sapiens",
        "Homo\tsapiens\n",
        "Homo\u00a0sapiens",
        "homo sapiens",
        "HOMO SAPIENS",
        '"Homo sapiens"',
        "Homo sapiens L.",
        "Homo sapiens Linnaeus, 1758",
        "Homo sapiens Linnaeus",
        "Homo sapiens, Virus",
        "Virus; Homo sapiens",
        "Homo sapiens and NA",
        "Homo sapiens, human",
        "Homo sapiens,",
        "human",
    ],
)
def test_spellings_of_one_species(source: Organisms, name: str) -> None:
    assert source.resolve(name) == (HUMAN,)


@pytest.mark.parametrize(
    "name",
    [
        "Homo sapiens, Mus musculus",
        "Homo sapiens,Mus musculus",
        "Homo sapiens; Mus musculus",
        "Homo sapiens and Mus musculus",
        " Homo sapiens , house mouse, Homo sapiens L.",
        "Homo sapiens Linnaeus, 1758; Mus musculus Linnaeus, 1758",
    ],
)
def test_joined_names_give_each_taxon_once_in_order(source: Organisms, name: str) -> None:
    assert source.resolve(name) == (HUMAN, MOUSE)


def test_order_of_a_joined_name_is_its_own(source: Organisms) -> None:
    assert source.resolve("Mus musculus, Homo sapiens") == (MOUSE, HUMAN)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Hibiscus cannabinus L.", "229543"),
        ("Glycine max (L.) Merr.", "3847"),
        ("Glycine max (L.) Merrill", "3847"),
        ("Camellia sinensis (L.) Kuntze", "4442"),
        ("Panax ginseng C.A.Mey.", "4054"),
        ("Salvia miltiorrhiza Bunge ex Maxim.", "226208"),
        ("Fragaria x ananassa Duch.", "3747"),
        ("Fragaria × ananassa", "3747"),
        ("Fragaria ×ananassa", "3747"),
        ("Pueraria montana var. lobata (Willd.) Sanjappa & Pradeep", "3893"),
        ("Saccharomyces cerevisiae Meyen ex E.C. Hansen, 1883", "4932"),
    ],
)
def test_author_names_and_hybrid_signs(source: Organisms, name: str, identifier: str) -> None:
    assert identifiers(source, name) == [identifier]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("SARS-CoV-2", "2697049"),
        ("HIV-1", "11676"),
        ("Epstein-Barr virus", "10376"),
        ("Human gammaherpesvirus 4", "10376"),
        ("Hepatitis C virus", "3052230"),
        ("Candida glabrata", "5478"),
        ("Weizmannia coagulans", "1398"),
        ("Pichia pastoris", "4922"),
        ("Synechococcus elongatus PCC 7942", "1140"),
        ("Escherichia coli BL21DE3", "469008"),
        ("Escherichia coli C", "498388"),
        ("zebrafish", "7955"),
    ],
)
def test_synonyms_common_names_and_strains(source: Organisms, name: str, identifier: str) -> None:
    assert identifiers(source, name) == [identifier]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "NA",
        "Virus",
        "gut metagenome",
        "unidentified",
        "synthetic construct",
        "root",
        "Homo",
        "H. sapiens",
        "sapiens",
        "Homo sapiensis",
        "Homo sapiens 1758",
        "Homo sapiens (C57)",
        "Escherichia coli PA12",
        "Escherichia coli Strain W",
        "Escherichia coli sp. nov.",
        "mouse",
        "rat",
        ",",
        ";,;",
        " and ",
        "\x00",
        "Homo sapiens\x00",
        "\ud800",
    ],
)
def test_what_names_no_one_organism_resolves_to_nothing(name: str) -> None:
    assert organisms().resolve(name) == ()


@pytest.mark.parametrize(
    "name",
    [
        "Bacillus",
        "Drosophila",
        "Mus",
        "Abronia gadovii",
        "gut metagenome",
        "Gut metagenome",
        "synthetic construct",
        "Cloning vector pBR322",
        "unidentified",
        "root",
        "cancer",
        "Virus",
        "NA",
        "",
        "Homo sapiens\x00",
        "\ud800 \ud800",
    ],
)
def test_ncbi_gives_nothing_for_homonyms_and_non_organisms(ncbi: Organisms, name: str) -> None:
    assert ncbi.resolve(name) == ()


@pytest.mark.parametrize(
    ("name", "taxon"),
    [
        ("Streptomyces", Taxon("1883", "Streptomyces", "genus")),
        ("Pseudocarcinus gigas", Taxon("205354", "Pseudocarcinus gigas", "species")),
        ("pseudocarcinus GIGAS", Taxon("205354", "Pseudocarcinus gigas", "species")),
        (
            "Homo sapiens neanderthalensis",
            Taxon("63221", "Homo sapiens neanderthalensis", "subspecies"),
        ),
        ("uncultured bacterium", Taxon("77133", "uncultured bacterium", "species")),
    ],
)
def test_ncbi_knows_names_outside_the_table(ncbi: Organisms, name: str, taxon: Taxon) -> None:
    assert organisms().resolve(name) == ()
    assert ncbi.resolve(name) == (taxon,)


@pytest.mark.parametrize(
    "identifier", ["", "0", "09606", "-1", "abc", "١٢", "9" * 5000, "4294967295"]
)
def test_an_unknown_identifier_has_no_taxon(source: Organisms, identifier: str) -> None:
    assert source.taxon(identifier) is None


def test_ncbi_looks_up_identifiers_outside_the_table(ncbi: Organisms) -> None:
    assert organisms().taxon("63221") is None
    assert ncbi.taxon("63221") == Taxon("63221", "Homo sapiens neanderthalensis", "subspecies")


def test_table_agrees_with_ncbi_on_every_row(ncbi: Organisms) -> None:
    import taxoniq

    for row in rows():
        entry = taxoniq.Taxon(scientific_name=row["name"])
        assert str(entry.tax_id) == row["identifier"]
        assert entry.rank.name.replace("_", " ") == row["rank"]
        assert identifiers(ncbi, row["name"]) == [row["identifier"]]


def test_table_is_what_its_tool_makes(ncbi: Organisms) -> None:
    run = subprocess.run(
        [sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.fixture
def make_table(ncbi: Organisms, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    monkeypatch.syspath_prepend(str(TOOL.parent))
    tool = importlib.import_module("make_taxa")
    return lambda lines: str(tool.make_table(tool.read_list(lines)))


def test_tool_refuses_names_that_could_mean_two_taxa(make_table: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="Bacillus") as caught:
        make_table("Bacillus\nHomo sapiens = fruit fly | mus musculus | man\nRattus rattus = Man")
    assert str(caught.value).splitlines() == [
        "Bacillus is listed for Bacillus, but NCBI's taxon 1386 has it",
        "fruit fly is listed for Homo sapiens, but NCBI's taxon 7227 has it",
        "mus musculus is listed for Homo sapiens, but NCBI's taxon 10090 has it",
        "Man is listed for Rattus rattus, but Homo sapiens has it",
    ]


def test_tool_adds_common_names_that_one_taxon_bears(make_table: Callable[[str], str]) -> None:
    table = make_table("- cotton\nMus musculus\nHomo sapiens = man\nGossypium hirsutum")
    assert table.splitlines() == [
        "identifier\tname\trank\tsynonyms",
        "3635\tGossypium hirsutum\tspecies\t",
        "9606\tHomo sapiens\tspecies\thuman|man",
        "10090\tMus musculus\tspecies\thouse mouse",
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("Homo sapiens\nHomo sapiens = man", "line 2: Homo sapiens is listed twice"),
        ("Homo sapiens sapiens sapiens", "no scientific name Homo sapiens sapiens sapiens"),
        ("- unicorn\nHomo sapiens", "no taxon has the common name unicorn"),
    ],
)
def test_tool_refuses_a_list_with_faults(
    make_table: Callable[[str], str], lines: str, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        make_table(lines)


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "Homo",
                    "sapiens",
                    "L.",
                    "(L.)",
                    "Merr.",
                    ",",
                    ";",
                    "and",
                    "×",
                    "1758",
                    "&",
                    "ex",
                    "'",
                    "(",
                    ")",
                ]
            )
        ).map(" ".join),
    )
)
@example("(")
@example(", 1758")
def test_resolving_never_fails(name: str) -> None:
    found = organisms().resolve(name)
    assert len(found) == len(set(found))


@given(name=st.one_of(st.text(), st.text(alphabet="Homo sapiens\x00\ud800×,;", min_size=3)))
def test_resolving_with_ncbi_never_fails(ncbi: Organisms, name: str) -> None:
    assert all(ncbi.taxon(taxon.identifier) == taxon for taxon in ncbi.resolve(name))


@given(identifier=st.text())
def test_looking_up_never_fails(ncbi: Organisms, identifier: str) -> None:
    assert organisms().taxon(identifier) in (None, ncbi.taxon(identifier))


def test_long_names_take_no_long() -> None:
    started = time.perf_counter()
    for text in ("(" * 100_000, "Ab c " + "L. " * 50_000, ", " * 50_000, "a and " * 20_000):
        organisms().resolve(text)
    assert time.perf_counter() - started < 5


def test_sources_are_shared_and_survive_pickling(source: Organisms) -> None:
    assert pickle.loads(pickle.dumps(source)) is source


def test_a_hundred_thousand_figures_cost_little() -> None:
    resolve = organisms().resolve
    started = time.perf_counter()
    for _ in range(100_000):
        resolve("Homo sapiens")
    assert time.perf_counter() - started < 2


def test_importing_needs_no_optional_library() -> None:
    code = (
        "import sys, pfocr_rdf.mapping.organisms as names; names.organisms().resolve('x');"
        "print(*filter(sys.modules.get, sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"taxoniq", "marisa_trie"} & set(run.stdout.split())


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "taxoniq", None)
    with pytest.raises(MissingExtraError, match=r"pfocr-rdf\[organisms\]"):
        NcbiOrganisms()


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(UsageError, match="'wikidata'"):
        organisms("wikidata")  # type: ignore[arg-type]


def corpus_names() -> set[str]:
    import yaml

    names: set[str] = set()
    for path in CORPUS.rglob("*.md"):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("\n---")[0])
        for key in ("organisms", "organisms_ner"):
            value = front.get(key) or []
            names.update([value] if isinstance(value, str) else value)
    for path in CORPUS.rglob("*-genes.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            names.update(row["organism_name"] for row in csv.DictReader(file, delimiter="\t"))
    return names


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")
def test_names_of_the_corpus_resolve(record_property: Callable[[str, object], None]) -> None:
    names = corpus_names()
    unresolved = {name for name in names if not organisms().resolve(name)}
    record_property("unresolved", sorted(unresolved))
    assert unresolved == UNRESOLVED


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")
def test_ncbi_resolves_what_the_table_does_of_the_corpus(
    ncbi: Organisms, record_property: Callable[[str, object], None]
) -> None:
    names = corpus_names()
    unresolved = {name for name in names if not ncbi.resolve(name)}
    record_property("unresolved", sorted(unresolved))
    assert unresolved == UNRESOLVED - {"uncultured bacterium"}
    for name in names - UNRESOLVED:
        assert ncbi.resolve(name) == organisms().resolve(name)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")
def test_gene_rows_of_the_corpus_agree_with_the_table() -> None:
    for path in CORPUS.rglob("*-genes.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                taxon = organisms().taxon(row["organism_id"])
                assert taxon is not None
                assert taxon.name == row["organism_name"]
