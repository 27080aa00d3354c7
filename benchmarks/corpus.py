"""Make a corpus of any size: `python -m benchmarks.corpus N DIR [--layout ...] [--seed 0]`.

The same number and seed give the same bytes; record i does not depend on how many there are.
Records are made and written one at a time, so memory stays flat.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import get_args

import yaml

from benchmarks import inline_layout, table_layout
from benchmarks.figures import Record, Table
from benchmarks.papers import BLOCK, Layouts, paper, papers_of


def record(index: int, *, layouts: Layouts = "both", seed: int = 0) -> Record:
    """Make the record at a place of a corpus."""
    block, place = divmod(index, BLOCK)
    number, figure = papers_of(seed, block)[place]
    source = paper(seed, block, number, layouts)
    rng = Random(f"{seed} figure {index}")
    make = inline_layout.make if source.layout == "inline" else table_layout.make
    return make(rng, source, source.first_figure + figure)


def figure_text(figure: Record) -> str:
    """Write the Markdown file of a record, as PyYAML writes it upstream.

    The dumper in C writes the same bytes as the one in Python, but for escapes in double quotes.
    """
    front_matter = _dump(figure, yaml.CSafeDumper)
    if "\\" in front_matter:
        front_matter = _dump(figure, yaml.SafeDumper)
    return f"---\n{front_matter}---\n"


def _dump(figure: Record, dumper: type[yaml.CSafeDumper | yaml.SafeDumper]) -> str:
    text: str = yaml.dump(figure.front_matter, Dumper=dumper, sort_keys=False, allow_unicode=True)
    return text


def table_text(table: Table) -> str:
    """Write a table: tab-separated, with a header, quoted only where it must be."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue()


def files(figure: Record) -> Iterator[tuple[str, bytes]]:
    """Give the files of a record: path inside the corpus, and content."""
    yield f"_figures/{figure.figid}.md", figure_text(figure).encode()
    for table in figure.tables:
        yield f"_data/{figure.figid}-{table.kind}.tsv", table_text(table).encode()


def write(count: int, folder: Path, *, layouts: Layouts = "both", seed: int = 0) -> None:
    """Write a corpus into a folder laid out as a checkout of the database is."""
    (folder / "_figures").mkdir(parents=True, exist_ok=True)
    (folder / "_data").mkdir(exist_ok=True)
    for index in range(count):
        for path, content in files(record(index, seed=seed, layouts=layouts)):
            (folder / path).write_bytes(content)


def main(arguments: list[str] | None = None) -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("count", metavar="N", type=int, help="how many figures")
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write them")
    parser.add_argument("--layout", choices=get_args(Layouts), default="both")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    write(options.count, options.folder, layouts=options.layout, seed=options.seed)


if __name__ == "__main__":
    main()
