"""Processor time by stage."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Seconds"]


class Seconds(dict[str, float]):
    """Stage → seconds of processor time; a stage that is not there took none."""

    def __missing__(self, stage: str) -> float:
        return 0.0

    def add(self, more: Mapping[str, float]) -> None:
        """Add the seconds of another process or task."""
        for stage, seconds in more.items():
            self[stage] += seconds
