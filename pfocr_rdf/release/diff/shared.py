"""What changed in the shared parts of two releases, read side by side."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeAlias

from pfocr_rdf.counts.tally import LABELS
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression, lines_of
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, schema, skos
from pfocr_rdf.rdf.vocabulary import DATASET, KINDS
from pfocr_rdf.release.diff.patch import Changes, changes_of
from pfocr_rdf.release.diff.statements import Statement, fields, statements, term
from pfocr_rdf.release.layout import named
from pfocr_rdf.release.manifest import FileEntry, Manifest
from pfocr_rdf.release.shared_lines import member_of, subject_of

ENTITIES: dict[str, tuple[str, str]] = {
    **{kind.type: (kind.key, kind.plural) for kind in KINDS.values()},
    schema.Taxon: ("taxon", "taxa"),
    schema.ScholarlyArticle: ("paper", "papers"),
    schema.Periodical: ("journal", "journals"),
    schema.Organization: ("organization", "organizations"),
    skos.Concept: ("lexicon", "lexicons"),
    schema.DefinedTerm: ("annotation", "annotations"),
    schema.Dataset: ("dataset", "datasets"),
}
"""Class → what its entities are called, one and many."""

_Group: TypeAlias = tuple[tuple[int, bytes], int, list[bytes]]
"""A subject's place in the order of all, the old (0) or new (1) release, and the lines of the
subject there, without their graph."""

_END = f" <{DATASET}> .".encode()
_AT_ONCE = 1000


def compare_shared(
    old: tuple[Folder, Manifest], new: tuple[Folder, Manifest], *, patch: bool
) -> Iterator[Changes]:
    """All entities whose descriptions differ, in the order of the parts, some at a time.

    Parts that both releases have are not read. Raises InputError for a damaged part.
    """
    parts = [_parts(manifest) for _, manifest in (old, new)]
    if len(parts[0]) == len(parts[1]):  # then they hold the same members
        known = {i.sha256 for i, j in zip(*parts, strict=True) if i.sha256 == j.sha256}
        parts = [[file for file in some if file.sha256 not in known] for some in parts]
    groups = merge(_groups(old[0], parts[0], 0), _groups(new[0], parts[1], 1))
    changed = _changed(groups)
    while some := list(islice(changed, _AT_ONCE)):
        removed = [line + _END for was, now in some for line in was if line not in now]
        added = [line + _END for was, now in some for line in now if line not in was]
        objects = [entity for was, now in some for entity in _entities(was, now)]
        yield changes_of(objects, removed, added, patch=patch)


def _changed(groups: Iterator[_Group]) -> Iterator[tuple[list[bytes], list[bytes]]]:
    for _, group in groupby(groups, itemgetter(0)):
        sides = {side: lines for _, side, lines in group}
        old, new = sides.get(0, []), sides.get(1, [])
        if old != new:
            yield old, new


def _parts(manifest: Manifest) -> list[FileEntry]:
    found = [file for file in manifest.files if file.role == "shared"]
    return sorted(found, key=lambda file: file.path)


def _groups(place: Folder, files: list[FileEntry], side: int) -> Iterator[_Group]:
    """The lines of each subject.

    Raises InputError where a part is damaged, or its lines are not in their order.
    """
    last: tuple[int, bytes] | None = None
    for file in files:
        with named(place, file.path), place.open(file.path) as opened:
            lines = _lines(lines_of(opened, find_compression(str(file.compression))))
            for subject, group in groupby(lines, subject_of):
                at = (member_of(subject), subject)
                if last is not None and at <= last:
                    raise InputError(f"{subject.decode()}: is not in the order of this program")
                yield at, side, list(group)
                last = at


def _lines(found: Iterator[bytes]) -> Iterator[bytes]:
    end = _END + b"\n"
    for line in found:
        if not line.endswith(end):
            raise InputError("damaged: a line is not in the dataset's graph")
        yield line[: -len(end)]


# ---- objects -------------------------------------------------------------------------------------


def _entities(old: list[bytes], new: list[bytes]) -> list[dict[str, Any]]:
    """An object for each class that the entity newly has, and had; else one for what changed.

    So the new entities of a class less those that are gone are the change of its count.
    """
    was, now = statements(old), statements(new)
    before, after = _classes(was), _classes(now)
    head = {"iri": (now or was)[0].subject, "label": _label(now or was)}
    found: list[dict[str, Any]] = [
        {"change": "gone", "kind": kind, **head} for kind in before if kind not in after
    ]
    found += [{"change": "new", "kind": kind, **head} for kind in after if kind not in before]
    both = [kind for kind in after if kind in before]
    if both or not (before or after):
        kind = (both or [""])[0]
        found.append({"change": "changed", "kind": kind, **head, "fields": fields(was, now)})
    return found


def _classes(some: list[Statement]) -> list[str]:
    types = [one.object[1:-1] for one in some if one.predicate == rdf.type]
    return [ENTITIES[iri][0] if iri in ENTITIES else compact(iri) for iri in types]


def _label(some: list[Statement]) -> str:
    for predicate in LABELS:
        texts = [term(one.object) for one in some if one.predicate == predicate]
        if texts:
            return min(text if isinstance(text, str) else text.get("@value", "") for text in texts)
    return ""
