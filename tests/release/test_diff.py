"""The difference of two releases: what is told, in which forms, and a patch that is exact."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from helpers.corpora import write_corpus
from helpers.faraway import Web
from helpers.running import Run

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.release import layout
from pfocr_rdf.release.build import build
from pfocr_rdf.release.diff import DiffOptions, DiffSummary, diff
from pfocr_rdf.release.diff.as_text import TextDiff
from pfocr_rdf.release.diff.patch import ADDED, REMOVED
from pfocr_rdf.release.diff.statements import shown, term
from pfocr_rdf.release.manifest import Thresholds, read_manifest
from pfocr_rdf.release.options import ReleaseOptions

ANYTHING = Thresholds(down=100, up=1e9, removed=10**9, violations=10**9)


class Told(NamedTuple):
    """All that a comparison tells."""

    head: dict[str, Any]
    figures: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    summary: DiffSummary

    def figure(self, figid: str) -> dict[str, Any]:
        return next(figure for figure in self.figures if figure["figid"] == figid)

    def of(self, change: str) -> list[str]:
        return [figure["figid"] for figure in self.figures if figure["change"] == change]


def told(old: str | Path, new: str | Path, **options: Any) -> Told:
    heads: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    summary = diff(
        old,
        new,
        DiffOptions(
            on_head=heads.append, on_figure=figures.append, on_entity=entities.append, **options
        ),
    )
    return Told(heads[0], figures, entities, summary)


def text(old: Path, new: Path, show: int = 10) -> str:
    report = TextDiff(show)
    options = DiffOptions(on_head=report.head, on_figure=report.figure, on_entity=report.entity)
    return "\n".join(report.text(diff(old, new, options)))


# ---- two versions of our own records -------------------------------------------------------------

RECORD = """---
figid: {figid}
figlink: /pmc/articles/{paper}/figure/F1/
number: F1
caption: {caption}
pmcid: {paper}
papertitle: {papertitle}
reftext: A. Author, et al. J. 2018;1:1.
year: '{year}'
filename: {figid}.jpg
figtitle: Title of {figid}
organisms:
- Homo sapiens
genes:
{genes}---
"""
GENE = """- word: {word}
  symbol: {symbol}
  source: hgnc_symbol
  hgnc_symbol: {symbol}
  entrez: '{entrez}'
"""
JAK1 = GENE.format(word="JAK-1", symbol="JAK1", entrez=3716)
TP53 = GENE.format(word="p53", symbol="TP53", entrez=7157)
CDK4 = GENE.format(word="cdk4", symbol="CDK4", entrez=1019)


def record(figid: str, genes: str = JAK1, **fields: object) -> str:
    known = {
        "paper": figid.partition("__")[0],
        "caption": f"Caption of {figid}.",
        "papertitle": "A paper.",
        "year": 2018,
    }
    return RECORD.format(figid=figid, genes=genes, **{**known, **fields})


OLD = {
    "PMC1__f1": record("PMC1__f1"),
    "PMC2__f1": record("PMC2__f1", JAK1 + TP53),
    "PMC3__f1": record("PMC3__f1", TP53),
    "PMC4__f1": record("PMC4__f1"),
    "PMC5__f1": record("PMC5__f1", TP53, caption="One " + "very " * 40 + "long text at its end."),
}


def release(folder: Path, records: dict[str, str], version: str, **options: Any) -> Path:
    source = folder / f"records-{version}"
    source.mkdir(parents=True)
    for name, content in records.items():
        (source / f"{name}.md").write_text(content, encoding="utf-8")
    build([source], folder / version, ReleaseOptions(thresholds=ANYTHING, **options))
    return folder / version


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("old"), OLD, "2026-10", shard_size=2)


@pytest.fixture
def after(old: Path, tmp_path: Path) -> Callable[..., Told]:
    """Compare the old records with changed ones."""

    def compare(records: dict[str, str | None], **options: Any) -> Told:
        changed = {**OLD, **records}
        new = {name: content for name, content in changed.items() if content is not None}
        return told(old, release(tmp_path, new, "2026-11", **options))

    return compare


# ---- figures -------------------------------------------------------------------------------------


def test_equal_records_make_no_difference(after: Callable[..., Told]) -> None:
    found = after({})
    assert (found.figures, found.entities) == ([], [])
    assert found.summary == DiffSummary(same=5)
    assert not found.summary.different
    assert set(found.head["terms"]) <= {"shard_size", "input.digest"}


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize("shard_size", [1, 2, 3, 100])
def test_shard_size_and_compression_make_no_difference(
    after: Callable[..., Told], shard_size: int, compression: str
) -> None:
    found = after({}, shard_size=shard_size, compression=compression)
    assert not found.summary.different
    found_changed = shard_size != 2, compression != "gzip"
    assert tuple(name in found.head["terms"] for name in ("shard_size", "compression")) == (
        found_changed
    )


def test_added_and_removed_figures_are_told_with_what_they_are(after: Callable[..., Told]) -> None:
    found = after({"PMC2__f1": None, "PMC9__f1": record("PMC9__f1", JAK1 + CDK4)})
    assert (found.of("added"), found.of("removed")) == (["PMC9__f1"], ["PMC2__f1"])
    assert found.figure("PMC9__f1") == {
        "change": "added",
        "figid": "PMC9__f1",
        "title": "Title of PMC9__f1",
        "paper": "pmc:PMC9",
        "mentions": {"gene": 2},
    }
    assert (found.summary.added, found.summary.removed, found.summary.same) == (1, 1, 4)


def test_a_figure_with_another_figid_is_removed_and_added(after: Callable[..., Told]) -> None:
    found = after({"PMC3__f1": record("PMC3__f2", TP53, paper="PMC3")})
    assert (found.of("added"), found.of("removed")) == (["PMC3__f2"], ["PMC3__f1"])


def test_a_figure_in_a_file_of_another_name_is_the_same(after: Callable[..., Told]) -> None:
    assert not after({"PMC1__f1": None, "zzz": OLD["PMC1__f1"]}).summary.different
    assert OLD["PMC5__f1"]


def test_a_changed_caption_is_told_with_both_values(after: Callable[..., Told]) -> None:
    found = after({"PMC3__f1": record("PMC3__f1", TP53, caption="Another.")})
    fields = {
        (row["of"], row["property"]): (row["old"], row["new"])
        for row in found.figure("PMC3__f1")["fields"]
    }
    values = (["Caption of PMC3__f1."], ["Another."])
    assert fields["figure", "schema:caption"] == values
    assert set(fields) <= {("figure", "schema:caption"), ("record", "schema:description")}
    assert "mentions" not in found.figure("PMC3__f1")


def test_mentions_that_came_and_went_are_told(after: Callable[..., Told]) -> None:
    mentions = after({"PMC2__f1": record("PMC2__f1", JAK1 + CDK4)}).figure("PMC2__f1")["mentions"]
    (gone,), (come,) = mentions["removed"], mentions["added"]
    assert (gone["word"], gone["entities"]) == ("p53", ["ncbigene:7157"])
    assert come == {
        "kind": "gene",
        "word": "cdk4",
        "match": "CDK4",
        "lexicons": ["lexicon:hgnc_symbol"],
        "entities": ["ncbigene:1019"],
    }
    assert "changed" not in mentions


def test_a_word_that_is_another_entity_now_is_a_changed_mention(
    after: Callable[..., Told],
) -> None:
    other = JAK1.replace("3716", "3717")
    found = after({"PMC1__f1": record("PMC1__f1", other)})
    (mention,) = found.figure("PMC1__f1")["mentions"]["changed"]
    assert (mention["word"], mention["entities"]) == ("JAK-1", ["ncbigene:3717"])
    (row,) = mention["fields"]
    assert row["property"] == "oa:hasBody"
    assert (term_ids(row["old"]), term_ids(row["new"])) == (["ncbigene:3716"], ["ncbigene:3717"])


def term_ids(values: list[Any]) -> list[str]:
    return [compact(value["@id"]) for value in values]


# ---- what figures share --------------------------------------------------------------------------


def test_entities_that_are_new_and_gone_are_told_with_their_labels(
    after: Callable[..., Told],
) -> None:
    without = {name: record(name) for name in ("PMC2__f1", "PMC3__f1", "PMC5__f1")}
    found = after({**without, "PMC4__f1": record("PMC4__f1", CDK4)})
    genes = {e["change"]: (e["iri"], e["label"]) for e in found.entities if e["kind"] == "gene"}
    assert genes == {
        "new": ("https://identifiers.org/ncbigene/1019", "CDK4"),
        "gone": ("https://identifiers.org/ncbigene/7157", "TP53"),
    }


def test_a_genes_other_name_changes_the_gene_and_not_the_figures(
    after: Callable[..., Told],
) -> None:
    name = lambda text: text.replace("hgnc_symbol: TP53", "hgnc_symbol: P53X")  # noqa: E731
    found = after({figid: name(content) for figid, content in OLD.items()})
    assert found.figures == []
    (gene,) = [entity for entity in found.entities if entity["kind"] == "gene"]
    assert (gene["change"], gene["label"]) == ("changed", "P53X")
    rows = {row["property"]: (row["old"], row["new"]) for row in gene["fields"]}
    assert rows["schema:name"] == (["TP53"], ["P53X"])


def test_a_papers_other_year_changes_the_paper(after: Callable[..., Told]) -> None:
    found = after({"PMC1__f1": record("PMC1__f1", year=2019)})
    (paper,) = found.entities
    assert (paper["change"], paper["kind"], paper["label"]) == ("changed", "paper", "A paper.")
    (row,) = paper["fields"]
    assert (shown(row["old"][0]), shown(row["new"][0])) == ("2018", "2019")


# ---- with generated records ----------------------------------------------------------------------


class Pair(NamedTuple):
    old: Path
    new: Path


def changed_corpus(folder: Path) -> None:
    """Edit some records of a corpus: fields, mentions and names; remove and add figures."""
    files = sorted(folder.rglob("*.md"))
    for number, path in enumerate(files):
        content = path.read_text(encoding="utf-8")
        if number % 7 == 0:
            content = re.sub(r"^number: .*", "number: F99", content, flags=re.MULTILINE)
        if number % 11 == 3:
            content = re.sub(r"^(  entrez: ')", r"\g<1>9", content, count=2, flags=re.MULTILINE)
        if number % 13 == 5:
            content = re.sub(r"^year: .*", "year: '1999'", content, flags=re.MULTILINE)
        if number % 17 == 4:
            path.unlink()
            continue
        path.write_text(content, encoding="utf-8")
    source = files[0].read_text(encoding="utf-8")
    figid = files[0].stem
    for number in range(4):
        other = f"PMC9{number}__new{number}"
        (files[0].parent / f"{other}.md").write_text(
            source.replace(f"figid: {figid}", f"figid: {other}"), encoding="utf-8"
        )


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Releases of two versions of a corpus, that differ in all they can."""
    folder = tmp_path_factory.mktemp("pair")
    write_corpus(60, folder / "a")
    shutil.copytree(folder / "a", folder / "b")
    changed_corpus(folder / "b")
    build([folder / "a"], folder / "2026-10", ReleaseOptions(shard_size=2))
    options = ReleaseOptions(shard_size=25, compression="zstd", thresholds=ANYTHING)
    build([folder / "b"], folder / "2026-11", options)
    return Pair(folder / "2026-10", folder / "2026-11")


def quads(folder: Path) -> list[bytes]:
    manifest = read_manifest(folder_at(folder))
    unpack = find_compression(manifest.compression).unpack
    files = [file.path for file in manifest.files if file.is_data]
    return [line for path in files for line in unpack((folder / path).read_bytes()).splitlines()]


def patched(folder: Path) -> tuple[list[bytes], list[bytes]]:
    removed, added = (
        gzip.decompress((folder / name).read_bytes()).splitlines() for name in (REMOVED, ADDED)
    )
    return removed, added


@pytest.mark.parametrize("backwards", [False, True])
def test_the_patch_turns_the_lines_of_the_old_release_into_those_of_the_new(
    pair: Pair, tmp_path: Path, backwards: bool
) -> None:
    old, new = reversed(pair) if backwards else pair
    summary = told(old, new, patch=tmp_path / "patch").summary
    removed, added = patched(tmp_path / "patch")
    before, after = Counter(quads(old)), Counter(quads(new))
    assert before.total() == len(before)
    assert Counter(removed) == before - after
    assert Counter(added) == after - before
    assert (len(removed), len(added)) == (summary.quads_removed, summary.quads_added)
    assert min(len(removed), len(added)) > 100


def test_the_patch_turns_a_store_with_the_old_release_into_one_with_the_new(
    pair: Pair, tmp_path: Path
) -> None:
    diff(*pair, DiffOptions(patch=tmp_path))
    store, expected = ox.Store(), ox.Store()
    store.bulk_load(b"\n".join(quads(pair.old)), ox.RdfFormat.N_QUADS)
    expected.bulk_load(b"\n".join(quads(pair.new)), ox.RdfFormat.N_QUADS)
    removed, added = patched(tmp_path)
    for quad in ox.parse(b"\n".join(removed), format=ox.RdfFormat.N_QUADS):
        assert quad in store
        store.remove(quad)
    for quad in ox.parse(b"\n".join(added), format=ox.RdfFormat.N_QUADS):
        assert quad not in store
        store.add(quad)
    assert set(store) == set(expected)


def test_a_patch_is_not_put_into_a_release(pair: Pair, tmp_path: Path, cli: Run) -> None:
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "INCOMPLETE").write_text("{}")
    for folder in (pair.new, tmp_path / "begun"):
        ran = cli("diff", *pair, "--patch", folder)
        assert (ran.code, ran.out) == (2, b"")
        message = "holds a release: give another folder for the patch"
        assert ran.err == f"pfocr-rdf: {folder}: {message}\n"
        assert not (folder / "added.nq.gz").exists()


def test_a_patch_of_nothing_has_two_empty_files(pair: Pair, tmp_path: Path) -> None:
    told(pair.old, pair.old, patch=tmp_path)
    assert patched(tmp_path) == ([], [])


def test_a_patch_that_cannot_be_finished_leaves_nothing(pair: Pair, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(pair.old, tmp_path / "broken"))
    path = broken / layout.shared(0, ".gz")
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(InputError, match=r"shared-00.nq.gz: damaged"):
        told(broken, pair.new, patch=tmp_path / "patch")
    assert not list((tmp_path / "patch").glob("*.gz"))


def test_two_processes_tell_and_write_what_one_does(pair: Pair, tmp_path: Path) -> None:
    one = told(*pair, patch=tmp_path / "1")
    two = told(*pair, jobs=2, patch=tmp_path / "2")
    assert one == two
    for name in (REMOVED, ADDED):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_figures_are_those_that_the_indexes_and_quads_tell(pair: Pair) -> None:
    found = told(*pair)

    def by_graph(folder: Path) -> dict[bytes, set[bytes]]:
        graphs: dict[bytes, set[bytes]] = {}
        for line in quads(folder):
            graphs.setdefault(line[line.rindex(b" <") :], set()).add(line)
        return {name: lines for name, lines in graphs.items() if name.endswith(b".html> .")}

    old, new = by_graph(pair.old), by_graph(pair.new)
    assert len(found.of("added")) == len(new.keys() - old.keys()) > 0
    assert len(found.of("removed")) == len(old.keys() - new.keys()) > 0
    both = old.keys() & new.keys()
    assert len(found.of("changed")) == sum(old[name] != new[name] for name in both) > 0
    assert found.summary.same == sum(old[name] == new[name] for name in both)


def test_new_entities_less_those_gone_are_the_change_of_the_counts(pair: Pair) -> None:
    found = told(*pair)
    changes: Counter[str] = Counter()
    for entity in found.entities:
        changes[entity["kind"]] += {"new": 1, "gone": -1, "changed": 0}[entity["change"]]
    classes = found.head["counts"]["classes"]
    for kind, class_ in (
        ("gene", schema.Gene),
        ("chemical", schema.ChemicalSubstance),
        ("disease", schema.MedicalCondition),
        ("paper", schema.ScholarlyArticle),
        ("taxon", schema.Taxon),
    ):
        old, new = classes[compact(class_)]
        assert changes[kind] == new - old, kind
    assert any(changes.values())


def test_mentions_told_are_the_change_of_the_counts(pair: Pair) -> None:
    found = told(*pair)
    change = 0
    for figure in found.figures:
        if figure["change"] == "changed":
            mentions = figure.get("mentions", {})
            change += len(mentions.get("added", ())) - len(mentions.get("removed", ()))
        else:
            number = sum(figure["mentions"].values())
            change += number if figure["change"] == "added" else -number
    classes = found.head["counts"]["classes"]
    kinds = (pfocr.GeneMention, pfocr.ChemicalMention, pfocr.DiseaseMention)
    pairs = [classes[compact(iri)] for iri in kinds if compact(iri) in classes]
    assert change == sum(new - old for old, new in pairs)


def test_what_did_not_change_is_not_read(pair: Pair, tmp_path: Path) -> None:
    """Shards without a changed figure may even be gone."""
    copies = [Path(shutil.copytree(pair.old, tmp_path / name)) for name in ("a", "b")]
    for folder in copies:
        for path in (folder / "data").iterdir():
            path.unlink()
    assert told(*copies).summary.same == 60


def test_a_release_at_a_url_is_compared_with_one_in_a_folder(
    pair: Pair, tmp_path: Path, site: Web
) -> None:
    files = [path for path in pair.old.rglob("*") if path.is_file()]
    site.files = {f"/x/{path.relative_to(pair.old)}": path.read_bytes() for path in files}
    here = told(*pair, patch=tmp_path / "here")
    there = told(f"{site.url}/x", pair.new, patch=tmp_path / "there")
    assert there == here
    for name in (REMOVED, ADDED):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


# ---- forms ---------------------------------------------------------------------------------------


def test_the_text_is_short_and_says_how_much_more_there_is(pair: Pair) -> None:
    short, long = text(*pair, show=1), text(*pair, show=1000)
    assert len(short) < len(long) / 3
    assert short.startswith("2026-10 -> 2026-11\n")
    assert re.search(r"^    \.\.\. and \d+ more$", short, re.MULTILINE)
    assert " more" not in long
    counts = re.search(r"^Figures: (\d+) added, (\d+) removed, (\d+) changed", long, re.MULTILINE)
    assert counts is not None
    summary = told(*pair).summary
    assert tuple(map(int, counts.groups())) == (summary.added, summary.removed, summary.changed)


def test_the_text_of_known_changes_reads_so(old: Path, tmp_path: Path) -> None:
    records = {
        **OLD,
        "PMC1__f1": record("PMC1__f1", JAK1.replace("3716", "3717")),
        "PMC2__f1": record("PMC2__f1", JAK1 + CDK4, year=2019),
        "PMC5__f1": OLD["PMC5__f1"].replace("long text", "LONG text"),
        "PMC9__f1": record("PMC9__f1"),
    }
    del records["PMC4__f1"]
    new = release(tmp_path, records, "2026-11", shard_size=2)
    lines = text(old, new).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Figures"))
    assert lines[start:-2] == TEXT.splitlines()


TEXT = """\
Figures: 1 added, 1 removed, 3 changed, 1 the same
  added
    PMC9__f1  Title of PMC9__f1  (1 gene)
  removed
    PMC4__f1  Title of PMC4__f1  (1 gene)
  changed
    fields: figure schema:caption in 1, record schema:description in 1
    mentions of genes: 1 added, 1 changed, 1 removed
    PMC1__f1
      ~ gene "JAK-1" -> ncbigene:3717 (JAK1, hgnc_symbol)
          oa:hasBody: ncbigene:3716 -> ncbigene:3717
    PMC2__f1
      - gene "p53" -> ncbigene:7157 (TP53, hgnc_symbol)
      + gene "cdk4" -> ncbigene:1019 (CDK4, hgnc_symbol)
    PMC5__f1
      record schema:description, figure schema:caption:
        - ... very very very very long text at its end."
        + ... very very very very LONG text at its end."

Genes: 2 new
  + ncbigene:1019  CDK4
  + ncbigene:3717  JAK1

Papers: 1 new, 1 gone, 1 changed
  + pmc:PMC9  A paper.
  - pmc:PMC4  A paper.
  ~ pmc:PMC2  A paper.
      schema:datePublished: 2018 -> 2019
"""


def test_the_json_is_all_that_is_told(pair: Pair, cli: Run) -> None:
    ran = cli("diff", *pair, "--format", "json", "--jobs", "2")
    assert ran.code == 0
    document = json.loads(ran.out)
    found = told(*pair)
    assert document["figures"] == found.figures
    assert document["entities"] == found.entities
    assert document["counts"] == found.head["counts"]
    assert document["summary"]["changed"] == found.summary.changed
    same = json.loads(cli("diff", pair.old, pair.old, "--format", "json").out)
    assert (same["figures"], same["entities"]) == ([], [])


def test_the_command_prints_text_and_exits_with_0_or_1(pair: Pair, cli: Run) -> None:
    ran = cli("diff", *pair, "--show", "2")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.decode() == text(*pair, show=2) + "\n"
    assert cli("diff", *pair, "--exit-code").code == 1
    assert cli("diff", pair.old, pair.old, "--exit-code").code == 0


def test_the_command_refuses_what_is_no_release(pair: Pair, tmp_path: Path, cli: Run) -> None:
    ran = cli("diff", tmp_path, pair.new)
    assert (ran.code, ran.out) == (2, b"")
    assert "no release" in ran.err
    assert cli("diff", *pair, "--format", "xml").code == 2
    with pytest.raises(UsageError):
        told(pair.old, tmp_path / "nothing")


def test_a_damaged_release_is_one_line(pair: Pair, tmp_path: Path, cli: Run) -> None:
    broken = Path(shutil.copytree(pair.old, tmp_path / "broken"))
    path = broken / layout.figures(0, ".gz")
    path.write_bytes(b"x" * path.stat().st_size)
    ran = cli("diff", broken, pair.new)
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "data/figures-00000.nq.gz: damaged" in ran.err


# ---- terms ---------------------------------------------------------------------------------------


def terms() -> Iterator[ox.Literal | ox.NamedNode]:
    for value in ("", "a", 'q"\\', "\n\r\t\b\f", "é\u2028\U0001f9ec", "\x00\x7f"):
        yield ox.Literal(value)
        yield ox.Literal(value, language="en-gb")
        yield ox.Literal(value, datatype=ox.NamedNode("https://example.org/t"))
    yield ox.NamedNode("https://example.org/é")


def test_any_term_is_read_as_it_was_meant() -> None:
    for one in terms():
        value = term(str(one))
        if isinstance(one, ox.NamedNode):
            assert value == {"@id": one.value}
        elif one.language is not None:
            assert value == {"@value": one.value, "@language": one.language}
        elif one.datatype.value.endswith("#string"):
            assert value == one.value
        else:
            assert value == {"@value": one.value, "@type": one.datatype.value}
