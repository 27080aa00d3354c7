"""The file ``void.ttl``: what a release holds, how it is published and where it comes from.

VoID with datatype partitions, DCAT 3, SPDX checksums, PROV-O (docs/releases.md). Everything has an
IRI below the release's own; the IRIs of its files are relative unless it is known where they are
published: then they are right wherever the folder lies.
"""

from collections.abc import Iterator

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import GraphNumbers, numbers
from pfocr_rdf.rdf.linksets import LINKSETS
from pfocr_rdf.rdf.namespaces import SITE, rdf
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import (
    CITATION,
    CREATORS,
    DATASET,
    LICENSES,
    MEDIA_TYPES,
    N_QUADS,
    PAPER,
    PREFIXES,
    REGISTRIES,
)
from pfocr_rdf.release.describe.partitions import partitions, totals
from pfocr_rdf.release.describe.release import KEYWORDS, DescribedRelease, media_types
from pfocr_rdf.release.describe.turtle import iris, objects, text, turtle
from pfocr_rdf.release.manifest import FileEntry, Manifest

NAME = "void.ttl"
SHARED_GRAPH = f":shared-graph a sd:NamedGraph ; sd:name <{DATASET}> ; sd:graph :shared ."

_LATER = ("dataset.jsonld", "README.md", "manifest.json", "SHA256SUMS")
"""Files that every release has, and that are made when this one is there."""

_ALL = "All data, as one file: its parts one after the other"
_SHARED = "Papers, journals, genes, chemicals, diseases, taxa and lexicons, each once."


def void_description(manifest: Manifest, tally: Tally) -> bytes:
    """The file of a release, from its manifest and the tally of all that it holds."""
    release = DescribedRelease(manifest)
    return turtle(_Description(release, tally).nodes(), NAME, release.iri())


class _Description:
    def __init__(self, release: DescribedRelease, tally: Tally) -> None:
        self.release = release
        self.manifest = release.manifest
        self.numbers = numbers(tally)
        self.loaded = [file for file in release.files if file.is_loaded]
        self.data = [file for file in self.loaded if file.is_data]
        self.entities = {  # registry → how many of its IRIs are described
            registry: sum(iri.startswith(REGISTRIES[registry].base.encode()) for iri in tally.types)
            for registry in dict.fromkeys(linkset.registry for linkset in LINKSETS)
        }

    def nodes(self) -> Iterator[str]:
        iri, title = self.release.iri(), self.manifest.title
        yield f"""<{self.release.url(NAME)}> a void:DatasetDescription ;
    dcterms:title {text(f"Description of {title}")} ;
    foaf:primaryTopic <{iri}> ."""
        yield self.dataset()
        yield f'<{DATASET}> dcterms:title "PFOCR" ; foaf:homepage <{SITE}> .'
        for name, creator in CREATORS.items():
            yield f"<{creator}> a schema:Organization ; schema:name {text(name)} ."
        yield self.provenance()
        yield from self.distributions()
        yield self.graphs()
        yield from self.linksets()
        yield from partitions(f"{iri}#", self.numbers.all)
        yield from partitions(f"{iri}#figures-", self.numbers.own)
        yield from partitions(f"{iri}#shared-", self.numbers.shared)

    # ---- the release ----

    def dataset(self) -> str:
        release, manifest = self.release, self.manifest
        previous = iris([release.previous] if release.previous else [])
        issued = [f'"{manifest.issued}"^^xsd:date'] if manifest.issued else []
        others = [file for file in manifest.files if not file.is_loaded and file.role != "index"]
        parts = sorted({*(file.path for file in others), *_LATER} - {NAME})
        subsets = ["figures", "shared", *(f"entities-{registry}" for registry in self.entities)]
        subsets += [f"linkset-{number}" for number in range(len(LINKSETS))]
        return f"""<{release.iri()}> a void:Dataset , dcat:Dataset , sd:Dataset , prov:Entity ;
    dcterms:title {text(manifest.title)} ;
    dcterms:description {text(release.description)} ;
    dcterms:identifier {text(release.iri())} ;
    dcat:version {text(manifest.version)} ;
    pav:version {text(manifest.version)} ;
    dcat:isVersionOf <{DATASET}> ;
    {objects("dcterms:issued", issued)}
    {objects("dcat:previousVersion", previous)}
    {objects("pav:previousVersion", previous)}
    {objects("prov:wasRevisionOf", previous)}
    {objects("adms:versionNotes", map(text, release.notes()))}
    dcterms:license <{LICENSES["CC0"]}> ;
    {objects("dcterms:creator", iris(CREATORS.values()))}
    {objects("dcterms:publisher", iris(CREATORS.values()))}
    {objects("dcat:keyword", map(text, KEYWORDS))}
    dcterms:bibliographicCitation {text(CITATION)} ;
    dcterms:isReferencedBy <{PAPER}> ;
    schema:citation <{PAPER}> ;
    foaf:homepage <{SITE}> ;
    dcat:landingPage <{release.base or SITE}> ;
    prov:wasGeneratedBy :making ;
    prov:wasDerivedFrom :input ;
    void:feature <{N_QUADS}> ;
    void:uriSpace {text(SITE)} ;
    {objects("void:vocabulary", iris(_vocabularies(self.numbers.all)))}
    {objects("void:exampleResource", iris(release.examples))}
    {self.dumps("figures", "shared")}
    dcat:distribution :distribution ;
    {objects("dcat:distribution", iris(map(release.file, self.loaded)))}
    {objects("dcterms:hasPart", iris(map(release.url, parts)))}
    {objects("void:sparqlEndpoint", iris([manifest.endpoint] if manifest.endpoint else []))}
    sd:namedGraph :shared-graph ;
    {objects("void:subset", iris(map(release.iri, subsets)))}
    {totals(f"{release.iri()}#", self.numbers.all)} ."""

    def provenance(self) -> str:
        source, program = self.manifest.input, self.manifest.program
        revision = map(text, [source.revision] if source.revision else [])
        return f""":making a prov:Activity ;
    prov:used :input ;
    prov:wasAssociatedWith :program .
:input a prov:Entity ;
    dcterms:title {text(self.release.input_title)} ;
    dcterms:identifier {text(source.digest)} ;
    {objects("pav:version", revision)} .
:program a prov:SoftwareAgent , schema:SoftwareApplication ;
    schema:name {text(program.name)} ;
    schema:softwareVersion {text(program.version)} ."""

    # ---- its files ----

    def distributions(self) -> Iterator[str]:
        release, joined = self.release, self.manifest.joined
        checksum = []
        if joined is not None:
            checksum = [":distribution-sha256"]
            yield _checksum(release.iri("distribution"), joined.sha256)
        yield f""":distribution a dcat:Distribution ;
    dcterms:title {text(_ALL)} ;
    dcat:accessURL <{release.url("")}> ;
    {_size(sum(file.bytes for file in self.data))}
    {_media(self.data[0]) if self.data else ""}
    dcterms:license <{LICENSES["CC0"]}> ;
    {objects("dcterms:hasPart", iris(map(release.file, self.data)))}
    {objects("spdx:checksum", checksum)} ."""
        for file in self.loaded:
            node = release.file(file)
            yield f"""<{node}> a dcat:Distribution ;
    dcterms:title {text(file.path)} ;
    dcat:accessURL <{release.url("")}> ;
    dcat:downloadURL <{release.url(file.path)}> ;
    {_size(file.bytes)}
    {_media(file)}
    dcterms:license <{LICENSES["CC0"]}> ;
    spdx:checksum <{node}-sha256> ."""
            yield _checksum(node, file.sha256)

    def dumps(self, *roles: str) -> str:
        files = [file for file in self.loaded if file.role in roles]
        return objects("void:dataDump", iris(self.release.url(file.path) for file in files))

    # ---- its graphs ----

    def graphs(self) -> str:
        """One subset for the records' graphs, which are too many to name, one for the shared."""
        graphs = f"{self.manifest.counts.figures:,} named graphs, one a record"
        return f""":figures a void:Dataset ;
    dcterms:title "The records" ;
    dcterms:description "{graphs}, each named by the record's IRI." ;
    void:uriSpace {text(SITE + "figures/")} ;
    {self.dumps("figures")}
    {totals(self.release.iri("figures-"), self.numbers.own)} .
{SHARED_GRAPH}
:shared a void:Dataset , sd:Graph ;
    dcterms:title "What records have in common" ;
    dcterms:description {text(_SHARED)} ;
    {self.dumps("shared")}
    {totals(self.release.iri("shared-"), self.numbers.shared)} ."""

    # ---- links to elsewhere ----

    def linksets(self) -> Iterator[str]:
        for registry, number in self.entities.items():
            yield f""":entities-{registry} a void:Dataset ;
    dcterms:title {text(REGISTRIES[registry].title)} ;
    void:uriSpace {text(REGISTRIES[registry].base)} ;
    void:entities {number} ."""
        for number, linkset in enumerate(LINKSETS):
            yield f""":linkset-{number} a void:Linkset ;
    void:subjectsTarget :entities-{linkset.registry} ;
    void:objectsTarget :linkset-{number}-target ;
    void:linkPredicate skos:exactMatch ;
    void:triples {self.entities[linkset.registry]} ;
    {self.dumps("linksets")} .
:linkset-{number}-target a void:Dataset ;
    dcterms:title {text(linkset.readers)} ;
    void:uriSpace {text(linkset.target)} ."""


def _vocabularies(numbers: GraphNumbers) -> list[IRI]:
    used = {*numbers.properties, *numbers.classes} - {rdf.type}
    bases = [base for base in PREFIXES.values() if any(term.startswith(base) for term in used)]
    return sorted(bases)


def _checksum(node: IRI, sha256: str) -> str:
    return f"""<{node}-sha256> a spdx:Checksum ;
    spdx:algorithm spdx:checksumAlgorithm_sha256 ;
    spdx:checksumValue "{sha256}"^^xsd:hexBinary ."""


def _media(file: FileEntry) -> str:
    predicates = ("dcat:mediaType", "dcat:compressFormat")
    types = [MEDIA_TYPES + media_type for media_type in media_types(file)]
    pairs = zip(predicates, types, strict=False)
    return " ".join(f"{predicate} <{media_type}> ;" for predicate, media_type in pairs)


def _size(number: int) -> str:
    return f'dcat:byteSize "{number}"^^xsd:nonNegativeInteger ;'
