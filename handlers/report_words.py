"""How reports say things: names of groups, lengths of time, and why a ticket was counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import naming
from handlers.areas import areas
from handlers.here import here
from handlers.house import House
from handlers.rules.policy import Plan
from handlers.texts.catalog import names, say
from handlers.texts.shapes import money


def label(house: House, lang: str, name: str, key: str) -> str:
    """A plan, severity, region or queue as it is called; ``-`` is none of them."""
    if key == "-":
        return say("report-none", lang)
    if name == "plan":
        plan = house.plan(key)
        return plan.name.of(lang) if plan is not None else key
    if name == "severity":
        return _known(f"console-severity-{key}", key, lang)
    if name == "region":
        return next((area.name.of(lang) for area in areas() if area.id == key), key)
    return naming.name(naming.called(house.plans.values()), key, lang)


def named(house: House, lang: str, figure: str, plan_id: str, name: str, outcome: str) -> str:
    """A clock of a plan, a correction from something to something, a currency."""
    if figure == "clocks":
        plan = house.plan(plan_id)
        return f"{clock(plan, name, lang)} · {label(house, lang, 'plan', plan_id)}"
    if figure == "corrections":
        return correction(lang, outcome, name)
    return name


def clock(plan: Plan | None, name: str, lang: str) -> str:
    found = plan.clock(name) if plan is not None else None
    return found.label.of(lang) if found is not None else name


def correction(lang: str, kind: str, name: str) -> str:
    """``severity`` and ``3>1``: minor → critical."""
    prefix = {"severity": "console-severity-", "intent": "intent-", "warranty": "console-verdict-"}[kind]
    before, _, after = name.partition(">")
    said = [
        _known(prefix + part.replace("_", "-" if kind == "warranty" else "_"), part, lang)
        for part in (before, after)
        if part
    ]
    return f"{say(f'report-correction-{kind}', lang)}: {' → '.join(said)}"


def outcome(lang: str, result: str, name: str) -> str:
    return say(f"report-{result}-{name}".replace("_", "-"), lang)


def kind(lang: str, name: str) -> str:
    return _known(f"kind-{name}", name, lang)


def status(lang: str, name: str) -> str:
    return say("console-intake", lang) if name == "intake" else _known(f"status-{name}", name, lang)


def _known(text_id: str, otherwise: str, lang: str) -> str:
    return say(text_id, lang) if text_id in names(lang) else otherwise


def heads(lang: str, *columns: str) -> list[str | int | float | None]:
    return [say(f"report-column-{name}", lang) for name in columns]


def lasting(seconds: int, lang: str) -> str:
    """A length of time in its two biggest units: 3 d 4 h, 2 h 5 min, 40 s."""
    left = abs(int(seconds))
    if left < 60:
        return say("report-seconds", lang, n=left)
    minutes = left // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [("days-long", days), ("hours", hours), ("minutes", rest if not days else 0)]
    return " ".join(say(f"report-{unit}", lang, n=n) for unit, n in parts if n)


def why(house: House, lang: str, figure: str, row: Row[Any]) -> str:
    """Why a ticket was counted, in a sentence."""
    args: dict[str, str | int] = {"at": _when(row, 0), "value": lasting(row.value or 0, lang)}
    name = f"why-{figure}-{row.outcome}".replace("_", "-")
    if figure == "clock":
        args["clock"] = clock(house.plan(row.plan), row.name, lang)
        args["due"] = _when(row, -(row.value or 0) if row.outcome == "met" else 0)
        if row.outcome == "missed" and row.value is None:
            name = "why-clock-unmet"
    elif figure == "visit":
        args["came"] = _when(row, row.value or 0 if row.outcome == "late" else 0)
    elif figure == "fee":
        args["price"] = money(row.value or 0, row.value or 0, row.name)
    elif figure == "satisfaction":
        name, args["score"] = "why-satisfaction", row.value or 0
    elif figure == "correction":
        name, args["what"] = "why-correction", correction(lang, row.outcome, row.name)
    return say(name, lang, **args)


def _when(row: Row[Any], seconds: int) -> str:
    return local(row.at + timedelta(seconds=seconds))


def local(at: datetime) -> str:
    return at.astimezone(here()).strftime("%Y-%m-%d %H:%M")
