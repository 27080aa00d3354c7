"""The difference between two releases: figures, what they share, counts, and a patch."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.parallel.runner import Failed, open_executors, run
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.release.diff.figures import compare_figures, tasks
from pfocr_rdf.release.diff.patch import Changes, check_patch_folder, open_patch
from pfocr_rdf.release.diff.shared import compare_shared
from pfocr_rdf.release.manifest import Manifest, read_manifest


@dataclass(slots=True, kw_only=True)
class DiffOptions:
    """How to compare: processes, where to write a patch, and what takes the changes.

    ``on_head`` takes what the manifests state, before anything is compared; ``on_figure`` and
    ``on_entity`` take an object for each change, in the order of the releases (docs/releases.md
    describes all of them).
    """

    jobs: int = 1
    patch: str | Path | None = None
    on_head: Callable[[dict[str, Any]], None] = lambda head: None
    on_figure: Callable[[dict[str, Any]], None] = lambda figure: None
    on_entity: Callable[[dict[str, Any]], None] = lambda entity: None


@dataclass(slots=True)
class DiffSummary:
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


def diff(old: str | Path, new: str | Path, options: DiffOptions) -> DiffSummary:
    """Compare two releases, folders or URLs.

    What did not change is recognized by its digests and not decompressed. Memory does not grow with
    the releases, but by some 500 bytes for each figure that only one of them has. Raises UsageError
    where one is no finished release, InputError where one is damaged, OutputError where the patch
    cannot be written.
    """
    patch_folder = None if options.patch is None else folder_at(options.patch)
    if patch_folder is not None:
        check_patch_folder(patch_folder)
    before, after = ((place, read_manifest(place)) for place in (folder_at(old), folder_at(new)))
    options.on_head(_head(before[1], after[1]))
    found: Counter[str] = Counter()
    summary = DiffSummary()
    with ExitStack() as stack:
        write = None
        if patch_folder is not None:
            write = stack.enter_context(open_patch(patch_folder))

        def take(changes: Changes, report: Callable[[dict[str, Any]], None]) -> None:
            for change in changes.objects:
                report(change)
            summary.quads_removed += changes.quads[0]
            summary.quads_added += changes.quads[1]
            if write is not None:
                write(changes.members)

        executors = stack.enter_context(open_executors(options.jobs))
        todo = tasks(before, after, patch=write is not None)
        for _, result in run(compare_figures, todo, executors, ordered=True):
            if isinstance(result, Failed):
                raise InputError(result.message)
            found.update(figure["change"] for figure in result.objects)
            take(result, options.on_figure)
        for changes in compare_shared(before, after, patch=write is not None):
            take(changes, options.on_entity)
    summary.added, summary.removed, summary.changed = (
        found[name] for name in ("added", "removed", "changed")
    )
    summary.same = before[1].counts.figures - summary.removed - summary.changed
    return summary


# ---- what the manifests state --------------------------------------------------------------------


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
            "classes": _pairs(old.counts.classes, new.counts.classes),
            "properties": _pairs(old.counts.properties, new.counts.properties),
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


def _pairs(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, list[int]]:
    return {
        compact(iri): [before.get(iri, 0), after.get(iri, 0)]
        for iri in sorted({*before, *after}, key=compact)
    }
