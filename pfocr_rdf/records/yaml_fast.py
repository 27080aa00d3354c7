"""YAML as PyYAML writes it, quickly: block style, plain and single-quoted scalars, all as text.

Upstream writes every record with PyYAML, so nearly all text is of this kind, and can be cut up by
searches. A value that is not (a double-quoted one, a list of lists) is left to the exact way, on
its own; a text that is not cut up safely is left to it as a whole. What comes out is what
``yaml.load(text, yaml.CBaseLoader)`` gives.

The searches rest on these rules of YAML 1.1 (https://yaml.org/spec/1.1/): in a block mapping, a
line that is indented like its keys and looks like one begins the next entry, unless a quoted scalar
or a flow collection is still open; and then the value that it would cut in two is neither a plain
scalar nor a whole quoted one, and the exact way refuses its first half.
"""

import re
from collections.abc import Container
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from pfocr_rdf.records.yaml_exact import FrontMatterError, load_exact

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Tabs, line breaks but the line feed, and what YAML refuses."""

_KEY = r"([A-Za-z_][\w-]{0,99}|'@[a-z]{1,99}'):(?![^\n ])"
_MOST_OTHERS = 16
"""More values than this that are left to the exact way are left to it all at once."""
_DEEPEST = 4
"""Mappings whose keys are indented by more than two more than this are left to the exact way."""
_INDICATORS = "-?:,[]{}#&*!|>'\"%@` "


class AlikeMappings(NamedTuple):
    """A list of mappings that have the same keys in the same order, with texts as values."""

    keys: tuple[str, ...]
    cells: list[tuple[str, ...]]

    def under(self, keys: tuple[str, ...]) -> list[tuple[str, ...]] | None:
        """The cells under these keys, in their order; ``None`` where it has others."""
        if self.keys == keys:
            return self.cells
        if sorted(self.keys) != sorted(keys):
            return None
        return list(map(itemgetter(*map(self.keys.index, keys)), self.cells))

    def mappings(self) -> list[dict[str, str]]:
        """The same as a list of mappings."""
        return [dict(zip(self.keys, cells, strict=True)) for cells in self.cells]


class _OtherError(Exception):
    """The value is not of the kind that is read here."""


def read(text: str, data: bytes, tabular: Container[str] = ()) -> dict[str, Any] | None:
    r"""The values of ``text``, whose UTF-8 is ``data``; ``None`` where the exact way has to look.

    Under the keys in ``tabular``, a list of mappings may come as :class:`AlikeMappings`.

    >>> read("word: 1e3\nlist:\n- NO\n", b"word: 1e3\nlist:\n- NO\n")
    {'word': '1e3', 'list': ['NO']}
    """
    odd = data.translate(None, _PLAIN)
    if (odd and _ODD.search(odd.decode())) or not text.endswith("\n"):
        return None
    before, *parts = _keys(0).split("\n" + text[:-1])
    if before or not parts:
        return None
    values: list[Any] = []
    others = 0
    try:
        for key, body in zip(parts[::2], parts[1::2], strict=True):
            try:
                values.append(_entry(body, as_rows=key in tabular))
            except _OtherError:
                others += 1
                if others > _MOST_OTHERS:
                    return None
                values.append(_exactly(body))
    except FrontMatterError:
        return None
    return _mapping(parts[::2], values)


def _mapping(keys: list[str], values: list[Any]) -> dict[str, Any] | None:
    """Keys, as they are written, and their values; ``None`` where a key stands twice."""
    found = dict(zip([key.strip("'") for key in keys], values, strict=True))
    return found if len(found) == len(keys) else None


@cache
def _keys(indent: int) -> re.Pattern[str]:
    return re.compile("\n" + " " * indent + _KEY, re.ASCII)


def _exactly(body: str) -> Any:
    """A value on its own, by the exact way. Raises FrontMatterError."""
    # these end the document, and anchors belong to all of it
    if "\n---" not in body and "\n..." not in body and "&" not in body:
        value = load_exact(f"x:{body}\n", places=False).value
        if type(value) is dict and value.keys() == {"x"}:
            return value["x"]
    raise FrontMatterError("more than one value", 0)


def _entry(body: str, *, as_rows: bool) -> Any:
    """The value of a top-level key, from all that stands behind its colon."""
    if "\n" not in body:
        return [] if body == " []" else _scalar(body)
    if body.startswith("\n- ") and (rows := _rows(body)) is not None:
        return rows if as_rows else rows.mappings()
    return _block(body, 0)


def _block(body: str, indent: int) -> Any:
    """A value that takes several lines, under a key that is indented by ``indent``."""
    margin = "\n" + " " * indent
    if body[0] == " ":
        return _scalar(_folded(body, margin + " "))
    if body.startswith(margin + "- "):
        items = body.split(margin + "- ")
        if len(items) <= body.count("\n"):
            raise _OtherError
        return _texts(items[1:], body, 0)
    if indent > _DEEPEST:
        raise _OtherError
    before, *parts = _keys(indent + 2).split(body)
    if before:
        raise _OtherError
    values = [
        _block(inner, indent + 2) if "\n" in inner else _scalar(inner) for inner in parts[1::2]
    ]
    if (found := _mapping(parts[::2], values)) is None:
        raise _OtherError
    return found


def _folded(body: str, margin: str) -> str:
    """The lines of a scalar on one line; ``margin`` is what has to stand before each but the first.

    Raises _OtherError where a line is not so indented, is empty, or ends with a space.
    """
    folded = body.replace(margin + " ", " ")
    if "\n" not in folded and "  " not in folded:
        return folded
    if " \n" in body or body.count(margin) != body.count("\n"):
        raise _OtherError
    return _FOLD.sub(" ", body)


_FOLD = re.compile("\n +")


# ---- scalars -------------------------------------------------------------------------------------


def _scalar(raw: str) -> str:
    """The text of a scalar, from what stands behind its colon or dash, put on one line."""
    if raw[1:2] not in _INDICATORS and ":" not in raw and "#" not in raw:
        if raw[0] == " " != raw[-1]:
            return raw[1:]
        raise _OtherError
    return _odd_scalar(raw)


def _odd_scalar(raw: str) -> str:
    """The same where it may be quoted, or holds what may begin a comment or end a key."""
    first = raw[1:2]
    if first not in _INDICATORS or (first == "-" and raw[2:3] not in _INDICATORS):
        if raw[0] == " " and raw[-1] not in " :" and ": " not in raw and " #" not in raw:
            return raw[1:]
    elif not raw:
        return raw
    elif first == "'" and raw[0] == " " and raw[-1] == "'" and len(raw) > 2:
        inner = raw[2:-1]
        if "'" not in inner.replace("''", ""):
            return inner.replace("''", "'")
    elif first == '"' and raw[0] == " " and raw[-1] == '"' and len(raw) > 2:
        inner = raw[2:-1]
        if '"' not in inner and "\\" not in inner:
            return inner
    raise _OtherError


def _texts(scalars: list[str], text: str, colons: int) -> list[str]:
    """The texts of scalars on a line each, from what stands behind the space of colon or dash.

    ``text`` is where they stand, with so many colons that are not theirs.
    """
    if "\\" in text and sum([one[:1] == '"' and "\\" in one for one in scalars]) > _MOST_OTHERS:
        raise _OtherError
    if text.count(":") == colons and "#" not in text and " \n" not in text and text[-1] != " ":
        return [one if one[:1] not in _INDICATORS else _special(one) for one in scalars]
    return [_special(one) for one in scalars]


def _special(scalar: str) -> str:
    """The text of a scalar on a line that may begin with an indicator."""
    first = scalar[:1]
    if first == "'" == scalar[-1] and len(scalar) > 1 and "'" not in (inner := scalar[1:-1]):
        return inner
    if first != '"' or "\\" not in scalar:
        return _scalar(f" {scalar}")
    text = _exactly(f" {scalar}")
    if type(text) is not str:
        raise _OtherError
    return text


# ---- lists of mappings ---------------------------------------------------------------------------

_MOST_KEYS = 20
_FIRST_KEYS = re.compile(r"\n(?:- |  )([a-z_]{1,40}):.*")


def _rows(body: str) -> AlikeMappings | None:
    """A list of mappings with the same keys, if each of their values takes one line."""
    end = body.find("\n- ", 1)
    keys = tuple(_FIRST_KEYS.findall(body, 0, len(body) if end < 0 else end))
    if not 0 < len(keys) <= _MOST_KEYS or len(set(keys)) < len(keys):
        return None
    rows = _row(keys).findall(body)
    if body.count("\n") != len(rows) * len(keys):
        return None
    flat = list(chain.from_iterable(rows)) if len(keys) > 1 else rows
    texts = iter(_texts(flat, body, len(flat)))
    return AlikeMappings(keys, list(zip(*[texts] * len(keys), strict=True)))


@lru_cache(64)
def _row(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("\n- " + "\n  ".join(f"{key}: (.*)" for key in keys))
