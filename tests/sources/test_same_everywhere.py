"""The same names give the same RDF and the same faults, whatever holds them."""

from __future__ import annotations

import multiprocessing
import pickle
import re
import tarfile
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from helpers import samples
from helpers.bad_inputs import tar, zipped
from helpers.faraway import Web
from helpers.loading import load, raws, refuse
from hypothesis import given, settings
from hypothesis import strategies as st

from pfocr_rdf import Options, export
from pfocr_rdf.errors import Fault, UsageError
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.sources import records

Members = dict[str, str | bytes]
A, B, C = "PMC1__a", "PMC2__b", "PMC3__c.d.e"
ODD = ("PMC1__a.b.c", "x y", "é", "a-1+", "[x]")


def figures(folder: str, *figids: str) -> Members:
    """Records that have the tables layout."""
    return {f"{folder}{figid}.md": samples.record(figid) for figid in figids}


def tables(folder: str, *figids: str, gene: str = "JAK2", number: str = "3717") -> Members:
    """A table of genes and one of chemicals for each."""
    rows = [{"word": gene, "ncbigene_symbol": gene, "ncbigene_id": number}]
    found = samples.tables(genes=rows, chemicals=[{"word": gene}])
    return {f"{folder}{f}-{plural}.tsv": data for f in figids for plural, data in found.items()}


OTHER = {"gene": "TP53", "number": "7157"}
"""What is in tables that are not read."""
LARGE = b"---\n" + bytes(32 * 2**20)


class Layout(NamedTuple):
    """Names, the records that are found there, those of them that have tables, and all faults."""

    members: Members
    found: list[str]
    with_tables: list[str]
    faults: tuple[str, ...] = ()


def orphan(name: str) -> str:
    return f"{name}: a table without its figure"


LAYOUTS: dict[str, Layout] = {
    "a checkout": Layout(figures("_figures/", A, B) | tables("_data/", A, B), [A, B], [A, B]),
    "a checkout without tables": Layout(figures("_figures/", A), [A], []),
    "a checkout with tables in place": Layout(
        figures("_figures/", A) | tables("_figures/", A), [A], [A]
    ),
    "a flat folder": Layout(figures("", A, B) | tables("", A, B), [A, B], [A, B]),
    "tables below": Layout(figures("", A, B) | tables("_data/", A, B), [A, B], [A, B]),
    "tables below, and not in place": Layout(
        figures("", A, B) | tables("_data/", A) | tables("", A, B, **OTHER), [A, B], [A]
    ),
    "tables beside": Layout(figures("x/", A) | tables("_data/", A), [A], [A]),
    "tables beside, and not below or in place": Layout(
        figures("x/", A)
        | tables("_data/", A)
        | tables("x/_data/", A, **OTHER)
        | tables("x/", A, **OTHER),
        [A],
        [A],
    ),
    "two folders with their tables in one": Layout(
        figures("x/", A) | figures("y/", B) | tables("_data/", A, B, C),
        [A, B],
        [A, B],
        (orphan(f"_data/{C}-chemicals.tsv"), orphan(f"_data/{C}-genes.tsv")),
    ),
    "folders in folders": Layout(
        figures("", A)
        | tables("", A)
        | figures("x/y/", B)
        | tables("x/_data/", B)
        | figures("x/z/u/", C)
        | tables("x/z/u/", C),
        [A, B, C],
        [A, B, C],
    ),
    "a checkout in a folder": Layout(
        figures("x/y/_figures/", A)
        | tables("x/y/_data/", A)
        | figures("x/y/docs/", C)
        | figures("x/y/", C)
        | figures("x/", B)
        | tables("x/", B),
        [A, B],
        [A, B],
    ),
    "folders below _figures": Layout(
        figures("_figures/", A)
        | tables("_data/", A)
        | figures("_figures/2024/", B)
        | tables("_figures/2024/", B)
        | figures("_figures/2025/", C)
        | tables("_figures/2025/_data/", C),
        [A, B, C],
        [A, B, C],
    ),
    "a checkout in _figures": Layout(
        figures("_figures/", C) | figures("_figures/_figures/", A) | tables("_figures/_data/", A),
        [A],
        [A],
    ),
    "beside the records of a checkout": Layout(
        figures("_figures/", A)
        | tables("_data/", A)
        | figures("_data/", B)
        | figures("docs/", C)
        | figures("", C)
        | tables("docs/", B),
        [A],
        [A],
    ),
    "a checkout of no records": Layout(
        figures("x/", A) | figures("y/", B) | {"y/_figures/image.png": "x"}, [A], []
    ),
    "records among tables": Layout(figures("_data/", A) | tables("_data/", A), [A], [A]),
    "hidden files and folders": Layout(
        figures("", A)
        | figures(".git/", B)
        | figures("x/.cache/y/", B)
        | figures(".", B)
        | tables(".", A, **OTHER)
        | tables(".hidden/_data/", B),
        [A],
        [],
    ),
    "what macOS adds": Layout(
        figures("_figures/", A)
        | tables("_data/", A)
        | figures("__MACOSX/_figures/", B)
        | figures("__MACOSX/", B)
        | figures("_figures/._", A)
        | tables("_data/._", A, **OTHER)
        | figures("_figures/__MACOSX/", C),
        [A],
        [A],
    ),
    "hidden _figures": Layout(
        figures("", A) | figures("._figures/", B) | {".x/_figures/a.png": "x"}, [A], []
    ),
    "names that are none of records": Layout(
        figures("", A)
        | {f"{name}.md": "x" for name in ("README", "readme", "Changelog", "CONTRIBUTING")}
        | {f"{name}.md": "x" for name in ("LICENSE", "CODE_OF_CONDUCT", "index", "404", "_draft")}
        | {"x.MD": "x", "md": "x", ".md": "x", "x.md.bak": "x", "_figures.md/x.txt": "x"},
        [A],
        [],
    ),
    "folders named like a record or a table": Layout(
        figures("x.md/", A) | tables("x.md/", A) | {f"x.md/{A}-diseases.tsv/x": "x"}, [A], [A]
    ),
    "tables without figures": Layout(
        figures("_figures/", A)
        | tables("_data/", A, B)
        | tables("", C)
        | {"_data/-genes.tsv": "x"},
        [A],
        [A],
        (
            orphan("_data/-genes.tsv"),
            orphan(f"_data/{B}-chemicals.tsv"),
            orphan(f"_data/{B}-genes.tsv"),
        ),
    ),
    "tables where no records are": Layout(
        figures("x/", A) | tables("x/_data/", A) | tables("y/", B) | tables("y/_data/", C),
        [A],
        [A],
    ),
    "names with dots, spaces and other letters": Layout(
        figures("a b/ü%20/", *ODD) | tables("a b/ü%20/", *ODD), sorted(ODD), sorted(ODD)
    ),
    "one name in several folders": Layout(
        figures("b/", A) | figures("a!/", A) | figures("a/x/", A) | tables("a/x/", A),
        [A],
        [A],
        tuple(
            f"{name}: figid: '{A}' is already the figid of another record: a/x/{A}.md"
            for name in (f"a!/{A}.md", f"b/{A}.md")
        ),
    ),
    "a record and a table that are too large": Layout(
        figures("", A)
        | tables("", A)
        | {f"{B}.md": LARGE, f"{A}-diseases.tsv": LARGE, f"_{B}.md": LARGE},
        [A],
        [A],
        (
            f"{A}-diseases.tsv: larger than 32 MiB: no table of this database",
            f"{B}.md: larger than 32 MiB: no record of this database",
        ),
    ),
    "faults in records and tables": Layout(
        figures("_figures/", A) | {f"_figures/{B}.md": b"x", f"_data/{A}-genes.tsv": b""},
        [A],
        [],
        (
            f"_data/{A}-genes.tsv: the table is empty: not even a header",
            f"_figures/{B}.md:1: there is no front matter: the first line is not '---'",
        ),
    ),
}


def upload(url: str, members: Members) -> str:
    place = folder_at(url)
    for name, data in members.items():
        with place.write(name) as file:
            file.write(data.encode() if isinstance(data, str) else data)
    return url


def packed(path: Path, data: bytes) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return str(path)


def dotted(members: Members) -> Members:
    """As ``tar -c .`` names them."""
    return {f"./{name}": data for name, data in members.items()}


CONTAINERS: dict[str, Callable[[Path, Members], str]] = {
    "tar": lambda folder, members: packed(folder / "a.tar", tar(members, "w")),
    "tar.gz": lambda folder, members: packed(folder / "a.tar.gz", tar(members)),
    "tar of .": lambda folder, members: packed(folder / "b.tar", tar(dotted(members), "w")),
    "zip": lambda folder, members: packed(folder / "a.zip", zipped(members)),
    "zip of .": lambda folder, members: packed(folder / "b.zip", zipped(dotted(members))),
    "memory": lambda folder, members: upload(f"memory://{folder.name}/top", members),
}


class Result(NamedTuple):
    rdf: bytes
    faults: list[str]


def result(path: str, out: Path) -> Result:
    """The RDF of what is there, and its faults without the path."""
    faults: list[str] = []
    export([path], out, Options(on_fault=lambda fault: faults.append(str(fault))))
    return Result(out.read_bytes(), [fault.replace(f"{path}/", "") for fault in faults])


def figures_with(rdf: bytes, words: str) -> list[str]:
    """The figures of which a line has that predicate and object."""
    found = re.findall(f"/figures/([^>]+)> {words} .$".encode(), rdf, re.MULTILINE)
    return sorted(unquote(figid.decode()) for figid in found)


@pytest.fixture
def here(tmp_path: Path) -> Callable[[Members], Result]:
    """The result of a folder of this machine."""
    return lambda members: result(str(samples.place(tmp_path / "in", members)), tmp_path / "in.nt")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_folder_gives_its_records_with_their_tables(
    name: str, here: Callable[[Members], Result]
) -> None:
    layout = LAYOUTS[name]
    rdf, faults = here(layout.members)
    assert figures_with(rdf, "<.*#type> <https://schema.org/ImageObject>") == layout.found
    assert figures_with(rdf, "<.*/mentions> <.*/ncbigene/3717>") == layout.with_tables
    assert b"TP53" not in rdf
    assert sorted(faults) == sorted(layout.faults)


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_names_give_the_same_whatever_holds_them(
    name: str, container: str, here: Callable[[Members], Result], tmp_path: Path
) -> None:
    members = LAYOUTS[name].members
    expected = here(members)
    for order in (members, dict(reversed(members.items()))):
        path = CONTAINERS[container](tmp_path, order)
        assert result(path, tmp_path / "there.nt") == expected


def test_a_bucket_gives_the_same(
    bucket: str, here: Callable[[Members], Result], tmp_path: Path
) -> None:
    everything = {
        f"{number}/{name}": data
        for number, layout in enumerate(LAYOUTS.values())
        for name, data in layout.members.items()
    }
    url = upload(f"{bucket}/{tmp_path.name}/top", everything)
    assert result(url, tmp_path / "there.nt") == here(everything)


PARTS = ["_figures", "_data", "x", ".h", "__MACOSX"]
FILES = [f"{A}.md", f"{B}.md", f"{A}-genes.tsv", f"{B}-genes.tsv", "README.md", "_x.md", "x.png"]


@pytest.mark.usefixtures("memory")
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(PARTS), max_size=3), st.sampled_from(FILES)),
        min_size=1,
        max_size=12,
        unique_by=str,
    )
)
@settings(max_examples=60)
def test_any_names_give_the_same_whatever_holds_them(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[list[str], str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    members: Members = {}
    for number, (parts, file) in enumerate(names):
        text: str | bytes = samples.record(file.removesuffix(".md"), caption=str(number))
        if file.endswith(".tsv"):
            text = samples.tables(genes=[{"word": str(number)}])["genes"]
        members["/".join([*parts, file])] = text
    found = []
    for lay_out in (lambda folder, members: str(samples.place(folder / "in", members)),
                    *CONTAINERS.values()):  # fmt: skip
        try:
            found.append(result(lay_out(folder, members), folder / "out.nt"))
        except UsageError as error:
            found.append(Result(b"", [str(error).rpartition(": ")[2]]))
    assert found == found[:1] * len(found)


# ---- single files --------------------------------------------------------------------------------


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    "name",
    [
        "a checkout",
        "a checkout without tables",
        "a checkout with tables in place",
        "a flat folder",
        "tables below",
        "tables below, and not in place",
        "tables beside",
        "tables beside, and not below or in place",
        "faults in records and tables",
    ],
)
def test_a_single_file_gives_the_same_as_its_folder(name: str, tmp_path: Path, site: Web) -> None:
    members = LAYOUTS[name].members
    record = next(member for member in members if member.endswith(f"{A}.md"))
    members = {member: data for member, data in members.items() if B not in member}
    place = str(samples.place(tmp_path / "in", members))
    expected = result(place, tmp_path / "in.nt")
    site.files = {
        f"/in/{name}": data.encode() if isinstance(data, str) else data
        for name, data in members.items()
    }
    url = upload("memory://one/in", members)
    for top in (place, url, f"{site.url}/in"):
        rdf, faults = result(f"{top}/{record}", tmp_path / "one.nt")
        assert (rdf, [f.replace(f"{top}/", "") for f in faults]) == expected


@pytest.mark.parametrize(
    ("folder", "path", "shown"),
    [
        ("", ".", "_data"),
        ("", "_figures", "_data"),
        ("", f"_figures/{A}.md", "_data"),
        ("_figures", ".", "../_data"),
        ("_figures", f"{A}.md", "../_data"),
        ("_figures", f"./{A}.md", "../_data"),
        ("_figures/x", "..", "../../_data"),
        ("_figures/x", f"../{A}.md", "../../_data"),
        ("_data", "../_figures", "../_data"),
    ],
)
def test_tables_beside_are_found_however_the_path_is_written(
    folder: str, path: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.place(tmp_path, figures("_figures/", A) | tables("_data/", A))
    (tmp_path / "_figures" / "x").mkdir()
    monkeypatch.chdir(tmp_path / folder)
    [raw] = raws(records([path], refuse))
    table = raw.table("genes")
    assert table is not None
    assert table[0] == f"{shown}/{A}-genes.tsv"
    assert Path(table[0]).exists()


def test_links_are_followed_but_in_no_circle(tmp_path: Path) -> None:
    samples.place(tmp_path, figures("in/b/", A) | tables("in/b/", A) | figures("out/", B))
    (tmp_path / "in" / "b" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "a").symlink_to("b")
    (tmp_path / "in" / "far").symlink_to(tmp_path / "out")
    (tmp_path / "in" / f"{C}.md").symlink_to(tmp_path / "out" / f"{B}.md")
    found = records([tmp_path / "in"], refuse)
    assert [raw.source.removeprefix(f"{tmp_path}/in/") for raw in raws(found)] == [
        f"a/{A}.md",  # not b/: the first path of a folder counts
        f"far/{B}.md",
        f"{C}.md",
    ]


def test_a_record_that_vanished_from_its_zip_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{A}.md": "a", f"{B}.md": "b"}))
    entries = pickle.dumps(records([path], refuse))
    path.write_bytes(zipped({f"{B}.md": "B"}))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        (none, faults), (raw, _) = pool.map(load, pickle.loads(entries))
    assert none is None
    assert [str(fault) for fault in faults] == [
        f"{path}/{A}.md: cannot be read: No such file or directory"
    ]
    assert raw is not None
    assert raw[2] == b"B"


@pytest.mark.parametrize("name", ["a.tar", "a.zip"])
def test_of_a_member_that_stands_twice_the_first_is_read(name: str, tmp_path: Path) -> None:
    data = zipped({"a.md": "first", "b.md": "last"}).replace(b"b.md", b"a.md")
    if name == "a.tar":
        file = BytesIO()
        with tarfile.open(fileobj=file, mode="w") as archive:
            for content in (b"first", b"last"):
                info = tarfile.TarInfo("a.md")
                info.size = len(content)
                archive.addfile(info, BytesIO(content))
        data = file.getvalue()
    faults: list[Fault] = []
    found = records([packed(tmp_path / name, data)], faults.append)
    assert [raw.data for raw in raws(found)] == [b"first"]
    assert [str(fault) for fault in faults] == [f"{tmp_path}/{name}/a.md: is in the archive twice"]


def test_a_member_of_a_very_long_name_takes_no_memory(tmp_path: Path) -> None:
    name = "a/" * 30_000 + "x.md"
    (tmp_path / "a.zip").write_bytes(zipped({name: "x", f"{A}.md": "x"}))
    faults: list[Fault] = []
    tracemalloc.start()
    found = records([tmp_path / "a.zip"], faults.append)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [entry.stem for entry in found] == [A]
    assert [fault.message for fault in faults] == ["its name is longer than 4,096 characters"]
    assert peak < 10e6
