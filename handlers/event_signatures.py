"""Signatures of events.  A secret is made of the installation's key and a salt: the database has none of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any


def new_signer() -> dict[str, Any]:
    return {"salt": secrets.token_hex(16), "check": None, "until": None}


def secret_of(key: str, signer: dict[str, Any]) -> str:
    """The secret of a signer: made of the installation's key, so that none is kept in the database."""
    made = hmac.digest(key.encode(), f"event signatures {signer['salt']}".encode(), "sha256")
    return "bxs_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


def _check(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def made(key: str) -> tuple[dict[str, Any], str]:
    """A new signer and its secret."""
    signer = new_signer()
    secret = secret_of(key, signer)
    return {**signer, "check": _check(secret)}, secret


def valid_secrets(key: str, signers: Sequence[dict[str, Any]], now: datetime) -> tuple[str, ...]:
    """The newest first.  Empty when the installation's key is not the one that they were made with."""
    found = []
    for signer in signers:
        secret = secret_of(key, signer)
        if not hmac.compare_digest(_check(secret), str(signer["check"])):
            continue
        if signer["until"] is None or datetime.fromisoformat(signer["until"]) > now:
            found.append(secret)
    return tuple(found)


def signature(valid: Sequence[str], at: int, body: bytes) -> str:
    """``t=<unix time>,v1=<hex HMAC-SHA256 of "t.body">``, with one v1 for every secret that is valid."""
    said = [hmac.new(s.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() for s in valid]
    return ",".join([f"t={at}", *(f"v1={word}" for word in said)])
