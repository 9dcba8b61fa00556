"""Tickets and intake reports as lines for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from handlers.plans.describe import cited
from handlers.texts.shapes import money

if TYPE_CHECKING:
    from handlers.form_view import Sheet

Json = dict[str, Any]


def readable(text: str) -> str:
    """Without the halves of characters that a terminal or a file name of another encoding leaves."""
    return text.encode("utf-8", "replace").decode("utf-8")


def json_text(value: Any, indent: int | None = None) -> bytes:
    """JSON for other programs: UTF-8 in every surroundings.  For ``typer.echo``."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8")


def _at(moment: str, zone: ZoneInfo) -> str:
    """2026-11-27T00:00:00+00:00 as 2026-11-27 08:00, where the plan is."""
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"


def ticket_lines(ticket: Json, zone: ZoneInfo) -> Iterator[str]:
    """A ticket as a person reads it, with times in the ``zone`` of its plan."""
    yield from about_lines(ticket, zone)
    for clock in ticket["clocks"]:
        due = f", due {_at(clock['due'], zone)}" if clock["due"] else ""
        yield f"clock     {clock['name']}: {clock['state']}{due}"


def about_lines(ticket: Json, zone: ZoneInfo) -> Iterator[str]:
    """All of it but the clocks."""
    yield f"{ticket['number']}  {ticket['kind']}  {ticket['status']}  plan {ticket['plan']}  owner {ticket['owner']}"
    yield f"problem   {ticket['problem']}"
    if ticket["severity"]:
        yield f"severity  {ticket['severity']['level']} (confidence {ticket['severity']['confidence']})"
        for reason in ticket["severity"]["reasons"]:
            yield f"          “{reason['text']}” {reason['because']['zh']} · {reason['because']['en']}{cited(reason['clause'])}"
    if ticket["device"]:
        yield f"device    {ticket['device']['serial_number']} {ticket['device']['model'] or '(not in the registry)'}"
    if ticket["warranty"]:
        until = f", until {ticket['warranty']['until']}" if ticket["warranty"]["until"] else ""
        yield f"warranty  {ticket['warranty']['verdict']}{until}"
        for reason in ticket["warranty"]["reasons"]:
            yield f"          {reason['text']['zh']} · {reason['text']['en']}{cited(reason['clause'])}"
    if ticket["fee"]:
        fee = ticket["fee"]
        total = money(fee["low"], fee["high"], fee["currency"])
        yield "fee       free" if fee["free"] else f"fee       {total} ({fee['price_list']})"
    if ticket["consent"]:
        yield f"consent   {'given' if ticket['consent']['given'] else 'refused'} at {_at(ticket['consent']['at'], zone)}"
    contact = ticket["contact"]
    yield f"contact   {' · '.join(str(contact[k]) for k in ('name', 'phone', 'address') if contact[k]) or '-'}"
    if ticket["visit"]:
        visit = ticket["visit"]
        yield f"visit     {_at(visit['start'], zone)} to {_at(visit['end'], zone)}, {visit['technician']}"


def report_lines(report: Json) -> Iterator[str]:
    """One call, as a clerk reads it."""
    head = report["ticket"] or "no ticket"
    again = " (taken in before)" if report.get("repeated") else ""
    yield f"{report['file']}: {head}{again}  plan {report['plan']}  intent {report['intent']['name']} ({report['intent']['confidence']:.2f})"
    severity = report["severity"]
    if severity:
        yield f"  severity {severity['level']}"
        for e in severity["evidence"]:
            yield f"    line {e['line']}: “{e['text']}” ({e['reason']})"
    for field in report["fields"]:
        yield f"  {field['field']}: {field['value']}  (line {field['line']}, {field['speaker']})"
    for x in report["exclusions"]:
        yield f"  admitted: {x['name']} “{x['text']}”"
    for c in report["contradictions"]:
        said = "; ".join(f"{s['value']} (line {s['line']}, {s['speaker']})" for s in c["said"])
        yield f"  contradiction in {c['field']}: {said}"
    if report.get("known"):
        yield f"  the device has been reported already, merge in the console: {', '.join(report['known'])}"
    for p in report.get("promises", []):
        entered = "in the ledger" if p["promise"] else "not sure, not in the ledger"
        yield f"  promised by {p['due']}: “{p['text']}”  (line {p['line']}, {entered})"
    if report["missing"]:
        yield f"  missing, to be asked in the call back: {', '.join(report['missing'])}"


def form_lines(sheet: Sheet) -> Iterator[str]:
    """A form as lines: fields, tables row by row, what has happened to it."""
    yield f"{sheet.title} {sheet.number} ({sheet.company}, {sheet.clause})"
    for line in sheet.lines:
        yield f"  {line.label}: {line.text}".rstrip()
        yield from (f"    {' | '.join(cells)}" for cells in ((line.head, *line.cells) if line.head else ()))
        yield from (f"    {text}: {word}" for text, _, word in line.points)
        if line.total:
            yield f"    = {line.total}"
    yield from (f"  {told}" for told in sheet.told)
