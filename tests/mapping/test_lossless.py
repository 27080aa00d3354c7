"""Nothing is lost: a record is rebuilt from its RDF alone and compared with what the reader read.

The way back is written here, apart from the mapping, over triples that pyoxigraph parsed. What the
mapping is free to change is normalized on both sides: the order of lists, and which of several rows
said an entity's name.
"""

from __future__ import annotations

import io
from collections import defaultdict
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from helpers.corpora import write_corpus
from helpers.examples import examples
from helpers.loading import raws
from helpers.running import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.convert.api import write
from pfocr_rdf.records.model import (
    Annotation,
    Article,
    Entity,
    Figure,
    GeneSearch,
    Mention,
    Reference,
)
from pfocr_rdf.records.reader import read
from pfocr_rdf.sources import records

SITE = "https://pfocr.wikipathways.org/"
S = "https://schema.org/"
P = SITE + "vocab#"
OA = "http://www.w3.org/ns/oa#"
IDS = "https://identifiers.org/"
DCT = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SEE = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
BASES = {
    "ncbigene": IDS + "ncbigene/",
    "mesh": IDS + "mesh/",
    "chebi": IDS + "chebi/CHEBI:",
    "doid": IDS + "doid/DOID:",
}
KINDS = {"gene": "Gene", "chemical": "ChemicalSubstance", "disease": "MedicalCondition"}


class Back:
    """The way back, from the triples of one figure."""

    def __init__(self, data: bytes) -> None:
        self.facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in ox.parse(io.BytesIO(data), ox.RdfFormat.N_TRIPLES):
            self.facts[quad.subject.value][quad.predicate.value].append(quad.object.value)

    def all(self, node: str, term: str) -> list[str]:
        return self.facts[node][term] if node in self.facts else []

    def one(self, node: str, term: str) -> str | None:
        values = self.all(node, term)
        assert len(values) <= 1, (node, term, values)
        return values[0] if values else None

    def of_type(self, term: str) -> list[str]:
        return [node for node, facts in self.facts.items() if term in facts[TYPE]]

    def figure(self) -> Figure:
        (image,) = self.of_type(P + "PathwayFigure")
        record = self.one(image, S + "mainEntityOfPage")
        assert record is not None
        assert self.one(record, S + "mainEntity") == image
        url = self.one(image, S + "url")
        content = self.one(image, S + "contentUrl")
        license_ = self.one(record, S + "license")
        creator = self.one(record, S + "creator")
        about = self.all(image, S + "about")
        figid = self.one(image, S + "identifier")
        assert figid is not None
        return Figure(
            figid=figid,
            alias=self.one(image, S + "alternateName"),
            redirects=tuple(
                unquote("/" + u.removeprefix(SITE).removesuffix(".html"))
                for u in self.all(record, S + "url")
                if u != record
            ),
            title=self.one(image, S + "name"),
            caption=self.one(image, S + "caption"),
            number=self.one(image, S + "position"),
            type=self.one(image, S + "genre"),
            link=unquote(url.removeprefix("https://www.ncbi.nlm.nih.gov")) if url else None,
            filename=unquote(content.rpartition("/bin/")[2]) if content else None,
            score=self.one(image, P + "pathwayScore"),
            rank=self.one(image, P + "pmcRankedResultIndex"),
            article=self.article(image),
            license="CC0" if license_ else None,
            creator=self.one(creator, S + "name") if creator else None,
            keywords=tuple(self.all(record, S + "keywords")),
            organisms=tuple(self.all(image, P + "organismName")),
            organisms_searched=tuple(self.all(image, P + "organismNameSearched")),
            searches=tuple(self.search(node) for node in self.of_type(P + "GeneSearch")),
            network=self.linked(image, "https://www.ndexbio.org/viewer/networks/"),
            pathway=self.linked(image, IDS + "wikipathways/"),
            annotations=tuple(
                Annotation(self.one(a, S + "additionalType") or "", self.one(a, S + "name") or "")
                for a in about
                if a.startswith(SITE + "annotations/")
            ),
            mentions=tuple(m for kind in KINDS for m in self.mentions(kind, image)),
            entities=tuple(e for kind in KINDS for e in self.entities(kind)),
        )

    def linked(self, image: str, base: str) -> str | None:
        found = [o.removeprefix(base) for o in self.all(image, SEE) if o.startswith(base)]
        assert all(self.one(base + x, S + "isBasedOn") == image for x in found)
        return found[0] if found else None

    def article(self, image: str) -> Article | None:
        paper = self.one(image, S + "isPartOf")
        if paper is None:
            return None
        journal = self.one(paper, S + "isPartOf")
        publisher = self.one(paper, S + "publisher")
        doi = self.one(paper, S + "sameAs")
        return Article(
            paper.removeprefix(IDS + "pmc/"),
            self.one(paper, S + "name"),
            self.one(paper, DCT + "bibliographicCitation"),
            self.one(paper, S + "datePublished"),
            unquote(doi.removeprefix("https://doi.org/")) if doi else None,
            self.one(journal, S + "name") if journal else None,
            self.one(journal, S + "alternateName") if journal else None,
            self.one(publisher, S + "name") if publisher else None,
            tuple(self.all(paper, S + "keywords")),
        )

    def search(self, node: str) -> GeneSearch:
        taxon = self.one(node, P + "organism")
        assert taxon is not None

        def count(term: str) -> int | None:
            value = self.one(node, P + term)
            return None if value is None else int(value)

        return GeneSearch(
            taxon.removeprefix(IDS + "taxonomy/"),
            tuple(self.all(taxon, S + "name")),
            tuple(self.all(taxon, P + "organismGroup")),
            count("countDirect"),
            count("countSynonym"),
            count("countMatch"),
        )

    def reference(self, iri: str) -> Reference:
        for prefix, base in BASES.items():
            if iri.startswith(base):
                return Reference(prefix, iri.removeprefix(base))
        raise AssertionError(iri)

    def mentions(self, kind: str, image: str) -> list[Mention]:
        found = []
        for node in self.of_type(f"{P}{kind.title()}Mention"):
            assert self.one(node, OA + "hasTarget") == image
            bodies = self.all(node, OA + "hasBody")
            assert set(bodies) <= set(self.all(image, S + "mentions"))
            word = self.one(node, P + "word")
            assert word is not None
            found.append(
                Mention(
                    kind,
                    word,
                    self.one(node, P + "match"),
                    self.one(node, S + "name"),
                    tuple(unquote(x.rpartition("/")[2]) for x in self.all(node, P + "lexicon")),
                    tuple(map(self.reference, bodies)),
                )
            )
        return found

    def entities(self, kind: str) -> list[Entity]:
        found = []
        for node in self.of_type(S + KINDS[kind]):
            reference = self.reference(node)
            taxa = [t.removeprefix(IDS + "taxonomy/") for t in self.all(node, S + "taxonomicRange")]
            symbols = [unquote(c.rpartition("/")[2]) for c in self.all(node, SKOS + "closeMatch")]
            facts = (
                [("name", n) for n in self.all(node, S + "name")]
                + [("label", n) for n in self.all(node, S + "alternateName")]
                + [("symbol", n) for n in symbols]
                + [("organism", n) for n in taxa]
            )
            found += [_entity(kind, reference, fact) for fact in facts or [("", "")]]
        return found


def _entity(kind: str, reference: Reference, fact: tuple[str, str]) -> Entity:
    """One entity a fact: rows that say several at once are compared fact by fact."""
    values = dict.fromkeys(("name", "label", "symbol", "organism"))
    return Entity(kind, reference, **{**values, fact[0]: fact[1]} if fact[0] else values)


def normal(figure: Figure, *, known_names: bool = False) -> dict[str, object]:
    """A figure as values that compare equal where the same is said."""
    facts: set[Entity] = set()
    bare: dict[tuple[str, Reference], bool] = {}
    for entity in figure.entities:
        said = [
            (field, getattr(entity, field))
            for field in ("name", "label", "symbol", "organism")
            if getattr(entity, field) is not None
        ]
        key = (entity.kind, entity.reference)
        bare[key] = bare.get(key, True) and not said
        facts.update(_entity(entity.kind, entity.reference, fact) for fact in said)
    facts.update(_entity(kind, ref, ("", "")) for (kind, ref), empty in bare.items() if empty)
    named = [
        (s.organism, frozenset(s.names) if known_names else None, frozenset(s.groups), *s[3:])
        for s in figure.searches
    ]
    article = figure.article
    return {
        "texts": [
            getattr(figure, name)
            for name in [
                "figid",
                "alias",
                "title",
                "caption",
                "number",
                "type",
                "link",
                "filename",
                "score",
                "rank",
                "license",
                "creator",
                "network",
                "pathway",
            ]
        ],
        # a redirect to the record's own page says what every record says: schema:url itself
        "redirects": sorted(r for r in figure.redirects if r != f"/figures/{figure.figid}"),
        "keywords": sorted(figure.keywords),
        "organisms": sorted(figure.organisms),
        "searched": sorted(figure.organisms_searched),
        "searches": sorted(named, key=repr),
        "annotations": sorted(figure.annotations),
        "mentions": sorted(figure.mentions, key=repr),
        "entities": sorted(facts, key=repr),
        "article": article and article._replace(keywords=tuple(sorted(article.keywords))),
    }


def back(figure: Figure) -> Figure:
    file = io.BytesIO()
    write(figure, file, format="nt")
    return Back(file.getvalue()).figure()


def assert_lossless(figure: Figure) -> None:
    again = back(figure)
    assert normal(again) == normal(figure)
    named = {s.organism: set(s.names) for s in again.searches}
    for search in figure.searches:
        assert set(search.names) <= named[search.organism]


@pytest.mark.parametrize("folder", ["examples", "../shared/seed", "../shared/corpus"])
def test_every_record_comes_back_from_its_rdf_alone(folder):
    if not (ROOT / folder).is_dir():
        pytest.skip(f"there is no folder {folder}")
    figures = [read(raw).figure for raw in raws(records([str(ROOT / folder)], lambda fault: None))]
    assert figures
    for figure in figures:
        assert figure is not None
        assert_lossless(figure)


def test_generated_records_come_back(tmp_path):
    write_corpus(120, tmp_path)
    found = [read(raw) for raw in raws(records([str(tmp_path)], lambda fault: None))]
    assert len(found) == 120
    for figure, faults, *_ in found:
        assert figure is not None
        assert not faults
        assert_lossless(figure)


# ---- any figure that the model can hold ----------------------------------------------------------

text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
digits = st.text("0123456789", min_size=1, max_size=6)
references = {
    "gene": [("ncbigene", digits)],
    "chemical": [("mesh", digits.map(lambda d: "C" + d)), ("chebi", digits)],
    "disease": [("mesh", digits.map(lambda d: "D" + d)), ("doid", digits)],
}
segment = text.filter(lambda t: "%" not in t and t not in (".", ".."))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    mentions: dict[Mention, None] = {}
    entities: dict[Entity, None] = {}
    for kind, registries in references.items():
        for _ in range(draw(st.integers(0, 4))):
            bodies = tuple(
                Reference(prefix, draw(ids)) for prefix, ids in registries if draw(st.booleans())
            )
            lexicons = tuple(
                dict.fromkeys(draw(st.lists(segment.map(str.strip).filter(bool), max_size=2)))
            )
            optional = st.none() | text
            mention = Mention(kind, draw(text), draw(optional), draw(optional), lexicons, bodies)
            mentions[mention] = None
            for body in bodies:
                organism = draw(digits) if kind == "gene" else None
                entities[Entity(kind, body, draw(optional), None, None, organism)] = None
    some = st.none() | text
    article = Article(
        "PMC" + draw(digits),
        draw(some),
        draw(some),
        draw(st.none() | st.text("0123456789", min_size=4, max_size=4)),
        draw(st.none() | segment.map(lambda t: "10.1/" + t)),
        None,
        draw(st.none() | segment),
        draw(st.none() | segment),
        tuple(dict.fromkeys(draw(st.lists(text, max_size=3)))),
    )
    return Figure(
        figid="PMC1__" + draw(segment),
        alias=draw(some),
        title=draw(some),
        caption=draw(some),
        number=draw(some),
        type=draw(some),
        filename=draw(st.none() | segment),
        article=article,
        license="CC0",
        creator="WikiPathways",
        keywords=tuple(dict.fromkeys(draw(st.lists(text, max_size=3)))),
        organisms=tuple(dict.fromkeys(draw(st.lists(text, max_size=3)))),
        annotations=tuple(
            dict.fromkeys(draw(st.lists(st.builds(Annotation, segment, segment), max_size=2)))
        ),
        mentions=tuple(mentions),
        entities=tuple(entities),
    )


@examples(150)
@given(figures())
def test_any_figure_comes_back(figure):
    assert_lossless(figure)
