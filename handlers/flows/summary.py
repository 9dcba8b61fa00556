"""The summary that is confirmed before it counts, and what happens when it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, parties, procedures, promises, supply, teams, tickets, visits
from handlers.flows import (
    another,
    asked_times,
    booking,
    cost,
    fault,
    people,
    price_words,
    product,
    signature,
    times_told,
    visit_words,
)
from handlers.flows import device as device_flow
from handlers.scene import Scene
from handlers.texts.shapes import moment, money, shortened, window
from handlers.wording import regex
from storage import conversations, devices, feed
from storage import tickets as stored_tickets

MOST_DEVICES = 5  # further ones that are named


def ask_summary(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    if ticket.status != "intake":
        return False
    if _one_more_field(scene):
        return True
    again = scene.tracker.ask("summary")
    scene.quote(
        summary(scene) + "\n" + scene.t("ask-summary-again" if again else "ask-summary"),
        ("button-confirm", "/yes"), ("button-change", "/change"), ("button-human", "/human"),
    )  # fmt: skip
    return True


def summary(scene: Scene) -> str:
    """Everything that will count, line by line."""
    ticket, plan, lang = scene.ticket, scene.plan, scene.lang
    assert ticket is not None and plan is not None
    rows = [
        ("field-number", ticket.number),
        ("field-problem", shortened(ticket.problem.replace("\n", " / "), 300)),
    ]
    device = devices.get(scene.tx, ticket.device_id)
    if device is not None:
        rows.append(("field-device", device_flow.label(scene, device)))
    elif ticket.serial_given:
        rows.append(("field-device", ticket.serial_given))
    if more := ticket.facts.get("more_devices"):
        rows.append(("field-more-devices", ", ".join(more[:MOST_DEVICES])))
    if ticket.severity is not None:
        level = next(s for s in plan.severity.levels if s.level == ticket.severity["level"])
        rows.append(("field-severity", level.name.of(lang)))
    if ticket.warranty is not None:
        rows.append(("field-warranty", scene.t(f"verdict-{ticket.warranty['verdict'].replace('_', '-')}")))
    by_post = ticket.kind == "parts_request"  # whose price people tell
    if ticket.fee is not None and not ticket.fee["free"] and not by_post and _counts(scene):
        total = money(ticket.fee["low"], ticket.fee["high"], ticket.fee["currency"])
        undecided = ticket.warranty is not None and ticket.warranty["verdict"] == "undecided"
        rows.append(("field-fee", scene.t("fee-if-charged", total=total) if undecided else total))
    elif ticket.fee is not None and ticket.fee["free"]:
        rows.append(("field-fee", scene.t("fee-free")))
    who = " ".join(x for x in (ticket.contact_name, ticket.phone, _more_phones(ticket)) if x)
    rows += [("field-contact", who)] if who else []
    rows += [("field-address", ticket.address)] if ticket.address else []
    rows += [("field-wishes", ticket.facts["wishes"])] if ticket.facts.get("wishes") else []
    visit = asked_times.chosen(scene)
    if visit is not None:
        rows.append(("field-visit", _window(scene, visit)))
    elif ticket.facts.get("no_window") and ticket.facts.get("wished"):
        rows.append(("field-visit", scene.t("visit-wished", when=ticket.facts["wished"])))
    elif ticket.facts.get("call_me") or product.unknown(ticket):
        rows.append(("field-visit", scene.t("visit-call-first")))
    return "\n".join(scene.t("field-row", name=scene.t(name), value=value) for name, value in rows)


def _more_phones(ticket: Row[Any]) -> str:
    more = ticket.facts.get("phone_more")
    return f"({more})" if more else ""


def _counts(scene: Scene) -> bool:
    """Whether the price stands: it was not refused, and somebody is to be sent for it."""
    return not cost.declined(scene) and not cost.open_without_consent(scene)


def _window(scene: Scene, visit: Row[tuple[object]]) -> str:
    return window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)


FIELD = "field"  # slot: which line of the summary is put right
MORE = "more_fields"  # slot: those that come after it
_LIST = regex(r"[、,，]|和|跟|还有|\b(?:and|&)\b")
_FIELDS = {
    "name": regex(r"(?:姓名|名字|联系人)|(?:contact )?name|contact"),
    "phone": regex(r"(?:电话|手机|号码|手机号|电话号码)|(?:phone|telephone|mobile)(?: number)?"),
    "address": regex(r"(?:地址|地方)|address|place"),
    "window": regex(r"(?:上门)?(?:时间|日期|日子)|(?:visit )?(?:time|date|day)"),
}
_AROUND = regex(
    r"^(?:我)?(?:要|想|需要)?(?:改|换|修改|更改)?(?:一?下|个)?|(?:错了|不对|要改|有误|改一下)$|^(?:i want to |please )?(?:change|correct|edit)? ?(?:the |my )?|(?: is)? (?:wrong|incorrect|please)$"
)


def _which_field(scene: Scene) -> bool:
    """ "Name", "change the time", "name and address": what to put right is named, and not yet how."""
    said = _AROUND.sub("", answers.plain(scene.text))
    parts = [part.strip() for part in _LIST.split(said)]
    fields = [next((name for name, words in _FIELDS.items() if words.fullmatch(p)), None) for p in parts]
    first, *more = fields
    if None in fields or first is None or scene.event.kind != "text":
        return False
    if first == "window" and not more and booking.again(scene):
        return True  # other times are offered
    _ask_right(scene, first)
    scene.tracker.slots[MORE] = more
    return True


def _ask_right(scene: Scene, field: str) -> None:
    scene.tracker.asked = "correction"
    scene.tracker.slots["waiting"] = True
    if field != "window":
        scene.tracker.slots[FIELD] = field
    scene.say(f"ask-right-{field}")


def _one_more_field(scene: Scene) -> bool:
    """The next of several that are to be put right."""
    more = scene.tracker.slots.get(MORE) or []
    if not more:
        return False
    scene.tracker.slots[MORE] = more[1:]
    _ask_right(scene, more[0])
    scene.tracker.slots.pop("waiting", None)
    return True


def hear_summary(scene: Scene) -> bool:
    """Yes makes it count; no or "change" asks what to change."""
    if scene.tracker.asked not in ("summary", "correction"):
        return False
    field = scene.tracker.slots.pop(FIELD, None)
    if field is not None and not answers.known(scene.text):
        scene.tracker.asked = field  # heard as the answer to that question
        return False
    if _which_field(scene):
        return True
    if cost.wants_it_after_all(scene):
        return False  # "I agree" is about the price that was refused
    about_times = times_told.wanted_time(scene) is not None or times_told.impossible(scene)
    no = (
        answers.yes_or_no(scene) is False and not about_times and not fault.says_still(scene)
    )  # "no, tomorrow"
    if scene.tracker.asked == "summary" and price_words.only_a_number(scene, "say-confirm"):
        return True
    if approved(scene):
        finish(scene)
        return True
    if scene.tracker.asked == "summary" and confirms_and_asks(scene):
        people.leave_question(scene)
        scene.say("question-kept")
        finish(scene)
        return True
    if scene.event.kind == "text" and answers.only_asks_for_it(scene.text):
        scene.tracker.asked = None  # "right?": they are to say so, and see it once more
        return True
    if answers.changes(scene.text) or no:
        scene.tracker.asked = "correction"
        scene.say("ask-correction")
        scene.tracker.slots["waiting"] = True
        return True
    if scene.tracker.asked == "summary" and (_yes_and_more(scene) or _made_out(scene)):
        finish(scene)
        return True
    return False


#: A yes that depends on something, or goes on to another price, is none yet.
_BUT = regex(r"但|不过|如果|要是|除非|\b(?:but|if|unless|only|except)\b")


def _made_out(scene: Scene) -> bool:
    return answers.yes_or_no(scene) is True and not _BUT.search(answers.plain(scene.text))


def _yes_and_more(scene: Scene) -> bool:
    """ "Confirm, but ring before you come", 确认，还有我家厕所灯也坏了: a yes, and something that changes nothing in the
    summary: for whoever comes, or a fault of its own."""
    first, rest = answers.split(scene.text)
    if scene.event.kind != "text" or not rest or answers.says(first) is not True or answers.asks(rest):
        return False
    said = answers.plain(rest)
    if another.tells_one_more(scene, rest) or _KIND_WORDS.fullmatch(said):
        return True
    wish = any(words.search(said) for words in _FOR_WHO_COMES)
    if not wish or times_told.wanted_time(scene) is not None or answers.haggles(rest):
        return False
    scene.record("ticket.note", {"remark": rest[:500]})
    scene.say("remark-kept")
    return True


#: What goes to whoever comes: ring first, the code of the door, who lets them in.
_FOR_WHO_COMES = (visit_words.AHEAD, visit_words.PRACTICAL, visit_words.INVOICE, visit_words.LET_IN)
#: Thanks and praise behind a yes: nothing to pass on.
_KIND_WORDS = regex(
    r"(?:(?:真|太|非常|很|你们?|您|师傅|的|了|啊|呀|哈|啦|谢谢|多谢|感谢|辛苦|麻烦|拜托|好|棒|贴心|周到|耐心|再见|拜拜|晚安|爱你们)+)"
    r"|(?:(?:thanks?|thank you|thx|cheers|many|a lot|so much|very|you(?:'re| are| guys are)|great|the best|awesome|wonderful|lovely|kind|helpful|good|nice|job|service|much appreciated|appreciate it|see you(?: then| soon| tomorrow)?|bye|goodbye|good night|have a (?:nice|good) day|and|for|your|help)[ ,!]*)+"
)
#: What a yes waits for: other times, other money, or whether it is right at all.
_OPEN = regex(
    r"可以.{0,6}[改换]|能.{0,6}[改换]|对吗|对吧|什么时候|几点|哪天|\b(?:can|could) (?:you|we|i|it)\b.{0,12}\b(?:change|move|earlier|later)\b|\b(?:when|what time|which day|right|correct)\b"
)


_HOW_PAID = regex(
    r"刷卡|现金|微信|支付宝|发票|\b(?:by|with|in) (?:card|cash|wechat|alipay|transfer)\b|\bcards?\b|\binvoice\b|\breceipt\b"
)


def confirms_and_asks(scene: Scene) -> bool:
    """ "Confirm, how long will it take?", 确认，要带什么证件吗: a yes, and a question that changes nothing in it."""
    first, rest = answers.split(scene.text)
    if scene.event.kind != "text" or not rest or answers.says(first) is not True or not answers.asks(rest):
        return False
    said = answers.plain(rest)
    if answers.only_asks_for_it(rest) or _BUT.search(said) or _OPEN.search(said):
        return False
    if price_words.ABOUT_MONEY.search(said) and not _HOW_PAID.search(said):
        return False
    return not answers.haggles(rest) and times_told.wanted_time(scene) is None


#: A thumb or a tick, and nothing else, below what was shown to be confirmed.
_SIGN = regex("(?:[👍👌✅✔🆗💯][\ufe0f\U0001f3fb-\U0001f3ff]?)+")


def approved(scene: Scene) -> bool:
    """Whether the summary that was just shown is said to be right; also by who was about to change something."""
    if scene.event.kind != "text":
        return False
    if scene.tracker.asked not in ("summary", "correction"):
        return False
    first, rest = answers.split(scene.text)
    said = rest if rest and answers.calms(first) else scene.text  # "no danger, confirm it"
    return answers.approves(said) or answers.says(said) is True or bool(_SIGN.fullmatch(scene.text.strip()))


def finish(scene: Scene) -> None:
    """The report counts from here on: visit confirmed, ticket open, customer remembered, people told."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    visit: Row[tuple[object]] | None = None
    if booking.needs_visit(scene):
        visit = booking.confirm(scene)
        if visit is None:  # the hold ran out or the price changed meanwhile: back to that step
            scene.tracker.asked = None
            scene.say("window-gone")
            return
    remember_customer(scene)
    known = not product.unknown(ticket)
    team = teams.assign(scene.tx, plan, ticket, scene.now) if known else None
    scene.record("ticket.confirmed", None, status="open")
    hop = parties.route(scene.tx, scene.house, ticket, scene.actor, scene.now) if known else None
    scene.refresh()
    scene.tracker.end()
    if visit is not None:
        scene.say(
            "done-visit", number=_number(scene), when=_window(scene, visit), technician=visit.technician
        )
        _offer_guidance(scene)
    elif ticket.facts.get("call_me") or not known or ticket.kind not in booking.VISITED:
        call_back(scene)
    else:
        scene.say("done-people", number=_number(scene))
    signature.tell_issued(scene)
    if team is not None:
        scene.say("your-team", team=team.name.of(scene.lang))
    if hop is not None:
        _tell_party(scene, hop, visit is not None)
    if known:
        procedures.begin(scene)
    another.offer(scene)


def _tell_party(scene: Scene, hop: Row[tuple[object]], booked: bool) -> None:
    """Who carries it out, and by when that is arranged."""
    due = parties.promised(scene.tx, scene.house, scene.ticket, scene.now)
    name = (
        scene.t("party-dealer-phone", name=hop.dealer, phone=hop.dealer_phone or "")
        if hop.dealer_phone
        else hop.dealer
    )
    party = name if hop.party == "dealer" else scene.t(f"party-{hop.party}")
    if booked or due is None:
        scene.say("dispatch-visits", party=party)
    else:
        scene.say("dispatch-passed", party=party, until=moment(scene.local(due), scene.lang, scene.now))


def _offer_guidance(scene: Scene) -> None:
    from handlers.flows import guide  # which closes reports as this module does

    guide.offer(scene)


def _number(scene: Scene) -> str:
    assert scene.ticket is not None
    return str(scene.ticket.number)


def call_back(scene: Scene) -> None:
    """People act next: a task in the queue, with the plan's call-back clock running."""
    scene.record("callback.due", {"why": "customer chose a call"})
    ticket = scene.ticket
    assert ticket is not None
    states = tickets.clock_states(scene.tx, scene.house, ticket, scene.now)
    clock = next((c.due for c in states if c.name == "call_back" and c.due is not None), None)
    due, asked_for = clock or ticket.due_at, ticket.facts.get("call_at")
    if asked_for:
        due = max(due or scene.now, datetime.fromisoformat(asked_for))
    item = handoff.add_task(
        scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "call_back", scene.now, due_at=due,
        note=ticket.facts.get("call_wish", ""),
    )  # fmt: skip
    if due is not None and clock is None and due > scene.now:  # no clock of the plan stands for it
        promises.make(scene.tx, scene.house, ticket, scene.t("promise-call-back"), due, "bot", scene.now, f"call:{item}",
                      kind="call")  # fmt: skip
        scene.refresh()
    if due is not None:
        scene.say("done-call", number=_number(scene), until=moment(scene.local(due), scene.lang, scene.now))
    else:
        scene.say("done-people", number=_number(scene))


def remember_customer(scene: Scene) -> None:
    ticket, row = scene.ticket, scene.conversation
    assert ticket is not None
    known = {
        "name": ticket.contact_name,
        "phone": ticket.phone,
        "address": ticket.address,
        "region": ticket.region,
    }
    if row.customer_id is None:
        if not any(known.values()):
            return
        customer_id = conversations.new_customer(scene.tx, scene.now, lang=scene.lang, **known)
        conversations.save(scene.tx, row.id, customer_id=customer_id)
    else:
        customer_id = row.customer_id
        conversations.save_customer(scene.tx, customer_id, **{k: v for k, v in known.items() if v})
    scene.change(customer_id=customer_id)


def withdraw(scene: Scene, why: str) -> None:
    """The customer takes the report back: visit and holds are given back, every clock stops, nobody calls."""
    ticket = scene.ticket
    assert ticket is not None
    visits.cancel(scene.tx, scene.house, ticket, scene.actor, scene.now, why)
    supply.call_off(scene.tx, scene.house, ticket, scene.actor, scene.now)
    scene.record("ticket.withdrawn", {"why": why[:500]})
    handoff.drop_tasks(scene.tx, ticket.id, scene.now)
    stored_tickets.end_alarms(scene.tx, ticket.id, scene.now)
    feed.tell(scene.tx, "alarm", ticket.id, scene.now, ticket.conversation_id)
    scene.tracker.end()
