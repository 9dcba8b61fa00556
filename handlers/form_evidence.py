"""The forms of a ticket within a bundle of evidence: what each says, who signed it and how, and the paper itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import form_view, forms
from handlers.form_view import Sheet
from handlers.house import House
from storage import forms as stored
from storage.engine import Tx

Printer = Callable[[Sheet, datetime], bytes]
MOST_PAPERS = 40  # printed, newest first; what every form says is there in any case


def attached(
    tx: Tx, house: House, ticket: Row[Any], now: datetime, printer: Printer | None
) -> Iterator[tuple[str, bytes]]:
    """``forms/NUMBER-vVERSION.json`` of every form, and ``.pdf`` beside it where there is a ``printer``."""
    for place, row in enumerate(reversed(stored.of_ticket(tx, ticket.id))):
        name = f"forms/{row.number or f'draft-{row.id}'}-v{row.version}"
        said = dict(row._mapping)
        known = _known(house, row)
        if known:
            said["values"] = dict(forms.filled(tx, house, row, row.created_by, now).values)
        yield f"{name}.json", json.dumps(said, ensure_ascii=False, indent=1, default=_plain).encode()
        if known and printer is not None and place < MOST_PAPERS:
            yield f"{name}.pdf", printer(form_view.sheet(tx, house, row, row.lang, now), row.issued_at or now)


def _known(house: House, row: Row[Any]) -> bool:
    """Whether its plan still has forms of this kind; a form that is older than the plan is there as it was written."""
    plan = house.plan(row.plan)
    return plan is not None and plan.form(row.kind) is not None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
