"""The manifest of a release that was made, out of what its shards and parts came to."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import manifest_counts
from pfocr_rdf.release import layout
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.folder import PreviousFolder
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
from pfocr_rdf.release.options import ReleaseOptions
from pfocr_rdf.release.parts import PartDone
from pfocr_rdf.release.recipe import Recipe
from pfocr_rdf.release.shards import ShardDone
from pfocr_rdf.version import __version__


def new_manifest(
    options: ReleaseOptions,
    recipe: Recipe,
    shards: Sequence[ShardDone],
    parts: Sequence[PartDone],
    tally: Tally,
    findings: Findings,
    *,
    version: str,
    previous: PreviousFolder | None,
    unread: int,
    revision: str | None,
) -> Manifest:
    """The manifest without its guards' findings, the sum of the joined data, and the small files.

    Shards and parts stand in the order of their numbers; ``unread`` are faults that were found
    before any record was read.
    """
    last = None
    if previous is not None:
        last = PreviousRelease(previous.manifest.version, previous.sha256)
    inputs = _digest(shard.input for shard in shards)
    return Manifest(
        version=version,
        title=f"PFOCR as RDF, release {version}",
        issued=options.issued,
        base=options.base,
        endpoint=options.endpoint,
        previous=last,
        program=Program("pfocr-rdf", __version__),
        recipe=recipe.digest,
        input=InputRecords(sum(shard.records for shard in shards), inputs, revision),
        content=_digest((*(s.content for s in shards), *(p.index.content for p in parts))),
        shard_size=options.shard_size,
        compression=recipe.compression.name,
        counts=Counts(**manifest_counts(tally)),
        faults=FaultCounts(
            unread + sum(len(shard.faults) for shard in shards),
            sum(len(shard.skipped) for shard in shards),
        ),
        validation=ValidationCounts(**findings.counts()),
        guard=Guard(
            thresholds=options.thresholds,
            findings=(),
            declared=dict(sorted(options.declared.items())),
        ),
        files=tuple(_files(shards, parts, recipe.compression.suffix)),
    )


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def _files(
    shards: Sequence[ShardDone], parts: Sequence[PartDone], suffix: str
) -> Iterator[FileEntry]:
    for shard in shards:
        number, header, figids = shard.number, shard.header, shard.figids
        yield file_entry(
            layout.figures(number, suffix),
            header.data,
            content_bytes=header.content_bytes,
            triples=header.triples,
            records=len(figids),
            first=figids[0] if figids else None,
            last=figids[-1] if figids else None,
        )
        yield file_entry(layout.figures_index(number, suffix), shard.index)
        yield file_entry(layout.figures_shared(number, suffix), header.shared)
    for number, part in enumerate(parts):
        index = part.index
        yield file_entry(
            layout.shared(number, suffix),
            index.data,
            content_bytes=index.content_bytes,
            triples=index.triples,
        )
        yield file_entry(
            layout.linksets(number, suffix),
            index.linksets,
            content_bytes=index.linkset_bytes,
            triples=index.links,
        )
        yield file_entry(layout.shared_index(number, suffix), part.sum)
