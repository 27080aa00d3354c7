"""A record's own N-Triples lines, taken apart: with as little work a line as can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pfocr_rdf.rdf.namespaces import oa, pfocr

__all__ = ["BODY", "WORD", "Mentions", "add_runs", "mention_place", "mentions"]

BODY = f"<{oa.hasBody}> <".encode()
WORD = f'<{pfocr.word}> "'.encode()

_MENTION = b"#mention-"
_SIZE = len(_MENTION) + 16 + len("> ")


class Mentions(NamedTuple):
    """Mentions of one kind in a record: their lines without subject and end, how many mentions
    they are, and the words of those that have no body.
    """

    lines: list[bytes]
    size: int
    unmatched: list[bytes]


def mention_place(own: bytes, figure: bytes) -> tuple[int, int]:
    """Where the first mention starts in a record's lines, and the last one ends."""
    subject = b"\n" + figure + _MENTION
    start = own.find(_MENTION)
    while start >= 0 and not own.startswith(subject, start - len(figure) - 1):
        start = own.find(_MENTION, start + 1)
    if start < 0:
        return len(own), len(own)
    last = own.rfind(_MENTION)
    while not own.startswith(subject, last - len(figure) - 1):
        last = own.rfind(_MENTION, 0, last)
    return start - len(figure), own.index(b"\n", last) + 1


def add_runs(text: bytes, subjects: dict[bytes, list[bytes]]) -> None:
    """Add lines to their subjects', without subject and end."""
    subject = b"\n"
    size = 0
    for line in text.splitlines():
        if not line.startswith(subject):
            size = line.index(b" ") + 1
            subject = line[:size]
            lines = subjects.setdefault(subject[:-1], [])
        lines.append(line[size:-2])


def mentions(text: bytes, figure: bytes) -> Iterator[Mentions]:
    """Take the lines of mentions apart, those of one kind together.

    The lines of a mention stand together, ``oa:hasTarget`` the last, its classes the first two.
    Raises ValueError where they do not.
    """
    size = len(figure) + _SIZE
    lines = text.split(b"\n")
    rests = [line[size:-2] for line in lines]
    if rests.pop() or (rests and (min(rests) < b"<" or max(rests) >= b"=")):
        raise ValueError(f"{figure!r}: between mentions there are other lines")
    target = f"<{oa.hasTarget}> ".encode() + figure + b">"
    found: dict[bytes, Mentions] = {}
    sizes: dict[bytes, int] = {}
    subjects = set()
    at = 0
    while at < len(rests):
        after = rests.index(target, at) + 1
        mention = rests[at:after]
        subject = lines[at][:size]
        if len(mention) < 3 or subject in subjects or not lines[after - 1].startswith(subject):
            raise ValueError(f"{subject!r}: the lines of a mention do not stand together")
        subjects.add(subject)
        types = mention[1]
        held = found.get(types)
        if held is None:
            held = found[types] = Mentions([], 0, [])
        held.lines.extend(mention)
        sizes[types] = sizes.get(types, 0) + 1
        if not mention[-2].startswith(BODY) and not any(rest.startswith(BODY) for rest in mention):
            held.unmatched.extend([rest for rest in mention if rest.startswith(WORD)])
        at = after
    for types, held in found.items():
        yield held._replace(size=sizes[types])
