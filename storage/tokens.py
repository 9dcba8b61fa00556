"""API tokens.  Only the hash of a token's secret is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from storage.engine import Tx
from storage.models import ApiToken

_TABLE = ApiToken.__table__


def add(tx: Tx, name: str, secret_hash: str, scopes: Sequence[str], now: datetime) -> int:
    """Raises IntegrityError when the name is taken."""
    row = tx.sql.execute(
        insert(ApiToken)
        .values(name=name, secret_hash=secret_hash, scopes=list(scopes), created_at=now)
        .returning(ApiToken.id)
    ).one()
    return int(row.id)


def by_hash(tx: Tx, secret_hash: str) -> Row[Any] | None:
    return tx.sql.execute(select(_TABLE).where(ApiToken.secret_hash == secret_hash)).first()


def listing(tx: Tx) -> Sequence[Row[Any]]:
    return tx.sql.execute(select(_TABLE).order_by(ApiToken.name)).all()


def used(tx: Tx, token_id: int, now: datetime) -> None:
    tx.sql.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


def remove(tx: Tx, name: str) -> bool:
    return tx.sql.execute(delete(ApiToken).where(ApiToken.name == name)).rowcount == 1
