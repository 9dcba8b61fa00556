"""What people of ours do about planned work: write down what was found, send the report, make tickets of problems,
leave it out with a reason, move it, or telephone instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import closing, forms, handoff, planned, planned_offers, tickets, verdicts
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.planned_facts import result_text
from handlers.planned_ticket import item_of, noted
from handlers.queue import Gone, locked_ticket, notify
from handlers.rules import planned as rules
from handlers.rules.planned import Planned
from handlers.texts.catalog import say
from handlers.tracker import Tracker
from storage import conversations, feed
from storage import forms as stored_forms
from storage import planned as stored
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Tx

MOST_PROBLEMS = 10
LINE = 500  # characters of one value or problem
YEAR = timedelta(days=365)


def _of_ticket(tx: Tx, house: House, user: Actor, ticket_id: int) -> tuple[Row[Any], Row[Any], Planned]:
    """The ticket, its planned work and the promise of the plan, all locked."""
    user.need("visit")
    ticket = locked_ticket(tx, ticket_id)
    row = stored.get(tx, int(ticket.facts.get("planned") or 0), locked=True)
    item = item_of(house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        raise Refused("planned-none")
    return ticket, row, item


def record_result(house: House, user: Actor, ticket_id: int, given: Mapping[str, str], problems: str) -> None:
    """It was done, and this was found: kept, told to both sides; it ends the ticket unless a report is to follow."""
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, row, item = _of_ticket(tx, house, user, ticket_id)
        if row.status == "done":
            raise Refused("planned-done")
        values = _values(item, given, user.lang)
        found = [p.strip()[:LINE] for p in problems.splitlines() if p.strip()][:MOST_PROBLEMS]
        result = noted(row, now, "done", user.owner) | {"values": values, "problems": found, "by": user.owner}
        done = stored.change(
            tx, row.id, stored.OPEN, now, status="done", look_at=None, done_at=now, result=result
        )
        if not done:
            raise Refused("planned-done")
        _visit_done(tx, house, ticket, user, now)
        event = "inspection.done" if item.what == "inspection" or item.report else "planned.done"
        tickets.record(
            tx, house, ticket.id, event, user.owner, now, {"planned": row.id, "problems": len(found)}
        )
        handoff.drop_tasks(tx, ticket.id, now, only=("planned_call", "planned_overdue", "arrange_visit"))
        _tell_ours(tx, ticket, item, len(found), now)
        _write_report(tx, house, ticket, item, user, now, must=False)
        if item.report is None:
            _tell_customer(tx, house, ticket, item, result, now)
            _close(tx, house, ticket, user, now)

    house.store.write(work)


def _values(item: Planned, given: Mapping[str, str], lang: str) -> dict[str, str]:
    """The fields of the result as they are kept.  Refused while a required one is blank or none of its choices."""
    values = {}
    for field in item.fields:
        value = given.get(field.id, "").strip()
        if field.required and not value:
            raise Refused("planned-field", name=field.name.of(lang))
        if len(value) > LINE:
            raise Refused("too-long", most=str(LINE), has=str(len(value)))
        known = {c.zh for c in field.choices} | {c.en for c in field.choices}
        if value and known and value not in known:
            raise Refused("planned-field", name=field.name.of(lang))
        if value and field.number and not _is_number(value):
            raise Refused("planned-number", name=field.name.of(lang))
        values[field.id] = value
    return values | {q.id: given.get(q.id, "").strip()[:LINE] for q in item.questions}


def _is_number(text: str) -> bool:
    whole, _, part = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdecimal() and (not part or part.isdecimal()) and len(text) <= 20


def _visit_done(tx: Tx, house: House, ticket: Row[Any], user: Actor, now: datetime) -> None:
    """Whoever has found something has been there."""
    for visit in stored_visits.of_ticket(tx, ticket.id, ("confirmed",)):
        written = {
            e.event for e in stored_tickets.log(tx, ticket.id) if (e.data or {}).get("visit") == visit.id
        }
        for part in ("visit.arrived", "visit.done"):
            if part not in written:
                tickets.record(tx, house, ticket.id, part, user.owner, now, {"visit": visit.id})
        stored_visits.set_status(tx, visit.id, "done", "confirmed")
        feed.tell(tx, "visit", visit.id, now, ticket.conversation_id)


def _tell_ours(tx: Tx, ticket: Row[Any], item: Planned, problems: int, now: datetime) -> None:
    """Whoever answers for it on our side sees the result."""
    if item.tell is None:
        return
    tail = {
        "zh": f"：发现 {problems} 个问题" if problems else "：正常",
        "en": f": {problems} problem(s)" if problems else ": all well",
    }
    new = stored_tickets.raise_alarm(
        tx, now, ticket.id, f"planned/{ticket.facts['planned']}/result", item.tell, "alarm-planned-result",
        zh=item.name.zh + tail["zh"], en=item.name.en + tail["en"],
    )  # fmt: skip
    if new:
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)


def _tell_customer(
    tx: Tx, house: House, ticket: Row[Any], item: Planned, result: Mapping[str, Any], now: datetime
) -> None:
    """The customer's side gets the result, line by line, where there is a channel that is read."""
    form = _report(tx, house, ticket, item)

    def lines(lang: str) -> dict[str, str]:
        told = result_text(item, result, lang)
        if form is None:
            return {"lines": told}
        name = forms.of_row(house, form)[1].name.of(lang)
        return {"lines": told + "\n" + say("planned-form", lang, form=name, number=form.number)}

    _tell(tx, ticket, now, "planned-result", item, lines)


def _report(tx: Tx, house: House, ticket: Row[Any], item: Planned) -> Row[Any] | None:
    """The newest form that is the report of planned work, as far as it is issued."""
    rows = [row for row in stored_forms.of_subject(tx, forms.about(ticket)) if row.kind == item.form]
    return next((row for row in reversed(rows) if row.status in forms.OPEN), None)


def _write_report(
    tx: Tx, house: House, ticket: Row[Any], item: Planned, user: Actor, now: datetime, must: bool
) -> None:
    """The form of the report, issued from what was found; what is still blank is for people to fill in, and when the
    report ``must`` be there it is refused until then."""
    plan = house.plans[ticket.plan]
    if item.form is None or _report(tx, house, ticket, item) is not None:
        return
    draft = forms.draft(tx, house, plan, item.form, forms.about(ticket), ticket, user.owner, now)
    if must or (item.report is None and forms.filled(tx, house, draft, user.owner, now).ready):
        forms.issue(tx, house, draft.id, user.owner, now)


def _tell(
    tx: Tx,
    ticket: Row[Any],
    now: datetime,
    text_id: str,
    item: Planned,
    more: Callable[[str], dict[str, str]],
) -> None:
    """A notice to the customer.  A "yes" that follows is no answer any more to an offer from before."""
    row = conversations.get(tx, ticket.conversation_id)
    if row is None or row.channel in stored.UNREACHED:
        return
    tracker = Tracker.load(row.tracker)
    if tracker.flow is None and tracker.asked == planned_offers.ASKED:
        tracker.asked = None
        conversations.save(tx, row.id, tracker=tracker.dump())
    notify(tx, row.id, now, text_id, name=item.name.of(row.lang), number=ticket.number, **more(row.lang))


def _close(tx: Tx, house: House, ticket: Row[Any], user: Actor, now: datetime) -> None:
    if ticket.status in tickets.ENDED:
        return
    closing.need_closable(tx, house, ticket, now)
    tickets.record(tx, house, ticket.id, "ticket.resolved", user.owner, now, {"cause": "planned work done"})
    handoff.drop_tasks(tx, ticket.id, now)
    closing.closed(tx, house, ticket, now)


def send_report(house: House, user: Actor, ticket_id: int) -> None:
    """The report about what was found goes to the customer; that meets its clock and ends the ticket."""
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, row, item = _of_ticket(tx, house, user, ticket_id)
        if row.status != "done":
            raise Refused("planned-no-result")
        if ticket.status in tickets.ENDED:
            raise Refused("closed", number=ticket.number or "")
        _write_report(tx, house, ticket, item, user, now, must=True)
        tickets.record(tx, house, ticket.id, "inspection.reported", user.owner, now, {"planned": row.id})
        _tell_customer(tx, house, ticket, item, row.result, now)
        _close(tx, house, ticket, user, now)

    house.store.write(work)


def make_ticket(house: House, user: Actor, ticket_id: int, number: int) -> str:
    """A problem that was found becomes a fault report of its own, linked both ways; returns its number."""
    now = house.now()
    seen = house.store.read(lambda tx: stored_tickets.get(tx, ticket_id))
    if seen is None:
        raise Gone(f"there is no ticket {ticket_id}")
    texts = house.store.read(lambda tx: _problems(tx, seen))
    if not 0 <= number < len(texts):
        raise Refused("field", name="problem")
    text = texts[number]
    heard = house.parse_here(text, None)
    signs = [verdicts.sign(e) for e in (heard.severity.evidence if heard.severity else heard.danger)]

    def work(tx: Tx) -> str:
        ticket, row, item = _of_ticket(tx, house, user, ticket_id)
        made = row.result.get("tickets", {})
        if str(number) in made:
            return str(made[str(number)])
        plan = house.plans[ticket.plan]
        fault = tickets.open_ticket(
            tx, house, plan, ticket.conversation_id, "report_fault", text, user.owner, now, status="open",
            facts={"signs": signs, "found_by": ticket.number}, device_id=ticket.device_id, customer_id=ticket.customer_id,
            contact_name=ticket.contact_name, phone=ticket.phone, address=ticket.address, region=ticket.region,
            service_level=ticket.service_level,
        )  # fmt: skip
        fault = tickets.set_severity(
            tx, house, fault, verdicts.severity(tickets.rate(plan, signs, None)), "bot", now
        )
        fault = tickets.check_warranty(tx, house, fault, "bot", now)
        handoff.add_task(tx, house, ticket.conversation_id, plan, fault, "arrange_visit", now)
        tickets.record(tx, house, ticket.id, "ticket.note", user.owner, now, {"opened": fault.number})
        stored.save(tx, row.id, now, result={**row.result, "tickets": {**made, str(number): fault.number}})
        _tell(tx, fault, now, "planned-problem", item, lambda lang: {"problem": text})
        return str(fault.number)

    return house.store.write(work)


def _problems(tx: Tx, ticket: Row[Any]) -> list[str]:
    row = stored.of_ticket(tx, ticket.id)
    return list(row.result.get("problems", [])) if row is not None else []


# -- from the list -------------------------------------------------------------------------------------


def _open_row(tx: Tx, user: Actor, row_id: int) -> Row[Any]:
    user.need("planned")
    row = stored.get(tx, row_id, locked=True)
    if row is None:
        raise Gone(f"there is no planned work {row_id}")
    if row.status not in stored.OPEN:
        raise Refused("planned-done")
    return row


def leave_out(house: House, user: Actor, row_id: int, why: str) -> None:
    """It will not be done, for a reason that is kept; its ticket ends."""
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        leave_out_row(tx, house, _open_row(tx, user, row_id), user.owner, why.strip(), now)

    house.store.write(work)


def decline(house: House, user: Actor, ticket_id: int, why: str) -> None:
    """The customer does not want it, as somebody has heard on the telephone."""
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        _, row, _ = _of_ticket(tx, house, user, ticket_id)
        if row.status not in stored.OPEN:
            raise Refused("planned-done")
        leave_out_row(tx, house, row, user.owner, why.strip(), now)

    house.store.write(work)


def leave_out_row(tx: Tx, house: House, row: Row[Any], by: str, why: str, now: datetime) -> None:
    """It will not be done; its ticket ends without work."""
    result = noted(row, now, "left_out", by, why)
    stored.save(tx, row.id, now, status="skipped", look_at=None, done_at=now, result=result)
    ticket = stored_tickets.get(tx, row.ticket_id, locked=True) if row.ticket_id is not None else None
    if ticket is not None and ticket.status in tickets.OPEN:
        planned_offers.withdraw(tx, house, ticket, by, why, now)


def move(house: House, user: Actor, row_id: int, day: str) -> None:
    """Another day for it; it is offered anew in time for that."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Refused("field", name="day") from None
    now = house.now()

    def work(tx: Tx) -> None:
        row = _open_row(tx, user, row_id)
        plan, item = house.plan(row.plan), item_of(house, row.plan, row.item)
        if (
            plan is None
            or item is None
            or not planned.today(plan, now) <= wanted <= planned.today(plan, now) + YEAR
        ):
            raise Refused("field", name="day")
        offer_on = max(planned.today(plan, now), wanted - timedelta(seconds=item.lead.seconds))
        booked = row.status == "booked"
        stored.save(
            tx, row.id, now, due_on=wanted, offer_on=offer_on, status=row.status if booked else "planned", asked=0,
            look_at=max(now, rules.morning(offer_on, plan.zone)), result=noted(row, now, "moved", user.owner, day),
        )  # fmt: skip

    house.store.write(work)


def telephone(house: House, user: Actor, row_id: int) -> int:
    """Open the ticket now, so that somebody telephones; returns the conversation to go to."""
    now = house.now()

    def work(tx: Tx) -> int:
        user.need("planned")
        seen = stored.get(tx, row_id)
        where = stored.reachable(tx, seen.customer_id, seen.device_id) if seen is not None else None
        if where is not None:
            conversations.get(tx, where, locked=True)
        row = _open_row(tx, user, row_id)
        plan, item = house.plan(row.plan), item_of(house, row.plan, row.item)
        if plan is None or item is None:
            raise Refused("planned-none")
        ticket = planned_offers.open_ticket(tx, house, plan, item, row, where, user.owner, now)
        handoff.add_task(
            tx, house, ticket.conversation_id, plan, ticket, "planned_call", now, note=item.name.zh
        )
        if row.status == "planned":
            stored.save(
                tx,
                row.id,
                now,
                status="offered",
                asked=2,
                asked_at=now,
                result=noted(row, now, "to_people", user.owner),
            )
        return int(ticket.conversation_id)

    return house.store.write(work)
