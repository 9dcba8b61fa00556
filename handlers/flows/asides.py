"""What is said in the middle of a report beside the question that is open: "let me ask my husband", "is there remote
help?", "and the labour?", "is it dangerous?".  Each is answered as what it is, and nothing of it answers the question."""

from __future__ import annotations

from handlers import answers
from handlers.flows import (
    booking,
    by_phone,
    contact,
    cost,
    guide,
    intake,
    people,
    price_questions,
    price_words,
    queries,
    visit_words,
)
from handlers.scene import Scene
from nlu.patterns import regex

LONGEST = 80  # characters; in a longer message the words may mean anything

_WHO_DECIDES = r"(?:家里人?|家人|老公|老婆|爱人|老伴|先生|太太|爸|妈|爸妈|孩子|儿子|女儿|领导|老板|主任|经理|同事|财务|公司|单位)"
_THINKS = regex(
    r"(?:不好意思|那|好的?|嗯|行|哦)?(?:我们?|让我|容我)?(?:再|先)?(?:"
    r"等等(?:吧|啊|我)?|等一下?|等会儿?|稍等(?:一下|一会儿?)?|慢着|别急着?(?:派|约)?"
    rf"|(?:(?:等等|等一下|稍等|等会)?(?:我们?)?(?:再|先|要|得|去)*(?:想想|想一想|想一下|考虑(?:考虑|一下|下)?|(?:(?:跟|和|同){_WHO_DECIDES}?)?商量(?:商量|一下|下)?|问(?:问|一下|下)?(?:我|我们)?(?:的)?{_WHO_DECIDES})(?:再说|看看|一下)?)"
    r"|(?:等一?下|等等|稍等|等会儿?)?我?(?:先|马上|这就)?去(?:看看?|找找?|拍|问问?)(?:一下)?|(?:我)?(?:等一?下|晚点|待会儿?|一会儿?|回头)(?:再|就)?(?:发|给|告诉|拍)(?:给)?(?:你们?|您)?"
    r"|你?(?:等(?:一?下|一?会儿?|等)?|稍等)我?先?[去来]?[看找拿查拍](?:一?下|看|找)?(?:再说)?"
    rf"|等(?:我|我们)?(?:的)?{_WHO_DECIDES}(?:回来|下班|同意|决定|有空)(?:了)?(?:再说)?|(?:现在)?(?:没空|没时间|在忙|忙)?(?:晚点|晚一点|回头|过会儿?|待会儿?|一会儿?|以后)(?:再)?(?:说|讲|回|聊|定)"
    r")(?:吧|啊|哈|谢谢)?"
)
_THINKS_EN = regex(
    r"(?:ok(?:ay)? |well |hm+ |sorry |please |just )*(?:wait|hold on|hang on|one (?:moment|second|sec|minute)|just a (?:moment|second|sec|minute)|give me a (?:moment|second|minute))(?: please| a (?:moment|second|sec|minute|bit)| for now)*"
    r"|.*\b(?:let me|i(?:'ll| will| need to| have to)|have to|need to|must) (?:first )?(?:think|sleep on it|ask (?:my|the)|discuss|talk it over|check with)\b.*"
    r"|i(?:'ll| will) (?:send|tell|give|check|look|find)\b.{0,14}\b(?:later|in a (?:minute|moment|bit|while)|when i(?:'m| am| get) home)|(?:hold on|one (?:moment|minute|sec(?:ond)?)|just a (?:moment|minute|sec(?:ond)?)|wait a (?:moment|minute))(?: while)? (?:i(?:'ll| will)?|let me) (?:go and )?(?:look|check|find|get|have a look|take a look)(?: (?:it|for it|at it|that))?"
    r"|(?:ok |sorry )*(?:i'?ll|i will|let me) (?:go and |just )?(?:send|look|check|find|get|give|take a (?:look|photo|picture))(?: (?:it|that|them|you|one|the number|the serial))*(?: later| soon| first| in a (?:bit|minute|moment)| tonight| tomorrow)?"
    r"|(?:ok |well )?my (?:husband|wife|boss|manager|partner|landlord)(?: \w+)? (?:decides?|has to decide|will decide|must decide)(?: (?:that|this|it))?(?: wait| please wait)?"
    r"|(?:i'?m |i am )?not (?:so |quite |really )?sure(?: yet)?|i don'?t know yet|maybe later|(?:i'?ll )?(?:get back to you|let you know)(?: later| soon)?"
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
    r"远程(?:先|来|给我|帮我)?(?:看(?!不)|帮|处理(?!不)|解决(?!不)|指导|协助|支持(?!不)|修|弄|试|排查|诊断)|(?:能|可以|先)(?:不能)?远程(?!.{0,4}(?:不|断|失败))|(?:电话|视频|微信)(?:里|上|先)?(?:能|可以)?(?:不能)?(?:指导|帮忙|教|解决|支持|处理|看看|看一下)|(?:先)?(?:不用|不要|不必|别)(?:急着)?(?:上门|派人)|\bremote(?:ly)? (?:help|support|assistance|access|session|fix|repair|service)\b|\bremotely\b"
    r"|\b(?:help|fix|solve|support|guide|talk me through)\b.{0,24}\b(?:by|over|on) (?:the )?(?:phone|telephone|video)\b|\b(?:phone|telephone|video) (?:help|support|guidance)\b|\b(?:no|without an?) visit\b|\bdon'?t need a visit\b"
)
_TO_BE_CALLED = regex(
    r"(?:给我|跟我)(?:先)?(?:回|打|来|通)(?:一?个)?电话|(?:打|回)(?:个)?电话(?:给我|过来)|打给我|\b(?:call|phone|ring) (?:me|us)\b(?! (?:a|the|mr|ms|al|by|sam)\b)"
)
_HURRIES = regex(
    r"马上|立刻|立即|现在就|赶紧|快点|(?<!不)(?<!别)急|\b(?:now|hurry|urgent(?:ly)?|asap|right away|immediately|at once)\b"
)
_ABOUT_MONEY = regex(
    r"多少钱|什么价|啥价|价钱|多少费|收(?:不收)?费|要(?:不要)?钱|不要钱|花钱|免费|白修|(?<!不用)付钱|\bhow much\b|\bprice\b|\bcosts?\b|\bfree\b|\bcharged?\b|\bfees?\b|\bpay\b|[¥￥$]"
)
_FREE = regex(r"免费|不(?:要|用|收|花)(?:钱|费)|白修|\bfree\b|\bno charge\b|\bwithout (?:paying|charge)\b")
_ONCE_MORE = regex(
    r"再(?:说|报|讲|发)(?:一)?(?:遍|次|下)|\b(?:again|once more|repeat)\b|^(?:一共|总共|合计)?(?:是)?(?:多少|几块)|多少钱|\bhow much\b"
)
_WHY = regex(r"为什么|为啥|凭啥|凭什么|怎么(?:还)?要(?:收)?(?:钱|费)|\bwhy\b|\bwhat for\b|\bhow come\b")
_ELSEWAYS = regex(
    r"(?:自己|我)(?:送|拿|带|搬|寄)(?:过去|过来|去|来|到|给)|(?:只|光|就)(?:要|买|换)(?:个|一个)?(?:配件|零件|件)|自己(?:换|装|修)|\b(?:bring|take|drop|post|ship|send) (?:it|the \w+)\b.{0,16}\b(?:to you|in|over|off|by)\b"
    r"|\b(?:just|only) (?:a |the )?(?:part|spare)s?\b|\b(?:part|spare)s? (?:only|price)\b|\b(?:do|fit|repair|fix|replace) it (?:myself|ourselves)\b"
)
_LASTS = regex(
    r"(?:修|弄|做|换|装|检查)(?:好)?(?:大概|大约)?(?:要|得|需要)?(?:多久|多长时间|几个?小时|多少时间)|(?:多久|多长时间)(?:能|可以)?(?:修|弄|做|换|装)(?:好|完)|\bhow long (?:does|will|would|is) (?:it|that|this|the (?:repair|visit|work|job))(?: usually)? ?(?:take|last|be)?\b"
)
_WORRIES = regex(
    r"(?:是不是|会不会|有没有|要不要紧|有|很)?危险(?:吗|么|啊|不)|(?:是不是|会不会)(?:很|有|太)?(?:危险|爆炸|漏电|触电|着火|起火)|要不要紧|要紧吗|严重吗|(?:是不是|会不会|会)(?:丢|坏|影响|伤)|数据会丢|\bis (?:it|this|that) (?:dangerous|safe|serious|bad)\b|\bwill (?:i|we) lose\b|\bcould it (?:explode|burn|catch)\b"
)


def hear(scene: Scene) -> bool:
    """Answer what is said beside the open question.  False: it is none of these."""
    text, asked = scene.text, scene.tracker.asked
    if scene.event.kind != "text" or len(text) > LONGEST or scene.ticket is None or asked in guide.ASKED:
        return False
    said = answers.plain(text)
    if thinks(text) and (asked in _BINDS or not answers.unknown(text)):
        scene.say("take-your-time")
        return True
    return (
        (asked == "consent" and _of_the_price(scene, said))
        or _by_phone(scene, said)
        or (asked in ("window", "summary") and _money(scene, said))
        or _how_long(scene, said)
        or _worry(scene, said)
    )


def thinks(text: str) -> bool:
    """Whether somebody wants time: "let me think about it", 我再想想, 等我老公回来再说."""
    said = answers.plain(text)
    return bool((_THINKS_EN if said.isascii() else _THINKS).fullmatch(said))


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
    if _at_once(scene, said):
        return True
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
    only = not begins and answers.phone_me(scene.text) and scene.tracker.asked not in _OF_A_VISIT
    if (
        not (only or (called and _HURRIES.search(said)))
        or scene.entity("visit_time") is not None
        or answers.no_call(scene.text)
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
        and not answers.no_call(scene.text)
    )


def _money(scene: Scene, said: str) -> bool:
    """A question about money, when the report is all but done: never left to the technician."""
    asks = answers.asks(scene.text) or "?" in scene.text or "？" in scene.text
    if not (asks and _ABOUT_MONEY.search(said)):
        return False
    queries.answer_fee(scene)
    intake.repeat(scene)
    return True


def _how_long(scene: Scene, said: str) -> bool:
    """How long the work itself takes."""
    if not _LASTS.search(said) or scene.plan is None or scene.tracker.asked not in _BINDS:
        return False
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
