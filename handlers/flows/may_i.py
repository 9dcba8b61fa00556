"""Whether the customer should do something to a device that is broken ("it boiled dry, should I fill it with cold
water?"): nobody here can tell from afar, and what is done in the meantime may spoil it or hurt somebody.  Switching it off
and closing a valve are none of these."""

from __future__ import annotations

from handlers import answers
from handlers.flows import people
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 120  # characters; in a longer message the words may mean anything
_ASKS = regex(
    r"(?:要不要|能不能|可不可以|可以|能|该不该|应不应该|需不需要|用不用|是不是(?:要|该|可以)|应该|需要)(?:马上|立刻|现在|赶紧|自己|我|再|先|往里)*"
    r"(?:(?:上|加|放|灌|补|倒)(?:点|些|满)?(?:冷|凉|热|自来)?水|(?:重新|再)?(?:开|合|通|送)(?:上|了)?(?:电|闸|机|火|总闸)|(?:继续|接着)(?:用|洗|开|转|跑)|(?:再|先|还)?(?:用|洗澡?|碰|拆(?:开)?)(?=吗|么|不|呢|$)|重启)"
    r"|\b(?:should|may|can|shall|could) (?:i|we) (?:still |now |already |just |keep |first )*(?:fill|refill|top (?:it|that|up)|add water|pour|(?:turn|switch) (?:it |that |the \w+ )?(?:back )?on\b|open (?:it|the (?:case|cover|housing|lid|box|panel))|touch|use it|using it|run it|keep running|drive|shower|restart|reset|take (?:it|that) apart)\b"
)


def hear(scene: Scene) -> bool:
    """Say that it is better left until a colleague has answered; the question is kept for one."""
    ticket, text = scene.ticket, scene.text
    if scene.event.kind != "text" or ticket is None or ticket.kind != "report_fault" or scene.heard.danger:
        return False
    if len(text) > LONGEST or not answers.asks(text) or not _ASKS.search(answers.plain(text)):
        return False
    people.leave_question(scene)
    scene.say("better-wait", ("button-human", "/human"))
    return True
