"""Verifying a release: its lists, its data, and what it states of itself."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import manifest_counts, numbers
from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import Folder, folder_at
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run
from pfocr_rdf.release import layout
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.manifest import Counts, Manifest, dump, joined
from pfocr_rdf.release.verify.checked_files import (
    Checked,
    CheckedFiles,
    Problem,
    Task,
    first_difference,
)
from pfocr_rdf.release.verify.file_lists import part_paths, read_lists, shard_paths
from pfocr_rdf.release.verify.parts import check_part
from pfocr_rdf.release.verify.shards import CheckedShard, check_shard
from pfocr_rdf.release.verify.small_files import README, SmallFiles
from pfocr_rdf.version import __version__

C = TypeVar("C", bound=Checked)


@dataclass(slots=True, kw_only=True)
class VerifyOptions:
    """How to verify: processes, what takes problems as they are found, and what takes progress."""

    jobs: int = 1
    on_problem: Callable[[Problem], None] = lambda problem: None
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(slots=True)
class VerifyResult:
    """What was found.

    ``bytes`` are those that were read, ``figures`` and ``triples`` those in which nothing is wrong.
    ``unlisted`` is true where the files of a URL could not be listed: files that should not be
    there are not found then. ``program`` is the version of the program that made the release, where
    it is not this one: then descriptions are not compared, nor where the data is damaged.
    """

    version: str = ""
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    figures: int = 0
    triples: int = 0
    unlisted: bool = False
    program: str | None = None
    descriptions_compared: bool = False

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(release: str | Path, options: VerifyOptions) -> VerifyResult:
    """Verify a release at a folder or URL.

    All its files are read, and the data is counted again. Memory does not grow with the release but
    by what a tally of it takes. Raises UsageError where there is no release.
    """
    place = folder_at(release)
    if all(place.size(n) is None for n in (layout.MANIFEST, layout.SUMS, layout.INCOMPLETE)):
        raise UsageError(f"{place.url}: no release (there is no {layout.MANIFEST})")
    with open_executors(options.jobs) as executors:
        return _Verify(place, options, executors).run()


class _Verify:
    def __init__(self, place: Folder, options: VerifyOptions, executors: Executors) -> None:
        self.place = place
        self.options = options
        self.executors = executors
        self.result = VerifyResult()
        self.lists = read_lists(place)
        self.others = dict(self.lists.files)
        self.tally = Tally()
        self.done = 0

    def problems(self, found: Iterable[Problem]) -> None:
        for problem in found:
            self.result.problems.append(problem)
            self.options.on_problem(problem)

    def progress(self, files: int) -> None:
        self.done += files
        self.options.progress(self.done, len(self.lists.files))

    def run(self) -> VerifyResult:
        result, manifest = self.result, self.lists.manifest
        self.problems(self.lists.problems)
        result.unlisted = self.lists.names is None
        result.files = len(self.lists.files)
        result.bytes = self.lists.bytes
        small = None
        if manifest is not None:
            result.version = manifest.version
            if manifest.program.version != __version__:
                result.program = manifest.program.version
            if self.lists.shards:
                small = self.check_data(manifest)
                result.descriptions_compared = small is not None and not result.program
        for path in sorted(self.others, key=lambda path: (path == README, path)):
            self.check_file(path, small)
        return result

    # ---- data ----

    def check_data(self, manifest: Manifest) -> SmallFiles | None:
        """Check shards, then parts, then what the manifest states of all of them.

        Gives what the small files must be, if nothing is wrong with the data.
        """
        number, count = self.lists.shards, self.lists.parts
        tasks = self.tasks(manifest, number, shard_paths)
        shards = list(self.checked(partial(check_shard, manifest.recipe), tasks))
        parts = []
        if len(shards) == number:
            members = tuple(shard.members for shard in shards)
            tasks = self.tasks(manifest, count, part_paths)
            parts = list(self.checked(partial(check_part, count, members), tasks))
        self.result.figures = self.tally.figures
        self.result.triples = numbers(self.tally).all.triples
        if len(parts) < count:
            return None
        self.check_manifest(manifest, shards, parts)
        findings = Findings()
        for shard in shards:
            findings.update(shard.findings)
        faults = b"".join(shard.faults for shard in shards)
        small = SmallFiles(manifest, self.tally, findings, faults)
        self.problems(Problem(layout.MANIFEST, message) for message in small.list_problems())
        return small

    def tasks(
        self, manifest: Manifest, count: int, paths: Callable[[int, str], tuple[str, ...]]
    ) -> Iterator[Task]:
        """The tasks of so many shards or parts; their files are none of the others any more."""
        compression = find_compression(manifest.compression)
        for number in range(count):
            listed = {path: self.others.pop(path) for path in paths(number, compression.suffix)}
            yield Task(number, self.place, compression, listed)

    def checked(self, check: Callable[[Task], C], tasks: Iterable[Task]) -> Iterator[C]:
        """Check shards or parts; give those in which nothing is wrong."""
        for task, found in run(check, tasks, self.executors, ordered=True):
            self.progress(len(task.listed))
            if isinstance(found, Failed):
                path = next(iter(task.listed))
                self.problems([Problem(path, f"could not be checked: {found.message}")])
                continue
            self.problems(found.problems)
            self.result.bytes += found.bytes_read
            if all(problem.path == layout.MANIFEST for problem in found.problems):
                self.tally.update(Tally.from_json(found.tally))
                found.tally = {}
                yield found

    def check_manifest(
        self, manifest: Manifest, shards: list[CheckedShard], parts: list[Checked]
    ) -> None:
        """Make what the manifest states of all data again, and compare."""
        sizes = [shard.records for shard in shards]
        digest = _sha256(shard.input for shard in shards)
        made = replace(
            manifest,
            input=replace(manifest.input, records=sum(sizes), digest=digest),
            content=_sha256(one.content for one in [*shards, *parts]),
            joined=joined(self.place, manifest),
            counts=Counts(**manifest_counts(self.tally)),
            faults=replace(manifest.faults, left_out=sum(sizes) - self.tally.figures),
        )
        message = first_difference(*(dump(one).splitlines(True) for one in (manifest, made)))
        problems = [message] if message else []
        paths = [file.path for file in manifest.files]
        if paths != sorted(set(paths)):
            problems.append("its files are not sorted by path, each once")
        if {*sizes[:-1]} - {manifest.shard_size} or sizes[-1] > manifest.shard_size:
            problems.append("its shard_size is not that of the data")
        if self.tally.records.distinct() != self.tally.figures:
            problems.append("two figures of the release have one identifier")
        self.problems(Problem(layout.MANIFEST, problem) for problem in problems)

    # ---- everything else ----

    def check_file(self, path: str, small: SmallFiles | None) -> None:
        """Check a file that is not data; without ``small`` its sum alone."""
        files = CheckedFiles(self.place, {path: self.others[path]})
        if small is None:
            with files.open(path):
                pass
        else:
            data = files.read(path)
            files.check_entry(path)
            follows = path == README and self.result.problems  # it has the sizes of other files
            message = small.problem(path, data) if files.sound(path) and not follows else None
            if message:
                files.problem(path, message)
        self.problems(files.problems)
        self.result.bytes += files.bytes_read
        self.progress(1)


def _sha256(texts: Iterable[str]) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()
