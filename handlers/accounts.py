"""What an operator does to the users of the console: look, switch off and on, give a new password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import demo, people, tokens
from handlers.areas import areas
from handlers.house import House
from handlers.login import forget_factor
from handlers.people import BadUser
from handlers.texts.catalog import LANGUAGES
from storage import openings, visits
from storage import people as users
from storage.engine import Tx

_QUEUE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """A user as they are listed."""

    login: str
    name: str
    role: str
    active: bool
    seen_at: datetime | None


def listing(house: House) -> tuple[Account, ...]:
    """All users, those who are switched off too."""
    rows = house.store.read(users.everyone)
    return tuple(Account(r.login, r.name, r.role, r.active, r.seen_at) for r in rows)


def technicians(house: House) -> list[str]:
    """Every technician in a line: id, name, regions, skills, and the login that shows the visits."""

    def read(tx: Tx) -> list[str]:
        logins = {u.technician_id: u.login for u in users.everyone(tx) if u.technician_id is not None}
        return [
            f"{t.id:5}  {t.name}  {', '.join(t.regions)}  {', '.join(t.skills)}  {logins.get(t.id, '-')}"
            for t in visits.technicians(tx)
        ]

    return house.store.read(read)


def switch(house: House, login: str, active: bool) -> None:
    """Who is switched off cannot log in, and is out at once; claims return to the queue by themselves."""
    house.store.write(lambda tx: users.save_user(tx, _id(tx, login), active=active))


def serve_queues(house: House, login: str, queues: Sequence[str]) -> None:
    """The queues that a user serves by name (a team's members serve its queue); none: all queues."""
    for queue in queues:
        if not _QUEUE.fullmatch(queue):
            raise BadUser(f"{queue!r} is no name of a queue")

    def change(tx: Tx) -> None:
        user_id = _id(tx, login)
        users.save_user(tx, user_id, queues=list(dict.fromkeys(queues)))
        openings.call(tx, user_id)

    house.store.write(change)


def set_work(
    house: House, login: str, limit: int | None, skills: Sequence[str] | None, regions: Sequence[str] | None,
    languages: Sequence[str] | None,
) -> Row[Any]:  # fmt: skip
    """What somebody is offered; None leaves it, ``any`` takes a list away.  ``limit``: cases at a time, 0: no limit, -1: as
    the house has it.  Returns the user.  Raises :class:`BadUser`."""
    given = {"skills": skills, "regions": regions, "languages": languages}
    values: dict[str, Any] = {
        k: [] if "any" in v else list(dict.fromkeys(v)) for k, v in given.items() if v is not None
    }
    for name, words in values.items():
        known = LANGUAGES if name == "languages" else [a.id for a in areas()] if name == "regions" else words
        if wrong := [w for w in words if w not in known or not _QUEUE.fullmatch(w)]:
            raise BadUser(f"{wrong[0]!r} is not known among {name}")
    if limit is not None:
        values["capacity"] = None if limit < 0 else limit

    def change(tx: Tx) -> Row[Any]:
        user_id = _id(tx, login)
        if values:
            users.save_user(tx, user_id, **values)
            openings.call(tx, user_id)
        row = users.user(tx, user_id)
        assert row is not None
        return row

    return house.store.write(change)


def set_password(house: House, login: str, password: str) -> None:
    """A new password; whoever is logged in with the old one is out, and a lock is opened."""
    hashed = people.password_hash(password)

    def change(tx: Tx) -> None:
        user_id = _id(tx, login)
        users.save_user(tx, user_id, password_hash=hashed, failed_logins=0, locked_until=None)
        users.end_sessions(tx, user_id)

    house.store.write(change)


def drop_factor(house: House, login: str) -> None:
    """Whoever has lost the telephone is asked for no code any more."""
    house.store.write(lambda tx: forget_factor(tx, house, _id(tx, login), "operator"))


def _id(tx: Tx, login: str) -> int:
    row = users.by_login(tx, login.strip().lower())
    if row is None:
        raise BadUser(f"there is no user {login!r}")
    return int(row.id)


def open_demo_logins(house: House) -> tuple[str, ...]:
    """Users whose password is printed in public."""
    known = {login for login, _, _, _ in demo.USERS}
    return tuple(a.login for a in listing(house) if a.active and a.login in known)


def close_demo(house: House) -> tuple[str, ...]:
    """Switch the demo users off and remove the demo token; the logins that were open."""
    found = open_demo_logins(house)
    for login in found:
        switch(house, login, False)
    tokens.remove(house, "demo")
    return found
