"""What the descriptions of a release say alike: texts, IRIs, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import figure_iri, release_iri
from pfocr_rdf.release.guard import matching
from pfocr_rdf.release.manifest import FileEntry, Manifest

__all__ = ["FOLDER", "KEYWORDS", "About"]

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
"""Stands for the folder of the release where nobody says at which URL it is published."""


@dataclass(frozen=True, slots=True)
class About:
    """A release, as its manifest tells it.

    ``base`` is the URL that the folder is published at, with a slash at the end, or ``None``.
    ``notes`` tell what is unusual: changes that the guard let pass because they were declared, and
    records that were left out. ``joined`` is the SHA-256 of all data as one file, ``endpoint`` the
    URL of a SPARQL service that has the release.
    """

    iri: IRI
    version: str
    title: str
    issued: str | None
    previous: IRI | None
    previous_version: str | None
    program: str
    program_version: str
    records: int
    revision: str | None
    digest: str
    figures: int
    triples: int
    examples: tuple[IRI, ...]
    notes: tuple[str, ...]
    files: tuple[FileEntry, ...]
    joined: str | None
    endpoint: str | None
    base: str | None

    @classmethod
    def of(cls, manifest: Manifest, base: str | None = None) -> About:
        """Take what the manifest says (docs/releases.md)."""
        last = None if manifest.previous is None else manifest.previous.version
        files = sorted(manifest.files, key=lambda file: file.path)
        firsts = [file.first for file in files if file.first]
        return cls(
            iri=release_iri(manifest.version),
            version=manifest.version,
            title=manifest.title,
            issued=manifest.issued,
            previous=None if last is None else release_iri(last),
            previous_version=last,
            program=manifest.program.name,
            program_version=manifest.program.version,
            records=manifest.input.records,
            revision=manifest.input.revision,
            digest=manifest.input.digest,
            figures=manifest.counts.figures,
            triples=manifest.counts.triples,
            examples=tuple(figure_iri(figid) for figid in firsts[:3]),
            notes=tuple(_notes(manifest)),
            files=tuple(files),
            joined=None if manifest.joined is None else manifest.joined.sha256,
            endpoint=manifest.endpoint,
            base=base if base is None or base.endswith("/") else base + "/",
        )

    @property
    def description(self) -> str:
        """Some sentences for people who look for data."""
        return (
            f"{self.figures:,} published pathway figures as RDF, in {self.triples:,} triples: the "
            "words that optical character recognition read in them, the genes, chemicals and "
            "diseases that those words were matched to, and the papers that the figures are from. "
            f"Release {self.version} of PFOCR, the database of pathway figures of PubMed Central."
        )

    @property
    def data(self) -> list[FileEntry]:
        """The files of the data proper."""
        return [file for file in self.files if file.is_data]

    def file(self, path: str) -> IRI:
        """The IRI of a file as a part of the release, wherever it is published."""
        return f"{self.iri}#file-{path.replace('/', '.')}"

    def url(self, path: str) -> IRI:
        """Where a file is published; relative to :data:`FOLDER` where that is not known."""
        return (self.base or FOLDER) + path


def _notes(manifest: Manifest) -> list[str]:
    guard = manifest.guard
    notes = []
    needed: set[str] = set()
    for finding in guard.findings:
        needed.update(matching(finding.rule, guard.declared))
        reason = finding.declared
        notes.append(finding.message + (f" (declared: {reason})" if reason else ""))
    for rule, reason in sorted(guard.declared.items()):
        if rule not in needed:
            notes.append(f"{rule}: nothing was found (declared: {reason})")
    left_out = manifest.faults.left_out
    if left_out:
        total = manifest.input.records
        notes.append(f"{left_out:,} of {total:,} records were left out; faults.jsonl tells why.")
    return notes
