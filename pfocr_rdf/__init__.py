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

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pfocr_rdf.api import read_figures, write
    from pfocr_rdf.errors import (
        Fault,
        FormatError,
        OutputError,
        PfocrError,
        RecordError,
        UsageError,
    )
    from pfocr_rdf.graph import to_graph
    from pfocr_rdf.mapping import triples
    from pfocr_rdf.model import Figure, Mention, Reference
    from pfocr_rdf.pipeline import Options, Summary, export
    from pfocr_rdf.reader import read_figure
    from pfocr_rdf.terms import Literal

__version__ = "0.1.0"

_PLACES = {
    "Fault": "errors",
    "Figure": "model",
    "FormatError": "errors",
    "Literal": "terms",
    "Mention": "model",
    "Options": "pipeline",
    "OutputError": "errors",
    "PfocrError": "errors",
    "RecordError": "errors",
    "Reference": "model",
    "Summary": "pipeline",
    "UsageError": "errors",
    "export": "pipeline",
    "read_figure": "reader",
    "read_figures": "api",
    "to_graph": "graph",
    "triples": "mapping",
    "write": "api",
}

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
    from importlib import import_module

    return getattr(import_module(f"pfocr_rdf.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
