"""People of ours: who they are, what they may do, and their logins."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.texts.catalog import LANGUAGES, say
from storage import people, queue
from storage.engine import Tx

ROLES = ("clerk", "engineer", "supervisor", "administrator", "finance")
_PEOPLE = frozenset({"clerk", "engineer", "supervisor", "administrator"})
_OFFICE = frozenset({"clerk", "supervisor", "administrator"})
_JUDGES = frozenset({"engineer", "supervisor", "administrator"})
_LEADERS = frozenset({"supervisor", "administrator"})
#: Who may do what; checked here and nowhere else.
ALLOWED = {
    "read": frozenset(ROLES),
    "cases": _PEOPLE,  # the queue, conversations, registers; without it: only where money is asked back
    "see_dealers": _OFFICE | {"finance"},  # the page
    "dealers": _OFFICE,  # their cards and goods
    "dispatch": _PEOPLE,  # tickets in their hands
    "claim": _PEOPLE,
    "reply": _PEOPLE,
    "resolve": _PEOPLE,
    "transfer": _PEOPLE,
    "visit": _PEOPLE,
    "forms": _PEOPLE,
    "parts": _PEOPLE,
    "merge": _PEOPLE,
    "report": _PEOPLE,
    "overrule": _JUDGES,
    "identify": _JUDGES,
    "evidence": _JUDGES,
    "clerk": _OFFICE,  # codes that are read to customers by telephone
    "approve": _LEADERS,
    "take_over": _LEADERS,
    "alarms": _LEADERS,
    "planned": _LEADERS,
    "events": _LEADERS,
    "users": frozenset({"administrator"}),
}
_LOGIN = re.compile(r"[^\W_](?:[\w.-]{0,63})")
PRESENCE = ("ready", "busy", "away")
SESSION = timedelta(hours=12)
LOCK_AFTER = 5  # wrong passwords in a row
LOCKED = timedelta(minutes=10)
LEASE = timedelta(minutes=10)  # a claim is held this long after its holder was last seen


class Refused(Exception):
    """What was asked is not allowed.  The text ``refused-<why>`` says why, to the person who asked."""

    def __init__(self, why: str, **facts: str) -> None:
        super().__init__(why, facts)
        self.why, self.facts = why, facts

    def told(self, lang: str) -> str:
        return say(f"refused-{self.why}", lang, **self.facts)

    def __str__(self) -> str:
        return self.told("en")


class BadUser(ValueError):
    """A user that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of ours who is logged in."""

    id: int
    login: str
    name: str
    role: str
    lang: str
    presence: str
    queues: tuple[str, ...]
    csrf: str = ""

    @property
    def owner(self) -> str:
        """As the owner of a conversation, and the author of messages and log entries."""
        return f"user:{self.id}"

    def may(self, what: str) -> bool:
        return self.role in ALLOWED.get(what, frozenset())

    def need(self, what: str) -> None:
        if not self.may(what):
            raise Refused("role", role=self.role)


def may_claim(role: str) -> bool:
    """Whether somebody of this role may be given a case."""
    return role in ALLOWED["claim"]


def actor(row: Row[Any], csrf: str = "") -> Actor:
    return Actor(row.id, row.login, row.name, row.role, row.lang, row.presence, tuple(row.queues), csrf)


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def check_user(login: str, role: str, lang: str) -> str:
    """The login as it is kept.  Raises :class:`BadUser`."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise BadUser(
            "a login has 1 to 64 letters, digits, dots, dashes or underscores and begins with a letter or digit"
        )
    if role not in ROLES:
        raise BadUser(f"unknown role {role!r}; known are {', '.join(ROLES)}")
    if lang not in LANGUAGES:
        raise BadUser(f"unknown language {lang!r}; known are {', '.join(LANGUAGES)}")
    return login


def password_hash(password: str) -> str:
    """Raises :class:`BadUser` for a password that is too short or too long."""
    if not 8 <= len(password) <= 200:
        raise BadUser("a password has 8 to 200 characters")
    return str(_hasher().hash(password))


def add_user(
    tx: Tx, house: House, login: str, name: str, role: str, password: str, *, lang: str = "zh",
    queues: tuple[str, ...] = (),
) -> int:  # fmt: skip
    """A new user.  Raises :class:`BadUser`."""
    login = check_user(login, role, lang)
    hashed = password_hash(password)
    if people.by_login(tx, login) is not None:
        raise BadUser(f"there is a user {login!r} already")
    return people.add_user(tx, house.now(), login=login, name=name.strip()[:80] or login, role=role,
                           password_hash=hashed, lang=lang, queues=list(queues))  # fmt: skip


@cache
def _nobody() -> str:
    """A hash to compare with when there is no such user, so that the time taken tells nothing."""
    return str(_hasher().hash(secrets.token_urlsafe(16)))


def log_in(house: House, login: str, password: str) -> str | None:
    """The secret of a new session, or None: wrong login or password, or locked (all look the same)."""
    from argon2.exceptions import VerificationError

    now = house.now()
    login = login.strip().lower()
    row = house.store.read(lambda tx: people.by_login(tx, login)) if _LOGIN.fullmatch(login) else None
    stored = row.password_hash if row is not None else _nobody()
    try:
        right = bool(_hasher().verify(stored, password[:200])) and row is not None
    except VerificationError:
        right = False
    if row is None or not row.active or (row.locked_until is not None and row.locked_until > now):
        return None
    if not right:
        house.store.write(lambda tx: _count_failure(tx, row, house))
        return None
    secret = secrets.token_urlsafe(32)

    def begin(tx: Tx) -> None:
        people.end_old_sessions(tx, now)
        people.save_user(tx, row.id, failed_logins=0, locked_until=None, seen_at=now)
        people.add_session(tx, secret_hash=secret_hash(secret), user_id=row.id, csrf=secrets.token_urlsafe(24),
                           created_at=now, expires_at=now + SESSION)  # fmt: skip

    house.store.write(begin)
    return secret


def _count_failure(tx: Tx, row: Row[Any], house: House) -> None:
    people.save_user(tx, row.id, login=row.login)  # nothing new, but now others who try wait for us
    row = people.user(tx, row.id) or row
    if row.locked_until is not None and row.locked_until > house.now():
        return
    failed = row.failed_logins + 1
    locked = house.now() + LOCKED if failed >= LOCK_AFTER else None
    people.save_user(tx, row.id, failed_logins=0 if locked else failed, locked_until=locked)


def who(house: House, secret: str | None) -> Actor | None:
    """Whose session this is."""
    if not secret:
        return None
    row = house.store.read(lambda tx: people.session(tx, secret_hash(secret), house.now()))
    return actor(row, row.csrf) if row is not None else None


def log_out(house: House, secret: str) -> None:
    house.store.write(lambda tx: people.end_session(tx, secret_hash(secret)))


def heartbeat(house: House, user: Actor, presence: str | None = None) -> None:
    """The user is there: claims are kept.  ``presence`` is what they declare."""
    now = house.now()

    def beat(tx: Tx) -> None:
        values: dict[str, Any] = {"seen_at": now}
        if presence in PRESENCE:
            values["presence"] = presence
        people.save_user(tx, user.id, **values)
        queue.extend_leases(tx, user.id, now + LEASE)

    house.store.write(beat)


def set_lang(house: House, user: Actor, lang: str) -> None:
    if lang in ("zh", "en"):
        house.store.write(lambda tx: people.save_user(tx, user.id, lang=lang))
