"""Files of customers are sealed on the disk, in pieces."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import media, resealing, sealed_files, sealing
from storage.engine import Store
from storage.sealed_files import PIECE
from storage.sealing import Ring, Unreadable
from storage.shelf import Shelf
from tests.world import MONDAY

OLD, NEW = (b"o" * 32, b"n" * 32)
RING = Ring((OLD,))
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5)


def sealed(content: bytes, ring: Ring = RING) -> bytes:
    file = io.BytesIO()
    sealed_files.write(ring, content, file)
    return file.getvalue()


def opened(raw: bytes, ring: Ring = RING) -> bytes:
    return b"".join(sealed_files.read(ring, io.BytesIO(raw)))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again(size: int) -> None:
    content = bytes(n * 7 % 251 for n in range(size))
    raw = sealed(content)
    assert opened(raw) == content and sealed(content) != raw
    assert len(raw) == len(content) + 28 + 16 * max(1, -(-size // PIECE))
    assert size < 20 or content[:20] not in raw


def test_without_a_key_it_is_kept_as_before() -> None:
    assert sealed(b"picture", sealing.CLEAR) == b"picture" == opened(b"picture")


@pytest.mark.parametrize("size", SIZES)
def test_pieces_are_neither_cut_off_exchanged_nor_put_on(size: int) -> None:
    raw = sealed(b"x" * size)
    step = PIECE + 16
    pieces = [raw[28 + at : 28 + at + step] for at in range(0, len(raw) - 28, step)]
    attacks = [
        raw[:-1],
        raw + b"x",
        raw[:28],
        raw[:28] + b"".join(pieces[:-1]),
        raw[:28] + b"".join([*pieces, pieces[-1]]),
    ]
    if len(pieces) > 2:
        attacks.append(raw[:28] + b"".join([pieces[1], pieces[0], *pieces[2:]]))
    for attack in attacks:
        with pytest.raises(Unreadable):
            opened(attack)


@given(at=st.integers(0, PIECE + 60), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(at: int, bit: int) -> None:
    raw = bytearray(sealed(b"y" * (PIECE + 10)))
    raw[at] ^= 1 << bit
    if at < 4:
        assert opened(bytes(raw)) != b"y" * (PIECE + 10)  # it is not taken for a sealed one
        return
    with pytest.raises(Unreadable):
        opened(bytes(raw))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unreadable, match="not there"):
        opened(sealed(b"picture"), Ring((NEW,)))


def put(shelf: Shelf, store: Store, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    shelf.place(shelf.draft(content), digest)
    store.write(
        lambda tx: (
            media.put(tx, digest, MONDAY, MONDAY, kind="image", type="image/png", size=len(content)) and None
        )
    )
    return digest


def test_on_the_shelf_nothing_is_in_clear_and_old_files_stay_readable(tmp_path: Path, store: Store) -> None:
    before, shelf = Shelf(tmp_path), Shelf(tmp_path, ring=RING)
    old, new = put(before, store, b"an old picture" * 9), put(shelf, store, b"a new picture" * 9)
    assert shelf.read(old) == b"an old picture" * 9 and shelf.read(new) == b"a new picture" * 9
    assert b"new picture" not in shelf.path(new).read_bytes()
    assert before.read(new) is None, "without its key it is not given out"
    assert shelf.read("ab" * 32) is None


def test_rotating_seals_all_files_with_the_new_key(tmp_path: Path, store: Store) -> None:
    """Those in clear, too; what nobody can open any more is named and left alone."""
    contents = [b"in clear" * 9, b"sealed" * (PIECE // 2), b"lost"]
    rings = [sealing.CLEAR, RING, Ring((b"l" * 32,))]
    digests = [put(Shelf(tmp_path, ring=r), store, c) for r, c in zip(rings, contents, strict=True)]
    both = Shelf(tmp_path, ring=Ring((NEW, OLD)))
    with pytest.raises(Unreadable, match="1 files"):
        list(resealing.reseal_files(store, both))
    only = Shelf(tmp_path, ring=Ring((NEW,)))
    assert [only.read(d) for d in digests[:2]] == contents[:2] and only.read(digests[2]) is None
    only.remove(digests[2])
    assert [done for _, done in resealing.reseal_files(store, only)] == [False, False]
    assert not list(tmp_path.glob(".draft-*"))
