"""What is said of the things that figures have in common, each on its own.

Papers, entities, taxa, lexicons, the database: that each is described once only is the work of
:mod:`pfocr_rdf.mapping.shared`.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from pfocr_rdf.rdf.namespaces import SITE, dcterms, rdf, schema, skos, xsd
from pfocr_rdf.rdf.ntriples import Template, escaped, mark
from pfocr_rdf.rdf.terms import IRI, Literal, Pair, Statements, Triple
from pfocr_rdf.rdf.vocabulary import (
    CREATORS,
    DATASET,
    KINDS,
    LEXICONS,
    LICENSES,
    PROFILES,
    compact_identifier,
    journal_iri,
    publisher_iri,
    reference_iri,
)
from pfocr_rdf.records.model import Article, Entity

_REMEMBERED = 2**13


def about_article(article: Article, identifier: str) -> list[Pair]:
    """A paper; ``identifier`` is its compact one."""
    out: list[Pair] = [
        (rdf.type, schema.ScholarlyArticle),
        (schema.identifier, Literal(identifier)),
    ]
    if article.title is not None:
        out.append((schema.name, Literal(article.title)))
    if article.citation is not None:
        out.append((dcterms.bibliographicCitation, Literal(article.citation)))
    if article.year is not None:
        out.append((schema.datePublished, Literal(article.year, xsd.gYear)))
    if article.doi is not None:
        out.append((schema.sameAs, reference_iri(("doi", article.doi))))
    journal = article.journal_abbreviation or article.journal
    if journal is not None:
        out.append((schema.isPartOf, journal_iri(journal)))
    if article.publisher is not None:
        out.append((schema.publisher, publisher_iri(article.publisher)))
    for keyword in article.keywords:
        out.append((schema.keywords, Literal(keyword)))
    return out


@cache
def about_dataset() -> list[Pair]:
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


@lru_cache(256)
def about_lexicon(name: str) -> list[Pair]:
    """A way of matching words."""
    label, definition = LEXICONS.get(name, (name, None))
    out: list[Pair] = [
        (rdf.type, skos.Concept),
        (skos.notation, Literal(name)),
        (skos.prefLabel, Literal(label)),
    ]
    if definition is not None:
        out.append((skos.definition, Literal(definition)))
    return out


# ---- genes, chemicals, diseases ------------------------------------------------------------------


def about_entity(entity: Entity) -> list[Pair]:
    """A gene, chemical or disease."""
    kind, reference, name, label, symbol, organism = entity
    return _entity(
        kind,
        compact_identifier(reference),
        name,
        label,
        None if symbol is None else reference_iri(("hgnc.symbol", symbol)),
        None if organism is None else reference_iri(("taxonomy", organism)),
    )


def _entity(
    kind: str,
    identifier: str,
    name: str | None,
    label: str | None,
    symbol: IRI | None,
    taxon: IRI | None,
) -> list[Pair]:
    out: list[Pair] = [(rdf.type, KINDS[kind].type), (schema.identifier, Literal(identifier))]
    if name is not None:
        out.append((schema.name, Literal(name)))
    if label is not None:
        out.append((schema.alternateName, Literal(label)))
    if symbol is not None:
        out.append((skos.closeMatch, symbol))
    if taxon is not None:
        out.append((schema.taxonomicRange, taxon))
    return out


class EntityText(Statements):
    """The same, as text; there are too many entities to go over triples for each."""

    __slots__ = ("_entity", "iri")

    def __init__(self, entity: Entity) -> None:
        self.iri = reference_iri(entity[1])
        self._entity = entity

    def __len__(self) -> int:
        return _ENTITY_TRIPLES - self._entity.count(None)

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        for predicate, term in about_entity(self._entity):
            yield subject, predicate, term

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        _, reference, name, label, symbol, organism = self._entity
        cells = [escaped(compact_identifier(reference))]
        if name is not None:
            cells.append(escaped(name))
        if label is not None:
            cells.append(escaped(label))
        if symbol is not None:
            cells.append(reference_iri(("hgnc.symbol", symbol)))
        if organism is not None:
            cells.append(reference_iri(("taxonomy", organism)))
        return _template(*_shape(self._entity)).fill(subject, cells, end)


entity_text = lru_cache(_REMEMBERED)(EntityText)
"""The text of an entity that may be met again."""


def _shape(entity: Entity) -> tuple[str, bool, bool, bool, bool]:
    kind, _, name, label, symbol, organism = entity
    return kind, name is not None, label is not None, symbol is not None, organism is not None


@cache
def _template(kind: str, name: bool, label: bool, symbol: bool, organism: bool) -> Template:
    """A template for all entities of a kind of which the same is known."""
    marks = map(mark, range(5))
    identifier = next(marks)
    cells = [next(marks) if known else None for known in (name, label, symbol, organism)]
    return Template(_entity(kind, identifier, *cells))


_ENTITY_TRIPLES = _template("gene", name=True, label=True, symbol=True, organism=True).size
"""How many triples say all that can be known of an entity."""
