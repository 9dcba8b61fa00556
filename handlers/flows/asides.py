"""What is said in the middle of a report beside the question that is open: "let me ask my husband", "is there remote
help?", "and the labour?", "is it dangerous?".  Each is answered as what it is, and nothing of it answers the question."""

from __future__ import annotations

from handlers import answers, calls_wanted, choices
from handlers.flows import (
    booking,
    by_phone,
    contact,
    cost,
    fault,
    guide,
    intake,
    may_i,
    people,
    price_questions,
    price_words,
    queries,
    status,
    summary,
    thinking,
    time_answers,
    visit_words,
)
from handlers.scene import Scene
from handlers.wording import regex

#: The level of a report, asked about.
_WHY_LEVEL = regex(
    r"(?:为什么|为啥|怎么|凭什么|凭啥|干嘛).{0,8}(?:次要|主要|重大|级别|等级|严重程度)|(?:级别|等级|次要|主要故障|重大故障).{0,8}(?:为什么|为啥|怎么|凭什么)|\b(?:why|how come)\b.{0,24}\b(?:minor|major|critical|level|severity)\b"
)
_COST_LINE = regex(r"费用|保修|\b(?:cost|fee|price|warranty)\b")
LONGEST = 80  # characters; in a longer message the words may mean anything

_PIECES = regex(r"[^,，。;；!！?？]+[?？]?")
_AND_ASKS = regex(r"\band (?:is|are|when|how|what|who|do|does|can|will)\b.*\?\s*$")
_WH = regex(
    r"什么|怎么|哪|谁|为什么|为啥|多久|多少|几|能不能|可不可以|要不要|\b(?:what|how|who|which|when|why|where|can|will|does|do)\b"
)
_BINDS = (
    "consent",
    "window",
    "summary",
    "when",
    "correction",
)  # questions with which one may take one's time
_OF_A_VISIT = ("window", "wishes", "summary")  # questions beside which a call is one before the visit
_BY_PHONE = regex(
    r"远程(?:先|来|给我|帮我)?(?:看(?!不)|帮|处理(?!不)|解决(?!不)|指导|协助|支持(?!不)|修|弄|试|排查|诊断)|(?:能|可以|先)(?:不能)?远程(?!.{0,4}(?:不|断|失败))|(?:电话|视频|微信)(?:里|上|先)?(?:能|可以)?(?:不能)?(?:指导|帮忙|教|解决|支持|处理|看看|看一下)|(?:先)?(?:不用|不要|不必|别)(?:急着)?(?:上门|派人)|(?:能|可以|可不可以|可否)(?:不能)?不上门|\bremote(?:ly)? (?:help|support|assistance|access|session|fix|repair|service)\b|\bremotely\b"
    r"|\b(?:help|fix|solve|support|guide|talk me through)\b.{0,24}\b(?:by|over|on) (?:the )?(?:phone|telephone|video)\b|\b(?:phone|telephone|video) (?:help|support|guidance)\b|\b(?:no|without an?) visit\b|\bdon'?t need a visit\b"
)
_TO_BE_CALLED = regex(
    r"(?:给我|跟我)(?:先)?(?:回|打|来|通)(?:一?个)?电话|(?:打|回)(?:个)?电话(?:给我|过来)|打给我|\b(?:call|phone|ring) (?:me|us)\b(?! (?:a|the|mr|ms|al|by|sam)\b)"
)
_HURRIES = regex(
    r"马上|立刻|立即|现在就|赶紧|快点|(?<!不)(?<!别)急|\b(?:now|hurry|urgent(?:ly)?|asap|right away|immediately|at once)\b"
)
_FREE = regex(r"免费|不(?:要|用|收|花)(?:钱|费)|白修|\bfree\b|\bno charge\b|\bwithout (?:paying|charge)\b")
_YOU_DECIDE = regex(
    r"(?:我(?:也)?不懂|我(?:也)?不知道|不懂|不知道|都行|随便)?(?:[,， ]*)(?:你们?|您|师傅)(?:来)?(?:看着办|看着弄|定|决定|做主|拿主意|说了算)(?:吧|好了|就行|就好)?|随便(?:你们?|您)?(?:吧|啦|了)?"
    r"|(?:i don'?t know |well |it'?s |that'?s )*(?:up to you|you decide|your (?:call|decision)|whatever(?: you (?:think|say|want|like))?)"
)
_ONCE_MORE = regex(
    r"价目表|\bprice ?list\b|再(?:说|报|讲|发)(?:一)?(?:遍|次|下)|\b(?:again|once more|repeat)\b|^(?:一共|总共|合计)?(?:是)?(?:多少|几块)|多少钱|\bhow much\b"
)
#: What only a colleague can promise of a price: what is in it, and what becomes of it when the repair fails.
_WHAT_OF_IT = regex(
    r"修不好|没修好|白跑|再坏|包括|包含|含不含|另外(?:收|算)|\b(?:includ\w+|can'?t (?:fix|repair)|cannot (?:fix|repair)|not (?:fixed|repaired)|breaks? (?:again|down)|comes? back broken|on top)\b"
)
_WHY = regex(r"为什么|为啥|凭啥|凭什么|怎么(?:还)?要(?:收)?(?:钱|费)|\bwhy\b|\bwhat for\b|\bhow come\b")
_ELSEWAYS = regex(
    r"(?:自己|我)(?:送|拿|带|搬|寄)(?:过去|过来|去|来|到|给)|(?:只|光|就)(?:要|买|换)(?:个|一个)?(?:配件|零件|件)|自己(?:换|装|修)|\b(?:bring|take|drop|post|ship|send) (?:it|the \w+)\b.{0,16}\b(?:to you|in|over|off|by)\b"
    r"|\b(?:just|only) (?:a |the )?(?:part|spare)s?\b|\b(?:part|spare)s? (?:only|price)\b|\b(?:do|fit|repair|fix|replace) it (?:myself|ourselves)\b"
)
SERVICE_LEVEL = regex(
    r"(?<![a-z\d])[a-d](?:类|级)(?:的)?(?:服务|客户|合同|用户)?|\b(?:service )?level [a-d]\b|\b(?:gold|silver|premium|vip) (?:service|customers?|contract|support|level)\b"
)
_LASTS = regex(
    r"(?:点|前|之前|以前)(?:能|可以|就)?(?:不能)?(?:修|弄|搞|做|换|装)(?:得)?(?:好|完)|\b(?:done|fixed|finished|repaired|ready|over) (?:by|before|until|in time)\b|(?:修|弄|做|换|装|检查)(?:好)?(?:大概|大约)?(?:要|得|需要)?(?:多久|多长时间|几个?小时|多少时间)|(?:多久|多长时间)(?:能|可以)?(?:修|弄|做|换|装)(?:好|完)|\bhow long (?:does|will|would|is) (?:it|that|this|the (?:repair|visit|work|job))(?: usually)? ?(?:take|last|be)?\b"
)
_WORRIES = regex(
    r"(?:是不是|会不会|有没有|要不要紧|有|很)?危险(?:吗|么|啊|不)|(?:是不是|会不会)(?:很|有|太)?(?:危险|爆炸|漏电|触电|着火|起火)|要不要紧|要紧吗|严重吗|(?:是不是|会不会|会)(?:丢|坏|影响|伤)|数据会丢|\bis (?:it|this|that) (?:dangerous|safe|serious|bad)\b|\bwill (?:i|we) lose\b|\bcould it (?:explode|burn|catch)\b"
)


def beside_an_answer(scene: Scene) -> None:
    """A question behind what was asked for ("王五，几点能来？") is not dropped with the answer that it came with."""
    pieces = [p.strip() for p in _PIECES.findall(scene.text)] if scene.event.kind == "text" else []
    asked = pieces[-1] if len(pieces) > 1 or (pieces and _AND_ASKS.search(scene.text.casefold())) else ""
    said = answers.plain(asked)
    if scene.lines or not asked or len(scene.text) > 2 * LONGEST or not answers.asks(asked):
        return
    if price_words.ABOUT_MONEY.search(said):
        queries.answer_fee(scene)
    elif answers.how_long(asked):
        status.tell(scene)
    elif _WH.search(said) and answers.length(said) > 2:
        people.leave_question(scene)
        scene.say("question-kept")


def hear(scene: Scene) -> bool:
    """Answer what is said beside the open question.  False: it is none of these."""
    text, asked = scene.text, scene.tracker.asked
    if scene.event.kind != "text" or len(text) > LONGEST or scene.ticket is None or asked in guide.ASKED:
        return False
    said = answers.plain(text)
    if thinking.wants_time(text) and (asked in _BINDS or not answers.unknown(text)):
        scene.say("take-your-time")
        return True
    if asked in ("address", "phone") and _money_beside(scene, said):
        return True
    if asked == "summary" and summary.confirms_and_asks(scene):
        return False  # it counts, and the question is heard with it
    if asked == "window" and booking.chooses_and_asks(scene):
        _answer(scene, said)
        return True
    return (
        (asked == "consent" and _of_the_price(scene, said))
        or _by_phone(scene, said)
        or (asked in ("window", "summary", "wishes") and _money(scene, said))
        or _service_level(scene, said)
        or _how_long(scene, said)
        or _worry(scene, said)
        or _nothing_new(scene)
        or _why_so(scene, said)
        or _better_wait(scene)
    )


def _answer(scene: Scene, said: str) -> None:
    """The question behind a choice that was taken already."""
    if price_words.ABOUT_MONEY.search(said):
        queries.answer_fee(scene)
    elif _LASTS.search(said) and scene.plan is not None:
        scene.say("visit-lasts", minutes=str(scene.plan.visits.minutes))
    else:
        people.leave_question(scene)
        scene.say("question-kept")
    intake.repeat(scene)


def _nothing_new(scene: Scene) -> bool:
    """ "Still not fixed", "no rush", before the visit is settled: nothing to change, and no answer."""
    if scene.tracker.asked not in ("window", "summary") or summary.approved(scene):
        return False
    if not (fault.says_still(scene) or answers.calms(scene.text)):
        return False
    scene.say("noted")
    intake.repeat(scene)
    return True


def _why_so(scene: Scene, said: str) -> bool:
    """ "Why is it minor?", "why is the cost not known?", of what the summary or the report says."""
    ticket = scene.ticket
    assert ticket is not None
    if not answers.asks(scene.text) and not _WHY.search(said):
        return False
    if _WHY_LEVEL.search(said) and ticket.severity is not None:
        scene.tracker.told.pop("severity", None)
        fault.tell_severity(scene)
    elif _WHY.search(said) and _COST_LINE.search(said) and ticket.fee is not None:
        queries.answer_fee(scene)
    else:
        return False
    intake.repeat(scene)
    return True


def _better_wait(scene: Scene) -> bool:
    """ "Should I fill it up meanwhile?" """
    if not may_i.hear(scene):
        return False
    intake.repeat(scene)
    return True


def _of_the_price(scene: Scene, said: str) -> bool:
    """A question about the price that is open: which of its lines, why, whether it is free; then it is asked again."""
    ticket = scene.ticket
    assert ticket is not None
    asks = answers.asks(scene.text) or scene.intent == "fee_query"
    line = price_words.line_asked(ticket.fee, scene.text) if asks else None
    if price_questions.hear(scene, said):
        pass
    elif line is not None:
        scene.quote(cost.fee_lines({**ticket.fee, "lines": [line]}, scene.lang))
    elif asks and _WHY.search(said) and ticket.warranty is not None:
        if not cost.tell_dates(scene):
            cost.say_verdict(scene, ticket.warranty, ticket.fee)
    elif asks and _FREE.search(said) and not answers.disputes(scene.text):
        scene.say("consent-not-free")
    elif _YOU_DECIDE.fullmatch(said):
        scene.say("consent-yours")
    elif asks and _WHAT_OF_IT.search(said):
        people.leave_question(scene)
        scene.say("question-kept")
    elif _ONCE_MORE.search(said):
        scene.tracker.slots.pop(cost.PRICED, None)
    elif _ELSEWAYS.search(said):
        people.leave_question(scene)
        scene.say("consent-otherwise")
    else:
        return False
    intake.repeat(scene)
    return True


def _by_phone(scene: Scene, said: str) -> bool:
    """Help by telephone instead of a visit: somebody calls where the plan begins so, else a person is offered."""
    ticket, plan = scene.ticket, scene.plan
    if scene.tracker.asked == "address" and scene.entity("address") is not None:
        return False  # "Flat 5B, 12 Wensan Road (bell broken, ring me)"
    if _at_once(scene, said):
        return True
    if scene.tracker.asked == "address" and scene.entity("address") is not None:
        return False  # "12 Wensan Road (bell broken, ring me)"
    called, advice = _to_be_called(scene, said), by_phone.wanted(scene)  # nobody is to come, a word is all
    if (
        not (called or advice or _BY_PHONE.search(said))
        or ticket is None
        or plan is None
        or ticket.kind != "report_fault"
    ):
        return False
    if scene.tracker.asked in ("problem", "severity") or answers.works(scene.text):
        return False
    if ticket.facts.get("call_me"):  # somebody calls already
        scene.say("noted")
        intake.repeat(scene)
        return True
    if not advice:
        people.leave_question(scene)
    if advice or plan.support.telephone_first:
        booking.call_me(scene)
        scene.tracker.asked = None if scene.tracker.asked == "consent" else scene.tracker.asked
        if not advice:
            scene.say("remote-first")
    else:
        scene.say("call-offered" if called else "remote-offered", ("button-human", "/human"))
    intake.repeat(scene)
    return True


def _at_once(scene: Scene, said: str) -> bool:
    """Somebody is to ring up now, or nothing but a call is asked for where the plan begins with none: a person takes over."""
    plan, called = scene.plan, _TO_BE_CALLED.search(said) and not visit_words.AHEAD.search(said)
    begins = plan is not None and plan.support.telephone_first
    only = not begins and calls_wanted.phone_me(scene.text) and scene.tracker.asked not in _OF_A_VISIT
    if (
        not (only or (called and _HURRIES.search(said)))
        or scene.entity("visit_time") is not None
        or calls_wanted.no_call(scene.text)
    ):
        return False
    contact.hear_contact(scene)
    scene.lines.clear()
    people.hand_over(scene, "asked", note=scene.text[:500])
    return True


def _to_be_called(scene: Scene, said: str) -> bool:
    """Whether a call is wished for where nobody is called before a visit, and not only one ahead of it or at its time."""
    plan = scene.plan
    if plan is None or plan.support.telephone_first or scene.entity("visit_time") is not None:
        return False
    return (
        bool(_TO_BE_CALLED.search(said))
        and not visit_words.AHEAD.search(said)
        and not calls_wanted.no_call(scene.text)
    )


def _money(scene: Scene, said: str) -> bool:
    """A question about money, when the report is all but done: never left to the technician."""
    asks = answers.asks(scene.text) or "?" in scene.text or "？" in scene.text
    if not (asks and price_words.ABOUT_MONEY.search(said)) or choices.still_free(scene.text, 1):
        return False
    queries.answer_fee(scene)
    intake.repeat(scene)
    return True


def _money_beside(scene: Scene, said: str) -> bool:
    """A question about money behind the address or the number that was asked for: both are heard."""
    told = scene.entity(str(scene.tracker.asked)) is not None and answers.asks(scene.text)
    if not (told and price_words.ABOUT_MONEY.search(said) and contact.hear_contact(scene)):
        return False
    queries.answer_fee(scene)
    intake.repeat(scene)
    return True


def _service_level(scene: Scene, said: str) -> bool:
    """ "We have level A": which level holds is for the contract to say; it is kept for those who look."""
    if not SERVICE_LEVEL.search(said) or answers.asks(scene.text):
        return False
    scene.record("ticket.note", {"remark": scene.text[:500]})
    scene.say("service-level-noted")
    intake.repeat(scene)
    return True


def _how_long(scene: Scene, said: str) -> bool:
    """How long the work itself takes."""
    if not _LASTS.search(said) or scene.plan is None or scene.tracker.asked not in _BINDS:
        return False
    time_answers.before_limit(scene)
    scene.say("visit-lasts", minutes=str(scene.plan.visits.minutes))
    intake.repeat(scene)
    return True


def _worry(scene: Scene, said: str) -> bool:
    """ "Is it dangerous?", "is my data lost?": nobody here can tell from afar, so a person is offered at once."""
    if not _WORRIES.search(said) or scene.heard.danger:
        return False
    people.leave_question(scene)
    scene.say("worry", ("button-human", "/human"))
    intake.repeat(scene)
    return True
