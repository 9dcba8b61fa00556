"""Personal data that came in by the newer ways are erased too: registers, reporters, answers, promises, results, hops."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from handlers import campaigns, erasure, forms
from storage import tickets
from storage.campaign_tables import Notice, NoticeErrand, Registration, Reporter
from storage.dealers_tables import DealerNotice, Hop, Reimbursement
from storage.engine import Store, Tx
from storage.forms_tables import StoredForm
from storage.models import Conversation, Customer, Ticket
from storage.planned_tables import OperationRecord, PlannedWork
from storage.promise_tables import FollowUp, Promise
from storage.stock_tables import ReturnedPart
from tests.handlers.test_erasure import OTHER, PHONE, WHY, close, everywhere, told
from tests.world import World

WORDS = (
    PHONE,
    "138 0013 8000",
    "138-0013-8000",
    "王小明",
    "漕溪路",
    "暗号",
)  # 暗号 stands for words of the customer


@pytest.fixture
def closed(store: Store) -> tuple[World, int]:
    world = World(store).settle()
    told(world)
    return world, close(world)


def _fill(tx: Tx, world: World, ticket: int) -> None:
    """A row in every table that the newer parts write, about the ticket, with words of the customer."""
    now, sql = world.house.now(), tx.sql
    row = tickets.get(tx, ticket)
    assert row is not None
    chat = row.conversation_id
    customer = sql.execute(insert(Customer).values(name="王小明", phone=PHONE, address="漕溪路18号", lang="zh", created_at=now).returning(Customer.id)).scalar()  # fmt: skip
    sql.execute(update(Ticket).where(Ticket.id == ticket).values(customer_id=customer))
    said: dict[str, Any] = {"said": "暗号", "text": "暗号"}
    sql.execute(insert(Reporter).values(ticket_id=ticket, conversation_id=chat, name="王小明", phone=PHONE, said="暗号", at=now))  # fmt: skip
    sql.execute(insert(Promise).values(ticket_id=ticket, key="p", kind="word", text="暗号 王小明", due_at=now, made_by="user:1", made_at=now, status="dropped", reason="暗号"))  # fmt: skip
    sql.execute(insert(FollowUp).values(ticket_id=ticket, name="x", resolved_at=now, status="answered", words="暗号"))  # fmt: skip
    sql.execute(insert(Hop).values(ticket_id=ticket, number=1, party="branch", reasons=[{"code": "x", "clause": "P8.4", "text": {"zh": "好", "en": "good"}}], passed_by="user:1", passed_at=now, ended_at=now, arranged={"who": "李", "note": "王小明"}, why="暗号"))  # fmt: skip
    sql.execute(insert(Reimbursement).values(ticket_id=ticket, dealer_id=1, amount=1, currency="CNY", step="settled", steps=[{"step": "settled", "by": "user:1", "at": now.isoformat(), "note": "暗号"}], created_at=now))  # fmt: skip
    sql.execute(insert(ReturnedPart).values(ticket_id=ticket, part="水箱", status="back", by="user:1", at=now, changed_at=now))  # fmt: skip
    sql.execute(insert(PlannedWork).values(plan="p3", item="i", kind="visit", subject="s", period="1", due_on=now.date(), offer_on=now.date(), ticket_id=ticket, customer_id=customer, conversation_id=chat, status="done", result={"values": said, "problems": ["暗号"]}, created_at=now, updated_at=now))  # fmt: skip
    sql.execute(insert(OperationRecord).values(device_id=1, ticket_id=ticket, at=now, by="user:1", state="good", usage="暗号", operators=1, skilled=1, joined=0, left=0, note="暗号"))  # fmt: skip
    notice = sql.execute(insert(Notice).values(plan="p9", subject="hotline", value="1", before="2", created_at=now).returning(Notice.id)).scalar()  # fmt: skip
    sql.execute(insert(NoticeErrand).values(notice_id=notice, customer_id=customer, way="mail", address="漕溪路18号", status="done", note="暗号"))  # fmt: skip
    sql.execute(insert(DealerNotice).values(kind="letter", dealer_id=1, ref="x", data={"text": f"王小明 {PHONE}"}, at=now))  # fmt: skip
    plan = world.house.plans["p8"]
    row = tickets.get(tx, ticket)
    form = forms.draft(tx, world.house, plan, "repair_record", f"ticket:{ticket}", row, "clerk", now, {"name": "王小明", "parts": [{"part": "暗号"}]})  # fmt: skip
    sql.execute(update(StoredForm).where(StoredForm.id == form.id).values(status="void", void_reason="暗号"))  # fmt: skip


def test_every_newer_table_is_emptied(closed: tuple[World, int]) -> None:
    world, ticket = closed
    world.store.write(lambda tx: _fill(tx, world, ticket))
    assert everywhere(world.store).count("暗号") > 10
    erasure.on_request(world.house, PHONE, WHY)
    left = [line for line in everywhere(world.store).splitlines() if any(word in line for word in WORDS)]
    assert not left
    assert "P8.4" in everywhere(world.store), "by which clause it was passed on stays"


@pytest.mark.parametrize("phone", ["138 0013 8000", "138-0013-8000", "+86 138 0013 8000"])
def test_a_number_on_a_form_of_a_campaign_is_found_however_it_was_typed(store: Store, phone: str) -> None:
    world = World(store).settle()
    code = world.campaign()
    known = campaigns.find(world.house, code)
    assert known is not None
    entry = campaigns.Entry("opinion", "暗号", "zh", "phone", name="王小明", phone=phone, address="漕溪路")
    other = campaigns.Entry("opinion", "good", "zh", "phone", name="李强", phone=OTHER)

    def both(tx: Tx) -> None:
        for key, who in (("k" * 16, entry), ("m" * 16, other)):
            campaigns.register(tx, known.row, who, key, world.house.now())

    store.write(both)
    erasure.on_request(world.house, PHONE, WHY)
    after = everywhere(store)
    assert not any(word in after for word in WORDS) and "李强" in after


def test_who_reported_the_same_again_is_erased_with_what_was_said(closed: tuple[World, int]) -> None:
    world, ticket = closed
    world.say("暗号是我说的", plan="p3", who="again")

    def work(tx: Tx) -> None:
        chat = tx.sql.execute(select(Conversation.id).where(Conversation.address == "again")).scalar()
        tx.sql.execute(insert(Reporter).values(ticket_id=ticket, conversation_id=chat, name="赵六", phone=OTHER, said="暗号", at=world.house.now()))  # fmt: skip
        tx.sql.execute(update(Ticket).where(Ticket.conversation_id == chat).values(status="cancelled"))

    world.store.write(work)
    erasure.on_request(world.house, OTHER, WHY)
    after = everywhere(world.store)
    assert OTHER not in after and "赵六" not in after and "暗号" not in after
    assert PHONE in after, "the first reporter is left alone"
    assert world.store.read(lambda tx: tx.sql.execute(select(Registration.id)).all()) == []
