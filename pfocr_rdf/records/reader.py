"""Records to figures: bytes in, :class:`~pfocr_rdf.records.model.Figure` out, all faults together.

Where a record's mentions are is the one way in which layouts differ
(:mod:`pfocr_rdf.records.layouts`). Everything else is read here, in one way for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from pfocr_rdf.errors import Fault, RecordError
from pfocr_rdf.rdf.vocabulary import CREATORS, LICENSES, NCBI, REGISTRIES, Registry, record_iri
from pfocr_rdf.records import frontmatter
from pfocr_rdf.records.layouts import LAYOUTS, LISTS
from pfocr_rdf.records.model import Annotation, Article, Figure, GeneSearch
from pfocr_rdf.records.raw import (
    MAX_BYTES,
    MISSING,
    FatalError,
    RawRecord,
    RecordFaults,
    is_missing,
    not_an_identifier,
    short,
    what,
)

__all__ = ["KNOWN", "NOT_MAPPED", "Reading", "read", "read_figure"]

NOT_MAPPED = {
    "seo": "a directive for the web site's template, the same in every record",
    "schema-jsonld.@context": "the web site's own; its facts are mapped from the record's fields",
    "schema-jsonld.@type": "always Dataset; the record is one by its class",
    "schema-jsonld.name": "always 'CreativeWork', a defect; the record's name is its title",
    "schema-jsonld.description": "the caption again",
}
"""Known fields that say nothing of the figure, with the reason why each is not mapped."""

KNOWN = frozenset(
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


class Reading(NamedTuple):
    """What came of a record: the figure, or ``None`` where a fault is fatal; all faults; the names
    of fields and columns that are neither mapped nor known.
    """

    figure: Figure | None
    faults: list[Fault]
    unknown: list[str]


def read(raw: RawRecord) -> Reading:
    """Read one record. Never raises for anything that its bytes can hold."""
    context = RecordFaults(raw)
    try:
        figure = _read(context)
    except FatalError:
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


def _read(context: RecordFaults) -> Figure:
    raw = context.raw
    if len(raw.data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 2**20} MiB: no record of this database"
        raise context.fatal(0, "", message)
    try:
        context.text = frontmatter.split(raw.data)
        values = frontmatter.load(context.text, LISTS)
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
    context.unknown.extend(sorted(values.keys() - KNOWN))

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

    def __init__(self, values: dict[str, Any], context: RecordFaults) -> None:
        self.values = values
        self.context = context

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None or type(value) is str:
            return None if value in MISSING else value
        self.context.fault((key,), f"{what(value)} where text belongs")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if type(value) is str:
            value = [value]
        return tuple([v for v in self.words((key,), value) if v not in MISSING])

    def words(self, path: frontmatter.Path, value: Any) -> tuple[str, ...]:
        """A list of texts in which nothing but the empty text is missing."""
        if value is None or value == "":
            return ()
        if type(value) is not list:
            self.context.fault(path, f"{what(value)} where a list belongs")
            return ()
        found: dict[str, None] = {}
        if set(map(type, value)) == {str}:
            found = dict.fromkeys(value)
            found.pop("", None)
            return tuple(found)
        for index, item in enumerate(value):
            if type(item) is not str:
                self.context.fault((*path, index), f"{what(item)} where text belongs")
            elif item != "":
                found[item] = None
        return tuple(found)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.values.get(key, "")
        if type(value) is dict:
            return value
        if type(value) is not str or value not in MISSING:
            self.context.fault((key,), f"{what(value)} where a mapping belongs")
        return {}

    def checked(self, key: str, pattern: re.Pattern[str], expected: str) -> str | None:
        text = self.text(key)
        if text is None or pattern.fullmatch(text):
            return text
        self.context.fault((key,), f"{short(text)} is not {expected}")
        return None

    def identifier(
        self, key: str, registry: Registry, normal: Callable[[str], str] = str
    ) -> str | None:
        text = self.text(key)
        if text is None:
            return None
        local = registry.local(normal(text))
        if local is None:
            self.context.fault((key,), not_an_identifier(text, registry))
        return local

    def listed(self, path: frontmatter.Path, value: Any, known: dict[str, str]) -> str | None:
        if is_missing(value):
            return None
        if type(value) is str and value in known:
            return value
        shown = short(value) if type(value) is str else what(value)
        self.context.fault(path, f"{shown} is none of: {', '.join(known)}")
        return None

    def link(self) -> str | None:
        text = self.text("figlink")
        if text is None:
            return None
        path = text.removeprefix(NCBI)
        if "://" in path or "?" in path or "#" in path:
            self.context.fault(("figlink",), f"{short(text)} is not a path at PubMed Central")
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
        if is_missing(value):
            return ()
        if type(value) is not list:
            self.context.fault(("annotations",), f"{what(value)} where a list belongs")
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


def _check_jsonld(about: dict[str, Any], figid: str, context: RecordFaults) -> None:
    given = about.get("@id")
    if given not in (None, "") and given != record_iri(figid):
        shown = short(given) if type(given) is str else what(given)
        context.fault(("schema-jsonld", "@id"), f"{shown} is not the record's IRI")
