"""How counts are told to people."""

from __future__ import annotations

__all__ = ["counted", "faults_told"]


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
