"""The bundled queries as SHACL-described examples, the form that SIB's tools read.

https://github.com/sib-swiss/sparql-examples: one ``sh:SPARQLExecutable`` a query, its parameters'
defaults in place, meant for the graph ``ENDPOINT/.well-known/sparql-examples``.
"""

import re
from collections.abc import Iterable

from pfocr_rdf.errors import UsageError
from pfocr_rdf.queries.catalog import Query
from pfocr_rdf.rdf.namespaces import SITE
from pfocr_rdf.rdf.ntriples import check_iri, literal_text
from pfocr_rdf.rdf.terms import IRI, Literal

_EXAMPLES = f"{SITE}.well-known/sparql-examples/"
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)

_HEAD = f"""@prefix ex: <{_EXAMPLES}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def examples(queries: Iterable[Query], endpoint: str | None) -> str:
    """Turtle that describes ``queries`` as examples, for ``endpoint`` where there is one.

    Raises UsageError where ``endpoint`` is not a URL.
    """
    if endpoint is not None:
        check_endpoint(endpoint)
    chosen = sorted(queries, key=lambda query: query.name)
    prefixes: dict[str, str] = {}
    for query in chosen:
        prefixes.update(_PREFIX.findall(query.text))
    declarations = " ,\n".join(
        f"    [ sh:prefix {_text(prefix)} ; sh:namespace {_text(base)}^^xsd:anyURI ]"
        for prefix, base in sorted(prefixes.items())
    )
    parts = [_HEAD, f"ex:prefixes sh:declare\n{declarations} .\n"]
    parts += [_example(query, endpoint) for query in chosen]
    return "\n".join(parts)


def check_endpoint(endpoint: str) -> IRI:
    """Return the URL of an endpoint as an IRI; raise UsageError where it is none."""
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", endpoint):
        raise UsageError(f"{endpoint!r} is not the URL of a SPARQL endpoint")
    return check_iri(endpoint)


def _example(query: Query, endpoint: str | None) -> str:
    class_ = f"SPARQL{query.form.capitalize()}Executable"
    lines = [
        f"ex:{query.name.replace('-', '_')} a sh:SPARQLExecutable, sh:{class_} ;",
        f"  rdfs:comment {_text(query.title)}@en ;",
        "  sh:prefixes ex:prefixes ;",
        f"  sh:{query.form.lower()} {_text(query.fill().text)} ;",
        *(f"  spex:federatesWith <{service}> ;" for service in query.services),
        f"  schema:keywords {_text(query.category)}",
    ]
    if endpoint is not None:
        lines[-1] += " ;"
        lines.append(f"  schema:target <{endpoint}>")
    return "\n".join(lines) + " .\n"


def _text(text: str) -> str:
    return literal_text(Literal(text))
