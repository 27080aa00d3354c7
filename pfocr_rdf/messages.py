"""Wording that several messages share."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["counted", "did_you_mean", "faults_told"]


def counted(count: int, noun: str) -> str:
    """So many of something.

    >>> counted(1, "fault"), counted(2000, "figure")
    ('1 fault', '2,000 figures')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def faults_told(faults: int, left_out: int) -> str:
    """How many faults there were, and how many records or files they cost.

    >>> faults_told(3, 1)
    '3 faults, 1 record or file left out'
    >>> faults_told(1, 0)
    '1 fault, nothing left out'
    """
    if not left_out:
        return f"{counted(faults, 'fault')}, nothing left out"
    files = "file" if left_out == 1 else "files"
    return f"{counted(faults, 'fault')}, {counted(left_out, 'record')} or {files} left out"


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
