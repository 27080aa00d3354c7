"""What a release was made with: two equal recipes make the same bytes of the same record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pfocr_rdf import resources
from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import Compression
from pfocr_rdf.mapping.organisms import Source
from pfocr_rdf.version import __version__

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


@dataclass(frozen=True, slots=True)
class Recipe:
    """The options that matter, and a digest (64 hexadecimal digits) of them and the program."""

    compression: Compression
    organisms: Source
    digest: str

    @classmethod
    def of(cls, compression: Compression, organisms: Source) -> Recipe:
        """The recipe of this program with its data."""
        parts = {
            "program": __version__,
            "code": _code(),
            "compression": compression.name,
            "organisms": organisms,
            "libraries": {name: version(name) for name in ("shacl", *_NEEDED.get(organisms, ()))},
        }
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return cls(compression, organisms, digest)

    def check(self) -> None:
        """Raise UsageError in a worker that has another program."""
        if Recipe.of(self.compression, self.organisms) != self:
            raise UsageError("a worker has another program than the one that hands out the work")


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
