"""The RDF syntaxes as values: a new one is one row of :data:`FORMATS`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.files.compression import COMPRESSIONS, without_compression
from pfocr_rdf.messages import did_you_mean
from pfocr_rdf.rdf.terms import Batch, Triple
from pfocr_rdf.rdf.writer import write_jsonld, write_lines, write_rdfxml, write_trig, write_turtle


@dataclass(frozen=True, slots=True)
class Format:
    """A syntax: its name on the command line, what it is called, and how it is written.

    ``datasets`` tells that it can say named graphs, ``graphs`` that it does so without being asked.
    ``cannot_say`` finds a character that its literals cannot hold.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    write: Callable[[Iterable[Batch], BinaryIO], None]
    datasets: bool = False
    graphs: bool = False
    cannot_say: re.Pattern[str] | None = None

    def check(self, triples: Iterable[Triple]) -> None:
        """Raise FormatError where a literal holds a character that the syntax cannot say."""
        if self.cannot_say is None:
            return
        for _, predicate, term in triples:
            if type(term) is not str and (found := self.cannot_say.search(term[0])):
                code = f"U+{ord(found[0]):04X}"
                field = predicate.rpartition("#")[2].rpartition("/")[2]
                raise FormatError(f"{field}: {self.title} cannot hold {code}; N-Quads (.nq) can")


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("nt", "N-Triples", "application/n-triples", ".nt", write_lines),
        Format(
            "nq", "N-Quads", "application/n-quads", ".nq", write_lines, datasets=True, graphs=True
        ),
        Format("ttl", "Turtle", "text/turtle", ".ttl", write_turtle),
        Format("trig", "TriG", "application/trig", ".trig", write_trig, datasets=True, graphs=True),
        Format("jsonld", "JSON-LD", "application/ld+json", ".jsonld", write_jsonld, datasets=True),
        Format(
            "rdf",
            "RDF/XML",
            "application/rdf+xml",
            ".rdf",
            write_rdfxml,
            cannot_say=re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]"),
        ),
    )
}


def find_format(name: str) -> Format:
    """The syntax of that name; raises UsageError, with near names, where there is none."""
    if name in FORMATS:
        return FORMATS[name]
    hint = did_you_mean(name, FORMATS)
    raise UsageError(f"{name!r} is not a format: use one of {', '.join(FORMATS)}{hint}")


def format_of_path(path: str) -> Format:
    """The syntax that a file's suffix names, compressed or not.

    >>> format_of_path("pfocr.nq.gz").title
    'N-Quads'
    """
    suffix = PurePath(without_compression(path)).suffix.lower()
    for known in FORMATS.values():
        if known.suffix == suffix:
            return known
    suffixes = ", ".join(f.suffix for f in FORMATS.values())
    shown = f"the suffix {suffix!r} names no syntax" if suffix else "there is no suffix"
    packed = " or ".join(c.suffix for c in COMPRESSIONS.values())
    hint = did_you_mean(suffix, [f.suffix for f in FORMATS.values()])
    raise UsageError(
        f"{path}: {shown}: use one of {suffixes} (with {packed} to compress), "
        f"or name the format{hint}"
    )
