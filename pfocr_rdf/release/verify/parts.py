"""Checking a shared part: it is made again from the shards' shared lines, and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby, islice
from typing import Any, BinaryIO, NamedTuple

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression, lines_of
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.rdf import ntriples
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import FileEntry
from pfocr_rdf.release.shared_lines import merged, part_members, subject_of
from pfocr_rdf.release.verify.checked_files import (
    CheckedFiles,
    Problem,
    first_difference,
    statements,
)
from pfocr_rdf.release.verify.file_lists import part_paths

_AT_ONCE = 5000
_END = f" <{DATASET}> .\n".encode()


class PartToCheck(NamedTuple):
    """A part of so many, and what the manifest lists of its files. Travels to other processes.

    ``members`` are the places in each shard's shared lines.
    """

    part: int
    parts: int
    place: Folder
    compression: str
    members: tuple[tuple[int, ...], ...]
    listed: Mapping[str, FileEntry | str]


class CheckedPart(NamedTuple):
    """What was found."""

    problems: list[Problem]
    bytes_read: int
    tally: dict[str, Any]
    content: str


def check_part(task: PartToCheck) -> CheckedPart:
    """Make the content of the three files of a part again, and compare it with them."""
    return _Check(task).run()


class _Check:
    def __init__(self, task: PartToCheck) -> None:
        self.task = task
        self.compression = find_compression(task.compression)
        self.data, self.linksets, self.index = part_paths(task.part, self.compression.suffix)
        self.files = CheckedFiles(task.place, task.listed)
        self.tally = Tally()
        self.content = ""
        self.triples = self.content_bytes = self.links = self.link_bytes = 0

    def run(self) -> CheckedPart:
        with self.files.open(self.data) as file:
            self.compare(parsed(lines_of(file, self.compression)), self.quads())
        with self.files.open(self.linksets) as file:
            if self.files.sound(self.data):
                with self.task.place.open(self.data) as again:
                    self.compare(lines_of(file, self.compression), self.made_links(again))
        data = self.files.read(self.index)
        self.files.check_entry(self.data, content_bytes=self.content_bytes, triples=self.triples)
        if self.files.sound(self.data, self.linksets, self.index):
            self.files.check_entry(self.linksets, content_bytes=self.link_bytes, triples=self.links)
            self.files.check_entry(self.index)
            self.check_index(data)
        return CheckedPart(
            self.files.problems, self.files.bytes_read, self.tally.to_json(), self.content
        )

    def compare(self, found: Iterator[bytes], made: Iterator[bytes]) -> None:
        difference = first_difference(found, made)
        if difference:
            raise InputError(difference)

    def quads(self) -> Iterator[bytes]:
        """The lines that the shards' records need of the part, in its order."""
        for member in part_members(self.task.part, self.task.parts):
            digest = hashlib.sha256()
            needed = (line + b"\n" for line in merged(self.runs(member)))
            for line in self.tally.add_shared(needed):
                digest.update(line)
                quad = line[: -len(b" .\n")] + _END
                self.triples += 1
                self.content_bytes += len(quad)
                yield quad
            self.content += digest.hexdigest()

    def runs(self, member: int) -> Iterator[list[bytes]]:
        """The lines of a member, shard by shard."""
        for shard, places in enumerate(self.task.members):
            name = layout.figures_shared(shard, self.compression.suffix)
            start, end = places[member], places[member + 1]
            data = self.task.place.read(name, start, end - start)
            yield self.compression.unpack(data).split(b"\n")[:-1]

    def made_links(self, data: BinaryIO) -> Iterator[bytes]:
        subjects = (subject for subject, _ in groupby(lines_of(data, self.compression), subject_of))
        while some := list(islice(subjects, _AT_ONCE)):
            text = ntriples.lines(links(subject[1:-1].decode() for subject in some))
            self.links += text.count(b"\n")
            self.link_bytes += len(text)
            yield from text.splitlines(keepends=True)

    def check_index(self, data: bytes) -> None:
        made = {
            "data": asdict(self.files.sums[self.data]),
            "linksets": asdict(self.files.sums[self.linksets]),
            "content_bytes": self.content_bytes,
            "content": self.content,
            "triples": self.triples,
            "linkset_bytes": self.link_bytes,
            "links": self.links,
            "tally": self.tally.to_json(),
        }
        try:
            found = json.loads(self.compression.unpack(data))
            wrong = [name for name, value in made.items() if found[name] != value]
        except InputError as error:
            self.files.problem(self.index, str(error))
        except (ValueError, KeyError, TypeError):
            self.files.problem(self.index, "is not the index of a part")
        else:
            for name in wrong:
                self.files.problem(self.index, f"its {name!r} is not that of the data")


def parsed(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The same lines of N-Quads; raises InputError where one of them is not a quad."""
    while batch := list(islice(lines, _AT_ONCE)):
        if sum(1 for _ in statements(b"".join(batch), "nq")) != len(batch):
            raise InputError("a line is not a quad")
        yield from batch
