"""What was counted in the records' own graphs, or in the shared one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pfocr_rdf.counts.line_items import Item, Shape

__all__ = ["GraphCounts"]


class GraphCounts:
    """What was counted in one kind of graph.

    ``subjects``: shape → different subjects. ``lines``: shape → key of the line (see Item) → lines.
    ``links``: shape → predicate → object → lines whose object's classes are only known in the end.
    """

    __slots__ = ("lines", "links", "subjects")

    def __init__(self) -> None:
        self.subjects: Counter[Shape] = Counter()
        self.lines: dict[Shape, Counter[str]] = {}
        self.links: dict[Shape, dict[str, Counter[bytes]]] = {}

    def add(
        self,
        shape: Shape,
        keys: Mapping[str, int],
        linked: Iterable[tuple[Item, int]],
        more: Mapping[str, Iterable[bytes] | Mapping[bytes, int]],
    ) -> None:
        """Count what is said of things of one shape: lines by key, links by object."""
        lines = self.lines.get(shape)
        if lines is None:
            lines = self.lines[shape] = Counter()
            self.links[shape] = {}
        for key, number in keys.items():
            lines[key] = lines.get(key, 0) + number
        links = self.links[shape]
        for (predicate, _, _, value), number in linked:
            values = links.get(predicate)
            if values is None:
                values = links[predicate] = Counter()
            values[value] = values.get(value, 0) + number
        for predicate, objects in more.items():
            if objects:
                values = links.get(predicate)
                if values is None:
                    values = links[predicate] = Counter()
                values.update(objects)

    def update(self, other: GraphCounts) -> None:
        """Add all of another's."""
        self.subjects.update(other.subjects)
        for shape, lines in other.lines.items():
            self.lines.setdefault(shape, Counter()).update(lines)
        for shape, links in other.links.items():
            mine = self.links.setdefault(shape, {})
            for predicate, values in links.items():
                mine.setdefault(predicate, Counter()).update(values)
