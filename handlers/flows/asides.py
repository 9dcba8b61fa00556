"""What is said after a booking that changes nothing about it: the number asked for again, praise, several visits at once; and
"send somebody after all"."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, visits
from handlers.flows import cost, queries, status, visit
from handlers.scene import Scene
from nlu.patterns import regex

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


def sends_after_all(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "Send somebody instead", of a report for which a call was wanted: times are offered."""
    called = ticket.facts.get("call_me") and visits.booked(scene.tx, ticket.id) is None
    if not called or not answers.sends(scene.text):
        return False
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    visit.begin(scene)
    return True


STEPS = (number, price, praise, both, sends_after_all)
