"""A difference as a curator reads it: short, in groups, the first of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.release.diff import Summary
from pfocr_rdf.release.diff.shared import ENTITIES
from pfocr_rdf.release.diff.statements import Term, shown

__all__ = ["TextDiff"]

_WIDE = 72
_AROUND = 24
_CHANGES = {"new": "+", "gone": "-", "changed": "~"}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_DERIVED = frozenset(("schema:mentions", "schema:keywords"))
"""What a change of mentions brings about by itself."""


class TextDiff:
    """Keeps the first ``show`` of each group that it is told, and counts the rest."""

    def __init__(self, show: int) -> None:
        self._show = show
        self._head: dict[str, Any] = {}
        self._figures: dict[str, list[dict[str, Any]]] = {}
        self._entities: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._fields: Counter[str] = Counter()
        self._mentions: Counter[tuple[str, str]] = Counter()

    def head(self, head: dict[str, Any]) -> None:
        """What the manifests say."""
        self._head = head

    def figure(self, figure: dict[str, Any]) -> None:
        """A figure that was added or removed, or changed."""
        kept = self._figures.setdefault(figure["change"], [])
        if len(kept) < self._show:
            kept.append(figure)
        self._fields.update([f"{row['of']} {row['property']}" for row in _told(figure)])
        for change, mentions in _mentions(figure):
            self._mentions.update((mention["kind"], change) for mention in mentions)

    def entity(self, entity: dict[str, Any]) -> None:
        """A thing that is new or gone, or whose description changed."""
        group = (entity["kind"], entity["change"])
        self._numbers[group] += 1
        kept = self._entities.setdefault(group, [])
        if len(kept) < self._show:
            kept.append(entity)

    def text(self, summary: Summary) -> Iterator[str]:
        """The lines."""
        head = self._head
        yield f"{head['old']} -> {head['new']}"
        yield from self._terms()
        yield from self._counts()
        yield from self._figure_lines(summary)
        yield from self._entity_lines()
        yield ""
        if summary.different:
            yield f"{summary.quads_removed:,} triples removed, {summary.quads_added:,} added"
        else:
            yield "no triple differs"

    # ---- the manifests ----

    def _terms(self) -> Iterator[str]:
        terms = self._head["terms"]
        if not terms:
            return
        yield ""
        yield "How they were made"
        width = max(map(len, terms))
        for name, (old, new) in terms.items():
            yield f"  {name.replace('.', ' '):<{width}}  {_short(old)} -> {_short(new)}"

    def _counts(self) -> Iterator[str]:
        counts = self._head["counts"]
        rows = [(name, *counts[name]) for name in ("figures", "triples")]
        rows += [(name, *pair) for name, pair in counts["classes"].items()]
        rows = [(name, old, new) for name, old, new in rows if old != new]
        yield ""
        if not rows:
            yield "Counts: all the same"
            return
        yield "Counts that changed"
        width = max(len(name) for name, *_ in rows)
        for name, old, new in rows:
            change = f"{new - old:>+11,}  {_per_cent(old, new)}"
            yield f"  {name:<{width}}  {old:>11,} {new:>11,} {change}"

    # ---- figures ----

    def _figure_lines(self, summary: Summary) -> Iterator[str]:
        numbers = {
            "added": summary.added,
            "removed": summary.removed,
            "changed": summary.changed,
        }
        yield ""
        if not any(numbers.values()):
            yield f"Figures: all {summary.same:,} the same"
            return
        told = ", ".join(f"{number:,} {change}" for change, number in numbers.items() if number)
        yield f"Figures: {told}, {summary.same:,} the same"
        for change in ("added", "removed"):
            rows = [_whole(figure) for figure in self._figures.get(change, ())]
            yield from self._group(f"  {change}", rows, numbers[change], "    ")
        if not numbers["changed"]:
            return
        yield "  changed"
        yield from (f"    {row}" for row in self._summed_up())
        for figure in self._figures.get("changed", ()):
            yield f"    {figure['figid']}"
            yield from _changed(figure, self._show)
        yield from _more(numbers["changed"] - len(self._figures.get("changed", ())), "    ")

    def _summed_up(self) -> Iterator[str]:
        """What changed, and how often."""
        ranked = sorted(self._fields.items(), key=lambda item: (-item[1], item[0]))
        fields = [f"{name} in {number:,}" for name, number in ranked[:8]]
        if fields:
            yield f"fields: {', '.join(fields)}{', ...' if len(self._fields) > 8 else ''}"
        for kind in dict.fromkeys(kind for kind, _ in sorted(self._mentions)):
            numbers = {c: self._mentions[kind, c] for c in sorted(_SIGNS)}
            told = ", ".join(f"{number:,} {change}" for change, number in numbers.items() if number)
            yield f"mentions of {dict(ENTITIES.values()).get(kind, kind)}: {told}"

    # ---- what figures share ----

    def _entity_lines(self) -> Iterator[str]:
        order = dict(ENTITIES.values())
        kinds = {kind for kind, _ in self._numbers}
        for kind in [k for k in order if k in kinds] + sorted(kinds - order.keys()):
            numbers = {c: self._numbers[kind, c] for c in _CHANGES if self._numbers[kind, c]}
            name = order.get(kind, kind) or "others"
            told = ", ".join(f"{number:,} {change}" for change, number in numbers.items())
            yield ""
            yield f"{name[0].upper()}{name[1:]}: {told}"
            for change, number in numbers.items():
                for entity in self._entities.get((kind, change), ()):
                    yield from _entity(entity)
                yield from _more(number - len(self._entities.get((kind, change), ())), "  ")

    def _group(self, title: str, rows: Sequence[str], number: int, indent: str) -> Iterator[str]:
        if number:
            yield title
            yield from (indent + row for row in rows)
            yield from _more(number - len(rows), indent)


def _more(number: int, indent: str) -> Iterator[str]:
    if number > 0:
        yield f"{indent}... and {number:,} more"


def _short(value: object) -> str:
    if value is None:
        return "none"
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return f"{text[:12]}..." if len(text) > 40 else text


def _per_cent(old: int, new: int) -> str:
    return f"{(new - old) / old * 100:+.1f} %" if old else "new"


def _whole(figure: dict[str, Any]) -> str:
    mentions = ", ".join(
        f"{number} {kind if number == 1 else f'{kind}s'}"
        for kind, number in figure["mentions"].items()
    )
    title = _cut(figure.get("title", ""))
    return "  ".join(
        part for part in (figure["figid"], title, mentions and f"({mentions})") if part
    )


def _told(figure: dict[str, Any]) -> list[dict[str, Any]]:
    rows = figure.get("fields", [])
    if "mentions" in figure and figure["change"] == "changed":
        return [row for row in rows if row["property"] not in _DERIVED]
    return list(rows)


def _mentions(figure: dict[str, Any]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    return figure.get("mentions", {}).items() if figure["change"] == "changed" else ()


def _changed(figure: dict[str, Any], show: int) -> Iterator[str]:
    groups: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for row in _told(figure):
        key = repr((row["old"], row["new"]))
        groups.setdefault(key, (row, []))[1].append(f"{row['of']} {row['property']}")
    for row, names in groups.values():
        yield from _field(", ".join(names), row, "      ")
    for change, mentions in _mentions(figure):
        sign = _SIGNS[change]
        for mention in mentions[:show]:
            yield f"      {sign} {_mention(mention)}"
            for row in mention.get("fields", ()):
                yield from _field(row["property"], row, "          ")
        yield from _more(len(mentions) - show, f"      {sign} ")


def _field(name: str, row: dict[str, Any], indent: str) -> Iterator[str]:
    old, new = row["old"], row["new"]
    if len(old) <= 1 and len(new) <= 1:
        was, now = _apart(old, new)
        if len(was) + len(now) <= _WIDE:
            yield f"{indent}{name}: {was} -> {now}"
            return
        yield f"{indent}{name}:"
        yield f"{indent}  - {was}"
        yield f"{indent}  + {now}"
        return
    yield f"{indent}{name}:"
    yield from (f"{indent}  - {_cut(shown(value))}" for value in old)
    yield from (f"{indent}  + {_cut(shown(value))}" for value in new)


def _apart(old: list[Term], new: list[Term]) -> tuple[str, str]:
    """Two values, or one and none; of two long texts, where they differ."""
    if not (old and new):
        was, now = ("nothing" if not values else _cut(shown(values[0])) for values in (old, new))
        return was, now
    was, now = shown(old[0]), shown(new[0])
    if len(was) <= _WIDE and len(now) <= _WIDE:
        return was, now
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    return _middle(was, start, end), _middle(now, start, end)


def _middle(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    if first:  # not in the middle of a word
        first = max(text.find(" ", first, start), first)
    if last < len(text):
        last = max(text.rfind(" ", len(text) - end, last + 1), last - _AROUND) or last
    middle = text[first:last]
    if len(middle) > 3 * _WIDE:
        middle = f"{middle[: 2 * _WIDE]} ... {middle[-_AROUND:]}"
    return f"{'...' if first else ''}{middle}{'...' if last < len(text) else ''}"


def _cut(text: Any) -> str:
    one = str(text)
    return f"{one[: _WIDE - 3]}..." if len(one) > _WIDE else one


def _mention(mention: dict[str, Any]) -> str:
    word = shown(mention.get("word", ""))
    entities = ", ".join(mention["entities"]) or "nothing"
    names = [mention[key] for key in ("match", "name") if key in mention]
    names = [str(name) for name in dict.fromkeys(names)]
    lexicons = [name.removeprefix("lexicon:") for name in mention["lexicons"]]
    more = ", ".join([*names, *lexicons])
    return f"{mention['kind']} {word} -> {entities}{f' ({more})' if more else ''}"


def _entity(entity: dict[str, Any]) -> Iterator[str]:
    label = f"  {_cut(entity['label'])}" if entity["label"] else ""
    yield f"  {_CHANGES[entity['change']]} {compact(entity['iri'])}{label}"
    for row in entity.get("fields", ()):
        yield from _field(row["property"], row, "      ")
