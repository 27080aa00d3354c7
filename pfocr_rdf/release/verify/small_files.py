"""Checking the small files of a release: what it states of itself is made again and compared."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import InputError
from pfocr_rdf.release.describe.release import FOLDER
from pfocr_rdf.release.findings import Findings
from pfocr_rdf.release.manifest import Manifest
from pfocr_rdf.release.small_files import made_again, statistics_about
from pfocr_rdf.release.verify.checked_files import first_difference, statements
from pfocr_rdf.stats.html import release_text, without_charts
from pfocr_rdf.version import __version__

README = "README.md"
_COUNTED = ("faults.jsonl", "validation.json")
_TRIPLES = ("service.ttl", "void.ttl")
"""Compared as sets of triples: versions of the library that writes them lay them out otherwise."""


class SmallFiles:
    """What the small files of a release must be, made again from its manifest and its data.

    ``findings`` are those of the index, ``faults`` the lines of faults.jsonl that it has. Of a
    release that another version of the program made only counts are compared.
    """

    def __init__(self, manifest: Manifest, tally: Tally, findings: Findings, faults: bytes) -> None:
        self.manifest = manifest
        self.tally = tally
        self.findings = findings
        self.faults = faults
        self.is_ours = manifest.program.version == __version__
        self.made = made_again(manifest, tally) if self.is_ours else {}

    def list_problems(self) -> Iterator[str]:
        """What the manifest does not list, or lists though no such release has it."""
        made = {*self.made, *_COUNTED}
        roles = ("figures", "shared", "linksets", "index")
        listed = {file.path for file in self.manifest.files if file.role not in roles}
        for path in sorted(made - listed):
            yield f"does not list {path}"
        for path in sorted(listed - made - {"stats.html"}) if self.is_ours else ():
            yield f"lists {path}, which such a release does not have"

    def problem(self, path: str, data: bytes) -> str | None:
        """What is wrong with the content of a file, if anything is."""
        try:
            if path == "validation.json":
                return self._validation(data)
            if path == "faults.jsonl":
                return self._faults(data)
            if path == "stats.html" and self.is_ours:
                about = statistics_about(self.manifest)
                made = release_text(statistics(self.tally), about)
                return _difference(without_charts(data), made)
            if path in self.made:
                compare = _other_triples if path in _TRIPLES else _difference
                return compare(data, self.made[path])
        except InputError as error:
            return str(error)
        program = f"{self.manifest.program.name} {self.manifest.program.version}"
        if path == README and program.encode() not in data:
            return f"does not name {program}, which manifest.json does"
        return None

    def _validation(self, data: bytes) -> str | None:
        found = Findings()
        try:
            document = json.loads(data)
            counts, rows = document["counts"], document["findings"]
            found.update(rows)
        except (ValueError, KeyError, TypeError):
            return "cannot be read: it is not what validation found"
        if counts != asdict(self.manifest.validation):
            return "its counts are not those of manifest.json"
        if counts != found.counts() or len(rows) != len(found.to_json()):
            return "its counts are not those of its findings"
        numbers = {row["shape"]: row["count"] for row in rows}
        for row in self.findings.to_json():
            if numbers.get(row["shape"], 0) < row["count"]:
                return f"lacks findings of {row['shape']} that the index has"
        return None

    def _faults(self, data: bytes) -> str | None:
        found, counted = data.count(b"\n"), self.manifest.faults.faults
        if found != counted:
            return f"has {found:,} faults, but manifest.json counts {counted:,}"
        if self.is_ours and not data.endswith(self.faults):
            return "its faults are not those of the index"
        return None


def _difference(found: bytes, made: bytes) -> str | None:
    return first_difference(found.splitlines(True), made.splitlines(True))


def _other_triples(found: bytes, made: bytes) -> str | None:
    if found == made:
        return None
    has, should = ({str(one) for one in statements(text, "ttl", FOLDER)} for text in (found, made))
    for triple in sorted(has - should):
        return f"unexpected triple: {triple}"
    for triple in sorted(should - has):
        return f"missing triple: {triple}"
    return None
