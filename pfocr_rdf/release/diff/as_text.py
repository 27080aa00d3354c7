"""A difference as a curator reads it: short, in groups, the first of each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pfocr_rdf.messages import differing
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.release.diff.run import DiffSummary
from pfocr_rdf.release.diff.shared import ENTITIES
from pfocr_rdf.release.diff.statements import shown

_WIDE = 72
_FIELDS = 8
_SIGNS = {"new": "+", "gone": "-", "added": "+", "removed": "-", "changed": "~"}
_DERIVED = frozenset(("schema:mentions", "schema:keywords"))
"""What a change of mentions brings about by itself."""
_PLURALS = dict(ENTITIES.values())


class TextDiff:
    """Keeps the first ``show`` changes of each group, and counts all."""

    def __init__(self, show: int) -> None:
        self._show = show
        self._head: dict[str, Any] = {}
        self._first: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._fields: Counter[str] = Counter()
        self._mentions: Counter[tuple[str, str]] = Counter()

    def head(self, head: dict[str, Any]) -> None:
        """What the manifests state."""
        self._head = head

    def figure(self, figure: dict[str, Any]) -> None:
        """A figure that was added, removed or changed."""
        self._add("figure", figure)
        self._fields.update([f"{row['of']} {row['property']}" for row in _fields(figure)])
        for change, mentions in _mentions(figure):
            self._mentions.update((mention["kind"], change) for mention in mentions)

    def entity(self, entity: dict[str, Any]) -> None:
        """An entity that is new or gone, or whose description changed."""
        self._add(entity["kind"], entity)

    def _add(self, kind: str, change: dict[str, Any]) -> None:
        group = (kind, change["change"])
        self._numbers[group] += 1
        first = self._first.setdefault(group, [])
        if len(first) < self._show:
            first.append(change)

    def text(self, summary: DiffSummary) -> Iterator[str]:
        """The lines."""
        yield f"{self._head['old']} -> {self._head['new']}"
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
        pairs = {**{name: counts[name] for name in ("figures", "triples")}, **counts["classes"]}
        rows = [(name, old, new) for name, (old, new) in pairs.items() if old != new]
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

    def _figure_lines(self, summary: DiffSummary) -> Iterator[str]:
        numbers = self._numbers_of("figure", ("added", "removed", "changed"))
        yield ""
        if not numbers:
            yield f"Figures: all {summary.same:,} the same"
            return
        yield f"Figures: {_listed(numbers)}, {summary.same:,} the same"
        for change in numbers:
            yield f"  {change}"
            if change == "changed":
                yield from (f"    {row}" for row in self._summed_up())
            for figure in self._first["figure", change]:
                yield f"    {figure['figid'] if change == 'changed' else _whole(figure)}"
                yield from _changed(figure, self._show)
            yield from _more(numbers[change] - self._show, "    ")

    def _summed_up(self) -> Iterator[str]:
        """What changed, and how often."""
        ranked = sorted(self._fields.items(), key=lambda item: (-item[1], item[0]))
        fields = [f"{name} in {number:,}" for name, number in ranked[:_FIELDS]]
        if fields:
            yield f"fields: {', '.join(fields)}{', ...' if len(ranked) > _FIELDS else ''}"
        for kind in dict.fromkeys(kind for kind, _ in sorted(self._mentions)):
            changes = ("added", "changed", "removed")
            numbers = {change: self._mentions[kind, change] for change in changes}
            yield f"mentions of {_PLURALS.get(kind, kind)}: {_listed(numbers)}"

    # ---- what figures share ----

    def _entity_lines(self) -> Iterator[str]:
        kinds = {kind for kind, _ in self._numbers} - {"figure"}
        for kind in [k for k in _PLURALS if k in kinds] + sorted(kinds - _PLURALS.keys()):
            numbers = self._numbers_of(kind, ("new", "gone", "changed"))
            name = _PLURALS.get(kind, kind) or "others"
            yield ""
            yield f"{name[0].upper()}{name[1:]}: {_listed(numbers)}"
            for change in numbers:
                for entity in self._first[kind, change]:
                    yield from _entity(entity)
                yield from _more(numbers[change] - self._show, "  ")

    def _numbers_of(self, kind: str, changes: Iterable[str]) -> dict[str, int]:
        found = {change: self._numbers[kind, change] for change in changes}
        return {change: number for change, number in found.items() if number}


def _more(number: int, indent: str) -> Iterator[str]:
    if number > 0:
        yield f"{indent}... and {number:,} more"


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {change}" for change, number in numbers.items() if number)


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


def _fields(figure: dict[str, Any]) -> list[dict[str, Any]]:
    rows = figure.get("fields", [])
    derived = _DERIVED if "mentions" in figure else ()
    return [row for row in rows if row["property"] not in derived]


def _mentions(figure: dict[str, Any]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    return figure.get("mentions", {}).items() if figure["change"] == "changed" else ()


def _changed(figure: dict[str, Any], show: int) -> Iterator[str]:
    groups: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for row in _fields(figure):
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
    old, new = ([_cut(shown(value)) for value in row[side]] for side in ("old", "new"))
    if len(old) <= 1 and len(new) <= 1:
        if old and new:
            was, now = differing(shown(row["old"][0]), shown(row["new"][0]), _WIDE)
            old, new = [was], [now]
        old, new = old or ["nothing"], new or ["nothing"]
        if len(old[0]) + len(new[0]) <= _WIDE:
            yield f"{indent}{name}: {old[0]} -> {new[0]}"
            return
    yield f"{indent}{name}:"
    yield from (f"{indent}  - {text}" for text in old)
    yield from (f"{indent}  + {text}" for text in new)


def _cut(text: Any) -> str:
    one = str(text)
    return f"{one[: _WIDE - 3]}..." if len(one) > _WIDE else one


def _mention(mention: dict[str, Any]) -> str:
    word = shown(mention.get("word", ""))
    entities = ", ".join(mention["entities"]) or "nothing"
    names = dict.fromkeys(str(mention[key]) for key in ("match", "name") if key in mention)
    lexicons = [name.removeprefix("lexicon:") for name in mention["lexicons"]]
    more = ", ".join([*names, *lexicons])
    return f"{mention['kind']} {word} -> {entities}{f' ({more})' if more else ''}"


def _entity(entity: dict[str, Any]) -> Iterator[str]:
    label = f"  {_cut(entity['label'])}" if entity["label"] else ""
    yield f"  {_SIGNS[entity['change']]} {compact(entity['iri'])}{label}"
    for row in entity.get("fields", ()):
        yield from _field(row["property"], row, "      ")
