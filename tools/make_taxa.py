"""Make the table of organisms that comes with the package from NCBI's names.

    python tools/make_taxa.py            write pfocr_rdf/data/taxa.tsv
    python tools/make_taxa.py --check    fail if it would change

Names come from ``organisms.txt`` beside this file; identifiers, ranks and common names from
``taxoniq``, which the extra ``organisms`` installs. A name that could mean two taxa stops it.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import taxoniq

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST = Path(__file__).with_name("organisms.txt")
TABLE = Path(__file__).parents[1] / "pfocr_rdf" / "data" / "taxa.tsv"
HEADER = "identifier\tname\trank\tsynonyms\n"


class NameFaultError(ValueError):
    """Names of the list that NCBI lacks, or gives to more than one taxon."""


class Wanted(NamedTuple):
    """What the list asks for: other names by scientific name, and common names to keep out."""

    names: dict[str, list[str]]
    refused: frozenset[str]


def read_list(text: str) -> Wanted:
    """Read the list, whose own head describes its lines."""
    names: dict[str, list[str]] = {}
    refused = set()
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith("- "):
            refused.add(entry.removeprefix("- "))
            continue
        name, _, others = entry.rpartition(" = ") if " = " in entry else (entry, "", "")
        if name in names:
            raise NameFaultError(f"line {number}: {name} is listed twice")
        names[name] = others.split(" | ") if others else []
    return Wanted(names, frozenset(refused))


def entries(names: Iterable[str]) -> dict[str, taxoniq.Taxon]:
    """Look up every name as NCBI spells it."""
    found, missing = {}, []
    for name in names:
        try:
            found[name] = taxoniq.Taxon(scientific_name=name)
        except KeyError:
            missing.append(name)
    if missing:
        raise NameFaultError("NCBI has no scientific name " + "; ".join(missing))
    return found


def common_name(entry: taxoniq.Taxon) -> str | None:
    """Give NCBI's common name of a taxon, if it has one."""
    try:
        return str(entry.common_name)
    except taxoniq.NoValue:
        return None


def bearers(folded: set[str]) -> dict[str, set[int]]:
    """Find all taxa that have one of these names, in any case, as scientific or common name."""
    root = taxoniq.Taxon(1)
    named: dict[str, set[int]] = {name: set() for name in folded}
    for kind in ("scientific_name", "common_name"):
        taxa: dict[int, list[int]] = defaultdict(list)
        for identifier, (position,) in root._get_db(f"{kind}_pos").iteritems():
            taxa[position].append(int(identifier))
        position = 0
        for line in root._get_db(kind).split(b"\n"):
            if (name := line.decode().casefold()) in folded:
                named[name].update(taxa[position])
            position += len(line) + 1
    return named


def make_table(wanted: Wanted) -> str:
    """Make the text of the table, its rows in the order of their identifiers."""
    found = entries(wanted.names)
    common = {name: common_name(entry) for name, entry in found.items()}
    if unused := wanted.refused.difference(filter(None, common.values())):
        raise NameFaultError("no taxon has the common name " + "; ".join(sorted(unused)))
    asked = [each for name, others in wanted.names.items() for each in (name, *others)]
    taxa = bearers({name.casefold() for name in [*asked, *filter(None, common.values())]})
    faults: list[str] = []
    owners: dict[str, str] = {}
    rows = []
    for name, entry in found.items():
        names = [name, *wanted.names[name]]
        usual = common[name]
        if usual and usual not in wanted.refused and taxa[usual.casefold()] == {entry.tax_id}:
            names = list({each.casefold(): each for each in (name, usual, *names[1:])}.values())
        for each in names:
            if rivals := taxa[each.casefold()] - {entry.tax_id}:
                faults.append(f"{each} is listed for {name}, but NCBI's taxon {min(rivals)} has it")
            if owner := owners.get(each.casefold()):
                faults.append(f"{each} is listed for {name}, but {owner} has it")
            owners[each.casefold()] = name
        rank = entry.rank.name.replace("_", " ")
        row = (str(entry.tax_id), names[0], rank, "|".join(names[1:]))
        rows.append((entry.tax_id, "\t".join(row) + "\n"))
    if faults:
        raise NameFaultError("\n".join(faults))
    return HEADER + "".join(row for _, row in sorted(rows))


def main() -> int:
    """Write the table, or compare it."""
    parser = argparse.ArgumentParser(description="Make the table of organisms.")
    parser.add_argument("--check", action="store_true", help="fail if the table would change")
    check = parser.parse_args().check
    try:
        table = make_table(read_list(LIST.read_text(encoding="utf-8")))
    except NameFaultError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    if not check:
        TABLE.write_text(table, encoding="utf-8", newline="\n")
    elif not TABLE.exists() or TABLE.read_bytes() != table.encode():
        sys.stderr.write(f"{TABLE.name} is out of date: run tools/make_taxa.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
