"""What the console's buttons do: from form fields to one handler each."""

from __future__ import annotations

from bot.console import (
    actions_admin,
    actions_assign,
    actions_campaigns,
    actions_dealers,
    actions_desk,
    actions_dispatch,
    actions_events,
    actions_forms,
    actions_identity,
    actions_login,
    actions_planned,
    actions_promises,
    actions_registry,
    actions_staff,
    actions_stock,
    actions_support,
)
from bot.console.asked import Action
from handlers import desk, overrule, people, presence, queue, tasks, visit_desk

ACTIONS: dict[str, Action] = {
    "claim": lambda h, u, a: queue.claim(h, u, a.number("item")),
    "take": lambda h, u, a: queue.take(h, u, a.number("conversation")),
    "reply": lambda h, u, a: queue.reply(h, u, a.number("conversation"), a.text("text", 20_000), a.key()),
    "note": lambda h, u, a: queue.note(h, u, a.number("conversation"), a.text("text"), a.key()),
    "transfer": lambda h, u, a: queue.transfer(h, u, a.number("item"), a.receiver("to"), a.text("why", 500)),
    "accept": lambda h, u, a: queue.accept(h, u, a.number("item")),
    "refuse": lambda h, u, a: queue.refuse(h, u, a.number("item"), a.text("why", 500)),
    "return": lambda h, u, a: queue.return_to_bot(h, u, a.number("item"), a.text("agreed", 1000)),
    "resolve": lambda h, u, a: queue.resolve(h, u, a.number("item"), a.text("cause", 1000)),
    "called": lambda h, u, a: tasks.close_task(h, u, a.number("item"), a.text("done", 1000)),
    "severity": lambda h, u, a: overrule.severity(
        h, u, a.number("ticket"), a.number("level"), a.text("why", 500)
    ),
    "intent": lambda h, u, a: overrule.intent(
        h, u, a.number("message"), a.text("intent", 40), a.text("why", 500)
    ),
    "warranty": lambda h, u, a: overrule.warranty(
        h, u, a.number("ticket"), a.text("verdict", 20), a.text("why", 500)
    ),
    "offer": lambda h, u, a: visit_desk.offer(h, u, a.number("ticket")),
    "confirm-visit": lambda h, u, a: visit_desk.confirm(h, u, a.number("ticket"), a.number("visit")),
    "visit-step": lambda h, u, a: visit_desk.step(h, u, a.number("ticket"), a.text("step", 20)),
    "cancel-visit": lambda h, u, a: visit_desk.cancel(h, u, a.number("ticket"), a.text("why", 500)),
    **actions_promises.ACTIONS,
    "seen": lambda h, u, a: desk.see_alarm(h, u, a.number("alarm")),
    "presence": lambda h, u, a: presence.beat(h, u, a.text("presence", 12)),
    "lang": lambda h, u, a: people.set_lang(h, u, a.text("lang", 2)),
    "logout": lambda h, u, a: None,
    **actions_forms.ACTIONS,
    **actions_stock.ACTIONS,
    **actions_planned.ACTIONS,
    **actions_support.ACTIONS,
    **actions_campaigns.ACTIONS,
    **actions_dealers.ACTIONS,
    **actions_identity.ACTIONS,
    **actions_events.ACTIONS,
    **actions_login.ACTIONS,
    **actions_desk.ACTIONS,
    **actions_admin.ACTIONS,
    **actions_registry.ACTIONS,
    **actions_staff.ACTIONS,
    **actions_assign.ACTIONS,
    **actions_dispatch.ACTIONS,
}
