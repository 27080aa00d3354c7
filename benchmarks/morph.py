"""Morph-KGC, a general engine for RML mappings, on the same records.

`python -m benchmarks.morph DIR JSON` writes the records of a corpus as flat JSON (not timed), with
all that a mapping cannot do done beforehand. In that folder, the Python that has Morph-KGC then
runs the mapping beside this module: `python -m morph_kgc morph_kgc.ini` writes `morph_kgc.nq`.
"""

from __future__ import annotations

import argparse
import configparser
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from benchmarks import naive
from benchmarks.naive import IDENTIFIERS, NCBI, SITE, known

MAPPING: Final = Path(__file__).with_name("morph_kgc.rml.ttl")
KINDS: Final = {
    "chemicals": ("chemical", "Chemical", "ChemicalSubstance", "chebi"),
    "diseases": ("disease", "Disease", "MedicalCondition", "doid"),
}

Row = dict[str, str | None]


class Tables:
    """The flat tables, and how records go into them."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in (
                "figures", "keywords", "papers", "paper_keywords", "organisms", "taxa", "links",
                "annotations", "searches", "genes", "terms", "bodies",
            )
        }  # fmt: skip
        self._papers: set[str] = set()
        self._taxa: set[str] = set()

    def write(self, folder: Path) -> None:
        """Write every table into a file; what is missing is left out."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            objects = [{key: value for key, value in row.items() if value} for row in rows]
            text = json.dumps(objects, ensure_ascii=False)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")

    def add(self, record: dict[str, Any]) -> None:
        """Add a record."""
        figid = record["figid"]
        self._figure(figid, record)
        if record["pmcid"] not in self._papers:
            self._papers.add(record["pmcid"])
            self._paper(record)
        self._organisms(figid, record)
        if network := known(record, "ndex"):
            self._link(figid, f"https://www.ndexbio.org/viewer/networks/{network}")
        if pathway := known(record, "wpid"):
            self._link(figid, f"{IDENTIFIERS}/wikipathways/{pathway}")
        for annotation in record.get("annotations") or []:
            self.tables["annotations"].append({"figid": figid, **annotation})
        for row in record["genes"]:
            self._gene(figid, row)
        self._searches(figid, [row for row in record["genes"] if "organism_id" in row])
        for kind in KINDS:
            for row in record[kind]:
                self._term(figid, kind, row)

    def _link(self, figid: str, thing: str) -> None:
        self.tables["links"].append({"figid": figid, "thing": thing})

    def _figure(self, figid: str, record: dict[str, Any]) -> None:
        link, file, alias = (known(record, key) for key in ("figlink", "filename", "redirect_from"))
        content = f"{NCBI}/pmc/articles/{record['pmcid']}/bin/{quote(file)}" if file else None
        fields = ("figtitle", "caption", "number", "figtype", "figid_alias", "pmcid")
        self.tables["figures"].append(
            {
                "figid": figid,
                **{field: known(record, field) for field in fields},
                "url": f"{NCBI}/{quote(link.lstrip('/'))}" if link else None,
                "content_url": content,
                "encoding_format": "image/jpeg" if file else None,
                "pathway_score": known(record, "pathway_score") or known(record, "automl_pathway"),
                "rank": known(record, "pmc_ranked_result_index"),
                "alias_url": SITE + quote(alias) if alias else None,
            }
        )
        keywords = record["schema-jsonld"]["keywords"]
        self.tables["keywords"] += [{"figid": figid, "keyword": str(word)} for word in keywords]

    def _paper(self, record: dict[str, Any]) -> None:
        doi = known(record, "doi")
        pmcid = record["pmcid"]
        self.tables["papers"].append(
            {
                **{field: known(record, field) for field in ("papertitle", "reftext", "year")},
                "pmcid": pmcid,
                "doi_url": f"https://doi.org/{quote(doi)}" if doi else None,
                "journal": known(record, "journal_nlm_ta"),
                "journal_title": known(record, "journal_title"),
                "publisher": known(record, "publisher_name"),
            }
        )
        words = (known(record, "keywords") or "").split(" | ")
        self.tables["paper_keywords"] += [{"pmcid": pmcid, "keyword": word} for word in words]

    def _taxon(self, name: str) -> str | None:
        taxon = naive.TAXA.get(name)
        if taxon and taxon not in self._taxa:
            self._taxa.add(taxon)
            self.tables["taxa"].append({"taxon": taxon, "name": name})
        return taxon

    def _organisms(self, figid: str, record: dict[str, Any]) -> None:
        names = record.get("organisms") or []
        for name in [names] if isinstance(names, str) else names:
            if name not in naive.MISSING:
                about = self._taxon(name.strip())
                self.tables["organisms"].append({"figid": figid, "name": name, "about": about})
        for name in record.get("organisms_ner") or []:
            self.tables["organisms"].append({"figid": figid, "searched": self._taxon(name)})

    def _gene(self, figid: str, row: dict[str, str]) -> None:
        inline = "entrez" in row
        symbol = row["hgnc_symbol"] if inline else row["ncbigene_symbol"]
        self.tables["genes"].append(
            {
                "figid": figid,
                "taxon": row.get("organism_id", "9606"),
                "word": row["word"],
                "match": row["symbol"] if inline else row["match"],
                "symbol": symbol,
                "hgnc_symbol": symbol if inline else None,
                "number": row["entrez"] if inline else row["ncbigene_id"],
                "source": row["source"],
            }
        )

    def _searches(self, figid: str, rows: list[dict[str, str]]) -> None:
        counts = ("count_direct", "count_synonym", "count_match")
        for row in {row["organism_id"]: row for row in rows}.values():
            self.tables["searches"].append(
                {
                    "figid": figid,
                    "taxon": row["organism_id"],
                    "group": row["organism_group"],
                    **{count: known(row, count) for count in counts},
                }
            )

    def _term(self, figid: str, kind: str, row: dict[str, str]) -> None:
        short, mention, entity, registry = KINDS[kind]
        inline = "identifier" in row
        mesh = row["identifier"] if inline else (known(row, "mesh") or "").removeprefix("mesh:")
        own = (known(row, registry) or "").lower().removeprefix(f"{registry}:")
        match, name = known(row, "match"), known(row, "name")
        node: Row = {
            "figid": figid,
            "kind": short,
            "word": row["word"],
            "key": "-".join(text or "" for text in (mesh, own, match, name)),
        }
        kind_iri = f"{SITE}/vocab#{mention}Mention"
        self.tables["terms"].append({**node, "kind_iri": kind_iri, "match": match})
        bodies = [("mesh", mesh, mesh, match)] if mesh else []
        if own:
            bodies.append((registry, f"{registry.upper()}:{own}", own, name))
        for prefix, local, number, label in bodies:
            self.tables["bodies"].append(
                {
                    **node,
                    "registry": prefix,
                    "iri": f"{IDENTIFIERS}/{prefix}/{local}",
                    "class": f"https://schema.org/{entity}",
                    "name": label,
                    "label": None if label else row["word"],
                    "identifier": f"{prefix}:{number}",
                }
            )


def prepare(folder: Path, json_folder: Path) -> None:
    """Write the records of a corpus as flat JSON, and how Morph-KGC is to run there."""
    tables = Tables()
    for path in sorted((folder / "_figures").glob("*.md")):
        tables.add(naive.read(path))
    tables.write(json_folder)
    with (json_folder / "morph_kgc.ini").open("w", encoding="utf-8") as file:
        configuration().write(file)


def configuration() -> configparser.ConfigParser:
    """Configure Morph-KGC: one process, nothing but the empty text is missing."""
    config = configparser.ConfigParser(interpolation=None)
    config["CONFIGURATION"] = {
        "output_file": "morph_kgc.nq",
        "output_format": "N-QUADS",
        "number_of_processes": "1",
        "na_values": "",
        "logging_level": "WARNING",
    }
    config["records"] = {"mappings": str(MAPPING.absolute())}
    return config


def main(arguments: list[str] | None = None) -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.morph", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("json", metavar="JSON", type=Path)
    options = parser.parse_args(arguments)
    prepare(options.folder, options.json)


if __name__ == "__main__":
    main()
