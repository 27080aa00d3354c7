"""SHACL engines behind one interface: N-Triples in, results out.

A new engine is one row of :data:`ENGINES`.
"""

from collections.abc import Callable

from pfocr_rdf.errors import InputError, MissingExtraError, ShapesError, UsageError
from pfocr_rdf.messages import did_you_mean, one_line
from pfocr_rdf.validation.results import CLOSED, Check, Result, in_order


def _shacl(shapes: bytes) -> Check:
    """The package ``shacl``: compiled, Core and SPARQL constraints."""
    from shacl import Shapes  # slow to import

    try:
        compiled = Shapes.from_text(shapes.decode(), "ntriples")
    except ValueError as error:
        raise ShapesError(f"shapes: {one_line(error)}") from None

    def check(triples: bytes) -> list[Result]:
        try:
            report = compiled.validate_text(triples.decode(), "ntriples")
        except ValueError as error:
            raise InputError(f"the engine cannot read the data: {one_line(error)}") from None
        return in_order(
            Result(
                r.severity,
                (r.source_shape or "").strip("<>"),
                r.component,
                r.focus_node,
                r.path.strip("<>") if r.component == CLOSED and r.path else None,
                r.value,
                r.message or "",
            )
            for r in report.results
        )

    return check


def _pyshacl(shapes: bytes) -> Check:
    """pySHACL, the reference in Python."""
    try:
        from pfocr_rdf.validation.pyshacl_engine import compiled  # of the extra 'pyshacl'
    except ImportError:
        raise MissingExtraError("pyshacl", "The engine pyshacl") from None
    return compiled(shapes)


ENGINES: dict[str, Callable[[bytes], Check]] = {"shacl": _shacl, "pyshacl": _pyshacl}
"""Name on the command line → what compiles shapes in N-Triples."""

DEFAULT_ENGINE = "shacl"


def find_engine(name: str) -> Callable[[bytes], Check]:
    """The engine of that name; raises UsageError for an unknown one."""
    if name not in ENGINES:
        hint = did_you_mean(name, ENGINES)
        raise UsageError(f"{name!r}: no such SHACL engine: use one of {', '.join(ENGINES)}{hint}")
    return ENGINES[name]
