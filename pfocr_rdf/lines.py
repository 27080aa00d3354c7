"""N-Triples as text: terms, statements, and statements in which something is yet to be filled in.

A line ends with what is the same for all lines of a batch: `` .``, or the graph and `` .``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from pfocr_rdf.errors import FormatError
from pfocr_rdf.namespaces import xsd
from pfocr_rdf.terms import IRI, Literal, Pair, Said, Triple, flatten

__all__ = [
    "NEXT",
    "Fixed",
    "Many",
    "Parts",
    "Template",
    "check_iri",
    "escaped",
    "literal_text",
    "mark",
    "placed",
    "statements",
]

_ESCAPED = re.compile('["\\\\\\x00-\\x1f\\x7f]')
_ESCAPES = {
    **{chr(n): f"\\u{n:04X}" for n in (*range(0x20), 0x7F)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_NOT_IN_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\]')
_REMEMBERED = 2**15


def check_iri(iri: IRI) -> IRI:
    """Return ``iri``; raise FormatError where it holds what no RDF syntax allows in an IRI."""
    if _NOT_IN_IRI.search(iri) or ":" not in iri:
        raise FormatError(f"{iri!r} is not an IRI")
    return iri


def escaped(text: str) -> str:
    """The text as it stands between the quotes of a literal."""
    if text.isalnum() or (text.isprintable() and '"' not in text and "\\" not in text):
        return text
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)


def literal_text(literal: Literal) -> str:
    r"""Give the literal in N-Triples, in its canonical form.

    https://www.w3.org/TR/n-triples/#canonical-ntriples

    >>> literal_text(Literal('a "b"\n'))
    '"a \\"b\\"\\n"'
    """
    value, datatype = literal
    if datatype == xsd.string:
        return f'"{escaped(value)}"'
    return f'"{escaped(value)}"^^<{check_iri(datatype)}>'


class _Predicates(dict[IRI, str]):
    """Predicate → its text in N-Triples between spaces; the memory is emptied when it is full."""

    def __missing__(self, iri: IRI) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[iri] = text = f" <{check_iri(iri)}> "
        return text


_PREDICATES = _Predicates()


NEXT = b"\0"
"""Stands, in the lines of a template, for the end of a line and the subject of the next."""


def placed(text: bytes, subject: IRI, end: str) -> bytes:
    """Lines of a subject from a text that has :data:`NEXT` between them."""
    start = f"<{subject}>".encode()
    last = end.encode()
    return b"".join((start, text.replace(NEXT, last + start), last))


def _texts(pairs: Iterable[Pair]) -> list[str]:
    """Predicate and object of each pair."""
    predicates = _PREDICATES
    return [
        f"{predicates[predicate]}<{check_iri(term)}>"
        if isinstance(term, str)
        else f"{predicates[predicate]}{literal_text(term)}"
        for predicate, term in pairs
    ]


def statements(subject: IRI, pairs: list[Pair], end: str) -> bytes:
    r"""The lines of what is said of a subject.

    >>> statements("urn:s", [("urn:p", "urn:o"), ("urn:q", Literal("o"))], " .\n")
    b'<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:q> "o" .\n'
    """
    if not pairs:
        return b""
    start = f"<{check_iri(subject)}>"
    return f"{start}{f'{end}{start}'.join(_texts(pairs))}{end}".encode()


class Many(Said):
    """One property with many values: all of them texts, or all of them IRIs."""

    __slots__ = ("_literal", "_predicate", "_values")

    def __init__(self, predicate: IRI, values: Collection[str], *, literal: bool) -> None:
        self._predicate = predicate
        self._values = values
        self._literal = literal

    def __len__(self) -> int:
        return len(self._values)

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        for value in self._values:
            yield subject, self._predicate, Literal(value) if self._literal else value

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        start = f"<{subject}>{_PREDICATES[self._predicate]}"
        if not self._literal:
            return f"{start}<{f'>{end}{start}<'.join(self._values)}>{end}".encode()
        between = f'"{end}{start}"'
        return f'{start}"{between.join(map(escaped, self._values))}"{end}'.encode()


class Fixed(Said):
    """What is said of a subject again and again: its text is made once."""

    __slots__ = ("_pairs", "_text")

    def __init__(self, pairs: list[Pair]) -> None:
        self._pairs = pairs
        self._text = NEXT.decode().join(_texts(pairs)).encode()

    def __len__(self) -> int:
        return len(self._pairs)

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        return flatten([(subject, self._pairs)])

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        return placed(self._text, subject, end)


class Parts(Said):
    """Several parts of what is said of one subject, one after the other."""

    __slots__ = ("_parts",)

    def __init__(self, *parts: list[Pair] | Said) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        return flatten([(subject, part) for part in self._parts])

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        return b"".join(
            [
                statements(subject, part, end)
                if isinstance(part, list)
                else part.lines(subject, end)
                for part in self._parts
            ]
        )


_FIRST_MARK = 0xE000


def mark(number: int) -> str:
    """What stands, as an IRI or as the value of a literal, for the cell of that number."""
    return f"mark:{chr(_FIRST_MARK + number)}"


class Template:
    """Lines with holes: what the mapping says, compiled from what it says of marks.

    ``pairs`` hold each :func:`mark` once, from 0 on and in order, as an IRI or a literal's value.
    With ``open_end`` the last object is left out, for someone else to put it in.
    """

    __slots__ = ("_parts", "size")

    def __init__(self, pairs: list[Pair], *, open_end: bool = False) -> None:
        text = NEXT.decode().join(_texts(pairs))
        if open_end:
            text = text[: text.rindex(" ") + 1]
        parts = re.split("mark:(.)", text)
        marks = [ord(found) - _FIRST_MARK for found in parts[1::2]]
        assert marks == list(range(len(marks))), "cells out of order"
        self._parts = parts
        self.size = len(pairs)

    def fill(self, cells: list[str]) -> bytes:
        r"""The lines, with each hole filled by an IRI or by the text of a literal, escaped.

        The first begins behind its subject, the last ends with its object; between two of them
        stands :data:`NEXT`.

        >>> Template([("urn:p", mark(0)), ("urn:q", Literal(mark(1)))]).fill(["urn:o", "text"])
        b' <urn:p> <urn:o>\x00 <urn:q> "text"'
        """
        parts = self._parts.copy()
        parts[1::2] = cells
        return "".join(parts).encode()
