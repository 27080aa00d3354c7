"""What a release was made with: two equal recipes make the same bytes of the same record."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pfocr_rdf import resources
from pfocr_rdf.version import __version__

__all__ = ["recipe"]

_NOT_PART = (
    "cli/",
    "store/",
    "queries/",
    "stats/",
    "release/diff/",
    "release/verify/",
    "release/guard.py",
    "release/figids.py",
)
"""Parts of the package that no byte of a release's shards depends on."""


_NEEDED = {"ncbi": ("taxoniq",)}
"""The libraries whose data is in the triples, by the source of organisms."""


def recipe(*, compression: str, organisms: str) -> str:
    """A digest (64 hexadecimal digits) of the program, its data and the options that matter."""
    parts = {
        "program": __version__,
        "code": _code(),
        "compression": compression,
        "organisms": organisms,
        "libraries": {name: version(name) for name in ("shacl", *_NEEDED.get(organisms, ()))},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> str:
    package = Path(resources.__file__).parent
    files = [
        (path.relative_to(package).as_posix(), path)
        for path in (*package.rglob("*.py"), package / "data" / "taxa.tsv")
        if not path.relative_to(package).as_posix().startswith(_NOT_PART)
    ]
    files += [(f"shapes/{path.name}", path) for path in resources.folder("shapes").glob("*.ttl")]
    digest = hashlib.sha256()
    for name, path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
