"""Users of the console, their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from storage.engine import Tx
from storage.models import Session, User

_USER = User.__table__


def add_user(tx: Tx, now: datetime, **values: Any) -> int:
    return int(tx.sql.execute(insert(User).values(created_at=now, **values).returning(User.id)).one().id)


def user(tx: Tx, user_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_USER).where(User.id == user_id)).first()


def by_login(tx: Tx, login: str) -> Row[Any] | None:
    return tx.sql.execute(select(_USER).where(User.login == login)).first()


def users(tx: Tx) -> Sequence[Row[Any]]:
    return tx.sql.execute(select(_USER).where(User.active).order_by(User.name)).all()


def everyone(tx: Tx) -> Sequence[Row[Any]]:
    return tx.sql.execute(select(_USER).order_by(User.login)).all()


def save_user(tx: Tx, user_id: int, **values: Any) -> None:
    tx.sql.execute(update(User).where(User.id == user_id).values(**values))


def add_session(tx: Tx, **values: Any) -> None:
    tx.sql.execute(insert(Session).values(**values))


def session(tx: Tx, secret_hash: str, now: datetime) -> Row[Any] | None:
    """The session with its user's columns."""
    return tx.sql.execute(
        select(Session.csrf, Session.expires_at, _USER)
        .join(User, User.id == Session.user_id)
        .where(Session.secret_hash == secret_hash, Session.expires_at > now, User.active)
    ).first()


def end_session(tx: Tx, secret_hash: str) -> None:
    tx.sql.execute(delete(Session).where(Session.secret_hash == secret_hash))


def end_sessions(tx: Tx, user_id: int) -> None:
    tx.sql.execute(delete(Session).where(Session.user_id == user_id))


def end_old_sessions(tx: Tx, now: datetime) -> int:
    return tx.sql.execute(delete(Session).where(Session.expires_at <= now)).rowcount
