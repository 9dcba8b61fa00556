"""Questions that are answered on the way: warranty and fee."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, calls_wanted, guessing, identity, verdicts
from handlers.flows import cost, device, fault, small_talk, terms
from handlers.flows import people as people_flow
from handlers.registry import find_device, named_device, stranger_view, successor
from handlers.rules import fees, warranty
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.texts.shapes import day, money
from handlers.wording import regex
from nlu import lexicon

#: "Just the gasket", "a gasket alone": one small part is asked about, and not the repair.
_ALONE = regex(r"只|就|单(?:独|买|换)|光|(?:买|换)(?:一)?个|\b(?:just|only|alone|single|by itself)\b")

SHORT = 60
_FOR_PEOPLE = regex(
    r"(?:故障|原因)?分析报告|(?:故障|事故)报告(?!了)|保修卡[^,，。]{0,4}(?:补|丢|掉|不见|找不到)|补[^,，。]{0,3}保修卡|(?:经销商|卖家|商家|卖的人|店家|代理商)[^,，。]{0,6}(?:不管|不理|推(?:脱|诿|三阻四)?|拒绝|不肯|不给修)"
    r"|\b(?:fault|failure|root cause|incident) (?:analysis )?report\b|\b(?:lost|replace|missing|copy of|new)\b.{0,12}\bwarranty card\b|\b(?:dealer|seller|shop|retailer)\b.{0,12}\b(?:refus\w+|won't|will not|ignores?|does ?n[o']t|do ?n[o']t)\b"
)


def answer_warranty(scene: Scene) -> None:
    """Covered until when: by the device in hand, or by a serial number that is said.  Somebody with a serial number
    learns what :func:`handlers.registry.stranger_view` tells and nothing else."""
    said = device.candidate(scene)
    if said and guessing.answered_alike(scene, said):
        return
    before = scene.tracker.slots.get(device.LOOKED_UP) if scene.ticket is None else None
    found = find_device(scene.tx, said or before)
    if found is None and scene.ticket is not None and scene.ticket.device_id is not None:
        found = find_device(scene.tx, scene.ticket.serial_given)
    if found is None:
        if said:
            scene.say("warranty-serial-unknown", serial=said)
        elif _without_number(scene):
            scene.say("warranty-undecided-plain")
            return
        plan = people_flow.known_plan(scene)
        if not said and plan is not None and terms.asks_term(scene.text):
            terms.tell_what(scene, plan)
        scene.tracker.slots["then"] = "warranty_query"
        if scene.tracker.flow is None:
            scene.tracker.begin("warranty")
        scene.tracker.ask("warranty_serial")
        scene.say("ask-warranty-serial")
        return
    plan = scene.house.plan(found.plan) or people_flow.some_plan(scene)
    scene.plan = scene.plan or plan
    _tell_replaced(scene, said)
    component = fault.named_component(scene)
    if _decided(scene, found, component):
        return
    if terms.asks_what(scene.text):
        terms.tell_what(scene, plan)
        return
    if before and not said and component is None and terms.looked_up(scene, found, plan):
        return
    if component is None and scene.ticket is not None and scene.ticket.device_id == found.id:
        component = scene.ticket.component
    _tell(scene, found, component, plan)
    if scene.tracker.flow == "warranty":
        scene.tracker.end()
    scene.tracker.slots[device.LOOKED_UP] = found.serial_number


def for_people(scene: Scene) -> bool:
    """Papers that only people write, and a dealer who does not help: a person takes over, and no serial number is asked for."""
    said = answers.plain(scene.text)
    if scene.event.kind != "text" or len(scene.text) > SHORT or not _FOR_PEOPLE.search(said):
        return False
    people_flow.hand_over(scene, "asked", note=scene.text[:500])
    return True


def _tell(scene: Scene, found: Row[Any], component: str | None, plan: Plan) -> None:
    """Whether a device or part is covered, and until when as far as that may be told."""
    dated = identity.knows_device(scene.conversation, found)
    told = stranger_view(found, component, plan, scene.local(scene.now).date(), dated=dated)
    what = plan.component(component) if component else None
    name = what.name.of(scene.lang) if what else scene.t("the-device")
    if scene.heard.exclusions:
        scene.say(
            "warranty-depends" if dated else "warranty-depends-plain",
            what=name,
            until=day(told["until"], scene.lang),
        )
    elif told["verdict"] == "covered":
        scene.say(
            "warranty-covered" if dated else "warranty-covered-plain",
            what=name,
            until=day(told["until"], scene.lang),
        )
    elif told["verdict"] == "not_covered" and told["until"]:
        scene.say("warranty-over", what=name, until=day(told["until"], scene.lang))
    elif told["verdict"] == "not_covered" and not dated:
        scene.say("warranty-over-plain", what=name)
    elif told["verdict"] == "not_covered":
        scene.say("warranty-not", what=name)
    else:
        scene.say("warranty-undecided-plain")


def _without_number(scene: Scene) -> bool:
    """Whether the report in hand goes on without a serial number: none is known, or its plan needs none."""
    ticket, plan = scene.ticket, scene.plan
    if ticket is None or scene.tracker.flow != "intake":
        return ticket is not None and bool(ticket.facts.get("no_serial"))
    return bool(ticket.facts.get("no_serial")) or (plan is not None and "device" not in plan.needs)


def _decided(scene: Scene, found: Row[Any], component: str | None) -> bool:
    """Whether the report under way has a verdict on what is asked about: then that is the answer, reasons and all."""
    ticket = scene.ticket
    if ticket is None or ticket.status not in people_flow.OPEN or ticket.device_id != found.id:
        return False
    if ticket.warranty is None or component not in (None, ticket.component) or scene.heard.exclusions:
        return False
    plan = scene.house.plans[ticket.plan]
    if terms.asks_what(scene.text):
        terms.tell_what(scene, plan)
    elif not terms.tell_dates(scene, found, plan, ticket.warranty):
        cost.say_verdict(scene, ticket.warranty, ticket.fee)
    if scene.tracker.flow == "warranty":
        scene.tracker.end()
    return True


def _tell_replaced(scene: Scene, number: str | None) -> None:
    """That the device of the number that was said is not in use any more; not which one is."""
    said = named_device(scene.tx, number)
    newer = successor(scene.tx, said) if said is not None else None
    if said is not None and newer is not None:
        since = day(scene.local(newer.since).date(), scene.lang)
        scene.say("warranty-replaced", old=said.serial_number, since=since)


def goes_on(scene: Scene) -> bool:
    """After a warranty was looked up: until when, what it covers, or another number and nothing else."""
    known = scene.tracker.slots.get(device.LOOKED_UP)
    if not known or scene.event.kind != "text" or scene.ticket is not None or fault.named_by_rules(scene):
        return False
    if device.candidate(scene) is None and not terms.follows(scene.text):
        return False
    answer_warranty(scene)
    return True


def hear_warranty(scene: Scene) -> bool:
    """The serial number that we asked for."""
    if device.candidate(scene) is None and answers.gives_up(scene.text):
        scene.tracker.end()
        small_talk.goodbye(scene)
        return True
    if device.candidate(scene) is None:
        return False
    answer_warranty(scene)
    return True


def answer_fee(scene: Scene) -> None:
    """What it costs: the ticket's own quote, else the price list for what is named.  Advice is free."""
    if calls_wanted.asks_for_advice(scene.text):
        small_talk.usage(scene)
        return
    scene.plan = scene.plan or people_flow.known_plan(scene)
    plan = people_flow.some_plan(scene)
    ticket = scene.ticket
    small = _unlisted(scene)
    if small is not None:
        visit = verdicts.fee(fees.quote(warranty.check(None, None, (), scene.local(scene.now).date(), plan.warranty),
                                        None, scene.local(scene.now).date(), plan.fees))  # fmt: skip
        scene.say("fee-part-unlisted", what=small, lines=cost.fee_lines(visit, scene.lang))
        return
    if ticket is not None and ticket.fee is not None and ticket.status in people_flow.OPEN:
        fee = ticket.fee
        if fee["free"]:
            scene.say("fee-is-free")
        elif ticket.warranty is not None and ticket.warranty["verdict"] == "undecided":
            scene.say("warranty-undecided", total=money(fee["low"], fee["high"], fee["currency"]))
        else:
            scene.say("fee-quote", lines=cost.fee_lines(fee, scene.lang),
                      total=money(fee["low"], fee["high"], fee["currency"]))  # fmt: skip
        return
    on = scene.local(scene.now).date()
    component = fault.named_component(scene)
    found = warranty.check(None, component, (), on, plan.warranty)
    quote = verdicts.fee(fees.quote(found, component, on, plan.fees))
    text = "fee-list" if component else "fee-visit"
    begins = scene.tracker.flow is None and scene.intent != "report_fault"
    offer = [("button-report", "/report")] if begins else []  # not in the middle of one
    scene.say(text, *offer, lines=cost.fee_lines(quote, scene.lang),
              total=money(quote["low"], quote["high"], quote["currency"]))  # fmt: skip


def _unlisted(scene: Scene) -> str | None:
    """The part that is asked about by itself, where the price list has no item for it."""
    said = answers.plain(scene.text)
    if not _ALONE.search(said) or fault.named_component(scene) is not None:
        return None
    return next((said[n.start : n.end] for n in lexicon.find(said) if n.kind in ("part", "either")), None)
