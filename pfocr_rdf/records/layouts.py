"""The published layouts: where the mentions of a record are, and how they are laid out.

A layout is a row of :data:`LAYOUTS`, told apart from the others by what a record holds. Lists and
tables are read as a whole where all is sound, and row by row where anything is not.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES, EntityKind
from pfocr_rdf.records import tables
from pfocr_rdf.records.model import Entity, Mention
from pfocr_rdf.records.raw import MAX_BYTES, MISSING, RecordFaults, in_words, is_missing, quoted
from pfocr_rdf.records.rows import (
    COLUMNS,
    INLINE,
    KEYS,
    TABLE,
    MentionRow,
    OddRowError,
    read_sound,
)
from pfocr_rdf.records.yaml_fast import AlikeMappings

__all__ = ["COLUMNS", "LAYOUTS", "LISTS", "Layout", "RecordMentions"]

_INTEGER = re.compile(r"[0-9]{1,4000}")
_NO_WORD = "missing: a mention needs a word"

Searches: TypeAlias = dict[str, tuple[dict[str, None], dict[str, None], list[int | None]]]
"""Species → its names, its groups and the three counts."""


@dataclass(slots=True)
class RecordMentions:
    """Mentions and entities gathered from rows, in the order of the file."""

    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    searches: Searches = field(default_factory=dict)

    def add(self, rows: list[MentionRow]) -> None:
        """Add rows."""
        self.mentions += [row[0] for row in rows]
        self.entities += chain.from_iterable([row[1] for row in rows])


class Layout(NamedTuple):
    """A published layout: how it is recognized and where its mentions are."""

    name: str
    matches: Callable[[dict[str, Any]], bool]
    mentions: Callable[[dict[str, Any], RecordFaults], RecordMentions]


# ---- mentions, inline ----------------------------------------------------------------------------

LISTS = frozenset([kind.plural for kind in KINDS.values()])
"""The keys of the front matter that list mentions."""


def _inline_mentions(values: dict[str, Any], faults: RecordFaults) -> RecordMentions:
    found = RecordMentions()
    for kind in KINDS.values():
        rows = values.get(kind.plural)
        if is_missing(rows):
            continue
        found_rows = _inline_rows_at_once(kind, rows) if type(rows) is AlikeMappings else None
        if found_rows is None:
            listed = rows.mappings() if type(rows) is AlikeMappings else rows
            if type(listed) is not list:
                faults.add((kind.plural,), f"{in_words(listed)} where a list belongs")
                continue
            found_rows = _inline_rows_singly(kind, listed, faults)
        found.add(found_rows)
        if (beside := faults.raw.table(kind.plural)) is not None:
            message = "skipped: the record itself lists its mentions"
            faults.add_of_table(beside[0], 0, "", message)
    return found


def _inline_rows_at_once(kind: EntityKind, rows: AlikeMappings) -> list[MentionRow] | None:
    """The rows, if they have just the keys that belong there and none has a fault."""
    cells = rows.under(KEYS[kind.key])
    try:
        return None if cells is None else read_sound(INLINE[kind.key], cells)
    except OddRowError:
        return None


def _inline_rows_singly(
    kind: EntityKind, rows: list[Any], faults: RecordFaults
) -> list[MentionRow]:
    """The rows of any list, with their faults."""
    columns = KEYS[kind.key]
    found: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rows):
        if type(row) is not dict:
            faults.add((kind.plural, index), f"{in_words(row)} where a mention belongs")
            continue
        cells = tuple([row.get(column, "") for column in columns])
        odd = [c for c, cell in zip(columns, cells, strict=True) if type(cell) is not str]
        for column in odd:
            message = f"{in_words(row[column])} where text belongs"
            faults.add((kind.plural, index, column), message)
        faults.unknown.extend(f"{kind.plural}.{k}" for k in sorted(row.keys() - set(columns)))
        if not odd and cells[0]:
            found.setdefault(cells, index)
        elif not odd:
            faults.add((kind.plural, index, "word"), _NO_WORD)
    read = INLINE[kind.key]

    def fault(index: int, column: str, message: str) -> None:
        faults.add((kind.plural, index, column), message)

    return [read(cells, partial(fault, index)) for cells, index in found.items()]


# ---- mentions, in tables -------------------------------------------------------------------------


def _table_mentions(values: dict[str, Any], faults: RecordFaults) -> RecordMentions:
    found = RecordMentions()
    for kind in KINDS.values():
        table = faults.raw.table(kind.plural)
        if table is None:
            continue
        source, data = table
        fault = partial(faults.add_of_table, source)
        if len(data) > MAX_BYTES:
            fault(0, "", f"larger than {MAX_BYTES // 2**20} MiB: no table of this database")
        elif not _table_rows_at_once(kind, data, found):
            _table_rows_singly(kind, data, found, fault, faults.unknown)
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


def _table_rows_at_once(kind: EntityKind, data: bytes, found: RecordMentions) -> bool:
    """Add the rows of a table, if it is plain, has the known columns and no row has a fault."""
    rows = tables.plain(data)
    places = None if rows is None else _places(kind.key, *rows[0])
    if rows is None or places is None:
        return False
    del rows[0]
    mention, search, counts = places
    try:
        mention_rows = read_sound(TABLE[kind.key], list(map(mention, rows)))
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
    found.add(mention_rows)
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


def _table_rows_singly(
    kind: EntityKind,
    data: bytes,
    found: RecordMentions,
    fault: Callable[[int, str, str], None],
    unknown: list[str],
) -> None:
    """Add the rows of any table, and their faults."""
    try:
        columns, rows = tables.parse(data)
    except tables.TableError as error:
        fault(error.line, "", error.message)
        return
    needed, optional = COLUMNS[kind.key]
    missing = [c for c in needed if c not in columns]
    if missing:
        fault(1, missing[0], f"no such column, of: {', '.join(needed)}")
        return
    unknown.extend(
        f"{kind.plural}.tsv.{c}" for c in columns if c not in needed and c not in optional
    )
    wanted = [columns.index(c) if c in columns else -1 for c in (*needed, *optional)]
    seen = set()
    read = TABLE[kind.key]
    for line, cells, problem in rows:
        if problem:
            fault(line, "", problem)
            continue
        picked = tuple([cells[i] if i >= 0 else "" for i in wanted])
        if picked in seen:
            continue
        seen.add(picked)

        fault_here = partial(fault, line)
        if kind.key != "gene":
            if picked[0]:
                found.add([read(picked, fault_here)])
            else:
                fault(line, "word", _NO_WORD)
            continue
        organism, name, group, *mention = picked[:8]
        if not mention[0]:
            fault(line, "word", _NO_WORD)
            continue
        found.add([read((*mention, organism), fault_here)])
        if organism in MISSING or not REGISTRIES["taxonomy"].pattern.fullmatch(organism):
            continue
        counts = []
        for index, text in enumerate(picked[8:]):
            if text in MISSING or _INTEGER.fullmatch(text):
                counts.append((index, text))
            else:
                fault(line, optional[index], f"{quoted(text)} is not a whole number")
        _add_search(found.searches, organism, name, group, counts)


LAYOUTS: tuple[Layout, ...] = (
    Layout("inline", lambda v: any(k.plural in v for k in KINDS.values()), _inline_mentions),
    Layout("tables", lambda v: True, _table_mentions),
)
"""In the order in which they are tried; the last takes every record without lists of mentions."""
