"""A record becomes a figure: every field in each layout, what is missing, and what is malformed."""

# ruff: noqa: E501  (a case a line, as it is said)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import samples
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf import Fault, Figure, RecordError, read_figure
from pfocr_rdf.rdf.vocabulary import REGISTRIES
from pfocr_rdf.records.layouts import LAYOUTS
from pfocr_rdf.records.model import Annotation, Article, Entity, GeneSearch, Mention, Reference
from pfocr_rdf.records.raw import MISSING, RawRecord
from pfocr_rdf.records.reader import read


def faults_of(text: str | bytes, tables: dict[str, bytes] | None = None) -> list[str]:
    with pytest.raises(RecordError) as caught:
        read_figure(text, tables=tables)
    return [str(fault) for fault in caught.value.faults]


def line_of(start: str, text: str) -> int:
    """The number of the one line that starts so."""
    [number] = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith(start)]
    return number


def figure_despite_faults(text: str, tables: dict[str, bytes] | None = None) -> Figure:
    by_plural = {plural: (plural, data) for plural, data in (tables or {}).items()}
    raw = RawRecord("<record>", None, text.encode(), by_plural.get)
    figure = read(raw).figure
    assert figure is not None
    return figure


def gene(*references: str, word: str = "JAK2", match: str | None = "JAK2", lexicon: str = "hgnc_symbol",
         name: str | None = None) -> Mention:  # fmt: skip
    bodies = tuple(Reference("ncbigene", r) for r in references)
    return Mention("gene", word, match, name, (lexicon,) if lexicon else (), bodies)


# ---- single fields -------------------------------------------------------------------------------

PAPER = Article("PMC1", None, None, None, None, None, None, None, ())
FIELDS: list[tuple[str, Any, str, Any]] = [
    ("figid_alias", "PMC1__F1", "alias", "PMC1__F1"),
    ("redirect_from", "/figures/PMC1__F1", "redirects", ("/figures/PMC1__F1",)),
    ("redirect_from", ["/a", "/b", "/a"], "redirects", ("/a", "/b")),
    ("figtitle", "A pathway", "title", "A pathway"),
    ("figtitle", "  A <b> \"c\" | d  ", "title", "  A <b> \"c\" | d  "),
    ("caption", "Line one.\nLine two.\n", "caption", "Line one.\nLine two.\n"),
    ("caption", "ends in mojibake Î±\x1f", "caption", "ends in mojibake Î±\x1f"),
    ("number", "Figure 1", "number", "Figure 1"),
    ("number", "F7", "number", "F7"),
    ("figtype", "Figure", "type", "Figure"),
    ("figlink", "/pmc/articles/PMC1/figure/F1/", "link", "/pmc/articles/PMC1/figure/F1/"),
    ("figlink", "pmc/articles/PMC1/figure/F1/", "link", "/pmc/articles/PMC1/figure/F1/"),
    ("figlink", "https://www.ncbi.nlm.nih.gov/pmc/a/", "link", "/pmc/a/"),
    ("filename", "a b.jpg", "filename", "a b.jpg"),
    ("pathway_score", 0.8141285, "score", "0.8141285"),
    ("pathway_score", "0.90", "score", "0.90"),
    ("automl_pathway", 0.9537671, "score", "0.9537671"),
    ("pathway_score", "1e-05", "score", "0.00001"),
    ("pathway_score", "1.5E+2", "score", "150"),
    ("pmc_ranked_result_index", "73696", "rank", "73696"),
    ("pmc_ranked_result_index", 17, "rank", "17"),
    ("organisms", "Homo sapiens", "organisms", ("Homo sapiens",)),
    ("organisms", ["Homo sapiens", "Mus musculus"], "organisms", ("Homo sapiens", "Mus musculus")),
    ("organisms", [" Homo sapiens", "Virus", "NA"], "organisms", (" Homo sapiens", "Virus")),
    ("organisms", "Homo sapiens, Virus", "organisms", ("Homo sapiens, Virus",)),
    ("organisms_ner", ["Drosophila melanogaster"], "organisms_searched", ("Drosophila melanogaster",)),
    ("ndex", "0b1c8a3e-7a54-11e9-848d-0ac135e8bacf", "network", "0b1c8a3e-7a54-11e9-848d-0ac135e8bacf"),
    ("ndex", "0B1C8A3E-7A54-11E9-848D-0AC135E8BACF", "network", "0b1c8a3e-7a54-11e9-848d-0ac135e8bacf"),
    ("wpid", "WP5283", "pathway", "WP5283"),
    ("annotations", [], "annotations", ()),
    ("annotations", [{"type": "Disease", "value": "Narcolepsy"}] * 2, "annotations",
     (Annotation("Disease", "Narcolepsy"),)),
    ("schema_jsonld", {"license": "CC0"}, "license", "CC0"),
    ("schema_jsonld", {"creator": {"@type": "Organization", "name": "WikiPathways"}}, "creator",
     "WikiPathways"),
    ("schema_jsonld", {"keywords": ["JAK2", "NA", "JAK2", ""]}, "keywords", ("JAK2", "NA")),
    ("pmcid", "PMC1", "article", PAPER),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "attribute", "read_as"), FIELDS)
@pytest.mark.parametrize("builder", [samples.record, samples.inline], ids=["tables", "inline"])
def test_a_field_is_read_alike_in_every_layout(
    builder: Any, field: str, value: Any, attribute: str, read_as: Any
) -> None:
    figure = read_figure(builder(**{field: value}))
    assert getattr(figure, attribute) == read_as
    plain = read_figure(builder())
    others = [name for name in Figure.__slots__ if name != attribute]
    assert [getattr(figure, n) for n in others] == [getattr(plain, n) for n in others]


PAPER_FIELDS: list[tuple[str, Any, str, Any]] = [
    ("papertitle", "A title: ours", "title", "A title: ours"),
    ("reftext", "Own, et al. 2020.", "citation", "Own, et al. 2020."),
    ("year", "2019", "year", "2019"),
    ("year", 2019, "year", "2019"),
    ("doi", "10.1128/x<y>", "doi", "10.1128/x<y>"),
    ("journal_title", "Blood", "journal", "Blood"),
    ("journal_nlm_ta", "Mol Cell Biol", "journal_abbreviation", "Mol Cell Biol"),
    ("publisher_name", "Own & Sons (GmbH)", "publisher", "Own & Sons (GmbH)"),
    ("keywords", "a | b c|a |  | 'd'", "keywords", ("a", "b c", "'d'")),
]


@pytest.mark.parametrize(("field", "value", "attribute", "read_as"), PAPER_FIELDS)
def test_what_is_said_of_the_paper_is_read(
    field: str, value: Any, attribute: str, read_as: Any
) -> None:
    article = read_figure(samples.record(pmcid="PMC1", **{field: value})).article
    assert article == PAPER._replace(**{attribute: read_as})


@pytest.mark.parametrize("missing", ["", "NA", ".na.character", None])
@pytest.mark.parametrize("field", sorted({field for field, *_ in FIELDS} - {"schema_jsonld"}))
def test_what_is_missing_is_absent(field: str, missing: str | None) -> None:
    if field == "annotations" and missing not in ("", None):
        pytest.skip("annotations are a list, empty where there are none")
    text = f"figid: PMC1__f1\n{field}:{' ' + repr(missing) if missing is not None else ''}\n"
    assert read_figure(samples.text(text)) == Figure(figid="PMC1__f1")


@pytest.mark.parametrize("missing", ["", "NA", ".na.character", None])
@pytest.mark.parametrize("field", sorted({field for field, *_ in PAPER_FIELDS}))
def test_what_is_missing_of_the_paper_is_absent(field: str, missing: str | None) -> None:
    value = " " + repr(missing) if missing is not None else ""
    text = f"figid: PMC1__f1\npmcid: PMC1\n{field}:{value}\n"
    assert read_figure(samples.text(text)).article == PAPER


def test_the_text_of_a_scalar_is_kept_where_yaml_would_make_a_number_or_truth_of_it() -> None:
    text = "figid: PMC1__f1\nfigtitle: 1e3\ncaption: NO\nnumber: 0x10\nfigtype: 1_000\nfilename: 2019-04-09\n"
    figure = read_figure(samples.text(text))
    assert (figure.title, figure.caption, figure.number) == ("1e3", "NO", "0x10")
    assert (figure.type, figure.filename) == ("1_000", "2019-04-09")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"year": "20x9", "pmcid": "PMC1"}, "<record>:3: year: '20x9' is not a year of four digits"),
        ({"year": "19", "pmcid": "PMC1"}, "<record>:3: year: '19' is not a year of four digits"),
        ({"year": "٢٠١٩", "pmcid": "PMC1"}, "<record>:3: year: '٢٠١٩' is not a year of four digits"),
        ({"pathway_score": "high"}, "<record>:3: pathway_score: 'high' is not a decimal number"),
        ({"pathway_score": ".inf"}, "<record>:3: pathway_score: '.inf' is not a decimal number"),
        ({"pathway_score": "1e99999"}, "<record>:3: pathway_score: '1e99999' is not a decimal number"),
        ({"pathway_score": "0.5", "automl_pathway": "0.6"},
         "<record>:4: automl_pathway: differs from pathway_score"),
        ({"pmc_ranked_result_index": "1.5"},
         "<record>:3: pmc_ranked_result_index: '1.5' is not a whole number"),
        ({"figlink": "http://elsewhere.org/x"},
         "<record>:3: figlink: 'http://elsewhere.org/x' is not a path at PubMed Central"),
        ({"figtitle": ["a"]}, "<record>:3: figtitle: a list where text belongs"),
        ({"caption": {"a": "b"}}, "<record>:3: caption: a mapping where text belongs"),
        ({"organisms": {"a": "b"}}, "<record>:3: organisms: a mapping where a list belongs"),
        ({"organisms": ["a", ["b"]]}, "<record>:5: organisms: a list where text belongs"),
        ({"redirect_from": [{"a": "b"}]}, "<record>:4: redirect_from: a mapping where text belongs"),
        ({"schema_jsonld": "x"}, "<record>:3: schema-jsonld: the text 'x' where a mapping belongs"),
        ({"schema_jsonld": {"license": "CC-BY"}},
         "<record>:4: schema-jsonld.license: 'CC-BY' is none of: CC0"),
        ({"schema_jsonld": {"creator": {"name": "Me"}}},
         "<record>:4: schema-jsonld.creator: 'Me' is none of: WikiPathways"),
        ({"schema_jsonld": {"keywords": "a"}},
         "<record>:4: schema-jsonld.keywords: the text 'a' where a list belongs"),
        ({"schema_jsonld": {"@id": "https://x.org/"}},
         "<record>:4: schema-jsonld.@id: 'https://x.org/' is not the record's IRI"),
        ({"annotations": [{"type": "Disease"}]},
         "<record>:4: annotations: needs a type and a value, both text"),
        ({"annotations": "a"}, "<record>:3: annotations: the text 'a' where a list belongs"),
        ({"genes": "a"}, "<record>:3: genes: the text 'a' where a list belongs"),
        ({"genes": ["a"]}, "<record>:4: genes: the text 'a' where a mention belongs"),
        ({"genes": [samples.gene("", "A", "1")]},
         "<record>:4: genes.word: missing: a mention needs a word"),
        ({"genes": [{"word": ["a"]}]},
         "<record>:4: genes.word: a list where text belongs"),
        ({"papertitle": "Ours"},
         "<record>:2: pmcid: missing: the other fields of the paper are skipped"),
        ({"pmcid": "", "year": "2001"},
         "<record>:3: pmcid: missing: the other fields of the paper are skipped"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_fault_with_line_and_field(fields: Any, fault: str) -> None:
    assert faults_of(samples.record(**fields)) == [fault]


def test_all_faults_of_a_record_come_together_and_the_rest_is_read() -> None:
    text = samples.record(pmcid="PMCx", year="19x", ndex="no", wpid="5283", figtitle="Sound")
    assert len(faults_of(text)) == 4
    assert figure_despite_faults(text) == Figure(figid="PMC1__f1", title="Sound")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b\n", "<record>:2: figid: missing: without it the record has no IRI"),
        ("a: b\nfigid: ''\n", "<record>:3: figid: missing: without it the record has no IRI"),
        ("figid: NA\n", "<record>:2: figid: missing: without it the record has no IRI"),
        ("- figid: a\n", "<record>:2: the front matter is not a mapping of keys to values"),
        ("figid\n", "<record>:2: the front matter is not a mapping of keys to values"),
        ("\n", "<record>:2: the front matter is not a mapping of keys to values"),
        ("# a\n", "<record>:2: the front matter is not a mapping of keys to values"),
        ("figid: a\nfigid: b\n", "<record>:3: duplicate key 'figid'"),
        ("figid: a\nx: [b\n", "<record>:4: not YAML: did not find expected ',' or ']'"),
        ("figid: a\nx: \x07\n", "<record>:3: unescaped control character U+0007"),
    ],
)
def test_a_record_that_makes_no_figure_says_why(text: str, fault: str) -> None:
    assert faults_of(samples.text(text)) == [fault]


def test_a_figid_of_two_lines_is_reported_with_both_faults() -> None:
    faults = faults_of(samples.text("figid: [a]\n"))
    assert faults == [
        "<record>:2: figid: a list where text belongs",
        "<record>:2: figid: missing: without it the record has no IRI",
    ]


def test_a_figid_that_is_not_the_files_name_is_named() -> None:
    raw = RawRecord("PMC1__f2.md", "PMC1__f2", samples.record().encode())
    figure, faults, *_ = read(raw)
    assert faults == [
        Fault("PMC1__f2.md", 2, "figid", "'PMC1__f1' is not the name of the file", fatal=False)
    ]
    assert figure == Figure(figid="PMC1__f1")


def test_unknown_fields_and_columns_are_told_but_are_no_faults() -> None:
    rows = samples.tables(chemicals=[])["chemicals"].replace(b"chebi", b"chebi\textra")
    raw = RawRecord(
        "x",
        None,
        samples.record(color="red", schema_jsonld={"version": "1"}).encode(),
        lambda plural: ("t", rows) if plural == "chemicals" else None,
    )
    _, faults, unknown, _ = read(raw)
    assert not faults
    assert sorted(unknown) == ["chemicals.tsv.extra", "color", "schema-jsonld.version"]
    raw.data = samples.inline(genes=[samples.gene("A", "A", "1", shade="x")]).encode()
    raw.table = lambda plural: None
    assert read(raw).unknown == ["genes.shade"]


# ---- identifiers ---------------------------------------------------------------------------------

MALFORMED = {
    "ncbigene": ["37 17", "JAK2", "3717.0", "-1", "٣٧", "37<17>", "ncbigene"],
    "mesh": ["X12", "D", "12", "D1 ", "d012", "D1/2"],
    "chebi": ["abc", "CHEBI:", "1 2", "CHEBI15379"],
    "doid": ["abc", "DOID:", "0.1", "DOID 8893"],
    "taxonomy": ["human", "9606 ", "9606.0"],
    "pmc": ["6457213", "pmc1", "PMC", "PMC 1", "PMC1\n"],
    "wikipathways": ["5283", "WP", "wp5283", "WP52x"],
    "ndex": ["abc", "0b1c8a3e7a5411e9848d0ac135e8bacf", "{0b1c8a3e-7a54-11e9-848d-0ac135e8bacf}"],
    "doi": ["11.1/x", "doi:10.1/x", "https://doi.org/10.1/x", "10.", "10"],
}
BAD = [(registry, text) for registry, texts in MALFORMED.items() for text in texts]


@pytest.mark.parametrize(("registry", "text"), BAD)
def test_a_malformed_identifier_makes_no_iri_and_its_mention_stays(
    registry: str, text: str
) -> None:
    title = REGISTRIES[registry].title
    message = f"{text!r} is not an identifier of {title} ({REGISTRIES[registry].expected})"
    field = {"pmc": "pmcid", "wikipathways": "wpid", "ndex": "ndex", "doi": "doi"}.get(registry)
    if field is not None:
        fields = {"pmcid": "PMC1", field: text} if field == "doi" else {field: text}
        record = samples.record(**fields)
        assert faults_of(record) == [
            f"<record>:{line_of(f'{field}: ', record)}: {field}: {message}"
        ]
        figure = figure_despite_faults(record)
        assert figure.article is None or figure.article.doi is None
        assert figure.network is None
        assert figure.pathway is None
        return
    kind, column, row = {
        "ncbigene": ("genes", "ncbigene_id", {"ncbigene_symbol": "X", "match": "M", "source": "s"}),
        "taxonomy": ("genes", "organism_id", {"ncbigene_id": "3717", "match": "M"}),
        "mesh": ("chemicals", "mesh", {}),
        "chebi": ("chemicals", "chebi", {}),
        "doid": ("diseases", "doid", {}),
    }[registry]
    tables = samples.tables(**{kind: [{"word": "W", **row, column: text}]})
    assert faults_of(samples.record(), tables) == [f"<{kind}>:2: {column}: {message}"]
    figure = figure_despite_faults(samples.record(), tables)
    [mention] = figure.mentions
    assert mention.word == "W"
    if registry == "taxonomy":
        assert mention.bodies == (Reference("ncbigene", "3717"),)
        assert figure.entities[0].organism is None
        assert not figure.searches
    else:
        assert mention.bodies == ()
        assert not figure.entities


@pytest.mark.parametrize(
    ("rows", "key", "fault"),
    [
        ({"genes": [samples.gene("W", "S", "37x")]}, "entrez",
         "genes.entrez: '37x' is not an identifier of NCBI Gene (digits)"),
        ({"chemicals": [samples.term("W", "MESH", "X1")]}, "identifier",
         "chemicals.identifier: 'X1' is not an identifier of MeSH (C or D and digits)"),
        ({"chemicals": [samples.term("W", "PUBCHEM", "1")]}, "source",
         "chemicals.source: 'PUBCHEM' is none of: mesh, chebi"),
        ({"diseases": [samples.term("W", "", "D1")]}, "source",
         "diseases.source: '' is none of: mesh, doid"),
        ({"diseases": [samples.term("W", "MESH", "D")]}, "identifier",
         "diseases.identifier: 'D' is not an identifier of MeSH (C or D and digits)"),
    ],
)  # fmt: skip
def test_a_malformed_identifier_in_a_list_is_named_with_its_line(
    rows: Any, key: str, fault: str
) -> None:
    text = samples.record(**rows)
    assert faults_of(text) == [f"<record>:{line_of(f'  {key}: ', text)}: {fault}"]
    figure = figure_despite_faults(text)
    assert [mention.word for mention in figure.mentions] == ["W"]
    assert figure.mentions[0].bodies == ()
    assert figure.entities == ()


@pytest.mark.parametrize(
    ("written", "kind", "column", "body"),
    [
        ("mesh:D001920", "chemicals", "mesh", ("mesh", "D001920")),
        ("MESH:C1", "chemicals", "mesh", ("mesh", "C1")),
        ("D001920", "diseases", "mesh", ("mesh", "D001920")),
        ("chebi:3165", "chemicals", "chebi", ("chebi", "3165")),
        ("CHEBI:3165", "chemicals", "chebi", ("chebi", "3165")),
        ("3165", "chemicals", "chebi", ("chebi", "3165")),
        ("doid:0060239", "diseases", "doid", ("doid", "0060239")),
        ("DOID:8893", "diseases", "doid", ("doid", "8893")),
    ],
)
def test_an_identifier_is_read_with_or_without_its_prefix(
    written: str, kind: str, column: str, body: tuple[str, str]
) -> None:
    tables = samples.tables(**{kind: [{"word": "W", column: written}]})
    figure = read_figure(samples.record(), tables=tables)
    assert figure.mentions[0].bodies == (Reference(*body),)


# ---- mentions, inline ----------------------------------------------------------------------------


def test_an_inline_gene_is_a_mention_and_a_human_gene_with_its_symbol() -> None:
    figure = read_figure(
        samples.inline(genes=[samples.gene("STAT5", "STAT5", "6776", hgnc_symbol="STAT5A")])
    )
    assert figure.mentions == (gene("6776", word="STAT5", match="STAT5"),)
    assert figure.entities == (
        Entity("gene", Reference("ncbigene", "6776"), "STAT5A", None, "STAT5A", "9606"),
    )
    assert figure.searches == ()


def test_na_is_text_as_a_word_and_as_a_symbol_and_missing_as_an_identifier() -> None:
    figure = read_figure(
        samples.inline(
            genes=[samples.gene("NA", "NA", "44798"), samples.gene("NA", "NA", "NA", source="NA")],
            chemicals=[samples.term("NA", "MESH", "D012964"), samples.term("NA", "NA", "NA")],
        )
    )
    assert figure.mentions == (
        gene("44798", word="NA", match="NA"),
        gene(word="NA", match="NA", lexicon="", name="NA"),
        Mention("chemical", "NA", None, None, ("mesh",), (Reference("mesh", "D012964"),)),
        Mention("chemical", "NA", None, None, (), ()),
    )
    assert figure.entities[0].name == "NA"
    tabled = read_figure(
        samples.record(),
        tables=samples.tables(
            genes=[{"word": "NA", "match": "NA", "ncbigene_symbol": "NA", "ncbigene_id": "44798"}]
        ),
    )
    assert tabled.mentions == (gene("44798", word="NA", match="NA", lexicon=""),)
    assert tabled.entities[0].name == "NA"


def test_inline_chemicals_and_diseases_are_named_by_their_words_only() -> None:
    figure = read_figure(
        samples.inline(
            chemicals=[samples.term("Ruxolitinib", "MESH", "C540383")],
            diseases=[samples.term("flu"), samples.term("flu", "MESH", "D007251")],
        )
    )
    assert figure.mentions == (
        Mention("chemical", "Ruxolitinib", None, None, ("mesh",), (Reference("mesh", "C540383"),)),
        Mention("disease", "flu", None, None, (), ()),
        Mention("disease", "flu", None, None, ("mesh",), (Reference("mesh", "D007251"),)),
    )
    assert figure.entities[0] == Entity(
        "chemical", Reference("mesh", "C540383"), None, "Ruxolitinib", None, None
    )


def test_one_word_names_several_genes_and_one_gene_is_read_from_several_words() -> None:
    figure = read_figure(
        samples.inline(
            genes=[
                samples.gene("PIM1/2", "PIM1", "5292"),
                samples.gene("PIM1/2", "PIM2", "11040"),
                samples.gene("Pim-1", "PIM1", "5292"),
            ]
        )
    )
    assert [(m.word, m.bodies[0].identifier) for m in figure.mentions] == [
        ("PIM1/2", "5292"),
        ("PIM1/2", "11040"),
        ("Pim-1", "5292"),
    ]
    assert [entity.reference.identifier for entity in figure.entities] == ["5292", "11040"]


def test_rows_that_repeat_say_nothing_again() -> None:
    row = samples.gene("JAK2", "JAK2", "3717")
    figure = read_figure(samples.inline(genes=[row, row, dict(reversed(row.items()))]))
    assert figure.mentions == (gene("3717"),)
    assert len(figure.entities) == 1


def test_a_key_that_a_row_lacks_is_missing() -> None:
    figure = read_figure(samples.inline(genes=[{"word": "A"}, {"word": "B", "entrez": "1"}]))
    assert figure.mentions == (
        gene(word="A", match=None, lexicon=""),
        gene("1", word="B", match=None, lexicon=""),
    )


def test_words_are_kept_to_the_character() -> None:
    odd = [
        "a  b ",
        " x",
        'say "no"',
        "a|b",
        "[x]",
        "Кα",
        "İ",
        "a\x1fb",
        "Î±",
        "a\\b",
        "1e3",
        "NO",
        "~",
    ]
    figure = read_figure(samples.inline(chemicals=[samples.term(word) for word in odd]))
    assert [mention.word for mention in figure.mentions] == odd
    tables = samples.tables(chemicals=[{"word": word} for word in odd])
    figure = read_figure(samples.record(), tables=tables)
    assert [mention.word for mention in figure.mentions] == odd


# ---- mentions, in tables -------------------------------------------------------------------------

FLY = {"organism_id": "7227", "organism_name": "Drosophila melanogaster",
       "organism_group": "Invertebrates"}  # fmt: skip


def test_a_row_of_the_gene_table_is_a_mention_a_gene_and_a_search() -> None:
    row = {**FLY, "word": "B-AR", "match": "BAR", "ncbigene_symbol": "B-H2", "ncbigene_id": "32723",
           "source": "ncbigene_synonym", "count_direct": "3", "count_synonym": "21",
           "count_match": "9"}  # fmt: skip
    figure = read_figure(samples.record(), tables=samples.tables(genes=[row]))
    assert figure.mentions == (gene("32723", word="B-AR", match="BAR", lexicon="ncbigene_synonym"),)
    assert figure.entities == (
        Entity("gene", Reference("ncbigene", "32723"), "B-H2", None, None, "7227"),
    )
    assert figure.searches == (
        GeneSearch("7227", ("Drosophila melanogaster",), ("Invertebrates",), 3, 21, 9),
    )


def test_counts_that_disagree_give_the_largest_that_is_known() -> None:
    counts = [("3", "NA", "9"), ("NA", "NA", "11"), ("2", "NA", ""), ("10", "NA", "9")]
    rows = [
        {
            **FLY,
            "word": "A",
            "ncbigene_id": "1",
            "count_direct": d,
            "count_synonym": s,
            "count_match": m,
        }
        for d, s, m in counts
    ]
    human = {
        "organism_id": "9606",
        "organism_name": "Homo sapiens",
        "word": "A",
        "count_match": "2",
    }
    figure = read_figure(samples.record(), tables=samples.tables(genes=[*rows, human]))
    assert figure.searches == (
        GeneSearch("7227", ("Drosophila melanogaster",), ("Invertebrates",), 10, None, 11),
        GeneSearch("9606", ("Homo sapiens",), (), None, None, 2),
    )
    assert len(figure.mentions) == 2


def test_an_older_gene_table_has_no_synonym_counts() -> None:
    columns = [c for c in samples.GENE_COLUMNS if c != "count_synonym"]
    data = samples.table(columns, [["7227", "Fly", "I", "A", "A", "a", "1", "s", "7", "13"]])
    figure = read_figure(samples.record(), tables={"genes": data})
    assert figure.searches == (GeneSearch("7227", ("Fly",), ("I",), 7, None, 13),)


def test_columns_may_stand_in_any_order() -> None:
    rows = [dict(FLY, word="A", match="A", ncbigene_symbol="a", ncbigene_id="1", source="s")]
    usual = samples.tables(genes=rows)["genes"]
    lines = [line.split("\t") for line in usual.decode().splitlines()]
    turned = samples.table(lines[0][::-1], [line[::-1] for line in lines[1:]])
    assert read_figure(samples.record(), tables={"genes": turned}) == read_figure(
        samples.record(), tables={"genes": usual}
    )


@pytest.mark.parametrize(
    ("cells", "bodies", "lexicons", "match", "rest", "names"),
    [
        (("mesh:D001920", "Bradykinin", "bradykinin", "chebi:3165"),
         ["D001920", "3165"], ("mesh", "chebi"), "Bradykinin", None, ["Bradykinin", "bradykinin"]),
        (("mesh:D001920", "Bradykinin", "NA", "NA"), ["D001920"], ("mesh",), "Bradykinin", None,
         ["Bradykinin"]),
        (("NA", "NA", "bradykinin", "chebi:3165"), ["3165"], ("chebi",), None, None, ["bradykinin"]),
        (("mesh:D001920", "NA", "NA", "NA"), ["D001920"], ("mesh",), None, None, [None]),
        (("NA", "NA", "NA", "NA"), [], (), None, None, []),
        (("NA", "matched", "named", "NA"), [], (), "matched", "named", []),
        (("NA", "", "named", ""), [], (), None, "named", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["chemicals", "diseases"])
def test_a_chemical_or_disease_has_the_bodies_and_names_that_its_row_knows(
    kind: str, cells: Any, bodies: Any, lexicons: Any, match: Any, rest: Any, names: Any
) -> None:
    if kind == "diseases":
        cells = tuple(cell.replace("chebi:", "DOID:") for cell in cells)
        lexicons = tuple(name.replace("chebi", "doid") for name in lexicons)
    tables = samples.tables(**{kind: [("word", *cells)]})
    figure = read_figure(samples.record(), tables=tables)
    [mention] = figure.mentions
    assert [body.identifier for body in mention.bodies] == bodies
    assert (mention.lexicons, mention.match, mention.name) == (lexicons, match, rest)
    assert [entity.name for entity in figure.entities] == names
    assert all((e.label == "word") == (e.name is None) for e in figure.entities)


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        (samples.tables(genes=b""), "<genes>: the table is empty: not even a header"),
        (samples.tables(genes=b"word\tmatch\n"),
         "<genes>:1: organism_id: no such column, of: organism_id, organism_name, organism_group, "
         "word, match, ncbigene_symbol, ncbigene_id, source"),
        (samples.tables(chemicals=b"word\tmesh\tmatch\tname\tdoid\n"),
         "<chemicals>:1: chebi: no such column, of: word, mesh, match, name, chebi"),
        (samples.tables(diseases=b"word\tmesh\tmesh\tname\tdoid\n"),
         "<diseases>:1: duplicate column 'mesh'"),
        (samples.tables(diseases=[["a", "b"]]), "<diseases>:2: 2 cells where the header has 5"),
        (samples.tables(diseases=[{"word": ""}]),
         "<diseases>:2: word: missing: a mention needs a word"),
        (samples.tables(genes=[{"word": ""}]), "<genes>:2: word: missing: a mention needs a word"),
        (samples.tables(genes=[{"word": "A", "organism_id": "1", "count_match": "many"}]),
         "<genes>:2: count_match: 'many' is not a whole number"),
        (samples.tables(genes=b"\xff"), "<genes>:1: not UTF-8: byte 0xFF"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_named_with_line_and_column(tables: Any, fault: str) -> None:
    assert faults_of(samples.record(), tables) == [fault]
    assert figure_despite_faults(samples.record(), tables).figid == "PMC1__f1"


def test_a_record_that_lists_its_mentions_does_not_read_the_tables_beside_it() -> None:
    tables = samples.tables(chemicals=[{"word": "A"}])
    assert faults_of(samples.inline(), tables) == [
        "<chemicals>: skipped: the record itself lists its mentions"
    ]
    assert figure_despite_faults(samples.inline(), tables).mentions == ()


def test_the_layout_is_told_by_where_the_mentions_are() -> None:
    def name(values: dict[str, Any]) -> str:
        return next(layout.name for layout in LAYOUTS if layout.matches(values))

    assert name({"figid": "a"}) == "tables"
    assert name({"figid": "a", "organisms_ner": []}) == "tables"
    for kind in ("genes", "chemicals", "diseases"):
        assert name({"figid": "a", kind: []}) == "inline"


# ---- whole records -------------------------------------------------------------------------------


def test_the_sentinels_of_missing_values_are_those_of_the_data_model() -> None:
    of_r = {f".na{kind}" for kind in ("", ".character", ".integer", ".real", ".logical")}
    assert {"", "NA", "null", "~", *of_r} == MISSING


def test_every_real_record_is_read_without_a_fault(shared: Path, corpus: list[Path]) -> None:
    data = shared / "corpus" / "tables" / "_data"
    seen = 0
    for path in corpus:
        tables = {
            plural: (data / f"{path.stem}-{plural}.tsv").read_bytes()
            for plural in ("genes", "chemicals", "diseases")
            if path.parent.name == "_figures" and (data / f"{path.stem}-{plural}.tsv").exists()
        }
        figure = read_figure(path.read_bytes(), tables=tables)
        assert figure.figid == path.stem
        assert figure.article is not None
        seen += len(figure.mentions)
    assert seen > 1000


def test_the_figure_that_is_in_both_layouts_is_read_alike_but_for_what_they_differ_in(
    shared: Path,
) -> None:
    name = "PMC6365454__fnins-13-00025-g0002"
    [old] = (shared / "corpus" / "inline").glob(f"**/{name}.md")
    new = shared / "corpus" / "tables" / "_figures" / f"{name}.md"
    one, two = read_figure(old.read_bytes()), read_figure(new.read_bytes())
    assert (one.figid, one.link) == (two.figid, two.link)
    assert one.article is not None
    assert two.article is not None
    assert (one.article.pmcid, one.article.year) == (two.article.pmcid, two.article.year)


anything = st.recursive(
    st.text(max_size=8) | st.sampled_from(["NA", "PMC1", "2019", "0.5", "D1", "9606"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELD_NAMES = sorted(
    {field for field, *_ in FIELDS} | {"genes", "chemicals", "diseases", "year", "doi"}
)


@given(st.dictionaries(st.sampled_from(FIELD_NAMES), anything, max_size=6))
def test_reading_never_raises_whatever_stands_in_a_field(fields: dict[str, Any]) -> None:
    figure, faults, *_ = read(RawRecord("x", None, samples.record(**fields).encode()))
    assert figure is not None or faults


@given(st.binary(max_size=100))
def test_reading_never_raises_whatever_the_bytes_are(data: bytes) -> None:
    for whole in (data, b"---\nfigid: a\n" + data + b"\n---\n"):
        figure, faults, *_ = read(RawRecord("x", None, whole, lambda plural: (plural, data)))
        assert figure is not None or faults


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    """Python text can hold one, no encoding can, and neither can RDF."""
    assert faults_of("---\nfigid: a\ncaption: b\ud800c\n---\n") == [
        "<record>:3: not UTF-8: byte 0xED"
    ]
