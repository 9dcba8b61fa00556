"""The buttons of the registers and settings that administrators keep."""

from __future__ import annotations

from bot.console.asked import Action, Asked
from handlers import access_desk, channel_desk, holidays_desk, import_jobs, registers, roster_desk
from handlers.house import House
from handlers.people import Actor


def _correct(house: House, user: Actor, asked: Asked) -> None:
    given = {name: asked.text(name, 300) for name in (*registers.FIELDS, "recognised")}
    registers.correct(
        house, user, asked.number("device"), given, asked.text("seen", 20), asked.text("why", 300)
    )


ACTIONS: dict[str, Action] = {
    "device-correct": _correct,
    "customer-erase": lambda h, u, a: registers.erase(
        h, u, a.number("customer"), a.text("why", 300), a.text("confirm", 20)
    ),
    "letter-again": lambda h, u, a: channel_desk.again(h, u, a.number("message"), a.text("note", 300)),
    "letter-drop": lambda h, u, a: channel_desk.drop(h, u, a.number("message"), a.text("note", 300)),
    "holidays-take": lambda h, u, a: holidays_desk.take(h, u, a.file("holidays"), a.text("country", 2)),
    "roster-take": lambda h, u, a: roster_desk.take(h, u, a.file("roster")),
    "import-cancel": lambda h, u, a: import_jobs.cancel(h, u, a.number("import")),
    "token-revoke": lambda h, u, a: access_desk.revoke(h, u, a.text("name", 64)),
}
