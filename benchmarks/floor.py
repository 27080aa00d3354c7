"""How long the YAML parsers alone take: `python -m benchmarks.floor PARSER DIR`.

Prints, as JSON, the seconds for parsing the front matter of every record (already in memory), and
for reading the files and parsing them. An export by one of these could not be faster than that.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml
import yaml12

PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "yaml12": yaml12.parse_yaml,
    "pyyaml-c": lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
    "pyyaml-c-text": lambda text: yaml.load(text, Loader=yaml.CBaseLoader),
    "pyyaml-python": lambda text: yaml.load(text, Loader=yaml.SafeLoader),
}


def front_matter(path: Path) -> str:
    """Read the YAML of a record."""
    text = path.read_bytes().decode()
    return text[4 : text.rindex("---\n")]


def measure(parser: Callable[[str], Any], folder: Path) -> dict[str, float]:
    """Time a parser over a corpus."""
    paths = sorted((folder / "_figures").glob("*.md"))
    texts = [front_matter(path) for path in paths]
    start = time.perf_counter()
    for text in texts:
        parser(text)
    parsed = time.perf_counter()
    for path in paths:
        parser(front_matter(path))
    return {"parsing": parsed - start, "reading_and_parsing": time.perf_counter() - parsed}


def main(arguments: list[str] | None = None) -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("parser", choices=PARSERS)
    parser.add_argument("folder", metavar="DIR", type=Path)
    options = parser.parse_args(arguments)
    print(json.dumps(measure(PARSERS[options.parser], options.folder)))


if __name__ == "__main__":
    main()
