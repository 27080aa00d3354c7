"""The version of the input, where it is a git checkout."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pfocr_rdf.files.folders import is_url

__all__ = ["revision_of"]


def revision_of(paths: Sequence[str | Path]) -> str | None:
    """The commit that the one folder of ``paths`` is a checkout of, else ``None``.

    ``+modified`` is added where files differ from it, or are there that git does not know.
    """
    if len(paths) != 1 or is_url(str(paths[0])) or not Path(paths[0]).is_dir():
        return None
    commit = _git(paths[0], "rev-parse", "--verify", "HEAD")
    if not commit or _git(paths[0], "ls-files", "--error-unmatch", ".") is None:
        return None
    changed = _git(paths[0], "status", "--porcelain", "--untracked-files=normal", ".")
    return f"{commit}+modified" if changed else commit


def _git(folder: str | Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return done.stdout.strip() if done.returncode == 0 else None
