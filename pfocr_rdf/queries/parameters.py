"""Parameters of queries: what a user may write for one, and the terms that it means.

What a parameter takes follows from its name (:data:`PARAMETER_KINDS`): ``gene`` is a gene of NCBI
Gene, ``genes`` a list of them, ``minimum`` a number. A new kind is one row. A parameter is replaced
by a term of its kind and nothing else: an IRI that cannot close its brackets, a string that cannot
end its quotes, a number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pfocr_rdf.errors import FormatError, UsageError
from pfocr_rdf.messages import did_you_mean, one_line
from pfocr_rdf.queries.names import NamedEntity, Names
from pfocr_rdf.rdf.curies import compact_identifier_of
from pfocr_rdf.rdf.namespaces import SITE, schema
from pfocr_rdf.rdf.ntriples import check_iri
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import HUMAN, REGISTRIES, Registry, figure_iri, reference_iri
from pfocr_rdf.records.model import Reference

_FIGURES = SITE + "figures/"
_JOURNALS = SITE + "journals/"
_HUMAN = reference_iri(Reference("taxonomy", HUMAN))
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class ParameterKind:
    """What may be written for a parameter. ``expected`` describes it in messages.

    Entities of class ``type`` may be given by their name, or by an identifier in ``registries``
    (keys of ``vocabulary.REGISTRIES``). ``pattern`` is for numbers, ``many`` for lists.
    """

    expected: str
    type: IRI | None = None
    registries: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    many: bool = False


_TEXT = ParameterKind("a text")
_INTEGER = ParameterKind("a whole number", pattern=re.compile(r"[0-9]{1,9}"))

PARAMETER_KINDS: dict[str, ParameterKind] = {
    "gene": ParameterKind(
        "a gene: 5292, ncbigene:5292, its IRI or its symbol (PIM1)", schema.Gene, ("ncbigene",)
    ),
    "genes": ParameterKind(
        "genes, with commas between (PIM1,JAK2 or 5292,3717), or @FILE with one a line",
        schema.Gene,
        ("ncbigene",),
        many=True,
    ),
    "chemical": ParameterKind(
        "a chemical: mesh:D005947, CHEBI:17234, its IRI or its name",
        schema.ChemicalSubstance,
        ("mesh", "chebi"),
    ),
    "disease": ParameterKind(
        "a disease: mesh:D009369, DOID:8893, its IRI or its name",
        schema.MedicalCondition,
        ("mesh", "doid"),
    ),
    "organism": ParameterKind(
        "an organism: 9606, taxonomy:9606, its IRI or its name", schema.Taxon, ("taxonomy",)
    ),
    "paper": ParameterKind(
        "a paper: PMC6457213, its IRI or its DOI", schema.ScholarlyArticle, ("pmc",)
    ),
    "journal": ParameterKind("a journal: its name or its IRI", schema.Periodical),
    "figure": ParameterKind("a figure: its figid (PMC6457213__advances029850f7) or its IRI"),
    "year": ParameterKind("a year with four digits", pattern=re.compile(r"[0-9]{4}")),
    "minimum": _INTEGER,
    "rows": _INTEGER,
    "score": ParameterKind(
        "a number such as 0.6", pattern=re.compile(r"[0-9]{1,9}(\.[0-9]{1,18})?")
    ),
    "word": _TEXT,
    "text": _TEXT,
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
    def kind(self) -> ParameterKind:
        """What its name stands for, or else its type."""
        other = ParameterKind("an absolute IRI") if self.type == "uri" else _TEXT
        return PARAMETER_KINDS.get(self.name, other)


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter means: IRIs, or a text. ``notes`` explain how names were understood."""

    iris: tuple[IRI, ...] = ()
    text: str | None = None
    number: bool = False
    notes: tuple[str, ...] = ()


def resolve(parameter: Parameter, written: str | Iterable[str], names: Names | None) -> Value:
    """The value that ``written`` means for ``parameter``; without ``names``, names are errors.

    A name that several entities have means the human gene among them; where there is none, or
    several, it is an error. Names in lists that are not in the data are left out, with a note.
    Raises UsageError, which says what is expected and what is similar.
    """
    kind = parameter.kind
    texts = [written] if isinstance(written, str) else [str(item) for item in written]
    if kind.many:
        items = [item for text in texts for item in _items(parameter, text)]
        if not items:
            raise UsageError(f"{parameter.name}: the list is empty; expected {kind.expected}")
        return _resolve_iris(parameter, items, names)
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
            raise _unexpected(parameter, text)
        return Value(text=text.strip(), number=True)
    if parameter.type != "uri":
        return Value(text=text)
    return _resolve_iris(parameter, [text.strip()], names)


def _unexpected(parameter: Parameter, text: str) -> UsageError:
    return UsageError(f"{parameter.name}: {text!r} is not {parameter.kind.expected}")


def _resolve_iris(parameter: Parameter, texts: list[str], names: Names | None) -> Value:
    kind = parameter.kind
    known = {text: _identified(parameter, text, names) for text in texts}
    unknown = [text for text, iri in known.items() if iri is None]
    if not unknown:
        return Value(tuple(dict.fromkeys(iri for iri in known.values() if iri is not None)))
    if names is None or kind.type is None or "" in unknown:
        raise _unexpected(parameter, unknown[0])
    notes = []
    for text, (iri, note) in _named(parameter, kind.type, unknown, names).items():
        known[text] = iri
        notes += [note] if note else []
    missing = [text for text, iri in known.items() if iri is None]
    if missing:
        shown = ", ".join(map(repr, missing[:5]))
        if len(missing) > 5:
            shown += f" and {len(missing) - 5} more"
        if len(missing) == len(known):
            hint = did_you_mean(missing[0], {c.name for c in names.all(kind.type)}, most=3)
            raise UsageError(
                f"{parameter.name}: not in the data: {shown}; expected {kind.expected}{hint}"
            )
        notes.append(f"{parameter.name}: not in the data, left out: {shown}")
    iris = dict.fromkeys(iri for iri in known.values() if iri is not None)
    return Value(tuple(iris), notes=tuple(notes))


def _items(parameter: Parameter, text: str) -> Iterator[str]:
    """The items of a list, or of the first column of the file that ``@`` names."""
    if text.startswith("@"):
        try:
            content = Path(text[1:]).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = one_line(error)
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
    name = parameter.name
    if name == "figure":
        return _figure(parameter, text)
    if name not in PARAMETER_KINDS or (name == "journal" and text.startswith(_JOURNALS)):
        try:
            return check_iri(text)
        except FormatError:
            raise _unexpected(parameter, text) from None
    if name == "paper":
        doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", text, flags=re.IGNORECASE)
        if REGISTRIES["doi"].pattern.fullmatch(doi):
            paper = names.paper_of(reference_iri(Reference("doi", doi))) if names else None
            if paper is None:
                raise UsageError(f"{name}: no paper with the DOI {doi} is in the data")
            return paper
    for key in parameter.kind.registries:
        identifier = _local(REGISTRIES[key], text)
        if identifier is not None:
            return reference_iri(Reference(key, identifier))
    prefix, colon, _ = text.partition(":")
    if "://" in text or (colon and prefix.lower() in REGISTRIES):
        raise _unexpected(parameter, text)
    if name == "organism":
        from pfocr_rdf.mapping.organisms import organisms  # brings in all of the mapping

        taxa = organisms().resolve(text)
        if len(taxa) == 1:
            return reference_iri(Reference("taxonomy", taxa[0].identifier))
    return None


def _local(registry: Registry, text: str) -> str | None:
    """The identifier that ``text`` gives in the registry: bare, with a prefix, or as an IRI."""
    prefix = registry.prefix
    base = rf"https?://identifiers\.org/{prefix}[/:]"
    found = re.fullmatch(f"({base})?({registry.compact}|{prefix}:)?(.+)", text, re.IGNORECASE)
    if found is None or not registry.pattern.fullmatch(found[3]):
        return None
    is_bare = found[1] is None and found[2] is None
    return None if is_bare and prefix in ("chebi", "doid") else found[3]


def _figure(parameter: Parameter, text: str) -> IRI:
    figid = unquote(text.removeprefix(_FIGURES)) if text.startswith(_FIGURES) else text
    figid = figid.removeprefix("fig:").removesuffix(".html")
    if not figid or "://" in figid or re.search(r"[\s/#]", figid):
        raise _unexpected(parameter, text)
    return figure_iri(figid)


# ---- names ---------------------------------------------------------------------------------------


def _named(
    parameter: Parameter, type_: IRI, texts: list[str], names: Names
) -> dict[str, tuple[IRI, str]]:
    """Name → the entity that it means and a note, for the names that the data have."""
    candidates: dict[str, dict[IRI, NamedEntity]] = {}
    for entity in names.find(type_, texts):
        candidates.setdefault(entity.name, {})[entity.iri] = entity
    rest = {text.lower(): text for text in texts if text not in candidates}
    if rest:
        for entity in names.all(type_):
            text = rest.get(entity.name.lower())
            if text is not None:
                candidates.setdefault(text, {})[entity.iri] = entity
    return {text: _choose(parameter, text, [*e.values()]) for text, e in candidates.items()}


def _choose(parameter: Parameter, text: str, entities: list[NamedEntity]) -> tuple[IRI, str]:
    human = [entity for entity in entities if entity.organism == _HUMAN]
    note = ""
    if len(entities) == 1:
        chosen = entities[0]
        if chosen.name != text:
            note = f"{parameter.name}: {text} taken as {_shown(chosen)}"
    elif len(human) == 1:
        chosen = human[0]
        others = ", ".join(_shown(entity) for entity in entities if entity is not chosen)
        note = f"{parameter.name}: {text} taken as the human gene {_shown(chosen)}, not {others}"
    else:
        choices = ", ".join(map(_shown, entities[:5]))
        raise UsageError(f"{parameter.name}: {text!r} can be {choices}: choose one of these")
    return chosen.iri, note


def _shown(entity: NamedEntity) -> str:
    taxon = entity.organism.rpartition("/")[2]
    about = f"{entity.name}, taxon {taxon}" if taxon else entity.name
    return f"{compact_identifier_of(entity.iri) or entity.iri} ({about})"
