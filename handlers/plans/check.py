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
from handlers.rules.contradictions import contradictions, meant, table, tables, words
from handlers.rules.policy import Plan
from handlers.rules.timing import HOUSE_KINDS
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
    more = tuple(Problem(file, key, _line(lines, key), message) for key, message in found)
    return tuple(sorted((*problems, *more), key=lambda p: p.line))


def _sense(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Words that only the rest of the house knows: signals, regions, roles, kinds of tickets, holidays."""
    yield from _signals(plan)
    yield from _routes(plan)
    for i, clock in tables(plan, "clocks"):
        yield from _kinds(f"clocks.{i}.kinds", clock)
        for j, step in tables(clock, "escalate"):
            role = step.get("to")
            if isinstance(role, str) and role not in ROLES:
                yield f"clocks.{i}.escalate.{j}.to", f"unknown role {role!r}{meant(role, ROLES)}"
    for i, form in tables(plan, "forms"):
        yield from _kinds(f"forms.{i}.kinds", form)
        for key in ("approved_by", "filed_with"):
            role = form.get(key)
            if isinstance(role, str) and role not in ROLES:
                yield f"forms.{i}.{key}", f"unknown role {role!r}{meant(role, ROLES)}"
    yield from _kinds("confirmation.kinds", table(plan, "confirmation"))
    for i, follow_up in tables(plan, "follow_ups"):
        yield from _kinds(f"follow_ups.{i}.kinds", follow_up)
    told = table(plan, "promises").get("to")
    if isinstance(told, str) and told not in ROLES:
        yield "promises.to", f"unknown role {told!r}{meant(told, ROLES)}"
    for i, item in tables(plan, "planned"):
        for key in ("escalate", "tell"):
            role = item.get(key)
            if isinstance(role, str) and role not in ROLES:
                yield f"planned.{i}.{key}", f"unknown role {role!r}{meant(role, ROLES)}"
    for i, procedure in tables(plan, "procedures"):
        yield from _kinds(f"procedures.{i}.kinds", procedure)
    for i, guide in tables(plan, "guidance"):
        for word in words(guide, "signals"):
            if isinstance(word, str) and word not in SIGNALS:
                yield f"guidance.{i}.signals", f"unknown signal {word!r}{meant(word, SIGNALS)}"
    to = table(plan, "campaigns", "report").get("to")
    if isinstance(to, str) and to not in ROLES:
        yield "campaigns.report.to", f"unknown role {to!r}{meant(to, ROLES)}"
    yield from _dealers(plan)
    for name, calendar in table(plan, "calendars").items():
        country = table(calendar).get("holidays")
        if isinstance(country, str) and not _has_holidays(country):
            yield f"calendars.{name}.holidays", f"the public holidays of {country!r} are not known"


def _has_holidays(country: str | None) -> bool:
    if country in (None, "CN"):
        return True
    from holidays import list_supported_countries

    return bool(country in list_supported_countries())


def _signals(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rules = list(tables(plan, "severity", "rules"))
    for i, rule in rules:
        signal = rule.get("signal")
        if not isinstance(signal, str):
            continue
        begin = signal.removesuffix("*")
        if not any(s == signal or (begin != signal and s.startswith(begin)) for s in SIGNALS):
            yield f"severity.rules.{i}.signal", f"unknown signal {signal!r}{meant(signal, SIGNALS)}"
    if rules and not any(r.get("signal") == "danger.*" and r.get("level") == 1 for _, r in rules):
        yield "severity.rules", "danger.* must be level 1"


def _routes(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
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
        yield "duty_line.role", f"unknown role {role!r}{meant(role, ROLES)}"
    for key, queue in queues:
        if isinstance(queue, str) and not _QUEUE.match(queue):
            yield (
                key,
                f"{queue!r} is no name of a queue; write small letters, digits, - and _, such as 'it-duty'",
            )


def _regions(key: str, value: Mapping[str, Any], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words(value, "regions"):
        if isinstance(word, str) and word not in known:
            yield key, f"unknown region {word!r}{meant(word, known)}"


def _dealers(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
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
            yield key, f"unknown role {role!r}{meant(role, ROLES)}"
    queue = dealers.get("queue")
    if isinstance(queue, str) and not _QUEUE.match(queue):
        yield "dealers.queue", f"{queue!r} is no name of a queue"


def _kinds(key: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for word in words(value, "kinds"):
        if isinstance(word, str) and word not in (*KINDS, *HOUSE_KINDS):
            yield key, f"unknown kind of ticket {word!r}{meant(word, (*KINDS, *HOUSE_KINDS))}"


def _promises(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every clock promises something for every severity, and its calendar has the time for it."""
    from handlers.rules.calendar import NoWorkingTime
    from handlers.rules.clocks import working

    for i, clock in enumerate(plan.clocks):
        for level in (1, 2, 3):
            fits = [t for t in clock.targets if not t.severity or level in t.severity]
            if not any(not t.service_level for t in fits):
                yield f"clocks.{i}.targets", f"clock {clock.name!r} promises nothing for severity {level}"
        calendar = plan.calendars[clock.calendar]
        if not _has_holidays(calendar.holidays):
            continue  # told above
        for j, target in enumerate(clock.targets):
            try:
                working(plan, clock.calendar).add(_SOME_DAY, target.within)
            except NoWorkingTime as error:
                yield f"clocks.{i}.targets.{j}.within", f"calendar {clock.calendar!r}: {error}"


def toml_problem(why: str, file: str) -> Problem:
    found = re.search(r"line (\d+)", why)
    return Problem(file, "-", int(found[1]) if found else 0, f"is not valid TOML: {why}")


def shape_problems(
    error: ValidationError, data: Mapping[str, Any], text: str, file: str
) -> tuple[Problem, ...]:
    """What the schema refuses, and with it every contradiction."""
    lines = places(text)
    shape = [
        _problem(dict(e), lines, file)
        for e in error.errors(include_url=False)
        if e["loc"] and not _echo(dict(e))
    ]
    names = [Problem(file, key, _line(lines, key), message) for key, message in contradictions(data)]
    return tuple(sorted((*shape, *names), key=lambda p: p.line))


def _echo(error: dict[str, Any]) -> bool:
    """A list that only seems too short because its wrong items were not counted."""
    return error["type"] == "too_short" and bool(len(error["input"]) >= error["ctx"]["min_length"])


def _problem(error: dict[str, Any], lines: dict[str, int], file: str) -> Problem:
    where = tuple(str(p) for p in error["loc"] if p != "[key]")
    key = ".".join(where)
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key{meant(where[-1], _fields(where[:-1]))}"
    elif error["type"] == "missing":
        message = "is missing"
    elif error["type"] == "too_short":
        message = f"needs at least {error['ctx']['min_length']}, here there are {len(error['input'])}"
    elif error["type"] in ("tuple_type", "dict_type"):
        what = "list, such as [...]" if error["type"] == "tuple_type" else "table"
        message = f"must be a {what} (here it is {_short(error['input'])})"
    elif error["type"] in ("model_type", "model_attributes_type"):
        message = f"must be a table, such as {_example(where)} (here it is {_short(error['input'])})"
    elif error["type"] != "value_error" and isinstance(error.get("input"), str | int | float):
        message = f"{message} (here it is {_short(error['input'])})"
    return Problem(file, key, _line(lines, key), message)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _example(where: tuple[str, ...]) -> str:
    fields = _fields(where)
    return f"{{ {', '.join(f'{name} = ...' for name in fields[:2])} }}" if fields else "{ ... }"


def _fields(where: tuple[str, ...]) -> list[str]:
    """The keys that are allowed at a place of the schema."""
    model: Any = Plan
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
