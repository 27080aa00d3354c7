"""What is said of a record and of its figure, and by others of the figure.

Own to one figure, all of it: nothing here needs to be remembered.
"""

from __future__ import annotations

import mimetypes
from functools import lru_cache

from pfocr_rdf.lines import Many, Parts
from pfocr_rdf.model import Figure, Reference
from pfocr_rdf.namespaces import pfocr, rdf, rdfs, schema, xsd
from pfocr_rdf.terms import IRI, Literal, Node, Pair, Said
from pfocr_rdf.vocabulary import (
    CREATORS,
    DATASET,
    LICENSES,
    annotation_iri,
    figure_page_url,
    image_url,
    page_iri,
    reference_iri,
    search_iri,
)

__all__ = ["about_figure", "about_record", "links", "searches"]

_MEDIA_TYPES = mimetypes.MimeTypes(())


def about_record(figure: Figure, record: IRI, image: IRI) -> list[Pair] | Said:
    """The record: the figure's page and its data."""
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
    rest: list[Pair] = [(schema.isPartOf, DATASET), (schema.mainEntity, image)]
    if not figure.keywords:
        return out + rest
    return Parts(out, Many(schema.keywords, figure.keywords, literal=True), rest)


def about_figure(
    figure: Figure, record: IRI, image: IRI, about: list[IRI], searched: list[IRI]
) -> list[Pair]:
    """The published image; ``about`` are the taxa it is about, ``searched`` those searched for."""
    out: list[Pair] = [
        (rdf.type, schema.ImageObject),
        (rdf.type, pfocr.PathwayFigure),
        (schema.identifier, Literal(figure.figid)),
        (schema.mainEntityOfPage, record),
    ]
    if figure.alias is not None:
        out.append((schema.alternateName, Literal(figure.alias)))
    if figure.title is not None:
        out.append((schema.name, Literal(figure.title)))
    if figure.caption is not None:
        out.append((schema.caption, Literal(figure.caption)))
    if figure.number is not None:
        out.append((schema.position, Literal(figure.number)))
    if figure.type is not None:
        out.append((schema.genre, Literal(figure.type)))
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
        out.append((pfocr.pathwayScore, Literal(figure.score, xsd.decimal)))
    if figure.rank is not None:
        out.append((pfocr.pmcRankedResultIndex, Literal(figure.rank, xsd.integer)))
    if article is not None:
        out.append((schema.isPartOf, reference_iri(("pmc", article.pmcid))))
    for iri in about:
        out.append((schema.about, iri))
    for type_, value in figure.annotations:
        out.append((schema.about, annotation_iri(type_, value)))
    for name in figure.organisms:
        out.append((pfocr.organismName, Literal(name)))
    for iri in searched:
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


def links(figure: Figure, image: IRI, out: list[Node]) -> None:
    """What networks and pathways were made of."""
    for reference in _linked_to(figure):
        out.append((reference_iri(reference), [(schema.isBasedOn, image)]))


def searches(figure: Figure, image: IRI, out: list[Node]) -> None:
    """The searches of the figure's words, one a species."""
    for search in figure.searches:
        pairs: list[Pair] = [
            (rdf.type, pfocr.GeneSearch),
            (pfocr.figure, image),
            (pfocr.organism, reference_iri(("taxonomy", search.organism))),
        ]
        pairs += [
            (predicate, Literal(str(count), xsd.integer))
            for predicate, count in (
                (pfocr.countDirect, search.direct),
                (pfocr.countSynonym, search.synonym),
                (pfocr.countMatch, search.match),
            )
            if count is not None
        ]
        out.append((search_iri(image, search.organism), pairs))
