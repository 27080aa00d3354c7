"""The way most would write the export: PyYAML, `csv.DictReader`, one rdflib graph for the run.

It says what the data model asks for, in the plainest manner, and is written neither to be slow
nor to be fast. `python -m benchmarks.naive DIR -o OUT.ttl` (or `.nt`).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import yaml
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

SCHEMA: Final = Namespace("https://schema.org/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
PFOCR: Final = Namespace("https://pfocr.wikipathways.org/vocab#")
SITE: Final = "https://pfocr.wikipathways.org"
IDENTIFIERS: Final = "https://identifiers.org"
NCBI: Final = "https://www.ncbi.nlm.nih.gov"
FORMATS: Final = {".ttl": "turtle", ".nt": "nt"}
VOCABULARIES: Final = {"schema": SCHEMA, "oa": OA, "pfocr": PFOCR}
PREFIXES: Final = {  # rdflib writes Turtle far faster with a prefix for every kind of thing
    **VOCABULARIES,
    "fig": f"{SITE}/figures/",
    "lexicon": f"{SITE}/lexicon/",
    "journal": f"{SITE}/journals/",
    "publisher": f"{SITE}/publishers/",
    "pmc": f"{IDENTIFIERS}/pmc/",
    "ncbigene": f"{IDENTIFIERS}/ncbigene/",
    "hgnc.symbol": f"{IDENTIFIERS}/hgnc.symbol/",
    "mesh": f"{IDENTIFIERS}/mesh/",
    "chebi": f"{IDENTIFIERS}/chebi/",
    "doid": f"{IDENTIFIERS}/doid/",
    "taxonomy": f"{IDENTIFIERS}/taxonomy/",
    "wikipathways": f"{IDENTIFIERS}/wikipathways/",
    "ndex": "https://www.ndexbio.org/viewer/networks/",
}
MISSING: Final = ("", "NA", ".na.character")
TAXA: Final = {
    "Homo sapiens": "9606",
    "Mus musculus": "10090",
    "Rattus norvegicus": "10116",
    "Drosophila melanogaster": "7227",
    "Arabidopsis thaliana": "3702",
    "Caenorhabditis elegans": "6239",
    "Saccharomyces cerevisiae": "4932",
    "Danio rerio": "7955",
    "Escherichia coli": "562",
}


def known(record: dict[str, Any], field: str) -> str | None:
    """Give the text of a field, unless it is missing."""
    value = record.get(field)
    return None if value is None or value in MISSING else str(value)


def read_table(folder: Path, figid: str, kind: str) -> list[dict[str, str]]:
    """Read a table that stands beside a record, if there is one."""
    path = folder / "_data" / f"{figid}-{kind}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read(path: Path) -> dict[str, Any]:
    """Read a record and its tables."""
    front_matter = path.read_text(encoding="utf-8").split("---\n")[1]
    record: dict[str, Any] = yaml.safe_load(front_matter)
    for kind in ("genes", "chemicals", "diseases"):
        if kind not in record:
            record[kind] = read_table(path.parent.parent, record["figid"], kind)
    return record


class Naive:
    """Puts records into a graph."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.graph = Graph()
        for prefix, namespace in prefixes.items():
            self.graph.bind(prefix, namespace)

    def add(self, record: dict[str, Any]) -> None:
        """Add the triples of a record."""
        figure = URIRef(f"{SITE}/figures/{quote(record['figid'])}")
        self._figure(figure, record)
        self._page(figure, record)
        self._paper(figure, record)
        self._organisms(figure, record)
        self._links(figure, record)
        for row in record["genes"]:
            self._gene(figure, row)
        for row in record["chemicals"]:
            self._term(figure, row, PFOCR.ChemicalMention, SCHEMA.ChemicalSubstance, "chebi")
        for row in record["diseases"]:
            self._term(figure, row, PFOCR.DiseaseMention, SCHEMA.MedicalCondition, "doid")

    def _text(self, subject: URIRef, predicate: URIRef, value: str | None) -> None:
        if value is not None:
            self.graph.add((subject, predicate, Literal(value)))

    def _figure(self, figure: URIRef, record: dict[str, Any]) -> None:
        add = self.graph.add
        add((figure, RDF.type, SCHEMA.ImageObject))
        add((figure, RDF.type, PFOCR.PathwayFigure))
        self._text(figure, SCHEMA.identifier, record["figid"])
        self._text(figure, SCHEMA.name, known(record, "figtitle"))
        self._text(figure, SCHEMA.caption, known(record, "caption"))
        self._text(figure, SCHEMA.position, known(record, "number"))
        self._text(figure, SCHEMA.genre, known(record, "figtype"))
        self._text(figure, SCHEMA.alternateName, known(record, "figid_alias"))
        if link := known(record, "figlink"):
            add((figure, SCHEMA.url, URIRef(f"{NCBI}/{quote(link.lstrip('/'))}")))
        if name := known(record, "filename"):
            url = f"{NCBI}/pmc/articles/{record['pmcid']}/bin/{quote(name)}"
            add((figure, SCHEMA.contentUrl, URIRef(url)))
            self._text(figure, SCHEMA.encodingFormat, "image/jpeg")
        score = known(record, "pathway_score") or known(record, "automl_pathway")
        if score:
            add((figure, PFOCR.pathwayScore, Literal(score, datatype=XSD.decimal)))
        if rank := known(record, "pmc_ranked_result_index"):
            add((figure, PFOCR.pmcRankedResultIndex, Literal(rank, datatype=XSD.integer)))

    def _page(self, figure: URIRef, record: dict[str, Any]) -> None:
        add = self.graph.add
        described = record["schema-jsonld"]
        page = URIRef(described["@id"])
        add((page, RDF.type, SCHEMA.Dataset))
        add((page, SCHEMA.mainEntity, figure))
        add((figure, SCHEMA.mainEntityOfPage, page))
        add((page, SCHEMA.isPartOf, URIRef(f"{SITE}/dataset")))
        add((page, SCHEMA.license, URIRef("https://creativecommons.org/publicdomain/zero/1.0/")))
        add((page, SCHEMA.creator, URIRef("https://www.wikipathways.org/")))
        self._text(page, SCHEMA.identifier, record["figid"])
        self._text(page, SCHEMA.name, known(record, "figtitle"))
        self._text(page, SCHEMA.description, known(record, "caption"))
        if alias := known(record, "redirect_from"):
            add((page, SCHEMA.url, URIRef(SITE + quote(alias))))
        for keyword in described["keywords"]:
            self._text(page, SCHEMA.keywords, str(keyword))

    def _paper(self, figure: URIRef, record: dict[str, Any]) -> None:
        add = self.graph.add
        paper = URIRef(f"{IDENTIFIERS}/pmc/{record['pmcid']}")
        add((figure, SCHEMA.isPartOf, paper))
        add((paper, RDF.type, SCHEMA.ScholarlyArticle))
        self._text(paper, SCHEMA.identifier, record["pmcid"])
        self._text(paper, SCHEMA.name, known(record, "papertitle"))
        self._text(paper, DCTERMS.bibliographicCitation, known(record, "reftext"))
        if year := known(record, "year"):
            add((paper, SCHEMA.datePublished, Literal(year, datatype=XSD.gYear)))
        if doi := known(record, "doi"):
            add((paper, SCHEMA.sameAs, URIRef(f"https://doi.org/{quote(doi)}")))
        abbreviation = known(record, "journal_nlm_ta")
        if abbreviation:
            journal = URIRef(f"{SITE}/journals/{quote(abbreviation, safe='')}")
            add((paper, SCHEMA.isPartOf, journal))
            add((journal, RDF.type, SCHEMA.Periodical))
            self._text(journal, SCHEMA.name, known(record, "journal_title"))
            self._text(journal, SCHEMA.alternateName, abbreviation)
        if name := known(record, "publisher_name"):
            publisher = URIRef(f"{SITE}/publishers/{quote(name, safe='')}")
            add((paper, SCHEMA.publisher, publisher))
            add((publisher, RDF.type, SCHEMA.Organization))
            self._text(publisher, SCHEMA.name, name)
        for keyword in (known(record, "keywords") or "").split(" | "):
            if keyword:
                self._text(paper, SCHEMA.keywords, keyword)

    def _taxon(self, name: str) -> URIRef | None:
        if name not in TAXA:
            return None
        taxon = URIRef(f"{IDENTIFIERS}/taxonomy/{TAXA[name]}")
        self.graph.add((taxon, RDF.type, SCHEMA.Taxon))
        self._text(taxon, SCHEMA.name, name)
        self._text(taxon, SCHEMA.identifier, f"taxonomy:{TAXA[name]}")
        return taxon

    def _organisms(self, figure: URIRef, record: dict[str, Any]) -> None:
        names = record.get("organisms") or []
        for name in [names] if isinstance(names, str) else names:
            if name not in MISSING:
                self._text(figure, PFOCR.organismName, name)
                if taxon := self._taxon(name.strip()):
                    self.graph.add((figure, SCHEMA.about, taxon))
        for name in record.get("organisms_ner") or []:
            if taxon := self._taxon(name):
                self.graph.add((figure, PFOCR.organismSearched, taxon))

    def _links(self, figure: URIRef, record: dict[str, Any]) -> None:
        things = []
        if network := known(record, "ndex"):
            things.append(URIRef(f"https://www.ndexbio.org/viewer/networks/{network}"))
        if pathway := known(record, "wpid"):
            things.append(URIRef(f"{IDENTIFIERS}/wikipathways/{pathway}"))
        for thing in things:
            self.graph.add((thing, SCHEMA.isBasedOn, figure))
            self.graph.add((figure, RDFS.seeAlso, thing))
        for annotation in record.get("annotations") or []:
            kind, value = annotation["type"], annotation["value"]
            term = URIRef(f"{SITE}/annotations/{quote(kind, safe='')}/{quote(value, safe='')}")
            self.graph.add((figure, SCHEMA.about, term))
            self.graph.add((term, RDF.type, SCHEMA.DefinedTerm))
            self._text(term, SCHEMA.name, value)
            self._text(term, SCHEMA.termCode, kind)

    def _mention(self, figure: URIRef, kind: URIRef, says: Sequence[str | None]) -> URIRef:
        add = self.graph.add
        digest = hashlib.sha256(json.dumps([kind, *says]).encode()).hexdigest()[:16]
        mention = URIRef(f"{figure}#mention-{digest}")
        add((mention, RDF.type, OA.Annotation))
        add((mention, RDF.type, kind))
        add((mention, OA.hasTarget, figure))
        add((mention, OA.motivatedBy, OA.identifying))
        return mention

    def _body(self, figure: URIRef, mention: URIRef, body: URIRef) -> None:
        self.graph.add((mention, OA.hasBody, body))
        self.graph.add((figure, SCHEMA.mentions, body))

    def _gene(self, figure: URIRef, row: dict[str, str]) -> None:
        add = self.graph.add
        inline = "entrez" in row
        number = row["entrez"] if inline else row["ncbigene_id"]
        symbol = row["hgnc_symbol"] if inline else row["ncbigene_symbol"]
        match = row["symbol"] if inline else row["match"]
        organism = row.get("organism_id", "9606")
        taxon = URIRef(f"{IDENTIFIERS}/taxonomy/{organism}")
        says = [organism, row["word"], match, symbol, number, row["source"]]
        mention = self._mention(figure, PFOCR.GeneMention, says)
        self._text(mention, PFOCR.word, row["word"])
        self._text(mention, PFOCR.match, match)
        add((mention, PFOCR.lexicon, URIRef(f"{SITE}/lexicon/{quote(row['source'])}")))
        if re.fullmatch(r"\d+", number):
            gene = URIRef(f"{IDENTIFIERS}/ncbigene/{number}")
            self._body(figure, mention, gene)
            add((gene, RDF.type, SCHEMA.Gene))
            self._text(gene, SCHEMA.name, symbol)
            self._text(gene, SCHEMA.identifier, f"ncbigene:{number}")
            add((gene, SCHEMA.taxonomicRange, taxon))
            if inline:
                other = URIRef(f"{IDENTIFIERS}/hgnc.symbol/{quote(symbol)}")
                add((gene, SKOS.closeMatch, other))
        if not inline:
            self._search(figure, taxon, organism, row)

    def _search(self, figure: URIRef, taxon: URIRef, organism: str, row: dict[str, str]) -> None:
        add = self.graph.add
        search = URIRef(f"{figure}#search-{organism}")
        add((search, RDF.type, PFOCR.GeneSearch))
        add((search, PFOCR.figure, figure))
        add((search, PFOCR.organism, taxon))
        add((taxon, PFOCR.organismGroup, Literal(row["organism_group"])))
        for column, predicate in (
            ("count_direct", PFOCR.countDirect),
            ("count_synonym", PFOCR.countSynonym),
            ("count_match", PFOCR.countMatch),
        ):
            if count := known(row, column):
                add((search, predicate, Literal(int(count))))

    def _term(
        self, figure: URIRef, row: dict[str, str], kind: URIRef, of: URIRef, registry: str
    ) -> None:
        add = self.graph.add
        inline = "identifier" in row
        mesh = row["identifier"] if inline else (known(row, "mesh") or "").removeprefix("mesh:")
        own = (known(row, registry) or "").lower().removeprefix(f"{registry}:")
        match = known(row, "match")
        says = [row["word"], mesh, own, match, known(row, "name")]
        mention = self._mention(figure, kind, says)
        self._text(mention, PFOCR.word, row["word"])
        self._text(mention, PFOCR.match, match)
        bodies = []
        if re.fullmatch(r"[CD]\d+", mesh):
            bodies.append(("mesh", mesh, match))
        if re.fullmatch(r"\d+", own):
            bodies.append((registry, f"{registry.upper()}:{own}", known(row, "name")))
        for prefix, number, name in bodies:
            body = URIRef(f"{IDENTIFIERS}/{prefix}/{number}")
            add((mention, PFOCR.lexicon, URIRef(f"{SITE}/lexicon/{prefix}")))
            self._body(figure, mention, body)
            add((body, RDF.type, of))
            self._text(body, SCHEMA.name, name)
            if name is None:
                self._text(body, SCHEMA.alternateName, row["word"])
            self._text(body, SCHEMA.identifier, f"{prefix}:{number}")


def main(arguments: list[str] | None = None) -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.naive", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    parser.add_argument("--few-prefixes", action="store_true", help="bind the vocabularies only")
    options = parser.parse_args(arguments)
    naive = Naive(VOCABULARIES if options.few_prefixes else PREFIXES)
    for path in sorted((options.folder / "_figures").glob("*.md")):
        naive.add(read(path))
    naive.graph.serialize(options.output, format=FORMATS[options.output.suffix], encoding="utf-8")
    print(json.dumps({"triples": len(naive.graph)}))


if __name__ == "__main__":
    main()
