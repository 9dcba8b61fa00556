"""The catalogue of events for other systems (ERP, CRM): which entry of a ticket's log is which event.

:func:`event` makes one; :func:`schema` describes them all as JSON Schema.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from handlers.rules import integration_data as d

Model = type[d.Data]
ERASED = "erased:"  # a text of the log that was erased begins so


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of event.  ``fixed`` is what its log entries mean without saying it."""

    type: str
    data: Model
    told: str
    version: int = 1
    fixed: tuple[tuple[str, Any], ...] = ()


#: Entries of the log that are nobody's business elsewhere, and why.
INTERNAL = {
    "ticket.note": "remarks and corrections for the people who work on it",
    "customer.wrote": "talk; what follows from it has events of its own",
    "evidence.exported": "somebody of ours made a file",
}

#: Entry of the log -> event.
CATALOGUE: dict[str, Kind] = {
    "ticket.opened": Kind("ticket.opened", d.Contact, "Somebody reports something; more is asked from now on."),
    "planned.opened": Kind("ticket.planned", d.Contact, "Planned work became a ticket."),
    "ticket.confirmed": Kind("ticket.confirmed", d.Contact, "The customer confirmed the summary: the report is complete."),
    "ticket.corrected": Kind("ticket.updated", d.Updated, "What was told has changed."),
    "ticket.severity": Kind("severity.changed", d.Severity, "How severe it is."),
    "ticket.resolved": Kind("ticket.closed", d.Closed, "It is over.", fixed=(("outcome", "resolved"),)),
    "ticket.withdrawn": Kind("ticket.closed", d.Closed, "It is over.", fixed=(("outcome", "withdrawn"),)),
    "ticket.merged": Kind("ticket.closed", d.Closed, "It is over.", fixed=(("outcome", "merged"),)),
    "ticket.reopened": Kind("ticket.reopened", d.Why, "It was not over."),
    "warranty.checked": Kind("warranty.decided", d.Warranty, "Whether the plan covers it."),
    "warranty.overruled": Kind("warranty.decided", d.Warranty, "Whether the plan covers it.", fixed=(("overruled", True),)),
    "fee.quoted": Kind("fee.quoted", d.Price, "A price was named."),
    "consent.asked": Kind("consent.asked", d.Price, "The customer was asked to agree to a price."),
    "consent.given": Kind("consent.given", d.Price, "The customer agreed to a price."),
    "consent.refused": Kind("consent.refused", d.Price, "The customer did not agree to a price."),
    "visit.booked": Kind("visit.booked", d.Booked, "A visit is arranged."),
    "visit.moved": Kind("visit.moved", d.MovedVisit, "A visit takes place at another time."),
    "visit.cancelled": Kind("visit.cancelled", d.Cancelled, "The visit does not take place."),
    "visit.on_the_way": Kind("visit.on_the_way", d.Visit, "The technician has set out."),
    "visit.arrived": Kind("visit.arrived", d.Visit, "The technician is there."),
    "visit.done": Kind("visit.done", d.Visit, "The visit is over."),
    "visit.proposed": Kind("visit.proposed", d.Visit, "The customer is asked whether this time for a visit suits."),
    "visit.no_window": Kind("visit.no_window", d.NoWindow, "No visit keeps what the plan promises."),
    "queue.entered": Kind("handoff.queued", d.Queued, "The case waits for a person."),
    "queue.claimed": Kind("handoff.claimed", d.Handed, "A person has it."),
    "queue.transferred": Kind("handoff.transferred", d.Handed, "It was passed to another person or queue."),
    "queue.accepted": Kind("handoff.accepted", d.Handed, "Whom it was passed to has taken it."),
    "queue.returned": Kind("handoff.returned", d.Handed, "It was handed back: to the bot with what was agreed, or to the queue."),
    "queue.lease_lost": Kind("handoff.lost", d.Handed, "Who had it was not seen any more; it waits again."),
    "agent.replied": Kind("handoff.replied", d.Nothing, "A person wrote to the customer."),
    "customer.awaited": Kind("customer.awaited", d.Until, "We wait for the customer."),
    "customer.back": Kind("customer.back", d.Why, "We do not wait for the customer any more."),
    "callback.due": Kind("callback.due", d.Callback, "Somebody has to call the customer."),
    "callback.declined": Kind("callback.declined", d.Why, "The customer does not want to be called now."),
    "callback.made": Kind("callback.made", d.Callback, "The customer was called."),
    "supplier.told": Kind("supplier.told", d.Nothing, "The supplier was told what was found."),
    "parts.awaited": Kind("parts.awaited", d.Parts, "Parts are waited for."),
    "parts.arrived": Kind("parts.arrived", d.Parts, "Parts are there."),
    "parts.reserved": Kind("parts.reserved", d.Parts, "Parts are reserved in a depot."),
    "parts.none": Kind("parts.none", d.Parts, "No depot has the part."),
    "parts.delivered": Kind("parts.delivered", d.Parts, "Some of the parts are there."),
    "parts.cancelled": Kind("parts.cancelled", d.Parts, "A reservation was given up."),
    "standby.delivered": Kind("standby.delivered", d.Parts, "The customer has a standby unit."),
    "standby.returned": Kind("standby.returned", d.Parts, "The standby unit is back."),
    "device.replaced": Kind("device.replaced", d.Replaced, "Another device took its place."),
    "part.replaced": Kind("part.replaced", d.OldPart, "A part was replaced."),
    "part.returned": Kind("part.returned", d.OldPart, "The old part came back."),
    "part.identified": Kind("part.identified", d.OldPart, "The old part was looked at."),
    "report.sent": Kind("report.sent", d.Form, "The customer was sent a report."),
    "planned.done": Kind("planned.done", d.Planned, "Planned work is done."),
    "inspection.done": Kind("inspection.done", d.Planned, "An inspection is done."),
    "inspection.reported": Kind("inspection.reported", d.Planned, "Its report is with the customer."),
    "form.issued": Kind("form.issued", d.Form, "A form was issued."),
    "form.asked": Kind("form.asked", d.Form, "The customer was asked to sign."),
    "form.signed": Kind("form.signed", d.Form, "The form is signed."),
    "form.approved": Kind("form.approved", d.Form, "The form is approved."),
    "form.voided": Kind("form.voided", d.Form, "The form is void."),
    "promise.made": Kind("promise.made", d.Promise, "We gave our word."),
    "promise.moved": Kind("promise.moved", d.Promise, "Another time was promised in its place."),
    "promise.kept": Kind("promise.kept", d.Promise, "We kept our word."),
    "promise.failed": Kind("promise.failed", d.Promise, "We did not keep our word."),
    "promise.withdrawn": Kind("promise.withdrawn", d.Promise, "Nobody waits for it any more."),
    "confirmation.asked": Kind("confirmation.asked", d.Asked, "The customer was asked whether it is fixed."),
    "customer.confirmed": Kind("customer.confirmed", d.Nothing, "The customer says that it is fixed."),
    "follow_up.asked": Kind("follow_up.asked", d.Answer, "The customer was asked how it went."),
    "follow_up.answered": Kind("follow_up.answered", d.Answer, "The customer told how it went."),
    "support.chosen": Kind("support.chosen", d.Support, "How it is worked on: by telephone, on site ..."),
    "guidance.given": Kind("guidance.given", d.Support, "The customer was given a step to try."),
    "guidance.solved": Kind("guidance.solved", d.Support, "A step that was tried helped."),
    "guidance.unsolved": Kind("guidance.unsolved", d.Support, "No step that was tried helped."),
    "service.asked": Kind("service.asked", d.Service, "A service on request was asked for."),
    "nature.decided": Kind("nature.decided", d.Nature, "Hardware or software."),
    "rma.opened": Kind("rma.opened", d.Numbered, "The device comes in for repair."),
    "rma.received": Kind("rma.received", d.Numbered, "The device is here."),
    "rma.closed": Kind("rma.closed", d.Numbered, "The device is on its way back."),
    "rma.cancelled": Kind("rma.cancelled", d.Numbered, "The device does not come in."),
    "adjustment.opened": Kind("adjustment.opened", d.Numbered, "Something has to be adjusted."),
    "adjustment.done": Kind("adjustment.done", d.Numbered, "It is adjusted."),
    "adjustment.cancelled": Kind("adjustment.cancelled", d.Numbered, "Nothing has to be adjusted."),
    "procedure.asked": Kind("procedure.asked", d.Procedure, "The customer was asked to confirm a step."),
    "procedure.confirmed": Kind("procedure.confirmed", d.Procedure, "The step is confirmed."),
    "procedure.refused": Kind("procedure.refused", d.Procedure, "The customer did not confirm the step."),
    "procedure.done": Kind("procedure.done", d.Procedure, "A step of ours is done."),
    "cause.found": Kind("cause.found", d.Cause, "What caused it."),
    "cause.approved": Kind("cause.approved", d.Cause, "What follows from the cause is approved."),
    "dispatch.passed": Kind("dispatch.passed", d.Dispatch, "A dealer or department has it."),
    "dispatch.accepted": Kind("dispatch.accepted", d.Dispatch, "They accepted it."),
    "dispatch.arranged": Kind("dispatch.arranged", d.Dispatch, "They arranged a visit."),
    "dispatch.returned": Kind("dispatch.returned", d.Dispatch, "They handed it back."),
    "dispatch.refused": Kind("dispatch.refused", d.Dispatch, "Handing it back was refused."),
    "dispatch.checked": Kind("dispatch.checked", d.Dispatch, "Somebody looked whether it is arranged."),
    "reimbursement.submitted": Kind("reimbursement.submitted", d.Reimbursement, "A dealer asks for money back."),
    "reimbursement.advanced": Kind("reimbursement.advanced", d.Reimbursement, "A step of giving it back is done."),
    "reimbursement.refused": Kind("reimbursement.refused", d.Reimbursement, "It is not given back."),
    "clock.warned": Kind("clock.warned", d.Clock, "A promise of the plan is about to fail."),
    "clock.breached": Kind("clock.breached", d.Clock, "A promise of the plan has failed."),
    "escalation.sent": Kind("escalation.sent", d.Clock, "Somebody above was told."),
    "incident.joined": Kind("incident.joined", d.Incident, "It belongs to an incident of many reports."),
    "incident.over": Kind("incident.over", d.Incident, "The incident is over."),
    "notice.done": Kind("notice.done", d.Nothing, "A general notice is out."),
    "customer.linked": Kind("customer.linked", d.Nothing, "The customer proved to be one who is known from another channel."),
    "customer.unlinked": Kind("customer.unlinked", d.Nothing, "That was taken back."),
    "personal.erased": Kind("customer.erased", d.Erased, "Personal data of this ticket were erased."),
}  # fmt: skip


class BadTypes(ValueError):
    """Types of events that do not exist; the message names them."""


class Unmade(Exception):
    """An entry of the log that cannot be told as its type says; the message says why, without quoting it."""


def types() -> tuple[str, ...]:
    """All types, as the catalogue lists them."""
    return tuple(dict.fromkeys(kind.type for kind in CATALOGUE.values()))


def log_events(wanted: Collection[str]) -> frozenset[str]:
    """The log's names of types; ``visit.*`` is all that begin so, nothing is all.  Raises :class:`BadTypes`."""
    known = types()
    chosen: set[str] = set(known) if not wanted else set()
    for name in wanted:
        found = {t for t in known if t == name or (name.endswith(".*") and t.startswith(name[:-1]))}
        if not found:
            raise BadTypes(f"there is no event {name!r}; `baoxiu events types` lists them")
        chosen |= found
    return frozenset(event for event, kind in CATALOGUE.items() if kind.type in chosen)


def by(actor: str) -> str:
    """Who did it, by nobody's name: customer, bot, system or staff."""
    return {"customer": "customer", "bot": "bot", "clockwork": "system"}.get(actor, "staff")


def event_id(log_id: int, hash_: str) -> str:
    """The same for every attempt and every receiver, and no other installation's."""
    return f"{log_id}-{hash_[:16]}"


def event(
    log_id: int, hash_: str, log_event: str, at: datetime, actor: str, data: Mapping[str, Any] | None,
    ticket: Mapping[str, Any], *, personal: bool,
) -> dict[str, Any]:  # fmt: skip
    """An event as JSON.  ``ticket`` is what is known of the ticket now: number, plan, kind, and ``report`` with the
    fields of :class:`Contact`.  Raises :class:`Unmade`."""
    kind = CATALOGUE[log_event]
    report = ticket["report"] if issubclass(kind.data, d.Contact | d.Booked) else {}
    given = {**_known(report), **_known(data or {}), **dict(kind.fixed)}
    if log_event == "ticket.corrected":
        given["changed"] = sorted((data or {}).get("before", {}))
    try:
        made = kind.data.model_validate(given)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, e["loc"])) for e in error.errors(include_input=False))
        raise Unmade(f"{kind.type} {event_id(log_id, hash_)}: not as its schema says: {wrong}") from None
    told = made.model_dump(mode="json", exclude=set() if personal else _personal(kind.data))
    return {
        "id": event_id(log_id, hash_),
        "type": kind.type,
        "version": kind.version,
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ticket": ticket["number"],
        "plan": ticket["plan"],
        "kind": ticket["kind"],
        "by": by(actor),
        "data": told,
    }


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if not (isinstance(v, str) and v.startswith(ERASED))}


@cache
def _personal(model: Model) -> set[str]:
    return {
        name
        for name, field in model.model_fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(d.PERSONAL)
    }


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of every event."""
    models = {kind.data for kind in CATALOGUE.values()}
    refs, shared = models_json_schema(
        [(m, "serialization") for m in sorted(models, key=lambda m: m.__name__)],
        ref_template="#/$defs/{model}",
    )
    text = {"type": "string"}
    envelope = {
        "id": {**text, "description": "the same whenever this event is sent again"},
        "time": {**text, "format": "date-time", "description": "when it happened, UTC"},
        "ticket": {**text, "description": "number of the ticket"},
        "plan": {**text, "description": "id of the service plan"},
        "kind": {**text, "description": "kind of the ticket: repair, installation ..."},
        "by": {"enum": ["customer", "bot", "staff", "system"], "description": "who did it"},
    }
    kinds = {kind.type: kind for kind in reversed(CATALOGUE.values())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of baoxiu",
        "$defs": shared["$defs"],
        "oneOf": [
            {
                "title": name,
                "description": kinds[name].told,
                "type": "object",
                "required": ["id", "type", "version", "time", "ticket", "plan", "kind", "by", "data"],
                "properties": {
                    "type": {"const": name},
                    "version": {"const": kinds[name].version},
                    **envelope,
                    "data": refs[(kinds[name].data, "serialization")],
                },
            }
            for name in types()
        ],
    }
