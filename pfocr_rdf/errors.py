"""What can go wrong, as values and as exceptions.

A fault of the *data* is a value, :class:`Fault`: it has a place, and a run collects as many as
there are. What ends a run is an exception::

    PfocrError
     ├── UsageError           wrong usage: an unknown format, a missing path
     │    └── MissingExtraError   an optional dependency is not installed
     ├── RecordError          one record has faults (carries all of them)
     ├── FormatError          a syntax cannot say what a record says
     ├── OutputError          the output cannot be written
     ├── GuardError           a release differs from the last one more than was declared
     ├── StoreError           an embedded store cannot be opened or loaded
     ├── QueryError           a query cannot be answered
     │    └── QueryTimeoutError        it took longer than it was given
     └── RemoteError          a triple store does not answer, refuses, or holds too little

The library never prints and never exits; the command line turns each of these into one line.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing wrong with one place of the input.

    ``line`` counts from 1, and is 0 where the fault is the whole file's. ``field`` is the key or
    column (``genes.entrez``), empty where none is concerned. ``fatal`` tells that the record as a
    whole was left out; otherwise only the value was.

    >>> print(Fault("a.md", 7, "year", "'20x9' is not a year", fatal=False))
    a.md:7: year: '20x9' is not a year
    >>> print(Fault("a.md", 0, "", "not UTF-8", fatal=True))
    a.md: not UTF-8
    """

    source: str
    line: int
    field: str
    message: str
    fatal: bool

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return (
            f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"
        )


class PfocrError(Exception):
    """The root of all exceptions that this package raises on purpose."""


class UsageError(PfocrError):
    """Wrong usage: an unknown path, option, format or name."""


class MissingExtraError(UsageError):
    """An optional dependency is needed; the message tells how to install it."""

    def __init__(self, extra: str, what: str) -> None:
        """Name the ``extra`` of this package and ``what`` needs it (start of a sentence)."""
        super().__init__(f"{what} needs the extra '{extra}': pip install 'pfocr-rdf[{extra}]'")
        self.extra = extra


class ShapesError(UsageError):
    """A file of SHACL shapes holds no shape, or broken ones."""


class InputError(PfocrError):
    """A file cannot be read as what its name says: a syntax error, a truncated archive."""


class RecordError(PfocrError):
    """A record has faults; all of them are in ``faults``, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class FormatError(PfocrError):
    """A syntax cannot say something: the message names what, and a syntax that can."""


class OutputError(PfocrError):
    """The output cannot be written; what stood under its name before still stands."""


class GuardError(PfocrError):
    """A release breaks the thresholds of its guards, and nobody declared why; a line for each."""


class StoreError(PfocrError):
    """An embedded store cannot be opened or loaded: it is none, another version's, or in use."""


class QueryError(PfocrError):
    """A query cannot be answered: the endpoint refuses it, or the store breaks off."""


class QueryTimeoutError(QueryError):
    """A query took longer than it was given, and was ended."""


class RemoteError(PfocrError):
    """A triple store does not answer, refuses, or holds less than it was sent.

    ``transient`` tells that asking again later may help.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient
