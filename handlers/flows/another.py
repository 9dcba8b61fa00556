"""A second fault that is told while the first is reported: it is asked about when the first is done, and not lost in it."""

from __future__ import annotations

import re

from handlers import answers
from handlers.flows import fault
from handlers.scene import Scene
from handlers.texts.shapes import shortened
from handlers.wording import regex
from nlu import lexicon

NAME = "another"
TOLD = "another"  # fact: the words of a second fault, until it has a report
_ELSEWHERE = regex(
    r"^(?:另外|还有|顺便(?:说|报)?(?:一下)?|对了|再就是|而且)?.{0,3}(?:我(?:自己)?家|我[妈爸姐哥弟妹]家|(?:婆婆|公公|岳父|岳母|邻居|隔壁|楼上|楼下|老家|另一(?:台|个|处|套)|那(?:边|一?台)|[^,，。]{1,4}家)).{0,8}(?:也|都|又)"
    r"|\b(?:also|and|another|too|as well)\b.{0,24}\b(?:my (?:own|other|mother's|father's|parents'|neighbou?r's) (?:house|place|flat|home|one|heater|unit|device|machine)?|the other (?:house|place|flat|unit|device|machine|one)|in my other)\b"
)
_ONE_MORE = regex(
    r"^(?:还有|另外|顺便|对了|再就是|而且)|也(?:坏|不|漏|没|有)|\b(?:also|another|too|as well)\b"
)
BARE = regex(
    r"^(?:我)?(?:还)?(?:要|想)?(?:再)?(?:报(?:一?个)?)?(?:新的?|另一个|另外一个|第二个)(?:故障|报修|问题|的)?$|^还有(?:一|另)(?:台|个|处)(?:也)?(?:坏了|有问题)?$"
    r"|^(?:it'?s )?(?:a |an |the )?(?:new|another|second|other) (?:one|fault|problem|report|issue)(?: please| now)?$"
)
AND_THAT = regex(
    r"^(?:那)?.{1,8}(?:呢|怎么办|咋办)$|^(?:and |so )?what about\b|^and (?:mine|the other one|the second one)\b|^(?:and |how about |so )(?:the|my|our) (?:[\w-]+ ){0,3}[\w-]+$"
)
_SAME_WHO = regex(
    r"(?:电话|手机|号码|联系人|名字|姓名|信息|资料)(?:也|都|还是|还|跟|和|同)*(?:刚才|上次|之前|原来|上面)?的?(?:也|都)?(?:一样|不变|没变|照旧|相同)|^还是(?:我|这个电话|原来的?(?:电话|号码|联系人))"
    r"|\bsame (?:contact|phone|number|name|person|details|contact details)\b"
)
#: Where a message goes on to something else, and what tells that it is no second sign of the first.
_PIECES = regex(r"[,，。;；\n]+|(?<=[a-z0-9])\.\s|(?=另外|顺便|还有)|\b(?=by the way\b|btw\b|also\b|and\b)")
_AND_ANOTHER = regex(
    r"^(?:另外|还有|顺便|对了|再就是)|也|又|另一|^\s*(?:by the way|btw|also|besides)\b|\b(?:too|as well|another|the other|the second)\b"
)
_LEAD = regex(
    r"^(?:(?:另外|还有|顺便(?:说|报)?(?:一下)?|对了|再就是)|(?:by the way|btw|also|and|besides)\b)[\s,，]*",
    re.IGNORECASE,
)
_THE_OTHER_OF_TWO = regex(
    r"^(?:另|还有)?一(?:台|个|处)|^(?:and |but )?(?:the other|another|the second)(?: one)? |^and one "
)
_ONE_OF_TWO = regex(
    r"(?:^|[,，]\s*)(?:其中)?一(?:台|个|处)[^,，。]+$|\bone (?:of them |is |has |does |won't )"
)
_SEPARATELY = regex(
    r"(?:单独|另外|分开|另)(?:再)?(?:报|开(?:一?张)?单|登记)|\bseparate(?:ly)?\b|\b(?:its|their) own report\b|\banother report for\b"
)
SHORT = 40
MOST = 300  # characters of a message in which a second device is looked for


def note(scene: Scene) -> None:
    """Somebody in the middle of a report tells that another place or device has something too: kept to be asked about."""
    ticket = scene.ticket
    if ticket is None or not ticket.problem or scene.event.kind != "text" or answers.is_question(scene.text):
        return
    said = answers.plain(scene.text)
    told = scene.text if _ELSEWHERE.search(said) else _second(scene)
    if told is None or not (fault.tells_a_problem(scene) or fault.named_by_rules(scene)):
        return
    scene.change(facts={**ticket.facts, TOLD: told[:500]})


def note_second(scene: Scene) -> None:
    """The words with which a report begins may tell of two devices at once."""
    ticket = scene.ticket
    told = _second(scene) if ticket is not None and scene.event.kind == "text" else None
    if ticket is not None and told is not None:
        scene.change(facts={**ticket.facts, TOLD: told[:500]})


def _second(scene: Scene) -> str | None:
    """The clause of a message that tells the fault of a further device: "the router is down, and the camera is blurry too"."""
    pieces = [p.strip() for p in _PIECES.split(scene.text) if p and p.strip()]
    if len(scene.text) > MOST or len(pieces) < 2:
        return None
    for place in range(1, len(pieces)):
        before, piece = " , ".join(pieces[:place]).casefold(), pieces[place]
        low = piece.casefold()
        of_two = _THE_OTHER_OF_TWO.search(low) and _ONE_OF_TWO.search(before)
        new = _AND_ANOTHER.search(low) and _devices(before) and _devices(low) - _devices(before)
        if (of_two or new) and scene.house.parse_here(piece, scene.lang).severity is not None:
            return _LEAD.sub("", piece).strip(" ,，。.")
    return None


def _devices(text: str) -> set[str]:
    return {text[n.start : n.end] for n in lexicon.find(text) if n.kind in ("device", "either")}


def separately(scene: Scene) -> bool:
    """ "That one in a report of its own": when this one is done."""
    ticket, said = scene.ticket, answers.plain(scene.text)
    if ticket is None or len(scene.text) > SHORT or not _SEPARATELY.search(said):
        return False
    if not ticket.facts.get(TOLD):
        if not _devices(said):
            return False
        scene.change(facts={**ticket.facts, TOLD: scene.text})
    scene.say("another-later")
    return True


def tells_one_more(scene: Scene, words: str) -> bool:
    """Whether words behind a yes tell of one more thing that is wrong: kept to be asked about when this is done."""
    ticket = scene.ticket
    if ticket is None or not (_ONE_MORE.search(answers.plain(words)) and fault.named_by_rules(scene)):
        return False
    scene.change(facts={**ticket.facts, TOLD: words[:500]})
    return True


def offer(scene: Scene) -> None:
    """The first report is done: is the other one reported now?"""
    ticket = scene.ticket
    if ticket is None or not ticket.facts.get(TOLD) or ticket.facts.get("more_devices"):
        return
    scene.tracker.begin(NAME)
    scene.tracker.ask(NAME)
    scene.say(
        "ask-another", ("button-report", "/yes"), ("button-no", "/no"), what=shortened(ticket.facts[TOLD], 60)
    )


def same_contact(scene: Scene) -> bool:
    """ "Same phone, same name", of a second report: who that is is known, and it is no fault."""
    if scene.event.kind != "text" or len(scene.text) > SHORT or fault.named_by_rules(scene):
        return False
    ticket = scene.ticket
    known = scene.customer is not None or (ticket is not None and ticket.phone)
    if not known or not _SAME_WHO.search(answers.plain(scene.text)):
        return False
    scene.say("noted")
    return True
