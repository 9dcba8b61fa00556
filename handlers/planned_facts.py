"""What planned work found, as people read it, and as forms are filled from it (P1.4, P6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.planned_ticket import item_of
from handlers.rules.forms import MOST_CELL
from handlers.rules.planned import Planned
from handlers.texts.catalog import say
from storage import devices, planned
from storage.engine import Tx


def result_text(item: Planned, result: Mapping[str, Any], lang: str) -> str:
    """What was found as people read it: fields, then problems."""
    lines = values_told(item, result, lang)
    problems = result.get("problems", [])
    if problems:
        lines.append(say("planned-problems", lang, problems="; ".join(problems)))
    elif item.what in ("inspection", "maintenance"):
        lines.append(say("planned-all-well", lang))
    return "\n".join(lines)


def values_told(item: Planned, result: Mapping[str, Any], lang: str) -> list[str]:
    """What was written down, field by field."""
    lines = []
    for field in item.fields:
        value = result.get("values", {}).get(field.id)
        chosen = next((c.of(lang) for c in field.choices if value in (c.zh, c.en)), value)
        if value:
            lines.append(say("planned-row", lang, name=field.name.of(lang), value=chosen or ""))
    return lines


def found(tx: Tx, house: House, ticket: Row[Any], lang: str) -> dict[str, Any]:
    """Values by their sources; nothing before the result is written down."""
    row = planned.get(tx, ticket.facts["planned"]) if ticket.facts.get("planned") else None
    item = item_of(house, row.plan, row.item) if row is not None else None
    if row is None or item is None or row.status != "done":
        return {}
    device = devices.get(tx, ticket.device_id)
    problems = "; ".join(row.result.get("problems", []))
    advice = row.result.get("values", {}).get("advice")
    line = {
        "device": f"{device.model} {device.serial_number}" if device is not None else item.name.of(lang),
        "state": ", ".join(values_told(item, row.result, lang)) or say("planned-all-well", lang),
        "finding": problems,
        "advice": advice or "",
    }
    return {
        "planned.findings": [{name: value[:MOST_CELL] for name, value in line.items() if value}],
        "planned.summary": say("planned-problems", lang, problems=problems)
        if problems
        else say("planned-all-well", lang),
        "planned.advice": advice or say("planned-no-advice", lang),
        "planned.how": item.how,
    }
