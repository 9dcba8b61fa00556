"""A plan tried: a conversation played through the real turns, in a world of its own that is thrown away.

The world is a database in a temporary folder with demo devices and technicians (or devices of a file), and a clock
that moves only as the conversation does.  Nothing of the installation is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import acts, campaigns, demo, people, queue, ticket_view, watch
from handlers.devices_import import import_devices
from handlers.events import Inbound
from handlers.house import House, Parse
from handlers.people import Actor, Refused
from handlers.plans.describe import calendar_words
from handlers.rules import routing, serials
from handlers.rules.policy import Plan
from handlers.scripts import CUSTOMER, BadScript, Script, Step
from handlers.tables import BadFile
from handlers.turn import BadEvent, receive
from storage import conversations, devices, messages, planned, tickets, visits
from storage import people as stored_people
from storage import queue as stored_queue
from storage.engine import Store, Tx

Json = dict[str, Any]
CHANNEL = "terminal"
NO_PASSWORD = "-"  # nobody logs in here
BETWEEN = timedelta(seconds=10)  # what a message of the customer takes
CAMPAIGN = """
code = "TRY"
plan = "{plan}"
name = {{ zh = "试用活动", en = "A campaign to try" }}
first_day = {first}
last_day = {last}
[[points]]
code = "POINT"
name = {{ zh = "服务点", en = "Service point" }}
address = "杭州市西湖区文三路1号"
hours = "09:00-17:00"
"""


@dataclass
class _World:
    """What is tried in; ``now`` is the time for everybody."""

    store: Store
    plan: Plan
    plans: Mapping[str, Plan]
    parse: Parse
    now: datetime
    house: House = field(init=False)
    said: list[Json] = field(default_factory=list)
    heard: int = 0  # the newest message
    windows: dict[int, list[Json]] = field(
        default_factory=dict
    )  # ticket -> offered, in the order of offering

    def __post_init__(self) -> None:
        self.house = House(self.store, self.plans, self.parse, now=lambda: self.now.astimezone(UTC))

    def person(self, role: str) -> Actor:
        row = self.store.read(lambda tx: stored_people.by_login(tx, role))
        assert row is not None, "there is one with each role"
        return people.actor(row)

    def note(self, who: str, text: str, buttons: list[str] | None = None) -> None:
        self.said.append({"at": _iso(self.now), "who": who, "text": text, "buttons": buttons or []})


def run(
    plan: Plan, plans: Mapping[str, Plan], parse: Parse, script: Script, now: datetime, devices: Path | None = None
) -> Json:  # fmt: skip
    """What the conversation leads to under ``plan`` when it begins at ``now`` (aware): plain values for printing.
    Raises :class:`BadScript` for what cannot be played and :class:`BadFile` for the devices."""
    with TemporaryDirectory(prefix="baoxiu-try-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'try.sqlite'}", pool=2)
        try:
            store.create()
            world = _World(store, plan, {**plans, plan.id: plan}, parse, now)
            store.write(lambda tx: _furnish(tx, world, devices is None))
            if devices is not None:
                _import(world, devices)
            _prepare(world, script)
            for number, step in enumerate(script.steps, 1):
                _play(world, step, f"{script.name}, step {number}")
            return {
                "plan": plan.id,
                "conversation": script.name,
                "began": _iso(now),
                "ended": _iso(world.now),
                "said": world.said,
                **store.read(lambda tx: _outcome(tx, world)),
            }
        finally:
            store.close()


def _furnish(tx: Tx, world: _World, with_devices: bool) -> None:
    demo.furnish(tx, world.house, world.plan, with_devices=with_devices)
    for role in acts.ROLES:
        stored_people.add_user(
            tx, world.house.now(), login=role, name=role.title(), role=role, password_hash=NO_PASSWORD, lang="en", queues=[]
        )  # fmt: skip


def _prepare(world: _World, script: Script) -> None:
    """The customer's device, and a campaign that runs, where the conversation begins with them."""
    if script.owns is not None:
        world.store.write(lambda tx: _own(tx, world, script))
    if script.campaign:
        day = world.now.astimezone(ZoneInfo(world.plan.zone)).date()
        text = CAMPAIGN.format(
            plan=world.plan.id, first=day - timedelta(days=3), last=day + timedelta(days=7)
        )
        try:
            campaigns.add(world.house, campaigns.read(text.encode(), "campaign"))
        except campaigns.BadCampaign as error:
            raise BadScript(f"{script.name}: {error}") from None


def _own(tx: Tx, world: _World, script: Script) -> None:
    device = devices.by_key(tx, serials.fold(script.owns or ""))
    if device is None:
        raise BadScript(f"{script.name}: there is no device {script.owns}")
    now = world.house.now()
    customer = device.customer_id or conversations.new_customer(tx, now, region=device.region)
    dates = dict.fromkeys(world.plan.warranty.start, script.accepted) if script.accepted else device.dates
    devices.save(tx, device.id, customer_id=customer, dates=dates)
    planned.look_at(tx, device.id, now)
    row = conversations.lock(tx, CHANNEL, CUSTOMER, now, plan=device.plan)
    conversations.save(tx, row.id, customer_id=customer)


def _import(world: _World, devices: Path) -> None:
    found = import_devices(world.house, devices, plan=world.plan.id)
    if found.errors:
        raise BadFile(f"{devices.name}: {found.errors[0]}")


def _play(world: _World, step: Step, where: str) -> None:
    if step.what == "wait":
        world.note("time", f"{step.text} min")
        _wait(world, timedelta(minutes=int(step.text)))
    elif step.what == "jump":
        world.note("time", f"{step.text} min at once")
        world.now += timedelta(minutes=int(step.text))
        watch.fire(world.house, world.house.now())
    elif step.what in ("engineer", "dealer"):
        world.note(step.what, step.text)
        _act(world, step, where)
    else:
        _say(world, step, where)
    world.store.read(lambda tx: _hear(tx, world))
    world.store.read(lambda tx: _see_windows(tx, world))


def _say(world: _World, step: Step, where: str) -> None:
    world.now += BETWEEN
    world.note("customer", step.text if step.who == CUSTOMER else f"({step.who}) {step.text}")
    kind = "button" if step.text.startswith("/") else "text"
    event = Inbound(CHANNEL, step.who, f"{len(world.said)}", step.text, kind=kind, plan=world.plan.id)
    try:
        receive(world.house, event)
    except BadEvent as error:
        raise BadScript(f"{where}: {error}") from None


def _hear(tx: Tx, world: _World) -> None:
    """What customers have been told since the last step, also by clocks and by people of ours."""
    for message in messages.told_since(tx, world.heard):
        world.heard = message.id
        titles = [title for title, _ in message.buttons or []]
        world.said.append(
            {"at": _iso(message.created_at), "who": message.author, "text": message.text, "buttons": titles}
        )


def _wait(world: _World, span: timedelta) -> None:
    until = world.now + span
    step = timedelta(minutes=5 if span <= timedelta(days=2) else 30)
    while world.now < until:
        world.now = min(until, world.now + step)
        watch.fire(world.house, world.house.now())


def _act(world: _World, step: Step, where: str) -> None:
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, CUSTOMER))
    if row is None:
        raise BadScript(f"{where}: the customer has said nothing yet")
    why, what = acts.expected(step.text)
    does = acts.for_dealer if step.what == "dealer" else acts.act
    try:
        does(world, row.id, what)
    except Refused as refused:
        world.note("refused", str(refused))
    except (queue.Gone, acts.BadAct) as error:
        raise BadScript(f"{where}: {error}") from None
    else:
        if why is not None:
            raise BadScript(f"{where}: this was not refused")


def _see_windows(tx: Tx, world: _World) -> None:
    row = conversations.find(tx, CHANNEL, CUSTOMER)
    for ticket in tickets.of_conversation(tx, row.id) if row is not None else ():
        seen = world.windows.setdefault(ticket.id, [])
        for visit in visits.of_ticket(tx, ticket.id, ("held",)):
            window = {
                "start": _iso(visit.start),
                "end": _iso(visit.end),
                "technician": visit.technician,
                "keeps_promise": visit.keeps_promise,
            }
            if window not in seen:
                seen.append(window)


def _outcome(tx: Tx, world: _World) -> Json:
    row = conversations.find(tx, CHANNEL, CUSTOMER)
    if row is None:
        return {"owner": None, "tickets": [], "waiting": [], "alarms": []}
    found = sorted(tickets.of_conversation(tx, row.id), key=lambda t: int(t.id))
    return {
        "owner": row.owner.partition(":")[0],
        "tickets": [_ticket(tx, world, ticket) for ticket in found],
        "waiting": [
            {"kind": i.kind, "reason": i.reason, "queue": i.queue, "severity": i.severity_level, "due": _iso(i.due_at)}
            for i in stored_queue.waiting(tx)
        ],
        "alarms": [
            {"to": a.role, "text": a.text_id, "clock": a.data.get("clock"), "at": _iso(a.at)}
            for a in reversed(tickets.alarms(tx))
        ],
    }  # fmt: skip


def _ticket(tx: Tx, world: _World, ticket: Row[Any]) -> Json:
    """The ticket as other programs see it, and what explains it: calendars of its clocks, its route, its windows."""
    view = ticket_view.view(tx, world.house, ticket)
    plan = world.plans[ticket.plan]
    for line in view["clocks"]:
        clock = plan.clock(line["name"])
        assert clock is not None, "a clock that runs is one of the plan"
        line["label"] = {"zh": clock.label.zh, "en": clock.label.en}
        line["calendar"] = f"{clock.calendar} ({calendar_words(plan.calendars[clock.calendar])})"
        line["zone"] = plan.calendar_zone(clock.calendar)
    choice = routing.route(plan, ticket.region, ticket.severity_level, ticket.kind, ticket.component)
    because = choice.reason
    view["route"] = {
        "queue": choice.queue,
        "skills": list(choice.skills),
        "because": {"zh": because.text.zh, "en": because.text.en},
        "clause": because.clause,
    }
    view["windows"] = world.windows.get(ticket.id, [])
    return view


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def beginning(plan: Plan, script: Script, asked: datetime | None, now: datetime) -> datetime:
    """When a conversation begins: as asked for, else as its file says (both local to the plan), else ``now``."""
    start = asked or script.start
    if start is None:
        return now
    return start if start.tzinfo is not None else start.replace(tzinfo=ZoneInfo(plan.zone))
