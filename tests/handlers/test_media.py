"""Files are kept once, belong to their message and ticket, and go when nobody needs them any more."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from handlers import desk, erasure, evidence, media, plates, proof, queue, sending, watch
from handlers.events import File, Inbound, Kept, Turn
from handlers.people import Refused
from handlers.turn import receive
from storage.engine import Store
from storage.media_tables import MessageMedia
from storage.models import Message, Ticket
from storage.shelf import Shelf
from tests.plate_photo import label, photo
from tests.world import World, together

JPEG = b"\xff\xd8\xff\xe0" + b"a picture of nothing"
VOICE = b"OggS\0\x02" + b"\0" * 22 + b"OpusHead"
EXE = b"MZ\x90\0\x03\0"


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    made = World(store).settle()
    made.house = replace(made.house, shelf=Shelf(tmp_path / "media", 2_000_000))
    return made


def send(
    world: World,
    *contents: bytes,
    text: str = "",
    who: str = "customer",
    event: str = "",
    lang: str | None = None,
) -> Turn:
    world.count += 1
    world.now += timedelta(seconds=10)
    kept = media.keep(
        world.house, [File(f"p{n}.jpg", "image/jpeg", c) for n, c in enumerate(contents)], ("terminal", who)
    )
    event = event or f"{who}-{world.count}"
    return receive(
        world.house, Inbound("terminal", who, event, text, kind="media", plan="p3", lang=lang, media=kept)
    )


def said(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def titles(turn: Turn) -> list[str]:
    return [button.title for reply in turn.replies for button in reply.buttons]


def on_the_shelf(world: World) -> list[str]:
    assert world.house.shelf is not None
    return sorted(p.name for p in world.house.shelf.folder.rglob("*") if p.is_file())


def number(world: World) -> str:
    newest = select(Ticket.number).order_by(Ticket.id.desc()).limit(1)
    return str(world.store.read(lambda tx: tx.sql.execute(newest).scalar()))


# -- kept -------------------------------------------------------------------------------------------------


def test_a_content_is_kept_once_however_often_it_is_sent(world: World) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    send(world, JPEG, JPEG)
    send(world, JPEG, event="again")
    send(world, JPEG, event="again")  # the peer repeats it
    assert on_the_shelf(world) == [sha256(JPEG).hexdigest()]
    rows = world.store.read(
        lambda tx: tx.sql.execute(select(MessageMedia.message_id, MessageMedia.position)).all()
    )
    assert len(rows) == 3, "two of the first message, one of the second; the repetition adds none"


def test_many_at_the_same_time_leave_one_whole_content(world: World) -> None:
    kept = together(20, lambda i: media.keep(world.house, [File("a.jpg", None, JPEG)])[0])
    ids = {k.id for k in kept if isinstance(k, Kept)}
    assert len(ids) == 1 and None not in ids, kept
    assert on_the_shelf(world) == [sha256(JPEG).hexdigest()], "no drafts are left either"


@pytest.mark.parametrize(
    ("files", "refused"),
    [
        ([EXE], ["kind"]),
        ([b""], ["empty"]),
        ([JPEG + b"x" * 2_000_000], ["size"]),
        ([JPEG, EXE, VOICE], [None, "kind", None]),
        ([JPEG + bytes([n]) for n in range(11)], [*[None] * 10, "many"]),
    ],
    ids=["kind", "empty", "size", "one of three", "many"],
)
def test_what_cannot_be_kept_is_refused_and_the_rest_is_kept(
    world: World, files: Sequence[bytes], refused: list[str | None]
) -> None:
    kept = media.keep(world.house, [File("x", None, content) for content in files])
    assert [k.refused for k in kept] == refused
    assert all((k.id is None) == (k.refused is not None) for k in kept)


def test_a_sender_has_so_much_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_BYTES", 60)
    assert "很多" not in said(send(world, JPEG))
    assert "很多" not in said(send(world, JPEG + b"1"))
    assert "很多" in said(send(world, JPEG + b"2"))
    world.now += timedelta(days=1, minutes=1)
    assert "很多" not in said(send(world, JPEG + b"3"))


def test_a_full_or_broken_disk_keeps_no_answer_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.say("水箱漏水，越来越大", plan="p3")

    def full(self: Shelf, content: bytes) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shelf, "draft", full)
    answer = said(send(world, JPEG))
    assert "存不下来" in answer and "序列号" in answer, "the reason, and the open question"


def test_names_cannot_lead_anywhere() -> None:
    assert media.file_name("../../etc/passwd", "jpg") == "passwd.jpg"
    assert media.file_name("C:\\x\\a\u202egpj.exe", "png") == "a gpj.exe.png"
    assert media.file_name(None, "pdf") == "file.pdf"
    assert len(media.file_name("x" * 500 + ".jpg", "jpg")) <= media.NAME


# -- in the conversation ----------------------------------------------------------------------------------


def test_a_photograph_in_the_middle_of_a_booking_disturbs_nothing(world: World) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    for text in ("DEMO-P3-0001", "王建国", "13800138000", "杭州市西湖区文三路12号"):
        turn = world.say(text, plan="p3")
    question = turn.replies[-1]
    turn = send(world, JPEG)
    assert "和这次报修放在一起" in said(turn)
    assert [b.payload for b in turn.replies[-1].buttons] == [b.payload for b in question.buttons]
    assert turn.replies[-1].text == question.text
    pressed = (
        world.say(question.buttons[0].payload, plan="p3")
        if question.buttons
        else world.say("没有", plan="p3")
    )
    assert said(pressed)


def test_whoever_speaks_is_told_that_the_bot_cannot_hear_it(world: World) -> None:
    """Nobody waits for an answer to a recording, and the open question is asked again."""
    turn = send(world, VOICE, who="grandmother")
    assert "听不了" in said(turn) and "转人工" in titles(turn)
    asked = world.say("我家热水器水箱一直滴水", who="grandmother")
    turn = send(world, VOICE, who="grandmother")
    assert "同事会听" in said(turn) and asked.replies[-1].text in said(turn)
    for words in ("DEMO-P3-0001", "王建国 13800138000", "杭州市西湖区文三路12号", "1", "确认"):
        world.say(words, who="grandmother")
    turn = send(world, VOICE, who="grandmother")
    assert number(world) in said(turn) and titles(turn) == ["转人工"]
    assert "听不了" not in said(send(world, JPEG, VOICE, who="grandmother")), "a picture came, too"


def test_words_with_a_photograph_are_heard_as_words(world: World) -> None:
    assert "BX" in said(send(world, JPEG, text="水箱漏水，越来越大"))
    assert "怎么称呼" in said(send(world, JPEG, text="DEMO-P3-0001"))


def test_danger_in_the_words_goes_before_everything(world: World) -> None:
    turn = send(world, JPEG, EXE, text="热水器漏电，人被电到了")
    assert any(reply.author == "notice" for reply in turn.replies)


def test_a_person_who_has_the_conversation_gets_the_photograph_and_the_bot_is_silent(world: World) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    world.say("/human", plan="p3")
    row = world.store.read(lambda tx: tx.sql.execute(select(Message.conversation_id)).scalars().first()) or 0
    queue.take(world.house, world.user(), row)
    turn = send(world, JPEG, EXE)
    assert all(reply.author != "bot" for reply in turn.replies)
    assert "格式" in said(turn), "what was not kept is said whoever leads"
    case = desk.case(world.house, world.user(), row)
    assert case is not None and sum(len(files) for files in case.files.values()) == 1


def test_a_photograph_before_the_report_belongs_to_it(world: World) -> None:
    first = send(world, JPEG)
    assert "文字" in said(first)
    world.say("水箱漏水，越来越大", plan="p3")
    row = world.store.read(
        lambda tx: tx.sql.execute(select(Message.ticket_id).where(Message.id == first.message_id)).one()
    )
    assert row.ticket_id is not None


def test_it_is_seen_by_its_customer_and_by_people_with_cases_and_nobody_else(world: World) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    turn = send(world, JPEG)
    files = [f for said in sending.news(world.house, turn.conversation_id, 0) for f in said.files]
    assert [(f.name, f.kind) for f in files] == [("p0.jpg", "image")]
    mine = media.for_customer(world.house, "terminal", "customer", files[0].id)
    assert mine is not None and mine.content == JPEG and not mine.decoded
    assert media.for_customer(world.house, "terminal", "somebody", files[0].id) is None
    assert media.for_customer(world.house, "web", "customer", files[0].id) is None
    assert media.for_staff(world.house, world.user("ann"), files[0].id) is not None
    assert media.for_staff(world.house, world.user("ann"), 999) is None
    with pytest.raises(Refused):
        media.for_staff(world.house, world.user("fay"), files[0].id)


# -- name plates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "text", "how"),
    [
        ("Code128", "DEMO-P3-0001", {"angle": 35, "skew": 0.2}),
        ("Code128", "DEMO P3 0001", {"angle": 60, "blur": 1.5}),
        ("Code39", "DEMO-P3-0001", {"dim": 0.25, "noise": 6}),
        ("QRCode", "https://service.example/d?sn=DEMO-P3-0001", {"angle": 170, "skew": 0.25, "blur": 2}),
        ("DataMatrix", "SN: DEMO-P3-0001", {"dim": 0.4, "noise": 20}),
    ],
    ids=["skewed stripes", "turned", "dim", "QR link out of focus", "noise"],
)
def test_the_number_is_read_off_a_photograph_of_the_plate(
    world: World, form: str, text: str, how: dict[str, Any]
) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    answer = said(send(world, photo(label((form, text)), **how)))
    assert "DEMO-P3-0001" in answer and "保修期内" in answer and "怎么称呼" in answer


def test_several_numbers_are_offered_in_english(world: World) -> None:
    world.say("the water tank leaks, it gets worse", plan="p3")
    turn = send(world, photo(label(("Code128", "ABC-12345678"), ("QRCode", "XYZ-99887766"))))
    assert "several numbers" in said(turn)
    assert titles(turn) == ["ABC-12345678", "XYZ-99887766", "Can't find it"]
    chosen = world.say("/serial:XYZ-99887766", plan="p3")
    assert "I'll note XYZ-99887766" in said(chosen)
    assert "name" in said(chosen)


def test_of_several_the_one_that_we_know_is_taken(world: World) -> None:
    world.say("the water tank leaks, it gets worse", plan="p3")
    plate = label(("EAN13", "6901234567892"), ("Code128", "DEMO-P3-0001"), ("Code128", "PN-778899-A"))
    answer = said(send(world, photo(plate)))
    assert "I can read the serial number in the photo: DEMO-P3-0001" in answer and "several" not in answer


def test_a_clearer_photograph_is_asked_for_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    monkeypatch.setattr(plates, "SECONDS", 0.1)
    first, second = send(world, photo(width=640)), send(world, photo(width=650))
    assert "再拍一张" in said(first) and titles(first) == ["找不到序列号"]
    assert "再拍一张" not in said(second) and "序列号" in said(second)
    assert "怎么称呼" in said(send(world, photo(label(("QRCode", "DEMO-P3-0001")))))


def test_a_plate_alone_begins_a_report_of_that_device(world: World) -> None:
    turn = send(world, photo(label(("QRCode", "DEMO-P3-0001"))), lang="en")
    assert "DEMO-P3-0001" in said(turn) and "what is wrong" in said(turn)
    answer = said(world.say("the water tank leaks, it gets worse", plan="p3"))
    assert "serial number" not in answer and "BX" in answer


def test_a_picture_of_too_many_pixels_is_kept_and_not_decoded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plates, "MOST_PIXELS", 1000)
    kept = media.keep(
        world.house, [File("a.jpg", None, photo(label(("QRCode", "DEMO-P3-0001")), width=1000))]
    )
    assert kept[0].id is not None and kept[0].codes == ()


def test_without_the_extra_photographs_are_just_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plates, "can_read", lambda: False)
    world.say("水箱漏水，越来越大", plan="p3")
    answer = said(send(world, photo(label(("QRCode", "DEMO-P3-0001")), width=1000)))
    assert "再拍一张" in answer and len(on_the_shelf(world)) == 1


# -- evidence, and the end --------------------------------------------------------------------------------


def test_the_bundle_of_evidence_has_every_file_once(world: World, tmp_path: Path) -> None:
    world.say("水箱漏水，越来越大", plan="p3")
    send(world, JPEG, VOICE)
    send(world, JPEG)
    bundle = evidence.export(world.house, number(world))
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle.content)
    with ZipFile(io.BytesIO(bundle.content)) as archive:
        listed = json.loads(archive.read("media.json"))
        assert [f["type"] for f in listed] == ["image/jpeg", "audio/ogg", "image/jpeg"]
        assert archive.read(listed[0]["file"]) == JPEG
        assert len([n for n in archive.namelist() if n.startswith("media/")]) == 2
    assert all(finding.good for finding in proof.of_bundle(path))


def test_erasing_takes_the_files_that_nobody_else_needs(world: World) -> None:
    for who, phone, own in (("one", "13800138000", b"1"), ("two", "13900139000", b"2")):
        world.say("水箱漏水，越来越大", plan="p3", who=who)
        send(world, JPEG, JPEG + own, who=who)
        world.say(phone, plan="p3", who=who)
        world.say("取消", plan="p3", who=who)
    assert len(on_the_shelf(world)) == 3
    erasure.on_request(world.house, "13800138000", "asked for it")
    assert on_the_shelf(world) == sorted(sha256(c).hexdigest() for c in (JPEG, JPEG + b"2"))


def test_what_no_message_asked_for_goes_after_a_day(world: World) -> None:
    media.keep(world.house, [File("a.jpg", None, JPEG)])  # and then the process died
    world.say("水箱漏水，越来越大", plan="p3")
    send(world, VOICE)
    world.now += timedelta(days=1, minutes=1)
    watch.fire(world.house, world.house.now())
    assert on_the_shelf(world) == [sha256(VOICE).hexdigest()]
    send(world, JPEG)
    assert len(on_the_shelf(world)) == 2, "it comes back when it is sent again"
