"""Guards: what keeps a release from being finished, and how it is declared."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from helpers.manifests import manifest_json, manifest_of

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import folder_at
from pfocr_rdf.rdf.namespaces import pfocr, schema
from pfocr_rdf.release.figids import removed_figures
from pfocr_rdf.release.guard import check, check_rules, unneeded
from pfocr_rdf.release.index import Header, Row, write_index
from pfocr_rdf.release.manifest import FileSum, Finding, Manifest, Thresholds, file_entry

GENE, CAPTION, MENTION, WORD = schema.Gene, schema.caption, pfocr.GeneMention, pfocr.word


def manifest(
    figures: int = 1000,
    triples: int = 90_000,
    classes: dict[str, int] | None = None,
    properties: dict[str, int] | None = None,
    violations: int = 0,
) -> Manifest:
    counts = manifest_json()["counts"] | {"figures": figures, "triples": triples}
    counts |= {"classes": classes or {}, "properties": properties or {}}
    validation = {"violations": violations, "warnings": 9, "infos": 9}
    return manifest_of(counts=counts, validation=validation)


def found(new: Manifest, old: Manifest | None, *declared: str, **limits: float) -> list[Finding]:
    removed: list[str] = []
    thresholds = Thresholds(**limits)  # type: ignore[arg-type]
    return check(new, old, removed, thresholds, dict.fromkeys(declared, "meant"))


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


# ---- counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (1000, []),
        (950, []),
        (949, ["down:figures"]),
        (0, ["down:figures"]),
        (1250, []),
        (1251, ["up:figures"]),
    ],
)
def test_a_count_may_change_by_just_its_threshold(new: int, expected: list[str]) -> None:
    assert rules(found(manifest(new), manifest(1000))) == expected


def test_thresholds_can_be_given() -> None:
    old = manifest(1000)
    assert rules(found(manifest(949), old, down=6)) == []
    assert rules(found(manifest(999), old, down=0)) == ["down:figures"]
    assert rules(found(manifest(1100), old, up=9.5)) == ["up:figures"]


@pytest.mark.parametrize("value", [-1, float("inf"), float("nan")])
def test_a_threshold_that_is_no_number_of_things_is_refused(value: float) -> None:
    with pytest.raises(UsageError, match="the threshold 'down' cannot be"):
        Thresholds(down=value)


def test_the_message_tells_both_numbers_and_the_change() -> None:
    (finding,) = found(manifest(12_345), manifest(13_210))
    message = "figures: 13,210 before, 12,345 now (-6.5 %; limit 5 %, --down)"
    assert finding == Finding("down:figures", message, None)


def test_without_a_previous_release_no_count_is_compared() -> None:
    assert found(manifest(1), None) == []


def test_classes_and_properties_are_named_by_their_prefixes() -> None:
    old = manifest(classes={GENE: 100, "https://example.org/X": 50}, properties={CAPTION: 900})
    new = manifest(classes={GENE: 70, "https://example.org/X": 10}, properties={CAPTION: 1900})
    names = ["down:https://example.org/X", "down:schema:Gene", "up:schema:caption"]
    assert rules(found(new, old)) == names


def test_one_cause_is_one_finding_that_names_the_rest() -> None:
    old = manifest(1000, 90_000, {GENE: 400, MENTION: 6000}, {WORD: 6100, CAPTION: 990})
    new = manifest(800, 71_000, {GENE: 320, MENTION: 4900}, {WORD: 4950, CAPTION: 300})
    findings = found(new, old)
    assert rules(findings) == ["down:figures", "down:schema:caption"]
    assert findings[0].covered == (
        "triples (-21.1 %)",
        "pfocr:GeneMention (-18.3 %)",
        "schema:Gene (-20.0 %)",
        "pfocr:word (-18.9 %)",
    )
    assert findings[0].message.endswith(
        "likewise triples (-21.1 %), pfocr:GeneMention (-18.3 %), schema:Gene (-20.0 %), "
        "pfocr:word (-18.9 %)"
    )


def test_what_fell_much_more_than_its_cause_is_a_finding_of_its_own() -> None:
    old = manifest(1000, 90_000, {GENE: 400})
    assert rules(found(manifest(900, 81_000, {GENE: 0}), old)) == [
        "down:figures",
        "down:schema:Gene",
    ]


def test_a_few_things_more_or_less_of_a_class_are_not_found() -> None:
    old = manifest(classes={GENE: 10})
    assert found(manifest(classes={GENE: 7}), old) == []
    assert found(manifest(classes={GENE: 19}), old) == []
    assert rules(found(manifest(classes={GENE: 20}), old)) == ["up:schema:Gene"]


def test_a_class_that_is_gone_is_found_however_small_it_was() -> None:
    (finding,) = found(manifest(), manifest(classes={GENE: 3}))
    assert finding.rule == "down:schema:Gene"
    assert "3 before, 0 now (all gone; limit 5 %, --down)" in finding.message


def test_a_property_that_is_new_is_found() -> None:
    (finding,) = found(manifest(properties={CAPTION: 500}), manifest())
    assert finding.rule == "up:schema:caption"
    assert "0 before, 500 now (new; limit 25 %, --up)" in finding.message


# ---- violations and removed figures --------------------------------------------------------------


def test_violations_beyond_the_threshold_are_found_without_a_previous_release() -> None:
    assert rules(found(manifest(violations=1), None)) == ["violations"]
    assert rules(found(manifest(violations=1), None, violations=1)) == []


def test_removed_figures_are_named_ten_of_them() -> None:
    gone = [f"PMC{n}__f1" for n in range(10, 22)]
    (finding,) = check(manifest(), manifest(), gone, Thresholds(), {})
    assert finding.rule == "removed"
    assert finding.message.startswith(
        "12 figures removed; limit 0 (--removed): PMC10__f1, PMC11__f1, "
    )
    assert finding.message.endswith("PMC19__f1 and 2 more")
    assert check(manifest(), manifest(), gone, Thresholds(removed=12), {}) == []


def test_a_removed_figure_is_declared_alone_and_others_are_still_found() -> None:
    gone = ["PMC1__f1", "PMC2__f1"]
    declared = {"removed:PMC1__f1": "retracted"}
    one, other = check(manifest(), manifest(), gone, Thresholds(), declared)
    assert one == Finding("removed:PMC1__f1", "PMC1__f1 is removed", "retracted")
    assert other == Finding("removed", "1 figure removed; limit 0 (--removed): PMC2__f1", None)
    declared["removed"] = "a paper's figures"
    assert [f.declared for f in check(manifest(), manifest(), gone, Thresholds(), declared)] == [
        "retracted",
        "a paper's figures",
    ]


# ---- what is declared ----------------------------------------------------------------------------


def test_a_finding_keeps_the_reason_that_was_declared() -> None:
    old = manifest(classes={GENE: 100})
    (finding,) = found(manifest(classes={GENE: 70}), old, "down:schema:Gene")
    assert finding.declared == "meant"


def test_the_most_exact_of_several_rules_counts() -> None:
    declared = {"down:*": "a", "down:schema:*": "b", "down:schema:Gene": "c"}
    old = manifest(1000, 90_000, {GENE: 100, MENTION: 2000}, {CAPTION: 1000})
    new = manifest(1000, 90_000, {GENE: 70, MENTION: 1000}, {CAPTION: 10})
    findings = check(new, old, [], Thresholds(), declared)
    assert {finding.rule: finding.declared for finding in findings} == {
        "down:pfocr:GeneMention": "a",
        "down:schema:Gene": "c",
        "down:schema:caption": "b",
    }


def test_declared_rules_that_nothing_needed_are_told() -> None:
    declared = dict.fromkeys(("down:figures", "up:*", "removed", "removed:PMC1__f1"), "meant")
    findings = check(manifest(900), manifest(1000), [], Thresholds(), declared)
    assert unneeded(findings, declared) == ["up:*", "removed", "removed:PMC1__f1"]


@pytest.mark.parametrize(
    "rule",
    [
        *("removed", "violations", "removed:PMC1__f1", "down:figures", "up:triples", "down:*"),
        *("down:schema:Gene", "up:pfocr:word", "down:oa:*", "up:schema:n*"),
    ],
)
def test_a_rule_that_can_exist_is_accepted(rule: str) -> None:
    check_rules([rule])


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ("remove", "did you mean removed?"),
        ("down:schema:Gen", "did you mean down:schema:Gene?"),
        ("down:figure", "did you mean down:figures?"),
        ("violation", "did you mean violations?"),
        ("xyzzy", "see `pfocr-rdf release --help`"),
        ("*", "see"),
        ("removed:", "did you mean removed?"),
        ("down:sch3ma:*", "did you mean"),
    ],
)
def test_a_rule_that_cannot_exist_is_refused_with_one_that_is_near(rule: str, hint: str) -> None:
    with pytest.raises(UsageError, match="is not a rule of a guard") as error:
        check(manifest(), manifest(), [], Thresholds(), {rule: "meant"})
    assert hint in str(error.value)


def test_a_class_that_only_the_old_release_had_can_be_declared() -> None:
    old = manifest(classes={"https://example.org/X": 50})
    (finding,) = found(manifest(), old, "down:https://example.org/X")
    assert finding.declared == "meant"


# ---- which figures are gone ----------------------------------------------------------------------


def release(
    folder: Path, rows: list[tuple[str | None, str | None]], size: int = 3, name: str = "gzip"
) -> Manifest:
    """The indexes of a release with these stems and figids, and as much of its manifest."""
    compression = find_compression(name)
    (folder / "index").mkdir(parents=True)
    files = []
    for number, start in enumerate(range(0, len(rows), size)):
        header = Header(
            recipe="",
            data=FileSum(0, ""),
            content_bytes=0,
            triples=0,
            shared=FileSum(0, ""),
            members=[],
            tally={},
            validation=[],
            idle=[],
        )
        some = [
            Row(stem=stem, figid=figid, input="", shared=[1, 5])
            for stem, figid in rows[start : start + size]
        ]
        path = f"index/figures-{number:05d}.jsonl{compression.suffix}"
        data = write_index(header, some, compression)
        (folder / path).write_bytes(data)
        files.append(file_entry(path, FileSum.of(data + f"{folder}".encode())).to_json())
    return manifest_of(files=files, compression=name)


def removed(folder: Path, old: list[Any], new: list[Any], **options: Any) -> list[str]:
    before = release(folder / "old", old)
    after = release(folder / "new", new, **options)
    return removed_figures(folder_at(folder / "old"), before, folder_at(folder / "new"), after)


def pairs(text: str) -> list[Any]:
    return [(name, name) for name in text.split()]


def test_removed_figures_are_those_that_the_new_release_lacks(tmp_path: Path) -> None:
    assert removed(tmp_path, pairs("a b c d e"), pairs("a c d f g h i")) == ["b", "e"]


def test_a_figure_in_a_file_of_another_name_is_not_removed(tmp_path: Path) -> None:
    assert removed(tmp_path, [("a", "x"), ("b", "b")], [("b", "b"), ("z", "x")]) == []
    assert removed(tmp_path / "2", [("z", "x"), ("zz", "b")], [("a", "x"), ("b", "b")]) == []


def test_a_figure_whose_record_is_left_out_now_is_removed(tmp_path: Path) -> None:
    assert removed(tmp_path, pairs("a b"), [("a", None), ("b", "b")]) == ["a"]


def test_names_with_quotes_backslashes_and_other_letters_are_read(tmp_path: Path) -> None:
    odd = ['a"b', "a\\", "Sjögren", "a\u2028b", '","figid":"x']
    assert removed(tmp_path, pairs("1") + [(n, n) for n in odd], pairs("1")) == sorted(odd)


def test_other_shard_sizes_and_another_compression_make_no_difference(tmp_path: Path) -> None:
    old, new = pairs("a b c d e f g"), pairs("a b d e f g h")
    assert removed(tmp_path, old, new, size=2, name="zstd") == ["c"]


def test_removed_figures_do_not_depend_on_the_order(tmp_path: Path) -> None:
    dice = random.Random(5)
    for turn in range(30):
        old = [(dice.choice("abcdefgh"), f"f{n}") for n in dice.sample(range(20), 12)]
        new = [(dice.choice("abcdefgh"), f"f{n}") for n in dice.sample(range(20), 12)]
        expected = sorted({f for _, f in old} - {f for _, f in new})
        assert removed(tmp_path / str(turn), old, new) == expected


def test_an_index_that_is_in_both_releases_is_not_read(tmp_path: Path) -> None:
    both = release(tmp_path, pairs("a b"))
    (tmp_path / "index" / "figures-00000.jsonl.gz").unlink()
    assert removed_figures(folder_at(tmp_path), both, folder_at(tmp_path), both) == []


def test_a_missing_or_damaged_index_is_one_line(tmp_path: Path) -> None:
    old, new = release(tmp_path / "old", pairs("a b")), release(tmp_path / "new", pairs("a"))
    path = tmp_path / "new" / "index" / "figures-00000.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])
    places = folder_at(tmp_path / "old"), folder_at(tmp_path / "new")
    with pytest.raises(InputError, match="damaged"):
        removed_figures(places[0], old, places[1], new)
    path.unlink()
    with pytest.raises(InputError, match="is missing"):
        removed_figures(places[0], old, places[1], new)
