"""The buttons of the end of a shift."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import shift

ACTIONS: dict[str, Action] = {
    "shift-end": lambda h, u, a: shift.end(h, u, a.text("note", 500)),
    "shift-stay": lambda h, u, a: shift.stay(h, u),
}
