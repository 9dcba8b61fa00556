"""Which product it is, and so whose promises hold, when neither the channel nor a serial number says it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers
from handlers.plans.load import named_plans
from handlers.scene import Scene

ASSUMED = "assumed"  # slot: the plan of the ticket is a guess
ASKED = "asked"  # its value when the customer could not say either
UNKNOWN = (
    "product_unknown"  # fact: a colleague finds out which product it is before anything is promised of it
)


def unknown(ticket: Row[Any]) -> bool:
    """Whether nobody can say yet whose product it is: no plan's price, people and times are told for it."""
    return bool(ticket.facts.get(UNKNOWN)) and ticket.device_id is None


def hear_product(scene: Scene) -> bool:
    """Take the product that is named or pressed; until then the plan is a guess."""
    if not scene.tracker.slots.get(ASSUMED):
        return False
    assert scene.ticket is not None
    if scene.ticket.device_id is not None:
        scene.tracker.slots.pop(ASSUMED)
        return False
    asked = scene.tracker.asked == "product"
    if scene.text.startswith("/plan:"):
        named = [scene.text.removeprefix("/plan:")]
    else:
        named = named_plans(scene.text, scene.house.plans)
    plan = scene.house.plan(named[0]) if len(named) == 1 else None
    if plan is not None:
        scene.tracker.slots.pop(ASSUMED)
        scene.plan = plan
        facts = {k: v for k, v in scene.ticket.facts.items() if k != UNKNOWN}
        if plan.id != scene.ticket.plan or facts != scene.ticket.facts:
            scene.change(plan=plan.id, facts=facts)
        scene.tracker.asked = None if asked else scene.tracker.asked
        return asked
    if named:
        scene.tracker.slots["products"] = named
    if asked and answers.unknown(scene.text):
        _leave_open(scene)
        return True
    return False


def _leave_open(scene: Scene) -> None:
    """The customer cannot say: a colleague finds out, and rings up."""
    assert scene.ticket is not None
    scene.tracker.slots[ASSUMED] = ASKED
    scene.tracker.asked = None
    scene.change(facts={**scene.ticket.facts, UNKNOWN: True})
    scene.say("product-skipped")


def ask_product(scene: Scene) -> bool:
    """Asked when no serial number has told it; who cannot say is helped by people all the same."""
    ticket = scene.ticket
    assert ticket is not None
    assumed = scene.tracker.slots.get(ASSUMED)
    if not assumed or assumed == ASKED or ticket.device_id is not None or len(scene.house.plans) < 2:
        return False
    if scene.tracker.ask("product") >= 2:
        _leave_open(scene)
        return False
    likely = scene.tracker.slots.get("products") or list(scene.house.plans)
    buttons = [(scene.house.plans[p].name.of(scene.lang), f"/plan:{p}") for p in likely]
    scene.say("ask-product", *buttons, ("button-unknown", "/unknown"))
    return True
