"""What else is killed by crash_run.py: the work on tickets, and what has to hold of it afterwards.

A round is a list of steps in order.  A step that was not acknowledged is done again, as people press a button again;
that it is refused then, because it was done, is as good as done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from handlers import campaigns, causes, forms, incidents, promise_desk, proof, signing, supply_desk, watch
from handlers.events import Inbound
from handlers.house import House
from handlers.people import Refused
from handlers.rules import serials
from handlers.turn import receive
from storage import conversations, devices, tickets
from storage import forms as stored_forms
from storage.campaign_tables import Registration
from storage.engine import Tx
from storage.forms_tables import StoredForm
from storage.models import Alarm, Conversation, LogEntry, Message, Ticket
from storage.planned_tables import PlannedWork
from storage.promise_tables import Promise
from storage.stock_tables import Reservation, Stock
from tests.world import World

SITE = "上海市浦东新区世纪大道1号"
RECORD = {
    **dict.fromkeys(("name", "phone", "address", "model", "serial", "problem", "cause", "repairer", "work", "ticket"), "x"),
    "day": "2026-11-23", "parts": [{"part": "x", "quantity": "1", "old": "x"}],
}  # fmt: skip


def prepare(world: World) -> None:
    """Enough in stock for everybody, and a campaign."""
    world.campaign()
    world.store.write(
        lambda tx: tx.sql.execute(update(Stock).where(Stock.code == "STO-SB").values(on_hand=10_000))
    )


@dataclass(frozen=True)
class Round:
    world: World
    number: int

    @property
    def house(self) -> House:
        return self.world.house

    def says(self, plan: str, line: int, text: str) -> None:
        who = f"{plan}-{self.number}"
        receive(self.house, Inbound("work", who, f"{who}/{line}", text, plan=plan))

    def ticket(self, plan: str) -> Any:
        def read(tx: Tx) -> Any:
            row = conversations.find(tx, "work", f"{plan}-{self.number}")
            assert row is not None
            return tickets.of_conversation(tx, row.id)[-1]

        return self.house.store.read(read)

    def promise(self) -> None:
        until = f"{self.house.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
        promise_desk.arrange(self.house, self.world.user(), self.ticket("p6").id, "Li calls", until, "k")

    def order(self) -> None:
        supply_desk.order(self.house, self.world.user(), self.ticket("p6").id, "standby", "STO-SB", 1, "down")

    def cause(self) -> None:
        causes.find(self.house, self.world.user(), self.ticket("p8").id, "quality", "seen")

    def issue(self) -> None:
        ticket, house = self.ticket("p8"), self.house

        def work(tx: Tx) -> None:
            if any(
                f.kind == "repair_record" and f.status != "draft"
                for f in stored_forms.of_subject(tx, forms.about(ticket))
            ):
                return
            row = forms.draft(tx, house, house.plans["p8"], "repair_record", forms.about(ticket), ticket, "clerk", house.now(), RECORD)  # fmt: skip
            forms.issue(tx, house, row.id, "clerk", house.now())
            signing.ask_in(tx, house, row.id, "clerk", house.now(), f"secret-{self.number:016d}")

        house.store.write(work)

    def sign(self) -> None:
        signing.sign(self.house, f"secret-{self.number:016d}", {"how": "ticked", "name": "Wang"})

    def register(self) -> None:
        def work(tx: Tx) -> None:
            known = campaigns.known(tx, self.house, "AUTUMN26")
            assert known is not None
            entry = campaigns.Entry("opinion", f"good {self.number}", "en", "phone")
            campaigns.register(tx, known.row, entry, f"key-{self.number:012d}", self.house.now())

        self.house.store.write(work)

    def own(self) -> None:
        """A customer with a device whose inspections are due."""

        def work(tx: Tx) -> None:
            now, key = self.house.now(), f"WORK-{self.number}"
            if devices.by_key(tx, serials.fold(key)) is not None:
                return
            customer = conversations.new_customer(
                tx, now, name="Hospital", phone="02150001111", region="shanghai", lang="en"
            )
            row = conversations.lock(tx, "work", f"owner-{self.number}", now - timedelta(days=3), plan="p6")
            conversations.save(tx, row.id, customer_id=customer, lang="en")
            bought = (now - timedelta(days=85)).date().isoformat()
            dates = dict.fromkeys(self.house.plans["p6"].warranty.start, bought)
            devices.add(tx, now, serial_number=key, serial_key=serials.fold(key), model="P6-100", plan="p6", dates=dates,
                        customer_id=customer, region="shanghai", service_level="A")  # fmt: skip

        self.house.store.write(work)

    def fire(self) -> None:
        watch.fire(self.house, self.house.now())


STEPS: tuple[Callable[[Round], None], ...] = (
    lambda r: r.says("p6", 0, "服务器宕机了，完全不能用"),
    lambda r: r.says("p6", 1, "找不到序列号"),
    lambda r: r.says("p6", 2, f"我叫王芳，电话13800138000，{SITE}{r.number}室"),
    Round.promise, Round.order,
    lambda r: r.says("p8", 0, "收割机打不着火"),
    Round.cause, Round.issue, Round.sign, Round.register, Round.own, Round.fire,
)  # fmt: skip


def perform(world: World, number: int) -> None:
    """Step ``number`` of all rounds."""
    at, step = divmod(number, len(STEPS))
    try:
        STEPS[step](Round(world, at))
    except Refused as refused:
        if refused.why not in DONE_BEFORE:
            raise


DONE_BEFORE = frozenset({"form-signed-already", "form-link", "parts-known"})


def check(house: House, rounds: int) -> None:
    """Everything of every round is there once, whatever was killed."""
    house.store.read(lambda tx: _check(tx, rounds))
    for number in house.store.read(lambda tx: tx.sql.execute(select(Ticket.number)).scalars().all()):
        (found,) = proof.of_log(house, str(number))
        assert found.good, f"{number}: {found.said}"
    shown = [i for i in incidents.listing(house) if i.row.plan == "p6"]
    assert len(shown) == 1 and len(shown[0].members) == rounds, "one incident, with everybody"


def _check(tx: Tx, rounds: int) -> None:
    sql = tx.sql

    def counted(*wanted: Any) -> int:
        return int(sql.execute(select(func.count()).where(*wanted)).scalar() or 0)

    assert counted(Promise.key.like("arranged:%")) == rounds, "a promise was lost or made twice"
    assert counted(Registration.id > 0) == rounds, "a line of the register was lost or doubled"
    reserved = sql.execute(select(Reservation.ticket_id, Reservation.quantity, Reservation.stock_id)).all()
    assert sorted(Counter(r.ticket_id for r in reserved).values()) == [1] * rounds, "reserved twice or never"
    assert set(sql.execute(select(Ticket.id)).scalars()) >= {r.ticket_id for r in reserved}
    for stock in sql.execute(select(Stock.id, Stock.reserved)).all():
        assert stock.reserved == sum(r.quantity for r in reserved if r.stock_id == stock.id)
    made = sql.execute(select(StoredForm.number, StoredForm.version, StoredForm.status).where(StoredForm.number.is_not(None), StoredForm.kind == "repair_record")).all()  # fmt: skip
    assert len({(f.number, f.version) for f in made}) == len(made) == rounds, (
        "a number of a form is there twice"
    )
    assert {f.status for f in made} == {"signed"}
    ours = (
        select(Ticket.id)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Conversation.channel == "work")
    )
    for event in ("incident.joined", "form.asked", "dispatch.arranged", "cause.found"):
        of_event = select(func.count()).where(LogEntry.event == event, LogEntry.ticket_id.in_(ours))
        per = sql.execute(of_event.group_by(LogEntry.ticket_id)).scalars()
        assert list(per) == [1] * rounds, f"{event} is not there once for everybody"
    offered = select(Message.id).join(Conversation, Conversation.id == Message.conversation_id).where(
        Message.direction == "out", Conversation.address.like("owner-%"))  # fmt: skip
    assert len(sql.execute(offered).all()) == rounds, "planned work is not offered once to everybody"
    works = sql.execute(
        select(PlannedWork.subject, PlannedWork.item, PlannedWork.period, PlannedWork.turn)
    ).all()
    assert len(works) == len(set(works)) and len({w.subject for w in works}) >= rounds
    said = sql.execute(
        select(Message.conversation_id, Message.text).join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.direction == "out", Conversation.channel == "work")
    ).all()  # fmt: skip
    twice = [row for row, count in Counter(map(tuple, said)).items() if count > 1]
    assert not twice, f"announced twice: {twice[:3]}"
    assert not sql.execute(
        select(Alarm.cause).group_by(Alarm.ticket_id, Alarm.cause).having(func.count() > 1)
    ).all()
