"""What is in the RDF is as much as a few lines count straight from the YAML and the tables."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from helpers.running import ROOT

from pfocr_rdf.convert.export import ExportOptions, export

GONE = ("", "NA", ".na.character")
FOLDERS = ["examples", *(f"../shared/corpus/{x}" for x in ("inline", "tables", "rebuilt"))]


def counted(folder: Path) -> Counter[str]:
    """Figures, and different mentions and entities by kind, without this package."""
    found: Counter[str] = Counter()
    entities = set()
    for path in folder.rglob("*.md"):
        if path.name == "README.md":
            continue
        record = yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], yaml.BaseLoader)
        found["figures"] += 1
        for kind in ("genes", "chemicals", "diseases"):
            said = set()
            table = path.parent.parent / "_data" / f"{path.stem}-{kind}.tsv"
            if kind in record:
                rows = record[kind]
            elif table.is_file():
                lines = table.read_text(encoding="utf-8").split("\n")
                rows = list(csv.DictReader(lines, delimiter="\t"))
            else:
                continue
            for row in rows:
                if kind == "genes":
                    ids = [row.get("entrez") or row.get("ncbigene_id") or ""]
                    says = [row.get("symbol") or row.get("match"), row["source"]]
                elif kind in record:
                    ids = [row["identifier"]]
                    says = [row["source"]]
                else:
                    ids = [row["mesh"], row["chebi" if kind == "chemicals" else "doid"].lower()]
                    says = [row["match"], *([] if ids[1] not in GONE else [row["name"]])]
                ids = [i.lower().removeprefix("mesh:") for i in ids if i not in ("na", *GONE)]
                said.add((row["word"], *says, *ids))
                entities |= {(kind, i) for i in ids}
            found[kind] += len(said)
    found.update(f"{kind} entities" for kind, _ in entities)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_rdf_has_all_figures_mentions_and_entities_and_no_more(folder, tmp_path):
    place = ROOT / folder
    if not place.is_dir():
        pytest.skip(f"there is no folder {folder}")
    faults: list[object] = []
    export([place], tmp_path / "x.nt", ExportOptions(on_fault=faults.append))
    types = Counter(
        quad.object.value.rpartition("#")[2].rpartition("/")[2]
        for quad in ox.parse(path=str(tmp_path / "x.nt"))
        if quad.predicate.value.endswith("#type") and isinstance(quad.object, ox.NamedNode)
    )
    assert not faults
    want = counted(place)
    names = {
        "PathwayFigure": "figures",
        "GeneMention": "genes",
        "ChemicalMention": "chemicals",
        "DiseaseMention": "diseases",
        "Gene": "genes entities",
        "ChemicalSubstance": "chemicals entities",
        "MedicalCondition": "diseases entities",
    }
    assert {name: types[name] for name in names} == {n: want[key] for n, key in names.items()}
