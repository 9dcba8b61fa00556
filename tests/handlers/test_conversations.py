"""Conversations as files: who says what, and what must be in the ticket afterwards.

Every file of ``tests/conversations`` holds several, each a document of its own; all run through the real
turn with a virtual clock, on SQLite and on PostgreSQL.

    name, plan (also one of docs/examples), now (local time), campaign (true: one of P9 runs)
    owns:   serial number of a device that belongs to this customer (accepted: the day of its acceptance)
    talk:   - customer: what is said        bot: [what the answers contain]   not: [what they do not]
              who: somebody else (customer, unless said)
            - wait: 20                      (minutes; clockwork runs every five)
            - days: 7                       (clockwork runs every three hours)
            - later: 20000, jump: 3         (minutes, days at once; clockwork runs once, as after a restart)
            - engineer: an act of handlers/acts.py          dealer: what the clerk enters for one (refused WHY before it)
    ticket: dotted key (numbers in lists) -> value ("*": anything but null; "none": null)
    owner:  bot | queue | user
    tasks:  [reasons of what is left for people to do, while the bot goes on]
    queues: [where what is left waits]
    alarms: [texts of what the supervisor has yet to see]
    log:    [events that are in the ticket's log, in this order]
    hops:   [who had the ticket, one after the other: a dealer's code or the party]
    planned: {item: status of the newest one}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from handlers import acts, ticket_view, watch
from handlers.people import Refused
from storage import conversations, messages, tickets
from storage import planned as stored_planned
from storage import queue as stored_queue
from storage.engine import Store, Tx
from storage.models import QueueItem
from tests.world import EXAMPLES, MONDAY, ZONE, World

FOLDER = Path(__file__).parent.parent / "conversations"


def stories() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for story in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            yield pytest.param(story, id=f"{file.stem}: {story['name']}")


@pytest.mark.parametrize("story", list(stories()))
def test_conversation(story: dict[str, Any], store: Store) -> None:
    start = datetime.fromisoformat(story["now"]).replace(tzinfo=ZONE) if "now" in story else MONDAY
    example = (EXAMPLES / f"{story.get('plan')}.toml").exists()
    world = World(store, start, folder=EXAMPLES if example else None).settle()
    if story.get("campaign"):
        world.campaign()
    if "owns" in story:
        world.owner(story["owns"], lang=story.get("lang", "zh"), accepted=story.get("accepted"))
    heard: list[str] = []
    for step in story["talk"]:
        heard += play(world, story, step, heard)
    check(world, story, "\n".join(heard))


def play(world: World, story: dict[str, Any], step: dict[str, Any], before: list[str]) -> list[str]:
    """One step of a story; returns what was said and heard, for the failure message."""
    if "wait" in step:
        world.wait(minutes=step["wait"])
        return [f"(… {step['wait']} min)"]
    if "days" in step:
        world.wait(days=step["days"], every=timedelta(hours=3))
        return [f"(… {step['days']} days)"]
    if "jump" in step or "later" in step:
        world.now += timedelta(days=step.get("jump", 0), minutes=step.get("later", 0))
        watch.fire(world.house, world.house.now())
        return [f"(… {step.get('jump', 0)} days, {step.get('later', 0)} minutes at once)"]
    for who, does in (("dealer", acts.for_dealer), ("engineer", acts.act)):
        if who in step:
            act(world, does, str(step[who]))
            return [f"[{who}] {step[who]}"]
    said = str(step["customer"])
    turn = world.say(
        said,
        plan=story.get("plan"),
        channel=story.get("channel", "terminal"),
        who=step.get("who", "customer"),
    )
    answers = "\n".join(f"{r.text} {' | '.join(b.title for b in r.buttons)}" for r in turn.replies)
    told = [f"> {said}", answers]
    story_so_far = "\n".join(before + told)
    for wanted in step.get("bot", []):
        assert str(wanted) in answers, f"{wanted!r} was not said:\n{story_so_far}"
    for unwanted in step.get("not", []):
        assert str(unwanted) not in answers, f"{unwanted!r} was said:\n{story_so_far}"
    if step.get("silent"):
        spoken = [r for r in turn.replies if r.author == "bot"]
        assert not spoken, f"the bot spoke:\n{story_so_far}"
    return told


def act(world: World, does: Any, what: str) -> None:
    """Somebody of ours does something about the customer's conversation, or must not be able to."""
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert row is not None
    why, what = acts.expected(what)
    if why is None:
        does(world, row.id, what)
        return
    with pytest.raises(Refused) as refused:
        does(world, row.id, what)
    assert refused.value.why == why


def check(world: World, story: dict[str, Any], told: str) -> None:
    def look(tx: Any) -> tuple[dict[str, Any] | None, str, list[str]]:
        row = conversations.find(tx, story.get("channel", "terminal"), "customer")
        assert row is not None
        found = tickets.of_conversation(tx, row.id)
        said = [
            m.author for m in messages.history(tx, row.id) if m.direction == "out" and m.status != "refused"
        ]
        return (ticket_view.view(tx, world.house, found[0]) if found else None), row.owner, said

    ticket, owner, _ = world.store.read(look)
    if "owner" in story:
        assert owner.split(":")[0] == story["owner"], told
    for key, wanted in (story.get("ticket") or {}).items():
        assert ticket is not None, f"there is no ticket:\n{told}"
        assert_field(ticket, key, wanted, told)
    if story.get("ticket") is None and "ticket" in story:
        assert ticket is None, told
    if "log" in story:
        row = world.store.read(
            lambda tx: conversations.find(tx, story.get("channel", "terminal"), "customer")
        )
        assert row is not None
        newest = world.store.read(lambda tx: tickets.of_conversation(tx, row.id))[0]
        events = iter([e.event for e in world.store.read(lambda tx: tickets.log(tx, newest.id))])
        assert all(wanted in events for wanted in story["log"]), told
    if "hops" in story:
        assert ticket is not None, told
        assert [h["dealer"] or h["party"] for h in ticket["work"]["dealers"]["hops"]] == story["hops"], told
    if "planned" in story:
        rows = world.store.read(
            lambda tx: stored_planned.listing(tx, statuses=("done", "skipped", *stored_planned.OPEN))
        )
        assert {r.item: r.status for r in rows if r.item in story["planned"]} == story["planned"], told
    if "tasks" in story:
        assert world.store.read(open_tasks) == story["tasks"], told
    if "queues" in story:
        assert [i.queue for i in world.store.read(stored_queue.waiting)] == story["queues"], told
    if "alarms" in story:
        alarms = world.store.read(tickets.alarms)
        assert [a.text_id for a in alarms] == story["alarms"], told


def open_tasks(tx: Tx) -> list[str]:
    wanted = select(QueueItem.reason).where(QueueItem.kind == "task", QueueItem.status != "closed")
    return list(tx.sql.execute(wanted.order_by(QueueItem.id)).scalars())


def assert_field(ticket: dict[str, Any], key: str, wanted: Any, told: str) -> None:
    value: Any = ticket
    for part in key.split("."):
        if isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    if wanted == "*":
        assert value is not None, f"{key} is null:\n{told}"
    elif wanted == "none":
        assert value is None, f"{key} is {value!r}, not null:\n{told}"
    else:
        assert value == wanted, f"{key} is {value!r}, not {wanted!r}:\n{told}"
