"""What is said of a figure's mentions: the short way and, word by word, the long way.

There are many, so their text comes from templates, which are compiled from what the mapping says of
marks.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, count, groupby, islice
from typing import TypeAlias

from pfocr_rdf.rdf.namespaces import oa, pfocr, rdf, schema
from pfocr_rdf.rdf.ntriples import Template, escaped_all, mark
from pfocr_rdf.rdf.terms import IRI, Literal, Pair, Statements, Triple
from pfocr_rdf.rdf.vocabulary import (
    KINDS,
    lexicon_iri,
    mention_key,
    reference_iri,
    reference_iris,
)
from pfocr_rdf.records.model import Mention, Reference

_PART = "#mention-"
_TYPES: dict[str, tuple[Pair, ...]] = {
    kind.key: (
        (rdf.type, oa.Annotation),
        (rdf.type, kind.mention_type),
        (oa.motivatedBy, oa.identifying),
    )
    for kind in KINDS.values()
}


def _evidence(
    kind: str,
    word: str,
    match: str | None,
    name: str | None,
    lexicons: Iterable[IRI],
    bodies: Iterable[IRI],
    figure: IRI,
) -> list[Pair]:
    """What is said of a mention."""
    pairs: list[Pair] = [*_TYPES[kind], (pfocr.word, Literal(word))]
    if match is not None:
        pairs.append((pfocr.match, Literal(match)))
    if name is not None:
        pairs.append((schema.name, Literal(name)))
    pairs += [(pfocr.lexicon, lexicon) for lexicon in lexicons]
    pairs += [(oa.hasBody, body) for body in bodies]
    pairs.append((oa.hasTarget, figure))
    return pairs


Shape: TypeAlias = tuple[str, bool, bool, int, int]
"""A mention's kind, whether it has a match and a name, and how many lexicons and bodies."""


class MentionStatements(Statements):
    """All that is said of a figure's mentions, the figure being the whole that they belong to."""

    __slots__ = ("_runs",)

    def __init__(self, mentions: tuple[Mention, ...]) -> None:
        self._runs = [(shape, list(run)) for shape, run in groupby(mentions, _shape)]

    def bodies(self) -> list[IRI]:
        """The genes, chemicals and diseases, each once."""
        bodies: dict[Reference, None] = {}
        for shape, run in self._runs:
            if shape[4]:
                bodies |= dict.fromkeys(chain.from_iterable([mention[5] for mention in run]))
        return reference_iris(list(bodies))

    def __len__(self) -> int:
        return sum([_template(*shape).size * len(run) for shape, run in self._runs])

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        for shape, run in self._runs:
            keys = _keys(shape, list(_columns(shape, run)))
            for key, (kind, word, match, name, lexicons, bodies) in zip(keys, run, strict=True):
                part = subject + _PART + key
                iris = map(lexicon_iri, lexicons), map(reference_iri, bodies)
                for predicate, term in _evidence(kind, word, match, name, *iris, subject):
                    yield part, predicate, term

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        part = f"<{subject}{_PART}"
        whole = subject.encode()
        parts = []
        for shape, run in self._runs:
            columns = list(_columns(shape, run))
            subjects = [f"{part}{key}>".encode() for key in _keys(shape, columns)]
            columns.append([whole] * len(run))
            parts.append(_template(*shape).fill_all(subjects, columns, end))
        return b"".join(parts)


def _shape(mention: Mention) -> Shape:
    kind, _, match, name, lexicons, bodies = mention
    return kind, match is not None, name is not None, len(lexicons), len(bodies)


def _columns(shape: Shape, mentions: list[Mention]) -> Iterator[list[bytes]]:
    """What fills the holes of a shape's template but the last, for each of the mentions."""
    _, match, name, lexicons, bodies = shape
    texts = [[mention[1] for mention in mentions]]
    if match:
        texts.append([mention[2] or "" for mention in mentions])
    if name:
        texts.append([mention[3] or "" for mention in mentions])
    for column in texts:
        yield [text.encode() for text in escaped_all(column)]
    for at in range(lexicons):
        yield [_lexicon(mention[4][at]) for mention in mentions]
    for at in range(bodies):
        yield [iri.encode() for iri in reference_iris([mention[5][at] for mention in mentions])]


def _keys(shape: Shape, columns: list[list[bytes]]) -> list[str]:
    """The key of each mention, made of what fills the holes; lexicons and bodies in their order."""
    kind, match, name, lexicons, bodies = shape
    head = f"{kind} {match:d} {name:d} {lexicons} {bodies}".encode()
    rows = zip(*columns, strict=True)
    if lexicons < 2 and bodies < 2:
        return [mention_key((head, *cells)) for cells in rows]
    end = len(columns) - bodies
    start = end - lexicons
    return [
        mention_key((head, *row[:start], *sorted(row[start:end]), *sorted(row[end:])))
        for row in rows
    ]


@lru_cache(256)
def _lexicon(name: str) -> bytes:
    """The IRI of a lexicon, encoded: every mention has one of a few."""
    return lexicon_iri(name).encode()


@cache
def _template(kind: str, match: bool, name: bool, lexicons: int, bodies: int) -> Template:
    """A template for all mentions of a kind that have the same parts."""
    marks = map(mark, count())
    pairs = _evidence(
        kind,
        next(marks),
        next(marks) if match else None,
        next(marks) if name else None,
        list(islice(marks, lexicons)),
        list(islice(marks, bodies)),
        next(marks),
    )
    return Template(pairs)
