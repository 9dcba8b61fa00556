"""What the console's buttons do about spare parts, standby units, replacements and old parts."""

from __future__ import annotations

from bot.console.asked import Action, Asked
from handlers import replacement, returned_desk, supply_desk
from handlers.house import House
from handlers.people import Actor, Refused


def _order(house: House, user: Actor, asked: Asked) -> None:
    """``what``: kind and code, such as ``part:HD-4T``; without a code whatever fits."""
    kind, _, code = asked.text("what", 80).partition(":")
    supply_desk.order(
        house, user, asked.number("ticket"), kind, code, asked.number("quantity"), asked.text("why", 500)
    )


def _part(house: House, user: Actor, asked: Asked) -> None:
    part = asked.text("part", 120)
    if not part:
        raise Refused("field", name="part")
    returned_desk.replaced(house, user, asked.number("ticket"), part, asked.text("serial", 64))


ACTIONS: dict[str, Action] = {
    "parts-order": _order,
    "parts-delivered": lambda h, u, a: supply_desk.delivered(h, u, a.number("reservation")),
    "parts-cancel": lambda h, u, a: supply_desk.cancelled(h, u, a.number("reservation"), a.text("why", 500)),
    "parts-returned": lambda h, u, a: supply_desk.brought_back(h, u, a.number("reservation")),
    "device-replaced": lambda h, u, a: replacement.replace(
        h, u, a.number("ticket"), a.text("serial", 64), a.text("model", 128)
    ),
    "old-part": _part,
    "old-part-none": lambda h, u, a: returned_desk.replaced(h, u, a.number("ticket"), "", ""),
    "old-part-back": lambda h, u, a: returned_desk.came_back(h, u, a.number("part")),
    "old-part-identified": lambda h, u, a: returned_desk.identified(h, u, a.number("part"), a.text("as", 12)),
}
