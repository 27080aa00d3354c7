"""Manifests of releases that were not made."""

from __future__ import annotations

import json
from typing import Any

from pfocr_rdf.release.manifest import Manifest, load

DIGEST = "0123456789abcdef" * 4


def manifest_json(**more: Any) -> dict[str, Any]:
    """All that every manifest has; ``more`` are values of fields."""
    return {
        "type": "pfocr-rdf release",
        "schema": 1,
        "version": "2026-11",
        "title": "PFOCR as RDF, release 2026-11",
        "issued": None,
        "previous": None,
        "program": {"name": "pfocr-rdf", "version": "0.1.0"},
        "recipe": DIGEST,
        "input": {"records": 14, "digest": DIGEST, "revision": None},
        "content": DIGEST,
        "shard_size": 1000,
        "compression": "gzip",
        "counts": {
            "figures": 1,
            "triples": 1_234_567,
            "graphs": 2,
            "mentions": {},
            "entities": {},
            "classes": {},
            "properties": {},
        },
        "faults": {"faults": 0, "left_out": 0},
        "validation": {"violations": 0, "warnings": 2, "infos": 0},
        "guard": guard_json(),
        "files": [],
        **more,
    }


def guard_json(**more: Any) -> dict[str, Any]:
    """The guard of a manifest."""
    thresholds = {"down": 5.0, "up": 25.0, "removed": 0, "violations": 0}
    return {"thresholds": thresholds, "findings": [], "declared": {}, **more}


def manifest_of(**more: Any) -> Manifest:
    """A manifest with these values of fields."""
    return load(json.dumps(manifest_json(**more)).encode())
