"""What changed in the shared parts of two releases, read side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import find_compression, lines_of
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import rdf, rdfs, schema, skos
from pfocr_rdf.rdf.vocabulary import DATASET, KINDS
from pfocr_rdf.release.diff.statements import Statement, fields, statement, term
from pfocr_rdf.release.shared_lines import member_of, subject_of

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder
    from pfocr_rdf.release.manifest import FileEntry, Manifest

__all__ = ["ENTITIES", "Change", "compare_shared", "shared_groups"]

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
"""Class → what its things are called, one and many."""

_END = f" <{DATASET}> .".encode()
_LABELS = (schema.name, skos.prefLabel, rdfs.label, schema.alternateName)


class Change(NamedTuple):
    """A thing whose description changed: the lines that are gone and those that came, and the
    objects that tell of it.
    """

    removed: list[bytes]
    added: list[bytes]
    told: list[dict[str, Any]]


class _Group(NamedTuple):
    """The lines of a subject; groups are compared by its place in the order."""

    place: tuple[int, bytes]
    lines: list[bytes]


def compare_shared(old: tuple[Folder, Manifest], new: tuple[Folder, Manifest]) -> Iterator[Change]:
    """All things whose descriptions differ, in the order of the parts.

    Parts that both releases have are not read. Raises InputError for a damaged part.
    """
    parts = [_parts(manifest) for _, manifest in (old, new)]
    if len(parts[0]) == len(parts[1]):  # then they hold the same members
        same = [i for i, j in zip(*parts, strict=True) if i.sha256 == j.sha256]
        known = {file.sha256 for file in same}
        parts = [[file for file in some if file.sha256 not in known] for some in parts]
    theirs = shared_groups(old[0], parts[0])
    ours = shared_groups(new[0], parts[1])
    left, right = next(theirs, None), next(ours, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left.place < right.place):
            assert left is not None
            yield _change(left.lines, [])
            left = next(theirs, None)
        elif left is None or right.place < left.place:
            yield _change([], right.lines)
            right = next(ours, None)
        else:
            if left.lines != right.lines:
                yield _change(left.lines, right.lines)
            left, right = next(theirs, None), next(ours, None)


def _parts(manifest: Manifest) -> list[FileEntry]:
    found = [file for file in manifest.files if file.role == "shared"]
    return sorted(found, key=lambda file: file.path)


def shared_groups(place: Folder, files: list[FileEntry]) -> Iterator[_Group]:
    """The lines of each subject, without their graph.

    Raises InputError where a part is damaged, or its lines are not in their order.
    """
    last: _Group | None = None
    for file in files:
        try:
            with place.open(file.path) as opened:
                lines = _lines(lines_of(opened, find_compression(str(file.compression))))
                for subject, group in groupby(lines, subject_of):
                    one = _Group((member_of(subject), subject), list(group))
                    if last is not None and one.place <= last.place:
                        raise InputError(f"{subject.decode()}: is not in the order of this program")
                    yield one
                    last = one
        except FileNotFoundError:
            raise InputError(f"{place.url}/{file.path}: is not there") from None
        except InputError as error:
            raise InputError(f"{place.url}/{file.path}: {error}") from None


def _lines(found: Iterator[bytes]) -> Iterator[bytes]:
    end = _END + b"\n"
    for line in found:
        if not line.endswith(end):
            raise InputError("damaged: a line that is not of the dataset's graph")
        yield line[: -len(end)]


# ---- what is told --------------------------------------------------------------------------------


def _change(old: list[bytes], new: list[bytes]) -> Change:
    known, said = set(old), set(new)
    removed = [line + _END for line in old if line not in said]
    added = [line + _END for line in new if line not in known]
    return Change(removed, added, _told(_statements(old), _statements(new)))


def _statements(lines: list[bytes]) -> list[Statement]:
    return [statement(line + _END, _END) for line in lines]


def _told(was: list[Statement], now: list[Statement]) -> list[dict[str, Any]]:
    """An object for each class that the thing newly has, and had; else one for what changed.

    So the new things of a class less those that are gone are the change of its count.
    """
    before, after = _classes(was), _classes(now)
    iri = (now or was)[0].subject
    head = {"iri": iri, "label": _label(now or was)}
    found: list[dict[str, Any]] = [
        {"change": "gone", "kind": kind, **head} for kind in before if kind not in after
    ]
    found += [{"change": "new", "kind": kind, **head} for kind in after if kind not in before]
    both = [kind for kind in after if kind in before]
    if both or not (before or after):
        kind = (both or [""])[0]
        rows = fields(
            (one for one in was if one not in now), (one for one in now if one not in was)
        )
        found.append({"change": "changed", "kind": kind, **head, "fields": rows})
    return found


def _classes(said: list[Statement]) -> list[str]:
    types = [one.object[1:-1] for one in said if one.predicate == rdf.type]
    return [ENTITIES[iri][0] if iri in ENTITIES else compact(iri) for iri in types]


def _label(said: list[Statement]) -> str:
    for predicate in _LABELS:
        texts = [term(one.object) for one in said if one.predicate == predicate]
        if texts:
            return min(text if isinstance(text, str) else text.get("@value", "") for text in texts)
    return ""
