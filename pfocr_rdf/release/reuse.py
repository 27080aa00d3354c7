"""What is still good of an earlier attempt or an earlier release: whole shards, and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pfocr_rdf.convert.figures import DUPLICATE
from pfocr_rdf.errors import InputError
from pfocr_rdf.release import layout
from pfocr_rdf.release.index import Header, Row, read_index
from pfocr_rdf.release.inputs import Input, digest_of
from pfocr_rdf.release.manifest import FileSum

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.folder import ClaimedFolder
    from pfocr_rdf.release.recipe import Recipe


class EarlierShard(NamedTuple):
    """A shard that was made before: the folder of its release, and its number."""

    folder: Folder
    number: int


class Text(NamedTuple):
    """What is written of a record: its quads, compressed, and the shared lines that it needs."""

    quads: bytes
    member: bytes
    shared: list[bytes]


class ReusableShards:
    """The earlier shards that were made with a recipe, as far as their indexes can be read."""

    def __init__(self, earlier: Sequence[EarlierShard], recipe: Recipe) -> None:
        self._compression = recipe.compression
        self._indexes: list[tuple[EarlierShard, Header, list[Row]]] = []
        self._rows: dict[tuple[str | None, str], tuple[Row, EarlierShard]] = {}
        self._files: dict[EarlierShard, tuple[bytes, list[bytes]]] = {}
        for shard in earlier:
            name = layout.figures_index(shard.number, self._compression.suffix)
            try:
                header, rows = read_index(shard.folder.read(name), self._compression)
            except (FileNotFoundError, InputError):
                continue
            if header.recipe == recipe.digest:
                self._indexes.append((shard, header, rows))

    def whole(
        self, inputs: Sequence[Input], excluded: frozenset[int], folder: ClaimedFolder, number: int
    ) -> tuple[Header, list[Row]] | None:
        """A shard of just these records, undamaged; its data is put in place where it is not."""
        wanted = [(one.stem, one.digest) for one in inputs]
        suffix = self._compression.suffix
        for shard, header, rows in self._indexes:
            if [(row.stem, row.input) for row in rows] != wanted:
                continue
            if {n for n, row in enumerate(rows) if _is_excluded(row)} != excluded:
                continue
            files = ((layout.figures, header.data), (layout.figures_shared, header.shared))
            found = [_read(shard.folder, name(shard.number, suffix), sum) for name, sum in files]
            if None in found:
                continue
            if (shard.folder.url, shard.number) != (folder.url, number):
                for (name, _), data in zip(files, found, strict=True):
                    folder.write(name(number, suffix), data or b"")
            return header, rows
        return None

    def record(self, one: Input) -> tuple[Row, Text | None] | None:
        """The row of a record that is as it was, and what was written of it, if it was at all.

        ``None`` where it has to be made: it is another, or what was written is damaged.
        """
        if not self._rows:
            for shard, _, rows in self._indexes:
                for row in rows:
                    if not _is_duplicate(row):
                        self._rows.setdefault((row.stem, row.input), (row, shard))
        known = self._rows.get((one.stem, one.digest))
        if known is None:
            return None
        row, shard = known
        if row.figid is None:
            return row, None
        data, lines = self._opened(shard)
        member = data[row.offset : row.offset + row.bytes]
        try:
            quads = self._compression.unpack(member)
            shared = [lines[number] for number in row.shared]
        except (InputError, IndexError):
            return None
        return (row, Text(quads, member, shared)) if digest_of(quads) == row.content else None

    def _opened(self, shard: EarlierShard) -> tuple[bytes, list[bytes]]:
        """The data of a shard and its shared lines, empty where they are damaged; those of the last
        two are remembered.
        """
        if shard not in self._files:
            suffix = self._compression.suffix
            while len(self._files) > 1:
                del self._files[next(iter(self._files))]
            try:
                data = shard.folder.read(layout.figures(shard.number, suffix))
                shared = shard.folder.read(layout.figures_shared(shard.number, suffix))
                self._files[shard] = data, self._compression.unpack(shared).split(b"\n")[:-1]
            except (OSError, InputError):
                self._files[shard] = b"", []
        return self._files[shard]


def _is_duplicate(row: Row) -> bool:
    return row.figid is None and any(DUPLICATE in fault[3] for fault in row.faults)


def _is_excluded(row: Row) -> bool:
    return row.figid is None and any(fault[3].endswith(DUPLICATE) for fault in row.faults)


def _read(folder: Folder, name: str, expected: FileSum) -> bytes | None:
    """A file, if it is as it should be."""
    try:
        data = folder.read(name) if folder.size(name) == expected.bytes else b""
    except (FileNotFoundError, InputError):
        return None
    return data if FileSum.of(data) == expected else None
