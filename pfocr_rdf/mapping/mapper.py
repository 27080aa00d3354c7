"""Figures to triples, each shared description once.

Pure: the same figure always gives the same triples, in the same order, those of one subject
together. A figure's triples are in two parts: its *own*, which say something of the record, the
figure and its mentions, and the *shared* ones, which describe what several figures have in common
(papers, genes, taxa, lexicons) and are needed only once in a file.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pfocr_rdf.mapping.figures import about_figure, about_record, links, searches
from pfocr_rdf.mapping.mentions import MentionStatements
from pfocr_rdf.mapping.organisms import Organisms, organisms
from pfocr_rdf.mapping.shared import SharedDescriptions
from pfocr_rdf.rdf.terms import Node, Triple, flatten
from pfocr_rdf.rdf.vocabulary import figure_iri, record_iri
from pfocr_rdf.records.model import Figure


class MappedFigure(NamedTuple):
    """The triples of one figure, in output order.

    ``unresolved`` are the names of organisms that no taxon was found for.
    """

    own: list[Node]
    shared: list[Node]
    unresolved: list[str]


def triples(figure: Figure, *, names: Organisms | None = None) -> Iterator[Triple]:
    """All triples of one figure, with the descriptions of everything it links to.

    >>> from pfocr_rdf.records.model import Figure
    >>> next(triples(Figure(figid="PMC1__f1")))[2]
    'https://schema.org/Dataset'
    """
    own, shared, _ = Mapper(names).map(figure)
    yield from flatten(own)
    yield from flatten(shared)


class Mapper:
    """Maps figures one after the other and describes each shared thing once.

    What was described is remembered for the mapper's life; a paper is remembered until the next
    paper comes, so figures should come in the order of their identifiers. With ``complete``,
    nothing is remembered: each figure comes with all that it shares.
    """

    def __init__(self, names: Organisms | None = None, *, complete: bool = False) -> None:
        self._organisms = organisms() if names is None else names
        self._complete = complete
        self._shared = SharedDescriptions(self._organisms, complete=complete)

    @property
    def entities(self) -> dict[str, int]:
        """How many different entities of each kind were described."""
        return self._shared.entities

    def map(self, figure: Figure) -> MappedFigure:
        """The triples of ``figure``; the shared ones only as far as they were not given before.

        Raises UnicodeEncodeError where a text holds a lone surrogate, which RDF cannot say.
        """
        figid = figure.figid
        record = record_iri(figid)
        image = figure_iri(figid)
        common = self._shared
        if self._complete:
            common.forget()
        shared: list[Node] = []
        about, searched, unresolved = common.resolve(figure, shared)
        mentions = MentionStatements(figure.mentions)
        own: list[Node] = [
            (record, about_record(figure, record, image)),
            (image, about_figure(figure, record, about, searched, mentions.bodies())),
            (image, mentions),
        ]
        if figure.searches:
            searches(figure, image, own)
        links(figure, image, own)
        common.describe(figure, shared)
        return MappedFigure(own, shared, unresolved.copy())
