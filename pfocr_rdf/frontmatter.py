"""The YAML front matter of a record as text: every scalar to the character, whoever parses it.

Two ways lead to the same values. The fast one, py-yaml12, resolves scalars by YAML 1.2 (``1e3``
becomes a float) and knows neither duplicate keys nor YAML 1.1's line breaks; so it is believed only
where the text is plain enough for both versions of YAML to mean the same and where what came out is
all text. Everything else goes the exact way, over the events of PyYAML's C parser, which also knows
lines, duplicate keys and depths, and gives what ``yaml.load(text, CBaseLoader)`` gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import yaml
import yaml12

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same events, slowly
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

__all__ = ["Document", "FrontMatterError", "load", "load_exact", "split"]

Value: TypeAlias = "str | list[Any] | dict[str, Any]"
Path: TypeAlias = "tuple[str | int, ...]"

MAX_DEPTH = 50
"""Deeper nesting than this is refused; records are four levels deep."""


class FrontMatterError(Exception):
    """The front matter cannot be read; ``line`` counts from 1 in the file."""

    def __init__(self, message: str, line: int, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.field = field


class Document(NamedTuple):
    """A parsed front matter, and the line in the file of each value, by its path."""

    value: Value
    lines: dict[Path, int]


_END = re.compile(rb"\n(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)")


def split(data: bytes) -> bytes:
    r"""The text between the two ``---`` lines of a file, without a byte order mark.

    What follows the second line is the page's body and not looked at.

    >>> split(b"---\nfigid: a\n---\n")
    b'figid: a\n'
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if not data.strip():
        raise FrontMatterError("the file is empty", 0)
    first, newline, _ = data.partition(b"\n") if len(data) < 16 else data[:16].partition(b"\n")
    if not newline or first.rstrip() != b"---":
        raise FrontMatterError("there is no front matter: the first line is not '---'", 1)
    start = len(first) + 1
    if data[start : start + 4].rstrip() in (b"---", b"...") and data[start:].strip():
        end = _END.search(data, start - 1)
    else:
        end = _END.search(data, start)
    if end is None:
        raise FrontMatterError("the front matter never ends: no second line of '---'", 1)
    return data[start : end.start() + 1]


# ---- the fast way --------------------------------------------------------------------------------

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
_ODD = re.compile(
    "[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u3000\ufeff\ufffe\uffff]"
)
_ODD_STARTS = (b" ", b"\n", b"#")
_ODD_ENDS = (b"\n\n", b" \n", b" ")
"""py-yaml12 passes over what is indented less than the first key, and takes an empty ``|`` at the
end for a line feed where a blank line follows it."""
_COLON_ESCAPE = re.compile(r"\\(?:x|u00|U000000)3[aA]")
_LINE = re.compile(rb"\n(?:---|\.\.\.|:)")  # another document, an empty key
_CHAIN = re.compile(rb"- +- +- +- ")
_RARE = re.compile(
    rb"[\[{!?:](?:(?<=\A.)|(?<=[:?-] .)|(?<=\n.)|(?<=\n .)|(?<=  .))"
    rb"(?:(?<=[\[{!])(?![\]}])|(?<=[?:])(?=[ \n]|\Z))"
)
"""What may be a flow collection with content, a tag, an explicit or an empty key, or a chain of
them: the two parsers differ in these, or py-yaml12 can be led into deep recursion by them."""
_ANCHOR = re.compile(rb"&(?:(?<=[\s\[{,].)|(?<=\A.))\S")
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?")
_SCORES = ("pathway_score", "automl_pathway")


def _may_crash(data: bytes) -> bool:
    """Whether py-yaml12 could be led into deep recursion, or aliases into unbounded memory."""
    return (
        (_has_rare(data) and _RARE.search(data) is not None)
        or _CHAIN.search(data) is not None
        or b"\n" + b" " * 40 in data
        or (b"&" in data and _ANCHOR.search(data) is not None)
    )


def _has_rare(data: bytes) -> bool:
    """Whether a search for :data:`_RARE` can find anything: much faster, and mostly false."""
    return (
        b"{" in data
        or b"!" in data
        or b"?" in data
        or (b"[" in data and data.count(b"[") != data.count(b": []"))
        or b" :" in data
        or data.startswith((b":", b"["))
    )


def _written(text: str, key: str) -> str | None:
    """The number that stands behind a top-level key, as written."""
    start = text.find(f"\n{key}: ") + len(key) + 3
    end = text.find("\n", start)
    number = text[start:end].rstrip(" ")
    return number if _NUMBER.fullmatch(number) else None


def _fast(text: str, data: bytes) -> dict[str, Any] | None:
    """The values of ``text``, or ``None`` where the exact way has to look."""
    odd = data.translate(None, _PLAIN)
    if odd and _ODD.search(odd.decode()):
        return None
    if _may_crash(data) or _LINE.search(data):
        return None
    if data.startswith(_ODD_STARTS) or data.endswith(_ODD_ENDS):
        return None
    try:
        value: Any = yaml12.parse_yaml(text)
    except (ValueError, TypeError):
        return None
    if type(value) is not dict or not value:
        return None
    for key in _SCORES:
        if type(value.get(key)) is float:
            number = _written("\n" + text, key)
            if number is None:
                return None
            value[key] = number
    counts = _Counts()
    try:
        counts.add(value, 0)
    except TypeError:
        return None
    if "\\" in text and _COLON_ESCAPE.search(text):
        return None
    return value if text.count(":") == counts.keys + counts.colons else None


class _Counts:
    """Counts what a text must hold for its keys to be without repeats.

    A parser that takes the last of two equal keys loses a key and a colon. Without escaped colons,
    a value never has more colons than its text, and without explicit keys each key has its own; so
    the text has just one for each key and each of the values', and more where something was lost.
    """

    __slots__ = ("colons", "keys")

    def __init__(self) -> None:
        self.colons = 0
        self.keys = 0

    def add(self, mapping: dict[str, Any], depth: int) -> None:
        """Count a mapping; TypeError where anything in it is not text, or it is too deep."""
        self.keys += len(mapping)
        texts = list(mapping)
        self.colons -= "".join(texts).count(":")
        for value in mapping.values():
            if type(value) is str:
                texts.append(value)
            elif depth > 2:
                raise TypeError
            elif type(value) is dict:
                self.add(value, depth + 1)
            else:
                self.add_list(value, depth)
        self.colons += "".join(texts).count(":")

    def add_list(self, items: list[Any], depth: int) -> None:
        """Count a list; nearly always one of texts or one of mappings of texts."""
        if type(items) is not list:
            raise TypeError
        kinds = set(map(type, items))
        if kinds == {str}:
            self.colons += "".join(items).count(":")
            return
        if kinds == {dict}:
            "".join(chain.from_iterable(items))  # a TypeError for a key that is not text
            try:
                texts = "".join(chain.from_iterable(map(dict.values, items)))
            except TypeError:
                pass
            else:
                self.keys += sum(map(len, items))
                self.colons += texts.count(":")
                return
        for item in items:
            if type(item) is str:
                self.colons += item.count(":")
            elif type(item) is dict:
                self.add(item, depth + 1)
            else:
                raise TypeError


# ---- the exact way -------------------------------------------------------------------------------


def load_exact(text: str, *, first_line: int = 2) -> Document:
    """Parse ``text`` as YAML 1.1 with every scalar as text, and remember the lines.

    Equal to ``yaml.load(text, yaml.CBaseLoader)``, without its recursion. Raises FrontMatterError
    for what is not YAML, a key that stands twice in one mapping, a key that is not text, nesting
    beyond :data:`MAX_DEPTH`, and more than one document.
    """
    lines: dict[Path, int] = {}
    anchors: dict[str, Value] = {}
    stack: list[tuple[Any, Path, list[Any]]] = []
    root: list[Value] = []

    def put(value: Value, line: int) -> Path:
        if not stack:
            root.append(value)
            lines[()] = line
            return ()
        container, path, pending = stack[-1]
        if type(container) is list:
            here = (*path, len(container))
            container.append(value)
            lines[here] = line
            return here
        if not pending:
            if type(value) is not str:
                raise FrontMatterError("a key is not plain text", line, _dotted(path))
            if value in container:
                raise FrontMatterError(f"the key {value!r} stands twice", line, _dotted(path))
            pending.append((value, line))
            return path
        key, line = pending.pop()
        here = (*path, key)
        container[key] = value
        lines[here] = line
        return here

    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    try:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor:
                    anchors[event.anchor] = event.value
                put(event.value, event.start_mark.line + first_line)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                value: Value = {} if kind is yaml.MappingStartEvent else []
                line = event.start_mark.line + first_line
                if event.anchor:
                    anchors[event.anchor] = value
                if len(stack) >= MAX_DEPTH:
                    raise FrontMatterError(f"nested more than {MAX_DEPTH} levels deep", line)
                stack.append((value, put(value, line), []))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                line = event.start_mark.line + first_line
                if event.anchor not in anchors:
                    raise FrontMatterError(f"the alias *{event.anchor} has no anchor", line)
                put(anchors[event.anchor], line)
            elif kind is yaml.DocumentStartEvent and root:
                line = event.start_mark.line + first_line
                raise FrontMatterError("there is a second YAML document", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise FrontMatterError(f"not YAML: {error.problem or error.context}", line) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        code = error.character if isinstance(error.character, int) else ord(error.character[:1])
        raise FrontMatterError(
            f"the control character U+{code:04X} stands unescaped", line
        ) from None
    return Document(root[0] if root else "", lines)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path if type(part) is str)


def load(data: bytes) -> Value:
    r"""The front matter's values, every scalar the text that stands in the file.

    ``data`` is what :func:`split` gives. Raises FrontMatterError.

    >>> load(b"word: 1e3\nother: NO\n")
    {'word': '1e3', 'other': 'NO'}
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 2
        message = f"not UTF-8: byte 0x{data[error.start]:02X}"
        raise FrontMatterError(message, line) from None
    value = _fast(text, data)
    return load_exact(text).value if value is None else value
