"""The buttons of the dispatch board."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import absences, board_desk, board_panel, calendars

ACTIONS: dict[str, Action] = {
    "board-move": lambda h, u, a: board_desk.move(
        h, u, a.number("visit"), a.number("technician"), board_panel.local(a.text("at", 20)), a.text("word", 200)
    ),
    "board-book": lambda h, u, a: board_desk.book(
        h, u, a.number("ticket"), a.number("technician"), board_panel.local(a.text("at", 20)), a.text("word", 200)
    ),
    "absence-add": lambda h, u, a: absences.add(
        h, u, a.number("technician"), board_panel.local(a.text("from", 20)), board_panel.local(a.text("until", 20)),
        a.text("reason", 200),
    ),
    "absence-remove": lambda h, u, a: absences.remove(h, u, a.number("absence"), a.text("why", 200)),
    "calendar-end": lambda h, u, a: calendars.end(h, u, a.number("technician")),
}  # fmt: skip
