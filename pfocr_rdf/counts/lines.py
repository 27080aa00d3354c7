"""What lines of N-Triples state, as far as it is counted, with as little work a line as can be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from pfocr_rdf.rdf.namespaces import SITE, oa, pfocr, rdf, schema, xsd
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import (
    CREATORS,
    DATASET,
    KINDS,
    REGISTRIES,
    annotation_iri,
    journal_iri,
    lexicon_iri,
    publisher_iri,
)

Shape: TypeAlias = str
"""The classes of a subject: their IRIs, sorted, with a space between."""

RECORD: Shape = schema.Dataset
FIGURE: Shape = " ".join(sorted((pfocr.PathwayFigure, schema.ImageObject)))

PLAIN, TYPE, LINK, PAPER, PAGE = range(5)

BODY = f"<{oa.hasBody}> <".encode()
WORD = f'<{pfocr.word}> "'.encode()
QUOTE = ord('"')

_LANGUAGE = rdf.NS + "langString"
_CACHED = 2**14
_MENTION = b"#mention-"
_SIZE = len(_MENTION) + 16 + len("> ")


class Item(NamedTuple):
    """The predicate and object of a line.

    ``key`` is the predicate, a space, and what is known of the object: ``^^`` and a literal's
    datatype, ``a`` with a space and the shape of something of the same record, or nothing.
    ``role`` is what else ``value``, an IRI without brackets, is needed for: a TYPE, a LINK to
    something shared whose classes are known in the end, the PAPER, a PAGE that may be another
    record. A literal has no value here: it would be another item each time.
    """

    predicate: IRI
    key: str
    role: int
    value: bytes


def _described() -> re.Pattern[bytes]:
    """IRIs that the shared part gives classes, but for papers. There are not many of them."""
    prefixes = {"taxonomy"}
    for kind in KINDS.values():
        prefixes.update(kind.columns.values(), kind.sources)
    bases = [REGISTRIES[prefix].base for prefix in sorted(prefixes)]
    bases += [lexicon_iri(""), journal_iri(""), publisher_iri(""), annotation_iri("", "")[:-1]]
    whole = [DATASET, *CREATORS.values()]
    choices = [re.escape(base) for base in bases] + [re.escape(iri) + "$" for iri in whole]
    return re.compile("|".join(choices).encode())


is_described = _described().match
_PAPERS = REGISTRIES["pmc"].base.encode()
_PAGES = f"{SITE}figures/".encode()


class Items(dict[bytes, Item]):
    """``<predicate> object`` → Item, remembered; the memory is emptied when it is full.

    A ``<predicate>`` alone stands for one with a plain string. ``figure`` is the IRI of the
    record's figure, with its opening bracket.
    """

    figure = b"<"

    def of(self, lines: list[bytes]) -> list[Item]:
        """The items of lines that have no subject and no end."""
        return [self[line[: line.index(b" ")] if line[-1] == QUOTE else line] for line in lines]

    def __missing__(self, line: bytes) -> Item:
        name, _, term = line.partition(b" ")
        predicate = name[1:-1].decode()
        value = term[1:-1]
        key, role = f"{predicate} ", PLAIN
        if not term:
            key += f"^^{xsd.string}"
        elif term[0] == QUOTE:
            after = term[term.rindex(b'"') + 1 :]
            datatype = _LANGUAGE if after[:1] == b"@" else after[3:-1].decode()
            return Item(predicate, f"{key}^^{datatype}", PLAIN, b"")
        elif value.startswith(_PAGES):
            return self._page(predicate, term)
        elif predicate == rdf.type:
            role = TYPE
        elif is_described(value):
            role = LINK
        elif value.startswith(_PAPERS):
            return Item(predicate, key, PAPER, value)
        if len(self) >= _CACHED:
            self.clear()
        self[line] = found = Item(predicate, key, role, value)
        return found

    def _page(self, predicate: IRI, term: bytes) -> Item:
        if term == self.figure + b">":
            return Item(predicate, f"{predicate} a {FIGURE}", PLAIN, b"")
        if term == self.figure + b".html>":
            return Item(predicate, f"{predicate} a {RECORD}", PLAIN, b"")
        return Item(predicate, predicate + " ", PAGE, term[1:-1])


# ---- a record's own lines ------------------------------------------------------------------------


def add_runs(text: bytes, subjects: dict[bytes, list[bytes]]) -> None:
    """Add lines to their subjects', without subject and end."""
    subject = b"\n"
    size = 0
    for line in text.splitlines():
        if not line.startswith(subject):
            size = line.index(b" ") + 1
            subject = line[:size]
            lines = subjects.setdefault(subject[:-1], [])
        lines.append(line[size:-2])


@dataclass(slots=True)
class Mentions:
    """Mentions of one kind in a record: their lines without subject and end, how many mentions
    they are, and the words of those that have no body.
    """

    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    unmatched: list[bytes] = field(default_factory=list)


def mention_place(own: bytes, figure: bytes) -> tuple[int, int]:
    """Where the first mention starts in a record's lines, and the last one ends."""
    subject = b"\n" + figure + _MENTION
    start = own.find(_MENTION)
    while start >= 0 and not own.startswith(subject, start - len(figure) - 1):
        start = own.find(_MENTION, start + 1)
    if start < 0:
        return len(own), len(own)
    last = own.rfind(_MENTION)
    while not own.startswith(subject, last - len(figure) - 1):
        last = own.rfind(_MENTION, 0, last)
    return start - len(figure), own.index(b"\n", last) + 1


def mentions(text: bytes, figure: bytes) -> Iterable[Mentions]:
    """Take the lines of mentions apart, those of one kind together.

    The lines of a mention stand together, ``oa:hasTarget`` the last, its classes the first two.
    Raises ValueError where they do not.
    """
    size = len(figure) + _SIZE
    lines = text.split(b"\n")
    rests = [line[size:-2] for line in lines]
    if rests.pop() or (rests and (min(rests) < b"<" or max(rests) >= b"=")):
        raise ValueError(f"{figure!r}: between mentions there are other lines")
    target = f"<{oa.hasTarget}> ".encode() + figure + b">"
    found: dict[bytes, Mentions] = {}
    subjects = set()
    at = 0
    while at < len(rests):
        after = rests.index(target, at) + 1
        mention = rests[at:after]
        subject = lines[at][:size]
        if len(mention) < 3 or subject in subjects or not lines[after - 1].startswith(subject):
            raise ValueError(f"{subject!r}: the lines of a mention do not stand together")
        subjects.add(subject)
        types = mention[1]
        held = found.get(types)
        if held is None:
            held = found[types] = Mentions()
        held.lines.extend(mention)
        held.size += 1
        if not mention[-2].startswith(BODY) and not any(rest.startswith(BODY) for rest in mention):
            held.unmatched.extend([rest for rest in mention if rest.startswith(WORD)])
        at = after
    return found.values()
