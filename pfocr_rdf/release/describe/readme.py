"""The file ``README.md`` of a release: for people who find the folder."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.namespaces import SITE
from pfocr_rdf.rdf.vocabulary import CITATION, KINDS, LICENSES, PAPER
from pfocr_rdf.release.describe.release import DescribedRelease
from pfocr_rdf.release.manifest import FileEntry, Manifest

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
    release = DescribedRelease(manifest)
    issued = "" if manifest.issued is None else f", issued {manifest.issued}"
    previous = manifest.previous
    follows = f"It follows version {_plain(previous.version)}.\n" if previous is not None else ""
    charts = ""
    if any(file.path == "stats.html" for file in manifest.files):
        charts = "[stats.html](stats.html) has charts of the years, entities and organisms.\n\n"
    revision = manifest.input.revision
    source = "" if revision is None else f" at revision `{revision}`"
    return f"""\
# {_plain(manifest.title)}

{_plain(release.description)}

Version {_plain(manifest.version)}{issued}. Its IRI is <{release.iri()}>.
{follows}PFOCR: <{SITE}>.

## Numbers

{_table(("what", "how many"), _numbers(manifest))}
{charts}`void.ttl` has the numbers of every class and property.

## Files

{_files(release)}
`manifest.json` and `SHA256SUMS` list every file.

{_use(manifest)}
{_notes(release)}## Licence and citation

The data is in the public domain: [CC0 1.0]({LICENSES["CC0"]}). The figures themselves
are their publishers'. Please cite

> {CITATION} <{PAPER}>

Made with {manifest.program.name} {manifest.program.version} from \
{manifest.input.records:,} records{source}.
""".encode()


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


def _files(release: DescribedRelease) -> str:
    by_role: dict[str, list[FileEntry]] = {role: [] for role in _ROLES}
    for file in release.files:
        by_role[file.role].append(file)
    roles = [
        (meaning, f"{len(files):,}", _size(sum(file.bytes for file in files)))
        for files, meaning in zip(by_role.values(), _ROLES.values(), strict=True)
        if files
    ]
    loaded = [
        (f"`{file.path}`", f"{file.bytes:,}", f"`{file.sha256}`")
        for role in ("figures", "shared", "linksets")
        for file in by_role[role]
        if len(by_role[role]) <= _LISTED
    ]
    tables = [_table(("files", "how many", "size"), roles)]
    if loaded:
        tables.append(_table(("file", "bytes", "SHA-256"), loaded))
    return "\n".join(tables)


def _use(manifest: Manifest) -> str:
    suffix = find_compression(manifest.compression).suffix
    joined = manifest.joined
    whole = "" if joined is None else f"Its SHA-256 is `{joined.sha256}`.\n\n"
    return f"""\
## Use

Check that nothing was lost or changed on the way:

    sha256sum -c SHA256SUMS

Check also that what is said here is true, counting everything again:

    pfocr-rdf verify .

Make one file of all data:

    cat data/*.nq{suffix} > pfocr.nq{suffix}

{whole}Load it into a store of its own, and ask:

    pfocr-rdf load data/*.nq{suffix} --store pfocr.db
    pfocr-rdf query release-counts --store pfocr.db

Load it into a SPARQL endpoint:

    pfocr-rdf load data/*.nq{suffix} --endpoint http://127.0.0.1:7878
"""


def _notes(release: DescribedRelease) -> str:
    notes = [_plain(note) for note in release.notes()]
    gone = len(release.manifest.guard.removed)
    if gone:
        them = "it" if gone == 1 else "all of them"
        notes.append(
            f"{count_of(gone, 'figure')} of the last release gone: `manifest.json` names {them}."
        )
    lines = "".join(f"- {note}\n" for note in notes)
    return f"## To know\n\n{lines}\n" if notes else ""


def _table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    line = "|".join(["---", *("---:" if name in _NUMBERS else "---" for name in head[1:])])
    return f"| {' | '.join(head)} |\n|{line}|\n" + "".join(
        f"| {' | '.join(row)} |\n" for row in rows
    )


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
