"""Incidents: many reports of one place are one; the next reporter hears it, and everybody gets one message.

Danger is never swallowed: such a report belongs to the incident as well, but goes its own way to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import areas, tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.rules import incidents as rules
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.telling import announce
from handlers.texts.shapes import moment
from nlu import language
from storage import conversations, feed
from storage import incidents as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_WORDS = 1000  # characters of the message to everybody


@dataclass(frozen=True, slots=True)
class Joined:
    """A ticket has become part of an incident; ``new``: with this one it is one."""

    incident: Row[Any]
    new: bool


def scope_of(plan: Plan | None, ticket: Row[Any]) -> str | None:
    """What an incident would be of; None when this ticket can be in none."""
    if plan is None or plan.incidents is None or ticket.kind != "report_fault":
        return None
    if ticket.status not in stored.COUNTED or ticket.incident_id is not None:
        return None
    return rules.scope(ticket.region, ticket.address, plan.incidents)


def consider(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Joined | None:
    """Whether this report is part of an incident, by those of the same place.  Those who come at the same time wait
    for each other."""
    plan = house.plan(ticket.plan)
    scope = scope_of(plan, ticket)
    if plan is None or plan.incidents is None or scope is None:
        return None
    policy = plan.incidents
    stored.one_at_a_time(tx, f"incident:{plan.id}:{scope}")
    known = stored.open_of(tx, plan.id, scope)
    members: tuple[int, ...] = (ticket.id,)
    new = False
    if known is None:
        found = rules.judge(_reports(tx, plan, scope, now), now, policy)
        if ticket.id not in found.members:
            return None
        opened = stored.open_one(tx, plan=plan.id, scope=scope, since=found.since, opened_at=now)
        known, members, new = stored.open_of(tx, plan.id, scope), found.members, opened is not None
    assert known is not None, "an incident is opened or open"
    stored.join(tx, known.id, members)
    stored.change(tx, known.id, look_at=now + timedelta(seconds=policy.quiet.seconds))
    for member in members:
        tickets.record(tx, house, member, "incident.joined", "bot", now, {"incident": known.id})
    if new:
        _alarm(tx, ticket, known, scope, len(members), policy.clause, now)
    return Joined(known, new)


def _reports(tx: Tx, plan: Plan, scope: str, now: datetime) -> list[rules.Report]:
    assert plan.incidents is not None
    since = now - timedelta(seconds=plan.incidents.within.seconds)
    by, _, value = scope.partition(":")
    rows = stored.reports(tx, plan.id, by, value, since)
    return [
        rules.Report(r.id, r.created_at)
        for r in rows
        if rules.scope(r.region, r.address, plan.incidents) == scope
    ]


def _alarm(
    tx: Tx, ticket: Row[Any], incident: Row[Any], scope: str, count: int, clause: str, now: datetime
) -> None:
    new = stored_tickets.raise_alarm(
        tx, now, ticket.id, f"incident/{incident.id}", "supervisor", "alarm-incident", incident=incident.id,
        zh=f"{where(scope, ticket.address, 'zh')} · {count}", en=f"{where(scope, ticket.address, 'en')} · {count}", clause=clause,
    )  # fmt: skip
    if new:
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)


def where(scope: str, address: str | None, lang: str) -> str:
    """The place of an incident as people read it; ``address`` is that of one of its tickets."""
    by, _, value = scope.partition(":")
    if by == "region":
        return areas.name(value, lang)
    return rules.building(address) if address else value


def after_turn(scene: Scene) -> None:
    """A report whose place has become known may be one of many: whoever reports hears that it is known.  Somebody in
    danger is told nothing that could make them wait."""
    ticket = scene.ticket
    plan = scene.house.plan(ticket.plan) if ticket is not None else None
    scope = scope_of(plan, ticket) if ticket is not None else None
    if ticket is None or scope is None or scene.tracker.told.get("place") == scope:
        return
    scene.tracker.told["place"] = scope
    joined = consider(scene.tx, scene.house, ticket, scene.now)
    scene.refresh()
    danger = ticket.severity is not None and ticket.severity.get("danger")
    if joined is None or danger or scene.conversation.owner != "bot" or scene.heard.danger:
        return
    since = moment(scene.local(joined.incident.since), scene.lang, scene.now)
    before = len(scene.lines)
    scene.say("incident-known", since=since, where=where(scope, ticket.address, scene.lang))
    if joined.incident.told:
        scene.quote((joined.incident.told_in or {}).get(scene.lang, joined.incident.told))
    scene.lines[:] = scene.lines[before:] + scene.lines[:before]  # first what is known, then what we ask


# -- people of ours ----------------------------------------------------------------------------------------


def tell_all(house: House, user: Actor, incident_id: int, *words: str) -> int:
    """One message to everybody whose open report belongs to it, once, in the language they speak (``words`` in each that is
    needed); where a colleague has the conversation it is a note for the colleague.  Returns how many were told."""
    user.need("alarms")
    longest = max(len(text) for text in words)
    if longest > MOST_WORDS:
        raise Refused("too-long", most=str(MOST_WORDS), has=str(longest))
    texts = {language.detect(text): text.strip() for text in words if text.strip()}
    if not texts:
        raise Refused("empty")
    now = house.now()

    def work(tx: Tx) -> int:
        _open_one(tx, incident_id)
        affected = _speak(tx, stored.members(tx, incident_id))
        missing = sorted(set(affected.values()) - set(texts))
        if missing:
            raise Refused(f"incident-language-{missing[0]}")
        if not stored.tell_once(tx, incident_id, texts, now):
            raise Refused("incident-told")
        told = [
            announce(tx, c, texts[spoken], now, author=user.owner, beside=True, key=f"incident:{incident_id}")
            for c, spoken in sorted(affected.items())
        ]
        return len([t for t in told if t is not None])

    return house.store.write(work)


def _speak(tx: Tx, members: Sequence[Row[Any]]) -> dict[int, str]:
    """The conversations of those who are affected, with the language of each."""
    affected = {t.conversation_id for t in members if t.status in stored.COUNTED}
    affected |= {r.conversation_id for t in members for r in stored.reporters(tx, t.id)}
    rows = (conversations.get(tx, c) for c in affected)
    return {row.id: row.lang for row in rows if row is not None}


def close(house: House, user: Actor, incident_id: int, cause: str) -> None:
    """It is over, with its cause.  Its tickets stay until each is closed: the page proposes it."""
    user.need("alarms")
    if not cause.strip():
        raise Refused("cause")
    now = house.now()

    def work(tx: Tx) -> None:
        _open_one(tx, incident_id)
        if not stored.close(tx, incident_id, cause.strip()[:1000], user.owner, now):
            raise Refused("incident-over")
        _over(tx, house, incident_id, user.owner, now)

    house.store.write(work)


def _open_one(tx: Tx, incident_id: int) -> Row[Any]:
    row = stored.get(tx, incident_id)
    if row is None:
        raise Gone(f"there is no incident {incident_id}")
    if row.closed_at is not None:
        raise Refused("incident-over")
    return row


def _over(tx: Tx, house: House, incident_id: int, actor: str, now: datetime) -> None:
    for ticket in stored.members(tx, incident_id):
        if ticket.status in stored.COUNTED:
            tickets.record(tx, house, ticket.id, "incident.over", actor, now, {"incident": incident_id})


def quiet(tx: Tx, house: House, incident_id: int, now: datetime) -> int:
    """No further report for as long as the plan says: over by itself."""
    row = stored.get(tx, incident_id, locked=True)
    if row is None or row.look_at is None or row.look_at > now:
        return 0
    if stored.close(tx, incident_id, "", "clockwork", now):
        _over(tx, house, incident_id, "clockwork", now)
    return 1


@dataclass(frozen=True, slots=True)
class Member:
    """A ticket of an incident; ``danger``: it is handled by itself and never closed along with the others."""

    ticket: Row[Any]
    danger: bool
    closable: bool


@dataclass(frozen=True, slots=True)
class Shown:
    row: Row[Any]
    plan: Plan | None
    members: tuple[Member, ...]
    speak: tuple[str, ...] = ()  # the languages of those who are affected

    def where(self, lang: str) -> str:
        address = next((m.ticket.address for m in self.members if m.ticket.address), None)
        return where(self.row.scope, address, lang)


def listing(house: House) -> list[Shown]:
    """Open ones first."""

    def read(tx: Tx) -> list[Shown]:
        return [_shown(tx, house, row, stored.members(tx, row.id)) for row in stored.listing(tx)]

    return house.store.read(read)


def _shown(tx: Tx, house: House, row: Row[Any], tickets_of: Sequence[Row[Any]]) -> Shown:
    waits = row.closed_at is None and row.told_at is None
    speak = tuple(sorted(set(_speak(tx, tickets_of).values()), reverse=True)) if waits else ()
    return Shown(row, house.plan(row.plan), tuple(_member(t) for t in tickets_of), speak)


def _member(ticket: Row[Any]) -> Member:
    danger = bool(ticket.severity and ticket.severity.get("danger"))
    return Member(ticket, danger, ticket.status in stored.COUNTED and not danger)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """The incident of a ticket, if it is part of one."""
    row = stored.get(tx, ticket.incident_id) if ticket.incident_id is not None else None
    if row is None:
        return None
    plan = house.plan(row.plan)
    zone = ZoneInfo(plan.zone if plan is not None else "UTC")
    return {
        "id": row.id, "since": row.since.astimezone(zone).isoformat(), "open": row.closed_at is None,
        "where": {lang: where(row.scope, ticket.address, lang) for lang in ("zh", "en")}, "told": row.told, "cause": row.cause,
        "clause": plan.incidents.clause if plan is not None and plan.incidents is not None else "",
        "tickets": [t.number for t in stored.members(tx, row.id)],
    }  # fmt: skip
