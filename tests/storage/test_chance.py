"""Random bytes that are fetched many at a time are given out once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from storage import chance
from storage.chance import AT_ONCE, PIECE, piece


def test_no_piece_is_given_out_twice_however_many_ask() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = [
            p for some in threads.map(lambda _: [piece() for _ in range(AT_ONCE * 5)], range(8)) for p in some
        ]
    assert len(set(found)) == len(found) == 8 * 5 * AT_ONCE
    assert {len(p) for p in found} == {PIECE}


def test_a_process_that_was_forked_has_its_own() -> None:
    piece()  # the rest of what was fetched would be the same in both
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writes, b"".join(piece() for _ in range(AT_ONCE - 1)))
        os._exit(0)
    ours = {piece() for _ in range(AT_ONCE - 1)}
    os.waitpid(child, 0)
    theirs = os.read(reads, PIECE * AT_ONCE)
    assert len(theirs) == PIECE * (AT_ONCE - 1)
    assert ours.isdisjoint(theirs[at : at + PIECE] for at in range(0, len(theirs), PIECE))


def test_a_machine_that_goes_on_from_a_copy_of_itself_gives_out_others() -> None:
    piece()
    kept = tuple(chance._pieces)
    first = [piece() for _ in range(20)]
    chance._pieces.clear()
    chance._pieces.extend(kept)
    again = [piece() for _ in range(20)]
    assert {p[:12] for p in first}.isdisjoint(p[:12] for p in again), "a nonce would seal two texts"
