"""A difference as one JSON document, written while it is found."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, BinaryIO

from pfocr_rdf.rdf.vocabulary import PREFIXES
from pfocr_rdf.release.diff import Summary

__all__ = ["JsonDiff"]


class JsonDiff:
    """Writes what :func:`~pfocr_rdf.release.diff.diff` tells (see docs/releases.md)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._list = ""

    def head(self, head: dict[str, Any]) -> None:
        """Begin."""
        first = {"type": "pfocr-rdf diff", "schema": 1, "prefixes": PREFIXES, **head}
        rows = [f"{_text(name)}: {_text(value)}" for name, value in first.items()]
        self._out.write(("{\n" + ",\n".join(rows)).encode())

    def figure(self, figure: dict[str, Any]) -> None:
        """A figure that was added or removed, or changed."""
        self._row("figures", figure)

    def entity(self, entity: dict[str, Any]) -> None:
        """A thing that is new or gone, or whose description changed."""
        self._row("entities", entity)

    def end(self, summary: Summary) -> None:
        """End, with the numbers of all that was told."""
        for name in ("figures", "entities"):
            self._open(name)
        self._out.write(f'\n],\n"summary": {_text(asdict(summary))}\n}}\n'.encode())

    def _row(self, name: str, value: dict[str, Any]) -> None:
        between = "\n" if self._open(name) else ",\n"
        self._out.write((between + _text(value)).encode())

    def _open(self, name: str) -> bool:
        """Begin a list, if it is not begun; all before it are ended."""
        order = ("", "figures", "entities")
        opened = False
        while order.index(self._list) < order.index(name):
            self._out.write(b"\n]" if self._list else b"")
            self._list = order[order.index(self._list) + 1]
            self._out.write(f',\n"{self._list}": ['.encode())
            opened = True
        return opened


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
