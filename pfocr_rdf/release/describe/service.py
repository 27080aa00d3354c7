"""The file ``service.ttl``: a SPARQL endpoint that serves a release.

SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/); what an
endpoint answers with when it is asked for nothing.
"""

from pfocr_rdf.queries.sib_examples import check_endpoint
from pfocr_rdf.release.describe.release import DescribedRelease
from pfocr_rdf.release.describe.turtle import text, turtle
from pfocr_rdf.release.describe.void import NAME as VOID
from pfocr_rdf.release.describe.void import SHARED_GRAPH
from pfocr_rdf.release.manifest import Manifest

NAME = "service.ttl"


def service_description(manifest: Manifest, endpoint: str) -> bytes:
    """The file for the endpoint at that URL, from the manifest of the release that it serves.

    The endpoint's default graph is not described: many stores make it the union of all named
    graphs, others leave it empty. Raises UsageError where ``endpoint`` is not a URL.
    """
    release = DescribedRelease(manifest)
    url = check_endpoint(endpoint)
    graphs = (
        f"{manifest.counts.figures:,} named graphs with a record each, named by the record's IRI, "
        "and one with what records have in common."
    )
    nodes = f""":service a sd:Service , dcat:DataService ;
    dcterms:title {text(f"SPARQL endpoint of {manifest.title}")} ;
    sd:endpoint <{url}> ;
    dcat:endpointURL <{url}> ;
    dcat:endpointDescription <{release.url(NAME)}> ;
    dcat:servesDataset <{release.iri()}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:defaultDataset :served ;
    rdfs:seeAlso <{release.url(VOID)}> .
:served a sd:Dataset ;
    dcterms:description {text(graphs)} ;
    sd:namedGraph :shared-graph .
{SHARED_GRAPH}
:shared a sd:Graph , void:Dataset .
<{release.iri()}> a void:Dataset ;
    void:sparqlEndpoint <{url}> ."""
    return turtle([nodes], NAME, release.iri())
