"""Making a release: shards, what they share, guards, descriptions, sums, in this order.

Every file appears whole or not at all, and the sums last of all. So a run may end anywhere; the
next one with the same request keeps what is good and makes the rest.
"""

from __future__ import annotations

import gc
import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import Fault, GuardError, OutputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.messages import count_of
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.release import guard, layout, plan, small_files
from pfocr_rdf.release.claimed_folder import ClaimedFolder
from pfocr_rdf.release.facts import facts
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.index import read_header
from pfocr_rdf.release.inputs import recorded
from pfocr_rdf.release.manifest import Finding, Manifest, dump, joined
from pfocr_rdf.release.options import Options, version_of
from pfocr_rdf.release.options import check as check_options
from pfocr_rdf.release.parts import CheckTask, PartDone, PartTask, check_part, make_part
from pfocr_rdf.release.recipe import recipe
from pfocr_rdf.release.reuse import Earlier
from pfocr_rdf.release.revision import revision_of
from pfocr_rdf.release.seconds import Seconds
from pfocr_rdf.release.shards import ShardDone, ShardTask, make_shard
from pfocr_rdf.release.shared_lines import part_numbers
from pfocr_rdf.release.sums import read_sums, sums
from pfocr_rdf.sources import records

if TYPE_CHECKING:
    from pfocr_rdf.sources import Entry

__all__ = ["Outcome", "build"]


@dataclass(slots=True)
class Outcome:
    """What came of a run. ``failed`` tells of shards that could not be made; then the release is
    not finished. ``seconds`` are those of processor time by stage, all processes together;
    ``taken_over`` are records that did not have to be mapped.
    """

    manifest: Manifest | None = None
    failed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    taken_over: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    seconds: Seconds = field(default_factory=Seconds)

    @property
    def finished(self) -> bool:
        """Whether the release is whole."""
        return not self.failed


def build(paths: list[str] | list[Path], output: str | Path, options: Options) -> Outcome:
    """Make, resume or renew the release of the records under ``paths`` in the folder ``output``.

    Raises UsageError for a request that makes no sense, OutputError where the folder cannot be
    written, GuardError where a guard finds what was not declared; in each case what was made stays,
    the folder is marked as incomplete, and the same request goes on from there. A finished release
    of the same data stays finished where a guard fails.
    """
    check_options(options)
    place = folder_at(output)
    version = version_of(options, output, place)
    previous = None if options.previous is None else plan.read_previous(folder_at(options.previous))
    if previous is not None and previous.manifest.version == version:
        raise UsageError(f"{previous.place.url}: release {version} cannot be the one before itself")
    guard.check_rules(options.declared, None if previous is None else previous.manifest)
    unread: list[Fault] = []
    found = records(paths, unread.append)
    entries = found.entries()
    if not entries:
        for fault in unread:
            options.on_fault(fault)
        given = ", ".join(map(str, paths))
        raise UsageError(f"{given}: no records found (files that end in .md)")
    with open_executors(options.jobs, options.scheduler, initializer=_begin) as executors:
        mark = secrets.token_hex(8)
        finished = plan.finished_sums(place)
        plan.claim(place, version, mark)
        claimed = ClaimedFolder(place, mark)
        making = _Build(claimed, version, previous, options, executors, finished)
        return making.run(entries, unread, revision_of(paths))


def _begin() -> None:
    """Begin a worker: cycles are rare, and looking for them takes time."""
    gc.set_threshold(200_000, 20, 100)


def _ignore(fault: Fault) -> None:
    """Take a fault that was told before."""


class _Build:
    def __init__(
        self,
        place: ClaimedFolder,
        version: str,
        previous: plan.Previous | None,
        options: Options,
        executors: Executors,
        finished: bytes | None,
    ) -> None:
        self.place = place
        self.version = version
        self.previous = previous
        self.options = options
        self.executors = executors
        self.finished = finished
        self.outcome = Outcome()
        self.compression = find_compression(options.compression)
        self.recipe = recipe(compression=options.compression, organisms=options.organisms)
        self.shards: dict[int, ShardDone] = {}
        self.parts: dict[int, PartDone] = {}
        self.tally = Tally()
        self.findings = Findings()
        self.idle: set[str] | None = None

    def run(self, entries: Sequence[Entry], unread: list[Fault], revision: str | None) -> Outcome:
        unread.sort()
        self.make_shards(entries)
        if self.outcome.failed:
            return self.outcome
        self.make_parts()
        self.check_parts()
        if self.outcome.failed:
            return self.outcome
        for fault in unread:
            self.options.on_fault(fault)
        self.finish(unread, revision, len(entries))
        return self.outcome

    # ---- shards ----

    def task(self, entries: Sequence[Entry], number: int, excluded: frozenset[int]) -> ShardTask:
        """What there is to do for a shard."""
        size = self.options.shard_size
        some = tuple(entries[number * size : (number + 1) * size])
        earlier = [Earlier(self.place, number, self.compression.suffix)]
        if self.previous is not None:
            earlier += self.previous.overlapping(some)
        return ShardTask(
            number,
            some,
            excluded,
            self.place,
            tuple(earlier),
            self.recipe,
            self.options.compression,
            self.options.organisms,
        )

    def make_shards(self, entries: Sequence[Entry]) -> None:
        """Make all shards; then again those with a figid that is an earlier record's."""
        size = self.options.shard_size
        numbers = range(-(-len(entries) // size))
        tasks = (self.task(entries, number, frozenset()) for number in numbers)
        self.shard_results(tasks, len(entries))
        if self.outcome.failed:
            return
        again = plan.doubles(entries, size, self.shards.values())
        if again:
            tasks = (self.task(entries, n, frozenset(again[n])) for n in sorted(again))
            self.shard_results(tasks, sum(self.shards[n].records for n in again))
            self.recount()
        for number in numbers:
            for fault in self.shards[number].faults:
                self.options.on_fault(fault)
            self.shards[number].faults = []

    def shard_results(self, tasks: Iterator[ShardTask], total: int) -> None:
        done = 0
        self.options.progress("records", done, total)
        for task, result in run(make_shard, tasks, self.executors):
            done += len(task.entries)
            self.options.progress("records", done, total)
            if isinstance(result, Failed):
                first, last = task.entries[0].stem, task.entries[-1].stem
                self.outcome.failed.append(
                    f"shard {task.number} (records {first} to {last}) failed "
                    f"{result.attempts} times: {result.message}"
                )
            elif gone := [task.entries[n] for n in result.unread if task.entries[n].gone()]:
                self.outcome.failed.append(
                    f"shard {task.number}: {count_of(len(gone), 'record')} that the input had when "
                    f"it was listed, {gone[0].stem} the first, cannot be found any more"
                )
            elif any(task.entries[n].load(_ignore) is not None for n in result.unread[:3]):
                entry = task.entries[result.unread[0]]
                self.outcome.failed.append(
                    f"shard {task.number}: a worker cannot read {entry.stem}, which is there: "
                    "do all workers reach the records?"
                )
            else:
                self.shards[task.number] = result
                self.outcome.taken_over += result.taken_over
                self.outcome.seconds.add(result.seconds)
                self.count(result)

    def count(self, done: ShardDone) -> None:
        """Add a shard to the sums, and forget what was only needed for that."""
        assert done.header is not None
        header = done.header
        self.tally.update(Tally.from_json(header.tally))
        self.findings.update(header.validation)
        self.found_idle(header.idle)
        header.tally, header.validation = {}, []
        self.outcome.unknown.update(done.unknown)

    def recount(self) -> None:
        """Add all shards again, out of their indexes: some were made twice."""
        self.tally, self.findings, self.idle = Tally(), Findings(), None
        self.outcome.unknown.clear()
        for number in sorted(self.shards):
            done = self.shards[number]
            data = self.place.read(layout.figures_index(number, self.compression.suffix))
            done.header = read_header(data, self.compression)
            self.count(done)

    def found_idle(self, shapes: list[str]) -> None:
        self.idle = set(shapes) if self.idle is None else self.idle & set(shapes)

    # ---- shared parts ----

    def make_parts(self) -> None:
        """Make the shared parts, once all shards are there."""
        headers = [self.shards[n].header for n in sorted(self.shards)]
        members = tuple(tuple(h.members) for h in headers if h is not None)
        shared = [h.shared.sha256 for h in headers if h is not None]
        parts = part_numbers(len(members))
        inputs = hashlib.sha256(repr((self.recipe, parts, shared)).encode()).hexdigest()
        tasks = (
            PartTask(part, parts, self.place, members, inputs, self.options.compression)
            for part in range(parts)
        )
        self.options.progress("shared parts", 0, parts)
        for done, (task, result) in enumerate(run(make_part, tasks, self.executors), 1):
            self.options.progress("shared parts", done, parts)
            if isinstance(result, Failed):
                self.failed("shared part", task.part, result)
            else:
                self.parts[task.part] = result
                self.outcome.seconds.add(result.seconds)
        for part in sorted(self.parts):
            self.tally.update(Tally.from_json(self.parts[part].tally))

    def check_parts(self) -> None:
        """Validate the shared parts."""
        tasks = (
            CheckTask(part, self.place, self.options.compression, self.options.organisms)
            for part in sorted(self.parts)
        )
        parts = len(self.parts)
        self.options.progress("validation", 0, parts)
        for done, (task, result) in enumerate(run(check_part, tasks, self.executors), 1):
            self.options.progress("validation", done, parts)
            if isinstance(result, Failed):
                self.failed("the validation of shared part", task.part, result)
                continue
            _, findings, idle, seconds = result
            self.findings.update(findings)
            self.found_idle(idle)
            self.outcome.seconds["validate"] += seconds

    def failed(self, what: str, number: int, result: Failed[Any]) -> None:
        self.outcome.failed.append(
            f"{what} {number} failed {result.attempts} times: {result.message}"
        )

    # ---- all together ----

    def finish(self, unread: list[Fault], revision: str | None, count: int) -> None:
        """Count, guard, describe and sum up; the release is whole when this is done."""
        self.options.progress("description", 0, 1)
        known = facts(
            self.version,
            self.recipe,
            self.options,
            self.previous,
            [self.shards[number] for number in sorted(self.shards)],
            [self.parts[number] for number in sorted(self.parts)],
            self.tally,
            self.findings,
            records=count,
            unread=len(unread),
            revision=revision,
        )
        self.outcome.manifest = known
        known = self.guard(known)
        self.complete({file.path: file.bytes for file in known.files})
        known, files = small_files.files(
            replace(known, joined=joined(self.place, known)),
            self.tally,
            self.findings.summary(sorted(self.idle or ())),
            self.recorded(unread),
            html=self.options.html,
        )
        for path, content in files.items():
            with self.place.write(path) as file:
                file.write(content)
        self.outcome.manifest = known
        text = dump(known)
        with self.place.write(layout.MANIFEST) as file:
            file.write(text)
        wanted = {file.path: file.bytes for file in known.files}
        self.place.sweep()
        for path in sorted({*self.place.names()} - {*wanted, layout.MANIFEST, layout.INCOMPLETE}):
            self.place.remove(path)
        self.complete(wanted)
        with self.place.write(layout.SUMS) as file:
            file.write(sums(known, text))
        self.place.remove(layout.INCOMPLETE)
        self.options.progress("description", 1, 1)

    def complete(self, wanted: Mapping[str, int]) -> None:
        """See that all files are where they are looked for: workers may have another disk."""
        for path, size in wanted.items():
            if self.place.size(path) != size:
                raise OutputError(
                    f"{self.place.url}/{path}: is not there as it was written: "
                    "do all workers write to this folder?"
                )

    def recorded(self, unread: list[Fault]) -> Iterator[list[Any]]:
        """All faults, without the paths of this machine."""
        for fault in unread:
            yield recorded(fault)
        for number in sorted(self.shards):
            yield from self.shards[number].recorded

    def guard(self, known: Manifest) -> Manifest:
        """Compare with the previous release; raises GuardError for what is not declared."""
        old = self.previous
        removed = (
            [] if old is None else guard.removed_figures(old.place, old.manifest, self.place, known)
        )
        findings = guard.check(
            known,
            None if old is None else old.manifest,
            removed,
            self.options.thresholds,
            self.options.declared,
        )
        self.outcome.findings = findings
        bad = [finding for finding in findings if finding.declared is None]
        if bad:
            self.put_back(known)
            raise GuardError("\n".join(f"{one.rule}: {one.message}" for one in bad))
        found = replace(known.guard, removed=tuple(removed), findings=tuple(findings))
        return replace(known, guard=found)

    def put_back(self, known: Manifest) -> None:
        """Make a finished release one again where no file of it was touched."""
        if self.finished is None:
            return
        old = read_sums(self.finished, layout.SUMS)
        made = {file.path: file.sha256 for file in known.files}
        kept = {path: digest for path, digest in old.items() if path.startswith(layout.DATA)}
        if kept == made:
            with self.place.write(layout.SUMS) as file:
                file.write(self.finished)
            self.place.remove(layout.INCOMPLETE)
