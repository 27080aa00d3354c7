"""Checking a shared part: its order, its links, and that it has what the shards need, no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression, lines_of
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release import layout
from pfocr_rdf.release.shared_lines import member_of, merged, part_members, subject_of
from pfocr_rdf.release.verify.checked_files import Expected, Files, Problem
from pfocr_rdf.release.verify.shards import parsed

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import FileEntry

__all__ = ["PartChecked", "PartToCheck", "check_part"]

_AT_ONCE = 5000
_END = f" <{DATASET}> .\n".encode()


class PartToCheck(NamedTuple):
    """A part of so many; ``entry`` is what the manifest says of its data.

    ``members`` are the places of each shard's shared lines, ``None`` where a shard is damaged: then
    it is not told whether the part fits the shards.
    """

    part: int
    parts: int
    place: Folder
    compression: str
    members: tuple[tuple[int, ...], ...] | None
    entry: FileEntry
    links: FileEntry | None
    expected: tuple[Expected, ...]


class PartChecked(NamedTuple):
    """What was found."""

    part: int
    problems: list[Problem]
    bytes: int
    tally: dict[str, Any]
    content: str


def check_part(task: PartToCheck) -> PartChecked:
    """Read the three files of a part and hold them against each other and the shards."""
    return _Check(task).run()


class _Check:
    def __init__(self, task: PartToCheck) -> None:
        self.task = task
        self.compression = find_compression(task.compression)
        suffix = self.compression.suffix
        self.data = layout.shared(task.part, suffix)
        self.linksets = layout.linksets(task.part, suffix)
        self.index = layout.shared_index(task.part, suffix)
        self.files = Files(task.place, task.expected)
        self.tally = Tally()
        members = part_members(task.part, task.parts)
        self.digests = {member: hashlib.sha256() for member in members}
        self.triples = self.content_bytes = self.links = self.link_bytes = 0

    def run(self) -> PartChecked:
        with self.files.open(self.data) as file:
            needed = self.needed()
            for batch in _batches(self.checked(self.lines(file), needed), _AT_ONCE):
                self.check_syntax(batch)
            if next(needed, None) is not None:
                raise InputError("lacks lines that figures need")
        with self.files.open(self.linksets) as file:
            if self.files.sound(self.data, self.linksets):
                with self.task.place.open(self.data) as again:
                    self.check_links(file, again)
        self.check_index(self.files.read(self.index))
        self.check_entry(self.data, self.task.entry, self.triples, self.content_bytes)
        self.check_entry(self.linksets, self.task.links, self.links, self.link_bytes)
        return PartChecked(
            self.task.part,
            self.files.problems(),
            sum(size for size, _ in self.files.sums.values()),
            self.tally.to_json(),
            self.content(),
        )

    # ---- data ----

    def lines(self, file: BinaryIO) -> Iterator[bytes]:
        """Its lines as N-Triples."""
        for line in lines_of(file, self.compression):
            if not line.endswith(_END):
                raise InputError("a quad is not in the dataset's graph")
            self.content_bytes += len(line)
            yield line[: -len(_END)] + b" .\n"

    def needed(self) -> Iterator[bytes]:
        """What the shards' records need of it, in its order."""
        if self.task.members is None:
            return
        for member in part_members(self.task.part, self.task.parts):
            for line in merged(self.runs(member, self.task.members)):
                yield line + b"\n"

    def runs(self, member: int, members: tuple[tuple[int, ...], ...]) -> Iterator[list[bytes]]:
        for shard, places in enumerate(members):
            name = layout.figures_shared(shard, self.compression.suffix)
            start, end = places[member], places[member + 1]
            try:
                data = self.task.place.read(name, start, end - start)
            except FileNotFoundError:
                raise InputError(f"{name} is not there any more") from None
            yield self.compression.unpack(data).split(b"\n")[:-1]

    def checked(self, lines: Iterator[bytes], needed: Iterator[bytes]) -> Iterator[bytes]:
        for line in self.tally.add_shared(lines):
            if self.task.members is not None and line != next(needed, b""):
                subject = subject_of(line).decode(errors="replace")
                raise InputError(f"{subject}: is not as figures need it, or not in its place")
            digest = self.digests.get(member_of(subject_of(line)))
            if digest is None:
                raise InputError("has things of another part")
            digest.update(line)
            self.triples += 1
            yield line

    def check_syntax(self, batch: list[bytes]) -> None:
        if parsed(b"".join(batch), "nt") != len(batch):
            raise InputError("a line is not a triple")

    def content(self) -> str:
        """The digests of its members, one after the other."""
        return "".join(digest.hexdigest() for digest in self.digests.values())

    # ---- links ----

    def check_links(self, file: BinaryIO, again: BinaryIO) -> None:
        expected = self.expected_links(lines_of(again, self.compression))
        for line, other in zip_longest(lines_of(file, self.compression), expected):
            if line is None:
                raise InputError("lacks links")
            if line != other:
                raise InputError("a link is not that of a thing of the part, or not in its place")
            self.links += 1
            self.link_bytes += len(line)

    def expected_links(self, found: Iterator[bytes]) -> Iterator[bytes]:
        subjects: Iterable[bytes] = _subjects(found)
        for some in _batches(iter(subjects), _AT_ONCE):
            text = lines(links(subject[1:-1].decode() for subject in some))
            yield from text.splitlines(keepends=True)

    # ---- what is said of it ----

    def check_index(self, data: bytes) -> None:
        if not self.files.sound(self.data, self.linksets, self.index):
            return
        found = {
            "data": self.files.sums[self.data],
            "linksets": self.files.sums[self.linksets],
            "content_bytes": self.content_bytes,
            "content": self.content(),
            "triples": self.triples,
            "linkset_bytes": self.link_bytes,
            "links": self.links,
            "tally": self.tally.to_json(),
        }
        try:
            said = json.loads(self.compression.unpack(data))
            for name in ("data", "linksets"):
                said[name] = (said[name]["bytes"], said[name]["sha256"])
        except InputError as error:
            self.files.problem(self.index, str(error))
        except (ValueError, KeyError, TypeError):
            self.files.problem(self.index, "is not the index of a part")
        else:
            for name, value in found.items():
                if said.get(name) != value:
                    self.files.problem(self.index, f"what it says of {name!r} is not so")

    def check_entry(self, path: str, entry: FileEntry | None, triples: int, size: int) -> None:
        if not self.files.sound(path):
            return
        for name, value in (("triples", triples), ("content_bytes", size)):
            said = getattr(entry, name, None)
            if said != value:
                self.files.problem(
                    path, f"manifest.json says that {name!r} is {said!r}, but it is {value!r}"
                )


def _subjects(lines: Iterator[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if not line.startswith(last) or not last:
            last = subject_of(line)
            yield last


def _batches(found: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    while batch := list(islice(found, size)):
        yield batch
