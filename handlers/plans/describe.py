"""A plan in plain lines, for people."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.rules.parts import Span
from handlers.rules.policy import Plan
from handlers.rules.timing import WEEKDAYS, Calendar, Clock, Target
from handlers.texts.shapes import money


def describe(plan: Plan) -> str:
    """What a plan promises, each line with its clause."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.id}  {plan.name.zh} · {plan.name.en}"
    yield f"    {plan.about.zh}"
    yield f"    {plan.about.en}"
    yield f"    hotline {plan.hotline}, zone {plan.zone}, carries out {plan.source}"
    yield "severity"
    for level in plan.severity.levels:
        rules = ", ".join(r.signal for r in plan.severity.rules if r.level == level.level)
        yield f"    {level.level} {level.name.zh} · {level.name.en}{cited(level.clause or plan.severity.clause)}: {rules}"
    yield "clocks"
    for clock in plan.clocks:
        yield f"    {clock.name}: {clock.label.zh} · {clock.label.en} ({clock.clause}), {_targets(clock)}, calendar {clock.calendar}"
        for step in clock.escalate:
            when = f"{_span(step.after)} after" if step.after is not None else f"{_span(step.before)} before"
            yield f"        {when} it is due: {step.to}"
    yield f"warranty, from {' or '.join(plan.warranty.start)} ({plan.warranty.clause})"
    for term in plan.warranty.terms:
        yield f"    {term.months} months: {', '.join(term.components) or 'everything else'} ({term.clause})"
    for exclusion in plan.warranty.exclusions:
        yield f"    not: {exclusion.because.zh} · {exclusion.because.en}{cited(exclusion.clause)}"
    for prices in plan.fees.lists:
        yield f"price list {prices.version}, from {prices.valid_from} ({prices.clause})"
        for item in prices.items:
            yield f"    {item.name.zh} · {item.name.en}: {money(item.low, item.high, plan.fees.currency)} ({item.basis})"
    yield f"queue {plan.routing.default}{cited(plan.routing.clause)}"
    for route in plan.routing.routes:
        conditions = [
            *route.regions,
            *(f"severity {s}" for s in route.severity),
            *route.kinds,
            *route.components,
        ]
        yield f"    {route.queue}: {', '.join(conditions)}{cited(route.clause)}"
    yield from _gatherings(plan)


def calendar_words(calendar: Calendar) -> str:
    """Working time in a line: "24x7", or "mon-fri 08:30-12:00 13:30-17:30, holidays of CN off"."""
    if calendar.always:
        return "24x7"
    days: list[tuple[list[str], str]] = []
    for day in WEEKDAYS:
        shifts = " ".join(f"{s.start:%H:%M}-{s.end:%H:%M}" for s in calendar.shifts.get(day, ()))
        if days and days[-1][1] == shifts:
            days[-1][0].append(day)
        else:
            days.append(([day], shifts))
    words = [
        f"{names[0]}-{names[-1]} {shifts}" if len(names) > 1 else f"{names[0]} {shifts}"
        for names, shifts in days
        if shifts
    ]
    return ", ".join([*words, *([f"holidays of {calendar.holidays} off"] if calendar.holidays else [])])


def _gatherings(plan: Plan) -> Iterator[str]:
    """Campaigns, incidents, notices."""
    if plan.campaigns is not None:
        form, report = plan.campaigns.form, plan.campaigns.report
        yield f"campaigns: {form.zh} · {form.en}{cited(plan.campaigns.clause)}"
        for kind in plan.campaigns.kinds:
            yield f"    {kind.label.zh} · {kind.label.en}{cited(kind.clause)}: {kind.opens or 'registered'}"
        yield f"    report to {report.to} within clock {report.clock}{cited(report.clause)}"
    if plan.incidents is not None:
        rule = plan.incidents
        yield f"incident: {rule.reports} reports within {_span(rule.within)} of one {rule.by}{cited(rule.clause)}"
    if plan.notices is not None:
        yield f"notices to all customers: {', '.join(plan.notices.ways)}, clock {plan.notices.clock}{cited(plan.notices.clause)}"


def cited(clause: str) -> str:
    """A clause behind what it promises; nothing where there is none."""
    return f" ({clause})" if clause else ""


def _targets(clock: Clock) -> str:
    return "; ".join(_target(t) for t in clock.targets)


def _target(target: Target) -> str:
    conditions = [f"severity {'/'.join(map(str, target.severity))}"] if target.severity else []
    conditions += [f"level {'/'.join(target.service_level)}"] if target.service_level else []
    return _span(target.within) + (f" ({', '.join(conditions)})" if conditions else "")


def _span(span: Span | None) -> str:
    if span is None:
        return ""
    if span.workdays:
        return f"{span.workdays} working days"
    hours, minutes = divmod(span.seconds // 60, 60)
    return " ".join(
        x for x in (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "") if x
    )
