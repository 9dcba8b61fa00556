"""The buttons of the page of subscriptions to events."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import integration

ACTIONS: dict[str, Action] = {
    "events-pause": lambda h, u, a: integration.by_hand(h, u, "pause", a.number("subscription")),
    "events-resume": lambda h, u, a: integration.by_hand(h, u, "resume", a.number("subscription")),
    "events-replay": lambda h, u, a: integration.by_hand(
        h, u, "replay", a.number("subscription"), a.number("delivery") or None
    ),
}
