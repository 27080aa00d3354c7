"""A release as its descriptions name it: IRIs, addresses of its files, and texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import figure_iri, release_iri
from pfocr_rdf.release.guard import matching
from pfocr_rdf.release.manifest import FileEntry, Manifest

KEYWORDS = (
    "pathway figures",
    "gene sets",
    "optical character recognition",
    "genes",
    "chemicals",
    "diseases",
    "RDF",
    "linked data",
)

FOLDER = "release:/release/"
"""Stands for the folder of a release whose URL is not known."""


@dataclass(frozen=True, slots=True)
class DescribedRelease:
    """A release, by its manifest."""

    manifest: Manifest

    def iri(self, name: str = "") -> IRI:
        """The IRI of the release, or of a part of it."""
        return release_iri(self.manifest.version) + (name and f"#{name}")

    @property
    def previous(self) -> IRI | None:
        """The IRI of the previous release."""
        previous = self.manifest.previous
        return None if previous is None else release_iri(previous.version)

    @property
    def base(self) -> str | None:
        """The URL that the folder is published at, with a slash at the end."""
        base = self.manifest.base
        return base if base is None or base.endswith("/") else f"{base}/"

    def url(self, path: str) -> IRI:
        """Where a file is published; below :data:`FOLDER` where that is not known."""
        return (self.base or FOLDER) + path

    def file(self, file: FileEntry) -> IRI:
        """The IRI of a file as a part of the release, wherever it is published."""
        return self.iri(f"file-{file.path.replace('/', '.')}")

    @property
    def files(self) -> list[FileEntry]:
        """Its files, sorted by path."""
        return sorted(self.manifest.files, key=lambda file: file.path)

    @property
    def examples(self) -> list[IRI]:
        """Some figures: the first of some shards."""
        firsts = [file.first for file in self.files if file.first]
        return [figure_iri(figid) for figid in firsts[:3]]

    @property
    def description(self) -> str:
        """Some sentences for people who look for data."""
        counts = self.manifest.counts
        return (
            f"{counts.figures:,} published pathway figures as RDF, in {counts.triples:,} triples: "
            "the words that optical character recognition read in them, the genes, chemicals and "
            "diseases that those words were matched to, and the papers that the figures are from. "
            f"Release {self.manifest.version} of PFOCR, the database of pathway figures of PubMed "
            "Central."
        )

    @property
    def input_title(self) -> str:
        """What the release was made from."""
        return f"{self.manifest.input.records:,} records of PFOCR"

    def notes(self) -> Iterator[str]:
        """What is unusual: changes that the guard let pass because they were declared, and records
        that were left out.
        """
        guard = self.manifest.guard
        needed: set[str] = set()
        for finding in guard.findings:
            needed.update(matching(finding.rule, guard.declared))
            reason = finding.declared
            yield finding.message + (f" (declared: {reason})" if reason else "")
        for rule, reason in sorted(guard.declared.items()):
            if rule not in needed:
                yield f"{rule}: nothing was found (declared: {reason})"
        left_out = self.manifest.faults.left_out
        if left_out:
            total = self.manifest.input.records
            yield f"{left_out:,} of {total:,} records were left out; faults.jsonl tells why."


def media_types(file: FileEntry) -> list[str]:
    """The media type of a file and, where it is compressed, that of the compression."""
    if file.compression is None:
        return [file.media_type]
    return [file.media_type, find_compression(file.compression).media_type]
