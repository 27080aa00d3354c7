"""The tables layout: genes, chemicals and diseases in files beside the record."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from benchmarks import figures, lexicon, prose
from benchmarks.figures import Record, Table
from benchmarks.papers import Paper

GENE_COLUMNS: Final = (
    "organism_id", "organism_name", "organism_group", "word", "match", "ncbigene_symbol",
    "ncbigene_id", "source", "count_direct", "count_synonym", "count_match",
)  # fmt: skip
CHEMICAL_COLUMNS: Final = ("word", "mesh", "match", "name", "chebi")
DISEASE_COLUMNS: Final = ("word", "mesh", "match", "name", "doid")

_SOURCES: Final = {
    "symbol": "ncbigene_symbol",
    "alias": "ncbigene_synonym",
    "previous": "ncbigene_synonym",
    "family": "famplex_relations",
}


def _gene_table(rng: Random, searched: Sequence[lexicon.Species]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    wanted = figures.heavy(rng, 16, 0.9, 130)
    for species in searched:
        human = species is lexicon.HUMAN
        genes = lexicon.GENES if human else lexicon.OTHER[species.number]
        least = max(1, wanted if human else wanted // 2)
        found = figures.gene_rows(rng, genes, least, shared=0.15)
        direct = len({row.word for row in found if row.kind == "symbol"})
        words = len({row.word for row in found})
        counts = (f"{direct}", f"{len(found) - direct}", f"{words}")
        rows += [
            (*species, row.word, row.match.upper(), row.gene.symbol, row.gene.number,
             _SOURCES[row.kind], *counts)
            for row in found
        ]  # fmt: skip
    return figures.repeated(rng, rows, 0.004)


def _term_table(
    rng: Random, found: list[tuple[str, lexicon.Term]], prefix: str, again: float
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (
            word,
            f"mesh:{term.mesh}" if term.mesh else "NA",
            term.heading or "NA",
            term.name or "NA",
            f"{prefix}{term.number}" if term.number else "NA",
        )
        for word, term in found
    ]
    return figures.repeated(rng, rows, again)


def _searched(rng: Random) -> list[lexicon.Species]:
    chance = rng.random()
    if chance < 0.08:
        return []
    if chance < 0.45:
        return [lexicon.HUMAN]
    if chance < 0.75:
        return rng.sample(lexicon.SPECIES[:2], 2)
    if chance < 0.88:
        return [lexicon.SPECIES[1]]
    return [rng.choice(lexicon.SPECIES[2:])]


def make(rng: Random, paper: Paper, figure: int) -> Record:
    """Make a figure of a paper; the figure is its number in the paper."""
    searched = _searched(rng)
    tables = []
    if searched:
        rows = _gene_table(rng, searched)
        columns: tuple[str, ...] = GENE_COLUMNS
        if rng.random() < 0.25:
            columns = tuple(name for name in columns if name != "count_synonym")
            rows = [(*row[:9], row[10]) for row in rows]
        tables.append(Table("genes", columns, rows))
    if rng.random() < 0.7:
        found = figures.terms(rng, lexicon.CHEMICAL_TERMS, max(1, figures.heavy(rng, 6, 1.0, 110)))
        tables.append(Table("chemicals", CHEMICAL_COLUMNS, _term_table(rng, found, "chebi:", 0.01)))
    if rng.random() < 0.3:
        found = figures.terms(rng, lexicon.DISEASE_TERMS, max(1, figures.heavy(rng, 1.5, 0.7, 20)))
        prefix = rng.choice(("doid:", "doid:", "DOID:"))
        tables.append(Table("diseases", DISEASE_COLUMNS, _term_table(rng, found, prefix, 0.15)))
    keywords = []
    for table in tables:
        symbol = 5 if table.kind == "genes" else 0
        keywords += [".na.character" if row[symbol] == "NA" else row[symbol] for row in table.rows]
    words = [row[3] for row in tables[0].rows] if searched else []
    title, caption = figures.texts(rng, words, paper)
    file = paper.image(figure)
    number, anchor, kind = figures.number(rng, paper, figure)
    figid = f"{paper.pmcid}__{file}"
    alias = f"{paper.pmcid}__{number}"
    ndex, pathway = figures.rarities(rng)
    organisms = ["NA"]
    if rng.random() < 0.43:
        organisms = [*rng.sample(prose.ORGANISMS, figures.heavy(rng, 2, 0.9, 18)), "Homo sapiens"]
    ner = {"organisms_ner": [species.name for species in searched] or ["NA"]}
    early = rng.random() < 0.75
    known = paper.registered
    journal = paper.journal
    missing = ".na.character"
    front_matter: dict[str, Any] = {
        "figid": figid,
        "figtitle": title,
        "organisms": organisms,
        **(ner if early else {}),
        "pmcid": paper.pmcid,
        "filename": f"{file}.jpg",
        "figlink": f"/pmc/articles/{paper.pmcid}/figure/{anchor}/",
        "number": number,
        "caption": caption,
        "papertitle": paper.title,
        "reftext": paper.citation,
        "year": f"{paper.year}" if paper.dated else "",
        "doi": paper.doi if known else missing,
        "journal_title": journal.title if known else missing,
        "journal_nlm_ta": journal.abbreviation if known else missing,
        "publisher_name": journal.publisher if known else missing,
        "keywords": paper.keywords if known else missing,
        "automl_pathway": round(1 - rng.betavariate(1.1, 8) * 0.7, 7),
        "figid_alias": alias,
        "figtype": kind,
        **({} if early else ner),
        "redirect_from": f"/figures/{alias}",
        "ndex": ndex,
        "seo": "CreativeWork",
        "schema-jsonld": figures.jsonld(f"{figures.SITE}/figures/{figid}.html", caption, keywords),
    }
    if pathway:
        front_matter["wpid"] = pathway
    return Record(figid, front_matter, tuple(tables))
