"""What anybody may ask of any bot, whatever is under way: who answers here, which number to call, how it goes."""

from __future__ import annotations

import re

from handlers import answers
from handlers.flows import fault, visit_words
from handlers.scene import Scene
from nlu.patterns import regex

LONGEST = 60  # characters of such a question; in a longer message the words may mean anything

#: Text that answers, and what is asked.
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "plain-who",
        regex(
            r"(?:是|在跟|在和|跟|和)(?:不是)?(?:一?个)?(?:机器人|人工智能|智能客服|ai|机器|电脑|真人|活人)(?:在)?(?:说话|聊天?|回复?|讲话?)?(?:还是.{0,6})?(?:吗|吧|么|啊|呀|嘛)?$"
            r"|\b(?:are you|is this|is that|am i (?:talking|speaking|chatting|writing) (?:to|with)) (?:an? |some kind of )?"
            r"(?:(?:chat|ro)?bots?|machine|computer|ai|real (?:person|human)|human(?: being)?|actual (?:person|human))\b"
        ),
    ),
    (
        "plain-hotline",
        regex(
            r"(?:打|拨|找)(?:哪个|什么|哪|啥|多少)(?:电话|号码?)|(?:热线|客服|服务|售后|你们|联系)的?(?:电话|热线|号码)(?:号码?)?(?:是|打)?(?:多少|几号|啥|什么|哪个)"
            r"|有(?:没有)?(?:客服|热线|售后|服务|联系)?电话(?:号码)?(?:吗|没有|么|可以打)$"
            r"|\b(?:which|what) (?:phone |telephone )?number\b.*\b(?:call|ring|dial|phone)\b|\bwhat(?:'s| is) (?:your|the) (?:hotline|(?:phone |telephone )?number)\b"
            r"|\b(?:who|where) (?:do|should|can|could|must) (?:i|we) (?:call|ring|phone|dial)\b|\bis there (?:a|any) (?:hotline|(?:phone )?number)\b"
        ),
    ),
    (
        "plain-how",
        regex(
            r"^(?:我?想?报修)?(?:要|需要)(?:我们?)?(?:提供|准备|给你们?|告诉你们?|说)(?:些|点)?(?:什么|啥|哪些)(?:信息|资料|材料|东西)?|^(?:怎么|如何|咋)(?:报修|报故障|用这个|在这里?报修)"
            r"|\bwhat (?:do you need|information do you need|details do you need|should i tell you)\b|\bhow does this work$|\bhow do i (?:report|use this)\b"
        ),
    ),
)


def asked(scene: Scene) -> str | None:
    """The id of the text that answers, where the message is such a question and tells no fault beside it."""
    if scene.event.kind != "text" or len(scene.text) > LONGEST or fault.named_by_rules(scene):
        return None
    said = answers.plain(scene.text)
    if scene.tracker.flow == "intake" and visit_words.WHO_COMES.search(said):
        return "plain-who-comes"
    return next((text for text, words in _ASKED if words.search(said)), None)
