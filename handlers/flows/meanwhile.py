"""Between the booking and the end of the work: what customers say about the visit that is no task of its own.

Who comes, "call me before you come", another telephone, "I'm not home then", "he is here", "he cannot come", "he wants
money": each is answered.  What is left is kept with the report instead of being refused, and a question gets a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, visits
from handlers.flows import (
    about_visit,
    afterwards,
    fault,
    fixed,
    no_show,
    people,
    same,
    status,
    times_told,
    visit,
)
from handlers.flows import visit_words as words
from handlers.flows.who_and_where import said_contact
from handlers.scene import Scene
from nlu import when
from storage import conversations
from storage import tickets as stored_tickets

SURE = 0.6
UNRELATED = 0.6  # how likely it has to be that a message has nothing to do with us, and is no remark
LONGEST = 80  # characters; a longer message tells more than one of these
MOST_KEPT = 6  # remarks in a row that are only kept, before we say that we are lost
JUST_NOW = timedelta(minutes=30)  # after which a time is no correction of the one that was booked
WEEK = timedelta(days=7)


def at_once(scene: Scene) -> bool:
    """What is said about a visit or a report that counts, in words that mean nothing else."""
    rows = status.counting(scene)
    if not rows or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return False
    if no_show.heard(scene, _meant(scene, rows)):
        return True
    if _shows_a_fault(scene):
        return False
    if answers.complains(scene.text):
        return False  # nothing for the technician to read
    ticket = _meant(scene, rows)
    said = answers.plain(scene.text)
    if about_visit.hear(scene, ticket, said):
        scene.tracker.misses = 0
        return True
    if words.INVOICE.search(said):
        return _ask_people(scene, ticket) if answers.is_question(scene.text) else _note(scene, ticket)
    if words.PRACTICAL.search(said):
        return _ask_people(scene, ticket) if answers.is_question(scene.text) else _note(scene, ticket)
    if answers.calms(scene.text):
        return _note(scene, ticket)
    if scene.entity("phone") is None and words.AWAY.search(said) and _away(scene, ticket, said):
        return True  # whatever "we are quarantined" looks like
    guessed = fault.tells_a_problem(scene) and scene.heard.intent.confidence >= SURE
    return not (guessed and scene.entity("phone") is None) and any(
        step(scene, ticket, said) for step in STEPS
    )


def _shows_a_fault(scene: Scene) -> bool:
    """Whether there are words for a fault, and not only the look of one."""
    return fault.named_by_rules(scene) and fault.tells_a_problem(scene)


def calls_off(scene: Scene) -> bool:
    """ "Then leave it" while a visit is booked: whether it is cancelled is asked, and never just passed over."""
    said = answers.plain(scene.text)
    off = answers.gives_up(scene.text) or words.CALLS_OFF.search(said) or words.CANCELS.search(said)
    told = scene.event.kind == "text" and not answers.is_question(scene.text)
    if not (told and off) or words.AS_IT_WAS.search(said):
        return False
    booked = [v for t in status.counting(scene) if (v := visits.booked(scene.tx, t.id)) is not None]
    out = times_told.impossible(scene)
    if not booked or (out and not any(_touches(w, v) for w in out for v in booked)):
        return False  # "not on Thursday", of a visit on Monday
    visit.begin_cancel(scene)
    return True


def cancels(scene: Scene) -> bool:
    """ "Then cancel it" while another time is chosen for a visit that is booked."""
    said = answers.plain(scene.text)
    ticket = scene.ticket
    if scene.event.kind != "text" or ticket is None or not words.CANCELS.search(said):
        return False
    if answers.is_question(scene.text) or visits.booked(scene.tx, ticket.id) is None:
        return False
    visits.release(scene.tx, ticket.id)
    visit.begin_cancel(scene)
    return True


def _meant(scene: Scene, rows: list[Row[Any]]) -> Row[Any]:
    """The report that the message or the talk is about, else the one with the next visit, else the newest."""
    found = status.named(scene) or status.described(scene, rows)
    if found is None and scene.ticket is not None:
        found = next((t for t in rows if t.id == scene.ticket.id), None)
    if found is not None and found.status == "open":
        return found
    booked = [(v.start, t) for t in rows if (v := visits.booked(scene.tx, t.id)) is not None]
    return min(booked, key=lambda pair: pair[0])[1] if booked else rows[0]


def _take(scene: Scene, ticket: Row[Any]) -> None:
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan


def _touches(out: tuple[datetime, datetime], booked: Row[Any]) -> bool:
    return bool(out[0] < booked.end and out[1] > booked.start)


# -- steps ------------------------------------------------------------------------------------------


def _asked_to_pay(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Somebody on site wants money: what was agreed is said, nothing is paid before, and a person sees to it now."""
    if not words.PAY.search(said):
        return False
    _take(scene, ticket)
    if ticket.fee is not None and ticket.fee["free"]:
        scene.notice("fee-is-free")
    scene.record("ticket.note", {"complaint": scene.text[:1000]})
    scene.notice("pay-nothing-yet")
    people.hand_over(scene, "complaint", text_id="complaint-handed-over")
    return True


def asked_to_pay(scene: Scene) -> bool:
    """The same in the middle of another question about the visit."""
    rows = status.counting(scene)
    if not rows or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return False
    return _asked_to_pay(scene, _meant(scene, rows), answers.plain(scene.text))


def came_in_vain(scene: Scene) -> bool:
    """That nobody came, or that it is not fixed, in the middle of another question about the visit."""
    rows = status.counting(scene)
    short = scene.event.kind == "text" and len(scene.text) <= LONGEST
    return (
        bool(rows)
        and short
        and scene.tracker.flow == visit.NAME
        and no_show.heard(scene, _meant(scene, rows))
    )


def calls_ahead(scene: Scene) -> bool:
    """Whether a call right before the visit is wished for, and not a person now."""
    return (
        len(scene.text) <= LONGEST
        and bool(words.AHEAD.search(answers.plain(scene.text)))
        and bool(status.counting(scene))
    )


def _same_person(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "The same technician as last time, please": a wish, whatever time it looks like."""
    return (
        bool(words.SAME_PERSON.search(said)) and scene.entity("visit_time") is None and _note(scene, ticket)
    )


def _call_ahead(scene: Scene, ticket: Row[Any], said: str) -> bool:
    if words.AHEAD.search(said) and answers.is_question(scene.text):
        scene.say("ahead-yes")
    return bool(words.AHEAD.search(said)) and _note(scene, ticket)


def _here(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Somebody of ours has come, says the customer: kept, and nobody says any more that there is no record of it."""
    if (
        visits.booked(scene.tx, ticket.id) is None
        or not words.HERE.search(said)
        or answers.is_question(scene.text)
    ):
        return False
    _take(scene, ticket)
    scene.record("ticket.note", {status.HERE: scene.text[:200]})
    scene.say("visit-is-here", number=ticket.number)
    return True


def _cannot_come(scene: Scene, ticket: Row[Any], said: str) -> bool:
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or not words.CANNOT.search(said) or answers.is_question(scene.text):
        return False
    _take(scene, ticket)
    scene.record("ticket.note", {"said": scene.text[:500]})
    handoff.add_task(
        scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "arrange_visit", scene.now
    )
    scene.say("visit-cannot-come", number=ticket.number)
    visit.elsewhen(scene, ticket, after=max(scene.now, booked.start))
    return True


def _who_comes(scene: Scene, ticket: Row[Any], said: str) -> bool:
    if not words.WHO.search(said) or scene.entity("phone") is not None:
        return False
    _take(scene, ticket)
    if visits.booked(scene.tx, ticket.id) is None:
        status.tell(scene)
        return True
    scene.quote(status.text_of(scene, ticket) + "\n" + scene.t("visit-who"), ("button-human", "/human"))
    return True


def _coming(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "Will he be here today?" of a visit at that time; of another time it is a wish."""
    booked = visits.booked(scene.tx, ticket.id)
    asked, again = times_told.wanted_time(scene), bool(words.RIGHT.search(said))
    if booked is None or not (words.COMING.search(said) or (again and asked is not None)):
        return False
    if words.MOVES.search(said) or words.SOONER_OR_LATER.search(said):
        return False  # "can he come earlier?"
    if asked is not None and not _meets(asked, booked):
        return False
    _take(scene, ticket)
    scene.quote(
        status.text_of(scene, ticket), ("button-move-visit", "/reschedule_visit"), ("button-human", "/human")
    )
    return True


def _meets(asked: times_told.Wanted, booked: Row[Any]) -> bool:
    """Whether a time that is named touches the visit."""
    start, end = asked
    return bool(start < booked.end and (end or start + timedelta(hours=2)) > booked.start)


def _moves(scene: Scene, ticket: Row[Any], said: str) -> bool:
    booked = visits.booked(scene.tx, ticket.id) is not None
    sends = not booked and ticket.facts.get("call_me") and answers.sends(scene.text)  # and no call after all
    moves = words.MOVES.search(said) or (words.SOONER_OR_LATER.search(said) and answers.asks(scene.text))
    if not (sends or (booked and moves)):
        return False
    _take(scene, ticket)
    visit.begin(scene)
    return True


def _works(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "It works now": may it be closed?  Whatever else that looked like."""
    if not answers.works(scene.text) or len(scene.text) > 40 or answers.is_question(scene.text):
        return False
    if times_told.impossible(scene):
        return False  # "I have work tomorrow"
    if fixed.one_of_them(scene, ticket):
        return _note(scene, ticket)
    cancels = scene.intent == "cancel_visit" and scene.heard.intent.confidence >= SURE
    if cancels or fixed.read(scene) is not fixed.Said.FIXED:
        return False
    visit.begin_close(scene, ticket)
    return True


def _part(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "And the part?" is about the report that is open and orders nothing."""
    if not words.PART.search(said):
        return False
    _take(scene, ticket)
    scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
    return True


def _contact(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Another telephone, or somebody else to ring up."""
    if scene.entity("phone") is None:
        if words.NEW_NUMBER.search(said) and not answers.is_question(scene.text):
            scene.say("contact-which-number", number=ticket.number)
            return True
        return False
    found = said_contact(scene)
    phone, name = found.get("phone"), found.get("contact_name")
    if phone is None:
        return False
    _take(scene, ticket)
    own = words.NEW_NUMBER.search(said) and scene.customer is not None
    name = None if own or name is None or words.NO_NAME.search(name) else name
    scene.change(phone=phone, **({"contact_name": name} if name else {}))
    if own:
        conversations.save_customer(scene.tx, scene.conversation.customer_id, phone=phone)
    elif answers.plain(scene.text) != phone:
        fault.add_problem(scene)  # who that is, in the customer's words
    scene.say("contact-changed", number=ticket.number, who=" ".join(x for x in (name, phone) if x))
    return True


def _name(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """The name was taken down wrong."""
    name = said_contact(scene).get("contact_name") if words.NAME_WRONG.search(said) else None
    if name is None or answers.is_question(scene.text):
        return False
    _take(scene, ticket)
    scene.change(contact_name=name)
    scene.say("contact-changed", number=ticket.number, who=name)
    return True


def _away(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "I'm not home tomorrow" is no time to come at: what is offered comes after it."""
    booked = visits.booked(scene.tx, ticket.id)
    out = [w for w in times_told.impossible(scene) if booked is not None and _meets(w, booked)]  # 周一不行了
    if (
        booked is None
        or not (out or words.AWAY.search(said))
        or words.ALTERNATIVE.search(said)
        or answers.is_question(scene.text)
    ):
        return False
    if words.LET_IN.search(said):
        return _note(scene, ticket)
    if (gone := when.leaving(scene.heard.text, scene.lang, scene.local(scene.now))) is not None:
        visit.before(scene, ticket, gone)  # somebody is there until then
        return True
    found = times_told.named_time(scene) or (out[-1] if out else None)
    if times_told.wanted_time(scene) not in (None, found):
        return False
    if found is not None and words.UNTIL.search(said):
        visit.elsewhen(scene, ticket, after=max(found[0], scene.now))
        return True
    if found is not None and not _meets(found, booked):
        return False  # another time than that of the visit
    after = (found[1] or booked.end) if found is not None else booked.end
    if found is None and words.THAT_DAY.search(said):
        after = scene.local(booked.start).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            days=1
        )
    visit.elsewhen(scene, ticket, after=max(after, scene.now))
    return True


def _another_time(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Right after a time was booked: a bare other time ("I meant the Monday after"), or the one before after all."""
    booked = visits.booked(scene.tx, ticket.id)
    last = next(
        (e for e in reversed(stored_tickets.log(scene.tx, ticket.id)) if e.event.startswith("visit.")), None
    )
    if booked is None or last is None or last.event not in ("visit.booked", "visit.moved"):
        return False
    if visit.keeps(scene):
        _keep_time(scene, ticket, last)
        return True
    if words.NOT_THERE.search(said) and not words.ALTERNATIVE.search(said):
        return False  # that is when nobody is there
    if scene.now - last.at > JUST_NOW or times_told.named_time(scene) is None or len(scene.text) > 45:
        return False
    if times_told.wanted_time(scene) is None and times_told.impossible(scene):
        return False  # "明天我不在家" names none to come at
    if scene.heard.intent.confidence >= SURE and scene.intent not in (
        "book_visit",
        "reschedule_visit",
        "deny",
        "out_of_scope",
    ):
        return False
    _take(scene, ticket)
    visit.begin(scene)
    return True


def _keep_time(scene: Scene, ticket: Row[Any], last: stored_tickets.Entry) -> None:
    """The time as it was: after a move that before it, while it can still be had."""
    before = (last.data or {}).get("before") or []
    _take(scene, ticket)
    if last.event == "visit.moved" and before and scene.now - last.at <= JUST_NOW:
        visit.back_to(scene, ticket, before[0])
    else:
        visit.leave(scene, ticket)


STEPS = (_asked_to_pay, *afterwards.STEPS, same.another_wanted, _works, _cannot_come, _same_person, _call_ahead, _who_comes, _here, _part, _contact, _name, _coming, _another_time,
         _away, _moves)  # fmt: skip


# -- what is left -----------------------------------------------------------------------------------


def _note(scene: Scene, ticket: Row[Any]) -> bool:
    """Kept with the report, where whoever comes reads it."""
    _take(scene, ticket)
    fault.add_problem(scene)
    scene.tracker.misses = 0
    move = (
        (("button-move-visit", "/reschedule_visit"),)
        if visits.booked(scene.tx, ticket.id) is not None
        else ()
    )
    scene.say("noted-for-visit", *move, ("button-human", "/human"), number=ticket.number)
    return True


def keep(scene: Scene) -> bool:
    """Something that we do not understand, from somebody with a report that counts: a remark is kept for those who
    come, a question too, and whoever wants an answer now gets a person.  Not for ever: then we say that we are lost."""
    rows = status.counting(scene)
    kept = int(scene.tracker.slots.get("kept", 0))
    asks = answers.asks(scene.text)
    if not rows or scene.event.kind != "text" or kept >= MOST_KEPT or not (asks or fault.remark(scene)):
        return False
    if same.another_device(scene, rows):
        same.report(scene)
        return True
    if scene.intent == "out_of_scope" and scene.heard.intent.confidence - scene.heard.remark >= UNRELATED:
        return False
    scene.tracker.slots["kept"] = kept + 1
    ticket = _meant(scene, rows)
    if not asks:
        return _note(scene, ticket)
    _take(scene, ticket)
    if scene.entity("visit_time") is not None:
        scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
        return True
    return _ask_people(scene, ticket)


def _ask_people(scene: Scene, ticket: Row[Any]) -> bool:
    """A question that the bot cannot answer: a task, and a person at once for whoever wants one."""
    _take(scene, ticket)
    people.leave_question(scene)
    scene.tracker.asked = "handoff"
    scene.say(
        "question-for-people", ("button-human", "/human"), ("button-go-on", "/no"), number=ticket.number
    )
    return True
