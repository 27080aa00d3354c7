"""The manifest of a release, and the sums of its files (docs/releases.md describes both)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import compression_of
from pfocr_rdf.release import layout
from pfocr_rdf.release.index import FileSum
from pfocr_rdf.release.schema import manifest_faults

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = [
    "SCHEMA",
    "TYPE",
    "Manifest",
    "file_entry",
    "is_there",
    "joined",
    "read_manifest",
    "read_sums",
    "sums",
    "text",
]

TYPE = "pfocr-rdf release"
SCHEMA = 1

_BLOCK = 2**20
_SUM = re.compile("[0-9a-f]{64}")

Manifest = dict[str, Any]


def file_entry(path: str, size: FileSum, **more: object) -> dict[str, Any]:
    """A file of the manifest's list; raises UsageError for a path that no release has."""
    role = layout.role_of(path)
    compression = compression_of(path)
    return {
        "path": path,
        "role": role.name,
        "media_type": role.media_type,
        "compression": compression and compression.name,
        "bytes": size.bytes,
        "sha256": size.sha256,
        **more,
    }


def joined(place: Folder, manifest: Manifest) -> FileSum:
    """The size and sum of the data's files one after the other, in the order of their names.

    Raises FileNotFoundError, InputError.
    """
    digest = hashlib.sha256()
    size = 0
    for path in sorted(f["path"] for f in manifest["files"] if f["role"] in ("figures", "shared")):
        with place.open(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    return FileSum(size, digest.hexdigest())


def text(manifest: Manifest) -> bytes:
    """The file ``manifest.json``."""
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def sums(manifest: Manifest, content: bytes) -> bytes:
    """The file ``SHA256SUMS``; ``content`` is that of the manifest."""
    lines = {file["path"]: file["sha256"] for file in manifest["files"]}
    lines[layout.MANIFEST] = hashlib.sha256(content).hexdigest()
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines.items())).encode()


def read_manifest(place: Folder) -> Manifest:
    """The manifest of a finished release.

    Raises UsageError where the folder holds none, or one that is not finished, InputError where its
    manifest cannot be read or its sums, which are written last, are empty.
    """
    where = f"{place.url}/{layout.MANIFEST}"
    try:
        data = place.read(layout.MANIFEST)
    except FileNotFoundError:
        if is_there(place, layout.INCOMPLETE):
            raise UsageError(f"{place.url}: a release that is not finished") from None
        raise UsageError(f"{place.url}: no release (there is no {layout.MANIFEST})") from None
    size = place.size(layout.SUMS)
    if size is None or is_there(place, layout.INCOMPLETE):
        raise UsageError(f"{place.url}: a release that is not finished")
    if not size:
        raise InputError(f"{place.url}/{layout.SUMS}: is empty")
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("type") != TYPE:
        raise InputError(f"{where}: not the manifest of a release")
    if manifest.get("schema") != SCHEMA:
        raise InputError(f"{where}: of a version that this program does not know")
    faults = manifest_faults(manifest)
    if faults:
        raise InputError(f"{where}: {faults[0]}")
    return manifest


def is_there(place: Folder, name: str) -> bool:
    """Whether a file is there; a server that does not tell of absent files says it is not."""
    try:
        return place.size(name) is not None
    except InputError:
        return False


def read_sums(data: bytes, name: str) -> dict[str, str]:
    """Path → SHA-256 out of ``SHA256SUMS``; raises InputError where a line is none, and
    where there is no line.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(_lines(data, name), 1):
        digest, separator, path = line.partition("  ")
        if not _SUM.fullmatch(digest) or not separator or not path or path in found:
            raise InputError(f"{name}:{number}: not a sum and a path")
        found[path] = digest
    if not found:
        raise InputError(f"{name}: is empty")
    return found


def _lines(data: bytes, name: str) -> Iterable[str]:
    try:
        return data.decode().splitlines()
    except UnicodeDecodeError:
        raise InputError(f"{name}: not a text in UTF-8") from None
