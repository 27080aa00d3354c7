"""What of a load is done, in a file, so that a load that was stopped goes on where it was.

The file is lines: first one JSON object that tells which load it is, then a key for each thing
done. Lines are only added. One that was cut short when a process died is not counted, and what it
stood for is done again, which changes nothing in a store of sets.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from pfocr_rdf.errors import OutputError, UsageError

__all__ = ["State"]

_VERSION = 1


class State:
    """The things done of one load; ``load`` identifies it. Without ``path`` nothing is kept."""

    def __init__(self, path: Path | None, load: dict[str, str]) -> None:
        self.path = path
        self.done: set[str] = set()
        self._head = {"pfocr-rdf load": _VERSION, **load}
        self._file: IO[str] | None = None
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            lines = text.split("\n")
            whole, torn = lines[:-1], lines[-1]
            if whole and not self._is_ours(whole[0]):
                raise UsageError(
                    f"{path}: the state of another load; delete it, or name another with --state"
                )
            if not whole and not self._head_line().startswith(torn):
                raise UsageError(f"{path}: not a state file; name another with --state")
            self.done.update(whole[1:])
            fresh = not whole
            self._file = path.open("w" if fresh else "a", encoding="utf-8", newline="\n")
            if fresh:
                self._write(self._head_line())
            elif torn:
                self._write("")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise OutputError(f"{path}: the state cannot be kept: {reason}") from None

    def _head_line(self) -> str:
        return json.dumps(self._head, ensure_ascii=False)

    def _is_ours(self, line: str) -> bool:
        try:
            return bool(json.loads(line) == self._head)
        except ValueError:
            return False

    def _write(self, line: str) -> None:
        if self._file is not None:
            self._file.write(line + "\n")
            self._file.flush()

    def add(self, key: str) -> None:
        """Note a thing as done."""
        self.done.add(key)
        self._write(key)

    def close(self) -> None:
        """Keep the file for another time."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def forget(self) -> None:
        """Delete the file: the load is over, or what it says is not true."""
        self.close()
        self.done.clear()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
