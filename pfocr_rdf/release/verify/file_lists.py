"""The files that a release lists: its sums and its manifest, against each other and the folder."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.release import layout
from pfocr_rdf.release.manifest import FileEntry, Manifest, is_there, load, read_sums, sums
from pfocr_rdf.release.shared_lines import part_numbers
from pfocr_rdf.release.verify.checked_files import OTHER_SUM, Problem, first_difference


@dataclass(slots=True)
class FileLists:
    """What files a release lists, and what is wrong with that.

    ``manifest`` is ``None`` where it cannot be used. ``files`` are all but the manifest and the
    sums: their entries in it, or their sums alone. ``names`` are the files that are there, ``None``
    where the folder cannot be listed. ``bytes`` is the size of the manifest. ``shards`` and
    ``parts`` are the numbers of those whose data is all listed, 0 where data is missing.
    """

    manifest: Manifest | None = None
    files: dict[str, FileEntry | str] = field(default_factory=dict)
    names: list[str] | None = None
    problems: list[Problem] = field(default_factory=list)
    bytes: int = 0
    shards: int = 0
    parts: int = 0

    def problem(self, path: str, message: str) -> None:
        """Note what is wrong with a file."""
        self.problems.append(Problem(path, message))

    @contextmanager
    def noted(self, path: str, missing: str = "is missing") -> Iterator[None]:
        """Note errors of the block that reads a file."""
        try:
            yield
        except FileNotFoundError:
            self.problem(path, missing)
        except InputError as error:
            self.problem(path, str(error).removeprefix(f"{path}:").strip())


def read_lists(place: Folder) -> FileLists:
    """Read and compare the lists of a release."""
    lists = FileLists()
    written = b""
    listed_sums: dict[str, str] = {}
    with lists.noted(layout.SUMS, "is missing: the release is not finished"):
        data = place.read(layout.SUMS)
        listed_sums, written = read_sums(data, layout.SUMS), data
    content = _read_manifest(place, lists, listed_sums)
    manifest = lists.manifest
    if manifest is None:
        lists.files = {path: listed_sums[path] for path in sorted(listed_sums)}
        lists.files.pop(layout.MANIFEST, None)
    else:
        lists.files = {file.path: file for file in manifest.files if layout.is_known(file.path)}
        made = sums(manifest, content).splitlines(True)
        difference = first_difference(written.splitlines(True), made)
        if listed_sums and difference:
            lists.problem(layout.SUMS, difference)
        _check_data_files(lists, manifest)
    _check_names(place, lists)
    return lists


def _read_manifest(place: Folder, lists: FileLists, listed_sums: dict[str, str]) -> bytes:
    """Read the manifest, if it can be used; its content."""
    data = b""
    with lists.noted(layout.MANIFEST):
        data = place.read(layout.MANIFEST)
        lists.bytes = len(data)
        digest = hashlib.sha256(data).hexdigest()
        if listed_sums.get(layout.MANIFEST, digest) != digest:
            raise InputError(OTHER_SUM)
        lists.manifest = load(data)
    return data


def _check_data_files(lists: FileLists, manifest: Manifest) -> None:
    """Compare the data that is listed with what so many shards have."""
    suffix = find_compression(manifest.compression).suffix
    shards = sum(file.role == "figures" for file in manifest.files)
    parts = part_numbers(shards)
    wanted = {path for number in range(shards) for path in shard_paths(number, suffix)}
    wanted.update(path for number in range(parts) for path in part_paths(number, suffix))
    listed = {file.path for file in manifest.files if file.path.startswith(layout.DATA)}
    for path in sorted(wanted - listed):
        lists.problem(layout.MANIFEST, f"does not list {path}")
    for path in sorted(listed - wanted):
        lists.problem(layout.MANIFEST, f"lists {path}, which such a release does not have")
    if wanted == listed:
        lists.shards, lists.parts = shards, parts


def _check_names(place: Folder, lists: FileLists) -> None:
    """Find files that should not be there."""
    try:
        lists.names = names = place.names()
    except UsageError:
        names = [layout.INCOMPLETE] if is_there(place, layout.INCOMPLETE) else []
    if layout.INCOMPLETE in names:
        lists.problem(layout.INCOMPLETE, "exists: the release is not finished")
    complete = bool(lists.files) and layout.INCOMPLETE not in names
    known = {*lists.files, layout.MANIFEST, layout.SUMS}
    for path in names:
        if path not in known and (complete or not layout.is_known(path)):
            lists.problem(path, "is not a file of the release")


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
