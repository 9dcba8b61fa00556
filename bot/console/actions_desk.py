"""The buttons of canned answers, of who looks at what, and of what excludes the warranty."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import canned, contact_desk, looks, overrule

ACTIONS: dict[str, Action] = {
    "answer-save": lambda h, u, a: canned.save(
        h, u, a.text("name", 80), a.text("zh"), a.text("en"), a.text("plan", 32)
    ),
    "answer-drop": lambda h, u, a: canned.drop(h, u, a.number("answer")),
    "contact": lambda h, u, a: contact_desk.correct(
        h, u, a.number("ticket"), {name: a.text(name, 400) for name in contact_desk.MOST_OF}
    ),
    "look": lambda h, u, a: looks.look(h, u, a.number("conversation"), a.text("typing", 4) == "yes"),
    "exclusion": lambda h, u, a: overrule.exclusion(
        h, u, a.number("ticket"), a.text("exclusion", 40), a.text("admitted", 4) == "yes", a.text("why", 500)
    ),
}
