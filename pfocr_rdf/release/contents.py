"""The small files of a release: what describes it, and what comes along with the data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfocr_rdf import queries, resources, sib
from pfocr_rdf.release.description.dataset import dataset_description
from pfocr_rdf.release.description.readme import readme
from pfocr_rdf.release.description.service import service_description
from pfocr_rdf.release.description.void import void_description
from pfocr_rdf.release.index import FileSum
from pfocr_rdf.release.manifest import Manifest, file_entry
from pfocr_rdf.release.tally.statistics import statistics

if TYPE_CHECKING:
    from pfocr_rdf.release.tally import Tally

__all__ = ["files"]

_ONTOLOGY = Path(resources.__file__).parent / "data" / "ontology.ttl"


def files(
    manifest: Manifest,
    tally: Tally,
    validation: dict[str, Any],
    faults: Iterable[list[Any]],
    *,
    base: str | None,
    endpoint: str | None,
    html: bool,
) -> dict[str, bytes]:
    """Path → content of all small files but the sums; enters them in the manifest's list."""
    found: dict[str, bytes] = {}

    def add(path: str, content: bytes) -> None:
        found[path] = content
        manifest["files"].append(file_entry(path, FileSum.of(content)))

    counted = statistics(tally)
    add("ontology.ttl", _ONTOLOGY.read_bytes())
    for path in sorted(resources.folder("shapes").glob("*.ttl")):
        add(f"shapes/{path.name}", path.read_bytes())
    for query in queries.bundled().values():
        add(f"queries/{query.folder}/{query.name}.rq", query.text.encode())
    examples = sib.examples(queries.bundled().values(), endpoint)
    add("queries/sparql-examples.ttl", examples.encode())
    add("validation.json", _json(validation))
    add("faults.jsonl", b"".join(map(_fault, faults)))
    add("statistics.json", _json(counted))
    if html:
        from pfocr_rdf.stats.html import release_page

        add("stats.html", release_page(counted, manifest))
    if endpoint is not None:
        add("service.ttl", service_description(manifest, endpoint, base))
    add("void.ttl", void_description(manifest, tally, base))
    add("dataset.jsonld", dataset_description(manifest, base))
    add("README.md", readme(manifest))
    manifest["files"].sort(key=lambda file: file["path"])
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _fault(fault: list[Any]) -> bytes:
    source, line, field, message, fatal = fault
    row = {"source": source, "line": line, "field": field, "message": message, "fatal": fatal}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"
