"""Planned work in chat: an offer is taken up, put off or declined; questionnaires are asked one question at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, choices, planned_offers
from handlers.flows import asked_times, fault, intake, times_told, visit
from handlers.planned_offers import ASKED
from handlers.planned_ticket import item_of, noted
from handlers.rules import planned as rules
from handlers.rules.planned import Planned, Question
from handlers.scene import Scene
from handlers.texts.shapes import day as day_text
from handlers.wording import regex
from storage import planned as stored
from storage import tickets as stored_tickets

NAME = "questionnaire"
LATER = timedelta(days=7)  # when it is asked again, where no day was named
FARTHEST = timedelta(days=60)
ANSWER = 500  # characters of an answer that are kept
_LATER = regex(
    r"过(?:几|两|些)天|以后|下次|改天|晚(?:点|些)|再说|没空|忙|稍后|推迟|延后|下个?月|下周再|"
    r"\blater\b|\bnot now\b|\banother time\b|\bbusy\b|\bnext month\b|\bpostpone\b|\bremind me\b|\bin a (?:week|few days)\b"
)
_COMES = regex(r"(?:来|约|安排|做)(?:吧|一次|一下)|那就来|\bgo ahead\b|\blet'?s do it\b")
_PRICE = regex(r"要钱|收(?:不收)?费|多少钱|免费|花钱|价|\b(?:cost|charge|free|pay|price|fee|how much)\b")
_WILLING = ("book_visit", "reschedule_visit", "maintenance_request", "affirm")


def press(scene: Scene) -> None:
    """A button of an offer, pressed at any time: ``/planned:ANSWER:ID``."""
    _, _, rest = scene.text.partition(":")
    answer, _, number = rest.partition(":")
    row = _row(scene, int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None)
    item = item_of(scene.house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        scene.say("planned-over")
        return
    if answer == "later":
        put_off(scene, row, item)
    elif answer == "no":
        refuse(scene, row, item)
    elif scene.tracker.flow == intake.NAME:
        scene.say("planned-first", name=item.name.of(scene.lang))
    else:
        accept(scene, row, item)
    if scene.tracker.flow == intake.NAME:
        intake.repeat(scene)


def _over(scene: Scene) -> None:
    """The offer waits no more; a task under way goes on."""
    if scene.tracker.flow in (None, NAME):
        scene.tracker.end()


def _row(scene: Scene, row_id: int | None) -> Row[Any] | None:
    """The planned work that was offered in this conversation and waits for an answer."""
    row = stored.get(scene.tx, row_id, locked=True) if row_id is not None else None
    good = row is not None and row.conversation_id == scene.conversation.id
    return row if good and row is not None and row.status in ("offered", "overdue") else None


def hear_offer(scene: Scene) -> bool:
    """Words in answer to an offer.  False: it was about something else."""
    if (
        scene.tracker.asked != ASKED
        or scene.text.startswith("/")
        or answers.command(scene) in ("human", "restart")
        or _reports(scene)  # "busy as we are, the heater leaks" is a report
    ):
        return False
    row = _row(scene, scene.tracker.slots.get(ASKED))
    item = item_of(scene.house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        scene.tracker.end()
        return False
    before, scene.plan = scene.plan, scene.house.plan(row.plan) or scene.plan
    said = answers.plain(scene.text)
    if len(said) <= 60 and _LATER.search(said):
        put_off(scene, row, item)
    elif answers.yes_or_no(scene) is False or answers.command(scene) == "cancel":
        refuse(scene, row, item)
    elif answers.yes_or_no(scene) or _COMES.search(said) or _willing(scene, item):
        accept(scene, row, item)
    elif item.free and _PRICE.search(said):
        scene.say("planned-is-free", *_buttons(row.id), name=item.name.of(scene.lang))
    else:
        scene.plan = before
        return False
    return True


def _reports(scene: Scene) -> bool:
    """Whether a fault is told in words that are known for one: "not now, we are busy" may look like a fault."""
    return scene.intent == "report_fault" and fault.named_by_rules(scene)


def _willing(scene: Scene, item: Planned) -> bool:
    """Whether a time is named, or a visit asked for, and no fault is told ("it drips ever sooner" is no wish)."""
    if item.how != "on_site" or scene.intent == "report_fault":
        return False
    wanted = scene.intent in _WILLING and scene.heard.intent.confidence >= 0.5
    return wanted or answers.soonest(scene.text) or times_told.wanted_time(scene) is not None


def accept(scene: Scene, row: Row[Any], item: Planned) -> None:
    """Yes: questions follow, or windows as for any visit."""
    plan = scene.house.plan(row.plan)
    assert plan is not None, "its item was found in it"
    scene.plan = plan
    scene.tracker.end()
    if item.what == "questionnaire":
        scene.tracker.begin(NAME)
        scene.tracker.slots[ASKED] = row.id
        scene.say("planned-questions-begin", count=str(len(item.questions)))
        go_on(scene)
        return
    scene.ticket = planned_offers.open_ticket(
        scene.tx, scene.house, plan, item, row, scene.conversation.id, scene.actor, scene.now
    )
    scene.tracker.told.clear()
    scene.tracker.begin(visit.NAME)
    asked_times.remember_wish(scene)
    visit.go_on(scene)


def put_off(scene: Scene, row: Row[Any], item: Planned) -> None:
    """Later: asked again on the day that was named, or in a week; until then nobody is late."""
    wanted = times_told.wanted_time(scene) if scene.event.kind == "text" else None
    today = scene.local(scene.now).date()
    day = scene.local(wanted[0]).date() if wanted is not None else today + LATER
    day = min(max(day, today + timedelta(days=1)), today + FARTHEST)
    plan = scene.house.plan(row.plan)
    zone = plan.zone if plan is not None else "UTC"
    stored.save(
        scene.tx, row.id, scene.now, status="planned", offer_on=day, due_on=max(row.due_on, day + LATER), asked=0,
        look_at=rules.morning(day, zone), result=noted(row, scene.now, "put_off", "customer", scene.text),
    )  # fmt: skip
    _over(scene)
    scene.say("planned-put-off", name=item.name.of(scene.lang), day=day_text(day, scene.lang))


def refuse(scene: Scene, row: Row[Any], item: Planned) -> None:
    """No: written down, and nobody asks again until the next one is due."""
    stored.save(
        scene.tx, row.id, scene.now, status="skipped", look_at=None, done_at=scene.now,
        result=noted(row, scene.now, "refused", "customer", scene.text),
    )  # fmt: skip
    _over(scene)
    ticket = stored_tickets.get(scene.tx, row.ticket_id) if row.ticket_id is not None else None
    if ticket is not None and ticket.status == "open":
        planned_offers.withdraw(scene.tx, scene.house, ticket, scene.actor, scene.text, scene.now)
        scene.refresh()
    scene.say("planned-refused", name=item.name.of(scene.lang))


def give_up(scene: Scene) -> bool:
    """ "Never mind" while a time is chosen: the same as no.  False when this is no planned work."""
    ticket = scene.ticket
    row = _row(scene, ticket.facts.get("planned")) if ticket is not None else None
    item = item_of(scene.house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        return False
    scene.tracker.end()
    refuse(scene, row, item)
    return True


def cancelled(scene: Scene) -> bool:
    """The visit of planned work was cancelled: another time, later, or not at all.  False when it is no planned work."""
    ticket = scene.ticket
    row = _row(scene, ticket.facts.get("planned")) if ticket is not None else None
    if row is None:
        return False
    scene.tracker.end()
    scene.tracker.asked, scene.tracker.slots = ASKED, {ASKED: row.id}
    scene.say("planned-visit-cancelled", *_buttons(row.id))
    return True


def _buttons(row_id: int) -> list[tuple[str, str]]:
    return [(f"button-planned-{a}", f"/planned:{a}:{row_id}") for a in ("yes", "later", "no")]


# -- questionnaires ---------------------------------------------------------------------------------------


def _open_question(scene: Scene) -> tuple[Row[Any], Planned, Question, int] | None:
    """The first question without an answer."""
    row = _row(scene, scene.tracker.slots.get(ASKED))
    item = item_of(scene.house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        return None
    given = row.result.get("answers", {})
    found = next(((i, q) for i, q in enumerate(item.questions) if q.id not in given), None)
    return (row, item, found[1], found[0]) if found is not None else None


def go_on(scene: Scene) -> None:
    """Ask the next question."""
    found = _open_question(scene)
    if found is None:
        scene.tracker.end()
        return
    _, item, question, number = found
    scene.tracker.ask(NAME)
    buttons = [(c.of(scene.lang), f"/answer:{number}:{i}") for i, c in enumerate(question.choices)]
    buttons.append((scene.t("button-planned-skip"), f"/answer:{number}:skip"))
    scene.quote(f"{number + 1}/{len(item.questions)} {question.ask.of(scene.lang)}", *buttons)


def hear(scene: Scene) -> bool:
    """An answer: a button, its number or title, or words of the customer's own."""
    found = _open_question(scene)
    if found is None:
        scene.tracker.end()
        return False
    row, item, question, number = found
    answer = _answer(scene, question, number)
    if answer is None:
        return False
    given = {**row.result.get("answers", {}), question.id: answer}
    over = len(given) == len(item.questions)
    kept = {**row.result, "answers": given}
    if over:
        kept = noted(row, scene.now, "answered", "customer") | {"answers": given}
    values = {"status": "done", "look_at": None, "done_at": scene.now} if over else {}
    stored.save(scene.tx, row.id, scene.now, result=kept, **values)
    if over:
        scene.tracker.end()
        scene.say("planned-questions-thanks")
    return True


def _answer(scene: Scene, question: Question, number: int) -> str | None:
    text = scene.text
    if text.startswith("/answer:"):
        at, _, which = text.removeprefix("/answer:").partition(":")
        if at != str(number):
            return None
        if which == "skip":
            return ""
        good = which.isdecimal() and which.isascii() and int(which[:3]) < len(question.choices)
        return question.choices[int(which)].of(scene.lang) if good else None
    if text.startswith("/"):
        return None
    index = choices.by_place(text, len(question.choices))
    if index is not None:
        return question.choices[index].of(scene.lang)
    if scene.heard.intent.confidence >= 0.6 and scene.intent in (
        "report_fault",
        "complaint",
        "ticket_status",
    ):
        return None
    return text[:ANSWER]
