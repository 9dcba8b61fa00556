"""An account on Telegram becomes that of somebody of ours, by a link that works once; and the group of our people.

An account is bound to the Telegram user, not to a chat: in a group every press is that of whoever pressed.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import audit
from handlers.house import House
from handlers.people import Actor, BadUser, Refused, actor, secret_hash
from storage import people
from storage import staff_chat as stored
from storage.engine import Tx

VALID = timedelta(minutes=15)
START = "staff-"  # what /start is followed by
_TOKEN = re.compile(r"(\d{1,9})-([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Invitation:
    """``link`` is empty while the bot's name is not known; then ``command`` is sent to it by hand."""

    link: str
    command: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """The group in which cases are talked about, in ``lang``; ``topics``: one for each ticket."""

    chat: str
    lang: str
    topics: bool = True


@dataclass(frozen=True, slots=True)
class Linked:
    """A user who has linked an account."""

    login: str
    name: str


def invite(house: House, user: Actor) -> Invitation:
    """A link for the user's own account; an earlier one is worth nothing any more.  Raises :class:`Refused`."""
    user.need("link")
    secret, now = secrets.token_urlsafe(32), house.now()
    until = now + VALID

    def work(tx: Tx) -> tuple[int, str | None]:
        return stored.invite(tx, user.id, secret_hash(secret), now, until), stored.mark(tx, stored.BOT)

    number, bot = house.store.write(work)
    payload = f"{START}{number}-{secret}"
    return Invitation(f"https://t.me/{bot}?start={payload}" if bot else "", f"/start {payload}", until)


def of_login(house: House, login: str) -> Actor:
    """For the command line.  Raises :class:`BadUser`."""
    row = house.store.read(lambda tx: people.by_login(tx, login.strip().lower()))
    if row is None or not row.active:
        raise BadUser(f"there is no user {login!r}, or they are switched off")
    return actor(row)


def user_id(house: House, login: str) -> int:
    """Of anybody, also of those who are switched off.  Raises :class:`BadUser`."""
    row = house.store.read(lambda tx: people.by_login(tx, login.strip().lower()))
    if row is None:
        raise BadUser(f"there is no user {login!r}")
    return int(row.id)


def bind(tx: Tx, payload: str, telegram_user: str, chat: str, now: datetime) -> Actor | None:
    """The account is that of the user who was given the link; None when it is false, over, used, or of somebody who may
    not (any more).  All look the same from outside."""
    found = _TOKEN.fullmatch(payload.removeprefix(START))
    row = stored.invitation(tx, int(found[1])) if found else None
    given = secret_hash(found[2] if found else "")
    right = hmac.compare_digest(given, row.secret_hash if row is not None else secret_hash("nobody"))
    if row is None or not right or not stored.use_invitation(tx, row.id, now):
        return None
    user = people.user(tx, row.user_id)
    who = actor(user) if user is not None and user.active else None
    if who is None or not who.may("link") or not stored.link(tx, who.id, telegram_user, chat, now):
        return None
    return who


def unlink(house: House, user_id: int, by: str) -> bool:
    """From now on nothing is sent there, and nothing that is pressed there counts.  False when nothing was linked."""
    now = house.now()

    def work(tx: Tx) -> bool:
        done = stored.unlink(tx, user_id)
        if done:
            audit.note(tx, now, by, "telegram.unlinked", f"user:{user_id}")
        return done

    return house.store.write(work)


def linked(house: House, user: Actor) -> bool:
    return house.store.read(lambda tx: stored.link_of(tx, user.id)) is not None


def listing(house: House) -> Sequence[Linked]:
    return [Linked(row.login, row.name) for row in house.store.read(stored.everyone)]


def remember_bot(house: House, username: str) -> None:
    """The bot's name, for links to it."""
    now = house.now()

    def work(tx: Tx) -> None:
        if stored.mark(tx, stored.BOT) != username:
            stored.set_mark(tx, stored.BOT, username, now)

    house.store.write(work)


# -- the group -------------------------------------------------------------------------------------


def group(tx: Tx) -> Group | None:
    kept = stored.group(tx)
    return Group(**json.loads(kept)) if kept else None


def set_group(tx: Tx, user: Actor, chat: str | None, topics: bool, now: datetime) -> None:
    """From now on cases are talked about there; None: in private chats again."""
    user.need("staff_group")
    if chat is not None and not topics:
        raise Refused("no-topics")
    kept = None if chat is None else json.dumps({"chat": chat, "lang": user.lang, "topics": True})
    stored.set_mark(tx, stored.GROUP, kept, now)


def no_topics(house: House) -> None:
    """The group has none any more, or the bot may not make them: what is said goes to the group itself."""
    now = house.now()

    def work(tx: Tx) -> None:
        found = group(tx)
        if found is not None and found.topics:
            kept = json.dumps({"chat": found.chat, "lang": found.lang, "topics": False})
            stored.set_mark(tx, stored.GROUP, kept, now)

    house.store.write(work)


def moved(house: House, old: str, new: str) -> None:
    """The group may have become a supergroup, which has another id."""
    now = house.now()

    def work(tx: Tx) -> None:
        found = group(tx)
        if found is not None and found.chat == old:
            kept = json.dumps({"chat": new, "lang": found.lang, "topics": found.topics})
            stored.set_mark(tx, stored.GROUP, kept, now)

    house.store.write(work)
