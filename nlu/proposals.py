"""Which of the times in a message are proposed for a visit: not when something broke, closes or costs more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlu.patterns import regex
from nlu.scans import scan
from nlu.timewords import ANCHORS, Token, groups, may_name_one, split

_NAMING = ANCHORS - {"month"}  # a month alone may be that of anything
CONTACT = "§"  # stands in a text for each character of a name, an address or a phone number
#: A time that follows upon who and where somebody is, or comes before it, as one item of a list.
_AFTER_CONTACT = regex(rf"{CONTACT}[\s,，.;。；]*(?:on |by )?$")
_ITEM = regex(r"(?:^|[,，.;。；!！?？])\s*(?:on |by )?$")
_BEFORE_CONTACT = regex(rf"\s*[,，.;。；]\s*{CONTACT}")
_TO_RING = regex(r"[^,，。.]{0,4}?(?:打|联系|致电|接电话|call|ring|text)")
MOVE = regex(
    r"改|换|挪|推迟|提前|延|调[整到成至]|\bmov[ei]|\bchang|\bresched|\bpush|\bswitch|\bshift|\bbring|\bamend|\brather than|\binstead|\bput off|\bpostpon|\brearrang"
)
#: Talk of a visit near the time ...
_ASKED = regex(
    r"(?<![出起回本原后以越从近拿醒看])来(?!电|水(?!修)|[,，]?[读看])|上门|过来|过去|有空|方便|约|改|可以|在家|行吗|行不|都行|时间|派|到[吗不]?$|到场|弄好|修好|安排|提前|推迟|延后|顺延|挪|取消|不用|预约|派人|检修|保养|验收|装|培训|巡检|施工|巡查|除尘|进场|没课|没人|有人|睡午觉|停机"
    r"|\b(?:come|coming|visit|free|available|works?|book(?:ed|ing)?|schedule[ds]?|instead|can you|could|send|suits?|home|appointment|prefer|move|push|switch|swap|slot|any(?: ?time| day)?|engineer|technician|mechanic|postpone|reschedule|cancel|please|earliest|arrange|need(?:ed)?|ok(?:ay)?|deliver(?:y|ed)?|install|commission|training|service|inspection|onsite|on-site|noon or|rather|make it|agreed|needs to|can do|fine|perfect|close early|access|be here|at my place|shut)\b|好吗|吧$",
    re.ASCII,
)
#: ... or anywhere in the message, where no fault is told.
_ABOUT_VISITS = scan(
    r"师傅|工程师|上门|来不了|能来|来人|来一趟|来修|来看|叫他来|别来|来就行|不必来|这次|维保|取消|维修工|来装机|挪|往后[延顺]|顺延|往[前后]提|延到|排期|派[人员]|名单|工单|约过|推到|往后推|挪到|推迟|预约|约[的了好]|改[期约天到]|派人|维修窗口|检修|安装|保养|巡检|验收|技术员|到府|\b(?:visit|appointment|engineer|technician|mechanic|slot|booking|book|reschedul|postpone|install|inspection|commission|service visit|callout|call-out|fitter|drop in|your guy|crew|come|coming|cancel|window|loop back|time slot|training|rebook|strike|tell him|whichever|getting|get (?:a|an|some\w*|him|them|here)|send|sent out|some(?:one|body) (?:over|here|out|to)|reslot|hold off|adjourn|off the list|new time|confirming|tell him|(?:change|move|shift|push) (?:it|him|the|my|me|us)|would be ideal|(?:have|has|had|got|put) (?:you|us|me|it) down|would the \d+(?:st|nd|rd|th) do|suits|movable|callout|can he|is he|he was)",
    re.ASCII,
)
#: A time that tells when something was, or will be, for the customer himself.
_OF_OTHERS = regex(
    r"(?:(?:营业|上班|开放|工作|门诊|开门|值班)(?:时间)?(?:是|为|从|:)?|打烊|下班|说好的?|明明约好的?|报的?修?|提的|买的|开的|坏的|说|每天|每|到今天|预报|过期|到期|截止|狂欢|等到|上[次回](?:保养|维护|检修|修|来)?(?:是|在)|按说|照理|本来该|考试|开学|开业|比赛|直播|上线)\s*$|\bsince [^,.;]{2,28} on $|\b(?:outage|cut|storm|flood|surge|failure)s? on $|\b(?:(?:logged|raised|rang in)(?: it)?(?: on)?|reported(?: it)?(?: on)?|opened(?: on)?|bought(?: \w+)*? on|broke on|called on|rang on|(?<!engineer )(?<!technician )(?<!mechanic )(?<!visit )due|expires?|ends|since|was|were|failed on|happened|over|returned|promised for|over the|completely down|last|replaced|staff|(?:opens?|closes?|shuts?|finish(?:es)?|starts?|begins?|leaves)(?: again| up)?(?: at)?)(?: on| the| this)? $|(?:现在|这会儿?|这都|眼下)(?:都|已经)?$|\b(?:i|we|they|he|she) (?:fly|travel|leave|go away|am away|are away|am off|set off)(?: out| home| back)? $|\b(?:first|second|third|fourth|fifth|\d+(?:nd|rd|th)|twice|times|once)(?: [a-z]+){0,2} $",
    re.ASCII,
)
_HAPPENED = regex(
    r"^ (?:desk|porter|shift|staff|manager|nurse|guard|watchman|surcharge|rate|supplement)\b|^,? now\b|^\s*都(?:[要是会]|在(?!家|店|厂|单位|办公室|$|[,，。]))|^\s*(?:那位|我(?:进去|进来|去|起来|起床|看|发现|听|闻|摸|一|正)|[^,，。]{0,3}该来了|有[几十百\d一二三四五六七八九两]{1,4}[来多几]?[个位名号])|^\s*[^,，。0-9]{0,4}过(?!来|去|滤)|^\s*(?:开始|起|就(?:要|是|不|没|坏|停|开始)|一直|突然|发现|又|滴|还|早就|坏|停|断|死|漏|没|不|开会|要用|要(?:验收|考|开|用|交|检查|上线|发货|出货|营业|接待|比赛|演出|手术|直播|举办|办)|也?(?:照常)?(?:开门|关门|打烊|下班|上班|营业)(?!后)|来(?:修|装|看)?(?:的)?(?:那位|那个|师傅)|第[一二三四五六七八九十\d]+[次回]|有(?:活动|客人|手术|婚礼|宴会|比赛|演出|课)|有\s*(?:board|会|课|考|检查)|考试|验收|开学|比|报|we have|there is|it (?:was|stopped|started|began|broke)|i (?:noticed|saw|have a)|is the|has been|after (?:the|a) )"
)


#: What else a message may be about that names a time: a fault, money, a purchase, a grievance, the weather.
_ELSE = scan(
    r"坏|噪|漏|断|停[了机产]|死机|黑屏|报错|故障|冒|味|卡|裂|掉|响|失灵|[不唔冇][亮转动通热响制冷开灵准]|没(?:反应|电|水|网|声)|[钱费]|价|发票|保修|质保|在保|过保|退|投诉|态度|天气|下雨|打牌|回来|新闻|怎么用|多久|几天|买|下单|发货|寄|快递|到货|见|好呀?[,，!！~]"
    r"|\b(?:broke\w*|leak\w*|stop(?:s|ped)|won'?t (?!be)|dead|died|(?<!taken )(?<!put )(?<!you )(?<!us )(?<!me )(?<!it )down|faults?|errors?|nois[ey]\w*|not work\w*|doesn'?t (?!work for|suit)|price|costs?|charges?d?|fees?|rate|invoice|bill|warranty|guarantee|refund|return\w*|complain\w*|rude|rain\w*|weather|match|how do|manual|bought|ordered|delivered|shipped|arrived|came|reported|thanks for|happy|film|pizza|see you|sold|still)\b",
    re.ASCII,
)
#: Work that somebody is to come for.
_DUE = scan(
    r"装[到上好在]|要装|待装|培训|教一?下|年检|检修|保养|校准|标定|清洗|移机|搬"
    r"|\b(?:(?:needs?|please|could you|can you|pls|to be) [a-z ]{0,12}(?:fit|fitt|connect|set|mount|hang|hung|train|mov|relocat|swap|replac|clean|inspect|servic|calibrat)\w*|(?:want|wants|like|need|needs|have|get) (?:[a-z]+ ){1,4}(?:fitted|installed|mounted|moved|serviced|inspected|cleaned|calibrated|replaced|commissioned|fixed|repaired|mended|sorted)|fitting|set up|riggers|annual|yearly|on site|training for|work(?:s)? for me)\b",
    re.ASCII,
)
_SINCE = regex(
    r"(?:从|自|由|since|started|began|broke|stopped|failed|died|each|every|每[天日晚周逢次]?|天天)(?: at| on| around)?\s*$"
)
#: The line of a form in which the time of the visit is asked for.
_LINE_OF_A_FORM = regex(
    r"(?:希望|期望|预约|上门|方便|要求)(?:的?(?:上门|维修|服务))?的?(?:时间|日期)(?:是|为)?\s?[:：]\s?$"
    r"|\b(?:preferred|wanted|desired|visit|appointment|requested|best)(?: visit)? (?:time|date|slot)\s?[:：]\s?$"
)


@dataclass(frozen=True, slots=True)
class _About:
    """What a whole message is about: a visit, or something else that has its times."""

    visits: bool
    other: bool
    device: bool


def spans(text: str, *, device: bool = False) -> Sequence[tuple[int, int]]:
    """Where a normal text proposes a time (and not: where it tells since when something has been broken).
    ``device``: it names a device or a part, so that it may be about that."""
    return _spans(text, device) if may_name_one(text) else ()


@lru_cache(maxsize=32)  # what answers a message asks three times
def _spans(text: str, device: bool) -> Sequence[tuple[int, int]]:
    said = groups(text)
    if not said:
        return ()
    otherwise = bool(_ELSE.search(text))
    visits = bool(_ABOUT_VISITS.search(text)) or (not otherwise and bool(_DUE.search(text)))
    other = len(text) > 120 or (device and not visits) or otherwise
    about = _About(visits, other, device)
    found: list[tuple[int, int]] = []
    refused = -1  # where the last time ends that is none for a visit
    for group in (
        p
        for whole_group in said
        for g in split(whole_group)
        for h in _apart(g, text)
        for p in _moved(h, text)
    ):
        group = _trimmed(group, text)
        if not {t.kind for t in group} & _NAMING:
            continue
        joined = refused >= 0 and _JOIN.fullmatch(text, refused, group[0].start)  # "on Tuesday and Wednesday"
        span = None if joined else _wished(text, group, about)
        if span is not None:
            if found and _one_slot(text, found[-1], span, group):
                span = (found.pop()[0], span[1])
            found.append(span)
            continue
        refused = group[-1].end
        if found and _RANGE.fullmatch(text, found[-1][1], group[0].start):
            found.pop()  # 周一到周五都在跑
    return found


#: "The 8 am slot on the 3rd" is one time.
_SLOT = regex(r" (?:slot|window)(?: on| for)? ")
_AN_HOUR = regex(r".*(?:\d ?[ap]\.?m|o'?clock|\d[:.]\d\d|morning|afternoon|evening)")


def _one_slot(text: str, last: tuple[int, int], span: tuple[int, int], group: list[Token]) -> bool:
    """Whether a day is that of the slot before it, which is told by its hour."""
    return bool(
        _SLOT.fullmatch(text, last[1], span[0])
        and _AN_HOUR.fullmatch(text, *last)
        and any(t.kind in _DAYS for t in group)
    )


_JOIN = regex(r" ?(?:and|和|跟|到|至)(?: on)? ?")
_RANGE = regex(r"到|至")
#: "move it from 11am to 2.30 pm": two times, of which the second is wanted.
_FROM_TO = regex(
    r"\b(?:mov(?:e|ing|ed)|chang(?:e|ing|ed)|switch|shift|push|bring|reschedul\w+)\b[^.;!?]{0,30}$"
)
#: What is told of a time that was agreed, or that suits: 26号的安排, 下午四点后都行.
_AGREED = regex(r"的?(?:安排|预约|上门|安装|保养|维修|检修|检查|那个?约|那次)(?!费|时间太|师傅没|完)")
_SUITS = regex(r"[以之]?后?(?:都|也|就)?(?:行(?!动|驶)|可以|都?方便|有人|都在(?=$|[,，。]))")
_AFTERWARDS = regex(r"[以之]?后(?=[人都也再我家才没])")
_SAME = regex(r",? (?:at )?(?:the )?same (?:hours?|time|slot)\b")


def _wished(text: str, group: list[Token], about: _About) -> tuple[int, int] | None:
    """Where a time is quoted, if it is one for a visit."""
    if {t.kind for t in group} & {"past", "since"}:
        return None
    start, end = group[0].start, group[-1].end
    if _LINE_OF_A_FORM.search(text[max(0, start - 32) : start]):
        return _bounds(text, start, end)
    moved = about.visits and bool(_UNWANTED.match(text, end))
    if _HAPPENED.match(text[end : end + 24]) and not moved and not (not about.other and MOVE.search(text)):
        return None
    if _SINCE.search(text[max(0, start - 32) : start]) and not (
        (about.visits or not about.other) and MOVE.search(text)
    ):
        return None
    start, end = _bounds(text, start, end)
    if _AGREED.match(text, end) or (
        _SUITS.match(text, end) and not _OF_OTHERS.search(text, max(0, start - 32), start)
    ):
        return start, end
    return (start, end) if _proposed(text, group, start, end, about) else None


def _trimmed(group: list[Token], text: str) -> list[Token]:
    """Without the words that join it to nothing: the "from" of "from the 14th to the 16th"."""
    while group and (
        group[-1].kind in ("or", "range", "since")
        or group[-1].text in ("after", "before", "by", "from", "until")
    ):
        group = group[:-1]
    while group and (
        (group[0].kind in ("or", "range") and not (group[0].text == "between" and _two_hours(group)))
        or (group[0].text == "from" and _TO.match(text, group[-1].end))
        or (group[0].kind == "after" and not group[0].text.isascii())
    ):
        group = group[1:]
    return group


def _moved(group: list[Token], text: str) -> list[list[Token]]:
    """The time that was agreed and the one that is wanted instead: "move it from 11am to 2.30 pm"."""
    to = next((i for i, t in enumerate(group) if t.text == "to" and i), 0)
    if to and group[0].text == "from" and _FROM_TO.search(text, max(0, group[0].start - 48), group[0].start):
        return [group[1:to], group[to + 1 :]]
    return [group]


def _two_hours(group: list[Token]) -> bool:
    return any(t.text == "and" for t in group[1:]) and len(group) > 3


_TO = regex(r"\s*to\b|.{0,24}? to (?:the )?\d")
_CLOCKS = ("hm", "ampm", "clock", "wordy")
_COMMA = regex(r" ?[,，、]")
_FULL_STOP = regex(r"[.。;；] ?")
_FEW = 12  # words, among which a day stands with its hours
_DAYS = ("day", "wk", "wken", "week", "dom", "md", "mden")


def _apart(group: list[Token], text: str) -> list[list[Token]]:
    """Days that a comma or a full stop divides are several times: "明天, 下周也行", and so are hours: "9am, 11.30"."""
    parts: list[list[Token]] = [[]]
    for token in group:
        part = parts[-1]
        if part and _begins_another(part, token, text[part[-1].end : token.start]):
            parts.append([])
        parts[-1].append(token)
    return parts


def _begins_another(part: list[Token], token: Token, between: str) -> bool:
    if token.kind in _CLOCKS:
        return part[-1].kind in _CLOCKS and bool(_COMMA.match(between))
    if token.kind not in _DAYS:
        return False
    day = next((t for t in reversed(part[-_FEW:]) if t.kind in _DAYS), None)
    if day is None:
        return False
    if part[-1].kind in (*_CLOCKS, "bare") and _FULL_STOP.match(between):
        return True  # "tomorrow 9.30. Any time next Monday"
    alike = token.kind == day.kind or "week" in (token.kind, day.kind)
    return alike and any(c in between for c in ",，.、")


_UNWANTED = regex(
    r"[ ,]?(?:那[单次个]|就|也|都|又)?(?:不(?:用|使|必|得|行|方便|在|停|可以|能来|要)|没(?:空|课|人|时间|法)|太晚|来不)"
)
_VAGUE = frozenset(
    "今天 今日 今儿 今儿个 今早 今朝 今晚 这周 本周 这礼拜 这星期 这两天 today tonight".split()
)
_LONE = frozenset(["clock", "short", "hm", "bare", "dom", "slash", "ampm", "wordy", "military"])
_GREETING = regex(
    r"(?:早上|上午|中午|下午|晚上)好|早晨(?=$|[呀啊])|good (?:morning|afternoon|evening|night|weekend)|^(?:morning|evening|afternoon|night)(?: all)?[!.,]?$|见$",
    re.ASCII,
)
_CLAUSE_END = regex(r"(?<=[^\s,，]{3})[,，。;；!！?？]")
_EDGE = regex(r"(?:on|by|until|till|coming|from(?= (?:tonight|this))) ", re.ASCII)
_BETWEEN = regex(r"之间|(?<=[周期拜月])[之以]?内|(?:放工|收工|下班)[之以]?[后後]")
_OWNER = regex(r"'s(?= (?:visit|appointment|engineer|technician|slot|list|booking|call|job|session|one)\b)")
_THE_WEEK = regex(
    r"the (?=\w+ week|week (?:of|commencing|beginning|starting)|weekend (?:of|before|after)|(?:first|second|third|fourth|last) \w+ (?:of|in)\b)"
)
_DAY_AFTER = regex(r"(?<=day) after(?=$|[,.;!?])")  # "the Monday after"
_SOME_OF = regex(r"\b(?:early|later?|(?:the )?(?:end|middle|beginning) of|sometime|some time) $")
_PART_OF = regex(r"(?:morning|afternoon|evening|weekday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|time)")
_ANY = regex(
    r"\b(?:any day|all day|any time|any(?= (?:\w+ )?(?:morning|afternoon|evening|weekday|(?:mon|tues|wednes|thurs|fri|satur|sun)day))|one(?= (?:morning|afternoon|evening))|(?:some ?time)(?= (?:this|next))|any day (?:but|except|bar|other than)|(?:any |on )?weekdays?|any (?:day|time) (?:in|during)) $",
    re.ASCII,
)


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """What belongs to the quotation: "any day next week", 十点到十一点之间, but not "on" and the full stop."""
    while (edge := _EDGE.match(text, start, end)) is not None:
        start = edge.end()
    between = _BETWEEN.match(text, end) or _AFTERWARDS.match(text, end) or _SAME.match(text, end)
    end = between.end() if between else end
    if text[end - 1] == "." and not text[start:end].endswith((".m.",)):
        end -= 1
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    owner = _OWNER.match(text, end)
    end = owner.end() if owner else end
    if text[start:end] in ("morning", "afternoon", "evening") and text[:start].endswith("the "):
        start -= 4
    week = _THE_WEEK.match(text, start, end)
    start = week.end() if week else start
    if text.endswith("the ", 0, start) and (after := _DAY_AFTER.match(text, end)) is not None:
        start, end = start - 4, after.end()
    any_day = _ANY.search(text, max(0, start - 20), start)
    if any_day is None and text.startswith(("this week", "next week", "next month"), start):
        any_day = _SOME_OF.search(text, max(0, start - 18), start)
    if any_day is None and text.endswith("any ", 0, start) and _PART_OF.match(text, start):
        return start - 4, end
    return (any_day.start() if any_day else start), end


def _proposed(text: str, group: list[Token], start: int, end: int, about: _About) -> bool:
    """Whether a time is one for a visit, and not one at which something was or will be."""
    if _GREETING.search(text, max(0, start - 6), min(len(text), end + 6)):
        return False
    before, after = text[max(0, start - 32) : start], text[end : end + 32]
    anchors = [t for t in group if t.kind in _NAMING]
    if len(anchors) == 1 and _no_time(text, anchors[0], before):
        return False
    if len(text) - (end - start) <= 6 and not about.other:
        return not _REFUSAL.fullmatch((text[:start] + text[end:]).strip(" ,，.。!！"))
    unwanted = about.visits and bool(_UNWANTED.match(text, end))
    moved = not about.other and bool(MOVE.search(text))
    if _OF_OTHERS.search(before) and not (unwanted or moved):
        return False
    kinds = {t.kind for t in anchors}
    listed = _AFTER_CONTACT.search(before) or (_BEFORE_CONTACT.match(after) and _ITEM.search(before))
    if listed and kinds != {"bare"} and not _TO_RING.match(after):
        return True
    if kinds <= _VAGUE_KINDS or all(t.kind == "part" or t.text in _VAGUE for t in anchors):
        if about.visits and not (about.other or about.device) and len(text) <= 64:
            return True
        near = _CLAUSE_END.split(after[:24], maxsplit=1)[0]
        return unwanted or bool(_WISHED.search(_CLAUSE.split(before)[-1] + " " + near))
    if (about.other or not about.visits) and _PAST_CLAUSE.search(text, max(0, start - 60), start):
        return False
    if text.startswith(("any ", "weekdays "), start):
        return True  # nobody is so free about when something broke
    if kinds <= _LONE:
        return (
            unwanted
            or bool(_ASKED.search(before[-16:] + " " + after[:24]))
            or ((about.visits or (not about.other and kinds != {"bare"})) and len(text) <= 64)
        )
    if not about.other or (about.visits and len(text) <= 120):
        return True
    return bool(_WISHED.search(before[-20:] + " " + after[:28]))  # long stories have times of their own


def _no_time(text: str, only: Token, before: str) -> bool:
    """ "A little" (一点), "unit 3" (三号机), "nine out of ten" and "sat" are no times by themselves."""
    if only.kind == "clock" and only.text in ("一点", "零点"):
        return not _HOUR_AFTER.match(text, only.end) or bool(_COMPARED.search(before))
    if only.kind == "part" and before[-1:] in ("一", "整", "两", "三", "半", "几"):
        return True
    if only.kind == "dom" and not only.text.isascii():
        return not _DATE_AFTER.match(text, only.end) or (
            only.text[:1] in "一二三四五六七八九十" and only.text.endswith("日")
        )
    if only.kind == "bare" and _SO_MANY.match(text, only.end):
        return True
    if only.kind == "dates" and not only.text.isascii() and not only["xm4"]:
        return not _DATE_AFTER.match(text, only.end)
    if only.kind in ("slash", "hm") and _VALUE.search(before):
        return True
    if only.kind in ("bare", "slash", "hm") and (_NUMBERED.search(before) or _INCHES.match(text, only.end)):
        return True
    if only.text in ("sat", "sun", "mon", "wed"):
        return bool(_SAT.match(text, only.end)) or bool(_SUN.search(before))
    return only.kind == "slash" and bool(_RATED.fullmatch(only.text) or not _is_date(only))


def _is_date(token: Token) -> bool:
    """Whether two numbers can be a day and a month: 70/2 are not."""
    one, other = (int(n) for n in _NUMBERS.findall(token.text)[:2])
    return 0 < min(one, other) <= 12 and max(one, other) <= 31


#: "bays 1 to 9", "firmware 4.12", "3/4 inch"
_NUMBERED = regex(
    r"\b[a-z]{2,}s \d{1,3} (?:to|-|and) $|(?:firmware|version|固件|版本|v)[ \d.]{0,6}$", re.ASCII
)
_NUMBERS = regex(r"\d+")
#: What a number is the value or the name of: "parameter 20.01", 参数20.01.
_VALUE = regex(
    r"(?:\b(?:parameter|param|setting|value|reading|register|code|error|alarm|fault|item|page|section|model)s?|参数|数值|读数|设定值?|代码|编号|型号|故障码|页)(?: no\.?| number|是|为|号)?[ :：]{0,2}$"
)
_SO_MANY = regex(r" (?!suits|works|seems|its|was|this|always|does|has)[a-z]{2,}s\b")  # "a belt and 5 rollers"
_INCHES = regex(r" ?(?:inch|in\b|\"|mm|英寸|寸)")
_HOUR_AFTER = regex(r"[钟整半]|左右|以[前后]|之[前后]|[前后]?[来到](?!.?[都也])|[ ,，]|$")
_COMPARED = regex(r"(?:[^约到是在说点午\s,，。])$")
_DATE_AFTER = regex(
    r"[^一-龥]|$|[别不来上下早晚中可能方行吧改或和到至都有我不之以前后周星礼也去派安师请吗约还就换]|那天"
)
_SAT = regex(
    r" (?:in|here|there|on|down|at|for|waiting|with|idle|comes|shines|dish|nav|receiver|box|tv|phone)\b"
)
_SUN = regex(r"[个部嘅]$|\b(?:the|bright|full|been|it|we|i|he|has|just|have) $")
_REFUSAL = regex(r"(?:no,? )?not|no|不|别|不要|不行|不可以|不方便|不用|没空|没时间")
_RATED = regex(r"\d{1,2}/(?:5|10|100)")
_CLAUSE = regex(r"[,，。;；!！?？]")
_VAGUE_KINDS = frozenset(["rel", "relen", "part"])
#: What asks for somebody to come: more than what only goes with it.
_WISHED = regex(
    r"(?<![出起回本原后以越从近拿醒看])来(?!电|水(?!修)|[,，]?[读看]|的(?!话|师傅)|[配排开上取拿买验])|上门|过来|派|有空|得闲|得唔得|得吗|嚟|方便|能不能|能修|可以吗|行吗|行不|到[吗不]|赶[到过]|(?<!人)约(?!了?[一二两三四五六七八九十\d几]+[个位])|修好|处理|安排|挪|(?<!都)改(?![吃喝看打用做拉玩闻]|[成去][^ ]|unp)|推迟|取消|轮到|不用|有人在|在家|没空"
    r"|(?<=\bok)\?|\b(?:(?<!told to )come|coming|visit|available|book|schedule|instead(?! of \d)|can only do|can (?:we|i) do|(?:could|can) (?:i|we) have|could it be|would be|suits|let'?s say|must be|can you|could you|send|suits?|home|appointment|prefer|move|push|slot|please|earliest|arrange|be here|access|someone|somebody|anyone|at my place|better|best|ideal|ideally|easiest|possible|install(?:ed)?|fitted|mounted|serviced|commissioned|wanted|if you like|on the list for|down for|do\?|(?:he|she|i|we|they|somebody|caretaker)(?:'s|'m|'re| is| am| are| will be) in)\b|有人(?!说|来过)|再说|再来",
    re.ASCII,
)
#: English tells what was with the verb before the day.
_PAST_CLAUSE = regex(
    r"\b(?!(?:need|indeed|speed|feed|bed|shed)\b)(?!(?:need|book|schedul|agree|arrang|suppos|ask|offer|confirm|mov|chang|expect|reschedul|prefer|postpon)ed\b)(?:\w{2,}ed|was|were|took|came|went|did|had|hit|ran|sent|got|failed)\b[^.,;!?]{0,44}$",
    re.ASCII,
)
