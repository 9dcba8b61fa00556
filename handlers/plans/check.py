"""What is wrong with a plan file, and in which line: all of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from handlers.plans.load import BadPlan, Problem, merged, parse, read
from handlers.plans.places import places
from handlers.rules.contradictions import Found, contradictions, table, tables, words
from handlers.rules.policy import Plan
from handlers.rules.timing import HOUSE_KINDS
from handlers.rules.wrong import Mistake, Wrong, unknown, wrong
from nlu.understanding import SIGNALS

#: Whom an escalation may tell: the roles of the console, and those outside of it that service plans name.
ROLES = (
    "clerk",
    "engineer",
    "supervisor",
    "administrator",
    "finance",
    "manager",
    "management",
    "general_office",
)
#: What a ticket may be: a fault, one of the requests, or a complaint.
KINDS = (
    "report_fault",
    "install_request",
    "maintenance_request",
    "parts_request",
    "return_exchange",
    "book_visit",
    "complaint",
)
_QUEUE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")
#: Refusals of the schema library that have a sentence of their own in our catalogs.
PYDANTICS = frozenset(
    ("string_type", "int_type", "bool_type", "literal_error", "greater_than_equal", "less_than_equal",
     "string_pattern_mismatch", "date_from_datetime_parsing", "datetime_from_date_parsing", "string_too_short",
     "string_too_long")
)  # fmt: skip
_SOME_DAY = datetime(2026, 1, 5, tzinfo=UTC)


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of a plan file; empty when it is good."""
    try:
        text = read(path)
    except BadPlan as bad:
        return bad.problems
    return check_text(text, str(path))


def check_text(text: str, file: str) -> tuple[Problem, ...]:
    """Every problem of a plan that is not (yet) a file; ``file`` is what the problems call it."""
    plan: Plan | None = None
    problems: tuple[Problem, ...] = ()
    try:
        plan = parse(text, file)
    except BadPlan as bad:
        problems = bad.problems
    try:
        data = merged(text, file)
    except BadPlan:
        return problems  # not even TOML
    found = [*_sense(data), *(_promises(plan) if plan is not None else ())]
    lines = places(text)
    more = tuple(Problem(file, key, _line(lines, key), what) for key, what in found)
    return tuple(sorted((*problems, *more), key=lambda p: p.line))


def _sense(plan: Mapping[str, Any]) -> Iterator[Found]:
    """Words that only the rest of the house knows: signals, regions, roles, kinds of tickets, holidays."""
    yield from _signals(plan)
    yield from _routes(plan)
    for i, clock in tables(plan, "clocks"):
        yield from _kinds(f"clocks.{i}.kinds", clock)
        for j, step in tables(clock, "escalate"):
            role = step.get("to")
            if isinstance(role, str) and role not in ROLES:
                yield f"clocks.{i}.escalate.{j}.to", unknown("role", role, ROLES)
    for i, form in tables(plan, "forms"):
        yield from _kinds(f"forms.{i}.kinds", form)
        for key in ("approved_by", "filed_with"):
            role = form.get(key)
            if isinstance(role, str) and role not in ROLES:
                yield f"forms.{i}.{key}", unknown("role", role, ROLES)
    yield from _kinds("confirmation.kinds", table(plan, "confirmation"))
    for i, follow_up in tables(plan, "follow_ups"):
        yield from _kinds(f"follow_ups.{i}.kinds", follow_up)
    told = table(plan, "promises").get("to")
    if isinstance(told, str) and told not in ROLES:
        yield "promises.to", unknown("role", told, ROLES)
    for i, item in tables(plan, "planned"):
        for key in ("escalate", "tell"):
            role = item.get(key)
            if isinstance(role, str) and role not in ROLES:
                yield f"planned.{i}.{key}", unknown("role", role, ROLES)
    for i, procedure in tables(plan, "procedures"):
        yield from _kinds(f"procedures.{i}.kinds", procedure)
    for i, guide in tables(plan, "guidance"):
        for word in words(guide, "signals"):
            if isinstance(word, str) and word not in SIGNALS:
                yield f"guidance.{i}.signals", unknown("signal", word, SIGNALS)
    to = table(plan, "campaigns", "report").get("to")
    if isinstance(to, str) and to not in ROLES:
        yield "campaigns.report.to", unknown("role", to, ROLES)
    yield from _dealers(plan)
    for name, calendar in table(plan, "calendars").items():
        country = table(calendar).get("holidays")
        if isinstance(country, str) and not _has_holidays(country):
            yield f"calendars.{name}.holidays", wrong("holidays", country=repr(country))


def _has_holidays(country: str | None) -> bool:
    if country in (None, "CN"):
        return True
    from holidays import list_supported_countries

    return bool(country in list_supported_countries())


def _signals(plan: Mapping[str, Any]) -> Iterator[Found]:
    rules = list(tables(plan, "severity", "rules"))
    for i, rule in rules:
        signal = rule.get("signal")
        if not isinstance(signal, str):
            continue
        begin = signal.removesuffix("*")
        if not any(s == signal or (begin != signal and s.startswith(begin)) for s in SIGNALS):
            yield f"severity.rules.{i}.signal", unknown("signal", signal, SIGNALS)
    if rules and not any(r.get("signal") == "danger.*" and r.get("level") == 1 for _, r in rules):
        yield "severity.rules", wrong("danger")


def _routes(plan: Mapping[str, Any]) -> Iterator[Found]:
    from handlers.areas import areas

    regions = [area.id for area in areas()]
    routing = table(plan, "routing")
    queues = [("routing.default", routing.get("default"))]
    for i, route in tables(routing, "routes"):
        key = f"routing.routes.{i}"
        queues.append((f"{key}.queue", route.get("queue")))
        yield from _kinds(f"{key}.kinds", route)
        yield from _regions(f"{key}.regions", route, regions)
    for i, team in tables(table(plan, "own_team"), "teams"):
        yield from _regions(f"own_team.teams.{i}.regions", team, regions)
    role = table(plan, "duty_line").get("role")
    if isinstance(role, str) and role not in ROLES:
        yield "duty_line.role", unknown("role", role, ROLES)
    for key, queue in queues:
        if isinstance(queue, str) and not _QUEUE.match(queue):
            yield key, wrong("queue", word=repr(queue))


def _regions(key: str, value: Mapping[str, Any], known: Sequence[str]) -> Iterator[Found]:
    for word in words(value, "regions"):
        if isinstance(word, str) and word not in known:
            yield key, unknown("region", word, known)


def _dealers(plan: Mapping[str, Any]) -> Iterator[Found]:
    """Roles, kinds and the queue that the part about dealers names."""
    dealers = table(plan, "dealers")
    yield from _kinds("dealers.kinds", dealers)
    for i, route in tables(dealers, "routes"):
        yield from _kinds(f"dealers.routes.{i}.kinds", route)
    told = [
        ("dealers.urgent.to", table(dealers, "urgent").get("to")),
        ("dealers.report_to", dealers.get("report_to")),
    ]
    told += [
        (f"dealers.reimbursement.steps.{i}.by", step.get("by"))
        for i, step in tables(dealers, "reimbursement", "steps")
    ]
    for key, role in told:
        if isinstance(role, str) and role not in ROLES:
            yield key, unknown("role", role, ROLES)
    queue = dealers.get("queue")
    if isinstance(queue, str) and not _QUEUE.match(queue):
        yield "dealers.queue", wrong("queue", word=repr(queue))


def _kinds(key: str, value: Mapping[str, Any]) -> Iterator[Found]:
    for word in words(value, "kinds"):
        if isinstance(word, str) and word not in (*KINDS, *HOUSE_KINDS):
            yield key, unknown("ticket", word, (*KINDS, *HOUSE_KINDS))


def _promises(plan: Plan) -> Iterator[Found]:
    """Every clock promises something for every severity, and its calendar has the time for it."""
    from handlers.rules.calendar import NoWorkingTime
    from handlers.rules.clocks import working

    for i, clock in enumerate(plan.clocks):
        for level in (1, 2, 3):
            fits = [t for t in clock.targets if not t.severity or level in t.severity]
            if not any(not t.service_level for t in fits):
                nothing = wrong("promises-nothing", clock=repr(clock.name), level=level)
                yield f"clocks.{i}.targets", nothing
        calendar = plan.calendars[clock.calendar]
        if not _has_holidays(calendar.holidays):
            continue  # told above
        for j, target in enumerate(clock.targets):
            try:
                working(plan, clock.calendar).add(_SOME_DAY, target.within)
            except NoWorkingTime as error:
                too_little = wrong("too-little-time", calendar=repr(clock.calendar), english=error)
                yield f"clocks.{i}.targets.{j}.within", too_little


def toml_problem(why: str, file: str) -> Problem:
    found = re.search(r"line (\d+)", why)
    return Problem(file, "-", int(found[1]) if found else 0, wrong("toml", english=why))


def shape_problems(
    error: ValidationError, data: Mapping[str, Any], text: str, file: str
) -> tuple[Problem, ...]:
    """What the schema refuses, and with it every contradiction."""
    lines = places(text)
    shape = [p for p in model_problems(error, Plan, text, file) if p.key]
    names = [Problem(file, key, _line(lines, key), what) for key, what in contradictions(data)]
    return tuple(sorted((*shape, *names), key=lambda p: p.line))


def model_problems(error: ValidationError, model: type[BaseModel], text: str, file: str) -> list[Problem]:
    """What the schema refuses of any file of ours."""
    lines = places(text)
    return [
        _problem(dict(e), lines, file, model) for e in error.errors(include_url=False) if not _echo(dict(e))
    ]


def _echo(error: dict[str, Any]) -> bool:
    """A list that only seems too short because its wrong items were not counted."""
    return error["type"] == "too_short" and bool(len(error["input"]) >= error["ctx"]["min_length"])


def _problem(error: dict[str, Any], lines: dict[str, int], file: str, model: type[BaseModel]) -> Problem:
    where = tuple(str(p) for p in error["loc"] if p != "[key]")
    mistake = error.get("ctx", {}).get("error")
    key = ".".join((*where, *([mistake.at] if isinstance(mistake, Mistake) and mistake.at else [])))
    return Problem(file, key, _line(lines, key), _wrong(error, where, model))


def _wrong(error: dict[str, Any], where: tuple[str, ...], model: type[BaseModel]) -> Wrong:
    kind, given, more = error["type"], _short(error.get("input")), error.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown("", where[-1], _fields(where[:-1], model), "key")
    if kind == "missing":
        return wrong("missing")
    if kind == "too_short":
        return wrong("too-few", least=more["min_length"], number=len(error["input"]))
    if kind in ("tuple_type", "dict_type"):
        return wrong("no-list" if kind == "tuple_type" else "no-table", given=given)
    if kind in ("model_type", "model_attributes_type"):
        return wrong("no-table-such-as", example=_example(where, model), given=given)
    if kind == "value_error":
        mistake = more.get("error")
        english = str(error["msg"]).removeprefix("Value error, ")
        return mistake.wrong if isinstance(mistake, Mistake) else wrong("said", english=english)
    if not isinstance(error.get("input"), str | int | float):
        return wrong("said", english=error["msg"])
    known = {**more, "english": error["msg"], "given": given}
    return wrong(kind.replace("_", "-") if kind in PYDANTICS else "value", **known)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _example(where: tuple[str, ...], model: type[BaseModel]) -> str:
    fields = _fields(where, model)
    return f"{{ {', '.join(f'{name} = ...' for name in fields[:2])} }}" if fields else "{ ... }"


def _fields(where: tuple[str, ...], model: Any) -> list[str]:
    """The keys that are allowed at a place of the schema."""
    for part in where:
        field = (
            model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        )
        model = _inner(field.annotation) if field is not None else model
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = [_inner(a) for a in getattr(annotation, "__args__", ())]
    return next((a for a in inside if isinstance(a, type) and issubclass(a, BaseModel)), None)


def _line(lines: dict[str, int], key: str) -> int:
    """The line of the key, or of the nearest thing around it; 0 for what is nowhere in the file."""
    parts = key.split(".")
    while parts:
        if ".".join(parts) in lines:
            return lines[".".join(parts)]
        parts.pop()
    return 0
