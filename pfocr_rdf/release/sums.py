"""The file ``SHA256SUMS`` of a release: the sum of every file, its own alone not."""

from __future__ import annotations

import hashlib
import re

from pfocr_rdf.errors import InputError
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import Manifest

_SUM = re.compile("([0-9a-f]{64})  (.+)")


def sums(manifest: Manifest, content: bytes) -> bytes:
    """The file ``SHA256SUMS``; ``content`` is that of the manifest."""
    lines = {file.path: file.sha256 for file in manifest.files}
    lines[layout.MANIFEST] = hashlib.sha256(content).hexdigest()
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines.items())).encode()


def read_sums(data: bytes, name: str) -> dict[str, str]:
    """Path → SHA-256 out of ``SHA256SUMS``; raises InputError where a line is none, and
    where there is no line.
    """
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        raise InputError(f"{name}: not a text in UTF-8") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _SUM.fullmatch(line)
        if match is None or match[2] in found:
            raise InputError(f"{name}:{number}: not a sum and a path")
        found[match[2]] = match[1]
    if not found:
        raise InputError(f"{name}: is empty")
    return found
