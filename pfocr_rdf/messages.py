"""What messages share: how counts, names and reasons look in them."""

from collections.abc import Iterable
from difflib import get_close_matches


def count_of(count: int, noun: str) -> str:
    """A number with its noun.

    >>> count_of(1, "fault"), count_of(2000, "figure")
    ('1 fault', '2,000 figures')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def fault_summary(faults: int, skipped: int) -> str:
    """The number of faults, and of the records or files that were skipped for them.

    >>> fault_summary(3, 1)
    '3 faults, 1 record or file skipped'
    >>> fault_summary(1, 0)
    '1 fault, nothing skipped'
    """
    if not skipped:
        return f"{count_of(faults, 'fault')}, nothing skipped"
    files = "file" if skipped == 1 else "files"
    return f"{count_of(faults, 'fault')}, {count_of(skipped, 'record')} or {files} skipped"


def one_line(error: object) -> str:
    r"""What an error or a text says, in at most 300 characters of one line.

    Of an OSError it is the reason alone, of bytes that are no text "not UTF-8"; an error without
    words is named by its class.

    >>> one_line(ValueError("no\n  number")), one_line(TimeoutError())
    ('no number', 'TimeoutError')
    >>> one_line(FileNotFoundError(2, "No such file or directory", "a.md"))
    'No such file or directory'
    """
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    text = getattr(error, "strerror", None) or str(error)
    if not text and isinstance(error, BaseException):
        text = type(error).__name__
    return " ".join(str(text).split())[:300]


def did_you_mean(word: str, names: Iterable[str], most: int = 1) -> str:
    """The end of a message about an unknown word: the names like it, or nothing if there are none.

    >>> did_you_mean("Gen", ["gene", "paper"])
    '; did you mean gene?'
    >>> did_you_mean("PIM11", ["PIM1", "PIM2", "TP53"], most=3)
    '; did you mean PIM1 or PIM2?'
    """
    by_lower = {name.lower(): name for name in sorted(names)}
    near = get_close_matches(word.lower(), by_lower, most)
    return f"; did you mean {' or '.join(by_lower[name] for name in near)}?" if near else ""


_AROUND = 24


def differing(text: str, other: str, width: int) -> tuple[str, str]:
    """Two texts whole where both fit into a width, else from a little before where they differ.

    >>> differing("one", "two", 3)
    ('one', 'two')
    >>> differing("very " * 20 + "long text", "very " * 20 + "short text", 72)
    ('...very very very very long text', '...very very very very short text')
    """
    if max(len(text), len(other)) <= width:
        return text, other
    start = _common(text, other)
    end = _common(text[start:][::-1], other[start:][::-1])
    return _middle(text, start, end, width), _middle(other, start, end, width)


def _common(text: str, other: str) -> int:
    """How long a start two texts have in common."""
    different = (n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b)
    return next(different, min(len(text), len(other)))


def _middle(text: str, start: int, end: int, width: int) -> str:
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    if first:  # not in the middle of a word
        first = max(text.find(" ", first, start), first)
    if last < len(text):
        last = max(text.rfind(" ", len(text) - end, last + 1), last - _AROUND) or last
    middle = text[first:last]
    if len(middle) > 3 * width:
        middle = f"{middle[: 2 * width]} ... {middle[-_AROUND:]}"
    return f"{'...' if first else ''}{middle}{'...' if last < len(text) else ''}"
