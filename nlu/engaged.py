"""When people cannot be there, as they say it beside a time: what they do then (周日要加班, "I'm at church on Sunday"), until
when they are kept, and when they leave."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.patterns import regex

_DOES = (
    r"(?:加班|上班|值班|开会|出差|出门|外出|出去|上课|补课|考试|午睡|睡觉|睡午觉|午休|看病|看医生|看牙|体检|住院|(?:做|动)手术|打针|搬家|聚会|聚餐|吃饭|吃席|喝喜酒|赶(?:飞机|火车|车)|出国|旅游|旅行"
    r"|回(?:老家|娘家|婆家)|探亲|做礼拜|健身|锻炼|办事|办喜事|带(?:孩子|娃|老人|宝宝)|陪(?:孩子|娃|老人|家人|客户|床)|(?:接|送)(?:孩子|娃|小孩|宝宝|老人|学|人|客)|参加|去(?!现场|修|看看|一趟|我|你|哪))"
)
_WHO = r"(?!师傅|你们|工程师|技术员)(?:我们?|咱们?|俺|家里|家人|全家|[一-龥]{2,4}?)?"
#: What follows a time at which somebody is taken up.
DOES_THEN = regex(
    rf"[\s的]*{_WHO}(?:都|也|又|还|正好|刚好)?(?:要|得|在|正在){_DOES}(?!回|完|结束)"
    rf"|[\s的]*(?:我们?|咱们?|俺)?(?:加班|上班|值班|开会|出差|上课|补课|考试|午睡|午休|住院|出国|旅游|回老家|去(?:医院|外地|国外|出差|旅游))(?!之?前|以?后|之后|以前|时|的时|来|回|完|结束)"
    r"|\s*(?:morning |afternoon |evening )?(?:i|we|he|she)(?:'m| am|'re| are|'ll be| will be|'s| is) (?:all day )?(?:at (?!home|your|(?:the |my )?(?:office|shop|site|factory|plant|store|house|flat|farm|school))|in (?:a meeting|meetings|class|court|hospital|surgery)\b|working\b|travelling\b|teaching\b|asleep\b|on (?:shift|duty|holiday|leave)\b)"
    r"|\s*(?:i|we) (?:work|teach)\b(?! from home)"
)
#: What stands before such a time.
DOING_THEN = regex(
    r"\b(?:i|we)(?:'m| am|'re| are|'ll be| will be) (?:at (?!home|(?:the |my )?(?:office|shop|site|factory|plant|store|house|flat|farm|school))[a-z' ]{2,20}|in (?:a meeting|meetings|class|court|hospital|surgery)|working|travelling|teaching|asleep|on (?:shift|duty|holiday|leave))(?: all day)?(?: on| at| from)? (?:the )?$"
    r"|\b(?:i|we) (?:work|teach)(?: on| at| from| all)? (?:the )?$|\b(?:i|we)(?: have|'ve got|'ve| got) (?:a|an|my|to|work) ?(?!day off|free|gap|slot|window|visit|appointment with you)[a-z' ]{0,20}(?: on| at)? (?:the )?$"
    r"|\b(?:school run|meeting|class|lesson|exam|doctor'?s?|dentist'?s?|hairdresser|funeral|wedding|gym|my shift|church|court|flight|nap)(?: is| starts)?(?: on| at| from)? (?:the )?$"
    r"|(?:\bnot|n'?t)(?: be| going to be)? (?:in|home|there|available|around|here|at home)(?: on| at)? (?:the )?$"
)
#: An hour at which somebody goes away: what stands before it, and what follows.
_GOES_AT = regex(
    r"\b(?:i|we|he|she)(?:'ll|'m| am| will| must| have to| need to| got to| gotta| has to)* (?:leave|leaving|go|going out|go out|head out|head off|set off|be gone)(?: home| the house| for work| for the airport)?(?: at| by| around| about)? (?:the )?$"
)
_THEN_GOES = regex(
    r"[\s,，]*(?:我们?|咱们?|人)?(?:就|要|得|必须|还要)+(?:走|离开|出门|出发|外出|上班|去上班)(?!之?前|以?前)"
)
_TIME_EN = r"[^,.;!?]{1,24}"
_UNTIL = regex(
    r"(?P<zh>(?:[下这本]?(?:周|星期|礼拜)[一二三四五六日天]|[明后]天|\d{1,2}[号日]))(?:之|以)?前[^,，。;；]{0,4}(?:不在|没空|没人|没时间|不方便|出差)"
    r"|(?:出差|住院|开会|上课|上班|值班|加班|旅游|忙|没空|(?:在(?!家|店|单位|公司|厂|办公室|学校|这)|不在)[一-龥]{1,5}?)[^,，。;；\d]{0,3}?(?:到|至)(?P<zh2>[^,，。;；]{2,9}?)(?=才|都|[,，。;；]|$)"
    rf"|\b(?:away|out of town|not (?:home|in|here|back|available)|busy|travelling|on holiday) (?:until|till) (?P<en>{_TIME_EN})"
    r"|\b(?:i|we|he|she)(?:'m| am|'re| are|'ll be| will be|'s| is) (?!(?:all |always |usually )?(?:at )?(?:home|here|in(?! )|in until|in till|free|available|there|around|open|flexible|fine|ok)\b)[a-z' ]{2,32}? "
    rf"(?:until|till) (?P<en2>{_TIME_EN})|\b(?:nobody|no ?one)(?:'s| is| will be|'ll be)? [a-z' ]{{0,32}}?(?:until|till) (?P<en4>{_TIME_EN})|\b(?:i|we) (?:work|teach|sleep)(?: every day)? (?:until|till) (?P<en3>{_TIME_EN})",
    re.IGNORECASE,
)


def leaves_at(text: str, start: int, end: int) -> bool:
    """Whether the hour that stands there in a normal text is one at which somebody goes away."""
    return bool(_GOES_AT.search(text, max(0, start - 40), start) or _THEN_GOES.match(text, end))


def taken_up(text: str, start: int, end: int) -> bool:
    """Whether somebody does something else at the time that stands there in a normal text."""
    return bool(DOES_THEN.match(text, end) or DOING_THEN.search(text, max(0, start - 40), start))


@lru_cache(maxsize=32)  # what answers a message asks three times
def until(text: str) -> str:
    """The time until which nobody is there, in its words; else nothing."""
    found = _UNTIL.search(text)
    said = next((said for said in found.groups() if said), "").strip() if found else ""
    return f"at {said}" if said[:1].isdigit() and said.isascii() else said
