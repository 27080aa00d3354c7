"""Making one shard: records in, their N-Quads, their shared lines and the index out.

A shard depends on its records and the recipe alone. What is still good of an earlier attempt, or of
an earlier release, is reused: the shard as a whole where no record of it changed, else record by
record.
"""

import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from pfocr_rdf.convert.figures import Figids
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import Fault, InputError
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import record_iri
from pfocr_rdf.records.reader import read
from pfocr_rdf.release import layout
from pfocr_rdf.release.folder import ClaimedFolder
from pfocr_rdf.release.index import Header, Row, write_index
from pfocr_rdf.release.inputs import Input, digest_of, file_name, read_input, recorded
from pfocr_rdf.release.manifest import FileSum
from pfocr_rdf.release.members import MemberWriter
from pfocr_rdf.release.recipe import Recipe
from pfocr_rdf.release.reuse import EarlierShard, ReusableShards, Text
from pfocr_rdf.release.shard_validator import ShardValidator, organisms_of
from pfocr_rdf.release.shared_lines import numbered
from pfocr_rdf.sources import Entry


class ShardTask(NamedTuple):
    """A shard to make; travels to other processes.

    ``excluded`` are the positions of records whose figid belongs to a record of an earlier shard.
    """

    number: int
    entries: tuple[Entry, ...]
    excluded: frozenset[int]
    folder: ClaimedFolder
    earlier: tuple[EarlierShard, ...]
    recipe: Recipe

    @property
    def title(self) -> str:
        """Its name in messages."""
        return f"shard {self.number} (records {self.entries[0].stem} to {self.entries[-1].stem})"


@dataclass(slots=True)
class ShardDone:
    """What came of a shard. ``input`` and ``content`` are the digests of its records, one after the
    other; ``odd`` the positions and figids of records that are not named by their figid,
    ``skipped`` the positions of those that are not in it, ``unread`` of those that could not even
    be read. ``seconds`` are those of processor time by stage.
    """

    number: int
    records: int
    header: Header
    index: FileSum
    input: str
    content: str
    figids: tuple[str, ...]
    odd: list[tuple[int, str]]
    skipped: list[int]
    unread: list[int]
    faults: list[Fault]
    unknown: Counter[str]
    reused: int
    seconds: dict[str, float]


class _Stopwatch:
    """Processor time by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._last = time.process_time()

    def spent(self, stage: str) -> None:
        """Book the time since the last call on a stage."""
        now = time.process_time()
        self.seconds[stage] += now - self._last
        self._last = now


def make_shard(task: ShardTask) -> ShardDone:
    """Make a shard, or find it made. Raises OutputError where it cannot be written."""
    task.recipe.check()
    watch = _Stopwatch()
    inputs = [read_input(entry) for entry in task.entries]
    watch.spent("read")
    reusable = ReusableShards(task.earlier, task.recipe)
    whole = reusable.whole(inputs, task.excluded, task.folder, task.number)
    watch.spent("reuse")
    if whole is None:
        shard = _Shard(task, watch)
        header, rows, reused = shard.make(inputs, reusable), shard.rows, shard.reused
    else:
        (header, rows), reused = whole, len(inputs)
    index = _put_index(task, header, rows)
    faults: list[Fault] = []
    for row, one in zip(rows, inputs, strict=True):
        source = one.raw.source if one.raw is not None else ""
        for name, *fault in row.faults:
            faults.append(Fault(source if file_name(source) == name else name, *fault))
    watch.spent("write")
    return ShardDone(
        number=task.number,
        records=len(inputs),
        header=header,
        index=index,
        input="".join(row.input for row in rows),
        content="".join(row.content for row in rows),
        figids=tuple(row.figid for row in rows if row.figid is not None),
        odd=[(n, row.figid) for n, row in enumerate(rows) if row.figid and row.figid != row.stem],
        skipped=[n for n, row in enumerate(rows) if row.figid is None],
        unread=[n for n, one in enumerate(inputs) if one.raw is None],
        faults=faults,
        unknown=Counter(name for row in rows for name in row.unknown),
        reused=reused,
        seconds=dict(watch.seconds),
    )


class _Shard:
    """A shard that is being written."""

    def __init__(self, task: ShardTask, watch: _Stopwatch) -> None:
        self.task = task
        self.watch = watch
        self.rows: list[Row] = []
        self.tally = Tally()
        self.validator = ShardValidator(task.recipe.organisms)
        self.lines: dict[bytes, int] = {}
        self.reused = 0

    def make(self, inputs: Sequence[Input], reusable: ReusableShards) -> Header:
        """Write the records, then the shared lines."""
        number, suffix = self.task.number, self.task.recipe.compression.suffix
        with self.task.folder.open(layout.figures(number, suffix)) as file:
            data = MemberWriter(file, self.task.recipe.compression)
            self.write_records(inputs, reusable, data)
            data.flush()  # no record is sound; the file is a compressed one all the same
            self.validator.flush()
            self.watch.spent("validate")
        with self.task.folder.open(layout.figures_shared(number, suffix)) as file:
            shared, members = self.write_shared(file)
        self.watch.spent("write")
        return Header(
            recipe=self.task.recipe.digest,
            data=data.sum,
            content_bytes=data.content_bytes,
            triples=sum(row.triples for row in self.rows),
            shared=shared,
            members=members,
            tally=self.tally.to_json(),
            validation=self.validator.findings.to_json(),
            idle=self.validator.guards.idle(),
        )

    def write_records(
        self, inputs: Sequence[Input], reusable: ReusableShards, data: MemberWriter
    ) -> None:
        """Write the records one after the other, each a member of the shard's file."""
        figids = Figids()
        mapper = Mapper(organisms_of(self.task.recipe.organisms), complete=True)
        for position, one in enumerate(inputs):
            row = Row(stem=one.stem, input=one.digest, faults=[*map(recorded, one.faults)])
            self.rows.append(row)
            if one.raw is None:
                continue
            source = file_name(one.raw.source)
            figure = None
            earlier = reusable.record(one)
            self.watch.spent("reuse")
            if earlier is not None:
                known, text = earlier
                figid, row.faults, row.unknown = known.figid, [*known.faults], known.unknown
                self.reused += 1
            else:
                figure, faults, row.unknown, _ = read(one.raw)
                one.raw.data, one.raw.table = b"", _no_table  # nobody reads it again
                row.faults += map(recorded, faults)
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
            if figure is not None:
                mapped = mapper.map(figure)
                own = lines(mapped.own)
                shared = lines(mapped.shared).split(b"\n")[:-1]
                self.watch.spent("map")
                quads = own.replace(b" .\n", end)
                text = Text(quads, self.task.recipe.compression.pack(quads), shared)
                self.watch.spent("compress")
            else:
                assert text is not None
                own = text.quads.replace(end, b" .\n")
            self.add(row, text, own, data)

    def add(self, row: Row, text: Text, own: bytes, data: MemberWriter) -> None:
        """Write a record and count it; ``own`` are its quads without their graph."""
        quads, member, shared = text
        row.offset = data.bytes
        row.bytes = data.member(quads, member)
        row.triples = quads.count(b"\n")
        known = self.lines
        row.shared = [known.setdefault(line, len(known)) for line in dict.fromkeys(shared)]
        self.watch.spent("write")
        row.content = digest_of(quads)
        self.watch.spent("hash")
        self.tally.add_record(own, b"".join([line + b"\n" for line in shared]))
        self.watch.spent("count")
        self.validator.add(own, shared)
        self.watch.spent("validate")

    def write_shared(self, file: BinaryIO) -> tuple[FileSum, list[int]]:
        """Write the shared lines in their order; give where their members begin, and the end."""
        data = MemberWriter(file, self.task.recipe.compression)
        places = [0]
        order: dict[int, int] = {}
        for member in numbered(self.lines):
            for line in member:
                order[self.lines[line]] = len(order)
            data.member(b"".join([line + b"\n" for line in member]))
            places.append(data.bytes)
        for row in self.rows:
            row.shared = sorted([order[number] for number in row.shared])
        return data.sum, places


def _put_index(task: ShardTask, header: Header, rows: list[Row]) -> FileSum:
    """Write the index, which makes the shard a whole one, where it is not there."""
    compression = task.recipe.compression
    name = layout.figures_index(task.number, compression.suffix)
    index = write_index(header, rows, compression)
    try:
        there = task.folder.inner.read(name)
    except (FileNotFoundError, InputError):
        there = b""
    if there != index:
        task.folder.write(name, index)
    return FileSum.of(index)


def _no_table(plural: str) -> None:
    """Stands for the tables of a record that was read."""


def duplicates(
    entries: Sequence[Entry], size: int, shards: Iterable[ShardDone]
) -> dict[int, set[int]]:
    """Records whose figid an earlier shard's record has: shard → positions in it.

    Within a shard that is found while it is made; across shards only where a record is not named by
    its figid, or two files have one name.
    """
    odd: dict[str, list[int]] = {}
    not_there: set[int] = set()
    for shard in shards:
        start = shard.number * size
        not_there.update(start + position for position in shard.skipped)
        for position, figid in shard.odd:
            not_there.add(start + position)
            odd.setdefault(figid, []).append(start + position)
    claims = dict(odd)
    for place in range(size, len(entries), size):
        stem = entries[place].stem
        if stem is not None and stem == entries[place - 1].stem:
            claims.setdefault(stem, [])
    found: dict[int, set[int]] = {}
    for figid, places in claims.items():
        named = range(
            bisect_left(entries, figid, key=lambda entry: entry.stem or ""),
            bisect_right(entries, figid, key=lambda entry: entry.stem or ""),
        )
        first, *others = sorted({*places, *(n for n in named if n not in not_there)}) or [0]
        for place in others:
            if place // size != first // size:
                found.setdefault(place // size, set()).add(place % size)
    return dict(sorted(found.items()))
