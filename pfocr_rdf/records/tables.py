"""The tables beside a record: tab-separated, with a header, quoted as CSV quotes.

The web site of PFOCR reads them as CSV, so a cell that begins with ``"`` ends at the next single
``"`` and may hold tabs, line feeds and doubled quotes. Quotes elsewhere in a cell are text.
"""

import csv
import io
from typing import NamedTuple


class TableError(Exception):
    """The table as a whole cannot be read; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class TableRow(NamedTuple):
    """A row: its line in the file, its cells, and what is wrong with it (empty: nothing)."""

    line: int
    cells: list[str]
    problem: str


def plain(data: bytes) -> list[list[str]] | None:
    r"""The header and the rows of a table, quickly; ``None`` where that needs a closer look.

    What it gives are the cells that :func:`parse` gives, none of them with a problem.

    >>> plain(b"word\tmesh\nNO\t\n"), plain(b'word\tmesh\n"NO"\t\n')
    ([['word', 'mesh'], ['NO', '']], None)
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text or text.startswith("\ufeff") or _quoted(text):
        return None
    rows = [line.split("\t") for line in text.split("\n") if line]
    return rows if len(set(map(len, rows))) == 1 else None


def parse(data: bytes) -> tuple[list[str], list[TableRow]]:
    r"""The columns of a table, in the file's order, and its rows.

    Ragged rows come with their problem, others are as long as the header.
    Raises TableError where the bytes are not UTF-8, there is no header, or a column stands twice.

    >>> parse(b'word\tmesh\nNO\t"a ""b"" c"\n')[1][0].cells
    ['NO', 'a "b" c']
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(f"not UTF-8: byte 0x{data[error.start]:02X}", line) from None
    rows = _rows(text)
    if not rows:
        raise TableError("the table is empty: not even a header", 0)
    header, *rows = rows
    if header.problem:
        raise TableError(header.problem, header.line)
    columns = header.cells
    for column in columns:
        if columns.count(column) > 1:
            raise TableError(f"duplicate column {column!r}", header.line)
    width = len(columns)
    for at, row in enumerate(rows):
        if len(row.cells) != width and not row.problem:
            problem = f"{len(row.cells)} cells where the header has {width}"
            rows[at] = row._replace(problem=problem)
    return columns, rows


def _rows(text: str) -> list[TableRow]:
    if not _quoted(text):
        return [
            TableRow(number, line.split("\t"), "")
            for number, line in enumerate(_lines(text), 1)
            if line
        ]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    rows = []
    line = 1
    try:
        for cells in reader:
            if cells:
                rows.append(TableRow(line, cells, ""))
            line = reader.line_num + 1
    except csv.Error:
        return [_row(number, line) for number, line in enumerate(_lines(text), 1) if line]
    return rows


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in lines] if "\r" in text else lines


def _quoted(text: str) -> bool:
    return '"' in text and (text.startswith('"') or '\t"' in text or '\n"' in text)


def _row(number: int, line: str) -> TableRow:
    """One line of a table in which some quote never closes: that row's fault, not the others'."""
    if _quoted(line):
        try:
            return TableRow(number, next(csv.reader([line], delimiter="\t", strict=True)), "")
        except csv.Error as error:
            if "limit" in str(error):
                return TableRow(
                    number, [], f"a quoted cell is longer than {csv.field_size_limit():,}"
                )
            return TableRow(number, [], "a cell opens a quote and does not close it at its end")
    return TableRow(number, line.split("\t"), "")
