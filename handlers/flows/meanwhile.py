"""Between the booking and the end of the work: what customers say about the visit that is no task of its own.

Who comes, "call me before you come", another telephone, "I'm not home then", "he is here", "he cannot come", "he wants
money": each is answered.  What is left is kept with the report instead of being refused, and a question gets a person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, visits
from handlers.flows import booking, fault, people, same, status, visit
from handlers.flows.who_and_where import said_contact
from handlers.scene import Scene
from nlu.patterns import regex
from storage import conversations
from storage import tickets as stored_tickets

SURE = 0.6
UNRELATED = 0.8  # how likely it has to be that a message has nothing to do with us
LONGEST = 80  # characters; a longer message tells more than one of these
MOST_KEPT = 6  # remarks in a row that are only kept, before we say that we are lost
JUST_NOW = timedelta(minutes=30)  # after which a time is no correction of the one that was booked
WEEK = timedelta(days=7)

_MAN = r"(?:师傅|师父|工程师|技术员|技师|维修工|维修员|维修人员|他|人家)"
_EN_MAN = r"(?:technician|engineer|repair ?man|guy|man|he|she|they|your (?:people|man|guy))"
_AHEAD = regex(
    r"(?:来|到|上门|出发|出门|过来)(?:之前|以前|前|的时候|时).{0,6}(?:打|来个|电话|联系|说一声|通知)|提前(?:给我|先)?(?:打|来个?|通知|联系|说)"
    r"|\b(?:call|ring|phone|text|let me know)\b.{0,12}\b(?:before|ahead|when (?:you|he|they)|on (?:the|your|his) way|first)\b.{0,20}\b(?:come|coming|arriv\w*|leav\w*|set|way|set off|ahead)\b"
    r"|\b(?:call|ring|phone|text) (?:me )?ahead\b"
)
_WHO = regex(
    rf"^(?:请问)?(?:是)?谁(?:来|上门|过来)|(?:哪个|哪位|什么){_MAN}|{_MAN}.{{0,3}}(?:姓|叫什么|是谁|电话|手机|号码|联系)|谁来(?:修|做|弄)|(?<!你们)(?<!客服)(?<!公司)(?<!人工)(?<!商)电话(?:号码?)?(?:是)?(?:多少|给我|发我)"
    rf"|\bwho(?:'s| is| will be|'ll)? (?:com|going|your (?:technician|engineer))\w*|\b{_EN_MAN}(?:'s)? (?:name|number|phone|contact)\b",
)
_HERE = regex(
    rf"^{_MAN}?(?:已经|刚刚?|都)?(?:到了|来了|到啦|来啦|上门了)|^{_MAN}(?:已经|刚刚?)(?:到|来)$|^(?:人|{_MAN})(?:已经|刚刚?)?(?:到|在)(?:我)?(?:这儿?|这里|家|现场|门口|楼下)?了$"
    rf"|^(?:the |your )?{_EN_MAN}(?:'s| is| are| has| have)? (?:just |already |now )?(?:here|arrived|at the door|turned up|shown up)\b"
)
_CANNOT = regex(
    rf"{_MAN}.{{0,12}}(?:来不了|不来了|过不来|来不到|不能来|没法来|取消了|推了)|\b{_EN_MAN}\b.{{0,25}}\b(?:can'?t|cannot|won'?t|not able to|unable to) (?:come|make it)\b"
)
_PAY = regex(
    rf"{_MAN}.{{0,10}}(?:收|要(?!是)|加|额外|另外|让我(?:付|给|转)).{{0,8}}(?:钱|费|元|块|\d{{2,}})|(?:现场|上门)(?:又|还)?(?:要|加|收).{{0,6}}(?:钱|费)"
    rf"|\b{_EN_MAN}\b.{{0,20}}\b(?:wants?|asks?|asked|asking|charg\w+|demand\w*)\b.{{0,25}}(?:money|cash|pay|fee|extra|charge|[$¥€]|\d{{2,}})"
)
_AWAY = regex(
    r"(?<!如果)不在(?:家|公司|店里|单位|这)?|没(?:有)?(?:空|时间|人在家)|家里没人|有事|要?(?:上班|开会|出差|出门|加班)|走不开|唔得闲|唔喺度|冇时间"
    r"|\b(?:not|won'?t be|am not|will not be|isn'?t) (?:at )?(?:home|in|there|here|available|around)\b|\b(?:can'?t|cannot) (?:make|do) (?:it|that|then)\b"
    r"|\bnobody (?:is |will be |'s )?(?:home|in|there)\b|\bout of town\b|\b(?:i'?m|i am|i'?ll be|will be) (?:busy|away|in a meeting|at work|out)\b"
)
_ALTERNATIVE = regex(
    r"[改换]|行不行|可不可以|可以吗|行吗|得唔得|\b(?:instead|rather|move|change|reschedule|how about|what about)\b"
)
_NOBODY = regex(
    rf"没(?:有)?(?:人|见人|来|到)|没见到?(?:人|{_MAN})|人呢|不见人|{_MAN}(?:呢|人呢)|\b(?:nobody|no one|no-?body|noone)\b|\bnot (?:here|come|arrived|shown)\b"
    rf"|\b(?:has|have|did)(?:n'?t| not) (?:come|arrived?|shown?|turned? up)\b|\bno[- ]show\b|\bwhere(?:'s| is| are) (?:the |your |my )?{_EN_MAN}\b|^(?:is (?:he|she) |are they |you )?running late$"
)
_COMING = regex(
    r"(?:能|会|可以|还)(?:按时|准时)?(?:到|来|过来)(?:的)?[吗么]|\b(?:will|can|is|are) (?:he|she|they|you|somebody|someone|the \w+) (?:still )?(?:be )?(?:come|coming|here|there|make it|on time)\b|\bstill coming\b"
)
_RIGHT = regex(r"[是对](?:吧|吗|不|么)$|没错吧$|\b(?:right|correct|isn'?t it|still)$")
_MOVES = regex(
    r"(?:换|改)(?:一?个|一下)?(?:时间|日子|日期|天)|\b(?:another|a different|some other|a new) (?:time|day|date|slot|appointment)\b"
)
_PRACTICAL = regex(
    r"门禁|门铃|密码|后门|侧门|停车|车位|有狗|养狗|钥匙|梯子|[没有]电梯|走楼梯|鞋套|门卫|保安|物业登记|就走了?$|[要得]走$|敲门"
    r"|\b(?:gate|door|access|entry) code\b|\b(?:the|a|our|my) dogs?\b|\bladder\b|\bpark(?:ing)? (?:at|in|is|on|behind|outside)\b|\b(?:side|back|rear) (?:door|gate|entrance)\b"
    r"|\bkeys? (?:is|are)\b|\b(?:ring|door) ?bell\b|\bno (?:lift|elevator)\b|\bhave to (?:leave|go)\b"
)
_CALLS_OFF = regex(r"^(?:那|算了|还是)?(?:我们?)?(?:先)?不(?:用)?(?:做|保养|装|约|来|检查)了(?:吧|啊|谢谢)?$")
_PART = regex(
    r"(?:配件|零件|备件|件|货)(?:呢|到了?[吗没]|到货|来了?[吗没]|什么时候|几时|啥时候|怎么样)|\b(?:parts?|spares?)\b.{0,20}\b(?:arriv\w*|here|come|in|yet|when)\b|\bwhere(?:'s| is| are) (?:the|my) (?:parts?|spares?)\b"
)
_OR_NOT = regex(
    r"会不会|能不能|有没有|是不是|要不要|可不可以|行不行|用不用|多久|多少"
)  # questions without a mark
_NEW_NUMBER = regex(
    r"(?:手机|电话|号码?).{0,4}(?:改|换|变|更新)|新(?:手机|电话|号码)|\b(?:new|changed?|different) (?:phone|number|mobile)\b|\bnumber (?:has )?changed\b"
)
_NO_NAME = regex(r"电话|手机|号码|联系|打[他她]|\d")


def at_once(scene: Scene) -> bool:
    """What is said about a visit or a report that counts, in words that mean nothing else."""
    rows = status.counting(scene)
    if not rows or scene.event.kind != "text" or len(scene.text) > LONGEST or _shows_a_fault(scene):
        return False
    ticket = _meant(scene, rows)
    said = answers.plain(scene.text)
    if _PRACTICAL.search(said) and not answers.is_question(scene.text):
        return _note(scene, ticket)
    guessed = fault.tells_a_problem(scene) and scene.heard.intent.confidence >= SURE
    return not (guessed and scene.entity("phone") is None) and any(
        step(scene, ticket, said) for step in STEPS
    )


def _shows_a_fault(scene: Scene) -> bool:
    """Whether there are words for a fault, and not only the look of one."""
    severity = scene.heard.severity
    named = severity is not None and any(e.reason != "learned" for e in severity.evidence)
    return named and fault.tells_a_problem(scene)


def calls_off(scene: Scene) -> bool:
    """ "Then leave it" while a visit is booked: whether it is cancelled is asked, and never just passed over."""
    rows = status.counting(scene)
    said = answers.plain(scene.text)
    if (
        not rows
        or scene.event.kind != "text"
        or not (answers.gives_up(scene.text) or _CALLS_OFF.search(said))
    ):
        return False
    if not any(visits.booked(scene.tx, t.id) for t in rows):
        return False
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


# -- steps ------------------------------------------------------------------------------------------


def _asked_to_pay(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Somebody on site wants money: what was agreed is said, nothing is paid before, and a person sees to it now."""
    if not _PAY.search(said):
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


def calls_ahead(scene: Scene) -> bool:
    """Whether a call right before the visit is wished for, and not a person now."""
    return (
        bool(status.counting(scene))
        and len(scene.text) <= LONGEST
        and bool(_AHEAD.search(answers.plain(scene.text)))
    )


def _call_ahead(scene: Scene, ticket: Row[Any], said: str) -> bool:
    return bool(_AHEAD.search(said)) and _note(scene, ticket)


def _here(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Somebody of ours has come, says the customer: kept, and nobody says any more that there is no record of it."""
    if (
        visits.booked(scene.tx, ticket.id) is None
        or not _HERE.search(said)
        or answers.is_question(scene.text)
    ):
        return False
    _take(scene, ticket)
    scene.record("ticket.note", {status.HERE: scene.text[:200]})
    scene.say("visit-is-here", number=ticket.number)
    return True


def _nobody(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Nobody is there: how it stands, and once the time is over a person who sees to it."""
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or not _NOBODY.search(said) or not visits.missed(scene.tx, booked):
        return False
    _take(scene, ticket)
    if booked.end > scene.now:
        scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
        return True
    scene.record("ticket.note", {"complaint": scene.text[:1000]})
    people.hand_over(scene, "complaint", text_id="complaint-handed-over")
    return True


def _cannot_come(scene: Scene, ticket: Row[Any], said: str) -> bool:
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or not _CANNOT.search(said) or answers.is_question(scene.text):
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
    if not _WHO.search(said):
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
    asked, again = booking.wanted_time(scene), bool(_RIGHT.search(said))
    if booked is None or not (_COMING.search(said) or (again and asked is not None)):
        return False
    if asked is not None and not _meets(asked, booked):
        return False
    _take(scene, ticket)
    scene.quote(
        status.text_of(scene, ticket), ("button-move-visit", "/reschedule_visit"), ("button-human", "/human")
    )
    return True


def _meets(asked: booking.Wanted, booked: Row[Any]) -> bool:
    """Whether a time that is named touches the visit."""
    start, end = asked
    return bool(start < booked.end and (end or start + timedelta(hours=2)) > booked.start)


def _moves(scene: Scene, ticket: Row[Any], said: str) -> bool:
    if not _MOVES.search(said) or visits.booked(scene.tx, ticket.id) is None:
        return False
    _take(scene, ticket)
    visit.begin(scene)
    return True


def _part(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "And the part?" is about the report that is open and orders nothing."""
    if not _PART.search(said):
        return False
    _take(scene, ticket)
    scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
    return True


def _contact(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Another telephone, or somebody else to ring up."""
    if scene.entity("phone") is None:
        if _NEW_NUMBER.search(said) and not answers.is_question(scene.text):
            scene.say("contact-which-number", number=ticket.number)
            return True
        return False
    found = said_contact(scene)
    phone, name = found.get("phone"), found.get("contact_name")
    if phone is None:
        return False
    _take(scene, ticket)
    own = _NEW_NUMBER.search(said) and scene.customer is not None
    name = None if own or name is None or _NO_NAME.search(name) else name
    scene.change(phone=phone, **({"contact_name": name} if name else {}))
    if own:
        conversations.save_customer(scene.tx, scene.conversation.customer_id, phone=phone)
    elif answers.plain(scene.text) != phone:
        fault.add_problem(scene)  # who that is, in the customer's words
    scene.say("contact-changed", number=ticket.number, who=" ".join(x for x in (name, phone) if x))
    return True


def _away(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "I'm not home tomorrow" is no time to come at: what is offered comes after it."""
    booked = visits.booked(scene.tx, ticket.id)
    if (
        booked is None
        or not _AWAY.search(said)
        or _ALTERNATIVE.search(said)
        or answers.is_question(scene.text)
    ):
        return False
    found = booking.wanted_time(scene)
    if found is not None and not (
        found[0] < booked.end and (found[1] or found[0] + timedelta(hours=2)) > booked.start
    ):
        return False  # another time than that of the visit
    after = (found[1] or booked.end) if found is not None else booked.end
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
    if scene.now - last.at > JUST_NOW or booking.wanted_time(scene) is None or len(scene.text) > 30:
        return False
    if scene.heard.intent.confidence >= SURE and scene.intent not in (
        "book_visit",
        "reschedule_visit",
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


STEPS = (_asked_to_pay, _cannot_come, _nobody, _call_ahead, _who_comes, _here, _part, _contact, _coming, _another_time,
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
    asks = answers.is_question(scene.text) or bool(_OR_NOT.search(answers.plain(scene.text)))
    if not rows or scene.event.kind != "text" or kept >= MOST_KEPT or not (asks or fault.remark(scene)):
        return False
    if same.another_device(scene, rows):
        same.report(scene)
        return True
    if scene.intent == "out_of_scope" and scene.heard.intent.confidence >= UNRELATED:
        return False
    scene.tracker.slots["kept"] = kept + 1
    ticket = _meant(scene, rows)
    if not asks:
        return _note(scene, ticket)
    _take(scene, ticket)
    if scene.entity("visit_time") is not None:
        scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
        return True
    scene.record("ticket.note", {"question": scene.text[:500]})
    handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "question", scene.now,
                     note=scene.text[:500])  # fmt: skip
    scene.tracker.asked = "handoff"
    scene.say(
        "question-for-people", ("button-human", "/human"), ("button-go-on", "/no"), number=ticket.number
    )
    return True
