"""What is said of a record and of its figure, and by others of the figure.

Own to one figure, all of it: nothing here needs to be remembered.
"""

import mimetypes
from functools import cache, lru_cache, partial

from pfocr_rdf.rdf.namespaces import pfocr, rdf, rdfs, schema, xsd
from pfocr_rdf.rdf.ntriples import Property, Values
from pfocr_rdf.rdf.terms import IRI, Node
from pfocr_rdf.rdf.vocabulary import (
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
from pfocr_rdf.records.model import Figure, Reference

_MEDIA_TYPES = mimetypes.MimeTypes(())

_link = _typed = cache(Property)
_text = cache(partial(Property, datatype=xsd.string))


def about_record(figure: Figure, record: IRI, image: IRI) -> Values:
    """The record: the figure's page and its data."""
    return Values(
        [
            (_link(rdf.type), schema.Dataset),
            (_text(schema.identifier), figure.figid),
            (_text(schema.name), figure.title or figure.figid),
            (_text(schema.description), figure.caption or figure.title),
            (_link(schema.url), dict.fromkeys([record, *map(page_iri, figure.redirects)])),
            (_link(schema.license), figure.license and LICENSES[figure.license]),
            (_link(schema.creator), figure.creator and CREATORS[figure.creator]),
            (_text(schema.keywords), figure.keywords),
            (_link(schema.isPartOf), DATASET),
            (_link(schema.mainEntity), image),
        ]
    )


def about_figure(
    figure: Figure, record: IRI, about: list[IRI], searched: list[IRI], mentioned: list[IRI]
) -> Values:
    """The published image: ``about`` are the taxa it is about, ``searched`` those searched for,
    ``mentioned`` the genes, chemicals and diseases.
    """
    article, filename = figure.article, figure.filename
    if figure.annotations:
        about = about + [annotation_iri(type_, value) for type_, value in figure.annotations]
    return Values(
        [
            (_link(rdf.type), _FIGURE_TYPES),
            (_text(schema.identifier), figure.figid),
            (_link(schema.mainEntityOfPage), record),
            (_text(schema.alternateName), figure.alias),
            (_text(schema.name), figure.title),
            (_text(schema.caption), figure.caption),
            (_text(schema.position), figure.number),
            (_text(schema.genre), figure.type),
            (_link(schema.url), figure.link and figure_page_url(figure.link)),
            (_link(schema.contentUrl), filename and article and image_url(article.pmcid, filename)),
            (_text(schema.encodingFormat), filename and _media_type(filename.rpartition(".")[2])),
            (_typed(pfocr.pathwayScore, xsd.decimal), figure.score),
            (_typed(pfocr.pmcRankedResultIndex, xsd.integer), figure.rank),
            (_link(schema.isPartOf), article and reference_iri(("pmc", article.pmcid))),
            (_link(schema.about), about),
            (_text(pfocr.organismName), figure.organisms),
            (_link(pfocr.organismSearched), searched),
            (_text(pfocr.organismNameSearched), figure.organisms_searched),
            (_link(rdfs.seeAlso), list(map(reference_iri, _linked_to(figure)))),
            (_link(schema.mentions), mentioned),
        ]
    )


_FIGURE_TYPES = (schema.ImageObject, pfocr.PathwayFigure)


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
        values = Values(
            [
                (_link(rdf.type), pfocr.GeneSearch),
                (_link(pfocr.figure), image),
                (_link(pfocr.organism), reference_iri(("taxonomy", search.organism))),
                (_typed(pfocr.countDirect, xsd.integer), _number(search.direct)),
                (_typed(pfocr.countSynonym, xsd.integer), _number(search.synonym)),
                (_typed(pfocr.countMatch, xsd.integer), _number(search.match)),
            ]
        )
        out.append((search_iri(image, search.organism), values))


def _number(count: int | None) -> str | None:
    return None if count is None else str(count)
