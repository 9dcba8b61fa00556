"""The queue, whatever people and time do to it: one holder at most, nothing that waits is hidden, the most urgent goes
first, and what nobody accepts is not lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import Row, select

from handlers import accounts, desk, handoff, presence, queue, reassign, shift, tickets, watch
from handlers.people import LEASE, Refused
from storage import conversations
from storage import people as stored_people
from storage.assignment_tables import Assignment
from storage.engine import Tx
from storage.models import Conversation, LogEntry, QueueItem
from tests.models.play import Machine, Worlds, play

LOGINS = ("ann", "bob", "cat", "sue")
WAITING, CLAIMED, CLOSED = "waiting", "claimed", "closed"
PLAN = "p3"
who = st.sampled_from(LOGINS)
which = st.integers(0, 30)
mostly = st.sampled_from([True, True, True, False])  # whether it is somebody who may
BACK = {"return": queue.return_to_bot, "resolve": queue.resolve}


@dataclass
class Item:
    """What we think of an item: whose it is, whom it was last passed on to, and until when it is kept for its holder."""

    severity: int
    holder: str | None = None
    closed: bool = False
    passed_to: str | None = None
    lease: datetime | None = None

    @property
    def status(self) -> str:
        return CLOSED if self.closed else CLAIMED if self.holder else WAITING


class Queue(Machine):
    def begin(self) -> None:
        self.items: dict[int, Item] = {}
        self.off: set[str] = set()
        self.handovers = Counter[tuple[int, str]]()
        now = self.world.house.now()
        self.world.store.write(lambda tx: stored_people.add_user(
            tx, now, login="cat", name="Cat", role="engineer", password_hash="-", lang="en", queues=[]))  # fmt: skip
        self.people = {login: self.world.user(login) for login in LOGINS}
        self.ids = {actor.id: login for login, actor in self.people.items()}
        self.customers = 0
        self.looked = True  # clockwork, since anything happened

    # -- what happens ------------------------------------------------------------------------------

    @rule(severity=st.integers(1, 3), ticket=st.booleans())
    def somebody_asks_for_a_person(self, severity: int, ticket: bool) -> None:
        house, self.customers = self.world.house, self.customers + 1
        plan, name = house.plans[PLAN], f"c{self.customers}"

        def work(tx: Tx) -> int:
            now = house.now()
            row = conversations.lock(tx, "terminal", name, now, plan=PLAN)
            about = None
            if ticket:
                about = tickets.open_ticket(tx, house, plan, row.id, "report_fault", "x", "customer", now, status="open",
                                            severity_level=severity, region="hangzhou")  # fmt: skip
            given = handoff.hand_over(tx, house, row, plan, about, "asked", now, at_least=severity)
            return given.item_id

        self.items[self.world.store.write(work)] = Item(severity)
        self.clockwork()

    @rule(login=who, n=which)
    def claims(self, login: str, n: int) -> None:
        item_id, item = self._one(n)
        done = self._does(login, queue.claim, item_id)
        assert done == (item.status == WAITING), "exactly what waits can be claimed"
        if done:
            self._held(item_id, login)

    @rule(login=who, n=which)
    def answers(self, login: str, n: int) -> None:
        item_id, item = self._one(n)
        row = self._row(item_id)
        words = f"k{self.world.now.timestamp()}"
        mine = item.holder == login
        if item.closed:
            return
        done = self._does(login, queue.reply, row.conversation_id, "您好", words)
        assert done == (item.holder in (None, login))
        if done and not mine:
            self._held(item_id, login)

    @rule(login=who, to=who, n=which, right=mostly)
    def passes_on_to_a_colleague(self, login: str, to: str, n: int, right: bool) -> None:
        item_id, item, login = self._held_by(n, login, right)
        gone = to in self.off or self._standing(to) == "off"
        done = self._does(login, queue.transfer, item_id, f"user:{self.people[to].id}", "yours")
        assert done == (item.status == CLAIMED and item.holder == login and to != login and not gone)
        if done:
            item.passed_to = to

    @rule(login=who, n=which, right=mostly)
    def gives_back(self, login: str, n: int, right: bool) -> None:
        item_id, item, login = self._held_by(n, login, right)
        done = self._does(login, queue.transfer, item_id, f"queue:{self._row(item_id).queue}", "not mine")
        assert done == (item.holder == login and not item.closed)
        if done:
            item.holder = item.passed_to = item.lease = None
        self.clockwork()

    @rule(to=who, n=which)
    def the_supervisor_offers_it_to_somebody(self, to: str, n: int) -> None:
        item_id, item = self._one(n)
        gone = to in self.off or self._standing(to) == "off"
        done = self._moves(item_id, f"user:{self.people[to].id}")
        assert done == (not item.closed and item.holder != to and not gone)
        if done:
            item.passed_to = to

    @rule(n=which)
    def the_supervisor_takes_it(self, n: int) -> None:
        item_id, item = self._one(n)
        seen = reassign.Chosen(item_id, self._row(item_id).token)
        done = self._does("sue", reassign.take_one, seen)
        assert done == (not item.closed and item.holder != "sue")
        if done:
            self._held(item_id, "sue")

    @rule(n=which)
    def the_supervisor_moves_it(self, n: int) -> None:
        item_id, item = self._one(n)
        elsewhere = "solar-shanghai" if self._row(item_id).queue != "solar-shanghai" else "solar-nanjing"
        done = self._moves(item_id, f"queue:{elsewhere}")
        assert done == (not item.closed)
        if done:
            item.holder = item.passed_to = item.lease = None

    @rule(login=who, n=which, right=mostly)
    def accepts(self, login: str, n: int, right: bool) -> None:
        item_id, login = self._offered_to(n, login, right)
        asked = self._asked(item_id)
        done = self._does(login, queue.accept, item_id)
        assert done == (asked == login)
        if done:
            self._held(item_id, login)

    @rule(login=who, n=which, right=mostly)
    def refuses(self, login: str, n: int, right: bool) -> None:
        item_id, login = self._offered_to(n, login, right)
        item, asked = self.items[item_id], self._asked(item_id)
        done = self._does(login, queue.refuse, item_id, "no time")
        assert done == (asked == login)
        if done:
            item.passed_to = None
        self.clockwork()

    @rule(login=who, n=which, how=st.sampled_from(sorted(BACK)), right=mostly)
    def ends_it(self, login: str, n: int, how: str, right: bool) -> None:
        item_id, item, login = self._held_by(n, login, right)
        done = self._does(login, BACK[how], item_id, "a loose cable")
        assert done == (item.holder == login and not item.closed)
        if done:
            item.closed = True
        self.clockwork()

    @rule(login=who, state=st.sampled_from(["ready", "ready", "busy", "away", None]))
    def is_seen(self, login: str, state: str | None) -> None:
        if login in self.off:
            return
        presence.beat(self.world.house, self.people[login], state, by_hand=True)
        for item in self.items.values():
            if item.holder == login and not item.closed and item.lease is not None:
                item.lease = max(item.lease, self.world.house.now() + LEASE)
        self.clockwork()

    @rule(login=who)
    def ends_the_shift(self, login: str) -> None:
        if login in self.off:
            return
        held = [item for item in self.items.values() if item.holder == login and not item.closed]
        assert shift.end(self.world.house, self.people[login], "see you tomorrow") == len(held)
        for item in held:
            item.holder = item.passed_to = item.lease = None
        self.clockwork()

    @rule(login=st.sampled_from(["bob", "cat"]))
    def leaves_the_house(self, login: str) -> None:
        """Whoever cannot log in any more is not seen: what they hold comes back with its lease."""
        accounts.switch(self.world.house, login, login in self.off)
        self.off ^= {login}
        self.clockwork()

    @rule(seconds=st.sampled_from([1, 20, 60, 180, 601, 1900, 7200]), often=st.booleans())
    def time_passes(self, seconds: int, often: bool) -> None:
        until = self.world.now + timedelta(seconds=seconds)
        while often and self.world.now + timedelta(seconds=30) < until:
            self.world.now += timedelta(seconds=30)
            self.clockwork()
        self.world.now = until
        self.clockwork()

    def clockwork(self) -> None:
        before = {row.id: row for row in self._rows()}
        now, self.looked = self.world.house.now(), True
        for _ in range(60):  # it looks at fifty of a kind at a time, and at once again when it is woken
            if not watch.fire(self.world.house, now) and not self._new_for(now):
                break
        for item in self.items.values():
            if item.holder and not item.closed and item.lease is not None and item.lease <= now:
                item.holder = item.passed_to = item.lease = None
        self._most_urgent_first(before)
        for item_id, item in self.items.items():
            if item.passed_to and self._row(item_id).offered_to is None:
                item.passed_to = None  # nobody accepted in time

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def one_holder_at_most_and_it_is_the_one_we_think(self) -> None:
        for row in self._rows():
            item = self.items[row.id]
            assert (row.status, self.ids.get(row.claimed_by) if row.status == CLAIMED else None) == (
                item.status, item.holder if not item.closed else None,
            ), row.id  # fmt: skip
            assert row.status != WAITING or (row.claimed_by, row.lease_until) == (None, None)
            owner = self._owner(row.conversation_id)
            wanted = {WAITING: "queue", CLAIMED: f"user:{row.claimed_by}", CLOSED: "bot"}[row.status]
            assert owner == wanted, f"item {row.id} is {row.status}, its conversation is {owner}'s"

    @invariant()
    def nothing_that_waits_is_hidden_and_it_is_in_order(self) -> None:
        waits = [row for row in self._rows() if row.status == WAITING]
        waits.sort(key=lambda r: (r.severity_level, r.due_at is None, r.due_at, r.id))
        for login in ("ann", "sue"):
            shown = [c.item for c in desk.cards(self.world.house, self.people[login])]
            assert shown == [row.id for row in waits]

    @invariant()
    def the_log_tells_every_change_of_hands(self) -> None:
        taken = ("queue.claimed", "queue.accepted")
        wanted = select(LogEntry.event, LogEntry.actor, LogEntry.data).where(LogEntry.event.in_(taken))
        told = Counter(
            (e.data["item"], e.actor) for e in self.world.store.read(lambda tx: tx.sql.execute(wanted).all())
        )
        about = {row.id for row in self._rows() if row.ticket_id is not None}
        assert told == Counter({k: n for k, n in self.handovers.items() if k[0] in about})

    @invariant()
    @precondition(lambda self: self.looked)
    def nobody_is_asked_beyond_the_time_to_answer(self) -> None:
        now = self.world.house.now()
        for row in self._rows():
            if row.status != CLOSED and row.offered_to is not None:
                assert row.offer_until > now and self.ids[row.offered_to] is not None
                assert row.offered_to != row.claimed_by

    @invariant()
    @precondition(lambda self: self.looked)
    def what_waits_is_offered_or_looked_at_again(self) -> None:
        now = self.world.house.now()
        for row in self._rows():
            if row.status == WAITING and row.offered_to is None:
                assert row.offer_after is not None and row.offer_after > now, f"nobody looks at item {row.id}"

    def _most_urgent_first(self, before: dict[int, Row[Any]]) -> None:
        """Whoever was asked just now was asked about nothing less urgent than what was never offered to anybody."""
        rows = self._rows()
        asked = self.world.store.read(lambda tx: set(tx.sql.execute(
            select(Assignment.item_id).where(Assignment.user_id.is_not(None))).scalars()))  # fmt: skip
        untouched = [r for r in rows if r.status == WAITING and r.offered_to is None and r.id not in asked]
        for row in rows:
            was = before.get(row.id)
            new = (
                row.status == WAITING
                and row.offered_to is not None
                and (was is None or was.offered_to != row.offered_to)
            )
            worse = [u.id for u in untouched if new and u.severity_level < row.severity_level]
            assert not worse, f"item {row.id} was offered before {worse}"

    # -- small parts -------------------------------------------------------------------------------

    def _one(self, n: int) -> tuple[int, Item]:
        if not self.items:
            self.somebody_asks_for_a_person(2, True)
        ids = sorted(self.items)
        item_id = ids[-1 - n % len(ids)]
        return item_id, self.items[item_id]

    def _held_by(self, n: int, login: str, right: bool) -> tuple[int, Item, str]:
        """An item, and its holder where that is wanted and somebody holds one."""
        held = [i for i, item in sorted(self.items.items()) if item.holder and not item.closed]
        if not right or not held:
            return (*self._one(n), login)
        item_id = held[n % len(held)]
        return item_id, self.items[item_id], str(self.items[item_id].holder)

    def _offered_to(self, n: int, login: str, right: bool) -> tuple[int, str]:
        asked = {row.id: self._asked(row.id) for row in self._rows()}
        open_ = [i for i, whom in asked.items() if whom]
        if not right or not open_:
            return self._one(n)[0], login
        item_id = open_[n % len(open_)]
        return item_id, str(asked[item_id])

    def _does(self, login: str, act: Callable[..., object], *given: object) -> bool:
        self.world.now += timedelta(seconds=1)
        self.looked = False
        try:
            act(self.world.house, self.people[login], *given)
        except Refused:
            return False
        return True

    def _moves(self, item_id: int, to: str) -> bool:
        seen = reassign.Chosen(item_id, self._row(item_id).token)
        return self._does("sue", reassign.move_one, seen, to, "busy over there")

    def _held(self, item_id: int, login: str) -> None:
        item = self.items[item_id]
        item.holder, item.passed_to, item.lease = login, None, self.world.house.now() + LEASE
        self.handovers[item_id, self.people[login].owner] += 1

    def _rows(self) -> list[Row[Any]]:
        wanted = select(QueueItem.__table__).order_by(QueueItem.id)
        return list(self.world.store.read(lambda tx: tx.sql.execute(wanted).all()))

    def _row(self, item_id: int) -> Row[Any]:
        return next(row for row in self._rows() if row.id == item_id)

    def _asked(self, item_id: int) -> str | None:
        row = self._row(item_id)
        return self.ids.get(row.offered_to) if row.status != CLOSED else None

    def _owner(self, conversation_id: int) -> str:
        wanted = select(Conversation.owner).where(Conversation.id == conversation_id)
        return str(self.world.store.read(lambda tx: tx.sql.execute(wanted).scalar()))

    def _standing(self, login: str) -> str:
        now = self.world.house.now()
        row = self.world.store.read(lambda tx: stored_people.user(tx, self.people[login].id))
        assert row is not None
        return presence.standing(row, now + timedelta(seconds=1)).state

    def _new_for(self, now: datetime) -> bool:
        from storage import assignments

        return bool(self.world.store.read(lambda tx: assignments.due(tx, now, 1)))


@pytest.mark.timeout(600)
def test_the_queue_keeps_its_word_whatever_happens(worlds: Worlds) -> None:
    play(Queue, worlds, 15)
