"""What people of ours do in the conversations of ``tests/conversations``: a verb and the rest of its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers import (
    aftercare,
    dealer_goods,
    dispatch,
    form_desk,
    forms,
    overrule,
    planned_desk,
    promise_desk,
    queue,
    replacement,
    returned_desk,
    supply_desk,
    visit_desk,
)
from handlers.people import Refused
from handlers.planned_ticket import item_of
from storage import conversations, promises, returned_parts, stock, tickets
from storage import forms as stored_forms
from storage import planned as stored_planned
from storage import queue as stored_queue
from tests import support_acts
from tests.world import ZONE, World

OfTicket = Callable[[World, Any, str], object]


def act(world: World, what: str) -> None:
    """An engineer does ``what`` about the customer's conversation or its newest ticket."""
    verb, _, rest = what.partition(" ")
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert row is not None
    if verb == "refuse":
        why, _, what = rest.partition(" ")
        with pytest.raises(Refused) as refused:
            act(world, what)
        assert refused.value.why == why
    elif verb == "reply":
        queue.reply(world.house, world.user(), row.id, rest, rest)
    elif verb in OF_ITEM:
        item = world.store.read(lambda tx: stored_queue.any_open(tx, row.id))
        assert item is not None, "nothing waits in the queue"
        OF_ITEM[verb](world, item.id, rest)
    else:
        ticket = world.store.read(lambda tx: tickets.of_conversation(tx, row.id))[0]
        if verb in OF_TICKET:
            OF_TICKET[verb](world, ticket, rest)
        else:
            assert support_acts.knows(what), f"unknown act {what!r}"
            support_acts.act(world, ticket.id, what)


def _owed(world: World, ticket: Any) -> int:
    """The promise that is due first."""
    return int(world.store.read(lambda tx: promises.owed(tx, ticket.id))[0].id)


def _reserved(world: World, ticket: Any) -> int:
    """The newest thing of the stock for a ticket."""
    return int(world.store.read(lambda tx: stock.reservations(tx, ticket.id))[-1].id)


def _old_part(world: World, ticket: Any) -> int:
    return int(world.store.read(lambda tx: returned_parts.of_ticket(tx, ticket.id))[-1].id)


def _sheet(world: World, ticket: Any, rest: str) -> None:
    """A form: its kind, then what is typed into it (``field=value``, or ``points`` for a checklist that is all right)."""
    kind, *typed = rest.split()
    row = next(
        r
        for r in world.store.read(lambda tx: stored_forms.of_subject(tx, f"ticket:{ticket.id}"))
        if r.kind == kind
    )
    plan = world.house.plan(ticket.plan)
    form = plan.form(kind) if plan else None
    assert form is not None
    given = dict(part.partition("=")[::2] for part in typed)
    for field in (f.id for f in form.fields if f.kind == "photographs" and f.id in given):
        given[f"{field}.{world.photograph(ticket.id)['file']}"] = "on"
    given |= {f"{f.id}.{n}": "yes" for f in form.fields if f.id in given for n in range(len(f.points))}
    form_desk.save(world.house, world.user(), row.id, given, "issue")
    if form.signed_by == "customer":
        form_desk.ask(world.house, world.user(), row.id)


def _parts(rest: str) -> tuple[str, str]:
    until, _, words = (part.strip() for part in rest.partition("|"))
    return words, until


def _moved(world: World, ticket: Any, rest: str) -> None:
    words, until = _parts(rest)
    promise_desk.move(world.house, world.user(), _owed(world, ticket), until, words)


def _found(world: World, ticket: Any, rest: str) -> None:
    """Planned work: what is written into every field, then the problems after a colon."""
    value, _, problems = rest.partition(": ")
    row = world.store.read(lambda tx: stored_planned.of_ticket(tx, ticket.id))
    assert row is not None, "the ticket is not about planned work"
    item = item_of(world.house, row.plan, row.item)
    assert item is not None
    given = {f.id: "1" if f.number else f.choices[0].zh if f.choices else value for f in item.fields}
    planned_desk.record_result(world.house, world.user(), ticket.id, given, problems.replace("; ", "\n"))


VALUES: dict[str, Any] = {"number": "1", "money": 1200, "date": "2026-11-23"}


def _form(world: World, ticket: Any, kind: str) -> int:
    """The newest form of this kind; a draft where there is none."""
    rows = [r for r in world.store.read(lambda tx: stored_forms.of_ticket(tx, ticket.id)) if r.kind == kind]
    if not rows:
        form_desk.begin(world.house, world.user(), ticket.id, kind)
        return _form(world, ticket, kind)
    return int(rows[-1].id)


def _issue(world: World, ticket: Any, kind: str) -> None:
    """A form with something in every field that is blank, issued."""
    form_id, house = _form(world, ticket, kind), world.house
    form = house.plans[ticket.plan].form(kind)
    assert form is not None
    photographs = [world.photograph(ticket.id)]

    def write(tx: Any) -> None:
        row = forms.get(tx, form_id)
        given = {}
        for name in {w.field for w in forms.filled(tx, house, row, world.user().owner, house.now()).wrong}:
            field = form.field(name)
            rows = [{c.id: VALUES.get(c.kind, "done") for c in field.columns}]
            made = {"lines": rows, "checklist": ["yes"] * len(field.points), **VALUES}
            made["photographs"] = photographs
            given[name] = field.choices[0].id if field.choices else made.get(field.kind, "done")
        forms.write(tx, house, form_id, given, world.user().owner, house.now())

    world.store.write(write)
    form_desk.issue(house, world.user(), form_id)


OF_ITEM: dict[str, Callable[[World, int, str], object]] = {
    "claim": lambda w, i, _: queue.claim(w.house, w.user(), i),
    "resolve": lambda w, i, rest: queue.resolve(w.house, w.user(), i, rest),
    "return": lambda w, i, rest: queue.return_to_bot(w.house, w.user(), i, rest),
}
OF_TICKET: dict[str, OfTicket] = {
    "step": lambda w, t, rest: visit_desk.step(w.house, w.user(), t.id, rest),
    "cover": lambda w, t, why: overrule.warranty(w.house, w.user(), t.id, "covered", why),
    "promise": lambda w, t, rest: promise_desk.add(w.house, w.user(), t.id, *_parts(rest), rest),
    "arranged": lambda w, t, rest: promise_desk.arrange(w.house, w.user(), t.id, *_parts(rest), rest),
    "late": _moved,
    "kept": lambda w, t, _: promise_desk.keep(w.house, w.user(), _owed(w, t)),
    "drop": lambda w, t, why: promise_desk.drop(w.house, w.user(), _owed(w, t), why),
    "reopen": lambda w, t, why: aftercare.reopen_by_hand(w.house, w.user(), t.id, why),
    "order": lambda w, t, what: supply_desk.order(
        w.house, w.user(), t.id, what.partition(":")[0], what.partition(":")[2], 1, "cannot be repaired soon"
    ),
    "delivered": lambda w, t, _: supply_desk.delivered(w.house, w.user(), _reserved(w, t)),
    "not_needed": lambda w, t, why: supply_desk.cancelled(w.house, w.user(), _reserved(w, t), why),
    "back": lambda w, t, _: supply_desk.brought_back(w.house, w.user(), _reserved(w, t)),
    "replace": lambda w, t, serial: replacement.replace(w.house, w.user(), t.id, serial),
    "old_part": lambda w, t, part: returned_desk.replaced(w.house, w.user(), t.id, part, ""),
    "part_back": lambda w, t, _: returned_desk.came_back(w.house, w.user("kim"), _old_part(w, t)),
    "identify": lambda w, t, what: returned_desk.identified(w.house, w.user(), _old_part(w, t), what),
    "found": _found,
    "sheet": _sheet,
    "report": lambda w, t, _: planned_desk.send_report(w.house, w.user(), t.id),
    "issue": _issue,
    "signed": lambda w, t, kind: form_desk.sign(w.house, w.user(), _form(w, t, kind), "Wang"),
    "approved": lambda w, t, kind: form_desk.approve(w.house, w.user("sue"), _form(w, t, kind)),
    "problem": lambda w, t, rest: planned_desk.make_ticket(w.house, w.user(), t.id, int(rest) - 1),
}


def act_for_dealer(world: World, what: str, refused: str | None) -> None:
    """What the clerk enters of a dealer's answers, about the newest ticket."""
    verb, _, rest = what.partition(" ")
    user = world.user("kim")
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert row is not None
    ticket = world.store.read(lambda tx: tickets.of_conversation(tx, row.id))[0].id
    when = f"{world.now.astimezone(ZONE) + timedelta(hours=3):%Y-%m-%dT%H:%M}"
    reason, _, why = rest.partition(" ")
    done = {
        "accept": lambda: dispatch.accept(world.house, user, ticket),
        "arrange": lambda: dispatch.arrange(world.house, user, ticket, rest, when, ""),
        "promise": lambda: dispatch.arrange(world.house, user, ticket, "Li", when, rest),
        "back": lambda: dispatch.hand_back(world.house, user, ticket, reason, why),
        "check": lambda: dispatch.check(world.house, user, ticket),
        "part": lambda: dealer_goods.missing_part(world.house, user, ticket, rest),
    }[verb]
    if refused is None:
        done()
        return
    with pytest.raises(Refused) as found:
        done()
    assert found.value.why == refused
