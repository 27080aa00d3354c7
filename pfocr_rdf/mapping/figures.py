"""What is said of a record and of its figure, and by others of the figure.

Own to one figure, all of it: nothing here needs to be remembered.
"""

from __future__ import annotations

import mimetypes
from functools import lru_cache

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

__all__ = ["about_figure", "about_record", "links", "searches"]

_MEDIA_TYPES = mimetypes.MimeTypes(())

_TYPE = Property(rdf.type)
_IDENTIFIER = Property(schema.identifier, xsd.string)
_NAME = Property(schema.name, xsd.string)
_ALTERNATE_NAME = Property(schema.alternateName, xsd.string)
_DESCRIPTION = Property(schema.description, xsd.string)
_CAPTION = Property(schema.caption, xsd.string)
_URL = Property(schema.url)
_LICENSE = Property(schema.license)
_CREATOR = Property(schema.creator)
_KEYWORDS = Property(schema.keywords, xsd.string)
_IS_PART_OF = Property(schema.isPartOf)
_MAIN_ENTITY = Property(schema.mainEntity)
_MAIN_ENTITY_OF_PAGE = Property(schema.mainEntityOfPage)
_POSITION = Property(schema.position, xsd.string)
_GENRE = Property(schema.genre, xsd.string)
_CONTENT_URL = Property(schema.contentUrl)
_ENCODING_FORMAT = Property(schema.encodingFormat, xsd.string)
_PATHWAY_SCORE = Property(pfocr.pathwayScore, xsd.decimal)
_PMC_RANKED_RESULT_INDEX = Property(pfocr.pmcRankedResultIndex, xsd.integer)
_ABOUT = Property(schema.about)
_ORGANISM_NAME = Property(pfocr.organismName, xsd.string)
_ORGANISM_SEARCHED = Property(pfocr.organismSearched)
_ORGANISM_NAME_SEARCHED = Property(pfocr.organismNameSearched, xsd.string)
_SEE_ALSO = Property(rdfs.seeAlso)
_MENTIONS = Property(schema.mentions)
_FIGURE = Property(pfocr.figure)
_ORGANISM = Property(pfocr.organism)
_COUNT_DIRECT = Property(pfocr.countDirect, xsd.integer)
_COUNT_SYNONYM = Property(pfocr.countSynonym, xsd.integer)
_COUNT_MATCH = Property(pfocr.countMatch, xsd.integer)


def about_record(figure: Figure, record: IRI, image: IRI) -> Values:
    """The record: the figure's page and its data."""
    return Values(
        [
            (_TYPE, schema.Dataset),
            (_IDENTIFIER, figure.figid),
            (_NAME, figure.title or figure.figid),
            (_DESCRIPTION, figure.caption or figure.title),
            (_URL, dict.fromkeys([record, *map(page_iri, figure.redirects)])),
            (_LICENSE, figure.license and LICENSES[figure.license]),
            (_CREATOR, figure.creator and CREATORS[figure.creator]),
            (_KEYWORDS, figure.keywords),
            (_IS_PART_OF, DATASET),
            (_MAIN_ENTITY, image),
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
            (_TYPE, _FIGURE_TYPES),
            (_IDENTIFIER, figure.figid),
            (_MAIN_ENTITY_OF_PAGE, record),
            (_ALTERNATE_NAME, figure.alias),
            (_NAME, figure.title),
            (_CAPTION, figure.caption),
            (_POSITION, figure.number),
            (_GENRE, figure.type),
            (_URL, figure.link and figure_page_url(figure.link)),
            (_CONTENT_URL, filename and article and image_url(article.pmcid, filename)),
            (_ENCODING_FORMAT, filename and _media_type(filename.rpartition(".")[2])),
            (_PATHWAY_SCORE, figure.score),
            (_PMC_RANKED_RESULT_INDEX, figure.rank),
            (_IS_PART_OF, article and reference_iri(("pmc", article.pmcid))),
            (_ABOUT, about),
            (_ORGANISM_NAME, figure.organisms),
            (_ORGANISM_SEARCHED, searched),
            (_ORGANISM_NAME_SEARCHED, figure.organisms_searched),
            (_SEE_ALSO, list(map(reference_iri, _linked_to(figure)))),
            (_MENTIONS, mentioned),
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
        said = Values(
            [
                (_TYPE, pfocr.GeneSearch),
                (_FIGURE, image),
                (_ORGANISM, reference_iri(("taxonomy", search.organism))),
                (_COUNT_DIRECT, _number(search.direct)),
                (_COUNT_SYNONYM, _number(search.synonym)),
                (_COUNT_MATCH, _number(search.match)),
            ]
        )
        out.append((search_iri(image, search.organism), said))


def _number(count: int | None) -> str | None:
    return None if count is None else str(count)
