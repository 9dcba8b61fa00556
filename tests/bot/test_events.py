"""Events to other systems, over real HTTP: delivered once each in normal running, at least once whatever happens."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot import webhooks
from bot.figures import Figures
from bot.integration import Reach, Webhooks
from bot.limits import networks
from handlers import erasure, event_delivery, integration
from handlers.integration import BadSubscription
from handlers.rules.integration import BadTypes
from storage import integration as stored
from storage import tickets
from storage.engine import Store
from tests.receivers import Receiver, receiving
from tests.world import World

KEY = "a key of the tests that is long enough to sign with"
HERE = networks("127.0.0.0/8")


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[World]:
    """Where the database does not matter."""
    opened = Store(sqlite_url)
    yield World(opened).settle()
    opened.close()


def hooks(world: World, **values: Any) -> Webhooks:
    return Webhooks(world.house, KEY, Figures(), Reach(HERE), **values)


def pump(world: World, *senders: Webhooks, steps: int = 40) -> None:
    """Let senders work until they find nothing more; all of them at the same time."""

    async def one(sender: Webhooks) -> None:
        for _ in range(steps):
            await sender.step()
            await sender.settled()
            due = event_delivery.next_due(world.house)
            if due is None or due > world.house.now():
                return

    async def all_of_them() -> None:
        await asyncio.gather(*(one(sender) for sender in senders))

    asyncio.run(all_of_them())


def subscribe(world: World, receiver: Receiver, *types: str, **values: Any) -> tuple[int, str]:
    return integration.subscribe(world.house, KEY, receiver.url, types=types, **values)


def report(world: World, who: str = "customer") -> None:
    """A report from its first words to the question that follows."""
    world.say("我家太阳能不出热水了，DEMO-P3-0001", plan="p3", who=who)


def numbers(world: World, count: int) -> list[str]:
    """So many tickets, each with events of its own."""
    for n in range(count):
        report(world, f"customer-{n}")
    return [r.number for r in world.store.read(lambda tx: tickets.listing(tx))]


def state(world: World, number: int = 1) -> dict[str, Any]:
    return next(s for s in integration.listing(world.house) if s["id"] == number)


def test_what_happens_is_told_signed_and_without_personal_data(world: World) -> None:
    with receiving() as there:
        number, secret = subscribe(world, there)
        world.say("我叫王建国，电话13800138000，太阳能不出热水了，DEMO-P3-0001", plan="p3")
        pump(world, hooks(world))
    assert there.types()[:2] == ["ticket.opened", "severity.changed"]
    assert "warranty.decided" in there.types()
    first, headers, body = there.seen[0], there.headers[0], there.bodies[0]
    assert first["ticket"].startswith("BX20261123") and first["by"] == "customer" and first["version"] == 1
    assert first["data"]["channel"] == "terminal"
    assert headers["baoxiu-event-id"] == first["id"] and headers["content-type"] == "application/json"
    at, said = (part.partition("=")[2] for part in headers["baoxiu-signature"].split(","))
    right = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert said == right and abs(int(at) - world.now.timestamp()) < 60
    for personal in ("13800138000", "王建国", "DEMO-P3-0001", "热水"):
        assert personal.encode() not in b"".join(there.bodies), "no personal data unless asked for"
    assert state(world, number)["pending"] == 0 and state(world, number)["sent"] == len(there.events)
    kept = world.store.read(lambda tx: tx.sql.execute(text("SELECT * FROM event_subscriptions")).all())
    assert secret not in repr(kept), "the database has no secret"


def test_personal_data_where_the_subscription_says_so_and_not_after_they_were_erased(world: World) -> None:
    with receiving() as there:
        subscribe(world, there, "ticket.*", "customer.erased", personal=True)
        world.say("我叫王建国，电话13800138000，太阳能不出热水了，DEMO-P3-0001", plan="p3")
        pump(world, hooks(world))
        assert any(e["data"].get("phone") == "13800138000" for e in there.events)
        ticket = world.store.read(lambda tx: tickets.get(tx, 1))
        assert ticket is not None
        world.store.write(lambda tx: tickets.save(tx, 1, world.house.now(), status="withdrawn"))
        erasure.on_request(world.house, "13800138000", "asked for")
        known = len(there.seen)
        integration.replay(world.house, 1, first=1)
        pump(world, hooks(world))
    again = there.seen[known:]
    assert again[-1]["type"] == "customer.erased" and again[0]["type"] == "ticket.opened"
    assert [e["id"] for e in again[:known]] == [e["id"] for e in there.seen[:known]], "the same ids"
    assert b"13800138000" not in b"".join(there.bodies[known:]), "what was erased is not sent again"
    assert "erased:" not in repr(again)


@pytest.mark.parametrize("how", [500, 429, "cut", "redirect", "slow", "huge", "babble", 404])
def test_what_was_not_taken_comes_again_with_the_same_id_and_in_order(lite: World, how: int | str) -> None:
    world = lite
    with receiving(lambda event, before: how if before < 2 else 204, slow=0.6) as there:
        subscribe(world, there, "ticket.opened", "severity.changed")
        report(world)
        sender = hooks(world, timeout=0.3)
        for _ in range(6):
            pump(world, sender, steps=2)
            world.now += timedelta(minutes=2)
    assert [e["id"] for e in there.seen[:3]] == [there.seen[0]["id"]] * 3, "the same event, until it is taken"
    taken = list(dict.fromkeys(there.types()))
    assert taken == ["ticket.opened", "severity.changed"]
    standing = state(world)
    assert standing["pending"] == 0 and standing["failing_since"] is None and standing["dead"] == 0
    said = {500: "HTTP 500: so it is", "cut": "no answer", "redirect": "not followed", "slow": "no answer in 0.3 s", "huge": "head",
            "babble": "no HTTP"}  # fmt: skip
    assert said.get(how, str(how)) in standing["last_error"]


def test_backoff_then_dead_letters_then_replay(world: World) -> None:
    gaps: list[float] = []
    good = False

    def behave(event: dict[str, Any], before: int) -> int:
        bad = event["type"] == "severity.changed" and event["ticket"].endswith("001")
        return 422 if bad and not good else 204

    with receiving(behave) as there:
        subscribe(world, there, "ticket.opened", "severity.changed", "warranty.decided")
        report(world)
        sender = hooks(world)
        pump(world, sender, steps=3)
        while (due := world.store.read(lambda tx: stored.first_due(tx, 1))) is not None:
            gaps.append((due - world.now).total_seconds())
            world.now = due + timedelta(minutes=5)
            if len(gaps) == 1:
                report(world, "other")
                pump(world, sender, steps=4)
                assert {e["type"] for e in there.events if e["ticket"].endswith("002")} >= {
                    "severity.changed",
                    "warranty.decided",
                }
            elif gaps[-1] > 3000:  # a receiver that takes nothing at all for a day would be paused
                world.store.write(
                    lambda tx: tickets.write_log(
                        tx, 2, world.house.now(), "warranty.checked", "bot", {"verdict": "covered"}
                    )
                )
            pump(world, sender, steps=1)
        assert 1 <= gaps[0] <= 1.25 and 3000 < max(gaps) <= 4500 and len(gaps) < 40
        (letter,) = integration.dead(world.house)
        assert letter["type"] == "severity.changed" and letter["why"] == "HTTP 422: so it is"
        pump(world, sender, steps=3)
        mine = [e["type"] for e in there.events if e["ticket"] == letter["ticket"]]
        assert "warranty.decided" in mine, "then the next ones go on"
        good = True
        assert integration.replay_dead(world.house, 1) == 1
        pump(world, sender, steps=2)
    assert not integration.dead(world.house)
    assert there.types()[-1] == "severity.changed" and there.ids()[-1] == letter["id"]


def test_a_receiver_that_is_gone_for_good_or_fails_for_a_day_is_paused_with_an_alarm(world: World) -> None:
    with receiving(lambda event, before: 410) as gone, receiving(lambda event, before: 503) as broken:
        subscribe(world, gone)
        subscribe(world, broken)
        report(world)
        sender = hooks(world)
        pump(world, sender)
        assert state(world, 1)["paused"] == "gone" and len(gone.seen) == 1
        for _ in range(60):
            world.now += timedelta(minutes=30)
            pump(world, sender, steps=2)
        assert state(world, 2)["paused"] == "failing"
        assert len(broken.seen) < 100, "a receiver that fails is spared"
        causes = [a.cause for a in world.store.read(lambda tx: tickets.alarms(tx, roles=("supervisor",)))]
        assert sum(c.startswith("events:1#") for c in causes) == 1
        assert sum(c.startswith("events:2#") for c in causes) == 1
        gone.behave = broken.behave = lambda event, before: 204
        integration.resume(world.house, 1)
        integration.resume(world.house, 2)
        pump(world, hooks(world))
    assert gone.types()[0] == "ticket.opened" and gone.ids() == broken.ids(), (
        "nothing that happened meanwhile is lost"
    )


def test_a_slow_receiver_holds_up_nobody_else(lite: World) -> None:
    world = lite
    with receiving(lambda event, before: "slow", slow=5.0) as slow, receiving() as quick:
        subscribe(world, slow)
        subscribe(world, quick)
        numbers(world, 5)
        sender = hooks(world)

        async def run() -> float:
            began = time.monotonic()
            sender.start()
            while len(quick.events) < len(numbers_of(world)):
                await asyncio.sleep(0.02)
                assert time.monotonic() - began < 10
            took = time.monotonic() - began
            await sender.stop()
            return took

        assert asyncio.run(run()) < 4, (
            "all events of the quick one, before the slow one has answered the first"
        )


def numbers_of(world: World) -> list[int]:
    return [e.log_id for e in world.store.read(lambda tx: stored.entries(tx, 0, 10**9, _all(), ()))]


def _all() -> frozenset[str]:
    from handlers.rules.integration import log_events

    return log_events(())


def test_two_senders_deliver_each_event_once_and_each_ticket_in_order(world: World) -> None:
    with receiving() as there:
        subscribe(world, there)
        numbers(world, 12)
        pump(world, hooks(world), hooks(world), steps=30)
    assert len(there.seen) == len(set(there.ids())) == len(numbers_of(world))
    for ticket in {e["ticket"] for e in there.events}:
        own = [int(e["id"].partition("-")[0]) for e in there.seen if e["ticket"] == ticket]
        assert own == sorted(own)


def test_nothing_is_missed_that_is_committed_later_under_a_lower_number(pg_url: str) -> None:
    """Two writers at once: the one with the lower numbers commits last."""
    store = Store(pg_url)
    world = World(store).settle()
    report(world, "one")
    report(world, "two")
    with receiving() as there:
        subscribe(world, there, "visit.done", "visit.arrived")
        sender = hooks(world)
        with store.engine.connect() as sql, sql.begin():
            from storage.engine import Tx

            tickets.write_log(Tx(sql), 1, world.house.now(), "visit.arrived", "user:1", {"visit": 1})
            store.write(
                lambda tx: tickets.write_log(tx, 2, world.house.now(), "visit.done", "user:1", {"visit": 2})
            )
            pump(world, sender, steps=3)
            assert there.types() == [], "there is a gap that may still be filled"
        pump(world, sender)
        assert sorted(there.types()) == ["visit.arrived", "visit.done"]
        with store.engine.connect() as sql:  # a gap that stays: whoever took the number has rolled back
            tickets.write_log(Tx(sql), 1, world.house.now(), "visit.done", "user:1", {"visit": 1})
            sql.rollback()
        store.write(
            lambda tx: tickets.write_log(tx, 2, world.house.now(), "visit.done", "user:1", {"visit": 2})
        )
        pump(world, sender)
    assert there.types().count("visit.done") == 2
    store.close()


def test_replay_from_an_event_and_since_a_moment(world: World) -> None:
    report(world, "before")  # before anybody listened
    with receiving() as there:
        world.now += timedelta(hours=1)
        subscribe(world, there, "ticket.opened")
        moment = world.house.now()
        report(world, "after")
        pump(world, hooks(world))
        assert len(there.events) == 1
        assert integration.replay(world.house, 1, since=moment) == 1
        pump(world, hooks(world))
        assert there.ids() == [there.ids()[0]] * 2
        assert integration.replay(world.house, 1, first=1) == 2
        pump(world, hooks(world))
    assert {i.partition("-")[0] for i in there.ids()[2:]} == {"1", there.ids()[0].partition("-")[0]}, (
        "also what was before"
    )


def test_rotation_has_two_valid_secrets_for_a_while(lite: World) -> None:
    world = lite
    with receiving() as there:
        number, old = subscribe(world, there, "ticket.opened")
        new = integration.rotate(world.house, KEY, number)
        report(world, "one")
        pump(world, hooks(world))
        world.now += timedelta(hours=49)
        report(world, "two")
        pump(world, hooks(world))
        other = Webhooks(
            world.house, "another key of the installation, also long enough", Figures(), Reach(HERE)
        )
        report(world, "three")
        pump(world, other, steps=3)

    def signs(n: int, secret: str) -> bool:
        parts = [p.partition("=")[::2] for p in there.headers[n]["baoxiu-signature"].split(",")]
        said = hmac.new(
            secret.encode(), f"{parts[0][1]}.".encode() + there.bodies[n], hashlib.sha256
        ).hexdigest()
        return ("v1", said) in parts

    assert signs(0, new) and signs(0, old)
    assert signs(1, new) and not signs(1, old)
    assert len(there.seen) == 2 and "rotate" in state(world)["last_error"], (
        "nothing goes out unsigned or wrongly signed"
    )


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1",
    "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1%eth0", "255.255.255.255",
])  # fmt: skip
def test_private_addresses_are_refused(address: str) -> None:
    assert not webhooks.allowed(address, ())
    assert webhooks.allowed("93.184.216.34", ()) and webhooks.allowed("2606:2800:220:1::1", ())
    assert webhooks.allowed("10.1.2.3", networks("10.0.0.0/8")) and not webhooks.allowed(
        "10.1.2.3", networks("10.0.0.0/24")
    )


def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected_to(lite: World) -> None:
    world = lite
    with receiving() as there:
        there_url = f"http://localhost:{there.port}/"
        integration.subscribe(world.house, KEY, there_url)
        report(world)
        pump(world, Webhooks(world.house, KEY, Figures(), Reach()), steps=2)
        assert not there.seen and "private" in state(world)["last_error"]


@pytest.mark.parametrize("url", [
    "ftp://example.org/", "https://user:password@example.org/", "https://example.org/#x", "https://", "example.org",
    "https://example.org/\r\nX: y", "https://example.org/ä", "https://example.org:0/", "https://example.org:99999/", "https://[::1/",
    "https://example.org/" + "x" * 2000,
])  # fmt: skip
def test_what_is_no_target(url: str) -> None:
    with pytest.raises(BadSubscription):
        integration.check_url(url)


def test_what_cannot_be_subscribed(lite: World) -> None:
    world = lite
    with pytest.raises(BadTypes, match="nothing"):
        integration.subscribe(world.house, KEY, "https://example.org/", types=["nothing.at_all"])
    with pytest.raises(BadSubscription, match="no plan"):
        integration.subscribe(world.house, KEY, "https://example.org/", plans=["p99"])
    number, _ = integration.subscribe(
        world.house, KEY, "https://example.org/hook?token=secret", types=["visit.*"]
    )
    with pytest.raises(BadSubscription, match="already"):
        integration.subscribe(world.house, KEY, "https://example.org/hook?token=secret")
    assert state(world, number)["target"] == "https://example.org/hook?…"
    integration.remove(world.house, number)
    with pytest.raises(BadSubscription, match="no subscription"):
        integration.remove(world.house, number)
