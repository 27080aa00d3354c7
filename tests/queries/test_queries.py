"""The bundled queries: their form, and their answers beside what plain Python makes of records."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import yaml
from helpers.corpora import write_corpus

from pfocr_rdf import queries
from pfocr_rdf.convert import api, graph
from pfocr_rdf.errors import UsageError
from pfocr_rdf.queries import sib_examples as sib
from pfocr_rdf.queries.parameters import PARAMETER_KINDS
from pfocr_rdf.queries.sources import Rows, Triples, _read
from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.store.embedded import open_data

IDS = "https://identifiers.org/"
SITE = "https://pfocr.wikipathways.org/"
FAMILIES = {"bioentities_symbol", "famplex_relations"}
EXACT = {"hgnc_symbol", "ncbigene_symbol"}
NOWHERE = {"", "NA", ".na.character", None}
BUNDLED = list(queries.bundled().values())
LOCAL = [query for query in BUNDLED if not query.services]


# ---- form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", BUNDLED, ids=lambda query: query.name)
def test_headers_prefixes_parameters_and_names_are_in_order(query: queries.Query) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", query.name)
    assert 1 <= len(Path(query.folder).parts) <= 2
    assert query.title != query.name
    assert query.category
    assert query.description.endswith(".")
    lines = query.text.splitlines()
    header = [line for line in lines if line.startswith("#")]
    assert lines[: len(header)] == header
    assert all(re.match(r"# (title|category|description|param): \S", line) for line in header)
    fields = list(dict.fromkeys(line.split(":")[0][2:] for line in header))
    assert fields == [f for f in ("title", "category", "description", "param") if f in fields]
    assert max(len(line) for line in lines if not line.startswith("# param")) <= 170
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.text, re.MULTILINE))
    body = "\n".join(line for line in lines if not line.startswith(("#", "PREFIX")))
    bare = re.sub(r'<[^>\s]*>|"[^"]*"', " ", body)
    used = set(re.findall(r"(?<![\w?])([a-z]\w*):\w", bare))
    assert used == set(declared), "prefixes declared are those used"
    assert all(PREFIXES[p] == base for p, base in declared.items() if p in PREFIXES)
    names = [parameter.name for parameter in query.parameters]
    assert set(re.findall(r"\{\{(\w+)\}\}", query.text)) == set(names)
    assert len(names) == len(set(names))
    assert set(names) <= set(PARAMETER_KINDS)
    assert all(parameter.label and parameter.default for parameter in query.parameters)
    assert "http://schema.org" not in query.text
    assert ("Needs the network." in query.description) == bool(query.services)


def test_there_are_queries_for_every_category_and_names_are_unique() -> None:
    from pfocr_rdf.resources import folder

    files = list(folder("queries").rglob("*.rq"))
    assert len(files) == len(BUNDLED) >= 30
    assert len({query.title for query in BUNDLED}) == len(BUNDLED)
    assert all(
        len({q.category for q in BUNDLED if q.folder == f}) == 1
        for f in {q.folder for q in BUNDLED}
    )


@pytest.mark.parametrize("query", BUNDLED, ids=lambda query: query.name)
def test_every_query_is_sparql_for_two_parsers(query: queries.Query) -> None:
    from rdflib.plugins.sparql import prepareQuery

    text = query.fill().text
    assert "{{" not in text
    prepareQuery(text)
    if not query.services:
        ox.Store().query(text)


# ---- answers -------------------------------------------------------------------------------------


class Word(NamedTuple):
    kind: str
    word: str
    match: str
    bodies: tuple[str, ...]
    lexicons: frozenset[str]
    organism: str


class Record(NamedTuple):
    iri: str
    front: dict[str, Any]
    words: list[Word]

    def bodies(self, kind: str) -> set[str]:
        return {body for w in self.words if w.kind == kind for body in w.bodies}

    @property
    def paper(self) -> str:
        return f"{IDS}pmc/{self.front['pmcid']}"

    @property
    def year(self) -> str:
        return _text(self.front.get("year"))


def _text(value: object) -> str:
    return "" if value in NOWHERE else str(value)


def _iri(registry: str, identifier: str | None) -> list[str]:
    local = _text(identifier).split(":")[-1]
    if not local:
        return []
    prefix = {"chebi": "CHEBI:", "doid": "DOID:"}.get(registry, "")
    return [f"{IDS}{registry}/{prefix}{local}"]


def _rows(front: dict[str, Any], data: Path, figid: str) -> Iterable[Word]:
    for row in front.get("genes") or []:
        yield _word("gene", row, row.get("symbol"), _iri("ncbigene", row.get("entrez")), "9606")
    for kind in ("chemical", "disease"):
        for row in front.get(f"{kind}s") or []:
            source = _text(row.get("source")).lower()
            bodies = _iri(source, row.get("identifier")) if source else []
            yield Word(
                kind, row["word"], "", tuple(bodies), frozenset([source] if source else []), ""
            )
    for kind in ("gene", "chemical", "disease"):
        table = data / f"{figid}-{kind}s.tsv"
        if not table.exists():
            continue
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if kind == "gene":
                    bodies = _iri("ncbigene", row["ncbigene_id"])
                    yield _word(kind, row, row["match"], bodies, row["organism_id"])
                else:
                    other = "chebi" if kind == "chemical" else "doid"
                    found = {key: _iri(key, row.get(key)) for key in ("mesh", other)}
                    lexicons = frozenset(key for key, iris in found.items() if iris)
                    bodies = [iri for iris in found.values() for iri in iris]
                    yield Word(kind, row["word"], _text(row["match"]), tuple(bodies), lexicons, "")


def _word(
    kind: str, row: dict[str, str], match: str | None, bodies: list[str], organism: str
) -> Word:
    source = _text(row.get("source"))
    return Word(
        kind,
        row["word"],
        _text(match),
        tuple(bodies),
        frozenset([source] if source else []),
        organism,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    write_corpus(120, place, seed=7)
    return place


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Record]:
    found = []
    for path in sorted((folder / "_figures").glob("*.md")):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        figid = front["figid"]
        words = list(_rows(front, folder / "_data", figid))
        found.append(Record(f"{SITE}figures/{figid}", front, words))
    return found


@pytest.fixture(scope="module")
def store(folder: Path) -> ox.Store:
    return open_data([folder], on_fault=lambda fault: None)


def ask(store: object, name: str, **given: str) -> list[tuple[str, ...]]:
    answer = queries.run(name, store, given)
    assert isinstance(answer, Rows)
    return [
        tuple("" if t is None else str(getattr(t, "value", t)) for t in row) for row in answer.rows
    ]


def column(rows: list[tuple[str, ...]], *numbers: int) -> set[tuple[str, ...]]:
    return {tuple(row[n] for n in numbers) for row in rows}


def most(counter: Counter[str]) -> str:
    return min(counter, key=lambda key: (-counter[key], key))


def counted(records: list[Record], kind: str) -> Counter[str]:
    return Counter(body for record in records for body in record.bodies(kind))


def ranking(counter: Counter[str], rows: int = 25) -> list[tuple[str, str]]:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return [(key, str(count)) for key, count in ranked[:rows]]


@pytest.mark.parametrize("kind", ["gene", "chemical", "disease"])
def test_figures_of_an_entity(store: ox.Store, records: list[Record], kind: str) -> None:
    entity = most(counted(records, kind))
    wanted = {
        (record.iri, w.word)
        for record in records
        for w in record.words
        if w.kind == kind and entity in w.bodies
    }
    found = ask(store, f"figures-of-{kind}", **{kind: entity})
    assert wanted
    assert column(found, 0, 3) == wanted
    years = [row[2] for row in found]
    assert years == sorted(years, reverse=True)


@pytest.mark.parametrize("kind", ["gene", "chemical", "disease"])
def test_entities_of_a_figure(store: ox.Store, records: list[Record], kind: str) -> None:
    record = max(records, key=lambda record: (len(record.bodies(kind)), record.iri))
    wanted = {(body, w.word) for w in record.words if w.kind == kind for body in w.bodies}
    found = ask(store, f"{kind}s-of-figure", figure=record.iri)
    assert wanted
    assert column(found, 0, 2) == wanted
    lexicons = {
        (body, w.word, lexicon)
        for w in record.words
        if w.kind == kind
        for body in w.bodies
        for lexicon in w.lexicons
    }
    if kind == "gene":
        assert {(g, w, x.rpartition("/")[2]) for g, _, w, _, x in found if x} == lexicons


def test_figures_of_paper_journal_year_and_organism(store: ox.Store, records: list[Record]) -> None:
    paper = most(Counter(record.paper for record in records))
    wanted = {(r.iri, str(len(r.bodies("gene")))) for r in records if r.paper == paper}
    assert column(ask(store, "figures-of-paper", paper=paper), 0, 3) == wanted
    names = Counter(_text(r.front.get("journal_nlm_ta")) for r in records)
    del names[""]
    journal = most(names)
    figures = {(r.iri,) for r in records if r.front.get("journal_nlm_ta") == journal}
    assert column(ask(store, "figures-of-journal", journal=journal), 0) == figures
    year = most(Counter(r.year for r in records if r.year))
    figures = {(r.iri,) for r in records if r.year == year}
    assert column(ask(store, "figures-of-year", year=year), 0) == figures
    about = "Homo sapiens"
    organisms = {
        (r.iri,)
        for r in records
        if about in (lambda o: [o] if isinstance(o, str) else o or [])(r.front.get("organisms"))
    }
    found = column(ask(store, "figures-of-organism", organism=about), 0)
    assert organisms
    assert organisms <= found
    assert len(found - organisms) <= 0.1 * len(records)


def test_figures_of_several_and_of_all_genes(store: ox.Store, records: list[Record]) -> None:
    figure = max(records, key=lambda r: (len(r.bodies("gene")), r.iri))
    genes = sorted(figure.bodies("gene"))[:3]
    numbers = ",".join(gene.rpartition("/")[2] for gene in genes)
    hits = {r.iri: len(r.bodies("gene") & set(genes)) for r in records}
    found = ask(store, "figures-of-genes", genes=numbers, minimum="1")
    assert column(found, 0, 2) == {(iri, str(n)) for iri, n in hits.items() if n >= 1}
    assert [int(row[2]) for row in found] == sorted((n for n in hits.values() if n), reverse=True)
    found = ask(store, "figures-of-all-genes", genes=numbers)
    assert column(found, 0) == {(iri,) for iri, n in hits.items() if n == 3}


def test_figures_like_a_figure(store: ox.Store, records: list[Record]) -> None:
    one = max(records, key=lambda r: (len(r.bodies("gene")), r.iri))
    own = one.bodies("gene")
    wanted = {}
    for other in records:
        theirs = other.bodies("gene")
        if other is not one and len(own & theirs) >= 1:
            wanted[other.iri] = (
                len(own & theirs),
                len(theirs),
                len(own & theirs) / len(own | theirs),
            )
    found = ask(store, "figures-like-figure", figure=one.iri, minimum="1", rows="1000")
    assert wanted
    assert {row[0]: (int(row[2]), int(row[3])) for row in found} == {
        k: v[:2] for k, v in wanted.items()
    }
    assert all(abs(float(row[4]) - wanted[row[0]][2]) < 0.00051 for row in found)
    assert [float(row[4]) for row in found] == sorted(
        (float(row[4]) for row in found), reverse=True
    )


def test_figures_of_words_texts_and_links(store: ox.Store, records: list[Record]) -> None:
    word = most(Counter(w.word for r in records for w in r.words))
    wanted = {
        (r.iri, b) for r in records for w in r.words if w.word == word for b in w.bodies or ("",)
    }
    assert column(ask(store, "figures-of-word", word=word), 0, 2) == wanted
    figures = {
        (r.iri,)
        for r in records
        if "signal" in f"{_text(r.front.get('figtitle'))}\n{_text(r.front.get('caption'))}".lower()
    }
    assert figures
    assert column(ask(store, "figures-with-text", text="SIGNAL"), 0) == figures
    networks = {
        (f"https://www.ndexbio.org/viewer/networks/{_text(r.front['ndex'])}", r.iri)
        for r in records
        if _text(r.front.get("ndex"))
    }
    assert column(ask(store, "figures-with-network"), 0, 1) == networks
    pathways = {
        (f"{IDS}wikipathways/{_text(r.front['wpid'])}", r.iri)
        for r in records
        if _text(r.front.get("wpid"))
    }
    assert column(ask(store, "figures-with-pathway"), 0, 1) == pathways
    terms = Counter(a["value"] for r in records for a in r.front.get("annotations") or [])
    if terms:
        term = most(terms)
        figures = {
            (r.iri,)
            for r in records
            if term.lower() in [a["value"].lower() for a in r.front.get("annotations") or []]
        }
        assert column(ask(store, "figures-with-annotation", text=term), 0) == figures


@pytest.mark.parametrize("kind", ["gene", "chemical", "disease"])
def test_most_mentioned(store: ox.Store, records: list[Record], kind: str) -> None:
    found = ask(store, f"top-{kind}s")
    assert [(row[0], row[2]) for row in found] == ranking(counted(records, kind))


@pytest.mark.parametrize(
    ("name", "given", "counts"),
    [
        ("genes-with-gene", "gene", "gene"),
        ("genes-with-chemical", "chemical", "gene"),
        ("genes-with-disease", "disease", "gene"),
        ("chemicals-with-gene", "gene", "chemical"),
        ("diseases-with-gene", "gene", "disease"),
    ],
)
def test_mentioned_together(
    store: ox.Store, records: list[Record], name: str, given: str, counts: str
) -> None:
    entity = most(counted(records, given))
    with_it = [r for r in records if entity in {b for k in KINDS_OF for b in r.bodies(k)}]
    counter = counted(with_it, counts)
    if given == counts:
        del counter[entity]
    found = ask(store, name, **{given: entity})
    assert [(row[0], row[2]) for row in found] == ranking(counter)


KINDS_OF = ("gene", "chemical", "disease")


def test_genes_never_with_a_disease(store: ox.Store, records: list[Record]) -> None:
    disease = most(counted(records, "disease"))
    counter = counted(records, "gene")
    for record in records:
        if disease in {b for k in KINDS_OF for b in record.bodies(k)}:
            for gene in record.bodies("gene"):
                counter.pop(gene, None)
    wanted = [(g, n) for g, n in ranking(counter, 10_000) if int(n) >= 3][:25]
    found = ask(store, "genes-never-with-disease", disease=disease, minimum="3")
    assert [(row[0], row[2]) for row in found] == wanted


def test_words_of_a_gene_and_genes_by_species(store: ox.Store, records: list[Record]) -> None:
    gene = most(counted(records, "gene"))
    figures: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        for w in record.words:
            if gene in w.bodies:
                for lexicon in w.lexicons or {""}:
                    figures[w.word, lexicon].add(record.iri)
    found = ask(store, "words-of-gene", gene=gene)
    assert {(w, x.rpartition("/")[2]): int(n) for w, x, n in found} == {
        key: len(value) for key, value in figures.items()
    }
    genes: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for w in record.words:
            if w.kind == "gene":
                genes[w.organism].update(w.bodies)
    found = ask(store, "genes-by-species")
    assert {row[0].rpartition("/")[2]: int(row[2]) for row in found} == {
        organism: len(members) for organism, members in genes.items() if members
    }


@pytest.mark.parametrize(
    ("name", "exact"), [("gene-sets", True), ("gene-sets-of-all-matches", False)]
)
def test_gene_sets(store: ox.Store, records: list[Record], name: str, exact: bool) -> None:
    wanted = set()
    for record in records:
        genes = {
            body
            for w in record.words
            if w.kind == "gene" and w.organism == "9606" and (not exact or w.lexicons & EXACT)
            for body in w.bodies
        }
        if len(genes) >= 3:
            wanted |= {(record.iri, gene) for gene in genes}
    assert wanted
    found = ask(store, name)
    assert column(found, 0, 2) == wanted
    assert len(found) == len(wanted)


def test_over_representation(store: ox.Store, records: list[Record]) -> None:
    figure = max(records, key=lambda r: (len(r.bodies("gene")), r.iri))
    genes = set(sorted(figure.bodies("gene"))[:6])
    every = {gene for record in records for gene in record.bodies("gene")}
    wanted = {}
    for record in records:
        size, hits = len(record.bodies("gene")), len(record.bodies("gene") & genes)
        expected = size * len(genes) / len(every) if every else 0
        if hits >= 2 and hits > expected:
            wanted[record.iri] = (hits, size, expected, (hits - expected) ** 2 / expected)
    numbers = ",".join(gene.rpartition("/")[2] for gene in genes)
    found = ask(store, "over-representation", genes=numbers, rows="1000")
    assert {row[0]: (int(row[2]), int(row[3])) for row in found} == {
        iri: value[:2] for iri, value in wanted.items()
    }
    for row in found:
        _, _, expected, rank = wanted[row[0]]
        assert float(row[4]) == pytest.approx(expected, abs=0.001)
        assert float(row[6]) == pytest.approx(rank, abs=0.01)
    ranks = [float(row[6]) for row in found]
    assert ranks == sorted(ranks, reverse=True)


def test_sizes_and_duplicates(store: ox.Store, records: list[Record]) -> None:
    sizes = Counter(len(r.bodies("gene")) for r in records if r.bodies("gene"))
    assert [(int(g), int(n)) for g, n in ask(store, "gene-set-sizes")] == sorted(sizes.items())
    groups: dict[frozenset[str], set[str]] = defaultdict(set)
    for record in records:
        groups[frozenset(record.bodies("gene"))].add(record.front["figid"])
    wanted = {
        (len(genes), frozenset(figids))
        for genes, figids in groups.items()
        if len(genes) >= 1 and len(figids) > 1
    }
    found = {
        (int(row[0]), frozenset(row[2].split()))
        for row in ask(store, "duplicate-figures", minimum="1")
    }
    assert found == wanted


def test_papers_and_trends(store: ox.Store, records: list[Record]) -> None:
    papers = Counter(record.paper for record in records)
    several = Counter({p: n for p, n in papers.items() if n >= 2})
    found = ask(store, "papers-with-several-figures")
    assert [(row[0], row[2]) for row in found] == ranking(several, 100)
    gene = most(counted(records, "gene"))
    with_gene = [r for r in records if gene in r.bodies("gene")]
    found = ask(store, "papers-of-gene", gene=gene)
    assert [(row[0], row[3]) for row in found] == ranking(Counter(r.paper for r in with_gene), 100)
    dated = [r for r in records if r.year]
    years = sorted({r.year for r in dated})
    wanted = [
        (
            year,
            str(len({r.paper for r in dated if r.year == year})),
            str(sum(r.year == year for r in dated)),
            str(len({g for r in dated if r.year == year for g in r.bodies("gene")})),
        )
        for year in years
    ]
    assert ask(store, "figures-by-year") == wanted
    every = Counter(r.year for r in dated)
    some = Counter(r.year for r in with_gene if r.year)
    assert ask(store, "gene-by-year", gene=gene) == [
        (year, str(some[year]), str(every[year])) for year in sorted(some)
    ]
    journals = Counter(
        _text(r.front.get("journal_nlm_ta")) or _text(r.front.get("journal_title")) for r in records
    )
    del journals[""]
    found = ask(store, "figures-by-journal", rows="500")
    assert sorted(int(row[3]) for row in found) == sorted(journals.values())
    found = ask(store, "figures-by-organism")
    assert found[0][1] == "Homo sapiens"


def test_quality(store: ox.Store, records: list[Record]) -> None:
    lost: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        for w in record.words:
            if not w.bodies:
                lost[w.word, w.kind].add(record.iri)
    found = ask(store, "words-without-match", rows="10000")
    assert {
        (w, k.rpartition("#")[2].removesuffix("Mention").lower()): int(n) for w, k, n in found
    } == {key: len(value) for key, value in lost.items()}
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        for w in record.words:
            if w.kind == "gene":
                meant[w.word, w.organism].update(w.bodies)
    found = ask(store, "ambiguous-words", rows="100000")
    assert {(w, o.rpartition("/")[2]): int(n) for w, o, n in found} == {
        key: len(genes) for key, genes in meant.items() if genes
    }
    family = {
        (r.iri,)
        for r in records
        if r.bodies("gene")
        and all(
            w.lexicons and w.lexicons <= FAMILIES for w in r.words if w.kind == "gene" and w.bodies
        )
    }
    assert column(ask(store, "figures-with-only-family-matches"), 0) == family
    scores = {
        (r.iri,)
        for r in records
        if _text(r.front.get("pathway_score") or r.front.get("automl_pathway"))
        and float(r.front.get("pathway_score") or r.front["automl_pathway"]) <= 0.9
    }
    assert column(ask(store, "low-score-figures", score="0.9", rows="1000"), 0) == scores
    untitled = {(r.iri,) for r in records if not _text(r.front.get("figtitle"))}
    assert column(ask(store, "figures-without-title"), 0) == untitled
    assert column(ask(store, "figures-without-year"), 0) == {
        (r.iri,) for r in records if not r.year
    }
    assert column(ask(store, "figures-without-genes"), 0) == {
        (r.iri,) for r in records if not r.bodies("gene")
    }
    lexicons: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for w in record.words:
            for lexicon in w.lexicons:
                lexicons[lexicon].add(w.word)
    found = ask(store, "mentions-by-lexicon")
    got = {x.rpartition("/")[2]: int(words) for x, _, _, words in found}
    assert {k: v for k, v in got.items() if "symbol" in k or k in FAMILIES} == {
        k: len(v) for k, v in lexicons.items() if "symbol" in k or k in FAMILIES
    }
    for name, count in ask(store, "organisms-without-taxon"):
        assert int(count) >= 1
        assert name not in ("Homo sapiens", "Mus musculus")


def test_counts_of_a_release(store: ox.Store, records: list[Record]) -> None:
    counts = {what: int(count) for what, count in ask(store, "release-counts")}
    assert counts["figures"] == len(records)
    assert counts["papers"] == len({r.paper for r in records})
    for kind in KINDS_OF:
        assert counts[f"{kind}s"] == len({b for r in records for b in r.bodies(kind)})
    assert counts["words"] == len({w.word for r in records for w in r.words})
    used = {row[0]: int(row[1]) for row in ask(store, "properties")}
    assert sum(used.values()) == len(store)


def graph_of(store: object, name: str, **given: str) -> set[str]:
    answer = queries.run(name, store, given)
    assert isinstance(answer, Triples)
    return {str(triple) for triple in answer.triples}


def test_graphs(store: ox.Store, records: list[Record]) -> None:
    figure = max(records, key=lambda r: (len(r.bodies("gene")), r.iri))
    as_schema = graph_of(store, "figure-as-schema-org", figure=figure.iri)
    mentioned = {t.split("> <")[2].rstrip(">") for t in as_schema if "schema.org/mentions>" in t}
    assert mentioned == {b for k in KINDS_OF for b in figure.bodies(k)}
    assert not [t for t in as_schema if "pfocr.wikipathways.org/vocab#" in t]
    assertions = graph_of(store, "assertions-of-figure", figure=figure.iri)
    objects = [t for t in assertions if "22-rdf-syntax-ns#object>" in t]
    assert {t.split("> <")[2].rstrip(">") for t in objects} == mentioned
    assert graph_of(store, "describe-figure", figure=figure.iri)
    exact = [
        {b for w in r.words if w.kind == "gene" and w.lexicons & EXACT for b in w.bodies}
        for r in records
    ]
    pairs = Counter(
        tuple(sorted((a, b), key=lambda iri: int(iri.rpartition("/")[2])))
        for genes in exact
        for a in genes
        for b in genes
        if a < b
    )
    network = graph_of(store, "gene-network", minimum="2")
    values = {t for t in network if "<https://schema.org/value>" in t}
    assert {(t.split(">")[0].rpartition("/")[2], int(t.split('"')[1])) for t in values} == {
        ("-".join(iri.rpartition("/")[2] for iri in pair), n) for pair, n in pairs.items() if n >= 2
    }
    gene = most(counted(records, "gene"))
    together = counted([r for r in records if gene in r.bodies("gene")], "gene")
    del together[gene]
    around = graph_of(store, "network-of-gene", gene=gene, minimum="2")
    found = sorted(int(t.split('"')[1]) for t in around if "<https://schema.org/value>" in t)
    assert found == sorted(n for n in together.values() if n >= 2)


# ---- other engines -------------------------------------------------------------------------------

SLOW_IN_RDFLIB = {
    "gene-network",
    "gene-sets",
    "gene-sets-of-all-matches",
    "duplicate-figures",
    "ambiguous-words",
    "figures-with-only-family-matches",
    "words-without-match",
    "genes-never-with-disease",
}
"""What rdflib cannot do in time on databases of more than some hundred figures."""


def test_rdflib_gives_the_same_answers(tmp_path: Path) -> None:
    write_corpus(15, tmp_path, seed=3)
    small = open_data([tmp_path], on_fault=lambda fault: None)
    figures = list(api.read_figures(tmp_path, on_fault=lambda fault: None))
    other = graph.to_graph(figures)
    assert len(other) == len(small)
    with_genes = max(figures, key=lambda figure: len(figure.mentions))
    genes = [r.identifier for m in with_genes.mentions for r in m.bodies if r.prefix == "ncbigene"]
    given = {
        "figure": with_genes.figid,
        "gene": genes[0],
        "genes": ",".join(dict.fromkeys(genes[:4])),
        "minimum": "2",
        "rows": "1000",
        "text": "pathway",
        "word": with_genes.mentions[0].word,
    }
    for query in LOCAL:
        mine = {p.name: given[p.name] for p in query.parameters if p.name in given}
        if query.form == "SELECT":
            expected, found = ask(small, query.name, **mine), ask(other, query.name, **mine)
            assert _comparable(found) == _comparable(expected), query.name
        elif query.form == "CONSTRUCT":
            assert graph_of(other, query.name, **mine) == graph_of(small, query.name, **mine), (
                query.name
            )
        else:
            assert graph_of(other, query.name, **mine), query.name


def _comparable(rows: list[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Rows with numbers to three digits, and lists in one order."""

    def cell(text: str) -> str:
        if re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", text):
            return f"{float(text):.2f}"
        return " ".join(sorted(text.split(" ")))

    return Counter(tuple(map(cell, row)) for row in rows)


def test_queries_run_on_an_endpoint_form_of_the_results(store: ox.Store) -> None:
    content = store.query("SELECT ?a WHERE { VALUES ?a { 1 2 } }").serialize(
        format=ox.QueryResultsFormat.JSON  # type: ignore[arg-type]
    )
    media_type = "application/sparql-results+json;charset=utf-8"
    answer = _read(content or b"", media_type, "https://example.org/sparql")
    assert isinstance(answer, Rows)
    assert answer.variables == ("a",)
    assert len(list(answer.rows)) == 2


# ---- the library and the forms for other tools ---------------------------------------------------


def test_unknown_names_are_met_with_near_ones() -> None:
    with pytest.raises(UsageError, match="figures-of-gene"):
        queries.get("figure-of-gene")
    with pytest.raises(UsageError, match="did you mean gene"):
        queries.get("figures-of-gene").fill({"gen": "1"})
    with pytest.raises(UsageError, match="it has none"):
        queries.get("release-counts").fill({"gene": "1"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "no SELECT"),
        ("# param: a|string|b\nSELECT * {}", "name\\|type\\|default\\|label"),
        ("# param: a|number|b|c\nSELECT * {}", "none of string, uri"),
    ],
)
def test_what_is_no_query_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        queries.parse(text)


def test_the_sib_form_is_turtle_with_a_query_each() -> None:
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    text = sib.examples(BUNDLED, "https://example.org/sparql")
    found = rdflib.Graph().parse(data=text, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    schema = rdflib.Namespace("https://schema.org/")
    executables = set(found.subjects(rdflib.RDF.type, sh.SPARQLExecutable))
    assert len(executables) == len(BUNDLED)
    for example in executables:
        texts = [
            str(o)
            for p in ("select", "construct", "ask", "describe")
            for o in found.objects(example, sh[p])
        ]
        assert len(texts) == 1
        prepareQuery(texts[0])
        comment = found.value(example, rdflib.RDFS.comment)
        assert isinstance(comment, rdflib.Literal)
        assert comment.language == "en"
        assert found.value(example, schema.target) == rdflib.URIRef("https://example.org/sparql")
        assert found.value(example, schema.keywords)
        assert found.value(example, sh.prefixes)
    federated = set(
        found.subjects(
            rdflib.URIRef("https://purl.expasy.org/sparql-examples/ontology#federatesWith")
        )
    )
    assert len(federated) == len(BUNDLED) - len(LOCAL)
    with pytest.raises(UsageError):
        sib.examples(BUNDLED, "https://a> <b")


def test_every_option_of_the_commands_has_help() -> None:
    import typer.main

    from pfocr_rdf.cli.commands import app

    command: Any = typer.main.get_command(app)
    for name in ("query", "load"):
        missing = [p.name for p in command.commands[name].params if not getattr(p, "help", None)]
        assert not missing


def test_the_catalogue_in_the_documentation_is_todays() -> None:
    made = import_module("tools.make_query_docs")
    text = made.PAGE.read_text(encoding="utf-8")
    assert text == made.page(text), "run: python -m tools.make_query_docs"
