"""The file ``void.ttl``: what a release holds, how it is published and where it comes from.

VoID with datatype partitions, DCAT 3, SPDX checksums, PROV-O (docs/releases.md). Everything has an
IRI below the release's own; the IRIs of its files are relative unless it is known where they are
published: then they are right wherever the folder lies.
"""

from __future__ import annotations

from collections.abc import Iterator

from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.counts.void_numbers import GraphNumbers, numbers
from pfocr_rdf.files.compression import find_compression
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
from pfocr_rdf.release.describe.about import KEYWORDS, About
from pfocr_rdf.release.describe.partitions import partitions, totals
from pfocr_rdf.release.describe.turtle import Statements, integer, text, turtle
from pfocr_rdf.release.manifest import Manifest

__all__ = ["NAME", "void_description"]

NAME = "void.ttl"

_LATER = ("dataset.jsonld", "README.md", "manifest.json", "SHA256SUMS")
"""Files that every release has, and that are made when this one is there."""


def void_description(manifest: Manifest, tally: Tally, base: str | None = None) -> bytes:
    """The file of a release, from its manifest and the tally of all that it holds.

    ``base`` is the URL of the folder that the release is published in.
    """
    about = About.of(manifest, base)
    return turtle(_Description(about, tally).nodes(), NAME, about.iri)


class _Description:
    def __init__(self, about: About, tally: Tally) -> None:
        self.about = about
        self.tally = tally
        self.numbers = numbers(tally)

    def iri(self, name: str) -> IRI:
        return f"{self.about.iri}#{name}"

    def nodes(self) -> Iterator[tuple[IRI, Statements]]:
        about = self.about
        yield (
            about.url(NAME),
            [
                (rdf.type, void.DatasetDescription),
                (dcterms.title, text(f"Description of {about.title}")),
                (foaf.primaryTopic, about.iri),
            ],
        )
        yield about.iri, self.dataset()
        yield DATASET, [(dcterms.title, text("PFOCR")), (foaf.homepage, SITE)]
        for name, iri in CREATORS.items():
            yield iri, [(rdf.type, schema.Organization), (schema.name, text(name))]
        yield from self.provenance()
        yield from self.distributions()
        yield from self.graphs()
        yield from self.linksets()
        yield from partitions(self.iri(""), self.numbers.all)
        yield from partitions(self.iri("figures-"), self.numbers.own)
        yield from partitions(self.iri("shared-"), self.numbers.shared)

    # ---- the release ----

    def dataset(self) -> Statements:
        about = self.about
        said: Statements = [
            (rdf.type, void.Dataset),
            (rdf.type, dcat.Dataset),
            (rdf.type, sd.Dataset),
            (rdf.type, prov.Entity),
            (dcterms.title, text(about.title)),
            (dcterms.description, text(about.description)),
            (dcterms.identifier, text(about.iri)),
            (dcat.version, text(about.version)),
            (pav.version, text(about.version)),
            (dcat.isVersionOf, DATASET),
        ]
        if about.issued is not None:
            said.append((dcterms.issued, Literal(about.issued, xsd.date)))
        if about.previous is not None:
            said += [
                (predicate, about.previous)
                for predicate in (dcat.previousVersion, pav.previousVersion, prov.wasRevisionOf)
            ]
        said += [(adms.versionNotes, text(note)) for note in about.notes]
        said.append((dcterms.license, LICENSES["CC0"]))
        for predicate in (dcterms.creator, dcterms.publisher):
            said += [(predicate, iri) for iri in CREATORS.values()]
        said += [(dcat.keyword, text(keyword)) for keyword in KEYWORDS]
        said += [
            (dcterms.bibliographicCitation, text(PAPER.citation)),
            (dcterms.isReferencedBy, PAPER.iri),
            (schema.citation, PAPER.iri),
            (foaf.homepage, SITE),
            (dcat.landingPage, about.base or SITE),
            (prov.wasGeneratedBy, self.iri("making")),
            (prov.wasDerivedFrom, self.iri("input")),
            (void.feature, N_QUADS),
            (void.uriSpace, text(SITE)),
        ]
        said += [(void.vocabulary, namespace) for namespace in _vocabularies(self.numbers.all)]
        said += [(void.exampleResource, iri) for iri in about.examples]
        said += [(void.dataDump, about.url(file.path)) for file in about.data]
        said.append((dcat.distribution, self.iri("distribution")))
        said += [
            (dcat.distribution, self.about.file(file.path))
            for file in about.files
            if file.is_loaded
        ]
        said += [(dcterms.hasPart, about.url(path)) for path in self.others()]
        if about.endpoint is not None:
            said.append((void.sparqlEndpoint, about.endpoint))
        said += [(sd.namedGraph, self.iri("shared-graph"))]
        said += [(void.subset, self.iri(name)) for name in ("figures", "shared")]
        said += [(void.subset, self.iri(name)) for name in self.entities()]
        said += [(void.subset, self.iri(f"linkset-{number}")) for number in range(len(LINKSETS))]
        return said + totals(self.iri(""), self.numbers.all)

    def others(self) -> list[str]:
        """All files that are no distributions, but for the index and this one."""
        own = [
            file.path for file in self.about.files if not file.is_loaded and file.role != "index"
        ]
        return sorted({*own, *_LATER} - {NAME})

    def provenance(self) -> Iterator[tuple[IRI, Statements]]:
        about = self.about
        making: Statements = [
            (rdf.type, prov.Activity),
            (prov.used, self.iri("input")),
            (prov.wasAssociatedWith, self.iri("program")),
        ]
        yield self.iri("making"), making
        said: Statements = [
            (rdf.type, prov.Entity),
            (dcterms.title, text(f"{about.records:,} records of PFOCR")),
            (dcterms.identifier, text(about.digest)),
        ]
        if about.revision is not None:
            said.append((pav.version, text(about.revision)))
        yield self.iri("input"), said
        program: Statements = [
            (rdf.type, prov.SoftwareAgent),
            (rdf.type, schema.SoftwareApplication),
            (schema.name, text(about.program)),
            (schema.softwareVersion, text(about.program_version)),
        ]
        yield self.iri("program"), program

    # ---- its files ----

    def distributions(self) -> Iterator[tuple[IRI, Statements]]:
        about = self.about
        whole: Statements = [
            (rdf.type, dcat.Distribution),
            (dcterms.title, text("All data, as one file: its parts one after the other")),
            (dcat.accessURL, about.url("")),
            (dcat.byteSize, _size(sum(file.bytes for file in about.data))),
            *(_media(about.data[0].media_type, about.data[0].compression) if about.data else []),
            (dcterms.license, LICENSES["CC0"]),
            *((dcterms.hasPart, self.about.file(file.path)) for file in about.data),
        ]
        node = self.iri("distribution")
        if about.joined is not None:
            whole.append((spdx.checksum, node + "-sha256"))
            yield _checksum(node, about.joined)
        yield node, whole
        for file in about.files:
            if not file.is_loaded:
                continue
            node = self.about.file(file.path)
            yield (
                node,
                [
                    (rdf.type, dcat.Distribution),
                    (dcterms.title, text(file.path)),
                    (dcat.accessURL, about.url("")),
                    (dcat.downloadURL, about.url(file.path)),
                    (dcat.byteSize, _size(file.bytes)),
                    *_media(file.media_type, file.compression),
                    (dcterms.license, LICENSES["CC0"]),
                    (spdx.checksum, node + "-sha256"),
                ],
            )
            yield _checksum(node, file.sha256)

    # ---- its graphs ----

    def graphs(self) -> Iterator[tuple[IRI, Statements]]:
        """One subset for the records' graphs, which are too many to name, one for the shared."""
        about = self.about
        figures: Statements = [
            (rdf.type, void.Dataset),
            (dcterms.title, text("The records")),
            (
                dcterms.description,
                text(
                    f"{about.figures:,} named graphs, one a record, each named by the record's IRI."
                ),
            ),
            (void.uriSpace, text(SITE + "figures/")),
            *self.dumps("figures"),
            *totals(self.iri("figures-"), self.numbers.own),
        ]
        yield self.iri("figures"), figures
        named: Statements = [
            (rdf.type, sd.NamedGraph),
            (sd.name, DATASET),
            (sd.graph, self.iri("shared")),
        ]
        yield self.iri("shared-graph"), named
        shared: Statements = [
            (rdf.type, void.Dataset),
            (rdf.type, sd.Graph),
            (dcterms.title, text("What records have in common")),
            (
                dcterms.description,
                text("Papers, journals, genes, chemicals, diseases, taxa and lexicons, each once."),
            ),
            *self.dumps("shared"),
            *totals(self.iri("shared-"), self.numbers.shared),
        ]
        yield self.iri("shared"), shared

    def dumps(self, role: str) -> Statements:
        files = [file for file in self.about.files if file.role == role]
        return [(void.dataDump, self.about.url(file.path)) for file in files]

    # ---- links to elsewhere ----

    def entities(self) -> dict[str, tuple[str, int]]:
        """Subset → base of its IRIs, and how many things of it are described."""
        found = {}
        for registry in dict.fromkeys(linkset.registry for linkset in LINKSETS):
            base = REGISTRIES[registry].base
            start = base.encode()
            number = sum(iri.startswith(start) for iri in self.tally.types)
            found[f"entities-{registry}"] = (base, number)
        return found

    def linksets(self) -> Iterator[tuple[IRI, Statements]]:
        entities = self.entities()
        for name, (base, number) in entities.items():
            yield (
                self.iri(name),
                [
                    (rdf.type, void.Dataset),
                    (dcterms.title, text(REGISTRIES[name.removeprefix("entities-")].title)),
                    (void.uriSpace, text(base)),
                    (void.entities, integer(number)),
                ],
            )
        for number, linkset in enumerate(LINKSETS):
            name = f"linkset-{number}"
            subjects = f"entities-{linkset.registry}"
            yield (
                self.iri(name),
                [
                    (rdf.type, void.Linkset),
                    (void.subjectsTarget, self.iri(subjects)),
                    (void.objectsTarget, self.iri(name + "-target")),
                    (void.linkPredicate, skos.exactMatch),
                    (void.triples, integer(entities[subjects][1])),
                    *self.dumps("linksets"),
                ],
            )
            yield (
                self.iri(name + "-target"),
                [
                    (rdf.type, void.Dataset),
                    (dcterms.title, text(linkset.readers)),
                    (void.uriSpace, text(linkset.target)),
                ],
            )


def _vocabularies(numbers: GraphNumbers) -> list[IRI]:
    used = {*numbers.properties, *numbers.classes} - {rdf.type}
    bases = [base for base in PREFIXES.values() if any(term.startswith(base) for term in used)]
    return sorted(bases)


def _checksum(node: IRI, sha256: str) -> tuple[IRI, Statements]:
    """What is said of the checksum of a distribution."""
    said: Statements = [
        (rdf.type, spdx.Checksum),
        (spdx.algorithm, spdx.checksumAlgorithm_sha256),
        (spdx.checksumValue, Literal(sha256, xsd.hexBinary)),
    ]
    return node + "-sha256", said


def _media(media_type: str, compression: str | None) -> Statements:
    said: Statements = [(dcat.mediaType, MEDIA_TYPES + media_type)]
    if compression is not None:
        said.append((dcat.compressFormat, MEDIA_TYPES + find_compression(compression).media_type))
    return said


def _size(number: int) -> Literal:
    return Literal(str(number), xsd.nonNegativeInteger)
