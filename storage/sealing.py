"""Keys that seal what is kept about people, and the sealing itself (AES-256-GCM, ``cryptography``).

A sealed text is ``bx1:<id of the key>:<base64 of nonce, ciphertext and tag>``; whatever does not look like that is
clear text, as it was written before there was a key.  The newest key seals, every key of the ring opens, so keys can
be changed while servers run.  What has to be found by equality has a blind index: a keyed hash beside it.  A ring
without keys seals nothing.

A key may seal about four thousand million texts (2**32, as nonces are random); after that it has to be replaced.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from binascii import Error as Malformed
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from functools import cache
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Dialect

from storage.chance import piece

SEALED, ESCAPED = "bx1:", "bx0:"  # ESCAPED: clear text that begins as if it were sealed
LOOK_EVERY = 5.0  # seconds: the file may have another key by then
FILE = "keys"  # beside a SQLite database
KEY_BYTES = 32
_BODY = len(SEALED) + 9  # where the base64 begins
_NONCE = 12
KNOWN, KNOWN_CHARS = 2048, 4096  # texts that are remembered, and how long one may be
_CLEAR_INDEX = b"no key"  # what is kept in clear may as well be found in clear


class Unreadable(RuntimeError):
    """Something is sealed with a key that is not there, or has been damaged."""


class BadKeys(ValueError):
    """Keys that cannot be used; the message says why."""


class _Key:
    __slots__ = ("id", "index", "sealing", "whole")

    def __init__(self, whole: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # takes time; not needed without keys

        self.whole = whole
        self.id = hmac.digest(whole, b"baoxiu id", "sha256")[:4].hex()
        self.index = hmac.digest(whole, b"baoxiu index", "sha256")
        self.sealing = AESGCM(hmac.digest(whole, b"baoxiu seal", "sha256"))


class Ring:
    """Keys, the newest first.  ``path``: the file they are read from, read again when a key is missing."""

    __slots__ = ("_keys", "_known", "_look_at", "_read", "_seal", "_sealer", "path")

    def __init__(self, keys: Iterable[bytes] = (), path: Path | None = None) -> None:
        self.path = path
        self._read: tuple[int, int] | None = None
        self._look_at = 0.0
        self._known: dict[
            str, str
        ] = {}  # sealed -> text, of late: a turn reads the same rows again and again
        self._keys: dict[str, _Key] = {}
        self._seal = ""
        self._take(keys)
        self.reload()

    def _take(self, keys: Iterable[bytes]) -> None:
        self._keys = {key.id: key for key in map(_Key, keys)}
        self._seal = f"{SEALED}{next(iter(self._keys))}:" if self._keys else ""
        self._sealer = (self._seal, next(iter(self._keys.values())).sealing.encrypt) if self._keys else None

    def reload(self) -> None:
        """Read the file again if it has changed."""
        self._look_at = monotonic() + LOOK_EVERY if self.path is not None else inf
        if self.path is None or not self.path.exists():
            return
        state = self.path.stat()
        if self._read != (now := (state.st_mtime_ns, state.st_size)):
            self._take(read_keys(self.path.read_text("ascii", errors="replace")))
            self._read = now

    @property
    def newest(self) -> str | None:
        """The id of the key that seals; None: nothing is sealed."""
        return next(iter(self._keys), None)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def seal(self, text: str | None) -> str | None:
        """None and "" say nothing and stay as they are."""
        if not text:
            return text
        if monotonic() > self._look_at:
            self.reload()
        if not self._seal:
            return ESCAPED + text if text.startswith((SEALED, ESCAPED)) else text
        return self._sealed(piece()[:_NONCE], text)

    def seal_same(self, text: str | None) -> str | None:
        """The same text is sealed to the same: for what has to be unique.  The nonce is a keyed hash of the text."""
        if not text or not self._seal:
            return self.seal(text)
        key = self._keys[self._seal[len(SEALED) : -1]]
        return self._sealed(hmac.digest(key.index, b"nonce " + text.encode(), "sha256")[:_NONCE], text)

    def seal_many(self, texts: Sequence[str | None]) -> list[str | None]:
        """As :meth:`seal`, of many that nobody reads again soon."""
        if monotonic() > self._look_at:
            self.reload()
        start = self._seal
        if not start:
            return [self.seal(text) for text in texts]
        assert self._sealer is not None
        start, encrypt = self._sealer
        return [
            start + b2a_base64(nonce + encrypt(nonce, text.encode(), None), newline=False).decode("ascii")
            if text and (nonce := piece()[:_NONCE])
            else text
            for text in texts
        ]

    def _sealed(self, nonce: bytes, text: str) -> str:
        assert self._sealer is not None
        start, encrypt = self._sealer  # both at once: another thread may read newer keys meanwhile
        body = nonce + encrypt(nonce, text.encode(), None)
        sealed = start + str(b2a_base64(body, newline=False), "ascii")
        self._know(sealed, text)
        return sealed

    def _know(self, sealed: str, text: str) -> None:
        if len(self._known) >= KNOWN:
            self._known.clear()
        if len(sealed) <= KNOWN_CHARS:
            self._known[sealed] = text

    def open(self, text: str | None) -> str | None:
        """Raises :class:`Unreadable`."""
        if not text or not text.startswith("bx"):
            return text
        if text.startswith(SEALED):
            return self._known.get(text) or self._opened(text)
        return text[len(ESCAPED) :] if text.startswith(ESCAPED) else text

    def _opened(self, text: str) -> str:
        from cryptography.exceptions import InvalidTag

        name = text[len(SEALED) : _BODY - 1]
        key = self._key(name)
        try:
            raw = a2b_base64(text[_BODY:])
            opened = key.sealing.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except (InvalidTag, Malformed, ValueError):
            raise Unreadable(f"sealed with key {name}, and damaged since") from None
        self._know(text, opened)
        return opened

    def _key(self, name: str) -> _Key:
        """Raises :class:`Unreadable` when it is not in the file either."""
        if name not in self._keys:
            self.reload()
        if name not in self._keys:
            raise Unreadable(f"sealed with key {name}, which is not there")
        return self._keys[name]

    def file_key(self, name: str, salt: bytes) -> Any:
        """What seals one file (:mod:`storage.sealed_files`).  Raises :class:`Unreadable` when the key is not there."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._key(name)
        return AESGCM(hmac.digest(key.whole, b"baoxiu file " + salt, "sha256"))

    def is_current(self, text: str) -> bool:
        """Whether it is as the newest key would have it."""
        return text.startswith(self._seal) if self._seal else not text.startswith(SEALED)

    def blind(self, text: str) -> str:
        """What a text is found by: with the newest key."""
        return _blind(self._keys[self.ids[0]].index if self._keys else _CLEAR_INDEX, text)

    def blinds(self, *texts: str) -> list[str]:
        """What they may be found by: with each key, and as before there was one."""
        self.reload()
        indexes = (*(k.index for k in self._keys.values()), _CLEAR_INDEX)
        return [_blind(index, text) for text in texts for index in indexes]


def _blind(key: bytes, text: str) -> str:
    return b2a_base64(hmac.digest(key, text.encode(), "sha256")[:18], newline=False).decode("ascii")


@cache
def ring(keys: tuple[bytes, ...] = (), path: Path | None = None) -> Ring:
    """One object for the same keys: statements that are prepared for it are kept."""
    return Ring(keys, path)


CLEAR = ring()


def beside(database: Path) -> Ring:
    """The keys that lie beside a SQLite database, if any do."""
    return ring(path=database.absolute().with_name(FILE))


def ring_of(dialect: Dialect) -> Ring:
    found: Ring = getattr(dialect, "sealing_ring", CLEAR)
    return found


def use(dialect: Any, chosen: Ring) -> None:
    """Columns of this database are sealed so."""
    dialect.sealing_ring = chosen


def new_key() -> str:
    return b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def read_keys(text: str) -> Sequence[bytes]:
    """Keys in base64, the newest first, separated by white space; a line may end with a comment (#)."""
    words = [word for line in text.splitlines() for word in line.partition("#")[0].split()]
    found = []
    for number, word in enumerate(words, 1):
        try:
            key = b64decode(word, validate=True)
        except Malformed:
            key = b""
        if len(key) != KEY_BYTES:
            raise BadKeys(f"key {number} is not {KEY_BYTES} bytes in base64; `baoxiu keys new` makes one")
        found.append(key)
    if len({_Key(key).id for key in found}) != len(found):
        raise BadKeys("a key stands there twice")
    return found


def name_of(key: str) -> str:
    """The id of a key in base64."""
    return _Key(b64decode(key)).id


def fold(phone: str) -> str:
    """A telephone number as it is compared: its digits, without the code of China; others keep their +."""
    digits = phone if phone.isdecimal() else "".join(c for c in phone if c.isdecimal())
    plus = phone.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if plus else digits
    if digits.startswith("86") and (plus or len(digits) == 13):
        return digits[2:]
    return f"+{digits}" if plus else digits


class Blind(str):
    """A blind index as it stands in the database; any other text is a number that one is made of."""


def same_phone(column: Any, chosen: Ring, phones: Iterable[str]) -> Any:
    """The condition that a column of blind indexes is that of one of these numbers, sealed by whichever key."""
    folded = {number for phone in phones if (number := fold(phone))}
    return column.in_([Blind(blind) for blind in chosen.blinds(*sorted(folded))])
