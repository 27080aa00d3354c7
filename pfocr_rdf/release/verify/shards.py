"""Checking a shard: its data, record by record, against its index."""

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, BinaryIO

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.rdf.vocabulary import record_iri
from pfocr_rdf.release.index import Header, Row, read_index
from pfocr_rdf.release.inputs import digest_of
from pfocr_rdf.release.shared_lines import MEMBERS, member_of, subject_of
from pfocr_rdf.release.small_files import fault_line
from pfocr_rdf.release.verify.checked_files import Checked, CheckedFiles, Task, statements
from pfocr_rdf.release.verify.file_lists import shard_paths


@dataclass(slots=True)
class CheckedShard(Checked):
    """What was found in a shard.

    ``input`` are the digests of its records as they were read, one after the other; ``members`` the
    places in its shared lines, for checking the parts; ``findings`` those of its index, ``faults``
    what the index makes of faults.jsonl.
    """

    records: int
    input: str
    members: tuple[int, ...]
    findings: list[dict[str, Any]]
    faults: bytes


def check_shard(recipe: str, task: Task) -> CheckedShard:
    """Read the three files of a shard and compare each with the others."""
    return _Check(recipe, task).run()


class _Check:
    def __init__(self, recipe: str, task: Task) -> None:
        self.recipe = recipe
        self.compression = task.compression
        self.data, self.index, self.shared = shard_paths(task.number, self.compression.suffix)
        self.files = CheckedFiles(task.place, task.listed)
        self.tally = Tally()
        self.triples = self.content_bytes = 0

    def run(self) -> CheckedShard:
        header, rows = self.read_index()
        lines = self.read_shared(header)
        with self.files.open(self.data) as file:
            self.check_data(file, rows, lines)
        tally = self.tally.to_json()
        if header is not None and self.files.sound(self.data, self.index, self.shared):
            self.check_header(header, tally)
        figids = [row.figid for row in rows if row.figid is not None]
        self.files.check_entry(
            self.data,
            content_bytes=self.content_bytes,
            triples=self.triples,
            records=len(figids),
            first=figids[0] if figids else None,
            last=figids[-1] if figids else None,
        )
        self.files.check_entry(self.index)
        self.files.check_entry(self.shared)
        return CheckedShard(
            problems=self.files.problems,
            bytes_read=self.files.bytes_read,
            tally=tally,
            content="".join(row.content for row in rows),
            records=len(rows),
            input="".join(row.input for row in rows),
            members=() if header is None else tuple(header.members),
            findings=[] if header is None else header.validation,
            faults=b"".join(fault_line(fault) for row in rows for fault in row.faults),
        )

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
        for number, (start, end) in enumerate(pairwise(places)):
            try:
                lines = self.compression.unpack(data[start:end]).split(b"\n")
            except InputError as error:
                self.files.problem(self.shared, f"member {number}: {error}")
                return []
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
            try:
                if row.offset != place:
                    raise InputError("is not where the index says")
                member = file.read(row.bytes)
                place += len(member)
                if len(member) < row.bytes or not member:
                    raise InputError("the file ends before it")
                self.check_record(row, row.figid, self.compression.unpack(member), lines)
            except InputError as error:
                raise InputError(f"{row.figid}: {error}") from None
        rest = file.read()
        if rest and (place or self.compression.unpack(rest)):
            raise InputError("there are bytes after the last figure of the index")

    def check_record(self, row: Row, figid: str, quads: bytes, lines: list[bytes]) -> None:
        end = f" <{record_iri(figid)}> .\n".encode()
        if digest_of(quads) != row.content:
            raise InputError("its digest is not that of the index")
        count = sum(1 for _ in statements(quads, "nq"))
        found = quads.split(b"\n")[:-1]
        if not count == len(found) == row.triples:
            raise InputError(f"has {count:,} quads, but {row.triples:,} in the index")
        if len(set(found)) != count:
            raise InputError("a quad comes twice")
        if quads.count(end) != count:
            raise InputError("a quad is not in the record's graph")
        try:
            shared = b"".join([lines[number] + b"\n" for number in row.shared])
            self.tally.add_record(quads.replace(end, b" .\n"), shared)
        except IndexError:
            raise InputError("needs shared lines that are missing") from None
        except ValueError as error:
            raise InputError(str(error)) from None
        self.triples += count
        self.content_bytes += len(quads)

    # ---- the head of the index ----

    def check_header(self, header: Header, tally: dict[str, Any]) -> None:
        made = replace(
            header,
            recipe=self.recipe,
            data=self.files.sums[self.data],
            content_bytes=self.content_bytes,
            triples=self.triples,
            shared=self.files.sums[self.shared],
            tally=tally,
        )
        for one in fields(Header):
            if getattr(header, one.name) != getattr(made, one.name):
                self.files.problem(self.index, f"its {one.name!r} is not that of the data")


def _in_order(lines: list[bytes], member: int) -> bool:
    """Whether lines rise, no two are equal, and all belong to the member."""
    if any(after <= line for line, after in pairwise(lines)):
        return False
    try:
        return all(member_of(subject) == member for subject in {subject_of(line) for line in lines})
    except ValueError:
        return False
