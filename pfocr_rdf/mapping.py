"""Figures to triples: the only mapping of the project (docs/data-model.md explains each line).

Pure: the same figure always gives the same triples, in the same order, those of one subject
together. A figure's triples are in two parts: its *own*, which say something of the record, the
figure and its mentions, and the *shared* ones, which describe what several figures have in common
(papers, genes, taxa, lexicons) and need to be said only once in a file.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from pfocr_rdf.model import Article, Entity, Figure, Mention, Reference
from pfocr_rdf.organisms import Organisms, organisms
from pfocr_rdf.terms import (
    IRI,
    XSD_DECIMAL,
    XSD_GYEAR,
    XSD_INTEGER,
    Literal,
    Node,
    Pair,
    Said,
    Triple,
    flatten,
)
from pfocr_rdf.vocabulary import (
    CREATORS,
    DATASET,
    KINDS,
    LEXICONS,
    LICENSES,
    PROFILES,
    SITE,
    annotation_iri,
    compact_identifier,
    dcterms,
    figure_iri,
    figure_page_url,
    image_url,
    journal_iri,
    lexicon_iri,
    mention_key,
    oa,
    page_iri,
    pfocr,
    publisher_iri,
    rdf,
    rdfs,
    record_iri,
    reference_iri,
    schema,
    search_iri,
    skos,
)

__all__ = ["Mapped", "Mapper", "triples"]

_MEDIA_TYPES = mimetypes.MimeTypes(())

Described: TypeAlias = "set[tuple[str, ...]]"


class Mapped(NamedTuple):
    """The triples of one figure, in output order.

    ``unresolved`` are the names of organisms that no taxon was found for.
    """

    own: list[Node]
    shared: list[Node]
    unresolved: list[str]


def triples(figure: Figure, *, names: Organisms | None = None) -> Iterator[Triple]:
    """All triples of one figure, with the descriptions of everything it links to.

    >>> from pfocr_rdf.model import Figure
    >>> next(triples(Figure(figid="PMC1__f1")))[2]
    'https://schema.org/Dataset'
    """
    own, shared, _ = Mapper(names).map(figure)
    yield from flatten(own)
    yield from flatten(shared)


class Mapper:
    """Maps figures one after the other and describes each shared thing once.

    What was described is remembered for the mapper's life; a paper is remembered until the next
    paper comes, so figures should come in the order of their identifiers.
    """

    def __init__(self, names: Organisms | None = None) -> None:
        self._organisms = organisms() if names is None else names
        self._described: Described = set()
        self._entities: dict[Reference, tuple[Entity, ...]] = {}
        self._paper = ""
        self._paper_pairs: set[Pair] = set()
        self.entities = dict.fromkeys(KINDS, 0)
        """How many different entities of each kind were described."""

    def map(self, figure: Figure) -> Mapped:
        """The triples of ``figure``; the shared ones only as far as they were not given before.

        Raises UnicodeEncodeError where a text holds a lone surrogate, which RDF cannot say.
        """
        record = record_iri(figure.figid)
        image = figure_iri(figure.figid)
        shared: list[Node] = []
        taxa, unresolved = self._resolve(figure, shared)
        own: list[Node] = [
            (record, _record(figure, record, image)),
            (image, _figure(figure, record, image, taxa)),
        ]
        _mentions(figure, image, own)
        _searches(figure, image, own)
        _links(figure, image, own)
        if figure.article is not None:
            self._article(figure.article, shared)
        self._shared(figure, shared)
        return Mapped(own, shared, unresolved)

    # ---- shared descriptions ----

    def _new(self, *key: str) -> bool:
        if key in self._described:
            return False
        self._described.add(key)
        return True

    def _resolve(
        self, figure: Figure, shared: list[Node]
    ) -> tuple[tuple[list[IRI], list[IRI]], list[str]]:
        """The taxa of the organisms that a figure is about, and of those searched."""
        found: tuple[list[IRI], list[IRI]] = ([], [])
        unresolved = []
        for names, iris in zip((figure.organisms, figure.organisms_searched), found, strict=True):
            for name in names:
                taxa = self._organisms.resolve(name)
                if not taxa:
                    unresolved.append(name)
                for taxon in taxa:
                    iri = reference_iri(Reference("taxonomy", taxon.identifier))
                    if iri not in iris:
                        iris.append(iri)
                    self._taxon(taxon.identifier, (taxon.name,), shared)
        return found, unresolved

    def _taxon(self, identifier: str, names: tuple[str, ...], out: list[Node]) -> None:
        reference = Reference("taxonomy", identifier)
        iri = reference_iri(reference)
        pairs: list[Pair] = []
        if self._new(iri):
            pairs.append((rdf.type, schema.Taxon))
            pairs.append((schema.identifier, Literal(compact_identifier(reference))))
            known = self._organisms.taxon(identifier)
            if known is not None:
                names = (known.name, *names)
                pairs.append((schema.taxonRank, Literal(known.rank)))
        for name in names:
            if self._new(iri, name):
                pairs.append((schema.name, Literal(name)))
        _put(iri, pairs, out)

    def _article(self, article: Article, out: list[Node]) -> None:
        reference = Reference("pmc", article.pmcid)
        iri = reference_iri(reference)
        if iri != self._paper:
            self._paper = iri
            self._paper_pairs = set()
        seen = self._paper_pairs
        pairs = [p for p in _article(article, compact_identifier(reference)) if p not in seen]
        seen.update(pairs)
        _put(iri, pairs, out)
        journal = article.journal_abbreviation or article.journal
        if journal is not None:
            self._named(
                journal_iri(journal),
                schema.Periodical,
                article.journal,
                article.journal_abbreviation,
                out,
            )
        if article.publisher is not None:
            publisher = publisher_iri(article.publisher)
            self._named(publisher, schema.Organization, article.publisher, None, out)

    def _named(
        self, iri: IRI, type_: IRI, name: str | None, other: str | None, out: list[Node]
    ) -> None:
        pairs: list[Pair] = []
        if self._new(iri):
            pairs.append((rdf.type, type_))
        if name is not None and self._new(iri, name):
            pairs.append((schema.name, Literal(name)))
        if other is not None and self._new(iri, "", other):
            pairs.append((schema.alternateName, Literal(other)))
        _put(iri, pairs, out)

    def _shared(self, figure: Figure, out: list[Node]) -> None:
        if self._new(DATASET):
            out.append((DATASET, _dataset()))
            for name, creator in CREATORS.items():
                self._named(creator, schema.Organization, name, None, out)
        if figure.network is not None:
            self._linked(Reference("ndex", figure.network), out)
        if figure.pathway is not None:
            self._linked(Reference("wikipathways", figure.pathway), out)
        for type_, value in figure.annotations:
            iri = annotation_iri(type_, value)
            if self._new(iri):
                term: list[Pair] = [
                    (rdf.type, schema.DefinedTerm),
                    (schema.name, Literal(value)),
                    (schema.additionalType, Literal(type_)),
                ]
                out.append((iri, term))
        for entity in figure.entities:
            self._entity(entity, out)
        for search in figure.searches:
            self._taxon(search.organism, search.names, out)
            iri = reference_iri(Reference("taxonomy", search.organism))
            for group in search.groups:
                if self._new(iri, "", group):
                    out.append((iri, [(pfocr.organismGroup, Literal(group))]))
        for names in {mention[4]: None for mention in figure.mentions}:
            for name in names:
                if self._new(name):
                    out.append((lexicon_iri(name), _lexicon(name)))

    def _linked(self, reference: Reference, out: list[Node]) -> None:
        iri = reference_iri(reference)
        if self._new(iri):
            out.append((iri, [(schema.identifier, Literal(compact_identifier(reference)))]))

    def _entity(self, entity: Entity, out: list[Node]) -> None:
        """Describe an entity; of one that was described, only what is new."""
        reference = entity[1]
        held = self._entities.get(reference, ())
        for other in held:
            if other is entity or other == entity:
                return
        self._entities[reference] = (*held, entity)
        pairs = _entity(entity)
        if held:
            known = {pair for other in held for pair in _entity(other)}
            pairs = [pair for pair in pairs if pair not in known]
        if all(other.kind != entity.kind for other in held):
            self.entities[entity.kind] += 1
        _put(reference_iri(reference), pairs, out)
        if entity.organism is not None:
            self._taxon(entity.organism, (), out)


def _put(iri: IRI, pairs: list[Pair], out: list[Node]) -> None:
    if pairs:
        out.append((iri, pairs))


# ---- the record and the figure -------------------------------------------------------------------


def _add_texts(out: list[Pair], pairs: tuple[tuple[IRI, str | None], ...]) -> None:
    for predicate, text in pairs:
        if text is not None:
            out.append((predicate, Literal(text)))


def _record(figure: Figure, record: IRI, image: IRI) -> list[Pair]:
    figid = figure.figid
    description = figure.caption or figure.title
    out: list[Pair] = [
        (rdf.type, schema.Dataset),
        (schema.identifier, Literal(figid)),
        (schema.name, Literal(figure.title or figid)),
    ]
    if description is not None:
        out.append((schema.description, Literal(description)))
    out.append((schema.url, record))
    for path in figure.redirects:
        page = page_iri(path)
        if page != record:
            out.append((schema.url, page))
    if figure.license is not None:
        out.append((schema.license, LICENSES[figure.license]))
    if figure.creator is not None:
        out.append((schema.creator, CREATORS[figure.creator]))
    for keyword in figure.keywords:
        out.append((schema.keywords, Literal(keyword)))
    out.append((schema.isPartOf, DATASET))
    out.append((schema.mainEntity, image))
    return out


def _figure(
    figure: Figure, record: IRI, image: IRI, taxa: tuple[list[IRI], list[IRI]]
) -> list[Pair]:
    out: list[Pair] = [
        (rdf.type, schema.ImageObject),
        (rdf.type, pfocr.PathwayFigure),
        (schema.identifier, Literal(figure.figid)),
        (schema.mainEntityOfPage, record),
    ]
    _add_texts(
        out,
        (
            (schema.alternateName, figure.alias),
            (schema.name, figure.title),
            (schema.caption, figure.caption),
            (schema.position, figure.number),
            (schema.genre, figure.type),
        ),
    )
    if figure.link is not None:
        out.append((schema.url, figure_page_url(figure.link)))
    article = figure.article
    if figure.filename is not None:
        if article is not None:
            url = image_url(article.pmcid, figure.filename)
            out.append((schema.contentUrl, url))
        media_type = _media_type(figure.filename.rpartition(".")[2])
        if media_type is not None:
            out.append((schema.encodingFormat, Literal(media_type)))
    if figure.score is not None:
        out.append((pfocr.pathwayScore, Literal(figure.score, XSD_DECIMAL)))
    if figure.rank is not None:
        out.append((pfocr.pmcRankedResultIndex, Literal(figure.rank, XSD_INTEGER)))
    if article is not None:
        paper = reference_iri(Reference("pmc", article.pmcid))
        out.append((schema.isPartOf, paper))
    for iri in taxa[0]:
        out.append((schema.about, iri))
    for type_, value in figure.annotations:
        out.append((schema.about, annotation_iri(type_, value)))
    for name in figure.organisms:
        out.append((pfocr.organismName, Literal(name)))
    for iri in taxa[1]:
        out.append((pfocr.organismSearched, iri))
    for name in figure.organisms_searched:
        out.append((pfocr.organismNameSearched, Literal(name)))
    for reference in _linked_to(figure):
        out.append((rdfs.seeAlso, reference_iri(reference)))
    return out


@lru_cache(256)
def _media_type(suffix: str) -> str | None:
    return _MEDIA_TYPES.guess_type(f"image.{suffix}")[0]


def _linked_to(figure: Figure) -> list[Reference]:
    found = []
    if figure.network is not None:
        found.append(Reference("ndex", figure.network))
    if figure.pathway is not None:
        found.append(Reference("wikipathways", figure.pathway))
    return found


def _links(figure: Figure, image: IRI, out: list[Node]) -> None:
    for reference in _linked_to(figure):
        out.append((reference_iri(reference), [(schema.isBasedOn, image)]))


def _mentions(figure: Figure, image: IRI, out: list[Node]) -> None:
    bodies = dict.fromkeys(chain.from_iterable([mention[5] for mention in figure.mentions]))
    if bodies:
        out.append((image, [(schema.mentions, reference_iri(body)) for body in bodies]))
    for mention in figure.mentions:
        held = _SAID.get(id(mention))
        out.append((image, _said(mention) if held is None else held[1]))


_SAID: dict[int, tuple[Mention, Said]] = {}
"""What is said of mentions, by their identity: the same words are read in many figures, and the
reader gives the same object for them. Each entry keeps its mention, so that none is taken for
another; when there are too many, all go."""


def _said(mention: Mention) -> Said:
    """All that is said of a mention but its figure."""
    kind, word, match, name, lexicons, bodies = mention
    pairs: list[Pair] = [*_MENTION_TYPES[kind], (_WORD, Literal(word))]
    if match is not None:
        pairs.append((pfocr.match, Literal(match)))
    if name is not None:
        pairs.append((schema.name, Literal(name)))
    for lexicon in lexicons:
        pairs.append((pfocr.lexicon, lexicon_iri(lexicon)))
    for body in bodies:
        pairs.append((oa.hasBody, reference_iri(body)))
    if len(_SAID) >= 2**13:
        _SAID.clear()
    said = Said("#mention-" + mention_key(mention), pairs, oa.hasTarget)
    _SAID[id(mention)] = (mention, said)
    return said


_WORD = pfocr.word
_MENTION_TYPES: dict[str, tuple[Pair, ...]] = {
    kind.key: (
        (rdf.type, oa.Annotation),
        (rdf.type, kind.mention_type),
        (oa.motivatedBy, oa.identifying),
    )
    for kind in KINDS.values()
}


def _searches(figure: Figure, image: IRI, out: list[Node]) -> None:
    for search in figure.searches:
        pairs: list[Pair] = [
            (rdf.type, pfocr.GeneSearch),
            (pfocr.figure, image),
            (pfocr.organism, reference_iri(Reference("taxonomy", search.organism))),
        ]
        pairs += [
            (predicate, Literal(str(count), XSD_INTEGER))
            for predicate, count in (
                (pfocr.countDirect, search.direct),
                (pfocr.countSynonym, search.synonym),
                (pfocr.countMatch, search.match),
            )
            if count is not None
        ]
        out.append((search_iri(image, search.organism), pairs))


# ---- what figures have in common -----------------------------------------------------------------


def _article(article: Article, identifier: str) -> list[Pair]:
    out: list[Pair] = [
        (rdf.type, schema.ScholarlyArticle),
        (schema.identifier, Literal(identifier)),
    ]
    _add_texts(
        out,
        (
            (schema.name, article.title),
            (dcterms.bibliographicCitation, article.citation),
        ),
    )
    if article.year is not None:
        out.append((schema.datePublished, Literal(article.year, XSD_GYEAR)))
    if article.doi is not None:
        out.append((schema.sameAs, reference_iri(Reference("doi", article.doi))))
    journal = article.journal_abbreviation or article.journal
    if journal is not None:
        out.append((schema.isPartOf, journal_iri(journal)))
    if article.publisher is not None:
        out.append((schema.publisher, publisher_iri(article.publisher)))
    for keyword in article.keywords:
        out.append((schema.keywords, Literal(keyword)))
    return out


def _dataset() -> list[Pair]:
    """The database as a whole, to which every record belongs."""
    out: list[Pair] = [
        (rdf.type, schema.Dataset),
        (schema.name, Literal("PFOCR: pathway figures and what they mention")),
        (
            schema.description,
            Literal(
                "Published pathway figures, the words that optical character recognition read in "
                "them, and the genes, chemicals and diseases those words were matched to."
            ),
        ),
        (schema.identifier, Literal(DATASET)),
        (schema.url, SITE),
        (schema.license, LICENSES["CC0"]),
        (schema.creator, CREATORS["WikiPathways"]),
    ]
    out += [
        (schema.keywords, Literal(keyword))
        for keyword in ("pathway figures", "gene sets", "optical character recognition")
    ]
    out += [(dcterms.conformsTo, profile) for profile in PROFILES]
    return out


def _entity(entity: Entity) -> list[Pair]:
    kind, reference, name, label, symbol, organism = entity
    out: list[Pair] = [
        (rdf.type, KINDS[kind].type),
        (schema.identifier, Literal(compact_identifier(reference))),
    ]
    if name is not None:
        out.append((schema.name, Literal(name)))
    if label is not None:
        out.append((schema.alternateName, Literal(label)))
    if symbol is not None:
        out.append((skos.closeMatch, reference_iri(Reference("hgnc.symbol", symbol))))
    if organism is not None:
        taxon = reference_iri(Reference("taxonomy", organism))
        out.append((schema.taxonomicRange, taxon))
    return out


def _lexicon(name: str) -> list[Pair]:
    label, definition = LEXICONS.get(name, (name, None))
    out: list[Pair] = [
        (rdf.type, skos.Concept),
        (skos.notation, Literal(name)),
        (skos.prefLabel, Literal(label)),
    ]
    if definition is not None:
        out.append((skos.definition, Literal(definition)))
    return out
