"""What of a load is done, in a file, so that a load that was stopped goes on where it was.

The first line is a JSON object that identifies the load; each other line is the key of something
done. Lines are only added. One that was cut short when a process died does not count, and what it
stood for is done again, which changes nothing in a store of sets.
"""

import json
from pathlib import Path
from typing import IO

from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.messages import one_line

_VERSION = 1


class LoadState:
    """What of one load is done; ``load`` identifies it. Without ``path`` it is not written down.

    Raises UsageError for a file that is another's, OutputError for one that cannot be written.
    """

    def __init__(self, path: Path | None, load: dict[str, str]) -> None:
        self.path = path
        self.done: set[str] = set()
        self._file: IO[str] | None = None
        if path is None:
            return
        head = json.dumps({"pfocr-rdf load": _VERSION, **load}, ensure_ascii=False)
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            *whole, torn = text.split("\n")
            if whole and whole[0] != head:
                raise UsageError(
                    f"{path}: the state of another load; delete it, or name another with --state"
                )
            if not whole and not head.startswith(torn):
                raise UsageError(f"{path}: not a state file; name another with --state")
            self.done.update(whole[1:])
            self._file = path.open("a" if whole else "w", encoding="utf-8", newline="\n")
            if not whole:
                self._write(head)
            elif torn:
                self._write("")
        except (OSError, UnicodeDecodeError) as error:
            raise OutputError(f"{path}: the state cannot be written: {one_line(error)}") from None

    def _write(self, line: str) -> None:
        if self._file is not None:
            self._file.write(line + "\n")
            self._file.flush()

    def add(self, key: str) -> None:
        """Write down that something is done."""
        self.done.add(key)
        self._write(key)

    def close(self) -> None:
        """Close the file, and leave it for another time."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def forget(self) -> None:
        """Delete the file: the load is complete, or what the file says is not true."""
        self.close()
        self.done.clear()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
