"""The lists of a release's files: its sums and its manifest, against each other and the folder."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import COMPRESSIONS
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import (
    FileEntry,
    FileSum,
    Manifest,
    file_entry,
    is_there,
    load,
)
from pfocr_rdf.release.shared_lines import part_numbers
from pfocr_rdf.release.sums import read_sums
from pfocr_rdf.release.verify.checked_files import OTHER_SUM, Expected

if TYPE_CHECKING:
    from pfocr_rdf.files.folders import Folder

__all__ = ["Lists", "part_paths", "shard_paths"]

_NUMBER = re.compile(r"-(\d+)\.")
_MISSPELT = 8
_COUNTED = ("figures", "shared", "linksets")


class Lists:
    """What files a release has; ``problem`` is told what is wrong with the lists.

    ``sums`` are those of all files but the manifest, from it where ``SHA256SUMS`` has none;
    ``shards`` and ``parts`` are the manifest's entries of data by number, ``others`` all other
    paths. ``manifest`` is ``None`` where it cannot be used. ``whole`` tells that all data is
    listed, ``unlisted`` that the folder cannot be.
    """

    def __init__(self, place: Folder, problem: Callable[[str, str], None]) -> None:
        self.place = place
        self.problem = problem
        self.bytes = 0
        self.unlisted = False
        self.whole = False
        self.shards: dict[int, FileEntry] = {}
        self.parts: dict[int, FileEntry] = {}
        self.others: list[str] = []
        self._in_form = True
        self._wrong_sums: list[str] = []
        self._listed: dict[str, str] = {}
        self.sums = self._read_sums()
        self.manifest = self._read_manifest()
        self._check_list()
        self._sort()

    def _read_sums(self) -> dict[str, str]:
        try:
            data = self.place.read(layout.SUMS)
            found = read_sums(data, layout.SUMS)
        except FileNotFoundError:
            self.problem(layout.SUMS, "is not there: the release is not finished")
            return {}
        except InputError as error:
            self.problem(layout.SUMS, str(error).removeprefix(f"{layout.SUMS}:").strip())
            return {}
        text = "".join(f"{digest}  {path}\n" for path, digest in sorted(found.items()))
        self._in_form = text.encode() == data
        return found

    def _read_manifest(self) -> Manifest | None:
        """The manifest, if it can be used."""
        name = layout.MANIFEST
        try:
            data = self.place.read(name)
        except FileNotFoundError:
            self.problem(name, "is not there")
            return None
        digest = hashlib.sha256(data).hexdigest()
        self.bytes += len(data)
        said = self.sums.get(name, digest)
        if said != digest:
            if not _is_misspelt(said, digest):
                self.problem(name, OTHER_SUM)
                return None
            self._wrong_sums.append(f"has another sum of {name} than the file")
        try:
            return load(data)
        except InputError as error:
            self.problem(name, str(error))
            return None

    def _check_list(self) -> None:
        """Hold the lists of files and the folder against each other."""
        files = () if self.manifest is None else self.manifest.files
        self._listed = {file.path: file.sha256 for file in files}
        there = self._names()
        if self.sums and self._listed:
            lacking = sorted({*self._listed, layout.MANIFEST} - self.sums.keys())
            self._wrong_sums += [f"does not have {path}" for path in lacking]
            for path in sorted(self.sums.keys() - self._listed.keys() - {layout.MANIFEST}):
                if path in there:
                    self.problem(path, "is in SHA256SUMS, but not in manifest.json")
                else:
                    self._wrong_sums.append(f"has {path}, which manifest.json does not have")
                    del self.sums[path]
        if self.sums and not self._in_form and not self._wrong_sums:
            self._wrong_sums.append("is not in its form: a line a file, sorted by path")
        for message in self._wrong_sums:
            self.problem(layout.SUMS, message)
        for path, times in Counter(file.path for file in files).items():
            if times > 1:
                self.problem(layout.MANIFEST, f"lists {path} {times:,} times")
        for file in files:
            self._check_entry(file)
        known = {*self.sums, *self._listed, layout.MANIFEST, layout.SUMS}
        self.sums = {**self._listed, **self.sums}
        self.sums.pop(layout.MANIFEST, None)
        if layout.INCOMPLETE in there:
            self.problem(layout.INCOMPLETE, "is there: the release is not finished")
        complete = bool(self.sums) and layout.INCOMPLETE not in there
        for path in there:
            if path not in known and (complete or not layout.is_known(path)):
                self.problem(path, "is no file of the release")

    def _names(self) -> list[str]:
        """The files that are there; where they cannot be listed, those that were asked for."""
        try:
            return self.place.names()
        except UsageError:
            self.unlisted = True
        asked = [*self.sums.keys() - self._listed.keys(), layout.INCOMPLETE]
        return [path for path in sorted(asked) if _is_name(path) and is_there(self.place, path)]

    def _check_entry(self, file: FileEntry) -> None:
        """Whether the manifest says what every file of that name is."""
        try:
            entry = file_entry(file.path, FileSum(file.bytes, file.sha256)).to_json()
        except UsageError as error:
            self.problem(layout.MANIFEST, str(error))
            return
        said = file.to_json()
        more = said.keys() - entry.keys() if file.role not in _COUNTED else set()
        wrong = [key for key in entry if said[key] != entry[key]] + sorted(more)
        if wrong:
            self.problem(
                layout.MANIFEST, f"what it says of {file.path} is not so: {', '.join(wrong)}"
            )

    def _sort(self) -> None:
        self.whole = self.manifest is not None
        self.others = sorted(self.sums)
        if self.manifest is None:
            return
        suffix = COMPRESSIONS[self.manifest.compression].suffix
        taken: set[str] = set()
        for file in self.manifest.files:
            match = _NUMBER.search(file.path)
            number = int(match[1]) if match else 0
            if file.path == layout.figures(number, suffix):
                self.shards[number] = file
                taken.update(shard_paths(number, suffix))
            elif file.path == layout.shared(number, suffix):
                self.parts[number] = file
                taken.update(part_paths(number, suffix))
        self.others = sorted(self.sums.keys() - taken)
        for found in (self.shards, self.parts):
            if sorted(found) != list(range(len(found))):
                self.problem(layout.MANIFEST, "data files are missing from its list")
                self.whole = False
        if self.whole and len(self.parts) != part_numbers(len(self.shards)):
            self.problem(layout.MANIFEST, "has not the shared parts that so many shards have")
            self.whole = False

    def expected(self, paths: Iterable[str]) -> tuple[Expected, ...]:
        """What files should be."""
        files = () if self.manifest is None else self.manifest.files
        sizes = {file.path: file.bytes for file in files}
        return tuple(
            Expected(
                path,
                self.sums.get(path, ""),
                self._listed.get(path, self.sums.get(path, "")),
                sizes.get(path),
            )
            for path in paths
        )


def _is_name(path: str) -> bool:
    return not any(part in ("", ".", "..") for part in path.split("/"))


def _is_misspelt(said: str, digest: str) -> bool:
    """Whether a sum is another but for a few digits: those of different files share few."""
    return len(said) == len(digest) and sum(map(str.__ne__, said, digest)) <= _MISSPELT


def shard_paths(number: int, suffix: str) -> tuple[str, ...]:
    """The files of a shard."""
    return (
        layout.figures(number, suffix),
        layout.figures_index(number, suffix),
        layout.figures_shared(number, suffix),
    )


def part_paths(number: int, suffix: str) -> tuple[str, ...]:
    """The files of a shared part."""
    return (
        layout.shared(number, suffix),
        layout.linksets(number, suffix),
        layout.shared_index(number, suffix),
    )
