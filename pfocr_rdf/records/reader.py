"""Records to figures: bytes in, :class:`~pfocr_rdf.records.model.Figure` out, all faults together.

Where a record's mentions are is the one way in which layouts differ
(:mod:`pfocr_rdf.records.layouts`). Everything else is read here, in one way for all.
"""

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
    in_words,
    is_missing,
    not_an_identifier,
    quoted,
)
from pfocr_rdf.records.yaml_exact import FrontMatterError, Path

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


class FigureResult(NamedTuple):
    """What came of a record.

    ``figure`` is ``None`` where a fault is fatal. ``unknown`` are the names of fields and columns
    that are neither mapped nor known.
    """

    figure: Figure | None
    faults: list[Fault]
    unknown: list[str]
    source: str


def read(raw: RawRecord) -> FigureResult:
    """Read one record. Never raises for anything that its bytes can hold."""
    faults = RecordFaults(raw)
    try:
        figure = _read(faults)
    except FatalError:
        figure = None
    return FigureResult(figure, faults.found, faults.unknown, raw.source)


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
    by_plural = {plural: (f"<{plural}>", table) for plural, table in (tables or {}).items()}
    content = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    result = read(RawRecord("<record>", None, content, by_plural.get))
    if result.faults or result.figure is None:
        raise RecordError(result.faults)
    return result.figure


def _read(faults: RecordFaults) -> Figure:
    raw = faults.raw
    if len(raw.data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 2**20} MiB: no record of this database"
        raise faults.fatal(0, "", message)
    try:
        faults.text = frontmatter.split(raw.data)
        values = frontmatter.load(faults.text, LISTS)
    except FrontMatterError as error:
        raise faults.fatal(error.line, error.field, error.message) from None
    if type(values) is not dict:
        raise faults.fatal(2, "", "the front matter is not a mapping of keys to values")
    fields = _Fields(values, faults)
    figid = fields.text("figid")
    if figid is None:
        line = faults.line(("figid",))
        raise faults.fatal(line, "figid", "missing: without it the record has no IRI")
    if raw.stem is not None and raw.stem != figid:
        faults.add(("figid",), f"{figid!r} is not the name of the file")
    faults.unknown.extend(sorted(values.keys() - KNOWN))

    layout = next(layout for layout in LAYOUTS if layout.matches(values))
    found = layout.mentions(values, faults)
    about = fields.mapping("schema-jsonld")
    faults.unknown.extend(f"schema-jsonld.{key}" for key in sorted(about.keys() - _KNOWN_JSONLD))
    _check_jsonld(about, figid, faults)
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

    __slots__ = ("faults", "values")

    def __init__(self, values: dict[str, Any], faults: RecordFaults) -> None:
        self.values = values
        self.faults = faults

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None or type(value) is str:
            return None if value in MISSING else value
        self.faults.add((key,), f"{in_words(value)} where text belongs")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if type(value) is str:
            value = [value]
        return tuple([v for v in self.words((key,), value) if v not in MISSING])

    def words(self, path: Path, value: Any) -> tuple[str, ...]:
        """A list of texts in which nothing but the empty text is missing."""
        if value is None or value == "":
            return ()
        if type(value) is not list:
            self.faults.add(path, f"{in_words(value)} where a list belongs")
            return ()
        found: dict[str, None] = {}
        if set(map(type, value)) == {str}:
            found = dict.fromkeys(value)
            found.pop("", None)
            return tuple(found)
        for index, item in enumerate(value):
            if type(item) is not str:
                self.faults.add((*path, index), f"{in_words(item)} where text belongs")
            elif item != "":
                found[item] = None
        return tuple(found)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.values.get(key, "")
        if type(value) is dict:
            return value
        if type(value) is not str or value not in MISSING:
            self.faults.add((key,), f"{in_words(value)} where a mapping belongs")
        return {}

    def checked(self, key: str, pattern: re.Pattern[str], expected: str) -> str | None:
        text = self.text(key)
        if text is None or pattern.fullmatch(text):
            return text
        self.faults.add((key,), f"{quoted(text)} is not {expected}")
        return None

    def identifier(
        self, key: str, registry: Registry, normal: Callable[[str], str] = str
    ) -> str | None:
        text = self.text(key)
        if text is None:
            return None
        local = registry.local(normal(text))
        if local is None:
            self.faults.add((key,), not_an_identifier(text, registry))
        return local

    def listed(self, path: Path, value: Any, known: dict[str, str]) -> str | None:
        if is_missing(value):
            return None
        if type(value) is str and value in known:
            return value
        shown = quoted(value) if type(value) is str else in_words(value)
        self.faults.add(path, f"{shown} is none of: {', '.join(known)}")
        return None

    def link(self) -> str | None:
        text = self.text("figlink")
        if text is None:
            return None
        path = text.removeprefix(NCBI)
        if "://" in path or "?" in path or "#" in path:
            self.faults.add(("figlink",), f"{quoted(text)} is not a path at PubMed Central")
            return None
        return path if path.startswith("/") else f"/{path}"

    def score(self) -> str | None:
        scores = {}
        for key in ("pathway_score", "automl_pathway"):
            text = self.checked(key, _DECIMAL, "a decimal number")
            if text is not None:
                scores[key] = format(Decimal(text), "f") if "e" in text.lower() else text
        if len(set(scores.values())) > 1:
            self.faults.add(("automl_pathway",), "differs from pathway_score")
        return next(iter(scores.values()), None)

    def annotations(self) -> tuple[Annotation, ...]:
        value = self.values.get("annotations")
        if is_missing(value):
            return ()
        if type(value) is not list:
            self.faults.add(("annotations",), f"{in_words(value)} where a list belongs")
            return ()
        found: dict[Annotation, None] = {}
        for index, item in enumerate(value):
            annotation = item if type(item) is dict else {}
            type_, term = annotation.get("type"), annotation.get("value")
            if type(type_) is str and type(term) is str and type_ and term:
                found[Annotation(type_, term)] = None
            else:
                self.faults.add(("annotations", index), "needs a type and a value, both text")
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
        fields.faults.add(("pmcid",), "missing: the other fields of the paper are skipped")
    return None


def _split_keywords(text: str | None) -> list[str]:
    return [] if text is None else [part.strip(" ") for part in text.split("|")]


def _creator(about: dict[str, Any]) -> Any:
    creator = about.get("creator")
    return creator.get("name") if type(creator) is dict else creator


def _check_jsonld(about: dict[str, Any], figid: str, faults: RecordFaults) -> None:
    iri = about.get("@id")
    if iri not in (None, "") and iri != record_iri(figid):
        shown = quoted(iri) if type(iri) is str else in_words(iri)
        faults.add(("schema-jsonld", "@id"), f"{shown} is not the record's IRI")
