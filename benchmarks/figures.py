"""What the made-up figures of both layouts have in common: words, texts, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal, NamedTuple, TypeVar

from benchmarks import lexicon, prose
from benchmarks.papers import Paper

T = TypeVar("T")

SITE: Final = "https://pfocr.wikipathways.org"


class Row(NamedTuple):
    """A word that was matched to a gene."""

    word: str
    match: str
    gene: lexicon.Gene
    kind: Literal["symbol", "alias", "previous", "family"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table beside a record: its kind, columns and rows."""

    kind: Literal["genes", "chemicals", "diseases"]
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A figure: its identifier, its front matter and its tables (none if inline)."""

    figid: str
    front_matter: dict[str, Any]
    tables: tuple[Table, ...] = ()


def gene_rows(
    rng: Random, genes: lexicon.Ranked[lexicon.Gene], wanted: int, shared: float = 0.0
) -> list[Row]:
    """Read words until about as many rows as wanted are there; families come with all of theirs.

    Some words name a gene by a name that other genes share.
    """
    rows: list[Row] = []
    human = genes is lexicon.GENES
    drawn = iter(genes.draw(rng, wanted + 1))
    while len(rows) < wanted:
        chance = rng.random()
        gene = next(drawn)
        if human and chance < 0.11:
            family = lexicon.FAMILIES.draw(rng, 1)[0]
            word = prose.ocr_word(rng, family.word)
            rows += [Row(word, family.word, member, "family") for member in family.members]
        elif chance < 0.14:
            other = genes.draw(rng, 1)[0]
            word = f"{gene.symbol}/{other.symbol}"
            rows += [Row(word, each.symbol, each, "symbol") for each in (gene, other)]
        elif chance < 0.58:
            word = prose.ocr_word(rng, gene.symbol)
            rows.append(Row(word, gene.symbol, gene, "symbol"))
        else:
            word = prose.ocr_word(rng, gene.alias)
            rows.append(Row(word, gene.alias, gene, "alias" if chance < 0.94 else "previous"))
            if rng.random() < shared:
                others = genes.draw(rng, rng.randint(1, 8))
                rows += [Row(word, gene.alias, other, "alias") for other in others]
    return list(dict.fromkeys(rows))


def terms(
    rng: Random, terms: lexicon.Ranked[lexicon.Term], count: int
) -> list[tuple[str, lexicon.Term]]:
    """Read some words that were matched to chemicals or diseases."""
    return [
        (prose.ocr_word(rng, term.word) if rng.random() < 0.15 else term.word, term)
        for term in terms.draw(rng, count)
    ]


def heavy(rng: Random, median: float, sigma: float, most: int) -> int:
    """Draw a count that is mostly small and at times large."""
    return min(int(rng.lognormvariate(0, sigma) * median + 0.5), most)


def repeated(rng: Random, rows: list[T], share: float) -> list[T]:
    """Repeat some rows, as a word does that stands twice in an image."""
    return rows + [row for row in rows if rng.random() < share]


def number(rng: Random, paper: Paper, figure: int) -> tuple[str, str, str]:
    """Name the figure: its number, its anchor on the paper's page and its type."""
    anchor = paper.anchor(figure)
    chance = rng.random()
    if chance < 0.94:
        number = f"Figure {figure}" if paper.oldest and chance < 0.5 else anchor
        return number, anchor, "Figure"
    if chance < 0.97:
        return f"SF{figure}", f"SF{figure}", "Supplemental figure"
    if chance < 0.99:
        return f"S{figure}", f"S{figure}", "Scheme"
    return "GA1", "undfig1", "Graphical abstract"


def texts(rng: Random, words: list[str], paper: Paper) -> tuple[str, str]:
    """Write title and caption, some with the damage that real ones have."""
    words = words or ["the ligand"]
    first = prose.title(rng, words)
    length = min(int(rng.gammavariate(2.4, 362)), 3200)
    caption = prose.caption(rng, words, first, length)
    chance = rng.random()
    title = first if chance < 0.75 else "" if chance < 0.97 else paper.title[:-1]
    damage = rng.random()
    if damage < 0.06:
        title, caption = prose.mojibake(title), prose.mojibake(caption)
    elif damage < 0.064:
        caption = caption.replace("-", "\x1f", 2)
    elif damage < 0.066:
        caption = ""
    elif damage < 0.07:
        caption = caption[:-1].replace(" ", "  ", 3)
    return title, caption


def jsonld(page: str, description: str, keywords: Sequence[str]) -> dict[str, Any]:
    """Describe the page as the web site's own metadata do."""
    return {
        "@context": "https://schema.org/",
        "@id": page,
        "@type": "Dataset",
        "description": description,
        "license": "CC0",
        "name": "CreativeWork",
        "creator": {"@type": "Organization", "name": "WikiPathways"},
        "keywords": list(dict.fromkeys(keywords)),
    }


def rarities(rng: Random) -> tuple[str, str]:
    """Name the network (often none) and the pathway (nearly always none) of a figure."""
    ndex = ""
    if rng.random() < 0.25:
        ndex = f"{rng.getrandbits(32):08x}-de{rng.getrandbits(8):02x}-11ea-99da-0ac135e8bacf"
    return ndex, f"WP{rng.randint(1, 5500)}" if rng.random() < 0.004 else ""
