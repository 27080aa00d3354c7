"""Tables: tab-separated, quoted as CSV quotes, each bad row named and the others kept."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.records.tables import TableError, parse


def cells(data: bytes) -> list[list[str]]:
    return [row.cells for row in parse(data)[1]]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (b"a\tb", ["a", "b"]),
        (b" a \t b", [" a ", " b"]),
        (b"\t", ["", ""]),
        (b'a "b" c\td', ['a "b" c', "d"]),
        (b'5" oligo\td', ['5" oligo', "d"]),
        (b'a"\tb"', ['a"', 'b"']),
        (b'"a"\tb', ["a", "b"]),
        (b'"a ""b"""\tc', ['a "b"', "c"]),
        (b'"a\tb"\tc', ["a\tb", "c"]),
        (b'"a\nb"\tc', ["a\nb", "c"]),
        (b'""\tb', ["", "b"]),
        (b"'a'\tb", ["'a'", "b"]),
        (b"a,b\tc", ["a,b", "c"]),
        (b"a\\tb\tc", ["a\\tb", "c"]),
        ("a\x1fb\tİ\u2028\x85".encode(), ["a\x1fb", "İ\u2028\x85"]),
        (b"NA\tNA", ["NA", "NA"]),
        (b"#a\tb", ["#a", "b"]),
    ],
)
def test_a_cell_is_read_to_the_character(line: bytes, read: list[str]) -> None:
    columns, rows = parse(b"x\ty\n" + line + b"\n")
    assert columns == ["x", "y"]
    assert [(row.cells, row.problem) for row in rows] == [(read, "")]


@pytest.mark.parametrize(
    "data",
    [
        b"x\ty\na\tb\nc\td\n",
        b"x\ty\r\na\tb\r\nc\td\r\n",
        b"\xef\xbb\xbfx\ty\na\tb\nc\td",
        b"x\ty\n\na\tb\n\nc\td\n\n",
        b'"x"\t"y"\na\tb\n"c"\td\n',
    ],
)
def test_line_ends_marks_and_blank_lines_make_no_difference(data: bytes) -> None:
    assert parse(data)[0] == ["x", "y"]
    assert cells(data) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"x\ty\na\nb\tc\n", {2: "1 cells where the header has 2"}),
        (b"x\ty\na\tb\tc\nb\tc\n", {2: "3 cells where the header has 2"}),
        (b'x\ty\n"a\tb\nc\td\n', {2: "a cell opens a quote and does not close it at its end"}),
        (b'x\ty\na\tb\n"c"d\te\n', {3: "a cell opens a quote and does not close it at its end"}),
        (b'x\ty\n"a\nb"\tc\nd\n', {4: "1 cells where the header has 2"}),
        (b'x\ty\n\n"a"\tc\nd\n', {4: "1 cells where the header has 2"}),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_are_read(
    data: bytes, problems: dict[int, str]
) -> None:
    rows = parse(data)[1]
    assert {row.line: row.problem for row in rows if row.problem} == problems
    assert [row for row in rows if not row.problem]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 0, "the table is empty: not even a header"),
        (b"\n\n", 0, "the table is empty: not even a header"),
        (b"\xef\xbb\xbf", 0, "the table is empty: not even a header"),
        (b"x\tx\na\tb\n", 1, "duplicate column 'x'"),
        (b"x\ty\na\t\xff\n", 2, "not UTF-8: byte 0xFF"),
        (b'"x\ty\na\tb\n', 1, "a cell opens a quote and does not close it at its end"),
    ],
)
def test_a_table_that_cannot_be_read_as_a_whole_says_why(
    data: bytes, line: int, message: str
) -> None:
    with pytest.raises(TableError) as caught:
        parse(data)
    assert (caught.value.line, caught.value.message) == (line, message)


content = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['"', '""', 'a "b"', "\t", "NA", "\n", "'", "a\nb", '"a', 'b"']
)


@given(st.lists(st.lists(content, min_size=3, max_size=3), max_size=6))
def test_what_a_csv_writer_writes_is_read_back_as_written(rows: list[list[str]]) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["x", "y", "z"], *rows])
    assert cells(file.getvalue().encode()) == rows


plain = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r"), min_size=1, max_size=8
).filter(lambda text: not re.match('"|\ufeff', text))


@given(st.lists(st.lists(plain, min_size=2, max_size=2), max_size=6))
def test_cells_that_no_quote_begins_are_read_as_they_stand(rows: list[list[str]]) -> None:
    lines = "".join("\t".join(row) + "\n" for row in [["x", "y"], *rows])
    assert cells(lines.encode()) == rows


@given(st.binary(max_size=80))
def test_nothing_but_a_table_error_is_ever_raised(data: bytes) -> None:
    for whole in (data, b"x\ty\n" + data, b'x\ty\n"' + data):
        try:
            parse(whole)
        except TableError:
            continue


def test_a_quote_that_never_closes_costs_its_row_in_a_long_table_only_little_time() -> None:
    _, rows = parse(b'x\ty\n"a\tb\n' + b"c\td\n" * 50_000)
    assert [row.line for row in rows if row.problem] == [2]
    assert len(rows) == 50_001


def test_a_long_cell_is_read_and_a_long_quoted_one_named() -> None:
    long = "a" * 300_000
    assert cells(f"x\ty\n{long}\tb\n".encode()) == [[long, "b"]]
    _, rows = parse(f'x\ty\n"{long}"\tb\nc\td\n'.encode())
    assert [(row.line, row.problem) for row in rows] == [
        (2, "a quoted cell is longer than 131,072"),
        (3, ""),
    ]
