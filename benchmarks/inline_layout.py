"""The inline layout: genes, chemicals and diseases in the front matter."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from benchmarks import figures, lexicon, prose
from benchmarks.figures import Record, Row
from benchmarks.papers import Paper

_SOURCES: Final = {
    "symbol": "hgnc_symbol",
    "alias": "hgnc_alias_symbol",
    "previous": "hgnc_prev_symbol",
    "family": "bioentities_symbol",
}


def make(rng: Random, paper: Paper, figure: int) -> Record:
    """Make a figure of a paper; the figure is its number in the paper."""
    genes = figures.gene_rows(rng, lexicon.GENES, figures.heavy(rng, 11, 1.05, 130))
    rng.shuffle(genes)
    chemicals = diseases = []
    if rng.random() < 0.55:
        chemicals = figures.terms(rng, lexicon.CHEMICAL_TERMS, figures.heavy(rng, 3, 1.0, 60))
    if rng.random() < 0.2:
        diseases = figures.terms(rng, lexicon.DISEASE_TERMS, figures.heavy(rng, 1.2, 0.6, 12))
    title, caption = figures.texts(rng, [row.word for row in genes], paper)
    file = paper.image(figure)
    number, anchor, kind = figures.number(rng, paper, figure)
    figid = f"{paper.pmcid}__{file}"
    ndex, pathway = figures.rarities(rng)
    organism = "Homo sapiens"
    if rng.random() < 0.12:
        organism = rng.choice(prose.ORGANISMS) if rng.random() < 0.7 else "NA"
    annotations: list[dict[str, str]] = []
    if rng.random() < 0.45:
        values = rng.sample(prose.ANNOTATIONS, figures.heavy(rng, 2, 0.7, 8))
        annotations = [{"type": "Disease", "value": value} for value in values]
    slash = "" if paper.oldest else "/"
    front_matter: dict[str, Any] = {
        "figid": figid,
        "figlink": f"{slash}pmc/articles/{paper.pmcid}/figure/{anchor}/",
        "number": number,
        "caption": caption,
        "pmcid": paper.pmcid,
        "papertitle": paper.title,
        "reftext": paper.citation,
        "pmc_ranked_result_index": f"{rng.randint(1, 250_000)}",
        "pathway_score": round(1 - rng.betavariate(1.1, 8) * 0.7, 7),
        "filename": f"{file}.jpg",
        "figtitle": title,
        "year": f"{paper.year}" if paper.dated else "",
        "organisms": organism if paper.oldest else [organism],
        "ndex": ndex,
    }
    if pathway:
        front_matter["wpid"] = pathway
    words = [word for word, _ in (*chemicals, *diseases)]
    keywords = [*(row.gene.symbol for row in genes), *words]
    front_matter |= {
        "annotations": annotations,
        "seo": "CreativeWork",
        "schema-jsonld": figures.jsonld(f"{figures.SITE}/figures/{figid}.html", caption, keywords),
        "genes": figures.repeated(rng, [_gene(row) for row in genes], 0.0002),
        "chemicals": [_term(*each) for each in chemicals],
        "diseases": [_term(*each) for each in diseases],
    }
    if not paper.oldest:
        alias = f"{paper.pmcid}__{number}"
        front_matter["figid_alias"] = alias
        front_matter["redirect_from"] = f"/figures/{alias}"
        front_matter["figtype"] = kind
    return Record(figid, front_matter)


def _gene(row: Row) -> dict[str, str]:
    return {
        "word": row.word,
        "symbol": row.match,
        "source": _SOURCES[row.kind],
        "hgnc_symbol": row.gene.symbol,
        "entrez": row.gene.number,
    }


def _term(word: str, term: lexicon.Term) -> dict[str, str]:
    return {"word": word, "source": "MESH" if term.mesh else "", "identifier": term.mesh}
