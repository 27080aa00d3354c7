"""The difference between two releases: figures, things they share, counts, and a patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.parallel.runner import Failed, open_executors, run
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.release import layout
from pfocr_rdf.release.diff.figures import compare_figures, tasks
from pfocr_rdf.release.diff.patch import open_patch
from pfocr_rdf.release.diff.shared import compare_shared
from pfocr_rdf.release.manifest import is_there, read_manifest

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import Manifest

__all__ = ["Options", "Summary", "diff"]


@dataclass(slots=True, kw_only=True)
class Options:
    """How to compare: processes, where to write a patch, and who is told.

    ``on_head`` takes what the manifests say, before anything is compared; ``on_figure`` and
    ``on_entity`` take an object for each change, in the order of the releases (docs/releases.md
    describes all of them).
    """

    jobs: int = 1
    patch: str | Path | None = None
    on_head: Callable[[dict[str, Any]], None] = lambda head: None
    on_figure: Callable[[dict[str, Any]], None] = lambda figure: None
    on_entity: Callable[[dict[str, Any]], None] = lambda entity: None


@dataclass(slots=True)
class Summary:
    """How many figures were added, removed, changed and stayed the same; how many quads a release
    lost and gained.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0
    quads_removed: int = 0
    quads_added: int = 0

    @property
    def different(self) -> bool:
        """Whether the data differs at all."""
        return bool(self.quads_removed or self.quads_added)


def diff(old: str | Path, new: str | Path, options: Options) -> Summary:
    """Compare two releases, folders or URLs.

    What did not change is told by its digests and not decompressed. Memory does not grow with the
    releases, but by some 500 bytes for each figure that only one of them has. Raises UsageError
    where one is no finished release, InputError where one is damaged, OutputError where the patch
    cannot be written.
    """
    if options.patch is not None:
        _check_patch(folder_at(options.patch))
    places = folder_at(old), folder_at(new)
    before, after = ((place, read_manifest(place)) for place in places)
    options.on_head(_head(before[1], after[1]))
    summary = Summary()
    with ExitStack() as stack:
        patch = None
        if options.patch is not None:
            patch = stack.enter_context(open_patch(folder_at(options.patch)))
        executors = stack.enter_context(open_executors(options.jobs))
        counts: Counter[str] = Counter()
        todo = tasks(before, after, patch=patch is not None)
        for _, result in run(compare_figures, todo, executors, ordered=True):
            if isinstance(result, Failed):
                raise InputError(result.message)
            for figure in result.figures:
                counts[figure["change"]] += 1
                options.on_figure(figure)
            summary.quads_removed += result.quads[0]
            summary.quads_added += result.quads[1]
            if patch is not None:
                patch.removed.put(result.removed)
                patch.added.put(result.added)
        summary.added, summary.removed = counts["added"], counts["removed"]
        summary.changed = counts["changed"]
        summary.same = before[1].counts.figures - summary.removed - summary.changed
        for change in compare_shared(before, after):
            for entity in change.told:
                options.on_entity(entity)
            summary.quads_removed += len(change.removed)
            summary.quads_added += len(change.added)
            if patch is not None:
                patch.removed.add(change.removed)
                patch.added.add(change.added)
    return summary


def _check_patch(place: Folder) -> None:
    """Raise UsageError for the folder of a release, which other files would break."""
    if any(is_there(place, name) for name in (layout.MANIFEST, layout.INCOMPLETE)):
        raise UsageError(f"{place.url}: holds a release: give another folder for the patch")


# ---- what the manifests say ----------------------------------------------------------------------


def _head(old: Manifest, new: Manifest) -> dict[str, Any]:
    """Versions, terms that changed, and all counts."""
    before, after = _terms(old), _terms(new)
    return {
        "old": old.version,
        "new": new.version,
        "terms": {
            name: [before[name], after[name]] for name in before if before[name] != after[name]
        },
        "counts": {
            "figures": [old.counts.figures, new.counts.figures],
            "triples": [old.counts.triples, new.counts.triples],
            "classes": dict(_pairs(old.counts.classes, new.counts.classes)),
            "properties": dict(_pairs(old.counts.properties, new.counts.properties)),
        },
    }


def _terms(manifest: Manifest) -> dict[str, Any]:
    """How a release was made."""
    return {
        "program": manifest.program.version,
        "recipe": manifest.recipe,
        "input.records": manifest.input.records,
        "input.digest": manifest.input.digest,
        "input.revision": manifest.input.revision,
        "faults": manifest.faults.faults,
        "left_out": manifest.faults.left_out,
        **asdict(manifest.validation),
        "shard_size": manifest.shard_size,
        "compression": manifest.compression,
    }


def _pairs(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[tuple[str, list[int]]]:
    for iri in sorted({*before, *after}, key=compact):
        yield compact(iri), [before.get(iri, 0), after.get(iri, 0)]
