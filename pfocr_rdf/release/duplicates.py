"""Records whose figid a record of an earlier shard has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pfocr_rdf.release.shards import ShardDone

if TYPE_CHECKING:
    from pfocr_rdf.sources import Entry


def duplicates(
    entries: Sequence[Entry], size: int, shards: Iterable[ShardDone]
) -> dict[int, set[int]]:
    """Records whose figid an earlier shard's record has: shard → positions in it.

    Within a shard that is found while it is made; across shards only where a record is not named by
    its figid, or two files have one name.
    """
    odd: dict[str, list[int]] = {}
    not_there: set[int] = set()
    for shard in shards:
        start = shard.number * size
        not_there.update(start + position for position in shard.skipped)
        for position, figid in shard.odd:
            not_there.add(start + position)
            odd.setdefault(figid, []).append(start + position)
    claims = dict(odd)
    for place in range(size, len(entries), size):
        stem = entries[place].stem
        if stem is not None and stem == entries[place - 1].stem:
            claims.setdefault(stem, [])
    found: dict[int, set[int]] = {}
    for figid, places in claims.items():
        named = range(
            bisect_left(entries, figid, key=lambda entry: entry.stem or ""),
            bisect_right(entries, figid, key=lambda entry: entry.stem or ""),
        )
        first, *others = sorted({*places, *(n for n in named if n not in not_there)}) or [0]
        for place in others:
            if place // size != first // size:
                found.setdefault(place // size, set()).add(place % size)
    return dict(sorted(found.items()))
