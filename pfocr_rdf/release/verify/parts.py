"""Checking a shared part: it is made again from the shards' shared lines, and compared."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby, islice
from typing import BinaryIO

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import lines_of
from pfocr_rdf.rdf import ntriples
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release.members import Members, shard_runs
from pfocr_rdf.release.shared_lines import merged, part_members, subject_of
from pfocr_rdf.release.verify.checked_files import (
    Checked,
    CheckedFiles,
    Task,
    first_difference,
    statements,
)
from pfocr_rdf.release.verify.file_lists import part_paths

_AT_ONCE = 5000
_END = f" <{DATASET}> .\n".encode()


def check_part(parts: int, members: Members, task: Task) -> Checked:
    """Make the content of the three files of a part again, and compare it with them.

    ``parts`` is how many there are; ``members`` are the places in each shard's shared lines.
    """
    return _Check(parts, members, task).run()


class _Check:
    def __init__(self, parts: int, members: Members, task: Task) -> None:
        self.place, self.compression = task.place, task.compression
        self.members = members
        self.numbers = part_members(task.number, parts)
        self.data, self.linksets, self.index = part_paths(task.number, self.compression.suffix)
        self.files = CheckedFiles(task.place, task.listed)
        self.tally = Tally()
        self.content = ""
        self.triples = self.content_bytes = self.links = self.link_bytes = 0

    def run(self) -> Checked:
        with self.files.open(self.data) as file:
            self.compare(parsed(lines_of(file, self.compression)), self.quads())
        with self.files.open(self.linksets) as file:
            if self.files.sound(self.data):
                with self.place.open(self.data) as again:
                    self.compare(lines_of(file, self.compression), self.made_links(again))
        data = self.files.read(self.index)
        self.files.check_entry(self.data, content_bytes=self.content_bytes, triples=self.triples)
        if self.files.sound(self.data, self.linksets, self.index):
            self.files.check_entry(self.linksets, content_bytes=self.link_bytes, triples=self.links)
            self.files.check_entry(self.index)
            self.check_index(data)
        tally = self.tally.to_json()
        return Checked(self.files.problems, self.files.bytes_read, tally, self.content)

    def compare(self, found: Iterator[bytes], made: Iterator[bytes]) -> None:
        difference = first_difference(found, made)
        if difference:
            raise InputError(difference)

    def quads(self) -> Iterator[bytes]:
        """The lines that the shards' records need of the part, in its order."""
        for number in self.numbers:
            digest = hashlib.sha256()
            runs = shard_runs(self.place, self.compression, self.members, number)
            needed = (line + b"\n" for line in merged(runs))
            for line in self.tally.add_shared(needed):
                digest.update(line)
                quad = line[: -len(b" .\n")] + _END
                self.triples += 1
                self.content_bytes += len(quad)
                yield quad
            self.content += digest.hexdigest()

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
