"""The file ``service.ttl``: a SPARQL endpoint that serves a release.

SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/); what an
endpoint answers with when it is asked for nothing.
"""

from __future__ import annotations

from pfocr_rdf.queries.sib_examples import check_endpoint
from pfocr_rdf.rdf.namespaces import dcat, dcterms, rdf, rdfs, sd, void
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release.describe.about import About
from pfocr_rdf.release.describe.turtle import Statements, text, turtle
from pfocr_rdf.release.describe.void import NAME as VOID
from pfocr_rdf.release.manifest import Manifest

__all__ = ["NAME", "service_description"]

NAME = "service.ttl"


def service_description(manifest: Manifest, endpoint: str, base: str | None = None) -> bytes:
    """The file for the endpoint at that URL, from the manifest of the release that it serves.

    Nothing is said of the endpoint's default graph: many stores make it the union of all named
    graphs, others leave it empty. ``base`` is the URL that
    the release is published at. Raises UsageError where ``endpoint`` is not a URL.
    """
    about = About.of(manifest, base)
    url = check_endpoint(endpoint)

    def iri(name: str) -> str:
        return f"{about.iri}#{name}"

    service: Statements = [
        (rdf.type, sd.Service),
        (rdf.type, dcat.DataService),
        (dcterms.title, text(f"SPARQL endpoint of {about.title}")),
        (sd.endpoint, url),
        (dcat.endpointURL, url),
        (dcat.endpointDescription, about.url(NAME)),
        (dcat.servesDataset, about.iri),
        (sd.supportedLanguage, sd.SPARQL11Query),
        (sd.defaultDataset, iri("served")),
        (rdfs.seeAlso, about.url(VOID)),
    ]
    served: Statements = [
        (rdf.type, sd.Dataset),
        (
            dcterms.description,
            text(
                f"{about.figures:,} named graphs with a record each, named by the record's IRI, "
                "and one with what records have in common."
            ),
        ),
        (sd.namedGraph, iri("shared-graph")),
    ]
    named: Statements = [
        (rdf.type, sd.NamedGraph),
        (sd.name, DATASET),
        (sd.graph, iri("shared")),
    ]
    shared: Statements = [(rdf.type, sd.Graph), (rdf.type, void.Dataset)]
    nodes: list[tuple[str, Statements]] = [
        (iri("service"), service),
        (iri("served"), served),
        (iri("shared-graph"), named),
        (iri("shared"), shared),
        (about.iri, [(rdf.type, void.Dataset), (void.sparqlEndpoint, url)]),
    ]
    return turtle(nodes, NAME, about.iri)
