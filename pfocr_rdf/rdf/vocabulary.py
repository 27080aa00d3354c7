"""Every IRI of the project: registries, entity kinds, prefixes, and how IRIs are minted.

What the mapping says is spelt here and in :mod:`~pfocr_rdf.rdf.namespaces` alone. A new registry
is one row of :data:`REGISTRIES`, a new entity kind one row of :data:`KINDS`, a new way of matching
one row of :data:`LEXICONS`.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pfocr_rdf.rdf.namespaces import SITE, dcterms, oa, pfocr, rdf, rdfs, schema, skos, xsd
from pfocr_rdf.rdf.terms import IRI

IDENTIFIERS = "https://identifiers.org/"
NCBI = "https://www.ncbi.nlm.nih.gov"
BIOSCHEMAS = "https://bioschemas.org/profiles/"

# ---- registries ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of identifiers: what fits it and what IRI it makes.

    ``base`` + identifier is the IRI, ``compact`` + identifier the compact identifier that
    ``schema:identifier`` carries; ``written`` is the pattern with the prefix, in any case, that
    records may write before the identifier.
    """

    prefix: str
    title: str
    pattern: re.Pattern[str]
    expected: str
    base: IRI
    compact: str
    written: re.Pattern[str]

    def local(self, text: str) -> str | None:
        """The identifier in ``text`` without its prefix, or ``None`` where it does not fit.

        >>> REGISTRIES["doid"].local("DOID:8893"), REGISTRIES["mesh"].local("X12")
        ('8893', None)
        """
        found = self.written.fullmatch(text)
        return None if found is None else found[1]


def _registry(
    prefix: str,
    title: str,
    pattern: str,
    expected: str,
    *,
    base: IRI | None = None,
    embedded: str = "",
    accepts: str = "",
) -> Registry:
    """A registry; ``embedded`` is a prefix that stands in its IRIs before the identifier too."""
    return Registry(
        prefix,
        title,
        re.compile(pattern),
        expected,
        base or f"{IDENTIFIERS}{prefix}/{embedded}",
        embedded or f"{prefix}:",
        re.compile(f"(?ai:{accepts or embedded})?({pattern})"),
    )


REGISTRIES: dict[str, Registry] = {
    r.prefix: r
    for r in (
        _registry("ncbigene", "NCBI Gene", r"[0-9]+", "digits"),
        _registry("mesh", "MeSH", r"[CD][0-9]+", "C or D and digits", accepts="mesh:"),
        _registry("chebi", "ChEBI", r"[0-9]+", "digits", embedded="CHEBI:"),
        _registry("doid", "Disease Ontology", r"[0-9]+", "digits", embedded="DOID:"),
        _registry("taxonomy", "NCBI Taxonomy", r"[0-9]+", "digits"),
        _registry("pmc", "PubMed Central", r"PMC[0-9]+", "PMC and digits"),
        _registry("wikipathways", "WikiPathways", r"WP[0-9]+", "WP and digits"),
        _registry(
            "ndex",
            "NDEx",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "a UUID",
            base="https://www.ndexbio.org/viewer/networks/",
        ),
        _registry("doi", "DOI", r"10\..+", "10. and more", base="https://doi.org/"),
        _registry("hgnc.symbol", "HGNC Symbol", r".+", "a symbol"),
    )
}


# ---- entity kinds and lexicons -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A kind of entity that figures mention.

    ``plural`` names the list in the front matter and the table beside the record. ``columns`` maps
    a table's identifier columns to registries; ``names`` tells which column holds the registry's
    name of the entity, in the tables; ``sources`` are the registries that the inline layout's
    ``source`` may name. ``named_by_word`` tells that a word stands in for a name
    (``schema:alternateName``) where the record knows none.
    """

    key: str
    plural: str
    type: IRI
    mention_type: IRI
    columns: dict[str, str]
    names: dict[str, str]
    sources: tuple[str, ...]
    named_by_word: bool


KINDS: dict[str, EntityKind] = {
    k.key: k
    for k in (
        EntityKind(
            "gene",
            "genes",
            schema.Gene,
            pfocr.GeneMention,
            {"ncbigene_id": "ncbigene"},
            {"ncbigene_symbol": "ncbigene"},
            (),
            named_by_word=False,
        ),
        EntityKind(
            "chemical",
            "chemicals",
            schema.ChemicalSubstance,
            pfocr.ChemicalMention,
            {"mesh": "mesh", "chebi": "chebi"},
            {"match": "mesh", "name": "chebi"},
            ("mesh", "chebi"),
            named_by_word=True,
        ),
        EntityKind(
            "disease",
            "diseases",
            schema.MedicalCondition,
            pfocr.DiseaseMention,
            {"mesh": "mesh", "doid": "doid"},
            {"match": "mesh", "name": "doid"},
            ("mesh", "doid"),
            named_by_word=True,
        ),
    )
}

LEXICONS: dict[str, tuple[str, str]] = {
    "hgnc_symbol": ("HGNC symbol", "Approved gene symbols of HGNC."),
    "hgnc_alias_symbol": ("HGNC alias symbol", "Alias symbols that HGNC records for a gene."),
    "hgnc_prev_symbol": ("HGNC previous symbol", "Symbols that HGNC once approved for a gene."),
    "bioentities_symbol": (
        "Bioentities family",
        "Names of gene families and complexes; the word stands for each member (now FamPlex).",
    ),
    "famplex_relations": (
        "FamPlex family",
        "Names of gene families and complexes in FamPlex; the word stands for each member.",
    ),
    "ncbigene_symbol": ("NCBI Gene symbol", "Symbols of NCBI Gene in the species searched."),
    "ncbigene_synonym": ("NCBI Gene synonym", "Synonyms in NCBI Gene in the species searched."),
    "mesh": ("MeSH", "Terms of the Medical Subject Headings."),
    "chebi": ("ChEBI", "Names in the ontology of Chemical Entities of Biological Interest."),
    "doid": ("Disease Ontology", "Names in the Human Disease Ontology."),
}
"""Lexicon → label and definition of its ``skos:Concept``; others get their own name as label."""

HUMAN = "9606"


LICENSES: dict[str, IRI] = {"CC0": "https://creativecommons.org/publicdomain/zero/1.0/"}
CREATORS: dict[str, IRI] = {"WikiPathways": "https://www.wikipathways.org"}

DATASET: IRI = SITE + "dataset"
"""The database, of which a release is a version; also the graph of what records share."""

MEDIA_TYPES: IRI = "https://www.iana.org/assignments/media-types/"
N_QUADS: IRI = "http://www.w3.org/ns/formats/N-Quads"

PAPER: IRI = REGISTRIES["doi"].base + "10.1186/s13059-020-02181-2"
CITATION = (
    "Hanspers K, Riutta A, Summer-Kutmon M, Pico AR. Pathway information extracted from 25 years "
    "of pathway figures. Genome Biology 2020;21:273."
)
"""What to cite for PFOCR, the paper."""

PROFILES: tuple[IRI, ...] = tuple(
    BIOSCHEMAS + name
    for name in (
        "Dataset/1.0-RELEASE",
        "Gene/1.0-RELEASE",
        "ChemicalSubstance/0.4-RELEASE",
        "Taxon/1.0-RELEASE",
    )
)

GENID: IRI = SITE + ".well-known/genid/"
"""IRIs for the blank nodes of others' files (RDF 1.1 Concepts, section 3.5)."""

HTTP_SCHEMA: IRI = "http://schema.org/"
"""The namespace that no data of the project may have: its own starts with ``https``."""

PREFIXES: dict[str, IRI] = {
    "schema": schema.NS,
    "pfocr": pfocr.NS,
    "fig": SITE + "figures/",
    "lexicon": SITE + "lexicon/",
    **{p: REGISTRIES[p].base for p in REGISTRIES if p not in ("doi", "hgnc.symbol")},
    "hgnc.symbol": REGISTRIES["hgnc.symbol"].base,
    "oa": oa.NS,
    "skos": skos.NS,
    "dcterms": dcterms.NS,
    "rdf": rdf.NS,
    "rdfs": rdfs.NS,
    "xsd": xsd.NS,
}
"""The prefixes of Turtle, TriG, RDF/XML and of the JSON-LD context.

None for what is named by free text (journals, publishers, annotations): its names would be full of
escapes, and rdflib cannot read a local name that ends with one, such as ``S.A\\.``.
"""


# ---- minting -------------------------------------------------------------------------------------

_NOT_IN_SEGMENT = re.compile(
    "[^A-Za-z0-9._~!$&'()*+,;=:@\\-"
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    "\U00030000-\U0003fffd]"
)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def escape(segment: str) -> str:
    """Percent-encode what RFC 3987 keeps out of a path segment; other characters stay.

    Raises UnicodeEncodeError for a lone surrogate, which no IRI can say.

    >>> escape('Research (Wash D C)'), escape('a/b<c>'), escape('Sjögren')
    ('Research%20(Wash%20D%20C)', 'a%2Fb%3Cc%3E', 'Sjögren')
    """
    if segment.isascii() and segment.isalnum():
        return segment
    return _NOT_IN_SEGMENT.sub(_percent, segment)


def escape_path(path: str) -> str:
    """Percent-encode each segment of ``path``; its slashes stay."""
    return "/".join(map(escape, path.split("/")))


def release_iri(version: str) -> IRI:
    """A release, a version of the dataset.

    >>> release_iri("2026-11")
    'https://pfocr.wikipathways.org/dataset/2026-11'
    """
    return f"{DATASET}/{escape(version)}"


def figure_iri(figid: str) -> IRI:
    """The figure, the published image."""
    return f"{SITE}figures/{escape(figid)}"


def record_iri(figid: str) -> IRI:
    """The record: the figure's page at PFOCR and its data."""
    return f"{SITE}figures/{escape(figid)}.html"


def page_iri(path: str) -> IRI:
    """The web page at a path of the site such as ``/figures/PMC6457213__F7``."""
    return f"{SITE}{escape_path(path.lstrip('/'))}.html"


def search_iri(figure: IRI, organism: str) -> IRI:
    """The search of one figure in the gene lexicon of one species."""
    return f"{figure}#search-{escape(organism)}"


def reference_iri(reference: tuple[str, str]) -> IRI:
    """The thing that an identifier names.

    >>> reference_iri(("chebi", "15379"))
    'https://identifiers.org/chebi/CHEBI:15379'
    """
    prefix, identifier = reference
    if identifier.isascii() and identifier.isalnum():
        return _BASES[prefix] + identifier
    return _BASES[prefix] + escape_path(identifier)


def reference_iris(references: list[tuple[str, str]]) -> list[IRI]:
    """The things that identifiers name; mostly none needs to be escaped.

    >>> reference_iris([("mesh", "D008545"), ("doid", "8893")])
    ['https://identifiers.org/mesh/D008545', 'https://identifiers.org/doid/DOID:8893']
    """
    joined = "".join([identifier for _, identifier in references])
    if joined.isascii() and joined.isalnum():
        return [_BASES[prefix] + identifier for prefix, identifier in references]
    return list(map(reference_iri, references))


_BASES = {prefix: registry.base for prefix, registry in REGISTRIES.items()}


def compact_identifier(reference: tuple[str, str]) -> str:
    """The compact identifier of identifiers.org: ``ncbigene:5292``, ``CHEBI:15379``."""
    return REGISTRIES[reference[0]].compact + reference[1]


@lru_cache(256)
def lexicon_iri(name: str) -> IRI:
    """A way of matching words, by its name in the records (``hgnc_symbol``)."""
    return f"{SITE}lexicon/{escape(name)}"


def journal_iri(name: str) -> IRI:
    """A journal, by its NLM title abbreviation."""
    return f"{SITE}journals/{escape(name)}"


def publisher_iri(name: str) -> IRI:
    """A publisher, by its name."""
    return f"{SITE}publishers/{escape(name)}"


def annotation_iri(type_: str, value: str) -> IRI:
    """A curated annotation term."""
    return f"{SITE}annotations/{escape(type_)}/{escape(value)}"


def figure_page_url(link: str) -> IRI:
    """The figure's page at PubMed Central, from its path with the leading slash."""
    return NCBI + escape_path(link)


def image_url(pmcid: str, filename: str) -> IRI:
    """The image file at PubMed Central."""
    return f"{NCBI}/pmc/articles/{escape(pmcid)}/bin/{escape(filename)}"


def mention_key(parts: Iterable[bytes]) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the parts of a mention, joined by ``"``.

    The first part tells what the others are; none holds a bare ``"``, as texts are escaped. So the
    same words always make the same key, and different ones different keys.
    """
    return hashlib.sha256(b'"'.join(parts)).hexdigest()[:16]
