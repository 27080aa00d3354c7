"""Records to figures, one after the other: what everything that reads records takes them from."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from pfocr_rdf.errors import Fault, FormatError
from pfocr_rdf.records.model import Figure
from pfocr_rdf.records.reader import FigureResult, read
from pfocr_rdf.sources import Entry

DUPLICATE = "is already the figid of another record"


class Figids(dict[str, str]):
    """Figid → the source of the record that has it, empty where that is not remembered.

    With ``last_only``, the source of one record is remembered, the last: those of many take memory,
    and records of one name follow each other.
    """

    def __init__(self, known: Mapping[str, str] | None = None, *, last_only: bool = False) -> None:
        super().__init__(known or {})
        self._last_only = last_only

    def duplicate(self, figid: str, source: str) -> Fault | None:
        """The fault of a record whose figid another one has."""
        if figid not in self:
            return None
        first = self[figid]
        message = f"{figid!r} {DUPLICATE}{first and ': '}{first}"
        return Fault(source, 0, "figid", message, True)

    def add(self, figid: str, source: str) -> None:
        """Remember the record that has a figid."""
        if self._last_only and self:
            self[next(reversed(self))] = ""
        self[figid] = source


def read_entries(
    entries: Iterable[Entry],
    figids: Figids | None = None,
    check: Callable[[Figure], None] | None = None,
) -> Iterator[FigureResult]:
    """Read records, in order.

    A record whose figid is among ``figids`` is left out; each figure's is added to them. So is one
    left out for which ``check`` raises FormatError.
    """
    for entry in entries:
        faults: list[Fault] = []
        raw = entry.load(faults.append)
        if raw is None:
            yield FigureResult(None, faults, [], "")
            continue
        result = read(raw)
        faults += result.faults
        figure = result.figure
        if figure is not None:
            figid = figure.figid
            fault = None if figids is None else figids.duplicate(figid, raw.source)
            if fault is None and check is not None:
                try:
                    check(figure)
                except FormatError as error:
                    fault = Fault(raw.source, 0, "", str(error), True)
            if fault is not None:
                faults.append(fault)
                figure = None
            elif figids is not None:
                # one string for both: there are as many as records
                figids.add(raw.stem if raw.stem == figid else figid, raw.source)
        yield result._replace(figure=figure, faults=faults)
