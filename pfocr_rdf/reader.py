"""Records to figures: bytes in, :class:`~pfocr_rdf.model.Figure` out, all faults together.

The published layouts are rows of :data:`LAYOUTS`, told apart by what a record holds: where its
mentions are is the one way in which they differ. Everything else is one way for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from pfocr_rdf import frontmatter, tables
from pfocr_rdf.errors import Fault, RecordError
from pfocr_rdf.model import Annotation, Article, Entity, Figure, GeneSearch, Mention, Reference
from pfocr_rdf.vocabulary import (
    CREATORS,
    HUMAN,
    KINDS,
    LICENSES,
    REGISTRIES,
    EntityKind,
    Registry,
    record_iri,
)

__all__ = ["LAYOUTS", "NOT_MAPPED", "Layout", "RawRecord", "Reading", "read", "read_figure"]

MAX_BYTES = 32 * 2**20
"""A larger record or table is refused; the largest real one is about 0.3 MB."""

MISSING = frozenset(
    ("", "NA", "null", "~", ".na", ".na.character", ".na.integer", ".na.real", ".na.logical")
)
"""What stands for a missing value in identifier-like and metadata fields (never in words)."""

NOT_MAPPED = {
    "seo": "a directive for the web site's template, the same in every record",
    "schema-jsonld.@context": "the web site's own; its facts are mapped from the record's fields",
    "schema-jsonld.@type": "always Dataset; the record is one by its class",
    "schema-jsonld.name": "always 'CreativeWork', a defect; the record's name is its title",
    "schema-jsonld.description": "the caption again",
}
"""Known fields that say nothing of the figure, with the reason why each is not mapped."""

_KNOWN = frozenset(
    [
        "figid",
        "figid_alias",
        "redirect_from",
        "figtitle",
        "caption",
        "number",
        "figtype",
        "figlink",
        "filename",
        "pathway_score",
        "automl_pathway",
        "pmc_ranked_result_index",
        "pmcid",
        "papertitle",
        "reftext",
        "year",
        "doi",
        "journal_title",
        "journal_nlm_ta",
        "publisher_name",
        "keywords",
        "schema-jsonld",
        "organisms",
        "organisms_ner",
        "ndex",
        "wpid",
        "annotations",
        "genes",
        "chemicals",
        "diseases",
        "seo",
    ]
)
_KNOWN_JSONLD = frozenset(
    ["@context", "@id", "@type", "description", "license", "name", "creator", "keywords"]
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class RawRecord:
    """A record as bytes.

    ``source`` is its name in messages; ``stem`` the file's name without suffix, ``None`` where it
    has none (standard input). ``table`` gives the table of a kind's plural (``genes``) as name and
    bytes, ``None`` where there is none.
    """

    source: str
    stem: str | None
    data: bytes
    table: Callable[[str], tuple[str, bytes] | None] = lambda plural: None


class Reading(NamedTuple):
    """What came of a record: the figure, or ``None`` where a fault is fatal; all faults; the names
    of fields and columns that are neither mapped nor known.
    """

    figure: Figure | None
    faults: list[Fault]
    unknown: list[str]


class _FatalError(Exception):
    """Ends the reading of a record whose last fault is fatal."""


@dataclass(slots=True)
class _Context:
    """The faults of one record while it is read."""

    raw: RawRecord
    text: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _lines: dict[frontmatter.Path, int] | None = None

    def line(self, path: frontmatter.Path) -> int:
        if self._lines is None:
            try:
                self._lines = frontmatter.load_exact(self.text.decode()).lines
            except frontmatter.FrontMatterError:
                self._lines = {}
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fault(self, path: frontmatter.Path, message: str, *, fatal: bool = False) -> None:
        name = ".".join(str(part) for part in path if type(part) is str)
        self.faults.append(Fault(self.raw.source, self.line(path), name, message, fatal))

    def fatal(self, line: int, name: str, message: str) -> _FatalError:
        self.faults.append(Fault(self.raw.source, line, name, message, True))
        return _FatalError()


@dataclass(slots=True)
class _Mentions:
    """Mentions and entities gathered from rows, in the order of the file."""

    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    searches: dict[str, list[Any]] = field(default_factory=dict)


class Layout(NamedTuple):
    """A published layout: how it is recognized and where its mentions are."""

    name: str
    matches: Callable[[dict[str, Any]], bool]
    mentions: Callable[[dict[str, Any], _Context], _Mentions]


def read(raw: RawRecord) -> Reading:
    """Read one record. Never raises for anything that its bytes can hold."""
    context = _Context(raw)
    try:
        figure = _read(context)
    except _FatalError:
        figure = None
    return Reading(figure, context.faults, context.unknown)


def read_figure(data: bytes | str, *, tables: dict[str, bytes] | None = None) -> Figure:
    """Read one record from the content of its file.

    ``tables`` has the content of the tables beside it, by plural (``genes``, ``chemicals``,
    ``diseases``), for records of the tables layout. Raises RecordError, with all faults, where the
    record has any.

    >>> read_figure('''---
    ... figid: PMC1__f1
    ... figtitle: A pathway
    ... ---
    ... ''').title
    'A pathway'
    """
    given = tables or {}

    def table(plural: str) -> tuple[str, bytes] | None:
        return (f"<{plural}>", given[plural]) if plural in given else None

    content = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    figure, faults, _ = read(RawRecord("<record>", None, content, table))
    if faults or figure is None:
        raise RecordError(faults)
    return figure


def _read(context: _Context) -> Figure:
    raw = context.raw
    if len(raw.data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 2**20} MiB: no record of this database"
        raise context.fatal(0, "", message)
    try:
        context.text = frontmatter.split(raw.data)
        values = frontmatter.load(context.text)
    except frontmatter.FrontMatterError as error:
        raise context.fatal(error.line, error.field, error.message) from None
    if type(values) is not dict:
        raise context.fatal(2, "", "the front matter is not a mapping of keys to values")
    fields = _Fields(values, context)
    figid = fields.text("figid")
    if figid is None:
        line = context.line(("figid",))
        raise context.fatal(line, "figid", "missing: without it the record has no IRI")
    if raw.stem is not None and raw.stem != figid:
        context.fault(("figid",), f"{figid!r} is not the name of the file")
    context.unknown.extend(sorted(values.keys() - _KNOWN))

    layout = next(layout for layout in LAYOUTS if layout.matches(values))
    found = layout.mentions(values, context)
    about = fields.mapping("schema-jsonld")
    context.unknown.extend(f"schema-jsonld.{key}" for key in sorted(about.keys() - _KNOWN_JSONLD))
    _check_jsonld(about, figid, context)
    return Figure(
        figid=figid,
        alias=fields.text("figid_alias"),
        redirects=fields.texts("redirect_from"),
        title=fields.text("figtitle"),
        caption=fields.text("caption"),
        number=fields.text("number"),
        type=fields.text("figtype"),
        link=fields.link(),
        filename=fields.text("filename"),
        score=fields.score(),
        rank=fields.checked("pmc_ranked_result_index", _INTEGER, "a whole number"),
        article=_article(fields),
        license=fields.listed(("schema-jsonld", "license"), about.get("license"), LICENSES),
        creator=fields.listed(("schema-jsonld", "creator"), _creator(about), CREATORS),
        keywords=fields.words(("schema-jsonld", "keywords"), about.get("keywords")),
        organisms=fields.texts("organisms"),
        organisms_searched=fields.texts("organisms_ner"),
        searches=tuple(
            GeneSearch(organism, tuple(names), tuple(groups), *counts)
            for organism, (names, groups, counts) in found.searches.items()
        ),
        network=fields.identifier("ndex", REGISTRIES["ndex"], str.lower),
        pathway=fields.identifier("wpid", REGISTRIES["wikipathways"]),
        annotations=fields.annotations(),
        mentions=tuple(dict.fromkeys(found.mentions)),
        entities=tuple(dict.fromkeys(found.entities)),
    )


# ---- fields of the front matter ------------------------------------------------------------------

_INTEGER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"[0-9]{4}")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


class _Fields:
    """The front matter's fields, checked while they are taken; what does not fit is a fault."""

    __slots__ = ("context", "values")

    def __init__(self, values: dict[str, Any], context: _Context) -> None:
        self.values = values
        self.context = context

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if _is_missing(value):
            return None
        if type(value) is not str:
            self.context.fault((key,), f"{_what(value)} where text belongs")
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if type(value) is str:
            value = [value]
        return tuple(v for v in self.words((key,), value) if v not in MISSING)

    def words(self, path: frontmatter.Path, value: Any) -> tuple[str, ...]:
        """A list of texts in which nothing but the empty text is missing."""
        if value is None or value == "":
            return ()
        if type(value) is not list:
            self.context.fault(path, f"{_what(value)} where a list belongs")
            return ()
        found: dict[str, None] = {}
        for index, item in enumerate(value):
            if type(item) is not str:
                self.context.fault((*path, index), f"{_what(item)} where text belongs")
            elif item != "":
                found[item] = None
        return tuple(found)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.values.get(key, "")
        if type(value) is dict:
            return value
        if type(value) is not str or value not in MISSING:
            self.context.fault((key,), f"{_what(value)} where a mapping belongs")
        return {}

    def checked(self, key: str, pattern: re.Pattern[str], expected: str) -> str | None:
        text = self.text(key)
        if text is None or pattern.fullmatch(text):
            return text
        self.context.fault((key,), f"{_short(text)} is not {expected}")
        return None

    def identifier(
        self, key: str, registry: Registry, normal: Callable[[str], str] = str
    ) -> str | None:
        text = self.text(key)
        if text is None:
            return None
        local = registry.local(normal(text))
        if local is None:
            self.context.fault((key,), _not_an_identifier(text, registry))
        return local

    def listed(self, path: frontmatter.Path, value: Any, known: dict[str, str]) -> str | None:
        if _is_missing(value):
            return None
        if type(value) is str and value in known:
            return value
        shown = _short(value) if type(value) is str else _what(value)
        self.context.fault(path, f"{shown} is none of: {', '.join(known)}")
        return None

    def link(self) -> str | None:
        text = self.text("figlink")
        if text is None:
            return None
        path = text.removeprefix("https://www.ncbi.nlm.nih.gov")
        if "://" in path or "?" in path or "#" in path:
            self.context.fault(("figlink",), f"{_short(text)} is not a path at PubMed Central")
            return None
        return path if path.startswith("/") else f"/{path}"

    def score(self) -> str | None:
        scores = {}
        for key in ("pathway_score", "automl_pathway"):
            text = self.checked(key, _DECIMAL, "a decimal number")
            if text is not None:
                scores[key] = format(Decimal(text), "f") if "e" in text.lower() else text
        if len(set(scores.values())) > 1:
            self.context.fault(("automl_pathway",), "says another score than pathway_score")
        return next(iter(scores.values()), None)

    def annotations(self) -> tuple[Annotation, ...]:
        value = self.values.get("annotations")
        if _is_missing(value):
            return ()
        if type(value) is not list:
            self.context.fault(("annotations",), f"{_what(value)} where a list belongs")
            return ()
        found: dict[Annotation, None] = {}
        for index, item in enumerate(value):
            given = item if type(item) is dict else {}
            type_, term = given.get("type"), given.get("value")
            if type(type_) is str and type(term) is str and type_ and term:
                found[Annotation(type_, term)] = None
            else:
                self.context.fault(("annotations", index), "needs a type and a value, both text")
        return tuple(found)


def _article(fields: _Fields) -> Article | None:
    pmcid = fields.identifier("pmcid", REGISTRIES["pmc"])
    rest = Article(
        pmcid or "",
        fields.text("papertitle"),
        fields.text("reftext"),
        fields.checked("year", _YEAR, "a year of four digits"),
        fields.identifier("doi", REGISTRIES["doi"]),
        fields.text("journal_title"),
        fields.text("journal_nlm_ta"),
        fields.text("publisher_name"),
        tuple(dict.fromkeys(k for k in _split_keywords(fields.text("keywords")) if k)),
    )
    if pmcid is not None:
        return rest
    if any(rest) and fields.values.get("pmcid") in (None, *MISSING):
        fields.context.fault(("pmcid",), "missing: what the record says of its paper has no place")
    return None


def _split_keywords(text: str | None) -> list[str]:
    return [] if text is None else [part.strip(" ") for part in text.split("|")]


def _creator(about: dict[str, Any]) -> Any:
    creator = about.get("creator")
    return creator.get("name") if type(creator) is dict else creator


def _check_jsonld(about: dict[str, Any], figid: str, context: _Context) -> None:
    given = about.get("@id")
    if given not in (None, "") and given != record_iri(figid):
        shown = _short(given) if type(given) is str else _what(given)
        context.fault(("schema-jsonld", "@id"), f"{shown} is not the record's IRI")


def _is_missing(value: Any) -> bool:
    return value is None or (type(value) is str and value in MISSING)


def _what(value: Any) -> str:
    if type(value) is list:
        return "a list"
    return "a mapping" if type(value) is dict else f"the text {_short(value)}"


def _short(text: str) -> str:
    shown = repr(text if len(text) <= 60 else text[:57] + "...")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", shown)


def _not_an_identifier(text: str, registry: Registry) -> str:
    return f"{_short(text)} is not an identifier of {registry.title} ({registry.expected})"


# ---- mentions, inline ----------------------------------------------------------------------------


def _inline_mentions(values: dict[str, Any], context: _Context) -> _Mentions:
    found = _Mentions()
    for kind in KINDS.values():
        rows = values.get(kind.plural)
        if not _is_missing(rows):
            if type(rows) is not list:
                context.fault((kind.plural,), f"{_what(rows)} where a list belongs")
                continue
            rows_of = _inline_genes if kind.key == "gene" else _inline_others
            rows_of(kind, rows, found, context)
        if (beside := context.raw.table(kind.plural)) is not None:
            message = "not read: the record lists its mentions itself"
            context.faults.append(Fault(beside[0], 0, "", message, False))
    return found


def _inline_rows(
    kind: EntityKind, rows: list[Any], columns: tuple[str, ...], context: _Context
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
    kind: EntityKind, rows: list[Any], columns: tuple[str, ...], context: _Context
) -> dict[tuple[str, ...], int]:
    """The same row by row, where not all are as they should be; the others are faults."""
    found: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rows):
        if type(row) is not dict:
            context.fault((kind.plural, index), f"{_what(row)} where a mention belongs")
            continue
        cells = tuple([row.get(column, "") for column in columns])
        odd = [c for c, cell in zip(columns, cells, strict=True) if type(cell) is not str]
        for column in odd:
            message = f"{_what(row[column])} where text belongs"
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


def _inline_genes(kind: EntityKind, rows: list[Any], found: _Mentions, context: _Context) -> None:
    for cells, index in _inline_rows(kind, rows, _INLINE_GENE, context).items():
        mention, entity, bad = _gene(cells, _HGNC)
        found.mentions.append(mention)
        if entity is not None:
            found.entities.append(entity)
        elif bad:
            message = _not_an_identifier(cells[4], REGISTRIES["ncbigene"])
            context.fault((kind.plural, index, "entrez"), message)


def _inline_others(kind: EntityKind, rows: list[Any], found: _Mentions, context: _Context) -> None:
    columns = ("word", "source", "identifier")
    for (word, source, identifier), index in _inline_rows(kind, rows, columns, context).items():
        lexicon = source.lower()
        bodies: tuple[Reference, ...] = ()
        lexicons: tuple[str, ...] = ()
        if source not in MISSING:
            lexicons = (lexicon,)
        if identifier not in MISSING:
            if lexicon not in kind.sources:
                message = f"{_short(source)} is none of: {', '.join(kind.sources)}"
                context.fault((kind.plural, index, "source"), message)
            elif (local := REGISTRIES[lexicon].local(identifier)) is None:
                message = _not_an_identifier(identifier, REGISTRIES[lexicon])
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
_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gene": ((*_ORGANISM_COLUMNS, *_GENE_COLUMNS), _COUNTS),
    "chemical": (("word", "mesh", "match", "name", "chebi"), ()),
    "disease": (("word", "mesh", "match", "name", "doid"), ()),
}
"""Kind → the columns that its table must have, and those that it may have."""


class _TableContext:
    """Takes the faults of one table, by line and column."""

    __slots__ = ("context", "source")

    def __init__(self, context: _Context, source: str) -> None:
        self.context = context
        self.source = source

    def fault(self, line: int, column: str, message: str) -> None:
        self.context.faults.append(Fault(self.source, line, column, message, False))


def _table_mentions(values: dict[str, Any], context: _Context) -> _Mentions:
    found = _Mentions()
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
        needed, optional = _COLUMNS[kind.key]
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


def _gene_row(cells: tuple[str, ...], line: int, found: _Mentions, table: _TableContext) -> None:
    organism, organism_name, group, word, match, symbol, gene, lexicon, *counts = cells
    if not word:
        table.fault(line, "word", "missing: a mention is of a word")
        return
    taxon = None
    if organism not in MISSING:
        taxon = REGISTRIES["taxonomy"].local(organism)
        if taxon is None:
            table.fault(line, "organism_id", _not_an_identifier(organism, REGISTRIES["taxonomy"]))
    mention, entity, bad = _gene((word, match, lexicon, symbol, gene), taxon)
    if bad:
        table.fault(line, "ncbigene_id", _not_an_identifier(gene, REGISTRIES["ncbigene"]))
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
            table.fault(line, _COUNTS[index], f"{_short(count)} is not a whole number")
        elif largest[index] is None or int(count) > largest[index]:
            largest[index] = int(count)


def _other_row(
    kind: EntityKind,
    row: dict[str, str],
    line: int,
    found: _Mentions,
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
            table.fault(line, column, _not_an_identifier(text, REGISTRIES[prefix]))
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
