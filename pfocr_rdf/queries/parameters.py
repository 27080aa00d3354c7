"""Parameters of queries: what a user may write for one, and the terms that it means.

What kind of thing a parameter is follows from its name (:data:`KINDS`): ``gene`` is a gene of NCBI
Gene, ``genes`` a list of them, ``minimum`` a number. A new kind is one row. What a parameter is
replaced by is a term of its kind and nothing else: an IRI that cannot close its brackets, a string
that cannot end its quotes, a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.messages import did_you_mean
from pfocr_rdf.rdf.curies import compact_identifier_of
from pfocr_rdf.rdf.namespaces import SITE, schema
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import HUMAN, REGISTRIES, Registry, figure_iri, reference_iri
from pfocr_rdf.records.model import Reference

__all__ = ["KINDS", "Candidate", "Kind", "Names", "Parameter", "Value", "escape_string", "resolve"]

_FIGURES = SITE + "figures/"
_JOURNALS = SITE + "journals/"
_HUMAN = reference_iri(Reference("taxonomy", HUMAN))
_MINTED = re.compile(r"https?://identifiers\.org/([a-z.]+)[/:](.+)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,;]+")


class Candidate(NamedTuple):
    """A thing of the data with one of its names; ``organism`` is the IRI of a gene's species."""

    iri: IRI
    name: str
    organism: IRI | None = None


class Names(Protocol):
    """The names that the data have for things of a class."""

    def find(self, type_: IRI, names: Iterable[str]) -> list[Candidate]:
        """The things that have one of ``names``, spelled so."""

    def all(self, type_: IRI) -> list[Candidate]:
        """All things of a class under all of their names."""

    def paper_of(self, doi: IRI) -> IRI | None:
        """The paper with that DOI."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand for a parameter. ``expected`` says it in words, for messages.

    ``registries`` are keys of ``vocabulary.REGISTRIES``; a thing of class ``type`` may
    also be given by its name. ``pattern`` is for values that are no IRIs; ``many`` for lists.
    """

    expected: str
    registries: tuple[str, ...] = ()
    type: IRI | None = None
    pattern: re.Pattern[str] | None = None
    many: bool = False


def _entity(what: str, type_: IRI, *registries: str, many: bool = False) -> Kind:
    return Kind(what, registries, type_, None, many)


_INTEGER = Kind("a whole number", pattern=re.compile(r"[0-9]{1,9}"))

KINDS: dict[str, Kind] = {
    "gene": _entity(
        "a gene: 5292, ncbigene:5292, its IRI or its symbol (PIM1)", schema.Gene, "ncbigene"
    ),
    "genes": _entity(
        "genes, with commas between (PIM1,JAK2 or 5292,3717), or @FILE with one a line",
        schema.Gene,
        "ncbigene",
        many=True,
    ),
    "chemical": _entity(
        "a chemical: mesh:D005947, CHEBI:17234, its IRI or its name",
        schema.ChemicalSubstance,
        "mesh",
        "chebi",
    ),
    "disease": _entity(
        "a disease: mesh:D009369, DOID:8893, its IRI or its name",
        schema.MedicalCondition,
        "mesh",
        "doid",
    ),
    "organism": _entity(
        "an organism: 9606, taxonomy:9606, its IRI or its name", schema.Taxon, "taxonomy"
    ),
    "paper": _entity("a paper: PMC6457213, its IRI or its DOI", schema.ScholarlyArticle, "pmc"),
    "journal": Kind("a journal: its name or its IRI", type=schema.Periodical),
    "figure": Kind("a figure: its figid (PMC6457213__advances029850f7) or its IRI"),
    "year": Kind("a year with four digits", pattern=re.compile(r"[0-9]{4}")),
    "minimum": _INTEGER,
    "rows": _INTEGER,
    "score": Kind("a number such as 0.6", pattern=re.compile(r"[0-9]{1,9}(\.[0-9]{1,18})?")),
    "word": Kind("a text"),
    "text": Kind("a text"),
}
"""Parameter name → its kind."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a header declares it; ``type`` is ``string``, ``uri`` or ``enum:…``."""

    name: str
    type: str
    default: str
    label: str

    @property
    def choices(self) -> tuple[str, ...]:
        """What an enumeration lets one choose from; empty for other types."""
        if not self.type.startswith("enum:"):
            return ()
        return tuple(c.strip() for c in self.type.removeprefix("enum:").split(","))

    @property
    def kind(self) -> Kind:
        """The kind that its name stands for, or else its type."""
        known = KINDS.get(self.name)
        if known is not None:
            return known
        return Kind("an absolute IRI" if self.type == "uri" else "a text")


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter means: IRIs, or a text. ``notes`` tell what was made of names."""

    iris: tuple[IRI, ...] = ()
    text: str | None = None
    number: bool = False
    notes: tuple[str, ...] = ()


def resolve(parameter: Parameter, given: str | Iterable[str], names: Names | None) -> Value:
    """The value that ``given`` means for ``parameter``; without ``names``, names are refused.

    A name that several things have means the human gene among them, where that is one; otherwise
    it is refused. In lists, names that the data do not have are left out, and a note tells so.
    Raises UsageError, which says what is expected and lists what is near.
    """
    kind = parameter.kind
    texts = [given] if isinstance(given, str) else [str(item) for item in given]
    if kind.many:
        return _several(
            parameter, [item for text in texts for item in _items(parameter, text)], names
        )
    if len(texts) != 1:
        raise UsageError(f"{parameter.name}: one value is expected, not {len(texts)}")
    text = texts[0]
    if parameter.choices:
        if text not in parameter.choices:
            choices = ", ".join(parameter.choices) + did_you_mean(text, parameter.choices)
            raise UsageError(f"{parameter.name}: {text!r} is none of {choices}")
        return Value(text=text)
    if kind.pattern is not None:
        if not kind.pattern.fullmatch(text.strip()):
            raise UsageError(f"{parameter.name}: {text!r} is not {kind.expected}")
        return Value(text=text.strip(), number=True)
    if parameter.type != "uri":
        return Value(text=text)
    return _one(parameter, text.strip(), names)


_ESCAPES = {'"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "\\'"}


def escape_string(text: str) -> str:
    r"""What stands between the quotes of a SPARQL string to mean ``text``.

    A ``u`` after a backslash is escaped too, because processors differ on whether the escapes of
    code points are resolved before or after those of strings (SPARQL 1.1, 19.2).

    >>> print(escape_string('a "b"'), escape_string("\\u0022"))
    a \"b\" \\\u00750022
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"{text!r} holds a lone surrogate, which no text can")
    text = text.replace("\\", "\\\\")
    text = text.replace("\\u", "\\\\u0075").replace("\\U", "\\\\u0055")
    return re.sub("[\"'\n\r\t\x00-\x1f]", lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), text)


def _one(parameter: Parameter, text: str, names: Names | None) -> Value:
    kind = parameter.kind
    iri = _identified(parameter, text, names)
    if iri is not None:
        return Value((iri,))
    if kind.type is None or names is None or not text:
        raise UsageError(f"{parameter.name}: {text!r} is not {kind.expected}")
    found = _named(parameter, kind.type, [text], names)
    if text not in found:
        hint = did_you_mean(text, {c.name for c in names.all(kind.type)}, most=3)
        raise UsageError(
            f"{parameter.name}: no {parameter.name} is called {text!r}: "
            f"expected is {kind.expected}{hint}"
        )
    iri, note = found[text]
    return Value((iri,), notes=(note,) if note else ())


def _several(parameter: Parameter, items: list[str], names: Names | None) -> Value:
    kind = parameter.kind
    if not items:
        raise UsageError(f"{parameter.name}: the list is empty; expected are {kind.expected}")
    known = {item: _identified(parameter, item, names) for item in items}
    unknown = [item for item, iri in known.items() if iri is None]
    notes: list[str] = []
    if unknown and (names is None or kind.type is None):
        raise UsageError(f"{parameter.name}: {unknown[0]!r} is not one of {kind.expected}")
    if unknown and names is not None and kind.type is not None:
        found = _named(parameter, kind.type, unknown, names)
        for item, (iri, note) in found.items():
            known[item] = iri
            notes += [note] if note else []
        missing = [item for item in unknown if item not in found]
        if missing:
            shown = ", ".join(map(repr, missing[:5]))
            if len(missing) > 5:
                shown += f" and {len(missing) - 5} more"
            if len(missing) == len(known):
                hint = did_you_mean(missing[0], {c.name for c in names.all(kind.type)}, most=3)
                raise UsageError(
                    f"{parameter.name}: none of the list is in the data: {shown}{hint}"
                )
            notes.append(f"{parameter.name}: not in the data, left out: {shown}")
    iris = dict.fromkeys(iri for iri in known.values() if iri is not None)
    return Value(tuple(iris), notes=tuple(notes))


def _items(parameter: Parameter, text: str) -> Iterator[str]:
    """The items of a list, or of the file that ``@`` names (its first column, without comments)."""
    if text.startswith("@"):
        try:
            content = Path(text[1:]).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not a text in UTF-8"
            raise UsageError(f"{parameter.name}: {text[1:]}: cannot be read: {reason}") from None
        lines = (
            re.split(r"[\t,;]", line)[0]
            for line in content.splitlines()
            if not line.startswith("#")
        )
        text = "\n".join(lines)
    yield from filter(None, (part.strip("<>\"'") for part in _SEPARATORS.split(text)))


# ---- identifiers ---------------------------------------------------------------------------------


def _identified(parameter: Parameter, text: str, names: Names | None) -> IRI | None:
    """The IRI of what ``text`` identifies; ``None`` where it can only be a name.

    Raises UsageError where it identifies something of another kind.
    """
    text = text.strip("<>")
    kind = parameter.kind
    if parameter.name == "figure":
        return _figure(text)
    if parameter.name == "journal" and text.startswith(_JOURNALS):
        return _checked(parameter, text)
    if parameter.name not in KINDS:
        return _checked(parameter, text)
    if parameter.name == "paper":
        doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", text, flags=re.IGNORECASE)
        if REGISTRIES["doi"].pattern.fullmatch(doi):
            paper = names.paper_of(reference_iri(Reference("doi", doi))) if names else None
            if paper is None:
                raise UsageError(f"{parameter.name}: no paper with the DOI {doi} is in the data")
            return paper
    for key in kind.registries:
        identifier = _local(REGISTRIES[key], text)
        if identifier is not None:
            return reference_iri(Reference(key, identifier))
    if "://" in text or (text.partition(":")[0].lower() in REGISTRIES and ":" in text):
        raise UsageError(f"{parameter.name}: {text!r} is not {kind.expected}")
    if parameter.name == "organism":
        return _organism(text)
    return None


def _local(registry: Registry, text: str) -> str | None:
    """The identifier that ``text`` gives in the registry: bare, with a prefix, or as an IRI."""
    minted = _MINTED.fullmatch(text)
    if minted is not None:
        if minted[1].lower() != registry.prefix:
            return None
        text = minted[2]
    elif text.startswith(registry.base):
        text = text.removeprefix(registry.base)
    for prefix in (registry.compact, f"{registry.prefix}:"):
        if text.lower().startswith(prefix.lower()):
            text = text[len(prefix) :]
            break
    else:
        if registry.prefix in ("chebi", "doid") and minted is None and text.isdigit():
            return None
    return text if registry.pattern.fullmatch(text) else None


def _figure(text: str) -> IRI:
    figid = unquote(text.removeprefix(_FIGURES)) if text.startswith(_FIGURES) else text
    figid = figid.removeprefix("fig:").removesuffix(".html")
    if not figid or "://" in figid or re.search(r"[\s/#]", figid):
        raise UsageError(f"figure: {text!r} is not {KINDS['figure'].expected}")
    return figure_iri(figid)


def _organism(text: str) -> IRI | None:
    from pfocr_rdf.mapping.organisms import organisms

    taxa = organisms().resolve(text)
    return reference_iri(Reference("taxonomy", taxa[0].identifier)) if len(taxa) == 1 else None


def _checked(parameter: Parameter, text: str) -> IRI:
    try:
        return check_iri(text)
    except FormatError:
        raise UsageError(f"{parameter.name}: {text!r} is not {parameter.kind.expected}") from None


# ---- names ---------------------------------------------------------------------------------------


def _named(
    parameter: Parameter, type_: IRI, texts: list[str], names: Names
) -> dict[str, tuple[IRI, str]]:
    """Name → the thing it means and a note, for the names that the data have."""
    candidates: dict[str, list[Candidate]] = {}
    for candidate in names.find(type_, texts):
        candidates.setdefault(candidate.name, []).append(candidate)
    rest = {text.lower(): text for text in texts if text not in candidates}
    if rest:
        for candidate in names.all(type_):
            text = rest.get(candidate.name.lower())
            if text is not None:
                candidates.setdefault(text, []).append(candidate)
    return {text: _choose(parameter, text, found) for text, found in candidates.items()}


def _choose(parameter: Parameter, text: str, found: list[Candidate]) -> tuple[IRI, str]:
    different = {candidate.iri: candidate for candidate in found}
    human = [c for c in different.values() if c.organism == _HUMAN]
    if len(different) == 1:
        chosen = next(iter(different.values()))
        note = f"{parameter.name}: {text} taken as {_shown(chosen)}" if chosen.name != text else ""
    elif len(human) == 1:
        chosen = human[0]
        others = ", ".join(_shown(c) for c in different.values() if c is not chosen)
        note = f"{parameter.name}: {text} taken as the human gene {_shown(chosen)}; "
        note += f"there is also {others}"
    else:
        choices = ", ".join(_shown(c) for c in list(different.values())[:5])
        raise UsageError(f"{parameter.name}: {text!r} can be {choices}: give one of these")
    return chosen.iri, note


def _shown(candidate: Candidate) -> str:
    short = compact_identifier_of(candidate.iri) or candidate.iri
    taxon = (candidate.organism or "").rpartition("/")[2]
    return f"{short} ({candidate.name}, taxon {taxon})" if taxon else f"{short} ({candidate.name})"
