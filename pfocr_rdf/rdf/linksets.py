"""Links from the entities of a file to the same things elsewhere, apart from the data."""

from collections.abc import Iterable
from typing import NamedTuple

from pfocr_rdf.rdf.namespaces import skos
from pfocr_rdf.rdf.terms import IRI, Node
from pfocr_rdf.rdf.vocabulary import REGISTRIES


class Linkset(NamedTuple):
    """Where the identifiers of a registry have another IRI: ``target`` + identifier."""

    registry: str
    target: IRI
    readers: str


LINKSETS: tuple[Linkset, ...] = (
    Linkset("ncbigene", "http://purl.uniprot.org/geneid/", "UniProt"),
    Linkset("ncbigene", "http://identifiers.org/ncbigene/", "DisGeNET, PubTator, RDF Portal"),
    Linkset("mesh", "http://id.nlm.nih.gov/mesh/", "NLM's MeSH RDF"),
    Linkset("chebi", "http://purl.obolibrary.org/obo/CHEBI_", "ChEBI"),
    Linkset("doid", "http://purl.obolibrary.org/obo/DOID_", "Disease Ontology"),
    Linkset("taxonomy", "http://purl.obolibrary.org/obo/NCBITaxon_", "OBO ontologies"),
    Linkset("taxonomy", "http://purl.uniprot.org/taxonomy/", "UniProt"),
)

_BY_BASE = {
    REGISTRIES[name].base: [linkset for linkset in LINKSETS if linkset.registry == name]
    for name in dict.fromkeys(linkset.registry for linkset in LINKSETS)
}


def links(subjects: Iterable[IRI]) -> list[Node]:
    """A ``skos:exactMatch`` for each subject and each linkset of its registry.

    >>> links(["https://identifiers.org/doid/DOID:8893"])[0][1][0][1]
    'http://purl.obolibrary.org/obo/DOID_8893'
    """
    found: list[Node] = []
    for subject in subjects:
        for base, linksets in _BY_BASE.items():
            if subject.startswith(base):
                local = subject[len(base) :]
                found.append((subject, [(skos.exactMatch, x.target + local) for x in linksets]))
    return found
