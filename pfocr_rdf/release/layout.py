"""The files of a release: where each lies and what it is for."""

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


_PACKED = f"(?:{'|'.join(re.escape(c.suffix) for c in COMPRESSIONS.values())})"


class Numbered:
    """A kind of file that shards or parts have one of, compressed."""

    def __init__(self, start: str, digits: int, end: str) -> None:
        self._form = f"{start}-{{:0{digits}}}.{end}".format
        self.pattern = re.compile(rf"{start}-(\d{{{digits},}})\.{end}{_PACKED}")

    def __call__(self, number: int, suffix: str) -> str:
        """The path of a file; ``suffix`` is that of the compression."""
        return self._form(number) + suffix

    def number(self, path: str) -> int | None:
        """The number of the shard or part, if it is a path of this kind.

        >>> figures_index.number("index/figures-00012.jsonl.gz"), figures.number("README.md")
        (12, None)
        """
        match = self.pattern.fullmatch(path)
        return None if match is None else int(match[1])


figures = Numbered("data/figures", 5, "nq")
"""The quads of a shard's figures."""
shared = Numbered("data/shared", 2, "nq")
"""A part of what figures have in common."""
linksets = Numbered("linksets/linksets", 2, "nt")
"""The links from the entities of a part to the same entities elsewhere."""
figures_index = Numbered("index/figures", 5, "jsonl")
"""What a shard holds, record by record."""
figures_shared = Numbered("index/figures", 5, "shared")
"""The shared triples that a shard's figures need."""
shared_index = Numbered("index/shared", 2, "json")
"""What a shared part was made from, and what it holds."""


class Role(NamedTuple):
    """What files are for, and their media type."""

    name: str
    pattern: re.Pattern[str]
    media_type: str


ROLES: tuple[Role, ...] = (
    Role("figures", figures.pattern, "application/n-quads"),
    Role("shared", shared.pattern, "application/n-quads"),
    Role("linksets", linksets.pattern, "application/n-triples"),
    Role("index", figures_index.pattern, "application/jsonl"),
    Role("index", figures_shared.pattern, "application/n-triples"),
    Role("index", shared_index.pattern, "application/json"),
    Role("ontology", re.compile(r"ontology\.ttl"), "text/turtle"),
    Role("shapes", re.compile(r"shapes/[\w-]+\.ttl"), "text/turtle"),
    Role("queries", re.compile(r"queries/[\w/-]+\.rq"), "application/sparql-query"),
    Role("queries", re.compile(r"queries/sparql-examples\.ttl"), "text/turtle"),
    Role("description", re.compile(r"(void|service)\.ttl"), "text/turtle"),
    Role("description", re.compile(r"dataset\.jsonld"), "application/ld+json"),
    Role("readme", re.compile(r"README\.md"), "text/markdown"),
    Role("validation", re.compile(r"validation\.json"), "application/json"),
    Role("faults", re.compile(r"faults\.jsonl"), "application/jsonl"),
    Role("statistics", re.compile(r"statistics\.json"), "application/json"),
    Role("statistics", re.compile(r"stats\.html"), "text/html"),
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
