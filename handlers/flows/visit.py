"""Booking, moving and cancelling the visit of a report that counts already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, calls_wanted, handoff, visits
from handlers import call_back as calls
from handlers.flows import (
    aftercare,
    asked_times,
    booking,
    contact,
    cost,
    fault,
    fixed,
    on_request,
    people,
    status,
    staying,
    summary,
    times_told,
)
from handlers.flows import intake as intake_flow
from handlers.scene import Scene
from handlers.texts.shapes import window
from handlers.wording import regex
from storage import queue

NAME = "visit"
WEEK = timedelta(days=7)
_KEEPS = regex(
    r"^(?:那|就|还是|那就|算了|哦)*(?:不改|不换|不用改|不用换|别改|不变|照旧|维持|保持)|原(?:来|定|先)(?:约?的)?(?:时间|那个)|[按照]原来|还是原来"
    r"|\bkeep (?:it|the (?:original|old|time|appointment|booking|visit))\b|\bleave it\b|\bas (?:it was|planned|before)\b"
    r"|\boriginal (?:time|one|slot|appointment)\b|\bdon'?t change\b"
)
_STILL_COMES = regex(
    r"还(?:要|用|需要|会)?(?:不用)?(?:来|派|上门)|\b(?:still|anyway)\b.{0,12}\b(?:come|coming|send)\b|\b(?:come|coming) (?:anyway|still)\b"
)
_LATER = regex(r"(?:晚|迟)(?:一?点|些)|推迟|延后|往后|\blater\b|\bpostpone\b")
_COMES = regex(
    r"还是(?:来|修)|来吧|约吧|就约|照常来|(?:别|不用?)取消|改主意|\bdo(?:n'?t| not) cancel\b|\bkeep\b|\bcome anyway\b|\bchanged my mind\b"
)
_WHAT_TIME = regex(
    r"(?:几点|什么时候|哪天|啥时候)(?:来着|来的)|(?:原来|之前|现在|本来|定的?|约的?)(?:是)?(?:几点|什么时候|哪天)|\bwhat time (?:was|is) it\b|\bwhen (?:was|is) it\b"
)
_PUT_AT = regex(
    r"[改换挪推](?:到|成|在|为)?(?:[今明后周下]|星期|礼拜|\d)|\b(?:make|move|change) (?:it|that)\b"
)
_LEAVES = regex(r"[就要得](?:走|离开|出门)|\b(?:leave|leaving|have to go|be gone|i'?m gone)\b")
_DO_NOT = regex(r"^(?:别|不(?:要|用|必)?(?:$|取消|撤))|^(?:do not|don'?t)\b")
_SAID_SO = regex(r"(?:都|我|早)(?:已经)?(?:说|话|讲)(?:过|了)?.{0,3}(?:不|别|唔)(?:要|用|使|来|必)")
_REALLY = regex(r"取消|撤|不[修弄报]|\b(?:cancel|abort)\b")  # and not only "never mind"


def begin(scene: Scene) -> None:
    """Somebody wants a visit, or another time for it."""
    asks_for_more = on_request.wanted(scene)
    ticket = None if asks_for_more else status.which(scene)
    if ticket is None:
        if scene.tracker.asked == "ticket" and not asks_for_more:
            return
        intake_flow.begin(scene, "book_visit")
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if _others_arranged(scene, ticket) or on_request.waits(scene):
        return
    scene.tracker.begin(NAME)
    facts = {k: v for k, v in ticket.facts.items() if k not in ("call_me", "no_window", "declined")}
    if facts != ticket.facts:
        scene.change(facts=facts)
    asked_times.remember_wish(scene)
    if _before_or_after(scene, ticket) or _comes_anyway(scene, ticket):
        return
    go_on(scene)


def _comes_anyway(scene: Scene, ticket: Row[Any]) -> bool:
    """ "Let him come then", of a visit that is booked: it stays where it is."""
    wants = (
        scene.event.kind == "text" and scene.intent == "book_visit" and "wanted" not in scene.tracker.slots
    )
    visit = visits.booked(scene.tx, ticket.id)
    if not wants or visit is None or visit.end <= scene.now:
        return False
    scene.tracker.end()
    scene.quote(
        status.text_of(scene, ticket), ("button-move-visit", "/reschedule_visit"), ("button-human", "/human")
    )
    return True


def _others_arranged(scene: Scene, ticket: Row[Any]) -> bool:
    """A time that a dealer or department has arranged is changed with them, by people."""
    hop = status.in_hands(scene, ticket)
    if hop is None or not hop.arranged:
        return False
    scene.record("ticket.note", {"said": scene.text[:500]})
    handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "arrange_visit",
                     scene.now, note=scene.text[:500])  # fmt: skip
    scene.say("dispatch-change-asked", ("button-human", "/human"), number=ticket.number,
              party=status.party_name(scene, hop))  # fmt: skip
    return True


def elsewhen(scene: Scene, ticket: Row[Any], *, after: datetime | None = None) -> None:
    """Another time for a visit at whose time, or until ``after``, nobody is there."""
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin(NAME)
    if after is not None:
        _wish(scene, after, after + WEEK)
    go_on(scene)


def back_to(scene: Scene, ticket: Row[Any], start: str) -> None:
    """The time that the visit had before it was moved, as far as it is still free."""
    at = datetime.fromisoformat(start)
    scene.ticket = ticket
    scene.tracker.begin(NAME)
    _wish(scene, at, at + timedelta(minutes=30))
    go_on(scene)


def sooner(scene: Scene, ticket: Row[Any]) -> bool:
    """Times before the visit that is booked are offered; False where there is none, or no visit."""
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or booked.start <= scene.now:
        return False
    if not asked_times.any_within(scene, ticket, (scene.now, booked.start)):
        visits.release(scene.tx, ticket.id)
        return False
    scene.tracker.begin(NAME)
    _wish(scene, scene.now, booked.start)
    scene.say("worse-sooner")
    go_on(scene)
    return True


def _wish(scene: Scene, start: datetime, end: datetime) -> None:
    scene.tracker.slots["wanted"] = [start.isoformat(), end.isoformat()]


def _before_or_after(scene: Scene, ticket: Row[Any]) -> bool:
    """ "Can it be earlier?", "rather later": measured by the visit that is booked.  True when that was answered."""
    visit = visits.booked(scene.tx, ticket.id)
    if visit is None or scene.event.kind != "text":
        return False
    said, at = answers.plain(scene.text), times_told.named_time(scene)
    wanted = times_told.wanted_time(scene)
    if wanted is not None and (wanted != at or _PUT_AT.search(said)):
        return False  # "Monday then, I'm away at the weekend"
    leaves = at is not None and _LEAVES.search(said) is not None  # "I have to leave at eleven"
    if at is not None and not leaves:
        return False
    if _LATER.search(said):
        _wish(scene, visit.end, visit.end + WEEK)
    elif (leaves or answers.wants_it_earlier(scene.text)) and visit.start > scene.now:
        wish = (scene.now, min(visit.start, at[0]) if at is not None else visit.start)
        if not asked_times.any_within(scene, ticket, wish):
            visits.release(scene.tx, ticket.id)
            _say_kept(scene, visit, "visit-no-earlier", ("button-move-visit", "/reschedule_visit"))
            return True
        _wish(scene, *wish)
    return False


def before(scene: Scene, ticket: Row[Any], gone: datetime) -> None:
    """Times before somebody goes away, where the visit that is booked is not over by then."""
    booked = visits.booked(scene.tx, ticket.id)
    assert booked is not None
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin(NAME)
    last = gone - (booked.end - booked.start)
    if booked.end <= gone:
        _say_kept(scene, booked, "visit-kept-when", ("button-move-visit", "/reschedule_visit"))
    elif last > scene.now and asked_times.any_within(scene, ticket, (scene.now, last)):
        _wish(scene, scene.now, last)
        go_on(scene)
    else:
        visits.release(scene.tx, ticket.id)
        _say_kept(scene, booked, "visit-no-earlier", ("button-move-visit", "/reschedule_visit"))


def leave(scene: Scene, ticket: Row[Any]) -> bool:
    """No other time after all: what was offered is given back.  True where a visit stays, and that is said."""
    visits.release(scene.tx, ticket.id)
    visit = visits.booked(scene.tx, ticket.id)
    if visit is not None:
        _say_kept(scene, visit, "visit-kept-when")
    return visit is not None


def _say_kept(scene: Scene, visit: Row[Any], text_id: str, *buttons: tuple[str, str]) -> None:
    scene.tracker.end()
    assert scene.ticket is not None
    when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
    scene.say(text_id, *buttons, number=scene.ticket.number, when=when, technician=visit.technician)


def hear(scene: Scene) -> bool:
    ticket = scene.ticket
    if ticket is not None and keeps(scene) and leave(scene, ticket):
        return True
    if _asks_when(scene, ticket) or _leaves_then(scene):
        return True
    taken = cost.hear_consent(scene) or booking.hear_window(scene)
    return contact.hear_contact(scene) or taken


def _leaves_then(scene: Scene) -> bool:
    """ "After twelve I am gone" chooses no window at twelve: one before is looked for."""
    at = times_told.named_time(scene) if _LEAVES.search(answers.plain(scene.text)) else None
    if scene.tracker.asked != "window" or at is None or at[0] <= scene.now:
        return False
    if times_told.wanted_time(scene) not in (None, at):
        return False
    _wish(scene, scene.now, at[0])
    scene.tracker.asked = None
    return True


def _asks_when(scene: Scene, ticket: Row[Any] | None) -> bool:
    """ "What time was it again?" while another one is chosen."""
    asks = _WHAT_TIME.search(answers.plain(scene.text)) is not None and times_told.wanted_time(scene) is None
    if ticket is None or not asks or len(scene.text) > 40 or visits.booked(scene.tx, ticket.id) is None:
        return False
    scene.quote(status.text_of(scene, ticket))
    return True


def keeps(scene: Scene) -> bool:
    """Whether somebody wants the time as it was."""
    return (
        scene.event.kind == "text"
        and len(scene.text) <= 40
        and bool(_KEEPS.search(answers.plain(scene.text)))
    )


def go_on(scene: Scene) -> None:
    """Consent where it is not free, then a window, then it is booked."""
    for step in (cost.settle_cost, contact.ask_contact, contact.ask_region, booking.ask_window):
        if step(scene):
            return
    ticket = scene.ticket
    assert ticket is not None
    if asked_times.chosen(scene) is not None:
        moved = visits.booked(scene.tx, ticket.id) is not None
        visit = booking.confirm(scene)
        if visit is None:
            scene.say("window-gone")
            booking.ask_window(scene)
            return
        scene.tracker.end()
        when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
        scene.say(
            "visit-moved" if moved else "done-visit",
            number=ticket.number,
            when=when,
            technician=visit.technician,
        )
        return
    booked = visits.booked(scene.tx, ticket.id)
    if ticket.facts.get("call_me"):
        summary.call_back(scene)
        if booked is not None:
            _say_kept(scene, booked, "visit-kept-when", ("button-cancel-visit", "/cancel_visit"))
    scene.tracker.end()


def hear_of_a_call(scene: Scene) -> bool:
    """Nobody is to call (yet), or whoever wanted to think first is to be called after all."""
    off = calls_wanted.no_call(scene.text)
    ticket = people.current_ticket(scene) if off or calls_wanted.call_first(scene.text) else None
    if ticket is None or ticket.status != "open":
        return False
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if off:
        return _call_off(scene, ticket)
    if queue.open_task(scene.tx, ticket.conversation_id, calls.THINKING, ticket.id) is None:
        return False
    summary.call_back(scene)
    return True


def _call_off(scene: Scene, ticket: Row[Any]) -> bool:
    """False in the middle of something else, when nobody was going to call."""
    facts = {k: v for k, v in ticket.facts.items() if k != "call_me"}
    if not calls.decline(scene.tx, scene.house, ticket, scene.actor, scene.text, scene.now):
        if scene.tracker.flow is None:
            scene.say("call-none", number=ticket.number)
        return scene.tracker.flow is None
    scene.refresh()
    scene.change(facts=facts)
    scene.say("call-off", ("button-book", "/book"), ("button-human", "/human"), number=ticket.number)
    return True


def begin_cancel(scene: Scene) -> None:
    """Cancelling is confirmed once; the report itself stays open unless it is fixed."""
    ticket = status.which(scene)
    if ticket is None:
        if scene.tracker.asked != "ticket":
            scene.say("no-visit")
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    visit = visits.booked(scene.tx, ticket.id)
    scene.tracker.begin("cancel_visit")
    scene.tracker.ask("cancel_visit")
    if visit is None:
        scene.tracker.begin("close")
        scene.tracker.ask("close")
        scene.say("ask-close", ("button-yes", "/yes"), ("button-no", "/no"), number=ticket.number)
        return
    scene.say("ask-cancel-visit", ("button-cancel-visit", "/yes"), ("button-keep", "/no"), number=ticket.number,
              when=window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now))  # fmt: skip


def hear_cancel(scene: Scene) -> bool:
    answer, ticket = _cancels(scene), scene.ticket
    if answer is None or ticket is None:
        return False
    if not answer:
        if not leave(scene, ticket):
            scene.tracker.end()
            scene.say("visit-kept", number=ticket.number)
        return True
    visits.cancel(scene.tx, scene.house, ticket, scene.actor, scene.now, scene.text)
    scene.refresh()
    from handlers.flows import planned  # it knows this flow

    if planned.cancelled(scene):
        return True
    scene.tracker.begin("close")
    scene.tracker.ask("close")
    scene.say(
        "visit-cancelled-ask-close",
        ("button-fixed", "/yes"),
        ("button-still-broken", "/no"),
        number=ticket.number,
    )
    return True


def _cancels(scene: Scene) -> bool | None:
    """Yes, no, or in other words: who says "cancel" once more has said yes, and "come anyway" is a no."""
    said = answers.plain(scene.text)
    if scene.event.kind == "text" and _COMES.search(said):
        return False
    if scene.event.kind == "text" and _stays(scene.text):
        return False
    if scene.event.kind == "text" and (answers.gives_up(scene.text) or _SAID_SO.search(said)):
        return True
    answer = answers.yes_or_no(scene)
    again = scene.intent == "cancel_visit" and scene.heard.intent.confidence >= 0.45
    return True if answer is None and again and not answers.is_question(scene.text) else answer


def _stays(text: str) -> bool:
    """ "Don't cancel", also behind a yes ("yes, don't")."""
    first, rest = answers.split(text)
    takes_back = bool(rest) and answers.says(first) is True and _DO_NOT.search(answers.plain(rest))
    return bool(takes_back) or staying.keeps(text) is not None


def cancelled_again(scene: Scene) -> bool:
    """ "Cancel" in answer to "shall I cancel?" is a yes, and "never mind" leaves it as it is."""
    if scene.tracker.flow not in ("cancel_visit", "close") or scene.text.startswith("/"):
        return False
    yes = bool(_REALLY.search(answers.plain(scene.text)))
    scene.event = replace(scene.event, text="/yes" if yes else "/no")
    return hear_cancel(scene) if scene.tracker.flow == "cancel_visit" else hear_close(scene)


def begin_close(scene: Scene, ticket: Row[Any]) -> None:
    """Somebody says that it works again, or does not want it repaired any more: may the report be closed?
    Whoever says so after somebody has been there has confirmed it: a colleague closes it with its papers."""
    if answers.works(scene.text) and aftercare.after_work(scene, ticket):
        return
    if fixed.one_of_them(scene, ticket):
        scene.record("ticket.note", {"remark": scene.text[:500]})
        scene.say("noted-for-visit", ("button-human", "/human"), number=ticket.number)
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin("close")
    scene.tracker.ask("close")
    withdrawn = scene.intent == "cancel_visit" or answers.gives_up(scene.text)
    taken_back = withdrawn and not answers.works(scene.text)
    scene.say(
        "ask-take-back" if taken_back else "ask-close",
        ("button-yes", "/yes"),
        ("button-no", "/no"),
        number=ticket.number,
    )


def hear_close(scene: Scene) -> bool:
    said = answers.plain(scene.text)
    if scene.event.kind == "text" and _STILL_COMES.search(said) and answers.is_question(scene.text):
        scene.say("close-no-need", ("button-yes", "/yes"), ("button-no", "/no"))
        return True
    counts = scene.ticket is not None and scene.ticket.status == "open"
    if counts and scene.event.kind == "text" and _COMES.search(said):
        begin(scene)
        return True
    answer = False if scene.event.kind == "text" and _stays(scene.text) else answers.yes_or_no(scene)
    if answer is None and scene.intent == "report_fault":
        answer = False  # "still broken"
    ticket = scene.ticket
    if answer is None or ticket is None:
        return False
    if answer:
        summary.withdraw(scene, scene.text)
        scene.say("closed", number=ticket.number)
        return True
    if ticket.status == "intake":  # it was not all told yet
        scene.tracker.begin(intake_flow.NAME)
        if fault.tells_a_problem(scene):
            fault.add_problem(scene)
        scene.say("go-on")
        intake_flow.go_on(scene)
        return True
    scene.tracker.end()
    if visits.booked(scene.tx, ticket.id) is None:
        handoff.add_task(
            scene.tx,
            scene.house,
            scene.conversation.id,
            people.some_plan(scene),
            ticket,
            "open_without_visit",
            scene.now,
        )
    scene.say("stays-open", ("button-book", "/book"), ("button-human", "/human"), number=ticket.number)
    return True
