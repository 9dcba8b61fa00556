"""Whom to call and where to go: name, phone, address, and the service area it lies in."""

from __future__ import annotations

import re
from typing import Any

from handlers import answers, areas
from handlers.scene import Scene
from handlers.texts.shapes import join
from nlu import places
from nlu.patterns import regex

_NAME = regex(r"^[^\d\n@/\\<>{}\[\]|]{1,30}$")
_PHONE = regex(r"^\+?[\d\s()（）-]{5,24}$")
_MOBILE = regex(r"1[3-9]\d{9}")
_PIECE = regex(
    r"(?:[\u4e00-\u9fff]{1,10}(?:省|市|区|县|镇|乡|村|路|街|大道|巷|弄|小区|苑|园|大厦|广场|楼|院)|\d{1,5}-?\d{0,5}(?:号|栋|幢|楼|单元|室|层|弄)+(?:\d{1,5}(?:室|号|单元|楼|层)?)*)+"
)
_LABEL = regex(
    r"电话|手机|号码|地址|联系方式|姓名|联系人|\b(?:phone|tel|telephone|mobile|number|address|name)\b"
)
SKIPPED = ("name", "phone")
_BUSY = frozenset({"request_human", "complaint", "warranty_query", "fee_query", "ticket_status", "usage_question",
                   "cancel_visit", "reschedule_visit", "report_fault", "greet", "thanks", "goodbye", "affirm", "deny",
                   "return_exchange", "parts_request", "install_request", "maintenance_request"})  # fmt: skip
_LIKE_A_NAME = regex(r"^(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}|[\u4e00-\u9fff·]{2,4})[.。]?$")
_COURTESIES = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "request_human"})
FIELDS = {"name": "contact_name", "phone": "phone", "address": "address"}


def wanted(scene: Scene) -> list[str]:
    """The contact fields that this ticket needs."""
    assert scene.plan is not None and scene.ticket is not None
    return [f for f in FIELDS if f in scene.plan.needs]


def hear_contact(scene: Scene) -> bool:
    """Take name, phone and address whenever they are said; corrections too."""
    ticket = scene.ticket
    assert ticket is not None
    changes = said_contact(scene)
    if not changes and (_skipped(scene) or _pieces(scene, changes)):
        return True
    if scene.tracker.asked == "region":
        changes |= _region(scene)
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
    scene.change(**changed)
    if corrected:
        scene.say(
            "corrected", what=join([f"{scene.t('field-' + k)} {changed[k]}" for k in corrected], scene.lang)
        )
    return True


def _known(stored: str | None, field: str, said: str) -> bool:
    """Whether what was said adds nothing: the same, or "王" where "老王" is known."""
    return stored == said or (field == "contact_name" and stored is not None and said in stored)


def _skipped(scene: Scene) -> bool:
    """A name or a phone number that somebody does not want to give or does not have: we go on without."""
    asked, ticket = scene.tracker.asked, scene.ticket
    assert ticket is not None
    if asked not in SKIPPED or not (answers.unknown(scene.text) or answers.yes_or_no(scene) is False):
        return False
    scene.change(facts={**ticket.facts, f"no_{asked}": True})
    scene.tracker.asked = None
    scene.say(f"skipped-{asked}")
    return True


def piece_of_address(text: str) -> bool:
    """Whether a message is a city, a street or a number of a house, and nothing else."""
    text = text.strip(" ，。,.")
    if answers.unknown(text) or answers.asks_back(text):
        return False
    return len(text) <= 40 and bool(_PIECE.fullmatch(text) or (areas.find(text) and len(text) <= 12))


def _pieces(scene: Scene, changes: dict[str, Any]) -> bool:
    """Addresses and numbers that come in pieces are put together; True when this was one and more is missing."""
    if scene.event.kind == "button" or scene.text.startswith("/"):
        return False
    slots, text = scene.tracker.slots, scene.text.strip(" ，。,.")
    if scene.tracker.asked == "phone" and re.fullmatch(r"[\d -]{3,12}", text):
        digits = slots.get("digits", "") + re.sub(r"\D", "", text)
        whole = _MOBILE.search(digits)
        slots["digits"] = "" if whole else digits[-11:]
        if whole:
            changes["phone"] = whole[0]
        return whole is None
    if not piece_of_address(text):
        return False
    joined = (slots.get("pieces", "") + text)[:300]
    slots["pieces"] = joined
    scene.tracker.tries.pop("address", None)
    if not (re.search(r"\d", joined) and len(joined) >= 6):
        return True
    changes["address"] = joined
    return False


def said_contact(scene: Scene) -> dict[str, Any]:
    """Contact fields in a message: found by the NLU, or the whole text as the answer to our question."""
    found: dict[str, Any] = {}
    for entity, column in (("contact_name", "contact_name"), ("phone", "phone"), ("address", "address")):
        hit = scene.entity(entity)
        if hit is not None:
            found[column] = hit.value if entity == "phone" else hit.text.strip()[:300]
    asked = scene.tracker.asked
    named = scene.ticket is not None and scene.ticket.contact_name is not None
    if asked in ("phone", "address") and not named and not found and places.like_a_name(scene.text):
        found["contact_name"] = scene.text
    if (
        asked in FIELDS
        and FIELDS[asked] not in found
        and _plain_answer(scene)
        and (asked == "name" or not found)
    ):
        text = _without_entities(scene)
        value = {"name": _name, "phone": _phone, "address": _address}[asked](text)
        if value and (asked != "name" or _sure_name(scene, value)):
            found[FIELDS[asked]] = value
    return found


def _without_entities(scene: Scene) -> str:
    """The text less what has been recognised in it: what is left may be the name."""
    if scene.tracker.asked != "name":
        return scene.text
    left = list(scene.heard.text)
    for e in scene.heard.entities:
        left[e.start : e.end] = " " * (e.end - e.start)
    return "".join(left).strip(" ,，。;；、")


def _plain_answer(scene: Scene) -> bool:
    """Whether the text may be taken as it is: no button, and not clearly something else."""
    if scene.event.kind == "button" or scene.text.startswith("/") or answers.unknown(scene.text):
        return False
    if scene.tracker.asked == "address" and scene.entity("visit_time") and not areas.find(scene.text):
        return False  # "can you come on Thursday?"
    if scene.tracker.asked == "name" and _LIKE_A_NAME.match(scene.text) and scene.intent not in _COURTESIES:
        return True
    return not (scene.intent in _BUSY and scene.heard.intent.confidence >= 0.55)


def _name(text: str) -> str | None:
    text = re.sub(
        r"^(?:我叫|我是|我姓|叫我|联系人[是:：]?|姓名[:：]?|my name is|i am|i'm|this is|it's)\s*",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    text = text.strip(" ，。,.!！~")
    first = re.split(r"[,，;；。]", text)[0].strip()
    if first != text and _LIKE_A_NAME.match(first):
        text = first  # "Anna Lee, and my number is ..."
    text = _LABEL.sub("", text).strip(" ，。,.:：")
    words = 1 if not text.isascii() else len(text.split())
    if answers.choice(text, 9) is not None or answers.plain(text) in answers.KNOWN:
        return None
    return text if _NAME.match(text) and words <= 4 and text else None


def _sure_name(scene: Scene, text: str) -> bool:
    """A Chinese name begins with a family name or 老, 小, 阿; whatever is said the second time is taken."""
    return text.isascii() or scene.tracker.tries.get("name", 0) >= 2 or places.like_a_name(text)


def _phone(text: str) -> str | None:
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    cut = re.match(r"1[3-9]", digits) and len(digits) < 11  # a mobile number that is not all there yet
    if not _PHONE.match(text) or not 7 <= len(digits) <= 15 or cut:
        return None
    return ("+" if text.startswith("+") else "") + digits


def _address(text: str) -> str | None:
    text = text.strip()
    return text[:300] if len(text) >= 4 and (areas.find(text) or len(text) >= 6) else None


def _region(scene: Scene) -> dict[str, Any]:
    if scene.text.startswith("/region:"):
        wanted = scene.text.removeprefix("/region:")
        return {"region": wanted} if any(a.id == wanted for a in areas.areas()) else {}
    found = areas.region_of(scene.text)
    return {"region": found} if found else {}


def ask_contact(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    _fill_known(scene)
    ticket = scene.ticket
    assert ticket is not None
    for field in wanted(scene):
        if not getattr(ticket, FIELDS[field]) and not ticket.facts.get(f"no_{field}"):
            again = scene.tracker.ask(field)
            pieces = scene.tracker.slots.get("pieces") if field == "address" else None
            if pieces:
                scene.say("ask-address-more", pieces=pieces)
            else:
                scene.say(f"ask-{field}-again" if again else f"ask-{field}")
            return True
    return False


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
    fill = {k: v for k, v in known.items() if v and not getattr(ticket, k)}
    if fill:
        scene.change(customer_id=customer.id, **fill)


def ask_region(scene: Scene) -> bool:
    """Where technicians have to come from; asked only when the address does not tell."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    if ticket.region is not None or ticket.facts.get("no_region") or "address" not in plan.needs:
        return False
    again = scene.tracker.ask("region")
    if again >= 2:
        scene.change(facts={**ticket.facts, "no_region": True})
        scene.tracker.asked = None
        return False
    buttons = [(a.name.of(scene.lang), f"/region:{a.id}") for a in areas.areas()]
    scene.say("ask-region", *buttons)
    return True
