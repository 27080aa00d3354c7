"""The namespaces whose terms the project writes or reads, each with those terms.

A namespace reads as its prefix: ``schema.name`` is an IRI. Terms keep their own spelling.
"""

from keyword import iskeyword

SITE = "https://pfocr.wikipathways.org/"


class Namespace:
    """A namespace: ``NS`` is its IRI, every other attribute the IRI of a term.

    ``terms`` are names, separated by white space; one that Python reserves gets a ``_`` at its end.
    Any other name raises AttributeError.

    >>> Namespace("https://schema.org/", "name about").about
    'https://schema.org/about'
    """

    def __init__(self, iri: str, terms: str) -> None:
        self.NS = iri
        for term in terms.split():
            vars(self)[f"{term}_" if iskeyword(term) else term] = iri + term

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"{name!r} is not a term of {self.NS} that is declared here")


rdf = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "first rest type")
"""RDF, https://www.w3.org/TR/rdf-schema/."""

rdfs = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label seeAlso")
"""RDF Schema, https://www.w3.org/TR/rdf-schema/."""

schema = Namespace(
    "https://schema.org/",
    """
    ChemicalSubstance Dataset DefinedTerm Gene ImageObject MedicalCondition Organization
    Periodical ScholarlyArticle SoftwareApplication Taxon about additionalType alternateName
    caption citation contentUrl creator datePublished description encodingFormat genre
    identifier isBasedOn isPartOf keywords license mainEntity mainEntityOfPage mentions name
    position publisher sameAs softwareVersion taxonRank taxonomicRange url
    """,
)
"""schema.org, https://schema.org/: always https."""

oa = Namespace("http://www.w3.org/ns/oa#", "Annotation hasBody hasTarget identifying motivatedBy")
"""Web Annotation, https://www.w3.org/TR/annotation-vocab/."""

skos = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    """
    Concept closeMatch definition exactMatch notation prefLabel
    """,
)
"""SKOS, https://www.w3.org/TR/skos-reference/."""

dcterms = Namespace(
    "http://purl.org/dc/terms/",
    """
    bibliographicCitation conformsTo creator description hasPart identifier isReferencedBy
    issued license publisher title
    """,
)
"""DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/."""

sh = Namespace(
    "http://www.w3.org/ns/shacl#",
    """
    NodeShape PropertyShape alternativePath description inversePath message name oneOrMorePath
    path property severity sparql target targetClass targetNode targetObjectsOf
    targetSubjectsOf zeroOrMorePath zeroOrOnePath
    """,
)
"""SHACL, https://www.w3.org/TR/shacl/."""

shape = Namespace(SITE + "shapes#", "expected expectedWith field profile")
"""The project's shapes, and what is said of them beyond SHACL."""

pfocr = Namespace(
    SITE + "vocab#",
    """
    ChemicalMention DiseaseMention GeneMention GeneSearch PathwayFigure countDirect countMatch
    countSynonym figure lexicon match organism organismGroup organismName organismNameSearched
    organismSearched pathwayScore pmcRankedResultIndex word
    """,
)
"""The project's own terms, described in ``pfocr_rdf/data/ontology.ttl``."""

xsd = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    """
    date decimal gYear hexBinary integer nonNegativeInteger string
    """,
)
"""Datatypes, https://www.w3.org/TR/xmlschema11-2/."""

void = Namespace(
    "http://rdfs.org/ns/void#",
    """
    Dataset DatasetDescription Linkset class classPartition classes dataDump distinctSubjects
    entities exampleResource feature linkPredicate objectsTarget properties property
    propertyPartition sparqlEndpoint subjectsTarget subset triples uriSpace vocabulary
    """,
)
"""VoID, https://www.w3.org/TR/void/: what a dataset holds."""

void_ext = Namespace("http://ldf.fi/void-ext#", "datatype datatypePartition")
"""Extensions of VoID, http://ldf.fi/void-ext: partitions by datatype."""

dcat = Namespace(
    "http://www.w3.org/ns/dcat#",
    """
    DataService Dataset Distribution accessURL byteSize compressFormat distribution downloadURL
    endpointDescription endpointURL isVersionOf keyword landingPage mediaType previousVersion
    servesDataset version
    """,
)
"""DCAT 3, https://www.w3.org/TR/vocab-dcat-3/: how a dataset is published."""

adms = Namespace("http://www.w3.org/ns/adms#", "versionNotes")
"""ADMS, https://www.w3.org/TR/vocab-adms/, for what DCAT takes from it."""

foaf = Namespace("http://xmlns.com/foaf/0.1/", "homepage primaryTopic")
"""FOAF, http://xmlns.com/foaf/spec/, for what VoID takes from it."""

spdx = Namespace(
    "http://spdx.org/rdf/terms#",
    """
    Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue
    """,
)
"""SPDX 2, https://spdx.org/rdf/terms/: checksums."""

prov = Namespace(
    "http://www.w3.org/ns/prov#",
    """
    Activity Entity SoftwareAgent used wasAssociatedWith wasDerivedFrom wasGeneratedBy
    wasRevisionOf
    """,
)
"""PROV-O, https://www.w3.org/TR/prov-o/: where it comes from."""

pav = Namespace("http://purl.org/pav/", "previousVersion version")
"""PAV, https://pav-ontology.github.io/pav/: versions, as HCLS descriptions have them."""

sd = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    """
    Dataset Graph NamedGraph SPARQL11Query Service defaultDataset endpoint graph name
    namedGraph supportedLanguage
    """,
)
"""SPARQL Service Description, https://www.w3.org/TR/sparql11-service-description/."""
