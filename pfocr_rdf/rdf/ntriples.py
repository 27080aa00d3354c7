"""N-Triples as text: terms, statements, and statements in which something is yet to be filled in.

A line ends with what is the same for all lines of a batch: `` .``, or the graph and `` .``.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from pfocr_rdf.errors import FormatError
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.terms import IRI, Literal, Node, Pair, Statements, Triple

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
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
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


def escaped_all(texts: Collection[str]) -> Collection[str]:
    """The same of many texts; mostly none of them needs it."""
    joined = "".join(texts)
    if joined.isprintable() and '"' not in joined and "\\" not in joined:
        return texts
    return list(map(escaped, texts))


def unescaped(text: str) -> str:
    r"""The text of a literal, from what stands between its quotes.

    >>> unescaped('\\"b\\" \\u00e4')
    '"b" ä'
    """
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    four, eight, letter = match.groups()
    return _LETTERS.get(letter, letter) if letter else chr(int(four or eight, 16))


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


def _texts(pairs: Iterable[Pair]) -> list[str]:
    """Predicate and object of each pair."""
    predicates = _PREDICATES
    string = xsd.string
    return [
        f"{predicates[predicate]}<{check_iri(term)}>"
        if isinstance(term, str)
        else f'{predicates[predicate]}"{escaped(term[0])}"'
        if term[1] is string
        else f"{predicates[predicate]}{literal_text(term)}"
        for predicate, term in pairs
    ]


def lines(nodes: Iterable[Node], graph: IRI | None = None) -> bytes:
    r"""The lines of nodes: N-Quads of a graph, or N-Triples.

    >>> lines([("urn:s", [("urn:p", "urn:o"), ("urn:q", Literal("o"))])], "urn:g")
    b'<urn:s> <urn:p> <urn:o> <urn:g> .\n<urn:s> <urn:q> "o" <urn:g> .\n'
    """
    end = " .\n" if graph is None else f" <{check_iri(graph)}> .\n"
    parts = [
        _statements(subject, pairs, end) if isinstance(pairs, list) else pairs.lines(subject, end)
        for subject, pairs in nodes
    ]
    return b"".join(parts)


def _statements(subject: IRI, pairs: list[Pair], end: str) -> bytes:
    if not pairs:
        return b""
    start = f"<{check_iri(subject)}>"
    return f"{start}{f'{end}{start}'.join(_texts(pairs))}{end}".encode()


class Property:
    """A property, and what its values are: literals of a datatype or, with ``None``, IRIs."""

    __slots__ = ("after", "before", "datatype", "predicate")

    def __init__(self, predicate: IRI, datatype: IRI | None = None) -> None:
        self.predicate = predicate
        self.datatype = datatype
        around = literal_text(Literal("\n", datatype)) if datatype else "<\\n>"
        before, self.after = around.split("\\n")
        self.before = f"{_PREDICATES[predicate]}{before}"


class Values(Statements):
    """What is said of one subject: properties, each with a value, several, or ``None``.

    IRIs are not checked: they are those that :mod:`pfocr_rdf.rdf.vocabulary` makes.
    """

    __slots__ = ("_values",)

    def __init__(self, values: list[tuple[Property, str | Collection[str] | None]]) -> None:
        self._values = values

    def __len__(self) -> int:
        values = [value for _, value in self._values if value is not None]
        return sum([1 if isinstance(value, str) else len(value) for value in values])

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        for prop, value in self._values:
            for text in (value,) if isinstance(value, str) else value or ():
                term = Literal(text, prop.datatype) if prop.datatype else text
                yield subject, prop.predicate, term

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        start = f"<{subject}>"
        parts = []
        for prop, value in self._values:
            if value is None:
                continue
            if isinstance(value, str):
                text = escaped(value) if prop.datatype else value
                parts.append(f"{start}{prop.before}{text}{prop.after}{end}")
            elif value:
                texts = escaped_all(value) if prop.datatype else value
                between = f"{prop.after}{end}{start}{prop.before}"
                parts.append(f"{start}{prop.before}{between.join(texts)}{prop.after}{end}")
        return "".join(parts).encode()


_FIRST_MARK = 0xE000


def mark(number: int) -> str:
    """What stands, as an IRI or as the value of a literal, for the cell of that number."""
    return f"mark:{chr(_FIRST_MARK + number)}"


class Template:
    """Lines with holes: what the mapping says, compiled from what it says of marks.

    ``pairs`` hold each :func:`mark` once, from 0 on and in order, as an IRI or a literal's value.
    """

    __slots__ = ("_cells", "_ended", "_ends", "_pieces", "_subjects", "size")

    def __init__(self, pairs: list[Pair]) -> None:
        self.size = len(pairs)
        self._pieces: list[bytes] = []
        self._subjects: list[int] = []
        self._cells: list[int] = []
        self._ends: list[int] = []
        for text in _texts(pairs):
            before, *rest = re.split("mark:(.)", text)
            self._subjects.append(len(self._pieces))
            self._pieces += [b"", before.encode()]
            if rest:
                if ord(rest[0]) - _FIRST_MARK != len(self._cells):
                    raise ValueError("cells out of order")
                self._cells.append(len(self._pieces))
                self._pieces += [b"", rest[1].encode()]
            self._ends.append(len(self._pieces) - 1)
        self._ended = ("", self._pieces)

    def _with(self, end: str) -> list[bytes]:
        """The pieces, with the end of their lines; remembered for the next time."""
        known, pieces = self._ended
        if end != known:
            pieces = self._pieces.copy()
            last = end.encode()
            for place in self._ends:
                pieces[place] += last
            self._ended = end, pieces
        return pieces

    def fill(self, subject: IRI, cells: list[str], end: str) -> bytes:
        r"""The lines, with each hole filled by an IRI or by the text of a literal, escaped.

        >>> template = Template([("urn:p", mark(0)), ("urn:q", Literal(mark(1)))])
        >>> template.fill("urn:s", ["urn:o", "text"], " .\n")
        b'<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:q> "text" .\n'
        """
        pieces = self._with(end).copy()
        start = f"<{subject}>".encode()
        for place in self._subjects:
            pieces[place] = start
        for place, cell in zip(self._cells, cells, strict=True):
            pieces[place] = cell.encode()
        return b"".join(pieces)

    def fill_all(self, subjects: list[bytes], columns: list[list[bytes]], end: str) -> bytes:
        r"""The lines of many subjects, one after the other; a column has a cell of each.

        Subjects have their brackets.

        >>> template = Template([("urn:p", mark(0))])
        >>> template.fill_all([b"<urn:s>", b"<urn:t>"], [[b"urn:o", b"urn:p"]], " .\n")
        b'<urn:s> <urn:p> <urn:o> .\n<urn:t> <urn:p> <urn:p> .\n'
        """
        pieces = self._with(end)
        step = len(pieces)
        pieces = pieces * len(subjects)
        for place in self._subjects:
            pieces[place::step] = subjects
        for place, column in zip(self._cells, columns, strict=True):
            pieces[place::step] = column
        return b"".join(pieces)
