"""Words that look like the end of a report or a visit and leave it as it is: "don't cancel", "cancel if it rains", "don't
come too early", 上次那个师傅别来了, 先别派人.  Nothing is closed or called off by any of them: they are kept for those who plan
the visit or make it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from sqlalchemy import Row

from handlers import answers, handoff, visits
from handlers.flows import status, thinking, times_told
from handlers.scene import Scene
from handlers.wording import known, regex
from nlu.understanding import Intent

LONGEST = 60  # characters; in a longer message such words may mean anything
Kind = Literal["not_cancelled", "condition", "not_yet", "who", "how"]

_END = r"(?:取消|撤(?:销|单|回|掉)?)"
_NO = r"(?:别|不要|不用|请勿|甭|不必|不想(?:要|让)?|莫)"
_WORDS: tuple[tuple[Kind, object], ...] = (
    (
        "condition",
        regex(
            rf"(?:如果|要是(?!能)|万一|假如|若|哪天)[^。;；]{{1,14}}(?:{_END}|{_NO}来)|{_END}(?:[^,，。;]{{0,4}})(?:如果|要是)|\bcancel\b[^.;]{{0,10}}\b(?:if|in case|unless)\b|\b(?:if|in case|unless)\b[^.;]{{1,24}}\b(?:cancel|don'?t come)\b"
        ),
    ),
    (
        "not_cancelled",
        regex(
            rf"(?<!要)(?<!能)(?:不(?:是)?(?:要|想|用|打算)?|别|没(?:说|有|让)?(?:要|你们)?)(?:给我|把它|再)?{_END}(?!不)(?:了|$|[,，。！!啊呀的哦])|(?<!why )\b(?:do not|don'?t|not|never|no need to|didn'?t|did not|won'?t)(?: (?:want(?: you)? to|say|please|ever|mean to|asked? to))?(?: to)? cancel\w*\b"
        ),
    ),
    (
        "not_yet",
        regex(
            rf"^(?:请|那|您|你们)?先(?:{_NO}|不)(?:急着?)?(?:派|来|上门|安排|过来)(?:人|师傅)?(?:了|吧|啊|$|[,，。;])|\b(?:do not|don'?t) (?:send|dispatch) (?:anyone|anybody|somebody|someone|him|them|a \w+) (?:yet|before|until|just now)\b|\bdon'?t come yet\b"
        ),
    ),
    (
        "who",
        regex(
            rf"{_NO}(?:再)?(?:派|叫|让|找)(?:上次|上回|那个|那位|之前|同一|女|男|年轻|老)|{_NO}(?:来|派|叫)(?:[两三四几多]|那么多|这么多)(?:个|位)?(?:人|师傅)?|(?:上次|上回|之前|那个|那位)[^,，。;]{{0,8}}{_NO}(?:再)?来|换(?:一)?(?:个|位)(?:别的)?(?:师傅|师父|人来|工程师)|不(?:要|想)(?:再)?(?:见|看)到?(?:上次|那个)"
            r"|\b(?:do not|don'?t)(?: ever)? send (?:me )?(?:the (?:same|last|previous|old|other)|that|two|three|a (?:woman|man|female|male))\b|\bno need for (?:two|three|2|3) \w+|\b(?:send|get me) (?:somebody|someone|anybody|anyone) else\b|\b(?:somebody|someone) else than\b|\b(?:another|a different) (?:technician|engineer|man|guy|person)\b"
        ),
    ),
    (
        "how",
        regex(
            rf"{_NO}(?:再)?(?:来|到|上门|过来)(?:得)?(?:太|那么|这么)?(?:早|晚|迟)|{_NO}(?:太|那么)?(?:早|晚|迟)(?:了)?(?:来|到|上门)|{_NO}迟到|别忘(?:了|记)|(?:凌晨|半夜|夜里|大?晚上|天黑|中午|午休|一?大早|周末|(?:周|星期|礼拜)[一二三四五六日天]|[今明后]天)[^,，。;]{{0,5}}{_NO}(?:来|上门|派人)|{_NO}(?:在)?(?:凌晨|半夜|夜里|晚上|天黑|中午|午休|周末)[^,，。;]{{0,4}}(?:来|上门|派人)"
            rf"|{_NO}(?:带|穿|拿|脱)[^,，。;]{{1,8}}|\b(?:do not|don'?t|not)(?: please)? (?:come|arrive|turn up|be|show up)(?: \w+){{0,2}} (?:early|late)\b|\b(?:do not|don'?t|not) (?:come|arrive|turn up)(?: \w+)? (?:at night|before|after|until|on|in the|during|at)\b|\bdon'?t forget\b"
            r"|^(?:please |just |but )?(?:not|never|do not come|don'?t come)(?: on| at)?(?: the)? (?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekends?)\b"
            r"|\bno need (?:for|to (?:bring|wear|take off|carry)) (?!an? (?:visit|repair|technician|engineer|appointment)|any|some|it\b|this\b|that\b|you\b|him\b)\w+"
        ),
    ),
)


def keeps(text: str) -> Kind | None:
    """What a message wants that only looks like an end of the report; None where it is none of these."""
    if len(text) > LONGEST:
        return None
    said = answers.plain(text)
    if "," in text or "，" in text:
        said = answers.plain(text.replace(",", ";").replace("，", ";"))  # a mark parts what belongs to the no
        known(said)
    return next((kind for kind, words in _WORDS if words.search(said)), None)  # type: ignore[attr-defined]


def hear(scene: Scene) -> bool:
    """Keep it, and say so.  False: it is none of these, or who hears the task under way has an answer of its own; no
    wish to cancel is seen in it any more."""
    kind = keeps(scene.text) if scene.event.kind == "text" and not scene.heard.danger else None
    if kind is None:  # most messages: nothing is read for them
        return False
    rows = status.counting(scene)
    ticket = scene.ticket if scene.tracker.flow == "intake" else (rows[0] if rows else None)
    if ticket is None:
        return False
    if scene.intent in ("cancel_visit", "deny", "affirm", "reschedule_visit", "parts_request", "feedback"):
        scene.heard = replace(scene.heard, intent=Intent("out_of_scope", 0.0))
    if scene.tracker.flow == "intake":
        return _in_a_report(scene, kind)
    if scene.tracker.flow is not None or answers.is_question(scene.text):
        return False
    return _with_a_visit(scene, ticket, kind)


def _in_a_report(scene: Scene, kind: Kind) -> bool:
    """A wish for the visit of a report that is being told; a time that does not suit is heard where times are."""
    times = times_told.impossible(scene) or times_told.wanted_time(scene) is not None
    if kind == "not_yet" or scene.tracker.asked not in ("summary", "window") or (kind == "how" and times):
        return False
    if kind == "not_cancelled":
        scene.say("not-cancelled")
        return True
    scene.record("ticket.note", {"remark": scene.text[:500]})
    scene.say("remark-kept" if kind == "how" else "remark-kept-office")
    return True


def _with_a_visit(scene: Scene, ticket: Row[object], kind: Kind) -> bool:
    """The same of one that counts: people who plan it read it, and it stays until they or the customer say otherwise."""
    out, booked = times_told.impossible(scene) if kind == "how" else [], visits.booked(scene.tx, ticket.id)
    if out and (booked is None or any(a < booked.end and b > booked.start for a, b in out)):
        return False  # of that day: another is offered
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if kind == "not_cancelled":
        scene.say("not-cancelled")
        scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
        return True
    scene.record("ticket.note", {"remark": scene.text[:500]})
    if kind != "how":
        handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "arrange_visit", scene.now,
                         note=scene.text[:500])  # fmt: skip
    if kind == "not_yet" or thinking.wants_time(scene.text):
        scene.say("take-your-time")
    scene.say("noted-for-office" if kind != "how" else "noted-for-visit", ("button-move-visit", "/reschedule_visit"),
              ("button-human", "/human"), number=ticket.number)  # fmt: skip
    return True
