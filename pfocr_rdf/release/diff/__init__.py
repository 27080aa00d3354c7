"""What changed between two releases: open :mod:`~pfocr_rdf.release.diff.run` first.

Figures are compared by their digests and then by their lines, what they share by its parts; each
change is an object (docs/releases.md), which ``as_text`` and ``as_json`` write.
"""

from pfocr_rdf.release.diff.run import DiffOptions, DiffSummary, diff

__all__ = ["DiffOptions", "DiffSummary", "diff"]
