"""No paid visit, and nothing sent that is charged, without the customer's consent: by whatever way in (P3.5).

Customers in the chat, people in the console and programs of the API do whatever they like, in any order; whatever they
do, a visit is booked and a part is reserved only when it is free, not decided yet, or agreed to at exactly this price.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers import desk, overrule, queue, supply_desk, tickets, visit_desk, visits
from handlers.people import Refused
from handlers.queue import Gone
from handlers.rules import serials
from storage import contract_prices, conversations, devices
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Store, Tx
from storage.models import Ticket
from storage.stock_tables import Reservation
from tests.world import World

BOOKED = ("visit.booked", "visit.moved", "parts.reserved")
SAID = ("存储宕机了，全公司停工，送台备机来", "DEMO-P6-0002", "DEMO-P6-0001", "张伟，13800138001，上海市浦东新区张江路88号",
        "第一个", "同意", "不同意", "确认", "预约上门", "换个时间", "太贵了", "还是修吧", "取消预约", "硬盘坏了", "请送一台备机", "我反悔了，不修了",
        "/yes", "/no", "/book", "/report", "人工", "多少钱")  # fmt: skip


@dataclass
class Deeds:
    """Everything that somebody may try, each with a number that chooses among what there is."""

    world: World
    who: str

    def ticket(self) -> int | None:
        def read(tx: Tx) -> int | None:
            row = conversations.find(tx, "rest", self.who)
            found = stored_tickets.of_conversation(tx, row.id) if row is not None else []
            return found[0].id if found else None

        return self.world.store.read(read)

    def says(self, n: int) -> None:
        self.world.say(SAID[n % len(SAID)], who=self.who, plan="p6", channel="rest")

    def offers(self, _: int) -> None:
        self.on(lambda ticket: visit_desk.offer(self.world.house, self.world.user(), ticket))

    def books(self, n: int) -> None:
        def book(ticket: int) -> None:
            held = self.world.store.read(lambda tx: stored_visits.of_ticket(tx, ticket, ("held",)))
            if held:
                visit_desk.confirm(self.world.house, self.world.user(), ticket, held[n % len(held)].id)

        self.on(book)

    def sends(self, n: int) -> None:
        def send(ticket: int) -> None:
            what = (("standby", ""), ("part", "HD-4T"))[n % 2]
            supply_desk.order(self.world.house, self.world.user("kim"), ticket, *what, 1, "x")

        self.on(send)

    def overrules(self, n: int) -> None:
        verdict = ("covered", "not_covered", "undecided")[n % 3]
        self.on(lambda ticket: overrule.warranty(self.world.house, self.world.user(), ticket, verdict, "x"))

    def changes_the_contract(self, n: int) -> None:
        def change(tx: Tx) -> None:
            device = devices.by_key(tx, serials.fold("DEMO-P6-0002"))
            contract_prices.put(tx, device.id, ("visit", "disk")[n % 2], 50_000 + n, None)

        self.world.store.write(change)

    def gives_back(self, _: int) -> None:
        conversation = self.world.store.read(lambda tx: conversations.find(tx, "rest", self.who))
        found = desk.case(self.world.house, self.world.user(), conversation.id) if conversation else None
        if found is not None and found.item is not None:
            with suppress(Refused):
                queue.claim(self.world.house, self.world.user(), found.item.id)
            queue.return_to_bot(self.world.house, self.world.user(), found.item.id, "")

    def waits(self, n: int) -> None:
        self.world.now += timedelta(minutes=n % 60)

    def on(self, work: Callable[[int], object]) -> None:
        ticket = self.ticket()
        if ticket is not None:
            work(ticket)


DEEDS = ("says", "says", "says", "says", "offers", "books", "sends", "overrules", "changes_the_contract", "gives_back", "waits")  # fmt: skip


def booked(world: World) -> list[tuple[int, int]]:
    """(ticket, entry of its log) of every visit that was booked and everything that was reserved."""

    def read(tx: Tx) -> list[tuple[int, int]]:
        ids = tx.sql.execute(select(Ticket.id)).scalars()
        return [(t, e.id) for t in ids for e in stored_tickets.log(tx, t) if e.event in BOOKED]

    return world.store.read(read)


def allowed(world: World, ticket_id: int) -> bool:
    """By the ticket itself, not by the gate that is tested."""

    def read(tx: Tx) -> bool:
        ticket: Any = stored_tickets.get(tx, ticket_id)
        if ticket.fee is None or ticket.fee["free"] or ticket.warranty["verdict"] == "undecided":
            return True
        given = stored_tickets.last_consent(tx, ticket_id)
        agreed = given is not None and given.given
        return agreed and (given.low, given.high) == (ticket.fee["low"], ticket.fee["high"])

    return world.store.read(read)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # what is decided here no database decides
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 200)), min_size=4, max_size=14), start=st.booleans())  # fmt: skip
def test_nobody_comes_and_nothing_is_sent_unpaid_for(
    store: Store, deeds: list[tuple[str, int]], start: bool
) -> None:
    world = _world(store)
    actor = Deeds(world, f"c{world.count}-{id(deeds)}")
    if start:  # a report that is out of warranty, with everything but consent
        for n in (0, 1, 3):
            actor.says(n)
    known = set(booked(world))
    for name, n in deeds:
        with suppress(Refused, Gone):
            getattr(actor, name)(n)
        now = set(booked(world))
        for ticket_id, _ in now - known:
            assert allowed(world, ticket_id), (name, n, deeds)
        known = now


_WORLDS: dict[int, World] = {}


def _world(store: Store) -> World:
    """One for all examples: making one takes longer than what happens in it."""
    if id(store) not in _WORLDS:
        _WORLDS.clear()
        _WORLDS[id(store)] = World(store).settle()
    return _WORLDS[id(store)]


def test_the_examples_do_reach_visits_and_parts(store: Store) -> None:
    """So that the property says something: with consent both are possible, without neither."""
    world = World(store).settle()
    actor = Deeds(world, "customer")
    for n in (0, 1, 3):
        actor.says(n)
    actor.offers(0)
    for deed in (actor.books, actor.sends):
        with pytest.raises(Refused):
            deed(0)
    assert not booked(world) and not world.store.read(lambda tx: tx.sql.execute(select(Reservation.id)).all())
    actor.says(SAID.index("同意"))
    actor.offers(0)
    actor.books(0)
    actor.sends(1)
    assert len(booked(world)) >= 2
    ticket_id = actor.ticket()
    assert ticket_id is not None and allowed(world, ticket_id)
    ticket = world.store.read(lambda tx: stored_tickets.get(tx, ticket_id))
    assert ticket is not None and world.store.read(lambda tx: tickets.consent_holds(tx, ticket))
    assert world.store.read(lambda tx: visits.booked(tx, ticket_id)) is not None
