"""What people of ours read for the names that plans give to queues, skills and calendars."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.rules.parts import Text
from handlers.rules.policy import Plan


def called(plans: Iterable[Plan]) -> dict[str, Text]:
    """By name; where several plans call the same thing, as the first of them does."""
    found: dict[str, Text] = {}
    for plan in plans:
        teams = {team.queue: team.name for team in plan.own_team.teams} if plan.own_team else {}
        found = {**teams, **plan.names, **found}
    return found
