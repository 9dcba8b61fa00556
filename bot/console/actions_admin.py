"""The buttons of the page of users."""

from __future__ import annotations

from bot.console.asked import Action, Asked
from handlers import users_desk
from handlers.house import House
from handlers.people import Actor


def _save(house: House, user: Actor, asked: Asked) -> None:
    texts = {
        name: asked.text(name, 400)
        for name in ("name", "role", "lang", "queues", "skills", "technician", "dealer", "capacity")
    }
    regions, languages = asked.those("region-", 8), asked.those("language-", 8)
    users_desk.save(house, user, asked.number("user"), **texts, regions=regions, languages=languages)


ACTIONS: dict[str, Action] = {
    "user-save": _save,
    "user-off": lambda h, u, a: users_desk.switch(h, u, a.number("user"), False),
    "user-on": lambda h, u, a: users_desk.switch(h, u, a.number("user"), True),
    "user-let-in": lambda h, u, a: users_desk.let_in(h, u, a.number("user")),
    "user-out": lambda h, u, a: users_desk.put_out(h, u, a.number("user")),
}
