"""Another address for a report that counts: the visit stays where it can, else another one is offered."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row

from handlers import answers, areas, handoff, visits
from handlers.flows import fault, people, status, visit, where
from handlers.flows.who_and_where import said
from handlers.scene import Scene
from handlers.texts.shapes import window
from handlers.wording import regex
from storage import conversations, feed
from storage import tickets as stored_tickets

NAME = "address"
MOST_PIECES = 2  # times that more of an address is asked for before what there is must do
#: Words for another address, and such as only mean that beside an address.
_ANOTHER = regex(
    r"(?<!ip)(?<!ip )(?<!网络)(?:地址|住址|门牌号?|上门地点).{0,8}(?:改|换|变|错|不对|搬|更新)"
    r"|(?:改|换|更新|修改|更正)(?:一下|一个|个|下)?(?:上门)?(?:的)?(?:地址|住址|门牌|上门地点)"
    r"|(?<!ip )(?<!mac )\baddress\b.{0,25}\b(?:chang|wrong|differ|updat)"
    r"|\b(?:chang\w*|new|another|different|wrong|updat\w*|correct)\b(?: \w+){0,3} (?<!ip )(?<!mac )address\b",
    re.IGNORECASE,
)
_BESIDE_ONE = regex(
    r"地址|改[到成为在]|换[到成]|搬[家到去]|别去|不去|\baddress\b|\bmoved\b|\binstead\b", re.IGNORECASE
)
_UP_TO_IT = regex(r"^.*(?:应该是|改[到成为在]|换[到成]|搬[到去]|地址是|[，,]\s*(?:来|去|到|在))\s*")
_FAULT_SURE = 0.6
_UNIT = r"(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄)"
_RIGHT_ONE = regex(
    rf"(?:应该|其实|改)?(?:是|成|为)\s*(?P<a>\d+)\s*(?P<u>{_UNIT})?[，,。 ]*不是\s*(?P<b>\d+)|不是\s*(?P<d>\d+)\s*(?P<v>{_UNIT})?[，,。 ]*(?:应该|而|其实)?是\s*(?P<c>\d+)"
    r"|\bnumber (?P<e>\d+),? not (?P<f>\d+)\b|\bnot (?:number )?(?P<h>\d+),? but (?P<g>\d+)\b",
    re.IGNORECASE,
)
_WRONG = regex(r"(?:地址|门牌号?)?(?:写|填|留|说|报|登记)?错了|不对", re.IGNORECASE)


def wanted(scene: Scene) -> bool:
    """Whether somebody with a report that counts wants us to come elsewhere."""
    if scene.event.kind != "text" or not status.counting(scene):
        return False
    if fault.tells_a_problem(scene) and scene.heard.intent.confidence >= _FAULT_SURE:
        return False
    text = answers.plain(scene.text)
    named = scene.entity("address") is not None
    return bool(_ANOTHER.search(text) or (named and _BESIDE_ONE.search(text)))


def begin(scene: Scene) -> None:
    """Take the new address, or ask for it."""
    ticket = _meant(scene)
    if ticket is None:
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin(NAME)
    new = _one_number(scene, ticket) or _told(scene)
    if new is not None:
        _move(scene, *new)
        return
    scene.tracker.ask("address")
    scene.say("ask-address")


def _meant(scene: Scene) -> Row[Any] | None:
    """The report that somebody is going to come for, when there is just one; else it is asked."""
    visited = [t for t in status.counting(scene) if visits.booked(scene.tx, t.id) is not None]
    if len(visited) == 1 and status.named(scene) is None:
        return visited[0]
    return status.which(scene, NAME)


def _one_number(scene: Scene, ticket: Row[Any]) -> tuple[str, str | None] | None:
    """ "It is 15 and not 12": that number in the address that we have."""
    found = _RIGHT_ONE.search(scene.text)
    if found is None or not ticket.address:
        return None
    said = found.groupdict()
    right = said["a"] or said["c"] or said["e"] or said["g"]
    wrong = said["b"] or said["d"] or said["f"] or said["h"]
    address, count = re.subn(rf"(?<!\d){wrong}(?!\d)", right, ticket.address)
    return (address, ticket.region) if count == 1 else None


def _told(scene: Scene) -> tuple[str, str | None] | None:
    """The address in a message that says where to come instead, and the service area that is named with it."""
    found = scene.entity("address")
    if found is None:
        return None
    address = _UP_TO_IT.sub("", found.text.strip())[:300]
    if len(address) < 4 or _WRONG.search(address):
        return None
    behind = areas.region_of(scene.heard.text[found.start :])
    region = areas.region_of(address) or behind
    if behind is not None and areas.region_of(address) is None:
        address = f"{address}, {areas.name(behind, scene.lang)}"
    return address, region


def hear(scene: Scene) -> bool:
    """The address that was asked for, at once or in pieces; or it stays as it was."""
    ticket, slots = scene.ticket, scene.tracker.slots
    if ticket is None or ticket.status != "open":
        return False
    new = _one_number(scene, ticket) or _told(scene)
    if where.piece_of_address(scene.text) and (new is not None or slots.get("pieces")):
        if not slots.get("pieces"):
            slots["pieces"] = scene.text.strip(" ，。,.")  # a street alone
            scene.say("ask-address-more", pieces=slots["pieces"])
            return True
        both = where.side_by_side(slots["pieces"], scene.text.strip())
        both = where.in_the_same_town(ticket.address, both)
        new = both, areas.region_of(both)
    if new is not None:
        _move(scene, *new)
        return True
    changes, more = said(scene)
    if more and int(slots.get("more", 0)) < MOST_PIECES:
        slots["more"] = int(slots.get("more", 0)) + 1
        scene.say("ask-address-more", pieces=slots["pieces"])
        return True
    address = changes.get("address") or (slots.get("pieces") if more else None)
    if address:
        _move(scene, address, areas.region_of(address))
        return True
    if answers.yes_or_no(scene) is False:
        scene.tracker.end()
        scene.say("address-kept", number=ticket.number)
        return True
    return False


def _move(scene: Scene, address: str, region: str | None) -> None:
    """Write the address down and see what it means for the visit: it stays, or another one is offered, or a person
    sees to it because somebody is on the way."""
    ticket = scene.ticket
    assert ticket is not None
    facts = {k: v for k, v in ticket.facts.items() if k not in ("no_window", "no_region")}
    nobody_before = "no_window" in ticket.facts
    scene.change(address=address, region=region or ticket.region, facts=facts)
    scene.tracker.end()
    assert scene.ticket is not None
    customer = scene.customer
    if customer is not None and customer.address == ticket.address:  # else it was for this one report
        where = {"address": address, "region": scene.ticket.region}
        conversations.save_customer(scene.tx, customer.id, **where)
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None:
        scene.say("address-changed", number=ticket.number, address=address)
        if nobody_before:
            _offer(scene)
    elif _under_way(scene, booked):
        people.hand_over(scene, "address_changed", note=address)
    elif visits.serves(scene.tx, booked, scene.ticket.region):
        feed.tell(scene.tx, "visit", booked.id, scene.now, ticket.conversation_id)
        scene.say("address-changed-visit", address=address, **_booked(scene, booked))
    else:
        handoff.add_task(
            scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "arrange_visit", scene.now
        )  # ends with the new booking
        scene.say("address-changed-far", address=address, **_booked(scene, booked))
        _offer(scene)


def _booked(scene: Scene, booked: Row[Any]) -> dict[str, str]:
    assert scene.ticket is not None
    when = window(scene.local(booked.start), scene.local(booked.end), scene.lang, scene.now)
    return {"when": when, "technician": booked.technician, "number": scene.ticket.number}


def _under_way(scene: Scene, booked: Row[Any]) -> bool:
    """Whether the technician has set out for the old address."""
    log = stored_tickets.log(scene.tx, booked.ticket_id)
    started = {"visit.on_the_way", "visit.arrived"}
    return any(e.event in started and (e.data or {}).get("visit") == booked.id for e in log)


def _offer(scene: Scene) -> None:
    scene.tracker.begin(visit.NAME)
    visit.go_on(scene)
