"""Every IRI of the project: namespaces, terms, registries, entity kinds, and how IRIs are minted.

Nothing else in the package spells an IRI. A new registry is one row of :data:`REGISTRIES`, a new
entity kind one row of :data:`KINDS`, a new way of matching one row of :data:`LEXICONS`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pfocr_rdf.model import Mention, Reference
    from pfocr_rdf.terms import IRI

SITE = "https://pfocr.wikipathways.org/"
IDENTIFIERS = "https://identifiers.org/"
NCBI = "https://www.ncbi.nlm.nih.gov"
BIOSCHEMAS = "https://bioschemas.org/profiles/"


class rdf:  # noqa: N801  (a namespace reads as its prefix)
    """RDF, https://www.w3.org/TR/rdf-schema/."""

    NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    first = NS + "first"
    rest = NS + "rest"
    type = NS + "type"


class rdfs:  # noqa: N801
    """RDF Schema, https://www.w3.org/TR/rdf-schema/."""

    NS = "http://www.w3.org/2000/01/rdf-schema#"
    label = NS + "label"
    seeAlso = NS + "seeAlso"  # noqa: N815  (terms keep their own spelling)


class schema:  # noqa: N801
    """schema.org, https://schema.org/: always https."""

    NS = "https://schema.org/"
    ChemicalSubstance = NS + "ChemicalSubstance"
    Dataset = NS + "Dataset"
    DefinedTerm = NS + "DefinedTerm"
    Gene = NS + "Gene"
    ImageObject = NS + "ImageObject"
    MedicalCondition = NS + "MedicalCondition"
    Organization = NS + "Organization"
    Periodical = NS + "Periodical"
    ScholarlyArticle = NS + "ScholarlyArticle"
    SoftwareApplication = NS + "SoftwareApplication"
    Taxon = NS + "Taxon"
    about = NS + "about"
    additionalType = NS + "additionalType"  # noqa: N815
    alternateName = NS + "alternateName"  # noqa: N815
    caption = NS + "caption"
    citation = NS + "citation"
    contentUrl = NS + "contentUrl"  # noqa: N815
    creator = NS + "creator"
    datePublished = NS + "datePublished"  # noqa: N815
    description = NS + "description"
    encodingFormat = NS + "encodingFormat"  # noqa: N815
    genre = NS + "genre"
    identifier = NS + "identifier"
    isBasedOn = NS + "isBasedOn"  # noqa: N815
    isPartOf = NS + "isPartOf"  # noqa: N815
    keywords = NS + "keywords"
    license = NS + "license"
    mainEntity = NS + "mainEntity"  # noqa: N815
    mainEntityOfPage = NS + "mainEntityOfPage"  # noqa: N815
    mentions = NS + "mentions"
    name = NS + "name"
    position = NS + "position"
    publisher = NS + "publisher"
    sameAs = NS + "sameAs"  # noqa: N815
    softwareVersion = NS + "softwareVersion"  # noqa: N815
    taxonRank = NS + "taxonRank"  # noqa: N815
    taxonomicRange = NS + "taxonomicRange"  # noqa: N815
    url = NS + "url"


class oa:  # noqa: N801
    """Web Annotation, https://www.w3.org/TR/annotation-vocab/."""

    NS = "http://www.w3.org/ns/oa#"
    Annotation = NS + "Annotation"
    hasBody = NS + "hasBody"  # noqa: N815
    hasTarget = NS + "hasTarget"  # noqa: N815
    identifying = NS + "identifying"
    motivatedBy = NS + "motivatedBy"  # noqa: N815


class skos:  # noqa: N801
    """SKOS, https://www.w3.org/TR/skos-reference/."""

    NS = "http://www.w3.org/2004/02/skos/core#"
    Concept = NS + "Concept"
    closeMatch = NS + "closeMatch"  # noqa: N815
    definition = NS + "definition"
    exactMatch = NS + "exactMatch"  # noqa: N815
    notation = NS + "notation"
    prefLabel = NS + "prefLabel"  # noqa: N815


class dcterms:  # noqa: N801
    """DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/."""

    NS = "http://purl.org/dc/terms/"
    bibliographicCitation = NS + "bibliographicCitation"  # noqa: N815
    conformsTo = NS + "conformsTo"  # noqa: N815
    creator = NS + "creator"
    description = NS + "description"
    format = NS + "format"
    hasPart = NS + "hasPart"  # noqa: N815
    identifier = NS + "identifier"
    isReferencedBy = NS + "isReferencedBy"  # noqa: N815
    issued = NS + "issued"
    license = NS + "license"
    publisher = NS + "publisher"
    title = NS + "title"


class sh:  # noqa: N801
    """SHACL, https://www.w3.org/TR/shacl/."""

    NS = "http://www.w3.org/ns/shacl#"
    NodeShape = NS + "NodeShape"
    PropertyShape = NS + "PropertyShape"
    alternativePath = NS + "alternativePath"  # noqa: N815
    description = NS + "description"
    inversePath = NS + "inversePath"  # noqa: N815
    message = NS + "message"
    name = NS + "name"
    oneOrMorePath = NS + "oneOrMorePath"  # noqa: N815
    path = NS + "path"
    property = NS + "property"
    severity = NS + "severity"
    sparql = NS + "sparql"
    target = NS + "target"
    targetClass = NS + "targetClass"  # noqa: N815
    targetNode = NS + "targetNode"  # noqa: N815
    targetObjectsOf = NS + "targetObjectsOf"  # noqa: N815
    targetSubjectsOf = NS + "targetSubjectsOf"  # noqa: N815
    zeroOrMorePath = NS + "zeroOrMorePath"  # noqa: N815
    zeroOrOnePath = NS + "zeroOrOnePath"  # noqa: N815


class shape:  # noqa: N801
    """The project's shapes, and what is said of them beyond SHACL."""

    NS = SITE + "shapes#"
    expected = NS + "expected"
    expectedWith = NS + "expectedWith"  # noqa: N815
    field = NS + "field"
    profile = NS + "profile"


class pfocr:  # noqa: N801
    """The project's own terms, described in ``pfocr_rdf/data/ontology.ttl``."""

    NS = SITE + "vocab#"
    ChemicalMention = NS + "ChemicalMention"
    DiseaseMention = NS + "DiseaseMention"
    GeneMention = NS + "GeneMention"
    GeneSearch = NS + "GeneSearch"
    PathwayFigure = NS + "PathwayFigure"
    countDirect = NS + "countDirect"  # noqa: N815
    countMatch = NS + "countMatch"  # noqa: N815
    countSynonym = NS + "countSynonym"  # noqa: N815
    figure = NS + "figure"
    lexicon = NS + "lexicon"
    match = NS + "match"
    organism = NS + "organism"
    organismGroup = NS + "organismGroup"  # noqa: N815
    organismName = NS + "organismName"  # noqa: N815
    organismNameSearched = NS + "organismNameSearched"  # noqa: N815
    organismSearched = NS + "organismSearched"  # noqa: N815
    pathwayScore = NS + "pathwayScore"  # noqa: N815
    pmcRankedResultIndex = NS + "pmcRankedResultIndex"  # noqa: N815
    word = NS + "word"


class xsd:  # noqa: N801
    """Datatypes, https://www.w3.org/TR/xmlschema11-2/; those of the data are in ``terms``."""

    NS = "http://www.w3.org/2001/XMLSchema#"
    date = NS + "date"
    hexBinary = NS + "hexBinary"  # noqa: N815
    integer = NS + "integer"
    nonNegativeInteger = NS + "nonNegativeInteger"  # noqa: N815


class void:  # noqa: N801
    """VoID, https://www.w3.org/TR/void/: what a dataset holds."""

    NS = "http://rdfs.org/ns/void#"
    Dataset = NS + "Dataset"
    DatasetDescription = NS + "DatasetDescription"
    Linkset = NS + "Linkset"
    class_ = NS + "class"
    classPartition = NS + "classPartition"  # noqa: N815
    classes = NS + "classes"
    dataDump = NS + "dataDump"  # noqa: N815
    distinctSubjects = NS + "distinctSubjects"  # noqa: N815
    entities = NS + "entities"
    exampleResource = NS + "exampleResource"  # noqa: N815
    feature = NS + "feature"
    linkPredicate = NS + "linkPredicate"  # noqa: N815
    objectsTarget = NS + "objectsTarget"  # noqa: N815
    properties = NS + "properties"
    property = NS + "property"
    propertyPartition = NS + "propertyPartition"  # noqa: N815
    sparqlEndpoint = NS + "sparqlEndpoint"  # noqa: N815
    subjectsTarget = NS + "subjectsTarget"  # noqa: N815
    subset = NS + "subset"
    triples = NS + "triples"
    uriSpace = NS + "uriSpace"  # noqa: N815
    vocabulary = NS + "vocabulary"


class void_ext:  # noqa: N801
    """Extensions of VoID, http://ldf.fi/void-ext: partitions by datatype."""

    NS = "http://ldf.fi/void-ext#"
    datatype = NS + "datatype"
    datatypePartition = NS + "datatypePartition"  # noqa: N815


class dcat:  # noqa: N801
    """DCAT 3, https://www.w3.org/TR/vocab-dcat-3/: how a dataset is published."""

    NS = "http://www.w3.org/ns/dcat#"
    DataService = NS + "DataService"
    Dataset = NS + "Dataset"
    Distribution = NS + "Distribution"
    accessURL = NS + "accessURL"  # noqa: N815
    byteSize = NS + "byteSize"  # noqa: N815
    compressFormat = NS + "compressFormat"  # noqa: N815
    distribution = NS + "distribution"
    downloadURL = NS + "downloadURL"  # noqa: N815
    endpointDescription = NS + "endpointDescription"  # noqa: N815
    endpointURL = NS + "endpointURL"  # noqa: N815
    isVersionOf = NS + "isVersionOf"  # noqa: N815
    keyword = NS + "keyword"
    landingPage = NS + "landingPage"  # noqa: N815
    mediaType = NS + "mediaType"  # noqa: N815
    previousVersion = NS + "previousVersion"  # noqa: N815
    servesDataset = NS + "servesDataset"  # noqa: N815
    version = NS + "version"


class adms:  # noqa: N801
    """ADMS, https://www.w3.org/TR/vocab-adms/, for what DCAT takes from it."""

    NS = "http://www.w3.org/ns/adms#"
    versionNotes = NS + "versionNotes"  # noqa: N815


class foaf:  # noqa: N801
    """FOAF, http://xmlns.com/foaf/spec/, for what VoID takes from it."""

    NS = "http://xmlns.com/foaf/0.1/"
    homepage = NS + "homepage"
    primaryTopic = NS + "primaryTopic"  # noqa: N815


class spdx:  # noqa: N801
    """SPDX 2, https://spdx.org/rdf/terms/: checksums."""

    NS = "http://spdx.org/rdf/terms#"
    Checksum = NS + "Checksum"
    algorithm = NS + "algorithm"
    checksum = NS + "checksum"
    checksumAlgorithm_sha256 = NS + "checksumAlgorithm_sha256"  # noqa: N815
    checksumValue = NS + "checksumValue"  # noqa: N815


class prov:  # noqa: N801
    """PROV-O, https://www.w3.org/TR/prov-o/: where it comes from."""

    NS = "http://www.w3.org/ns/prov#"
    Activity = NS + "Activity"
    Entity = NS + "Entity"
    SoftwareAgent = NS + "SoftwareAgent"
    used = NS + "used"
    wasAssociatedWith = NS + "wasAssociatedWith"  # noqa: N815
    wasDerivedFrom = NS + "wasDerivedFrom"  # noqa: N815
    wasGeneratedBy = NS + "wasGeneratedBy"  # noqa: N815
    wasRevisionOf = NS + "wasRevisionOf"  # noqa: N815


class pav:  # noqa: N801
    """PAV, https://pav-ontology.github.io/pav/: versions, as HCLS descriptions have them."""

    NS = "http://purl.org/pav/"
    previousVersion = NS + "previousVersion"  # noqa: N815
    version = NS + "version"


class sd:  # noqa: N801
    """SPARQL Service Description, https://www.w3.org/TR/sparql11-service-description/."""

    NS = "http://www.w3.org/ns/sparql-service-description#"
    Dataset = NS + "Dataset"
    Graph = NS + "Graph"
    NamedGraph = NS + "NamedGraph"
    SPARQL11Query = NS + "SPARQL11Query"
    Service = NS + "Service"
    UnionDefaultGraph = NS + "UnionDefaultGraph"
    defaultDataset = NS + "defaultDataset"  # noqa: N815
    defaultGraph = NS + "defaultGraph"  # noqa: N815
    endpoint = NS + "endpoint"
    feature = NS + "feature"
    graph = NS + "graph"
    name = NS + "name"
    namedGraph = NS + "namedGraph"  # noqa: N815
    supportedLanguage = NS + "supportedLanguage"  # noqa: N815


# ---- registries ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of identifiers: what fits it and what IRI it makes.

    ``base`` + identifier is the IRI, ``compact`` + identifier the compact identifier that
    ``schema:identifier`` carries; ``accepts`` are prefixes that records write before the
    identifier, compared without case.
    """

    prefix: str
    title: str
    pattern: re.Pattern[str]
    expected: str
    base: IRI
    compact: str
    accepts: tuple[str, ...] = ()

    def local(self, text: str) -> str | None:
        """The identifier in ``text`` without its prefix, or ``None`` where it does not fit.

        >>> REGISTRIES["doid"].local("DOID:8893"), REGISTRIES["mesh"].local("X12")
        ('8893', None)
        """
        for prefix in self.accepts:
            if text[: len(prefix)].lower() == prefix:
                text = text[len(prefix) :]
                break
        return text if self.pattern.fullmatch(text) else None


def _registry(
    prefix: str,
    title: str,
    pattern: str,
    expected: str,
    *,
    base: IRI | None = None,
    compact: str | None = None,
    accepts: tuple[str, ...] = (),
) -> Registry:
    return Registry(
        prefix,
        title,
        re.compile(pattern),
        expected,
        f"{IDENTIFIERS}{prefix}/" if base is None else base,
        f"{prefix}:" if compact is None else compact,
        accepts,
    )


REGISTRIES: dict[str, Registry] = {
    r.prefix: r
    for r in (
        _registry("ncbigene", "NCBI Gene", r"[0-9]+", "digits"),
        _registry("mesh", "MeSH", r"[CD][0-9]+", "C or D and digits", accepts=("mesh:",)),
        _registry(
            "chebi",
            "ChEBI",
            r"[0-9]+",
            "digits",
            base=IDENTIFIERS + "chebi/CHEBI:",
            compact="CHEBI:",
            accepts=("chebi:",),
        ),
        _registry(
            "doid",
            "Disease Ontology",
            r"[0-9]+",
            "digits",
            base=IDENTIFIERS + "doid/DOID:",
            compact="DOID:",
            accepts=("doid:",),
        ),
        _registry("taxonomy", "NCBI Taxonomy", r"[0-9]+", "digits"),
        _registry("pmc", "PubMed Central", r"PMC[0-9]+", "PMC and digits"),
        _registry("wikipathways", "WikiPathways", r"WP[0-9]+", "WP and digits"),
        _registry(
            "ndex",
            "NDEx",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "a UUID",
            base="https://www.ndexbio.org/viewer/networks/",
        ),
        _registry("doi", "DOI", r"10\..+", "10. and more", base="https://doi.org/"),
        _registry("hgnc.symbol", "HGNC Symbol", r".+", "a symbol"),
    )
}


# ---- entity kinds and lexicons -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A kind of entity that figures mention.

    ``plural`` names the list in the front matter and the table beside the record. ``columns`` maps
    a table's identifier columns to registries; ``names`` tells which column holds the registry's
    name of the entity, in the tables; ``sources`` are the registries that the inline layout's
    ``source`` may name. ``named_by_word`` tells that a word stands in for a name
    (``schema:alternateName``) where the record knows none.
    """

    key: str
    plural: str
    type: IRI
    mention_type: IRI
    columns: dict[str, str]
    names: dict[str, str]
    sources: tuple[str, ...]
    named_by_word: bool


KINDS: dict[str, EntityKind] = {
    k.key: k
    for k in (
        EntityKind(
            "gene",
            "genes",
            schema.Gene,
            pfocr.GeneMention,
            {"ncbigene_id": "ncbigene"},
            {"ncbigene_symbol": "ncbigene"},
            (),
            named_by_word=False,
        ),
        EntityKind(
            "chemical",
            "chemicals",
            schema.ChemicalSubstance,
            pfocr.ChemicalMention,
            {"mesh": "mesh", "chebi": "chebi"},
            {"match": "mesh", "name": "chebi"},
            ("mesh", "chebi"),
            named_by_word=True,
        ),
        EntityKind(
            "disease",
            "diseases",
            schema.MedicalCondition,
            pfocr.DiseaseMention,
            {"mesh": "mesh", "doid": "doid"},
            {"match": "mesh", "name": "doid"},
            ("mesh", "doid"),
            named_by_word=True,
        ),
    )
}

LEXICONS: dict[str, tuple[str, str]] = {
    "hgnc_symbol": ("HGNC symbol", "Approved gene symbols of HGNC."),
    "hgnc_alias_symbol": ("HGNC alias symbol", "Alias symbols that HGNC records for a gene."),
    "hgnc_prev_symbol": ("HGNC previous symbol", "Symbols that HGNC once approved for a gene."),
    "bioentities_symbol": (
        "Bioentities family",
        "Names of gene families and complexes; the word stands for each member (now FamPlex).",
    ),
    "famplex_relations": (
        "FamPlex family",
        "Names of gene families and complexes in FamPlex; the word stands for each member.",
    ),
    "ncbigene_symbol": ("NCBI Gene symbol", "Symbols of NCBI Gene in the species searched."),
    "ncbigene_synonym": ("NCBI Gene synonym", "Synonyms in NCBI Gene in the species searched."),
    "mesh": ("MeSH", "Terms of the Medical Subject Headings."),
    "chebi": ("ChEBI", "Names in the ontology of Chemical Entities of Biological Interest."),
    "doid": ("Disease Ontology", "Names in the Human Disease Ontology."),
}
"""Lexicon → label and definition of its ``skos:Concept``; others get their own name as label."""

HUMAN = "9606"


class Publication(NamedTuple):
    """A paper: how it is cited, and its DOI as an IRI."""

    citation: str
    iri: IRI


LICENSES: dict[str, IRI] = {"CC0": "https://creativecommons.org/publicdomain/zero/1.0/"}
CREATORS: dict[str, IRI] = {"WikiPathways": "https://www.wikipathways.org"}

DATASET: IRI = SITE + "dataset"
"""The database, of which a release is a version; also the graph of what records share."""

MEDIA_TYPES: IRI = "https://www.iana.org/assignments/media-types/"
N_QUADS: IRI = "http://www.w3.org/ns/formats/N-Quads"

PAPER = Publication(
    "Hanspers K, Riutta A, Summer-Kutmon M, Pico AR. Pathway information extracted from 25 years "
    "of pathway figures. Genome Biology 2020;21:273.",
    REGISTRIES["doi"].base + "10.1186/s13059-020-02181-2",
)
"""What to cite for PFOCR."""

PROFILES: tuple[IRI, ...] = tuple(
    BIOSCHEMAS + name
    for name in (
        "Dataset/1.0-RELEASE",
        "Gene/1.0-RELEASE",
        "ChemicalSubstance/0.4-RELEASE",
        "Taxon/1.0-RELEASE",
    )
)

GENID: IRI = SITE + ".well-known/genid/"
"""IRIs for the blank nodes of others' files (RDF 1.1 Concepts, section 3.5)."""

HTTP_SCHEMA: IRI = "http://schema.org/"
"""The namespace that no data of the project may have: its own starts with ``https``."""

PREFIXES: dict[str, IRI] = {
    "schema": schema.NS,
    "pfocr": pfocr.NS,
    "fig": SITE + "figures/",
    "lexicon": SITE + "lexicon/",
    **{p: REGISTRIES[p].base for p in REGISTRIES if p not in ("doi", "hgnc.symbol")},
    "hgnc.symbol": REGISTRIES["hgnc.symbol"].base,
    "oa": oa.NS,
    "skos": skos.NS,
    "dcterms": dcterms.NS,
    "rdf": rdf.NS,
    "rdfs": rdfs.NS,
    "xsd": xsd.NS,
}
"""The prefixes of Turtle, TriG, RDF/XML and of the JSON-LD context.

None for what is named by free text (journals, publishers, annotations): its names would be full of
escapes, and rdflib cannot read a local name that ends with one, such as ``S.A\\.``.
"""


# ---- minting -------------------------------------------------------------------------------------

_NOT_IN_SEGMENT = re.compile(
    "[^A-Za-z0-9._~!$&'()*+,;=:@\\-"
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    "\U00030000-\U0003fffd]"
)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def escape(segment: str) -> str:
    """Percent-encode what RFC 3987 keeps out of a path segment; other characters stay.

    Raises UnicodeEncodeError for a lone surrogate, which no IRI can say.

    >>> escape('Research (Wash D C)'), escape('a/b<c>'), escape('Sjögren')
    ('Research%20(Wash%20D%20C)', 'a%2Fb%3Cc%3E', 'Sjögren')
    """
    if segment.isascii() and segment.isalnum():
        return segment
    return _NOT_IN_SEGMENT.sub(_percent, segment)


def escape_path(path: str) -> str:
    """Percent-encode each segment of ``path``; its slashes stay."""
    return "/".join(map(escape, path.split("/")))


def release_iri(version: str) -> IRI:
    """A release, a version of the dataset.

    >>> release_iri("2026-11")
    'https://pfocr.wikipathways.org/dataset/2026-11'
    """
    return f"{DATASET}/{escape(version)}"


def figure_iri(figid: str) -> IRI:
    """The figure, the published image."""
    return f"{SITE}figures/{escape(figid)}"


def record_iri(figid: str) -> IRI:
    """The record: the figure's page at PFOCR and its data."""
    return f"{SITE}figures/{escape(figid)}.html"


def page_iri(path: str) -> IRI:
    """The web page at a path of the site such as ``/figures/PMC6457213__F7``."""
    return f"{SITE}{escape_path(path.lstrip('/'))}.html"


def search_iri(figure: IRI, organism: str) -> IRI:
    """The search of one figure in the gene lexicon of one species."""
    return f"{figure}#search-{organism}"


def reference_iri(reference: tuple[str, str]) -> IRI:
    """The thing that an identifier names.

    >>> from pfocr_rdf.model import Reference
    >>> reference_iri(Reference("chebi", "15379"))
    'https://identifiers.org/chebi/CHEBI:15379'
    """
    prefix, identifier = reference
    if identifier.isascii() and identifier.isalnum():
        return _BASES[prefix] + identifier
    return _BASES[prefix] + escape_path(identifier)


_BASES = {prefix: registry.base for prefix, registry in REGISTRIES.items()}
_COMPACT = {prefix: registry.compact for prefix, registry in REGISTRIES.items()}


def compact_identifier(reference: Reference) -> str:
    """The compact identifier of identifiers.org: ``ncbigene:5292``, ``CHEBI:15379``."""
    return _COMPACT[reference[0]] + reference[1]


@lru_cache(256)
def lexicon_iri(name: str) -> IRI:
    """A way of matching words, by its name in the records (``hgnc_symbol``)."""
    return f"{SITE}lexicon/{escape(name)}"


def journal_iri(name: str) -> IRI:
    """A journal, by its NLM title abbreviation."""
    return f"{SITE}journals/{escape(name)}"


def publisher_iri(name: str) -> IRI:
    """A publisher, by its name."""
    return f"{SITE}publishers/{escape(name)}"


def annotation_iri(type_: str, value: str) -> IRI:
    """A curated annotation term."""
    return f"{SITE}annotations/{escape(type_)}/{escape(value)}"


def figure_page_url(link: str) -> IRI:
    """The figure's page at PubMed Central, from its path with the leading slash."""
    return NCBI + escape_path(link)


def image_url(pmcid: str, filename: str) -> IRI:
    """The image file at PubMed Central."""
    return f"{NCBI}/pmc/articles/{pmcid}/bin/{escape(filename)}"


def mention_key(mention: Mention) -> str:
    """The first 16 hexadecimal digits of SHA-256 over what a mention says.

    Hashed is the concatenation, in UTF-8, of its parts as ``LENGTH:TEXT,`` (length in characters;
    ``-`` for a missing part): kind, word, match, name, then each lexicon after ``l``, then each
    body's compact identifier after ``b``. The same words always make the same key, and different
    ones different keys.
    """
    kind, word, match, name, lexicons, bodies = mention
    matched = "-" if match is None else f"{len(match)}:{match},"
    named = "-" if name is None else f"{len(name)}:{name},"
    text = f"{len(kind)}:{kind},{len(word)}:{word},{matched}{named}"
    for lexicon in lexicons:
        text += f"l{len(lexicon)}:{lexicon},"
    for prefix, identifier in bodies:
        compact = _COMPACT[prefix] + identifier
        text += f"b{len(compact)}:{compact},"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
