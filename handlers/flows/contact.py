"""Whom to call and where to go: name, phone, address, and the service area it lies in."""

from __future__ import annotations

import re
from typing import Any

from handlers import answers, areas, calls_wanted
from handlers.flows import corrections
from handlers.flows.cost import LATER
from handlers.flows.where import TWO, is_town
from handlers.flows.who_and_where import FIELDS, less, more_phones, said
from handlers.scene import Scene
from handlers.wording import regex
from nlu import places

_ABOUT_DEVICE = regex(
    r"序列号|序号|机号|编号|铭牌|标签|字太?小|看不[清到见]|没看见|磨[掉没花]|[掉撕]了|太高|够不|\b(?:serial|plate|label|sticker|unreadable)\b|\b(?:can'?t|cannot) (?:read|see)\b"
)
_BRACKET = regex(r"[（(][^（()）]{3,200}[)）]\s*[。.]?$")
BEFORE = "before"  # slot: what was told first, of the fields that were changed since
_FIRST = regex(
    r"(?:还是|换回|改回|就?用)[^,，。]{0,4}(?:第一|原来|之前|刚才|前面|老|最早|开始)|第一(?:个|次)[^,，。]{0,6}(?:对|没错)|(?:不改|没变|不变)了?$"
    r"|\b(?:back to|use|keep|stick with)\b[^,.]{0,12}\b(?:first|old|original|previous|earlier)\b|\b(?:was|were) right (?:the first time|before|at first)\b|\b(?:first|original|old) (?:one|number|address|name) (?:is|was) (?:right|correct|fine)\b|\b(?:number|address|name) stays\b"
)
_FIELD_WORDS = {
    "phone": regex(r"电话|手机|号码|\b(?:phone|number|mobile|telephone)\b"),
    "address": regex(r"地址|地方|\b(?:address|place)\b"),
    "contact_name": regex(r"名字|姓名|联系人|\b(?:name|contact)\b"),
}
_ASK_FOR = regex(r"不能接|接不了|上班|下班|白天|晚上|找[\u4e00-\u9fff]{2}|\bask for\b", re.IGNORECASE)
ANOTHER_PLACE = "another_place"  # slot: it is not where the report before it was
SKIPPED = ("name", "phone")
BARE_NO = 5  # words or characters that only say no
MOST_NAMELESS = 2  # messages that tell no name, after which a number must do
MOST_PIECES = 3  # times that street or number are asked for before what there is must do


def wanted(scene: Scene) -> list[str]:
    """The contact fields that this ticket needs."""
    assert scene.plan is not None and scene.ticket is not None
    return [f for f in FIELDS if f in scene.plan.needs]


def hear_contact(scene: Scene) -> bool:
    """Take name, phone and address whenever they are said; corrections too."""
    ticket = scene.ticket
    assert ticket is not None
    if _elsewhere(scene):
        return True
    region = _region(scene) if scene.tracker.asked == "region" or _only_its_town(scene) else {}
    changes, more = (again, False) if (again := _as_before(scene)) else said(scene)
    if not region and (more or (not changes and (_skipped(scene) or _skipped_before(scene)))):
        return True
    changes |= region
    if region and more:
        changes["address"] = _with_town(ticket.address, scene.tracker.slots.pop("pieces"))
    _keep_the_rest(scene, changes)
    ticket = scene.ticket
    assert ticket is not None
    changed = {k: v for k, v in changes.items() if not _known(getattr(ticket, k), k, v)}
    if changes and scene.tracker.asked in ("name", "phone", "address", "region"):
        answered = {**FIELDS, "region": "region"}[scene.tracker.asked]
        if answered in changes:
            scene.tracker.asked = None
    if not changed:
        return bool(changes)
    if "address" in changed:
        changed["region"] = areas.region_of(changed["address"]) or changes.get("region") or ticket.region
    corrected = [k for k in changed if k != "region" and getattr(ticket, k)]
    if changed.get("region", ticket.region) != ticket.region:  # others go there, at other times
        scene.tracker.slots.pop("window", None)
        changed["facts"] = {k: v for k, v in ticket.facts.items() if k != "no_window"}
    for k in corrected:
        scene.tracker.slots.setdefault(BEFORE, {}).setdefault(k, getattr(ticket, k))
    _keep_other_phones(scene, changed)
    scene.change(**changed)
    if corrected:
        corrections.say(scene, {k: changed[k] for k in corrected})
    elif scene.tracker.asked not in (None, "problem", "summary", "correction"):
        scene.tracker.slots[LATER] = scene.tracker.asked == "consent" or scene.tracker.slots.get(LATER, False)
        scene.say("noted")  # it was told out of turn, and the open question is asked again
    return True


def _keep_the_rest(scene: Scene, changes: dict[str, Any]) -> None:
    """What is said beside the number or the address that was asked for is kept for whoever calls or comes: "not in working
    hours", "bell broken"."""
    ticket, asked, text = scene.ticket, scene.tracker.asked, scene.heard.text
    assert ticket is not None
    if scene.event.kind != "text" or asked not in ("phone", "address") or FIELDS[asked] not in changes:
        return
    if (
        asked == "phone"
        and len(text) <= calls_wanted.MOST_SAID
        and calls_wanted.NOT_REACHED.search(answers.plain(text))
    ):
        words = text.replace(changes["phone"], "").strip(" ,，。.;；")
        if words and not ticket.facts.get("call_wish"):
            scene.record(
                "ticket.note", {"call": text[:500]}, facts={**ticket.facts, "call_wish": words[:200]}
            )
            scene.say("call-wish-noted", words=words[:200])
        return
    told = [e for e in scene.heard.entities if e.entity in ("phone", "address", "contact_name", "visit_time")]
    rest = _BRACKET.search(less(text, told))
    if rest is not None and rest[0].strip("（）() ") not in changes[FIELDS[asked]]:
        scene.record("ticket.note", {"remark": rest[0].strip("（）() ")[:500]})


def _keep_other_phones(scene: Scene, changed: dict[str, Any]) -> None:
    """A second number and an extension are kept with the contact, and whom to ask for at a number with the report."""
    ticket = scene.ticket
    if "phone" not in changed or ticket is None:
        return
    facts = dict(changed.get("facts", ticket.facts))
    facts.pop("phone_more", None)
    if more := more_phones(scene, changed["phone"]):
        facts["phone_more"] = more[:100]
    if facts != ticket.facts:
        changed["facts"] = facts
    if more or _ASK_FOR.search(scene.text):
        scene.record("ticket.note", {"remark": scene.text[:500]})


def _as_before(scene: Scene) -> dict[str, Any]:
    """ "No, back to my first number": what was told first counts again."""
    before, said = scene.tracker.slots.get(BEFORE, {}), answers.plain(scene.text)
    if not before or scene.event.kind != "text" or not _FIRST.search(said):
        return {}
    return {k: v for k, v in before.items() if _FIELD_WORDS[k].search(said)}


def hear_known_place(scene: Scene) -> bool:
    """ "Same as last time", from somebody of whom we have no address here: that is said, and it is asked again."""
    named = _FIELD_WORDS["address"].search(answers.plain(scene.text)) and _no_address(scene)
    asks = (scene.tracker.asked == "address" or named) and scene.event.kind == "text"
    if not asks or scene.entity("address") is not None or not answers.means_a_known_place(scene.text):
        return False
    scene.say("address-not-known")
    return True


def _no_address(scene: Scene) -> bool:
    """Whether an address is still to be asked for."""
    ticket, customer = scene.ticket, scene.customer
    known = (ticket is not None and ticket.address) or (customer is not None and customer.address)
    return not known and "address" in wanted(scene)


def _known(stored: str | None, field: str, said: str) -> bool:
    """Whether what was said adds nothing: the same, or "王" where "老王" is known."""
    return stored == said or (field == "contact_name" and stored is not None and said in stored)


def _skipped(scene: Scene) -> bool:
    """A name or a phone number that somebody does not want to give or does not have: we go on without."""
    asked, ticket = scene.tracker.asked, scene.ticket
    assert ticket is not None
    no = answers.knows_nothing(scene.text) or scene.text == "/no" or answers.will_not_say(scene.text)
    no = no or calls_wanted.none_for(scene)
    if asked not in SKIPPED or not no or _ABOUT_DEVICE.search(scene.text):
        return False
    scene.change(facts={**ticket.facts, f"no_{asked}": True})
    if (
        answers.length(answers.plain(scene.text)) > BARE_NO
    ):  # "no phone, mail me at ...": whoever calls reads it
        scene.record("ticket.note", {"remark": scene.text[:500]})
    scene.tracker.asked = None
    scene.say(f"skipped-{asked}")
    return True


def _skipped_before(scene: Scene) -> bool:
    """ "I really have no phone", once more: nothing for the fault."""
    ticket = scene.ticket
    assert ticket is not None
    phone = answers.will_not_say(scene.text) and bool(_FIELD_WORDS["phone"].search(answers.plain(scene.text)))
    return phone and bool(ticket.facts.get("no_phone")) and scene.event.kind == "text"


def _with_town(address: str | None, town: str) -> str:
    """A street with the town that was asked for: behind it, or before it in Chinese."""
    if not address:
        return town
    return (f"{address}, {town}" if town.isascii() else f"{town}{address}")[:300]


def _only_its_town(scene: Scene) -> bool:
    """Whether the town of a street that was told before it is all that is said ("Wensan Road 12", "Hangzhou")."""
    ticket = scene.ticket
    street = ticket is not None and bool(ticket.address) and not ticket.region
    return street and scene.event.kind == "text" and is_town(scene.text)


def _region(scene: Scene) -> dict[str, Any]:
    if scene.text.startswith("/region:"):
        wanted = scene.text.removeprefix("/region:")
        return {"region": wanted} if any(a.id == wanted for a in areas.areas()) else {}
    found = areas.region_of(scene.text)
    return {"region": found} if found else {}


def _elsewhere(scene: Scene) -> bool:
    """Somebody in none of our areas: people see who can come, and it is not asked again."""
    ticket = scene.ticket
    assert ticket is not None
    if scene.tracker.asked != "region" or scene.text != f"/region:{areas.ELSEWHERE}":
        return False
    scene.change(facts={**ticket.facts, "no_region": True})
    scene.tracker.asked = None
    return True


def ask_contact(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    _fill_known(scene)
    _make_do(scene)
    _nameless(scene)
    ticket = scene.ticket
    assert ticket is not None
    for field in wanted(scene):
        if not getattr(ticket, FIELDS[field]) and not ticket.facts.get(f"no_{field}"):
            again = scene.tracker.ask(field)
            pieces = scene.tracker.slots.get("pieces") if field == "address" else None
            two = scene.tracker.slots.get(TWO) if field == "address" else None
            if two:
                scene.say("ask-address-which", one=two[0], other=two[1])
            elif pieces:
                scene.tracker.slots["more"] = int(scene.tracker.slots.get("more", 0)) + 1
                scene.say("ask-address-more", pieces=pieces)
            else:
                scene.say(f"ask-{field}-again" if again and _tried(scene, field) else f"ask-{field}")
            return True
    return False


def _make_do(scene: Scene) -> None:
    """An address without a number does when nothing more is said of it."""
    slots, ticket = scene.tracker.slots, scene.ticket
    assert ticket is not None
    if ticket.address or not slots.get("pieces") or int(slots.get("more", 0)) < MOST_PIECES:
        return
    address = slots.pop("pieces")
    scene.change(address=address, region=areas.region_of(address) or ticket.region)
    scene.tracker.asked = None


def _nameless(scene: Scene) -> None:
    """Who has given a number and is not understood twice when asked for a name is asked no third time."""
    slots, ticket = scene.tracker.slots, scene.ticket
    assert ticket is not None
    if scene.tracker.asked != "name" or ticket.contact_name or not ticket.phone:
        return
    slots["nameless"] = int(slots.get("nameless", 0)) + 1
    if slots["nameless"] >= MOST_NAMELESS:
        scene.change(facts={**ticket.facts, "no_name": True})
        scene.tracker.asked = None


def _tried(scene: Scene, field: str) -> bool:
    """Whether the message may have been meant as a phone number: else nobody is told that it could not be read."""
    numbers = [e for e in scene.heard.entities if e.entity in ("phone", "serial_number")]
    digits = any(not re.search("[A-Za-z]", e.text) for e in numbers)
    rest = less(scene.heard.text, scene.heard.entities)
    return field != "phone" or digits or bool(re.search(r"\d{3}", rest))


def _fill_known(scene: Scene) -> None:
    """What we know of this customer is not asked."""
    ticket, customer = scene.ticket, scene.customer
    assert ticket is not None
    if customer is None:
        return
    known = {
        "contact_name": customer.name,
        "phone": customer.phone,
        "address": customer.address,
        "region": customer.region,
    }
    if scene.tracker.slots.get(ANOTHER_PLACE):
        known = {k: known[k] for k in ("contact_name", "phone")}
    fill = {k: v for k, v in known.items() if v and not getattr(ticket, k)}
    if fill:
        scene.change(customer_id=customer.id, **fill)


def ask_region(scene: Scene) -> bool:
    """Where technicians have to come from; asked only when the address does not tell."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    if ticket.region is not None or ticket.facts.get("no_region") or "address" not in plan.needs:
        return False
    if places.names_a_city(ticket.address or ""):  # and none of ours
        scene.change(facts={**ticket.facts, "no_region": True})
        return False
    asked = int(scene.tracker.slots.get("region_asked", 0))
    scene.tracker.slots["region_asked"] = asked + 1
    again = scene.tracker.ask("region")
    if again >= 2 or asked >= MOST_PIECES:
        scene.change(facts={**ticket.facts, "no_region": True})
        scene.tracker.asked = None
        return False
    buttons = [(a.name.of(scene.lang), f"/region:{a.id}") for a in areas.areas()]
    buttons.append((scene.t("elsewhere"), f"/region:{areas.ELSEWHERE}"))
    scene.say("ask-region", *buttons)
    return True
