"""What the console's buttons do about forms."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import form_desk

ACTIONS: dict[str, Action] = {
    "form-begin": lambda h, u, a: form_desk.begin(h, u, a.number("ticket"), a.text("kind", 40)),
    "form-begin-about": lambda h, u, a: form_desk.begin_about(
        h, u, a.text("which", 80), a.text("about", 100)
    ),
    "form-save": lambda h, u, a: form_desk.save(h, u, a.number("form"), a.those("f_"), a.text("then", 10)),
    "form-issue": lambda h, u, a: form_desk.issue(h, u, a.number("form")),
    "form-approve": lambda h, u, a: form_desk.approve(h, u, a.number("form")),
    "form-sign": lambda h, u, a: form_desk.sign(h, u, a.number("form"), a.text("name", 80)),
    "form-ask": lambda h, u, a: form_desk.ask(h, u, a.number("form")),
    "form-void": lambda h, u, a: form_desk.void(h, u, a.number("form"), a.text("why", 500)),
    "form-renew": lambda h, u, a: form_desk.renew(h, u, a.number("form")),
}
