"""The file ``README.md`` of a release: for people who find the folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.namespaces import SITE
from pfocr_rdf.rdf.vocabulary import KINDS, LICENSES, PAPER
from pfocr_rdf.release.describe.about import About
from pfocr_rdf.release.manifest import FileEntry, Manifest

__all__ = ["NAME", "readme"]

NAME = "README.md"

_LISTED = 16
"""Files of one role that are listed one by one."""

_ROLES = {
    "figures": "the records, each in its own named graph",
    "shared": "what records have in common: papers, genes, chemicals, diseases, taxa, lexicons",
    "linksets": "links to the same genes, chemicals, diseases and taxa elsewhere",
    "ontology": "the terms that PFOCR has of its own",
    "shapes": "SHACL shapes that the data was validated against",
    "queries": "SPARQL queries, and all of them in the form that SIB's tools read",
    "description": "the release described for programs",
    "statistics": "what was counted",
    "validation": "what validation found",
    "faults": "faults of the input, one a line",
    "index": "what each shard holds; the next release is made from it",
    "readme": "this page",
}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!])")


def readme(manifest: Manifest) -> bytes:
    """The page of a release, from its manifest.

    The sums of the small files that it does not list are in ``SHA256SUMS``, as all others are.
    """
    about = About.of(manifest)
    return "\n".join(_lines(manifest, about)).encode()


def _lines(manifest: Manifest, about: About) -> Iterator[str]:
    paths = {file.path for file in about.files}
    issued = "" if about.issued is None else f", issued {about.issued}"
    yield f"# {_plain(about.title)}"
    yield ""
    yield _plain(about.description)
    yield ""
    yield f"Version {_plain(about.version)}{issued}. Its IRI is <{about.iri}>."
    if about.previous_version is not None:
        yield f"It follows version {_plain(about.previous_version)}."
    yield f"PFOCR: <{SITE}>."
    yield ""
    yield "## Numbers"
    yield ""
    yield from _table(("what", "how many"), _numbers(manifest))
    if "stats.html" in paths:
        yield "[stats.html](stats.html) has charts of the years, entities and organisms."
        yield ""
    yield "`void.ttl` has the numbers of every class and property."
    yield ""
    yield "## Files"
    yield ""
    yield from _files(about)
    yield from _use(find_compression(manifest.compression).suffix, about.joined)
    notes = [_plain(note) for note in about.notes] + list(_removed(manifest))
    if notes:
        yield "## To know"
        yield ""
        yield from (f"- {note}" for note in notes)
        yield ""
    yield "## Licence and citation"
    yield ""
    yield f"The data is in the public domain: [CC0 1.0]({LICENSES['CC0']}). The figures themselves"
    yield "are their publishers'. Please cite"
    yield ""
    yield f"> {PAPER.citation} <{PAPER.iri}>"
    yield ""
    yield f"Made with {about.program} {about.program_version} from {about.records:,} records" + (
        "." if about.revision is None else f" at revision `{about.revision}`."
    )
    yield ""


def _removed(manifest: Manifest) -> Iterator[str]:
    gone = len(manifest.guard.removed)
    if gone:
        them = "it" if gone == 1 else "all of them"
        yield f"{count_of(gone, 'figure')} of the last release gone: `manifest.json` names {them}."


def _numbers(manifest: Manifest) -> Iterator[tuple[str, str]]:
    counts = manifest.counts
    yield "figures", f"{counts.figures:,}"
    yield "triples", f"{counts.triples:,}"
    yield "named graphs", f"{counts.graphs:,}"
    for key, kind in KINDS.items():
        if key in counts.entities:
            yield f"different {kind.plural}", f"{counts.entities[key]:,}"
        if key in counts.mentions:
            yield f"mentions of {kind.plural}", f"{counts.mentions[key]:,}"
    for name, number in asdict(manifest.validation).items():
        yield f"{name} of SHACL shapes", f"{number:,}"


def _files(about: About) -> Iterator[str]:
    by_role: dict[str, list[FileEntry]] = {}
    for file in about.files:
        by_role.setdefault(file.role, []).append(file)
    rows = []
    for role, meaning in _ROLES.items():
        files = by_role.get(role, [])
        size = sum(file.bytes for file in files)
        if files:
            rows.append((meaning, f"{len(files):,}", _size(size)))
    yield from _table(("files", "how many", "size"), rows)
    rows = []
    for role in ("figures", "shared", "linksets"):
        files = by_role.get(role, [])
        if len(files) <= _LISTED:
            rows += [(f"`{file.path}`", f"{file.bytes:,}", f"`{file.sha256}`") for file in files]
    if rows:
        yield from _table(("file", "bytes", "SHA-256"), rows)
    yield "`manifest.json` and `SHA256SUMS` list every file."
    yield ""


def _use(suffix: str, joined: str | None) -> Iterator[str]:
    whole = f"pfocr.nq{suffix}"
    yield "## Use"
    yield ""
    yield "Check that nothing was lost or changed on the way:"
    yield ""
    yield "    sha256sum -c SHA256SUMS"
    yield ""
    yield "Check also that what is said here is true, counting everything again:"
    yield ""
    yield "    pfocr-rdf verify ."
    yield ""
    yield "Make one file of all data:"
    yield ""
    yield f"    cat data/*.nq{suffix} > {whole}"
    yield ""
    if joined is not None:
        yield f"Its SHA-256 is `{joined}`."
        yield ""
    yield "Load it into a store of its own, and ask:"
    yield ""
    yield f"    pfocr-rdf load data/*.nq{suffix} --store pfocr.db"
    yield "    pfocr-rdf query release-counts --store pfocr.db"
    yield ""
    yield "Load it into a SPARQL endpoint:"
    yield ""
    yield f"    pfocr-rdf load data/*.nq{suffix} --endpoint http://127.0.0.1:7878"
    yield ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join(['---'] + ['---:' if n in _NUMBERS else '---' for n in names[1:]])}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


_NUMBERS = ("how many", "size", "bytes")


def _size(number: int) -> str:
    """A size for people, in powers of 1000."""
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _plain(text: str) -> str:
    """Text that is no markup, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
