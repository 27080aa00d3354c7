"""What is written is RDF: six syntaxes, other people's parsers, the same triples and bytes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from helpers import samples
from helpers.examples import examples
from helpers.jena import riot
from helpers.running import ROOT, SHARED, Run
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf import Figure, FormatError, Literal, Options, export, read_figures, triples, write
from pfocr_rdf.files.compression import zstd
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.rdf.linksets import LINKSETS
from pfocr_rdf.rdf.namespaces import dcterms, schema, xsd
from pfocr_rdf.rdf.terms import Batch, Triple
from pfocr_rdf.rdf.vocabulary import PREFIXES, PROFILES, escape, figure_iri, record_iri
from pfocr_rdf.records.model import Annotation, Article, Mention

OX = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
RDFLIB = {
    "nt": "nt",
    "nq": "nquads",
    "ttl": "turtle",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdf": "xml",
}

Parse = Callable[[Path, str], set[str]]


def converted(terms: tuple[str, str, str | Literal]) -> ox.Triple:
    s, p, o = terms
    if isinstance(o, str):
        node: ox.NamedNode | ox.Literal = ox.NamedNode(o)
    elif o.datatype == xsd.string:
        node = ox.Literal(o.value)
    else:
        node = ox.Literal(o.value, datatype=ox.NamedNode(o.datatype))
    return ox.Triple(ox.NamedNode(s), ox.NamedNode(p), node)


def lines(data: bytes, form: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, form)}


# ---- parsers that we did not write ---------------------------------------------------------------


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def ran(*command: str | Path, stdin: bytes | None = None) -> bytes:
    done = subprocess.run([*map(str, command)], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert not done.stderr.strip(), done.stderr[-2000:]
    return done.stdout


def by_pyoxigraph(path: Path, form: str) -> set[str]:
    return lines(path.read_bytes(), OX[form])


def by_rdflib(path: Path, form: str) -> set[str]:
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, of its own names
            data = rdflib.Dataset(default_union=True)
            data.parse(data=path.read_bytes(), format=RDFLIB[form])
            quads = list(data.quads())
    finally:
        rdflib.NORMALIZE_LITERALS = before
    found = set()
    for s, p, o, _ in quads:
        value: str | Literal = str(o)
        if isinstance(o, rdflib.Literal):
            value = Literal(str(o), str(o.datatype) if o.datatype else xsd.string)
        found.add(str(converted((str(s), str(p), value))))
    return found


def by_serdi(path: Path, form: str) -> set[str]:
    syntax = {"nt": "ntriples", "nq": "nquads", "ttl": "turtle", "trig": "trig"}[form]
    return lines(ran(tool("serdi"), "-i", syntax, "-o", "nquads", path), ox.RdfFormat.N_QUADS)


def by_rapper(path: Path, form: str) -> set[str]:
    syntax = {"nt": "ntriples", "nq": "nquads", "ttl": "turtle", "rdf": "rdfxml"}[form]
    out = ran(tool("rapper"), "-q", "-i", syntax, "-o", "ntriples", path)
    return lines(out, ox.RdfFormat.N_TRIPLES)


def by_jena(path: Path, form: str) -> set[str]:
    out = ran(*riot(), "--check", "--output=nquads", path)
    return lines(out, ox.RdfFormat.N_QUADS)


_NODE = """
const jsonld = require('jsonld');
const chunks = [];
process.stdin.on('data', c => chunks.push(c));
process.stdin.on('end', async () => {
  const document = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const documentLoader = async url => { throw new Error('remote context: ' + url); };
  process.stdout.write(await jsonld.toRDF(document,
    {format: 'application/n-quads', documentLoader, safe: true}));
});
"""


@cache
def node_modules() -> str:
    folder = Path("/tmp/pfocr-test-cache")
    if not (folder / "node_modules" / "jsonld").is_dir():
        folder.mkdir(exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            return ""
        subprocess.run(
            [npm, "install", "jsonld@8", "--silent", "--no-audit", "--no-fund"],
            cwd=folder, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
    found = folder / "node_modules"
    return str(found) if (found / "jsonld").is_dir() else ""


def jsonld_js(data: bytes) -> set[str]:
    modules = node_modules()
    if not modules or shutil.which("node") is None:
        pytest.skip("npm's jsonld could not be installed")
    done = subprocess.run(
        ["node", "-e", _NODE],
        input=data, capture_output=True, check=False, env={**os.environ, "NODE_PATH": modules},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return lines(done.stdout, ox.RdfFormat.N_QUADS)


def by_jsonld_js(path: Path, form: str) -> set[str]:
    return jsonld_js(path.read_bytes())


PARSERS: dict[str, Parse] = {
    "pyoxigraph": by_pyoxigraph,
    "rdflib": by_rdflib,
    "serdi": by_serdi,
    "rapper": by_rapper,
    "jena": by_jena,
    "jsonld.js": by_jsonld_js,
}


# ---- equal triples -------------------------------------------------------------------------------


class Written:
    """One set of records in all syntaxes, and their triples straight from the mapping."""

    def __init__(self, paths: list[Path], folder: Path) -> None:
        self.files: dict[str, Path] = {}
        for form in FORMATS.values():
            self.files[form.name] = folder / f"out{form.suffix}"
            faults: list[object] = []
            export(
                list(paths),
                self.files[form.name],
                Options(on_fault=faults.append, linksets=folder / "links.nt"),
            )
            assert not faults
        self.links = folder / "links.nt"
        self.triples = {
            str(converted(triple)) for figure in read_figures(*paths) for triple in triples(figure)
        }


@pytest.fixture(scope="session", params=["own", "seed", "inline", "tables", "rebuilt"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "own":
        source = samples.place(folder / "in", samples.own_records())
    else:
        source = SHARED / ("seed" if request.param == "seed" else f"corpus/{request.param}")
        if not source.is_dir():
            pytest.skip(f"the shared corpus is not at {SHARED}")
    return Written([source], folder)


PROGRAMS = [
    *(("serdi", form) for form in ("nt", "nq", "ttl", "trig")),
    *(("rapper", form) for form in ("nt", "nq", "ttl", "rdf")),
    *(("jena", form) for form in ("nt", "nq", "ttl", "trig", "rdf")),
    ("jsonld.js", "jsonld"),
]

READS = [
    *(("pyoxigraph", form) for form in FORMATS),
    *(("rdflib", form) for form in FORMATS),
    *(pytest.param(*read, marks=pytest.mark.parsers) for read in PROGRAMS),
]


@pytest.mark.parametrize(("parser", "form"), READS)
def test_another_parser_reads_the_same_triples(written: Written, parser: str, form: str) -> None:
    if parser == "rdflib" and len(written.triples) > 10_000 and form != "ttl":
        return  # half a minute for what the smaller sets show
    assert PARSERS[parser](written.files[form], form) == written.triples


def test_no_triple_stands_twice(written: Written) -> None:
    for form in ("nt", "nq"):
        found = written.files[form].read_bytes().splitlines()
        assert len(found) == len(set(found))
    assert len(written.files["nt"].read_bytes().splitlines()) == len(written.triples)


def test_there_is_no_blank_node_and_no_wrong_schema_org(written: Written) -> None:
    for path in (*written.files.values(), written.links):
        data = path.read_bytes()
        assert b"http://schema.org" not in data
        assert b'"_:' not in data
        assert b"rdf:nodeID" not in data
    quads = ox.parse(written.files["nq"].read_bytes(), ox.RdfFormat.N_QUADS)
    for quad in quads:
        for node in (quad.subject, quad.object, quad.graph_name):
            assert not isinstance(node, ox.BlankNode)


# RFC 3987, section 2.2, for IRIs with an authority; no registry of ours has a user or a port.
_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(n * 0x10000)}-{chr(n * 0x10000 + 0xFFFD)}" for n in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_PCHAR = f"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_UCS}-]|%[0-9A-Fa-f]{{2}})"
IRI = re.compile(
    rf"https?://[A-Za-z0-9.-]+(?:/{_PCHAR}*)*(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)


def test_every_iri_is_one_by_rfc_3987(written: Written) -> None:
    iris = {
        node.value
        for quad in ox.parse(written.files["nq"].read_bytes(), ox.RdfFormat.N_QUADS)
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(node, ox.NamedNode)
    }
    assert [iri for iri in sorted(iris) if not IRI.fullmatch(iri)] == []


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_makes_an_iri_by_rfc_3987_and_different_names_different_ones(name: str) -> None:
    iri = figure_iri(name)
    assert IRI.fullmatch(iri)
    from urllib.parse import unquote

    assert unquote(iri.removeprefix("https://pfocr.wikipathways.org/figures/")) == name
    assert "/" not in escape(name)


def test_turtle_says_its_iris_with_prefixes(written: Written) -> None:
    text = written.files["ttl"].read_text(encoding="utf-8")
    assert dict(re.findall(r"^@prefix ([\w.]+): <(.+)> \.$", text, re.M)) == PREFIXES
    body = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text[text.index("\n", text.rindex("@prefix")) :])
    assert "<https://schema.org/" not in body
    assert "<https://identifiers.org/ncbigene/" not in body


def test_named_graphs_are_one_a_record_and_one_for_what_they_share(written: Written) -> None:
    graphs: dict[str, set[str]] = {}
    for quad in ox.parse(written.files["nq"].read_bytes(), ox.RdfFormat.N_QUADS):
        graphs.setdefault(str(quad.graph_name.value), set()).add(quad.subject.value)
    shared = graphs.pop("https://pfocr.wikipathways.org/dataset")
    assert "https://pfocr.wikipathways.org/dataset" in shared
    assert all(graph in subjects for graph, subjects in graphs.items())
    same = {str(quad) for quad in ox.parse(written.files["trig"].read_bytes(), ox.RdfFormat.TRIG)}
    assert same == {
        str(quad) for quad in ox.parse(written.files["nq"].read_bytes(), ox.RdfFormat.N_QUADS)
    }


def test_linksets_link_entities_of_the_data_and_say_exact_match_only(written: Written) -> None:
    subjects = {quad.subject.value for quad in ox.parse(written.files["nt"].read_bytes(), OX["nt"])}
    found = list(ox.parse(written.links.read_bytes(), OX["nt"]))
    assert {quad.subject.value for quad in found} <= subjects
    assert {quad.predicate.value for quad in found} == {
        "http://www.w3.org/2004/02/skos/core#exactMatch"
    }
    targets = tuple(linkset.target for linkset in LINKSETS)
    assert all(quad.object.value.startswith(targets) for quad in found)
    data = written.files["nt"].read_text(encoding="utf-8")
    assert "exactMatch" not in data
    assert "sameAs> <https://identifiers.org" not in data
    assert "owl#" not in data


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.datasets])
def test_one_graph_for_everything_is_used_where_asked_for(tmp_path: Path, form: str) -> None:
    source = samples.place(tmp_path / "in", samples.own_records())
    output = tmp_path / f"out{FORMATS[form].suffix}"
    export([source], output, Options(graph="https://example.org/g"))
    quads = list(ox.parse(output.read_bytes(), OX[form]))
    assert {str(quad.graph_name) for quad in quads} == {"<https://example.org/g>"}
    plain = tmp_path / "plain.nt"
    export([source], plain)
    assert {str(quad.triple) for quad in quads} == by_pyoxigraph(plain, "nt")


# ---- same bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        *("nq", "jsonld"),
        *(pytest.param(f, marks=pytest.mark.processes) for f in ("nt", "ttl", "trig", "rdf")),
    ],
)
def test_the_same_records_give_the_same_bytes_whatever_the_hash_seed(
    own: Path, cli: Run, form: str
) -> None:
    outputs = {
        cli("export", own, "-f", form, "-q", env={"PYTHONHASHSEED": seed}).out
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1


def in_order(folder: Path, names: list[str]) -> Path:
    records = samples.own_records()
    return samples.place(folder, {name: records[name] for name in names})


def test_folder_archives_and_listing_order_make_no_difference(tmp_path: Path) -> None:
    names = sorted(samples.own_records())
    one = in_order(tmp_path / "one", names)
    two = in_order(tmp_path / "two", names[::-1])
    sources: list[list[Path]] = [[one], [two]]
    sources.append(sorted((one / "_figures").iterdir(), reverse=True))
    sources.append([one / "_figures"])
    for mode, suffix in (("w", ".tar"), ("w:gz", ".tar.gz")):
        path = tmp_path / f"a{suffix}"
        with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
            for name in names[::-1]:
                archive.add(one / name, f"pfocr-database-main/{name}")
        sources.append([path])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        for name in names[1:] + names[:1]:
            zipped.write(one / name, name)
    sources.append([tmp_path / "a.zip"])
    for form in FORMATS.values():
        outputs = []
        for number, paths in enumerate(sources):
            output = tmp_path / f"{number}{form.suffix}"
            faults: list[object] = []
            export(list(paths), output, Options(on_fault=faults.append))
            assert not faults
            outputs.append(output.read_bytes())
        assert len(set(outputs)) == 1, form.name


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_output_is_the_same_bytes_at_any_time_and_under_any_name(
    own: Path, tmp_path: Path, suffix: str
) -> None:
    import gzip

    export([own], tmp_path / f"a.nq{suffix}")
    export([own], tmp_path / f"b.nq{suffix}")
    export([own], tmp_path / "c.nq")
    data = (tmp_path / f"a.nq{suffix}").read_bytes()
    assert data == (tmp_path / f"b.nq{suffix}").read_bytes()
    plain = gzip.decompress(data) if suffix == ".gz" else zstd.decompress(data)
    assert plain == (tmp_path / "c.nq").read_bytes()


# ---- any literal ---------------------------------------------------------------------------------

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    st.sampled_from("\\\"\n\r\t\b\f\x00\x1f\x7f\x85\u2028\ufffe\uffff'<>&{}[]@^`$|]#:"), max_size=10
)
literals = st.one_of(
    anything.map(Literal),
    st.builds(Literal, st.from_regex(r"\A-?[0-9]+\.[0-9]+\Z"), st.just(xsd.decimal)),
    st.builds(Literal, st.from_regex(r"\A0*[0-9]+\Z"), st.just(xsd.integer)),
    st.builds(Literal, st.from_regex(r"\A[0-9]{4}\Z"), st.just(xsd.gYear)),
)
PREDICATES = [schema.name, schema.about, schema.mentions, schema.datePublished, schema.url,
              "https://pfocr.wikipathways.org/vocab#pathwayScore", "urn:x:p"]  # fmt: skip
IRIS = ["urn:x:s", figure_iri("a b"), figure_iri("#//"), "https://schema.org/", "https://schema.org//x",
        "https://identifiers.org/mesh/D1", "https://pfocr.wikipathways.org/vocab#a.b",
        "https://pfocr.wikipathways.org/figures//x", "https://schema.org/x:y",
        "https://é.org/ü"]  # fmt: skip
statements = st.lists(
    st.tuples(st.sampled_from(IRIS), st.sampled_from(PREDICATES), literals | st.sampled_from(IRIS)),
    min_size=1,
    max_size=8,
)


def batch(items: list[Triple], graph: str | None = None) -> Batch:
    return Batch(graph, [(s, [(p, o)]) for s, p, o in items])


def of_rdflib(graph: Any) -> set[Triple]:
    """The triples of an rdflib graph."""
    found: set[Triple] = set()
    for s, p, o in graph:
        text = str(o)
        literal = hasattr(o, "datatype")
        found.add(
            (str(s), str(p), Literal(text, str(o.datatype or xsd.string)) if literal else text)
        )
    return found


@pytest.mark.parametrize("form", FORMATS)
@given(items=statements)
@examples(80)
def test_any_literal_is_read_back_as_it_is(form: str, items: list[Triple]) -> None:
    try:
        FORMATS[form].check(items)
    except FormatError:
        assert form == "rdf"
        return
    out = io.BytesIO()
    FORMATS[form].write([batch(items)], out)
    assert lines(out.getvalue(), OX[form]) == {str(converted(item)) for item in items}


@given(items=statements)
@examples(60)
def test_rdflib_reads_any_literal_of_n_quads_as_it_is(items: list[Triple]) -> None:
    import rdflib

    out = io.BytesIO()
    FORMATS["nt"].write([batch(items)], out)
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph().parse(data=out.getvalue(), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = before
    assert of_rdflib(graph) == set(items)


@given(items=statements)
@examples(60)
def test_an_rdflib_graph_keeps_every_lexical_form(items: list[Triple]) -> None:
    import rdflib

    from pfocr_rdf.convert.graph import add_triples

    assert of_rdflib(add_triples(rdflib.Graph(), items)) == set(items)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_rdf_xml_names_what_it_cannot_say_and_a_syntax_that_can(character: str) -> None:
    items: list[Triple] = [
        ("urn:x:s", "https://pfocr.wikipathways.org/vocab#word", Literal(f"a{character}"))
    ]
    with pytest.raises(FormatError) as caught:
        FORMATS["rdf"].check(items)
    assert str(caught.value) == (
        f"word: RDF/XML cannot hold U+{ord(character):04X}; N-Quads (.nq) can"
    )


def test_a_record_that_rdf_xml_cannot_say_is_named_and_the_others_are_written(
    tmp_path: Path, cli: Run
) -> None:
    figures = {
        "in/PMC1__f1.md": samples.inline(chemicals=[samples.term("a\x1fb")]),
        "in/PMC9__sound.md": samples.record("PMC9__sound"),
    }
    samples.place(tmp_path, figures)
    done = cli("export", "in", "-o", "out.rdf", "-q", "--errors", "e.jsonl")
    assert done.code == 1
    assert done.faults == ["in/PMC1__f1.md: word: RDF/XML cannot hold U+001F; N-Quads (.nq) can"]
    found = by_pyoxigraph(tmp_path / "out.rdf", "rdf")
    assert {*re.findall(r"/figures/(PMC\d+__\w+)", "\n".join(found))} == {"PMC9__sound"}
    with pytest.raises(FormatError, match="word: RDF/XML cannot hold"):
        write(read_figures(tmp_path / "in"), tmp_path / "lib.rdf")
    assert not (tmp_path / "lib.rdf").exists()


# ---- pages ---------------------------------------------------------------------------------------


class Scripts(HTMLParser):
    """Gathers what stands in the scripts of a web page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["script"]:
            self.scripts.append(data)


NASTY = Figure(
    figid="PMC1__f1",
    title="</script><script>alert(1)</script>",
    caption='<!-- <script> ]]> &lt; \u2028 </SCRIPT > \x1f "quotes" \\u003c',
    article=Article("PMC1", "<b>", None, "2001", "10.1/<x>", "J", None, "</script>", ("<i>",)),
    annotations=(Annotation("T</script>", "V"),),
    mentions=(Mention("gene", "</script>", "<", "&", ("</script>",), ()),),
)


def pages(tmp_path: Path, source: Path) -> Iterator[tuple[Figure, str]]:
    export([source], None, Options(pages=tmp_path / "pages"))
    figures = {figure.figid: figure for figure in read_figures(source)}
    found = sorted((tmp_path / "pages").iterdir())
    assert [path.name for path in found] == sorted(f"{escape(figid)}.jsonld" for figid in figures)
    for path in found:
        yield figures[path.stem], path.read_text(encoding="utf-8")


def nasty_page() -> str:
    from pfocr_rdf.rdf.jsonld import page

    return page(triples(NASTY), record_iri(NASTY.figid))


def page_triples(figure: Figure) -> set[str]:
    """What a page has to say: the figure's triples and what Bioschemas' minimum adds."""
    found = list(triples(figure))
    record = record_iri(figure.figid)
    said = {p for s, p, _ in found if s == record}
    found.append((record, dcterms.conformsTo, PROFILES[0]))
    if schema.description not in said:
        name = figure.title or figure.figid
        found.append(
            (
                record,
                schema.description,
                Literal(f"What a published pathway figure mentions: {name}"),
            )
        )
    if schema.keywords not in said:
        found.append((record, schema.keywords, Literal("pathway figure")))
    if schema.license not in said:
        found.append((record, schema.license, "https://creativecommons.org/publicdomain/zero/1.0/"))
    return {str(converted(triple)) for triple in found}


def check_page(figure: Figure, text: str) -> None:
    document = json.loads(text)
    assert document["@context"]["@vocab"] == "https://schema.org/"
    assert text.count('"@context"') == 1
    assert document["@type"] == "Dataset"
    minimum = (
        "@id",
        "dcterms:conformsTo",
        "description",
        "identifier",
        "keywords",
        "license",
        "name",
        "url",
    )
    assert all(document.get(key) for key in minimum)
    assert document["dcterms:conformsTo"] == "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"
    assert lines(text.encode(), ox.RdfFormat.JSON_LD) == page_triples(figure)


def check_embedding(text: str) -> None:
    html = Scripts()
    html.feed(f'<html><script type="application/ld+json">{text}</script><p></p></html>')
    html.close()
    assert html.tags == ["html", "script", "p"]
    assert "".join(html.scripts) == text
    assert not re.search("[<>&\u2028\u2029]", text)


def test_a_page_says_what_its_record_says_and_meets_the_minimum_of_bioschemas(
    own: Path, tmp_path: Path
) -> None:
    seen = 0
    for figure, text in pages(tmp_path, own):
        check_page(figure, text)
        check_embedding(text)
        seen += 1
    assert seen == 4


def test_the_pages_of_the_corpus_say_what_their_records_say(shared: Path, tmp_path: Path) -> None:
    for figure, text in pages(tmp_path, shared / "corpus" / "tables"):
        check_page(figure, text)
        check_embedding(text)


def test_no_text_can_break_out_of_the_script_that_a_page_stands_in() -> None:
    check_embedding(nasty_page())
    check_page(NASTY, nasty_page())


@pytest.mark.parsers
def test_another_library_reads_a_page_alike() -> None:
    assert jsonld_js(nasty_page().encode()) == page_triples(NASTY)


def test_a_page_nests_the_figure_and_its_evidence(own: Path, tmp_path: Path) -> None:
    found = {figure.figid: json.loads(text) for figure, text in pages(tmp_path, own)}
    figure = found[samples.INLINE]["mainEntity"]
    assert figure["caption"].startswith("Own words </script>")
    words = [mention["pfocr:word"] for mention in figure["evidence"]]
    assert words[:2] == ["JAK2", "PIM1/2"]
    search = found[samples.TABLES]["mainEntity"]["geneSearch"]
    assert {item["pfocr:countMatch"] for item in search} == {"11", "2"}
    assert "@included" not in found[samples.BARE]


def test_a_remote_context_is_never_named(written: Written) -> None:
    start = written.files["jsonld"].read_text(encoding="utf-8")[:200]
    assert start.startswith('{"@context":{')


@pytest.mark.parametrize("sort", ["nt", "nq"])
def test_sorted_lines_have_no_repeats_for_the_command_line_either(
    written: Written, sort: str
) -> None:
    done = subprocess.run(
        f"LC_ALL=C sort {written.files[sort]} | uniq -d | head -3",
        shell=True, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout == b""


def test_a_record_that_rdfxml_leaves_out_takes_no_description_along(tmp_path: Path) -> None:
    """What the records after it share is described, as if it had never been read."""
    bad, good = "PMC6457213__advances029850f7.md", "PMC6617997__fimmu-10-01533-g0001.md"
    figures = ROOT / "examples" / "_figures"
    both = [str(figures / bad), str(figures / good)]
    export(both, tmp_path / "both.rdf", Options(on_fault=lambda fault: None))
    export([str(figures / good)], tmp_path / "good.rdf")
    assert (tmp_path / "both.rdf").read_bytes() == (tmp_path / "good.rdf").read_bytes()


def test_rdfxml_refuses_a_carriage_return_which_a_reader_would_change() -> None:
    with pytest.raises(FormatError, match=r"U\+000D"):
        FORMATS["rdf"].check([("urn:s", "urn:name", Literal("a\rb"))])
