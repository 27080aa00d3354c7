"""What a release is made from: records with a digest of their bytes, and the input's revision."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pfocr_rdf.errors import Fault
from pfocr_rdf.files.location import Location
from pfocr_rdf.rdf.vocabulary import KINDS
from pfocr_rdf.records.raw import RawRecord
from pfocr_rdf.sources import Entry
from pfocr_rdf.sources.entries import shown


class Input(NamedTuple):
    """A record, ``None`` where it cannot be read; its digest; the faults of reading it."""

    stem: str | None
    raw: RawRecord | None
    digest: str
    faults: list[Fault]


def read_input(entry: Entry) -> Input:
    """Read a record and its tables; the digest is of their bytes and of faults in reading them."""
    faults: list[Fault] = []
    raw = entry.load(faults.append)
    digest = hashlib.sha256()
    if raw is not None:
        tables = {kind.plural: raw.table(kind.plural) for kind in KINDS.values()}
        raw.table = tables.get
        parts = [("", raw.data), *((p, t[1]) for p, t in tables.items() if t is not None)]
        for name, data in parts:
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
    for fault in faults:
        digest.update(f"\0{file_name(fault.source)}{fault[1:]}".encode())
    stem = None if entry.stem is None else shown(entry.stem)
    return Input(stem, raw, digest.hexdigest()[:32], faults)


def digest_of(data: bytes) -> str:
    """The first 32 hexadecimal digits of a SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]


def recorded(fault: Fault) -> list[Any]:
    """A fault as indexes have it: without the path of the machine that found it."""
    return [file_name(fault.source), *fault[1:]]


def file_name(source: str) -> str:
    """The last part of a path or URL."""
    return source.rpartition("/")[2].rpartition("\\")[2]


def revision_of(paths: Sequence[str | Path]) -> str | None:
    """The commit that the one folder of ``paths`` is a checkout of, else ``None``.

    ``+modified`` is added where files differ from it, or are there that git does not know.
    """
    folder = Location.parse(paths[0]).path if len(paths) == 1 else None
    if folder is None or not folder.is_dir():
        return None
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    if not commit or _git(folder, "ls-files", "--error-unmatch", ".") is None:
        return None
    changed = _git(folder, "status", "--porcelain", "--untracked-files=normal", ".")
    return f"{commit}+modified" if changed else commit


def _git(folder: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return done.stdout.strip() if done.returncode == 0 else None
