"""The two ends of the library: figures from paths, and figures to a file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.convert.figures import read_entries
from pfocr_rdf.errors import Fault, RecordError
from pfocr_rdf.files.output import open_output
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.mapping.organisms import Organisms
from pfocr_rdf.rdf.formats import find_format, format_of_path
from pfocr_rdf.rdf.terms import Batch, flatten
from pfocr_rdf.records.model import Figure
from pfocr_rdf.sources import records


def read_figures(
    *paths: str | Path, on_fault: Callable[[Fault], None] | None = None
) -> Iterator[Figure]:
    """The figures of files, folders, checkouts and archives, in the order of their names.

    Without ``on_fault`` the first faulty record raises RecordError with all of its faults; with it,
    each fault is handed over and what is sound goes on. Raises UsageError for a path that does not
    exist.
    """

    def refuse(fault: Fault) -> None:
        raise RecordError([fault])

    found = records([str(path) for path in paths], on_fault or refuse)
    for figure, faults, _, _ in read_entries(found):
        if faults and on_fault is None:
            raise RecordError(faults)
        if on_fault is not None:
            for fault in faults:
                on_fault(fault)
        if figure is not None:
            yield figure


def write(
    figures: Figure | Iterable[Figure],
    output: str | Path | BinaryIO,
    *,
    format: str | None = None,
    names: Organisms | None = None,
) -> int:
    r"""Write figures as RDF and return the number of triples.

    ``output`` is a path (its suffix names the syntax, unless ``format`` does) or a binary file
    (then ``format`` is needed). Raises FormatError where the syntax cannot say what a figure says,
    UsageError for an unknown format, OutputError where writing fails, and ValueError for a text
    with a lone surrogate, which neither RDF nor UTF-8 can say.

    >>> import io
    >>> from pfocr_rdf import read_figure
    >>> file = io.BytesIO()
    >>> write(read_figure("---\nfigid: PMC1__f1\n---\n"), file, format="nt") > 10
    True
    """
    form = format_of_path(str(output)) if format is None else find_format(format)
    several = (figures,) if isinstance(figures, Figure) else figures
    mapper = Mapper(names)
    count = 0

    def batches() -> Iterator[Batch]:
        nonlocal count
        for figure in several:
            own, shared, _ = mapper.map(figure)
            nodes = own + shared
            form.check(flatten(nodes))
            count += sum(len(pairs) for _, pairs in nodes)
            yield Batch(None, nodes)

    if isinstance(output, str | Path):
        with open_output(output) as file:
            form.write(batches(), file)
    else:
        form.write(batches(), output)
    return count
