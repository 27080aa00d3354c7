"""Every bad input with its messages: the tests run each, the docs list them.

Each case runs ``python -m pfocr_rdf export in -o out.nq -q`` in a folder of its own, where ``in`` has
a sound record beside the bad input. ``said`` are the exact lines on standard error, without the one
that counts the faults; what follows ``…`` is the text of Python's libraries.
"""

# ruff: noqa: E501  (a case a line)

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers import samples

SOUND = "PMC9__sound"
NAME = "PMC1__f1"
FILE = f"in/{NAME}.md"
N = 10_000


@dataclass(frozen=True)
class Case:
    """A bad input: how it is made, its messages, and whether its figure is written.

    ``code`` is the exit code; ``kept`` tells whether the bad record's own figure is in the output
    (the sound one is, unless the code is 2).
    """

    group: str
    name: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    kept: bool = False
    code: int = 1
    make: Callable[[Path], None] = lambda folder: None
    inputs: tuple[str, ...] = ("in",)
    output: str = "out.nq"
    more: str = ""


def bad(name: str, content: str | bytes, *said: str, kept: bool = False) -> Case:
    """A record whose content is bad."""
    code = 1 if said else 0
    return Case("Records", name, {FILE: content}, said, kept=kept or not said, code=code)


def bad_field(name: str, fields: str, *said: str) -> Case:
    """A record that has all but a field or two."""
    return bad(name, f"---\nfigid: {NAME}\n{fields}---\n", *said, kept=True)


def bad_table(name: str, tables: dict[str, bytes], *said: str) -> Case:
    """A sound record with a bad table beside it."""
    files: dict[str, str | bytes] = {f"in/_figures/{NAME}.md": samples.record()}
    files[f"in/_figures/{SOUND}.md"] = samples.record(SOUND)
    files |= {f"in/_data/{NAME}-{plural}.tsv": data for plural, data in tables.items()}
    return Case("Tables", name, files, said, kept=True, code=1 if said else 0)


def _bomb(lines: int) -> str:
    text = "a0: &a0 [b, b]\n"
    for n in range(1, lines):
        text += f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n"
    return text


def _sparse(folder: Path) -> None:
    with (folder / FILE).open("wb") as file:
        file.write(b"---\nfigid: PMC1__f1\ncaption: ")
        file.truncate(100 * 2**20)


def _named_in_latin_1(folder: Path) -> None:
    (folder / "in" / os.fsdecode(b"PMC1__\xff.md")).write_text(samples.record())


def _symlinks(folder: Path) -> None:
    (folder / "in" / "loop").symlink_to(folder / "in", target_is_directory=True)
    (folder / "in" / "self.md").symlink_to("self.md")
    (folder / "in" / "gone.md").symlink_to("nowhere.md")


def tar(members: dict[str, str | bytes], mode: str = "w:gz") -> bytes:
    """An archive with those members."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with those members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


_MEMBERS: dict[str, str | bytes] = {
    f"{NAME}.md": samples.record(caption="A caption of some length, so that it packs. " * 20),
    f"{SOUND}.md": samples.record(SOUND),
}


def _encrypted() -> bytes:
    data = bytearray(zipped(_MEMBERS))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _damaged_zip() -> bytes:
    data = bytearray(zipped(_MEMBERS))
    start = data.index(b".md") + 3
    data[start : start + 30] = bytes(30)
    return bytes(data)


def _unknown_method() -> bytes:
    data = bytearray(zipped(_MEMBERS))
    data[8] = 97
    data[data.index(b"PK\x01\x02") + 10] = 97
    return bytes(data)


def _tar_bomb() -> bytes:
    """A header that promises a terabyte of zeros, and the first of them."""
    info = tarfile.TarInfo("zeros.md")
    info.size = 2**40
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(10**6), mtime=0)


def _odd_members() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (("link.md", tarfile.SYMTYPE), ("dev.md", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
        for _ in range(2):
            for name, content in _MEMBERS.items():
                assert isinstance(content, str)
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content.encode()))
    return file.getvalue()


def archive(
    name: str, path: str, data: bytes, *said: str, kept: bool = False, code: int = 1
) -> Case:
    """An archive is the whole input."""
    return Case("Archives", name, {path: data}, said, kept=kept, code=code, inputs=(path,))


def _identifiers() -> Iterator[Case]:
    for registry, field_, value, expected in (
        ("PubMed Central", "pmcid", "6457213", "PMC and digits"),
        ("WikiPathways", "wpid", "5283", "WP and digits"),
        ("NDEx", "ndex", "0b1c8a3e", "a UUID"),
    ):
        said = f"{FILE}:3: {field_}: '{value}' is not an identifier of {registry} ({expected})"
        yield bad_field(f"malformed identifier: {registry}", f"{field_}: '{value}'\n", said)
    yield bad_field(
        "malformed identifier: DOI",
        "pmcid: PMC1\ndoi: doi.org/x\n",
        f"{FILE}:4: doi: 'doi.org/x' is not an identifier of DOI (10. and more)",
    )
    for registry, plural, column, value, expected in (
        ("NCBI Gene", "genes", "ncbigene_id", "JAK2", "digits"),
        ("NCBI Taxonomy", "genes", "organism_id", "human", "digits"),
        ("MeSH", "chemicals", "mesh", "mesh:X12", "C or D and digits"),
        ("ChEBI", "chemicals", "chebi", "chebi:none", "digits"),
        ("Disease Ontology", "diseases", "doid", "DOID", "digits"),
    ):
        yield bad_table(
            f"malformed identifier: {registry}",
            samples.tables(**{plural: [{"word": "W", "match": "W", column: value}]}),
            f"in/_data/{NAME}-{plural}.tsv:2: {column}: '{value}' is not an identifier of "
            f"{registry} ({expected})",
        )


_IN_NAMES = ' <>"{}|\\^`%#?/'

CASES: tuple[Case, ...] = (
    bad("not UTF-8", b"---\nfigid: PMC1__f1\ncaption: caf\xe9\n---\n",
        f"{FILE}:3: not UTF-8: byte 0xE9"),
    bad("UTF-16", samples.record().encode("utf-16"),
        f"{FILE}:1: there is no front matter: the first line is not '---'"),
    bad("a byte order mark", b"\xef\xbb\xbf" + samples.record().encode()),
    bad("CRLF line ends", samples.record(figtitle="T").replace("\n", "\r\n")),
    bad("no front matter", "figid: PMC1__f1\n",
        f"{FILE}:1: there is no front matter: the first line is not '---'"),
    bad("front matter that never ends", "---\nfigid: PMC1__f1\n",
        f"{FILE}:1: the front matter never ends: no second line of '---'"),
    bad("an empty file", "", f"{FILE}: the file is empty"),
    bad("empty front matter", "---\n---\n",
        f"{FILE}:2: the front matter is not a mapping of keys to values"),
    bad("a list, not a mapping", "---\n- figid: PMC1__f1\n---\n",
        f"{FILE}:2: the front matter is not a mapping of keys to values"),
    bad("not YAML", "---\nfigid: PMC1__f1\ncaption: 'open\n---\n",
        f"{FILE}:4: not YAML: found unexpected end of stream"),
    bad("a key twice", "---\nfigid: PMC1__f1\nyear: '2001'\nyear: '2002'\n---\n",
        f"{FILE}:4: duplicate key 'year'"),
    bad("a key twice in a gene", "---\nfigid: PMC1__f1\ngenes:\n- word: A\n  symbol: A\n  word: B\n---\n",
        f"{FILE}:6: genes: duplicate key 'word'"),
    bad("an alias bomb (9 to the power of 30)", f"---\nfigid: PMC1__f1\n{_bomb(30)}---\n", kept=True),
    bad("an alias bomb as a field", f"---\nfigid: PMC1__f1\n{_bomb(30)}caption: *a29\n---\n",
        f"{FILE}:33: caption: a list where text belongs", kept=True),
    bad("nested 10,000 deep, in brackets", f"---\nfigid: PMC1__f1\nx: {'[' * N}{']' * N}\n---\n",
        f"{FILE}:3: nested more than 50 levels deep"),
    bad("nested 10,000 deep, in dashes", f"---\nfigid: PMC1__f1\nx:\n{'- ' * N}a\n---\n",
        f"{FILE}:4: nested more than 50 levels deep"),
    bad("nested 10,000 deep, in keys", f"---\n{'? ' * N}a\n---\n",
        f"{FILE}:2: a key is not plain text"),
    Case("Records", "a file of 100 MB", {},
         (f"{FILE}: larger than 32 MiB: no record of this database",), make=_sparse),
    bad("no `figid`", "---\nfigtitle: T\n---\n",
        f"{FILE}:2: figid: missing: without it the record has no IRI"),
    bad("a `figid` that differs from the file's name", samples.record("PMC1__f2"),
        f"{FILE}:2: figid: 'PMC1__f2' is not the name of the file", kept=True),
    Case("Records", "two files with one `figid`",
         {f"in/a/{NAME}.md": samples.record(), f"in/b/{NAME}.md": samples.record()},
         (f"in/b/{NAME}.md: figid: '{NAME}' is already the figid of another record: in/a/{NAME}.md",),
         kept=True),
    bad("a control character, unescaped", "---\nfigid: PMC1__f1\ncaption: a\x07b\n---\n",
        f"{FILE}:3: unescaped control character U+0007"),
    bad("a control character, escaped", '---\nfigid: PMC1__f1\ncaption: "a\\x1fb"\n---\n'),
    bad("a lone surrogate, escaped", '---\nfigid: PMC1__f1\ncaption: "a\\ud800b"\n---\n',
        f"{FILE}:3: not YAML: found invalid Unicode character escape code"),
    bad("a lone surrogate, as bytes", b"---\nfigid: PMC1__f1\ncaption: a\xed\xa0\x80b\n---\n",
        f"{FILE}:3: not UTF-8: byte 0xED"),
    bad("a tag whose escapes are not UTF-8", "---\nfigid: PMC1__f1\ncaption: !%ED%A0%80 b\n---\n",
        f"{FILE}:3: not YAML: the escapes in a tag are not UTF-8"),
    bad("an alias in its own anchor", "---\nfigid: PMC1__f1\ngenes: &x [*x]\n---\n",
        f"{FILE}:3: the alias *x is in its own anchor"),
    bad(f"`{_IN_NAMES.replace('|', chr(92) + '|').replace('`', '')}` and a grave accent in names that "
        "become IRIs",
        samples.record(
            pmcid="PMC1", journal_nlm_ta=f"J{_IN_NAMES}", publisher_name=f"P{_IN_NAMES}",
            filename=f"f{_IN_NAMES}.jpg", redirect_from=f"/figures/r{_IN_NAMES}", doi=f"10.1/{_IN_NAMES}",
            annotations=[{"type": f"t{_IN_NAMES}", "value": f"v{_IN_NAMES}"}],
            genes=[samples.gene("w", f"s{_IN_NAMES}", "1", source=f"l{_IN_NAMES}")])),
    bad_field("several faults at once", "year: 20x9\nwpid: '1'\npathway_score: high\n",
              f"{FILE}:5: pathway_score: 'high' is not a decimal number",
              f"{FILE}:3: year: '20x9' is not a year of four digits",
              f"{FILE}:4: wpid: '1' is not an identifier of WikiPathways (WP and digits)"),
    *_identifiers(),
    bad_table("ragged rows", samples.tables(
        chemicals=[{"word": "A"}, ["B", "NA"], ["C", "NA", "NA", "NA", "NA", "NA"], {"word": "D"}]),
        f"in/_data/{NAME}-chemicals.tsv:3: 2 cells where the header has 5",
        f"in/_data/{NAME}-chemicals.tsv:4: 6 cells where the header has 5"),
    bad_table("a missing column", {"diseases": b"word\tmesh\tmatch\tname\nflu\tNA\tNA\tNA\n"},
        f"in/_data/{NAME}-diseases.tsv:1: doid: no such column, of: word, mesh, match, name, doid"),
    bad_table("the columns of another kind of table", {"genes": samples.tables(diseases=[])["diseases"]},
        f"in/_data/{NAME}-genes.tsv:1: organism_id: no such column, of: organism_id, organism_name, "
        "organism_group, word, match, ncbigene_symbol, ncbigene_id, source"),
    bad_table("a column twice", {"chemicals": b"word\tword\tmatch\tname\tchebi\n"},
        f"in/_data/{NAME}-chemicals.tsv:1: duplicate column 'word'"),
    bad_table("an empty table", {"chemicals": b""},
        f"in/_data/{NAME}-chemicals.tsv: the table is empty: not even a header"),
    bad_table("a table that is not UTF-8", {"chemicals": b"word\tmesh\n\xff\tNA\n"},
        f"in/_data/{NAME}-chemicals.tsv:2: not UTF-8: byte 0xFF"),
    bad_table("quotes inside cells", samples.tables(chemicals=[
        {"word": '5" end'}, {"word": 'a "b" c'}, {"word": '"quoted ""word"""'}])),
    bad_table("a quote without its end", samples.tables(chemicals=[{"word": '"open'}, {"word": "B"}]),
        f"in/_data/{NAME}-chemicals.tsv:2: a cell opens a quote and does not close it at its end"),
    bad_table("a NUL in a cell", samples.tables(chemicals=[{"word": "a\0b"}, {"word": '"c"'}])),
    Case("Tables", "a table without its figure",
         {f"in/_figures/{SOUND}.md": samples.record(SOUND),
          f"in/_data/{NAME}-genes.tsv": samples.tables(genes=[])["genes"]},
         (f"in/_data/{NAME}-genes.tsv: a table without its figure",)),
    Case("Tables", "a table beside a record that lists its mentions",
         {f"in/_figures/{SOUND}.md": samples.record(SOUND), f"in/_figures/{NAME}.md": samples.inline(),
          f"in/_data/{NAME}-chemicals.tsv": samples.tables(chemicals=[])["chemicals"]},
         (f"in/_data/{NAME}-chemicals.tsv: skipped: the record itself lists its mentions",), kept=True),
    Case("Files", "symbolic links in a loop, to themselves and to missing files", {FILE: samples.record()},
         ("in/gone.md: cannot be read: No such file or directory",
          "in/self.md: cannot be read: Too many levels of symbolic links"),
         kept=True, make=_symlinks),
    Case("Files", "a folder named like a record", {f"in/x.md/{NAME}.md": samples.record()},
         kept=True, code=0),
    Case("Files", "a named pipe", {}, ("in/pipe.md: the file is empty",),
         make=lambda folder: os.mkfifo(folder / "in" / "pipe.md")),
    Case("Files", "a file's name that is not UTF-8", {},
         ("in/PMC1__\\xff.md:2: figid: 'PMC1__f1' is not the name of the file",), kept=True,
         make=_named_in_latin_1),
    Case("Files", "no such file", {}, ("pfocr-rdf: none: no such file or folder",), code=2,
         inputs=("in", "none")),
    Case("Files", "a typo in a URL's protocol", {},
         ("pfocr-rdf: htps://example.org/a.zip: unknown protocol 'htps'; did you mean https?",), code=2,
         inputs=("in", "htps://example.org/a.zip")),
    Case("Files", "a URL without a bucket", {},
         ("pfocr-rdf: s3:///pfocr: not a URL: no host or bucket after '://'",), code=2,
         inputs=("in", "s3:///pfocr")),
    Case("Files", "a folder over HTTP", {},
         ("pfocr-rdf: https://example.org/pfocr: a folder cannot be listed over HTTP: give an archive "
          "(.tar, .tar.gz, .tgz, .tar.bz2, .tar.xz, .tar.zst, .zip) or a record (.md)",), code=2,
         inputs=("in", "https://example.org/pfocr/")),
    Case("Files", "a folder without records", {"empty/README.md": "x"},
         ("pfocr-rdf: empty: no records found (files that end in .md)",), code=2, inputs=("empty",)),
    archive("`../` in a member's name", "a.tar.gz", tar({"../../x.md": samples.record(), **_MEMBERS}),
            "a.tar.gz/../../x.md: its path is outside the archive", kept=True),
    archive("`../` in a zip's member", "a.zip", zipped({"../x.md": samples.record(), **_MEMBERS}),
            "a.zip/../x.md: its path is outside the archive", kept=True),
    archive("links, devices and a member twice", "a.tar", _odd_members(),
            "a.tar/link.md: not a regular file", "a.tar/dev.md: not a regular file",
            f"a.tar/{NAME}.md: is in the archive twice",
            f"a.tar/{SOUND}.md: is in the archive twice", kept=True),
    archive("a compression bomb (tar.gz)", "a.tar.gz", _tar_bomb(),
            "pfocr-rdf: a.tar.gz: not an archive that can be read: it unpacks to far more than any "
            "archive of records", code=2),
    archive("a compression bomb (zip)", "a.zip", zipped({"z.md": bytes(40 * 2**20), **_MEMBERS}),
            "a.zip/z.md: larger than 32 MiB: no record of this database", kept=True),
    archive("an encrypted zip", "a.zip", _encrypted(),
            f"a.zip/{NAME}.md: cannot be read: it is encrypted"),
    archive("a zip with an unknown compression", "a.zip", _unknown_method(),
            f"a.zip/{NAME}.md: cannot be read: …"),
    archive("a damaged zip", "a.zip", _damaged_zip(),
            f"a.zip/{NAME}.md: cannot be read: Error -3 while decompressing data…"),
    archive("half a zip", "a.zip", zipped(_MEMBERS)[:150],
            "pfocr-rdf: a.zip: not an archive that can be read: …", code=2),
    archive("half a tar.gz", "a.tar.gz", tar(_MEMBERS)[:150],
            "pfocr-rdf: a.tar.gz: not an archive that can be read: …", code=2),
    archive("a tar.gz that is not one", "a.tar.gz", b"nothing",
            "pfocr-rdf: a.tar.gz: not an archive that can be read: …", code=2),
    Case("Requests", "the output is a folder", {"x.nq/y": ""}, ("pfocr-rdf: x.nq: is a folder, not a file",),
         code=2, output="x.nq"),
    Case("Requests", "the output's folder is missing", {},
         ("pfocr-rdf: gone/x.nq: there is no folder {folder}/gone",), code=2, output="gone/x.nq"),
    Case("Requests", "an unknown suffix", {},
         ("pfocr-rdf: x.ttI: the suffix '.tti' names no syntax: use one of .nt, .nq, .ttl, .trig, "
          ".jsonld, .rdf (with .gz or .zst to compress), or name the format; did you mean .ttl?",),
         code=2, output="x.ttI"),
    Case("Requests", "a full disk", {},
         ("pfocr-rdf: /dev/full: cannot be written: No space left on device",), output="/dev/full",
         more="-f nq"),
    Case("Requests", "U+001F, which RDF/XML cannot hold",
         {FILE: '---\nfigid: PMC1__f1\nnumber: "a\\x1fb"\n---\n'},
         (f"{FILE}: position: RDF/XML cannot hold U+001F; N-Quads (.nq) can",), output="out.rdf"),
)  # fmt: skip


def table() -> str:
    """The Markdown of docs/bad-input.md."""
    out = [HEAD]
    for group in dict.fromkeys(case.group for case in CASES):
        out += [
            "",
            f"## {group}",
            "",
            "| input | message | exit | the bad record's figure |",
            "|---|---|---|---|",
        ]
        for case in (case for case in CASES if case.group == group):
            said = "<br>".join(
                f"`{line.replace('|', chr(92) + '|').replace('{folder}', '/data')}`"
                for line in case.said
            )
            kept = "written" if case.kept else "skipped"
            if case.code == 2 or (group == "Requests" and not case.kept):
                kept = "–"
            out.append(
                f"| {case.name} | {said or 'none: it is read exactly as written'} | {case.code} | {kept} |"
            )
    return "\n".join(out) + "\n\n" + MORE


HEAD = """\
# Bad input

No bad input ends in a traceback, and no output file is ever half written. Faults of the data are printed as
`path:line: field: message`; all valid data is written, and the exit code is 1 (`--strict` stops at the first
fault and writes nothing, `--errors FILE` also writes the faults as JSON lines). Wrong usage has exit code 2,
and nothing is written.

The tables list the cases that `tests/convert/test_bad_input.py` runs through the command line, each beside a
valid record in a folder `in`. To renew them: `PFOCR_RENEW=1 pytest tests/convert/test_bad_input.py`."""

MORE = """\
## URLs

A temporary failure (no connection, a timeout, a status of 500 or more, 408, 425, 429) is tried again three
times, after 0.2, 1 and 4 seconds. `tests/sources/test_remote_sources.py` and `tests/files/test_folders.py`
run these.

| event | message | exit |
|---|---|---|
| no answer, four times | `pfocr-rdf: https://example.org/a.zip: cannot be read: Connect call failed (…)` | 1 |
| the file is missing | `pfocr-rdf: https://example.org/a.zip: no such file or folder` | 2 |
| access to it is forbidden | `pfocr-rdf: https://example.org/a.zip: cannot be read: 403 Forbidden` | 1 |
| the archive is a web page | `pfocr-rdf: https://example.org/a.zip: not an archive that can be \
read: …` | 2 |
| access to one record of several is forbidden | `s3://bucket/a.md: cannot be read: Permission denied`; the rest is \
written | 1 |
| the extra is not installed | `pfocr-rdf: The URL s3://bucket/a needs the extra 'cloud': pip install \
'pfocr-rdf[cloud]'` | 2 |

## While it runs

| event | message | exit | output |
|---|---|---|---|
| Ctrl-C (SIGINT) | `pfocr-rdf: interrupted; nothing was left half written` | 130 | unchanged: the earlier file, or \
none |
| SIGTERM | the same | 130 | the same |
| the disk is full, or the file-size limit is reached | `pfocr-rdf: out.nq: cannot be written: File too large` (or \
`No space left on device`) | 1 | the same |
| standard output is full | `pfocr-rdf: output: No space left on device` | 1 | – |
| the reader of a pipe closes it (`\\| head -1`) | none | 1 | – |
| a folder without read permission | `in/closed: cannot be read: Permission denied` | 1 | the rest is written |
| text with a lone surrogate, passed to the library | a `ValueError` | – | unchanged |
"""
