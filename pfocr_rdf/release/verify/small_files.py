"""Checking the small files of a release: syntax, and that they agree with the manifest and data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.errors import PfocrError
from pfocr_rdf.release.describe.about import FOLDER
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.manifest import FaultCounts
from pfocr_rdf.release.small_files import DESCRIPTIONS, description, package_files, statistics_about
from pfocr_rdf.release.verify.descriptions import check_dataset, check_statistics, check_void
from pfocr_rdf.release.verify.shards import parsed
from pfocr_rdf.version import __version__

if TYPE_CHECKING:
    from pfocr_rdf.counts.tally import Tally
    from pfocr_rdf.release.manifest import Manifest

__all__ = ["Counted", "content_faults", "list_faults"]

_ALWAYS = ("void.ttl", "dataset.jsonld", "README.md", "validation.json", "faults.jsonl")
_OF_PACKAGE = ("ontology.ttl", "shapes/", "queries/")


@dataclass(slots=True)
class Counted:
    """What the data came to: its tally, what shapes found in the shards, and of each shard's faults
    the length of their lines and a digest of them.
    """

    tally: Tally
    findings: Findings = field(default_factory=Findings)
    faults: list[tuple[int, str]] = field(default_factory=list)


def list_faults(manifest: Manifest) -> Iterator[str]:
    """What the manifest's list of files has too many and too few."""
    listed = list(dict.fromkeys(file.path for file in manifest.files))
    wanted = {*_ALWAYS, "statistics.json"}
    if manifest.endpoint is not None:
        wanted.add("service.ttl")
    known: set[str] = set()
    if _is_ours(manifest):
        known = {*package_files(manifest.endpoint)}
        for path in listed:
            if path.startswith((*_OF_PACKAGE, "service.ttl")) and path not in wanted | known:
                yield f"lists {path}, which is no file of such a release"
    for path in sorted((wanted | known).difference(listed)):
        yield f"does not list {path}"
    if listed != sorted(listed):
        yield "does not list its files sorted by path"


def content_faults(
    path: str, data: bytes, manifest: Manifest | None, counted: Counted | None
) -> list[str]:
    """What is wrong with the content of a file.

    ``manifest`` is ``None`` where it cannot be used; without what was ``counted`` no numbers are
    compared.
    """
    try:
        return list(_faults(path, data, manifest, counted))
    except PfocrError as error:
        return [str(error)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ["has not the form that it should have"]


def _faults(
    path: str, data: bytes, manifest: Manifest | None, counted: Counted | None
) -> Iterator[str]:
    extension = path.rpartition(".")[2]
    if extension in ("ttl", "jsonld") and not parsed(data, extension, FOLDER + path):
        yield "says nothing"
        return
    if not data and path != "faults.jsonl":
        yield "is empty"
        return
    if manifest is None:
        return
    found = list(_contradictions(path, data, manifest, counted))
    yield from found or _others(path, data, manifest, counted)


def _contradictions(
    path: str, data: bytes, manifest: Manifest, counted: Counted | None
) -> Iterator[str]:
    """Where a file says what cannot be, whatever version of the program made it."""
    if path == "void.ttl":
        yield from check_void(data, manifest, None if counted is None else counted.tally)
    elif path == "dataset.jsonld":
        yield from check_dataset(data, manifest)
    elif path == "statistics.json" and counted is not None:
        yield from check_statistics(data, counted.tally)
    elif path == "validation.json":
        yield from _validation(json.loads(data), manifest, counted)
    elif path == "faults.jsonl":
        rows = [json.loads(line) for line in data.splitlines()]
        lost = manifest.input.records - manifest.counts.figures
        if FaultCounts(len(rows), lost) != manifest.faults:
            yield "has other faults than manifest.json counts"


def _validation(said: Any, manifest: Manifest, counted: Counted | None) -> Iterator[str]:
    if said["counts"] != asdict(manifest.validation):
        yield "has other counts than manifest.json"
    sums = dict.fromkeys(said["counts"], 0)
    rows = {row["shape"]: row for row in said["findings"]}
    for row in rows.values():
        name = f"{row['severity'].lower()}s"
        sums[name] = sums.get(name, 0) + row["count"]
    if sums != said["counts"] or len(rows) != len(said["findings"]):
        yield "its counts are not those of its findings"
    for of_shards in counted.findings.to_json() if counted is not None else ():
        row = rows.get(of_shards["shape"], {"count": 0})
        if row["count"] < of_shards["count"]:
            yield f"lacks findings of {of_shards['shape']} that the index has"


def _others(path: str, data: bytes, manifest: Manifest, counted: Counted | None) -> Iterator[str]:
    """Where a file is not what this program makes, if it is this version that made the release."""
    if not _is_ours(manifest):
        return
    if path.startswith(_OF_PACKAGE):
        if data != package_files(manifest.endpoint).get(path):
            yield f"is not that of pfocr-rdf {__version__}"
    elif counted is None:
        return
    elif path == "faults.jsonl":
        if not _ends_with(data, counted.faults):
            yield "has other faults than the index"
    elif not _is_as_made(path, data, manifest, counted.tally):
        yield "is not what the manifest and the counts make"


def _is_as_made(path: str, data: bytes, manifest: Manifest, tally: Tally) -> bool:
    if path == "stats.html":
        from pfocr_rdf.stats.html import release_text, without_charts

        return without_charts(data) == release_text(statistics(tally), statistics_about(manifest))
    made = description(path, manifest, tally) if path in DESCRIPTIONS else None
    return made is None or _same(path, data, made)


def _is_ours(manifest: Manifest) -> bool:
    return manifest.program.version == __version__


def _same(path: str, data: bytes, made: bytes) -> bool:
    """Equal; of Turtle, as a set of triples: libraries lay it out in more than one way."""
    if data == made or not path.endswith(".ttl"):
        return data == made
    import pyoxigraph as ox

    said, wanted = (
        set(map(str, ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=FOLDER + path)))
        for text in (data, made)
    )
    return said == wanted


def _ends_with(data: bytes, parts: Sequence[tuple[int, str]]) -> bool:
    """Whether a file ends with texts of such lengths and digests."""
    start = len(data) - sum(length for length, _ in parts)
    for length, digest in parts if start >= 0 else ():
        if hashlib.sha256(data[start : start + length]).hexdigest() != digest:
            return False
        start += length
    return start == len(data)
