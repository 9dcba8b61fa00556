"""Random bytes of the system, fetched many at a time: to ask for twelve of them takes longer than to seal a text with them."""

from __future__ import annotations

import os
from collections import deque
from time import time_ns

PIECE = 16  # bytes
AT_ONCE = 128  # pieces

_pieces: deque[bytes] = deque()
os.register_at_fork(after_in_child=_pieces.clear)  # no two processes have the same


def piece() -> bytes:
    """Sixteen bytes that nobody else gets.  The time is mixed in, for a machine that goes on from a copy made while it ran
    has what was fetched before once more."""
    return (int.from_bytes(_fetched(), "little") ^ time_ns()).to_bytes(PIECE, "little")


def _fetched() -> bytes:
    try:
        return _pieces.pop()
    except IndexError:
        fresh = os.urandom(PIECE * AT_ONCE)
        _pieces.extend(fresh[at : at + PIECE] for at in range(PIECE, len(fresh), PIECE))
        return fresh[:PIECE]
