"""The front matter comes out to the character, whichever way reads it, and no repeat is missed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers.examples import examples
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pfocr_rdf.records.frontmatter import load, split
from pfocr_rdf.records.yaml_exact import MAX_DEPTH, FrontMatterError, load_exact
from pfocr_rdf.records.yaml_fast import AlikeMappings, read

MIB = 2**20


def exact(text: str) -> Any:
    """What PyYAML says, or the exception that it raises."""
    try:
        return yaml.load(text, yaml.CBaseLoader)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        return error


class Everything:
    """A container of all there is."""

    def __contains__(self, thing: object) -> bool:
        return True


def plain(value: Any) -> Any:
    """Front matter with mappings in the place of rows."""
    if type(value) is dict:
        return {key: plain(inner) for key, inner in value.items()}
    return value.mappings() if type(value) is AlikeMappings else value


def repeats(node: yaml.Node | None, seen: frozenset[int] = frozenset()) -> bool:
    """Whether a mapping anywhere has a key twice, told from PyYAML's own nodes."""
    if isinstance(node, yaml.MappingNode) and id(node) not in seen:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        return len(keys) != len(set(keys)) or any(
            repeats(part, seen | {id(node)}) for pair in node.value for part in pair
        )
    if isinstance(node, yaml.SequenceNode) and id(node) not in seen:
        return any(repeats(part, seen | {id(node)}) for part in node.value)
    return False


def check(text: str) -> None:
    """The three promises of the module, for any text."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    quick = read(text, data)
    assert plain(read(text, data, Everything())) == quick
    slow = exact(text)
    if quick is not None:
        assert quick == slow
        assert not repeats(yaml.compose(text, yaml.CBaseLoader))
    try:
        value = load_exact(text).value
    except FrontMatterError as error:
        deep = error.message.startswith("nested more than")
        assert deep or isinstance(slow, Exception) or repeats(yaml.compose(text, yaml.CBaseLoader))
        return
    # PyYAML calls nothing at all None.
    assert value == ("" if slow is None else slow) or isinstance(slow, TypeError | ValueError)
    assert not repeats(yaml.compose(text, yaml.CBaseLoader))


# ---- scalars that YAML takes for something else than text ----------------------------------------

SCALARS = [
    "1e3",
    "1E3",
    "1e+3",
    "1.5e-3",
    ".5",
    "5.",
    "-.5",
    "+1",
    "-1",
    "010",
    "0o10",
    "0x10",
    "0X1F",
    "0b1",
    "1_000",
    "1:30",
    "190:20:30",
    ".inf",
    "-.INF",
    ".nan",
    "NO",
    "No",
    "no",
    "n",
    "N",
    "Y",
    "yes",
    "YES",
    "on",
    "off",
    "true",
    "TRUE",
    "false",
    "null",
    "Null",
    "NULL",
    "~",
    "=",
    "<<",
    "2019-04-09",
    "2019-04-09T10:00:00Z",
    "NA",
    "==",
    "a#b",
    "a:b",
    "::b",
    "-a",
    "--a",
    "?a",
    "!a",
    "*a",
    "%a",
    "@a",
    "`a",
    "|a",
    ">a",
    ",a",
    "a,",
    "[a",
    "]a",
    "{a",
    "}a",
    "#a",
    "'a'",
    '"a"',
    "''",
    '""',
    '"\\x41"',
    "'\\x41'",
    '"\\u00e9"',
    '"\\U0001F600"',
    '"\\n"',
    '"\\_"',
    '"\\N"',
    '"\\L"',
    '"\\P"',
    '"\\/"',
    '"\\e"',
    '"\\0"',
    "'a''b'",
    "-0",
    "0.0",
    "00",
    "1.0",
    "1.10",
    "0.8141285",
    "9007199254740993",
    "12345678901234567890",
    "1e400",
    "İ",
    "Кα",
    "→",
    *("a b", "a  b", '"a  "', "'  a'", "a # b", "'a # b'", "a: b", "'a: b'", "", " ", "? a"),
]


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize(
    "template",
    [
        "word: {}\n",
        "a:\n- {}\n- b\n",
        "a: [{}, b]\n",
        "a: {{b: {}}}\n",
        "a:\n- b: {}\n  c: d\n",
        "{}: a\n",
    ],
)
def test_a_scalar_is_the_text_that_stands_in_the_file(scalar: str, template: str) -> None:
    check(template.format(scalar))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1e3", "1e3"),
        ("NO", "NO"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("2019-04-09", "2019-04-09"),
        ("~", "~"),
        ("null", "null"),
        ("", ""),
        (".5", ".5"),
        ("010", "010"),
        ("+1", "+1"),
        ("true", "true"),
        ("'NO'", "NO"),
        ('"\\u00e9\\x85"', "é\x85"),
        ("a  b", "a  b"),
    ],
)
def test_no_scalar_is_resolved(written: str, read: str) -> None:
    assert load(f"word: {written}\n".encode()) == {"word": read}


@pytest.mark.parametrize(
    "score",
    [
        "0.8141285",
        "1.0",
        "0.50",
        "1e-05",
        "1.5E+3",
        ".5",
        "5.",
        "-0.0",
        "+1.0",
        "1e3",
        "0.1e1",
        "00.5",
        "1_0.5",
        "0.5_0",
        ".inf",
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        "pathway_score: {}\n",
        "automl_pathway: {}\na: b\n",
        "x: |\n  pathway_score: 0.7\npathway_score: {}\n",
        "x: |\n\n  pathway_score: 0.7\n'pathway_score': {}\n",
        "'pathway_score': {}\nb: \"\\\n  pathway_score: 0.7\"\n",
        "pathway_score: {} # 0.9\n",
        "pathway_score:   {}  \n",
        "a: {{pathway_score: {}}}\n",
        "a: 'x\n\n  pathway_score: 0.7'\npathway_score:\n  {}\n",
        "? pathway_score\n: {}\n",
    ],
)
def test_the_score_is_read_as_written(score: str, template: str) -> None:
    check(template.format(score))
    assert load(template.format(score).encode()) == exact(template.format(score))


ODD = [
    *"\t\x00\x07\x1f\x7f\x80\x85\x9f\xa0\xad\u1680\u180e\u2000\u200b\u2028\u2029\u202e\u202f\u3000"
]
ODD += [
    *"\ufeff\ufffe\uffff\ufffd\U0001f600\U0010ffff\u0130\u0301",
    "\r",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
]


@pytest.mark.parametrize("character", ODD, ids=lambda c: "-".join(f"{ord(x):04X}" for x in c))
@pytest.mark.parametrize(
    "template",
    [
        "word: a{}b\n",
        "word: {}b\n",
        "word: a{}\n",
        "word: 'a{}b'\n",
        'word: "a{}b"\n',
        "word: |\n  a{}b\n",
        "word: >\n  a{}b\n  c\n",
        "wo{}rd: a\n",
        "{}word: a\n",
        "a: b # {}\n",
        "a:{}b\n",
        "- a{}- b\n",
        "a: b{}c: d\n",
        "a: 'b {} c'\n",
    ],
)
def test_an_odd_character_is_kept_or_refused_as_pyyaml_does(character: str, template: str) -> None:
    check(template.replace("{}", character))


TRICKY = [
    "a: |\n  b\n  c\n",
    "a: |+\n  b\n\n\nc: d\n",
    "a: |-\n  b\n\n",
    "a: |2\n    b\n",
    "a: >-\n  b\n  c\n\n  d\n   e\n  f\n",
    "a: >\n\n  b\n\n   c\n  d\n",
    "a: |  \n  b\n",
    "a: | # c\n  b\n",
    "a: b\n  c\n\n  d\n",
    "a: 'b\n\n  c'\n",
    'a: "b\n  c\\\n  d \\\n e"\n',
    'a: "b\nc"\n',
    "a: 'b\nc'\n",
    'a: "b\n--- c"\n',
    "a: b\n...\n",
    "a: b\n...\nc: d\n",
    "%YAML 1.2\n---\na: b\n",
    "%TAG ! x\na: b\n",
    "a: !!str 1\n",
    "a: !!int 1\n",
    "a: !!binary aGk=\n",
    "a: ! 1\n",
    "a: !x 1\n",
    "a: !!null x\n",
    "a: !!set {b, c}\n",
    "a: !!seq [b]\n",
    "a: !!omap [b: c]\n",
    "!!map {a: b}\n",
    "a: !<tag:yaml.org,2002:str> 1\n",
    "!!str a: b\n",
    "a: &x b\nc: *x\n",
    "a: [&x b, *x]\n",
    "a: &x [b]\n*x : c\n",
    "&a a: b\n*a : c\n",
    "a: &x {b: c}\nd: {<<: *x}\n",
    "a: *x\n",
    "a: [?b]\n",
    "a: [? b]\n",
    "a: {?b: c}\n",
    "a: [b,\n ?c]\n",
    "a: [b, # c\n?c]\n",
    "a: [b?c, d ?e]\n",
    "a: [-b]\n",
    "a: [-]\n",
    "a: [--- b]\n",
    "a: [b:c]\n",
    "a: [b:]\n",
    "a: [:b]\n",
    "a: [: b]\n",
    "a: {b:c}\n",
    "a: {b :c}\n",
    'a: {"b":c}\n',
    "a: {'b':c}\n",
    "a: {b}\n",
    "a: {b: }\n",
    "a: {b: c,}\n",
    "a: [b,]\n",
    "a: [b,,c]\n",
    "a: [,]\n",
    "a: [b: c]\n",
    "a: [b: c, d]\n",
    "a: [b\n: c]\n",
    "a: [b#c]\n",
    "a: [b #c\n]\n",
    "a: [b\nc]\n",
    "a: {b: c\n d}\n",
    "a: [b]c\n",
    "a: [b] #c\n",
    "a: [\nb\n]\n",
    "a:\n- b\n-\n- c\n",
    "a:\n- - b\n  - c\n",
    "a:\n-b\n",
    "a:\n  - b\n c: d\n",
    "a: - b\n",
    "a: b\n c: d\n",
    "a : b\n",
    "? a\n: b\n",
    "? a\n",
    "? [a]\n: b\n",
    "? {a: b}\n: c\n",
    "[a]: b\n",
    "{a: b}: c\n",
    ": a\n",
    "a: b: c\n",
    "a: 'b': c\n",
    "a: b 'c'\n",
    "a: 'b' c\n",
    "a: 'b'#c\n",
    "a: b\n# c\n  d\n",
    "a: b\n  # c\n  d\n",
    "a:\n  b\n  #c\n",
    "a: #b\n",
    "#a\n",
    "",
    "\n",
    " ",
    "a\n",
    "a",
    "a: b",
    "  a: b\n  c: d\n",
    " a: b\nc: d\n",
    "a: |\nb: c\n",
    "a: |\n  \tb\n",
    "a: |\n   \n  b\n",
    "a: |\n    \n  b\n",
    "a: >\n b\n\n\n c\n",
    "a: b\n---\nc: d\n",
    "a: 'b\n\n\n  c'\n",
    'a: "b  \n  c"\n',
    "a: 'b  \n  c'\n",
    "a: b  \n  c\n",
    'a: "\\  b"\n',
    "1: a\n",
    "1.0: a\n",
    "null: a\n",
    "~: a\n",
    "true: a\n",
    "? ''\n: a\n",
    "'': a\n",
    'a: "\\q"\n',
    'a: "\\ud800"\n',
    'a: "\\ud83d\\ude00"\n',
    'a: "\\U00110000"\n',
    "a: %b\n",
    "a: !%ED%A0%80 b\n",
    "a: !<%C0%80> b\nc: d\n",
    "a:\n- !%F5%80%80%80 b\n",
    "a: &x 1\nb: &x 2\n",
    "a: [&x 1, &x 2, *x]\n",
    "a: &x [*x]\n",
    "a: &x {b: *x}\n",
    'a: R&D\nb: "R&D\\x41"\n',
    'a: "b"\nc:\n- "d e"\n- "f\\n"\ng: "h\n  i"\n',
    "a: b%\n",
    "a: @b\n",
    "a: \"'\"\nb: '\"'\n",
    "a: ''''\n",
    "a: - \n",
    "a:\n -\n  b: c\n",
    "-   a: b\n    c: d\n",
    "a:\n-   b: c\n    d: e\n",
    "- a\n",
]


@pytest.mark.parametrize("text", TRICKY)
def test_a_tricky_document_is_read_as_pyyaml_reads_it(text: str) -> None:
    check(text)


# ---- the real records ----------------------------------------------------------------------------


def test_every_real_record_is_read_as_pyyaml_reads_it(corpus: list[Path]) -> None:
    fast = 0
    for path in corpus:
        data = split(path.read_bytes())
        text = data.decode()
        wanted = exact(text)
        assert load(data) == wanted
        assert load_exact(text).value == wanted
        quick = read(text, data)
        assert quick is None or quick == wanted
        fast += quick is not None
    assert fast > 0.9 * len(corpus), "the fast way should take nearly all real records"


def test_a_list_of_mappings_that_are_alike_can_be_had_as_rows() -> None:
    text = "genes:\n- word: 'NO'\n  x: a:b\n- word: \"c\\x1f\"\n  x: ''\nother:\n- word: d\n"
    value = load(text.encode(), {"genes"})
    assert value == {
        "genes": AlikeMappings(("word", "x"), [("NO", "a:b"), ("c\x1f", "")]),
        "other": [{"word": "d"}],
    }
    rows = value["genes"]
    assert rows.under(("x", "word")) == [("a:b", "NO"), ("", "c\x1f")]
    assert rows.under(("word",)) is rows.under(("word", "y")) is None
    assert load(text.encode()) == exact(text)


def test_the_lines_are_those_of_the_file() -> None:
    text = "figid: a\ncaption: b\n  c\ngenes:\n- word: d\n  entrez: '1'\n- word: e\nx: [f,\n  g]\n"
    lines = load_exact(text).lines
    assert lines[("figid",)] == 2
    assert lines[("caption",)] == 3
    assert lines[("genes",)] == 5
    assert lines[("genes", 0, "entrez")] == 7
    assert lines[("genes", 1, "word")] == 8
    assert lines[("x", 1)] == 10


# ---- keys that stand twice -----------------------------------------------------------------------

TWICE = [
    ("figid: a\ncaption: b\nfigid: c\n", 4, "figid"),
    ("figid: a\nfigid: a\n", 3, "figid"),
    ("figid: a\n'figid': b\n", 3, "figid"),
    ('figid: a\n"figid": b\n', 3, "figid"),
    ('figid: a\n"fi\\x67id": b\n', 3, "figid"),
    ("figid : a\nfigid: b\n", 3, "figid"),
    ("figid: a\nfigid  : b\n", 3, "figid"),
    ("? figid\n: a\n? figid\n: b\n", 4, "figid"),
    ("{figid: a, figid: b}\n", 2, "figid"),
    ("s: {word: a, word: b}\n", 2, "word"),
    ("s:\n  word: a\n  word: b\n", 4, "word"),
    ("s:\n- word: a\n  word: b\n", 4, "word"),
    ("s:\n-   word: a\n    word: b\n", 4, "word"),
    ("s:\n- word: a\n- word: b\n  x: c\n  word: d\n", 6, "word"),
    ("s:\n- t:\n    word: a\n    word: b\n", 5, "word"),
    ("s:\n- t: [{word: a, word: b}]\n", 3, "word"),
    ("s:\n- t:\n  - word: a\n    word: b\n", 5, "word"),
    ("a b: c\na b: d\n", 3, "a b"),
    ("a.b: c\na.b: d\n", 3, "a.b"),
    ("a:b: c\na:b: d\n", 3, "a:b"),
    ("é: c\né: d\n", 3, "é"),
    ("'@id': c\n'@id': d\n", 3, "@id"),
    ("pathway_score: 1.0\npathway_score: 2.0\n", 3, "pathway_score"),
    ("'': a\n'': b\n", 3, ""),
]
AROUND = [
    "{}",
    'z: "\\x3a"\n{}',
    'z: "\\u003a \\U0000003a : \\x3A"\n{}',
    'z: "\\n word: \\\n  figid: x"\n{}',
    "z: |\n  word: \\\n  figid: a\n  x\n{}",
    "z: 'a\\\n\n  word: b'\n{}",
    "z: C:\\a\n{}",
    "z: [a, 'b: c', {{d: e}}]\n{}",
    "# a: b\\\nz: c # d: e\n{}",
    'y: {{a: b, "c":d}}\nz: "\\ty"\n{}',
    "z: '{{b, b}}'\ny: {{c, d}}\n{}",
]


@pytest.mark.parametrize(
    ("text", "line", "key", "around"),
    [
        (*case, around)
        for case in TWICE
        for around in (AROUND[:1] if case[0].startswith("{") else AROUND)  # a whole document
    ],
)
def test_a_key_that_stands_twice_is_found(text: str, line: int, key: str, around: str) -> None:
    whole = around.format(text)
    assert read(whole, whole.encode()) is None
    with pytest.raises(FrontMatterError) as caught:
        load(whole.encode())
    assert caught.value.message == f"duplicate key {key!r}"
    assert caught.value.line == line + whole.count("\n") - text.count("\n")


def test_equal_keys_in_different_mappings_are_no_repeat() -> None:
    text = "genes:\n- word: a\n- word: a\ns:\n  word: b\nword: 'c: d'\n"
    assert read(text, text.encode()) == exact(text)


# ---- generated documents -------------------------------------------------------------------------

characters = st.characters(exclude_categories=["Cs"])
awkward = st.sampled_from(
    [
        *SCALARS,
        *ODD,
        ": ",
        " #",
        "- ",
        "? ",
        "a: b",
        "\\",
        "\\x3a",
        "'",
        '"',
        "\n",
        "\n\n",
        "word",
        "figid",
    ]
)
words = st.one_of(
    st.text(st.sampled_from("ab:\\'\"- #\n?{}[],&*!|>%@"), max_size=12),
    st.text(characters, max_size=15),
    st.lists(awkward, max_size=4).map("".join),
    st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=60, max_size=200),
)
keys = st.one_of(
    st.sampled_from(["figid", "word", "a", "b", "@id", "schema-jsonld", "pathway_score"]), words
)
documents = st.dictionaries(
    keys,
    st.recursive(
        words,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)
        ),
        max_leaves=12,
    ),
    max_size=6,
)
styles: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "width": st.sampled_from([1, 10, 40, 80, 10**6]),
        "allow_unicode": st.booleans(),
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, None, None, "'", '"', "|", ">"]),
        "indent": st.sampled_from([None, 2, 4, 7]),
        "Dumper": st.sampled_from([yaml.SafeDumper, yaml.CSafeDumper]),
    }
)


@given(documents, styles)
@examples(100)
def test_what_pyyaml_writes_is_read_back(document: dict[str, Any], style: dict[str, Any]) -> None:
    text = yaml.dump(document, sort_keys=False, **style)
    assert load(text.encode()) == exact(text)
    check(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A document that PyYAML wrote, with lines or characters put in, taken out or doubled."""
    text: str = yaml.dump(draw(documents), sort_keys=False, **draw(styles))
    for _ in range(draw(st.integers(1, 4))):
        by_line = draw(st.booleans())
        parts = text.splitlines(keepends=True) if by_line else list(text)
        if not parts:
            parts = ["a: b\n"]
        at = draw(st.integers(0, len(parts) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                del parts[at]
            case 1:
                parts.insert(draw(st.integers(0, len(parts))), parts[at])
            case 2:
                inserted = draw(
                    st.one_of(awkward, st.text("ab:\\'\"- #\n?{}[],&*!|>%", max_size=5))
                )
                parts.insert(at, inserted + "\n" if by_line else inserted)
            case _:
                other = draw(st.integers(0, len(parts) - 1))
                parts[at], parts[other] = parts[other], parts[at]
        text = "".join(parts)
    return text


@given(mutated())
@examples(200)
@example('a: x\n"a": y\nb: "\\x3a"\n')
@example('b: "\\\\"\na: x\na : y\n')
@example("a: [?b]\n")
def test_a_damaged_document_is_read_as_pyyaml_reads_it_or_refused(text: str) -> None:
    check(text)


@given(st.text(st.sampled_from("ab:\\'\"- #\n?{}[],&*!|>%\t~1"), max_size=40))
@examples(400)
def test_a_heap_of_signs_is_read_as_pyyaml_reads_it_or_refused(text: str) -> None:
    check(text)


@given(documents, st.data())
@examples(100)
def test_a_line_of_a_block_mapping_that_is_doubled_is_found(
    document: dict[str, Any], data: st.DataObject
) -> None:
    assume(document)
    text: str = yaml.dump(document, sort_keys=False, allow_unicode=True, width=10**6)
    again = yaml.dump(
        {data.draw(st.sampled_from(sorted(document))): data.draw(words)},
        default_style=data.draw(st.sampled_from([None, '"', "'"])),
        width=10**6,
    )
    whole = text + again
    assume(not isinstance(exact(whole), Exception))
    assume(repeats(yaml.compose(whole, yaml.CBaseLoader)))
    with pytest.raises(FrontMatterError, match=r"^duplicate (key|anchor) "):
        load(whole.encode())


# ---- what could crash a parser -------------------------------------------------------------------

N = 10_000
CRASHERS = {
    "dashes": "- " * N + "a\n",
    "dashes under a key": "a:\n" + "- " * N + "b\n",
    "dashes far apart": "a:\n" + "-   " * N + "b\n",
    "dashes and keys": "a:\n" + "- b: " * N + "\n",
    "dashes on their lines": "".join(" " * n + "-\n" for n in range(2000)),
    "mappings on their lines": "".join(" " * n + "a:\n" for n in range(2000)),
    "question marks": "? " * N + "a\n",
    "question marks and dashes": "? - " * N + "a\n",
    "dashes and question marks under a key": "a:\n" + "- ? " * N + "b\n",
    "colons": ": " * N + "\n",
    "brackets": "a: " + "[" * N + "]" * N + "\n",
    "brackets and spaces": "a: " + "[ " * N + "] " * N + "\n",
    "open brackets": "a: " + "[" * N,
    "braces": "a: " + "{" * N + "}" * N + "\n",
    "braces with keys": "a: " + "{a: " * N + "}" * N + "\n",
    "quoted keys": "a: " + '{"a":' * N + "}" * N + "\n",
    "brackets in lines": "a:\n" + " [\n" * N + " ]\n" * N,
    "tags": "a: " + "!x " * N + "\n",
    "anchors": "a: " + "&x " * N + "\n",
    "an alias in its own anchor": "a: &x [*x]\n",
    "aliases of aliases": "a0: &a0 [b, b]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "aliases in a block": "a0: \n  &a0\n  [b, b]\n"
    + "".join(f"a{n}:\n  &a{n}\n" + f"  - *a{n - 1}\n" * 9 for n in range(1, 30)),
    "merges": "a0: &a0 {b: c}\n"
    + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)),
    "percent signs": "%a\n" * N + "---\na: b\n",
    "quotes": "a: '" + "''" * N + "\n",
    "a long key": "a" * 5000 + ": b\n",
    "a long quoted key": '"' + "a" * 5000 + '": b\n',
    "a long line": "a: " + "b" * MIB + "\n",
    "blank lines": "a: b\n" + "\n" * MIB + "c: d\n",
    "many keys": "".join(f"k{n}: v\n" for n in range(50_000)),
    "many keys in an item": "a:\n- k: v\n" + "".join(f"  k{n}: v\n" for n in range(50_000)),
    "many items": "a:\n" + "- k: v\n" * 50_000 + "- k: [\n",
    "many quotes": "a:\n" + '- "v"\n' * 2000,
    "dashes behind tabs": "a:\n" + "-\t" * N + "b\n",
    "dashes behind tags": "a:\n" + "- !x " * N + "b\n",
    "dashes behind comments": "a:\n" + "".join(" " * n + "- #\n" for n in range(1, 2000)),
    "dashes behind keys": "".join(" " * n + "- a:\n" for n in range(0, 2000, 2)),
}

READ = """
import json, os, resource, signal, sys, traceback
from pfocr_rdf.records.frontmatter import load
from pfocr_rdf.records.yaml_exact import FrontMatterError
from pfocr_rdf.records.reader import read
from pfocr_rdf.records.raw import RawRecord
codes = {}
for name, text in json.load(sys.stdin).items():
    child = os.fork()
    if child:
        codes[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        continue
    resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
    signal.alarm(20)
    data = text.encode()
    try:
        try:
            load(data)
        except FrontMatterError:
            pass
        read(RawRecord("x", None, b"---\\nfigid: x\\n" + data + b"\\n---\\n"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
print(json.dumps(codes))
"""


@pytest.fixture(scope="module")
def codes() -> dict[str, int]:
    """How the process ended that read each of them: an overflow of the stack ends it."""
    done = subprocess.run(
        [sys.executable, "-c", READ], input=json.dumps(CRASHERS).encode(), stdout=-1, check=True
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", CRASHERS)
def test_a_bomb_is_refused_or_read_in_little_memory_and_time(
    name: str, codes: dict[str, int]
) -> None:
    assert codes[name] == 0


@given(
    st.lists(
        st.sampled_from(["- ", "? ", "[", "{", "a: ", "-  ", "? - ", "\n", "!x ", ": ", '"a":']),
        max_size=4,
    ),
    st.integers(2, 120),
)
@examples(100)
def test_repeated_openings_are_read_as_pyyaml_reads_them_or_refused(
    parts: list[str], times: int
) -> None:
    check("x:\n " + "".join(parts) * times + "a\n")


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_nesting_is_allowed_to_the_limit_and_no_deeper(opening: str) -> None:
    def nested(depth: int) -> str:
        closing = "]" if opening == "[" else "}"
        return opening * depth + "b" + closing * depth + "\n"

    assert load_exact(nested(MAX_DEPTH)).value == exact(nested(MAX_DEPTH))
    with pytest.raises(FrontMatterError, match=f"nested more than {MAX_DEPTH} levels deep"):
        load_exact(nested(MAX_DEPTH + 1))


# ---- between the two lines -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "inner"),
    [
        (b"---\na: b\n---\n", b"a: b\n"),
        (b"---\na: b\n---", b"a: b\n"),
        (b"\xef\xbb\xbf---\na: b\n---\n", b"a: b\n"),
        (b"---\r\na: b\r\n---\r\n", b"a: b\r\n"),
        (b"--- \na: b\n---  \n", b"a: b\n"),
        (b"---\na: b\n...\n", b"a: b\n"),
        (b"---\na: b\n---\nbody --- text\n---\nmore\n", b"a: b\n"),
        (b"---\na: '---'\nb: ----\n---\n", b"a: '---'\nb: ----\n"),
        (b"---\na: --- b\n---\n", b"a: --- b\n"),
    ],
)
def test_the_front_matter_is_what_stands_between_the_lines(data: bytes, inner: bytes) -> None:
    assert split(data) == inner


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 0, "the file is empty"),
        (b" \n\t\n", 0, "the file is empty"),
        (b"\xef\xbb\xbf", 0, "the file is empty"),
        (b"a: b\n", 1, "there is no front matter: the first line is not '---'"),
        (b"\n---\na: b\n---\n", 1, "there is no front matter: the first line is not '---'"),
        (b"----\na: b\n---\n", 1, "there is no front matter: the first line is not '---'"),
        (b"---", 1, "there is no front matter: the first line is not '---'"),
        (b"---\na: b\n", 1, "the front matter never ends: no second line of '---'"),
        (b"---\na: b\n ---\n", 1, "the front matter never ends: no second line of '---'"),
    ],
)
def test_a_file_without_front_matter_is_refused(data: bytes, line: int, message: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(data)
    assert (caught.value.line, caught.value.message) == (line, message)


@given(st.binary(max_size=60))
def test_splitting_never_raises_anything_else(data: bytes) -> None:
    for whole in (data, b"---\n" + data, b"---\n" + data + b"\n---\n"):
        try:
            load(split(whole))
        except FrontMatterError:
            continue


def test_bytes_that_are_not_utf_8_are_named_with_their_line() -> None:
    with pytest.raises(FrontMatterError) as caught:
        load(b"a: b\nc: \xff\n")
    assert (caught.value.line, caught.value.message) == (3, "not UTF-8: byte 0xFF")
