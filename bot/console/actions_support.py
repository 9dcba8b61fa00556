"""Buttons about how a fault is worked on: guidance, hardware or software, steps, the cause and what follows."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import causes, procedures, support_desk

ACTIONS: dict[str, Action] = {
    "guided": lambda h, u, a: support_desk.guided(
        h, u, a.number("ticket"), a.text("result", 12), a.text("note", 500)
    ),
    "nature": lambda h, u, a: support_desk.decide(
        h, u, a.number("ticket"), a.text("nature", 12), a.text("where", 12), a.text("why", 500)
    ),
    "nature-step": lambda h, u, a: support_desk.work_step(
        h, u, a.number("ticket"), a.text("step", 12), a.text("note", 500)
    ),
    "step-send": lambda h, u, a: procedures.send(
        h, u, a.number("ticket"), a.text("step", 40), a.text("note", 1000)
    ),
    "step-done": lambda h, u, a: procedures.done(
        h, u, a.number("ticket"), a.text("step", 40), a.text("note", 1000)
    ),
    "cause": lambda h, u, a: causes.find(
        h, u, a.number("ticket"), a.text("cause", 40), a.text("why", 1000), a.text("component", 40)
    ),
    "approve-cause": lambda h, u, a: causes.approve(h, u, a.number("ticket")),
}
