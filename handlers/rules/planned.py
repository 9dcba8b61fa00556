"""Planned work: what a plan promises to do by itself, and when it is due for a device or a customer.

Inspections, maintenance visits, customer visits, questionnaires, training and regular contacts are data of the plan
(``[[planned]]``); :func:`occurrences` says which of them are due, :func:`step` what is to be done next about one,
:func:`training_needed` when an operation record calls for training.  Days are local days of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from handlers.rules.parts import Elapsed, Part, Span, Text
from handlers.rules.wrong import Mistake

What = Literal["inspection", "maintenance", "visit", "questionnaire", "training", "contact"]
How = Literal["on_site", "telephone", "chat"]
Event = Literal["acceptance", "warranty_card", "completion", "delivery"]
Step = Literal["offer", "remind", "overdue"]

_EVERY = re.compile(r"^(?:(?P<months>\d{1,2})\s*mo|(?P<times>\d{1,2})\s*/\s*y|(?P<days>\d{1,2})\s*d)$")
_MONTHS = (1, 2, 3, 4, 6, 12)  # what divides a year: then each part of a year has exactly one
_DAYS = range(7, 29)
REMIND_AFTER = timedelta(days=3)
RESULT_WITHIN = timedelta(days=2)
SPEAK_FROM, SPEAK_UNTIL = time(9, 30), time(20, 0)  # local time in which the bot begins a conversation
AHEAD = timedelta(days=800)  # the longest time in which something is offered before it is due, and a year
LOOK_BACK = timedelta(days=31)  # what was missed longer ago is not made up for


class Every(Part):
    """How often: once in so many ``months``, or in so many ``days`` (then ``months`` is 0)."""

    months: int = 0
    days: int = 0

    def due(self, begin: date, turn: int) -> date:
        return (
            months_after(begin, turn * self.months)
            if self.months
            else begin + timedelta(days=turn * self.days)
        )

    def turns(self, begin: date, first: date, last: date) -> range:
        """At least those that are due from ``first`` to ``last``."""
        if self.months:
            passed = [(day.year - begin.year) * 12 + day.month - begin.month for day in (first, last)]
        else:
            passed = [(day - begin).days for day in (first, last)]
        step = self.months or self.days
        return range(max(1, passed[0] // step), passed[1] // step + 2)

    def period(self, day: date) -> str:
        """The part of time that a day lies in: ``2026-11/12`` (months), ``2026-2/2`` (half-years), ``49312/15d``."""
        if self.months:
            return f"{day.year}-{(day.month - 1) // self.months + 1}/{12 // self.months}"
        return f"{day.toordinal() // self.days}/{self.days}d"


def _every(value: Any) -> Any:
    if value is None or isinstance(value, Every | dict):
        return value
    found = _EVERY.match(value.strip()) if isinstance(value, str) else None
    if found and found["months"]:
        return Every(months=_part_of_a_year(int(found["months"])))
    if found and found["times"] and int(found["times"]) and 12 % int(found["times"]) == 0:
        return Every(months=12 // int(found["times"]))
    if found and found["days"] and int(found["days"]) in _DAYS:
        return Every(days=int(found["days"]))
    raise Mistake(
        "interval",
        f"{value!r} is no interval; write for example '1mo', '6mo', '2/y' (1, 2, 3, 4, 6 or 12 times)"
        f" or '15d' ({_DAYS.start} to {_DAYS.stop - 1} days)",
        value=repr(value), least=_DAYS.start, most=_DAYS.stop - 1,
    )  # fmt: skip


def _part_of_a_year(months: int) -> int:
    if months not in _MONTHS:
        raise Mistake(
            "months",
            f"{months} months do not divide a year; known are {', '.join(map(str, _MONTHS))}",
            months=months,
            known=", ".join(map(str, _MONTHS)),
        )
    return months


Interval = Annotated[
    Every,
    BeforeValidator(_every),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}\s*(mo|/\s*y|d)$"}, mode="validation"),
]


class ResultField(Part):
    """What is written down when it is done."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: Text
    choices: tuple[Text, ...] = ()
    number: bool = False
    required: bool = True


class Question(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    ask: Text
    choices: tuple[Text, ...] = ()  # empty: answered in the customer's own words


class Planned(Part):
    """One promise of planned work.  Either ``every`` so often, or ``within`` a time ``after`` an event of the
    device; with neither of them it is begun by something else (an operation record)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Text
    clause: str
    what: What
    how: How
    every: Interval | None = None
    after: Event | None = None
    within: Elapsed | None = None
    whom: Literal["device", "customer"] = "device"
    from_month: int = Field(default=0, ge=0, le=600)
    until_month: int | None = Field(default=None, ge=1, le=600)
    lead: Elapsed = Span(seconds=10 * 86400)
    minutes: int = Field(default=60, ge=30, le=480)
    skills: tuple[str, ...] = ()
    free: bool = True
    topics: tuple[Text, ...] = Field(default=(), max_length=20)
    in_turn: bool = False
    audience: tuple[Text, ...] = Field(default=(), max_length=10)
    questions: tuple[Question, ...] = Field(default=(), max_length=20)
    fields: tuple[ResultField, ...] = Field(default=(), max_length=30)
    escalate: str = "supervisor"
    tell: str | None = None
    report: str | None = None
    form: str | None = None

    @model_validator(mode="after")
    def _sense(self) -> Planned:
        if self.every is not None and self.after is not None:
            raise Mistake("every-or-after", "planned work has either 'every' or 'after', not both")
        if (self.after is None) != (self.within is None):
            raise Mistake("after-within", "'after' and 'within' belong together")
        if (self.what == "questionnaire") != bool(self.questions):
            raise Mistake("questions", "a questionnaire has 'questions', and nothing else has")
        if self.what == "questionnaire" and self.how == "on_site":
            raise Mistake("questionnaire-how", "a questionnaire is answered by chat or telephone")
        if self.what != "questionnaire" and self.how == "chat":
            raise Mistake(
                "chat-for-questionnaires",
                "only a questionnaire is done by chat; write 'telephone' or 'on_site'",
            )
        if self.in_turn and not self.topics:
            raise Mistake("in-turn", "'in_turn' needs 'topics'")
        return self


class Operation(Part):
    """The operation record of a system, and when it calls for training (``training`` names planned work)."""

    clause: str
    training: str
    skilled_below: float = Field(default=0.8, ge=0, le=1)
    turnover_above: float = Field(default=0.25, ge=0, le=1)


@dataclass(frozen=True, slots=True)
class Life:
    """What counts of a device (or of all devices of a customer): its ``dates`` by name, since when we know it,
    and when it was retired or replaced."""

    dates: Mapping[str, date]
    since: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Planned work that is due.  ``period`` is the same however often it is reckoned: the month, half-year ... that
    ``due_on`` lies in, or the event.  ``turn`` counts them, for topics that take turns."""

    item: str
    period: str
    due_on: date
    offer_on: date
    turn: int = 0


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 Jan + 1 month is 28 (29) Feb."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def occurrences(item: Planned, start: Sequence[str], life: Life, today: date) -> tuple[Occurrence, ...]:
    """What is to be offered by ``today``, oldest first.  ``start`` are the names of dates that years are counted from,
    the first known one counts.  Nothing from before we knew the device, from longer ago than :data:`LOOK_BACK`,
    or from after its end."""
    found = _regular(item, start, life, today) if item.every is not None else _after_event(item, life)
    earliest = max(life.since, today - LOOK_BACK)
    return tuple(
        o
        for o in found
        if o.due_on >= earliest and o.offer_on <= today and (life.ended is None or o.due_on < life.ended)
    )


def ahead(item: Planned, start: Sequence[str], life: Life, today: date, days: int) -> tuple[Occurrence, ...]:
    """What will be due within so many days, today included, oldest first: nothing is written down by that."""
    found = _regular(item, start, life, today, days) if item.every is not None else _after_event(item, life)
    until = today + timedelta(days=days)
    fits = (o for o in found if today <= o.due_on <= until)
    return tuple(o for o in fits if life.ended is None or o.due_on < life.ended)


def begins(start: Sequence[str], dates: Mapping[str, date]) -> date | None:
    """The day that is counted from."""
    return next((dates[name] for name in start if name in dates), None)


def _regular(
    item: Planned, start: Sequence[str], life: Life, today: date, days: int = 0
) -> Iterator[Occurrence]:
    begin, every = begins(start, life.dates), item.every
    if begin is None or every is None or begin > today:
        return
    earliest = months_after(begin, item.from_month)
    latest = None if item.until_month is None else months_after(begin, item.until_month)
    for turn in every.turns(begin, today - 3 * LOOK_BACK, today + AHEAD + timedelta(days=days)):
        due = every.due(begin, turn)
        if due >= earliest and (latest is None or due <= latest):
            yield Occurrence(item.id, every.period(due), due, due - _days(item.lead), turn)


def _after_event(item: Planned, life: Life) -> Iterator[Occurrence]:
    day = life.dates.get(item.after or "")
    if day is not None and item.within is not None:
        due = day + _days(item.within)
        yield Occurrence(item.id, f"{item.after} {day.isoformat()}", due, max(day, due - _days(item.lead)))


def _days(span: Span) -> timedelta:
    return timedelta(days=span.seconds // 86400)


def next_look(items: Sequence[Planned], start: Sequence[str], life: Life, today: date) -> date:
    """When something is to be offered next, in a month at the latest."""
    coming = [today + LOOK_BACK]
    for item in items:
        if item.every is not None:
            coming += [o.offer_on for o in _regular(item, start, life, today) if o.offer_on > today]
    return min(coming)


def step(
    status: str, due_on: date, offer_on: date, asked_on: date | None, asked: int, today: date
) -> Step | None:
    """What is to be done today about planned work: offer it, remind once, or tell that it is overdue: the day after,
    or, once a visit is booked, when nobody has written down two days later what was found."""
    if status not in ("planned", "offered", "booked"):
        return None
    if today > due_on + (RESULT_WITHIN if status == "booked" else timedelta()):
        return "overdue"
    if status == "planned":
        return "offer" if today >= offer_on else None
    if status == "offered" and asked == 1 and asked_on is not None and today >= asked_on + REMIND_AFTER:
        return "remind"
    return None


def next_day(
    status: str, due_on: date, offer_on: date, asked_on: date | None, asked: int, today: date
) -> date:
    """The first day after today on which :func:`step` may want something."""
    overdue = due_on + timedelta(days=1) + (RESULT_WITHIN if status == "booked" else timedelta())
    days = [overdue, offer_on] if status == "planned" else [overdue]
    if status == "offered" and asked == 1 and asked_on is not None:
        days.append(asked_on + REMIND_AFTER)
    return min((d for d in days if d > today), default=today + timedelta(days=1))


def may_speak(now: datetime, zone: str) -> bool:
    """Whether it is a time of day at which one may begin a conversation."""
    return SPEAK_FROM <= now.astimezone(ZoneInfo(zone)).time() < SPEAK_UNTIL


def morning(day: date, zone: str) -> datetime:
    """The moment of a local day from which one may speak."""
    return datetime.combine(day, SPEAK_FROM, ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class Crew:
    """What the last operation records say of the people who work with a system."""

    operators: int
    skilled: int
    joined: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """Why training is called for."""

    code: Literal["skill", "turnover"]
    share: float
    clause: str


def training_needed(crew: Crew, policy: Operation) -> Need | None:
    """Too few who know how, or too many new faces."""
    if crew.operators <= 0:
        return None
    skilled = min(crew.skilled, crew.operators) / crew.operators
    if skilled < policy.skilled_below:
        return Need("skill", skilled, policy.clause)
    turnover = max(crew.joined, crew.left) / crew.operators
    if turnover > policy.turnover_above:
        return Need("turnover", turnover, policy.clause)
    return None
