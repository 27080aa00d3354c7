"""What is still good of an earlier attempt or an earlier release: whole shards, and records."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pfocr_rdf.convert.figures import DUPLICATE
from pfocr_rdf.errors import InputError
from pfocr_rdf.release import layout
from pfocr_rdf.release.index import Header, Row, read_index
from pfocr_rdf.release.inputs import Input, digest_of
from pfocr_rdf.release.manifest import FileSum

if TYPE_CHECKING:
    from pfocr_rdf.files.compression import Compression
    from pfocr_rdf.files.folders import Folder

__all__ = ["DamagedError", "Earlier", "Kept", "Text"]


class Earlier(NamedTuple):
    """Where records may be taken over from: a release's folder and one of its shards."""

    place: Folder
    number: int
    suffix: str


class Text(NamedTuple):
    """What is written of a record: its quads, compressed, and the shared lines that it needs."""

    quads: bytes
    member: bytes
    shared: list[bytes]


class DamagedError(Exception):
    """An earlier shard does not hold what its index says."""

    def __init__(self, earlier: Earlier) -> None:
        super().__init__()
        self.earlier = earlier


class Kept:
    """The earlier shards that were made with a recipe, as far as their indexes can be read."""

    def __init__(self, earlier: Sequence[Earlier], recipe: str, compression: Compression) -> None:
        self._compression = compression
        self._indexes: list[tuple[Earlier, Header, list[Row]]] = []
        self._rows: dict[tuple[str | None, str], tuple[Row, Earlier]] = {}
        self._files: dict[Earlier, tuple[bytes, list[bytes]]] = {}
        for one in earlier:
            try:
                data = one.place.read(layout.figures_index(one.number, one.suffix))
                header, rows = read_index(data, compression)
            except (FileNotFoundError, InputError):
                continue
            if header.recipe == recipe:
                self._indexes.append((one, header, rows))

    def whole(
        self, inputs: Sequence[Input], excluded: frozenset[int], place: Folder, number: int
    ) -> tuple[Header, list[Row]] | None:
        """A shard of just these records, undamaged; its data is put in place where it is not."""
        wanted = [(one.stem, one.digest) for one in inputs]
        for earlier, header, rows in self._indexes:
            if [(row.stem, row.input) for row in rows] != wanted:
                continue
            if {n for n, row in enumerate(rows) if _is_excluded(row)} != excluded:
                continue
            suffix = earlier.suffix
            here = earlier.place.url == place.url and earlier.number == number
            files = (
                (
                    layout.figures(earlier.number, suffix),
                    header.data,
                    layout.figures(number, suffix),
                ),
                (
                    layout.figures_shared(earlier.number, suffix),
                    header.shared,
                    layout.figures_shared(number, suffix),
                ),
            )
            if all(
                _same(earlier.place, name, expected, place, None if here else ours)
                for name, expected, ours in files
            ):
                return header, rows
        return None

    def row(self, one: Input) -> Row | None:
        """The row of a record that is as it was; its text is given by :meth:`text`."""
        if not self._rows:
            for earlier, _, rows in self._indexes:
                for row in rows:
                    if not _is_double(row):
                        self._rows.setdefault((row.stem, row.input), (row, earlier))
        found = self._rows.get((one.stem, one.digest))
        return None if found is None else found[0]

    def text(self, one: Input) -> Text:
        """What was written of a record; raises DamagedError where it is not there any more."""
        row, earlier = self._rows[one.stem, one.digest]
        try:
            data, lines = self._opened(earlier)
            member = data[row.offset : row.offset + row.size]
            quads = self._compression.unpack(member)
            shared = [lines[number] for number in row.shared]
        except (OSError, InputError, IndexError):
            raise DamagedError(earlier) from None
        if digest_of(quads) != row.content:
            raise DamagedError(earlier)
        return Text(quads, member, shared)

    def _opened(self, earlier: Earlier) -> tuple[bytes, list[bytes]]:
        """The data of a shard and its shared lines; those of the last two are remembered."""
        if earlier in self._files:
            return self._files[earlier]
        data = earlier.place.read(layout.figures(earlier.number, earlier.suffix))
        shared = earlier.place.read(layout.figures_shared(earlier.number, earlier.suffix))
        while len(self._files) > 1:
            del self._files[next(iter(self._files))]
        self._files[earlier] = data, self._compression.unpack(shared).split(b"\n")[:-1]
        return self._files[earlier]


def _is_double(row: Row) -> bool:
    return row.figid is None and any(DUPLICATE in fault[3] for fault in row.faults)


def _is_excluded(row: Row) -> bool:
    return row.figid is None and any(fault[3].endswith(DUPLICATE) for fault in row.faults)


def _same(place: Folder, name: str, expected: FileSum, to: Folder, copy: str | None) -> bool:
    """Whether a file is as it should be; if so, it is copied where ``copy`` names a place."""
    try:
        data = place.read(name) if place.size(name) == expected.bytes else b""
    except (FileNotFoundError, InputError):
        return False
    if hashlib.sha256(data).hexdigest() != expected.sha256:
        return False
    if copy is not None:
        with to.write(copy) as file:
            file.write(data)
    return True
