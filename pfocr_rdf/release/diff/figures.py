"""What changed in figures, read from the members of those that did."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import oa, pfocr, rdf, schema
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES, figure_iri, record_iri
from pfocr_rdf.release import layout
from pfocr_rdf.release.diff.patch import Changes, changes_of
from pfocr_rdf.release.diff.statements import Statement, fields, statements, term
from pfocr_rdf.release.figids import Listed, paired
from pfocr_rdf.release.manifest import Manifest

_AT_ONCE = 100
_GAP = 2**16
_MOST = 2**24
_KINDS = {kind.mention_type: kind.key for kind in KINDS.values()}
_PAPERS = REGISTRIES["pmc"].base
_NAMES = {pfocr.word: "word", pfocr.match: "match", schema.name: "name"}
_LISTS = {pfocr.lexicon: "lexicons", oa.hasBody: "entities"}


class FiguresTask(NamedTuple):
    """Figures of two releases to compare; travels to other processes."""

    old: Folder
    new: Folder
    compressions: tuple[str, str]
    pairs: tuple[tuple[Listed | None, Listed | None], ...]
    patch: bool


def tasks(
    old: tuple[Folder, Manifest], new: tuple[Folder, Manifest], *, patch: bool
) -> Iterator[FiguresTask]:
    """The figures that differ, some at a time."""
    pairs = (
        (left, right)
        for left, right in paired(old, new)
        if left is None or right is None or left.content != right.content
    )
    compressions = (old[1].compression, new[1].compression)
    while some := tuple(islice(pairs, _AT_ONCE)):
        yield FiguresTask(old[0], new[0], compressions, some, patch)


def compare_figures(task: FiguresTask) -> Changes:
    """Read the members and compare them. Raises InputError where a shard is damaged."""
    lefts = _members(task.old, task.compressions[0], [left for left, _ in task.pairs])
    rights = _members(task.new, task.compressions[1], [right for _, right in task.pairs])
    found = []
    removed: list[bytes] = []
    added: list[bytes] = []
    for (left, right), old, new in zip(task.pairs, lefts, rights, strict=True):
        gone, come = _minus(old, new), _minus(new, old)
        removed += gone
        added += come
        if left is not None and right is not None:
            subjects = {line[: line.index(b" ")] for line in (*gone, *come)}
            found.append(_changed(left.figid, _of(old, subjects), _of(new, subjects)))
        elif left is not None:
            found.append(_whole(left.figid, "removed", gone))
        elif right is not None:
            found.append(_whole(right.figid, "added", come))
    return changes_of(found, removed, added, patch=task.patch)


def _minus(some: list[bytes], others: list[bytes]) -> list[bytes]:
    known = set(others)
    return [line for line in some if line not in known]


def _of(lines: list[bytes], subjects: set[bytes]) -> list[bytes]:
    return [line for line in lines if line[: line.index(b" ")] in subjects]


# ---- reading -------------------------------------------------------------------------------------


def _members(place: Folder, name: str, wanted: list[Listed | None]) -> list[list[bytes]]:
    """The lines of each figure; neighbours are fetched together."""
    compression = find_compression(name)
    found: dict[Listed | None, list[bytes]] = {None: []}
    some = sorted((one for one in wanted if one is not None), key=lambda o: (o.shard, o.offset))
    for run in _runs(some):
        path = layout.figures(run[0].shard, compression.suffix)
        start = run[0].offset
        with layout.named(place, path):
            data = place.read(path, start, run[-1].offset + run[-1].size - start)
            for one in run:
                at = one.offset - start
                found[one] = compression.unpack(data[at : at + one.size]).split(b"\n")[:-1]
                if not found[one]:
                    raise InputError(f"damaged: {one.figid} is missing")
    return [found[one] for one in wanted]


def _runs(some: list[Listed]) -> Iterator[list[Listed]]:
    run: list[Listed] = []
    for one in some:
        if run:
            last = run[-1]
            far = one.offset - last.offset - last.size > _GAP
            if one.shard != last.shard or far or one.offset - run[0].offset > _MOST:
                yield run
                run = []
        run.append(one)
    if run:
        yield run


# ---- objects -------------------------------------------------------------------------------------


def _statements(figid: str, lines: list[bytes]) -> list[Statement]:
    return statements(lines, f" <{record_iri(figid)}> .".encode())


def _whole(figid: str, change: str, lines: list[bytes]) -> dict[str, Any]:
    """A figure that only one release has."""
    image = figure_iri(figid)
    found: dict[str, Any] = {"change": change, "figid": figid}
    kinds: Counter[str] = Counter()
    for one in _statements(figid, lines):
        if one.subject == image and one.predicate == schema.name:
            found["title"] = term(one.object)
        elif one.predicate == schema.isPartOf and one.object.startswith(f"<{_PAPERS}"):
            found["paper"] = compact(one.object[1:-1])
        elif one.predicate == rdf.type:
            kinds[_KINDS.get(one.object[1:-1], "")] += 1
    found["mentions"] = {kind: kinds[kind] for kind in KINDS if kinds[kind]}
    return found


def _changed(figid: str, old: list[bytes], new: list[bytes]) -> dict[str, Any]:
    """A figure that both have: fields of the record, the figure and searches, and mentions.

    ``old`` and ``new`` are all lines of the subjects that changed.
    """
    before, after = (_by_subject(_statements(figid, lines)) for lines in (old, new))
    image = figure_iri(figid)
    names = {image: "figure", record_iri(figid): "record"}
    rows: list[dict[str, Any]] = []
    gone: list[list[Statement]] = []
    come: list[list[Statement]] = []
    for subject in dict.fromkeys((*before, *after)):
        was, now = before.get(subject, []), after.get(subject, [])
        if _kind(was or now) is not None:
            gone += [was] if was else []
            come += [now] if now else []
        else:
            of = names.get(subject) or compact(subject)
            of = of.removeprefix(f"{image}#").removeprefix(f"{compact(image)}#")
            rows += [{"of": of, **row} for row in fields(was, now)]
    found: dict[str, Any] = {"change": "changed", "figid": figid}
    if rows:
        found["fields"] = rows
    if gone or come:
        found["mentions"] = _mentions(gone, come)
    return found


def _by_subject(some: list[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for one in some:
        found.setdefault(one.subject, []).append(one)
    return found


def _kind(some: list[Statement]) -> str | None:
    """The kind of entity that a mention mentions; ``None`` for what is no mention."""
    types = (one.object[1:-1] for one in some if one.predicate == rdf.type)
    return next((_KINDS[iri] for iri in types if iri in _KINDS), None)


def _mentions(
    gone: list[list[Statement]], come: list[list[Statement]]
) -> dict[str, list[dict[str, Any]]]:
    """Mentions that only one release has; those of one word that differ otherwise as changed."""
    before, after = _by_word(gone), _by_word(come)
    changed = []
    for key in [*before]:
        if len(before[key]) == len(after.get(key, ())) == 1:
            (was,), (now,) = before.pop(key), after.pop(key)
            changed.append({**_mention(now), "fields": fields(was, now)})
    found = {
        "removed": [_mention(mention) for mentions in before.values() for mention in mentions],
        "added": [_mention(mention) for mentions in after.values() for mention in mentions],
        "changed": changed,
    }
    return {change: mentions for change, mentions in found.items() if mentions}


def _by_word(
    mentions: Iterable[list[Statement]],
) -> dict[tuple[str | None, str], list[list[Statement]]]:
    found: dict[tuple[str | None, str], list[list[Statement]]] = {}
    for mention in mentions:
        word = next((one.object for one in mention if one.predicate == pfocr.word), "")
        found.setdefault((_kind(mention), word), []).append(mention)
    return found


def _mention(mention: list[Statement]) -> dict[str, Any]:
    """Its kind, word, what was matched, the lexicons, the entities."""
    found: dict[str, Any] = {"kind": _kind(mention)}
    lists: dict[str, list[str]] = {"lexicons": [], "entities": []}
    for one in mention:
        if one.predicate in _NAMES:
            found[_NAMES[one.predicate]] = term(one.object)
        elif one.predicate in _LISTS:
            lists[_LISTS[one.predicate]].append(compact(one.object[1:-1]))
    return {**found, **lists}
