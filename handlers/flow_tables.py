"""Which flow answers what: the tables of the dialogue.  A new flow is a line in some of them."""

from __future__ import annotations

from collections.abc import Callable

from handlers import board_desk, causes, procedures, questions
from handlers.flows import (
    address,
    aftercare,
    another,
    campaign,
    guide,
    identify,
    intake,
    people,
    planned,
    queries,
    same,
    small_talk,
    status,
    visit,
)
from handlers.scene import Scene

REQUESTS = frozenset(intake.KINDS) - {"report_fault", "book_visit"}

Handler = Callable[[Scene], None]

#: Buttons and typed payloads that start something, whatever was asked before.
PAYLOADS: dict[str, Handler] = {
    "/report": lambda s: intake.begin(s, "report_fault"),
    "/status": status.tell,
    "/warranty": queries.answer_warranty,
    "/book": visit.begin,
    "/help": small_talk.help_,
    "/start": small_talk.greet,
    "/fee_query": queries.answer_fee,
    "/reschedule_visit": visit.begin,
    "/cancel_visit": visit.begin_cancel,
    "/complaint": lambda s: people.hand_over(s, "complaint", text_id="complaint-handed-over"),
    "/usage_question": small_talk.usage,
    "/thanks": small_talk.welcome,
    "/goodbye": small_talk.goodbye,
    **dict.fromkeys(aftercare.PRESSED, aftercare.press),
    "/planned": planned.press,
    "/guide": guide.begin,
    identify.PAYLOAD: identify.begin,
    **dict.fromkeys(campaign.KINDS, campaign.begin),
    **{f"/{kind}": (lambda s, k=kind: intake.begin(s, k)) for kind in REQUESTS},  # type: ignore[misc]
}

#: Questions that are answered in the middle of a task, which then goes on.
DIGRESSIONS: dict[str, Handler] = {
    "warranty_query": queries.answer_warranty,
    "fee_query": queries.answer_fee,
    "ticket_status": status.tell,
    "usage_question": small_talk.usage,
    "greet": small_talk.hello_again,
    "thanks": small_talk.welcome,
}

#: What an intent starts when nothing is under way.
STARTS: dict[str, Handler] = {
    "report_fault": same.report,
    "warranty_query": queries.answer_warranty,
    "fee_query": queries.answer_fee,
    "book_visit": visit.begin,
    "reschedule_visit": visit.begin,
    "cancel_visit": visit.begin_cancel,
    "ticket_status": status.tell,
    "request_human": lambda s: people.hand_over(s, "asked"),
    "complaint": small_talk.complaint,
    "usage_question": small_talk.usage,
    "feedback": small_talk.feedback,
    "greet": small_talk.greet,
    "thanks": small_talk.welcome,
    "goodbye": small_talk.goodbye,
    **{kind: (lambda s, k=kind: intake.begin(s, k)) for kind in REQUESTS},  # type: ignore[misc]
}


def hear_ticket(scene: Scene) -> bool:
    """The report that was asked for, by its number or button; what was wanted of it goes on."""
    found = status.named(scene)
    if found is None:
        return False
    scene.ticket = found
    then = scene.tracker.slots.get("then", "ticket_status")
    scene.heard = aftercare.heard_before(scene, scene.tracker.slots.get("said", ""))
    scene.tracker.end()
    handler = address.begin if then == address.NAME else STARTS.get(then, status.tell)
    handler(scene)
    return True


#: Who hears the answers to the questions of a flow.
HEARS: dict[str, Callable[[Scene], bool]] = {
    intake.NAME: intake.hear,
    visit.NAME: visit.hear,
    "cancel_visit": visit.hear_cancel,
    "close": visit.hear_close,
    "warranty": queries.hear_warranty,
    "ticket": hear_ticket,
    "same": same.hear_same,
    another.NAME: same.hear_another,
    address.NAME: address.hear,
    "confirm": aftercare.hear_confirm,
    "follow_up": aftercare.hear_follow_up,
    planned.NAME: planned.hear,
    identify.NAME: identify.hear,
    guide.NAME: guide.hear_alone,
    campaign.NAME: campaign.hear,
}
#: What is left to ask after an answer.
GOES_ON: dict[str, Handler] = {
    intake.NAME: intake.go_on,
    visit.NAME: visit.go_on,
    planned.NAME: planned.go_on,
    guide.NAME: guide.go_on_alone,
}
#: Who hears the answers to what people of ours have asked, whoever leads the conversation.
QUESTIONS: dict[str, questions.Hears] = {procedures.ABOUT: procedures.hear, causes.ABOUT: causes.hear_consent,
                                            board_desk.ABOUT: board_desk.hear}  # fmt: skip
