"""Where one can go in the console: what somebody may see decides what is shown."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.people import Actor


@dataclass(frozen=True, slots=True)
class Way:
    """``view`` marks the page that is open; ``text`` is its name in the catalogs; ``need`` as in people.ALLOWED."""

    view: str
    path: str
    text: str
    need: str


WORK = (
    Way("queue", "/console?view=queue", "console-view-queue", "cases"),
    Way("mine", "/console?view=mine", "console-view-mine", "cases"),
    Way("all", "/console?view=all", "console-view-all", "cases"),
    Way("call", "/console/call", "taking-title", "take_calls"),
    Way("wall", "/console/wall", "console-wall", "wall"),
    Way("dealer", "/console/dealer", "dealer-title", "own_tickets"),
    Way("day", "/console/day", "day-title", "own_visits"),
    Way("dispatch", "/console/dispatch", "board-title", "see_board"),
    Way("reports", "/console/reports", "report-title", "reports"),
    Way("planned", "/console/planned", "console-planned", "see_planned"),
)
REGISTERS = (
    Way("devices", "/console/devices", "registry-title", "see_devices"),
    Way("forms", "/console/forms", "console-forms", "read"),
    Way("dealers", "/console/dealers", "dealers-title", "see_dealers"),
    Way("incidents", "/console/incidents", "console-incidents", "cases"),
    Way("campaigns", "/console/campaigns", "console-campaigns", "cases"),
    Way("notices", "/console/notices", "console-notices", "cases"),
)
OFFICE = (
    Way("answers", "/console/answers", "answers-title", "cases"),
    Way("events", "/console/subscriptions", "events-title", "see_events"),
    Way("plans", "/console/plans", "plans-title", "see_registry"),
    Way("holidays", "/console/holidays", "holidays-title", "see_registry"),
    Way("roster", "/console/roster", "roster-title", "see_registry"),
    Way("retention", "/console/retention", "retention-title", "see_registry"),
    Way("channels", "/console/channels", "channels-title", "see_registry"),
    Way("tokens", "/console/tokens", "tokens-title", "see_registry"),
    Way("users", "/console/users", "users-title", "users"),
    Way("audit", "/console/audit", "audit-title", "audit"),
)
GROUPS = (("menu-registers", REGISTERS), ("menu-office", OFFICE))


def work(user: Actor) -> list[Way]:
    return [way for way in WORK if user.may(way.need)]


def groups(user: Actor) -> list[tuple[str, list[Way]]]:
    """What stands behind the menu: groups with their ways, empty ones left out."""
    found = [(name, [way for way in ways if user.may(way.need)]) for name, ways in GROUPS]
    return [(name, ways) for name, ways in found if ways]


def first(user: Actor) -> str:
    """Where somebody begins who has no queue of cases."""
    return next((way.path for way in WORK if user.may(way.need)), "/console/me")
