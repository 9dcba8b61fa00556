"""The chain of hashes in a ticket's log: whoever changes, inserts or removes an entry breaks it.

Each entry has the SHA-256 of the hash before it and of what it says.  Words do not go into it as they are: of every
text in an entry's data only a salted digest does, so that the text can be erased later and the chain still holds.
``salt`` is random for each entry; erasing replaces it by the salts of the texts that stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from storage.chance import piece

FIRST = "0" * 64  # what comes before the first entry
ERASED = "erased:"
_ERASED = re.compile(r"erased:[0-9a-f]{64}")
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
Digest = Callable[[str, str], str]  # (path, text) -> digest


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry is hashed over, and its place in the chain."""

    ticket_id: int
    at: datetime
    event: str
    actor: str
    data: dict[str, Any] | None
    prev: str
    hash: str
    salt: str


def new_salt() -> str:
    return piece().hex()


def hashed(
    prev: str, ticket_id: int, at: datetime, event: str, actor: str, data: dict[str, Any] | None, salt: str
) -> str:
    """The hash of an entry.  Raises :class:`KeyError` when the salt of a text is missing."""
    said = None if data is None else _sealed(data, "", _digests(salt))
    row = [ticket_id, at.astimezone(UTC).isoformat(timespec="microseconds"), event, actor, said]
    return sha256(f"{prev}{_written(row)}".encode()).hexdigest()


def _sealed(value: Any, path: str, digest: Digest) -> Any:
    """The value with a digest in the place of each text; numbers as every database gives them back."""
    if isinstance(value, str):
        return value if _ERASED.fullmatch(value) else ERASED + digest(path, value)
    if isinstance(value, dict):
        return {str(key): _sealed(item, f"{path}/{key}", digest) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_sealed(item, f"{path}/{n}", digest) for n, item in enumerate(value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _digests(salt: str) -> Digest:
    left: dict[str, str] | None = json.loads(salt) if salt.startswith("{") else None

    def digest(path: str, text: str) -> str:
        own = _own_salt(salt, path) if left is None else left[path]
        return sha256(f"{own}{text}".encode()).hexdigest()

    return digest


def _own_salt(salt: str, path: str) -> str:
    return sha256(f"{salt}{path}".encode()).hexdigest()


def erased(
    data: dict[str, Any], salt: str, personal: Callable[[str, str], bool]
) -> tuple[dict[str, Any], str]:
    """The data without its personal texts (``personal(path, text)``) and the salts of those that stay: nobody can
    find out by trying what was erased.  The hash of the entry is the same as before."""
    digest = _digests(salt)
    left: dict[str, str] | None = json.loads(salt) if salt.startswith("{") else None
    kept: dict[str, str] = {}

    def clean(value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return {str(key): clean(item, f"{path}/{key}") for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [clean(item, f"{path}/{n}") for n, item in enumerate(value)]
        if not isinstance(value, str) or _ERASED.fullmatch(value):
            return value
        if personal(path, value):
            return ERASED + digest(path, value)
        kept[path] = _own_salt(salt, path) if left is None else left[path]
        return value

    cleaned: dict[str, Any] = clean(data, "")
    return cleaned, json.dumps(kept, ensure_ascii=False, sort_keys=True)


def holds_erased(data: Any) -> bool:
    """Whether a text of it has been erased."""
    if isinstance(data, dict):
        return any(holds_erased(item) for item in data.values())
    if isinstance(data, list):
        return any(holds_erased(item) for item in data)
    return isinstance(data, str) and bool(_ERASED.fullmatch(data))


def broken(links: Sequence[Link]) -> Iterator[tuple[int, str]]:
    """What is wrong with a chain, oldest first: (number of the entry, counted from 1, and why)."""
    prev = FIRST
    for number, link in enumerate(links, 1):
        if link.prev != prev:
            yield number, "does not follow the entry before it: one is missing, added or moved"
        try:
            right = hashed(link.prev, link.ticket_id, link.at, link.event, link.actor, link.data, link.salt)
        except (KeyError, ValueError, TypeError, AttributeError):
            right = ""
        if right != link.hash:
            yield number, "says something else than when it was written"
        prev = link.hash
