"""What the manifest says of a release, out of what its shards and parts came to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pfocr_rdf.counts.void_numbers import manifest_counts
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import (
    Counts,
    FaultCounts,
    FileEntry,
    Guard,
    InputRecords,
    Manifest,
    PreviousRelease,
    Program,
    ValidationCounts,
    file_entry,
)
from pfocr_rdf.version import __version__

if TYPE_CHECKING:
    from pfocr_rdf.counts.tally import Tally
    from pfocr_rdf.release.findings import Findings
    from pfocr_rdf.release.options import Options
    from pfocr_rdf.release.parts import PartDone
    from pfocr_rdf.release.plan import Previous
    from pfocr_rdf.release.shards import ShardDone

__all__ = ["facts"]


def facts(
    version: str,
    recipe: str,
    options: Options,
    previous: Previous | None,
    shards: Sequence[ShardDone],
    parts: Sequence[PartDone],
    tally: Tally,
    findings: Findings,
    *,
    records: int,
    unread: int,
    revision: str | None,
) -> Manifest:
    """The manifest without its guards' findings, the sum of the joined data, and the small files.

    Shards and parts stand in the order of their numbers. ``records`` were given, ``unread`` faults
    found before any was read.
    """
    inputs = hashlib.sha256("".join(shard.input for shard in shards).encode())
    content = hashlib.sha256(
        "".join([*(s.content for s in shards), *(p.content for p in parts)]).encode()
    )
    suffix = find_compression(options.compression).suffix
    return Manifest(
        version=version,
        title=f"PFOCR as RDF, release {version}",
        issued=options.issued,
        base=options.base,
        endpoint=options.endpoint,
        previous=None
        if previous is None
        else PreviousRelease(previous.manifest.version, previous.sum),
        program=Program("pfocr-rdf", __version__),
        recipe=recipe,
        input=InputRecords(records, inputs.hexdigest(), revision),
        content=content.hexdigest(),
        shard_size=options.shard_size,
        compression=options.compression,
        counts=Counts(**manifest_counts(tally)),
        faults=FaultCounts(
            unread + sum(len(shard.recorded) for shard in shards),
            sum(len(shard.lost) for shard in shards),
        ),
        validation=ValidationCounts(**findings.counts()),
        guard=Guard(
            thresholds=options.thresholds,
            findings=(),
            declared=dict(sorted(options.declared.items())),
        ),
        files=(*_shard_files(shards, suffix), *_part_files(parts, suffix)),
    )


def _shard_files(shards: Sequence[ShardDone], suffix: str) -> Iterator[FileEntry]:
    for shard in shards:
        assert shard.header is not None
        assert shard.index is not None
        number, header = shard.number, shard.header
        yield file_entry(
            layout.figures(number, suffix),
            header.data,
            content_bytes=header.content_bytes,
            triples=header.triples,
            records=shard.figures,
            first=shard.first,
            last=shard.last,
        )
        yield file_entry(layout.figures_index(number, suffix), shard.index)
        yield file_entry(layout.figures_shared(number, suffix), header.shared)


def _part_files(parts: Sequence[PartDone], suffix: str) -> Iterator[FileEntry]:
    for part in parts:
        assert part.index is not None
        yield file_entry(
            layout.shared(part.part, suffix),
            part.data,
            content_bytes=part.content_bytes,
            triples=part.triples,
        )
        yield file_entry(
            layout.linksets(part.part, suffix),
            part.linksets,
            content_bytes=part.linkset_bytes,
            triples=part.links,
        )
        yield file_entry(layout.shared_index(part.part, suffix), part.index)
