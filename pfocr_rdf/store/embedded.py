"""The embedded store: a folder with an Oxigraph database, asked without a server.

In the folder, ``store.json`` names the database that counts, ``data-N``. A load never touches it:
it makes ``data-N+1`` beside it, and its last step is to replace ``store.json``, which either
happens or does not. So a load that is ended, at whatever point, leaves the store as it was, readers
are never disturbed, and the next load clears away what was left over. The database before stays
until then, for those who still read it.

Each record has a named graph, and what several figures share has one, the dataset's. A load
replaces the records' graphs that it brings and adds to all others. Triples that come without graphs
(Turtle, N-Triples) are given the graph of the record whose figure their subject belongs to.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from pfocr_rdf.errors import Fault, InputError, StoreError, UsageError
from pfocr_rdf.files.compression import compression_of
from pfocr_rdf.files.folders import is_url
from pfocr_rdf.messages import one_line
from pfocr_rdf.rdf.formats import FORMATS, Format, format_of_path
from pfocr_rdf.rdf.namespaces import SITE, schema
from pfocr_rdf.rdf.reading import is_rdf, open_rdf
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import DATASET

__all__ = ["Report", "load", "open_data", "open_store"]

VERSION = 1
_KIND = "pfocr-rdf store"
_OURS = re.compile(r"data-\d+|store\.json(\.\d+)?|lock|load-\d+\.nq")
_FIGURE = re.compile(re.escape(SITE) + r"figures/([^#?]+)")
_DATASET = ox.NamedNode(DATASET)
_BASED_ON = ox.NamedNode(schema.isBasedOn)


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did: graphs of records that are new and that took the place of others, and how
    many records and triples there were before and are now.
    """

    added: int
    replaced: int
    records: int
    triples_before: int
    triples: int


# ---- opening -------------------------------------------------------------------------------------


def open_store(path: str | Path) -> ox.Store:
    """Open a store to read; several processes can at once, and while it is loaded into.

    A folder of Oxigraph's own is taken too. Raises StoreError where there is no store.
    """
    folder = Path(path)
    if (folder / "CURRENT").is_file():
        return _opened(folder, folder)
    current = _current(folder)
    if current is None:
        if not folder.is_dir():
            raise StoreError(f"{path}: there is no such store; 'pfocr-rdf load' makes one")
        raise StoreError(f"{path}: the store is empty; load something into it first")
    return _opened(folder, current)


def _opened(shown: Path, database: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(database))
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"{shown}: the database cannot be opened: {one_line(error)}") from None


def _current(folder: Path) -> Path | None:
    """The database that counts; ``None`` where there is none yet. Raises StoreError for a folder
    that is no store, or another version's.
    """
    index = folder / "store.json"
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file, not a store")
    try:
        found = json.loads(index.read_text(encoding="utf-8"))
        kind, version, name = found["kind"], found["version"], found["database"]
    except FileNotFoundError:
        if folder.is_dir():
            others = [p.name for p in folder.iterdir() if not _OURS.fullmatch(p.name)]
            if others:
                raise StoreError(
                    f"{folder}: is a folder, but no store (it holds {min(others)})"
                ) from None
        return None
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{folder}: is no store: its store.json cannot be read") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot be read: {error.strerror or error}") from None
    if kind != _KIND or not re.fullmatch(r"data-\d+", str(name)):
        raise StoreError(f"{folder}: is no store: its store.json is something else's")
    if version != VERSION:
        raise StoreError(
            f"{folder}: is a store of version {version}, and this program reads version {VERSION}: "
            "load again, into a new folder"
        )
    database = folder / str(name)
    if not database.is_dir():
        raise StoreError(f"{folder}: its database {name} is missing: load again")
    return database


def open_data(paths: Iterable[str | Path], *, on_fault: Callable[[Fault], None]) -> ox.Store:
    """A store in memory with the records and RDF files under ``paths``."""
    store = ox.Store()
    with tempfile.TemporaryDirectory(prefix="pfocr-rdf-") as folder:
        _fill(store, [str(p) for p in paths], Path(folder) / "load-0.nq", None, on_fault, _nowhere)
    return store


def _nowhere(done: int, total: int) -> None:
    pass


# ---- loading -------------------------------------------------------------------------------------


def load(
    paths: Iterable[str | Path],
    target: str | Path,
    *,
    graph: IRI | None = None,
    optimize: bool = True,
    on_fault: Callable[[Fault], None] = lambda fault: None,
    progress: Callable[[int, int], None] = _nowhere,
) -> Report:
    """Load records and RDF files into the store at ``target``, which is made where there is none.

    ``graph`` is the named graph for triples of files that have none. ``optimize`` sorts the
    database afterwards, which takes some time and makes queries several times faster. Raises
    StoreError where the store cannot be used, InputError for a file that cannot be read; then the
    store is as it was.
    """
    folder = Path(target)
    if (folder / "CURRENT").is_file():
        raise StoreError(f"{target}: is a store of Oxigraph's own: give a new folder")
    _current(folder)
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise StoreError(f"{target}: there is no folder {folder.absolute().parent}")
    texts = [str(path) for path in paths]
    for text in texts:
        if text != "-" and not is_url(text) and not Path(text).exists():
            raise UsageError(f"{text}: no such file or folder")
    try:
        made = not folder.exists()
        folder.mkdir(exist_ok=True)
        with _locked(folder):
            before = _current(folder)
            try:
                return _load(texts, folder, before, graph, optimize, on_fault, progress)
            finally:
                gc.collect()
                _clear(folder, keep=before)
    except OSError as error:
        raise StoreError(f"{target}: cannot be loaded: {one_line(error)}") from None
    finally:
        if made and not (folder / "store.json").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _load(
    paths: list[str],
    folder: Path,
    before: Path | None,
    graph: IRI | None,
    optimize: bool,
    on_fault: Callable[[Fault], None],
    progress: Callable[[int, int], None],
) -> Report:
    number = 0 if before is None else int(before.name.removeprefix("data-"))
    _clear(folder, keep=before)
    place = folder / f"data-{number + 1}"
    store = ox.Store(place)
    _fill(store, paths, folder / f"load-{os.getpid()}.nq", graph, on_fault, progress)
    new = _records_of(store)
    old: set[str] = set()
    triples_before = 0
    if before is not None:
        with_old = _opened(folder, before)
        triples_before = len(with_old)
        old = _records_of(with_old)
        if 4 * len(new) < len(old):
            place = folder / f"data-{number + 2}"
            store = _extended(with_old, store, new & old, place)
        else:
            store.bulk_extend(_kept(with_old, new & old))
        del with_old
    records = len(new | old)
    store.flush()
    if optimize:
        store.optimize()
    triples = len(store)
    del store
    gc.collect()
    _point(folder, place)
    return Report(len(new - old), len(new & old), records, triples_before, triples)


def _records_of(store: ox.Store) -> set[str]:
    """The named graphs that are a record's."""
    return {graph.value for graph in store.named_graphs() if _FIGURE.match(graph.value)}


def _default_quads(store: ox.Store) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.DefaultGraph())


def _kept(old: ox.Store, replaced: set[str]) -> Iterator[ox.Quad]:
    """What a load leaves in place."""
    for graph in old.named_graphs():
        if graph.value not in replaced:
            yield from old.quads_for_pattern(None, None, None, graph)
    yield from _default_quads(old)


def _extended(old: ox.Store, new: ox.Store, replaced: set[str], place: Path) -> ox.Store:
    """A copy of the old store (of links to its files) with the graphs of the new one."""
    old.backup(place)
    store = ox.Store(place)
    for graph in sorted(replaced):
        store.remove_graph(ox.NamedNode(graph))
    store.bulk_extend(new)
    return store


def _point(folder: Path, database: Path) -> None:
    """Make ``database`` the one that counts: the one step by which a load takes effect."""
    from pfocr_rdf.version import __version__

    index = {"kind": _KIND, "version": VERSION, "database": database.name, "made_by": __version__}
    part = folder / f"store.json.{os.getpid()}"
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(index) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / "store.json")


def _clear(folder: Path, keep: Path | None) -> None:
    """Remove what earlier loads left over: all but the databases now and before."""
    now = _current(folder)
    for path in folder.iterdir():
        if path.name in ("store.json", "lock") or not _OURS.fullmatch(path.name):
            continue
        if path in (now, keep):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        try:
            _lock(file)
        except OSError:
            raise StoreError(f"{folder}: the store is in use: another load goes on") from None
        yield


def _lock(file: IO[str]) -> None:
    """Lock a file until it is closed, or its process ends; raises OSError where it is locked."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ---- reading what is loaded ----------------------------------------------------------------------


def _fill(
    store: ox.Store,
    paths: list[str],
    temporary: Path,
    graph: IRI | None,
    on_fault: Callable[[Fault], None],
    progress: Callable[[int, int], None],
) -> None:
    """Load records and RDF files into a store; records by way of a file of N-Quads."""
    files = []
    records = []
    for path in paths:
        if is_rdf(path):
            files.append(path)
        elif Path(path).is_dir() and (inside := sorted(_rdf_in(Path(path)))):
            if next(Path(path).rglob("*.md"), None) is not None:
                raise UsageError(f"{path}: holds records and RDF files: name the ones to load")
            files += inside
        else:
            records.append(path)
    if records:
        from pfocr_rdf.convert.export import Options, export

        options = Options(format=FORMATS["nq"], graph=graph, on_fault=on_fault, progress=progress)
        try:
            export(records, temporary, options)
            store.bulk_load(path=temporary, format=ox.RdfFormat.N_QUADS, lenient=True)
        finally:
            temporary.unlink(missing_ok=True)
    for path in files:
        _read(store, path, graph)


def _rdf_in(folder: Path) -> Iterator[str]:
    """The RDF files right inside a folder, such as the shards of a release."""
    for path in folder.iterdir():
        if path.is_file() and is_rdf(path.name):
            yield str(path)


def _read(store: ox.Store, path: str, graph: IRI | None) -> None:
    form = format_of_path(path)
    syntax = ox.RdfFormat.from_media_type(form.media_type)
    if syntax is None:
        raise UsageError(f"{path}: {form.title} cannot be loaded")
    packed = compression_of(path) is not None or is_url(path)
    try:
        with open_rdf(path) as (stream, _):
            if form.graphs and graph is None:
                if packed:
                    store.bulk_load(stream, syntax)
                else:
                    store.bulk_load(path=path, format=syntax)
            else:
                quads = ox.parse(stream, syntax) if packed else ox.parse(format=syntax, path=path)
                store.bulk_extend(_placed(quads, form, graph, path))
    except SyntaxError as error:
        raise InputError(f"{path}: is not {form.title}: {one_line(error)}") from None
    except ValueError as error:
        raise InputError(f"{path}: cannot be read: {one_line(error)}") from None


def _placed(
    quads: Iterable[ox.Quad], form: Format, graph: IRI | None, path: str
) -> Iterator[ox.Quad]:
    """The quads, each in a named graph."""
    one = None if graph is None else ox.NamedNode(graph)
    known: dict[str, ox.NamedNode] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            if one is not None:
                raise UsageError(f"{path}: has named graphs of its own: leave out --graph")
            yield quad
            continue
        place = one
        if place is None:
            about = quad.object if quad.predicate == _BASED_ON else quad.subject
            found = _FIGURE.match(about.value) if isinstance(about, ox.NamedNode) else None
            if found is None:
                place = _DATASET
            else:
                name = found[1].removesuffix(".html")
                place = known.get(name)
                if place is None:
                    place = known[name] = ox.NamedNode(f"{SITE}figures/{name}.html")
        yield ox.Quad(quad.subject, quad.predicate, quad.object, place)
