"""While somebody waits for a person: nothing said is under-rated, unanswered or forgotten."""

from __future__ import annotations

from handlers import desk, overrule, queue
from storage import tickets as stored_tickets
from tests.handlers.test_queue import by_id, conversation, item, on_sqlite, said, waiting
from tests.world import World


@on_sqlite
def test_a_fault_told_while_waiting_is_a_report_with_its_severity(world: World) -> None:
    """Who asked for a person first and told the fault then."""
    world.say("太阳能热水器外壳有划痕", who="first", plan="p3")
    world.say("人工", who="first")
    world.say("转人工", plan="p6")
    before = item(world)
    assert before.ticket_id is None
    world.say("整个系统瘫痪了，业务全部中断")
    after = item(world)
    assert after.id == before.id and after.ticket_id is not None
    ticket = world.store.read(lambda tx: stored_tickets.get(tx, after.ticket_id))
    assert ticket is not None and ticket.severity_level == after.severity_level == 1
    assert "瘫痪" in ticket.problem and ticket.status == "open"
    assert after.due_at <= before.due_at
    assert desk.cards(world.house, world.user())[0].item == after.id


@on_sqlite
def test_thanks_and_questions_while_waiting_open_no_report(world: World) -> None:
    world.say("转人工", plan="p6")
    for line in ("好的", "谢谢", "还要多久", "你们几点下班"):
        world.say(line)
    assert item(world).ticket_id is None


@on_sqlite
def test_what_is_said_while_waiting_moves_the_case_when_it_is_worse(world: World) -> None:
    waiting(world, "first", "太阳能热水器外壳有划痕")
    second = waiting(world, "second", "太阳能热水器外壳有划痕")
    before = by_id(world, second)
    world.say("现在整个系统都停了，一点热水都没有，完全用不了", who="second")
    after = by_id(world, second)
    ticket = world.store.read(lambda tx: stored_tickets.get(tx, after.ticket_id))
    assert ticket is not None and ticket.severity_level == 1
    assert after.severity_level == 1 and after.due_at < before.due_at
    assert desk.cards(world.house, world.user())[0].item == second


@on_sqlite
def test_a_call_back_moves_with_the_severity_of_its_report(world: World) -> None:
    world.say("我们的存储系统有一块硬盘报警", plan="p6")
    world.wait(minutes=16)
    task = item(world)
    assert task.kind == "task" and task.severity_level > 1
    world.say("现在整个系统瘫痪了，业务全部中断")
    assert by_id(world, task.id).severity_level == 1


@on_sqlite
def test_another_danger_while_waiting_gets_its_own_advice_first(world: World) -> None:
    world.say("热水器冒烟了", plan="p3")
    smoke = [t for a, t in said(world) if a == "notice"]
    turn = world.say("现在还闻到煤气味，好像燃气泄漏")
    assert turn.replies and "气阀" in turn.replies[0].text, [r.text for r in turn.replies]
    assert turn.replies[0].text not in smoke
    again = world.say("煤气味还在")
    assert not any("气阀" in r.text for r in again.replies), "said once"


@on_sqlite
def test_a_half_told_report_that_was_taken_and_given_back_is_not_forgotten(world: World) -> None:
    world.say("太阳能完全没热水了", plan="p3")
    ann, row = world.user("ann"), conversation(world)
    queue.take(world.house, ann, row.id)
    ticket = world.store.read(lambda tx: stored_tickets.of_conversation(tx, row.id))[0]
    assert ticket.status == "open", "a person has it: it counts"
    queue.return_to_bot(world.house, ann, item(world).id, "")
    assert any(ticket.number in r.text for r in world.say("进度怎么样").replies)


@on_sqlite
def test_resolving_without_a_report_tells_the_customer_too(world: World) -> None:
    world.say("转人工", plan="p6")
    ann, row = world.user("ann"), conversation(world)
    queue.claim(world.house, ann, item(world).id)
    before = len(said(world))
    queue.resolve(world.house, ann, item(world).id, "answered")
    assert conversation(world).owner == "bot"
    told = said(world)[before:]
    assert len(told) == 1 and told[0][0] == "notice", row.id


def test_who_waits_again_is_told_place_and_time(world: World) -> None:
    i = waiting(world)
    ann = world.user("ann")
    queue.claim(world.house, ann, i)
    before = len(said(world))
    queue.transfer(world.house, ann, i, "queue:it-duty", "not ours")
    (told,) = said(world)[before:]
    assert told[0] == "notice" and "第 1 位" in told[1]
    queue.claim(world.house, ann, i)
    before = len(said(world))
    world.wait(minutes=15)  # ann is not seen any more
    assert conversation(world).owner == "queue"
    told_again = [t for t in said(world)[before:] if t[0] == "notice"]
    assert len(told_again) == 1 and "第 1 位" in told_again[0][1]


@on_sqlite
def test_a_new_due_time_is_watched_even_when_the_old_one_was_missed(world: World) -> None:
    i = waiting(world)
    sue, ticket_id = world.user("sue"), by_id(world, i).ticket_id
    overrule.severity(world.house, sue, ticket_id, 1, "a hospital")
    world.wait(minutes=6)  # five minutes for level 1

    def breaches() -> list[str]:
        found = world.store.read(lambda tx: stored_tickets.alarms(tx, ticket_id=ticket_id))
        return sorted(a.cause for a in found if a.cause.startswith("first_response/breach"))

    assert len(breaches()) == 1
    overrule.severity(world.house, sue, ticket_id, 3, "no hospital at all")  # thirty minutes
    world.wait(minutes=10)
    assert len(breaches()) == 1, "the new time is not over yet"
    world.wait(minutes=20)
    assert len(breaches()) == 2
    world.wait(minutes=60)
    assert len(breaches()) == 2
