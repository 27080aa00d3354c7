"""Sound records as triples, and every way to break one fact of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pfocr_rdf.mapping import Mapper
from pfocr_rdf.mapping.organisms import Organisms, Taxon
from pfocr_rdf.rdf.namespaces import rdf, xsd
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.rdf.terms import IRI, Literal, Term, Triple, flatten
from pfocr_rdf.rdf.vocabulary import CREATORS, DATASET
from pfocr_rdf.records.model import (
    Annotation,
    Article,
    Entity,
    Figure,
    GeneSearch,
    Mention,
    Reference,
)

WAYS = ("dropped", "doubled", "retyped", "malformed")


class _AnyNumber(Organisms):
    """Every name that ends in a number is the species of that number."""

    def taxon(self, identifier: str) -> Taxon | None:
        return Taxon(identifier, f"Species {identifier}", "species")

    def _find(self, name: str) -> Taxon | None:
        return self.taxon(name.split()[-1])


ORGANISMS = _AnyNumber()


def figure(n: int) -> Figure:
    """A record in which every fact is given, and shares no thing with that of another number."""
    gene, mesh, chebi = (
        Reference("ncbigene", f"{n}"),
        Reference("mesh", f"C{n}"),
        Reference("chebi", f"{n}"),
    )
    disease, doid = Reference("mesh", f"D{n}"), Reference("doid", f"{n}")
    return Figure(
        figid=f"PMC{n}__F1",
        alias=f"PMC{n}__old",
        redirects=(f"/figures/PMC{n}__old",),
        title="A pathway",
        caption="A pathway, in words.",
        number="Figure 1",
        type="Figure",
        link=f"/pmc/articles/PMC{n}/figure/F1/",
        filename="F1.jpg",
        score="0.9",
        rank="7",
        article=Article(
            f"PMC{n}", "A paper", "Author. A paper.", "2019", f"10.1/{n}",
            f"Journal {n}", f"J {n}", f"Publisher {n}", ("kinase",),
        ),
        license="CC0",
        creator="WikiPathways",
        keywords=("PIM1",),
        organisms=(f"Species {n}",),
        organisms_searched=(f"Species {n}",),
        searches=(GeneSearch(str(n), (f"Species {n}",), ("animal",), 3, 2, 4),),
        network=f"{n:08x}-0000-11e5-8ac5-06603eb7f303",
        pathway=f"WP{n}",
        annotations=(Annotation("Disease", f"Flu {n}"),),
        mentions=(
            Mention("gene", "PIM", "PIM1", None, (f"lexicon{n}",), (gene,)),
            Mention("chemical", "AZD", "azd", None, ("mesh", "chebi"), (mesh, chebi)),
            Mention("disease", "flu", "Flu", "the flu", ("mesh", "doid"), (disease, doid)),
        ),
        entities=(
            Entity("gene", gene, "PIM1", None, "PIM1", str(n)),
            Entity("chemical", mesh, "Azd", None, None, None),
            Entity("chemical", chebi, "azd", "AZD", None, None),
            Entity("disease", disease, "Influenza", None, None, None),
            Entity("disease", doid, "flu", "Flu", None, None),
        ),
    )  # fmt: skip


def triples(n: int) -> list[Triple]:
    """The triples of a record."""
    own, shared, _ = Mapper(ORGANISMS).map(figure(n))
    return [*flatten(own), *flatten(shared)]


class Mutant(NamedTuple):
    """A record with one broken fact: the class of its subject, the property, and the way."""

    kind: str
    predicate: IRI
    way: str
    triples: list[Triple]

    @property
    def name(self) -> str:
        local = self.predicate.rpartition("#")[2].rpartition("/")[2]
        return f"{self.kind} {local} {self.way}"


_COMMON = {DATASET, *CREATORS.values()}


def _kind(subject: IRI, found: list[Triple]) -> str:
    types = [str(o) for s, p, o in found if s == subject and p == rdf.type]
    return (types[-1] if types else subject.split("/")[3]).rpartition("#")[2].rpartition("/")[2]


def facts(n: int) -> list[tuple[str, Triple]]:
    """A triple for each class of things and property, of those that only this record speaks of."""
    found = triples(n)
    chosen: dict[tuple[str, IRI], Triple] = {}
    for triple in found:
        if triple[0] not in _COMMON and not triple[0].endswith(("/mesh", "/chebi", "/doid")):
            chosen.setdefault((_kind(triple[0], found), triple[1]), triple)
    return [(kind, triple) for (kind, _), triple in chosen.items()]


def common_facts(n: int) -> list[tuple[str, Triple]]:
    """The same for what all records speak of: the database and its creator."""
    found = triples(n)
    chosen: dict[tuple[IRI, IRI], Triple] = {}
    for triple in found:
        if triple[0] in _COMMON:
            chosen.setdefault((triple[0], triple[1]), triple)
    return [("database" if s == DATASET else "creator", t) for (s, _), t in chosen.items()]


def broken(found: list[Triple], triple: Triple, way: str) -> list[Triple]:
    """The triples with one of them dropped, doubled, retyped or malformed."""
    s, p, o = triple
    if way == "doubled":
        return [*found, (s, p, _other(o))]
    rest = [t for t in found if t != triple]
    if way == "retyped":
        return [*rest, (s, p, _retyped(o))]
    return rest if way == "dropped" else [*rest, (s, p, _malformed(o))]


def _other(term: Term) -> Term:
    """Another value that looks right."""
    if isinstance(term, str):
        return f"{term}0"
    value, datatype = term
    if datatype == xsd.string:
        return Literal(f"{value} more")
    return Literal(str(int(value) + 1) if value.isdigit() else f"{value}1", datatype)


def _retyped(term: Term) -> Term:
    """The same value as another kind of term."""
    if isinstance(term, str):
        return Literal(term)
    value, datatype = term
    other = xsd.string if datatype != xsd.string else "http://www.w3.org/2001/XMLSchema#token"
    return Literal(value, other)


def _malformed(term: Term) -> Term:
    """A value of the same kind that makes no sense: an IRI of nothing, an empty text, no number."""
    if isinstance(term, str):
        return "urn:malformed"
    return Literal("" if term.datatype == xsd.string else "x", term.datatype)


def mutants(first: int = 100000) -> Iterator[tuple[int, Mutant]]:
    """Every mutant, each of a record with a number of its own."""
    n = first
    for index in range(len(facts(first))):
        for way in WAYS:
            n += 1
            kind, triple = facts(n)[index]
            yield n, Mutant(kind, triple[1], way, broken(triples(n), triple, way))


def common_mutants(n: int = 99999) -> Iterator[Mutant]:
    """Mutants of what all records share, all of one record."""
    for kind, triple in common_facts(n):
        for way in WAYS:
            yield Mutant(kind, triple[1], way, broken(triples(n), triple, way))


def text(found: list[Triple]) -> bytes:
    """The triples as N-Triples."""
    written = lines((s, [(p, o)]) for s, p, o in found)
    return b"".join(sorted(set(written.splitlines(keepends=True))))
