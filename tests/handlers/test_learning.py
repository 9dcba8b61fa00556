"""Corrections become training data: what is exported, and what is not in it any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import overrule
from handlers.intake import intake
from handlers.learning import Lesson, as_yaml, corrected
from handlers.masking import Known, mask
from handlers.people import Refused
from handlers.queue import Gone
from nlu import corpus
from nlu.parse import parse
from storage import messages, tickets
from tests.world import World

FAULT = "太阳能水箱漏水，一天比一天厉害，我叫王建国，电话13800138000，地址杭州市西湖区文三路12号，序列号DEMO-P3-0001"
PRIVATE = ("王建国", "13800138000", "文三路", "西湖区", "DEMO-P3-0001")


def ticket_of(world: World, who: str = "customer") -> Any:
    def read(tx: Any) -> Any:
        from storage import conversations

        row = conversations.find(tx, "terminal", who)
        return tickets.of_conversation(tx, row.id)[0]

    return world.store.read(read)


def said(world: World, text: str) -> Any:
    from sqlalchemy import select

    from storage.models import Message

    wanted = select(Message.__table__).where(Message.direction == "in")
    return world.store.read(lambda tx: next((m for m in tx.sql.execute(wanted) if m.text == text), None))


def reviewed(text: str) -> list[corpus.Example]:
    return list(corpus.parse(text.replace("reviewed: false", "reviewed: true"), "export.yml"))


def test_an_overruled_severity_is_an_example_without_personal_data(world: World) -> None:
    world.say("/report", plan="p3")
    world.say(FAULT)
    overrule.severity(world.house, world.user(), ticket_of(world).id, 1, "水漫到楼下了")
    found = corrected(world.house)
    (example,) = reviewed(text := as_yaml(found))
    assert (example.intent, example.severity, example.lang) == ("report_fault", 1, "zh")
    assert not [p for p in PRIVATE if p in text] and "漏水" in example.text
    names = [example.text[a:b] for n, a, b in example.entities if n == "phone"]
    assert len(names) == 1 and len(names[0]) == 11 and names[0].startswith("1")
    kinds = {name for name, _, _ in example.entities}
    assert kinds >= {"phone", "address", "serial_number"}
    heard = {e.entity for e in parse(example.text, None).entities}
    assert heard >= {"phone", "serial_number"}, "the text stays one that can be learned from"
    assert "was: {severity: 2}" in text or "was: {severity: 3}" in text
    assert as_yaml(corrected(world.house)) == text, "the same in the same order"


def test_what_was_told_in_pieces_is_one_example_and_what_is_on_file_is_masked(world: World) -> None:
    for text in (
        "热水器漏水了",
        "DEMO-P3-0001",
        "王建国 13800138000",
        "杭州市西湖区文三路12号",
        "水箱下面一直滴，我家文三路12号这边，建国",
    ):
        world.say(text, plan="p3")
    overrule.severity(world.house, world.user(), ticket_of(world).id, 3, "只是慢慢滴")
    (example,) = reviewed(as_yaml(corrected(world.house)))
    assert example.severity == 3 and not [p for p in (*PRIVATE, "建国") if p in example.text]


def test_an_overruled_intent_is_an_example_and_its_reason_is_kept(world: World) -> None:
    world.say("我想问问我这个13800138000登记的机器咋样了", plan="p3")
    message = said(world, "我想问问我这个13800138000登记的机器咋样了")
    overrule.intent(world.house, world.user(), message.id, "warranty_query", "问的是保修")
    overrule.intent(world.house, world.user("sue"), message.id, "ticket_status", "问的是进度")
    (example,) = reviewed(text := as_yaml(corrected(world.house)))
    assert example.intent == "ticket_status" and example.severity is None and "13800138000" not in text
    kept = world.store.read(lambda tx: messages.get(tx, message.id)).data
    assert kept["overruled"]["by"] == world.user("sue").owner and kept["overruled"]["why"] == "问的是进度"
    assert kept["nlu"] == message.data["nlu"], "what the bot had thought stays"


def test_a_fault_that_was_taken_for_something_else_has_its_level_checked(world: World) -> None:
    world.say("谢谢你们这个漏水的宝贝", plan="p3")
    message = said(world, "谢谢你们这个漏水的宝贝")
    overrule.intent(world.house, world.user(), message.id, "report_fault", "反话")
    text = as_yaml(corrected(world.house))
    assert "check: [severity]" in text and reviewed(text)[0].severity in (1, 2, 3)


def test_who_may_not_overrule_may_not_say_what_was_meant(world: World) -> None:
    world.say("保修还在吗", plan="p3")
    message = said(world, "保修还在吗")
    house = world.house
    for wrong, who, name, why in (("role", "kim", "greet", "x"), ("field", "ann", "nonsense", "x"), ("why", "ann", "greet", " ")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            overrule.intent(house, world.user(who), message.id, name, why)
        assert refused.value.why == wrong
    with pytest.raises(Gone):
        overrule.intent(house, world.user(), 999_999, "greet", "x")
    assert corrected(house) == [] and list(corpus.parse(as_yaml([]))) == []


def test_since_leaves_out_what_was_corrected_before(world: World) -> None:
    world.say("热水器漏水了", who="old", plan="p3")
    overrule.severity(world.house, world.user(), ticket_of(world, "old").id, 1, "x")
    world.now += timedelta(days=3)
    world.say("热水器不热", who="new", plan="p3")
    overrule.severity(world.house, world.user(), ticket_of(world, "new").id, 3, "x")
    assert [le.text for le in corrected(world.house)] == ["热水器漏水了", "热水器不热"]
    assert [le.text for le in corrected(world.house, date(2026, 11, 25))] == ["热水器不热"]
    assert corrected(world.house, date(2026, 12, 25)) == []


def test_a_call_is_an_example_too(world: World) -> None:
    call = "客服：您好\n客户：热水器漏水了，我姓王，王建国\n客户：电话幺三八零零幺三八零零零\n"
    report = intake(world.house, call, "call.txt", "p3")
    number = report.data["ticket"]
    ticket = world.store.read(lambda tx: tickets.by_number(tx, number))
    overrule.severity(world.house, world.user(), ticket.id, 2, "x")
    (lesson,) = corrected(world.house)
    assert "漏水" in lesson.text and "王" not in lesson.text and "幺三八零零幺三八" not in lesson.text


def test_what_nobody_has_reviewed_is_not_trained_on(world: World) -> None:
    lesson = Lesson(1, "漏水了", (), "report_fault", "zh", 2)
    with pytest.raises(corpus.CorpusError, match="nobody has reviewed it"):
        list(corpus.parse(as_yaml([lesson])))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Call me on +49 171 555 0123, Anna Schmidt, 12 Mill Road, Leeds", ("0123", "555", "Anna", "Schmidt", "Mill Road")),
        ("我姓王，叫我王先生", ("王",)),
        ("手机１３８００１３８０００", ("１３８００１３８０００",)),
        ("邮箱 wang.jg@163.com 或者微信13800138000", ("wang.jg", "13800138000")),
        ("单号BX20261123001什么时候来", ("20261123001",)),
        ("demo p3 0001 坏了", ("p3 0001",)),
        ("住在延安西路1200号5楼，漏水", ("延安西路", "1200")),
        ("call one three eight zero zero one three eight zero zero zero", ("one three eight zero zero one three eight",)),
    ],
)  # fmt: skip
def test_personal_data_is_masked_however_it_is_said(text: str, gone: tuple[str, ...]) -> None:
    known = Known(
        ("DEMO-P3-0001",),
        ("+491715550123", "13800138000"),
        ("王建国", "Anna Schmidt"),
        ("12 Mill Road, Leeds",),
    )
    for found in (parse(text, None).entities, ()):  # also when nothing is understood
        masked, marks = mask(text, found, known, "1")
        assert not [g for g in gone if g in masked], masked
    masked, marks = mask(text, parse(text, None).entities, known, "1")
    assert not [g for g in gone if g in masked], masked
    assert all(0 <= a < b <= len(masked) for _, a, b in marks)
    assert mask(text, parse(text, None).entities, known, "1") == (masked, marks)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(alphabet="[](): \n#\"'-|>{}&*!%@`东12a\u2028\x85\x00", max_size=40))
def test_any_text_survives_the_format(text: str, odd: str) -> None:
    from handlers.learning import _plain

    plain = _plain(odd + text)
    masked, marks = mask(plain, parse(plain, None).entities, Known(), "1")
    if not masked.strip():
        return
    (example,) = reviewed(as_yaml([Lesson(1, masked, marks, "greet", "zh", None)]))
    assert example.text == masked.strip()
    assert [example.text[a:b] for _, a, b in example.entities] == [
        masked[a:b] for _, a, b in sorted(marks, key=lambda s: s[1])
    ]
