"""The summary of a campaign for the general office: by place, by kind, and what became of every request."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import campaigns
from handlers.campaigns import Known, local, number
from handlers.house import House
from handlers.texts.catalog import say
from storage import campaigns as stored
from storage.engine import Tx

COLUMNS = ("number", "at", "place", "kind", "text", "name", "phone", "address", "source", "ticket", "state")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register, and what has become of it: ``state`` is that of its ticket."""

    number: str
    at: datetime
    place: dict[str, str] | None
    kind: str
    text: str
    name: str | None
    phone: str | None
    address: str | None
    source: str
    ticket: str | None
    state: str | None
    conversation: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts by place (None: no place) and kind, and of the states of tickets; and all lines."""

    known: Known
    lines: tuple[Line, ...]
    by_place: dict[str | None, Counter[str]]
    by_state: Counter[str]

    @property
    def kinds(self) -> list[str]:
        return [k.name for k in self.known.rules.kinds]

    def total(self, kind: str) -> int:
        return sum(counts[kind] for counts in self.by_place.values())


def summary(house: House, code: str) -> Summary | None:
    """None when there is no such campaign."""

    def read(tx: Tx) -> Summary | None:
        known = campaigns.known(tx, house, code)
        return _summed(known, stored.register_of(tx, known.row.id)) if known is not None else None

    return house.store.read(read)


def _summed(known: Known, rows: Any) -> Summary:
    lines = tuple(_line(known, row) for row in rows)
    by_place: dict[str | None, Counter[str]] = {p.code: Counter() for p in known.points}
    codes = {p.id: p.code for p in known.points}
    for row in rows:
        by_place.setdefault(codes.get(row.point_id), Counter())[row.kind] += 1
    return Summary(known, lines, by_place, Counter(line.state for line in lines if line.state))


def _line(known: Known, row: Row[Any]) -> Line:
    return Line(
        number(known.row.code, row.id), local(known.plan, row.created_at), row.point_name, row.kind, row.text, row.name,
        row.phone, row.address, row.source, row.ticket_number, row.ticket_status, row.conversation_id,
    )  # fmt: skip


def markdown(found: Summary, lang: str) -> str:
    """The report as people read it: dates, counts, and every line without telephone numbers and addresses."""
    return "\n".join(_markdown(found, lang)) + "\n"


def _markdown(found: Summary, lang: str) -> Iterator[str]:
    known, rules = found.known, found.known.rules
    clause = rules.report.clause
    yield f"# {rules.form.of(lang)}: {known.name(lang)} ({known.row.code})"
    yield ""
    to = say(f"role-{rules.report.to}", lang)
    yield say("campaign-report-head", lang, first=known.row.first_day.isoformat(), last=known.row.last_day.isoformat(),
              to=to, clause=clause, count=str(len(found.lines)))  # fmt: skip
    yield ""
    labels: dict[str, str] = {k.name: k.label.of(lang) for k in rules.kinds}
    yield "| " + " | ".join([say("campaign-place", lang), *labels.values()]) + " |"
    yield "|---" * (len(labels) + 1) + "|"
    for code, counts in found.by_place.items():
        point = known.point(code)
        name = point.name[lang] if point is not None else say("campaign-no-place", lang)
        yield "| " + " | ".join([_cell(name), *(str(counts[k]) for k in labels)]) + " |"
    total = [str(found.total(k)) for k in labels]
    yield "| " + " | ".join([say("campaign-total", lang), *total]) + " |"
    yield ""
    yield f"## {say('campaign-became', lang)}"
    yield ""
    for state, count in sorted(found.by_state.items()):
        yield f"- {state_name(state, lang)}: {count}"
    yield from () if found.by_state else (say("campaign-no-tickets", lang),)
    yield ""
    yield f"## {say('campaign-register', lang)}"
    yield ""
    for line in found.lines:
        became = f" → {line.ticket}, {state_name(line.state, lang)}" if line.ticket and line.state else ""
        kind = labels.get(line.kind, line.kind)
        yield f"- {line.number} ({line.at:%Y-%m-%d %H:%M}, {kind}): {_cell(line.text)}{became}"


def state_name(state: str, lang: str) -> str:
    return say("console-intake" if state == "intake" else f"status-{state}", lang)


def _cell(text: str) -> str:
    """One line, in which nothing is Markdown."""
    plain = " ".join(text.split())
    for sign in "\\|*_`[]<>#":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def table(found: Summary) -> str:
    """Every line of the register as CSV, with names, numbers and addresses: for the office, not for the wall."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in found.lines:
        place = line.place["zh"] if line.place else ""
        cells = (line.number, line.at.isoformat(timespec="minutes"), place, line.kind, line.text, line.name, line.phone,
                 line.address, line.source, line.ticket, line.state)  # fmt: skip
        writer.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def safe(cell: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and cell.startswith(_FORMULA) else cell or ""
