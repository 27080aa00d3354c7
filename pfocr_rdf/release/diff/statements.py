"""Lines of N-Quads taken apart, and their terms as JSON and as text."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.ntriples import unescaped

Term: TypeAlias = str | dict[str, str]
"""A term in JSON: a plain string as it is, else a value object of JSON-LD (``@id``; ``@value`` with
``@type`` or ``@language``)."""


class Statement(NamedTuple):
    """Subject and predicate as IRIs, the object in N-Triples."""

    subject: str
    predicate: str
    object: str


def statements(lines: Iterable[bytes], end: bytes = b"") -> list[Statement]:
    """Lines without their ``end``: space, graph and dot.

    >>> statements([b'<a:s> <a:p> "o" <a:g> .'], b" <a:g> .")
    [Statement(subject='a:s', predicate='a:p', object='"o"')]
    """
    parts = (line[: len(line) - len(end)].decode().split(" ", 2) for line in lines)
    return [Statement(subject[1:-1], predicate[1:-1], value) for subject, predicate, value in parts]


def term(text: str) -> Term:
    r"""A term of N-Triples as JSON.

    >>> term('<a:b>'), term('"a\\n\\"b\\""'), term('"1"^^<a:c>'), term('"x"@en')
    ({'@id': 'a:b'}, 'a\n"b"', {'@value': '1', '@type': 'a:c'}, {'@value': 'x', '@language': 'en'})
    """
    if not text.startswith('"'):
        return {"@id": text.strip("<>")}
    value, _, kind = text[1:].rpartition('"')
    value = unescaped(value)
    if kind.startswith("^^"):
        return {"@value": value, "@type": kind[3:-1]}
    return {"@value": value, "@language": kind[1:]} if kind else value


def shown(value: Term) -> str:
    """A term as text: strings in quotes, IRIs with prefixes, numbers bare.

    >>> shown("a"), shown({"@id": "https://schema.org/Gene"}), shown({"@value": "1", "@type": "x"})
    ('"a"', 'schema:Gene', '1')
    """
    if isinstance(value, str):
        return f'"{value}"'
    if "@id" in value:
        return compact(value["@id"])
    return value["@value"] if "@type" in value else f'"{value["@value"]}"@{value["@language"]}'


def fields(old: list[Statement], new: list[Statement]) -> list[dict[str, Any]]:
    """Which values of a subject's properties differ: a row for each property, in their order."""
    before, after = ({one[1:] for one in side} for side in (old, new))
    found: dict[str, tuple[list[Term], list[Term]]] = {}
    for side, (some, others) in enumerate(((old, after), (new, before))):
        for one in some:
            if one[1:] not in others:
                found.setdefault(one.predicate, ([], []))[side].append(term(one.object))
    rows = sorted((compact(predicate), values) for predicate, values in found.items())
    return [{"property": name, "old": was, "new": now} for name, (was, now) in rows]
