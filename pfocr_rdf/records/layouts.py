"""The published layouts: where the mentions of a record are, and how they are laid out.

A layout is a row of :data:`LAYOUTS`, told apart from the others by what a record holds. Lists and
tables are read as a whole where all is sound, and row by row where anything is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES, EntityKind
from pfocr_rdf.records import tables
from pfocr_rdf.records.frontmatter import AlikeMappings
from pfocr_rdf.records.model import Entity, Mention
from pfocr_rdf.records.raw import MAX_BYTES, MISSING, RecordFaults, is_missing, short, what
from pfocr_rdf.records.rows import COLUMNS, INLINE, KEYS, TABLE, OddRowError, Row, sound

__all__ = ["COLUMNS", "LAYOUTS", "LISTS", "Layout", "Mentions"]

_INTEGER = re.compile(r"[0-9]{1,4000}")
_NO_WORD = "missing: a mention is of a word"

Searches: TypeAlias = dict[str, tuple[dict[str, None], dict[str, None], list[int | None]]]
"""Species → its names, its groups and the three counts."""


@dataclass(slots=True)
class Mentions:
    """Mentions and entities gathered from rows, in the order of the file."""

    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    searches: Searches = field(default_factory=dict)

    def add(self, rows: list[Row]) -> None:
        """Take what rows say."""
        self.mentions += [row[0] for row in rows]
        self.entities += chain.from_iterable([row[1] for row in rows])


class Layout(NamedTuple):
    """A published layout: how it is recognized and where its mentions are."""

    name: str
    matches: Callable[[dict[str, Any]], bool]
    mentions: Callable[[dict[str, Any], RecordFaults], Mentions]


# ---- mentions, inline ----------------------------------------------------------------------------

LISTS = frozenset([kind.plural for kind in KINDS.values()])
"""The keys of the front matter that list mentions."""


def _inline_mentions(values: dict[str, Any], context: RecordFaults) -> Mentions:
    found = Mentions()
    for kind in KINDS.values():
        rows = values.get(kind.plural)
        if is_missing(rows):
            continue
        said = _inline_rows(kind, rows) if type(rows) is AlikeMappings else None
        if said is None:
            listed = rows.mappings() if type(rows) is AlikeMappings else rows
            if type(listed) is not list:
                context.fault((kind.plural,), f"{what(listed)} where a list belongs")
                continue
            said = _odd_inline_rows(kind, listed, context)
        found.add(said)
        if (beside := context.raw.table(kind.plural)) is not None:
            message = "not read: the record lists its mentions itself"
            context.faults.append(Fault(beside[0], 0, "", message, False))
    return found


def _inline_rows(kind: EntityKind, rows: AlikeMappings) -> list[Row] | None:
    """What the rows say, if they have just the keys that belong there, and all are sound."""
    cells = rows.under(KEYS[kind.key])
    try:
        return None if cells is None else sound(INLINE[kind.key], cells)
    except OddRowError:
        return None


def _odd_inline_rows(kind: EntityKind, rows: list[Any], context: RecordFaults) -> list[Row]:
    """What the rows of any list say, row by row; what is odd is a fault."""
    columns = KEYS[kind.key]
    found: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rows):
        if type(row) is not dict:
            context.fault((kind.plural, index), f"{what(row)} where a mention belongs")
            continue
        cells = tuple([row.get(column, "") for column in columns])
        odd = [c for c, cell in zip(columns, cells, strict=True) if type(cell) is not str]
        for column in odd:
            message = f"{what(row[column])} where text belongs"
            context.fault((kind.plural, index, column), message)
        context.unknown.extend(f"{kind.plural}.{k}" for k in sorted(row.keys() - set(columns)))
        if not odd and cells[0]:
            found.setdefault(cells, index)
        elif not odd:
            context.fault((kind.plural, index, "word"), _NO_WORD)
    read = INLINE[kind.key]
    said = []
    for cells, index in found.items():

        def fault(column: str, message: str, index: int = index) -> None:
            context.fault((kind.plural, index, column), message)

        said.append(read(cells, fault))
    return said


# ---- mentions, in tables -------------------------------------------------------------------------


class _TableContext:
    """Takes the faults of one table, by line and column."""

    __slots__ = ("context", "source")

    def __init__(self, context: RecordFaults, source: str) -> None:
        self.context = context
        self.source = source

    def fault(self, line: int, column: str, message: str) -> None:
        self.context.faults.append(Fault(self.source, line, column, message, False))


def _table_mentions(values: dict[str, Any], context: RecordFaults) -> Mentions:
    found = Mentions()
    for kind in KINDS.values():
        given = context.raw.table(kind.plural)
        if given is None:
            continue
        source, data = given
        table = _TableContext(context, source)
        if len(data) > MAX_BYTES:
            table.fault(0, "", f"larger than {MAX_BYTES // 2**20} MiB: no table of this database")
        elif not _table_rows(kind, data, found):
            _odd_table_rows(kind, data, found, table)
    return found


class _Places(NamedTuple):
    """Where, in the rows of a table, the cells of a mention and of a search are.

    ``counts`` tells which of the three counts follow the species, its name and its group.
    """

    mention: Callable[[list[str]], tuple[str, ...]]
    search: Callable[[list[str]], tuple[str, ...]] | None
    counts: tuple[int, ...]


@lru_cache(64)
def _places(kind: str, *columns: str) -> _Places | None:
    """The places in a table with these columns; ``None`` where they are not as they should be."""
    needed, optional = COLUMNS[kind]
    if len(set(columns)) < len(columns) or not {*needed} <= {*columns} <= {*needed, *optional}:
        return None
    places = list(map(columns.index, needed))
    if kind != "gene":
        return _Places(itemgetter(*places), None, ())
    counts = [(i, columns.index(c)) for i, c in enumerate(optional) if c in columns]
    search = itemgetter(*places[:3], *[place for _, place in counts])
    return _Places(itemgetter(*places[3:], places[0]), search, tuple([i for i, _ in counts]))


def _table_rows(kind: EntityKind, data: bytes, found: Mentions) -> bool:
    """Take what the rows of a table say, if it is plain, has the known columns and all is sound."""
    rows = tables.plain(data)
    places = None if rows is None else _places(kind.key, *rows[0])
    if rows is None or places is None:
        return False
    del rows[0]
    mention, search, counts = places
    try:
        said = sound(TABLE[kind.key], list(map(mention, rows)))
    except OddRowError:
        return False
    if search is not None:
        searched = dict.fromkeys(map(search, rows))
        numbers = chain.from_iterable([cells[3:] for cells in searched])
        if any(n not in MISSING and not _INTEGER.fullmatch(n) for n in numbers):
            return False
        for organism, name, group, *found_counts in searched:
            if organism not in MISSING:
                _add_search(
                    found.searches, organism, name, group, zip(counts, found_counts, strict=True)
                )
    found.add(said)
    return True


def _add_search(
    searches: Searches,
    organism: str,
    name: str,
    group: str,
    counts: Iterable[tuple[int, str]],
) -> None:
    names, groups, largest = searches.setdefault(organism, ({}, {}, [None, None, None]))
    if name not in MISSING:
        names[name] = None
    if group not in MISSING:
        groups[group] = None
    for index, text in counts:
        if text not in MISSING:
            known = largest[index]
            count = int(text)
            largest[index] = count if known is None else max(count, known)


def _odd_table_rows(kind: EntityKind, data: bytes, found: Mentions, table: _TableContext) -> None:
    """The same row by row, of any table; what is odd is a fault."""
    try:
        columns, rows = tables.parse(data)
    except tables.TableError as error:
        table.fault(error.line, "", error.message)
        return
    needed, optional = COLUMNS[kind.key]
    missing = [c for c in needed if c not in columns]
    if missing:
        table.fault(1, missing[0], f"no such column, of: {', '.join(needed)}")
        return
    table.context.unknown.extend(
        f"{kind.plural}.tsv.{c}" for c in columns if c not in needed and c not in optional
    )
    wanted = [columns.index(c) if c in columns else -1 for c in (*needed, *optional)]
    seen = set()
    read = TABLE[kind.key]
    for line, cells, problem in rows:
        if problem:
            table.fault(line, "", problem)
            continue
        picked = tuple([cells[i] if i >= 0 else "" for i in wanted])
        if picked in seen:
            continue
        seen.add(picked)

        def fault(column: str, message: str, line: int = line) -> None:
            table.fault(line, column, message)

        if kind.key != "gene":
            if picked[0]:
                found.add([read(picked, fault)])
            else:
                fault("word", _NO_WORD)
            continue
        organism, name, group, *mention = picked[:8]
        if not mention[0]:
            fault("word", _NO_WORD)
            continue
        found.add([read((*mention, organism), fault)])
        if organism in MISSING or not REGISTRIES["taxonomy"].pattern.fullmatch(organism):
            continue
        counts = []
        for index, text in enumerate(picked[8:]):
            if text in MISSING or _INTEGER.fullmatch(text):
                counts.append((index, text))
            else:
                fault(optional[index], f"{short(text)} is not a whole number")
        _add_search(found.searches, organism, name, group, counts)


LAYOUTS: tuple[Layout, ...] = (
    Layout("inline", lambda v: any(k.plural in v for k in KINDS.values()), _inline_mentions),
    Layout("tables", lambda v: True, _table_mentions),
)
"""In the order in which they are tried; the last takes every record without lists of mentions."""
