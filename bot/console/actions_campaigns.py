"""Buttons of campaigns, incidents, duplicates and notices."""

from __future__ import annotations

from typing import Any

from bot.console.asked import Action, Asked
from handlers import campaigns, duplicates, incident_tickets, incidents, notices
from handlers.house import House
from handlers.people import Actor


def _register(house: House, user: Actor, asked: Asked) -> object:
    kind: Any = asked.text("kind", 16)
    entry = campaigns.Entry(
        kind, asked.text("text", campaigns.MOST_TEXT), user.lang, "console",
        name=asked.text("name", campaigns.MOST_NAME), phone=asked.text("phone", campaigns.MOST_PHONE),
        address=asked.text("address", campaigns.MOST_ADDRESS),
    )  # fmt: skip
    return campaigns.register_by_hand(
        house, user, asked.text("code", 20), entry, asked.key(), asked.text("point", 20)
    )


ACTIONS: dict[str, Action] = {
    "campaign-reported": lambda h, u, a: campaigns.report_made(h, u, a.text("code", 20)),
    "campaign-register": _register,
    "merge": lambda h, u, a: duplicates.merge(h, u, a.number("ticket"), a.text("into", 32)),
    "incident-message": lambda h, u, a: incidents.tell_all(
        h, u, a.number("incident"), a.text("text", 1000), a.text("other", 1000)
    ),
    "incident-close": lambda h, u, a: incidents.close(h, u, a.number("incident"), a.text("cause", 1000)),
    "incident-tickets": lambda h, u, a: incident_tickets.close_all(h, u, a.number("incident")),
    "incident-ticket": lambda h, u, a: incident_tickets.close_one(h, u, a.number("ticket")),
    "notice-tick": lambda h, u, a: notices.tick(
        h, u, a.number("notice"), a.text("status", 12), a.text("note", 500), errand=a.number("errand")
    ),
    "notice-tick-all": lambda h, u, a: notices.tick(
        h, u, a.number("notice"), a.text("status", 12), a.text("note", 500), way=a.text("way", 12)
    ),
}
