"""The small files of a release: what describes it, and what comes along with the data."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pfocr_rdf import queries, resources
from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.queries import sib_examples as sib
from pfocr_rdf.release.describe.dataset import dataset_description
from pfocr_rdf.release.describe.readme import readme
from pfocr_rdf.release.describe.service import service_description
from pfocr_rdf.release.describe.void import void_description
from pfocr_rdf.release.manifest import FileSum, Manifest, file_entry
from pfocr_rdf.stats.html import release_page
from pfocr_rdf.stats.statistics import About

_ONTOLOGY = Path(resources.__file__).parent / "data" / "ontology.ttl"

DESCRIPTIONS: dict[str, Callable[[Manifest, Tally], bytes | None]] = {
    "service.ttl": lambda manifest, tally: _service(manifest),
    "void.ttl": lambda manifest, tally: void_description(manifest, tally),
    "dataset.jsonld": lambda manifest, tally: dataset_description(manifest),
    "README.md": lambda manifest, tally: readme(manifest),
}
"""What describes a release. Each file tells of those before it, and of none behind it."""


def files(
    manifest: Manifest,
    tally: Tally,
    validation: dict[str, Any],
    faults: Iterable[list[Any]],
    *,
    html: bool,
) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest with all small files but the sums in its list; path → content of them."""
    found: dict[str, bytes] = {}

    def add(path: str, content: bytes) -> None:
        nonlocal manifest
        found[path] = content
        entry = file_entry(path, FileSum.of(content))
        manifest = replace(manifest, files=(*manifest.files, entry))

    counted = statistics(tally)
    for path, content in package_files(manifest.endpoint).items():
        add(path, content)
    add("validation.json", _json(validation))
    add("faults.jsonl", b"".join(map(fault_line, faults)))
    add("statistics.json", _json(counted))
    if html:
        add("stats.html", release_page(counted, statistics_about(manifest)))
    for path in DESCRIPTIONS:
        described = description(path, manifest, tally)
        if described is not None:
            add(path, described)
    files = sorted(manifest.files, key=lambda file: file.path)
    return replace(manifest, files=tuple(files)), found


def statistics_about(manifest: Manifest) -> About:
    """What the page of statistics says of the release."""
    return About(manifest.title, manifest.version, manifest.issued, manifest.counts.triples)


def made_again(manifest: Manifest, tally: Tally) -> dict[str, bytes]:
    """Path → content of what follows from the manifest, the tally and this version alone."""
    described = {path: description(path, manifest, tally) for path in DESCRIPTIONS}
    return {
        **package_files(manifest.endpoint),
        "statistics.json": _json(statistics(tally)),
        **{path: content for path, content in described.items() if content is not None},
    }


def package_files(endpoint: str | None) -> dict[str, bytes]:
    """Path → content of what every release of this version of the program has."""
    found = {"ontology.ttl": _ONTOLOGY.read_bytes()}
    for path in sorted(resources.folder("shapes").glob("*.ttl")):
        found[f"shapes/{path.name}"] = path.read_bytes()
    for query in queries.bundled().values():
        found[f"queries/{query.folder}/{query.name}.rq"] = query.text.encode()
    examples = sib.examples(queries.bundled().values(), endpoint)
    return {**found, "queries/sparql-examples.ttl": examples.encode()}


def description(path: str, manifest: Manifest, tally: Tally) -> bytes | None:
    """One of the :data:`DESCRIPTIONS`, from a manifest that may be complete already.

    ``None`` where the release has no such file.
    """
    order = list(DESCRIPTIONS)
    later = order[order.index(path) :]
    known = tuple(file for file in manifest.files if file.path not in later)
    return DESCRIPTIONS[path](replace(manifest, files=known), tally)


def fault_line(fault: list[Any]) -> bytes:
    """A fault as ``faults.jsonl`` has it."""
    source, line, field, message, fatal = fault
    row = {"source": source, "line": line, "field": field, "message": message, "fatal": fatal}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _service(manifest: Manifest) -> bytes | None:
    if manifest.endpoint is None:
        return None
    return service_description(manifest, manifest.endpoint)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
