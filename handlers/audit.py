"""What people of ours did that no ticket's log tells: logins, users, settings.  For those who have to account for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor
from storage import audit, audit_chain, people
from storage.audit_chain import Verdict
from storage.engine import Tx

log = structlog.get_logger(__name__)
PAGE = 100
#: The kinds of things by which the page is narrowed: what the names of actions begin with.
KINDS = (
    "login", "factor", "password", "session", "subject", "user", "answer", "telegram", "absence", "calendar", "report", "device",
    "customer", "message", "token", "subscription", "roster", "holidays", "queue", "call",
)  # fmt: skip

#: What an entry tells in words of ours, and how somebody has logged in; other keys are those of what was changed.
FACTS = frozenset(
    {
        "by",
        "why",
        "role",
        "name",
        "login",
        "start",
        "end",
        "format",
        "query",
        "years",
        "days",
        "people",
        "duties",
        "tickets",
        "to",
    }
)
BY = frozenset({"password", "code", "provider"})


@dataclass(frozen=True, slots=True)
class Page:
    entries: Sequence[Row[Any]]
    names: dict[str, str]  # user:<id> -> name


def note(tx: Tx, now: datetime, actor: str, action: str, about: str, **data: Any) -> None:
    """Written in the transaction that does it.  ``action`` has a text ``audit-<action>`` (dots as dashes)."""
    audit.add(tx, now, actor, action, about, data)


def page(house: House, user: Actor, *, before: int | None = None, about: str = "", action: str = "") -> Page:
    """The newest hundred entries, narrowed as asked."""
    user.need("audit")

    def read(tx: Tx) -> Page:
        found = audit.entries(tx, before=before, about=about, action=action, limit=PAGE)
        return Page(found, {f"user:{u.id}": u.name for u in people.everyone(tx)})

    return house.store.read(read)


def seal(tx: Tx, house: House, entry: int, now: datetime) -> int:
    """Clockwork goes on with the chain.  The newest link is logged: kept there it shows that nothing before it is gone."""
    done = audit_chain.seal(tx, now)
    if done:
        newest = audit_chain.head(tx)
        log.info("audit log sealed", entries=done, link=newest.number, hash=newest.hash)
    return int(done == audit_chain.BATCH)


def verify(house: House) -> Verdict:
    """Whether the audit log is as it was written."""
    return house.store.read(audit_chain.verify)
