"""The buttons of the page about oneself."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import login

ACTIONS: dict[str, Action] = {
    "session-end": lambda h, u, a: login.end(h, u, a.text("session", 32)),
    "password": lambda h, u, a: login.change_password(h, u, a.secret("password"), a.secret("new")),
    "factor-on": lambda h, u, a: login.set_factor(
        h, u, a.text("secret", 40), a.text("code", 10), a.secret("password")
    ),
    "factor-off": lambda h, u, a: login.drop_factor(h, u, a.secret("password")),
}
