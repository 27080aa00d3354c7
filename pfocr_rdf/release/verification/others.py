"""Checking the small files of a release: syntax, and that they agree with the manifest and data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pfocr_rdf.errors import PfocrError
from pfocr_rdf.release.description.about import FOLDER
from pfocr_rdf.release.verification.description import check_dataset, check_statistics, check_void
from pfocr_rdf.release.verification.shards import parsed

if TYPE_CHECKING:
    from pfocr_rdf.release.manifest import Manifest
    from pfocr_rdf.release.tally import Tally

__all__ = ["content_faults"]


def content_faults(path: str, data: bytes, manifest: Manifest, tally: Tally | None) -> list[str]:
    """What is wrong with the content of a file.

    ``manifest`` is empty where it cannot be used; without a ``tally`` no counts are compared.
    """
    try:
        return list(_faults(path, data, manifest, tally))
    except PfocrError as error:
        return [str(error)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["has not the form that it should have"]


def _faults(path: str, data: bytes, manifest: Manifest, tally: Tally | None) -> Iterator[str]:
    extension = path.rpartition(".")[2]
    if extension in ("ttl", "jsonld"):
        parsed(data, extension, FOLDER + path)
    if not manifest:
        return
    if path == "void.ttl":
        yield from check_void(data, manifest, tally)
    elif path == "dataset.jsonld":
        yield from check_dataset(data, manifest)
    elif path == "statistics.json" and tally is not None:
        yield from check_statistics(data, tally)
    elif path == "validation.json":
        if json.loads(data)["counts"] != manifest["validation"]:
            yield "has other counts than manifest.json"
    elif path == "faults.jsonl":
        rows = [json.loads(line) for line in data.splitlines()]
        lost = manifest["input"]["records"] - manifest["counts"]["figures"]
        found = {"faults": len(rows), "left_out": lost}
        if found != manifest["faults"]:
            yield "has other faults than manifest.json counts"
