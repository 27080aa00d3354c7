"""Making a release: shards, what they share, guards, descriptions, sums, in this order.

Every file appears whole or not at all, and the sums last of all. So a run can end anywhere; the
next one with the same request keeps what is good and makes the rest.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import Fault, GuardError, OutputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.messages import count_of
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.release import guard, layout, small_files
from pfocr_rdf.release.figids import removed_figures
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.folder import ClaimedFolder, PreviousFolder, claim, finished_sums
from pfocr_rdf.release.index import Header, read_header
from pfocr_rdf.release.inputs import recorded, revision_of
from pfocr_rdf.release.manifest import Finding, Manifest, dump, joined, read_sums, sums
from pfocr_rdf.release.new_manifest import new_manifest
from pfocr_rdf.release.options import ReleaseOptions, check_options, version_of
from pfocr_rdf.release.parts import CheckTask, PartDone, PartTask, check_part, make_part
from pfocr_rdf.release.recipe import Recipe
from pfocr_rdf.release.reuse import EarlierShard
from pfocr_rdf.release.shards import ShardDone, ShardTask, duplicates, make_shard
from pfocr_rdf.release.shared_lines import part_numbers
from pfocr_rdf.sources import Entry, records


@dataclass(slots=True)
class ReleaseOutcome:
    """What came of a run. ``failed`` names what could not be made; then the release is not
    finished. ``seconds`` are those of processor time by stage, all processes together; ``reused``
    are records that did not have to be mapped, ``unknown`` the fields that are not mapped.
    """

    manifest: Manifest | None = None
    failed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reused: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the release is whole."""
        return not self.failed

    def spent(self, seconds: Mapping[str, float]) -> None:
        """Add processor time by stage."""
        for stage, more in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + more


def build(
    paths: list[str] | list[Path], output: str | Path, options: ReleaseOptions
) -> ReleaseOutcome:
    """Make, resume or renew the release of the records under ``paths`` in the folder ``output``.

    Raises UsageError for a request that cannot be met, OutputError where the folder cannot be
    written, GuardError where a guard finds what was not declared; in each case what was made stays,
    the folder is marked as incomplete, and the same request goes on from there. A finished release
    of the same data stays finished where a guard fails.
    """
    check_options(options)
    folder = folder_at(output)
    version = version_of(options, output, folder)
    previous = None if options.previous is None else PreviousFolder.at(folder_at(options.previous))
    if previous is not None and previous.manifest.version == version:
        raise UsageError(f"{previous.inner.url}: release {version} cannot be the one before itself")
    guard.check_rules(options.declared, None if previous is None else previous.manifest)
    unread: list[Fault] = []
    entries = records(paths, unread.append)
    if not entries:
        for fault in unread:
            options.on_fault(fault)
        given = ", ".join(map(str, paths))
        raise UsageError(f"{given}: no records found (files that end in .md)")
    with open_executors(options.jobs, options.scheduler, initializer=_begin) as executors:
        finished = finished_sums(folder)
        claimed = claim(folder, version)
        recipe = Recipe.of(find_compression(options.compression), options.organisms)
        making = _Run(options, claimed, previous, recipe, executors, ReleaseOutcome())
        outcome = making.outcome
        shards, counted = _make_shards(making, entries)
        parts = [] if outcome.failed else _make_parts(making, shards, counted)
        if outcome.failed:
            return outcome
        for fault in sorted(unread):
            options.on_fault(fault)
        manifest = new_manifest(
            options,
            recipe,
            shards,
            parts,
            counted.tally,
            counted.findings,
            version=version,
            previous=previous,
            unread=len(unread),
            revision=revision_of(paths),
        )
        outcome.manifest = manifest
        outcome.manifest = _guarded(making, manifest, finished)
        faults = chain(sorted(unread), *(shard.faults for shard in shards))
        outcome.manifest = _finish(making, outcome.manifest, counted, map(recorded, faults))
        return outcome


def _begin() -> None:
    """Begin a worker: cycles are rare, and looking for them takes time."""
    gc.set_threshold(200_000, 20, 100)


# ---- tasks ---------------------------------------------------------------------------------------


T = TypeVar("T", bound=ShardTask | PartTask | CheckTask)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Run:
    """What all steps need. ``outcome`` takes what failed and how long it took."""

    options: ReleaseOptions
    folder: ClaimedFolder
    previous: PreviousFolder | None
    recipe: Recipe
    executors: Executors
    outcome: ReleaseOutcome

    def results(
        self,
        stage: str,
        function: Callable[[T], R],
        tasks: Iterable[T],
        total: int,
        size: Callable[[T], int] = lambda task: 1,
    ) -> Iterator[tuple[T, R]]:
        """Do tasks; give each with its result, but for those that failed."""
        done = 0
        self.options.progress(stage, done, total)
        for task, result in run(function, tasks, self.executors):
            done += size(task)
            self.options.progress(stage, done, total)
            if isinstance(result, Failed):
                self.outcome.failed.append(
                    f"{task.title} failed {result.attempts} times: {result.message}"
                )
            else:
                yield task, result


class _Counted:
    """What all data came to."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.findings = Findings()
        self.idle: set[str] | None = None

    def validated(self, findings: Iterable[dict[str, Any]], idle: Iterable[str]) -> None:
        """Add what the shapes found in a part of the data, and which found nothing to look at."""
        self.findings.update(findings)
        self.idle = {*idle} if self.idle is None else self.idle.intersection(idle)

    def add(self, header: Header) -> None:
        """Add a shard, and forget what was only needed for that."""
        self.tally.update(Tally.from_json(header.tally))
        self.validated(header.validation, header.idle)
        header.tally, header.validation = {}, []


# ---- shards --------------------------------------------------------------------------------------


def _make_shards(making: _Run, entries: Sequence[Entry]) -> tuple[list[ShardDone], _Counted]:
    """Make all shards; then again those with a figid that is an earlier record's."""
    size = making.options.shard_size
    shards: dict[int, ShardDone] = {}
    counted = _Counted()

    def make(numbers: Mapping[int, set[int]]) -> None:
        total = sum(len(entries[number * size : (number + 1) * size]) for number in numbers)
        tasks = (
            _shard_task(making, entries, number, frozenset(excluded))
            for number, excluded in numbers.items()
        )
        results = making.results("records", make_shard, tasks, total, lambda t: len(t.entries))
        for task, done in results:
            if problem := _unread(task, done):
                making.outcome.failed.append(problem)
                continue
            shards[done.number] = done
            counted.add(done.header)
            making.outcome.reused += done.reused
            making.outcome.spent(done.seconds)

    make({number: set() for number in range(-(-len(entries) // size))})
    again = {} if making.outcome.failed else duplicates(entries, size, shards.values())
    if again:
        make(again)
        counted = _Counted()
        for number in sorted(shards):
            data = making.folder.inner.read(
                layout.figures_index(number, making.recipe.compression.suffix)
            )
            shards[number].header = read_header(data, making.recipe.compression)
            counted.add(shards[number].header)
    found = [shards[number] for number in sorted(shards)]
    for shard in found if not making.outcome.failed else ():
        making.outcome.unknown.update(shard.unknown)
        for fault in shard.faults:
            making.options.on_fault(fault)
    return found, counted


def _shard_task(
    making: _Run, entries: Sequence[Entry], number: int, excluded: frozenset[int]
) -> ShardTask:
    size = making.options.shard_size
    some = tuple(entries[number * size : (number + 1) * size])
    earlier: tuple[EarlierShard, ...] = (EarlierShard(making.folder.inner, number),)
    if making.previous is not None:
        earlier += making.previous.overlapping(some)
    return ShardTask(number, some, excluded, making.folder, earlier, making.recipe)


def _unread(task: ShardTask, done: ShardDone) -> str | None:
    """Why records of a shard could not be read, where that is no fault of theirs."""
    if gone := [task.entries[n] for n in done.unread if task.entries[n].gone()]:
        return (
            f"shard {task.number}: {count_of(len(gone), 'record')} that the input had when "
            f"it was listed, {gone[0].stem} the first, cannot be found any more"
        )
    if any(task.entries[n].load(lambda fault: None) is not None for n in done.unread[:3]):
        return (
            f"shard {task.number}: a worker cannot read {task.entries[done.unread[0]].stem}, "
            "which is there: do all workers reach the records?"
        )
    return None


# ---- shared parts --------------------------------------------------------------------------------


def _make_parts(making: _Run, shards: Sequence[ShardDone], counted: _Counted) -> list[PartDone]:
    """Make the shared parts, once all shards are there, and validate them."""
    folder, recipe = making.folder, making.recipe
    members = tuple(tuple(shard.header.members) for shard in shards)
    total = part_numbers(len(members))
    shared = [shard.header.shared.sha256 for shard in shards]
    inputs = hashlib.sha256(repr((recipe.digest, total, shared)).encode()).hexdigest()
    tasks = (PartTask(part, total, folder, members, inputs, recipe) for part in range(total))
    parts = {}
    for task, done in making.results("shared parts", make_part, tasks, total):
        parts[task.part] = done
        making.outcome.spent(done.seconds)
    if making.outcome.failed:
        return []
    found = [parts[part] for part in sorted(parts)]
    for part in found:
        counted.tally.update(Tally.from_json(part.index.tally))
    checks = (CheckTask(part, folder, recipe) for part in range(total))
    for _, (findings, idle, seconds) in making.results("validation", check_part, checks, total):
        counted.validated(findings, idle)
        making.outcome.spent(seconds)
    return found


# ---- all together --------------------------------------------------------------------------------


def _guarded(making: _Run, manifest: Manifest, finished: bytes | None) -> Manifest:
    """The manifest with what guards found; raises GuardError for what is not declared.

    A release that was ``finished`` with these sums becomes one again where no file was touched.
    """
    making.options.progress("description", 0, 1)
    old = making.previous
    removed = (
        []
        if old is None
        else removed_figures(old.inner, old.manifest, making.folder.inner, manifest)
    )
    findings = guard.check(
        manifest,
        None if old is None else old.manifest,
        removed,
        making.options.thresholds,
        making.options.declared,
    )
    making.outcome.findings = findings
    bad = [finding for finding in findings if finding.declared is None]
    if not bad:
        known = replace(manifest.guard, removed=tuple(removed), findings=tuple(findings))
        return replace(manifest, guard=known)
    if finished is not None:
        before = read_sums(finished, layout.SUMS)
        data = {path: digest for path, digest in before.items() if path.startswith(layout.DATA)}
        if data == {file.path: file.sha256 for file in manifest.files}:
            making.folder.write(layout.SUMS, finished)
            making.folder.remove(layout.INCOMPLETE)
    raise GuardError("\n".join(f"{one.rule}: {one.message}" for one in bad))


def _finish(
    making: _Run, manifest: Manifest, counted: _Counted, faults: Iterable[list[Any]]
) -> Manifest:
    """Describe the release and sum it up; it is whole when this is done."""
    folder = making.folder
    _check_sizes(folder, manifest)
    manifest, files = small_files.files(
        replace(manifest, joined=joined(folder.inner, manifest)),
        counted.tally,
        counted.findings.summary(sorted(counted.idle or ())),
        faults,
        html=making.options.html,
    )
    text = dump(manifest)
    for path, content in {**files, layout.MANIFEST: text}.items():
        folder.write(path, content)
    folder.sweep()
    wanted = {file.path for file in manifest.files} | {layout.MANIFEST, layout.INCOMPLETE}
    for path in sorted({*folder.inner.names()} - wanted):
        folder.remove(path)
    _check_sizes(folder, manifest)
    folder.write(layout.SUMS, sums(manifest, text))
    folder.remove(layout.INCOMPLETE)
    making.options.progress("description", 1, 1)
    return manifest


def _check_sizes(folder: ClaimedFolder, manifest: Manifest) -> None:
    """See that all files are where they are looked for: workers may have another disk."""
    for file in manifest.files:
        if folder.inner.size(file.path) != file.bytes:
            raise OutputError(
                f"{folder.url}/{file.path}: is not there as it was written: "
                "do all workers write to this folder?"
            )
