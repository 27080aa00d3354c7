"""JSON-LD 1.1 of the project: the inline context, compact nodes, and the page of one figure.

https://www.w3.org/TR/json-ld11/. Compacting is done here, node by node, because a library would
need the whole document in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import dcterms, oa, pfocr, rdf, schema, xsd
from pfocr_rdf.rdf.terms import IRI, Term, Triple
from pfocr_rdf.rdf.vocabulary import LICENSES, PREFIXES, PROFILES

Node: TypeAlias = "dict[str, Any]"

_LINKS = (
    schema.about,
    schema.contentUrl,
    schema.creator,
    schema.isBasedOn,
    schema.isPartOf,
    schema.license,
    schema.mainEntity,
    schema.mainEntityOfPage,
    schema.mentions,
    schema.publisher,
    schema.sameAs,
    schema.taxonomicRange,
    schema.url,
    oa.hasBody,
    oa.hasTarget,
    oa.motivatedBy,
    dcterms.conformsTo,
    pfocr.figure,
    pfocr.lexicon,
    pfocr.organism,
    pfocr.organismSearched,
)
_TYPED = {
    pfocr.pathwayScore: xsd.decimal,
    pfocr.pmcRankedResultIndex: xsd.integer,
    pfocr.countDirect: xsd.integer,
    pfocr.countMatch: xsd.integer,
    pfocr.countSynonym: xsd.integer,
    schema.datePublished: xsd.gYear,
}
_LOCAL = re.compile(r"(?!//)\S*")


def _compact(iri: IRI) -> str:
    """The IRI with a prefix of the context, which has none for schema.org, where one fits."""
    return iri if iri.startswith(schema.NS) else compact(iri, _LOCAL)


@lru_cache(2**12)
def _key(predicate: IRI) -> str:
    """A property or class as a key: schema.org's own name, or prefix and name."""
    return _compact(predicate).removeprefix(schema.NS)


CONTEXT: dict[str, Any] = {
    "@vocab": schema.NS,
    **{prefix: base for prefix, base in PREFIXES.items() if base != schema.NS},
    **{_key(p): {"@id": p, "@type": "@id"} for p in _LINKS},
    **{_key(p): {"@id": p, "@type": _compact(t)} for p, t in _TYPED.items()},
}
"""Prefixes and the types of properties: IRIs and numbers stand as plain strings."""

PAGE_CONTEXT: dict[str, Any] = {
    **CONTEXT,
    "evidence": {"@reverse": oa.hasTarget, "@type": "@id"},
    "geneSearch": {"@reverse": pfocr.figure, "@type": "@id"},
}

_LINK_KEYS = frozenset(map(_key, _LINKS))
_TYPED_KEYS = {_key(p): t for p, t in _TYPED.items()}


def _value(key: str, term: Term) -> Any:
    if isinstance(term, str):
        iri = _compact(term)
        return iri if key in _LINK_KEYS else {"@id": iri}
    text, datatype = term
    if _TYPED_KEYS.get(key, xsd.string) == datatype and key not in _LINK_KEYS:
        return text
    if datatype == xsd.string:
        return {"@value": text}
    return {"@value": text, "@type": _compact(datatype)}


def nodes(triples: Iterable[Triple]) -> Iterator[Node]:
    """One compact node for each run of triples with the same subject, in their order."""
    for subject, group in groupby(triples, itemgetter(0)):
        node: Node = {"@id": _compact(subject)}
        for _, predicate, term in group:
            if predicate == rdf.type:
                key, value = "@type", _key(str(term))
            else:
                key = _key(predicate)
                value = _value(key, term)
            held = node.setdefault(key, value)
            if type(held) is list:
                held.append(value)
            elif held is not value:
                node[key] = [held, value]
        yield node


# ---- the page of one figure ----------------------------------------------------------------------

_SCRIPT_UNSAFE = re.compile("[<>&\u2028\u2029]")


def page(triples: Iterable[Triple], record: IRI) -> str:
    """All that ``triples`` say, as one readable document framed from the record.

    What the record links to is nested at its first place and referred to elsewhere; mentions stand
    under ``evidence`` of the figure. The text can stand in a page's
    ``<script type="application/ld+json">`` as it is: no ``<``, ``>`` or ``&`` is in it. What
    Bioschemas' Dataset profile asks for and a record may lack (description, keywords, licence of
    the database, the profile itself) is added, so that every page conforms.
    """
    found = {node["@id"]: node for node in _merged(triples)}
    root = found[_compact(record)]
    for node in list(found.values()):
        for key, reverse in (("oa:hasTarget", "evidence"), ("pfocr:figure", "geneSearch")):
            if key in node:
                found[node.pop(key)].setdefault(reverse, []).append(node["@id"])
    root.setdefault("description", f"What a published pathway figure mentions: {root['name']}")
    root.setdefault("keywords", ["pathway figure"])
    root.setdefault("license", LICENSES["CC0"])
    root["dcterms:conformsTo"] = PROFILES[0]
    placed: set[str] = set()
    tree = _embedded(root, found, placed)
    document = {"@context": PAGE_CONTEXT, **tree}
    rest = [_embedded(node, found, placed) for key, node in found.items() if key not in placed]
    if rest:
        document["@included"] = rest
    return script_safe(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def script_safe(text: str) -> str:
    """JSON that says the same and can stand in a ``<script>`` of a page."""
    return _SCRIPT_UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _merged(triples: Iterable[Triple]) -> Iterator[Node]:
    """One node a subject, wherever its triples stand."""
    by_subject: dict[IRI, list[Triple]] = {}
    for triple in triples:
        by_subject.setdefault(triple[0], []).append(triple)
    for group in by_subject.values():
        yield from nodes(group)


def _embedded(node: Node, found: dict[str, Node], placed: set[str]) -> Node:
    placed.add(node["@id"])
    out: Node = {}
    for key, value in node.items():
        items = value if type(value) is list else [value]
        linked = key in _LINK_KEYS or key in ("evidence", "geneSearch")
        new = [
            _embed(item if linked or type(item) is dict else {}, found, placed) or item
            for item in items
        ]
        out[key] = new if type(value) is list else new[0]
    return out


def _embed(item: Any, found: dict[str, Node], placed: set[str]) -> Node | None:
    """The node that ``item`` refers to, where it is still to be placed."""
    target = item.get("@id") if type(item) is dict else item
    if type(target) is str and target in found and target not in placed:
        return _embedded(found[target], found, placed)
    return None
