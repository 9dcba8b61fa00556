"""What a plan says of itself that cannot be: names that are not there, things there twice.

It reads the plan as it was written (a mapping, not yet a :class:`~handlers.rules.policy.Plan`), so that all mistakes
are found at once, also in a file whose other parts have the wrong shape.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from handlers.rules.form_parts import LIMITS, SOURCES
from handlers.rules.timing import LOG_EVENTS
from handlers.rules.wrong import Wrong, unknown, wrong

Found = tuple[str, Wrong]  # dotted key, what is wrong
LEVELS = (1, 2, 3)


def contradictions(plan: Mapping[str, Any]) -> Iterator[Found]:
    """Every contradiction: the key it is at and what is wrong."""
    yield from _levels(plan)
    yield from _zones(plan)
    yield from _clocks(plan)
    yield from _service_levels(plan)
    yield from _components(plan)
    yield from _prices(plan)
    yield from _forms(plan)
    yield from _follow_ups(plan)
    yield from _planned(plan)
    yield from _work(plan)
    yield from _house_work(plan)
    yield from _dealers(plan)
    yield from _names(plan)


def table(value: object, *path: str) -> Mapping[str, Any]:
    """The table at ``path``; empty when there is none (the shape tells of that)."""
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def tables(value: object, *path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of the list at ``path``, each with its number."""
    *way, last = path
    for i, item in enumerate(words(table(value, *way), last)):
        if isinstance(item, Mapping):
            yield i, item


def words(value: Mapping[str, Any], key: str) -> list[Any]:
    """The list under ``key``; empty when there is none."""
    found = value.get(key)
    return list(found) if isinstance(found, list | tuple) else []


def _unknown(key: str, kind: str, word: object, known: Collection[str]) -> Iterator[Found]:
    if isinstance(word, str) and word not in known:
        yield key, unknown(kind, word, known)


def _twice(plan: Mapping[str, Any], key: str, name: str, *path: str) -> Iterator[Found]:
    seen: set[str] = set()
    for i, item in tables(plan, *path):
        word = item.get(name)
        if isinstance(word, str) and word in seen:
            yield f"{key}.{i}.{name}", wrong("twice", word=repr(word))
        seen.add(str(word))


def _levels(plan: Mapping[str, Any]) -> Iterator[Found]:
    seen: set[int] = set()
    for i, item in tables(plan, "severity", "levels"):
        level = item.get("level")
        if isinstance(level, int) and level in seen:
            yield f"severity.levels.{i}.level", wrong("level-twice", level=level)
        elif isinstance(level, int):
            seen.add(level)


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, a folder of zones, a path
        return False
    return True


def _zones(plan: Mapping[str, Any]) -> Iterator[Found]:
    named = [("zone", plan.get("zone"))]
    named += [(f"calendars.{n}.zone", table(c).get("zone")) for n, c in table(plan, "calendars").items()]
    for key, zone in named:
        if isinstance(zone, str) and not _is_zone(zone):
            found = unknown("zone", zone, available_timezones())
            yield key, found if found.near else wrong("zone", word=repr(zone))


def _clocks(plan: Mapping[str, Any]) -> Iterator[Found]:
    calendars = list(table(plan, "calendars"))
    names = [str(clock.get("name")) for _, clock in tables(plan, "clocks")]
    yield from _twice(plan, "clocks", "name", "clocks")
    for i, clock in tables(plan, "clocks"):
        yield from _unknown(f"clocks.{i}.calendar", "calendar", clock.get("calendar", "always"), calendars)
    visits = table(plan, "visits")
    yield from _unknown("visits.calendar", "calendar", visits.get("calendar", "visits"), calendars)
    yield from _unknown("visits.promise", "clock", visits.get("promise"), names)
    supply = table(plan, "parts", "supply")
    yield from _unknown("parts.supply.promise", "clock", supply.get("promise"), names)
    yield from _unknown("handoff.clock", "clock", table(plan, "handoff").get("clock"), names)


def _service_levels(plan: Mapping[str, Any]) -> Iterator[Found]:
    known = [str(level) for level in words(plan, "service_levels")]
    yield from _unknown("default_service_level", "service-level", plan.get("default_service_level"), known)
    for i, clock in tables(plan, "clocks"):
        for j, target in tables(clock, "targets"):
            for word in words(target, "service_level"):
                yield from _unknown(f"clocks.{i}.targets.{j}.service_level", "service-level", word, known)


def _components(plan: Mapping[str, Any]) -> Iterator[Found]:
    known = [str(c.get("id")) for _, c in tables(plan, "components")]
    yield from _twice(plan, "components", "id", "components")
    for i, term in tables(plan, "warranty", "terms"):
        for word in words(term, "components"):
            yield from _unknown(f"warranty.terms.{i}.components", "component", word, known)
    for i, free in tables(plan, "warranty", "replaced_free"):
        key = f"warranty.replaced_free.{i}.component"
        yield from _unknown(key, "component", free.get("component"), known)
    terms = list(tables(plan, "warranty", "terms"))
    if terms and all(words(term, "components") for _, term in terms):
        yield "warranty.terms", wrong("no-term-for-the-rest")
    for i, prices in tables(plan, "fees", "lists"):
        for j, item in tables(prices, "items"):
            for word in words(item, "components"):
                yield from _unknown(f"fees.lists.{i}.items.{j}.components", "component", word, known)
    for i, route in tables(plan, "routing", "routes"):
        for word in words(route, "components"):
            yield from _unknown(f"routing.routes.{i}.components", "component", word, known)


def _prices(plan: Mapping[str, Any]) -> Iterator[Found]:
    yield from _twice(plan, "fees.lists", "version", "fees", "lists")
    for i, prices in tables(plan, "fees", "lists"):
        yield from _twice(prices, f"fees.lists.{i}.items", "id", "items")


def _forms(plan: Mapping[str, Any]) -> Iterator[Found]:
    for name in ("id", "prefix"):
        yield from _twice(plan, "forms", name, "forms")
    for i, form in tables(plan, "forms"):
        for name in ("after", "logs"):
            yield from _unknown(f"forms.{i}.{name}", "event", form.get(name), LOG_EVENTS)
        if form.get("at_once") and not form.get("after"):
            yield f"forms.{i}.at_once", wrong("at-once")
        yield from _twice(form, f"forms.{i}.fields", "id", "fields")
        for j, field in tables(form, "fields"):
            key = f"forms.{i}.fields.{j}"
            yield from _unknown(f"{key}.filled_from", "source", field.get("filled_from"), SOURCES)
            yield from _unknown(f"{key}.at_most", "limit", field.get("at_most"), LIMITS)
            for name in ("choices", "columns"):
                yield from _twice(field, f"{key}.{name}", "id", name)


def _follow_ups(plan: Mapping[str, Any]) -> Iterator[Found]:
    calendars = list(table(plan, "calendars"))
    yield from _twice(plan, "follow_ups", "name", "follow_ups")
    for i, item in tables(plan, "follow_ups"):
        yield from _unknown(f"follow_ups.{i}.calendar", "calendar", item.get("calendar", "visits"), calendars)


def _planned(plan: Mapping[str, Any]) -> Iterator[Found]:
    ids = [str(item.get("id")) for _, item in tables(plan, "planned")]
    clocks = [str(clock.get("name")) for _, clock in tables(plan, "clocks")]
    forms = [str(form.get("id")) for _, form in tables(plan, "forms")]
    yield from _twice(plan, "planned", "id", "planned")
    reports = [item.get("report") for _, item in tables(plan, "planned")]
    for i, clock in tables(plan, "clocks"):
        if clock.get("name") in reports and "inspection.reported" not in words(clock, "stop"):
            yield f"clocks.{i}.stop", wrong("planned-report")
    for i, item in tables(plan, "planned"):
        yield from _unknown(f"planned.{i}.report", "clock", item.get("report"), clocks)
        yield from _unknown(f"planned.{i}.form", "form", item.get("form"), forms)
        yield from _twice(item, f"planned.{i}.fields", "id", "fields")
        yield from _twice(item, f"planned.{i}.questions", "id", "questions")
    yield from _unknown("operation.training", "planned-work", table(plan, "operation").get("training"), ids)


def _work(plan: Mapping[str, Any]) -> Iterator[Found]:
    """Guidance, procedures, causes: ids are unique, and components and events are those of the plan."""
    components = [str(c.get("id")) for _, c in tables(plan, "components")]
    for part in ("guidance", "services", "procedures", "causes"):
        yield from _twice(plan, part, "id", part)
    for i, guide in tables(plan, "guidance"):
        for word in words(guide, "components"):
            yield from _unknown(f"guidance.{i}.components", "component", word, components)
    forms = [str(form.get("id")) for _, form in tables(plan, "forms")]
    for i, cause in tables(plan, "causes"):
        yield from _unknown(f"causes.{i}.form", "form", cause.get("form"), forms)
    for word in words(table(plan, "diagnosis"), "software"):
        yield from _unknown("diagnosis.software", "component", word, components)
    for i, procedure in tables(plan, "procedures"):
        yield from _twice(procedure, f"procedures.{i}.steps", "id", "steps")
        for j, step in tables(procedure, "steps"):
            for word in words(step, "events"):
                yield from _unknown(f"procedures.{i}.steps.{j}.events", "event", word, LOG_EVENTS)


def _house_work(plan: Mapping[str, Any]) -> Iterator[Found]:
    """The clocks of campaigns and notices, and kinds of entries that are there twice."""
    names = [str(clock.get("name")) for _, clock in tables(plan, "clocks")]
    report = table(plan, "campaigns", "report")
    yield from _unknown("campaigns.report.clock", "clock", report.get("clock"), names)
    yield from _unknown("notices.clock", "clock", table(plan, "notices").get("clock"), names)
    yield from _twice(plan, "campaigns.kinds", "name", "campaigns", "kinds")


def _reimbursement(plan: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterator[Found]:
    """The record that is needed and the notices that are sent are forms of the plan."""
    forms = [str(form.get("id")) for _, form in tables(plan, "forms")]
    if "signed_record" in words(rules, "needs"):
        record = rules.get("record_form", "repair_record")
        yield from _unknown("dealers.reimbursement.record_form", "form", record, forms)
    for i, step in tables(rules, "steps"):
        for name in ("issues", "confirms"):
            key = f"dealers.reimbursement.steps.{i}.{name}"
            yield from _unknown(key, "form", step.get(name), forms)


def _dealers(plan: Mapping[str, Any]) -> Iterator[Found]:
    dealers = table(plan, "dealers")
    clocks = [str(clock.get("name")) for _, clock in tables(plan, "clocks")]
    known = [str(c.get("id")) for _, c in tables(plan, "components")]
    for key in ("hop", "check"):
        yield from _unknown(f"dealers.{key}", "clock", dealers.get(key), clocks)
    for where in ("routes", "hand_backs"):
        for i, item in tables(dealers, where):
            for word in words(item, "components"):
                yield from _unknown(f"dealers.{where}.{i}.components", "component", word, known)
    yield from _reimbursement(plan, table(dealers, "reimbursement"))
    yield from _twice(dealers, "dealers.hand_backs", "name", "hand_backs")
    yield from _twice(dealers, "dealers.reimbursement.steps", "name", "reimbursement", "steps")
    yield from _twice(dealers, "dealers.stock.seasons", "name", "stock", "seasons")
    rules = [rule.get("when") for _, rule in tables(dealers, "returns", "rules")]
    if rules and rules[-1] != "any":
        yield "dealers.returns.rules", wrong("last-rule")
    if dealers.get("cards") and not table(plan, "warranty").get("register_within"):
        yield "dealers.cards", wrong("no-register-within")


def _names(plan: Mapping[str, Any]) -> Iterator[Found]:
    queues = {table(plan, "routing").get("default")} | {
        r.get("queue") for _, r in tables(plan, "routing", "routes")
    }
    queues |= {table(plan, "dealers").get("queue")}
    skills = {
        skill
        for _, part in [
            (0, table(plan, "visits")),
            *tables(plan, "routing", "routes"),
            *tables(plan, "planned"),
        ]
        for skill in words(part, "skills")
    }
    known = {str(name) for name in (*queues, *skills, *table(plan, "calendars")) if name}
    for name in table(plan, "names"):
        yield from _unknown(f"names.{name}", "name", name, sorted(known))
