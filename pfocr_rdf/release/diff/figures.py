"""What changed in figures, read from the members of those that did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import oa, pfocr, rdf, schema
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES, figure_iri, record_iri
from pfocr_rdf.release import layout
from pfocr_rdf.release.diff.patch import packed
from pfocr_rdf.release.diff.statements import Statement, fields, statement, term
from pfocr_rdf.release.figids import Listed, paired

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import Manifest

__all__ = ["FiguresDiff", "FiguresTask", "compare_figures", "tasks"]

_AT_ONCE = 100
_GAP = 2**16
_MOST = 2**24
_KINDS = {kind.mention_type: kind.key for kind in KINDS.values()}
_PAPERS = REGISTRIES["pmc"].base


class FiguresTask(NamedTuple):
    """Figures of two releases to compare; travels to other processes."""

    old: Folder
    new: Folder
    compressions: tuple[str, str]
    pairs: tuple[tuple[Listed | None, Listed | None], ...]
    patch: bool


class FiguresDiff(NamedTuple):
    """What came of it: an object for each figure, and the members of a patch."""

    figures: list[dict[str, Any]]
    removed: bytes
    added: bytes
    quads: tuple[int, int]


def tasks(
    old: tuple[Folder, Manifest], new: tuple[Folder, Manifest], *, patch: bool
) -> Iterator[FiguresTask]:
    """The figures that differ, some at a time."""
    pairs = _different(paired(old, new))
    compressions = (old[1].compression, new[1].compression)
    while some := tuple(islice(pairs, _AT_ONCE)):
        yield FiguresTask(old[0], new[0], compressions, some, patch)


def _different(
    pairs: Iterable[tuple[Listed | None, Listed | None]],
) -> Iterator[tuple[Listed | None, Listed | None]]:
    for left, right in pairs:
        if left is None or right is None or left.content != right.content:
            yield left, right


def compare_figures(task: FiguresTask) -> FiguresDiff:
    """Read the members and compare them. Raises InputError where a shard is damaged."""
    lefts = _members(task.old, task.compressions[0], [p[0] for p in task.pairs])
    rights = _members(task.new, task.compressions[1], [p[1] for p in task.pairs])
    found = []
    removed: list[bytes] = []
    added: list[bytes] = []
    for (left, right), old, new in zip(task.pairs, lefts, rights, strict=True):
        one = left or right
        assert one is not None
        gone, come = _minus(old, new), _minus(new, old)
        removed += gone
        added += come
        end = f" <{record_iri(one.figid)}> .".encode()
        if left is not None and right is not None:
            touched = {line[: line.index(b" ")] for line in (*gone, *come)}
            found.append(_changed(one.figid, _of(old, touched), _of(new, touched), end))
        else:
            change = "added" if left is None else "removed"
            found.append(_whole(one.figid, change, come or gone, end))
    quads = (len(removed), len(added))
    if not task.patch:
        return FiguresDiff(found, b"", b"", quads)
    return FiguresDiff(found, packed(removed), packed(added), quads)


def _minus(some: list[bytes], others: list[bytes]) -> list[bytes]:
    known = set(others)
    return [line for line in some if line not in known]


def _of(lines: list[bytes], subjects: set[bytes]) -> list[bytes]:
    return [line for line in lines if line[: line.index(b" ")] in subjects]


# ---- reading -------------------------------------------------------------------------------------


def _members(place: Folder, name: str, wanted: list[Listed | None]) -> list[list[bytes]]:
    """The lines of each figure; neighbours are fetched together."""
    compression = find_compression(name)
    found: dict[Listed, list[bytes]] = {}
    some = sorted((one for one in wanted if one is not None), key=lambda o: (o.shard, o.offset))
    for run in _runs(some):
        path = layout.figures(run[0].shard, compression.suffix)
        start = run[0].offset
        try:
            data = place.read(path, start, run[-1].offset + run[-1].size - start)
            for one in run:
                at = one.offset - start
                quads = compression.unpack(data[at : at + one.size])
                found[one] = quads.split(b"\n")[:-1]
                if not found[one]:
                    raise InputError("damaged: a figure that is not there")
        except FileNotFoundError:
            raise InputError(f"{place.url}/{path}: is not there") from None
        except InputError as error:
            raise InputError(f"{place.url}/{path}: {error}") from None
    return [[] if one is None else found[one] for one in wanted]


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


# ---- what is told --------------------------------------------------------------------------------


def _whole(figid: str, change: str, lines: list[bytes], end: bytes) -> dict[str, Any]:
    """A figure that only one release has."""
    said = [statement(line, end) for line in lines]
    image = figure_iri(figid)
    found: dict[str, Any] = {"change": change, "figid": figid}
    for one in said:
        if one.subject == image and one.predicate == schema.name:
            found["title"] = term(one.object)
        elif one.predicate == schema.isPartOf and one.object.startswith(f"<{_PAPERS}"):
            found["paper"] = compact(one.object[1:-1])
    kinds = Counter(_KINDS.get(one.object[1:-1]) for one in said if one.predicate == rdf.type)
    found["mentions"] = {kind: kinds[kind] for kind in KINDS if kinds[kind]}
    return found


def _changed(figid: str, old: list[bytes], new: list[bytes], end: bytes) -> dict[str, Any]:
    """A figure that both have: fields of the record, the figure and searches, and mentions.

    ``old`` and ``new`` are all lines of what changed.
    """
    before = _by_subject(statement(line, end) for line in old)
    after = _by_subject(statement(line, end) for line in new)
    image, page = figure_iri(figid), record_iri(figid)
    rows: list[dict[str, Any]] = []
    gone: list[list[Statement]] = []
    come: list[list[Statement]] = []
    for subject in dict.fromkeys((*before, *after)):
        was, now = before.get(subject, []), after.get(subject, [])
        if was == now or set(was) == set(now):
            continue
        if _kind(was or now) is not None:
            gone += [was] if was else []
            come += [now] if now else []
            continue
        of = {image: "figure", page: "record"}.get(subject) or compact(subject)
        of = of.removeprefix(f"{image}#").removeprefix(f"{compact(image)}#")
        known, said = set(was), set(now)
        rows += [
            {"of": of, **row}
            for row in fields(
                (one for one in was if one not in said), (one for one in now if one not in known)
            )
        ]
    found: dict[str, Any] = {"change": "changed", "figid": figid}
    if rows:
        found["fields"] = rows
    if gone or come:
        found["mentions"] = _mentions(gone, come)
    return found


def _by_subject(said: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for one in said:
        found.setdefault(one.subject, []).append(one)
    return found


def _kind(said: list[Statement]) -> str | None:
    """The kind of entity that a mention mentions; ``None`` for what is no mention."""
    types = (one.object[1:-1] for one in said if one.predicate == rdf.type)
    return next((_KINDS[iri] for iri in types if iri in _KINDS), None)


def _mentions(
    gone: list[list[Statement]], come: list[list[Statement]]
) -> dict[str, list[dict[str, Any]]]:
    """Mentions that only one release has; those of one word that says something else as changed."""
    before, after = _by_word(gone), _by_word(come)
    both = [key for key in before if len(before[key]) == len(after.get(key, ())) == 1]
    changed = []
    for key in both:
        was, now = before.pop(key)[0], after.pop(key)[0]
        known = {one[1:] for one in was}
        said = {one[1:] for one in now}
        lost = (one for one in was if one[1:] not in said)
        changed.append(
            {**_told(now), "fields": fields(lost, (o for o in now if o[1:] not in known))}
        )
    found = {
        "removed": [_told(said) for group in before.values() for said in group],
        "added": [_told(said) for group in after.values() for said in group],
        "changed": changed,
    }
    return {change: mentions for change, mentions in found.items() if mentions}


def _by_word(
    mentions: list[list[Statement]],
) -> dict[tuple[str | None, str], list[list[Statement]]]:
    found: dict[tuple[str | None, str], list[list[Statement]]] = {}
    for said in mentions:
        word = next((one.object for one in said if one.predicate == pfocr.word), "")
        found.setdefault((_kind(said), word), []).append(said)
    return found


_NAMES = {pfocr.word: "word", pfocr.match: "match", schema.name: "name"}


def _told(said: list[Statement]) -> dict[str, Any]:
    """A mention: kind, word, what was matched, the lexicons, the entities."""
    found: dict[str, Any] = {"kind": _kind(said)}
    lexicons, entities = [], []
    for one in said:
        if one.predicate in _NAMES:
            found[_NAMES[one.predicate]] = term(one.object)
        elif one.predicate == pfocr.lexicon:
            lexicons.append(compact(one.object[1:-1]))
        elif one.predicate == oa.hasBody:
            entities.append(compact(one.object[1:-1]))
    return {**found, "lexicons": lexicons, "entities": entities}
