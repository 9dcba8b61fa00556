"""Tickets in the hands of dealers, the technical department, salespeople or the branch: one hop after the other.

Every hop has its own clock; the customer's clock runs on.  What a dealer answers is recorded by our people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import handoff, tickets, visits
from handlers.house import House
from handlers.parties import begin_hop, facts_of
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket, notify
from handlers.rules import dealing
from handlers.rules.dealers import PARTIES, Dealers
from handlers.rules.dealing import Party
from handlers.rules.facts import Reason
from handlers.rules.parts import Text
from handlers.texts.shapes import moment
from storage import conversations, dealers, feed, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

CHECKS = ("check_arrangement", "hop_late")  # tasks of the clerk
AHEAD = timedelta(days=60)


def pass_to(house: House, user: Actor, ticket_id: int, party: str, dealer: str, why: str) -> None:
    """Hand a ticket to a party; the hop before, if any, ends.  A dealer's goes back only with :func:`hand_back`."""
    user.need("dispatch")
    if party not in PARTIES:
        raise Refused("field", name="party")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, rules = _open(tx, house, ticket_id)
        receiver = dealers.by_code(tx, dealer) if party == "dealer" else None
        if party == "dealer" and (receiver is None or not receiver.active):
            raise Refused("which-dealer")
        before = dealers.running(tx, ticket_id)
        if before is not None:
            if before.party == "dealer" and party != "dealer":
                raise Refused("dealer-keeps")
            if (before.party, before.dealer_id) == (party, receiver.id if receiver is not None else None):
                raise Refused("same-party")
            if not why.strip():
                raise Refused("why")
            dealers.change_hop(tx, before.id, ended_at=now, outcome="passed_on", why=why.strip()[:500])
        said = Text(zh=why.strip()[:300] or "人工转交", en=why.strip()[:300] or "passed by a person of ours")
        to = Party(party, receiver.code if receiver is not None else None, _collects(rules, party),
                   (Reason("person", said, rules.clause),))  # fmt: skip
        begin_hop(tx, house, ticket, to, user.owner, now)

    house.store.write(work)


def _collects(rules: Dealers, party: str) -> bool:
    return any(route.collects_parts for route in rules.routes if route.party == party)


def accept(house: House, user: Actor, ticket_id: int) -> None:
    """The party has taken it.  When a visit is booked already, that is the arrangement."""
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, _ = _open(tx, house, ticket_id)
        hop = _running(tx, ticket_id)
        _in_hands(user, hop)
        if not dealers.change_hop(tx, hop.id, unset="accepted_at", accepted_at=now):
            raise Refused("accepted-before")
        tickets.record(tx, house, ticket_id, "dispatch.accepted", user.owner, now, {"hop": hop.number})
        visit = visits.booked(tx, ticket_id)
        if visit is not None:
            _arranged(tx, house, ticket, hop, user, now, visit.technician, visit.start)

    house.store.write(work)


def arrange(house: House, user: Actor, ticket_id: int, who: str, when: str, price: str) -> None:
    """The party has arranged the service: ``who`` comes, ``when`` (local, as a form writes it), for what ``price`` (empty: as
    the ticket says).  The customer is told.  A promise beyond the scope is refused, and that stays written."""
    now = house.now()
    who = who.strip()
    if not 1 <= len(who) <= 60:
        raise Refused("field", name="who")

    def work(tx: Tx) -> Refused | None:
        ticket, rules = _open(tx, house, ticket_id)
        hop = _running(tx, ticket_id)
        _in_hands(user, hop)
        at = _local(when, ZoneInfo(house.plans[ticket.plan].zone), now)
        promised = amount(price) if price.strip() else None
        beyond = _beyond(tx, house, ticket, rules, hop, promised, user, now)
        if beyond is not None:
            return beyond
        if not tickets.consent_holds(tx, ticket):
            return Refused("no-consent")
        if hop.arranged_at is not None:
            return Refused("arranged-before")
        if hop.accepted_at is None:
            dealers.change_hop(tx, hop.id, unset="accepted_at", accepted_at=now)
            tickets.record(tx, house, ticket_id, "dispatch.accepted", user.owner, now, {"hop": hop.number})
        _arranged(tx, house, ticket, hop, user, now, who, at)
        _tell(tx, house, ticket, now, "dispatch-arranged", at, who=who)
        return None

    _done(house.store.write(work))


def amount(text: str) -> int:
    """Yuan as people write them, in minor units."""
    whole, _, rest = text.strip().lstrip("¥￥").partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 7 and len(rest) <= 2):
        raise Refused("field", name="price")
    if rest and not (rest.isascii() and rest.isdecimal()):
        raise Refused("field", name="price")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def _beyond(
    tx: Tx, house: House, ticket: Row[Any], rules: Dealers, hop: Row[Any], promised: int | None, user: Actor,
    now: datetime,
) -> Refused | None:  # fmt: skip
    fee = ticket.fee or {"low": 0, "high": 0}
    found = dealing.within_scope(
        rules, verdict=(ticket.warranty or {}).get("verdict"), low=fee["low"], high=fee["high"], promised=promised
    )  # fmt: skip
    if found.allowed:
        return None
    data = {"hop": hop.number, "what": "promise", "amount": promised, "clause": found.reasons[0].clause}
    tickets.record(tx, house, ticket.id, "dispatch.refused", user.owner, now, data)
    return _because("beyond-scope", found.reasons, user)


def hand_back(house: House, user: Actor, ticket_id: int, name: str, why: str) -> None:
    """A dealer gives a ticket back.  Allowed only for what the plan names; a refusal is written, too."""
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> Refused | None:
        ticket, rules = _open(tx, house, ticket_id)
        hop = _running(tx, ticket_id)
        _in_hands(user, hop)
        if hop.party != "dealer":
            return Refused("no-dealers")
        verdict = (ticket.warranty or {}).get("verdict")
        found = dealing.hand_back(rules, name, verdict=verdict, component=ticket.component)
        data = {
            "hop": hop.number,
            "reason": name,
            "why": why.strip()[:500],
            "clause": found.reasons[0].clause,
        }
        if not found.allowed or found.to is None:
            tickets.record(tx, house, ticket_id, "dispatch.refused", user.owner, now, data)
            return _because("hand-back", found.reasons, user)
        dealers.change_hop(tx, hop.id, ended_at=now, outcome="handed_back", why=why.strip()[:500])
        ticket = tickets.record(tx, house, ticket_id, "dispatch.returned", user.owner, now, data)
        to = Party(found.to, None, _collects(rules, found.to), found.reasons)
        begin_hop(tx, house, ticket, to, user.owner, now)
        return None

    _done(house.store.write(work))


def check(house: House, user: Actor, ticket_id: int) -> None:
    """The clerk has looked: what is not arranged by now goes to the management at once."""
    user.need("dispatch")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, rules = _open(tx, house, ticket_id)
        hop = dealers.running(tx, ticket_id)
        done = (hop is not None and hop.arranged_at is not None) or visits.booked(tx, ticket_id) is not None
        tickets.record(tx, house, ticket_id, "dispatch.checked", user.owner, now, {"arranged": done})
        handoff.drop_tasks(tx, ticket_id, now, only=CHECKS)
        if not done and stored_tickets.raise_alarm(
            tx, now, ticket_id, f"not_arranged#{now.isoformat()}", rules.report_to, "alarm-not-arranged",
            due=(hop.due_at or now).isoformat() if hop is not None else now.isoformat(),
        ):  # fmt: skip
            feed.tell(tx, "alarm", ticket_id, now, ticket.conversation_id)

    house.store.write(work)


def clerk_looks(tx: Tx, house: House, ticket: Row[Any], clock: str, now: datetime) -> None:
    """A clock's escalation to the clerk is a task for the clerk, where the plan works through dealers."""
    rules = house.plans[ticket.plan].dealers
    if rules is None or clock not in (rules.check, rules.hop):
        return
    reason = CHECKS[0] if clock == rules.check else CHECKS[1]
    if queue.open_task(tx, ticket.conversation_id, reason, ticket.id) is None:
        queue.add(tx, now, queue=rules.queue, kind="task", reason=reason, conversation_id=ticket.conversation_id,
                  ticket_id=ticket.id, severity_level=ticket.severity_level or 3, due_at=ticket.due_at, skills=[])  # fmt: skip
        feed.tell(tx, "queue", ticket.id, now, ticket.conversation_id)


# -- the small parts -------------------------------------------------------------------------------


def _open(tx: Tx, house: House, ticket_id: int) -> tuple[Row[Any], Dealers]:
    ticket = locked_ticket(tx, ticket_id)
    rules = facts_of(house, ticket)
    if rules is None:
        raise Refused("no-dealers")
    if ticket.status not in tickets.OPEN:
        raise Refused("closed", number=ticket.number or "")
    return ticket, rules


def _running(tx: Tx, ticket_id: int) -> Row[Any]:
    hop = dealers.running(tx, ticket_id)
    if hop is None:
        raise Refused("not-passed")
    return hop


def _in_hands(user: Actor, hop: Row[Any]) -> None:
    """Our people act for any party, a dealer for what is in the dealer's own hands."""
    own = user.may("own_tickets") and hop.party == "dealer" and hop.dealer_id == user.dealer is not None
    if not own:
        user.need("dispatch")


def _arranged(
    tx: Tx, house: House, ticket: Row[Any], hop: Row[Any], user: Actor, now: datetime, who: str, at: datetime
) -> None:
    about = {"who": who, "at": at.isoformat()}
    if not dealers.change_hop(tx, hop.id, unset="arranged_at", arranged_at=now, arranged=about):
        raise Refused("arranged-before")
    data = {"hop": hop.number, **about}
    tickets.record(tx, house, ticket.id, "dispatch.arranged", user.owner, now, data)
    handoff.drop_tasks(tx, ticket.id, now, only=(*CHECKS, *visits.NO_VISIT))


def _local(when: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A local time as ``datetime-local`` writes it."""
    try:
        at = datetime.strptime(when.strip()[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=zone)
    except ValueError:
        raise Refused("field", name="when") from None
    if not now - timedelta(minutes=5) <= at <= now + AHEAD:
        raise Refused("when-not")
    return at


def _tell(
    tx: Tx, house: House, ticket: Row[Any], now: datetime, text_id: str, at: datetime, **args: str
) -> None:
    row = conversations.get(tx, ticket.conversation_id)
    assert row is not None, "a ticket belongs to a conversation"
    when = moment(at.astimezone(ZoneInfo(house.plans[ticket.plan].zone)), row.lang, now)
    notify(tx, row.id, now, text_id, number=ticket.number, when=when, **args)


def _because(why: str, reasons: Sequence[Reason], user: Actor) -> Refused:
    first = reasons[0]
    return Refused(why, because=first.text.of(user.lang), clause=first.clause)


def _done(refused: Refused | None) -> None:
    """What was refused stays written; only then it is told."""
    if refused is not None:
        raise refused
