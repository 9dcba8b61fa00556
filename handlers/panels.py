"""What belongs to a ticket besides itself: each part once, as JSON, for the API and for the console's page.

A part is a function of the ticket; the console shows it with the template ``panel_<name>.html``, folded up while
it has nothing to show (:func:`arranged`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import (
    call_words,
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


#: in the order of the console's page: what is to be done next comes first, what is only looked up last
PANELS: Mapping[str, Panel] = {
    "planned": planned_panel.panel,
    "campaign": campaigns.panel,
    "notice": notices.panel,
    "call": call_words.panel,
    "incident": incidents.panel,
    "duplicates": reporters.panel,
    "support": support.panel,
    "procedure": procedures.panel,
    "cause": causes.panel,
    "dealers": dealers.panel,
    "promises": promise_desk.panel,
    "forms": _forms,
    "supply": supply_desk.panel,
    "exchange": replacement.panel,
    "old_parts": returned_desk.panel,
    "follow_ups": followups.panel,
    "team": teams.panel,
    "duty": duty.panel,
    "evidence": evidence_panel.evidence,
}


def panels(tx: Tx, house: House, ticket: Row[Any] | None) -> Json:
    """Name -> what is to be shown; empty without a ticket."""
    return {} if ticket is None else {name: panel(tx, house, ticket) for name, panel in PANELS.items()}


@dataclass(frozen=True, slots=True)
class Rest:
    """When a part has nothing to show yet, and what somebody must be allowed to do to begin with it."""

    empty: Callable[[Any], bool]
    permission: str
    while_open: bool = True  # whether it can only be begun while the ticket is open


RESTS: Mapping[str, Rest] = {
    "cause": Rest(lambda part: not part["found"], "overrule"),
    "promises": Rest(lambda part: not part["ledger"] and not part["offered"], "reply"),
    "forms": Rest(lambda part: not part["forms"], "forms", while_open=False),
    "supply": Rest(lambda part: not part["taken"] and not part["wish"], "parts"),
    "exchange": Rest(lambda part: not part["replaces"] and not part["replaced_by"], "parts"),
    "old_parts": Rest(lambda part: not part["parts"], "parts", while_open=False),
}


@dataclass(frozen=True, slots=True)
class Arranged:
    """The names of the parts that are shown, and of those that are folded up until they are needed."""

    shown: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


def arranged(work: Json, may: Callable[[str], bool], is_open: bool) -> Arranged:
    """What somebody sees of ``work``: a part that is empty is folded, and absent where he cannot begin with it."""
    there = [name for name, part in work.items() if part]
    resting = [name for name in there if name in RESTS and RESTS[name].empty(work[name])]
    return Arranged(
        tuple(name for name in there if name not in resting and name != "evidence"),
        tuple(
            name
            for name in resting
            if may(RESTS[name].permission) and (is_open or not RESTS[name].while_open)
        ),
    )
