"""The visit: windows inside the promise first, held while the customer decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, choices, handoff, visits
from handlers.flows import by_phone, cost, offering, product, time_answers, visit_words
from handlers.flows.times_told import (
    DAY,
    SHORT,
    Wanted,
    asks_whether_done,
    call_at,
    call_wish,
    impossible,
    wanted_time,
)
from handlers.flows.where import lacks_number, piece_of_address
from handlers.rules.slots import BY_DAY
from handlers.scene import Scene
from handlers.texts.shapes import window, wish
from nlu import engaged
from nlu.patterns import regex
from storage import visits as stored

NOT_THEN = "not_then"  # slot: when nobody is there
HALF_A_DAY = timedelta(hours=12)
_AGAIN = regex(
    r"(?:换|改)(?:一?下|一?个)?(?:时间|日子|日期|天)|时间(?:不对|不行|不合适|错了|要改|得改|换)|^(?:change|another|other|different) (?:the )?(?:time|day|date)\b|\btime (?:is wrong|doesn'?t (?:work|suit))"
)
_LATE = regex(r"太早|(?:晚|迟)(?:一?点|些)|\btoo early\b|\blater\b")
_SAME_HOUR = regex(r"(?:同一|同样|一样的?|原来的?)(?:个)?(?:时间|时候|钟点)|\bsame (?:time|hour)\b")
_HESITATES = regex(r"^(?:等下|等一下|等等|慢着|不|不对|哦不|wait|hold on|no|actually|sorry)[\s,，:：]+")
VISITED = ("report_fault", "install_request", "maintenance_request", "book_visit")


def held(scene: Scene) -> Sequence[Row[Any]]:
    """What is held for this ticket and still good."""
    assert scene.ticket is not None
    return [v for v in stored.of_ticket(scene.tx, scene.ticket.id, ("held",)) if v.held_until > scene.now]


def chosen(scene: Scene) -> Row[Any] | None:
    """The held window that the customer picked."""
    picked = scene.tracker.slots.get("window")
    return next((v for v in held(scene) if v.id == picked), None)


def remember_wish(scene: Scene) -> None:
    """A time said before we got to it is kept until we do, and when nobody is there."""
    found = _at_the_same_hour(scene, wanted_time(scene))
    out = [
        (a, b)
        for a, b in _not_then(scene)
        if found is None or not a <= found[0] <= (found[1] or found[0]) <= b
    ]
    out += impossible(scene)  # "Monday does suit after all"
    scene.tracker.slots[NOT_THEN] = [[a.isoformat(), b.isoformat()] for a, b in out]
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


def _not_then(scene: Scene) -> list[tuple[datetime, datetime]]:
    """When nobody is there, as far as it was told."""
    told = scene.tracker.slots.get(NOT_THEN, ())
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in told]


def _at_the_same_hour(scene: Scene, found: Wanted | None) -> Wanted | None:
    """ "Friday, same time": at the hour of the visit that is booked."""
    booked = visits.booked(scene.tx, scene.ticket.id) if scene.ticket is not None else None
    if found is None or booked is None or not _SAME_HOUR.search(answers.plain(scene.text)):
        return found
    at = scene.local(booked.start)
    return scene.local(found[0]).replace(hour=at.hour, minute=at.minute), None


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
    if call_wish(scene) is not None:
        return _note_call(scene)
    if asks_whether_done(scene):
        return time_answers.when_done(scene)
    if scene.tracker.asked in ("summary", "correction") and chosen(scene) is not None and _otherwise(scene):
        return True
    if scene.tracker.asked != "window":
        if _wants_a_call(scene):
            return call_me(scene)
        wished = wanted_time(scene) is not None
        remember_wish(scene)
        if wished and ticket.facts.get("no_window"):
            scene.change(facts={**ticket.facts, "wished": scene.tracker.slots["wished"]})
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
            return _reopen(scene)
        if wished and scene.tracker.asked not in (None, "summary", "when"):
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
        return wished and (scene.tracker.asked != "summary" or (needs_visit(scene) and _reopen(scene)))
    return _hear_choice(scene, held(scene))


def _hear_choice(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """The answer to "which of these times?"."""
    text = scene.text
    if text == "/callme" or _wants_a_call(scene):
        return call_me(scene)
    if text == "/other":
        _later(scene, windows)
        return True
    if choices.still_free(text, len(windows)):
        scene.say("window-still-free")
        scene.tracker.asked = None
        return True
    if choices.another(text):
        _later(scene, windows)
        return True
    if time_answers.day_after(scene, windows):
        return True
    index = choices.among_times(text, len(windows))
    asked_time = None if index is not None and not DAY.search(text) else wanted_time(scene)
    if asked_time is not None:
        fits = [v for v in windows if _inside(v, asked_time)]
        if len(fits) == 1 and not engaged.until(scene.heard.text) and _settled(scene, fits[0], asked_time):
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
    out = impossible(scene)
    suits = [v for v in windows if not any(_inside(v, w) for w in out)]  # "any day but Wednesday"
    if out and (said is False or not suits):
        remember_wish(scene)
        _after(scene, out, [v for v in windows if _by_day(scene, v)])
        scene.tracker.asked = None
        return True
    if time_answers.now_or_over(scene, suits):
        return True
    if (said is True or (answers.soonest(text) and not none)) and suits:
        return _pick(scene, suits[0])
    if out:  # there is something left besides
        remember_wish(scene)
        scene.say("window-not-then")
        scene.tracker.asked = None
        return True
    if said is False or _AGAIN.search(answers.plain(text)):
        _later(scene, windows)
        return True
    # "send somebody" while times are offered: they are offered again
    sends = scene.intent == "book_visit" and scene.heard.intent.confidence >= 0.6
    return sends or answers.rethinks(text)


def _wants_a_call(scene: Scene) -> bool:
    """ "Just call me", where the plan begins with the telephone."""
    ticket, plan = scene.ticket, scene.plan
    if by_phone.wanted(scene) and ticket is not None and not ticket.facts.get("call_me"):
        return True
    begins = plan is not None and plan.support.telephone_first and ticket is not None
    return bool(
        begins and ticket.kind == "report_fault" and scene.event.kind == "text"  # type: ignore[union-attr]
        and not ticket.facts.get("call_me") and answers.call_first(scene.text)  # type: ignore[union-attr]
    )  # fmt: skip


def _inside(visit: Row[Any], wanted: Wanted) -> bool:
    start, end = wanted
    if end is None:
        return bool(visit.start <= start < visit.end)
    return bool(start <= visit.start < end)


def _after(scene: Scene, out: Sequence[Wanted], windows: Sequence[Row[Any]]) -> None:
    """Where nothing is left of what was wanted, or of what was offered, what comes after it is looked for."""
    kept = scene.tracker.slots.get("wish")
    ends = [end for start, end in out if end is not None and _covers((start, end), kept, windows)]
    if ends:
        scene.tracker.slots["wanted"] = [max(ends).isoformat(), (max(ends) + timedelta(days=7)).isoformat()]
        scene.tracker.slots["any_other"] = True


def _covers(
    out: tuple[datetime, datetime], kept: list[str | None] | None, windows: Sequence[Row[Any]]
) -> bool:
    """Whether a time when nobody is there takes all of the time that was wanted, or all windows."""
    start, end = out
    if kept and kept[0]:
        last = datetime.fromisoformat(kept[1] or kept[0])
        return start <= datetime.fromisoformat(kept[0]) and last <= end
    return all(_inside(v, out) for v in windows)


def _settled(scene: Scene, visit: Row[Any], asked: Wanted) -> bool:
    """Whether the one window that is offered in the time asked for is what was meant: of a whole day or more there may be
    better ones than two in the night."""
    start, end = asked
    if end is None or end - start < HALF_A_DAY:
        return True
    return end - start <= 2 * HALF_A_DAY and _by_day(scene, visit)


def _by_day(scene: Scene, visit: Row[Any]) -> bool:
    return BY_DAY[0] <= scene.local(visit.start).hour < BY_DAY[1]


def _note_call(scene: Scene) -> bool:
    """When a call suits goes to whoever calls, and is no time for a visit."""
    ticket, words, at = scene.ticket, call_wish(scene), call_at(scene)
    assert ticket is not None and words is not None
    wants = _wants_a_call(scene)
    facts = {"call_wish": words[:200], **({"call_at": at.isoformat()} if at is not None else {})}
    scene.record("ticket.note", {"call": scene.text[:500]}, facts={**ticket.facts, **facts})
    scene.say("call-wish-noted", words=words[:200])
    if scene.tracker.asked == "name":
        scene.tracker.asked = None  # it was not answered wrongly
    return call_me(scene) if wants else True


def _otherwise(scene: Scene) -> bool:
    """Another of the times that were offered, or other times, while the summary waits."""
    text, windows = scene.text, held(scene)
    said = answers.plain(text)
    if scene.event.kind != "text" or len(text) > SHORT or wanted_time(scene) is not None:
        return False
    index = (
        choices.among_times(_HESITATES.sub("", text), len(windows))
        if _HESITATES.match(text.casefold())
        else None
    )
    if index is not None:
        return _pick(scene, windows[index])
    now = chosen(scene)
    assert now is not None
    if _LATE.search(said):
        _later(scene, [now])
    elif answers.wants_it_earlier(text):
        return _earlier(scene, [now]) and _reopen(scene)
    elif out := impossible(scene):
        remember_wish(scene)
        _after(scene, out, [now])
    elif _AGAIN.search(said) or visit_words.MOVES.search(said):
        return again(scene)
    else:
        return False
    return _reopen(scene)


def again(scene: Scene) -> bool:
    """Times are offered once more, where one was chosen."""
    if chosen(scene) is None:
        return False
    for slot in ("wish", "wanted"):
        scene.tracker.slots.pop(slot, None)
    return _reopen(scene)


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


def call_me(scene: Scene) -> bool:
    """Somebody calls, and no time is held for a visit."""
    assert scene.ticket is not None
    visits.release(scene.tx, scene.ticket.id)
    facts = {**scene.ticket.facts, "call_me": True}
    if by_phone.wanted(scene):
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
    offered = visits.offer(
        scene.tx, scene.house, plan, ticket, scene.now, wanted=wanted, without=_not_then(scene)
    )
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
    listing = offering.listing(scene, offered, windows, titles)
    scene.say(
        offering.say_promise(scene, offered, windows, wanted),
        *buttons,
        listing=listing,
        promise=offering.promise(scene, offered),
    )
    return True


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
