"""YAML to the character, slowly: over the events of PyYAML's C parser, with the line of each value.

What comes out is what ``yaml.load(text, yaml.CBaseLoader)`` gives, without its recursion; a key
that stands twice is a fault. It tells what is wrong with a text, and where.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import yaml

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same events, slowly
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Value: TypeAlias = "str | list[Any] | dict[str, Any]"
Path: TypeAlias = "tuple[str | int, ...]"

MAX_DEPTH = 50
"""Deeper nesting than this is refused; records are four levels deep."""

_FIRST_LINE = 2
"""Where the front matter begins in a file, behind the line of dashes."""
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"


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


def load_exact(text: str, *, places: bool = True) -> Document:
    """Parse ``text`` as YAML 1.1 with every scalar as text, and remember the lines.

    Without ``places`` no lines are remembered, which takes much less memory. Raises
    FrontMatterError for what is not YAML, a key that stands twice in one mapping, a key that is not
    text, an anchor that stands twice or holds its own alias, nesting beyond :data:`MAX_DEPTH`, and
    more than one document.
    """
    lines: dict[Path, int] = {}
    anchors: dict[str, Value] = {}
    stack: list[tuple[Any, Path, list[Any]]] = []
    root: list[Value] = []

    def keep(here: Path, line: int) -> Path:
        if places:
            lines[here] = line
        return here

    def anchor(name: str, value: Value, line: int) -> None:
        if name in anchors:
            raise FrontMatterError(f"duplicate anchor &{name}", line)
        anchors[name] = value

    def put(value: Value, line: int) -> Path:
        if not stack:
            root.append(value)
            return keep((), line)
        container, path, pending = stack[-1]
        if type(container) is list:
            here = (*path, len(container))
            container.append(value)
            return keep(here, line)
        if not pending:
            if type(value) is not str:
                raise FrontMatterError("a key is not plain text", line, _dotted(path))
            if value in container:
                raise FrontMatterError(f"duplicate key {value!r}", line, _dotted(path))
            pending.append((value, line))
            return path
        key, line = pending.pop()
        here = (*path, key)
        container[key] = value
        return keep(here, line)

    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    event: Any = None
    try:
        for event in events:
            kind = type(event)
            line = event.start_mark.line + _FIRST_LINE
            if kind is yaml.ScalarEvent:
                if event.anchor:
                    anchor(event.anchor, event.value, line)
                put(event.value, line)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                value: Value = {} if kind is yaml.MappingStartEvent else []
                if event.anchor:
                    anchor(event.anchor, value, line)
                if len(stack) >= MAX_DEPTH:
                    raise FrontMatterError(_TOO_DEEP, line)
                stack.append((value, put(value, line), []))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                if event.anchor not in anchors:
                    raise FrontMatterError(f"the alias *{event.anchor} has no anchor", line)
                aliased = anchors[event.anchor]
                if any(container is aliased for container, _, _ in stack):
                    raise FrontMatterError(f"the alias *{event.anchor} is in its own anchor", line)
                put(aliased, line)
            elif kind is yaml.DocumentStartEvent and root:
                raise FrontMatterError("there is a second YAML document", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + _FIRST_LINE
        if "nesting depth" in str(error.problem):  # libyaml's own limit, 1,000
            raise FrontMatterError(_TOO_DEEP, line) from None
        raise FrontMatterError(f"not YAML: {error.problem or error.context}", line) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + _FIRST_LINE
        code = error.character if isinstance(error.character, int) else ord(error.character[:1])
        raise FrontMatterError(f"unescaped control character U+{code:04X}", line) from None
    except UnicodeDecodeError:  # of %-escapes, which libyaml does not check
        line = (event.end_mark.line if event else 0) + _FIRST_LINE
        raise FrontMatterError("not YAML: the escapes in a tag are not UTF-8", line) from None
    return Document(root[0] if root else "", lines)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path if type(part) is str)
