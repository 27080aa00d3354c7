"""What figures have in common, described once."""

from typing import TypeAlias

from pfocr_rdf.mapping.descriptions import (
    EntityText,
    about_article,
    about_dataset,
    about_entity,
    about_lexicon,
    entity_text,
)
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.rdf.namespaces import pfocr, rdf, schema
from pfocr_rdf.rdf.terms import IRI, Literal, Node, Pair
from pfocr_rdf.rdf.vocabulary import (
    CREATORS,
    DATASET,
    KINDS,
    annotation_iri,
    compact_identifier,
    journal_iri,
    lexicon_iri,
    publisher_iri,
    reference_iri,
)
from pfocr_rdf.records.model import Article, Entity, Figure, Reference

Names: TypeAlias = tuple[str, ...]

_REMEMBERED = 2**12


class SharedDescriptions:
    """Describes what figures link to, and remembers what it has described."""

    def __init__(self, organisms: Organisms, *, complete: bool) -> None:
        self._organisms = organisms
        self._text = entity_text if complete else EntityText
        self._described: set[tuple[str, ...]] = set()
        self._entities: dict[Reference, tuple[Entity, ...]] = {}
        self._taxa: set[str] = set()
        self._resolved: dict[tuple[Names, Names], tuple[list[IRI], list[IRI], list[str]]] = {}
        self._paper = ""
        self._paper_pairs: list[Pair] = []
        self.entities = dict.fromkeys(KINDS, 0)

    def forget(self) -> None:
        """Forget all that was described."""
        self._described.clear()
        self._entities.clear()
        self._taxa.clear()
        self._resolved.clear()
        self._paper = ""

    def _new(self, *key: str) -> bool:
        if key in self._described:
            return False
        self._described.add(key)
        return True

    # ---- taxa ----

    def resolve(self, figure: Figure, out: list[Node]) -> tuple[list[IRI], list[IRI], list[str]]:
        """The taxa of the organisms that a figure is about, and of those searched.

        Also the names of those that are no taxon.
        """
        names = figure.organisms, figure.organisms_searched
        known = self._resolved.get(names)
        if known is None:
            found: tuple[list[IRI], list[IRI], list[str]] = ([], [], [])
            for several, iris in zip(names, found, strict=False):
                for name in several:
                    self._resolve(name, iris, found[2], out)
            if len(self._resolved) >= _REMEMBERED:
                self._resolved.clear()
            self._resolved[names] = known = found
        return known

    def _resolve(self, name: str, iris: list[IRI], unresolved: list[str], out: list[Node]) -> None:
        taxa = self._organisms.resolve(name)
        if not taxa:
            unresolved.append(name)
        for taxon in taxa:
            iri = reference_iri(("taxonomy", taxon.identifier))
            if iri not in iris:
                iris.append(iri)
            self._taxon(taxon.identifier, (taxon.name,), out)

    def _taxon(self, identifier: str, names: tuple[str, ...], out: list[Node]) -> None:
        if not names and identifier in self._taxa:
            return
        self._taxa.add(identifier)
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

    # ---- the paper, entities and the rest ----

    def describe(self, figure: Figure, out: list[Node]) -> None:
        """Describe what a figure links to, apart from the taxa that :meth:`resolve` finds."""
        if figure.article is not None:
            self._article(figure.article, out)
        if self._new(DATASET):
            out.append((DATASET, about_dataset()))
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
        known = self._entities.get
        for entity in figure.entities:
            held = known(entity[1])
            if held is None or entity not in held:
                self._entity(entity, held, out)
        for search in figure.searches:
            self._taxon(search.organism, search.names, out)
            iri = reference_iri(("taxonomy", search.organism))
            for group in search.groups:
                if self._new(iri, "", group):
                    out.append((iri, [(pfocr.organismGroup, Literal(group))]))
        for names in {mention[4]: None for mention in figure.mentions}:
            for name in names:
                if self._new(name):
                    out.append((lexicon_iri(name), about_lexicon(name)))

    def _article(self, article: Article, out: list[Node]) -> None:
        reference = Reference("pmc", article.pmcid)
        iri = reference_iri(reference)
        pairs = about_article(article, compact_identifier(reference))
        if iri == self._paper:
            seen = set(self._paper_pairs)
            pairs = [pair for pair in pairs if pair not in seen]
            self._paper_pairs += pairs
        else:
            self._paper = iri
            self._paper_pairs = pairs
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

    def _linked(self, reference: Reference, out: list[Node]) -> None:
        iri = reference_iri(reference)
        if self._new(iri):
            out.append((iri, [(schema.identifier, Literal(compact_identifier(reference)))]))

    def _entity(self, entity: Entity, held: tuple[Entity, ...] | None, out: list[Node]) -> None:
        """Describe an entity; of one that was described, only what is new."""
        reference = entity[1]
        if held is None:
            self._entities[reference] = (entity,)
            self.entities[entity[0]] += 1
            text = self._text(entity)
            out.append((text.iri, text))
        else:
            self._entities[reference] = (*held, entity)
            known = {pair for other in held for pair in about_entity(other)}
            pairs = [pair for pair in about_entity(entity) if pair not in known]
            if all(other.kind != entity.kind for other in held):
                self.entities[entity.kind] += 1
            _put(reference_iri(reference), pairs, out)
        if entity[5] is not None:
            self._taxon(entity[5], (), out)


def _put(iri: IRI, pairs: list[Pair], out: list[Node]) -> None:
    if pairs:
        out.append((iri, pairs))
