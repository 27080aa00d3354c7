"""What tests may not be: assertions that cannot fail, helpers by accident."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from helpers.running import TESTS


@cache
def trees() -> dict[Path, ast.Module]:
    return {
        path.relative_to(TESTS): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(TESTS.rglob("*.py"))
    }


def places(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path}:{getattr(node, 'lineno', 0)}", node


def names(node: ast.AST) -> set[str]:
    """The names and attributes in an expression."""
    found = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return found | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def test_no_test_takes_any_exception_for_the_expected_one() -> None:
    wrong = [
        place
        for place, node in places(ast.Call)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises"
        if node.args and {"Exception", "BaseException"} & names(node.args[0])
    ]
    assert wrong == []


def test_no_test_allows_more_than_one_exit_code() -> None:
    wrong = [
        place
        for place, node in places(ast.Compare)
        if isinstance(node, ast.Compare) and {"code", "returncode"} & names(node.left)
        if any(isinstance(operator, ast.In) for operator in node.ops)
    ]
    assert wrong == []


def test_nothing_is_imported_from_conftest_or_around_the_helpers() -> None:
    wrong = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            found = []
            if isinstance(node, ast.ImportFrom):
                found = [node.module or ""]
            elif isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            for name in found:
                top = name.partition(".")[0]
                if top == "conftest" or (top == "benchmarks" and path.parts[0] != "helpers"):
                    wrong.append(f"{path}: {name}")
    assert wrong == []
