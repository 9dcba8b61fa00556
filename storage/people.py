"""Users of the console, their sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from storage.engine import Tx
from storage.models import Session, User
from storage.prepared import Prepared

_USER = User.__table__
_BY_ID = Prepared(select(_USER).where(User.id == bindparam("id")))
_ACTIVE = Prepared(select(_USER).where(User.active).order_by(User.name))
_EVERYONE = Prepared(select(_USER).order_by(User.login))


def add_user(tx: Tx, now: datetime, **values: Any) -> int:
    return int(tx.sql.execute(insert(User).values(created_at=now, **values).returning(User.id)).one().id)


def user(tx: Tx, user_id: int) -> Row[Any] | None:
    return _BY_ID.first(tx, id=user_id)


def by_login(tx: Tx, login: str) -> Row[Any] | None:
    return tx.sql.execute(select(_USER).where(User.login == login)).first()


def users(tx: Tx) -> Sequence[Row[Any]]:
    return _ACTIVE.all(tx)


def everyone(tx: Tx) -> Sequence[Row[Any]]:
    return _EVERYONE.all(tx)


def lock_user(tx: Tx, user_id: int) -> None:
    """Others who change this user wait for us."""
    tx.sql.execute(select(User.id).where(User.id == user_id).with_for_update()).first()


def lock_users(tx: Tx, ids: Sequence[int]) -> None:
    """Others who give these people something wait for us.  In one order, so that nobody waits for each other."""
    wanted = select(User.id).where(User.id.in_(ids)).order_by(User.id)
    tx.sql.execute(wanted.with_for_update(key_share=True)).all()


def give(tx: Tx, user_id: int, now: datetime) -> None:
    """A case goes to somebody; others who give them something wait for us."""
    save_user(tx, user_id, given_at=now)


def save_user(tx: Tx, user_id: int, **values: Any) -> None:
    tx.sql.execute(update(User).where(User.id == user_id).values(**values))


def add_session(tx: Tx, **values: Any) -> None:
    tx.sql.execute(insert(Session).values(**values))


def session(tx: Tx, secret_hash: str, now: datetime, *, half: bool = False) -> Row[Any] | None:
    """The session with its user's columns."""
    return tx.sql.execute(
        select(Session.csrf, Session.expires_at, _USER)
        .join(User, User.id == Session.user_id)
        .where(
            Session.secret_hash == secret_hash, Session.expires_at > now, User.active, Session.half.is_(half)
        )
    ).first()


def open_sessions(tx: Tx, hashes: Collection[str], now: datetime) -> Sequence[str]:
    """Those of these sessions that are still open, by their hashes."""
    return tx.sql.scalars(
        select(Session.secret_hash)
        .join(User, User.id == Session.user_id)
        .where(
            Session.secret_hash.in_(hashes), Session.expires_at > now, User.active, Session.half.is_(False)
        )
    ).all()


def whole(tx: Tx, secret_hash: str, expires_at: datetime) -> None:
    """The second factor was right."""
    tx.sql.execute(
        update(Session).where(Session.secret_hash == secret_hash).values(half=False, expires_at=expires_at)
    )


def sessions(tx: Tx, user_id: int, now: datetime) -> Sequence[Row[Any]]:
    """Where a user is logged in, the latest first."""
    return tx.sql.execute(
        select(Session.__table__)
        .where(Session.user_id == user_id, Session.expires_at > now, Session.half.is_(False))
        .order_by(Session.created_at.desc())
    ).all()


def end_session(tx: Tx, secret_hash: str) -> None:
    tx.sql.execute(delete(Session).where(Session.secret_hash == secret_hash))


def end_sessions(tx: Tx, user_id: int, *, but: str = "") -> int:
    """All sessions of a user, but the one of this hash."""
    return tx.sql.execute(
        delete(Session).where(Session.user_id == user_id, Session.secret_hash != but)
    ).rowcount


def end_one_session(tx: Tx, user_id: int, begins: str) -> int:
    """The session of a user whose hash begins so."""
    return tx.sql.execute(
        delete(Session).where(
            Session.user_id == user_id, Session.secret_hash.startswith(begins, autoescape=True)
        )
    ).rowcount


def end_old_sessions(tx: Tx, now: datetime) -> int:
    return tx.sql.execute(delete(Session).where(Session.expires_at <= now)).rowcount


def spend_code(tx: Tx, user_id: int, step: int) -> bool:
    """A code of the second factor counts once: whether none of this time step or a later one was taken."""
    done = tx.sql.execute(
        update(User).where(User.id == user_id, User.totp_step < step).values(totp_step=step)
    )
    return bool(done.rowcount)


def by_subject(tx: Tx, subject: str) -> Row[Any] | None:
    return tx.sql.execute(select(_USER).where(User.subject == subject)).first()


def bind_subject(tx: Tx, user_id: int, subject: str) -> bool:
    """The user is this person at the identity provider; only if he was nobody there."""
    done = tx.sql.execute(
        update(User).where(User.id == user_id, User.subject.is_(None)).values(subject=subject)
    )
    return bool(done.rowcount)
