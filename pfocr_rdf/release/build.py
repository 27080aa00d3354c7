"""Making a release: shards, what they share, guards, descriptions, sums, in this order.

Every file appears whole or not at all, and the sums last of all. So a run may end anywhere; the
next one with the same request keeps what is good and makes the rest.
"""

from __future__ import annotations

import gc
import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfocr_rdf.compression import find_compression
from pfocr_rdf.errors import Fault, GuardError, OutputError, UsageError
from pfocr_rdf.places import Place, is_url, place_of
from pfocr_rdf.release import contents, guard, manifest, names, plan
from pfocr_rdf.release.checked import organisms_of
from pfocr_rdf.release.earlier import Earlier
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.index import read_header
from pfocr_rdf.release.parts import CheckTask, PartDone, PartTask, check_part, make_part
from pfocr_rdf.release.recipe import recipe
from pfocr_rdf.release.revision import revision_of
from pfocr_rdf.release.seconds import Seconds
from pfocr_rdf.release.shards import ShardDone, ShardTask, make_shard
from pfocr_rdf.release.shared_lines import part_numbers
from pfocr_rdf.release.tally import Tally
from pfocr_rdf.release.tally.counts import counts
from pfocr_rdf.runner import Executors, Failed, open_executors, run
from pfocr_rdf.sib import check_endpoint
from pfocr_rdf.sources import records

if TYPE_CHECKING:
    from pfocr_rdf.organisms import Source
    from pfocr_rdf.sources import Entry

__all__ = ["SHARD_SIZE", "Options", "Outcome", "build"]

SHARD_SIZE = 1000


@dataclass(slots=True, kw_only=True)
class Options:
    """How to make a release.

    ``version`` is by default the name of the folder. ``previous`` is an earlier release: what did
    not change is taken over from it, and the guards compare with it. ``declared`` has, by rule of
    a guard, the reason why what it finds is meant. ``base`` is the URL under which the release's
    folder will be published, ``endpoint`` that of a SPARQL service which has it. ``issued`` is a
    date (YYYY-MM-DD). ``shard_size`` is in records.
    """

    version: str | None = None
    previous: str | Path | None = None
    jobs: int = 1
    scheduler: str | None = None
    shard_size: int = SHARD_SIZE
    compression: str = "gzip"
    organisms: Source = "bundled"
    thresholds: guard.Thresholds = field(default_factory=guard.Thresholds)
    declared: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    endpoint: str | None = None
    issued: str | None = None
    html: bool = False
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[int, int], None] = lambda done, total: None
    on_stage: Callable[[str], None] = lambda stage: None


@dataclass(slots=True)
class Outcome:
    """What came of a run. ``failed`` tells of shards that could not be made; then the release is
    not finished. ``seconds`` are those of processor time by stage, all processes together;
    ``taken_over`` are records that did not have to be mapped.
    """

    manifest: manifest.Manifest = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    findings: list[guard.Finding] = field(default_factory=list)
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
    the folder is marked as incomplete, and the same request goes on from there.
    """
    _check(options)
    place = place_of(output)
    version = options.version or _version_of(output, place.url)
    if not re.fullmatch(r"[\w.+ -]*\w[\w.+ -]*", version):
        raise UsageError(f"{version!r} is no version: use letters, digits, '.', '-', '_' and '+'")
    previous = None if options.previous is None else plan.read_previous(place_of(options.previous))
    if previous is not None and previous.manifest["version"] == version:
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
        held = plan.claim(place, version, mark)
        making = _Build(place, version, previous, options, executors, mark)
        return making.run(entries, unread, held, revision_of(paths))


def _begin() -> None:
    """Begin a worker: cycles are rare, and looking for them takes time."""
    gc.set_threshold(200_000, 20, 100)


def _ignore(fault: Fault) -> None:
    """Take a fault that was told before."""


def _check(options: Options) -> None:
    """Raise UsageError for options that make no sense, before anything is touched."""
    find_compression(options.compression)
    organisms_of(options.organisms)
    if options.endpoint is not None:
        check_endpoint(options.endpoint)
    if options.base is not None and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", options.base):
        raise UsageError(f"{options.base!r} is not a URL of the web")
    if options.shard_size < 1:
        raise UsageError("a shard must have at least one record")
    if options.issued is not None:
        try:
            known = date.fromisoformat(options.issued).isoformat() == options.issued
        except ValueError:
            known = False
        if not known:
            raise UsageError(f"{options.issued!r} is not a date such as 2026-11-01")
    if options.html:
        from pfocr_rdf.stats.charts import Charts

        Charts()


def _version_of(output: str | Path, url: str) -> str:
    """The last part of the folder's path."""
    path = url if is_url(str(output)) else str(Path(url).resolve())
    version = path.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[\w.-]*\w[\w.-]*", version):
        raise UsageError(f"{url}: its name is no version: give one with --version")
    return version


class _Build:
    def __init__(
        self,
        place: Place,
        version: str,
        previous: plan.Previous | None,
        options: Options,
        executors: Executors,
        mark: str,
    ) -> None:
        self.place = place
        self.version = version
        self.previous = previous
        self.options = options
        self.executors = executors
        self.mark = mark
        self.outcome = Outcome()
        self.compression = find_compression(options.compression)
        self.recipe = recipe(compression=options.compression, organisms=options.organisms)
        self.shards: dict[int, ShardDone] = {}
        self.parts: dict[int, PartDone] = {}
        self.tally = Tally()
        self.findings = Findings()
        self.idle: set[str] | None = None

    def run(
        self, entries: Sequence[Entry], unread: list[Fault], held: set[str], revision: str | None
    ) -> Outcome:
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
        self.finish(unread, held, revision, len(entries))
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
        self.options.on_stage("shards")
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
        for task, result in run(make_shard, tasks, self.executors):
            done += len(task.entries)
            self.options.progress(done, total)
            if isinstance(result, Failed):
                first, last = task.entries[0].stem, task.entries[-1].stem
                self.outcome.failed.append(
                    f"shard {task.number} (records {first} to {last}) failed "
                    f"{result.attempts} times: {result.message}"
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
            data = self.place.read(names.figures_index(number, self.compression.suffix))
            done.header = read_header(data, self.compression)
            self.count(done)

    def found_idle(self, shapes: list[str]) -> None:
        self.idle = set(shapes) if self.idle is None else self.idle & set(shapes)

    # ---- shared parts ----

    def make_parts(self) -> None:
        """Make the shared parts, once all shards are there."""
        self.options.on_stage("shared")
        headers = [self.shards[n].header for n in sorted(self.shards)]
        members = tuple(tuple(h.members) for h in headers if h is not None)
        shared = [h.shared.sha256 for h in headers if h is not None]
        parts = part_numbers(len(members))
        inputs = hashlib.sha256(repr((self.recipe, parts, shared)).encode()).hexdigest()
        tasks = (
            PartTask(part, parts, self.place, members, inputs, self.options.compression)
            for part in range(parts)
        )
        for task, result in run(make_part, tasks, self.executors):
            if isinstance(result, Failed):
                self.failed("shared part", task.part, result)
            else:
                self.parts[task.part] = result
                self.outcome.seconds.add(result.seconds)
        for part in sorted(self.parts):
            self.tally.update(Tally.from_json(self.parts[part].tally))

    def check_parts(self) -> None:
        """Validate the shared parts."""
        self.options.on_stage("validation")
        tasks = (
            CheckTask(part, self.place, self.options.compression, self.options.organisms)
            for part in sorted(self.parts)
        )
        for task, result in run(check_part, tasks, self.executors):
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

    def finish(self, unread: list[Fault], held: set[str], revision: str | None, count: int) -> None:
        """Count, guard, describe and sum up; the release is whole when this is done."""
        self.options.on_stage("description")
        known = self.facts(unread, revision, count)
        self.outcome.manifest = known
        self.guard(known)
        files = contents.files(
            known,
            self.tally,
            self.findings.summary(sorted(self.idle or ())),
            self.recorded(unread),
            base=self.options.base,
            endpoint=self.options.endpoint,
            html=self.options.html,
        )
        for path, content in files.items():
            with self.place.write(path) as file:
                file.write(content)
        text = manifest.text(known)
        with self.place.write(names.MANIFEST) as file:
            file.write(text)
        wanted = {file["path"]: file["bytes"] for file in known["files"]}
        for path in sorted(held - {*wanted, names.MANIFEST, names.INCOMPLETE}):
            self.place.remove(path)
        self.complete(wanted)
        with self.place.write(names.SUMS) as file:
            file.write(manifest.sums(known, text))
        self.place.remove(names.INCOMPLETE)

    def complete(self, wanted: Mapping[str, int]) -> None:
        """See that all files are where they are looked for, and that the folder is this run's.

        Workers may have written to another disk, and another run may have begun here.
        """
        if not plan.is_claimed(self.place, self.mark):
            raise UsageError(f"{self.place.url}: another run has begun here: end one of them")
        for path, size in wanted.items():
            if self.place.size(path) != size:
                raise OutputError(
                    f"{self.place.url}/{path}: is not there as it was written: "
                    "do all workers write to this folder?"
                )

    def recorded(self, unread: list[Fault]) -> Iterator[list[Any]]:
        """All faults, without the paths of this machine."""
        for fault in unread:
            yield [Path(fault.source).name, *fault[1:]]
        for number in sorted(self.shards):
            yield from self.shards[number].recorded

    def facts(self, unread: list[Fault], revision: str | None, count: int) -> manifest.Manifest:
        """The manifest without its guards' findings and without the small files."""
        import pfocr_rdf

        shards = [self.shards[number] for number in sorted(self.shards)]
        parts = [self.parts[number] for number in sorted(self.parts)]
        inputs = hashlib.sha256("".join(shard.input for shard in shards).encode())
        content = hashlib.sha256(
            "".join([*(s.content for s in shards), *(p.content for p in parts)]).encode()
        )
        return {
            "type": manifest.TYPE,
            "schema": manifest.SCHEMA,
            "version": self.version,
            "title": f"PFOCR as RDF, release {self.version}",
            "issued": self.options.issued,
            "previous": self.previous
            and {"version": self.previous.manifest["version"], "manifest": self.previous.sum},
            "program": {"name": "pfocr-rdf", "version": pfocr_rdf.__version__},
            "recipe": self.recipe,
            "input": {"records": count, "digest": inputs.hexdigest(), "revision": revision},
            "content": content.hexdigest(),
            "shard_size": self.options.shard_size,
            "compression": self.options.compression,
            "counts": counts(self.tally),
            "faults": {
                "faults": len(unread) + sum(len(shard.recorded) for shard in shards),
                "left_out": sum(len(shard.lost) for shard in shards),
            },
            "validation": self.findings.counts(),
            "guard": {
                "thresholds": self.options.thresholds.to_json(),
                "findings": [],
                "declared": dict(sorted(self.options.declared.items())),
            },
            "files": [*self.shard_files(shards), *self.part_files(parts)],
        }

    def shard_files(self, shards: list[ShardDone]) -> Iterator[dict[str, Any]]:
        suffix = self.compression.suffix
        for shard in shards:
            assert shard.header is not None
            assert shard.index is not None
            number, header = shard.number, shard.header
            yield manifest.file_entry(
                names.figures(number, suffix),
                header.data,
                content_bytes=header.content_bytes,
                triples=header.triples,
                records=shard.figures,
                first=shard.first,
                last=shard.last,
            )
            yield manifest.file_entry(names.figures_index(number, suffix), shard.index)
            yield manifest.file_entry(names.figures_shared(number, suffix), header.shared)

    def part_files(self, parts: list[PartDone]) -> Iterator[dict[str, Any]]:
        suffix = self.compression.suffix
        for part in parts:
            assert part.index is not None
            yield manifest.file_entry(
                names.shared(part.part, suffix),
                part.data,
                content_bytes=part.content_bytes,
                triples=part.triples,
            )
            yield manifest.file_entry(
                names.linksets(part.part, suffix),
                part.linksets,
                content_bytes=part.linkset_bytes,
                triples=part.links,
            )
            yield manifest.file_entry(names.shared_index(part.part, suffix), part.index)

    def guard(self, known: manifest.Manifest) -> None:
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
        known["guard"]["findings"] = [finding.to_json() for finding in findings]
        bad = [finding for finding in findings if finding.declared is None]
        if bad:
            raise GuardError("\n".join(f"{one.rule}: {one.message}" for one in bad))
