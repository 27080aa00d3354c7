"""Loading into the embedded store: an Oxigraph database that is asked without a server.

Each record has a named graph, and what several figures share has one, the dataset's. A load
replaces the graphs of the records that it brings and adds to all others. Triples that come without
graphs (Turtle, N-Triples) go into the graph of the record whose figure their subject belongs to.
"""

import gc
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from pfocr_rdf.errors import Fault, InputError, StoreError, UsageError
from pfocr_rdf.files.location import Location
from pfocr_rdf.messages import one_line
from pfocr_rdf.rdf.formats import FORMATS
from pfocr_rdf.rdf.namespaces import SITE, schema
from pfocr_rdf.rdf.reading import RdfFile
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.store.folder import StoreFolder

_FIGURE = re.compile(re.escape(SITE) + r"figures/([^#?]+)")
_DATASET = ox.NamedNode(DATASET)
_BASED_ON = ox.NamedNode(schema.isBasedOn)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: the numbers of records that it added and replaced, of records in the store
    now, and of triples before and now.
    """

    added: int
    replaced: int
    records: int
    triples_before: int
    triples: int


class _Input(NamedTuple):
    """What is loaded, and how."""

    paths: list[str]
    on_fault: Callable[[Fault], None]
    progress: Callable[[int, int], None] = lambda done, total: None
    graph: IRI | None = None


def open_data(paths: Iterable[str | Path], *, on_fault: Callable[[Fault], None]) -> ox.Store:
    """A store in memory with the records and RDF files under ``paths``."""
    store = ox.Store()
    with tempfile.TemporaryDirectory(prefix="pfocr-rdf-") as folder:
        _fill(store, _Input([*map(str, paths)], on_fault), Path(folder) / "load.nq")
    return store


def load(
    paths: Iterable[str | Path],
    target: str | Path,
    *,
    graph: IRI | None = None,
    optimize: bool = True,
    on_fault: Callable[[Fault], None] = lambda fault: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> LoadReport:
    """Load records and RDF files into the store at ``target``, which is made where there is none.

    ``graph`` is the named graph for triples of files that have none. ``optimize`` sorts the
    database afterwards, which takes some time and makes queries several times faster. Raises
    StoreError where the store cannot be used, InputError for a file that cannot be read; then the
    store is as it was.
    """
    folder = StoreFolder(target)
    if folder.is_oxigraphs:
        raise StoreError(f"{target}: is a store of Oxigraph's own: name a new folder")
    folder.current()
    made = not folder.path.exists()
    if made and not folder.path.absolute().parent.is_dir():
        raise StoreError(f"{target}: there is no folder {folder.path.absolute().parent}")
    source = _Input([*map(str, paths)], on_fault, progress, graph)
    for text in source.paths:
        path = Location.parse(text).path
        if text != "-" and path is not None and not path.exists():
            raise UsageError(f"{text}: no such file or folder")
    try:
        folder.path.mkdir(exist_ok=True)
        with folder.locked():
            before = folder.current()
            folder.remove_leftovers(before)
            try:
                return _load(source, folder, before, optimize=optimize)
            finally:
                gc.collect()  # closes databases, which cannot be removed before
                folder.remove_leftovers(before)
    except OSError as error:
        raise StoreError(f"{target}: cannot be loaded: {one_line(error)}") from None
    finally:
        if made and not (folder.path / "store.json").exists():
            shutil.rmtree(folder.path, ignore_errors=True)


def _load(
    source: _Input, folder: StoreFolder, before: Path | None, *, optimize: bool
) -> LoadReport:
    number = 0 if before is None else int(before.name.removeprefix("data-"))
    database = folder.path / f"data-{number + 1}"
    store = ox.Store(database)
    _fill(store, source, folder.path / f"load-{os.getpid()}.nq")
    new = _records_of(store)
    old: set[str] = set()
    triples_before = 0
    if before is not None:
        old_store = folder.open(before)
        triples_before = len(old_store)
        old = _records_of(old_store)
        if 4 * len(new) < len(old):
            database = folder.path / f"data-{number + 2}"
            store = _copy_with(store, old_store, new & old, database)
        else:
            store.bulk_extend(_unreplaced(old_store, new & old))
        del old_store
    store.flush()
    if optimize:
        store.optimize()
    triples = len(store)
    del store
    gc.collect()  # closes the databases
    folder.make_current(database)
    return LoadReport(len(new - old), len(new & old), len(new | old), triples_before, triples)


def _records_of(store: ox.Store) -> set[str]:
    """The named graphs that are a record's."""
    return {graph.value for graph in store.named_graphs() if _FIGURE.match(graph.value)}


def _unreplaced(old: ox.Store, replaced: set[str]) -> Iterator[ox.Quad]:
    for graph in old.named_graphs():
        if graph.value not in replaced:
            yield from old.quads_for_pattern(None, None, None, graph)
    yield from old.quads_for_pattern(None, None, None, ox.DefaultGraph())


def _copy_with(new: ox.Store, old: ox.Store, replaced: set[str], place: Path) -> ox.Store:
    """A copy of the old store (of links to its files) with the graphs of the new one."""
    old.backup(place)
    store = ox.Store(place)
    for graph in sorted(replaced):
        store.remove_graph(ox.NamedNode(graph))
    store.bulk_extend(new)
    return store


# ---- reading what is loaded ----------------------------------------------------------------------


def _fill(store: ox.Store, source: _Input, temporary: Path) -> None:
    """Load records and RDF files into a store; records by way of a file of N-Quads."""
    files = []
    records = []
    for path in source.paths:
        if (file := RdfFile.find(path)) is not None:
            files.append(file)
        elif Path(path).is_dir() and (inside := list(_rdf_in(Path(path)))):
            if next(Path(path).rglob("*.md"), None) is not None:
                raise UsageError(f"{path}: holds records and RDF files: name the ones to load")
            files += inside
        else:
            records.append(path)
    if records:
        from pfocr_rdf.convert.export import ExportOptions, export  # slow to import

        options = ExportOptions(
            format=FORMATS["nq"],
            graph=source.graph,
            on_fault=source.on_fault,
            progress=source.progress,
        )
        try:
            export(records, temporary, options)
            store.bulk_load(path=temporary, format=ox.RdfFormat.N_QUADS, lenient=True)
        finally:
            temporary.unlink(missing_ok=True)
    for file in files:
        _read(store, file, source.graph)


def _rdf_in(folder: Path) -> Iterator[RdfFile]:
    """The RDF files right inside a folder, such as the shards of a release."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and (file := RdfFile.find(path)) is not None:
            yield file


def _read(store: ox.Store, file: RdfFile, graph: IRI | None) -> None:
    form, path = file.format, file.location.path
    syntax = ox.RdfFormat.from_media_type(form.media_type)
    try:
        with file.open() as (stream, _):
            if graph is not None or not form.graphs:
                store.bulk_extend(_placed(ox.parse(stream, syntax), file, graph))
            elif path is not None and file.location.compression is None:
                store.bulk_load(path=path, format=syntax)  # in parallel
            else:
                store.bulk_load(stream, syntax)
    except SyntaxError as error:
        raise InputError(f"{file.shown}: is not {form.title}: {one_line(error)}") from None
    except ValueError as error:
        raise InputError(f"{file.shown}: cannot be read: {one_line(error)}") from None


def _placed(quads: Iterable[ox.Quad], file: RdfFile, graph: IRI | None) -> Iterator[ox.Quad]:
    """The quads, each in a named graph."""
    one = None if graph is None else ox.NamedNode(graph)
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            place = one or _graph_of(quad)
            yield ox.Quad(quad.subject, quad.predicate, quad.object, place)
        elif one is None:
            yield quad
        else:
            raise UsageError(f"{file.shown}: has named graphs of its own: leave out --graph")


def _graph_of(quad: ox.Quad) -> ox.NamedNode:
    """The graph of the record that a triple belongs to, or the dataset's."""
    about = quad.object if quad.predicate == _BASED_ON else quad.subject
    found = _FIGURE.match(about.value) if isinstance(about, ox.NamedNode) else None
    if found is None:
        return _DATASET
    return _record_graph(found[1].removesuffix(".html"))


@lru_cache(1000)
def _record_graph(figid: str) -> ox.NamedNode:
    return ox.NamedNode(f"{SITE}figures/{figid}.html")
