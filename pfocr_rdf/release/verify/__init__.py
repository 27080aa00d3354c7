"""Checking a release: that it is what was made, whole, and that what it says of itself is true."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import numbers
from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import COMPRESSIONS
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.release import layout
from pfocr_rdf.release.describe.readme import NAME as README
from pfocr_rdf.release.manifest import joined
from pfocr_rdf.release.verify.checked_files import Files, Problem
from pfocr_rdf.release.verify.descriptions import check_counts
from pfocr_rdf.release.verify.file_lists import Lists, part_paths, shard_paths
from pfocr_rdf.release.verify.parts import PartChecked, PartToCheck, check_part
from pfocr_rdf.release.verify.shards import ShardChecked, ShardToCheck, check_shard
from pfocr_rdf.release.verify.small_files import Counted, content_faults, list_faults

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import Manifest

__all__ = ["Options", "Outcome", "verify"]

_FEW = 10
_FILES = 3
"""Of a shard, and of a part."""


@dataclass(slots=True, kw_only=True)
class Options:
    """How to check: processes, and who is told of problems as they are found, and of progress."""

    jobs: int = 1
    on_problem: Callable[[Problem], None] = lambda problem: None
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(slots=True)
class Outcome:
    """What was found. ``unlisted`` tells that the files of a URL could not be listed, so that
    files too many would not be seen; ``bytes`` are those that were read, ``figures`` and
    ``triples`` those in which nothing was wrong.
    """

    version: str = ""
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    figures: int = 0
    triples: int = 0
    unlisted: bool = False

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(release: str | Path, options: Options) -> Outcome:
    """Check a release at a folder or URL.

    All its files are read, and the data is counted again. Memory does not grow with the release but
    by what a tally of it takes. Raises UsageError where there is no release.
    """
    place = folder_at(release)
    if all(place.size(n) is None for n in (layout.MANIFEST, layout.SUMS, layout.INCOMPLETE)):
        raise UsageError(f"{place.url}: no release (there is no {layout.MANIFEST})")
    with open_executors(options.jobs) as executors:
        return _Verify(place, options, executors).run()


class _Verify:
    def __init__(self, place: Folder, options: Options, executors: Executors) -> None:
        self.place = place
        self.options = options
        self.executors = executors
        self.outcome = Outcome()
        self.lists = Lists(place, self.problem)
        self.manifest = self.lists.manifest
        self.tally = Tally()
        self.counted = Counted(self.tally)
        self.whole = self.lists.whole
        """Whether all data was counted."""
        self.done = self.total = 0

    def problem(self, path: str, message: str) -> None:
        self.problems([Problem(path, message)])

    def problems(self, found: Iterable[Problem]) -> None:
        for problem in found:
            self.outcome.problems.append(problem)
            self.options.on_problem(problem)

    def run(self) -> Outcome:
        outcome = self.outcome
        outcome.version = "" if self.manifest is None else self.manifest.version
        outcome.unlisted = self.lists.unlisted
        outcome.files = self.total = len(self.lists.sums)
        outcome.bytes = self.lists.bytes
        if self.manifest is not None:
            self.some(layout.MANIFEST, list_faults(self.manifest))
            self.check_data(self.manifest)
        last = [path for path in self.lists.others if path == README]
        for path in [*(path for path in self.lists.others if path != README), *last]:
            self.check_other(path)
        return outcome

    def progress(self, files: int) -> None:
        self.done = min(self.done + files, self.total)
        self.options.progress(self.done, self.total)

    # ---- data ----

    def check_data(self, manifest: Manifest) -> None:
        """Check shards, then parts, then what the manifest says of all of them."""
        compression = manifest.compression
        suffix = COMPRESSIONS[compression].suffix
        shards: list[ShardChecked] = []
        for task, result in run(
            check_shard, self.shard_tasks(manifest, suffix), self.executors, ordered=True
        ):
            if isinstance(result, Failed):
                self.failed(layout.figures(task.number, suffix), result)
            else:
                self.take(result)
                self.counted.findings.update(result.findings)
                self.counted.faults.append(result.faults)
                shards.append(result._replace(tally={}, findings=[]))
        members = tuple(tuple(one.members) for one in shards) if self.whole else None
        parts: list[PartChecked] = []
        for part, found in run(
            check_part, self.part_tasks(manifest, suffix, members), self.executors, ordered=True
        ):
            if isinstance(found, Failed):
                self.failed(layout.shared(part.part, suffix), found)
            else:
                self.take(found)
                parts.append(found._replace(tally={}))
        self.outcome.figures = self.tally.figures
        self.outcome.triples = numbers(self.tally).all.triples
        if self.whole:
            self.check_whole(manifest, shards, parts)

    def shard_tasks(self, manifest: Manifest, suffix: str) -> Iterator[ShardToCheck]:
        compression, recipe = manifest.compression, manifest.recipe
        for number, file in sorted(self.lists.shards.items()):
            expected = self.lists.expected(shard_paths(number, suffix))
            yield ShardToCheck(number, self.place, compression, recipe, file, expected)

    def part_tasks(
        self, manifest: Manifest, suffix: str, members: tuple[tuple[int, ...], ...] | None
    ) -> Iterator[PartToCheck]:
        parts = self.lists.parts
        compression = manifest.compression
        files = {file.path: file for file in manifest.files}
        for number, file in sorted(parts.items()):
            links = files.get(layout.linksets(number, suffix))
            expected = self.lists.expected(part_paths(number, suffix))
            yield PartToCheck(
                number, len(parts), self.place, compression, members, file, links, expected
            )

    def take(self, result: ShardChecked | PartChecked) -> None:
        self.problems(result.problems)
        self.outcome.bytes += result.bytes
        if any(problem.path != layout.SUMS for problem in result.problems):
            self.whole = False
        else:
            self.tally.update(Tally.from_json(result.tally))
        self.progress(_FILES)

    def failed(self, path: str, result: Failed[Any]) -> None:
        self.problem(path, f"could not be checked: {result.message}")
        self.whole = False

    def check_whole(
        self, manifest: Manifest, shards: list[ShardChecked], parts: list[PartChecked]
    ) -> None:
        """Hold what the manifest says of all data against it."""
        contents = "".join([*(one.content for one in shards), *(one.content for one in parts)])
        inputs = "".join(one.input for one in shards)
        facts = (
            ("content", manifest.content, hashlib.sha256(contents.encode()).hexdigest()),
            ("input.digest", manifest.input.digest, hashlib.sha256(inputs.encode()).hexdigest()),
            ("input.records", manifest.input.records, sum(one.records for one in shards)),
        )
        for name, said, found in facts:
            if said != found:
                self.problem(layout.MANIFEST, f"its {name} is not that of the data")
        size = manifest.shard_size
        if any(one.records != size for one in shards[:-1]) or shards[-1].records > size:
            self.problem(layout.MANIFEST, "its shard_size is not that of the data")
        if manifest.joined not in (None, joined(self.place, manifest)):
            self.problem(layout.MANIFEST, "its sum of all data as one file is not that of the data")
        self.some(layout.MANIFEST, check_counts(manifest, self.tally))
        if self.tally.records.distinct() != self.tally.figures:
            self.problem(layout.MANIFEST, "two figures of the release have one identifier")

    # ---- everything else ----

    def check_other(self, path: str) -> None:
        files = Files(self.place, self.lists.expected([path]))
        data = files.read(path)
        self.outcome.bytes += len(data)
        if files.sound(path):
            counted = self.counted if self.whole else None
            if path == README and self.outcome.problems:  # it tells of all other files
                counted = None
            for message in content_faults(path, data, self.manifest, counted):
                files.problem(path, message)
        self.problems(files.problems())
        self.progress(1)

    def some(self, path: str, messages: Iterator[str]) -> None:
        found = list(messages)
        self.problems(Problem(path, message) for message in found[:_FEW])
        if len(found) > _FEW:
            self.problem(path, f"and {len(found) - _FEW:,} more such things")
