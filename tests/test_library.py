"""The package as a library: what is public, what importing it costs."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pfocr_rdf

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


def test_every_export_list_is_exact() -> None:
    names = [found.name for found in pkgutil.walk_packages(pfocr_rdf.__path__, "pfocr_rdf.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    exported = [(module, name) for module in modules for name in getattr(module, "__all__", ())]
    assert len(exported) > 30
    assert [pair for pair in exported if not hasattr(*pair)] == []


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


@pytest.mark.speed
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
