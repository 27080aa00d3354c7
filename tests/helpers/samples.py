"""Records of the tests' own: facts (identifiers, symbols, years) are real, sentences are ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

INLINE_OLDEST = "PMC4102250__fpls-05-00351-g002"
INLINE = "PMC6457213__advances029850f7"
TABLES = "PMC100008__mb2411709009"
BARE = "PMC1127427__thah2499.f1"

GENE_COLUMNS = [
    "organism_id",
    "organism_name",
    "organism_group",
    "word",
    "match",
    "ncbigene_symbol",
    "ncbigene_id",
    "source",
    "count_direct",
    "count_synonym",
    "count_match",
]
CHEMICAL_COLUMNS = ["word", "mesh", "match", "name", "chebi"]
DISEASE_COLUMNS = ["word", "mesh", "match", "name", "doid"]
COLUMNS = {"genes": GENE_COLUMNS, "chemicals": CHEMICAL_COLUMNS, "diseases": DISEASE_COLUMNS}


def text(fields: Mapping[str, Any] | str) -> str:
    """The text of a record's file, as upstream writes it; a string is taken as front matter."""
    if not isinstance(fields, str):
        fields = yaml.dump(dict(fields), sort_keys=False, allow_unicode=True)
    return f"---\n{fields}---\n"


def record(figid: str = "PMC1__f1", **fields: Any) -> str:
    """A record with that figid and those fields; ``schema-jsonld`` is spelt ``schema_jsonld``."""
    return text(
        {"figid": figid, **{key.replace("_jsonld", "-jsonld"): fields[key] for key in fields}}
    )


def inline(figid: str = "PMC1__f1", **fields: Any) -> str:
    """A record of the inline layout, without mentions unless given."""
    return record(figid, **{"genes": [], "chemicals": [], "diseases": [], **fields})


def gene(word: str, symbol: str, entrez: str, **fields: str) -> dict[str, str]:
    """A row of the inline layout's genes."""
    row = {"word": word, "symbol": symbol, "source": "hgnc_symbol", "hgnc_symbol": symbol}
    return {**row, "entrez": entrez, **fields}


def term(word: str, source: str = "", identifier: str = "") -> dict[str, str]:
    """A row of the inline layout's chemicals or diseases."""
    return {"word": word, "source": source, "identifier": identifier}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table without any quoting: cells go in as they are."""
    return "".join("\t".join(cells) + "\n" for cells in (columns, *rows)).encode()


def tables(*, genes: Any = None, chemicals: Any = None, diseases: Any = None) -> dict[str, bytes]:
    """Tables by plural; each given as rows (dicts, absent columns ``NA``), sequences or bytes."""
    out = {}
    for plural, rows in (("genes", genes), ("chemicals", chemicals), ("diseases", diseases)):
        if isinstance(rows, bytes):
            out[plural] = rows
        elif rows is not None:
            columns = COLUMNS[plural]
            out[plural] = table(
                columns,
                [
                    [row.get(c, "NA") for c in columns] if isinstance(row, dict) else row
                    for row in rows
                ],
            )
    return out


def own_records() -> dict[str, str | bytes]:
    """Path inside a checkout → content: records in all three layouts, and their tables."""
    files: dict[str, str | bytes] = {
        f"_figures/{INLINE_OLDEST}.md": text(
            {
                "figid": INLINE_OLDEST,
                "figlink": "pmc/articles/PMC4102250/figure/F2/",
                "number": "Figure 2",
                "caption": 'Nitric oxide meets sodium: 1e3 words, NO more. It says "→" & <so>.',
                "pmcid": "PMC4102250",
                "papertitle": "Salt and signals in a leaf",
                "reftext": "Own Author, et al. Our Journal. 2014.",
                "pmc_ranked_result_index": "17",
                "pathway_score": 0.5,
                "filename": "fpls-05-00351-g002.jpg",
                "figtitle": "Salt signals",
                "year": "2014",
                "organisms": " Homo sapiens",
                "ndex": "",
                "annotations": [],
                "seo": "CreativeWork",
                "genes": [
                    gene("JAK2", "JAK2", "3717"),
                    gene("NA", "NA", "44798", hgnc_symbol="NA"),
                ],
                "chemicals": [term("NO", "MESH", "D009569"), term("NA", "MESH", "D012964")],
                "diseases": [term("stress")],
            }
        ),
        f"_figures/{INLINE}.md": text(
            {
                "figid": INLINE,
                "figlink": "/pmc/articles/PMC6457213/figure/F7/",
                "number": "F7",
                "caption": "Own words </script><b> about a figure. " * 4,
                "pmcid": "PMC6457213",
                "papertitle": "A title of our own: with a colon",
                "reftext": "Somebody, et al. 2019.",
                "pmc_ranked_result_index": "73696",
                "pathway_score": 0.8141285,
                "filename": "advances029850f7.jpg",
                "figtitle": "How cells may survive",
                "year": "2019",
                "organisms": ["Homo sapiens", "Mus musculus, Virus", "gut metagenome", "NA"],
                "ndex": "0B1C8A3E-7a54-11e9-848d-0ac135e8bacf",
                "wpid": "WP5283",
                "annotations": [
                    {"type": "Disease", "value": "Narcolepsy"},
                    {"type": "Pathway", "value": "a/b <c> ü"},
                ],
                "seo": "CreativeWork",
                "schema-jsonld": {
                    "@context": "https://schema.org/",
                    "@id": f"https://pfocr.wikipathways.org/figures/{INLINE}.html",
                    "@type": "Dataset",
                    "description": "Own words",
                    "license": "CC0",
                    "name": "CreativeWork",
                    "creator": {"@type": "Organization", "name": "WikiPathways"},
                    "keywords": ["JAK2", "PIM1", "NA"],
                },
                "genes": [
                    gene("JAK2", "JAK2", "3717"),
                    gene("PIM1/2", "PIM1", "5292"),
                    gene("PIM1/2", "PIM2", "11040"),
                    gene(
                        "STAT5", "STAT5", "6776", source="bioentities_symbol", hgnc_symbol="STAT5A"
                    ),
                    gene("JAK2", "JAK2", "3717"),
                ],
                "chemicals": [
                    term("Ruxolitinib", "MESH", "C540383"),
                    term('odd "word" | [x]  İ, Кα '),
                    term("1e3", "MESH", "D000001"),
                ],
                "diseases": [term("JAK2", "MESH", "D007938"), term("nothing")],
                "figid_alias": "PMC6457213__F7",
                "redirect_from": "/figures/PMC6457213__F7",
                "figtype": "Figure",
            }
        ),
        f"_figures/{TABLES}.md": text(
            {
                "figid": TABLES,
                "figtitle": "Two <kinases> at one {receptor}",
                "organisms": ["Homo sapiens"],
                "organisms_ner": ["Drosophila melanogaster", "Homo sapiens"],
                "pmcid": "PMC100008",
                "filename": "mb2411709009.jpg",
                "figlink": "/pmc/articles/PMC100008/figure/F9/",
                "number": "F9",
                "caption": "",
                "papertitle": "A paper about receptors",
                "reftext": "Anybody. 2001.",
                "year": "2001",
                "doi": "10.1128/MCB.21.24.8385-8397.2001",
                "journal_title": "Molecular and Cellular Biology",
                "journal_nlm_ta": "Mol Cell Biol",
                "publisher_name": "American Society for Microbiology (ASM)",
                "keywords": 'receptor | kinase |  | a "word"',
                "automl_pathway": 0.9537671,
                "figid_alias": "PMC100008__F9",
                "figtype": "Figure",
                "redirect_from": ["/figures/PMC100008__F9", "/figures/old name"],
                "ndex": "",
                "seo": "CreativeWork",
            }
        ),
        f"_figures/{BARE}.md": record(BARE, pmcid="PMC1127427", year="", figtitle=".na.character"),
    }
    for plural, data in tables(
        genes=[
            [
                "7227",
                "D.mel",
                "Invertebrates",
                "EGFR",
                "EGFR",
                "Egfr",
                "37455",
                "ncbigene_symbol",
                "3",
                "21",
                "9",
            ],
            [
                "7227",
                "D.mel",
                "Invertebrates",
                "B-AR",
                "BAR",
                "B-H2",
                "32723",
                "ncbigene_synonym",
                "3",
                "NA",
                "11",
            ],
            [
                "9606",
                "Homo~sapiens",
                "Primates",
                "EGFR",
                "EGFR",
                "EGFR",
                "1956",
                "ncbigene_symbol",
                "NA",
                "NA",
                "2",
            ],
        ],
        chemicals=[
            ["Bradykinin", "mesh:D001920", "Bradykinin", "bradykinin", "chebi:3165"],
            ["L-tyrosine", "NA", "NA", "NA", "NA"],
            ['hexa"nal', "mesh:C010463", "NA", "NA", "NA"],
            ['hexa"nal', "mesh:C010463", "NA", "NA", "NA"],
        ],
        diseases=[
            ["Melanoma", "mesh:D008545", "NA", "NA", "NA"],
            ["narcolepsy", "NA", "NA", "narcolepsy", "DOID:8986"],
            ["flu", "mesh:D007251", "Influenza, Human", "influenza", "doid:8469"],
        ],
    ).items():
        files[f"_data/{TABLES}-{plural}.tsv"] = data.replace(b"D.mel", b"Drosophila melanogaster")
    genes = files[f"_data/{TABLES}-genes.tsv"]
    assert isinstance(genes, bytes)
    files[f"_data/{TABLES}-genes.tsv"] = genes.replace(b"Homo~sapiens", b"Homo sapiens")
    return files


def place(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, which is made; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
