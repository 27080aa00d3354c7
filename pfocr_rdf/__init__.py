"""pfocr-rdf: the database of published pathway figures, PFOCR, as RDF.

The essential concepts are two: :func:`read_figures` gives the :class:`Figure` values of files,
folders and archives, and :func:`triples` says one of them in RDF.

>>> from pfocr_rdf import read_figure, triples
>>> figure = read_figure('''---
... figid: PMC1__f1
... figtitle: A pathway
... genes:
... - {word: PIM1/2, symbol: PIM1, source: hgnc_symbol, hgnc_symbol: PIM1, entrez: '5292'}
... ---
... ''')
>>> [o for s, p, o in triples(figure) if p.endswith("/mentions")]
['https://identifiers.org/ncbigene/5292']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pfocr_rdf.version import __version__ as __version__

if TYPE_CHECKING:
    from pfocr_rdf.convert.api import read_figures, write
    from pfocr_rdf.convert.export import ExportOptions as Options
    from pfocr_rdf.convert.export import Summary, export
    from pfocr_rdf.convert.graph import to_graph
    from pfocr_rdf.errors import (
        Fault,
        FormatError,
        OutputError,
        PfocrError,
        RecordError,
        UsageError,
    )
    from pfocr_rdf.mapping import triples
    from pfocr_rdf.rdf.terms import Literal
    from pfocr_rdf.records.model import Figure, Mention, Reference
    from pfocr_rdf.records.reader import read_figure

_MODULES = {
    "convert.api": "read_figures write",
    "convert.export": "Options Summary export",
    "convert.graph": "to_graph",
    "errors": "Fault FormatError OutputError PfocrError RecordError UsageError",
    "mapping": "triples",
    "rdf.terms": "Literal",
    "records.model": "Figure Mention Reference",
    "records.reader": "read_figure",
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = [
    "Fault",
    "Figure",
    "FormatError",
    "Literal",
    "Mention",
    "Options",
    "OutputError",
    "PfocrError",
    "RecordError",
    "Reference",
    "Summary",
    "UsageError",
    "export",
    "read_figure",
    "read_figures",
    "to_graph",
    "triples",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'pfocr_rdf' has no attribute {name!r}")
    own_name = "ExportOptions" if name == "Options" else name
    return getattr(import_module(f"pfocr_rdf.{_PLACES[name]}"), own_name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
