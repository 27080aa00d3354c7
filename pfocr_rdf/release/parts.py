"""Making the shared parts: what the figures of all shards have in common, each triple once."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby, islice
from typing import Any, BinaryIO, NamedTuple

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import Compression, lines_of
from pfocr_rdf.rdf.linksets import links
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release import layout
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.folder import ClaimedFolder
from pfocr_rdf.release.manifest import FileSum, file_sum
from pfocr_rdf.release.members import Members, MemberWriter, shard_runs
from pfocr_rdf.release.recipe import Recipe
from pfocr_rdf.release.shard_validator import worker_of
from pfocr_rdf.release.shared_lines import is_spread, merged, part_members, subject_of
from pfocr_rdf.validation.graphs import ClosedGraph
from pfocr_rdf.validation.guards import Guards
from pfocr_rdf.validation.shapes import load_shapes

_AT_ONCE = 2000
_END = f" <{DATASET}> .\n".encode()


class PartTask(NamedTuple):
    """A part to make.

    ``members`` are, of each shard, the places where its members begin; ``inputs`` is a digest of
    all that the part is made from.
    """

    part: int
    parts: int
    folder: ClaimedFolder
    members: Members
    inputs: str
    recipe: Recipe

    @property
    def title(self) -> str:
        """Its name in messages."""
        return f"shared part {self.part}"


@dataclass(kw_only=True)
class PartIndex:
    """The index of a part. ``content`` has, for each of its members, the SHA-256 of its lines
    without their graph; ``tally`` is the JSON of one.
    """

    inputs: str
    data: FileSum
    content_bytes: int
    content: str
    triples: int
    linksets: FileSum
    linkset_bytes: int
    links: int
    tally: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The index as it stands in the file."""
        sums = {"data": asdict(self.data), "linksets": asdict(self.linksets)}
        return {**vars(self), **sums}


@dataclass(frozen=True, slots=True)
class PartDone:
    """What came of a part: its index, the sum of that, and seconds of processor time by stage."""

    index: PartIndex
    sum: FileSum
    seconds: dict[str, float]


def make_part(task: PartTask) -> PartDone:
    """Make a part and its linksets, or find them made."""
    start = time.process_time()
    suffix, name = task.recipe.compression.suffix, layout.shared_index
    index, sum = _made(task, name(task.part, suffix)) or _make(task, name(task.part, suffix))
    return PartDone(index, sum, {"merge": time.process_time() - start})


def _made(task: PartTask, name: str) -> tuple[PartIndex, FileSum] | None:
    compression, folder = task.recipe.compression, task.folder.inner
    suffix = compression.suffix
    try:
        data = folder.read(name)
        known = json.loads(compression.unpack(data))
        for key in ("data", "linksets"):
            known[key] = FileSum(**known[key])
        index = PartIndex(**known)
        if (
            index.inputs == task.inputs
            and file_sum(folder, layout.shared(task.part, suffix)) == index.data
            and file_sum(folder, layout.linksets(task.part, suffix)) == index.linksets
        ):
            return index, FileSum.of(data)
    except (FileNotFoundError, InputError, ValueError, KeyError, TypeError):
        pass  # damaged, or of another program
    return None


def _make(task: PartTask, name: str) -> tuple[PartIndex, FileSum]:
    compression = task.recipe.compression
    tally = Tally()
    contents = []
    triples = made_links = 0
    with (
        task.folder.open(layout.shared(task.part, compression.suffix)) as file,
        task.folder.open(layout.linksets(task.part, compression.suffix)) as link_file,
    ):
        data = MemberWriter(file, compression)
        link_data = MemberWriter(link_file, compression)
        subjects: list[bytes] = []
        for member in part_members(task.part, task.parts):
            content = hashlib.sha256()
            runs = shard_runs(task.folder.inner, compression, task.members, member)
            found = (line + b"\n" for line in merged(runs))
            for subject, group in groupby(tally.add_shared(found), subject_of):
                for line in group:
                    content.update(line)
                    data.write(line.replace(b" .\n", _END))
                    triples += 1
                subjects.append(subject)
                if len(subjects) >= _AT_ONCE:
                    made_links += _write_links(subjects, link_data)
                    subjects = []
            data.flush()
            contents.append(content.hexdigest())
        made_links += _write_links(subjects, link_data)
        link_data.flush()
    index = PartIndex(
        inputs=task.inputs,
        data=data.sum,
        content_bytes=data.content_bytes,
        content="".join(contents),
        triples=triples,
        linksets=link_data.sum,
        linkset_bytes=link_data.content_bytes,
        links=made_links,
        tally=tally.to_json(),
    )
    text = json.dumps(index.to_json(), ensure_ascii=False, separators=(",", ":")).encode()
    packed = compression.pack(text)
    task.folder.write(name, packed)
    return index, FileSum.of(packed)


def _write_links(subjects: list[bytes], out: MemberWriter) -> int:
    found = lines(links(subject[1:-1].decode() for subject in subjects))
    out.write(found)
    return found.count(b"\n")


# ---- validation ----------------------------------------------------------------------------------


class CheckTask(NamedTuple):
    """A part to validate, once all are made."""

    part: int
    folder: ClaimedFolder
    recipe: Recipe

    @property
    def title(self) -> str:
        """Its name in messages."""
        return f"the validation of shared part {self.part}"


def check_part(task: CheckTask) -> tuple[list[dict[str, Any]], list[str], dict[str, float]]:
    """Validate a part: its findings, idle shapes and the seconds it took.

    What its subjects link to (taxa, journals, publishers: in the first part) is looked up there.
    """
    start = time.process_time()
    compression = task.recipe.compression
    worker = worker_of(task.recipe.organisms)
    findings = Findings()
    guards = Guards(load_shapes())
    around = _context(task)
    with task.folder.inner.open(layout.shared(task.part, compression.suffix)) as file:
        groups = ([*group] for _, group in groupby(_triples(file, compression), subject_of))
        while batch := [line for group in islice(groups, _AT_ONCE) for line in group]:
            own = {subject_of(line) for line in batch}
            triples = b"".join([*batch, *_linked(batch, own, around)])
            focus = {subject[1:-1].decode() for subject in own}
            findings.add(worker.graph(ClosedGraph(triples, focus.__contains__), "shared"))
            guards.look(triples)
    return findings.to_json(), guards.idle(), {"validate": time.process_time() - start}


def _linked(
    batch: list[bytes], own: set[bytes], around: dict[bytes, list[bytes]]
) -> Iterable[bytes]:
    """All lines of the subjects that a batch links to, and of those that they link to."""
    found: dict[bytes, None] = {}
    known = set(own)
    todo = batch
    while todo:
        linked = ({_object(line) for line in todo} - known) & around.keys()
        known |= linked
        todo = [line for subject in sorted(linked) for line in around[subject]]
        found.update(dict.fromkeys(todo))
    return found


def _triples(file: BinaryIO, compression: Compression) -> Iterator[bytes]:
    for line in lines_of(file, compression):
        if not line.endswith(_END):
            raise InputError("damaged: a line outside the dataset's graph")
        yield line[: -len(_END)] + b" .\n"


def _context(task: CheckTask) -> dict[bytes, list[bytes]]:
    """The first member of the first part, by subject: all that other shared things link to."""
    found: dict[bytes, list[bytes]] = {}
    compression = task.recipe.compression
    with task.folder.inner.open(layout.shared(0, compression.suffix)) as file:
        for line in _triples(file, compression):
            subject = subject_of(line)
            if is_spread(subject):
                break
            found.setdefault(subject, []).append(line)
    return found


def _object(line: bytes) -> bytes:
    """The object of a line in its brackets, if it is an IRI."""
    return line[line.rindex(b" <") + 1 : -3] if line.endswith(b"> .\n") else b""
