"""Guards: a release that differs from the last one more than is usual is not finished unawares.

Rules, as they are declared:

- ``removed``: figures of the last release are gone; ``removed:FIGID`` is one of them;
- ``violations``: the data breaks shapes;
- ``down:NAME``, ``up:NAME``: a count fell or rose by more per cent than it may. NAME is
  ``figures``, ``triples``, a class (its things are counted) or a property (its triples), such as
  ``schema:Gene``. ``down:schema:*`` and ``down:*`` declare all that begin so.

One cause is one finding: what fell or rose with a count that is found anyway, and by about as much,
is named there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pfocr_rdf.errors import UsageError
from pfocr_rdf.messages import count_of, did_you_mean
from pfocr_rdf.rdf import vocabulary
from pfocr_rdf.rdf.curies import compact
from pfocr_rdf.rdf.namespaces import Namespace
from pfocr_rdf.release.manifest import Counts, Finding, Manifest, Thresholds

_NAMED = 10
_FEW = 10
"""A class or property that is still there is not found for a change of fewer things or triples."""


def check(
    manifest: Manifest,
    previous: Manifest | None,
    removed: Sequence[str],
    thresholds: Thresholds,
    declared: Mapping[str, str],
) -> list[Finding]:
    """What a release does beyond its thresholds, declared or not.

    ``removed`` are the figids that only the ``previous`` release has. Raises UsageError where a
    declared rule is none.
    """
    check_rules(declared, manifest, previous)
    found = list(_removed(removed, thresholds, declared))
    violations = manifest.validation.violations
    if violations > thresholds.violations:
        limit = f"limit {thresholds.violations:,} (--violations)"
        message = f"{count_of(violations, 'SHACL violation')}; {limit}"
        found.append(Finding("violations", message, None))
    if previous is not None:
        found += _changes(_counts(previous.counts), _counts(manifest.counts), thresholds)
    return [replace(finding, declared=_reason(finding.rule, declared)) for finding in found]


def check_rules(rules: Mapping[str, str] | Sequence[str], *manifests: Manifest | None) -> None:
    """See that rules can exist at all; names that the manifests count are known, too.

    Raises UsageError for the first that cannot, with one that is near.
    """
    names = {"figures", "triples", *_TERMS}
    for manifest in manifests:
        names.update(_counts(manifest.counts) if manifest is not None else ())
    known = {
        "removed",
        "violations",
        *(f"{way}:{name}" for way in ("down", "up") for name in names),
    }
    for rule in rules:
        if rule in known or (rule.startswith("removed:") and rule != "removed:"):
            continue
        start = rule[:-1]
        if rule.endswith("*") and ":" in start and any(name.startswith(start) for name in known):
            continue
        hint = did_you_mean(rule, known) or "; see `pfocr-rdf release --help`"
        raise UsageError(f"{rule!r} is not a rule of a guard{hint}")


def unneeded(findings: Sequence[Finding], declared: Mapping[str, str]) -> list[str]:
    """Declared rules that nothing needed: perhaps what was meant to change did not."""
    needed = {rule for finding in findings for rule in matching(finding.rule, declared)}
    return [rule for rule in declared if rule not in needed]


def _terms() -> Iterator[str]:
    for prefix in vocabulary.PREFIXES:
        namespace = getattr(vocabulary, prefix, None)
        if isinstance(namespace, Namespace):
            yield from (f"{prefix}:{name}" for name in vars(namespace) if name != "NS")


_TERMS = frozenset(_terms())


# ---- what was declared ---------------------------------------------------------------------------


def _reason(rule: str, declared: Mapping[str, str]) -> str | None:
    """The reason of the most exact rule that was declared."""
    found = matching(rule, declared)
    return declared[max(found, key=len)] if found else None


def matching(rule: str, declared: Mapping[str, str]) -> list[str]:
    """The declared rules that a rule falls under: itself, or all that begin so."""
    if rule in declared:
        return [rule]
    return [d for d in declared if d.endswith("*") and ":" in d and rule.startswith(d[:-1])]


# ---- what is found -------------------------------------------------------------------------------


def _removed(
    removed: Sequence[str], thresholds: Thresholds, declared: Mapping[str, str]
) -> Iterator[Finding]:
    rest = []
    for figid in removed:
        rule = f"removed:{figid}"
        if _reason(rule, declared) is None:
            rest.append(figid)
        else:
            yield Finding(rule, f"{figid} is removed", _reason(rule, declared))
    if len(rest) > thresholds.removed:
        message = (
            f"{count_of(len(rest), 'figure')} removed; "
            f"limit {thresholds.removed:,} (--removed): {_some(rest)}"
        )
        yield Finding("removed", message, None)


def _counts(counts: Counts) -> dict[str, int]:
    """Name → number, in the order in which a cause is looked for."""
    found = {"figures": counts.figures, "triples": counts.triples}
    for group in (counts.classes, counts.properties):
        found.update(sorted((compact(iri), number) for iri, number in group.items()))
    return found


class _Change(NamedTuple):
    """A count beyond its threshold."""

    name: str
    old: int
    new: int

    @property
    def ratio(self) -> float:
        return self.new / self.old if self.old else float("inf")

    @property
    def per_cent(self) -> str:
        if not self.new:
            return "all gone"
        return f"{(self.ratio - 1) * 100:+,.1f} %" if self.old else "new"

    def is_like(self, other: _Change, thresholds: Thresholds) -> bool:
        """Whether it went the way of the other, and by about as much."""
        if not (self.new and self.old and other.new and other.old):
            return False
        if (self.ratio < 1) != (other.ratio < 1):
            return False
        more = (self.ratio / other.ratio - 1) * 100
        return -thresholds.down <= more <= thresholds.up


def _changes(
    old: Mapping[str, int], new: Mapping[str, int], thresholds: Thresholds
) -> Iterator[Finding]:
    causes: dict[_Change, list[_Change]] = {}
    for name in dict.fromkeys((*old, *new)):
        change = _Change(name, old.get(name, 0), new.get(name, 0))
        if not _is_beyond(change, thresholds):
            continue
        cause = next((one for one in causes if change.is_like(one, thresholds)), None)
        if cause is None:
            causes[change] = []
        else:
            causes[cause].append(change)
    for change, others in causes.items():
        way = "down" if change.new < change.old else "up"
        limit = thresholds.down if way == "down" else thresholds.up
        message = (
            f"{change.name}: {change.old:,} before, {change.new:,} now "
            f"({change.per_cent}; limit {limit:g} %, --{way})"
        )
        covered = tuple(f"{one.name} ({one.per_cent})" for one in others)
        if covered:
            message += f"; likewise {_some(covered)}"
        yield Finding(f"{way}:{change.name}", message, None, covered)


def _is_beyond(change: _Change, thresholds: Thresholds) -> bool:
    few = change.name not in ("figures", "triples") and abs(change.new - change.old) < _FEW
    if change.new == change.old or (few and change.new):
        return False
    if change.new < change.old:
        return (change.old - change.new) * 100 > thresholds.down * change.old
    return (change.new - change.old) * 100 > thresholds.up * change.old


def _some(names: Sequence[str]) -> str:
    text = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{text} and {more:,} more" if more > 0 else text
