"""What a load is told, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.errors import Fault
from pfocr_rdf.rdf.terms import IRI

__all__ = ["GraphCount", "Options", "Report"]


@dataclass(slots=True, kw_only=True)
class Options:
    """How to load.

    ``graph`` takes everything, whatever graphs the input has. ``replace`` makes the graphs of the
    input hold what it says and nothing else. ``max_body`` is in bytes; without it the store's kind
    decides. ``state`` is the file that remembers what is done; without it there is one beside the
    input, and with ``restart`` what it remembers is forgotten. ``gzip`` packs bodies where the
    store unpacks them. ``on_fault`` is called with each fault of a record, and what is sound is
    loaded; without it the first one ends the load. ``note`` is told what a person should know;
    ``reading`` takes the numbers of bytes (of records) read and in all, ``sending`` those of
    triples.
    """

    graph: IRI | None = None
    replace: bool = False
    skolemize: IRI | None = None
    max_body: int | None = None
    gzip: bool = True
    state: Path | None = None
    restart: bool = False
    on_fault: Callable[[Fault], None] | None = None
    note: Callable[[str], None] = lambda text: None
    reading: Callable[[int, int], None] = lambda done, total: None
    sending: Callable[[int, int], None] = lambda done, total: None


class GraphCount(NamedTuple):
    """Different triples that were to be in a graph (``None``: the default one), and that are."""

    graph: IRI | None
    sent: int
    there: int


@dataclass(slots=True)
class Report:
    """What a load did.

    ``resumed`` counts the triples that an earlier run had sent, ``repeated`` the requests that had
    to be made again, ``faults`` those of records.
    """

    graphs: list[GraphCount] = field(default_factory=list)
    triples: int = 0
    resumed: int = 0
    requests: int = 0
    repeated: int = 0
    faults: int = 0
    seconds: float = 0.0
    preparing: float = 0.0

    @property
    def sent(self) -> int:
        """Different triples of the input."""
        return sum(count.sent for count in self.graphs)

    @property
    def there(self) -> int:
        """Triples in the graphs of the input."""
        return sum(count.there for count in self.graphs)
