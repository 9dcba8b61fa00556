"""A second fault that is told while the first is reported: it is asked about when the first is done, and not lost in it."""

from __future__ import annotations

from handlers import answers
from handlers.flows import fault
from handlers.scene import Scene
from handlers.texts.shapes import shortened
from handlers.wording import regex

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
    r"^(?:那)?.{1,8}(?:呢|怎么办|咋办)$|^(?:and |so )?what about\b|^and (?:mine|the other one|the second one)\b"
)
_SAME_WHO = regex(
    r"(?:电话|手机|号码|联系人|名字|姓名|信息|资料)(?:也|都|还是|还|跟|和|同)*(?:刚才|上次|之前|原来|上面)?的?(?:也|都)?(?:一样|不变|没变|照旧|相同)|^还是(?:我|这个电话|原来的?(?:电话|号码|联系人))"
    r"|\bsame (?:contact|phone|number|name|person|details|contact details)\b"
)
SHORT = 40


def note(scene: Scene) -> None:
    """Somebody in the middle of a report tells that another place or device has something too: kept to be asked about."""
    ticket = scene.ticket
    if ticket is None or not ticket.problem or scene.event.kind != "text" or answers.is_question(scene.text):
        return
    said = answers.plain(scene.text)
    if not _ELSEWHERE.search(said) or not (fault.tells_a_problem(scene) or fault.named_by_rules(scene)):
        return
    scene.change(facts={**ticket.facts, TOLD: scene.text[:500]})


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
    if ticket is None or not ticket.facts.get(TOLD):
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
