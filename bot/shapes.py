"""What the API answers, for its description at ``/openapi.json`` and ``/docs``.

Nothing is built from these: the answers are plain JSON, and a test holds them against what is promised here.
Times are ISO 8601 in UTC, days YYYY-MM-DD, money in minor units (fen, cents).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Level = Literal[1, 2, 3]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Said(Shape):
    """A text in both languages."""

    zh: str
    en: str


class Because(Shape):
    """``text`` are the customer's words, or why where there are none; ``clause`` is the plan's, empty where it has none."""

    text: str
    clause: str
    code: str
    because: Said


class SeverityOf(Shape):
    level: Level
    confidence: float
    reasons: list[Because]
    danger: str | None
    by: str


class DeviceOf(Shape):
    """``verified``: it is in the registry."""

    serial_number: str
    model: str | None
    verified: bool


class Reason(Shape):
    code: str
    text: Said
    clause: str
    quote: str


class WarrantyOf(Shape):
    verdict: Literal["covered", "not_covered", "undecided"]
    component: str | None
    start: date | None
    until: date | None
    start_rule: str | None
    reasons: list[Reason]
    missing: list[str]
    on: date
    by: str


class FeeLine(Shape):
    """``contract``: the unit price of the device's contract, where there is one; the line is not above it."""

    id: str
    name: Said
    low: int
    high: int
    basis: str
    contract: int | None = None


class FeeOf(Shape):
    free: bool
    currency: str
    low: int
    high: int
    lines: list[FeeLine]
    price_list: str
    needs_consent: bool
    reasons: list[Reason]


class ConsentOf(Shape):
    given: bool
    message: int | None
    at: datetime
    low: int
    high: int
    currency: str
    price_list: str


class ContactOf(Shape):
    name: str | None
    phone: str | None
    address: str | None


class VisitOf(Shape):
    start: datetime
    end: datetime
    technician: str
    status: str
    keeps_promise: bool


class ClockOf(Shape):
    name: str
    state: str
    started: datetime | None
    due: datetime | None
    met: datetime | None
    breached: bool
    clause: str


class MessageOf(Shape):
    id: int
    direction: Literal["in", "out"]
    author: str
    text: str
    status: str
    at: datetime


class Ticket(Shape):
    """``owner`` is bot, queue, or user:ID; ``conversation`` the address in its channel; ``work`` holds what people do about
    it, by name (forms, promises, stock ...)."""

    number: str
    plan: str
    kind: str
    status: Literal["intake", "open", "resolved", "withdrawn", "merged"]
    conversation: str | None
    channel: str | None
    problem: str
    component: str | None
    severity: SeverityOf | None
    device: DeviceOf | None
    warranty: WarrantyOf | None
    fee: FeeOf | None
    consent: ConsentOf | None
    contact: ContactOf
    region: str | None
    service_level: str | None
    visit: VisitOf | None
    owner: str | None
    queue: str | None
    clocks: list[ClockOf]
    facts: dict[str, Any]
    messages: list[MessageOf]
    work: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class TicketPage(Shape):
    """``next`` is the ``before`` of the next page."""

    tickets: list[Ticket]
    next: int | None


class TechnicianOf(Shape):
    id: int
    name: str


class Visit(Shape):
    id: int
    ticket: str
    plan: str
    region: str | None
    status: str
    start: datetime
    end: datetime
    technician: TechnicianOf
    held_until: datetime | None
    keeps_promise: bool


class VisitPage(Shape):
    """``next`` is the ``after`` of the next page."""

    visits: list[Visit]
    next: int | None


class QueueEntry(Shape):
    id: int
    queue: str
    kind: Literal["handoff", "task"]
    reason: str
    status: str
    severity: Level
    due: datetime | None
    place: int | None
    ticket: str | None
    plan: str | None
    conversation: str
    claimed_by: str | None
    skills: list[str]
    since: datetime


class Queue(Shape):
    queue: list[QueueEntry]


class IntentOf(Shape):
    name: str
    confidence: float


class EvidenceOf(Shape):
    text: str
    start: int
    end: int
    reason: str
    line: int


class CallSeverity(Shape):
    level: Level
    confidence: float
    evidence: list[EvidenceOf]
    reasons: list[Reason] | None = None


class Field(Shape):
    field: str
    value: str
    text: str
    speaker: str
    line: int | None


class Exclusion(Shape):
    name: str
    text: str
    start: int
    end: int


class ToldBy(Shape):
    value: str
    speaker: str
    line: int


class Contradiction(Shape):
    field: str
    said: list[ToldBy]


class TurnOf(BaseModel):
    """``speaker``: agent or caller, or the words of your recorder for them (客服, 客户, operator, customer ...)."""

    speaker: str
    text: str


class Call(BaseModel):
    """What else a recorder writes into a call is not looked at."""

    call_id: str | None = None
    plan: str | None = None
    at: datetime | None = None  # when the call was, with an offset
    turns: list[TurnOf]


class AgentPromise(Shape):
    """What the agent promised with a time; ``promise`` is its number in the ledger, None where it was not said for sure."""

    text: str
    due: str
    kind: str
    line: int
    speaker: str
    sure: bool
    promise: int | None


class CallReport(Shape):
    """``differs``: the id was known with other words; what was said under it is not told."""

    repeated: bool
    file: str
    call_id: str | None
    plan: str
    ticket: str | None
    intent: IntentOf
    severity: CallSeverity | None
    fields: list[Field]
    exclusions: list[Exclusion]
    warranty: WarrantyOf | None
    queue: str | None
    contradictions: list[Contradiction]
    missing: list[str]
    known: list[str] = []  # open reports of the same device
    promises: list[AgentPromise] = []
    differs: bool | None = None


class Wrong(Shape):
    where: str
    what: str


class ProblemDetails(Shape):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] | None = None


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of ``model`` with everything that it refers to in its place."""
    whole = model.model_json_schema()
    parts = whole.pop("$defs", {})

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            return placed(parts[name]) if name else {k: placed(v) for k, v in value.items()}
        return [placed(v) for v in value] if isinstance(value, list) else value

    found: dict[str, Any] = placed(whole)
    return found


#: For the description of the application: every answer that refuses is a problem.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What is wrong, and where",
        "content": {"application/problem+json": {"schema": schema(ProblemDetails)}},
    }
}
