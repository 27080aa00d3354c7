"""Making the shared parts: what the figures of all shards have in common, each triple once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import Compression, find_compression, lines_of
from pfocr_rdf.mapping.organisms import Source
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release import layout
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.manifest import FileSum
from pfocr_rdf.release.seconds import Seconds
from pfocr_rdf.release.shard_validator import worker_of
from pfocr_rdf.release.shared_lines import is_spread, merged, part_members, subject_of
from pfocr_rdf.validation.graphs import ClosedGraph
from pfocr_rdf.validation.guards import Guards
from pfocr_rdf.validation.shapes import load_shapes

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = ["CheckTask", "PartDone", "PartTask", "check_part", "make_part"]

_AT_ONCE = 2000
_BLOCK = 2**20
_END = f" <{DATASET}> .\n".encode()


class PartTask(NamedTuple):
    """A part to make; ``members`` are, of each shard, the places where its members begin."""

    part: int
    parts: int
    place: Folder
    members: tuple[tuple[int, ...], ...]
    inputs: str
    compression: str


@dataclass(slots=True)
class PartDone:
    """What came of a part. ``content`` has, for each of its members, the SHA-256
    of its lines without their graph.
    """

    part: int
    data: FileSum
    content_bytes: int
    content: str
    triples: int
    linksets: FileSum
    linkset_bytes: int
    links: int
    tally: dict[str, Any]
    index: FileSum | None = None
    seconds: Seconds = field(default_factory=Seconds)


def make_part(task: PartTask) -> PartDone:
    """Make a part and its linksets, or find them made."""
    start = time.process_time()
    done = _made(task)
    if done is None:
        done = _make(task)
    done.seconds["merge"] += time.process_time() - start
    return done


def _made(task: PartTask) -> PartDone | None:
    compression = find_compression(task.compression)
    suffix = compression.suffix
    try:
        data = task.place.read(layout.shared_index(task.part, suffix))
        known = json.loads(compression.unpack(data))
        if known.pop("inputs") != task.inputs:
            return None
        for key in ("data", "linksets"):
            known[key] = FileSum(**known[key])
        done = PartDone(part=task.part, index=FileSum.of(data), **known)
        for name, expected in (
            (layout.shared(task.part, suffix), done.data),
            (layout.linksets(task.part, suffix), done.linksets),
        ):
            if _file_sum(task.place, name) != expected:
                return None
    except (FileNotFoundError, InputError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return done


def _make(task: PartTask) -> PartDone:
    compression = find_compression(task.compression)
    suffix = compression.suffix
    tally = Tally()
    contents = []
    subjects: list[bytes] = []
    last = b""
    triples = made_links = 0
    with (
        task.place.write(layout.shared(task.part, suffix)) as file,
        task.place.write(layout.linksets(task.part, suffix)) as link_file,
    ):
        data = _Packer(file, compression)
        link_data = _Packer(link_file, compression)
        for member in part_members(task.part, task.parts):
            content = hashlib.sha256()
            found = (line + b"\n" for line in merged(_runs(task, member, compression)))
            for line in tally.add_shared(found):
                content.update(line)
                data.write(line.replace(b" .\n", _END))
                triples += 1
                subject = subject_of(line)
                if subject != last:
                    last = subject
                    subjects.append(subject)
                    if len(subjects) >= _AT_ONCE:
                        made_links += _write_links(subjects, link_data)
                        subjects = []
            data.flush()
            contents.append(content.hexdigest())
        made_links += _write_links(subjects, link_data)
        data.flush()
        link_data.flush()
    done = PartDone(
        part=task.part,
        data=data.sum(),
        content_bytes=data.content_bytes,
        content="".join(contents),
        triples=triples,
        linksets=link_data.sum(),
        linkset_bytes=link_data.content_bytes,
        links=made_links,
        tally=tally.to_json(),
    )
    index = {
        "inputs": task.inputs,
        "data": asdict(done.data),
        "content_bytes": done.content_bytes,
        "content": done.content,
        "triples": done.triples,
        "linksets": asdict(done.linksets),
        "linkset_bytes": done.linkset_bytes,
        "links": done.links,
        "tally": done.tally,
    }
    text = compression.pack(json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode())
    with task.place.write(layout.shared_index(task.part, suffix)) as file:
        file.write(text)
    done.index = FileSum.of(text)
    return done


def _runs(task: PartTask, member: int, compression: Compression) -> Iterator[list[bytes]]:
    """The lines of a member, shard by shard."""
    for shard, places in enumerate(task.members):
        start, end = places[member], places[member + 1]
        name = layout.figures_shared(shard, compression.suffix)
        data = task.place.read(name, start, end - start)
        yield compression.unpack(data).split(b"\n")[:-1]


def _write_links(subjects: list[bytes], out: _Packer) -> int:
    found = lines(links(subject[1:-1].decode() for subject in subjects))
    out.write(found)
    return found.count(b"\n")


class _Packer:
    """Compresses what is written in members of about a megabyte, and sums it up."""

    def __init__(self, file: Any, compression: Compression) -> None:
        self._file = file
        self._compression = compression
        self._waiting: list[bytes] = []
        self._size = 0
        self._digest = hashlib.sha256()
        self._bytes = 0
        self.content_bytes = 0

    def write(self, data: bytes) -> None:
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        if not self._size and self._bytes:
            return
        packed = self._compression.pack(b"".join(self._waiting))
        self._file.write(packed)
        self._digest.update(packed)
        self._bytes += len(packed)
        self.content_bytes += self._size
        self._waiting, self._size = [], 0

    def sum(self) -> FileSum:
        return FileSum(self._bytes, self._digest.hexdigest())


def _file_sum(place: Folder, name: str) -> FileSum:
    digest = hashlib.sha256()
    size = 0
    with place.open(name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileSum(size, digest.hexdigest())


# ---- validation ----------------------------------------------------------------------------------


class CheckTask(NamedTuple):
    """A part to validate, once all are made."""

    part: int
    place: Folder
    compression: str
    organisms: Source


def check_part(task: CheckTask) -> tuple[int, list[dict[str, Any]], list[str], float]:
    """Validate a part: its number, findings, idle shapes and the seconds it took.

    What its things link to (taxa, journals, publishers: in the first part) is looked up there.
    """
    start = time.process_time()
    compression = find_compression(task.compression)
    worker = worker_of(task.organisms)
    findings = Findings()
    guards = Guards(load_shapes())
    around = _context(task, compression)
    with task.place.open(layout.shared(task.part, compression.suffix)) as file:
        for batch in _batches(_triples(file, compression)):
            subjects = {subject_of(line) for line in batch}
            needed: dict[bytes, None] = {}
            todo = batch
            while todo:
                linked = {_object(line) for line in todo} - subjects
                linked &= around.keys()
                subjects |= linked
                todo = [line for subject in sorted(linked) for line in around[subject]]
                needed.update(dict.fromkeys(todo))
            triples = b"".join([*batch, *needed])
            own = {subject[1:-1].decode() for subject in {subject_of(line) for line in batch}}
            findings.add(worker.graph(ClosedGraph(triples, own.__contains__), "shared"))
            guards.look(triples)
    return task.part, findings.to_json(), guards.idle(), time.process_time() - start


def _triples(file: Any, compression: Compression) -> Iterator[bytes]:
    for line in lines_of(file, compression):
        if not line.endswith(_END):
            raise InputError("damaged: a line outside the dataset's graph")
        yield line[: -len(_END)] + b" .\n"


def _batches(found: Iterator[bytes]) -> Iterator[list[bytes]]:
    """The lines of some thousand subjects at a time."""
    batch: list[bytes] = []
    count = 0
    for _, group in groupby(found, subject_of):
        batch.extend(group)
        count += 1
        if count == _AT_ONCE:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _context(task: CheckTask, compression: Compression) -> dict[bytes, list[bytes]]:
    """The first member of the first part, by subject: all that other shared things link to."""
    found: dict[bytes, list[bytes]] = {}
    with task.place.open(layout.shared(0, compression.suffix)) as file:
        for line in _triples(file, compression):
            subject = subject_of(line)
            if is_spread(subject):
                break
            found.setdefault(subject, []).append(line)
    return found


def _object(line: bytes) -> bytes:
    """The object of a line in its brackets, if it is an IRI."""
    return line[line.rindex(b" <") + 1 : -3] if line.endswith(b"> .\n") else b""
