"""What people of ours do in the conversations of files, which ``baoxiu plan try`` plays: a verb and the rest of its line.

``supervisor``, ``clerk`` or ``finance`` before the verb: who does it, else an engineer.  ``refused WHY`` before all: it
must not be possible, for that reason.  What people enter about the newest ticket of the conversation:

    claim | reply TEXT | called NOTE | return AGREED | resolve CAUSE    cover WHY (the warranty holds after all)
    step on_the_way|arrived|done                                 reopen WHY
    guided solved|unsolved NOTE                                  send|done STEP NOTE (of installation or repair)
    nature hardware|remote|on_site WHY                           work received|repaired|replaced|adjusted
    cause ID[/COMPONENT] WHY                                     approve (its repair sheet)
    sheet KIND field=value ... | issue KIND                      signed|approved KIND (a form; issue fills its blanks)
    promise|arranged|late UNTIL | TEXT                           kept | drop WHY (of the promise due first)
    order KIND[:CODE] | delivered | not_needed WHY | back        replace SERIAL
    old_part PART | part_back | identify usable|scrap            found VALUE: PROBLEM; PROBLEM | problem N | report (planned work)

What the clerk enters of a dealer's answers: ``accept``, ``arrange WHO``, ``promise MINOR-UNITS``, ``back REASON WHY``,
``check``, ``part NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import (
    aftercare,
    causes,
    dealer_goods,
    dispatch,
    form_desk,
    forms,
    overrule,
    planned_desk,
    procedures,
    promise_desk,
    queue,
    replacement,
    returned_desk,
    supply_desk,
    support_desk,
    tasks,
    visit_desk,
)
from handlers.house import House
from handlers.people import Actor
from handlers.photographs import KIND as PHOTOGRAPHS
from handlers.planned_ticket import item_of
from handlers.rules.form_parts import Form
from handlers.telling import write
from storage import conversations, media, promises, returned_parts, stock, tickets
from storage import forms as stored_forms
from storage import planned as stored_planned
from storage import queue as stored_queue
from storage.engine import Tx

ROLES = ("engineer", "supervisor", "clerk", "finance")
COMES = timedelta(hours=3)  # when a dealer says to come
VALUES: Mapping[str, Any] = {"number": "1", "money": 1200, "date": "2026-11-23"}  # of blank fields


class BadAct(ValueError):
    """Nobody can do this here."""


class Stage(Protocol):
    """Where a conversation is played."""

    house: House

    def person(self, role: str) -> Actor: ...


OfTicket = Callable[[Stage, Actor, Row[Any], str], object]


def expected(what: str) -> tuple[str | None, str]:
    """The reason for which an act has to be refused, if it has, and the act."""
    if not what.startswith("refused "):
        return None, what
    _, why, act_ = what.split(" ", 2)
    return why, act_


def act(stage: Stage, conversation: int, what: str) -> None:
    """Raises :class:`BadAct` for what nobody knows, :class:`handlers.queue.Gone` where there is nothing to do it to and
    :class:`handlers.people.Refused` for what is not possible."""
    verb, _, rest = what.partition(" ")
    user = stage.person("engineer")
    if verb in ROLES:
        user = stage.person(verb)
        verb, _, rest = rest.partition(" ")
    house = stage.house
    if verb == "reply":
        queue.reply(house, user, conversation, rest, rest[:80])
    elif verb in OF_ITEM:
        item = house.store.read(lambda tx: stored_queue.any_open(tx, conversation))
        if item is None:
            raise queue.Gone("nothing waits in the queue")
        OF_ITEM[verb](house, user, item.id, rest)
    elif verb in OF_TICKET:
        OF_TICKET[verb](stage, user, _newest(house, conversation), rest)
    else:
        known = ", ".join(("reply", *OF_ITEM, *OF_TICKET))
        raise BadAct(f"an engineer cannot {verb!r} here; known are {known}")


def for_dealer(stage: Stage, conversation: int, what: str) -> None:
    """What the clerk enters of a dealer's answer.  Raises as :func:`act` does."""
    verb, _, rest = what.partition(" ")
    house, user = stage.house, stage.person("clerk")
    ticket = _newest(house, conversation)
    plan = house.plan(ticket.plan)
    zone = ZoneInfo(plan.zone if plan is not None else "UTC")
    when = f"{house.now().astimezone(zone) + COMES:%Y-%m-%dT%H:%M}"
    reason, _, why = rest.partition(" ")
    known: dict[str, Callable[[], object]] = {
        "accept": lambda: dispatch.accept(house, user, ticket.id),
        "arrange": lambda: dispatch.arrange(house, user, ticket.id, rest, when, ""),
        "promise": lambda: dispatch.arrange(house, user, ticket.id, "Li", when, rest),
        "back": lambda: dispatch.hand_back(house, user, ticket.id, reason, why),
        "check": lambda: dispatch.check(house, user, ticket.id),
        "part": lambda: dealer_goods.missing_part(house, user, ticket.id, rest),
    }
    if verb not in known:
        raise BadAct(f"a dealer cannot {verb!r}; known are {', '.join(known)}")
    known[verb]()


def _newest(house: House, conversation: int) -> Row[Any]:
    found = house.store.read(lambda tx: tickets.of_conversation(tx, conversation))
    if not found:
        raise queue.Gone("there is no ticket yet")
    return found[0]


def _last(rows: Any, what: str) -> Any:
    if not rows:
        raise queue.Gone(f"there is no {what}")
    return rows[-1]


def _owed(house: House, ticket: Row[Any]) -> int:
    """The promise that is due first."""
    return int(_last(house.store.read(lambda tx: promises.owed(tx, ticket.id))[:1], "promise").id)


def _reserved(house: House, ticket: Row[Any]) -> int:
    """The newest thing of the stock for a ticket."""
    return int(_last(house.store.read(lambda tx: stock.reservations(tx, ticket.id)), "reservation").id)


def _old_part(house: House, ticket: Row[Any]) -> int:
    return int(_last(house.store.read(lambda tx: returned_parts.of_ticket(tx, ticket.id)), "old part").id)


def _words_until(rest: str) -> tuple[str, str]:
    until, _, words = (part.strip() for part in rest.partition("|"))
    return words, until


def _late(stage: Stage, user: Actor, ticket: Row[Any], rest: str) -> None:
    words, until = _words_until(rest)
    promise_desk.move(stage.house, user, _owed(stage.house, ticket), until, words)


def _nature(stage: Stage, user: Actor, ticket: Row[Any], rest: str) -> None:
    what, _, why = rest.partition(" ")
    hardware = what == "hardware"
    support_desk.decide(
        stage.house, user, ticket.id, what if hardware else "software", "" if hardware else what, why
    )


def _cause(stage: Stage, user: Actor, ticket: Row[Any], rest: str) -> None:
    what, _, why = rest.partition(" ")
    cause, _, component = what.partition("/")
    causes.find(stage.house, user, ticket.id, cause, why, component)


def _found(stage: Stage, user: Actor, ticket: Row[Any], rest: str) -> None:
    """Planned work: what is written into every field, then the problems after a colon."""
    value, _, problems = rest.partition(": ")
    row = stage.house.store.read(lambda tx: stored_planned.of_ticket(tx, ticket.id))
    item = item_of(stage.house, row.plan, row.item) if row is not None else None
    if item is None:
        raise queue.Gone("the ticket is not about planned work")
    given = {f.id: "1" if f.number else f.choices[0].zh if f.choices else value for f in item.fields}
    planned_desk.record_result(stage.house, user, ticket.id, given, problems.replace("; ", "\n"))


# -- forms -----------------------------------------------------------------------------------------------


def photograph(house: House, ticket_id: int, note: str = "before") -> dict[str, Any]:
    """A picture of nothing that somebody of ours has added to a ticket's conversation, as a form says it."""
    now = house.now()

    def work(tx: Tx) -> dict[str, Any]:
        ticket = tickets.get(tx, ticket_id)
        talk = conversations.get(tx, ticket.conversation_id) if ticket is not None else None
        assert talk is not None, "a ticket has a conversation"
        digest = f"{ticket_id:064x}"
        row = media.put(tx, digest, now, now, kind="image", type="image/jpeg", size=9)
        said = write(tx, talk, "photographs", now, ticket_id=ticket_id, author="user:1", note=True)
        media.tie(tx, said, [(row.id, "wall.jpg")])
        return {"file": media.of_messages(tx, [said])[said][0].id, "sha256": digest, "note": note}

    return house.store.write(work)


def _form(house: House, user: Actor, ticket: Row[Any], kind: str) -> tuple[int, Form]:
    """The newest form of this kind; a draft where there is none."""
    form = house.plans[ticket.plan].form(kind)
    if form is None:
        raise BadAct(f"plan {ticket.plan!r} has no form {kind!r}")
    rows = [r for r in house.store.read(lambda tx: stored_forms.of_ticket(tx, ticket.id)) if r.kind == kind]
    if not rows:
        form_desk.begin(house, user, ticket.id, kind)
        return _form(house, user, ticket, kind)
    return int(rows[-1].id), form


def _sheet(stage: Stage, user: Actor, ticket: Row[Any], rest: str) -> None:
    """A form: its kind, then what is typed into it (``field=value``, or ``field`` for a checklist that is all right)."""
    kind, *typed = rest.split()
    form_id, form = _form(stage.house, user, ticket, kind)
    given = dict(part.partition("=")[::2] for part in typed)
    for field in (f for f in form.fields if f.id in given):
        given |= {f"{field.id}.{n}": "yes" for n in range(len(field.points))}
        if field.kind == PHOTOGRAPHS:
            given[f"{field.id}.{photograph(stage.house, ticket.id)['file']}"] = "on"
    form_desk.save(stage.house, user, form_id, given, "issue")
    if form.signed_by == "customer":
        form_desk.ask(stage.house, user, form_id)


def _issue(stage: Stage, user: Actor, ticket: Row[Any], kind: str) -> None:
    """A form with something in every field that is blank, issued."""
    house = stage.house
    form_id, form = _form(house, user, ticket, kind)
    photographs = [photograph(house, ticket.id)]

    def fill_in(tx: Tx) -> None:
        row = forms.get(tx, form_id)
        given = {}
        for name in {w.field for w in forms.filled(tx, house, row, user.owner, house.now()).wrong}:
            field = form.field(name)
            assert field is not None
            rows = [{c.id: VALUES.get(c.kind, "done") for c in field.columns}]
            made = {
                **VALUES,
                "lines": rows,
                "checklist": ["yes"] * len(field.points),
                PHOTOGRAPHS: photographs,
            }
            given[name] = field.choices[0].id if field.choices else made.get(field.kind, "done")
        forms.write(tx, house, form_id, given, user.owner, house.now())

    house.store.write(fill_in)
    form_desk.issue(house, user, form_id)


def _signed(stage: Stage, user: Actor, ticket: Row[Any], kind: str) -> None:
    form_desk.sign(stage.house, user, _form(stage.house, user, ticket, kind)[0], "Wang")


def _approved(stage: Stage, user: Actor, ticket: Row[Any], kind: str) -> None:
    form_desk.approve(stage.house, stage.person("supervisor"), _form(stage.house, user, ticket, kind)[0])


def _stepwise(work: Callable[[House, Actor, int, str, str], object]) -> OfTicket:
    """An act that takes one word and a note."""
    return lambda s, u, t, rest: work(s.house, u, t.id, rest.partition(" ")[0], rest.partition(" ")[2])


OF_ITEM: Mapping[str, Callable[[House, Actor, int, str], object]] = {
    "claim": lambda house, user, item, _: queue.claim(house, user, item),
    "called": tasks.close_task,
    "resolve": queue.resolve,
    "return": queue.return_to_bot,
}
OF_TICKET: Mapping[str, OfTicket] = {
    "step": lambda s, u, t, rest: visit_desk.step(s.house, u, t.id, rest),
    "cover": lambda s, u, t, why: overrule.warranty(s.house, u, t.id, "covered", why),
    "reopen": lambda s, u, t, why: aftercare.reopen_by_hand(s.house, u, t.id, why),
    "guided": _stepwise(support_desk.guided),
    "send": _stepwise(procedures.send),
    "done": _stepwise(procedures.done),
    "nature": _nature,
    "work": _stepwise(support_desk.work_step),
    "cause": _cause,
    "approve": lambda s, u, t, _: causes.approve(s.house, u, t.id),
    "sheet": _sheet,
    "issue": _issue,
    "signed": _signed,
    "approved": _approved,
    "promise": lambda s, u, t, rest: promise_desk.add(s.house, u, t.id, *_words_until(rest), rest),
    "arranged": lambda s, u, t, rest: promise_desk.arrange(s.house, u, t.id, *_words_until(rest), rest),
    "late": _late,
    "kept": lambda s, u, t, _: promise_desk.keep(s.house, u, _owed(s.house, t)),
    "drop": lambda s, u, t, why: promise_desk.drop(s.house, u, _owed(s.house, t), why),
    "order": lambda s, u, t, what: supply_desk.order(
        s.house, u, t.id, what.partition(":")[0], what.partition(":")[2], 1, "cannot be repaired soon"
    ),
    "delivered": lambda s, u, t, _: supply_desk.delivered(s.house, u, _reserved(s.house, t)),
    "not_needed": lambda s, u, t, why: supply_desk.cancelled(s.house, u, _reserved(s.house, t), why),
    "back": lambda s, u, t, _: supply_desk.brought_back(s.house, u, _reserved(s.house, t)),
    "replace": lambda s, u, t, serial: replacement.replace(s.house, u, t.id, serial),
    "old_part": lambda s, u, t, part: returned_desk.replaced(s.house, u, t.id, part, ""),
    "part_back": lambda s, u, t, _: returned_desk.came_back(
        s.house, s.person("clerk"), _old_part(s.house, t)
    ),
    "identify": lambda s, u, t, what: returned_desk.identified(s.house, u, _old_part(s.house, t), what),
    "found": _found,
    "problem": lambda s, u, t, rest: planned_desk.make_ticket(s.house, u, t.id, int(rest) - 1),
    "report": lambda s, u, t, _: planned_desk.send_report(s.house, u, t.id),
}
