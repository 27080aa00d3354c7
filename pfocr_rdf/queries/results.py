"""Answers as text: the SPARQL standards' results, tables, GMT, and the RDF syntaxes.

CSV and TSV: https://www.w3.org/TR/sparql11-results-csv-tsv/; JSON:
https://www.w3.org/TR/sparql11-results-json/; XML: https://www.w3.org/TR/rdf-sparql-XMLres/. All of
them but the table and GMT write row by row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, BinaryIO, cast
from urllib.parse import unquote

import pyoxigraph as ox

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.files.compression import without_compression
from pfocr_rdf.messages import count_of
from pfocr_rdf.queries.sources import Answer, AskResult, Rows, Term, Triples, plain_text
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.formats import FORMATS, Format
from pfocr_rdf.rdf.terms import Batch, Literal, Node
from pfocr_rdf.rdf.vocabulary import PREFIXES

_ANY_LOCAL = re.compile(".*", re.DOTALL)
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def write(
    answer: Answer, out: BinaryIO, format_name: str, *, width: int = 100, most: int | None = None
) -> None:
    """Write an answer to a binary file.

    ``format_name`` is a key of :data:`RESULTS` for rows, of ``formats.FORMATS`` for triples;
    ``width`` is the table's, ``most`` limits rows and triples. Raises UsageError where the format
    is of the wrong kind.
    """
    if isinstance(answer, Triples):
        if format_name not in FORMATS:
            names = ", ".join(FORMATS)
            raise UsageError(
                f"the answer is a graph, {format_name} is for rows: use one of {names}"
            )
        _write_graph(Triples(islice(answer.triples, most)), out, format_name)
        return
    if format_name not in RESULTS:
        names = ", ".join(RESULTS)
        raise UsageError(f"the answer has rows, {format_name} is for graphs: use one of {names}")
    if isinstance(answer, AskResult):
        _write_ask_result(answer, out, format_name)
    else:
        RESULTS[format_name](Rows(answer.variables, islice(answer.rows, most)), out, width)


def find(name: str) -> str:
    """Check the name of a form; raises UsageError where there is none such."""
    if name not in RESULTS and name not in FORMATS:
        raise UsageError(f"{name!r} is not a format: use one of {', '.join((*RESULTS, *FORMATS))}")
    return name


def of_path(path: str) -> str:
    """The form that a file's suffix names, compressed or not."""
    plain = without_compression(path).lower()
    every = {f".{name}": name for name in RESULTS if name != "table"}
    every |= {f.suffix: f.name for f in FORMATS.values()}
    for suffix, name in every.items():
        if plain.endswith(suffix):
            return name
    raise UsageError(
        f"{path}: its suffix names no format: use one of {', '.join(every)} or --format"
    )


# ---- rows ----------------------------------------------------------------------------------------


def _write_csv(rows: Rows, out: BinaryIO, width: int) -> None:
    text = io.TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows.variables)
    for row in rows.rows:
        cells = [plain_text(term) for term in row]
        if cells == [""]:
            text.write('""\r\n')  # csv readers skip empty lines
        else:
            writer.writerow(cells)
    text.flush()
    text.detach()


def _write_tsv(rows: Rows, out: BinaryIO, width: int) -> None:
    out.writelines(_tsv_lines(rows))


def _tsv_lines(rows: Rows) -> Iterator[bytes]:
    yield "\t".join(f"?{name}" for name in rows.variables).encode() + b"\n"
    for row in rows.rows:
        line = "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        yield line.encode() + b"\n"


def _write_json(rows: Rows, out: BinaryIO, width: int) -> None:
    _solutions(rows).serialize(out, ox.QueryResultsFormat.JSON)
    out.write(b"\n")


def _write_xml(rows: Rows, out: BinaryIO, width: int) -> None:
    _solutions(rows).serialize(cast(IO[bytes], _XmlOutput(out)), ox.QueryResultsFormat.XML)
    out.write(b"\n")


def _solutions(rows: Rows) -> ox.QuerySolutions:
    """Rows as pyoxigraph's own, by way of TSV, which it reads as a stream."""
    lines = cast(IO[bytes], _LineReader(_tsv_lines(rows)))
    found = ox.parse_query_results(lines, ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return found


class _LineReader(io.RawIOBase):
    """A file of lines that are made while it is read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = b"".join(islice(self._lines, 100))
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


class _XmlOutput(io.RawIOBase):
    """A file of XML without the characters that XML lacks, and with returns that parsers keep."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if bad := _NOT_IN_XML.search(data):
            code = ord(bad[0].decode())
            raise FormatError(f"XML cannot hold U+{code:04X}: use json or csv")
        self._out.write(data.replace(b"\r", b"&#13;"))
        return len(data)


def _write_gmt(rows: Rows, out: BinaryIO, width: int) -> None:
    """A line for each set: its name, its title, its members (https://www.gsea-msigdb.org)."""
    names = rows.variables
    if "figure" not in names or "gene" not in names:
        raise UsageError("gmt needs the columns ?figure and ?gene, such as those of gene-sets")
    figure, gene = names.index("figure"), names.index("gene")
    title = names.index("title") if "title" in names else None
    sets: dict[str, tuple[str, dict[str, None]]] = {}
    for row in rows.rows:
        name = unquote(plain_text(row[figure]).rpartition("/")[2])
        described = "" if title is None else " ".join(plain_text(row[title]).split())
        members = sets.setdefault(name, (described, {}))[1]
        members[re.sub(r"^https?:.*/", "", plain_text(row[gene]))] = None
    for name, (described, members) in sets.items():
        out.write("\t".join((name, described, *members)).encode() + b"\n")


def _write_table(rows: Rows, out: BinaryIO, width: int) -> None:
    """A table as wide as the terminal (``width``; 0: as wide as it needs, without links)."""
    from rich import box  # slow to import
    from rich.console import Console
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    def cell(term: Term | None) -> Text:
        if isinstance(term, ox.NamedNode):
            short = compact(term.value, _ANY_LOCAL)
            shown = short if short == term.value else unquote(short)
            return Text(shown, style=Style(link=term.value))
        return Text(re.sub(r"[\x00-\x1f\x7f-\x9f]", "\ufffd", plain_text(term)))

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in rows.variables:
        table.add_column(name, overflow="fold")
    for row in rows.rows:
        table.add_row(*map(cell, row))
    text = io.StringIO()
    console = Console(
        file=text,
        width=width or 10_000,
        force_terminal=width > 0,
        color_system="standard" if width > 0 else None,
        legacy_windows=False,
        highlight=False,
    )
    console.print(table)
    console.print(count_of(table.row_count, "row"))
    out.write(re.sub(r"[ \t]+\n", "\n", text.getvalue()).encode())


def _write_ask_result(answer: AskResult, out: BinaryIO, format_name: str) -> None:
    if format_name == "gmt":
        raise UsageError("the answer is true or false: gmt is for sets of genes")
    word = b"true" if answer.value else b"false"
    if format_name in ("json", "xml"):
        form = ox.QueryResultsFormat.JSON if format_name == "json" else ox.QueryResultsFormat.XML
        ox.parse_query_results(word, ox.QueryResultsFormat.TSV).serialize(out, form)
    else:
        out.write(word)
    out.write(b"\n")


RESULTS: dict[str, Callable[[Rows, BinaryIO, int], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "xml": _write_xml,
    "gmt": _write_gmt,
}
"""The formats of rows, which are the suffixes of files too, and what writes them."""


# ---- graphs --------------------------------------------------------------------------------------


def _write_graph(answer: Triples, out: BinaryIO, format_name: str) -> None:
    form = FORMATS[format_name]
    if format_name == "jsonld":
        form.write([Batch(None, list(_nodes(answer)))], out)
        return
    syntax = ox.RdfFormat.from_media_type(form.media_type)
    ox.serialize(_checked(answer.triples, form), out, syntax, prefixes=PREFIXES)


def _checked(triples: Iterator[ox.Triple], form: Format) -> Iterator[ox.Triple]:
    for triple in triples:
        value = triple.object
        if form.cannot_say is not None and isinstance(value, ox.Literal):
            form.check([("", triple.predicate.value, Literal(value.value))])
        yield triple


def _nodes(answer: Triples) -> Iterator[Node]:
    for triple in answer.triples:
        value = triple.object
        if isinstance(value, ox.NamedNode):
            term: str | Literal = value.value
        elif isinstance(value, ox.Literal) and not value.language:
            term = Literal(value.value, value.datatype.value)
        else:
            raise FormatError(f"{value}: cannot be written in this JSON-LD: use ttl or nt")
        yield plain_text(triple.subject), [(triple.predicate.value, term)]
