"""The visit: windows inside the promise first, held while the customer decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, choices, handoff, visits
from handlers.flows import cost, product
from handlers.flows.where import lacks_number, piece_of_address
from handlers.scene import Scene
from handlers.texts.shapes import moment, window, wish
from nlu import when
from nlu.patterns import regex
from nlu.understanding import Entity
from storage import visits as stored

VISITED = ("report_fault", "install_request", "maintenance_request", "book_visit")
_DAY = regex(
    r"[今明昨]|(?:后|前)[天日]|周|星期|礼拜|[号日月]|\d/\d|\b(?:today|tonight|tomorrow|day|week|next|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_FROM_ON = regex(r"[以之]?后$|[以之]后|\bafter\b|\bnot before\b|\bfrom [\w: ]{1,12} on", re.IGNORECASE)
#: "We're away until Wednesday": that day is meant.
_AWAY_UNTIL = regex(
    r"(?P<zh>(?:[下这本]?(?:周|星期|礼拜)[一二三四五六日天]|[明后]天|\d{1,2}[号日]))(?:之|以)?前[^,，。;；]{0,4}(?:不在|没空|没人|没时间|不方便|出差)"
    r"|\b(?:away|out of town|not (?:home|in|here|back|available)|busy|travelling|on holiday) (?:until|till) (?P<en>(?:next )?[A-Za-z]{3,9}(?: \d{1,2})?)",
    re.IGNORECASE,
)
LATEST_STAY = timedelta(hours=3)  # what is left of a part of a day when somebody says "after five"
EVENING = 22  # o'clock: when the last visit of a day ends
SHORT = 30  # characters of an answer that is a time and little else
_BY_PHONE = regex(
    r"(?:不用|不需要|不必|先别|无需)(?:上门|派人|来人)[^。;!！？?]{0,8}(?:电话|指导|告诉|远程|教|说一下)|(?:电话|远程)(?:里)?(?:指导|解决|教)[^。;!！？?]{0,6}(?:就行|就好|即可|行吗|可以吗|行不行)"
    r"|\bno (?:visit|need (?:to come|for a visit|for anyone to come))\b.{0,20}\b(?:tell|which|what|how|phone|call|advi[cs]e|remote\w*)\b"
)
TIMES = ("window", "when", "wishes", "summary", "correction")  # questions to which a time may be the answer
_BARE_NUMBER = regex(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]")
Wanted = tuple[datetime, datetime | None]


def held(scene: Scene) -> Sequence[Row[Any]]:
    """What is held for this ticket and still good."""
    assert scene.ticket is not None
    return [v for v in stored.of_ticket(scene.tx, scene.ticket.id, ("held",)) if v.held_until > scene.now]


def chosen(scene: Scene) -> Row[Any] | None:
    """The held window that the customer picked."""
    picked = scene.tracker.slots.get("window")
    return next((v for v in held(scene) if v.id == picked), None)


def wanted_time(scene: Scene) -> Wanted | None:
    """The time that a message asks for, in the customer's zone: not what is named as impossible."""
    away = _AWAY_UNTIL.search(scene.heard.text)
    said = (away["zh"] or away["en"]) if away else _said_times(scene)
    if scene.tracker.asked not in (None, *TIMES) and _BARE_NUMBER.fullmatch(said):
        return None  # "三号" is a machine or a house here
    return _meant(scene, said)


def named_time(scene: Scene) -> Wanted | None:
    """The time that a message names last, whatever is said of it: "I have to leave at eleven"."""
    said = scene.entity("visit_time")
    return _meant(scene, said.text) if said is not None else None


def _meant(scene: Scene, said: str) -> Wanted | None:
    if not said:
        return None
    now = scene.local(scene.now)
    day = scene.tracker.slots.get("wished_day")
    if day and not _DAY.search(said):  # "tomorrow" was said before, and now "in the morning"
        now = max(now, datetime.fromisoformat(day).astimezone(now.tzinfo))
    found = when.interval(said, scene.lang, now)
    if found is None:
        return None
    end = found.end
    if end is not None and _FROM_ON.search(said) and end - found.start < LATEST_STAY:
        end = max(
            end, found.start.astimezone(now.tzinfo).replace(hour=EVENING, minute=0)
        )  # "after five" ends at no six
    for start, until in found.readings[1:]:  # "Saturday and Sunday"
        end = until if start == end else end
    return found.start, end


def _named_times(scene: Scene) -> tuple[list[Entity], list[Entity]]:
    """The times in a message: those that stand, and those that are named as impossible."""
    named = [e for e in scene.heard.entities if e.entity == "visit_time"]
    standing = when.standing(scene.heard.text) if named else []
    held = [e for e in named if any(a < e.end and e.start < b for a, b in standing)]
    return held, [e for e in named if e not in held]


def _said_times(scene: Scene) -> str:
    """The words from the first to the last time in a message that stands: "Monday to Wednesday, not Thursday"."""
    held, out = _named_times(scene)
    text = scene.heard.text
    if not held and not out and scene.tracker.asked in TIMES and len(text) <= SHORT:
        standing = when.standing(text)  # "anytime today": in answer to when it suits
        said = text[standing[0][0] : standing[-1][1]] if standing else ""
        return "" if _BARE_NUMBER.fullmatch(said) else said
    return scene.heard.text[held[0].start : held[-1].end] if held else ""


def _impossible(scene: Scene) -> list[Wanted]:
    """When nobody is there: "any day but Wednesday"."""
    _, out = _named_times(scene)
    read = (when.interval(e.text, scene.lang, scene.local(scene.now)) for e in out)
    return [(found.start, found.end) for found in read if found is not None]


def remember_wish(scene: Scene) -> None:
    """A time said before we got to it is kept until we do."""
    found = wanted_time(scene)
    if found is not None:
        start, end = (scene.local(at) if at is not None else None for at in found)
        assert start is not None
        scene.tracker.slots["wished"] = wish(start, end, scene.lang, scene.now)
        scene.tracker.slots.pop("any_other", None)
        scene.tracker.tries.pop("window", None)
        scene.tracker.slots["wanted"] = [found[0].isoformat(), found[1].isoformat() if found[1] else None]
        local = scene.local(found[0])
        scene.tracker.slots["wished_day"] = local.replace(
            hour=0, minute=0, second=0, microsecond=0
        ).isoformat()


def _wish(scene: Scene) -> Wanted | None:
    """The time that was asked for last.  It holds until another is named: who is asked again gets the same offer."""
    slots = scene.tracker.slots
    new = slots.pop("wanted", None)
    if new is None and chosen(scene) is not None:
        return None
    kept = slots["wish"] = new or slots.get("wish")
    if not kept:
        return None
    return datetime.fromisoformat(kept[0]), datetime.fromisoformat(kept[1]) if kept[1] else None


def hear_window(scene: Scene) -> bool:
    """A choice among the windows, another time, or "call me instead"."""
    ticket = scene.ticket
    assert ticket is not None
    text = scene.text
    a_piece = scene.tracker.asked == "address" and piece_of_address(text)
    if a_piece or (ticket.address and lacks_number(ticket.address, text)):
        return False  # "12号" is a house here and not a day
    if text.startswith("/window:"):
        return _pick(
            scene, next((v for v in held(scene) if str(v.id) == text.removeprefix("/window:")), None)
        )
    if ticket.facts.get("call_me") and answers.no_call(text):
        scene.change(facts={k: v for k, v in ticket.facts.items() if k != "call_me"})
        scene.tracker.asked = None
        return True
    if scene.tracker.asked != "window":
        if _wants_a_call(scene):
            return _call_me(scene)
        wished = wanted_time(scene) is not None
        remember_wish(scene)
        if wished and ticket.facts.get("no_window"):
            scene.change(facts={**ticket.facts, "wished": scene.tracker.slots["wished"]})
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
            return _reopen(scene)
        if wished and scene.tracker.asked not in (None, "summary", "when"):
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
        return wished and (scene.tracker.asked != "summary" or (needs_visit(scene) and _reopen(scene)))
    if text == "/callme" or _wants_a_call(scene):
        return _call_me(scene)
    windows = held(scene)
    if text == "/other":
        _later(scene, windows)
        return True
    index = choices.among_times(text, len(windows))
    asked_time = None if index is not None and not _DAY.search(text) else wanted_time(scene)
    if asked_time is not None:
        fits = [v for v in windows if _inside(v, asked_time)]
        if len(fits) == 1:
            return _pick(scene, fits[0])
        remember_wish(scene)
        scene.tracker.asked = None
        return True
    if index is not None:
        return _pick(scene, windows[index])
    none = choices.none_suits(text)
    said = False if none else answers.yes_or_no(scene)
    if answers.wants_it_earlier(text) and asked_time is None and windows:
        return _earlier(scene, windows)
    out = _impossible(scene)
    suits = [v for v in windows if not any(_inside(v, w) for w in out)]  # "any day but Wednesday"
    if (said is True or (answers.soonest(text) and not none)) and suits:
        return _pick(scene, suits[0])
    if said is False or (windows and not suits):
        _later(scene, windows)
        return True
    # "send somebody" while times are offered: they are offered again
    sends = scene.intent == "book_visit" and scene.heard.intent.confidence >= 0.6
    return sends or answers.rethinks(text)


def advice_by_phone(scene: Scene) -> bool:
    """Whether nobody needs to come and a word on the telephone will do, whatever the plan begins with."""
    short = scene.event.kind == "text" and len(scene.text) <= 2 * SHORT
    return short and _BY_PHONE.search(answers.plain(scene.text)) is not None


def _wants_a_call(scene: Scene) -> bool:
    """ "Just call me", where the plan begins with the telephone."""
    ticket, plan = scene.ticket, scene.plan
    if advice_by_phone(scene) and ticket is not None and not ticket.facts.get("call_me"):
        return True
    by_phone = plan is not None and plan.support.telephone_first and ticket is not None
    return bool(
        by_phone and ticket.kind == "report_fault" and scene.event.kind == "text"  # type: ignore[union-attr]
        and not ticket.facts.get("call_me") and answers.call_first(scene.text)  # type: ignore[union-attr]
    )  # fmt: skip


def _inside(visit: Row[Any], wanted: Wanted) -> bool:
    start, end = wanted
    if end is None:
        return bool(visit.start <= start < visit.end)
    return bool(start <= visit.start < end)


def _pick(scene: Scene, visit: Row[Any] | None) -> bool:
    scene.tracker.asked = None
    scene.tracker.slots.pop("window", None)
    if visit is None:
        scene.say("window-gone")
    else:
        scene.tracker.slots["window"] = visit.id
    return True


def _reopen(scene: Scene) -> bool:
    """Another time was named while the summary waited."""
    scene.tracker.slots.pop("window", None)
    scene.tracker.asked = None
    return True


def any_within(scene: Scene, ticket: Row[Any], wanted: tuple[datetime, datetime]) -> bool:
    """Whether anybody is free for a ticket before a time; what is found is held."""
    assert scene.plan is not None
    offered = visits.offer(scene.tx, scene.house, scene.plan, ticket, scene.now, wanted=wanted)
    return any(held.window.start < wanted[1] for held in offered.held)


def _earlier(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """Something before what is offered, or that there is nothing."""
    assert scene.ticket is not None
    before = (scene.now, min(v.start for v in windows))
    if any_within(scene, scene.ticket, before):
        scene.tracker.slots["wanted"] = [at.isoformat() for at in before]
    else:
        scene.say("window-no-earlier", ("button-human", "/human"))
    scene.tracker.asked = None
    return True


def _later(scene: Scene, windows: Sequence[Row[Any]]) -> None:
    after = max((v.start for v in windows), default=scene.now) + timedelta(hours=1)
    scene.tracker.slots["wanted"] = [after.isoformat(), (after + timedelta(days=7)).isoformat()]
    scene.tracker.slots["any_other"] = True
    scene.tracker.asked = None


def _call_me(scene: Scene) -> bool:
    assert scene.ticket is not None
    visits.release(scene.tx, scene.ticket.id)
    facts = {**scene.ticket.facts, "call_me": True}
    if advice_by_phone(scene):
        facts["advice"] = True
        scene.record("ticket.note", {"question": scene.text[:500]})
        scene.say("noted")
    scene.change(facts=facts)
    if scene.tracker.asked in ("window", "summary"):
        scene.tracker.asked = None
    return True


def needs_visit(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    facts = ticket.facts
    return ticket.kind in VISITED and not (
        facts.get("call_me") or facts.get("no_window") or product.unknown(ticket) or cost.declined(scene)
    )


def ask_window(scene: Scene) -> bool:
    """Offer windows.  False when one is chosen, none is wanted, or none can be had (then people arrange it)."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    if not needs_visit(scene):
        return False
    wanted = _wish(scene)
    if wanted is None and chosen(scene) is not None:
        return False
    scene.tracker.slots.pop("window", None)
    offered = visits.offer(scene.tx, scene.house, plan, ticket, scene.now, wanted=wanted)
    scene.refresh()
    if not offered.held:
        return _nobody(scene)
    scene.tracker.ask("window")
    windows = sorted(offered.held, key=lambda h: h.window.start)
    titles = [
        window(scene.local(h.window.start), scene.local(h.window.end), scene.lang, scene.now) for h in windows
    ]
    buttons = [(title, f"/window:{h.visit_id}") for title, h in zip(titles, windows, strict=True)]
    buttons.append(("button-other-time", "/other"))
    if plan.support.telephone_first and ticket.kind == "report_fault":
        buttons.append(("button-call-first", "/callme"))
    listing = _listing(scene, offered, windows, titles)
    scene.say(
        _say_promise(scene, offered, windows, wanted),
        *buttons,
        listing=listing,
        promise=_promise(scene, offered),
    )
    return True


def _promise(scene: Scene, offered: visits.Offered) -> str:
    return moment(scene.local(offered.promise), scene.lang, scene.now) if offered.promise else ""


def _listing(
    scene: Scene, offered: visits.Offered, windows: Sequence[visits.Held], titles: Sequence[str]
) -> str:
    """The windows by number; among such as keep the promise those that do not are marked."""
    mixed = offered.kept and any(h.window.keeps_promise for h in windows)
    lines = [
        f"{i}. {title}" + (scene.t("window-after-promise") if mixed and not h.window.keeps_promise else "")
        for i, (title, h) in enumerate(zip(titles, windows, strict=True), 1)
    ]
    return "\n".join(lines)


def _say_promise(
    scene: Scene, offered: visits.Offered, windows: Sequence[visits.Held], wish: Wanted | None
) -> str:
    """Say what has to be said about promise and wish; returns the text that lists the windows.  That nobody is free
    in time is said once."""
    promise, due = _promise(scene, offered), offered.promise.isoformat() if offered.promise else ""
    fits = wish is not None and any(_fits(h.window.start, wish) for h in windows)
    if wish is not None and not fits:
        scene.say("window-wish-impossible")
    if promise and not offered.kept and scene.tracker.told.get("late") != due:
        scene.tracker.told["late"] = due
        scene.say("window-late", promise=promise)
    own_wish = wish is not None and offered.kept and not any(h.window.keeps_promise for h in windows)
    if promise and own_wish and scene.tracker.told.get("own_wish") != due:
        scene.tracker.told["own_wish"] = due
        scene.say("window-own-wish", promise=promise)
    if fits and not scene.tracker.slots.get("any_other"):
        return "ask-window-wish"
    return "ask-window-promise" if promise and offered.kept and wish is None else "ask-window"


def _fits(start: datetime, wish: Wanted) -> bool:
    return wish[0] <= start and (wish[1] is None or start < wish[1])


def _nobody(scene: Scene) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    wished = scene.tracker.slots.get("wished")
    scene.change(facts={**ticket.facts, "no_window": True, **({"wished": wished} if wished else {})})
    handoff.add_task(
        scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "arrange_visit", scene.now
    )
    scene.say("window-none")
    return False


def confirm(scene: Scene) -> Row[Any] | None:
    """Confirm the chosen window.  None when there was none, it is no longer held, or it needs consent first."""
    visit = chosen(scene)
    ticket = scene.ticket
    assert ticket is not None
    if visit is None:
        return None
    try:
        done = visits.confirm(scene.tx, scene.house, ticket, visit.id, scene.actor, scene.now)
    except (visits.HoldOver, visits.NeedsConsent):
        return None
    finally:
        scene.tracker.slots.pop("window", None)
    scene.refresh()
    return done
