"""What people do with the queue: who gets what, who may do what with it, and what the customer hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import Row

from handlers import desk, overrule, people, presence, queue, tasks, visit_desk, watch
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.tracker import Tracker
from storage import conversations, messages
from storage import people as stored_people
from storage import queue as stored
from storage import tickets as stored_tickets
from storage.engine import Tx
from tests.world import World, together

on_sqlite = pytest.mark.parametrize(
    "store_url", ["sqlite"], indirect=True
)  # where no database decides anything
WAYS_OUT: dict[str, Callable[[World, Actor, int], object]] = {
    "transfer": lambda w, u, i: queue.transfer(w.house, u, i, "queue:it-duty", "not ours"),
    "return": lambda w, u, i: queue.return_to_bot(w.house, u, i, "agreed"),
    "resolve": lambda w, u, i: queue.resolve(w.house, u, i, "a loose cable"),
    "close": lambda w, u, i: tasks.close_task(w.house, u, i, "called"),
}


def waiting(world: World, who: str = "customer", *said: str) -> int:
    """Somebody asks for a person; returns the queue item."""
    for line in said or ("太阳能完全没热水了",):
        world.say(line, who=who, plan="p3")
    world.say("人工", who=who, plan="p3")
    return int(item(world, who).id)


def there(world: World, look: Callable[[Tx], Row[Any] | None]) -> Row[Any]:
    row = world.store.read(look)
    assert row is not None
    return row


def conversation(world: World, who: str = "customer") -> Row[Any]:
    return there(world, lambda tx: conversations.find(tx, "terminal", who))


def item(world: World, who: str = "customer") -> Row[Any]:
    c = conversation(world, who).id
    return there(world, lambda tx: stored.any_open(tx, c))


def by_id(world: World, item_id: int) -> Row[Any]:
    return there(world, lambda tx: stored.get(tx, item_id))


def said(world: World, who: str = "customer") -> list[tuple[str, str]]:
    """(author, text) of everything that was said to the customer."""
    c = conversation(world, who).id
    found = world.store.read(lambda tx: messages.history(tx, c))
    return [(m.author, m.text) for m in found if m.direction == "out" and m.status != "refused"]


def notes(world: World, who: str = "customer") -> list[Row[Any]]:
    c = conversation(world, who).id
    return [m for m in world.store.read(lambda tx: messages.history(tx, c)) if m.direction == "note"]


def events(world: World, ticket_id: int) -> list[str]:
    return [e.event for e in world.store.read(lambda tx: stored_tickets.log(tx, ticket_id))]


def refused(why: str, act: Callable[..., object], *given: object) -> str:
    """What the person is told, in English, when ``act(*given)`` is refused for that reason."""
    with pytest.raises(Refused) as caught:
        act(*given)
    assert caught.value.why == why
    assert caught.value.told("zh") != caught.value.told("en")
    return str(caught.value)


def limited(world: World, login: str, *queues: str) -> Actor:
    """One who serves some queues only."""
    user = world.user(login)
    world.store.write(lambda tx: stored_people.save_user(tx, user.id, queues=list(queues)))
    return replace(user, queues=queues)


# -- order, place and time ------------------------------------------------------------------------


def test_the_queue_is_ordered_by_severity_then_due_time_and_customers_hear_their_place(world: World) -> None:
    def put(tx: Tx) -> dict[str, int]:
        now = world.house.now()
        made = {}
        for name, level, minutes in (
            ("late", 3, 5), ("no due", 2, None), ("soon", 2, 10), ("sooner", 2, 5), ("worst", 1, 90), ("same", 2, 10),
        ):  # fmt: skip
            row = conversations.lock(tx, "terminal", name, now, plan="p3")
            conversations.set_owner(tx, row.id, "queue", now)
            due = None if minutes is None else now + timedelta(minutes=minutes)
            made[name] = stored.add(tx, now, queue="solar-service", kind="handoff", reason="asked", conversation_id=row.id,
                                    severity_level=level, due_at=due)  # fmt: skip
        return made

    made = world.store.write(put)
    right = ["worst", "sooner", "soon", "same", "no due", "late"]
    order = [next(n for n, i in made.items() if i == c.item) for c in desk.cards(world.house, world.user())]
    assert order == right
    assert world.store.read(lambda tx: [stored.place(tx, made[n]) for n in right]) == [1, 2, 3, 4, 5, 6]
    told = world.say("/status", who="soon").replies[-1].text
    assert "3" in told and "09:18" in told, told  # three cases of six minutes each: later than its due time
    queue.claim(world.house, world.user(), made["worst"])
    assert "2" in world.say("/status", who="soon").replies[-1].text


@on_sqlite
def test_a_waiting_customer_hears_place_and_time_and_no_bot(world: World) -> None:
    waiting(world, "first")
    world.say("太阳能完全没热水了", plan="p3")
    turn = world.say("人工")
    assert any("2" in r.text and ":" in r.text for r in turn.replies), [r.text for r in turn.replies]
    assert {r.author for r in turn.replies} == {"notice"}
    assert not world.say("还要多久能修好啊，天都冷了").replies or item(world).status == "waiting"


@on_sqlite
def test_a_higher_severity_moves_what_waits_to_the_front_and_its_due_time_with_it(world: World) -> None:
    waiting(world, "first", "太阳能热水器外壳有划痕")
    second = waiting(world, "second", "太阳能热水器外壳有划痕")
    sue, ticket_id, due = world.user("sue"), by_id(world, second).ticket_id, by_id(world, second).due_at
    overrule.severity(world.house, sue, ticket_id, 1, "a hospital")
    assert desk.cards(world.house, sue)[0].item == second
    case = desk.case(world.house, sue, conversation(world, "second").id)
    clock = next(c for c in case.clocks if c.name == "first_response") if case else None
    assert clock is not None and clock.due == by_id(world, second).due_at < due
    refused("level", overrule.severity, world.house, sue, ticket_id, 4, "x")
    refused("why", overrule.severity, world.house, sue, ticket_id, 2, " ")


@on_sqlite
def test_danger_while_waiting_moves_a_case_to_the_front(world: World) -> None:
    waiting(world, "first", "太阳能热水器外壳有划痕")
    second = waiting(world, "second", "太阳能热水器外壳有划痕")
    before = by_id(world, second)
    world.say("现在水管漏电，手碰了发麻", who="second")
    after = by_id(world, second)
    assert desk.cards(world.house, world.user())[0].item == second
    assert (after.severity_level, after.status) == (1, "waiting") and after.due_at < before.due_at


# -- claiming -------------------------------------------------------------------------------------


def test_twenty_at_once_claim_and_exactly_one_gets_it(world: World) -> None:
    i, now = waiting(world), world.house.now()
    before, told = conversation(world), len(said(world))

    def hire(tx: Tx) -> None:
        for n in range(20):
            stored_people.add_user(tx, now, login=f"e{n}", name=f"E{n}", role="engineer", password_hash="-")

    world.store.write(hire)
    staff = [world.user(f"e{n}") for n in range(20)]
    results = together(20, lambda n: queue.claim(world.house, staff[n], i))
    (winner,) = [n for n, r in enumerate(results) if isinstance(r, int)]
    assert [r.why for r in results if isinstance(r, Refused)] == ["taken"] * 19
    row, won = conversation(world), by_id(world, i)
    assert (row.owner, row.owner_epoch) == (staff[winner].owner, before.owner_epoch + 1)
    assert (won.claimed_by, won.token, won.status) == (staff[winner].id, 1, "claimed")
    assert events(world, won.ticket_id).count("queue.claimed") == 1
    assert [(a, f"E{winner}" in t) for a, t in said(world)[told:]] == [("notice", True)]


def test_one_claims_while_another_answers_and_only_one_of_them_holds_it(world: World) -> None:
    ann, bob = world.user("ann"), world.user("bob")
    for n in range(4):
        who = f"c{n}"
        i = waiting(world, who)
        c = conversation(world, who).id

        def act(k: int, i: int = i, c: int = c) -> object:
            return queue.claim(world.house, ann, i) if k else queue.reply(world.house, bob, c, "您好", "k")

        results = together(2, act)
        assert sum(isinstance(r, Refused) for r in results) == 1, results
        holder = bob if isinstance(results[1], Refused) else ann
        assert (conversation(world, who).owner, by_id(world, i).claimed_by) == (holder.owner, holder.id)


@on_sqlite
def test_people_of_another_queue_are_refused_and_supervisors_are_not(world: World) -> None:
    i = waiting(world)
    ann = limited(world, "ann", "it-duty")
    assert not desk.cards(world.house, ann)
    assert "engineer" in refused("role", queue.claim, world.house, ann, i)
    refused("role", queue.take, world.house, ann, conversation(world).id)
    refused("role", queue.reply, world.house, ann, conversation(world).id, "hello", "k")
    assert by_id(world, i).status == "waiting" and conversation(world).owner == "queue"
    queue.claim(world.house, limited(world, "sue", "it-duty"), i)
    queue.transfer(world.house, world.user("sue"), i, f"user:{ann.id}", "you know this one")
    queue.accept(world.house, ann, i)  # who is asked by name may


@on_sqlite
def test_a_case_whose_product_nobody_knows_is_seen_and_taken_by_everybody(world: World) -> None:
    world.say("人工")
    i = int(item(world).id)
    ann = limited(world, "ann", "it-duty")
    assert [(c.item, c.queue, c.nobodys) for c in desk.cards(world.house, ann)] == [(i, "service-desk", True)]
    queue.claim(world.house, ann, i)
    assert by_id(world, i).status == "claimed"


@on_sqlite
def test_people_of_the_wrong_role_are_refused(world: World) -> None:
    i = waiting(world)
    c, kim, ann = conversation(world).id, world.user("kim"), world.user("ann")
    ticket_id = by_id(world, i).ticket_id
    queue.claim(world.house, ann, i)
    refused("role", overrule.severity, world.house, kim, ticket_id, 1, "x")
    refused("role", overrule.warranty, world.house, kim, ticket_id, "covered", "x")
    refused("role", queue.take, world.house, kim, c)
    refused("role", desk.see_alarm, world.house, kim, 1)
    nobody = replace(ann, role="guest")
    for act in (lambda: queue.claim(world.house, nobody, i), lambda: queue.resolve(world.house, nobody, i, "x"),
                lambda: queue.reply(world.house, nobody, c, "x", "k"), lambda: queue.note(world.house, nobody, c, "x", "k")):  # fmt: skip
        refused("role", act)
    queue.take(world.house, world.user("sue"), c)  # a supervisor may take over
    assert conversation(world).owner == world.user("sue").owner
    refused("colleague", queue.resolve, world.house, ann, i, "mine")


def test_who_does_not_hold_it_is_refused_with_a_clear_reason(world: World) -> None:
    ann, bob = world.user("ann"), world.user("bob")
    for way, act in WAYS_OUT.items():
        i = waiting(world, way)
        assert "laim" in refused("unclaimed", act, world, bob, i)
        queue.claim(world.house, ann, i)
        before = by_id(world, i), conversation(world, way)
        assert "colleague" in refused("colleague", act, world, bob, i).lower()
        refused("colleague", queue.reply, world.house, bob, before[1].id, "x", "k")
        refused("not-offered", queue.accept, world.house, bob, i)
        refused("not-offered", queue.refuse, world.house, bob, i, "x")
        assert (by_id(world, i), conversation(world, way)) == before
        queue.resolve(world.house, ann, i, "done")
        refused("closed-item", act, world, ann, i)
        refused("taken", queue.claim, world.house, bob, i)
        with pytest.raises(Gone):
            act(world, ann, 4711)


def test_one_of_three_ways_out_wins_when_the_holder_presses_them_all_at_once(world: World) -> None:
    ann = world.user("ann")

    def one_way(i: int, k: int) -> object:
        return WAYS_OUT[("transfer", "return", "resolve")[k]](world, ann, i)

    for n in range(3):
        i = waiting(world, f"c{n}")
        queue.claim(world.house, ann, i)
        results = together(3, partial(one_way, i))
        assert len([r for r in results if r is None]) == 1, results
        owner, status = conversation(world, f"c{n}").owner, by_id(world, i).status
        assert (owner, status) in (("queue", "waiting"), ("bot", "closed"))


# -- answering ------------------------------------------------------------------------------------


def test_replies_have_limits_and_a_repeated_one_is_sent_once(world: World) -> None:
    i = waiting(world)
    ann, c = world.user("ann"), conversation(world).id
    refused("empty", queue.reply, world.house, ann, c, " \n", "k0")
    long = refused("too-long", queue.reply, world.house, ann, c, "长" * 4001, "k0")
    assert "4000" in long and "4001" in long
    first = queue.reply(world.house, ann, c, "长" * 4000, "k1")
    assert set(together(8, lambda _: queue.reply(world.house, ann, c, "长" * 4000, "k1"))) == {first}
    assert [a for a, _ in said(world)].count(ann.owner) == 1
    assert by_id(world, i).claimed_by == ann.id, "an answer takes what nobody holds"
    with pytest.raises(Gone):
        queue.reply(world.house, ann, 4711, "x", "k")
    refused("cause", queue.resolve, world.house, ann, i, " ")
    refused("why", queue.transfer, world.house, ann, i, "queue:it-duty", "")


@on_sqlite
def test_the_same_key_in_two_conversations_is_two_messages(world: World) -> None:
    """A page makes its keys by itself; two windows may make the same one."""
    ann = world.user("ann")
    for who in ("one", "two"):
        waiting(world, who)
        for _ in range(2):
            queue.reply(world.house, ann, conversation(world, who).id, f"您好 {who}", "k1")
            queue.note(world.house, ann, conversation(world, who).id, "calm", "n1")
        assert said(world, who).count((ann.owner, f"您好 {who}")) == 1
        assert [m.text for m in notes(world, who)] == ["calm"]


@on_sqlite
def test_a_note_is_never_sent(world: World) -> None:
    waiting(world)
    queue.note(world.house, world.user(), conversation(world).id, "很着急" * 2000, "n")
    (kept,) = notes(world)
    assert (kept.status, len(kept.text)) == ("kept", 4000)
    assert not [r for r in world.say("在吗").replies if "着急" in r.text]


# -- passing on -----------------------------------------------------------------------------------


@on_sqlite
def test_a_transfer_to_a_person_stays_with_its_holder_until_it_is_accepted(world: World) -> None:
    i = waiting(world)
    ann, bob = world.user("ann"), world.user("bob")
    queue.claim(world.house, ann, i)
    for nobody in (f"user:{ann.id}", "user:4711", "user:x"):
        refused("to-whom", queue.transfer, world.house, ann, i, nobody, "why")
    refused("why", queue.transfer, world.house, ann, i, f"user:{bob.id}", " ")
    queue.transfer(world.house, ann, i, f"user:{bob.id}", "knows tanks")
    epoch = conversation(world).owner_epoch
    assert conversation(world).owner == ann.owner and [
        c.item for c in desk.cards(world.house, bob, "mine")
    ] == [i]
    refused("why", queue.refuse, world.house, bob, i, "")
    queue.refuse(world.house, bob, i, "on the road")
    assert (by_id(world, i).offered_to, by_id(world, i).claimed_by, by_id(world, i).note) == (
        None,
        ann.id,
        "on the road",
    )
    queue.transfer(world.house, ann, i, f"user:{bob.id}", "please")
    queue.accept(world.house, bob, i)
    assert (conversation(world).owner, conversation(world).owner_epoch) == (bob.owner, epoch + 1)
    refused("colleague", queue.resolve, world.house, ann, i, "mine")
    queue.transfer(world.house, bob, i, f"user:{ann.id}", "back")
    queue.resolve(world.house, bob, i, "done after all")
    before = events(world, by_id(world, i).ticket_id)
    refused("not-offered", queue.refuse, world.house, ann, i, "too late")
    refused("not-offered", queue.accept, world.house, ann, i)
    assert events(world, by_id(world, i).ticket_id) == before


@on_sqlite
def test_a_transfer_to_a_queue_waits_there_and_an_unknown_queue_is_refused(world: World) -> None:
    i = waiting(world)
    ann, bob = world.user("ann"), limited(world, "bob", "it-duty")
    queue.claim(world.house, ann, i)
    for nowhere in ("queue:nowhere", "queue:", "", "it-duty"):
        refused("to-whom", queue.transfer, world.house, ann, i, nowhere, "why")
    assert by_id(world, i).claimed_by == ann.id
    queue.transfer(world.house, ann, i, "queue:it-duty", "not solar")
    moved = by_id(world, i)
    assert (moved.status, moved.queue, moved.claimed_by, moved.note) == (
        "waiting",
        "it-duty",
        None,
        "not solar",
    )
    assert conversation(world).owner == "queue"
    refused("unclaimed", queue.resolve, world.house, ann, i, "mine")
    queue.claim(world.house, bob, i)


@on_sqlite
def test_after_an_answer_a_case_that_waits_again_has_a_clock_again(world: World) -> None:
    i = waiting(world)
    ann = world.user("ann")
    first = by_id(world, i).due_at
    queue.claim(world.house, ann, i)
    queue.transfer(world.house, ann, i, "queue:it-duty", "not answered yet")
    assert by_id(world, i).due_at == first, "who was not answered yet is not put off"
    queue.reply(world.house, ann, conversation(world).id, "您好", "k")
    world.now += timedelta(minutes=5)
    queue.transfer(world.house, ann, i, "queue:it-duty", "answered, needs a colleague")
    case = desk.case(world.house, ann, conversation(world).id)
    assert case is not None
    clock = next(c for c in case.clocks if c.name == "first_response")
    assert clock.state == "running" and clock.due == by_id(world, i).due_at
    assert clock.due is not None and first is not None and clock.due > first


def test_back_with_the_bot_it_speaks_again_and_knows_what_was_agreed(world: World) -> None:
    i = waiting(world)
    ann = world.user("ann")
    queue.claim(world.house, ann, i)
    assert not [r for r in world.say("你好").replies if r.author == "bot"]
    epoch = conversation(world).owner_epoch
    queue.return_to_bot(world.house, ann, i, " 周五送新水箱 ")
    row = conversation(world)
    assert (row.owner, row.owner_epoch) == ("bot", epoch + 1)
    assert Tracker.load(row.tracker).agreed == "周五送新水箱"
    assert any(r.author == "bot" for r in world.say("进度怎么样").replies)


def _book_and_ask_for_a_person(world: World) -> None:
    for line in (
        "太阳能水箱滴水",
        "DEMO-P3-0001",
        "王建国 13800138000",
        "杭州市西湖区文三路12号",
        "1",
        "确认",
    ):
        world.say(line, plan="p3")
    world.say("人工")


def test_resolving_ends_ticket_clocks_visit_and_open_work_and_tells_the_customer(world: World) -> None:
    _book_and_ask_for_a_person(world)
    i = item(world).id
    ticket_id = by_id(world, i).ticket_id
    assert ticket_id is not None
    ann = world.user("ann")
    queue.claim(world.house, ann, i)
    queue.resolve(world.house, ann, i, "a loose cable")
    ticket = world.store.read(lambda tx: stored_tickets.get(tx, ticket_id))
    assert ticket is not None and (ticket.status, ticket.watch_at) == ("resolved", None)
    case = desk.case(world.house, ann, conversation(world).id)
    assert case is not None and not case.visits and not case.held and case.item is None
    assert {c.state for c in case.clocks} <= {"stopped", "met", "late"}
    assert conversation(world).owner == "bot"
    told = next(t for _, t in said(world)[-2:] if ticket.number in t)
    assert "不再上门" in told and ("08:" in told or "10:" in told or "13:" in told), told
    alarms = world.store.read(lambda tx: stored_tickets.alarms(tx))
    world.wait(hours=30)
    assert world.store.read(lambda tx: stored_tickets.alarms(tx)) == alarms


@on_sqlite
def test_what_is_resolved_on_site_takes_back_no_visit(world: World) -> None:
    _book_and_ask_for_a_person(world)
    ann, i = world.user("ann"), item(world).id
    ticket_id = by_id(world, i).ticket_id
    assert ticket_id is not None
    queue.claim(world.house, ann, i)
    visit_desk.step(world.house, ann, ticket_id, "arrived")
    queue.resolve(world.house, ann, i, "a loose cable")
    told = [text for _, text in said(world)[-2:]]
    assert "已解决" in told[0] and "不再上门" not in told[0] and "都正常了吗" in told[1]


@on_sqlite
def test_no_call_back_waits_for_a_report_that_is_resolved(world: World) -> None:
    """It fell silent (a call back waits), the customer came back and asked for a person, who solved it."""
    world.say("太阳能完全没热水了", plan="p3")
    world.wait(minutes=20)
    task = item(world).id
    world.say("人工")
    handoff = next(c.item for c in desk.cards(world.house, world.user()) if c.kind == "handoff")
    queue.claim(world.house, world.user(), handoff)
    queue.resolve(world.house, world.user(), handoff, "a loose cable")
    assert by_id(world, task).status == "closed"


@on_sqlite
def test_a_call_back_is_claimed_and_done_while_the_bot_goes_on(world: World) -> None:
    world.say("太阳能完全没热水了", plan="p3")
    world.wait(minutes=20)
    i, ann, epoch = item(world).id, world.user("ann"), conversation(world).owner_epoch
    queue.claim(world.house, ann, i)
    assert (conversation(world).owner, conversation(world).owner_epoch) == ("bot", epoch)
    tasks.close_task(world.house, ann, i, "called, no answer")
    assert (
        by_id(world, i).status == "closed" and events(world, by_id(world, i).ticket_id)[-1] == "callback.made"
    )
    assert any(r.author == "bot" for r in world.say("DEMO-P3-0001").replies)


# -- the right to speak ---------------------------------------------------------------------------


def test_every_change_of_owner_raises_the_epoch_and_no_older_word_of_the_bot_is_sent(world: World) -> None:
    world.say("太阳能完全没热水了", plan="p3", channel="push")
    row = there(world, lambda tx: conversations.find(tx, "push", "customer"))
    ann, bob, seen = world.user("ann"), world.user("bob"), [row.owner_epoch]

    def now_() -> Row[Any]:
        return there(world, lambda tx: conversations.get(tx, row.id))

    def late(epoch: int) -> int:
        """What the bot computed while it still had the right to speak."""
        now = world.house.now()
        message = {"conversation_id": row.id, "direction": "out", "author": "bot", "channel": "push", "status": "pending",
                   "text": f"epoch {epoch}", "epoch": epoch, "next_at": now, "created_at": now}  # fmt: skip
        return world.store.write(lambda tx: messages.add(tx, [message]))[0]

    def open_item() -> int:
        return int(there(world, lambda tx: stored.open_handoff(tx, row.id)).id)

    steps: list[Callable[[], object]] = [
        lambda: world.say("人工", channel="push"), lambda: queue.claim(world.house, ann, open_item()),
        lambda: queue.transfer(world.house, ann, open_item(), f"user:{bob.id}", "x"), lambda: queue.accept(world.house, bob, open_item()),
        lambda: queue.transfer(world.house, bob, open_item(), "queue:it-duty", "x"), lambda: queue.claim(world.house, ann, open_item()),
        lambda: world.wait(minutes=15), lambda: queue.take(world.house, world.user("sue"), row.id),
        lambda: queue.return_to_bot(world.house, world.user("sue"), open_item(), "x"), lambda: queue.take(world.house, ann, row.id),
        lambda: queue.resolve(world.house, ann, open_item(), "x"),
    ]  # fmt: skip
    owners = [row.owner]
    for step in steps:
        step()
        if now_().owner != owners[-1]:
            owners.append(now_().owner)
            seen.append(now_().owner_epoch)
    assert len(owners) == 11
    assert seen == sorted(set(seen)), "an epoch came twice"
    stale, good = [late(e) for e in seen[:-1]], late(seen[-1])
    sent: list[str] = []
    world.now += timedelta(seconds=1)
    while due := world.store.write(lambda tx: messages.take(tx, world.house.now(), ["push"])):
        sent += [m.text for m in due if m.text.startswith("epoch")]
        ids = [m.id for m in due]
        world.store.write(partial(messages.sent, message_ids=ids, now=world.house.now()))
    assert sent == [f"epoch {seen[-1]}"]
    found = {m.id: m.status for m in world.store.read(lambda tx: messages.history(tx, row.id))}
    assert {found[i] for i in stale} == {"refused"} and found[good] == "sent"


# -- leases ---------------------------------------------------------------------------------------


def test_who_is_seen_keeps_the_claim_and_who_is_not_loses_it_in_his_place(world: World) -> None:
    i, later = waiting(world), waiting(world, "later")
    ann = world.user("ann")
    queue.claim(world.house, ann, i)
    for _ in range(4):
        world.wait(minutes=8)
        presence.beat(world.house, ann)
    assert by_id(world, i).claimed_by == ann.id
    world.wait(minutes=11)
    lost = by_id(world, i)
    assert (lost.status, lost.claimed_by, conversation(world).owner) == ("waiting", None, "queue")
    assert events(world, lost.ticket_id).count("queue.lease_lost") == 1
    assert [c.item for c in desk.cards(world.house, ann)] == [i, later], "it has kept its place"


def test_a_claim_that_is_renewed_at_the_last_moment_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder is seen between looking for lost claims and giving them back."""
    i, ann = waiting(world), world.user("ann")
    queue.claim(world.house, ann, i)
    world.now += timedelta(minutes=11)
    real = stored.release

    def renewed(tx: Tx, item_id: int, token: int, *rest: Any) -> bool:
        stored.extend_leases(tx, ann.id, world.house.now() + people.LEASE)
        return real(tx, item_id, token, *rest)

    monkeypatch.setattr("storage.queue.release", renewed)
    watch.fire(world.house, world.house.now())
    assert by_id(world, i).claimed_by == ann.id and conversation(world).owner == ann.owner


def test_one_claim_that_cannot_be_given_back_does_not_hold_up_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    i, other, ann = waiting(world), waiting(world, "other"), world.user("ann")
    queue.claim(world.house, ann, i)
    queue.claim(world.house, ann, other)
    real = stored.release

    def broken(tx: Tx, item_id: int, *rest: Any) -> bool:
        if item_id == i:
            raise RuntimeError("a bad row")
        return real(tx, item_id, *rest)

    monkeypatch.setattr("storage.queue.release", broken)
    monkeypatch.setattr("handlers.watch.log", log := Mock())
    world.wait(minutes=11)
    assert log.exception.called
    assert [by_id(world, x).status for x in (i, other)] == ["claimed", "waiting"]
