"""Which way imports point, between the wings and inside the large ones, and what stands where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pfocr_rdf

PACKAGE = Path(pfocr_rdf.__file__).parent

FLOORS = (
    {"errors", "messages", "version", "resources"},
    {"files", "parallel"},
    {"rdf"},
    {"records", "counts"},
    {"mapping", "sources"},
    {"convert"},
    {"stats", "validation", "store"},
    {"queries"},
    {"release"},
    {"cli"},
)
"""From the ground up. A wing imports from floors below its own, and from no neighbour."""

INSIDE: dict[str, tuple[set[str], ...]] = {
    "counts": (
        {"fingerprints", "lines"},
        {"counters"},
        {"tally"},
        {"statistics_file", "void_numbers"},
    ),
    "files": (
        {"compression", "typed_json"},
        {"local", "location"},
        {"filesystems"},
        {"remote_file"},
        {"folders", "output"},
    ),
    "rdf": (
        {"namespaces"},
        {"terms"},
        {"vocabulary", "ntriples"},
        {"curies", "linksets"},
        {"jsonld"},
        {"writer"},
        {"formats"},
        {"reading"},
    ),
    "records": (
        {"model", "tables", "yaml_exact"},
        {"raw", "yaml_fast"},
        {"frontmatter", "rows"},
        {"layouts"},
        {"reader"},
    ),
    "mapping": ({"descriptions", "figures", "mentions", "organisms"}, {"shared"}, {"mapper"}),
    "convert": (
        {"deduplication", "figures", "graph"},
        {"api", "converter"},
        {"chunks"},
        {"export"},
    ),
    "cli": (
        {"app", "options"},
        {"diff", "export", "load", "ontology", "query"}
        | {"release", "shapes", "stats", "validate", "verify"},
        {"commands"},
    ),
    "release": (
        {"findings", "inputs", "layout", "recipe", "shared_lines"},
        {"manifest", "shard_validator"},
        {"figids", "guard", "index", "members", "options"},
        {"describe", "reuse"},
        {"folder", "small_files"},
        {"parts", "shards"},
        {"new_manifest"},
        {"build"},
        {"diff", "verify"},
    ),
    "stats": (
        {"display", "statistics"},
        {"gather", "sections"},
        {"charts", "terminal"},
        {"html"},
    ),
    "validation": (
        {"graphs", "results", "shape_files"},
        {"batches", "pyshacl_engine", "rdf_input", "shapes"},
        {"describe", "engines", "guards"},
        {"worker"},
        {"run"},
        {"reports"},
    ),
    "sources": (
        {"names", "spool"},
        {"entries"},
        {"folders", "listing"},
        {"members"},
        {"tars", "zips"},
        {"archives"},
        {"remote"},
    ),
    "store": ({"folder", "http"}, {"embedded"}),
    "queries": (
        {"sources"},
        {"names", "results"},
        {"parameters"},
        {"catalog"},
        {"child", "sib_examples"},
    ),
    "parallel": ({"worker"}, {"executors"}, {"dask"}, {"runner"}),
}
"""Wing → its modules, from the ground up."""


@cache
def modules() -> dict[str, ast.Module]:
    """Module (``release.build``; a package's own is ``release.__init__``) → its code."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules of the package that a module imports when it runs."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped.update(child for statement in node.body for child in ast.walk(statement))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, ast.unparse(node)
            source = node.module or ""
            if source.partition(".")[0] == "pfocr_rdf":
                for alias in node.names:
                    full = f"{source}.{alias.name}".removeprefix("pfocr_rdf.")
                    yield _module(full) or _module(full.rpartition(".")[0]) or ""
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("pfocr_rdf."):
                    yield _module(alias.name.removeprefix("pfocr_rdf.")) or ""


def _module(name: str) -> str | None:
    for candidate in (name, f"{name}.__init__" if name else "__init__"):
        if candidate in modules():
            return candidate
    return None


@cache
def graph() -> dict[str, set[str]]:
    """Module → the modules that it imports."""
    return {name: {*imported(tree)} - {name, ""} for name, tree in modules().items()}


def wing(module: str) -> str:
    return module.partition(".")[0]


def test_the_root_holds_the_wings_and_little_else() -> None:
    names = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    files = {f"{name}.py" for name in ("__init__", "__main__", *FLOORS[0])}
    folders = {name for floor in FLOORS[1:] for name in floor}
    assert names == files | folders | {"data", "py.typed"}


def test_every_wing_says_what_lives_there() -> None:
    for floor in FLOORS[1:]:
        for name in floor:
            assert ast.get_docstring(modules()[f"{name}.__init__"]), name


def test_imports_point_down_from_wing_to_wing() -> None:
    rank = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    wrong = [
        f"{module} imports {name}"
        for module, names in graph().items()
        for name in sorted(names)
        if wing(module) in rank and wing(module) != wing(name)
        if rank.get(wing(name), 99) >= rank[wing(module)]
    ]
    assert wrong == []


def test_the_order_inside_every_wing_is_held() -> None:
    assert {*INSIDE} == {name for floor in FLOORS[1:] for name in floor}


@pytest.mark.parametrize("name", sorted(INSIDE))
def test_imports_point_down_inside_a_wing(name: str) -> None:
    rank = {module: number for number, floor in enumerate(INSIDE[name]) for module in floor}
    found = graph()

    def part(module: str) -> str:
        return module.split(".")[1]

    here = [module for module in found if wing(module) == name and part(module) != "__init__"]
    assert {part(module) for module in here} == {*rank}
    wrong = [
        f"{module} imports {other}"
        for module in here
        for other in sorted(found[module])
        if other in here and part(other) != part(module)
        if rank[part(other)] >= rank[part(module)]
    ]
    assert wrong == []


def test_imports_make_no_circle() -> None:
    found = graph()
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for name in sorted(found[module]):
                visit(name, (*path, module))
            done.add(module)

    for module in found:
        visit(module, ())


def test_the_mapping_alone_knows_both_figures_and_terms() -> None:
    below = {name for floor in FLOORS[:6] for name in floor} - {"convert"}
    knows_both = {
        wing(module)
        for module, names in graph().items()
        if wing(module) in below and {"records.model", "rdf.terms"} <= names
    }
    assert knows_both == {"mapping"}


def test_no_module_but_the_command_line_prints_or_exits() -> None:
    for module, tree in modules().items():
        if wing(module) in ("cli", "__main__"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "exit", "sys.exit", "logging.basicConfig"), module


def test_modules_are_small() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path


def test_an_import_inside_a_function_says_why() -> None:
    """In a comment on the line of the first of several, or on the line before."""
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = ["", *text.splitlines()]
        for first in _late_imports(ast.parse(text)):
            above = lines[first - 1].strip()
            if "  # " not in lines[first] and not above.startswith("# "):
                wrong.append(f"{path.relative_to(PACKAGE)}:{first}: {lines[first].strip()}")
    assert wrong == []


def _late_imports(tree: ast.Module) -> set[int]:
    """The lines of imports inside functions; of several together, the first one's."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
                together = False
                for statement in body if isinstance(body, list) else ():
                    late = isinstance(statement, ast.Import | ast.ImportFrom)
                    if late and not together:
                        found.add(statement.lineno)
                    together = late
    return found
