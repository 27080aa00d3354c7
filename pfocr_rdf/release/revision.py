"""The version of the input, where it is a git checkout."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pfocr_rdf.files.location import Location


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
