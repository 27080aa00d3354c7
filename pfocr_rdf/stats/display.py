"""Texts from records made fit to be seen: words that a program read in images hold anything."""

import unicodedata
from urllib.parse import unquote

from pfocr_rdf.rdf.curies import compact_identifier_of

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))


def visible(text: str) -> str:
    r"""The text with what cannot be seen, or turns what can, written as an escape.

    Escaped are control, format and unassigned characters and lone surrogates; a text that starts
    or ends with a space is quoted.

    >>> visible("a\x1b[2Jb\u202e"), visible("PIM1 "), visible("")
    ('a\\x1b[2Jb\\u202e', '“PIM1 ”', '“”')
    """
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return text if text and text == text.strip() else f"“{text}”"


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape").decode()


def shortened(text: str, width: int) -> str:
    """The text, in no more than ``width`` columns of a terminal; an ellipsis stands for the rest.

    >>> shortened("Carcinoma, Hepatocellular", 12), shortened("漢字漢字", 5)
    ('Carcinoma, …', '漢字…')
    """
    from rich.cells import cell_len  # slow to import

    if cell_len(text) <= width:
        return text
    used = 1
    for position, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return text[:position] + "…"
    return text


def compact(iri: str) -> str:
    """The identifier in an IRI, with the registry's prefix where it is a registry's.

    >>> compact("https://identifiers.org/ncbigene/5292")
    'ncbigene:5292'
    >>> compact("https://identifiers.org/chebi/CHEBI:15379")
    'CHEBI:15379'
    >>> compact("https://pfocr.wikipathways.org/journals/Nat%20Commun")
    'Nat Commun'
    """
    return unquote(compact_identifier_of(iri) or iri.rstrip("/").rpartition("/")[2])


def web_address(iri: str) -> str | None:
    """The IRI, if a link may lead there: others' files could hold ``javascript:`` or worse."""
    safe = iri.startswith(("https://", "http://")) and iri.isprintable() and " " not in iri
    return iri if safe else None


def share(count: int, total: int) -> str:
    """A percentage that says 0 or 100 only where it is exactly so.

    >>> share(1, 3), share(3, 3), share(99_999, 100_000), share(1, 100_000)
    ('33.3 %', '100 %', '> 99.9 %', '< 0.1 %')
    """
    if count in (0, total):
        return "100 %" if count else "0 %"
    percent = 100 * count / total
    if percent < 0.1:
        return "< 0.1 %"
    return "> 99.9 %" if percent > 99.9 else f"{percent:.1f} %"
