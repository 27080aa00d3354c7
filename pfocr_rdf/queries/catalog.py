"""The bundled queries: what there is, what each asks for, and asking it.

>>> from pfocr_rdf import queries
>>> queries.get("figures-of-gene").title
'Figures that mention a gene'
>>> print(queries.get("figures-of-gene").fill({"gene": "5292"}).text.count("ncbigene/5292"))
1

:func:`run` asks a query of a pyoxigraph ``Store``, of an rdflib ``Graph`` or of a SPARQL endpoint.
A query is a file ``NAME.rq`` whose comments at the top (``# title:``, ``# category:``,
``# description:``, ``# param: name|type|default|label``) tell what it is; ``{{name}}`` in its text
is replaced by a parameter.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf import resources
from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import did_you_mean, one_line
from pfocr_rdf.queries.names import Names, escape_string
from pfocr_rdf.queries.parameters import Parameter, Value, resolve
from pfocr_rdf.queries.sources import Answer, ask

ParameterValues = Mapping[str, "str | Iterable[str]"]
"""Parameter name → what a user wrote for it."""

_HEADER = re.compile(r"#\s*(title|category|description|param)\s*:\s*(.*?)\s*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<\{\{(\w+)\}\}>|\"\{\{(\w+)\}\}\"|\{\{(\w+)\}\}")
_FORM = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE)\b", re.IGNORECASE)
_SERVICE = re.compile(r"\bSERVICE\s+(?:SILENT\s+)?<([^>]+)>", re.IGNORECASE)
_NOT_CODE = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"|(#[^\n]*)|(PREFIX[^\n]*)", re.IGNORECASE)


class FilledQuery(NamedTuple):
    """A query ready to be asked. ``notes`` explain how names in its parameters were understood."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what its header says. ``folder`` is its place among the bundled ones.

    ``form`` is ``SELECT``, ``CONSTRUCT``, ``ASK`` or ``DESCRIBE``; ``services`` are the endpoints
    it goes on to ask, so that it needs the network where there are any.
    """

    name: str
    folder: str
    title: str
    category: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    form: str
    services: tuple[str, ...]

    def fill(
        self, values: ParameterValues | None = None, names: Names | None = None
    ) -> FilledQuery:
        """The query with its parameters, or their defaults, in place.

        ``names`` looks up entities by name. Raises UsageError for a parameter that the query does
        not have, and for a value that is not of the parameter's kind.
        """
        values = values or {}
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = f"its parameters are {', '.join(known)}" if known else "it has none"
                hint = did_you_mean(name, known)
                raise UsageError(f"{self.name} has no parameter {name!r}: {has}{hint}")
        resolved = {
            name: resolve(parameter, values[name], names) if name in values else _default(parameter)
            for name, parameter in known.items()
        }
        text = _PLACEHOLDER.sub(lambda match: _placed(self.name, match, resolved), self.text)
        return FilledQuery(text, tuple(note for value in resolved.values() for note in value.notes))


def _default(parameter: Parameter) -> Value:
    default = parameter.default
    if parameter.kind.many:
        default = default.replace("> <", ",").strip("<>")
    return resolve(parameter, default, None)


def _placed(query: str, match: re.Match[str], values: Mapping[str, Value]) -> str:
    in_brackets, in_quotes, bare = match.groups()
    name = in_brackets or in_quotes or bare
    value = values.get(name)
    if value is None:
        raise UsageError(f"{query}: {{{{{name}}}}} is not declared: add '# param: {name}|…'")
    if in_quotes:
        text = value.text if value.text is not None else " ".join(value.iris)
        return f'"{escape_string(text)}"'
    if in_brackets and len(value.iris) == 1:
        return f"<{value.iris[0]}>"
    if bare and value.iris:
        return " ".join(f"<{iri}>" for iri in value.iris)
    if bare and value.number and value.text is not None:
        return value.text
    raise UsageError(f'{query}: {name} is a text: its place is "{{{{{name}}}}}", in quotes')


def parse(text: str, name: str = "query", folder: str = "") -> Query:
    """The query that ``text`` is; a header is not needed, but what it declares has to be sound."""
    fields: dict[str, list[str]] = {}
    for line in takewhile(lambda line: line.startswith("#") or not line.strip(), text.splitlines()):
        if match := _HEADER.fullmatch(line):
            fields.setdefault(match[1].lower(), []).append(match[2])
    code = _NOT_CODE.sub(lambda match: " " if match[1] or match[2] else match[0], text)
    form = _FORM.search(re.sub(r"<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"", " ", code))
    if form is None:
        raise UsageError(f"{name}: no SELECT, CONSTRUCT, ASK or DESCRIBE in it: is it SPARQL?")
    return Query(
        name=name,
        folder=folder,
        title=" ".join(fields.get("title", [name])),
        category=" ".join(fields.get("category", [])),
        description=" ".join(fields.get("description", [])),
        parameters=tuple(_parameter(name, line) for line in fields.get("param", [])),
        text=text,
        form=form[1].upper(),
        services=tuple(dict.fromkeys(_SERVICE.findall(code))),
    )


def _parameter(query: str, line: str) -> Parameter:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or not re.fullmatch(r"\w+", parts[0]):
        raise UsageError(f"{query}: '# param: {line}' is not name|type|default|label")
    if not re.fullmatch(r"string|uri|enum:.+", parts[1]):
        raise UsageError(f"{query}: {parts[0]}: {parts[1]!r} is none of string, uri, enum:a,b")
    return Parameter(*parts)


def read(path: str | Path) -> Query:
    """The query in a file; raises UsageError where there is none."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {one_line(error)}") from None
    return parse(text, Path(path).stem)


@cache
def bundled() -> Mapping[str, Query]:
    """Name → query, those of one folder together."""
    top = resources.folder("queries")
    found = {}
    for path in sorted(top.rglob("*.rq")):
        folder = path.parent.relative_to(top).as_posix()
        found[path.stem] = parse(path.read_text(encoding="utf-8"), path.stem, folder)
    return found


def get(name: str) -> Query:
    """The bundled query of that name; raises UsageError, with near names, where there is none."""
    queries = bundled()
    if name not in queries:
        hint = did_you_mean(name, queries, most=3)
        raise UsageError(f"no query is called {name!r}: 'pfocr-rdf query' lists them all{hint}")
    return queries[name]


def run(query: Query | str, data: object, parameters: ParameterValues | None = None) -> Answer:
    r"""Ask a bundled query, by name, or another one, and give what comes back.

    ``data`` is a pyoxigraph ``Store`` (its named graphs are asked as one), an rdflib ``Graph`` or
    the URL of a SPARQL endpoint. Raises UsageError for an unknown query or a wrong parameter,
    QueryError where there is no answer.

    >>> from pfocr_rdf import read_figure, to_graph
    >>> graph = to_graph(read_figure("---\nfigid: PMC1__f1\n---\n"))
    >>> [str(figure.value) for figure, record in run("figures-without-title", graph).rows]
    ['https://pfocr.wikipathways.org/figures/PMC1__f1']
    """
    chosen = get(query) if isinstance(query, str) else query
    return ask(data, chosen.fill(parameters, Names(data)).text)
