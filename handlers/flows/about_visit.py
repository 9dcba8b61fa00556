"""What is asked about a visit that counts: where we go, whom we call, how many come, what to prepare, whether rain matters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import visits
from handlers.flows import people, queries
from handlers.scene import Scene
from handlers.wording import regex

_WHERE = regex(
    r"(?:师傅|你们|他|技术员|工程师)(?:是|要|会)?(?:去|到|上)(?:的)?(?:是)?(?:哪里|哪儿|哪个地方|什么地方|哪个地址|哪家)|(?:地址|门牌)(?:是|写|记|登记|填|留)?的?(?:是)?(?:什么|哪里|哪儿|哪个|多少|对不对|对吗|对吧)|(?:记|登记|填|写|留)的?(?:是)?(?:哪个|什么|哪里的?)?地址(?:是|对)?(?:哪|什么|吗|不|$)"
    r"|\b(?:which|what) address\b|\bwhere (?:is|are|will|does) (?:he|she|they|you|the \w+)\b.{0,12}\b(?:go|going|come|coming to|sent|heading)\b|\bwhat(?:'s| is) (?:the|my) address\b.{0,24}\b(?:have|note|noted|file|got)\b|\bdo you have (?:the |my )(?:right |correct )?address\b"
)
_PHONE = regex(
    r"(?:记|登记|填|写|留)的?(?:是)?(?:我)?(?:哪个|什么)?(?:电话|手机|号码)(?:是)?(?:哪|什么|多少|对吗|对不对|$)|我(?:的|留的|登记的)(?:电话|手机|号码)(?:是)?(?:哪个|什么|多少|对吗)|\b(?:which|what) (?:phone |mobile )?number (?:do|did|have) you (?:have|got|note|noted|write)\b|\bdo you have my (?:right |correct )?(?:phone|number|mobile)\b"
)
_HOW_MANY = regex(
    r"(?:来|派|上门)?几个?(?:人|位|师傅)(?:来|上门)?|(?:来|派)(?:一个|两个|多少)人?(?:吗|还是|来)|\bhow many (?:people|men|persons|technicians?|engineers?|of (?:you|them)|guys|will come|come)\b"
)
_PREPARE = regex(
    r"(?:来之前|上门前|师傅来|你们来)?[^,，。]{0,4}(?:要|需要|得)(?:提前)?准备(?:些|点)?(?:什么|啥|哪些)|(?:准备|做)(?:些|点)?什么准备|\bwhat (?:do|should|must|shall) (?:i|we) (?:need to |have to )?(?:prepare|get ready|have ready|do before)\b|\banything (?:i|we) (?:should|need to|must) (?:prepare|get ready|do before)\b|\bwhat (?:do i|should i) have ready\b"
)
_RAIN = regex(
    r"(?:下雨|下雪|刮风|台风|天气不好|雨天|大雨)[^,，。]{0,6}(?:还|也|来|照|会|能)[^,，。]{0,6}(?:吗|么|不|没)$|\b(?:if|when) it (?:rains|snows|is raining)\b.*\?*$|\b(?:in|with) (?:the )?(?:rain|snow|bad weather)\b"
)
_CANCELS = regex(r"取消|别来|不用来|不要来|改|\b(?:cancel|don't|do not|move|reschedule|another)\b")
_WHO_PAYS = regex(
    r"(?:钱|费用?|这个钱|修理费)(?:是)?(?:谁|哪个)(?:来)?(?:付|出|给|掏|承担)|谁(?:来)?(?:付|出|掏|承担)(?:钱|费)|\bwho (?:pays|is paying|has to pay|will pay)\b"
)
_CARDS = regex(
    r"(?:刷|用)(?:医保|社保|信用|银行|储蓄|公交)?卡|医保|(?:微信|支付宝|现金|转账)(?:可以|能|行)|\b(?:take|accept|pay (?:by|with))\b.{0,12}\b(?:cards?|cash|wechat|alipay|credit)\b"
)


def hear(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Answer what the report itself knows.  False: it is none of these."""
    if _WHERE.search(said) and ticket.address and scene.entity("address") is None:
        scene.ticket = ticket
        scene.say("noted-address", number=ticket.number, address=ticket.address)
    elif _PHONE.search(said) and ticket.phone and scene.entity("phone") is None:
        scene.ticket = ticket
        scene.say("noted-phone", number=ticket.number, phone=ticket.phone)
    elif _WHO_PAYS.search(said):
        scene.ticket = ticket
        queries.answer_fee(scene)
    elif _CARDS.search(said) and (scene.intent in _OF_MONEY or said.endswith(("吗", "么"))):
        scene.ticket = ticket
        people.leave_question(scene)
        scene.say("plain-payment", ("button-human", "/human"))
    else:
        return _of_the_day(scene, ticket, said)
    return True


_OF_MONEY = ("fee_query", "warranty_query", "usage_question", "out_of_scope")


def _of_the_day(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """What is asked of the visit itself, where one is booked."""
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or scene.entity("visit_time") is not None:
        return False
    if _HOW_MANY.search(said):
        scene.say("visit-how-many", technician=booked.technician)
    elif _PREPARE.search(said):
        scene.say("visit-prepare")
    elif _RAIN.search(said) and not _CANCELS.search(said):
        scene.say("visit-rain")
    else:
        return False
    scene.ticket = ticket
    return True
