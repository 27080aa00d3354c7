"""What a line of N-Triples says, as far as it is counted; the same line is looked at only once."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from pfocr_rdf.rdf.namespaces import SITE, pfocr, rdf, schema, xsd
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

__all__ = [
    "FIGURE",
    "LINK",
    "PAGE",
    "PAPER",
    "PLAIN",
    "QUOTE",
    "RECORD",
    "TYPE",
    "Item",
    "Items",
    "Shape",
    "is_described",
]

Shape: TypeAlias = str
"""The classes of a thing: their IRIs, sorted, with a space between."""

RECORD: Shape = schema.Dataset
FIGURE: Shape = " ".join(sorted((pfocr.PathwayFigure, schema.ImageObject)))

PLAIN, TYPE, LINK, PAPER, PAGE = range(5)

_LANGUAGE = rdf.NS + "langString"
_CACHED = 2**14
QUOTE = ord('"')


class Item(NamedTuple):
    """The predicate and object of a line.

    ``key`` is the predicate, a space, and what is known of the object: ``^^`` and a literal's
    datatype, ``a`` with a space and the shape of something of the same record, or nothing.
    ``role`` tells what else ``value``, an IRI without brackets, is needed for: a TYPE, a LINK to
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

    ``figure`` is the IRI of the record's figure, with its opening bracket.
    """

    def __init__(self) -> None:
        self.figure = b"<"
        self.strings = _Strings()

    def of(self, lines: list[bytes]) -> list[Item]:
        """The items of lines that have no subject and no end."""
        strings = self.strings
        return [
            strings[line[: line.index(b" ")]] if line[-1] == QUOTE else self[line] for line in lines
        ]

    def __missing__(self, line: bytes) -> Item:
        name, _, term = line.partition(b" ")
        predicate = name[1:-1].decode()
        if term[0] == QUOTE:
            after = term[term.rindex(b'"') + 1 :]
            datatype = _LANGUAGE if after[:1] == b"@" else after[3:-1].decode()
            return Item(predicate, f"{predicate} ^^{datatype}", PLAIN, b"")
        value = term[1:-1]
        if value.startswith(_PAGES):
            return self._page(predicate, term)
        if predicate == rdf.type:
            role = TYPE
        elif is_described(value):
            role = LINK
        elif value.startswith(_PAPERS):
            return Item(predicate, predicate + " ", PAPER, value)
        else:
            role = PLAIN
        if len(self) >= _CACHED:
            self.clear()
        self[line] = found = Item(predicate, predicate + " ", role, value)
        return found

    def _page(self, predicate: IRI, term: bytes) -> Item:
        if term == self.figure + b">":
            return Item(predicate, f"{predicate} a {FIGURE}", PLAIN, b"")
        if term == self.figure + b".html>":
            return Item(predicate, f"{predicate} a {RECORD}", PLAIN, b"")
        return Item(predicate, predicate + " ", PAGE, term[1:-1])


class _Strings(dict[bytes, Item]):
    """A predicate in its brackets → what it says by a plain string."""

    def __missing__(self, text: bytes) -> Item:
        predicate = text[1:-1].decode()
        self[text] = item = Item(predicate, f"{predicate} ^^{xsd.string}", PLAIN, b"")
        return item
