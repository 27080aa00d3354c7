"""What a row says: its cells in, a mention and the entities that it names out.

Lists of rows are read as a whole, as nearly all are sound; where a row has a fault, its list is
gone over again row by row, and each fault finds its place.
"""

from collections.abc import Callable
from functools import partial
from typing import NoReturn, TypeAlias

from pfocr_rdf.rdf.vocabulary import HUMAN, KINDS, REGISTRIES, EntityKind
from pfocr_rdf.records.model import Entity, Mention, Reference
from pfocr_rdf.records.raw import MISSING, not_an_identifier, quoted

MentionRow: TypeAlias = tuple[Mention, tuple[Entity, ...]]
Cells: TypeAlias = tuple[str, ...]
Report: TypeAlias = Callable[[str, str], None]
"""Takes the column and the message of a fault."""

Read: TypeAlias = Callable[[Cells, Report], MentionRow]
"""Makes a row of cells that are all text, of which the first, the word, is not empty."""


class OddRowError(Exception):
    """A row has a fault."""


def _refuse(column: str, message: str) -> NoReturn:
    raise OddRowError(column, message)


def read_sound(read: Read, rows: list[Cells]) -> list[MentionRow]:
    """What rows say, if all are sound. Raises OddRowError where one has a fault."""
    if "" in [cells[0] for cells in rows]:
        _refuse("word", "missing")
    return [read(cells, _refuse) for cells in rows]


# ---- genes ---------------------------------------------------------------------------------------

_IS_GENE = REGISTRIES["ncbigene"].pattern.fullmatch
_IS_TAXON = REGISTRIES["taxonomy"].pattern.fullmatch
_new = tuple.__new__  # half the time of a NamedTuple's own, for what is made most


def _inline_gene(cells: Cells, fault: Report) -> MentionRow:
    word, match, lexicon, symbol, gene = cells
    lexicons = () if lexicon in MISSING else (lexicon,)
    name = symbol or None
    if _IS_GENE(gene):
        body = _new(Reference, ("ncbigene", gene))
        mention = _new(Mention, ("gene", word, match or None, None, lexicons, (body,)))
        return mention, (_new(Entity, ("gene", body, name, None, name, HUMAN)),)
    if gene not in MISSING:
        fault("entrez", not_an_identifier(gene, REGISTRIES["ncbigene"]))
    return Mention("gene", word, match or None, name, lexicons, ()), ()


def _table_gene(cells: Cells, fault: Report) -> MentionRow:
    word, match, symbol, gene, lexicon, organism = cells
    lexicons = () if lexicon in MISSING else (lexicon,)
    name = symbol or None
    taxon: str | None = organism
    if not _IS_TAXON(organism):
        taxon = None
        if organism not in MISSING:
            fault("organism_id", not_an_identifier(organism, REGISTRIES["taxonomy"]))
    if _IS_GENE(gene):
        body = _new(Reference, ("ncbigene", gene))
        mention = _new(Mention, ("gene", word, match or None, None, lexicons, (body,)))
        return mention, (_new(Entity, ("gene", body, name, None, None, taxon)),)
    if gene not in MISSING:
        fault("ncbigene_id", not_an_identifier(gene, REGISTRIES["ncbigene"]))
    return Mention("gene", word, match or None, name, lexicons, ()), ()


# ---- chemicals and diseases ----------------------------------------------------------------------


def _inline_other(kind: EntityKind, cells: Cells, fault: Report) -> MentionRow:
    word, source, identifier = cells
    lexicon = source.lower()
    lexicons = () if source in MISSING else (lexicon,)
    if identifier not in MISSING:
        if lexicon not in kind.sources:
            fault("source", f"{quoted(source)} is none of: {', '.join(kind.sources)}")
        elif (local := REGISTRIES[lexicon].local(identifier)) is None:
            fault("identifier", not_an_identifier(identifier, REGISTRIES[lexicon]))
        else:
            body = Reference(lexicon, local)
            entity = Entity(kind.key, body, None, word, None, None)
            return Mention(kind.key, word, None, None, lexicons, (body,)), (entity,)
    return Mention(kind.key, word, None, None, lexicons, ()), ()


def _table_other(kind: EntityKind) -> Read:
    """Rows of a table whose identifiers each have a column for their registry's name."""
    columns = COLUMNS[kind.key][0]
    word_at, match_at, name_at = map(columns.index, ("word", "match", "name"))
    names = {prefix: columns.index(column) for column, prefix in kind.names.items()}
    identifiers = [
        (columns.index(column), column, REGISTRIES[prefix], names[prefix])
        for column, prefix in kind.columns.items()
    ]

    def read(cells: Cells, fault: Report) -> MentionRow:
        word = cells[word_at]
        rest = None if cells[name_at] in MISSING else cells[name_at]
        bodies = []
        entities = []
        for at, column, registry, named in identifiers:
            text = cells[at]
            if text in MISSING:
                continue
            local = registry.local(text)
            if local is None:
                fault(column, not_an_identifier(text, registry))
                continue
            body = _new(Reference, (registry.prefix, local))
            bodies.append(body)
            name: str | None = cells[named]
            if name in MISSING:
                name = None
            elif named == name_at:
                rest = None
            label = word if name is None and kind.named_by_word else None
            entities.append(_new(Entity, (kind.key, body, name, label, None, None)))
        match = None if cells[match_at] in MISSING else cells[match_at]
        lexicons = tuple([body[0] for body in bodies])
        return (
            _new(Mention, (kind.key, word, match, rest, lexicons, tuple(bodies))),
            tuple(entities),
        )

    return read


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

_OTHERS = [kind for kind in KINDS.values() if kind.key != "gene"]

INLINE: dict[str, Read] = {
    "gene": _inline_gene,
    **{kind.key: partial(_inline_other, kind) for kind in _OTHERS},
}
"""Kind → the rows of the front matter, by the cells of :data:`KEYS`."""

TABLE: dict[str, Read] = {"gene": _table_gene, **{kind.key: _table_other(kind) for kind in _OTHERS}}
"""Kind → the rows of tables, by the cells of the columns that they need; of a gene's these are
word, match, symbol, identifier, source and organism: the rest is about the search."""
