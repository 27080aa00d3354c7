"""How counts are told to people."""

from __future__ import annotations

__all__ = ["counted"]


def counted(count: int, noun: str) -> str:
    """So many of something.

    >>> counted(1, "fault"), counted(2000, "figure")
    ('1 fault', '2,000 figures')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
