"""Buttons of the ledger of promises and of what follows the work."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import aftercare, call_back, promise_desk

ACTIONS: dict[str, Action] = {
    "promise": lambda h, u, a: promise_desk.add(
        h, u, a.number("ticket"), a.text("text", 1000), a.text("until", 80), a.key()
    ),
    "arranged": lambda h, u, a: promise_desk.arrange(
        h, u, a.number("ticket"), a.text("text", 1000), a.text("until", 80), a.key()
    ),
    "call-back": lambda h, u, a: call_back.promise(h, u, a.number("ticket")),
    "promise-kept": lambda h, u, a: promise_desk.keep(h, u, a.number("promise")),
    "promise-moved": lambda h, u, a: promise_desk.move(
        h, u, a.number("promise"), a.text("until", 80), a.text("why", 500)
    ),
    "promise-dropped": lambda h, u, a: promise_desk.drop(h, u, a.number("promise"), a.text("why", 500)),
    "reopen": lambda h, u, a: aftercare.reopen_by_hand(h, u, a.number("ticket"), a.text("why", 500)),
}
