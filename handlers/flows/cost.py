"""Warranty, fee and consent: told in plain words, and nothing that costs money goes on without a yes."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, identity, tickets, visits
from handlers.flows import price_answers, price_words, product, terms
from handlers.flows.who_and_where import less
from handlers.rules.warranty import CARD_AWAITED, REPLACED_FREE
from handlers.scene import Scene
from handlers.texts.catalog import say
from handlers.texts.shapes import day, join, money
from storage import devices, queue

BY_POST = "by_post"  # of what was told: that nobody visits for a part alone
PRICED = "priced"  # slot: the price that was read out in this task
LATER = "price_later"  # slot: the answer to it waits until we know whom to visit
ASIDE = ("visit_time", "phone", "contact_name", "address")  # what may be told beside a yes or no
RATED = (
    "report_fault",
    "maintenance_request",
    "parts_request",
    "book_visit",
)  # kinds whose cost is told at once


def tell_cost(scene: Scene) -> None:
    """Look up warranty and fee, and tell the verdict once."""
    ticket = scene.ticket
    assert ticket is not None
    if ticket.kind in RATED and not product.unknown(ticket):
        scene.ticket = ticket = tickets.check_warranty(scene.tx, scene.house, ticket, "bot", scene.now)
        if ticket.kind == "parts_request" and not ticket.fee["free"]:
            _tell_part(scene)
            return
        _tell_verdict(scene, ticket.warranty, ticket.fee)


def settle_cost(scene: Scene) -> bool:
    """Tell verdict and fee once each; ask for consent where the visit is not free.  True: it was asked."""
    ticket = scene.ticket
    assert ticket is not None
    if ticket.kind not in RATED or ticket.facts.get("free") or product.unknown(ticket):
        if not product.unknown(ticket):
            _tell_by_people(scene)
        return False
    if ticket.facts.get("advice") and ticket.facts.get("call_me"):
        return False  # nobody is sent
    tell_cost(scene)
    ticket = scene.ticket
    assert ticket is not None
    if ticket.kind == "parts_request":
        return False  # nobody visits, and its price is told by people
    if tickets.consent_holds(scene.tx, ticket):
        _no_longer_declined(scene)
        return False
    if ticket.facts.get("declined") == tickets.price(ticket.fee):
        return False
    if ticket.facts.get("call_me"):
        return False  # advice is free; the price is asked for before anybody is sent
    if scene.tracker.told.get("consent") != tickets.price(ticket.fee):
        scene.tracker.told["consent"] = tickets.price(ticket.fee)
        scene.record("consent.asked", {k: ticket.fee[k] for k in ("low", "high", "currency", "price_list")})
    scene.tracker.ask("consent")
    again = scene.tracker.slots.get(PRICED) == tickets.price(
        ticket.fee
    )  # read out in full once, then the total will do
    scene.tracker.slots[PRICED] = tickets.price(ticket.fee)
    fee = ticket.fee
    scene.say(
        "ask-consent-again" if again else "ask-consent",
        ("button-agree", "/yes"), ("button-decline", "/no"), ("button-human", "/human"),
        lines=fee_lines(fee, scene.lang), total=money(fee["low"], fee["high"], fee["currency"]), version=fee["price_list"],
    )  # fmt: skip
    return True


def _tell_by_people(scene: Scene) -> None:
    """Installing and moving have no price list: that a colleague names the price first is said once."""
    ticket = scene.ticket
    assert ticket is not None
    if (
        ticket.kind == "install_request"
        and not ticket.facts.get("free")
        and "install_price" not in scene.tracker.told
    ):
        scene.tracker.told["install_price"] = "yes"
        scene.say("install-price")


def _tell_part(scene: Scene) -> None:
    """A part alone: no visit is charged."""
    if scene.tracker.told.get(BY_POST) is None:
        scene.tracker.told[BY_POST] = "yes"
        scene.say("parts-by-post")


def _no_longer_declined(scene: Scene) -> None:
    """A no to a price that is not asked for any more stops nothing, and nobody has to talk about it."""
    ticket = scene.ticket
    assert ticket is not None
    if "declined" in ticket.facts:
        reconsider(scene)
        handoff.drop_tasks(scene.tx, ticket.id, scene.now, only=("fee_declined",))


def fee_lines(fee: dict[str, Any], lang: str) -> str:
    """The price list as it is told: each item with its price and where that comes from."""
    return join([_fee_line(line, fee["currency"], lang) for line in fee["lines"]], lang)


def _fee_line(line: dict[str, Any], currency: str, lang: str) -> str:
    told = {"name": line["name"][lang], "price": money(line["low"], line["high"], currency)}
    agreed = line.get("contract")
    if agreed is not None:
        return say("fee-line-agreed", lang, **told, agreed=money(agreed, agreed, currency))
    return say("fee-line" if line["basis"] == "fixed" else f"fee-line-{line['basis']}", lang, **told)


def _tell_verdict(scene: Scene, warranty: dict[str, Any], fee: dict[str, Any]) -> None:
    told = f"{warranty['verdict']}/{warranty['until']}/{warranty['component']}/{len(warranty['reasons'])}"
    if scene.tracker.told.get("warranty") == told:
        return
    scene.tracker.told["warranty"] = told
    say_verdict(scene, warranty, fee)


def say_verdict(scene: Scene, warranty: dict[str, Any], fee: dict[str, Any] | None) -> None:
    """The warranty verdict with its reason and date, in plain words."""
    plan = scene.plan
    assert plan is not None
    component = plan.component(warranty["component"]) if warranty["component"] else None
    what = component.name.of(scene.lang) if component else scene.t("the-device")
    until, dated = day(warranty["until"], scene.lang), _dated(scene)
    reasons = [r["text"][scene.lang] for r in warranty["reasons"]]
    why = join(reasons, scene.lang)
    if warranty["verdict"] == "covered":
        scene.say("warranty-covered" if dated else "warranty-covered-plain", what=what, until=until)
        if any(r["code"] == REPLACED_FREE for r in warranty["reasons"]):
            scene.say("part-replaced-free", what=what)
    elif warranty["verdict"] == "not_covered":
        expired = warranty["until"] and date.fromisoformat(warranty["until"]) < scene.local(scene.now).date()
        over = "warranty-expired" if dated else "warranty-expired-plain"
        scene.say(over if expired else "warranty-excluded", what=what, until=until, why=why)
    elif any(r["code"] == CARD_AWAITED for r in warranty["reasons"]):
        scene.say("warranty-card-awaited")
        if fee is not None and not fee["free"]:
            scene.say("warranty-if-charged", total=money(fee["low"], fee["high"], fee["currency"]))
    elif fee is not None and not fee["free"]:
        scene.say("warranty-undecided", total=money(fee["low"], fee["high"], fee["currency"]))
    else:
        scene.say("warranty-undecided-plain")


def _dated(scene: Scene) -> bool:
    """Whether until when the device is covered may be told here."""
    device = devices.get(scene.tx, scene.ticket.device_id) if scene.ticket is not None else None
    return device is None or identity.knows_device(scene.conversation, device)


def open_without_consent(scene: Scene) -> bool:
    """Whether nobody has agreed to the price because nobody is to be sent yet."""
    ticket = scene.ticket
    assert ticket is not None
    return bool(ticket.facts.get("call_me")) and not tickets.consent_holds(scene.tx, ticket)


def put_off(scene: Scene) -> bool:
    """Whether the answer to the price can wait: who tells name and address instead is asked for what of it is missing first."""
    return bool(scene.tracker.slots.get(LATER))


def hear_consent(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    if scene.tracker.asked != "consent" and _agreed(scene) and answers.revokes(scene.text):
        return _nothing_to_refuse(scene) or _write(scene, False)
    if scene.tracker.asked != "consent":
        late = _answers_late(scene)
        if late is not None:
            return _write(scene, late)
        return wants_it_after_all(scene) and (_takes_it_back(scene) or _ask_anew(scene))
    if _disputed(scene) or price_words.only_a_number(scene, "say-agree"):
        return True
    answer = _answer(scene)
    if answer is None:
        return _talk_it_over(scene) or _made_out(scene)
    if answer and price_answers.leans(scene.text):  # "agreed, and send the invoice to my company"
        scene.record("ticket.note", {"remark": scene.text[:500]})
    return _write(scene, answer)


def _answers_late(scene: Scene) -> bool | None:
    """ "I agree", or not, to a price that waits while something else is asked: it can be about nothing else."""
    ticket = scene.ticket
    assert ticket is not None
    waits = ticket.fee is not None and scene.tracker.slots.get(PRICED) == tickets.price(ticket.fee)
    if not waits or scene.event.kind != "text" or declined(scene) or tickets.consent_holds(scene.tx, ticket):
        return None
    return (
        True if price_answers.agrees(scene.text) else False if price_answers.disagrees(scene.text) else None
    )


def wants_it_after_all(scene: Scene) -> bool:
    """Whether somebody who had said no to the price that holds wants it done, in so many words."""
    return (
        scene.event.kind == "text"
        and declined(scene)
        and (price_answers.agrees(scene.text) or price_words.after_all(scene.text))
    )


def _takes_it_back(scene: Scene) -> bool:
    """ "I agree" after a no, in the middle of the report: it can be about nothing but that price, which has not changed."""
    return price_answers.agrees(scene.text) and _write(scene, True)


def _ask_anew(scene: Scene) -> bool:
    reconsider(scene)
    return True


def _nothing_to_refuse(scene: Scene) -> bool:
    """ "I don't agree" while it is not known whether anything is charged: no price is agreed to yet, and that is said."""
    ticket = scene.ticket
    assert ticket is not None
    undecided = ticket.warranty is not None and ticket.warranty["verdict"] == "undecided"
    if not undecided or not price_answers.refuses(scene.text):
        return False
    scene.tracker.asked = None
    scene.say("consent-not-yet")
    return True


def _answer(scene: Scene) -> bool | None:
    """Yes, no or neither, in so many words: what is only made out binds nobody."""
    said = answers.spoken(scene)
    if said is not None or scene.event.kind != "text":
        return said
    told = [e for e in scene.heard.entities if e.entity in ASIDE]
    return price_answers.read(less(scene.text, told))


def _made_out(scene: Scene) -> bool:
    """What sounds like a yes or a no and has other words in it, or a condition: asked once more rather than taken."""
    said = scene.text
    unclear = (
        price_answers.leans(said)
        or price_answers.refuses(said)
        or price_answers.only_heard(said)
        or answers.yes_or_no(scene) is not None
    )
    asks = answers.is_question(said) and not answers.only_asks_for_it(said)
    if scene.event.kind != "text" or asks or not (unclear or answers.only_asks_for_it(said)):
        return False
    scene.say("consent-sure")
    return True


def _disputed(scene: Scene) -> bool:
    """ "I don't agree, it is under warranty" is a dispute of the verdict: the no is kept, and a person looks at it."""
    if not (answers.disputes(scene.text) and price_answers.refuses(scene.text)) or scene.event.kind != "text":
        return False
    from handlers.flows import people  # which tells the cost as well

    ticket = scene.ticket
    assert ticket is not None
    scene.ticket = tickets.write_consent(
        scene.tx, scene.house, ticket, scene.message_id, False, scene.actor, scene.now
    )
    scene.record("ticket.note", {"dispute": scene.text[:500]})
    scene.notice("dispute-noted")
    people.hand_over(scene, "asked", note=scene.text[:500])
    return True


def _agreed(scene: Scene) -> bool:
    """Whether a price was agreed to that still holds."""
    ticket = scene.ticket
    assert ticket is not None
    charged = ticket.fee is not None and ticket.fee["needs_consent"]
    return bool(charged and scene.event.kind == "text" and tickets.consent_holds(scene.tx, ticket))


def _write(scene: Scene, answer: bool) -> bool:
    """The answer is written down with message, time, amount and price list, and what follows from it is done."""
    ticket = scene.ticket
    assert ticket is not None
    scene.ticket = ticket = tickets.write_consent(
        scene.tx, scene.house, ticket, scene.message_id, answer, scene.actor, scene.now
    )
    scene.tracker.asked = None
    if answer:
        no_more = queue.open_task(scene.tx, ticket.conversation_id, "fee_declined", ticket.id)
        handoff.drop_task(scene.tx, no_more, scene.now)
        scene.say("consent-thanks")
        return True
    scene.change(facts={**ticket.facts, "declined": tickets.price(ticket.fee)})
    visits.release(scene.tx, ticket.id)
    handoff.add_task(
        scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "fee_declined", scene.now
    )
    scene.say("consent-declined")
    return True


def _talk_it_over(scene: Scene) -> bool:
    """Neither yes nor no: haggling, or "it is still under warranty", is answered once and the question asked again."""
    asked = scene.intent in ("warranty_query", "fee_query") and scene.heard.intent.confidence >= 0.5
    if not answers.asks(scene.text):
        asked = False  # "I have the invoice", "it should be covered" are about this price
    if scene.event.kind == "button":
        return False
    for about, says in (("haggle", answers.haggles), ("dispute", answers.disputes)):
        if says(scene.text) and not (asked and about == "dispute"):
            again = about in scene.tracker.told
            scene.tracker.told[about] = "yes"
            scene.record("ticket.note", {about: scene.text[:500]})
            scene.say("consent-unsettled" if again else f"consent-{about}")
            if about == "dispute" and not again:
                tell_dates(scene)
            return True
    wants = answers.sends(scene.text) or price_words.after_all(scene.text)
    if wants and not price_answers.only_heard(scene.text):
        scene.say("consent-first")
        return True
    return False


def tell_dates(scene: Scene) -> bool:
    """Which days we go by.  False where it is not days that decided."""
    ticket, plan = scene.ticket, scene.plan
    device = devices.get(scene.tx, ticket.device_id) if ticket is not None else None
    if ticket is None or plan is None or device is None or ticket.warranty is None:
        return False
    return terms.tell_dates(scene, device, plan, ticket.warranty)


def grumbles(scene: Scene) -> bool:
    """Somebody finds it dear when no consent is asked for: answered, and the task goes on."""
    ticket = scene.ticket
    charged = ticket is not None and ticket.fee is not None and not ticket.fee["free"]
    return (
        charged and scene.tracker.asked != "consent" and answers.haggles(scene.text) and _talk_it_over(scene)
    )


def reconsider(scene: Scene) -> None:
    """Somebody who had said no wants it done after all: the price is told and asked for again."""
    assert scene.ticket is not None
    scene.change(facts={k: v for k, v in scene.ticket.facts.items() if k != "declined"})
    scene.tracker.asked = None
    for slot in (PRICED, LATER):
        scene.tracker.slots.pop(slot, None)
    scene.tracker.tries.pop("consent", None)


def declined(scene: Scene) -> bool:
    """Whether the customer has said no to the price that holds now: then nobody is sent."""
    assert scene.ticket is not None
    return refused(scene.ticket)


def refused(ticket: Row[Any]) -> bool:
    """The same of any report."""
    return bool(
        ticket.fee and not ticket.fee["free"] and ticket.facts.get("declined") == tickets.price(ticket.fee)
    )
