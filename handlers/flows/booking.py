"""The visit: windows inside the promise first, held while the customer decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, calls_wanted, choices, handoff, visits
from handlers.flows import asked_times, by_phone, cost, offering, product, time_answers, visit_words
from handlers.flows.times_told import (
    DAY,
    SHORT,
    Wanted,
    asks_whether_done,
    between,
    call_at,
    call_wish,
    impossible,
    sends,
    wanted_time,
)
from handlers.flows.where import lacks_number, piece_of_address
from handlers.rules.slots import BY_DAY
from handlers.scene import Scene
from handlers.texts.shapes import window
from handlers.wording import regex
from nlu import engaged

HALF_A_DAY = timedelta(hours=12)
_AGAIN = regex(
    r"(?:换|改)(?:一?下|一?个)?(?:时间|日子|日期|天)|时间(?:不对|不行|不合适|错了|要改|得改|换)|^(?:change|another|other|different) (?:the )?(?:time|day|date)\b|\btime (?:is wrong|doesn'?t (?:work|suit))"
)
_ANOTHER_DAY = regex(
    r"^(?:还是|那|要不)?(?:改|换|挑|另)(?:一?个|一)?(?:天|日子|日期)(?:吧|好了|行吗|可以吗|再说)?$|\b(?:some other|another|a different|other) days?\b"
)
#: A question about the time that is settled, and none for another.
_WHETHER = regex(
    r"^(?:so |and |ok |then |but |wait )*(?:is|are|will|does|do) (?:it|that|this|the \w+|you|he|she|they|we|somebody|someone|your \w+)\b|\b(?:right|correct|isn'?t it)$|是|对[吧吗]"
)
_REQUESTS = regex(
    r"可以|能|行[吗不]|[改换]|要不|\b(?:can|could|possible|available|free|instead|able|rather|move|change)\b"
)
_LATE = regex(r"太早|(?:晚|迟)(?:一?点|些)|\btoo early\b|\blater\b")
_HESITATES = regex(r"^(?:等下|等一下|等等|慢着|不|不对|哦不|wait|hold on|no|actually|sorry)[\s,，:：]+")
#: "Make it the first": another of the times that were offered, where one was chosen.
_CHANGE_TO = regex(
    r"^(?:那|我|还是|要不|能|可以|能不能|帮我)*(?:改|换)(?:成|到|为|选)(?=.)|^(?:please |can (?:you|we|i) |let'?s )*(?:change(?: it)?(?: to)?|switch(?: it)? to|make it|move it to|take) "
)
VISITED = ("report_fault", "install_request", "maintenance_request", "book_visit")


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
            scene,
            next((v for v in asked_times.held(scene) if str(v.id) == text.removeprefix("/window:")), None),
        )
    if ticket.facts.get("call_me") and calls_wanted.no_call(text):
        scene.change(facts={k: v for k, v in ticket.facts.items() if k != "call_me"})
        scene.tracker.asked = None
        return True
    if call_wish(scene) is not None or _when_to_call(scene):
        return _note_call(scene)
    if asks_whether_done(scene):
        return time_answers.when_done(scene)
    settled = scene.tracker.asked in ("summary", "correction") and asked_times.chosen(scene) is not None
    if settled and (_asks_whether(scene) or _otherwise(scene)):
        return True
    if scene.tracker.asked != "window":
        if _wants_a_call(scene):
            return call_me(scene)
        wished = wanted_time(scene) is not None
        asked_times.remember_wish(scene)
        if wished and ticket.facts.get("no_window"):
            scene.change(facts={**ticket.facts, "wished": scene.tracker.slots["wished"]})
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
            return _reopen(scene)
        if wished and scene.tracker.asked not in (None, "summary", "when"):
            scene.say("wish-noted", when=scene.tracker.slots["wished"])
        return wished and (scene.tracker.asked != "summary" or (needs_visit(scene) and _reopen(scene)))
    return _hear_choice(scene, asked_times.held(scene))


def _hear_choice(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """The answer to "which of these times?"."""
    text = scene.text
    if text == "/callme" or _wants_a_call(scene):
        return call_me(scene)
    if time_answers.others_wanted(scene, windows):
        return True
    index = choices.among_times(text, len(windows))
    asked_time = None if index is not None and not DAY.search(text) else wanted_time(scene)
    if asked_time is not None:
        apart = between(scene)
        fits = [
            v
            for v in windows
            if asked_times.inside(v, asked_time) and not any(asked_times.inside(v, gap) for gap in apart)
        ]
        one = len(fits) == 1 and not engaged.until(scene.heard.text)
        if one and _settled(scene, fits[0], asked_time):
            return _pick(scene, fits[0])
        asked_times.remember_wish(scene)
        scene.tracker.asked = None
        return True
    if index is not None and answers.asks_for_it(text):
        scene.say("window-still-free")  # "1?": offered once more, and not taken
        scene.tracker.slots[offering.SAID] = True
        scene.tracker.asked = None
        return True
    if index is not None:
        return _pick(scene, windows[index])
    none = choices.none_suits(text)
    said = False if none else answers.yes_or_no(scene)
    if answers.wants_it_earlier(text) and asked_time is None and windows:
        return asked_times.earlier(scene, windows)
    out = impossible(scene)
    suits = [v for v in windows if not any(asked_times.inside(v, w) for w in out)]  # "any day but Wednesday"
    if out and (said is False or not suits):
        asked_times.remember_wish(scene)
        asked_times.look_after(scene, out, [v for v in windows if _by_day(scene, v)])
        scene.tracker.asked = None
        return True
    if time_answers.now_or_over(scene, suits):
        return True
    if (said is True or (answers.soonest(text) and not none)) and suits:
        return _pick(scene, suits[0])
    if out:  # there is something left besides
        asked_times.remember_wish(scene)
        scene.say("window-not-then")
        scene.tracker.asked = None
        return True
    if _ANOTHER_DAY.search(answers.plain(text)) and windows:
        asked_times.another_day(scene, windows[:1])
        return True
    if said is False or _AGAIN.search(answers.plain(text)):
        asked_times.later(scene, windows)
        return True
    # "send somebody" while times are offered: they are offered again
    sends = scene.intent == "book_visit" and scene.heard.intent.confidence >= 0.6
    return sends or answers.rethinks(text)


def chooses_and_asks(scene: Scene) -> bool:
    """The choice, or the time, in front of a question of another kind ("the first, and is parking free?", 明天，收费吗) is
    taken; what is asked is for others to answer."""
    first, rest = answers.split(scene.text)
    windows = asked_times.held(scene)
    if not rest or not answers.asks(rest) or answers.asks(first) or answers.only_asks_for_it(rest):
        return False
    if asks_whether_done(scene) or call_wish(scene) is not None or impossible(scene):
        return False
    if (index := choices.among_times(first, len(windows))) is not None and not DAY.search(rest):
        return _pick(scene, windows[index])
    if not DAY.search(first) or DAY.search(rest) or wanted_time(scene) is None:
        return False
    asked_times.remember_wish(scene)
    scene.tracker.asked = None
    return True


def _wants_a_call(scene: Scene) -> bool:
    """ "Just call me", where the plan begins with the telephone."""
    ticket, plan = scene.ticket, scene.plan
    if by_phone.wanted(scene) and ticket is not None and not ticket.facts.get("call_me"):
        return True
    begins = plan is not None and plan.support.telephone_first and ticket is not None
    return bool(
        begins and ticket.kind == "report_fault" and scene.event.kind == "text"  # type: ignore[union-attr]
        and not ticket.facts.get("call_me") and calls_wanted.call_first(scene.text)  # type: ignore[union-attr]
    )  # fmt: skip


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
    ticket, at = scene.ticket, call_at(scene)
    words = call_wish(scene) or scene.text
    assert ticket is not None
    if at is None and _when_to_call(scene) and (wanted := wanted_time(scene)) is not None:
        at = wanted[0]
    wants = _wants_a_call(scene)
    facts = {"call_wish": words[:200], **({"call_at": at.isoformat()} if at is not None else {})}
    scene.record("ticket.note", {"call": scene.text[:500]}, facts={**ticket.facts, **facts})
    scene.say("call-wish-noted", words=words[:200])
    if scene.tracker.asked in ("name", "summary"):
        scene.tracker.asked = None  # it was not answered wrongly
    return call_me(scene) if wants else True


def _when_to_call(scene: Scene) -> bool:
    """ "Anytime tomorrow", from somebody who is to be called and waits for nobody: that is when to call."""
    ticket = scene.ticket
    called = ticket is not None and ticket.facts.get("call_me") and scene.event.kind == "text"
    asked = scene.tracker.asked == "summary" and not sends(scene.text)
    return bool(called) and asked and wanted_time(scene) is not None and not answers.is_question(scene.text)


def _asks_whether(scene: Scene) -> bool:
    """ "Is it Tuesday?", of the time that was chosen: yes, or which one it is; it stays."""
    now, wanted = asked_times.chosen(scene), wanted_time(scene)
    said = answers.plain(scene.text)
    asks = answers.is_question(scene.text) or answers.asks_for_it(scene.text)
    if now is None or wanted is None or not asks or not _WHETHER.search(said) or _REQUESTS.search(said):
        return False
    when = window(scene.local(now.start), scene.local(now.end), scene.lang, scene.now)
    scene.say("visit-is" if asked_times.inside(now, wanted) else "visit-is-not", when=when)
    scene.tracker.asked = None
    return True


def _otherwise(scene: Scene) -> bool:
    """Another of the times that were offered, or other times, while the summary waits."""
    text, windows = scene.text, asked_times.held(scene)
    said = answers.plain(text)
    if scene.event.kind != "text" or wanted_time(scene) is not None:
        return False
    if len(text) > SHORT:
        return _not_then(scene)
    index = (
        choices.among_times(_HESITATES.sub("", text), len(windows))
        if _HESITATES.match(text.casefold())
        else None
    )
    if index is not None:
        return _pick(scene, windows[index])
    changed = answers.plain(answers.split(text)[0])
    if (found := _CHANGE_TO.match(changed)) is not None:
        index = choices.among_times(changed[found.end() :], len(windows))
    if index is not None:
        return _pick(scene, windows[index])
    now = asked_times.chosen(scene)
    assert now is not None
    if _ANOTHER_DAY.search(said):
        asked_times.another_day(scene, [now])
    elif _LATE.search(said):
        asked_times.later(scene, [now])
    elif answers.wants_it_earlier(text):
        return asked_times.earlier(scene, [now]) and _reopen(scene)
    elif (out := impossible(scene)) and not any(asked_times.inside(now, w) for w in out):
        asked_times.remember_wish(scene)  # "not at night", of a visit by day: it stays
        scene.say("remark-kept")
        scene.tracker.asked = None
        return True
    elif out:
        asked_times.remember_wish(scene)
        asked_times.look_after(scene, out, [now])
    elif _AGAIN.search(said) or visit_words.MOVES.search(said):
        return again(scene)
    else:
        return False
    return _reopen(scene)


def _not_then(scene: Scene) -> bool:
    """In a longer message only that nobody is there at the time that was chosen: "I can't make it tomorrow, Sunday I work"."""
    now, out = asked_times.chosen(scene), impossible(scene)
    if now is None or not any(asked_times.inside(now, w) for w in out):
        return False
    asked_times.remember_wish(scene)
    asked_times.look_after(scene, out, [now])
    return _reopen(scene)


def again(scene: Scene) -> bool:
    """Times are offered once more, where one was chosen."""
    if asked_times.chosen(scene) is None:
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
    wanted = asked_times.wanted_last(scene)
    if wanted is None and asked_times.chosen(scene) is not None:
        return False
    scene.tracker.slots.pop("window", None)
    offered = visits.offer(
        scene.tx,
        scene.house,
        plan,
        ticket,
        scene.now,
        wanted=wanted,
        without=[*asked_times.not_then(scene), *asked_times.left_out(scene)],
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
    visit = asked_times.chosen(scene)
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
