"""Compressions: what is packed comes out, damage is noticed, and nothing large is held."""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import COMPRESSIONS, DAMAGED, Compression, without_compression

every = pytest.mark.parametrize("compression", COMPRESSIONS.values(), ids=list(COMPRESSIONS))


def written(compression: Compression, content: bytes) -> bytes:
    file = io.BytesIO()
    with compression.writer(file) as packer:
        packer.write(content)
    return file.getvalue()


@every
@given(parts=st.lists(st.binary(max_size=200), max_size=4))
def test_members_are_read_as_one(compression: Compression, parts: list[bytes]) -> None:
    packed = b"".join(map(compression.pack, parts)) + written(compression, b"end")
    whole = b"".join(parts) + b"end"
    assert compression.unpack(packed) == whole
    assert compression.reader(io.BytesIO(packed)).read() == whole


@every
def test_any_flipped_bit_and_any_cut_is_noticed(compression: Compression) -> None:
    content = b"<urn:a> <urn:b> <urn:c> .\n" * 200
    for make in (compression.pack, lambda data: written(compression, data)):
        packed = make(content)
        for n in range(1, len(packed)):
            assert both(compression, packed[:n]) == {None}
        for n in range(len(packed)):
            flipped = bytearray(packed)
            flipped[n] ^= 1 << n % 8
            assert both(compression, bytes(flipped)) <= {None, content}  # a name may be flipped in


def both(compression: Compression, packed: bytes) -> set[bytes | None]:
    """What the two ways to unpack give; nothing where they refuse."""
    found: set[bytes | None] = set()
    try:
        found.add(compression.reader(io.BytesIO(packed)).read())
    except DAMAGED:
        found.add(None)
    try:
        found.add(compression.unpack(packed))
    except InputError:
        found.add(None)
    return found


@every
def test_the_same_content_gives_the_same_bytes(compression: Compression) -> None:
    packed = written(compression, b"a" * 1000), compression.pack(b"a" * 1000)
    time.sleep(0.01)
    assert packed == (written(compression, b"a" * 1000), compression.pack(b"a" * 1000))


@every
def test_what_unpacks_to_very_much_is_read_a_little_at_a_time(compression: Compression) -> None:
    line = b"<urn:a> <urn:b> <urn:c> .\n"
    packed = written(compression, line * 2_000_000)
    tracemalloc.start()
    lines = sum(1 for _ in compression.reader(io.BytesIO(packed)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == 2_000_000
    assert peak < 5_000_000


def test_zstandard_of_others_is_read() -> None:
    zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
    data = zstandard.compress(b"a\n" * 10)
    assert COMPRESSIONS["zstd"].unpack(data + data) == b"a\n" * 20
    ours = COMPRESSIONS["zstd"].pack(b"a\n" * 10)
    assert zstandard.ZstdDecompressor().decompress(ours) == b"a\n" * 10


def test_only_the_last_suffix_is_taken_off() -> None:
    assert without_compression("a.gz/b.nq.zst") == "a.gz/b.nq"
    assert without_compression("a.gz.nq") == "a.gz.nq"
