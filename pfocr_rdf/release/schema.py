"""The manifest against its JSON Schema, by the few words of JSON Schema that it is written in.

https://json-schema.org/draft/2020-12. Tests hold this equal to the library jsonschema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pfocr_rdf import resources

__all__ = ["manifest_faults", "manifest_schema"]

_FILE = Path(resources.__file__).parent / "data" / "release-manifest.schema.json"

_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": lambda value: _is_number(value),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


@cache
def manifest_schema() -> dict[str, Any]:
    """The schema of a manifest."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def manifest_faults(manifest: Any) -> list[str]:
    """Where a manifest is not as its schema demands: ``place: what is wrong``."""
    return list(_faults(manifest, manifest_schema(), "manifest"))


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < float("inf")


def _faults(value: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _faults(value, manifest_schema()["$defs"][name], place)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_TYPES[name](value) for name in types):
        yield f"{place}: is not {' or '.join(types)}"
        return
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{place}: is not {schema['const']!r}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield f"{place}: {value!r} does not fit {schema['pattern']}"
        if len(value) < schema.get("minLength", 0):
            yield f"{place}: is empty"
    elif _is_number(value) and value < schema.get("minimum", value):
        yield f"{place}: {value} is less than {schema['minimum']}"
    elif isinstance(value, dict):
        yield from _members(value, schema, place)
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from _faults(item, schema["items"], f"{place}[{number}]")


def _same(value: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _members(value: dict[str, Any], schema: dict[str, Any], place: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place}: has no {name!r}"
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in known:
            yield from _faults(item, known[name], f"{place}.{name}")
        elif more is False:
            yield f"{place}: {name!r} is not known"
        elif more is not True:
            yield from _faults(item, more, f"{place}.{name}")
