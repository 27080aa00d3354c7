"""Organism names and the NCBI taxa they stand for.

Records name organisms as their papers do: with author names, in any letter case, several in one
field, or not as organisms at all. A name becomes a taxon only where it can mean no other; what
is left over resolves to nothing.

>>> organisms().resolve("Homo sapiens, Virus")
(Taxon(identifier='9606', name='Homo sapiens', rank='species'),)
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

from pfocr_rdf.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import taxoniq

Source = Literal["bundled", "ncbi"]

_TABLE: Final = Path(__file__).parents[1] / "data" / "taxa.tsv"
_CACHED_NAMES: Final = 4096

_JOINT: Final = re.compile(r" ?[,;] ?| and ")
_IDENTIFIER: Final = re.compile(r"[1-9][0-9]{0,9}")
_YEAR: Final = re.compile(r"(?:17|18|19|20)[0-9]{2}")
_QUOTES: Final = "\"'“”‘’"
_CONNECTIVES: Final = frozenset({"&", "ex", "et", "in", "f.", "fil.", "de", "van", "von"})

# The parts of NCBI's taxonomy with samples and metagenomes, and with plasmids and constructs.
_NOT_ORGANISMS: Final = frozenset({12908, 28384, 2787823, 2787854})
_ROOT: Final = 1


class Taxon(NamedTuple):
    """An entry of NCBI's taxonomy; the rank is in words, such as ``species`` or ``no rank``."""

    identifier: str
    name: str
    rank: str


class Organisms(ABC):
    """A source of taxa, to be shared freely: a copy sent to another process opens it there."""

    def __init__(self) -> None:
        self._remembered = lru_cache(maxsize=_CACHED_NAMES)(self._resolve)

    def resolve(self, name: str) -> tuple[Taxon, ...]:
        """Give the taxa that a field names, in its order, each once; none if it names no organism.

        A field joined by commas, semicolons or ``and`` is several names, unless it is one as a
        whole.
        """
        return self._remembered(name)

    @abstractmethod
    def taxon(self, identifier: str) -> Taxon | None:
        """Look up a taxon by its NCBI identifier, such as ``9606``."""

    @abstractmethod
    def _find(self, name: str) -> Taxon | None:
        """Look up one name whose spaces are single and whose hybrid sign is an ``x``."""

    def _resolve(self, name: str) -> tuple[Taxon, ...]:
        text = " ".join(name.replace("×", " x ").split())
        if whole := self._find_spelling(text):
            return (whole,)
        parts = _JOINT.split(text)
        if len(parts) == 1:
            return ()
        found = (self._find_spelling(part.strip()) for part in parts)
        return tuple(dict.fromkeys(taxon for taxon in found if taxon))

    def _find_spelling(self, text: str) -> Taxon | None:
        return next((taxon for name in _spellings(text) if (taxon := self._find(name))), None)


class BundledOrganisms(Organisms):
    """The table of common organisms that comes with the package, read when first asked."""

    def __reduce__(self) -> tuple[Any, ...]:
        return organisms, ("bundled",)

    def taxon(self, identifier: str) -> Taxon | None:
        """Look up a taxon of the table."""
        return self._by_identifier.get(identifier)

    def _find(self, name: str) -> Taxon | None:
        return self._by_name.get(name.casefold())

    @cached_property
    def _by_identifier(self) -> dict[str, Taxon]:
        return {taxon.identifier: taxon for taxon in self._by_name.values()}

    @cached_property
    def _by_name(self) -> dict[str, Taxon]:
        names: dict[str, Taxon] = {}
        with _TABLE.open(encoding="utf-8", newline="\n") as lines:
            next(lines)
            for line in lines:
                identifier, name, rank, synonyms = line.rstrip("\n").split("\t")
                taxon = Taxon(identifier, name, rank)
                names[name.casefold()] = taxon
                if synonyms:
                    names.update(dict.fromkeys(synonyms.casefold().split("|"), taxon))
        return names


class NcbiOrganisms(Organisms):
    """All of NCBI's scientific names, offline, behind the names of the bundled table.

    It needs the extra ``organisms``. A name that several taxa bear, as bacteria and insects do
    ``Bacillus``, resolves to nothing; the first name outside the table takes some seconds, in
    which all of these are found. Metagenomes, plasmids and constructs are no organisms either.
    """

    def __init__(self) -> None:
        super().__init__()
        try:
            import taxoniq  # an extra
        except ImportError as error:
            raise MissingExtraError("organisms", "The source of organisms 'ncbi'") from error
        self._table = BundledOrganisms()
        self._ncbi: Any = taxoniq.Taxon
        self._no_value: type[Exception] = taxoniq.NoValue
        self._positions: Any = taxoniq.Taxon(_ROOT)._get_db("scientific_name_pos")

    def __reduce__(self) -> tuple[Any, ...]:
        return organisms, ("ncbi",)

    def taxon(self, identifier: str) -> Taxon | None:
        """Look up any taxon; an identifier that NCBI has merged or deleted gives none."""
        if taxon := self._table.taxon(identifier):
            return taxon
        if not _IDENTIFIER.fullmatch(identifier):
            return None
        try:
            entry = self._ncbi(int(identifier))
            return _taxon(entry, entry.scientific_name)
        except (KeyError, self._no_value):
            return None

    def _find(self, name: str) -> Taxon | None:
        if taxon := self._table._find(name):
            return taxon
        if not name.isprintable():
            return None
        if entry := self._entry(name):
            return self._unambiguous(entry, name)
        if " " not in name:
            return None
        cased = {name.capitalize(), name[0].swapcase() + name[1:]}
        found = [(entry, other) for other in sorted(cased) if (entry := self._entry(other))]
        return self._unambiguous(*found[0]) if len(found) == 1 else None

    def _entry(self, name: str) -> taxoniq.Taxon | None:
        """Look up this spelling; it must be printable, as taxoniq fails on NUL and surrogates."""
        try:
            return self._ncbi(scientific_name=name)
        except KeyError:
            return None

    def _unambiguous(self, entry: taxoniq.Taxon, name: str) -> Taxon | None:
        lineage = {ancestor.tax_id for ancestor in entry.lineage}
        if lineage == {_ROOT} or lineage & _NOT_ORGANISMS:
            return None
        ((position,),) = self._positions[str(entry.tax_id)]
        return None if position in self._shared_names else _taxon(entry, name)

    @cached_property
    def _shared_names(self) -> frozenset[int]:
        """Where, in taxoniq's text of all names, those stand that more than one taxon bears."""
        seen = bytearray()  # one bit a position: millions of numbers, in a set, fill memory
        shared = set()
        for _, (position,) in self._positions.iteritems():
            byte, bit = position >> 3, 1 << (position & 7)
            if byte >= len(seen):
                seen.extend(bytes(byte - len(seen) + 1))
            if seen[byte] & bit:
                shared.add(position)
            seen[byte] |= bit
        return frozenset(shared)


def organisms(source: Source = "bundled") -> Organisms:
    """Open a source of taxa; each is opened once in a process.

    ``bundled`` is the package's own table, ``ncbi`` all of NCBI's taxonomy, which needs the extra
    ``organisms`` and raises ``MissingExtraError`` without it.
    """
    if source not in get_args(Source):
        raise UsageError(f"no source of organisms is called {source!r}: use bundled or ncbi")
    return _opened(source)


@cache
def _opened(source: Source) -> Organisms:
    return NcbiOrganisms() if source == "ncbi" else BundledOrganisms()


def _spellings(text: str) -> Iterable[str]:
    """Give the names to try for a text, the most literal first."""
    bare = text.strip(_QUOTES)
    return dict.fromkeys((text, bare, _without_authors(bare) or bare))


def _without_authors(name: str) -> str | None:
    """Cut the authors off a name of two words or more, if it surely ends in authors.

    A strain looks much like an author, so that at least one word must be abbreviated with a full
    stop, be a year after a name, or be Linnaeus.

    >>> _without_authors("Glycine max (L.) Merr.")
    'Glycine max'
    >>> _without_authors("Escherichia coli W")
    """
    words = name.split(" ")
    start = len(words)
    while start > 2 and _may_be_author(words[start - 1], words[start : start + 1]):
        start -= 1
    authors = [word.strip("(),") for word in words[start:]]
    if not authors or not authors[0][:1].isupper():
        return None
    if not any(word[-1:] == "." or word == "Linnaeus" or _YEAR.match(word) for word in authors):
        return None
    return " ".join(words[:start])


def _may_be_author(word: str, following: list[str]) -> bool:
    if word.endswith(",") and not (following and _YEAR.match(following[0])):
        return False
    bare = word.strip("(),")
    if bare in _CONNECTIVES or _YEAR.fullmatch(bare):
        return True
    return bare[:1].isupper() and all(char.isalpha() or char in ".-'’" for char in bare)


def _taxon(entry: taxoniq.Taxon, name: str) -> Taxon:
    return Taxon(str(entry.tax_id), name, entry.rank.name.replace("_", " "))
