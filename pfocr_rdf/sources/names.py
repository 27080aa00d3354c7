"""Which names are those of records and of their tables."""

from pfocr_rdf.rdf.vocabulary import KINDS

FIGURES = "_figures"
"""The folder of a checkout of the database that holds its records."""
DATA = "_data"
"""The folder beside it that holds their tables."""
TABLES = {kind.plural: bytes((number,)) for number, kind in enumerate(KINDS.values())}
"""What tables are of (``genes``) → the byte that stands for it."""

_RECORD_SUFFIX = ".md"
_TABLE_SUFFIXES = {table: f"-{plural}.tsv" for plural, table in TABLES.items()}
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


def table_of(name: str) -> tuple[str, bytes] | None:
    """The stem of the record and what the table is of, if a file's name is one of a table."""
    for table, suffix in _TABLE_SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), table
    return None


def table_name(stem: str, table: bytes) -> str:
    """The name of a record's table."""
    return stem + _TABLE_SUFFIXES[table]
