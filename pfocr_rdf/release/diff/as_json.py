"""A difference as one JSON document, written while it is found."""

import json
from dataclasses import asdict
from typing import Any, BinaryIO

from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.release.diff.run import DiffSummary


class JsonDiff:
    """Writes what :func:`~pfocr_rdf.release.diff.run.diff` finds (see docs/releases.md)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._before = "\n"
        self._entities = False

    def head(self, head: dict[str, Any]) -> None:
        """Begin."""
        first = {"type": "pfocr-rdf diff", "schema": 1, "prefixes": PREFIXES, **head}
        rows = [f"{_text(name)}: {_text(value)}" for name, value in first.items()]
        self._write("{\n" + ",\n".join(rows) + ',\n"figures": [')

    def figure(self, figure: dict[str, Any]) -> None:
        """A figure that was added, removed or changed."""
        self._write(self._before + _text(figure))
        self._before = ",\n"

    def entity(self, entity: dict[str, Any]) -> None:
        """An entity that is new or gone, or whose description changed; after all figures."""
        self._begin_entities()
        self.figure(entity)

    def end(self, summary: DiffSummary) -> None:
        """End, with the numbers of all that was written."""
        self._begin_entities()
        self._write(f'\n],\n"summary": {_text(asdict(summary))}\n}}\n')

    def _begin_entities(self) -> None:
        if not self._entities:
            self._write('\n],\n"entities": [')
            self._entities, self._before = True, "\n"

    def _write(self, text: str) -> None:
        self._out.write(text.encode())


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
