"""Who may use the API: tokens with scopes, shown once when they are made and kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy.exc import IntegrityError

from handlers.house import House
from handlers.unusable import Unusable
from storage import tokens

PREFIX = "bx_"
SCOPES = ("tickets:read", "visits:read", "queue:read", "transcripts:write")
USE_NOTED_EVERY = timedelta(minutes=5)


class BadToken(Unusable):
    """A token that cannot be made as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed, without its secret."""

    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    used_at: datetime | None

    def may(self, scope: str) -> bool:
        return scope in self.scopes


def create(house: House, name: str, scopes: Sequence[str] = SCOPES, *, secret: str | None = None) -> str:
    """Make a token and return its secret, which cannot be read again.  ``secret`` is given for demo data only.
    Raises :class:`BadToken`."""
    if not name.strip() or len(name) > 64:
        raise BadToken("the name of a token must have 1 to 64 characters", "token-name")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise BadToken(f"unknown scope {', '.join(unknown) or '(none)'}; there are {', '.join(SCOPES)}")
    made = secret or PREFIX + token_urlsafe(32)
    now = house.now()
    try:
        house.store.write(lambda tx: tokens.add(tx, name.strip(), _hash(made), scopes, now))
    except IntegrityError:
        raise BadToken(f"there is a token {name!r} already", "token-taken", name=name.strip()) from None
    return made


def check(house: House, secret: str) -> Token | None:
    """The token of a secret, or None.  Found by its hash, so that comparing tells nothing about the secret."""
    if not 8 <= len(secret) <= 200:
        return None
    wanted = _hash(secret)
    row = house.store.read(lambda tx: tokens.by_hash(tx, wanted))
    if row is None or not hmac.compare_digest(row.secret_hash, wanted):
        return None
    now = house.now()
    if row.used_at is None or now - row.used_at >= USE_NOTED_EVERY:
        house.store.write(lambda tx: tokens.used(tx, row.id, now))
    return Token(row.name, tuple(row.scopes), row.created_at, row.used_at)


def listing(house: House) -> tuple[Token, ...]:
    rows = house.store.read(tokens.listing)
    return tuple(Token(r.name, tuple(r.scopes), r.created_at, r.used_at) for r in rows)


def remove(house: House, name: str) -> bool:
    """False when there was none of that name."""
    return house.store.write(lambda tx: tokens.remove(tx, name))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
