"""The package as a library: what is public, what importing it costs, which way imports point."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import time
from pathlib import Path

import pytest
import samples

import pfocr_rdf
from pfocr_rdf import (
    Fault,
    Figure,
    RecordError,
    UsageError,
    read_figure,
    read_figures,
    triples,
    write,
)

PACKAGE = Path(pfocr_rdf.__file__).parent

PUBLIC = {
    "Fault", "Figure", "FormatError", "Literal", "Mention", "Options", "OutputError", "PfocrError",
    "RecordError", "Reference", "Summary", "UsageError", "export", "read_figure", "read_figures",
    "to_graph", "triples", "write",
}  # fmt: skip

# ---- what is public ------------------------------------------------------------------------------


def test_the_public_names_are_exactly_these() -> None:
    """Whoever adds one adds it here, to the docs and to the changelog."""
    assert set(pfocr_rdf.__all__) == PUBLIC
    assert pfocr_rdf.__all__ == sorted(pfocr_rdf.__all__)
    assert set(dir(pfocr_rdf)) >= PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_is_there_and_documented(name: str) -> None:
    thing = getattr(pfocr_rdf, name)
    assert inspect.getdoc(thing)
    if name not in ("Literal", "Fault"):
        assert thing.__module__.startswith("pfocr_rdf.")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        pfocr_rdf.nothing  # noqa: B018


def test_every_modules_export_list_is_exact() -> None:
    for path in PACKAGE.glob("*.py"):
        if path.stem.startswith("__"):
            continue
        module = importlib.import_module(f"pfocr_rdf.{path.stem}")
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{path.stem}.{name}"


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_every_function_is_annotated() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.returns is not None, f"{path.name}:{node.lineno} {node.name}"


# ---- what importing costs ------------------------------------------------------------------------

HEAVY = {"rdflib", "pyshacl", "pyoxigraph", "yaml", "backports"}


def loaded_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_no_library() -> None:
    loaded = loaded_after("import pfocr_rdf")
    assert not loaded & {*HEAVY, "typer", "rich"}


def test_importing_leaves_signals_alone() -> None:
    program = (
        "import signal\nbefore = [*map(signal.getsignal, signal.Signals)]\n"
        "import pfocr_rdf.cli.commands\n"
        "assert before == [*map(signal.getsignal, signal.Signals)]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_help_loads_neither_rdflib_nor_pyshacl() -> None:
    code = (
        "import pfocr_rdf.cli\nsys.argv = ['pfocr-rdf', '--help']\n"
        "try:\n    pfocr_rdf.cli.main()\nexcept SystemExit:\n    pass"
    )
    assert not loaded_after(code) & {"rdflib", "pyshacl"}


def test_an_export_loads_neither_rdflib_nor_pyshacl(own: Path) -> None:
    code = f"import pfocr_rdf\npfocr_rdf.export([{str(own)!r}], {str(own / 'out.nq')!r})"
    assert not loaded_after(code) & {"rdflib", "pyshacl"}


@pytest.mark.parametrize(
    "command",
    [["-c", "import pfocr_rdf"], ["-m", "pfocr_rdf", "--help"], ["-m", "pfocr_rdf", "--version"]],
    ids=["import", "--help", "--version"],
)
def test_starting_takes_less_than_0_3_seconds(command: list[str]) -> None:
    best = 10.0
    for _ in range(40):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
        if best < 0.3:
            return
        time.sleep(0.2)  # something else may be busy
    raise AssertionError(f"the best of several starts took {best:.2f} s")


# ---- which way imports point ---------------------------------------------------------------------

LAYERS = (
    {"errors", "namespaces", "zstd", "exact_yaml"},
    {"terms", "resources", "compression", "emitted_yaml"},
    {"model", "vocabulary", "curies", "wording", "organisms", "frontmatter", "tables"},
    {"lines", "writer", "jsonld", "formats", "output", "linksets", "places", "rdf_files"},
    {"records", "rows", "layouts", "reader", "mapping", "graph", "sources"},
    {"api", "pipeline"},
    {"cli"},
)
"""From the bottom to the top. A module that is not named here is one of the layer below ``cli``."""
RANK = {module: rank for rank, layer in enumerate(LAYERS) for module in layer}


def imports() -> dict[str, set[str]]:
    """Module (or folder) → those of the package that it imports when it runs."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        module = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if module.startswith("__"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                node.body = []
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: a relative import"
                source = node.module or ""
                names = (
                    [f"pfocr_rdf.{alias.name}" for alias in node.names]
                    if source == "pfocr_rdf"
                    else [source]
                )
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                parts = name.split(".")
                if parts[0] == "pfocr_rdf" and len(parts) > 1 and parts[1] != "__version__":
                    found.setdefault(module, set()).add(parts[1])
    return {module: names - {module} for module, names in found.items()}


def test_imports_point_from_the_top_layer_down() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, names in imports().items()
        for name in sorted(names)
        if RANK.get(name, RANK["pipeline"]) > RANK.get(module, RANK["pipeline"])
    ]
    assert wrong == []


def test_imports_make_no_circle() -> None:
    graph = imports()
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for name in sorted(graph.get(module, ())):
                visit(name, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_mapping_alone_knows_both_figures_and_terms() -> None:
    graph = imports()
    knows_both = {
        module
        for module in RANK
        if RANK[module] < RANK["api"] and {"model", "terms"} <= graph.get(module, set())
    }
    assert knows_both == {"mapping", "graph"}  # the graph's adapter takes figures and calls it


def test_no_module_but_the_command_line_prints_or_exits() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in ("cli", "__main__.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "exit", "sys.exit", "logging.basicConfig"), path


def test_modules_are_small() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 800, path


# ---- what the functions do -----------------------------------------------------------------------


def test_figures_are_read_from_paths_in_the_order_of_their_names(own: Path) -> None:
    found = [figure.figid for figure in read_figures(own)]
    assert found == sorted(found)
    assert len(found) == 4
    assert [
        f.figid for f in read_figures(*sorted((own / "_figures").iterdir(), reverse=True))
    ] == found


def test_faults_raise_together_or_go_to_the_caller(tmp_path: Path) -> None:
    samples.place(
        tmp_path,
        {
            "a.md": samples.record("a", year="x", pmcid="PMC1", wpid="x"),
            "b.md": samples.record("b"),
        },
    )
    with pytest.raises(RecordError) as caught:
        list(read_figures(tmp_path))
    assert [fault.field for fault in caught.value.faults] == ["year", "wpid"]
    faults: list[Fault] = []
    assert [figure.figid for figure in read_figures(tmp_path, on_fault=faults.append)] == ["a", "b"]
    assert len(faults) == 2


def test_a_missing_path_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        list(read_figures(tmp_path / "none"))


@pytest.mark.parametrize(
    "name", ["a.nt", "a.nq", "a.ttl", "a.trig", "a.jsonld", "a.rdf", "a.nt.gz"]
)
def test_writing_gives_the_number_of_triples(tmp_path: Path, name: str) -> None:
    figure = read_figure(samples.record(pmcid="PMC1", figtitle="T"))
    assert write(figure, tmp_path / name) == len(list(triples(figure)))
    assert (tmp_path / name).stat().st_size > 100


def test_writing_several_figures_describes_what_they_share_once(own: Path, tmp_path: Path) -> None:
    figures = list(read_figures(own))
    count = write(figures, tmp_path / "a.nt")
    found = (tmp_path / "a.nt").read_text(encoding="utf-8").splitlines()
    assert len(found) == len(set(found)) == count
    assert count == len({triple for figure in figures for triple in triples(figure)})


def test_a_graph_holds_what_the_triples_say(own: Path) -> None:
    figures = list(read_figures(own))
    graph = pfocr_rdf.to_graph(figures)
    assert len(graph) == len({triple for figure in figures for triple in triples(figure)})
    assert len(pfocr_rdf.to_graph(figures[0])) == len(set(triples(figures[0])))
    assert str(dict(graph.namespaces())["schema"]) == "https://schema.org/"


def test_a_figure_is_a_frozen_value() -> None:
    figure = Figure(figid="a")
    assert figure == Figure(figid="a")
    with pytest.raises(AttributeError):
        figure.figid = "b"  # type: ignore[misc]
