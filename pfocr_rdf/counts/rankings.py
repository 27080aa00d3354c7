"""What people want to know of a release: counters of years, entities, journals and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pfocr_rdf.counts.line_items import Item
from pfocr_rdf.counts.record_lines import WORD
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.rdf.vocabulary import KINDS, REGISTRIES

__all__ = ["KEPT", "People", "ranked"]

KEPT = 100_000
"""How many different unmatched words of a kind, and names of organisms, are remembered: the most
frequent ones, equally frequent ones in the order of their code points."""

_NAME = f'<{pfocr.organismName}> "'.encode()
_FIGURE = ((schema.caption, "caption"), (schema.name, "title"))
_TAXA = REGISTRIES["taxonomy"].base.encode()
_YEAR = f'<{schema.datePublished}> "'.encode()
_DOI = f"<{schema.sameAs}> ".encode()
_JOURNAL = f"<{schema.isPartOf}> <".encode()


class People:
    """Counters for people, of figures where nothing else is said.

    ``entities``: kind → entity; ``words``: kind → words of mentions that were matched to nothing,
    counted by mention; ``names``: organisms' names as written; ``alone``: those among them that
    some figure has for which no taxon at all is known, so that they resolve to nothing.
    """

    def __init__(self) -> None:
        self.years: Counter[bytes] = Counter()
        self.journals: Counter[bytes] = Counter()
        self.coverage: Counter[str] = Counter()
        self.entities: dict[str, Counter[bytes]] = {kind: Counter() for kind in KINDS}
        self.unmatched_mentions: Counter[str] = Counter()
        self.words: dict[str, Counter[bytes]] = {kind: Counter() for kind in KINDS}
        self.names: Counter[bytes] = Counter()
        self.alone: set[bytes] = set()
        self._paper: dict[str, bytes] = {}

    def unmatched(self, kind: str, words: list[bytes]) -> None:
        """Count mentions without a body, by their lines that say ``pfocr:word``."""
        if words:
            self.unmatched_mentions[kind] += len(words)
            counts = self.words[kind]
            counts.update([word[len(WORD) : -1] for word in words])
            _trim(counts)

    def paper(self, lines: list[bytes]) -> None:
        """Note what is said of the paper of the figure that comes next."""
        for line in sorted(lines):
            if line.startswith(_YEAR):
                self._paper.setdefault("year", line[len(_YEAR) : line.rindex(b'"')])
            elif line.startswith(_JOURNAL):
                self._paper.setdefault("journal", line[len(_JOURNAL) : -1])
            elif line.startswith(_DOI):
                self._paper["doi"] = b""

    def figure(
        self, lines: list[bytes], items: list[Item], found: Mapping[str, Iterable[bytes]]
    ) -> None:
        """Count a figure: what is said of it, and the entities it mentions by kind."""
        covered = {KINDS[kind].plural for kind in found}
        covered.add("any" if found else "nothing")
        said = {item[0] for item in items}
        covered.update([name for predicate, name in _FIGURE if predicate in said])
        if schema.about in said and any(
            item[0] == schema.about and item[3].startswith(_TAXA) for item in items
        ):
            covered.add("organism")
        names: set[bytes] = set()
        if pfocr.organismName in said:
            names.update([line[len(_NAME) : -1] for line in lines if line.startswith(_NAME)])
        if names:
            self.names.update(names)
            if "organism" not in covered:
                self.alone.update(names)
            self._trim_names()
        paper, self._paper = self._paper, {}
        if "year" in paper:
            self.years[paper["year"]] += 1
        if "journal" in paper:
            self.journals[paper["journal"]] += 1
        covered.update(paper.keys() - {"journal"})
        for name in covered:
            self.coverage[name] += 1
        for kind, entities in found.items():
            self.entities[kind].update(entities)

    def update(self, other: People) -> None:
        """Add all of another's."""
        self.years.update(other.years)
        self.journals.update(other.journals)
        self.coverage.update(other.coverage)
        self.unmatched_mentions.update(other.unmatched_mentions)
        for kind in KINDS:
            self.entities[kind].update(other.entities[kind])
            self.words[kind].update(other.words[kind])
            _trim(self.words[kind])
        self.names.update(other.names)
        self.alone.update(other.alone)
        self._trim_names()

    def _trim_names(self) -> None:
        if _trim(self.names):
            self.alone.intersection_update(self.names)


def _trim(words: Counter[bytes]) -> bool:
    """Keep the most frequent, once there are a quarter too many; tell whether that was so."""
    if len(words) <= 5 * KEPT // 4:
        return False
    kept = dict(ranked(words, KEPT))
    words.clear()
    words.update(kept)
    return True


def ranked(counts: Mapping[bytes, int], top: int) -> list[tuple[bytes, int]]:
    """The most frequent, equally frequent ones in the order of their code points."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]
