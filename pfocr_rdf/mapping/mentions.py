"""What is said of a figure's mentions: the short way and, word by word, the long way.

There are many, so their text comes from templates, which are compiled from what the mapping says of
marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count, islice
from typing import TypeAlias

from pfocr_rdf.lines import NEXT, Many, Template, escaped, mark
from pfocr_rdf.model import Mention
from pfocr_rdf.namespaces import oa, pfocr, rdf, schema
from pfocr_rdf.terms import IRI, Literal, Pair, Said, Triple
from pfocr_rdf.vocabulary import KINDS, lexicon_iri, mention_key, reference_iri

__all__ = ["Mentions"]

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


class Mentions(Said):
    """All that is said of a figure's mentions, the figure being the whole that they belong to."""

    __slots__ = ("_texts",)

    def __init__(self, mentions: tuple[Mention, ...]) -> None:
        self._texts = list(map(_text, mentions))

    def bodies(self) -> Many:
        """The short way: what the figure mentions."""
        bodies = dict.fromkeys(chain.from_iterable([text[1] for text in self._texts]))
        return Many(schema.mentions, bodies, literal=False)

    def __len__(self) -> int:
        return sum([text[4] for text in self._texts])

    def triples(self, subject: IRI) -> Iterator[Triple]:
        """What is said where ``subject`` is the subject."""
        for mention, bodies, key, _, _ in self._texts:
            part = subject + _PART + key[:-1].decode()
            kind, word, match, name, lexicons, _ = mention
            iris = map(lexicon_iri, lexicons)
            for predicate, term in _evidence(kind, word, match, name, iris, bodies, subject):
                yield part, predicate, term

    def lines(self, subject: IRI, end: str) -> bytes:
        """The same as lines."""
        whole = f"<{subject}>{end}".encode()
        part = f"<{subject}{_PART}".encode()
        last = end.encode()
        parts: list[bytes] = []
        for _, _, key, lines, _ in self._texts:
            start = part + key
            parts += (start, lines.replace(NEXT, last + start), whole)
        return b"".join(parts)


_Text: TypeAlias = tuple[Mention, list[IRI], bytes, bytes, int]
"""A mention, its bodies, its key (with ``>``), and its lines as far as they are the same for all
figures; how many they are."""


def _text(mention: Mention) -> _Text:
    kind, word, match, name, lexicons, bodies = mention
    key = f"{mention_key(mention)}>".encode()
    cells = [escaped(word)]
    if match is not None:
        cells.append(escaped(match))
    if name is not None:
        cells.append(escaped(name))
    cells += map(lexicon_iri, lexicons)
    iris = list(map(reference_iri, bodies))
    cells += iris
    shape = kind, match is not None, name is not None, len(lexicons), len(bodies)
    template = _TEMPLATES.get(shape) or _template(*shape)
    return mention, iris, key, template.fill(cells), template.size


_TEMPLATES: dict[tuple[str, bool, bool, int, int], Template] = {}
"""A template for all mentions of a kind that have the same parts."""


def _template(kind: str, match: bool, name: bool, lexicons: int, bodies: int) -> Template:
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
    _TEMPLATES[kind, match, name, lexicons, bodies] = template = Template(pairs, open_end=True)
    return template
