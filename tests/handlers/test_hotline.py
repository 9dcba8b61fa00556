"""Calls: facts by line and speaker, the agent's promises in the ledger, the call back, and many in one go."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers import panels, watch
from handlers.intake import KeyReused, Once, intake
from storage import promises as stored
from storage import tickets as stored_tickets
from storage.identity_tables import ApiRequest
from storage.models import Call, Conversation, Message, QueueItem, Ticket
from storage.promise_tables import Promise
from tests.world import World, together

CALL = """客服：您好，阳光售后，有什么可以帮您？
客户：我家太阳能热水器水箱漏水，序列号 DEMO-P3-0001。
客服：您贵姓？
客户：我叫王芳，电话 13800138000。
客服：好的，师傅今天下午三点前到您家。
客服：我们今天五点前也给您回个电话确认。
客服：配件可能明天上午给您送到。
"""


def take(world: World, text: str = CALL, name: str = "call.txt", **more: Any) -> dict[str, Any]:
    return intake(world.house, text, name, **more).json()


def ledger(world: World, number: str) -> list[Any]:
    return list(
        world.store.read(
            lambda tx: stored.of_ticket(tx, stored_tickets.by_number(tx, number).id)  # type: ignore[union-attr]
        )
    )


def test_the_agents_promises_are_in_the_ledger_by_their_line(world: World) -> None:
    report = take(world, plan="p3")
    told = [(p["line"], p["kind"], p["sure"], p["due"][11:16]) for p in report["promises"]]
    assert told == [(5, "visit", True, "15:00"), (6, "call", True, "17:00"), (7, "word", False, "12:00")]
    rows = ledger(world, report["ticket"])
    assert [(r.kind, r.made_by, r.key.split(":")[-1]) for r in rows] == [
        ("word", "clerk", "5"),
        ("call", "clerk", "6"),
    ]
    assert take(world, plan="p3")["repeated"] and len(ledger(world, report["ticket"])) == 2
    world.now += timedelta(hours=7)  # nobody came
    watch.fire(world.house, world.house.now())
    assert ledger(world, report["ticket"])[0].status == "failed"


def test_a_promise_is_reckoned_from_when_the_call_was(world: World) -> None:
    turns = [
        {"speaker": "caller", "text": "热水器漏水"},
        {"speaker": "agent", "text": "我们半小时内给您回电话。"},
    ]
    at = (world.now - timedelta(minutes=20)).isoformat()
    report = take(world, json.dumps({"call_id": "7", "at": at, "turns": turns}), plan="p3")
    assert report["promises"][0]["due"] == (world.now + timedelta(minutes=10)).isoformat()
    later = (world.now + timedelta(days=2)).isoformat()
    report = take(world, json.dumps({"call_id": "8", "at": later, "turns": turns}), plan="p3")
    assert report["promises"][0]["due"] == (world.now + timedelta(minutes=30)).isoformat(), (
        "no call is of tomorrow"
    )


def test_the_console_shows_every_fact_with_its_line_and_speaker(world: World) -> None:
    report = take(world, plan="p3")

    def read(tx: Any) -> Any:
        ticket = stored_tickets.by_number(tx, report["ticket"])
        said = {m.id: m.text for m in tx.sql.execute(select(Message.__table__)).all()}
        return panels.panels(tx, world.house, ticket)["call"], said

    part, said = world.store.read(read)
    facts = {f["field"]: (f["line"], f["speaker"]) for f in part["fields"]}
    assert facts["serial_number"] == (2, "caller") and facts["phone"] == (4, "caller")
    assert "13800138000" in said[next(f["message"] for f in part["fields"] if f["field"] == "phone")]
    assert part["missing"] == ["address"]


def test_an_extension_is_kept_beside_the_number_that_is_dialled(world: World) -> None:
    """The register, duplicates and erasure go by the number alone."""
    call = "客服：电话？\n客户：热水器漏水，序列号 DEMO-P3-0001。电话零二一，六二三四五六七八，分机二零六。\n客服：02162345678。\n客户：对。\n"
    report = take(world, call, plan="p3")
    ticket = world.store.read(lambda tx: stored_tickets.by_number(tx, report["ticket"]))
    assert ticket is not None
    assert (ticket.phone, ticket.facts["extension"]) == ("02162345678", "206")
    told = next(f for f in report["fields"] if f["field"] == "phone")
    assert told["value"] == "02162345678 ext 206"


@pytest.mark.parametrize("plan", ["p6", "p7", "p4"])
def test_what_is_missing_is_asked_in_a_call_back_with_the_plans_clock(world: World, plan: str) -> None:
    """The plan's 10 or 30 minutes (P4, P6, P7)."""
    report = take(world, "客服：您好\n客户：我们的设备坏了，报错E12，用不了。\n", plan=plan)
    task = world.store.read(lambda tx: tx.sql.execute(select(QueueItem.__table__)).all())[0]
    assert task.reason == "call_back" and "phone" in (task.note or "") and report["missing"]
    assert task.due_at is not None and (task.due_at - world.house.now()) <= timedelta(minutes=30)


def test_a_key_is_for_one_body(world: World) -> None:
    once = Once("exchange", "k-1")
    first = take(world, once=once)
    assert take(world, once=once)["repeated"] and not first["repeated"]
    with pytest.raises(KeyReused):
        take(world, CALL + "客户：还有，没有热水。\n", once=once)
    assert not take(world, CALL + "客户：还有，没有热水。\n", once=Once("another", "k-1"))["repeated"]


def test_the_same_key_at_the_same_time(world: World) -> None:
    """One of two bodies wins; its repetitions are told what became of it."""
    bodies = [CALL, CALL + "客户：还有，没有热水。\n"]
    done = together(8, lambda i: take(world, bodies[i % 2], once=Once("exchange", "k")))
    refused = [d for d in done if isinstance(d, KeyReused)]
    assert len(refused) == 4 and sum(isinstance(d, dict) and not d["repeated"] for d in done) == 1
    count = world.store.read(lambda tx: tx.sql.execute(select(func.count()).select_from(ApiRequest)).scalar())
    assert count == 1


FAULTS = ("水箱漏水", "不出热水", "有异响", "显示报错E3", "水管渗水", "加热很慢")


def many(count: int) -> list[tuple[str, str]]:
    """So many different calls in the formats that recorders write."""
    calls = []
    for i in range(count):
        agent, caller = (
            "您好，阳光售后，有什么可以帮您？",
            f"热水器{FAULTS[i % 6]}，我叫王芳{i}，电话1380013{i:04d}。",
        )
        promise = "我们今天五点前给您回电话。"
        said = [("客服", agent), ("客户", caller), ("客服", promise)]
        kind = i % 5
        if kind == 0:
            calls.append((f"{i}.txt", "\n".join(f"{who}：{text}" for who, text in said)))
        elif kind == 1:
            calls.append(
                (
                    f"{i}.json",
                    json.dumps({"call_id": f"c{i}", "turns": [{"speaker": w, "text": t} for w, t in said]}),
                )
            )
        elif kind == 2:
            cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\n<v {w}>{t}\n\n" for n, (w, t) in enumerate(said))
            calls.append((f"{i}.vtt", f"WEBVTT\n\n{cues}"))
        elif kind == 3:
            calls.append((f"{i}.csv", "speaker,text\n" + "".join(f"{w},{t}\n" for w, t in said)))
        else:
            segments = [{"text": t, "speaker": f"SPEAKER_0{w == '客户':d}"} for w, t in said]
            calls.append((f"{i}.whisper.json", json.dumps({"segments": segments})))
    return calls


def test_many_calls_twice(world: World) -> None:
    calls = many(60)
    assert not any(take(world, text, name, plan="p3")["repeated"] for name, text in calls)

    def counts(tx: Any) -> list[Any]:
        return [tx.sql.execute(select(func.count()).select_from(m)).scalar() for m in (Call, Ticket, Promise, Message, Conversation, QueueItem)]  # fmt: skip

    before = world.store.read(counts)
    assert before[0] == before[1] == before[4] == 60 and before[2] >= 60
    world.now += timedelta(minutes=1)
    assert all(take(world, text, name, plan="p3")["repeated"] for name, text in calls)
    assert world.store.read(counts) == before


AGAIN = """客服：您好，阳光售后。
客户：我是王芳，{phone}，上次水箱漏水那个，{wish}
客服：好的，给您登记。
"""


@pytest.mark.parametrize("wish", ["能不能改到周五下午？", "师傅别来了，给我取消上门吧。"])
def test_who_calls_to_move_or_cancel_is_not_forgotten(world: World, wish: str) -> None:
    number = take(world, plan="p3")["ticket"]
    report = take(world, AGAIN.format(phone="13800138000", wish=wish), "again.txt", plan="p3")
    assert report["ticket"] is None and report["known"] == [number]
    ticket = world.store.read(lambda tx: stored_tickets.by_number(tx, number))
    assert ticket is not None
    tasks = world.store.read(
        lambda tx: tx.sql.execute(
            select(QueueItem.__table__).where(QueueItem.reason == "visit_by_phone")
        ).all()
    )
    assert [(t.ticket_id, t.conversation_id) for t in tasks] == [(ticket.id, ticket.conversation_id)]
    assert wish[:4] in (tasks[0].note or "")
    stranger = take(world, AGAIN.format(phone="13900000000", wish=wish), "stranger.txt", plan="p3")
    assert stranger["known"] == []
    assert (
        world.store.read(
            lambda tx: tx.sql.execute(
                select(func.count()).where(QueueItem.reason == "visit_by_phone")
            ).scalar()
        )
        == 2
    )
