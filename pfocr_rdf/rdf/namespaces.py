"""The namespaces whose terms the project writes or reads, each with those terms.

A class is a namespace and reads as its prefix: ``schema.name`` is an IRI. Terms keep their own
spelling.
"""

from __future__ import annotations

__all__ = [
    "SITE",
    "adms",
    "dcat",
    "dcterms",
    "foaf",
    "oa",
    "pav",
    "pfocr",
    "prov",
    "rdf",
    "rdfs",
    "schema",
    "sd",
    "sh",
    "shape",
    "skos",
    "spdx",
    "void",
    "void_ext",
    "xsd",
]

SITE = "https://pfocr.wikipathways.org/"


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
    """Datatypes, https://www.w3.org/TR/xmlschema11-2/."""

    NS = "http://www.w3.org/2001/XMLSchema#"
    date = NS + "date"
    decimal = NS + "decimal"
    gYear = NS + "gYear"  # noqa: N815
    hexBinary = NS + "hexBinary"  # noqa: N815
    integer = NS + "integer"
    nonNegativeInteger = NS + "nonNegativeInteger"  # noqa: N815
    string = NS + "string"


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
    defaultDataset = NS + "defaultDataset"  # noqa: N815
    endpoint = NS + "endpoint"
    graph = NS + "graph"
    name = NS + "name"
    namedGraph = NS + "namedGraph"  # noqa: N815
    supportedLanguage = NS + "supportedLanguage"  # noqa: N815
