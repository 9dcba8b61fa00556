"""A plan in plain lines, for people."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.rules.parts import Span
from handlers.rules.planned import Planned
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
    for form in plan.forms:
        due = f", after {form.after}" if form.after else ""
        who = [f"signed by the {form.signed_by}"] if form.signed_by != "none" else []
        who += [f"approved by: {form.approved_by}"] if form.approved_by else []
        who += ["issued by itself"] if form.at_once else []
        who += ["needed for closing"] if form.required_to_close else []
        yield f"form {form.id}: {form.name.zh} · {form.name.en} ({form.clause}){due}{''.join(f', {w}' for w in who)}"
    for work in plan.planned:
        yield f"planned {work.id}: {work.name.zh} · {work.name.en} ({work.clause}), {_when(work)}, {work.how}"
    yield f"queue {plan.routing.default}{cited(plan.routing.clause)}"
    for route in plan.routing.routes:
        conditions = [
            *route.regions,
            *(f"severity {s}" for s in route.severity),
            *route.kinds,
            *route.components,
        ]
        yield f"    {route.queue}: {', '.join(conditions)}{cited(route.clause)}"
    yield from _aftercare(plan)


def _aftercare(plan: Plan) -> Iterator[str]:
    """What the customer is asked and told after the work."""
    watched = plan.promises
    yield (
        f"promises to customers{cited(watched.clause)}: {watched.to} alarmed {_span(watched.warn)} before, the customer told"
        f" {_span(watched.announce)} before one fails"
    )
    if plan.confirmation is not None:
        yield f"asked whether it is fixed after {', '.join(plan.confirmation.after)}{cited(plan.confirmation.clause)}"
    if plan.reopening is not None:
        yield f"open again when it is back within {_span(plan.reopening.within)}{cited(plan.reopening.clause)}"
    for follow_up in plan.follow_ups:
        yield f"asked {_span(follow_up.after)} after it was resolved ({follow_up.clause}): {follow_up.ask.zh} · {follow_up.ask.en}"
    yield from _work(plan)
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


def _when(work: Planned) -> str:
    if work.every is not None:
        if work.every.days:
            return f"every {work.every.days} days"
        return f"every {work.every.months} months" if work.every.months > 1 else "every month"
    if work.after is not None:
        return f"within {_span(work.within)} of {work.after}"
    return "when the operation record calls for it"


def _work(plan: Plan) -> Iterator[str]:
    """How a fault is worked on."""
    first = "by telephone first" if plan.support.telephone_first else "on site"
    at_once = (
        f", severity {'/'.join(map(str, plan.support.at_once))} on site at once"
        if plan.support.at_once
        else ""
    )
    yield f"support {first}{at_once}{cited(plan.support.clause)}"
    for guide in plan.guidance:
        yield f"    {guide.name.zh} · {guide.name.en}: {len(guide.steps)} steps to try{cited(guide.clause)}"
    for service in plan.services:
        yield f"service: {service.name.zh} · {service.name.en}{cited(service.clause)}"
    if plan.diagnosis is not None:
        software = ", ".join(plan.diagnosis.software) or "nothing"
        yield f"software is {software}, all else is hardware and goes back as {plan.diagnosis.prefix}{cited(plan.diagnosis.clause)}"
    for procedure in plan.procedures:
        yield f"{procedure.name.zh} · {procedure.name.en} in steps{cited(procedure.clause)}"
        for step in procedure.steps:
            writing = ", in writing" if step.in_writing else ""
            yield f"    {step.name.zh} · {step.name.en}: {step.role or step.by}{writing}"
    for cause in plan.causes:
        more = [
            x
            for x in (
                "supplier told" if cause.tell_supplier else "",
                cause.form or "",
                f"approved by {cause.approve}" if cause.approve else "",
            )
            if x
        ]
        yield f"cause {cause.name.zh} · {cause.name.en}: {', '.join([cause.fee, *more])}{cited(cause.clause)}"


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
    if span.seconds > 2 * 86400 and span.seconds % 86400 == 0:
        return f"{span.seconds // 86400} days"
    hours, minutes = divmod(span.seconds // 60, 60)
    return " ".join(
        x for x in (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "") if x
    )
