"""Whether a release is whole, and true of itself: open :mod:`~pfocr_rdf.release.verify.run` first.

Lists of files first, then shards, shared parts, and the small files; all that can be made again
from the manifest and the data is, and compared.
"""

from pfocr_rdf.release.verify.run import VerifyOptions, VerifyResult, verify

__all__ = ["VerifyOptions", "VerifyResult", "verify"]
