"""Which flow goes on: commands, the task under way, digressions and return, and what to do when lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, calls_wanted, choices, incidents, leaving, questions, unanswered
from handlers.flow_tables import DIGRESSIONS, GOES_ON, HEARS, PAYLOADS, QUESTIONS, STARTS, hear_ticket
from handlers.flows import (
    address,
    aftercare,
    asides,
    back_to_bot,
    campaign,
    complaints,
    cost,
    each_part,
    false_alarm,
    fault,
    guide,
    identify,
    intake,
    makers,
    meanwhile,
    on_request,
    people,
    photos,
    planned,
    price_answers,
    price_questions,
    price_words,
    queries,
    rework,
    same,
    signature,
    small_talk,
    spare,
    status,
    staying,
    told_beside,
    unheard,
    visit,
    who_and_where,
)
from handlers.plans.load import named_plans
from handlers.scene import Scene
from nlu.understanding import Intent, Understanding

LISTED = (
    "/device:",
    f"{photos.PRESSED}:",
)  # buttons that are chosen by their place, whatever stands below them
SILENCE = timedelta(minutes=15)  # a half-told report that falls silent goes to people after this
SURE = 0.45  # an intent less likely than this is not acted on

#: Questions whose buttons may be pressed by their number; what binds or ends something needs its words.
BY_NUMBER = ("severity", "product", "region", "same", "ticket", planned.NAME, "wishes")

#: Intents that do not speak against "how far is it?"
ASIDES = ("out_of_scope", "usage_question", "ticket_status", "greet", "affirm")
#: Tasks of a peer that do not wait for the one under way.
AT_ANY_TIME = ("warranty_query", "request_human")
SHORT = 8  # characters of a message that only names what is broken ("太阳能")

#: Whether a visit or a report is to end is asked: a report that was being told goes on after it.
ENDS = ("close", "cancel_visit")

OFFERED = "offered_person"  # slot: a person was just offered in the middle of a task


def respond(scene: Scene) -> None:
    """Decide what this event leads to, and what follows from what is known then."""
    campaign.came_from(scene)
    _respond(scene)
    small_talk.once_an_album(scene)
    campaign.keep_task(scene)
    incidents.after_turn(scene)


def _respond(scene: Scene) -> None:
    if scene.heard.danger and (meant := small_talk.tells_no_danger(scene)) is not None:
        scene.heard = replace(scene.heard, danger=(), severity=None, intent=Intent(meant, SURE))
    if not scene.heard.danger and identify.at_any_time(scene):
        return
    # what somebody of ours has asked is heard whoever has the conversation
    if not scene.heard.danger and (signature.hear(scene) or questions.hear(scene, QUESTIONS)):
        return
    if scene.conversation.owner != "bot":
        photos.tell_refused(scene)
        if not (aftercare.pressed(scene) or false_alarm.hear(scene) or back_to_bot.hear(scene)):
            people.listen(scene)
    elif scene.heard.danger:
        people.danger(scene)
    elif scene.broken:
        people.hand_over(scene, "not_understood", text_id="handed-over-failure", note=scene.text[:500])
    elif scene.event.kind == "media" and photos.hear(scene):
        pass
    elif scene.event.kind == "start":
        small_talk.greet(scene)
    elif scene.event.meant is not None and (scene.tracker.flow is None or scene.event.meant in AT_ANY_TIME):
        _begin(scene, scene.event.meant)
    elif not scene.text:
        missed(scene)
    else:
        _answer(scene)
        if not scene.lines and scene.conversation.owner == "bot":
            missed(scene)  # nobody is ever left without an answer


def _begin(scene: Scene, meant: str) -> None:
    """The task that the peer knows to be wanted.  Who wants a visit and tells a fault reports it."""
    if meant == "book_visit" and fault.tells_a_problem(scene):
        meant = "report_fault"
    if meant == "report_fault":
        scene.heard = replace(scene.heard, intent=Intent(meant, 1.0))
    STARTS[meant](scene)


def rescue(scene: Scene, *, bare: bool = False) -> None:
    """Deciding failed: what was said is kept, and a person takes over; ``bare`` when that failed as well."""
    scene.lines.clear()
    if not bare:
        campaign.keep_task(scene)
    danger, owner = scene.heard.danger, scene.conversation.owner
    if owner != "bot" and not (danger and owner == "queue"):
        return
    if danger:
        scene.advise(
            people.some_plan(scene).safety.advice(danger[0].reason, scene.text[:1000]).of(scene.lang)
        )
    people.hand_over(scene, "danger" if danger else "failure", text_id="handed-over-failure", note=scene.text[:500],
                     at_least=1 if danger else 3, bare=bare)  # fmt: skip


def _typed_button(scene: Scene) -> None:
    """Typing what a button says is the same as pressing it, whatever else the words could mean."""
    if scene.event.kind != "text":
        return
    said = answers.plain(scene.text)
    buttons = scene.tracker.buttons
    payload = next((p for title, p in buttons if answers.plain(title) == said), None)
    if payload == "/yes" and scene.text.rstrip().endswith(("?", "？")):
        return  # 确认？ and 同意？ ask, and bind to nothing
    if payload is None:
        numbered = [p for _, p in buttons if scene.tracker.asked in BY_NUMBER or p.startswith(LISTED)]
        index = choices.by_place(scene.text, len(numbered))
        payload = numbered[index] if index is not None else None
    if payload is not None:
        scene.event = replace(scene.event, text=payload, kind="button")
        scene.heard = Understanding(payload, scene.heard.lang, Intent("out_of_scope", 0.0))


def _answer(scene: Scene) -> None:
    _typed_button(scene)
    each_part.hear(scene)
    if scene.text.startswith(f"{photos.PRESSED}:"):
        photos.chosen(scene)
        if scene.tracker.flow is None:
            photos.begin(scene)
            return
    if scene.text.startswith("/"):
        scene.event = replace(scene.event, text=answers.payload(scene.text))
    if scene.tracker.flow is None and planned.hear_offer(scene):
        return
    if visit.hear_of_a_call(scene):
        return
    if staying.hear(scene):
        _ask_again(scene)
        return
    if told_beside.begins(scene):
        return
    if small_talk.answer_plainly(scene):
        _ask_again(scene)
        return
    command = answers.command(scene)
    if command == "human" or _wants_a_person(scene):
        people.hand_over(scene, "asked")
    elif command == "restart":
        leaving.restart(scene)
    elif command == "cancel":
        leaving.cancel(scene)
    elif scene.text.split(":")[0] in PAYLOADS:
        PAYLOADS[scene.text.split(":")[0]](scene)
    elif scene.tracker.asked == "handoff" and answers.yes_or_no(scene) is not None:
        small_talk.hear_handoff(scene)
    elif small_talk.hear_serial(scene) or (scene.tracker.slots.pop(OFFERED, None) and _hear_offer(scene)):
        pass
    elif scene.tracker.flow is not None:
        _go_on(scene)
    else:
        _start(scene)


def _wants_a_person(scene: Scene) -> bool:
    """Whether a person is asked for.  "Call me first", or not after all, in the middle of a task is a wish that it knows."""
    asks = scene.intent == "request_human" and scene.heard.intent.confidence >= 0.6
    if guide.wants_a_visit(scene) or meanwhile.calls_ahead(scene):
        return False
    to_be_called = scene.ticket is not None and bool(scene.ticket.facts.get("call_me"))
    knows = calls_wanted.call_first(scene.text) or (to_be_called and calls_wanted.no_call(scene.text))
    return people.wanted_for(scene) or (asks and not (scene.tracker.flow in GOES_ON and knows))


def _hear_offer(scene: Scene) -> bool:
    """Yes or no to "shall I get a person?" in the middle of a task; what binds ("I agree") belongs to the task."""
    answer = answers.yes_or_no(scene)
    if answer is None or answers.plain(scene.text) in answers.BINDING:
        return False
    if answer:
        people.hand_over(scene, "asked")
        return True
    scene.say("go-on")
    scene.tracker.misses = 0
    _ask_again(scene)
    return True


def _ask_again(scene: Scene) -> None:
    """The open question of the task under way, after something else was answered."""
    if scene.tracker.flow in GOES_ON and scene.tracker.asked is not None:
        intake.repeat(scene) if scene.tracker.flow == intake.NAME else GOES_ON[scene.tracker.flow](scene)


def _told(scene: Scene) -> tuple[Any, ...]:
    """What the customer has told of the ticket in hand, to see whether a message added something."""
    t = scene.ticket
    pieces = [scene.tracker.slots.get(k) for k in ("pieces", "digits", "wanted")]
    return (t.contact_name, t.phone, t.address, t.device_id, t.problem, *pieces) if t is not None else ()


def _go_on(scene: Scene) -> None:
    """The task under way takes what it can; a question is answered in between; else we are lost."""
    tracker = scene.tracker
    flow, asked, known = tracker.flow, tracker.asked, _told(scene)
    if flow != identify.NAME and identify.aside(scene):
        _ask_again(scene)
        return
    if tracker.flow == intake.NAME and price_questions.of_contract(scene):
        intake.repeat(scene)
        return
    if tracker.flow == intake.NAME and leaving.leaves(scene):
        return
    if tracker.flow == intake.NAME and asides.hear(scene):
        return
    if tracker.flow != intake.NAME and (meanwhile.asked_to_pay(scene) or meanwhile.came_in_vain(scene)):
        return
    if tracker.flow == visit.NAME and (meanwhile.cancels(scene) or leaving.complains(scene)):
        return
    hear = HEARS.get(tracker.flow or "")
    if hear is not None and hear(scene):
        tracker.misses = 0
        if asked in (*who_and_where.FIELDS, "consent") and tracker.asked == asked and _told(scene) != known:
            # something else was told: the question was not asked in vain
            tracker.tries[asked] = 1 if asked in ("name", "consent") else 0
        if asked in who_and_where.FIELDS and tracker.flow == intake.NAME and _told(scene) != known:
            asides.beside_an_answer(scene)
        if tracker.flow == flow and flow in GOES_ON:
            GOES_ON[flow](scene)
        return
    if tracker.flow == intake.NAME and intake.explain(scene):
        return
    if tracker.flow == intake.NAME and cost.grumbles(scene):
        intake.repeat(scene)
        return
    digression = DIGRESSIONS.get(scene.intent) if scene.heard.intent.confidence >= SURE else None
    if digression is None and tracker.flow == intake.NAME and answers.how_long(scene.text):
        digression = status.tell
    if digression is not None:
        digression(scene)
        tracker.misses = 0
        if tracker.flow == flow == intake.NAME:
            intake.after_aside(scene, asked)
        return
    if tracker.flow in ENDS and scene.ticket is not None and scene.ticket.status == "intake":
        tracker.begin(intake.NAME)  # nobody ends a report by speaking of something else
        intake.go_on(scene)
        return
    if tracker.flow not in (intake.NAME, None) and _can_start(scene):
        tracker.end()
        _start(scene)
        return
    missed(scene)


def _can_start(scene: Scene) -> bool:
    return scene.intent in STARTS and scene.heard.intent.confidence >= SURE


def _start(scene: Scene) -> None:
    if scene.tracker.asked == "ticket" and hear_ticket(scene):
        return
    if scene.event.kind == "button" or scene.text.startswith("/"):
        small_talk.stale_button(scene)
        return
    if meanwhile.calls_off(scene) or (not status.counting(scene) and aftercare.restore(scene)):
        return
    if _declined(scene) is not None and _comes_back(scene):
        return
    if _still_there(scene):
        return
    if answers.yes_or_no(scene) is not None and not _tells_more(scene) and not fault.only_names(scene):
        confirms = answers.plain(scene.text) in answers.BINDING and answers.yes_or_no(scene)
        status.tell(scene) if confirms and status.counting(scene) else small_talk.hear_yes_no(scene)
        return
    if identify.wanted(scene):
        identify.begin(scene)
        return
    if queries.for_people(scene) or _supports(scene) or queries.goes_on(scene):
        return
    if address.wanted(scene):
        address.begin(scene)
        return
    if meanwhile.at_once(scene):
        return
    if campaign.tells(scene):
        return
    if spare.wanted(scene):
        spare.begin(scene)
        return
    if answers.reports(scene.text):
        same.report(scene)
        return
    if _comes_back(scene):
        return
    if complaints.begins(scene):
        return
    if makers.answer(scene):
        return
    if (again := rework.came_back(scene) or unheard.completes(scene)) or fault.only_names(scene):
        intake.begin(scene, "report_fault", sure=again)
        return
    if _can_start(scene) and choices.by_place(scene.text, 9) is None:
        scene.tracker.misses = 0
        STARTS[scene.intent](scene)
        return
    if answers.complains(scene.text):
        small_talk.complaint(scene)
        return
    if len(scene.text) <= SHORT and (
        fault.named_component(scene) or named_plans(scene.text, scene.house.plans)
    ):
        intake.begin(scene, "report_fault", sure=True)
        return
    if fault.cannot_use(scene) or (makers.named(scene) and fault.named_by_rules(scene)):
        intake.begin(scene, "report_fault", sure=True)
        return
    if not (meanwhile.keep(scene) or intake.begins_with_particulars(scene) or told_beside.hidden(scene)):
        missed(scene)


def _still_there(scene: Scene) -> bool:
    """ "Still broken", of a report that counts and that nobody has been to yet: how far it is."""
    rows = status.counting(scene)
    if not rows or not fault.says_still(scene):
        return False
    if not aftercare.after_work(scene, rows[0]):
        status.tell(scene)
    return True


def _supports(scene: Scene) -> bool:
    """Planned support is registered in whatever words it is asked for."""
    if not on_request.supports(scene):
        return False
    intake.begin(scene, "book_visit")
    return True


def _tells_more(scene: Scene) -> bool:
    """Whether a yes or no goes on with something about a report that counts ("对了，电话改成…", "no, not a leak, it overflows")."""
    said = answers.plain(scene.text)
    longer = answers.length(said) > (4 if said.isascii() else 7)
    return (longer or scene.entity("phone") is not None) and bool(status.counting(scene))


def _comes_back(scene: Scene) -> bool:
    """Somebody returns to an open report: they pay after all, or it works again in words of their own."""
    ticket = _declined(scene) or people.current_ticket(scene)
    if ticket is None and not _can_start(scene) and aftercare.back_again(scene):
        return True
    if ticket is None or ticket.status != "open":
        return False
    scene.ticket = ticket
    if not _can_start(scene) and aftercare.after_work(scene, ticket):
        return True
    if answers.how_long(scene.text) and scene.intent in ASIDES:
        status.tell(scene)
        return True
    if cost.wants_it_after_all(scene):
        cost.reconsider(scene)
        visit.begin(scene)
        return True
    if scene.heard.intent.confidence < SURE and answers.over(scene.text) and scene.heard.severity is None:
        visit.begin_close(scene, ticket)
        return True
    return False


def _declined(scene: Scene) -> Row[Any] | None:
    """The one report whose price was refused, when somebody pays after all; the one in hand may be another."""
    if not (price_answers.agrees(scene.text) or price_words.after_all(scene.text)):
        return None
    rows = [t for t in status.counting(scene) if cost.refused(t)]
    return rows[0] if len(rows) == 1 else None


def missed(scene: Scene) -> None:
    """Not understood: help once, offer a person the second time, hand over the third."""
    tracker = scene.tracker
    if tracker.flow == intake.NAME and intake.keep(scene):
        return
    if tracker.flow in (intake.NAME, visit.NAME) and intake.set_aside(scene):
        _ask_again(scene)
        return
    tracker.misses += 1
    if tracker.misses >= 3:
        people.hand_over(scene, "not_understood", text_id="handed-over-lost")
    elif tracker.misses == 2:
        scene.say("offer-human", ("button-human", "/human"), ("button-go-on", "/no"))
        if tracker.flow is None:
            tracker.asked = "handoff"
        else:
            tracker.slots[OFFERED] = True
    elif tracker.flow is not None:
        scene.say("not-understood-here", *_buttons_again(scene))
        if tracker.flow in GOES_ON:  # also where no question is open: the next one is asked
            GOES_ON[tracker.flow](scene)
    else:
        small_talk.out_of_scope(scene)
        unheard.keep_unheard(scene)


def _buttons_again(scene: Scene) -> list[tuple[str, str]]:
    """The choices of a question that is not asked again by its flow."""
    tracker = scene.tracker
    return [] if tracker.flow in GOES_ON else [(title, payload) for title, payload in tracker.buttons]


def look_at(scene: Scene) -> datetime | None:
    """When clockwork looks at this conversation again: half-told reports and questions are not forgotten."""
    told = scene.tracker.flow in (intake.NAME, *ENDS)
    if told and scene.ticket is not None and scene.ticket.status == "intake":
        return scene.now + SILENCE
    return unanswered.next_look(scene.tx, scene.house, scene.tracker) if scene.tracker.questions else None
