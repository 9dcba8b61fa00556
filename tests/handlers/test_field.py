"""What a technician's telephone sends: once, whatever happens on the way; only of his own visits; never lost."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import board_desk, day, field, form_desk, media, own
from handlers.events import File
from handlers.field import Answer, Entry
from handlers.people import Actor, Refused
from handlers.queue import Gone
from storage import media as stored_media
from storage import messages
from storage import people as stored_people
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Store, Tx
from storage.shelf import Shelf
from tests.handlers.test_dispatch import booked, heard, hour, log, solar, visit_of
from tests.world import World, together


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    made = World(store).settle()
    made.house = replace(made.house, shelf=Shelf(tmp_path / "shelf", 1_000_000))
    return made


def login(world: World, technician: int, name: str = "tec") -> Actor:
    """The technician's login."""
    world.store.write(
        lambda tx: stored_people.add_user(
            tx, world.house.now(), login=name, name=name.title(), role="technician", password_hash="-", lang="en",
            queues=[], technician_id=technician,
        )
    )  # fmt: skip
    return world.user(name)


def picture(color: int = 200) -> bytes:
    from PIL import Image

    whole = io.BytesIO()
    Image.new("RGB", (60, 40), (color, 20, 20)).save(whole, "JPEG")
    return whole.getvalue()


def notes(world: World, row: Any) -> list[Any]:
    return [
        m for m in world.store.read(lambda tx: messages.history(tx, row.conversation_id)) if m.direction == "note"
    ]  # fmt: skip


def test_a_step_that_is_sent_again_is_answered_as_the_first_time_and_done_once(world: World) -> None:
    row, visit = booked(world)
    tec = login(world, visit.technician_id)
    entry = Entry("key-00001", "step", visit.id, {"step": "on_the_way"})
    first = field.take(world.house, tec, entry)
    told = len(heard(world, row))
    assert first.state == "done" and field.take(world.house, tec, entry) == first
    assert len(heard(world, row)) == told, "the customer is told once"
    assert [e.event for e in log(world, row.id)].count("visit.on_the_way") == 1
    assert log(world, row.id)[-1].actor == tec.owner
    for key, step in (("key-00002", "arrived"), ("key-00003", "done")):
        assert field.take(world.house, tec, Entry(key, "step", visit.id, {"step": step})).state == "done"
    assert [s.state for s in day.page(world.house, tec).stops] == (["done"] if visit.start.date() == world.house.now().date() else [])  # fmt: skip


def test_the_same_thing_sent_by_many_at_once_is_taken_once(world: World) -> None:
    row, visit = booked(world)
    tec = login(world, visit.technician_id)
    entry = Entry("key-00001", "note", visit.id, {"text": "the valve is worn"})
    became = together(12, lambda _: field.take(world.house, tec, entry))
    answered = [b for b in became if isinstance(b, Answer)]
    assert len(answered) >= 1 and {a.state for a in answered} == {"done"}
    assert all(b.why == "field-busy" for b in became if isinstance(b, Refused))
    assert len(answered) + sum(isinstance(b, Refused) for b in became) == 12, became
    assert [m.text for m in notes(world, row)] == ["the valve is worn"]


def test_photographs_belong_to_the_ticket_and_are_seen_by_the_technician_and_the_office(world: World) -> None:
    row, visit = booked(world)
    tec = login(world, visit.technician_id)
    kept = media.keep(world.house, [File("tank.jpg", "image/jpeg", picture())])
    entry = Entry("key-00001", "photo", visit.id, {"text": "worn"}, kept)
    assert [field.take(world.house, tec, entry).state for _ in range(2)] == ["done", "done"]
    (note,) = notes(world, row)
    (link,) = world.store.read(lambda tx: stored_media.of_messages(tx, [note.id]))[note.id]
    assert note.text == "worn" and note.ticket_id == row.id
    for user in (tec, world.user("ann")):
        found = media.for_staff(world.house, user, link.id)
        assert found is not None and found.content == picture()
    stranger = login(world, next(t for t in solar(world) if t != visit.technician_id), "other")
    with pytest.raises(Refused):
        media.for_staff(world.house, stranger, link.id)
    nothing = media.keep(world.house, [File("x.jpg", "image/jpeg", b"not a picture")])
    answer = field.take(world.house, tec, Entry("key-00002", "photo", visit.id, {}, nothing))
    assert (answer.state, "no photograph" in answer.text) == ("refused", True)


def test_what_is_refused_stays_refused_and_changes_nothing(world: World) -> None:
    row, visit = booked(world)
    tec = login(world, visit.technician_id)
    entry = Entry("key-00001", "procedure", visit.id, {"step": "nothing", "note": "x"})
    before = len(log(world, row.id))
    first = field.take(world.house, tec, entry)
    assert first.state == "refused" and field.take(world.house, tec, entry) == first
    assert len(log(world, row.id)) == before
    for bad in (Entry("short", "note", visit.id), Entry("key-00002", "burn", visit.id)):
        with pytest.raises(Refused):
            field.take(world.house, tec, bad)


@pytest.mark.parametrize("kind", ["step", "note"])
def test_when_the_visit_was_given_to_somebody_else_what_was_entered_is_kept_as_a_note(
    world: World, kind: str
) -> None:
    row, visit = booked(world, start=hour("11:00"))
    tec = login(world, visit.technician_id)
    other = next(t for t in solar(world) if t != visit.technician_id)
    board_desk.move(world.house, world.user(), visit.id, other, hour("11:30"))
    fields = {"step": "arrived"} if kind == "step" else {"text": "the valve is worn"}
    entry = Entry("key-00001", kind, visit.id, fields, made_at=hour("11:05"))
    answer = field.take(world.house, tec, entry)
    assert (answer.state, "somebody else" in answer.text) == ("kept", True)
    assert field.take(world.house, tec, entry) == answer
    (note,) = notes(world, row)
    assert (
        "Tec entered this" in note.text and next(iter(fields.values())) in note.text and "11:05" in note.text
    )
    assert not [e for e in log(world, row.id) if e.event == "visit.arrived"]
    assert visit_of(world, row.id).technician_id == other


def test_a_visit_that_was_moved_but_is_still_his_takes_what_the_telephone_sends_of_the_old_one(
    world: World,
) -> None:
    row, visit = booked(world, start=hour("11:00"))
    tec = login(world, visit.technician_id)
    board_desk.move(world.house, world.user(), visit.id, visit.technician_id, hour("12:00"))
    answer = field.take(world.house, tec, Entry("key-00001", "step", visit.id, {"step": "on_the_way"}))
    assert answer.state == "done"
    assert log(world, row.id)[-1].data == {"visit": visit_of(world, row.id).id}


def test_nothing_of_a_colleague_is_seen_or_touched(world: World) -> None:
    row, visit = booked(world)
    stranger = login(world, next(t for t in solar(world) if t != visit.technician_id))
    before = len(log(world, row.id))
    for kind in field.KINDS:
        with pytest.raises(Gone):
            field.take(
                world.house, stranger, Entry("key-00001", kind, visit.id, {"text": "x", "step": "done"})
            )
    with pytest.raises(Gone):
        field.files(world.house, stranger, visit.id, [File("x.jpg", None, picture())])
    with pytest.raises(Refused):
        form_desk.begin(world.house, stranger, row.id, "service_report")
    with pytest.raises(Refused):
        day.visit_to(world.house, stranger, row.id)
    assert len(log(world, row.id)) == before and not notes(world, row)
    assert not day.page(world.house, stranger).stops
    nobody = replace(stranger, technician=None)
    for work in (lambda: day.page(world.house, nobody), lambda: day.page(world.house, world.user("ann"))):
        with pytest.raises(Refused):
            work()


def test_a_week_after_the_visit_it_is_over(world: World) -> None:
    row, visit = booked(world)
    tec = login(world, visit.technician_id)

    def mine(tx: Tx) -> bool:
        return own.sent_to(tx, world.house, tec, row.id)

    assert world.store.read(mine)
    world.now = visit.end + own.OPEN_FOR - timedelta(minutes=1)
    assert world.store.read(mine)
    world.now = visit.end + own.OPEN_FOR
    assert not world.store.read(mine)


def test_the_day_has_what_is_needed_in_the_order_to_drive_it(world: World) -> None:
    first_row, first = booked(world, start=hour("11:00"))
    person = first.technician_id
    second_row, second = booked(world, who="second")
    board_desk.move(world.house, world.user(), second.id, person, hour("15:00"), "电话")
    world.store.write(
        lambda tx: stored_tickets.save(
            tx, second_row.id, world.house.now(), address="杭州市萧山区市心路100号"
        )
    )
    found = day.page(world.house, login(world, person))
    assert [(s.order, s.ticket.id, s.travel, s.short) for s in found.stops] == [(1, first_row.id, 0, 0), (2, second_row.id, 30, 0)]  # fmt: skip
    stop = found.stops[0]
    assert stop.map.startswith("geo:0,0?q=%E6%9D%AD") and stop.next == "on_the_way" and stop.due is not None
    assert stop.device.serial_number == "DEMO-P3-0001" and stop.state == "booked"
    assert world.store.read(lambda tx: stored.of_ticket(tx, second_row.id))
