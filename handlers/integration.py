"""Other systems (ERP, CRM) that are told what happens: their subscriptions, and what could not be delivered.

The catalogue of events is ``handlers.rules.integration``; delivering them is ``handlers.event_delivery``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row

from handlers.event_signatures import made
from handlers.house import House
from handlers.people import Actor
from handlers.queue import Gone
from handlers.rules import integration as catalogue
from handlers.unusable import Unusable
from storage import integration as stored
from storage.engine import Tx

WEBHOOK, STREAM = "webhook", "stream"
OLD_SECRET = timedelta(hours=48)  # how long the one before still signs
MOST = 50  # subscriptions
_URL = re.compile(r"https?://[!-~]+")
_STREAM = re.compile(r"[\w:.-]{1,200}")


class BadSubscription(Unusable):
    """A subscription that cannot be; the message says why."""


# -- subscriptions --------------------------------------------------------------------------------


def shown(url: str) -> str:
    """A target as people see it: what stands after ``?`` may be a secret."""
    return url.partition("?")[0] + ("?…" if "?" in url else "")


def check_url(url: str) -> str:
    """Raises :class:`BadSubscription`."""
    bad = BadSubscription("a URL begins with https:// (or http://), names a host, has no user and no #, and at most 2000 ASCII characters", "url")  # fmt: skip
    if len(url) > 2000 or not _URL.fullmatch(url):
        raise bad
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad from None
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment or port == 0:  # fmt: skip
        raise bad
    return url


def subscribe(
    house: House, key: str, url: str, *, types: Sequence[str] = (), plans: Sequence[str] = (), personal: bool = False,
    name: str = "",
) -> tuple[int, str]:  # fmt: skip
    """A new webhook that hears what happens from now on; its number and its secret, which nobody sees again.
    Raises :class:`BadSubscription` and :class:`handlers.rules.integration.BadTypes`."""
    check_url(url)
    catalogue.log_events(types)
    unknown = sorted(set(plans) - set(house.plans))
    if unknown:
        raise BadSubscription(f"there is no plan {unknown[0]!r}; known are {', '.join(house.plans)}")
    signer, secret = made(key)
    now = house.now()

    def work(tx: Tx) -> int:
        if len(stored.subscriptions(tx)) >= MOST:
            raise BadSubscription(f"there are {MOST} subscriptions already", "subscriptions", most=str(MOST))
        number = stored.add(
            tx, kind=WEBHOOK, name=(name.strip() or urlsplit(url).hostname or "webhook")[:64], target=url,
            types=list(types), plans=list(plans), personal=personal, signers=[signer], cursor=stored.newest(tx), failures=0,
            created_at=now,
        )  # fmt: skip
        if number is None:
            raise BadSubscription("there is a subscription with this URL already", "url-taken")
        tx.wake("events")
        return number

    return house.store.write(work), secret


def have_stream(house: House, name: str) -> int:
    """The stream of that name, made if it is new: it hears what happens from now on."""
    if not _STREAM.fullmatch(name):
        raise BadSubscription(f"{name!r} is no name of a stream: letters, digits, and . : - _")
    now = house.now()

    def find(tx: Tx) -> int | None:
        return next((int(s.id) for s in stored.subscriptions(tx, STREAM) if s.target == name), None)

    def work(tx: Tx) -> int:
        stored.add(tx, kind=STREAM, name=name[:64], target=name, types=[], plans=[], personal=False, signers=[],
                   cursor=stored.newest(tx), failures=0, created_at=now)  # fmt: skip
        made = find(tx)
        assert made is not None
        return made

    known = house.store.read(find)
    return known if known is not None else house.store.write(work)


def _one(tx: Tx, subscription_id: int) -> Row[Any]:
    row = stored.subscription(tx, subscription_id, locked=True)
    if row is None:
        raise BadSubscription(f"there is no subscription {subscription_id}")
    return row


def pause(house: House, subscription_id: int, why: str = "people") -> None:
    """Hold what is to be delivered; that people want it stands above what was found before."""
    now = house.now()

    def work(tx: Tx) -> None:
        if _one(tx, subscription_id).paused is None or why == "people":
            stored.save(tx, subscription_id, paused=why, paused_at=now)

    house.store.write(work)


def resume(house: House, subscription_id: int) -> None:
    """Go on; what waited is tried at once and has its whole time again."""
    now = house.now()

    def work(tx: Tx) -> None:
        _one(tx, subscription_id)
        stored.save(
            tx, subscription_id, paused=None, paused_at=None, failures=0, failing_since=None, hold_until=None
        )
        stored.again(tx, subscription_id, now, status="pending")

    house.store.write(work)


def remove(house: House, subscription_id: int) -> None:
    def work(tx: Tx) -> None:
        _one(tx, subscription_id)
        stored.remove(tx, subscription_id)

    house.store.write(work)


def rotate(house: House, key: str, subscription_id: int, *, at_once: bool = False) -> str:
    """A new secret; the one before signs as well for two days, unless it has to be worthless ``at_once``."""
    now = house.now()
    signer, secret = made(key)

    def work(tx: Tx) -> None:
        row = _one(tx, subscription_id)
        if row.kind != WEBHOOK:
            raise BadSubscription("a stream has no secret")
        old = [{**s, "until": (now + OLD_SECRET).isoformat()} for s in row.signers[:1]]
        stored.save(tx, subscription_id, signers=[signer, *([] if at_once else old)])

    house.store.write(work)
    return secret


def replay(
    house: House, subscription_id: int, *, first: int | None = None, since: datetime | None = None
) -> int:
    """Send again from an entry of the log or a moment on; how many events that are."""
    now = house.now()

    def work(tx: Tx) -> int:
        row = _one(tx, subscription_id)
        start = first if first is not None else stored.entry_at(tx, since or now)
        events = catalogue.log_events(row.types)
        upto = row.cursor
        found = 0
        if row.kind == STREAM:
            stored.save(
                tx, subscription_id, cursor=min(max(start - 1, 0), upto), lease=None, lease_until=None
            )
            tx.wake("events")
            return sum(1 for _ in _pages(tx, start - 1, upto, events, row.plans))
        stored.again(tx, subscription_id, now, first=start)
        for page in _pages(tx, start - 1, upto, events, row.plans, whole=True):
            stored.add_those(tx, subscription_id, page, now)
            found += len(page)
        return found

    return house.store.write(work)


def _pages(
    tx: Tx, after: int, upto: int, events: frozenset[str], plans: Sequence[str], whole: bool = False
) -> Any:
    while page := stored.entries(tx, after, upto, events, plans):
        yield from [page] if whole else page
        after = page[-1].log_id


def replay_dead(house: House, subscription_id: int, delivery_id: int | None = None) -> int:
    """Dead letters are tried again: all of a subscription, or one."""
    now = house.now()

    def work(tx: Tx) -> int:
        _one(tx, subscription_id)
        return stored.again(tx, subscription_id, now, status="dead", delivery_id=delivery_id)

    return house.store.write(work)


# -- for people -----------------------------------------------------------------------------------


def listing(house: House) -> list[dict[str, Any]]:
    """All subscriptions with how they stand; targets without what may be secret."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        numbers, end = stored.counts(tx), stored.newest(tx)
        return [
            {
                "id": s.id, "kind": s.kind, "name": s.name, "target": shown(s.target), "types": tuple(s.types),
                "plans": tuple(s.plans), "personal": s.personal, "paused": s.paused, "failing_since": s.failing_since,
                "last_ok": s.last_ok, "last_error": s.last_error, "last_error_at": s.last_error_at, "behind": end - s.cursor,
                **{status: numbers.get((s.id, status), 0) for status in ("pending", "sent", "dead")},
            }
            for s in stored.subscriptions(tx)
        ]  # fmt: skip

    return house.store.read(read)


def dead(house: House, subscription_id: int | None = None, limit: int = 100) -> list[dict[str, Any]]:
    """Events that were given up, newest first."""
    return [
        {
            "delivery": row.id, "subscription": row.subscription_id, "name": row.name, "ticket": row.number,
            "id": catalogue.event_id(row.log_id, row.hash), "type": catalogue.CATALOGUE[row.event].type, "at": row.at,
            "attempts": row.attempts, "why": row.error or "",
        }
        for row in house.store.read(lambda tx: stored.dead(tx, subscription_id, limit))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What the console shows."""

    subscriptions: list[dict[str, Any]]
    dead: list[dict[str, Any]]


def page(house: House, user: Actor) -> Page:
    user.need("see_events")
    return Page(listing(house), dead(house))


def by_hand(
    house: House, user: Actor, what: str, subscription_id: int, delivery_id: int | None = None
) -> None:
    """A button of the console.  Raises :class:`~handlers.queue.Gone`."""
    user.need("events")
    try:
        if what == "pause":
            pause(house, subscription_id)
        elif what == "resume":
            resume(house, subscription_id)
        else:
            replay_dead(house, subscription_id, delivery_id)
    except BadSubscription:
        raise Gone(f"there is no subscription {subscription_id}") from None
