"""A customer who asks for a standby unit or a spare part meanwhile: it is reserved, and said when it comes."""

from __future__ import annotations

import re

from sqlalchemy import Row

from handlers import supply, tickets
from handlers.flows import fault, status
from handlers.rules.supply import Want
from handlers.scene import Scene
from handlers.supply_desk import told
from handlers.visits import NeedsConsent
from handlers.wording import regex

_UNIT = r"备机|备用机|代用机|周转机|替代机|备用设备|临时设备"
_PART = r"备件|配件"
_EN_UNIT = r"stand-?by(?: (?:unit|device|machine|server|system|one))?|loaner(?: \w+)?|loan (?:unit|device|machine)|replacement unit|stand-?in"
_EN_PART = r"spare(?: (?:unit|device|part|disk|drive|fan|controller|power supply|psu))?s?"
_CLAUSE = regex(r"[,.;!?，。；！？\n]+")
_ASKS = regex(
    rf"(?:要|送|给|借|调|派|提供|拿|带|发|来|安排|申请|需要|有没有|先用).{{0,10}}?(?:{_UNIT}|{_PART})"
    rf"|(?:{_UNIT}|{_PART}).{{0,8}}(?:送|先用|顶|过来|借|拿来|调|用一下|行吗|可以吗|有吗)"
    r"|\b(?:need|want|send|get|bring|give|lend|have|provide|ship|arrange|borrow|like|request)\b"
    rf".{{0,30}}?\b(?:{_EN_UNIT}|{_EN_PART})\b",
    re.IGNORECASE,
)
_NOT = regex(
    rf"(?:不需要|不用|不要|不想|别|无需|(?<!有)没有?).{{0,6}}(?:{_UNIT}|{_PART})(?!.*[吗呢])"
    rf"|(?:{_UNIT}|{_PART}).{{0,3}}(?:也|都|坏|挂|宕|失效|故障|起不|没起|不工作)"
    rf"|\b(?:no|not|don'?t|do not|without|can'?t|cannot|couldn'?t)\b.{{0,25}}\b(?:{_EN_UNIT}|{_EN_PART})\b"
    rf"|\b(?:{_EN_UNIT}|{_EN_PART})\b (?:is|has|was|also|did|does|won'?t|fail\w*|broke\w*|down|dead|to (?:come|start))\b",
    re.IGNORECASE,
)
_IS_PART = regex(rf"(?:{_PART})|\b(?:{_EN_PART})\b", re.IGNORECASE)
WISH = "standby_wish"  # fact: what is wished for, until it is seen to


def wished(text: str) -> str | None:
    """What a message asks to have brought: ``standby`` or ``part``; None when it asks for neither."""
    for clause in _CLAUSE.split(text):
        if _ASKS.search(clause) and not _NOT.search(clause):
            return "part" if _IS_PART.search(clause) else "standby"
    return None


def note_wish(scene: Scene) -> bool:
    """The wish is kept with the report; True when one was heard that the plan makes a promise of."""
    ticket = scene.ticket
    plan = scene.house.plan(ticket.plan) if ticket is not None else None
    if ticket is None or plan is None or plan.parts.supply is None or scene.event.kind != "text":
        return False
    kind = wished(scene.text)
    if kind is None:
        return False
    scene.change(facts={**ticket.facts, WISH: kind})
    return True


def settle_wish(scene: Scene) -> bool:
    """A step of the report: once it is known where to bring it and who pays, it is seen to.  Asks nothing."""
    if scene.ticket is not None and WISH in scene.ticket.facts:
        _see_to(scene, scene.ticket)
    return False


def wanted(scene: Scene) -> bool:
    """Whether somebody with a report that counts asks for one."""
    if scene.event.kind != "text" or wished(scene.text) is None:
        return False
    return bool(_meant(scene))


def _meant(scene: Scene) -> list[Row[object]]:
    """The open reports whose plan promises one; one that is named before the others."""
    named = status.named(scene)
    found = [named] if named is not None else status.counting(scene)
    plans = scene.house.plans
    return [t for t in found if t.plan in plans and plans[t.plan].parts.supply is not None]


def begin(scene: Scene) -> None:
    """For the report that is meant: the newest, where nobody says which."""
    scene.ticket = ticket = _meant(scene)[0]
    assert ticket is not None
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    note_wish(scene)
    fault.add_problem(scene)
    assert scene.ticket is not None
    _see_to(scene, scene.ticket)


def _see_to(scene: Scene, ticket: Row[object]) -> None:
    """Reserve it and say when it comes, or honestly that there is none now."""
    assert scene.plan is not None
    kind = "standby"
    if ticket.facts.get(WISH) == "part" and ticket.component is not None:
        kind = "part"
    want = Want(kind, component=ticket.component)
    try:
        found = supply.need(scene.tx, scene.house, ticket, want, scene.text[:200], scene.actor, scene.now)
    except NeedsConsent:
        _once(scene, "supply-after-consent")
        return
    except supply.Known:
        found = None
    scene.refresh()
    assert scene.ticket is not None
    scene.change(facts={k: v for k, v in scene.ticket.facts.items() if k != WISH})
    if found is None:
        _tell_known(scene, ticket)
        return
    text_id, facts = told(scene.house, ticket, scene.lang, kind, found, scene.now)
    scene.say(text_id, **facts)


def _tell_known(scene: Scene, ticket: Row[object]) -> None:
    """It is on its way already."""
    scene.say("supply-on-its-way", number=ticket.number)
    states = tickets.clock_states(scene.tx, scene.house, ticket, scene.now)
    if any(s.state == "breached" for s in states):
        scene.quote(status.text_of(scene, ticket))


def _once(scene: Scene, text_id: str) -> None:
    if scene.tracker.told.get(text_id) is None:
        scene.tracker.told[text_id] = "yes"
        scene.say(text_id)
