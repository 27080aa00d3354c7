"""The index of a shard: what it was made from and what it holds, record by record.

With it a run finds out what is still good, an incremental release takes over what did not change,
two releases are compared, and one figure is fetched without its shard. docs/releases.md describes
the file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import accumulate, chain
from typing import Any

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import Compression, lines_of
from pfocr_rdf.release.manifest import FileSum


@dataclass(kw_only=True)
class Header:
    """The first line of an index.

    ``data`` and ``shared`` are the files of the shard; ``members`` are the places in the latter
    where its members begin, and its length. ``tally`` and ``validation`` are the JSON of
    :class:`~pfocr_rdf.counts.tally.Tally` and :class:`~pfocr_rdf.release.findings.Findings`;
    ``idle`` are the shapes that found nothing to look at in it.
    """

    recipe: str
    data: FileSum
    content_bytes: int
    triples: int
    shared: FileSum
    members: list[int]
    tally: dict[str, Any] = field(repr=False)
    validation: list[dict[str, Any]] = field(repr=False)
    idle: list[str]


@dataclass(slots=True, kw_only=True)
class Row:
    """A record of a shard, in the order of the input.

    ``figid`` is ``None`` for a record that was left out. ``input`` and ``content`` are digests (32
    hexadecimal digits) of what was read and of its N-Quads. ``offset`` and ``bytes`` tell where its
    member stands in the shard. ``shared`` are the numbers, from 0 and rising, of the lines that it
    needs of the shard's shared ones. A fault is file name, line, field, message, fatal.
    """

    stem: str | None
    input: str
    figid: str | None = None
    offset: int = 0
    bytes: int = 0
    triples: int = 0
    content: str = ""
    shared: list[int] = field(default_factory=list)
    faults: list[list[Any]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The row as it stands in the file: numbers of lines as steps from one to the next."""
        found: dict[str, Any] = {"stem": self.stem, "figid": self.figid, "input": self.input}
        if self.figid is not None:
            steps = [b - a for a, b in zip(chain((0,), self.shared), self.shared, strict=False)]
            found |= {
                "offset": self.offset,
                "bytes": self.bytes,
                "triples": self.triples,
                "content": self.content,
                "shared": steps,
            }
        if self.faults:
            found["faults"] = self.faults
        if self.unknown:
            found["unknown"] = self.unknown
        return found

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Row:
        """The row that :meth:`to_json` gave."""
        return cls(**{**data, "shared": list(accumulate(data.get("shared", ())))})


def write_index(header: Header, rows: Iterable[Row], compression: Compression) -> bytes:
    """The file of an index."""
    shared = {**asdict(header.shared), "members": header.members}
    first = {**vars(header), "data": asdict(header.data), "shared": shared}
    del first["members"]
    texts = (_dump(value) for value in chain((first,), (row.to_json() for row in rows)))
    return compression.pack("".join(f"{text}\n" for text in texts).encode())


def read_index(data: bytes, compression: Compression) -> tuple[Header, list[Row]]:
    """The index in a file; raises InputError where it is damaged."""
    lines = _load(data, compression)
    header = _header(next(lines, {}))
    try:
        return header, [Row.from_json(line) for line in lines]
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"damaged: a row without {error}") from None


def read_header(data: bytes, compression: Compression) -> Header:
    """The first line of an index alone; raises InputError where it is damaged."""
    return _header(next(_load(data, compression), {}))


def _header(first: Any) -> Header:
    try:
        members, shared = first["shared"].pop("members"), FileSum(**first["shared"])
        data = FileSum(**first["data"])
        return Header(**{**first, "data": data, "shared": shared, "members": members})
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"damaged: a head without {error}") from None


def _load(data: bytes, compression: Compression) -> Iterator[Any]:
    for line in lines_of(io.BytesIO(data), compression):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise InputError(f"damaged: {error}") from None


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
