"""What a run has to do: the folder it works in, and records that are there twice."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.rdf.vocabulary import release_iri
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import TYPE, Manifest, is_there, read_manifest
from pfocr_rdf.release.reuse import Earlier
from pfocr_rdf.release.shards import ShardDone
from pfocr_rdf.release.sums import read_sums

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.sources import Entry

__all__ = ["Previous", "claim", "doubles", "finished_sums", "is_claimed", "read_previous"]


def claim(place: Folder, version: str, run: str) -> None:
    """Make a folder the one of this version's release.

    It may be empty, or hold the same version, finished or not; then what is still good of it is
    kept. ``run`` is a mark of this run. Raises UsageError where the folder holds anything else,
    which is left as it is.
    """
    held = set(place.names())
    found = _version(place) if held else version
    others = sorted(path for path in held if not layout.is_known(path))
    if found is None and not others and all(layout.is_begun(path) for path in held):
        found = version  # begun, and stopped before anything told its version
    if found is None:
        first = min(others or held)
        raise UsageError(f"{place.url}: holds other files ({first}, ...): give an empty folder")
    if found != version:
        raise UsageError(f"{place.url}: holds release {found}, not {version}: give another folder")
    if others:
        message = f"holds files that are not the release's ({others[0]}, ...): move them away"
        raise UsageError(f"{place.url}: {message}")
    place.sweep()
    with place.write(layout.INCOMPLETE) as file:
        file.write(json.dumps({"type": TYPE, "version": version, "run": run}).encode() + b"\n")
    place.remove(layout.SUMS)


def finished_sums(place: Folder) -> bytes | None:
    """The sums of the release that a folder holds, if it is a finished one."""
    try:
        data = place.read(layout.SUMS)
        read_sums(data, layout.SUMS)
    except (FileNotFoundError, InputError):
        return None
    return None if is_there(place, layout.INCOMPLETE) else data


def is_claimed(place: Folder, run: str) -> bool:
    """Whether the folder is still this run's, and no other one has begun in it since."""
    return _begun(place, layout.INCOMPLETE).get("run") == run


def _version(place: Folder) -> str | None:
    """The version that the files of a folder tell; ``None`` where none of them does."""
    for name in (layout.INCOMPLETE, layout.MANIFEST, layout.DATASET):
        found = _begun(place, name)
        version = found.get("version")
        if isinstance(version, str) and (
            found.get("type") == TYPE or found.get("@id") == release_iri(version)
        ):
            return version
    return None


def _begun(place: Folder, name: str) -> dict[str, Any]:
    try:
        found = json.loads(place.read(name))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class Previous:
    """An earlier release: its manifest, its sum, and its shards by their first and last figid."""

    place: Folder
    manifest: Manifest
    sum: str
    shards: list[tuple[str, str, Earlier]]

    def overlapping(self, entries: Sequence[Entry]) -> tuple[Earlier, ...]:
        """The shards that may hold records of these names."""
        first, last = entries[0].stem or "", entries[-1].stem or ""
        start = bisect_left([shard[1] for shard in self.shards], first)
        end = bisect_right([shard[0] for shard in self.shards], last)
        return tuple(shard[2] for shard in self.shards[start:end])


def read_previous(place: Folder) -> Previous:
    """Open an earlier release; raises UsageError where there is none that was finished."""
    manifest = read_manifest(place)
    digest = hashlib.sha256(place.read(layout.MANIFEST)).hexdigest()
    found = []
    for file in manifest.files:
        if file.role == "figures" and file.first and file.last:
            path = file.path
            number = int(path.rpartition("-")[2].partition(".")[0])
            suffix = path[path.rindex(".") :]
            found.append((file.first, file.last, Earlier(place, number, suffix)))
    found.sort(key=lambda shard: shard[2].number)
    return Previous(place, manifest, digest, found)


def doubles(entries: Sequence[Entry], size: int, done: Iterable[ShardDone]) -> dict[int, set[int]]:
    """Records whose figid an earlier shard's record has: shard → positions in it.

    Within a shard that is found while it is made; across shards only where a record is not named by
    its figid, or two files have one name.
    """
    odd: dict[str, list[int]] = {}
    not_there: set[int] = set()
    for shard in done:
        start = shard.number * size
        not_there.update(start + position for position in shard.lost)
        for position, figid in shard.odd:
            not_there.add(start + position)
            odd.setdefault(figid, []).append(start + position)
    claims = {figid: list(places) for figid, places in odd.items()}
    for place in range(size, len(entries), size):
        stem = entries[place].stem
        if stem is not None and stem == entries[place - 1].stem:
            claims.setdefault(stem, [])
    stems = _Stems(entries)
    found: dict[int, set[int]] = {}
    for figid, places in claims.items():
        first = bisect_left(stems, figid)
        last = bisect_right(stems, figid)
        everyone = sorted({*places, *(n for n in range(first, last) if n not in not_there)})
        for place in everyone[1:]:
            if place // size != everyone[0] // size:
                found.setdefault(place // size, set()).add(place % size)
    return found


class _Stems(Sequence[str]):
    """The stems of entries, as a sequence to search in."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        return self._entries[index].stem or ""
