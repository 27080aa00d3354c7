"""Answers as text: the SPARQL standards' results, tables for people, GMT, and the RDF syntaxes.

CSV and TSV: https://www.w3.org/TR/sparql11-results-csv-tsv/; JSON:
https://www.w3.org/TR/sparql11-results-json/; XML: https://www.w3.org/TR/rdf-sparql-XMLres/. All of
them but the table and GMT write row by row.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.files.compression import without_compression
from pfocr_rdf.queries.sources import Answer, AskResult, OxTerm, Rows, Triples
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.rdf.namespaces import xsd
from pfocr_rdf.rdf.terms import Batch, Literal, Node
from pfocr_rdf.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["RESULTS", "ResultFormat", "find", "of_path", "write"]

_ANY_LOCAL = re.compile(".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """A form of results: ``suffix`` is that of its files, empty for the table."""

    name: str
    title: str
    suffix: str
    write: Callable[[Rows, BinaryIO, int], None]


def limited(answer: Answer, most: int | None) -> Answer:
    """The answer with no more than ``most`` rows or triples."""
    if most is None or isinstance(answer, AskResult):
        return answer
    if isinstance(answer, Rows):
        return Rows(answer.variables, islice(answer.rows, most))
    return Triples(islice(answer.triples, most))


def write(
    answer: Answer, out: BinaryIO, format_name: str, *, width: int = 100, most: int | None = None
) -> None:
    """Write an answer to a binary file.

    ``format_name`` is a key of :data:`RESULTS` for rows, of ``formats.FORMATS`` for triples;
    ``width`` is the table's. Raises UsageError where it is of the wrong kind.
    """
    answer = limited(answer, most)
    if isinstance(answer, Triples):
        if format_name not in FORMATS:
            names = ", ".join(FORMATS)
            raise UsageError(
                f"the answer is a graph, {format_name} is for rows: use one of {names}"
            )
        _write_graph(answer, out, format_name)
        return
    if format_name not in RESULTS:
        names = ", ".join(RESULTS)
        raise UsageError(f"the answer has rows, {format_name} is for graphs: use one of {names}")
    if isinstance(answer, AskResult):
        _write_truth(answer, out, format_name)
    else:
        RESULTS[format_name].write(answer, out, width)


def find(name: str) -> str:
    """Check the name of a form; raises UsageError where there is none such."""
    if name not in RESULTS and name not in FORMATS:
        raise UsageError(f"{name!r} is no format: use one of {', '.join((*RESULTS, *FORMATS))}")
    return name


def of_path(path: str) -> str:
    """The form that a file's suffix names, compressed or not."""
    plain = without_compression(path).lower()
    every = {f.suffix: f.name for f in RESULTS.values() if f.suffix}
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
        cells = [_plain(term) for term in row]
        if cells == [""]:
            text.write('""\r\n')  # an empty line would be no row at all
        else:
            writer.writerow(cells)
    text.flush()
    text.detach()


def _plain(term: OxTerm | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)


def _write_tsv(rows: Rows, out: BinaryIO, width: int) -> None:
    out.write("\t".join(f"?{name}" for name in rows.variables).encode() + b"\n")
    for row in rows.rows:
        line = "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        out.write(line.encode() + b"\n")


def _write_json(rows: Rows, out: BinaryIO, width: int) -> None:
    names = json.dumps(rows.variables, ensure_ascii=False)
    out.write(f'{{"head":{{"vars":{names}}},"results":{{"bindings":['.encode())
    separator = "\n"
    for row in rows.rows:
        cells = {n: _json(t) for n, t in zip(rows.variables, row, strict=True) if t is not None}
        out.write((separator + json.dumps(cells, ensure_ascii=False)).encode())
        separator = ",\n"
    out.write(b"\n]}}\n")


def _json(term: OxTerm) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        cell = {"type": "literal", "value": term.value}
        if term.language:
            cell["xml:lang"] = term.language
        elif term.datatype.value != xsd.string:
            cell["datatype"] = term.datatype.value
        return cell
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    raise FormatError(f"{term} cannot be said in these results")


def _write_xml(rows: Rows, out: BinaryIO, width: int) -> None:
    out.write(
        b'<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n<head>'
    )
    for name in rows.variables:
        out.write(f"<variable name={quoteattr(name)}/>".encode())
    out.write(b"</head>\n<results>\n")
    for row in rows.rows:
        cells = "".join(
            f"<binding name={quoteattr(name)}>{_xml(term)}</binding>"
            for name, term in zip(rows.variables, row, strict=True)
            if term is not None
        )
        out.write(f"<result>{cells}</result>\n".encode())
    out.write(b"</results>\n</sparql>\n")


def _xml(term: OxTerm) -> str:
    cell = _json(term)
    kind, value = cell["type"], cell["value"]
    found = FORMATS["rdf"].cannot_say
    if found is not None and (bad := found.search(value)):
        raise FormatError(f"XML cannot say U+{ord(bad[0]):04X}; json and csv can")
    attribute = ""
    if "xml:lang" in cell:
        attribute = f" xml:lang={quoteattr(cell['xml:lang'])}"
    elif "datatype" in cell:
        attribute = f" datatype={quoteattr(cell['datatype'])}"
    text = escape(value, {"\r": "&#13;", "\t": "&#9;", "\n": "&#10;"})
    return f"<{kind}{attribute}>{text}</{kind}>"


def _write_gmt(rows: Rows, out: BinaryIO, width: int) -> None:
    """A line for each set: its name, its title, its members (https://www.gsea-msigdb.org)."""
    names = rows.variables
    if "figure" not in names or "gene" not in names:
        raise UsageError("gmt needs the columns ?figure and ?gene, such as those of gene-sets")
    figure, gene = names.index("figure"), names.index("gene")
    title = names.index("title") if "title" in names else None
    sets: dict[str, tuple[str, dict[str, None]]] = {}
    for row in rows.rows:
        name = unquote(_plain(row[figure]).rpartition("/")[2])
        described = "" if title is None else " ".join(_plain(row[title]).split())
        members = sets.setdefault(name, (described, {}))[1]
        members[re.sub(r"^https?:.*/", "", _plain(row[gene]))] = None
    for name, (described, members) in sets.items():
        out.write("\t".join((name, described, *members)).encode() + b"\n")


def _write_table(rows: Rows, out: BinaryIO, width: int) -> None:
    """A table as wide as the terminal (``width``; 0: as wide as it needs, without links)."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in rows.variables:
        table.add_column(name, overflow="fold")
    count = 0
    for row in rows.rows:
        table.add_row(*map(_cell, row))
        count += 1
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
    console.print(f"{count:,} {'row' if count == 1 else 'rows'}")
    out.write(re.sub(r"[ \t]+\n", "\n", text.getvalue()).encode())


def _cell(term: OxTerm | None) -> Text:
    from rich.style import Style
    from rich.text import Text

    if isinstance(term, ox.NamedNode):
        return Text(short(term.value), style=Style(link=term.value))
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f]", "\ufffd", " ".join(_plain(term).split(" ")))
    return Text(shown)


def short(iri: str) -> str:
    """The IRI with a prefix of the project, where one fits.

    >>> short("https://identifiers.org/ncbigene/5292")
    'ncbigene:5292'
    """
    shortened = compact(iri, _ANY_LOCAL)
    return iri if shortened == iri else unquote(shortened)


def _write_truth(answer: AskResult, out: BinaryIO, format_name: str) -> None:
    word = "true" if answer.value else "false"
    if format_name == "json":
        word = f'{{"head":{{}},"boolean":{word}}}'
    elif format_name == "xml":
        word = (
            '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            f"<head/><boolean>{word}</boolean></sparql>"
        )
    elif format_name == "gmt":
        raise UsageError("the answer is true or false: gmt has no word for it")
    out.write(word.encode() + b"\n")


RESULTS: dict[str, ResultFormat] = {
    f.name: f
    for f in (
        ResultFormat("table", "a table for people", "", _write_table),
        ResultFormat("csv", "SPARQL results in CSV", ".csv", _write_csv),
        ResultFormat("tsv", "SPARQL results in TSV", ".tsv", _write_tsv),
        ResultFormat("json", "SPARQL results in JSON", ".json", _write_json),
        ResultFormat("xml", "SPARQL results in XML", ".xml", _write_xml),
        ResultFormat("gmt", "gene sets, a line for each figure", ".gmt", _write_gmt),
    )
}
"""The forms of rows; a new one is one row."""


# ---- graphs --------------------------------------------------------------------------------------


def _write_graph(answer: Triples, out: BinaryIO, format_name: str) -> None:
    form = FORMATS[format_name]
    known = ox.RdfFormat.from_media_type(form.media_type)
    if format_name == "jsonld" or known is None:
        form.write([Batch(None, list(_nodes(answer)))], out)
        return
    triples = _checked(answer.triples, format_name)
    if form.datasets:
        quads = (ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        ox.serialize(quads, out, known, prefixes=PREFIXES)
    else:
        ox.serialize(triples, out, known, prefixes=PREFIXES)


def _checked(triples: Iterator[ox.Triple], format_name: str) -> Iterator[ox.Triple]:
    form = FORMATS[format_name]
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
            raise FormatError(f"{value}: this JSON-LD has no place for it; ttl and nt have")
        yield _plain(triple.subject), [(triple.predicate.value, term)]
