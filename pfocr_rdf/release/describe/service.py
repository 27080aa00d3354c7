"""The file ``service.ttl``: a SPARQL endpoint that serves a release.

SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/); what an
endpoint answers with when it is asked for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pfocr_rdf.queries.sib_examples import check_endpoint
from pfocr_rdf.rdf.namespaces import dcat, dcterms, rdf, rdfs, sd, void
from pfocr_rdf.rdf.terms import Literal
from pfocr_rdf.release.describe.release import DescribedRelease
from pfocr_rdf.release.describe.turtle import TurtleNode, turtle
from pfocr_rdf.release.describe.void import NAME as VOID
from pfocr_rdf.release.describe.void import shared_graph
from pfocr_rdf.release.manifest import Manifest

__all__ = ["NAME", "service_description"]

NAME = "service.ttl"


def service_description(manifest: Manifest, endpoint: str) -> bytes:
    """The file for the endpoint at that URL, from the manifest of the release that it serves.

    The endpoint's default graph is not described: many stores make it the union of all named
    graphs, others leave it empty. Raises UsageError where ``endpoint`` is not a URL.
    """
    release = DescribedRelease(manifest)
    return turtle(_nodes(release, check_endpoint(endpoint)), NAME, release.iri())


def _nodes(release: DescribedRelease, url: str) -> Iterator[TurtleNode]:
    yield (
        release.iri("service"),
        [
            (rdf.type, [sd.Service, dcat.DataService]),
            (dcterms.title, Literal(f"SPARQL endpoint of {release.manifest.title}")),
            (sd.endpoint, url),
            (dcat.endpointURL, url),
            (dcat.endpointDescription, release.url(NAME)),
            (dcat.servesDataset, release.iri()),
            (sd.supportedLanguage, sd.SPARQL11Query),
            (sd.defaultDataset, release.iri("served")),
            (rdfs.seeAlso, release.url(VOID)),
        ],
    )
    graphs = (
        f"{release.manifest.counts.figures:,} named graphs with a record each, named by the "
        "record's IRI, and one with what records have in common."
    )
    yield (
        release.iri("served"),
        [
            (rdf.type, sd.Dataset),
            (dcterms.description, Literal(graphs)),
            (sd.namedGraph, release.iri("shared-graph")),
        ],
    )
    yield shared_graph(release)
    yield release.iri("shared"), [(rdf.type, [sd.Graph, void.Dataset])]
    yield release.iri(), [(rdf.type, void.Dataset), (void.sparqlEndpoint, url)]
