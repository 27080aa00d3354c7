"""Descriptions in Turtle: nodes in the order given, prefixes, IRIs of files relative."""

from collections.abc import Iterable

from pfocr_rdf.rdf import namespaces
from pfocr_rdf.rdf.ntriples import check_iri, literal_text
from pfocr_rdf.rdf.terms import IRI, Literal
from pfocr_rdf.release.describe.release import FOLDER

_PREFIXES = {
    name.replace("_", "-"): getattr(namespaces, name).NS
    for name in (
        *("adms", "dcat", "dcterms", "foaf", "oa", "pav", "pfocr", "prov", "rdf", "rdfs"),
        *("schema", "sd", "skos", "spdx", "void", "void_ext", "xsd"),
    )
}


def text(value: str) -> str:
    """A string as Turtle has it."""
    return literal_text(Literal(value))


def iris(values: Iterable[IRI]) -> list[str]:
    """IRIs as Turtle has them; raises FormatError for what is none."""
    return [f"<{check_iri(value)}>" for value in values]


def objects(predicate: str, terms: Iterable[str]) -> str:
    """A predicate, its objects and a semicolon; nothing where there are no objects.

    >>> objects("void:triples", ["1", "2"]), objects("void:triples", [])
    ('void:triples 1 , 2 ;', '')
    """
    joined = " , ".join(terms)
    return f"{predicate} {joined} ;" if joined else ""


def turtle(nodes: Iterable[str], document: str, dataset: IRI) -> bytes:
    """The file of nodes that are written in Turtle, with the prefix ``:`` for parts of a dataset.

    IRIs below :data:`FOLDER` are written relative to the file ``document``, so that a reader
    resolves them against wherever it found that file (RFC 3986, section 5.1.3).
    """
    import pyoxigraph as ox  # slow to import

    prefixes = {**_PREFIXES, "": check_iri(dataset) + "#"}
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    syntax, base = ox.RdfFormat.TURTLE, FOLDER + document
    written = "\n".join([*head, *nodes])
    quads = ox.parse(written, format=syntax, base_iri=base, lenient=True)
    triples = [quad.triple for quad in quads]
    serialized = ox.serialize(triples, format=syntax, prefixes=prefixes, base_iri=base)
    assert serialized is not None
    lines = serialized.decode().split("\n")[1:]  # without @base, which means nothing to a reader
    heads = [line for line in lines if line.startswith("@prefix")]
    body = [line if line[:1] in ("", "\t") else "\n" + line for line in lines[len(heads) :]]
    return "\n".join([*sorted(heads), *body]).encode()
