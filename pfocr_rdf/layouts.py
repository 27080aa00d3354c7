"""The published layouts: where the mentions of a record are, and how they are laid out.

A layout is a row of :data:`LAYOUTS`, told apart from the others by what a record holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from pfocr_rdf import tables
from pfocr_rdf.errors import Fault
from pfocr_rdf.model import Entity, Mention, Reference
from pfocr_rdf.records import (
    MAX_BYTES,
    MISSING,
    Context,
    is_missing,
    not_an_identifier,
    short,
    what,
)
from pfocr_rdf.vocabulary import HUMAN, KINDS, REGISTRIES, EntityKind

__all__ = ["LAYOUTS", "Layout", "Mentions"]

_INTEGER = re.compile(r"[0-9]+")


@dataclass(slots=True)
class Mentions:
    """Mentions and entities gathered from rows, in the order of the file."""

    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    searches: dict[str, list[Any]] = field(default_factory=dict)


class Layout(NamedTuple):
    """A published layout: how it is recognized and where its mentions are."""

    name: str
    matches: Callable[[dict[str, Any]], bool]
    mentions: Callable[[dict[str, Any], Context], Mentions]


# ---- mentions, inline ----------------------------------------------------------------------------


def _inline_mentions(values: dict[str, Any], context: Context) -> Mentions:
    found = Mentions()
    for kind in KINDS.values():
        rows = values.get(kind.plural)
        if not is_missing(rows):
            if type(rows) is not list:
                context.fault((kind.plural,), f"{what(rows)} where a list belongs")
                continue
            rows_of = _inline_genes if kind.key == "gene" else _inline_others
            rows_of(kind, rows, found, context)
        if (beside := context.raw.table(kind.plural)) is not None:
            message = "not read: the record lists its mentions itself"
            context.faults.append(Fault(beside[0], 0, "", message, False))
    return found


def _inline_rows(
    kind: EntityKind, rows: list[Any], columns: tuple[str, ...], context: Context
) -> dict[tuple[str, ...], int]:
    """The rows that are mappings of texts: their cells, each once, and the index of the first."""
    try:
        if set(map(tuple, rows)) == {columns}:
            found = dict(zip(map(tuple, map(dict.values, rows)), range(len(rows)), strict=True))
            "".join(chain.from_iterable(found))
            if all(map(itemgetter(0), found)):
                return found
    except (AttributeError, TypeError):
        pass
    return _odd_inline_rows(kind, rows, columns, context)


def _odd_inline_rows(
    kind: EntityKind, rows: list[Any], columns: tuple[str, ...], context: Context
) -> dict[tuple[str, ...], int]:
    """The same row by row, where not all are as they should be; the others are faults."""
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
            context.fault((kind.plural, index, "word"), "missing: a mention is of a word")
    return found


@lru_cache(2**13)
def _gene(cells: tuple[str, ...], organism: str | None) -> tuple[Mention, Entity | None, bool]:
    """The mention and the gene of a row, and whether the gene's identifier is malformed.

    ``cells`` are word, match, lexicon, symbol and identifier; an ``organism`` of :data:`_HGNC`
    stands for a human gene whose symbol is HGNC's.
    """
    word, match, lexicon, symbol, gene = cells
    name = symbol or None
    lexicons = () if lexicon in MISSING else (lexicon,)
    if _IS_GENE(gene) is None:
        mention = Mention("gene", word, match or None, name, lexicons, ())
        return mention, None, gene not in MISSING
    body = Reference("ncbigene", gene)
    mention = Mention("gene", word, match or None, None, lexicons, (body,))
    if organism is _HGNC:
        return mention, Entity("gene", body, name, None, name, HUMAN), False
    return mention, Entity("gene", body, name, None, None, organism), False


_IS_GENE = REGISTRIES["ncbigene"].pattern.fullmatch
_HGNC = "HGNC"
_INLINE_GENE = ("word", "symbol", "source", "hgnc_symbol", "entrez")


def _inline_genes(kind: EntityKind, rows: list[Any], found: Mentions, context: Context) -> None:
    for cells, index in _inline_rows(kind, rows, _INLINE_GENE, context).items():
        mention, entity, bad = _gene(cells, _HGNC)
        found.mentions.append(mention)
        if entity is not None:
            found.entities.append(entity)
        elif bad:
            message = not_an_identifier(cells[4], REGISTRIES["ncbigene"])
            context.fault((kind.plural, index, "entrez"), message)


def _inline_others(kind: EntityKind, rows: list[Any], found: Mentions, context: Context) -> None:
    columns = ("word", "source", "identifier")
    for (word, source, identifier), index in _inline_rows(kind, rows, columns, context).items():
        lexicon = source.lower()
        bodies: tuple[Reference, ...] = ()
        lexicons: tuple[str, ...] = ()
        if source not in MISSING:
            lexicons = (lexicon,)
        if identifier not in MISSING:
            if lexicon not in kind.sources:
                message = f"{short(source)} is none of: {', '.join(kind.sources)}"
                context.fault((kind.plural, index, "source"), message)
            elif (local := REGISTRIES[lexicon].local(identifier)) is None:
                message = not_an_identifier(identifier, REGISTRIES[lexicon])
                context.fault((kind.plural, index, "identifier"), message)
            else:
                body = Reference(lexicon, local)
                bodies = (body,)
                found.entities.append(Entity(kind.key, body, None, word, None, None))
        found.mentions.append(Mention(kind.key, word, None, None, lexicons, bodies))


# ---- mentions, in tables -------------------------------------------------------------------------

_GENE_COLUMNS = ("word", "match", "ncbigene_symbol", "ncbigene_id", "source")
_ORGANISM_COLUMNS = ("organism_id", "organism_name", "organism_group")
_COUNTS = ("count_direct", "count_synonym", "count_match")
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gene": ((*_ORGANISM_COLUMNS, *_GENE_COLUMNS), _COUNTS),
    "chemical": (("word", "mesh", "match", "name", "chebi"), ()),
    "disease": (("word", "mesh", "match", "name", "doid"), ()),
}
"""Kind → the columns that its table must have, and those that it may have."""


class _TableContext:
    """Takes the faults of one table, by line and column."""

    __slots__ = ("context", "source")

    def __init__(self, context: Context, source: str) -> None:
        self.context = context
        self.source = source

    def fault(self, line: int, column: str, message: str) -> None:
        self.context.faults.append(Fault(self.source, line, column, message, False))


def _table_mentions(values: dict[str, Any], context: Context) -> Mentions:
    found = Mentions()
    for kind in KINDS.values():
        given = context.raw.table(kind.plural)
        if given is None:
            continue
        source, data = given
        table = _TableContext(context, source)
        if len(data) > MAX_BYTES:
            table.fault(0, "", f"larger than {MAX_BYTES // 2**20} MiB: no table of this database")
            continue
        try:
            columns, rows = tables.parse(data)
        except tables.TableError as error:
            table.fault(error.line, "", error.message)
            continue
        needed, optional = COLUMNS[kind.key]
        missing = [c for c in needed if c not in columns]
        if missing:
            table.fault(1, missing[0], f"no such column, of: {', '.join(needed)}")
            continue
        context.unknown.extend(
            f"{kind.plural}.tsv.{c}" for c in columns if c not in needed and c not in optional
        )
        wanted = [columns.index(c) if c in columns else -1 for c in (*needed, *optional)]
        seen = set()
        for line, cells, problem in rows:
            if problem:
                table.fault(line, "", problem)
                continue
            picked = tuple([cells[i] if i >= 0 else "" for i in wanted])
            if picked in seen:
                continue
            seen.add(picked)
            if kind.key == "gene":
                _gene_row(picked, line, found, table)
            else:
                _other_row(kind, dict(zip(needed, picked, strict=True)), line, found, table)
    return found


def _gene_row(cells: tuple[str, ...], line: int, found: Mentions, table: _TableContext) -> None:
    organism, organism_name, group, word, match, symbol, gene, lexicon, *counts = cells
    if not word:
        table.fault(line, "word", "missing: a mention is of a word")
        return
    taxon = None
    if organism not in MISSING:
        taxon = REGISTRIES["taxonomy"].local(organism)
        if taxon is None:
            table.fault(line, "organism_id", not_an_identifier(organism, REGISTRIES["taxonomy"]))
    mention, entity, bad = _gene((word, match, lexicon, symbol, gene), taxon)
    if bad:
        table.fault(line, "ncbigene_id", not_an_identifier(gene, REGISTRIES["ncbigene"]))
    if entity is not None:
        found.entities.append(entity)
    found.mentions.append(mention)
    if taxon is None:
        return
    names, groups, largest = found.searches.setdefault(taxon, [{}, {}, [None, None, None]])
    if organism_name not in MISSING:
        names[organism_name] = None
    if group not in MISSING:
        groups[group] = None
    for index, count in enumerate(counts):
        if count in MISSING:
            continue
        if not _INTEGER.fullmatch(count):
            table.fault(line, _COUNTS[index], f"{short(count)} is not a whole number")
        elif largest[index] is None or int(count) > largest[index]:
            largest[index] = int(count)


def _other_row(
    kind: EntityKind,
    row: dict[str, str],
    line: int,
    found: Mentions,
    table: _TableContext,
) -> None:
    word = row["word"]
    if not word:
        table.fault(line, "word", "missing: a mention is of a word")
        return
    bodies = []
    named: set[str] = set()
    for column, prefix in kind.columns.items():
        text = row[column]
        if text in MISSING:
            continue
        local = REGISTRIES[prefix].local(text)
        if local is None:
            table.fault(line, column, not_an_identifier(text, REGISTRIES[prefix]))
            continue
        body = Reference(prefix, local)
        bodies.append(body)
        names = [c for c, p in kind.names.items() if p == prefix and row[c] not in MISSING]
        name = row[names[0]] if names else None
        named.update(names)
        label = word if name is None and kind.named_by_word else None
        found.entities.append(Entity(kind.key, body, name, label, None, None))
    match = None if row["match"] in MISSING else row["match"]
    rest = None if row["name"] in MISSING or "name" in named else row["name"]
    lexicons = tuple(body.prefix for body in bodies)
    found.mentions.append(Mention(kind.key, word, match, rest, lexicons, tuple(bodies)))


LAYOUTS: tuple[Layout, ...] = (
    Layout("inline", lambda v: any(k.plural in v for k in KINDS.values()), _inline_mentions),
    Layout("tables", lambda v: True, _table_mentions),
)
"""In the order in which they are tried; the last takes every record without lists of mentions."""
