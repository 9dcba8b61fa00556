"""People of ours: who they are, what they may do, and their logins."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.rules.parts import Text
from handlers.texts.catalog import LANGUAGES, say
from handlers.unusable import Unusable
from storage import people, visits
from storage.engine import Tx

ROLES = ("clerk", "engineer", "supervisor", "administrator", "finance", "technician", "dealer", "auditor")
#: Those who are shown their own work only, on pages of their own: their visits, the tickets in their hands.
OUTSIDE = frozenset({"technician", "dealer"})
_PEOPLE = frozenset({"clerk", "engineer", "supervisor", "administrator"})
_READERS = _PEOPLE | {"auditor"}
_OFFICE = frozenset({"clerk", "supervisor", "administrator"})
_JUDGES = frozenset({"engineer", "supervisor", "administrator"})
_LEADERS = frozenset({"supervisor", "administrator"})
#: Who may do what; checked here and nowhere else.
ALLOWED = {
    "read": frozenset(ROLES) - OUTSIDE,
    "cases": _READERS,  # the queue, conversations, registers; without it: only where money is asked back
    "see_dealers": _OFFICE | {"finance", "auditor"},  # the page
    "wall": _LEADERS | {"auditor"},
    "reports": _LEADERS | {"auditor"},
    "see_planned": _LEADERS | {"auditor"},
    "see_events": _LEADERS | {"auditor"},
    "audit": frozenset({"administrator", "auditor"}),
    "own_visits": frozenset({"technician"}),
    "own_tickets": frozenset({"dealer"}),
    "presence": _PEOPLE,
    "dealers": _OFFICE,  # their cards and goods
    "dispatch": _PEOPLE,  # tickets in their hands
    "link": _PEOPLE | {"technician"},  # their own account on Telegram
    "take_calls": _PEOPLE,  # what a caller says on the telephone becomes a ticket
    "claim": _PEOPLE,
    "reply": _PEOPLE,
    "resolve": _PEOPLE,
    "transfer": _PEOPLE,
    "visit": _PEOPLE,
    "see_board": _READERS,
    "absences": _OFFICE,
    "calendars": _LEADERS,  # secret addresses of technicians' calendars
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
    "answers": _LEADERS,  # canned ones
    "planned": _LEADERS,
    "staff_group": _LEADERS,  # the group on Telegram in which cases are talked about
    "events": _LEADERS,
    "users": frozenset({"administrator"}),
    "see_devices": _READERS,  # devices and customers: whoever answers a customer looks them up
    "see_registry": frozenset({"administrator", "auditor"}),  # channels, plans, roster, tokens
    "registry": frozenset({"administrator"}),
}
LOGIN = re.compile(r"[^\W_](?:[\w.-]{0,63})")
PRESENCE = ("ready", "busy", "away", "off")
LEASE = timedelta(minutes=10)  # a claim is held this long after its holder was last seen
LINKED_LEASE = timedelta(hours=4)  # the same for somebody who is reached on Telegram, also on the road


class Refused(Exception):
    """What was asked is not allowed.  The text ``refused-<why>`` says why, to the person who asked."""

    def __init__(self, why: str, **facts: str | Text) -> None:
        super().__init__(why, facts)
        self.why, self.facts = why, facts

    def told(self, lang: str) -> str:
        facts = {k: v.of(lang) if isinstance(v, Text) else v for k, v in self.facts.items()}
        if facts.get("role") in ROLES:
            facts["role"] = say(f"role-{facts['role']}", lang)
        return say(f"refused-{self.why}", lang, **facts)

    def __str__(self) -> str:
        return self.told("en")


class BadUser(Unusable):
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
    dealer: int | None = None  # whose tickets a dealer's login shows
    technician: int | None = None  # whose visits a technician's login shows

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
    return Actor(
        row.id,
        row.login,
        row.name,
        row.role,
        row.lang,
        row.presence,
        tuple(row.queues),
        csrf,
        dealer=row.dealer_id,
        technician=row.technician_id,
    )


@cache
def hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def check_user(login: str, role: str, lang: str) -> str:
    """The login as it is kept.  Raises :class:`BadUser`."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise BadUser(
            "a login has 1 to 64 letters, digits, dots, dashes or underscores and begins with a letter or digit",
            "login",
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
    return str(hasher().hash(password))


def add_user(
    tx: Tx, house: House, login: str, name: str, role: str, password: str, *, lang: str = "zh",
    queues: tuple[str, ...] = (), technician: int | None = None,
) -> int:  # fmt: skip
    """A new user; ``technician`` is whose visits the login of a technician shows.  Raises :class:`BadUser`."""
    login = check_user(login, role, lang)
    hashed = password_hash(password)
    if people.by_login(tx, login) is not None:
        raise BadUser(f"there is a user {login!r} already", "login-taken", login=login)
    if technician is not None:
        _check_technician(tx, role, technician)
    now = house.now()
    return people.add_user(tx, now, login=login, name=name.strip()[:80] or login, role=role, password_hash=hashed, lang=lang,
                           queues=list(queues), technician_id=technician, roster_at=now)  # fmt: skip


def _check_technician(tx: Tx, role: str, technician_id: int) -> None:
    if role != "technician":
        raise BadUser("only a login with the role technician shows a technician's visits")
    if visits.technician(tx, technician_id) is None:
        raise BadUser(f"there is no technician {technician_id}; `baoxiu user technicians` lists them")
    if any(u.technician_id == technician_id for u in people.everyone(tx)):
        raise BadUser(f"technician {technician_id} has a login already")


def set_lang(house: House, user: Actor, lang: str) -> None:
    if lang in ("zh", "en"):
        house.store.write(lambda tx: people.save_user(tx, user.id, lang=lang))
