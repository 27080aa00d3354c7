"""Statistics as a page of text with bars, as wide as the terminal."""

import io
import textwrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pfocr_rdf.stats.display import share, shortened
from pfocr_rdf.stats.sections import Form, Row, Section, heading, key_numbers, sections
from pfocr_rdf.stats.statistics import About, Statistics

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_INDENT = 2
_GAP = 2
_NARROWEST = 30
_SHORTEST_BAR = 6
_STYLES = {
    "genes": "blue",
    "chemicals": "yellow",
    "diseases": "magenta",
    "organisms": "green",
    "organism-names": "green",
    "words-gene": "blue",
    "words-chemical": "yellow",
    "words-disease": "magenta",
}


def page(
    statistics: Statistics,
    about: About | None = None,
    *,
    top: int = 10,
    width: int = 80,
    styled: bool = False,
) -> bytes:
    """The page, in UTF-8, with lines of at most ``width`` columns.

    ``top`` is the most rows of a ranking; years and coverage are shown whole. Without ``styled``
    there is no escape code in it.
    """
    width = max(width, _NARROWEST)
    lines = _heading(statistics, about or About(), width)
    for section in sections(statistics):
        lines += [Text(), Text(shortened(_title(section, top), width), style="bold")]
        note = textwrap.wrap(section.note, width - _INDENT)
        lines += [Text(" " * _INDENT + line, style="dim") for line in note]
        lines += _rows(section, top, width)
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=styled,
        color_system="standard" if styled else None,
        legacy_windows=False,
        highlight=False,
    )
    for line in lines:
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return out.getvalue().encode()


def bar(count: int, largest: int, width: int) -> str:
    """A bar of at most ``width`` columns, in proportion to the eighth of one.

    A count that is not zero has a bar, however small.

    >>> bar(10, 10, 4), bar(3, 8, 1), bar(1, 1000, 4), bar(0, 10, 4)
    ('████', '▍', '▏', '')
    """
    eighths = round(count * width * 8 / largest) if largest else 0
    full, rest = divmod(max(eighths, 1 if count else 0), 8)
    return "█" * full + _EIGHTHS[rest].strip()


def _heading(statistics: Statistics, about: About, width: int) -> list[Text]:
    lines = []
    if about != About():
        title = ", ".join(heading(about))
        lines += [Text(shortened(title, width), style="bold"), Text()]
    numbers = [(name, f"{count:,}") for name, count in key_numbers(statistics, about)]
    longest = max(len(number) for _, number in numbers)
    lines += [Text(f"{' ' * _INDENT}{number:>{longest}}  {name}") for name, number in numbers]
    return lines


def _title(section: Section, top: int) -> str:
    if section.form is not Form.RANKING:
        return section.title
    first = f"; the first {top:,}" if len(section.rows) > top else ""
    return f"{section.title}, by {section.unit}{first}"


def _rows(section: Section, top: int, width: int) -> list[Text]:
    rows = section.rows[:top] if section.form is Form.RANKING else section.rows
    numbers = [_number(row, section) for row in rows]
    digits = max(map(len, numbers))
    longest = max(cell_len(row.label) for row in rows)
    room = width - _INDENT - 2 * _GAP - digits
    labels = min(longest, max(room // 2, room - 40, 4))
    longest_bar = room - labels
    if longest_bar < _SHORTEST_BAR:  # no room for bars: labels and numbers are worth more
        labels, longest_bar = min(longest, room + _GAP), 0
    largest = section.total or max(row.count for row in rows)
    lines = []
    for row, number in zip(rows, numbers, strict=True):
        label = shortened(row.label, labels)
        line = Text(" " * _INDENT + label + " " * (labels - cell_len(label) + _GAP))
        line.append(f"{number:>{digits}}{' ' * _GAP}")
        if longest_bar:
            drawn = bar(row.count, largest, longest_bar)
            line.append(drawn, style=_STYLES.get(section.key, "cyan"))
        lines.append(line)
    return lines


def _number(row: Row, section: Section) -> str:
    if section.form is Form.SHARES:
        return f"{row.count:,}  {share(row.count, section.total):>7}"
    return f"{row.count:,}"
