"""What belongs to a ticket besides itself: each part once, as JSON, for the API and for the console's page.

A part is a function of the ticket; the console shows it with the template ``panel_<name>.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row

from handlers import dealers
from handlers.house import House
from storage.engine import Tx

Json = dict[str, Any]
Panel = Callable[[Tx, House, Row[Any]], Any]

PANELS: Mapping[str, Panel] = {
    "dealers": dealers.panel,
}


def panels(tx: Tx, house: House, ticket: Row[Any] | None) -> Json:
    """Name -> what is to be shown; empty without a ticket."""
    return {} if ticket is None else {name: panel(tx, house, ticket) for name, panel in PANELS.items()}
