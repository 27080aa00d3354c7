"""Checking a shard: its data, record by record, against its index."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.rdf.vocabulary import record_iri
from pfocr_rdf.release import layout
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.index import Header, Row, read_index
from pfocr_rdf.release.shared_lines import MEMBERS, member_of, subject_of
from pfocr_rdf.release.small_files import fault_line
from pfocr_rdf.release.verify.checked_files import Expected, Files, Problem

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import FileEntry

__all__ = ["ShardChecked", "ShardToCheck", "check_shard"]


class ShardToCheck(NamedTuple):
    """A shard; ``entry`` is what the manifest says of its data. Travels to other processes."""

    number: int
    place: Folder
    compression: str
    recipe: str
    entry: FileEntry
    expected: tuple[Expected, ...]


class ShardChecked(NamedTuple):
    """What was found. ``members`` are the places in its shared lines, for checking the parts;
    ``input`` and ``content`` are the digests of its records. ``findings`` are those of its index;
    ``faults`` are the length and the digest of what the index makes of faults.jsonl.
    """

    number: int
    problems: list[Problem]
    bytes: int
    tally: dict[str, Any]
    members: list[int]
    records: int
    input: str
    content: str
    findings: list[dict[str, Any]]
    faults: tuple[int, str]


def check_shard(task: ShardToCheck) -> ShardChecked:
    """Read the three files of a shard and hold each against the others."""
    return _Check(task).run()


class _Check:
    def __init__(self, task: ShardToCheck) -> None:
        self.task = task
        self.compression = find_compression(task.compression)
        suffix = self.compression.suffix
        self.data = layout.figures(task.number, suffix)
        self.index = layout.figures_index(task.number, suffix)
        self.shared = layout.figures_shared(task.number, suffix)
        self.files = Files(task.place, task.expected)
        self.tally = Tally()
        self.triples = self.content_bytes = 0

    def run(self) -> ShardChecked:
        header, rows = self.read_index()
        lines = self.read_shared(header)
        with self.files.open(self.data) as file:
            self.check_data(file, rows, lines)
        if header is not None and self.files.sound(self.data, self.index, self.shared):
            self.check_header(header)
            self.check_entry([row.figid for row in rows if row.figid is not None])
        inputs = "".join(row.input for row in rows)
        contents = "".join(row.content for row in rows)
        findings, faults = self.told(header, rows)
        return ShardChecked(
            self.task.number,
            self.files.problems(),
            sum(size for size, _ in self.files.sums.values()),
            self.tally.to_json(),
            header.members if header is not None else [],
            len(rows),
            inputs,
            contents,
            findings,
            faults,
        )

    def told(
        self, header: Header | None, rows: list[Row]
    ) -> tuple[list[dict[str, Any]], tuple[int, str]]:
        """What the index says that shapes found, and what it makes of faults.jsonl."""
        found = Findings()
        faults = b""
        try:
            found.update(header.validation if header is not None else ())
            faults = b"".join(fault_line(fault) for row in rows for fault in row.faults)
        except (ValueError, KeyError, TypeError):
            self.files.problem(self.index, "what it says of faults or findings has another form")
        return found.to_json(), (len(faults), hashlib.sha256(faults).hexdigest())

    def read_index(self) -> tuple[Header | None, list[Row]]:
        data = self.files.read(self.index)
        try:
            return read_index(data, self.compression) if data else (None, [])
        except InputError as error:
            self.files.problem(self.index, str(error))
            return None, []

    # ---- shared lines ----

    def read_shared(self, header: Header | None) -> list[bytes]:
        data = self.files.read(self.shared)
        if header is None:
            return []
        places = header.members
        if len(places) != MEMBERS + 1 or places[0] != 0 or places[-1] != len(data):
            self.files.problem(self.index, "the members of the shared lines do not fit their file")
            return []
        found: list[bytes] = []
        for number in range(MEMBERS):
            try:
                text = self.compression.unpack(data[places[number] : places[number + 1]])
            except InputError as error:
                self.files.problem(self.shared, f"member {number}: {error}")
                return []
            lines = text.split(b"\n")
            if lines.pop() or not _in_order(lines, number):
                self.files.problem(self.shared, f"member {number}: its lines are not in order")
            found += lines
        return found

    # ---- records ----

    def check_data(self, file: BinaryIO, rows: list[Row], lines: list[bytes]) -> None:
        place = 0
        for row in rows:
            if row.figid is None:
                continue
            if row.offset != place:
                raise InputError(f"{row.figid}: does not stand where the index says")
            member = file.read(row.size)
            place += len(member)
            try:
                if len(member) < row.size or not member:
                    raise InputError("the file ends before it")
                self.check_record(row, row.figid, self.compression.unpack(member), lines)
            except InputError as error:
                raise InputError(f"{row.figid}: {error}") from None
        if not place and self.compression.unpack(file.read()) == b"":
            return  # a compressed file of nothing: no record was sound
        if file.read(1):
            raise InputError("there are bytes behind the last figure of the index")

    def check_record(self, row: Row, figid: str, quads: bytes, lines: list[bytes]) -> None:
        digest = hashlib.sha256(quads).hexdigest()
        end = f" <{record_iri(figid)}> .\n".encode()
        if digest[: len(row.content)] != row.content or len(row.content) != 32:
            raise InputError("its digest is not that of the index")
        count = parsed(quads, "nq")
        found = quads.split(b"\n")[:-1]
        if not count == len(found) == row.triples:
            raise InputError(f"has {count:,} quads; the index says {row.triples:,}")
        if len(set(found)) != count:
            raise InputError("a quad comes twice")
        if quads.count(end) != count:
            raise InputError("a quad is not in the record's graph")
        try:
            shared = b"".join([lines[number] + b"\n" for number in row.shared])
            self.tally.add_record(quads.replace(end, b" .\n"), shared)
        except IndexError:
            raise InputError("needs shared lines that are not there") from None
        except ValueError as error:
            raise InputError(str(error)) from None
        self.triples += count
        self.content_bytes += len(quads)

    # ---- what is said of the shard ----

    def check_header(self, header: Header) -> None:
        facts = [
            ("data", astuple(header.data), self.files.sums.get(self.data)),
            ("shared lines", astuple(header.shared), self.files.sums.get(self.shared)),
            ("recipe", header.recipe, self.task.recipe),
            ("triples", header.triples, self.triples),
            ("bytes of content", header.content_bytes, self.content_bytes),
            ("tally", header.tally, self.tally.to_json()),
        ]
        for name, said, found in facts:
            if said != found:
                self.files.problem(self.index, f"what it says of its {name} is not so")

    def check_entry(self, figids: list[str]) -> None:
        found = {
            "records": len(figids),
            "triples": self.triples,
            "content_bytes": self.content_bytes,
            "first": figids[0] if figids else None,
            "last": figids[-1] if figids else None,
        }
        for name, value in found.items():
            said = getattr(self.task.entry, name)
            if said != value:
                self.files.problem(
                    self.data, f"manifest.json says that {name!r} is {said!r}, but it is {value!r}"
                )


def _in_order(lines: list[bytes], member: int) -> bool:
    """Whether lines rise, no two are equal, and all belong to the member."""
    if any(after <= line for line, after in pairwise(lines)):
        return False
    try:
        return all(member_of(subject) == member for subject in {subject_of(line) for line in lines})
    except ValueError:
        return False


def parsed(data: bytes, extension: str, base: str | None = None) -> int:
    """How many statements RDF has; raises InputError where its syntax is wrong."""
    import pyoxigraph as ox

    syntax = ox.RdfFormat.from_extension(extension)
    assert syntax is not None
    try:
        return sum(1 for _ in ox.parse(data, format=syntax, base_iri=base))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"cannot be read as RDF: {error}") from None
