"""The manifest of a release and its sums (docs/releases.md describes both).

``data/release-manifest.schema.json`` describes manifests to other programs; a test holds it against
the classes here.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import COMPRESSIONS, compression_of
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.files.typed_json import Count, Form, typed
from pfocr_rdf.release import layout

TYPE = "pfocr-rdf release"
SCHEMA = 1

_BLOCK = 2**20


Sha256 = Annotated[str, Form(re.compile("[0-9a-f]{64}").fullmatch, "a SHA-256")]
Date = Annotated[str, Form(re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch, "a date")]
Path = Annotated[str, Form(re.compile(r"[\w.-]+(/[\w.-]+)*").fullmatch, "a path")]
MediaType = Annotated[str, Form(re.compile(r"\w+/[\w.+-]+").fullmatch, "a media type")]
Role = Annotated[str, Form({role.name for role in layout.ROLES}.__contains__, "a role")]
CompressionName = Annotated[str, Form(COMPRESSIONS.__contains__, "a compression")]
Version = Annotated[str, Form(bool, "a version")]
ShardSize = Annotated[int, Form(lambda number: number >= 1, "a number of records")]


@dataclass(frozen=True, slots=True)
class FileSum:
    """The size of a file in bytes, and its SHA-256 in hexadecimal."""

    bytes: Count
    sha256: Sha256

    @classmethod
    def of(cls, data: builtins.bytes) -> FileSum:
        """That of a file with this content."""
        return cls(len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """The release that this one was compared with, and the SHA-256 of its manifest."""

    version: str
    manifest: Sha256


@dataclass(frozen=True, slots=True)
class Program:
    """The program that made a release."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class InputRecords:
    """The records that a release was made from: ``digest`` is over the digests of the shards'
    records in their order, ``revision`` the commit of a git checkout.
    """

    records: Count
    digest: Sha256
    revision: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted while the data was written: mentions and entities by kind, things by the IRI
    of their class, triples by that of their property.
    """

    figures: Count
    triples: Count
    graphs: Count
    mentions: Mapping[str, Count]
    entities: Mapping[str, Count]
    classes: Mapping[str, Count]
    properties: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class FaultCounts:
    """Faults of the input, and the records or files that were left out for one."""

    faults: Count
    left_out: Count


@dataclass(frozen=True, slots=True)
class ValidationCounts:
    """What the SHACL shapes found, by severity."""

    violations: Count
    warnings: Count
    infos: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What guards let pass: counts that fall by ``down`` or rise by ``up`` per cent, figures of the
    previous release that are gone, violations. Raises UsageError for a number that is negative or
    not finite.
    """

    down: float = 5.0
    up: float = 25.0
    removed: Count = 0
    violations: Count = 0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 <= value < float("inf"):
                raise UsageError(f"the threshold {name!r} cannot be {value}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard found; ``declared`` is the reason why it is meant, if one was given.

    ``covered`` are the other counts that it stands for, each with its change.
    """

    rule: str
    message: str
    declared: str | None
    covered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What guards let pass, what they found, all figures that are gone, and what was declared:
    rule → reason.
    """

    thresholds: Thresholds
    findings: tuple[Finding, ...]
    removed: tuple[str, ...] = ()
    declared: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of a release.

    ``bytes`` and ``sha256`` are those of the file as it lies there, ``content_bytes`` the size
    without its compression. ``triples`` are counted in data and links; ``records``, ``first`` and
    ``last`` (the figids of the first and last figure) in the data of shards.
    """

    path: Path
    role: Role
    media_type: MediaType
    compression: CompressionName | None
    bytes: Count
    sha256: Sha256
    content_bytes: Count | None = None
    triples: Count | None = None
    records: Count | None = None
    first: str | None = None
    last: str | None = None

    @property
    def is_data(self) -> bool:
        """Whether it is a part of the data proper."""
        return self.role in ("figures", "shared")

    @property
    def is_loaded(self) -> bool:
        """Whether it is one that users load: data or links."""
        return self.is_data or self.role == "linksets"

    def to_json(self) -> dict[str, Any]:
        """The entry as the manifest has it: without what its role does not have."""
        found = asdict(self)
        absent = [name for name in ("content_bytes", "triples", "records") if found[name] is None]
        if self.records is None:
            absent += [name for name in ("first", "last") if found[name] is None]
        for name in absent:
            del found[name]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release is, what it holds, and how it was made.

    ``recipe`` is a digest of the program and the options, ``content`` of the data without its
    compression, ``joined`` the size and sum of all files of data one after the other. ``base`` is
    the URL under which the folder is published, ``endpoint`` that of a SPARQL service. ``files``
    are all but the manifest itself and its sums, sorted by path.
    """

    version: Version
    title: str
    issued: Date | None
    base: str | None = None
    endpoint: str | None = None
    previous: PreviousRelease | None
    program: Program
    recipe: Sha256
    input: InputRecords
    content: Sha256
    joined: FileSum | None = None
    shard_size: ShardSize
    compression: CompressionName
    counts: Counts
    faults: FaultCounts
    validation: ValidationCounts
    guard: Guard
    files: tuple[FileEntry, ...]


def dump(manifest: Manifest) -> bytes:
    """The file ``manifest.json``."""
    found = {
        "type": TYPE,
        "schema": SCHEMA,
        **asdict(manifest),
        "files": [file.to_json() for file in manifest.files],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def load(data: bytes) -> Manifest:
    """The manifest in a file; raises InputError, with the field, where it is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(found, dict) or found.pop("type", None) != TYPE:
        raise InputError("not the manifest of a release")
    if found.pop("schema", None) != SCHEMA:
        raise InputError("of a version that this program does not know")
    manifest: Manifest = typed(Manifest, found)
    return manifest


def file_entry(path: str, size: FileSum, **more: Any) -> FileEntry:
    """A file of the manifest's list; raises UsageError for a path that no release has."""
    role = layout.role_of(path)
    compression = compression_of(path)
    return FileEntry(
        path=path,
        role=role.name,
        media_type=role.media_type,
        compression=compression and compression.name,
        bytes=size.bytes,
        sha256=size.sha256,
        **more,
    )


def file_sum(folder: Folder, *names: str) -> FileSum:
    """The size and sum of files, read one after the other. Raises FileNotFoundError, InputError."""
    digest = hashlib.sha256()
    size = 0
    for name in names:
        with folder.open(name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    return FileSum(size, digest.hexdigest())


def joined(folder: Folder, manifest: Manifest) -> FileSum:
    """The size and sum of the data's files one after the other, in the order of their names."""
    return file_sum(folder, *sorted(file.path for file in manifest.files if file.is_data))


def read_manifest(place: Folder) -> Manifest:
    """The manifest of a finished release.

    Raises UsageError where the folder holds none, or one that is not finished, InputError where its
    manifest cannot be read or its sums, which are written last, are empty.
    """
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
        return load(data)
    except InputError as error:
        raise InputError(f"{place.url}/{layout.MANIFEST}: {error}") from None


def is_there(place: Folder, name: str) -> bool:
    """Whether a file is there; a server that does not tell of absent files says it is not."""
    try:
        return place.size(name) is not None
    except InputError:
        return False


# ---- the sums of all files -----------------------------------------------------------------------

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
