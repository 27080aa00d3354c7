"""The sentences, papers and characters of the made-up figures, from word lists of its own."""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

SENTENCES: Final = 4_000
TITLES: Final = 2_000

_OPENINGS: Final = (
    "In this scheme", "Here", "Under low flow", "After stimulation", "In resting cells",
    "Upon binding", "At the membrane", "During recovery", "In the nucleus", "By contrast",
    "In treated animals", "Without the ligand", "At high dose", "Late in the response",
)  # fmt: skip
_ADJECTIVES: Final = (
    "active", "bound", "nuclear", "secreted", "inflammatory", "metabolic", "upstream", "cellular",
    "downstream", "mitochondrial", "soluble", "dimeric", "phosphorylated", "oxidative", "hepatic",
    "transient", "sustained", "early", "cytosolic", "membrane-bound", "viral", "dietary", "basal",
    "neuronal", "vascular", "epithelial", "parallel", "alternative", "canonical", "lysosomal",
)  # fmt: skip
_NOUNS: Final = (
    "receptor", "kinase", "cascade", "complex", "pathway", "response", "signal", "ligand", "loop",
    "transcription", "transport", "uptake", "secretion", "release", "synthesis", "turnover",
    "degradation", "feedback", "adaptor", "promoter", "cofactor", "substrate", "gradient", "flux",
    "apoptosis", "survival", "differentiation", "migration", "proliferation", "autophagy",
    "inhibitor", "phosphatase", "channel", "vesicle", "scaffold", "checkpoint", "repair", "stress",
)  # fmt: skip
_VERBS: Final = (
    "activates", "inhibits", "recruits", "promotes", "blocks", "restores", "stabilizes", "limits",
    "triggers", "enhances", "suppresses", "phosphorylates", "sequesters", "amplifies", "requires",
    "modulates", "feeds", "releases", "precedes", "drives", "dampens", "bypasses", "regulates",
)  # fmt: skip
_ENDINGS: Final = (
    "in the cytoplasm", "through a second branch", "within hours", "(dashed line)", "(panel B)",
    "in a dose-dependent manner", "as drawn on the right", "and thereby growth", "(see the text)",
    "independently of the ligand", "in the absence of serum", "(red arrows)", "upon infection",
    "under oxidative stress", "at the outer membrane", "and the arrest that follows", "(grey)",
)  # fmt: skip
_GREEK: Final = (
    "TGFβ", "NF-κB", "IFN-α/β", "β-catenin", "5 μM", "PPARγ", "PKCδ", "the α-subunit", "Δ9 form",
    "37 °C", "the 3′ end", "2–4 h", "IL-1β", "±10 %", "≥2 sites", "naïve cells", "Gβγ",
)  # fmt: skip
_TITLE_HEADS: Final = (
    "Model of", "Overview of", "Regulation of", "Schematic of", "Proposed mechanism of", "Role of",
    "Summary of", "Cross-talk in", "Signaling in", "Control of", "Targets of", "The network of",
)  # fmt: skip
_GIVEN: Final = (
    "Anna", "Bo", "Carla", "David A", "Elif", "Farid", "Grace", "Hiro", "Ines M", "Jürgen", "Kofi",
    "Li", "Marta", "Nils", "Olga V.", "Priya", "Quentin", "Rosa", "Sofía", "Tomasz", "Uma", "Wei",
)  # fmt: skip
_FAMILY: Final = (
    "Abdi", "Berg", "Costa", "Dvořák", "Eriksen", "Fontaine", "Garcia", "Huang", "Ito", "Jansen",
    "Kowalski", "Lopez", "Müller", "Nair", "O'Neil", "Petrov", "Quispe", "Rossi", "Sato", "Tanaka",
    "Ueda", "van der Berg", "Weber", "Xu", "Yilmaz", "Zhang",
)  # fmt: skip
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
PAPER_KEYWORDS: Final = (
    "inflammation", "apoptosis", "autophagy", "oxidative stress", "signal transduction", "cancer",
    "gene expression", "candidate genes", "DNA repair pathways", "metabolomics", "biomarkers",
    "whole exome sequencing", "immunotherapy", "salicylic acid", "macrophages", "T cells", "ROS",
    "mitochondria", "VIGS (virus-induced gene silencing)", "Nylon-12", "liver fibrosis", "miRNA",
    "evo devo", "insulin resistance", "tumor microenvironment", "NF-κB", "drug targets", "aging",
)  # fmt: skip
ANNOTATIONS: Final = (
    "Cancer", "Crohn's disease", "Rheumatoid arthritis", "Ovarian cancer", "Lung cancer",
    "Juvenile rheumatoid arthritis", "Autoimmune lymphoproliferative syndrome", "Narcolepsy",
    "Aicardi-Goutieres syndrome", "Breast cancer", "Alzheimer's disease", "Robinow syndrome",
    "Hyperinsulinemic hypoglycemia", "Porphyria", "DOID:12252", "Primary cutaneous amyloidosis",
)  # fmt: skip
ORGANISMS: Final = (
    "Mus musculus", "Rattus norvegicus", "Arabidopsis thaliana", "Saccharomyces cerevisiae",
    "Escherichia coli", "Drosophila melanogaster", "Caenorhabditis elegans", "Danio rerio",
    "Virus", "Homo sapiens, Virus", "Homo sapiens, Caenorhabditis elegans", "Glycine max",
    "Hibiscus cannabinus L.", " Mus musculus", "gut metagenome", "uncultured bacterium",
    "Escherichia coli str. K-12 substr. W3110", "Camellia sinensis", "synthetic organisms",
)  # fmt: skip


class Journal(NamedTuple):
    """A journal and how it names the image of figure n in article a."""

    abbreviation: str
    title: str
    publisher: str
    doi: str
    file: str
    anchor: str


JOURNALS: Final = (
    Journal("Front Immunol", "Frontiers in Immunology", "Frontiers Media S.A.",
            "10.3389/fimmu.{year}.{a:05d}", "fimmu-{v:02d}-{a:05d}-g{n:03d}", "F{n}"),
    Journal("PLoS One", "PLoS ONE", "Public Library of Science",
            "10.1371/journal.pone.{a:07d}", "pone.{a:07d}.g{n:03d}", "pone-{a:07d}-g{n:03d}"),
    Journal("Viruses", "Viruses", "MDPI",
            "10.3390/v{v:02d}{a:06d}", "viruses-{v:02d}-{a:05d}-g{n:03d}",
            "viruses-{v:02d}-{a:05d}-f{n:03d}"),
    Journal("Sci Rep", "Scientific Reports", "Nature Publishing Group UK",
            "10.1038/s41598-{a:06d}", "41598_{year}_{a:05d}_Fig{n}_HTML", "Fig{n}"),
    Journal("Int J Mol Sci", "International Journal of Molecular Sciences", "MDPI",
            "10.3390/ijms{v:02d}{a:06d}", "ijms-{v:02d}-{a:05d}-g{n:03d}", "F{n}"),
    Journal("Front Plant Sci", "Frontiers in Plant Science", "Frontiers Media S.A.",
            "10.3389/fpls.{year}.{a:07d}", "fpls-{v:02d}-{a:07d}-g{n:03d}", "F{n}"),
    Journal("Cell Death Dis", "Cell Death & Disease", "Nature Publishing Group",
            "10.1038/cddis.{year}.{a}", "cddis{year}{a}f{n}", "fig{n}"),
    Journal("BMC Genomics", "BMC Genomics", "BioMed Central",
            "10.1186/1471-2164-{v}-{a}", "1471-2164-{v}-{a}-{n}", "F{n}"),
    Journal("Acta Pharm Sin B", "Acta Pharmaceutica Sinica. B", "Elsevier",
            "10.1016/j.apsb.{year}.{a}", "gr{n}", "fig{n}"),
    Journal("Oncotarget", "Oncotarget", "Impact Journals LLC",
            "10.18632/oncotarget.{a}", "oncotarget-{v:02d}-{a}-g{n:03d}", "F{n}"),
    Journal("Research (Wash D C)", "Research", "AAAS Science Partner Journal Program",
            "10.34133/research.{a:05d}", "research.{a:05d}.fig.{n:03d}", "F{n}"),
    Journal("J Biol Chem", "The Journal of Biological Chemistry", "American Society for "
            "Biochemistry and Molecular Biology", "10.1074/jbc.M{a:06d}",
            "zbc{a:05d}{v:04d}{n:03d}", "F{n}"),
)  # fmt: skip


def _clause(rng: Random) -> str:
    subject = f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}"
    target = f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}"
    return f"the {subject} {rng.choice(_VERBS)} the {target}"


def _sentence(rng: Random) -> str:
    """Make one sentence; `{}` is where a word of the figure goes."""
    chance = rng.random()
    if chance < 0.25:
        text = f"{rng.choice(_OPENINGS)}, {{}} {rng.choice(_VERBS)} {{}} {rng.choice(_ENDINGS)}"
    elif chance < 0.5:
        text = f"{_clause(rng)} of {{}}, which {rng.choice(_VERBS)} {{}} {rng.choice(_ENDINGS)}"
    elif chance < 0.75:
        text = f"{_clause(rng)} and {rng.choice(_VERBS)} {rng.choice(_NOUNS)} by {{}}"
    elif chance < 0.9:
        text = f"{rng.choice(_OPENINGS)}, {_clause(rng)} {rng.choice(_ENDINGS)}"
    else:
        text = f"({rng.choice('ABCDi')}) {_clause(rng)} {rng.choice(_ENDINGS)}"
    if rng.random() < 0.1:
        text += f" together with {rng.choice(_GREEK)}"
    if rng.random() < 0.02:
        text = f"step {rng.randint(1, 5)}: {text}"
    return text[0].upper() + text[1:] + "."


def _title(rng: Random) -> str:
    text = f"{rng.choice(_TITLE_HEADS)} {rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}"
    if rng.random() < 0.6:
        text += f" and the {rng.choice(_NOUNS)} of {{}}"
    if rng.random() < 0.3:
        text += f" {rng.choice(_ENDINGS)}"
    if rng.random() < 0.3:
        text += f" and of {rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}"
    if rng.random() < 0.04:
        text += f" by {rng.choice(_GREEK)}"
    return text


_RNG: Final = Random("prose")
_SENTENCES: Final = [_sentence(_RNG) for _ in range(SENTENCES)]
_TITLES: Final = [_title(_RNG) for _ in range(TITLES)]


def title(rng: Random, words: list[str]) -> str:
    """Make a title of a figure."""
    return rng.choice(_TITLES).replace("{}", rng.choice(words))


def caption(rng: Random, words: list[str], first: str, length: int) -> str:
    """Make a caption of about a length, that starts with a title."""
    sentences = [f"{first}."]
    size = len(first)
    while size < length:
        sentence = rng.choice(_SENTENCES)
        while "{}" in sentence:
            sentence = sentence.replace("{}", rng.choice(words), 1)
        sentences.append(sentence)
        size += len(sentence) + 1
    return " ".join(sentences)


def paper_title(rng: Random, words: list[str]) -> str:
    """Make a title of a paper, now and then with a colon."""
    text = title(rng, words)
    joint = ": " if rng.random() < 0.25 else " through "
    tail = f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)} {rng.choice(_ENDINGS)}"
    return f"{text}{joint}{tail.capitalize() if joint == ': ' else tail}."


def authors(rng: Random) -> str:
    """Name the first author, as a citation does."""
    name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    return f"{name}, et al." if rng.random() < 0.95 else f"{name}."


def mojibake(text: str) -> str:
    """Spoil non-ASCII characters as a program does that takes UTF-8 for Mac Roman."""
    return text.encode().decode("mac_roman")


_ODD_PIECES: Final = (
    "→", "|", "[", "]", "?", "!", ";", ":", "$", "@", "«", "↑", " ", "  ", "„", "&",
)  # fmt: skip
_LOOK_ALIKES: Final = str.maketrans({"A": "А", "K": "К", "E": "Ɛ", "I": "İ", "B": "ß", "a": "а"})
_OTHER_TYPES: Final = (
    "NO", "1e3", "0x10", "~", "2019-04-09", "null", "yes", "On", "NA", "1.5", "12:30", "0o17", "=",
    "<<", ".5", "1_000", "n", "off", ".inf", "0b11", "true", "- a", "#1", "'", "%", "*p", "&x", "!",
)  # fmt: skip


def ocr_word(rng: Random, name: str) -> str:
    """Write a name as OCR could have read it: mostly as it is, at times oddly."""
    chance = rng.random()
    if chance < 0.72:
        return name
    if chance < 0.82:
        return name.capitalize()
    if chance < 0.87:
        return name.lower()
    if chance < 0.92:
        return name + rng.choice((",", "*", "-", ".", "+", ")"))
    if chance < 0.95:
        return rng.choice(("p-", "(", "Na/", "+", "a")) + name
    if chance < 0.982:
        return f"{name}/{rng.randint(2, 9)}"
    return _odd_word(rng, name)


def _odd_word(rng: Random, name: str) -> str:
    chance = rng.random()
    if chance < 0.4:
        return name + rng.choice(_ODD_PIECES)
    if chance < 0.6:
        return name.translate(_LOOK_ALIKES)
    if chance < 0.7:
        return rng.choice(_ODD_PIECES) + name
    if chance < 0.8:
        return f'"{name}"""' if rng.random() < 0.5 else f'"{name}"'
    if chance < 0.9:
        return mojibake(f"{name}β")
    if chance < 0.94:
        return f"{name}  {name.lower()} "
    return rng.choice(_OTHER_TYPES)
