"""Buttons of who a conversation is proven to belong to."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import identity_desk

ACTIONS: dict[str, Action] = {
    "identity-code": lambda h, u, a: identity_desk.make(
        h, u, a.number("conversation"), a.text("who", 80), a.text("customer", 9)
    ),
    "identity-undo": lambda h, u, a: identity_desk.undo(h, u, a.number("link")),
}
