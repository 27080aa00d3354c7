"""Many IRIs in little memory: eight bytes of each."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from functools import partial
from hashlib import blake2b

_SIZE = 8


class Fingerprints:
    """A multiset of texts, of each of which 64 bits of its BLAKE2b digest are kept.

    For what there is one of in every record, where a set of the texts would grow without bound.
    Two of a thousand million texts have the same fingerprint with a probability of some 3 %, two of
    ten million with one of 0.0003 %.

    >>> one, other = Fingerprints(), Fingerprints()
    >>> one.add(b"a"); one.add(b"a"); other.add(b"a"); other.add(b"b")
    >>> one.within(other), other.distinct(one)
    (2, 1)
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        # by their first byte: only one part at a time becomes a set
        self._parts: defaultdict[int, array[int]] = defaultdict(partial(array, "Q"))

    def add(self, text: bytes) -> None:
        """Add a text, also one that is there already."""
        self._add(blake2b(text, digest_size=_SIZE).digest())

    def _add(self, digest: bytes) -> None:
        self._parts[digest[0]].append(int.from_bytes(digest))

    def update(self, other: Fingerprints) -> None:
        """Add all of another's."""
        for key, part in other._parts.items():
            self._parts[key].extend(part)

    def within(self, other: Fingerprints) -> int:
        """How many of these, repeated ones counted each time, are also in ``other``."""
        found = 0
        for key, part in self._parts.items():
            known = set(other._parts.get(key, ()))
            found += sum(number in known for number in part)
        return found

    def distinct(self, known: Fingerprints | None = None) -> int:
        """How many different texts there are that ``known`` does not have."""
        others = {} if known is None else known._parts
        return sum(
            len(set(part).difference(others.get(key, ()))) for key, part in self._parts.items()
        )

    def to_json(self) -> str:
        """The same text for the same multiset, in whatever order it came."""
        numbers = (number for key in sorted(self._parts) for number in sorted(self._parts[key]))
        return b64encode(b"".join([number.to_bytes(_SIZE) for number in numbers])).decode()

    @classmethod
    def from_json(cls, text: str) -> Fingerprints:
        """The fingerprints that ``to_json`` wrote."""
        found = cls()
        digests = b64decode(text)
        for at in range(0, len(digests), _SIZE):
            found._add(digests[at : at + _SIZE])
        return found
