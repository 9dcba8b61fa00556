"""Results are written with what decides them; sums, courses and lists say the same as the results one by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from handlers import queue, reports, results, tickets, visit_desk
from handlers.here import here
from handlers.people import Refused
from handlers.rules import report
from storage import tickets as stored_tickets
from storage.models import Conversation, LogEntry, QueueItem, Ticket
from storage.report_tables import TicketResult
from tests.bench import reports as bench
from tests.world import World, together


def counted(world: World, ticket: int = 0) -> dict[str, list[str]]:
    """What is kept for the reports, by figure."""
    wanted = select(TicketResult.__table__).order_by(TicketResult.figure, TicketResult.name, TicketResult.nth)
    if ticket:
        wanted = wanted.where(TicketResult.ticket_id == ticket)
    found: dict[str, list[str]] = {}
    for row in world.store.read(lambda tx: tx.sql.execute(wanted).all()):
        found.setdefault(row.figure, []).append(f"{row.name} {row.outcome}".strip())
    return found


def newest(world: World) -> Any:
    return world.store.read(
        lambda tx: tx.sql.execute(select(Ticket.__table__).order_by(Ticket.id.desc())).first()
    )


def item_of(world: World, ticket: int) -> int:
    wanted = select(QueueItem.id).where(QueueItem.ticket_id == ticket, QueueItem.status != "closed")
    return world.store.read(lambda tx: tx.sql.execute(wanted).scalars().one())


def test_a_report_counts_step_by_step_and_a_rebuild_finds_nothing_else(world: World) -> None:
    """From the first message to the reopened ticket, with clockwork in between; what is kept is what a rebuild makes."""
    for text in ("太阳能热水器漏水了", "DEMO-P3-0001", "王芳 13800138000 杭州市西湖区文三路1号", "1", "确认"):
        world.say(text, plan="p3")
    ticket, ann = newest(world), world.user("ann")
    assert counted(world, ticket.id)["opened"] == ["bot"] and counted(world)["warranty"] == ["covered"]
    world.say("转人工")
    assert counted(world, ticket.id)["opened"] == ["person"] and "response" not in counted(world)
    item = item_of(world, ticket.id)
    queue.claim(world.house, ann, item)
    queue.reply(world.house, ann, ticket.conversation_id, "我马上处理。", "r1")
    assert counted(world, ticket.id)["response"] == ["answered"]
    assert "first_response met" in counted(world)["clock"]
    world.wait(hours=1)
    visit_desk.step(world.house, ann, ticket.id, "done")
    queue.claim(world.house, ann, item)  # she was not seen for an hour
    queue.resolve(world.house, ann, item, "换了密封圈")
    found = counted(world, ticket.id)
    assert (found["resolution"], found["resolved"]) == (["person"], ["stayed"]) and len(found["visit"]) == 1
    world.store.write(
        lambda tx: tickets.record(
            tx, world.house, ticket.id, "ticket.reopened", "customer", world.house.now(), status="open"
        )
    )
    found = counted(world, ticket.id)
    assert "resolution" not in found and found["resolved"] == ["reopened"]
    world.say("太阳能热水器又不热了", who="second", plan="p3")
    world.say("人工", who="second")
    world.wait(days=3, every=timedelta(hours=1))  # clocks run out, and nobody answers
    assert any(name.endswith("missed") for name in counted(world)["clock"])
    before = counted(world)
    done, changed = results.rebuild(world.house)
    assert (done, changed, counted(world)) == (2, 0, before)


def test_a_severity_that_is_put_right_moves_the_due_time_and_with_it_what_counts(world: World) -> None:
    world.say("太阳能热水器漏水了", plan="p3")
    world.say("人工")
    ticket = newest(world)
    world.wait(minutes=45)
    assert "first_response missed" in counted(world, ticket.id)["clock"]
    rows: Any = world.store.read(lambda tx: stored_tickets.get(tx, ticket.id))
    verdict = {**(rows.severity or {}), "level": 1}

    def worse(tx: Any) -> None:
        tickets.set_severity(tx, world.house, rows, verdict, "user:1", world.house.now())

    world.store.write(worse)
    kept = world.store.read(
        lambda tx: tx.sql.execute(select(TicketResult.severity).distinct()).scalars().all()
    )
    assert kept == [1], "the groups follow the ticket"
    assert counted(world)["correction"] and results.rebuild(world.house)[1] == 0


def test_many_who_write_on_one_ticket_at_once_leave_its_results_whole(world: World) -> None:
    world.say("太阳能热水器漏水了", plan="p3")
    ticket = newest(world)

    def write(i: int) -> None:
        event = ("queue.entered", "agent.replied", "ticket.note", "customer.wrote")[i % 4]
        world.store.write(
            lambda tx: tickets.record(tx, world.house, ticket.id, event, f"user:{i}", world.house.now(), {})
        )

    assert together(12, write) == [None] * 12
    assert results.rebuild(world.house)[1] == 0 and len(counted(world)["opened"]) == 1


# -- sums ------------------------------------------------------------------------------------------


@pytest.fixture
def filled(world: World) -> World:
    """Some hundred generated tickets of the year before, with their results."""
    chance, plans = random.Random(11), sorted(world.house.plans)
    both = [bench.made(n, chance, plans) for n in range(1, 241)]
    shift = world.house.now() - bench.NOW
    conversation = {"id": 1, "channel": "web", "address": "x", "owner": "bot", "owner_epoch": 0, "lang": "zh", "tracker": {},
                    "created_at": bench.NOW, "last_at": bench.NOW}  # fmt: skip
    for row, _ in both:
        row["created_at"] += shift

    def write(tx: Any) -> None:
        tx.sql.execute(insert(Conversation), [conversation])
        tx.sql.execute(insert(Ticket), [row for row, _ in both])
        tx.sql.execute(insert(LogEntry), [entry for _, log in both for entry in log])

    world.store.write(write)
    assert results.rebuild(world.house) == (240, 240)
    return world


YEAR = {"period": "days", "from": "2026-02-01", "to": "2026-11-30"}
NARROWED: list[dict[str, str]] = [{}, {"plan": "p3"}, {"severity": "3"}, {"region": "-"}, {"region": "shanghai", "severity": "2"}, {"queue": "p6-desk"}]  # fmt: skip


def one_by_one(world: World, asked: reports.Asked, figure: reports.Figure) -> list[tuple[Any, Any]]:
    """The results that count, looked at one after the other without the database's sums."""
    rows = world.store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all())
    found = []
    for ticket in rows:
        log = world.store.read(lambda tx, i=ticket.id: stored_tickets.log(tx, i))  # type: ignore[misc]
        told = report.Told(ticket.kind, ticket.severity_level, ticket.service_level, log)
        by_then = max(world.house.now(), log[-1].at)  # what stands in a log has happened
        for r in report.results(world.house.plan(ticket.plan), told, by_then):
            day = r.at.astimezone(here()).date()
            values = {"plan": ticket.plan, "severity": str(ticket.severity_level), "region": ticket.region or "-", "queue": ticket.queue}  # fmt: skip
            fits = all(values[k] == v for k, v in asked.only)
            if r.figure == figure.result and asked.period.first <= day <= asked.period.last and fits:
                found.append((ticket, r))
    return found


@pytest.mark.parametrize("only", NARROWED, ids=str)
def test_sums_courses_ranks_and_lists_say_the_same_as_the_tickets(
    filled: World, only: dict[str, str]
) -> None:
    sue, asked = filled.user("sue"), {**YEAR, **only}
    page = reports.page(filled.house, sue, asked)
    assert any(s.now.n for s in page.sections)
    for section in page.sections:
        figure, real = section.figure, one_by_one(filled, page.asked, section.figure)
        assert section.now.counts == Counter(r.outcome for _, r in real), figure.id
        by_plan = {g.key: g.counts for g in section.groups["plan"]}
        wanted: dict[str, Counter[str]] = {}
        for ticket, r in real:
            wanted.setdefault(ticket.plan, Counter())[r.outcome] += 1
        assert by_plan == wanted, figure.id
        if section.course:
            assert sum(sum(counts.values()) for _, counts in section.course) == section.now.n
        if figure.id == "fees":
            quoted: Counter[str] = Counter()
            for _, r in real:
                quoted[r.name] += r.value or 0
            assert {g.key: g.total for g in section.groups["name"]} == dict(quoted)
            assert quoted or only
        if figure.kind == "time" and real:
            ranked = sorted(r.value for _, r in real)
            assert section.now.ranks[50] == ranked[(len(ranked) - 1) // 2]
        for outcome, n in section.now.counts.items():
            listed = every(lambda given: reports.behind(filled.house, sue, given), {**asked, "figure": figure.id, "outcome": outcome})  # fmt: skip
            assert sorted(listed) == sorted(t.number for t, r in real if r.outcome == outcome), (figure.id, n)


def every(ask: Callable[[dict[str, str]], reports.Behind], given: dict[str, str]) -> list[str]:
    """All pages of a list."""
    found: list[str] = []
    after = ""
    while True:
        page = ask({**given, "after": after})
        found += [line.row.number for line in page.lines]
        assert all(line.why for line in page.lines)
        if not page.further:
            return found
        after = page.further


def test_only_those_who_answer_for_the_promises_see_reports(world: World) -> None:
    for login in ("ann", "kim", "fay"):
        for ask in (lambda u: reports.page(world.house, u, {}), lambda u: reports.behind(world.house, u, {"figure": "clocks"})):  # fmt: skip
            with pytest.raises(Refused):
                ask(world.user(login))
    with pytest.raises(Refused) as refused:
        reports.behind(world.house, world.user("sue"), {"figure": "no such"})
    assert refused.value.why == "no-figure"
    assert [s.now.n for s in reports.page(world.house, world.user("sue"), {}).sections] == [0] * len(
        reports.FIGURES
    )
