"""The made-up papers, and which figures of a corpus are whose.

Figures of a paper follow each other. Papers are made by blocks of figures, so that any figure of
a corpus can be made alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final, Literal

from benchmarks import lexicon, prose

Layout = Literal["inline", "tables"]
Layouts = Literal["inline", "tables", "both"]

BLOCK: Final = 64  # no paper's figures reach over the end of a block


@dataclass(frozen=True, slots=True)
class Paper:
    """What the figures of a paper share."""

    pmcid: str
    title: str
    citation: str
    year: int
    dated: bool
    registered: bool
    journal: prose.Journal
    volume: int
    article: int
    first_figure: int
    layout: Layout
    oldest: bool
    keywords: str

    @property
    def doi(self) -> str:
        """The paper's DOI."""
        return self._name(self.journal.doi, 0)

    def image(self, figure: int) -> str:
        """Name the image of a figure."""
        return self._name(self.journal.file, figure)

    def anchor(self, figure: int) -> str:
        """Name the place of a figure on the paper's page."""
        return self._name(self.journal.anchor, figure)

    def _name(self, pattern: str, figure: int) -> str:
        return pattern.format(a=self.article, v=self.volume, year=self.year, n=figure)


@lru_cache(maxsize=4)
def papers_of(seed: int, block: int) -> tuple[tuple[int, int], ...]:
    """Tell the paper, and the place within it, of every figure of a block."""
    rng = Random(f"{seed} block {block}")
    places: list[tuple[int, int]] = []
    paper = 0
    while len(places) < BLOCK:
        figures = rng.choices((1, 2, 3, 4, 5, 6), (89, 7.5, 1.5, 1, 0.6, 0.4))[0]
        places += [(paper, figure) for figure in range(figures)]
        paper += 1
    return tuple(places[:BLOCK])


@lru_cache(maxsize=64)
def paper(seed: int, block: int, number: int, layouts: Layouts) -> Paper:
    """Make a paper of a block; in a mixed corpus half of them have figures of either layout."""
    rng = Random(f"{seed} paper {block} {number}")
    layout: Layout = rng.choice(("inline", "tables"))
    if layouts != "both":
        layout = layouts
    journal = rng.choice(prose.JOURNALS)
    year = rng.choice((rng.randint(1998, 2020), rng.randint(2012, 2020), 2018, 2019))
    if layout == "tables":
        year = min(year + rng.randint(0, 6), 2025)
    volume = rng.randint(1, 60)
    date = f"{year}"
    if rng.random() < 0.6:
        date += f" {rng.choice(prose.MONTHS)}"
        date += f" {rng.randint(1, 28)}" if rng.random() < 0.6 else ""
    page = rng.randint(1, 9000)
    pages = f"{page}-{page + rng.randint(0, 20)}" if rng.random() < 0.6 else f"{page}"
    issue = f"({rng.randint(1, 12)})" if rng.random() < 0.6 else ""
    names = [gene.symbol for gene in lexicon.GENES.draw(rng, 3)]
    keywords = rng.sample(prose.PAPER_KEYWORDS, rng.choice((0, 0, 4, 5, 5, 6, 8)))
    return Paper(
        pmcid=f"PMC{100_003 + (block * BLOCK + number) * 90 + rng.randint(0, 80)}",
        title=prose.paper_title(rng, names),
        citation=f"{prose.authors(rng)} {journal.abbreviation}. {date};{volume}{issue}:{pages}.",
        year=year,
        dated=rng.random() < 0.995,
        registered=rng.random() < 0.65,
        journal=journal,
        volume=volume,
        article=rng.randint(1000, 99_999),
        first_figure=rng.choice((1, 1, 1, 2, 3, 4, 5, 6, 7, 8)),
        layout=layout,
        oldest=rng.random() < 0.25,
        keywords=" | ".join(keywords),
    )
