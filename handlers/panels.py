"""What belongs to a ticket besides itself: each part once, as JSON, for the API and for the console's page.

A part is a function of the ticket; the console shows it with the template ``panel_<name>.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row

from handlers import (
    campaigns,
    causes,
    dealers,
    duty,
    evidence_panel,
    followups,
    incidents,
    notices,
    planned_panel,
    procedures,
    promise_desk,
    replacement,
    reporters,
    returned_desk,
    supply_desk,
    support,
    teams,
)
from handlers.house import House
from storage.engine import Tx

Json = dict[str, Any]
Panel = Callable[[Tx, House, Row[Any]], Any]


def _forms(tx: Tx, house: House, ticket: Row[Any]) -> Any:
    from handlers import form_desk

    return form_desk.panel(tx, house, ticket)


PANELS: Mapping[str, Panel] = {
    "team": teams.panel,
    "duty": duty.panel,
    "planned": planned_panel.panel,
    "forms": _forms,
    "promises": promise_desk.panel,
    "follow_ups": followups.panel,
    "evidence": evidence_panel.evidence,
    "supply": supply_desk.panel,
    "exchange": replacement.panel,
    "old_parts": returned_desk.panel,
    "support": support.panel,
    "procedure": procedures.panel,
    "cause": causes.panel,
    "incident": incidents.panel,
    "duplicates": reporters.panel,
    "campaign": campaigns.panel,
    "notice": notices.panel,
    "dealers": dealers.panel,
}


def panels(tx: Tx, house: House, ticket: Row[Any] | None) -> Json:
    """Name -> what is to be shown; empty without a ticket."""
    return {} if ticket is None else {name: panel(tx, house, ticket) for name, panel in PANELS.items()}
