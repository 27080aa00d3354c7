"""Groups of tests that a usual run leaves for CI, and the line at its end that names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

GROUPS = {
    "buckets": "an S3 server",
    "charts": "pages with charts (vl-convert)",
    "cluster": "a Dask cluster, and workers that die",
    "corpora": "large corpora, each record of them",
    "damage": "every file of a release damaged, cut and removed, one after the other",
    "engines": "every mutant by other SHACL engines",
    "kills": "runs that are killed or interrupted at many places",
    "ncbi": "all of NCBI's names of organisms (taxoniq)",
    "parsers": "our files read by programs in Java, JavaScript and C",
    "processes": "the same bytes again: other numbers of processes, other seeds, all syntaxes",
    "servers": "real triple stores: Oxigraph's server, Virtuoso",
    "speed": "how long something takes",
}
"""Marker → what its tests need or do."""

FIXTURES = {
    "bucket": "buckets",
    "cluster": "cluster",
    "ncbi": "ncbi",
    "oxigraph": "servers",
    "virtuoso": "servers",
}
"""Fixture → the group of each test that takes it."""

LIBRARIES = {"charts": "vl_convert", "cluster": "distributed", "ncbi": "taxoniq"}
"""Group → the library without which its tests are skipped."""

_LEFT = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the groups that are left for CI, too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT] = Counter()
    for name, what in GROUPS.items():
        config.addinivalue_line("markers", f"{name}: left for CI: {what}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for name in FIXTURES.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(FIXTURES[name])
        for name in LIBRARIES.keys() & {mark.name for mark in item.iter_markers()}:
            if find_spec(LIBRARIES[name]) is None:
                item.add_marker(pytest.mark.skip(f"{LIBRARIES[name]} is not installed"))
    if config.option.all or config.option.markexpr:
        return
    left = {item: group for item in items if (group := _group(item))}
    config.stash[_LEFT].update(left.values())
    config.hook.pytest_deselected(items=[*left])
    items[:] = [item for item in items if item not in left]


def _group(item: pytest.Item) -> str | None:
    return next((mark.name for mark in item.iter_markers() if mark.name in GROUPS), None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # a worker of xdist hands its counts to the process that reports
        left: Counter[str] = session.config.stash[_LEFT]
        output["left"] = dict(left)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    left: Counter[str] = node.config.stash[_LEFT]
    left |= Counter(getattr(node, "workeroutput", {}).get("left", {}))  # all collect the same


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left = terminalreporter.config.stash[_LEFT]
    if not left:
        return
    terminalreporter.section(f"{left.total()} tests left for CI (run them with --all)")
    for line in _lines(left):
        terminalreporter.write_line(line)


def _lines(left: Counter[str]) -> Iterator[str]:
    for name, count in sorted(left.items()):
        yield f"{name:8} {count:4}  {GROUPS[name]}"
