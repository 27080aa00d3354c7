"""The names that OCR could find in the made-up figures: genes, families, chemicals, diseases.

The head of each list is real (symbols and identifiers that every pathway figure has), the long
tail is invented. How often a name comes up falls with its rank, as it does in the literature.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

HUMAN_GENES: Final = 20_000
OTHER_GENES: Final = 3_000
CHEMICALS: Final = 3_000
DISEASES: Final = 600
INVENTED_FAMILIES: Final = 400


class Gene(NamedTuple):
    """A gene of a lexicon: its symbol, NCBI Gene number and another name of it."""

    symbol: str
    number: str
    alias: str


class Family(NamedTuple):
    """A word that names several genes at once."""

    word: str
    members: tuple[Gene, ...]


class Species(NamedTuple):
    """A species whose genes are looked for in a figure."""

    number: str
    name: str
    group: str


class Term(NamedTuple):
    """A chemical or a disease, with what the registries call it (empty: not there)."""

    word: str
    mesh: str
    heading: str
    name: str
    number: str


class Ranked(Generic[T]):
    """A list to draw from, where the item of rank r comes up about 1 / (r + flatness) often."""

    def __init__(self, items: list[T], flatness: int) -> None:
        self.items = items
        self._weights = list(accumulate(1 / (rank + flatness) for rank in range(len(items))))

    def draw(self, rng: Random, count: int) -> list[T]:
        """Draw some items; the same one may come twice."""
        return rng.choices(self.items, cum_weights=self._weights, k=count)


# Real symbols with their NCBI Gene numbers. A line that starts with a word and an equals sign
# is a family: the word stands for all of the line's genes.
_REAL_GENES: Final = """
TP53:7157 EGFR:1956 TNF:7124 IL6:3569 VEGFA:7422 BCL2:596 MYC:4609 MTOR:2475 CASP3:836 PTEN:5728
CTNNB1:1499 SRC:6714 KRAS:3845 BAX:581 IL1B:3553 IL10:3586 TGFB1:7040 IFNG:3458 CXCL8:3576 JUN:3725
FOS:2353 FADD:8772 MYD88:4615 HRAS:3265 NRAS:4893 GSK3B:2932 CREB1:1385 PIM1:5292 PIM2:11040
FLT3:2322 CSF2:1437 IL3:3562 CYCS:54205 APAF1:317 XIAP:331 CCND1:595 CDKN1A:1026 CDKN2A:1029
RB1:5925 MDM2:4193 ATM:472 ATR:545 CHEK1:1111 CHEK2:11200 BRCA1:672 HIF1A:3091 NFE2L2:4780
KEAP1:9817 HMOX1:3162 SIRT1:23411 PPARG:5468 SREBF1:6720 FASN:2194 INS:3630 INSR:3643 IRS1:3667
IGF1:3479 IGF1R:3480 LEP:3952 ESR1:2099 AR:367 ERBB2:2064 MET:4233 KIT:3815 CD4:920 TLR4:7099
TLR3:7098 TLR9:54106 IRF3:3661 IRF7:3665 TBK1:29110 MAVS:57506 NLRP3:114548 CASP8:841 CASP9:842
CASP1:834 CYBA:1535 NOD1:10392 NOD2:64127 RIPK1:8737 RIPK2:8767 TRADD:8717 TRAF2:7186 TRAF6:7189
PYCARD:29108 IRAK1:3654 IRAK4:51135 XBP1:7494 ATF4:468 ATF6:22926 HSPA5:3309 DDIT3:1649 ERN1:2081
EIF2AK2:5610 EIF2AK3:9451 SQSTM1:8878 BECN1:8678 ATG5:9474 ATG7:10533 ULK1:8408 FOXP3:50943
CCL2:6347 CXCL10:3627 ICAM1:3383 FN1:2335 VIM:7431 CDH1:999 SNAI1:6615 MMP9:4318 MMP2:4313
MATN1:4146 WDTC1:23038 SLC25A1:6576 ALB:213 C3:718 F2:2147 POMC:5443 NTHL1:4913 PPP1CA:5499
ERK=MAPK3:5595 MAPK1:5594
AKT=AKT1:207 AKT2:208 AKT3:10000
JAK=JAK1:3716 JAK2:3717 JAK3:3718 TYK2:7297
STAT=STAT1:6772 STAT2:6773 STAT3:6774 STAT4:6775 STAT5A:6776 STAT5B:6777 STAT6:6778
STAT5=STAT5A:6776 STAT5B:6777
MAPK=MAPK1:5594 MAPK3:5595 MAPK8:5599 MAPK9:5601 MAPK10:5602 MAPK11:5600 MAPK12:6300 MAPK13:5603
JNK=MAPK8:5599 MAPK9:5601 MAPK10:5602
p38=MAPK14:1432 MAPK11:5600 MAPK12:6300 MAPK13:5603
NFKB=NFKB1:4790 NFKB2:4791 REL:5966 RELA:5970 RELB:5971
IKK=CHUK:1147 IKBKB:3551 IKBKG:8517
PI3K=PIK3CA:5290 PIK3CB:5291 PIK3CD:5293 PIK3CG:5294 PIK3R3:8503 PIK3R4:30849 PIK3R5:23533
AMPK=PRKAA1:5562 PRKAA2:5563 PRKAB1:5564 PRKAB2:5565 PRKAG1:5571 PRKAG2:51422 PRKAG3:53632
PKC=PRKCA:5578 PRKCB:5579 PRKCD:5580 PRKCE:5581 PRKCG:5582 PRKCH:5583 PRKCI:5584 PRKCQ:5588
TGFB=TGFB1:7040 TGFB2:7042 TGFB3:7043
CREB=CREB1:1385 CREB3:10488 CREB3L1:90993 CREB3L2:64764 CREB3L3:84699 CREB3L4:148327 CREB5:9586
IFNA=IFNA1:3439 IFNA2:3440 IFNA4:3441 IFNA5:3442 IFNA6:3443 IFNA7:3444 IFNA8:3445 IFNA10:3446
RAS=HRAS:3265 KRAS:3845 NRAS:4893
"""

_REAL_CHEMICALS: Final = (
    Term("ATP", "D000255", "Adenosine Triphosphate", "ATP", "15422"),
    Term("glucose", "D005947", "Glucose", "D-glucopyranose", "4167"),
    Term("NO", "D009569", "Nitric Oxide", "nitric oxide", "16480"),
    Term("ROS", "", "ROS", "", "26523"),
    Term("Na", "D012964", "Sodium", "sodium-23 atom", "52634"),
    Term("Ca2+", "D002118", "Calcium", "calcium(2+)", "29108"),
    Term("ADP", "D000244", "", "", ""),
    Term("Glutamine", "C578860", "", "", ""),
    Term("cholesterol", "D002784", "Cholesterol", "cholesterol", "16113"),
    Term("pyruvate", "D011773", "", "", ""),
    Term("NADH", "D009243", "NAD", "NAD(+)", "15846"),
    Term("NADPH", "D009249", "", "", ""),
    Term("oxygen", "D010100", "Oxygen", "dioxygen", "15379"),
    Term("Glycine", "D005998", "Glycine", "glycine", "15428"),
    Term("GABA", "D005680", "gamma-Aminobutyric Acid", "gamma-aminobutyric acid", "16865"),
    Term("Fructose", "D005632", "Fructose", "fructose", "28757"),
    Term("Sorbitol", "D013012", "Sorbitol", "glucitol", "30911"),
    Term("PGE2", "D015232", "Dinoprostone", "prostaglandin E2", "15551"),
    Term("quercetin", "D011794", "Quercetin", "quercetin", "16243"),
    Term("Isoproterenol", "D007545", "Isoproterenol", "isoprenaline", "64317"),
    Term("Ruxolitinib", "C540383", "", "", ""),
    Term("INCB053914", "C513090", "", "", ""),
    Term("[O]", "D013481", "Superoxides", "superoxide", "18421"),
    Term("Me  Me  Me ", "C526611", "", "", ""),
    Term("NMDA", "", "", "", ""),
    Term("L-tyrosine", "", "", "", ""),
    Term("TNF-a", "", "TNF-a", "", "197439"),
    Term("ceramide", "D002518", "", "", ""),
)

_REAL_DISEASES: Final = (
    Term("cancer", "D009369", "", "", ""),
    Term("Melanoma", "D008545", "", "", ""),
    Term("psoriasis", "", "psoriasis", "psoriasis", "8893"),
    Term("Microangiopathy", "D057049", "", "", ""),
    Term("breast and/or ovarian cancer", "D010051", "", "", ""),
    Term("Lipotoxicity", "", "", "", ""),
    Term("ARF", "D058186", "", "", ""),
)

SPECIES: Final = (
    Species("9606", "Homo sapiens", "Primates"),
    Species("7227", "Drosophila melanogaster", "Invertebrates"),
    Species("3702", "Arabidopsis thaliana", "Plants and Fungi"),
    Species("10090", "Mus musculus", "Rodents"),
    Species("6239", "Caenorhabditis elegans", "Invertebrates"),
    Species("4932", "Saccharomyces cerevisiae", "Plants and Fungi"),
)
HUMAN: Final = SPECIES[0]

_STEM_LETTERS: Final = "BCDFGKLMNPRSTVXZAEIO"
_ONSETS: Final = (
    "al", "bra", "cor", "dex", "elu", "fen", "gli", "hexa", "iso", "keto", "lip", "mer", "ner",
)  # fmt: skip
_MIDDLES: Final = (
    "", "da", "fo", "gra", "ka", "li", "mo", "no", "pe", "ri", "so", "ta", "vi", "xo", "zu",
)  # fmt: skip
_CHEMICAL_ENDS: Final = (
    "acid", "amide", "ate", "idine", "ine", "inib", "ol", "one", "ose", "oxide",
)  # fmt: skip
_DISEASE_ENDS: Final = ("itis", "oma", "opathy", "osis", " disease", " syndrome", " failure")


def _real() -> tuple[list[Gene], list[Family]]:
    genes: dict[str, Gene] = {}
    families = []
    for line in _REAL_GENES.strip().splitlines():
        word, _, listed = line.rpartition("=")
        members = []
        for pair in listed.split():
            symbol, number = pair.split(":")
            genes.setdefault(symbol, Gene(symbol, number, _hyphenated(symbol)))
            members.append(genes[symbol])
        if word:
            families.append(Family(word, tuple(members)))
    return list(genes.values()), families


def _hyphenated(symbol: str) -> str:
    stem = symbol.rstrip("0123456789")
    return f"{stem}-{symbol[len(stem) :]}" if stem != symbol else f"{symbol}P"


def _stem(rng: Random) -> str:
    return "".join(rng.choices(_STEM_LETTERS, k=rng.choice((2, 3, 3, 4, 4))))


def _invented_genes(rng: Random, count: int, first: int, taken: set[str]) -> list[list[Gene]]:
    """Invent genes in series (a stem and running numbers), most of one, some of many."""
    series = []
    number = first
    made = 0
    while made < count:
        stem = _stem(rng)
        if stem in taken:
            continue
        taken.add(stem)
        length = min(int(rng.paretovariate(0.9)), 18, count - made)
        symbols = [stem + str(i + 1) for i in range(length)] if length > 1 else [stem + "1"]
        genes = []
        for symbol in symbols:
            number += rng.randint(1, 9)
            genes.append(Gene(symbol, str(number), _hyphenated(symbol)))
        series.append(genes)
        made += length
    return series


def _human() -> tuple[Ranked[Gene], Ranked[Family]]:
    rng = Random("genes")
    genes, families = _real()
    taken = {gene.symbol.rstrip("0123456789") for gene in genes}
    series = _invented_genes(rng, HUMAN_GENES - len(genes), 100_000, taken)
    many = [Family(s[0].symbol.rstrip("0123456789"), tuple(s)) for s in series if len(s) > 2]
    tail = [gene for genes_of_stem in series for gene in genes_of_stem]
    rng.shuffle(tail)
    invented = many[:INVENTED_FAMILIES]
    return Ranked(genes + tail, 12), Ranked(families + invented, 12)


def _of_species(species: Species) -> Ranked[Gene]:
    rng = Random(f"genes of {species.name}")
    first = 30_000_000 + int(species.number) * 10_000
    series = _invented_genes(rng, OTHER_GENES, first, set())
    genes = [gene._replace(symbol=gene.symbol.capitalize()) for s in series for gene in s]
    rng.shuffle(genes)
    if species.number == "7227":  # a real symbol that looks like a missing value
        genes[40] = Gene("NA", "44798", "B-AR")
    return Ranked(genes, 12)


def _invented_word(rng: Random, ends: tuple[str, ...]) -> str:
    stem = rng.choice(_ONSETS) + rng.choice(_MIDDLES) + rng.choice(_MIDDLES)
    return stem + rng.choice(ends)


def _invented_terms(rng: Random, count: int, ends: tuple[str, ...], first: int) -> list[Term]:
    """Invent terms: half with both registries, half with MeSH alone, a few with none."""
    words: dict[str, None] = {}
    while len(words) < count:
        word = _invented_word(rng, ends)
        if rng.random() < 0.15:
            word = f"{rng.randint(2, 12)}-{word}"
        if rng.random() < 0.1:
            word = f"{word} {_invented_word(rng, ends)}"
        words[word.capitalize() if rng.random() < 0.3 else word] = None
    terms = []
    for place, word in enumerate(words):
        mesh = rng.choice("CD") + f"{first + place * 7:06d}"
        chance = rng.random()
        if chance < 0.42:
            terms.append(Term(word, mesh, word.title(), word.lower(), str(first + place * 3)))
        elif chance < 0.93:
            terms.append(Term(word, mesh, "", "", ""))
        elif chance < 0.95:
            terms.append(Term(word, "", word, "", str(first + place * 3)))
        else:
            terms.append(Term(word, "", "", "", ""))
    return terms


GENES, FAMILIES = _human()
OTHER: Final = {species.number: _of_species(species) for species in SPECIES[1:]}
CHEMICAL_TERMS: Final = Ranked(
    [*_REAL_CHEMICALS, *_invented_terms(Random("chemicals"), CHEMICALS, _CHEMICAL_ENDS, 70_000)], 8
)
DISEASE_TERMS: Final = Ranked(
    [*_REAL_DISEASES, *_invented_terms(Random("diseases"), DISEASES, _DISEASE_ENDS, 60_000)], 6
)
