"""JSON as typed values: dataclasses for objects, named tuples for rows, checked by their types."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from pfocr_rdf.errors import InputError, UsageError


class Form(NamedTuple):
    """What a value must be beyond its type, for ``Annotated``."""

    fits: Callable[[Any], object]
    name: str


Count = Annotated[int, Form(lambda number: number >= 0, "a count")]

_NAMES = {str: "text", int: "a whole number", float: "a number"}

_types = cache(lambda kind: get_type_hints(kind, include_extras=True))


def typed(kind: Any, value: Any, place: str = "") -> Any:
    """A value of JSON as one of a type; raises InputError, with its place, where it is none."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found, form = typed(arguments[0], value, place), arguments[1]
        if not form.fits(found):
            raise InputError(f"{place}: {value!r} is not {form.name}")
        return found
    if type(None) in arguments:
        return None if value is None else typed(arguments[0], value, place)
    if origin is tuple and isinstance(value, list):
        return tuple(typed(arguments[0], one, f"{place}[{n}]") for n, one in enumerate(value))
    if origin is Mapping and isinstance(value, dict):
        return {
            typed(arguments[0], key, place): typed(arguments[1], value[key], f"{place}.{key}")
            for key in value
        }
    if is_dataclass(kind) and isinstance(value, dict):
        return _object(kind, value, place)
    is_row = isinstance(kind, type) and issubclass(kind, tuple)
    if is_row and isinstance(value, list) and len(value) == len(_types(kind)):
        kinds = _types(kind).values()
        parts = zip(kinds, value, strict=True)
        return kind(*(typed(each, one, f"{place}[{n}]") for n, (each, one) in enumerate(parts)))
    accepted = (int, float) if kind is float else kind if kind in _NAMES else ()
    if isinstance(value, accepted) and not isinstance(value, bool):
        return value
    name = _NAMES.get(kind, "a list" if origin is tuple else "an object")
    if is_row:
        name = f"a list of {len(_types(kind))}"
    raise InputError(f"{place or 'the file'}: {json.dumps(value)[:40]} is not {name}")


def _object(kind: Any, value: dict[str, Any], place: str) -> Any:
    types = _types(kind)
    start = place and f"{place}."
    for name in value:
        if name not in types:
            raise InputError(f"{start}{name}: is not a known field")
    for field in fields(kind):
        if field.name not in value and field.default is MISSING:
            raise InputError(f"{start}{field.name}: is missing")
    found = {name: typed(types[name], value[name], start + name) for name in value}
    try:
        return kind(**found)
    except UsageError as error:
        raise InputError(f"{place}: {error}") from None
