"""Files sealed with the keys of personal data: in pieces, each with a tag of its own (AES-256-GCM).

A sealed file is ``bxf1``, the id of the key, a salt, and pieces of :data:`PIECE` bytes.  Each file has a key of its own, made
of key and salt; a piece's nonce is its number and whether it is the last, so that pieces can be neither exchanged nor cut
off.  What does not begin so is a file in clear, as it was kept before there was a key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from storage.sealing import Ring, Unreadable

MAGIC = b"bxf1"
PIECE = 64 * 1024  # bytes of the content; a tag of 16 comes to them
_TAG, _SALT, _ID = 16, 16, 8
_HEAD = len(MAGIC) + _ID + _SALT


def write(ring: Ring, content: bytes, into: IO[bytes]) -> None:
    """In clear where there is no key."""
    key = ring.newest
    if key is None:
        into.write(content)
        return
    head = MAGIC + key.encode("ascii") + os.urandom(_SALT)
    own = ring.file_key(key, head[-_SALT:])
    into.write(head)
    for number, start in enumerate(range(0, len(content) or 1, PIECE)):
        last = start + PIECE >= len(content)
        into.write(own.encrypt(_nonce(number, last), content[start : start + PIECE], head))


def read(ring: Ring, file: IO[bytes]) -> Iterator[bytes]:
    """The content piece by piece; a piece that was given out is as it was written.  Raises :class:`Unreadable`."""
    head = file.read(_HEAD)
    if not head.startswith(MAGIC):
        yield head
        while piece := file.read(PIECE):
            yield piece
        return
    from cryptography.exceptions import InvalidTag

    key = head[len(MAGIC) :][:_ID].decode("ascii", "replace")
    own = ring.file_key(key, head[-_SALT:])
    number, piece = 0, file.read(PIECE + _TAG)
    while True:
        following = file.read(PIECE + _TAG)
        try:
            yield own.decrypt(_nonce(number, not following), piece, head)
        except (InvalidTag, ValueError):
            raise Unreadable(f"sealed with key {key}, and damaged since") from None
        if not following:
            return
        number, piece = number + 1, following


def key_of(path: Path) -> str | None:
    """The id of the key that a file is sealed with; None: it is in clear."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return head[len(MAGIC) :][:_ID].decode("ascii", "replace") if head.startswith(MAGIC) else None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
