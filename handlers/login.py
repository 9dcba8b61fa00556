"""Coming in: password, second factor, the operator's identity provider; sessions that can be seen and ended.

Whatever is wrong looks the same from outside: wrong login, wrong password, locked, switched off.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row

from handlers import audit, presence
from handlers.house import House
from handlers.people import LOGIN, Actor, BadUser, Refused, actor, hasher, password_hash, secret_hash
from storage import people
from storage.engine import Tx

SESSION = timedelta(hours=12)
HALF = timedelta(minutes=5)  # to give the code of the second factor
LOCK_AFTER = 5  # wrong passwords or codes in a row
LOCKED = timedelta(minutes=10)
STEP = (
    30  # seconds that a code of the second factor lasts (RFC 6238); the one before and after are taken, too
)
AGENT = 200  # characters kept of what a browser calls itself
_SECRET = re.compile(r"[A-Z2-7]{32}")
HANDLE = 16  # characters of a session's hash by which its owner ends it


@dataclass(frozen=True, slots=True)
class Entered:
    """A session has begun.  ``half``: the code of the second factor is still to come."""

    secret: str
    half: bool


@cache
def _nobody() -> str:
    """A hash to compare with when there is no such user, so that the time taken tells nothing."""
    return str(hasher().hash(secrets.token_urlsafe(16)))


def _fits(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(hasher().verify(stored, password[:200]))
    except (VerificationError, InvalidHashError):
        return False


def log_in(house: House, login: str, password: str, agent: str = "") -> Entered | None:
    """A new session, or None: wrong login or password, or locked (all look the same)."""
    login = login.strip().lower()
    row = house.store.read(lambda tx: people.by_login(tx, login)) if LOGIN.fullmatch(login) else None
    right = _fits(row.password_hash if row is not None else _nobody(), password)
    if row is None or not _open(row, house.now()):
        return None
    if not right:
        house.store.write(lambda tx: _count_failure(tx, row.id, house))
        return None
    return house.store.write(lambda tx: _begin(tx, house, row, agent, half=row.totp_secret is not None))


def _open(row: Row[Any], now: datetime) -> bool:
    return bool(row.active) and (row.locked_until is None or row.locked_until <= now)


def _begin(tx: Tx, house: House, row: Row[Any], agent: str, *, half: bool, by: str = "password") -> Entered:
    now, secret = house.now(), secrets.token_urlsafe(32)
    people.end_old_sessions(tx, now)
    people.add_session(tx, secret_hash=secret_hash(secret), user_id=row.id, csrf=secrets.token_urlsafe(24), half=half,
                       agent=agent[:AGENT], created_at=now, expires_at=now + (HALF if half else SESSION))  # fmt: skip
    if not half:
        _came_in(tx, row.id, now, by)
    return Entered(secret, half)


def _came_in(tx: Tx, user_id: int, now: datetime, by: str) -> None:
    before = people.user(tx, user_id)
    assert before is not None, "users are switched off, never deleted"
    presence.noted(tx, before, now, failed_logins=0, locked_until=None, seen_at=now, acted_at=now)
    audit.note(tx, now, f"user:{user_id}", "login", f"user:{user_id}", by=by)


def _count_failure(tx: Tx, user_id: int, house: House) -> None:
    now = house.now()
    people.lock_user(tx, user_id)
    row = people.user(tx, user_id)
    if row is None or (row.locked_until is not None and row.locked_until > now):
        return
    failed = row.failed_logins + 1
    locked = now + LOCKED if failed >= LOCK_AFTER else None
    people.save_user(tx, user_id, failed_logins=0 if locked else failed, locked_until=locked)
    if locked:
        audit.note(tx, now, "notice", "login.locked", f"user:{user_id}")


# -- the second factor ---------------------------------------------------------------------------


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None: of none."""
    import pyotp

    code = code.replace(" ", "")
    if not (code.isascii() and code.isdecimal() and len(code) == 6):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    for at in (now, now - timedelta(seconds=STEP), now + timedelta(seconds=STEP)):
        if pyotp.utils.strings_equal(code, totp.at(at)):
            return int(at.timestamp()) // STEP
    return None


def second(house: House, secret: str, code: str) -> bool:
    """Whether the code was right: the half session is a whole one.  Each code counts once; wrong ones lock as wrong
    passwords do."""
    now, key = house.now(), secret_hash(secret)

    def work(tx: Tx) -> bool:
        row = people.session(tx, key, now, half=True)
        if row is None or not _open(row, now):
            return False
        step = _step_of(row.totp_secret or "", code, now) if row.totp_secret else None
        if step is None or not people.spend_code(tx, row.id, step):
            _count_failure(tx, row.id, house)
            return False
        people.whole(tx, key, now + SESSION)
        _came_in(tx, row.id, now, "code")
        return True

    return house.store.write(work)


def half_open(house: House, secret: str | None) -> bool:
    """Whether somebody with this cookie is asked for the code."""
    if not secret:
        return False
    return (
        house.store.read(lambda tx: people.session(tx, secret_hash(secret), house.now(), half=True))
        is not None
    )


@dataclass(frozen=True, slots=True)
class Factor:
    """What an app on the telephone is told: by QR code, or by hand."""

    secret: str
    uri: str


def new_factor(user: Actor) -> Factor:
    """A secret to be confirmed with its first code; nothing is kept yet."""
    import pyotp

    secret = pyotp.random_base32()
    return Factor(
        secret, pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user.login, issuer_name="baoxiu")
    )


def set_factor(house: House, user: Actor, secret: str, code: str, password: str) -> None:
    """From now on a code is asked for, too.  The password again, so that a console left open gives nobody a hold."""
    now = house.now()
    if not _SECRET.fullmatch(secret):
        raise Refused("field", name="secret")
    step = _step_of(secret, code, now)
    if step is None:
        raise Refused("code-wrong")
    _need_password(house, user, password)

    def work(tx: Tx) -> None:
        people.save_user(tx, user.id, totp_secret=secret, totp_step=step)
        audit.note(tx, now, user.owner, "factor.on", f"user:{user.id}")

    house.store.write(work)


def drop_factor(house: House, user: Actor, password: str) -> None:
    _need_password(house, user, password)
    house.store.write(lambda tx: forget_factor(tx, house, user.id, user.owner))


def forget_factor(tx: Tx, house: House, user_id: int, by: str) -> None:
    """No code is asked for any more."""
    people.save_user(tx, user_id, totp_secret=None)
    audit.note(tx, house.now(), by, "factor.off", f"user:{user_id}")


def _need_password(house: House, user: Actor, password: str) -> None:
    row = house.store.read(lambda tx: people.user(tx, user.id))
    right = row is not None and _fits(row.password_hash, password)
    if row is None or not _open(row, house.now()):
        raise Refused("password")
    if not right:
        house.store.write(lambda tx: _count_failure(tx, user.id, house))
        raise Refused("password")


# -- sessions ------------------------------------------------------------------------------------


def who(house: House, secret: str | None) -> Actor | None:
    """Whose session this is."""
    if not secret:
        return None
    row = house.store.read(lambda tx: people.session(tx, secret_hash(secret), house.now()))
    if row is None:
        return None
    return replace(actor(row, row.csrf), presence=presence.standing(row, house.now()).state)


def kept_as(secret: str) -> str:
    """What the session of this secret is kept under."""
    return secret_hash(secret)


def standing(house: House, sessions: Collection[str]) -> frozenset[str]:
    """Those of these sessions, as :func:`kept_as` names them, that are open."""
    return frozenset(house.store.read(lambda tx: people.open_sessions(tx, sessions, house.now())))


def log_out(house: House, secret: str) -> None:
    house.store.write(lambda tx: people.end_session(tx, secret_hash(secret)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is logged in."""

    handle: str
    agent: str
    since: datetime
    until: datetime
    this: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """The page about oneself."""

    places: tuple[Place, ...]
    factor: bool
    subject: str | None


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


def browser(agent: str) -> str:
    """What somebody recognises of what a browser calls itself: "Firefox, Windows"."""
    name = next((told for sign, told in _BROWSERS if sign in agent), "")
    system = next((system for system in _SYSTEMS if system in agent), "")
    return ", ".join(part for part in (name, system) if part) or agent[:60]


def mine(house: House, user: Actor, secret: str | None) -> Mine:
    key = secret_hash(secret or "")

    def read(tx: Tx) -> Mine:
        row = people.user(tx, user.id)
        places = tuple(
            Place(s.secret_hash[:HANDLE], browser(s.agent), s.created_at, s.expires_at, s.secret_hash == key)
            for s in people.sessions(tx, user.id, house.now())
        )
        factor = row is not None and row.totp_secret is not None
        return Mine(places, factor, row.subject if row is not None else None)

    return house.store.read(read)


def end(house: House, user: Actor, handle: str) -> None:
    """One of my sessions is over at once."""
    if len(handle) != HANDLE or not handle.isalnum():
        raise Refused("field", name="session")

    def work(tx: Tx) -> None:
        if people.end_one_session(tx, user.id, handle):
            audit.note(tx, house.now(), user.owner, "session.ended", f"user:{user.id}")

    house.store.write(work)


def change_password(house: House, user: Actor, old: str, new: str) -> None:
    """A new password; whoever is logged in elsewhere with the old one is out."""
    _need_password(house, user, old)
    try:
        hashed = password_hash(new)
    except BadUser:
        raise Refused("password-short") from None

    def work(tx: Tx) -> None:
        people.save_user(tx, user.id, password_hash=hashed)
        people.end_sessions(tx, user.id, but=_this(tx, user, house.now()))
        audit.note(tx, house.now(), user.owner, "password.changed", f"user:{user.id}")

    house.store.write(work)


def _this(tx: Tx, user: Actor, now: datetime) -> str:
    """The session whose page the form came from: its token says which."""
    return next((s.secret_hash for s in people.sessions(tx, user.id, now) if s.csrf == user.csrf), "")


# -- the operator's identity provider ---------------------------------------------------------------


def by_provider(house: House, issuer: str, subject: str, login: str, agent: str = "") -> Entered | None:
    """Somebody whom the identity provider has proven, by issuer and subject; the first time by the login that it
    names, which is bound to this person for good.  None: nobody of ours, or switched off."""
    known = f"{issuer}|{subject}"
    if not subject or len(known) > 512:
        return None

    def work(tx: Tx) -> Entered | None:
        row = people.by_subject(tx, known)
        if row is None:
            row = people.by_login(tx, login.strip().lower())
            if row is None or not people.bind_subject(tx, row.id, known):
                return None
            audit.note(tx, house.now(), f"user:{row.id}", "subject.bound", f"user:{row.id}", issuer=issuer)
        return _begin(tx, house, row, agent, half=False, by="provider") if row.active else None

    return house.store.write(work)
