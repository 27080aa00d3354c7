"""The files of a release: where each lies and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import COMPRESSIONS
from pfocr_rdf.files.folders import Folder

MANIFEST = "manifest.json"
DATASET = "dataset.jsonld"
SUMS = "SHA256SUMS"
"""Written last of all: a folder without it is no release, or none yet."""
INCOMPLETE = "INCOMPLETE"
"""There only while a release is being made; holds its version, so that no other is mixed in."""


DATA = ("data/", "index/", "linksets/")
"""Folders of what shards and shared parts are made of."""


def figures(number: int, suffix: str) -> str:
    """The quads of a shard's figures; ``suffix`` is that of the compression."""
    return f"data/figures-{number:05d}.nq{suffix}"


def shared(part: int, suffix: str) -> str:
    """A part of what figures have in common."""
    return f"data/shared-{part:02d}.nq{suffix}"


def linksets(part: int, suffix: str) -> str:
    """The links from the entities of a part to the same things elsewhere."""
    return f"linksets/linksets-{part:02d}.nt{suffix}"


def figures_index(number: int, suffix: str) -> str:
    """What a shard holds, record by record."""
    return f"index/figures-{number:05d}.jsonl{suffix}"


def figures_shared(number: int, suffix: str) -> str:
    """The shared triples that a shard's figures need."""
    return f"index/figures-{number:05d}.shared{suffix}"


def shared_index(part: int, suffix: str) -> str:
    """What a shared part was made from, and what it holds."""
    return f"index/shared-{part:02d}.json{suffix}"


def number_of(path: str) -> int:
    """The number of a shard or part in the name of one of its files.

    >>> number_of("index/figures-00012.jsonl.gz")
    12
    """
    return int(path.rpartition("-")[2].partition(".")[0])


class Role(NamedTuple):
    """What files are for, and their media type."""

    name: str
    pattern: re.Pattern[str]
    media_type: str


_PACKED = f"({'|'.join(re.escape(c.suffix) for c in COMPRESSIONS.values())})"

ROLES: tuple[Role, ...] = tuple(
    Role(name, re.compile(pattern), media_type)
    for name, pattern, media_type in (
        ("figures", rf"data/figures-\d{{5,}}\.nq{_PACKED}", "application/n-quads"),
        ("shared", rf"data/shared-\d{{2}}\.nq{_PACKED}", "application/n-quads"),
        ("linksets", rf"linksets/linksets-\d{{2}}\.nt{_PACKED}", "application/n-triples"),
        ("index", rf"index/figures-\d{{5,}}\.jsonl{_PACKED}", "application/jsonl"),
        ("index", rf"index/figures-\d{{5,}}\.shared{_PACKED}", "application/n-triples"),
        ("index", rf"index/shared-\d{{2}}\.json{_PACKED}", "application/json"),
        ("ontology", r"ontology\.ttl", "text/turtle"),
        ("shapes", r"shapes/[\w-]+\.ttl", "text/turtle"),
        ("queries", r"queries/[\w/-]+\.rq", "application/sparql-query"),
        ("queries", r"queries/sparql-examples\.ttl", "text/turtle"),
        ("description", r"(void|service)\.ttl", "text/turtle"),
        ("description", r"dataset\.jsonld", "application/ld+json"),
        ("readme", r"README\.md", "text/markdown"),
        ("validation", r"validation\.json", "application/json"),
        ("faults", r"faults\.jsonl", "application/jsonl"),
        ("statistics", r"statistics\.json", "application/json"),
        ("statistics", r"stats\.html", "text/html"),
    )
)
"""Every file of a release but its manifest and its sums; a new kind of file is a row here."""


def is_known(path: str) -> bool:
    """Whether a release may have a file of that name."""
    if path in (MANIFEST, SUMS, INCOMPLETE):
        return True
    return any(role.pattern.fullmatch(path) for role in ROLES)


def is_begun(path: str) -> bool:
    """Whether a file of a release may be there before the release is described."""
    return path == INCOMPLETE or path.startswith(DATA)


def role_of(path: str) -> Role:
    """The role of a file; raises UsageError for one that no release has."""
    for role in ROLES:
        if role.pattern.fullmatch(path):
            return role
    raise UsageError(f"{path}: no file of a release")


@contextmanager
def named(place: Folder, path: str) -> Iterator[None]:
    """Errors of the block that reads a file of a release name it. Raises InputError."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{place.url}/{path}: is missing") from None
    except InputError as error:
        raise InputError(f"{place.url}/{path}: {error}") from None
