"""Compare what two versions of the program export: the same bytes, syntax by syntax.

Run: python tools/compare_exports.py OTHER_PYTHON PATH...

OTHER_PYTHON is the interpreter of an environment in which the other version is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from pfocr_rdf.rdf.formats import FORMATS


def export(python: str, path: str, syntax: str, folder: str) -> tuple[str, str, bytes]:
    """The digests of the file, the linksets and all pages; and what was said."""
    out = Path(folder)
    options = ["-f", syntax, "-o", out / "out", "--linksets", out / "links.nt"]
    options += ["--jsonld-pages", out / "pages"] if syntax == "nq" else []
    done = subprocess.run(
        [python, "-m", "pfocr_rdf", "export", path, *map(str, options)],
        capture_output=True,
        cwd=folder,  # so that each interpreter imports what is installed there
        check=False,
    )
    digest = hashlib.sha256()
    for file in sorted(out.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(out)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest(), str(done.returncode), done.stderr.replace(folder.encode(), b"")


def main() -> None:
    """Print a line for each path and syntax; exit with 1 where anything differs."""
    other, *paths = sys.argv[1:]
    different = 0
    for path in [str(Path(path).resolve()) for path in paths]:
        for syntax in FORMATS:
            found = []
            for python in (sys.executable, other):
                with tempfile.TemporaryDirectory() as folder:
                    found.append(export(python, path, syntax, folder))
            here, there = found
            same = here[:2] == there[:2]
            different += not same
            words = "same bytes" if same else "DIFFERENT"
            said = "" if here[2] == there[2] else "; other messages"
            print(f"{path}: {syntax}: {words}{said}", flush=True)
    raise SystemExit(different > 0)


if __name__ == "__main__":
    main()
