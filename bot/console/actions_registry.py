"""The buttons of the registers and settings that administrators keep."""

from __future__ import annotations

from bot.console.asked import Action, Asked
from handlers import registers
from handlers.house import House
from handlers.people import Actor


def _correct(house: House, user: Actor, asked: Asked) -> None:
    given = {name: asked.text(name, 300) for name in (*registers.FIELDS, "recognised")}
    registers.correct(house, user, asked.number("device"), given, asked.text("seen", 20), asked.text("why", 300))


ACTIONS: dict[str, Action] = {
    "device-correct": _correct,
    "customer-erase": lambda h, u, a: registers.erase(
        h, u, a.number("customer"), a.text("why", 300), a.text("confirm", 20)
    ),
}
