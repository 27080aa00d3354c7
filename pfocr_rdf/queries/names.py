"""The names that the data have for genes, chemicals, taxa and so on, looked up by queries."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pfocr_rdf.errors import UsageError
from pfocr_rdf.queries.sources import Rows, ask, plain_text
from pfocr_rdf.rdf.namespaces import schema
from pfocr_rdf.rdf.terms import IRI

_MOST = 500
"""Names in one query."""

_NAMED = f"""PREFIX schema: <{schema.NS}>
SELECT DISTINCT ?thing ?name ?organism WHERE {{
  VALUES
  {{ ?thing schema:name ?name }} UNION {{ ?thing schema:alternateName ?name }}
  ?thing a <CLASS> .
  OPTIONAL {{ ?thing schema:taxonomicRange ?organism }}
}} ORDER BY ?thing ?name"""

_ESCAPES = {'"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "\\'"}


class NamedEntity(NamedTuple):
    """An entity with one of its names; ``organism`` is the IRI of a gene's species, or empty."""

    iri: IRI
    name: str
    organism: IRI


class Names:
    """The names in ``data``: a store, a graph or the URL of an endpoint."""

    def __init__(self, data: object) -> None:
        self._data = data
        self._all: dict[IRI, list[NamedEntity]] = {}

    def find(self, class_: IRI, names: Iterable[str]) -> list[NamedEntity]:
        """The entities of a class that have one of ``names``, in exactly that spelling."""
        wanted = list(dict.fromkeys(names))
        found: list[NamedEntity] = []
        for start in range(0, len(wanted), _MOST):
            texts = " ".join(f'"{escape_string(name)}"' for name in wanted[start : start + _MOST])
            found += self._ask(class_, f"VALUES ?name {{ {texts} }}")
        return found

    def all(self, class_: IRI) -> list[NamedEntity]:
        """All entities of a class, under all of their names."""
        if class_ not in self._all:
            self._all[class_] = self._ask(class_, "")
        return self._all[class_]

    def paper_of(self, doi: IRI) -> IRI | None:
        """The paper with that DOI."""
        query = f"SELECT ?paper {{ ?paper <{schema.sameAs}> <{doi}> }} ORDER BY ?paper LIMIT 1"
        return next((paper for (paper,) in self._rows(query)), None)

    def _ask(self, class_: IRI, values: str) -> list[NamedEntity]:
        query = _NAMED.replace("CLASS", class_).replace("VALUES", values)
        return [NamedEntity(*row) for row in self._rows(query)]

    def _rows(self, query: str) -> Iterable[tuple[str, ...]]:
        answer = ask(self._data, query)
        assert isinstance(answer, Rows)
        return (tuple(map(plain_text, row)) for row in answer.rows)


def escape_string(text: str) -> str:
    r"""What stands between the quotes of a SPARQL string to mean ``text``.

    A ``u`` after a backslash is escaped too, because processors differ on whether the escapes of
    code points are resolved before or after those of strings (SPARQL 1.1, 19.2).

    >>> print(escape_string('a "b"'), escape_string("\\u0022"))
    a \"b\" \\\u00750022
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"{text!r} holds a lone surrogate, which is no character")
    text = text.replace("\\", "\\\\")
    text = text.replace("\\u", "\\\\u0075").replace("\\U", "\\\\u0055")
    return re.sub("[\"'\n\r\t\x00-\x1f]", lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), text)
