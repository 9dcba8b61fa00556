"""No paid visit, and nothing sent that is charged, without the customer's consent: by whatever way in (P3.5).

Customers in the chat, people in the console and programs of the API do whatever they like, in any order; whatever they
do, a visit is booked, a dealer arranges one, somebody sets out and a part is reserved only when it is free, not decided
yet, or agreed to at exactly this price.  Ways in: a report, planned support on site (P6.7), a cause that turns out to be
the customer's (P2.3), a dealer (P8.4).
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

from handlers import causes, desk, dispatch, overrule, queue, supply_desk, tickets, visit_desk, visits
from handlers.people import Refused
from handlers.queue import Gone
from handlers.rules import serials
from handlers.rules.dealers import PARTIES
from storage import contract_prices, conversations, devices
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Store, Tx
from storage.models import Ticket
from storage.stock_tables import Reservation
from tests.world import ZONE, World

BOOKED = ("visit.booked", "visit.moved", "parts.reserved", "visit.on_the_way", "dispatch.arranged")
SAID = ("存储宕机了，全公司停工，送台备机来", "DEMO-P6-0002", "DEMO-P6-0001", "张伟，13800138001，上海市浦东新区张江路88号",
        "第一个", "同意", "不同意", "确认", "预约上门", "换个时间", "太贵了", "还是修吧", "取消预约", "硬盘坏了", "请送一台备机", "我反悔了，不修了",
        "/yes", "/no", "/book", "/report", "人工", "多少钱", "请帮我们把存储搬到新机房", "周五上午")  # fmt: skip
AT_HOME = ("客厅瓷砖空鼓开裂", "DEMO-P2-0001", "赵敏，13800138000，杭州市文三路12号", "没有", "第一个", "确认", "同意", "不同意",
           "预约上门", "换个时间", "太贵了", "还是修吧", "取消预约", "我反悔了，不修了", "/yes", "/no", "/book", "/report", "人工", "多少钱")  # fmt: skip
IN_THE_FIELD = ("The header of my harvester shakes a little, it still works", "DEMO-P8-0003", "Tom Field, 13812345678, 1 Main Road, Chengdu",
                "yes", "no", "ok", "book a visit", "another time", "too expensive", "repair it after all", "cancel the visit",
                "/yes", "/no", "/book", "/report", "a person please", "how much is it")  # fmt: skip


@dataclass
class Deeds:
    """Everything that somebody may try, each with a number that chooses among what there is."""

    world: World
    who: str
    plan: str = "p6"
    said: tuple[str, ...] = SAID

    def ticket(self) -> int | None:
        def read(tx: Tx) -> int | None:
            row = conversations.find(tx, "rest", self.who)
            found = stored_tickets.of_conversation(tx, row.id) if row is not None else []
            return found[0].id if found else None

        return self.world.store.read(read)

    def says(self, n: int) -> None:
        self.world.say(self.said[n % len(self.said)], who=self.who, plan=self.plan, channel="rest")

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

    def finds(self, n: int) -> None:
        plan = self.world.house.plans[self.plan]
        cause = plan.causes[n % len(plan.causes)].id
        component = ("", *(c.id for c in plan.components))[n // 7 % (len(plan.components) + 1)]
        self.on(lambda t: causes.find(self.world.house, self.world.user(), t, cause, "x", component))

    def approves(self, _: int) -> None:
        self.on(lambda ticket: causes.approve(self.world.house, self.world.user("sue"), ticket))

    def steps(self, n: int) -> None:
        step = ("on_the_way", "arrived", "on_the_way", "done")[n % 4]
        self.on(lambda ticket: visit_desk.step(self.world.house, self.world.user(), ticket, step))

    def passes(self, n: int) -> None:
        party = PARTIES[n % len(PARTIES)]
        dealer = "shu" if party == "dealer" else ""
        self.on(lambda t: dispatch.pass_to(self.world.house, self.world.user("kim"), t, party, dealer, "x"))

    def arranges(self, n: int) -> None:
        when = f"{self.world.now.astimezone(ZONE) + timedelta(hours=3):%Y-%m-%dT%H:%M}"
        price = ("", "0", "99")[n % 3]
        self.on(lambda t: dispatch.arrange(self.world.house, self.world.user("kim"), t, "Li", when, price))

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


AT_HOME_DEEDS = (*DEEDS[:7], "offers", "books", "overrules", "finds", "finds", "approves", "steps", "steps", "gives_back", "waits")  # fmt: skip
FIELD_DEEDS = ("says", "says", "says", "says", "passes", "passes", "arranges", "arranges", "overrules", "finds", "gives_back", "waits")  # fmt: skip
Did = list[tuple[str, int]]


def did(deeds: tuple[str, ...]) -> st.SearchStrategy[Did]:
    return st.lists(st.tuples(st.sampled_from(deeds), st.integers(0, 200)), min_size=4, max_size=14)


def check(actor: Deeds, deeds: Did, start: tuple[int, ...]) -> None:
    """``start``: what is said first, a report that has everything but consent."""
    for n in start:
        actor.says(n)
    known = set(booked(actor.world))
    for name, n in deeds:
        with suppress(Refused, Gone):
            getattr(actor, name)(n)
        now = set(booked(actor.world))
        for ticket_id, _ in now - known:
            assert allowed(actor.world, ticket_id), (name, n, deeds)
        known = now


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # what is decided here no database decides
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=did(DEEDS), start=st.booleans())
def test_nobody_comes_and_nothing_is_sent_unpaid_for(store: Store, deeds: Did, start: bool) -> None:
    world = _world(store)
    check(Deeds(world, f"c{world.count}-{id(deeds)}"), deeds, (0, 1, 3) if start else ())


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=did(AT_HOME_DEEDS))
def test_nobody_sets_out_for_what_turned_out_to_be_the_customers_cause(store: Store, deeds: Did) -> None:
    world = _world(store)
    actor = Deeds(world, f"c{world.count}-{id(deeds)}", "p2", AT_HOME)
    check(actor, [("offers", 0), ("books", 0), *deeds], (0, 1, 2, 3))


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=did(FIELD_DEEDS))
def test_no_dealer_arranges_what_nobody_has_agreed_to(store: Store, deeds: Did) -> None:
    world = _world(store)
    actor = Deeds(world, f"c{world.count}-{id(deeds)}", "p8", IN_THE_FIELD)
    check(actor, deeds, (0, 1, 2))


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


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_the_examples_do_reach_setting_out_and_dealers(store: Store) -> None:
    world = World(store).settle()
    home = Deeds(world, "home", "p2", AT_HOME)
    for n in (0, 1, 2, 3):
        home.says(n)
    home.offers(0)
    home.books(0)
    assert len(booked(world)) == 1, "covered: booked without a price"
    causes_ = [c.id for c in world.house.plans["p2"].causes]
    home.finds(causes_.index("customer"))
    with pytest.raises(Refused):
        home.steps(0)
    home.says(AT_HOME.index("同意"))
    before = len(booked(world))
    home.steps(0)
    assert len(booked(world)) == before + 1

    field = Deeds(world, "field", "p8", IN_THE_FIELD)
    for n in (0, 1, 2):
        field.says(n)
    with suppress(Refused):
        field.passes(0)
    with pytest.raises(Refused):
        field.arranges(0)
    field.says(3)
    before = len(booked(world))
    field.arranges(0)
    assert len(booked(world)) == before + 1
