"""What a record says, once read: plain frozen values without files and without RDF.

A missing value is ``None`` (text) or an empty tuple (lists); what the file calls missing (``''``,
``NA``, ``.na.character``) never gets this far. All text is as it stands in the file.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Reference(NamedTuple):
    """An identifier in a registry: ``Reference("chebi", "15379")``.

    ``prefix`` is a key of ``vocabulary.REGISTRIES``; ``identifier`` fits its pattern and carries
    no prefix of its own.
    """

    prefix: str
    identifier: str


class Mention(NamedTuple):
    """One word of the figure and what it was matched to; equal rows are one mention.

    ``kind`` is a key of ``vocabulary.KINDS``. ``match`` is the text that the lexicon
    matched. ``name`` is an entity's name for which the row gives no usable identifier (it has
    nowhere else to go). ``bodies`` is empty for a word that was matched to nothing.
    """

    kind: str
    word: str
    match: str | None
    name: str | None
    lexicons: tuple[str, ...]
    bodies: tuple[Reference, ...]


class Entity(NamedTuple):
    """What a row says of a gene, chemical or disease itself.

    ``name`` is the registry's name, ``label`` a word that was read, for entities without a name;
    ``symbol`` is an HGNC symbol; ``organism`` the NCBI taxon identifier of a gene.
    """

    kind: str
    reference: Reference
    name: str | None
    label: str | None
    symbol: str | None
    organism: str | None


class GeneSearch(NamedTuple):
    """The search of a figure's words in one species' gene lexicon, with its counts.

    ``organism`` is an NCBI taxon identifier; a count is ``None`` where no row knows it, and the
    largest known where rows disagree.
    """

    organism: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    direct: int | None
    synonym: int | None
    match: int | None


class Annotation(NamedTuple):
    """A curated term about the figure: ``Annotation("Disease", "Narcolepsy")``."""

    type: str
    value: str


class Article(NamedTuple):
    """The paper of a figure. ``year`` has four digits; ``doi`` starts with ``10.``."""

    pmcid: str
    title: str | None
    citation: str | None
    year: str | None
    doi: str | None
    journal: str | None
    journal_abbreviation: str | None
    publisher: str | None
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One record of the database. Tuples keep the order of the file, without repeats.

    ``score`` is a decimal number as written, without exponent; ``rank`` is
    ``pmc_ranked_result_index``; ``link`` is the path of the figure's page at PubMed Central, with
    its leading slash; ``redirects`` are paths of the web site; ``network`` is an NDEx UUID in lower
    case, ``pathway`` a WikiPathways identifier (``WP5283``).
    """

    figid: str
    alias: str | None = None
    redirects: tuple[str, ...] = ()
    title: str | None = None
    caption: str | None = None
    number: str | None = None
    type: str | None = None
    link: str | None = None
    filename: str | None = None
    score: str | None = None
    rank: str | None = None
    article: Article | None = None
    license: str | None = None
    creator: str | None = None
    keywords: tuple[str, ...] = ()
    organisms: tuple[str, ...] = ()
    organisms_searched: tuple[str, ...] = ()
    searches: tuple[GeneSearch, ...] = ()
    network: str | None = None
    pathway: str | None = None
    annotations: tuple[Annotation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
