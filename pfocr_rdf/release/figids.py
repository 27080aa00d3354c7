"""Which figures a release has, read off its indexes as fast as they decompress."""

import json
import re
from collections.abc import Iterator
from heapq import merge
from typing import NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression, lines_of
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.release import layout
from pfocr_rdf.release.layout import named
from pfocr_rdf.release.manifest import FileEntry, Manifest

_STRING = rb'null|"(?:[^"\\]|\\.)*"'
_START = re.compile(
    rb'\{"stem":(%b),"figid":(%b),"input":"\w*"'
    rb'(?:,"offset":(\d+),"bytes":(\d+),"triples":\d+,"content":"(\w*)")?' % (_STRING, _STRING)
)


class Listed(NamedTuple):
    """A figure of a release: its digest, and where its member stands in which shard."""

    stem: str
    figid: str
    content: str
    shard: int
    offset: int
    size: int


def _indexes(manifest: Manifest) -> list[tuple[int, FileEntry]]:
    """The shards of a release and the entries of their indexes, in order."""
    numbered = ((layout.figures_index.number(file.path), file) for file in manifest.files)
    found = [(number, file) for number, file in numbered if number is not None]
    return sorted(found, key=lambda pair: pair[0])


def listed(place: Folder, manifest: Manifest, without: set[str]) -> Iterator[Listed]:
    """The figures of a release, in the order of its records, but for indexes with these SHA-256.

    Raises InputError for an index that is damaged or missing.
    """
    compression = find_compression(manifest.compression)
    for shard, file in _indexes(manifest):
        if file.sha256 in without:
            continue
        with named(place, file.path), place.open(file.path) as opened:
            lines = lines_of(opened, compression)
            next(lines, None)  # the head
            for line in lines:
                one = _listed(line, shard)
                if one is not None:
                    yield one


def _listed(line: bytes, shard: int) -> Listed | None:
    match = _START.match(line)
    try:
        if match is None:
            raise ValueError
        stem, figid, offset, size, content = match.groups()
        if figid == b"null":
            return None
        name = "" if stem == b"null" else json.loads(stem)
        return Listed(name, json.loads(figid), content.decode(), shard, int(offset), int(size))
    except (ValueError, TypeError, AttributeError):
        raise InputError("damaged: not a line of an index") from None


def paired(
    old: tuple[Folder, Manifest], new: tuple[Folder, Manifest]
) -> Iterator[tuple[Listed | None, Listed | None]]:
    """The figures of two releases, those with one figid as a pair; then what only one has.

    Indexes that both have are not read, and their figures not given. The releases are read side by
    side, in the order of their records' names; what is held in memory is what one had and the other
    did not have so far.
    """
    sums = [{file.sha256 for _, file in _indexes(manifest)} for _, manifest in (old, new)]
    same = sums[0] & sums[1]
    theirs = ((one, 0) for one in listed(*old, same))
    ours = ((one, 1) for one in listed(*new, same))
    waiting: tuple[dict[str, Listed], dict[str, Listed]] = ({}, {})
    for one, side in merge(theirs, ours, key=lambda pair: pair[0].stem):
        other = waiting[1 - side].pop(one.figid, None)
        if other is None:
            waiting[side][one.figid] = one
        else:
            yield (other, one) if side else (one, other)
    yield from ((left, None) for left in waiting[0].values())
    yield from ((None, right) for right in waiting[1].values())


def removed_figures(
    old: Folder, old_manifest: Manifest, new: Folder, new_manifest: Manifest
) -> list[str]:
    """The figids that an old release has and a new one lacks, sorted.

    Raises InputError for a damaged index.
    """
    pairs = paired((old, old_manifest), (new, new_manifest))
    return sorted(left.figid for left, right in pairs if left is not None and right is None)
