"""What a row says: its cells in, a mention and the entities that it names out.

Lists of rows are read as a whole, as nearly all are sound; where a row has a fault, its list is
gone over again row by row, and each fault finds its place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import NoReturn, TypeAlias

from pfocr_rdf.model import Entity, Mention, Reference
from pfocr_rdf.records import MISSING, not_an_identifier, short
from pfocr_rdf.vocabulary import HUMAN, KINDS, REGISTRIES, EntityKind

__all__ = [
    "COLUMNS",
    "INLINE",
    "KEYS",
    "TABLE",
    "OddRowError",
    "Row",
    "sound",
]

Row: TypeAlias = tuple[Mention, tuple[Entity, ...]]
Cells: TypeAlias = tuple[str, ...]
Report: TypeAlias = Callable[[str, str], None]
"""Takes the column and the message of a fault."""

Read: TypeAlias = Callable[[Cells, Report], Row]
"""Makes a row of cells that are all text, of which the first, the word, is not empty."""


class OddRowError(Exception):
    """A row has a fault."""


def _refuse(column: str, message: str) -> NoReturn:
    raise OddRowError(column, message)


def sound(read: Read, rows: list[Cells]) -> list[Row]:
    """What rows say, if all are sound.

    Raises OddRowError where one has a fault, TypeError where a cell is not text.
    """
    "".join(chain.from_iterable(rows))
    if "" in [cells[0] for cells in rows]:
        _refuse("word", "missing")
    return [read(cells, _refuse) for cells in rows]


# ---- genes ---------------------------------------------------------------------------------------

_IS_GENE = REGISTRIES["ncbigene"].pattern.fullmatch
_IS_TAXON = REGISTRIES["taxonomy"].pattern.fullmatch
_new = tuple.__new__  # half the time of a NamedTuple's own, for what is made most


def _gene(
    word: str, match: str, lexicon: str, gene: str, name: str | None
) -> tuple[Mention, Reference | None]:
    """The mention, and its gene where the identifier is one."""
    lexicons = () if lexicon in MISSING else (lexicon,)
    if _IS_GENE(gene) is None:
        return Mention("gene", word, match or None, name, lexicons, ()), None
    body = _new(Reference, ("ncbigene", gene))
    return _new(Mention, ("gene", word, match or None, None, lexicons, (body,))), body


def _inline_gene(cells: Cells, fault: Report) -> Row:
    word, match, lexicon, symbol, gene = cells
    name = symbol or None
    mention, body = _gene(word, match, lexicon, gene, name)
    if body is not None:
        return mention, (_new(Entity, ("gene", body, name, None, name, HUMAN)),)
    if gene not in MISSING:
        fault("entrez", not_an_identifier(gene, REGISTRIES["ncbigene"]))
    return mention, ()


def _table_gene(cells: Cells, fault: Report) -> Row:
    word, match, symbol, gene, lexicon, organism = cells
    taxon = None
    if organism not in MISSING:
        if _IS_TAXON(organism):
            taxon = organism
        else:
            fault("organism_id", not_an_identifier(organism, REGISTRIES["taxonomy"]))
    name = symbol or None
    mention, body = _gene(word, match, lexicon, gene, name)
    if body is not None:
        return mention, (_new(Entity, ("gene", body, name, None, None, taxon)),)
    if gene not in MISSING:
        fault("ncbigene_id", not_an_identifier(gene, REGISTRIES["ncbigene"]))
    return mention, ()


# ---- chemicals and diseases ----------------------------------------------------------------------


def _inline_other(kind: EntityKind, cells: Cells, fault: Report) -> Row:
    word, source, identifier = cells
    lexicon = source.lower()
    lexicons = () if source in MISSING else (lexicon,)
    if identifier not in MISSING:
        if lexicon not in kind.sources:
            fault("source", f"{short(source)} is none of: {', '.join(kind.sources)}")
        elif (local := REGISTRIES[lexicon].local(identifier)) is None:
            fault("identifier", not_an_identifier(identifier, REGISTRIES[lexicon]))
        else:
            body = Reference(lexicon, local)
            entity = Entity(kind.key, body, None, word, None, None)
            return Mention(kind.key, word, None, None, lexicons, (body,)), (entity,)
    return Mention(kind.key, word, None, None, lexicons, ()), ()


def _table_other(kind: EntityKind, cells: Cells, fault: Report) -> Row:
    row = dict(zip(COLUMNS[kind.key][0], cells, strict=True))
    word = row["word"]
    bodies = []
    entities = []
    named: set[str] = set()
    for column, prefix in kind.columns.items():
        text = row[column]
        if text in MISSING:
            continue
        local = REGISTRIES[prefix].local(text)
        if local is None:
            fault(column, not_an_identifier(text, REGISTRIES[prefix]))
            continue
        body = Reference(prefix, local)
        bodies.append(body)
        names = [c for c, p in kind.names.items() if p == prefix and row[c] not in MISSING]
        name = row[names[0]] if names else None
        named.update(names)
        label = word if name is None and kind.named_by_word else None
        entities.append(Entity(kind.key, body, name, label, None, None))
    match = None if row["match"] in MISSING else row["match"]
    rest = None if row["name"] in MISSING or "name" in named else row["name"]
    lexicons = tuple([body.prefix for body in bodies])
    return Mention(kind.key, word, match, rest, lexicons, tuple(bodies)), tuple(entities)


def _others(read: Callable[[EntityKind, Cells, Report], Row]) -> dict[str, Read]:
    return {kind.key: partial(read, kind) for kind in KINDS.values() if kind.key != "gene"}


# ---- by layout and kind --------------------------------------------------------------------------

KEYS = {
    "gene": ("word", "symbol", "source", "hgnc_symbol", "entrez"),
    "chemical": ("word", "source", "identifier"),
    "disease": ("word", "source", "identifier"),
}
"""Kind → the keys that a mention of the front matter has, those of its cells."""

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gene": (
        (
            *("organism_id", "organism_name", "organism_group"),
            *("word", "match", "ncbigene_symbol", "ncbigene_id", "source"),
        ),
        ("count_direct", "count_synonym", "count_match"),
    ),
    "chemical": (("word", "mesh", "match", "name", "chebi"), ()),
    "disease": (("word", "mesh", "match", "name", "doid"), ()),
}
"""Kind → the columns that its table must have, and those that it may have."""

INLINE: dict[str, Read] = {"gene": _inline_gene, **_others(_inline_other)}
"""Kind → the rows of the front matter, by the cells of :data:`KEYS`."""

TABLE: dict[str, Read] = {"gene": _table_gene, **_others(_table_other)}
"""Kind → the rows of tables, by the cells of the columns that they need; of a gene's these are
word, match, symbol, identifier, source and organism: the rest is said of the search."""
