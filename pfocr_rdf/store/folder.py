"""The folder of an embedded store, and which of its databases counts.

In the folder, ``store.json`` names the database that counts, ``data-N``. A load never touches it:
it makes ``data-N+1`` beside it, and its last step is to replace ``store.json``, which either
happens or does not. So a load that is ended, at whatever point, leaves the store as it was, readers
are never disturbed, and the next load removes what was left over. The database before stays until
then, for those who still read it.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from pfocr_rdf.errors import StoreError
from pfocr_rdf.messages import one_line
from pfocr_rdf.version import __version__

VERSION = 1
_KIND = "pfocr-rdf store"
_DATABASE = re.compile(r"data-\d+")
_OURS = re.compile(rf"{_DATABASE.pattern}|store\.json(\.\d+)?|lock|load-\d+\.nq")


def open_store(path: str | Path) -> ox.Store:
    """Open a store to read; several processes can at once, and while it is loaded into.

    A folder of Oxigraph's own is opened too. Raises StoreError where there is no store.
    """
    folder = StoreFolder(path)
    if folder.is_oxigraphs:
        return folder.open(folder.path)
    current = folder.current()
    if current is None:
        if not folder.path.is_dir():
            raise StoreError(f"{path}: no such store: 'pfocr-rdf load' makes one")
        raise StoreError(f"{path}: the store is empty; load something into it first")
    return folder.open(current)


class StoreFolder:
    """A store's folder. Its methods raise StoreError where it is another's, or cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._index = self.path / "store.json"

    @property
    def is_oxigraphs(self) -> bool:
        """Whether the folder is itself a database of Oxigraph."""
        return (self.path / "CURRENT").is_file()

    def open(self, database: Path) -> ox.Store:
        """Open one of its databases to read."""
        try:
            return ox.Store.read_only(str(database))
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(
                f"{self.path}: the database cannot be opened: {one_line(error)}"
            ) from None

    def current(self) -> Path | None:
        """The database that counts; ``None`` where there is none yet."""
        if self.path.exists() and not self.path.is_dir():
            raise StoreError(f"{self.path}: is a file, not a store")
        try:
            found = json.loads(self._index.read_text(encoding="utf-8"))
            kind, version, name = found["kind"], found["version"], str(found["database"])
        except FileNotFoundError:
            names = [path.name for path in self.path.iterdir()] if self.path.is_dir() else []
            if others := [name for name in names if not _OURS.fullmatch(name)]:
                raise StoreError(
                    f"{self.path}: is a folder, but not a store (it holds {min(others)})"
                ) from None
            return None
        except (ValueError, KeyError, TypeError):
            raise StoreError(f"{self.path}: not a store: its store.json cannot be read") from None
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be read: {one_line(error)}") from None
        if kind != _KIND or not _DATABASE.fullmatch(name):
            raise StoreError(f"{self.path}: not a store: its store.json is another program's")
        if version != VERSION:
            raise StoreError(
                f"{self.path}: is a store of version {version}, and this program reads version "
                f"{VERSION}: load again, into a new folder"
            )
        if not (self.path / name).is_dir():
            raise StoreError(f"{self.path}: its database {name} is missing: load again")
        return self.path / name

    def make_current(self, database: Path) -> None:
        """Make ``database`` the one that counts: the one step by which a load takes effect."""
        index = {
            "kind": _KIND,
            "version": VERSION,
            "database": database.name,
            "made_by": __version__,
        }
        part = self._index.with_suffix(f".json.{os.getpid()}")
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(index) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._index)

    def remove_leftovers(self, keep: Path | None) -> None:
        """Remove what earlier loads left: all but the database that counts and ``keep``."""
        now = self.current()
        for path in self.path.iterdir():
            if path.name in ("store.json", "lock") or not _OURS.fullmatch(path.name):
                continue
            if path in (now, keep):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other loads out."""
        with (self.path / "lock").open("w") as file:
            try:
                _lock(file)
            except OSError:
                raise StoreError(f"{self.path}: the store is in use by another load") from None
            yield


def _lock(file: IO[str]) -> None:
    """Lock a file until it is closed, or its process ends; raises OSError where it is locked."""
    try:
        import fcntl  # not on Windows
    except ImportError:  # Windows
        import msvcrt  # only on Windows

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
