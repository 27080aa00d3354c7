"""The file ``void.ttl``: what a release holds, how it is published and where it comes from.

VoID with datatype partitions, DCAT 3, SPDX checksums, PROV-O (docs/releases.md). Everything has an
IRI below the release's own; the IRIs of its files are relative unless it is known where they are
published: then they are right wherever the folder lies.
"""

from __future__ import annotations

from collections.abc import Iterator

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import GraphNumbers, numbers
from pfocr_rdf.rdf.linksets import LINKSETS
from pfocr_rdf.rdf.namespaces import (
    SITE,
    adms,
    dcat,
    dcterms,
    foaf,
    pav,
    prov,
    rdf,
    schema,
    sd,
    skos,
    spdx,
    void,
    xsd,
)
from pfocr_rdf.rdf.terms import IRI, Literal
from pfocr_rdf.rdf.vocabulary import (
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
from pfocr_rdf.release.describe.turtle import Pairs, TurtleNode, integer, turtle
from pfocr_rdf.release.manifest import FileEntry, Manifest

__all__ = ["NAME", "shared_graph", "void_description"]

NAME = "void.ttl"

_LATER = ("dataset.jsonld", "README.md", "manifest.json", "SHA256SUMS")
"""Files that every release has, and that are made when this one is there."""


def void_description(manifest: Manifest, tally: Tally) -> bytes:
    """The file of a release, from its manifest and the tally of all that it holds."""
    release = DescribedRelease(manifest)
    return turtle(_Description(release, tally).nodes(), NAME, release.iri())


def shared_graph(release: DescribedRelease) -> TurtleNode:
    """The named graph of what records share."""
    pairs: Pairs = [
        (rdf.type, sd.NamedGraph),
        (sd.name, DATASET),
        (sd.graph, release.iri("shared")),
    ]
    return release.iri("shared-graph"), pairs


class _Description:
    def __init__(self, release: DescribedRelease, tally: Tally) -> None:
        self.release = release
        self.manifest = release.manifest
        self.iri = release.iri
        self.numbers = numbers(tally)
        self.data = [file for file in release.files if file.is_data]
        self.loaded = [file for file in release.files if file.is_loaded]
        self.entities = {  # registry → how many of its IRIs are described
            registry: sum(iri.startswith(REGISTRIES[registry].base.encode()) for iri in tally.types)
            for registry in dict.fromkeys(linkset.registry for linkset in LINKSETS)
        }

    def nodes(self) -> Iterator[TurtleNode]:
        yield (
            self.release.url(NAME),
            [
                (rdf.type, void.DatasetDescription),
                (dcterms.title, Literal(f"Description of {self.manifest.title}")),
                (foaf.primaryTopic, self.iri()),
            ],
        )
        yield self.iri(), self.dataset()
        yield DATASET, [(dcterms.title, Literal("PFOCR")), (foaf.homepage, SITE)]
        for name, iri in CREATORS.items():
            yield iri, [(rdf.type, schema.Organization), (schema.name, Literal(name))]
        yield from self.provenance()
        yield from self.distributions()
        yield from self.graphs()
        yield from self.linksets()
        yield from partitions(self.iri() + "#", self.numbers.all)
        yield from partitions(self.iri("figures-"), self.numbers.own)
        yield from partitions(self.iri("shared-"), self.numbers.shared)

    # ---- the release ----

    def dataset(self) -> Pairs:
        release, manifest = self.release, self.manifest
        return [
            (rdf.type, [void.Dataset, dcat.Dataset, sd.Dataset, prov.Entity]),
            (dcterms.title, Literal(manifest.title)),
            (dcterms.description, Literal(release.description)),
            (dcterms.identifier, Literal(self.iri())),
            (dcat.version, Literal(manifest.version)),
            (pav.version, Literal(manifest.version)),
            (dcat.isVersionOf, DATASET),
            (dcterms.issued, manifest.issued and Literal(manifest.issued, xsd.date)),
            (dcat.previousVersion, release.previous),
            (pav.previousVersion, release.previous),
            (prov.wasRevisionOf, release.previous),
            (adms.versionNotes, map(Literal, release.notes())),
            (dcterms.license, LICENSES["CC0"]),
            (dcterms.creator, CREATORS.values()),
            (dcterms.publisher, CREATORS.values()),
            (dcat.keyword, map(Literal, KEYWORDS)),
            (dcterms.bibliographicCitation, Literal(PAPER.citation)),
            (dcterms.isReferencedBy, PAPER.iri),
            (schema.citation, PAPER.iri),
            (foaf.homepage, SITE),
            (dcat.landingPage, release.base or SITE),
            (prov.wasGeneratedBy, self.iri("making")),
            (prov.wasDerivedFrom, self.iri("input")),
            (void.feature, N_QUADS),
            (void.uriSpace, Literal(SITE)),
            (void.vocabulary, _vocabularies(self.numbers.all)),
            (void.exampleResource, release.examples),
            (void.dataDump, [release.url(file.path) for file in self.data]),
            (dcat.distribution, self.iri("distribution")),
            (dcat.distribution, map(release.file, self.loaded)),
            (dcterms.hasPart, map(release.url, self.others())),
            (void.sparqlEndpoint, manifest.endpoint),
            (sd.namedGraph, self.iri("shared-graph")),
            (void.subset, [self.iri("figures"), self.iri("shared")]),
            (void.subset, [self.iri(f"entities-{registry}") for registry in self.entities]),
            (void.subset, [self.iri(f"linkset-{number}") for number in range(len(LINKSETS))]),
            *totals(self.iri() + "#", self.numbers.all),
        ]

    def others(self) -> list[str]:
        """All files that are no distributions, but for the index and this one."""
        own = {
            file.path for file in self.manifest.files if not file.is_loaded and file.role != "index"
        }
        return sorted({*own, *_LATER} - {NAME})

    def provenance(self) -> Iterator[TurtleNode]:
        revision = self.manifest.input.revision
        yield (
            self.iri("making"),
            [
                (rdf.type, prov.Activity),
                (prov.used, self.iri("input")),
                (prov.wasAssociatedWith, self.iri("program")),
            ],
        )
        yield (
            self.iri("input"),
            [
                (rdf.type, prov.Entity),
                (dcterms.title, Literal(self.release.input_title)),
                (dcterms.identifier, Literal(self.manifest.input.digest)),
                (pav.version, revision and Literal(revision)),
            ],
        )
        yield (
            self.iri("program"),
            [
                (rdf.type, [prov.SoftwareAgent, schema.SoftwareApplication]),
                (schema.name, Literal(self.manifest.program.name)),
                (schema.softwareVersion, Literal(self.manifest.program.version)),
            ],
        )

    # ---- its files ----

    def distributions(self) -> Iterator[TurtleNode]:
        release, joined = self.release, self.manifest.joined
        node = self.iri("distribution")
        if joined is not None:
            yield _checksum(node, joined.sha256)
        yield (
            node,
            [
                (rdf.type, dcat.Distribution),
                (dcterms.title, Literal("All data, as one file: its parts one after the other")),
                (dcat.accessURL, release.url("")),
                (dcat.byteSize, _size(sum(file.bytes for file in self.data))),
                *(_media(self.data[0]) if self.data else []),
                (dcterms.license, LICENSES["CC0"]),
                (dcterms.hasPart, map(release.file, self.data)),
                (spdx.checksum, f"{node}-sha256" if joined else None),
            ],
        )
        for file in self.loaded:
            node = release.file(file)
            yield (
                node,
                [
                    (rdf.type, dcat.Distribution),
                    (dcterms.title, Literal(file.path)),
                    (dcat.accessURL, release.url("")),
                    (dcat.downloadURL, release.url(file.path)),
                    (dcat.byteSize, _size(file.bytes)),
                    *_media(file),
                    (dcterms.license, LICENSES["CC0"]),
                    (spdx.checksum, f"{node}-sha256"),
                ],
            )
            yield _checksum(node, file.sha256)

    def dumps(self, role: str) -> tuple[IRI, list[IRI]]:
        paths = [file.path for file in self.loaded if file.role == role]
        return void.dataDump, [self.release.url(path) for path in paths]

    # ---- its graphs ----

    def graphs(self) -> Iterator[TurtleNode]:
        """One subset for the records' graphs, which are too many to name, one for the shared."""
        graphs = f"{self.manifest.counts.figures:,} named graphs, one a record"
        yield (
            self.iri("figures"),
            [
                (rdf.type, void.Dataset),
                (dcterms.title, Literal("The records")),
                (dcterms.description, Literal(f"{graphs}, each named by the record's IRI.")),
                (void.uriSpace, Literal(SITE + "figures/")),
                self.dumps("figures"),
                *totals(self.iri("figures-"), self.numbers.own),
            ],
        )
        yield shared_graph(self.release)
        shared = "Papers, journals, genes, chemicals, diseases, taxa and lexicons, each once."
        yield (
            self.iri("shared"),
            [
                (rdf.type, [void.Dataset, sd.Graph]),
                (dcterms.title, Literal("What records have in common")),
                (dcterms.description, Literal(shared)),
                self.dumps("shared"),
                *totals(self.iri("shared-"), self.numbers.shared),
            ],
        )

    # ---- links to elsewhere ----

    def linksets(self) -> Iterator[TurtleNode]:
        for registry, number in self.entities.items():
            yield (
                self.iri(f"entities-{registry}"),
                [
                    (rdf.type, void.Dataset),
                    (dcterms.title, Literal(REGISTRIES[registry].title)),
                    (void.uriSpace, Literal(REGISTRIES[registry].base)),
                    (void.entities, integer(number)),
                ],
            )
        for number, linkset in enumerate(LINKSETS):
            node = self.iri(f"linkset-{number}")
            yield (
                node,
                [
                    (rdf.type, void.Linkset),
                    (void.subjectsTarget, self.iri(f"entities-{linkset.registry}")),
                    (void.objectsTarget, f"{node}-target"),
                    (void.linkPredicate, skos.exactMatch),
                    (void.triples, integer(self.entities[linkset.registry])),
                    self.dumps("linksets"),
                ],
            )
            yield (
                f"{node}-target",
                [
                    (rdf.type, void.Dataset),
                    (dcterms.title, Literal(linkset.readers)),
                    (void.uriSpace, Literal(linkset.target)),
                ],
            )


def _vocabularies(numbers: GraphNumbers) -> list[IRI]:
    used = {*numbers.properties, *numbers.classes} - {rdf.type}
    bases = [base for base in PREFIXES.values() if any(term.startswith(base) for term in used)]
    return sorted(bases)


def _checksum(node: IRI, sha256: str) -> TurtleNode:
    """The checksum of a distribution."""
    pairs: Pairs = [
        (rdf.type, spdx.Checksum),
        (spdx.algorithm, spdx.checksumAlgorithm_sha256),
        (spdx.checksumValue, Literal(sha256, xsd.hexBinary)),
    ]
    return f"{node}-sha256", pairs


def _media(file: FileEntry) -> Pairs:
    predicates = (dcat.mediaType, dcat.compressFormat)
    types = [MEDIA_TYPES + media_type for media_type in media_types(file)]
    return list(zip(predicates, types, strict=False))


def _size(number: int) -> Literal:
    return Literal(str(number), xsd.nonNegativeInteger)
