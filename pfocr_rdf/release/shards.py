"""Making one shard: records in, their N-Quads, their shared lines and the index out.

A shard depends on its records and the recipe alone. What is still good of an earlier attempt, or of
an earlier release, is taken over: the shard as a whole where no record of it changed, else record
by record.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_rdf.convert.figures import Figids
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import Fault, InputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.mapping.organisms import Source
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import record_iri
from pfocr_rdf.records.reader import read
from pfocr_rdf.release import layout
from pfocr_rdf.release.index import Header, Row, write_index
from pfocr_rdf.release.inputs import Input, digest_of, file_name, read_input, recorded
from pfocr_rdf.release.manifest import FileSum
from pfocr_rdf.release.recipe import recipe
from pfocr_rdf.release.reuse import DamagedError, Earlier, Kept, Text
from pfocr_rdf.release.seconds import Seconds
from pfocr_rdf.release.shard_validator import Checked, organisms_of
from pfocr_rdf.release.shared_lines import numbered

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.sources import Entry

__all__ = ["ShardDone", "ShardTask", "make_shard"]


class ShardTask(NamedTuple):
    """A shard to make; travels to other processes.

    ``excluded`` are the positions of records whose figid belongs to a record of an earlier shard.
    """

    number: int
    entries: tuple[Entry, ...]
    excluded: frozenset[int]
    place: Folder
    earlier: tuple[Earlier, ...]
    recipe: str
    compression: str
    organisms: Source


@dataclass(slots=True)
class ShardDone:
    """What came of a shard. ``input`` and ``content`` are the digests of its records, one after the
    other; ``odd`` the positions and figids of records that are not named by their figid, ``lost``
    the positions of those left out, ``unread`` of those that could not even be read. ``seconds``
    are those of each stage.
    """

    number: int
    records: int
    figures: int = 0
    first: str | None = None
    last: str | None = None
    header: Header | None = None
    index: FileSum | None = None
    input: str = ""
    content: str = ""
    odd: list[tuple[int, str]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    recorded: list[list[Any]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    taken_over: int = 0
    seconds: Seconds = field(default_factory=Seconds)


def make_shard(task: ShardTask) -> ShardDone:
    """Make a shard, or find it made. Raises OutputError where it cannot be written."""
    return _Shard(task).run()


class _Shard:
    def __init__(self, task: ShardTask) -> None:
        self.task = task
        self.place = task.place
        self.compression = find_compression(task.compression)
        self.done = ShardDone(task.number, len(task.entries))
        self.rows: list[Row] = []
        self.tally = Tally()
        self.checked = Checked(task.organisms)
        self.lines: dict[bytes, int] = {}
        self.digest = hashlib.sha256()
        self.bytes = self.content_bytes = 0
        self.clock = time.process_time()

    def spent(self, stage: str) -> None:
        """Book the time since the last call on a stage."""
        now = time.process_time()
        self.done.seconds[stage] += now - self.clock
        self.clock = now

    def run(self) -> ShardDone:
        """Take the shard over, or make it."""
        task = self.task
        if recipe(compression=task.compression, organisms=task.organisms) != task.recipe:
            raise UsageError("a worker has another program than the one that hands out the work")
        inputs = [read_input(entry) for entry in task.entries]
        self.done.unread = [n for n, one in enumerate(inputs) if one.raw is None]
        self.spent("read")
        self.done.input = "".join(one.digest for one in inputs)
        kept = Kept(task.earlier, task.recipe, self.compression)
        whole = kept.whole(inputs, task.excluded, task.place, task.number)
        self.spent("take over")
        if whole is not None:
            self.done.taken_over = len(inputs)
            self.close(*whole, inputs)
            return self.done
        try:
            self.make(inputs, kept)
        except DamagedError as damaged:
            others = tuple(e for e in task.earlier if e != damaged.earlier)
            return _Shard(task._replace(earlier=others)).run()
        return self.done

    def make(self, inputs: Sequence[Input], kept: Kept) -> None:
        """Write the shard and its shared lines, then the index."""
        number, suffix = self.task.number, self.compression.suffix
        with self.place.write(layout.figures(number, suffix)) as self.file:
            self.write_records(inputs, kept)
            if not self.bytes:  # no record is sound; the file is a compressed one all the same
                self.write_member(self.compression.pack(b""))
            self.checked.flush()
            self.spent("validate")
        shared, members = self.write_shared(layout.figures_shared(number, suffix))
        header = Header(
            recipe=self.task.recipe,
            data=FileSum(self.bytes, self.digest.hexdigest()),
            content_bytes=self.content_bytes,
            triples=sum(row.triples for row in self.rows),
            shared=shared,
            members=members,
            tally=self.tally.to_json(),
            validation=self.checked.findings.to_json(),
            idle=self.checked.guards.idle(),
        )
        self.close(header, self.rows, inputs)

    def write_records(self, inputs: Sequence[Input], kept: Kept) -> None:
        """Write the records one after the other, each a member of the shard's file."""
        figids = Figids()
        mapper = Mapper(organisms_of(self.task.organisms), complete=True)
        for position, one in enumerate(inputs):
            row = Row(stem=one.stem, input=one.digest)
            row.faults = [recorded(fault) for fault in one.faults]
            self.rows.append(row)
            if one.raw is None:
                continue
            known = kept.row(one)
            figure = None
            source = file_name(one.raw.source)
            if known is not None:
                figid = known.figid
                row.faults, row.unknown = list(known.faults), known.unknown
                self.done.taken_over += 1
            else:
                figure, faults, row.unknown, _ = read(one.raw)
                one.raw.data, one.raw.table = b"", _no_table  # nobody reads it again
                row.faults += [recorded(fault) for fault in faults]
                figid = None if figure is None else figure.figid
            if figid is None:
                continue
            if position in self.task.excluded:
                figids.setdefault(figid, "")
            if duplicate := figids.duplicate(figid, source):
                row.faults.append(recorded(duplicate))
                continue
            figids.add(figid, source)
            row.figid = figid
            end = f" <{record_iri(figid)}> .\n".encode()
            if figure is None:
                text = kept.text(one)
                self.spent("take over")
                self.add(row, text, text.quads.replace(end, b" .\n"))
                continue
            mapped = mapper.map(figure)
            own = lines(mapped.own)
            shared = lines(mapped.shared).split(b"\n")[:-1]
            self.spent("map")
            quads = own.replace(b" .\n", end)
            member = self.compression.pack(quads)
            self.spent("compress")
            self.add(row, Text(quads, member, shared), own)

    def add(self, row: Row, text: Text, own: bytes) -> None:
        """Write a record and count it; ``own`` are its quads without their graph."""
        quads, member, shared = text
        row.offset, row.size = self.bytes, len(member)
        row.triples = quads.count(b"\n")
        self.write_member(member)
        self.content_bytes += len(quads)
        known = self.lines
        row.shared = [known.setdefault(line, len(known)) for line in dict.fromkeys(shared)]
        self.spent("write")
        row.content = digest_of(quads)
        self.spent("hash")
        self.tally.add_record(own, b"".join([line + b"\n" for line in shared]))
        self.spent("count")
        self.checked.add(own, shared)
        self.spent("validate")

    def write_member(self, member: bytes) -> None:
        """Write a member of the shard's file."""
        self.file.write(member)
        self.digest.update(member)
        self.bytes += len(member)

    def write_shared(self, name: str) -> tuple[FileSum, list[int]]:
        """Write the shared lines in their order; also tells where members begin, and the end."""
        places = [0]
        digest = hashlib.sha256()
        order: dict[int, int] = {}
        with self.place.write(name) as file:
            for member in numbered(self.lines):
                for line in member:
                    order[self.lines[line]] = len(order)
                packed = self.compression.pack(b"".join([line + b"\n" for line in member]))
                file.write(packed)
                digest.update(packed)
                places.append(places[-1] + len(packed))
        for row in self.rows:
            row.shared = sorted([order[number] for number in row.shared])
        self.spent("write")
        return FileSum(places[-1], digest.hexdigest()), places

    def close(self, header: Header, rows: list[Row], inputs: Sequence[Input]) -> None:
        """Write the index, which makes the shard a whole one, and tell what came of it."""
        name = layout.figures_index(self.task.number, self.compression.suffix)
        index = write_index(header, rows, self.compression)
        try:
            there = self.place.read(name)
        except (FileNotFoundError, InputError):
            there = b""
        if there != index:
            with self.place.write(name) as file:
                file.write(index)
        done = self.done
        done.header = header
        done.index = FileSum.of(index)
        figids = [row.figid for row in rows if row.figid is not None]
        done.figures = len(figids)
        if figids:
            done.first, done.last = figids[0], figids[-1]
        for position, (row, one) in enumerate(zip(rows, inputs, strict=True)):
            done.unknown.update(row.unknown)
            source = one.raw.source if one.raw is not None else ""
            for name_, line, field_, message, fatal in row.faults:
                shown = source if file_name(source) == name_ else name_
                done.faults.append(Fault(shown, line, field_, message, fatal))
                done.recorded.append([name_, line, field_, message, fatal])
            if row.figid is None:
                done.lost.append(position)
            elif row.figid != row.stem:
                done.odd.append((position, row.figid))
        done.content = "".join(row.content for row in rows)
        self.spent("write")


def _no_table(plural: str) -> None:
    """Stands for the tables of a record that was read."""
