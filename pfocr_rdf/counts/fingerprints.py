"""Many IRIs in little memory: eight bytes of each."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import blake2b

__all__ = ["Prints"]

_SIZE = 8


class Prints:
    """A multiset of texts, each kept as 64 bits of its BLAKE2b digest.

    For what there is one of in every record, where a set of the texts would grow without bound.
    Two of a thousand million texts have the same print with a probability of some 3 %, two of ten
    million with one of 0.0003 %.

    >>> one, other = Prints(), Prints()
    >>> one.add(b"a"); one.add(b"a"); other.add(b"a"); other.add(b"b")
    >>> one.within(other), other.distinct(one)
    (2, 1)
    """

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets: dict[int, bytearray] = {}

    def add(self, text: bytes) -> None:
        """Add a text, also one that is there already."""
        digest = blake2b(text, digest_size=_SIZE).digest()
        bucket = self._buckets.get(digest[0])
        if bucket is None:
            self._buckets[digest[0]] = bytearray(digest)
        else:
            bucket += digest

    def update(self, other: Prints) -> None:
        """Add all of another's."""
        for key, bucket in other._buckets.items():
            self._buckets.setdefault(key, bytearray()).extend(bucket)

    def within(self, other: Prints) -> int:
        """How many of these, repeated ones counted each time, are also in ``other``."""
        found = 0
        for key, bucket in self._buckets.items():
            if key in other._buckets:
                known = set(_split(other._buckets[key]))
                found += sum(digest in known for digest in _split(bucket))
        return found

    def distinct(self, known: Prints | None = None) -> int:
        """How many different texts there are that ``known`` has not."""
        nothing = bytearray()
        found = 0
        for key, bucket in self._buckets.items():
            other = nothing if known is None else known._buckets.get(key, nothing)
            found += len(set(_split(bucket)).difference(_split(other)))
        return found

    def to_json(self) -> str:
        """The same text for the same multiset, in whatever order it came."""
        parts = [b"".join(sorted(_split(self._buckets[key]))) for key in sorted(self._buckets)]
        return b64encode(b"".join(parts)).decode()

    @classmethod
    def from_json(cls, data: str) -> Prints:
        """What ``to_json`` gave."""
        prints = cls()
        for digest in _split(b64decode(data)):
            prints._buckets.setdefault(digest[0], bytearray()).extend(digest)
        return prints


def _split(data: bytes | bytearray) -> list[bytes]:
    whole = bytes(data)
    return [whole[at : at + _SIZE] for at in range(0, len(whole), _SIZE)]
