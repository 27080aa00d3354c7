"""The folder of a release as long as it is one run's, and the folder of the release before."""

from __future__ import annotations

import hashlib
import json
import secrets
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from pfocr_rdf.errors import InputError, OutputError, UsageError
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.rdf.vocabulary import release_iri
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import TYPE, Manifest, is_there, read_manifest, read_sums
from pfocr_rdf.release.reuse import EarlierShard
from pfocr_rdf.sources import Entry


@dataclass(frozen=True, slots=True)
class ClaimedFolder:
    """A folder that a run has claimed; its workers have it, too. It is read as ``inner``.

    Whether it is still that run's is asked before a file is begun and before it takes its name:
    each write raises UsageError once another run has begun here.
    """

    inner: Folder
    run: str

    @property
    def url(self) -> str:
        """Where it is, for messages."""
        return self.inner.url

    def _check(self) -> None:
        if _json(self.inner, layout.INCOMPLETE).get("run") != self.run:
            raise UsageError(f"{self.url}: another run has begun here: end one of them")

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file to write: whole or not at all."""
        self._check()
        try:
            with self.inner.write(name) as file:
                yield file
                self._check()
        except OutputError:
            self._check()  # which sweeps away what others are writing
            raise

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        with self.open(name) as file:
            file.write(content)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self._check()
        self.inner.remove(name)

    def sweep(self) -> None:
        """Remove what killed writers left."""
        self._check()
        self.inner.sweep()


def claim(folder: Folder, version: str) -> ClaimedFolder:
    """Make a folder the one of this version's release.

    It can be empty, or hold the same version, finished or not; what is still good of it stays.
    Raises UsageError where the folder holds anything else, which is left as it is.
    """
    held = set(folder.names())
    found = _version(folder) if held else version
    others = sorted(path for path in held if not layout.is_known(path))
    if found is None and not others and all(layout.is_begun(path) for path in held):
        found = version  # begun, and stopped before its version was written
    if found is None:
        first = min(others or held)
        raise UsageError(f"{folder.url}: holds other files ({first}, ...): give an empty folder")
    if found != version:
        raise UsageError(f"{folder.url}: holds release {found}, not {version}: give another folder")
    if others:
        message = f"holds files that are not the release's ({others[0]}, ...): move them away"
        raise UsageError(f"{folder.url}: {message}")
    folder.sweep()
    run = secrets.token_hex(8)
    with folder.write(layout.INCOMPLETE) as file:
        file.write(json.dumps({"type": TYPE, "version": version, "run": run}).encode() + b"\n")
    folder.remove(layout.SUMS)
    return ClaimedFolder(folder, run)


def finished_sums(folder: Folder) -> bytes | None:
    """The sums of the release that a folder holds, if it is a finished one."""
    try:
        data = folder.read(layout.SUMS)
        read_sums(data, layout.SUMS)
    except (FileNotFoundError, InputError):
        return None
    return None if is_there(folder, layout.INCOMPLETE) else data


def _version(folder: Folder) -> str | None:
    """The version that the files of a folder name; ``None`` where none of them does."""
    for name in (layout.INCOMPLETE, layout.MANIFEST, layout.DATASET):
        found = _json(folder, name)
        version = found.get("version")
        if isinstance(version, str) and (
            found.get("type") == TYPE or found.get("@id") == release_iri(version)
        ):
            return version
    return None


def _json(folder: Folder, name: str) -> dict[str, Any]:
    try:
        found = json.loads(folder.read(name))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class PreviousFolder:
    """An earlier release: its manifest and the SHA-256 of that; its shards by their first and last
    figid.
    """

    inner: Folder
    manifest: Manifest
    sha256: str
    shards: list[tuple[str, str, EarlierShard]]

    @classmethod
    def at(cls, folder: Folder) -> PreviousFolder:
        """Open an earlier release; raises UsageError where there is none that was finished."""
        manifest = read_manifest(folder)
        digest = hashlib.sha256(folder.read(layout.MANIFEST)).hexdigest()
        shards = [
            (file.first, file.last, EarlierShard(folder, number))
            for file in manifest.files
            if (number := layout.figures.number(file.path)) is not None
            if file.first and file.last
        ]
        return cls(folder, manifest, digest, shards)

    def overlapping(self, entries: Sequence[Entry]) -> tuple[EarlierShard, ...]:
        """The shards that can hold records of these names."""
        first, last = entries[0].stem or "", entries[-1].stem or ""
        start = bisect_left(self.shards, first, key=lambda shard: shard[1])
        end = bisect_right(self.shards, last, key=lambda shard: shard[0])
        return tuple(shard[2] for shard in self.shards[start:end])
