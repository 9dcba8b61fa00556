"""Random bytes of the system, fetched many at a time: to ask for twelve of them takes longer than to seal a text with them."""

from __future__ import annotations

import os
from collections import deque

PIECE = 16  # bytes
AT_ONCE = 128  # pieces

_pieces: deque[bytes] = deque()
os.register_at_fork(after_in_child=_pieces.clear)  # no two processes have the same


def piece() -> bytes:
    """Sixteen bytes that nobody else gets."""
    try:
        return _pieces.pop()
    except IndexError:
        fresh = os.urandom(PIECE * AT_ONCE)
        _pieces.extend(fresh[at : at + PIECE] for at in range(PIECE, len(fresh), PIECE))
        return fresh[:PIECE]
