"""The input of a load, read once, checked, and cut into the bodies of requests.

The same input and limits give the same chunks, so that a chunk is known by its hash and need not be
sent twice. Bodies wait in an unnamed temporary file, compressed.
"""

import hashlib
import re
import tempfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

import pyoxigraph as ox

from pfocr_rdf.errors import Fault, RecordError, UsageError
from pfocr_rdf.files.compression import zstd
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI

_WINDOW = 32 * 10**6
"""Bytes of statements that are held while those of one graph are brought together."""

_SET = 2**21
_NUMBER = re.compile(
    r'(.* )"([^"\\]*)"\^\^<http://www\.w3\.org/2001/XMLSchema#'
    r"(?:integer|decimal|double|float|long|int|short|byte|(?:non|un)[a-zA-Z]+|positiveInteger)>"
)


class Limits(NamedTuple):
    """How large bodies are at most, and whether one takes N-Quads of several graphs."""

    max_body: int
    max_triples: int
    quads: bool


class Chunk(NamedTuple):
    """A body. ``graph`` is that of all its statements; ``None`` the default one, or that each line
    names its own. ``key`` is a hash of it all; ``offset`` and ``length`` are its place.
    """

    key: str
    graph: IRI | None
    triples: int
    offset: int
    length: int


class _Distinct:
    """How many different statements a graph has: by their text, and by the value of numbers."""

    __slots__ = ("_hashes", "_texts", "_values")

    def __init__(self) -> None:
        self._hashes = array("q")
        self._texts: set[int] = set()
        self._values: set[int] = set()

    def add(self, triple: str) -> None:
        self._hashes.append(hash(triple))
        if triple[-1] == ">" and (number := _NUMBER.fullmatch(triple)):
            try:
                value = Decimal(number[2])
            except InvalidOperation:
                return
            self._texts.add(hash(triple))
            self._values.add(hash((number[1], value)))

    def count(self) -> int:
        parts = len(self._hashes) // _SET + 1
        if parts == 1:
            return len(set(self._hashes))
        return sum(
            len({value for value in self._hashes if value % parts == part}) for part in range(parts)
        )

    def by_value(self) -> int:
        """Give the fewest there can be in a store that holds numbers as values (0.80 is 0.8)."""
        return self.count() - len(self._texts) + len(self._values)


@dataclass(slots=True)
class Plan:
    """What is to be sent: chunks, in order, and how many different triples each graph must have.

    ``fewest`` is the same with equal numbers merged. ``digest`` is a hash of everything. ``spool``
    is the temporary file of the bodies.
    """

    spool: IO[bytes]
    chunks: list[Chunk] = field(default_factory=list)
    counts: dict[IRI | None, int] = field(default_factory=dict)
    fewest: dict[IRI | None, int] = field(default_factory=dict)
    digest: str = ""
    triples: int = 0

    def body(self, chunk: Chunk) -> bytes:
        """The lines of a chunk: N-Triples, or N-Quads where they name their graphs."""
        self.spool.seek(chunk.offset)
        return zstd.decompress(self.spool.read(chunk.length))


def prepare(
    files: list[RdfFile],
    limits: Limits,
    *,
    graph: IRI | None = None,
    skolemize: IRI | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """Read files of RDF, and cut their statements into chunks.

    With ``graph`` all statements go into that graph. A blank node is a fault, because sending it
    twice would make two of it; ``skolemize`` begins the IRIs that take their place. ``progress``
    takes the numbers of bytes read and in all. Raises RecordError where a file is faulty,
    UsageError where one does not exist or all of them are empty.
    """
    plan = Plan(tempfile.TemporaryFile(prefix="pfocr-rdf-"))  # noqa: SIM115  (the plan keeps it)
    try:
        _cut(_statements(files, graph, skolemize, progress), plan, limits)
        if not plan.chunks:
            raise UsageError(
                f"{', '.join(file.shown for file in files)}: there are no triples in it"
            )
    except BaseException:
        plan.spool.close()
        raise
    return plan


def _cut(statements: Iterator[tuple[IRI | None, str]], plan: Plan, limits: Limits) -> None:
    chunks = _Chunks(plan, limits)
    distinct: dict[IRI | None, _Distinct] = {}
    for graph, triple in statements:
        if graph not in distinct:
            distinct[graph] = _Distinct()
        distinct[graph].add(triple)
        if limits.quads and graph is not None:
            chunks.add(None, f"{triple} <{graph}> .\n")
        else:
            chunks.add(graph, f"{triple} .\n")
    chunks.flush()
    plan.counts = {graph: counter.count() for graph, counter in distinct.items()}
    plan.fewest = {graph: counter.by_value() for graph, counter in distinct.items()}
    plan.triples = sum(chunk.triples for chunk in plan.chunks)
    plan.digest = hashlib.sha256("".join(chunk.key for chunk in plan.chunks).encode()).hexdigest()


class _Chunks:
    """Gathers lines by graph and makes chunks of them."""

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self._plan = plan
        self._limits = limits
        self._lines: dict[IRI | None, list[str]] = {}
        self._sizes: dict[IRI | None, int] = {}
        self._held = 0
        self._end = 0

    def add(self, graph: IRI | None, line: str) -> None:
        lines = self._lines.setdefault(graph, [])
        size = self._sizes.get(graph, 0)
        length = len(line) if line.isascii() else len(line.encode())
        limits = self._limits
        if lines and (size + length > limits.max_body or len(lines) >= limits.max_triples):
            self._emit(graph, lines)
            self._held -= size
            lines.clear()
            size = 0
        lines.append(line)
        self._sizes[graph] = size + length
        self._held += length
        if self._held > _WINDOW:
            self.flush()

    def flush(self) -> None:
        for graph, lines in self._lines.items():
            self._emit(graph, lines)
        self._lines.clear()
        self._sizes.clear()
        self._held = 0

    def _emit(self, graph: IRI | None, lines: list[str]) -> None:
        body = "".join(lines).encode()
        key = hashlib.sha256(f"{graph or ''}\n".encode() + body).hexdigest()
        packed = zstd.compress(body, level=1)
        self._plan.spool.write(packed)
        self._plan.chunks.append(Chunk(key, graph, len(lines), self._end, len(packed)))
        self._end += len(packed)


# ---- statements --------------------------------------------------------------------------------


def _statements(
    files: list[RdfFile],
    graph: IRI | None,
    skolemize: IRI | None,
    progress: Callable[[int, int], None],
) -> Iterator[tuple[IRI | None, str]]:
    """Graph and triple (the text of N-Triples, without its full stop) of each statement."""
    sizes = [_local(file).stat().st_size for file in files]
    total = sum(sizes)
    before = 0
    for file, size in zip(files, sizes, strict=True):
        names = _Skolemizer(_local(file), skolemize)
        with file.open() as (stream, taken):
            for number, quad in enumerate(_quads(file, stream)):
                triple = str(quad.triple)
                if triple[0] == "_" or triple[-1] not in '">':
                    triple = " ".join(map(names.text, quad.triple))
                yield (names.graph(quad.graph_name) if graph is None else graph), triple
                if number % 5_000 == 0:
                    progress(before + taken(), total)
        before += size
    progress(total, total)


def _local(file: RdfFile) -> Path:
    path = file.location.path
    if path is None:
        raise UsageError(f"{file.shown}: records can be loaded from URLs, but not RDF")
    if not path.is_file():
        raise UsageError(f"{file.shown}: no such file")
    return path


def _quads(file: RdfFile, stream: BinaryIO) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.from_media_type(file.format.media_type)
    try:
        yield from ox.parse(input=stream, format=form)
    except SyntaxError as error:
        message = (error.msg or "not in this syntax").removeprefix("Parser error ")
        raise RecordError([Fault(file.shown, error.lineno or 0, "", message, True)]) from None


class _Skolemizer:
    """IRIs in place of blank nodes: from the file's hash and the order in which they come."""

    def __init__(self, path: Path, prefix: IRI | None) -> None:
        self._path = path
        self._prefix = prefix
        self._numbers: dict[str, int] = {}
        self._hash = ""
        self._graphs: dict[object, IRI | None] = {ox.DefaultGraph(): None}

    def graph(self, name: object) -> IRI | None:
        """The IRI of a graph; ``None`` for the default one."""
        if name not in self._graphs:
            self._graphs[name] = self.text(name)[1:-1]
        return self._graphs[name]

    def text(self, term: object) -> str:
        """A term in N-Triples."""
        if not isinstance(term, ox.BlankNode):
            return str(term)
        if self._prefix is None:
            message = (
                f"blank node {term}: loading it twice would make two of it; "
                "--skolemize gives blank nodes IRIs"
            )
            raise RecordError([Fault(str(self._path), 0, "", message, True)])
        if not self._hash:
            with self._path.open("rb") as file:
                self._hash = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        number = self._numbers.setdefault(term.value, len(self._numbers))
        return f"<{self._prefix}{self._hash}-{number}>"
