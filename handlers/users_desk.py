"""What an administrator does to the users of the console; each in the audit log.  Nobody changes the own role or
switches the last administrator off, so that nobody locks the door from outside."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import audit, people, staff_visits
from handlers.areas import Area, areas
from handlers.house import House
from handlers.people import ROLES, Actor, BadUser, Refused
from handlers.texts.catalog import LANGUAGES
from storage import dealers, openings, visits
from storage import people as users
from storage.engine import Tx

_NAME = re.compile(r"[\w.:-]{1,40}")
MOST = 40  # queues or skills of one user
MOST_CASES = 1000  # at a time
_OFFERED = frozenset({"queues", "skills", "regions", "languages", "capacity"})  # what decides about offers


@dataclass(frozen=True, slots=True)
class Page:
    users: Sequence[Row[Any]]
    technicians: Sequence[Row[Any]]
    dealers: Sequence[Row[Any]]
    queues: tuple[str, ...]
    regions: tuple[Area, ...]
    capacity: int  # of whoever has none of their own
    shown: tuple[str, str] | None = None  # a login and its new password, shown this once


def page(house: House, user: Actor, shown: tuple[str, str] | None = None) -> Page:
    user.need("users")
    named = {route.queue for plan in house.plans.values() for route in plan.routing.routes}
    named |= {plan.routing.default for plan in house.plans.values()}

    def read(tx: Tx) -> Page:
        return Page(
            users.everyone(tx), visits.technicians(tx), dealers.dealers(tx), tuple(sorted(named)), tuple(areas()),
            house.capacity, shown,
        )  # fmt: skip

    return house.store.read(read)


def _password() -> str:
    """One that people can read out: 14 letters and digits that do not look alike, in groups."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(3))


def add(house: House, user: Actor, login: str, name: str, role: str, lang: str) -> tuple[str, str]:
    """A new user; returns login and the password, which is shown once."""
    user.need("users")
    password = _password()

    def work(tx: Tx) -> tuple[str, str]:
        try:
            made = people.add_user(tx, house, login, name, role, password, lang=lang)
        except BadUser as error:
            raise Refused("user", what=error.told(user.lang)) from None
        audit.note(
            tx, house.now(), user.owner, "user.added", f"user:{made}", login=login.strip().lower(), role=role
        )
        return login.strip().lower(), password

    return house.store.write(work)


def new_password(house: House, user: Actor, user_id: int) -> tuple[str, str]:
    """For somebody who has forgotten it; whoever is logged in with the old one is out, a lock is opened."""
    user.need("users")
    password = _password()
    hashed = people.password_hash(password)

    def work(tx: Tx) -> tuple[str, str]:
        row = _user(tx, user_id)
        users.save_user(tx, row.id, password_hash=hashed, failed_logins=0, locked_until=None)
        users.end_sessions(tx, row.id)
        audit.note(tx, house.now(), user.owner, "user.password", f"user:{row.id}")
        return str(row.login), password

    return house.store.write(work)


def _user(tx: Tx, user_id: int) -> Row[Any]:
    users.lock_user(tx, user_id)
    row = users.user(tx, user_id)
    if row is None:
        raise Refused("gone")
    return row


def _names(given: str) -> list[str]:
    """Names separated by commas or spaces, each once."""
    found = list(dict.fromkeys(part for part in re.split(r"[,，、\s]+", given) if part))
    if len(found) > MOST or not all(_NAME.fullmatch(part) for part in found):
        raise Refused("field", name="queues")
    return found


def _known(given: Collection[str], known: Sequence[str], name: str) -> list[str]:
    if not set(given) <= set(known):
        raise Refused("field", name=name)
    return [one for one in known if one in given]


def _capacity(given: str) -> int | None:
    """Cases at a time; 0: no limit, nothing: as the house has it."""
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 5 and int(given) <= MOST_CASES):
        raise Refused("field", name="capacity")
    return int(given)


def save(
    house: House, user: Actor, user_id: int, *, name: str, role: str, lang: str, queues: str, skills: str,
    technician: str, dealer: str, capacity: str = "", regions: Collection[str] = (), languages: Collection[str] = (),
) -> None:  # fmt: skip
    """Role, what somebody is offered (queues, skills, regions, languages: none for all), and whose work a technician's or
    a dealer's login shows.  A changed role ends the sessions."""
    user.need("users")
    if role not in ROLES or lang not in LANGUAGES or not name.strip():
        raise Refused("field", name="role")
    values: dict[str, Any] = {
        "name": name.strip()[:80], "role": role, "lang": lang, "queues": _names(queues), "skills": _names(skills),
        "technician_id": int(technician) if role == "technician" and technician.isdecimal() else None,
        "capacity": _capacity(capacity), "regions": _known(regions, [area.id for area in areas()], "regions"),
        "languages": _known(languages, LANGUAGES, "languages"),
        "dealer_id": int(dealer) if role == "dealer" and dealer.isdecimal() else None,
    }  # fmt: skip

    def work(tx: Tx) -> None:
        row = _user(tx, user_id)
        if row.id == user.id and role != row.role:
            raise Refused("own-role")
        _check_links(tx, row.id, values)
        changed = {k: v for k, v in values.items() if getattr(row, k) != v}
        if not changed:
            return
        _keep_one(tx, row, changed.get("role", row.role), row.active)
        users.save_user(tx, row.id, **changed)
        if changed.keys() & {"role", "technician_id", "dealer_id"}:
            users.end_sessions(tx, row.id)
        if "technician_id" in changed:
            staff_visits.tell_coming(tx, house, row.id, house.now())
        if changed.keys() & _OFFERED:
            openings.call(tx, row.id)
        audit.note(tx, house.now(), user.owner, "user.changed", f"user:{row.id}", **changed)

    house.store.write(work)


def _check_links(tx: Tx, user_id: int, values: dict[str, Any]) -> None:
    technician, dealer = values["technician_id"], values["dealer_id"]
    if technician is not None:
        taken = any(u.technician_id == technician and u.id != user_id for u in users.everyone(tx))
        if taken or not any(t.id == technician for t in visits.technicians(tx)):
            raise Refused("technician-taken")
    if dealer is not None and dealers.dealer(tx, dealer) is None:
        raise Refused("which-dealer")


def _keep_one(tx: Tx, row: Row[Any], role: str, active: bool) -> None:
    """Somebody has to be able to let people in."""
    if row.role != "administrator" or (role == "administrator" and active):
        return
    if not any(u.role == "administrator" and u.active and u.id != row.id for u in users.everyone(tx)):
        raise Refused("last-administrator")


def switch(house: House, user: Actor, user_id: int, active: bool) -> None:
    """Off: out at once, and cannot come in; claims go back by themselves."""
    user.need("users")

    def work(tx: Tx) -> None:
        row = _user(tx, user_id)
        if row.id == user.id and not active:
            raise Refused("own-role")
        _keep_one(tx, row, row.role, active)
        users.save_user(tx, row.id, active=active)
        if not active:
            users.end_sessions(tx, row.id)
        audit.note(tx, house.now(), user.owner, "user.on" if active else "user.off", f"user:{row.id}")

    house.store.write(work)


def let_in(house: House, user: Actor, user_id: int) -> None:
    """The telephone with the second factor is lost, or too many wrong passwords: both are forgotten."""
    user.need("users")

    def work(tx: Tx) -> None:
        row = _user(tx, user_id)
        users.save_user(tx, row.id, totp_secret=None, failed_logins=0, locked_until=None)
        audit.note(tx, house.now(), user.owner, "factor.off", f"user:{row.id}")

    house.store.write(work)


def put_out(house: House, user: Actor, user_id: int) -> None:
    """Every session of somebody ends at once."""
    user.need("users")

    def work(tx: Tx) -> None:
        row = _user(tx, user_id)
        users.end_sessions(tx, row.id)
        audit.note(tx, house.now(), user.owner, "session.ended", f"user:{row.id}")

    house.store.write(work)
