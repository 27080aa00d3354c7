"""Which names are those of records and of their tables."""

from __future__ import annotations

from pfocr_rdf.rdf.vocabulary import KINDS

__all__ = [
    "DATA",
    "FIGURES",
    "PLURALS",
    "is_record",
    "is_skipped",
    "stem_of",
    "table_name",
    "table_of",
]

FIGURES = "_figures"
"""The folder of a checkout of the database that holds its records."""
DATA = "_data"
"""The folder beside it that holds their tables."""
PLURALS = tuple(kind.plural for kind in KINDS.values())
"""What tables are of; the number of a kind is its place here."""

_RECORD_SUFFIX = ".md"
_TABLE_SUFFIXES = tuple(f"-{plural}.tsv" for plural in PLURALS)
_NOT_RECORDS = frozenset(
    ("readme", "changelog", "contributing", "license", "code_of_conduct", "index", "404")
)


def is_skipped(name: str) -> bool:
    """Whether a file or folder is hidden, or is what macOS adds to an archive."""
    return name.startswith(".") or name == "__MACOSX"


def is_record(name: str) -> bool:
    """Whether a file's name is one of a record."""
    return (
        name.endswith(_RECORD_SUFFIX)
        and not name.startswith((".", "_"))
        and stem_of(name).lower() not in _NOT_RECORDS
    )


def stem_of(name: str) -> str:
    """A file's name without a record's suffix."""
    return name.removesuffix(_RECORD_SUFFIX)


def table_of(name: str) -> tuple[str, int] | None:
    """The record's stem and the number of the kind, if a file's name is one of a table."""
    for kind, suffix in enumerate(_TABLE_SUFFIXES):
        if name.endswith(suffix):
            return name.removesuffix(suffix), kind
    return None


def table_name(stem: str, kind: int) -> str:
    """The name of a record's table."""
    return stem + _TABLE_SUFFIXES[kind]
