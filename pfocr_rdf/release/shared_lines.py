"""What figures have in common, as lines in one order: that of a release's shared parts.

A line is a triple in N-Triples without its end. Lines are cut into 17 *members*: what other shared
things link to (taxa, journals, publishers, lexicons, ...: few), and sixteen of the rest (genes,
chemicals, diseases, papers) by a digit that comes from the subject. Within a member lines are
sorted by their bytes, so those of one subject stand together. Parts are runs of members; how many
there are does not change the order.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO
from zlib import crc32

from pfocr_rdf.rdf.vocabulary import REGISTRIES

MEMBERS = 17
_AT_ONCE = 64
_LINKED_FROM = ("taxonomy", "ndex", "wikipathways")
_SPREAD = tuple(
    f"<{registry.base}".encode() for key, registry in REGISTRIES.items() if key not in _LINKED_FROM
)


def subject_of(line: bytes) -> bytes:
    """The subject of a line, in its brackets."""
    return line[: line.index(b">") + 1]


def is_spread(subject: bytes) -> bool:
    """Whether a subject is one of the many that nothing shared links to."""
    return subject.startswith(_SPREAD)


def member_of(subject: bytes) -> int:
    """The member that the lines of a subject (in its brackets) belong to."""
    return 1 + (crc32(subject) & 15) if is_spread(subject) else 0


def numbered(lines: Iterable[bytes]) -> list[list[bytes]]:
    """Different lines, cut into members, each in its order."""
    members: list[list[bytes]] = [[] for _ in range(MEMBERS)]
    subject = b""
    place = members[0]
    for line in sorted(lines):
        if not line.startswith(subject) or not subject:
            subject = subject_of(line)
            place = members[member_of(subject)]
        place.append(line)
    return members


def part_numbers(shards: int) -> int:
    """How many parts a release of so many shards has: 1, 2, 4, 8 or 16."""
    parts = 1
    while parts < 16 and parts * 16 < shards:
        parts *= 2
    return parts


def part_members(part: int, parts: int) -> range:
    """The members that a part has."""
    each = 16 // parts
    first = 1 + part * each
    return range(0 if part == 0 else first, first + each)


def merged(runs: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """Runs of lines as one that is sorted, no line twice.

    The lines of 64 runs are held in memory; what is beyond goes to temporary files.
    """
    source = iter(runs)
    lines = _sorted(islice(source, _AT_ONCE))
    following = list(islice(source, _AT_ONCE))
    if not following:
        yield from lines
        return
    files = [_spooled(lines)]
    while following:
        files.append(_spooled(_sorted(following)))
        following = list(islice(source, _AT_ONCE))
        if len(files) == _AT_ONCE:
            files = [_spooled(_merged(files))]
    yield from _merged(files)


def _sorted(runs: Iterable[Iterable[bytes]]) -> list[bytes]:
    return sorted(set(chain.from_iterable(runs)))


def _spooled(lines: Iterable[bytes]) -> IO[bytes]:
    file = TemporaryFile(prefix="pfocr-rdf-")  # noqa: SIM115  (closed when it is merged)
    file.writelines(line + b"\n" for line in lines)
    file.seek(0)
    return file


def _merged(files: list[IO[bytes]]) -> Iterator[bytes]:
    last = b""
    for line in merge(*files):
        if line != last:
            yield line[:-1]
            last = line
    for file in files:
        file.close()
