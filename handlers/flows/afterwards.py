"""What is said after a booking that changes nothing about it: the number or the price asked for again, praise, several
visits at once; and a day that does not suit any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, visits
from handlers.flows import cost, queries, status, visit
from handlers.scene import Scene
from handlers.wording import regex

SHORT = 40  # characters; a longer message tells more than one of these
_NUMBER = regex(
    r"(?:单号|工单号?|报修号|编号|订单号)(?:是|呢)?(?:多少|几号|什么|啥|哪个)|^(?:我的?)?(?:单号|工单号|报修号)(?:呢|忘了)?$"
    r"|\b(?:what(?:'s| is| was)|give me|send me|tell me|forgot) (?:my|the|our) (?:report |ticket |case |reference |order |job )?number\b"
)
_PRICE = regex(
    r"(?:刚才|之前|刚刚|你)(?:你)?(?:说|报)的?(?:是)?(?:多少钱|价格|多少)|一共多少钱|\bhow much was (?:it|that)\b|\bwhat (?:was|is) the (?:price|total)(?: again)?\b"
)
_PRAISE = regex(
    r"好评|[五5]星|满意|给力|点赞|(?:服务|态度|师傅|你们|速度|效率)[^,，。]{0,4}(?:真|很|太|挺|非常|特别)?(?:好|棒|赞|不错|快|周到|耐心)(?:$|[了的啊呀哦,，。])|^(?:真|太|很)(?:棒|赞|好)了?$"
    r"|\b(?:great|excellent|awesome|amazing|wonderful|fantastic|super|good|nice|lovely|brilliant|perfect) (?:service|job|work|support|help)\b|\b(?:5|five)[- ]?stars?\b|\bwell done\b|\bvery (?:helpful|happy|satisfied)\b"
)
_NOT = regex(r"不|没|差|\b(?:not|no|isn't|wasn't|never|but)\b|n't\b|但")
_NO_GOOD = regex(
    r"^(?:那|呃|不好意思|抱歉)?(?:(?:下?周|星期|礼拜)(?P<day>[一二三四五六日天])|(?P<near>[今明后]天)|那天)(?:我|家里|那天)?(?:又|也|就|突然|临时|恐怕)*(?:不行|不方便|不合适|不成|唔得)(?:了|啦|呢|哦)?$"
)
_PUT_OFF = regex(
    r"(?:推迟|延后|延迟|延期|往后(?:推|挪|延|改)?|晚)(?:到|个)?(?P<n>[一二两三\d])(?:个)?(?P<u>周|星期|礼拜|天)(?!早|晚)|(?:push|put|move|postpone|delay)\w*\b.{0,16}?\b(?P<en>an?|one|two|three|\d) (?P<eu>week|day)s?\b"
)
_COUNTS = {"一": 1, "二": 2, "两": 2, "三": 3, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_BOTH = regex(r"(?:两|三|几)个?(?:都|次|单|台)|都是|\b(?:both|all (?:of them|two|three))\b")


def number(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """The number of the report, said again."""
    if not _NUMBER.search(said) or len(said) > SHORT:
        return False
    scene.ticket = ticket
    scene.say("your-number", number=ticket.number)
    return True


def price(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """What the price was that was told."""
    if not _PRICE.search(said) or len(said) > SHORT or ticket.fee is None:
        return False
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if cost.refused(ticket):
        return False
    queries.answer_fee(scene)
    return True


def praise(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Thanked for, and kept with the report."""
    if not _PRAISE.search(said) or len(said) > SHORT or _NOT.search(said) or answers.is_question(scene.text):
        return False
    scene.ticket = ticket
    scene.record("ticket.note", {"feedback": scene.text[:500]})
    scene.say("feedback-thanks")
    return True


def both(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "Both of them tomorrow, right?": each is told."""
    rows = status.counting(scene)
    booked = [row for row in rows if visits.booked(scene.tx, row.id) is not None]
    asks = answers.asks(scene.text) or said.endswith(("吧", "right", "correct"))
    if len(booked) < 2 or not _BOTH.search(said) or not asks or len(said) > SHORT:
        return False
    scene.quote("\n".join(status.text_of(scene, row) for row in booked), ("button-human", "/human"))
    return True


def day_off(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "Monday is no good any more", of a visit on that day: what is offered comes after it."""
    found, booked = _NO_GOOD.search(said), visits.booked(scene.tx, ticket.id)
    if found is None or booked is None or len(said) > SHORT or answers.is_question(scene.text):
        return False
    start, today = scene.local(booked.start), scene.local(scene.now).date()
    near = {"今天": 0, "明天": 1, "后天": 2}.get(found["near"] or "")
    fits = (
        "一二三四五六日".find((found["day"] or "").replace("天", "日")) == start.weekday()
        if found["day"]
        else True
    )
    if not fits or (near is not None and today + timedelta(days=near) != start.date()):
        return False
    midnight = (start + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    visit.elsewhen(scene, ticket, after=midnight)
    return True


def put_off(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "Push it back a week": times from then on are offered."""
    found, booked = _PUT_OFF.search(said), visits.booked(scene.tx, ticket.id)
    if found is None or booked is None or len(said) > SHORT:
        return False
    told = found["n"] or found["en"] or "1"
    count = int(told) if told.isdigit() else _COUNTS.get(told, 1)
    days = count * (7 if (found["u"] or found["eu"]).startswith(("周", "星", "礼", "w")) else 1)
    start = scene.local(booked.start)
    midnight = (start + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    visit.elsewhen(scene, ticket, after=midnight)
    return True


STEPS = (put_off, number, price, praise, both, day_off)
