"""The words that tell time, found in a text: days, weeks, clocks, parts of a day, and what joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.patterns import regex
from nlu.scans import alternatives, hint

_N = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,3}|半)"
WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i): i - 1 for i in range(1, 8)}
EN_DAYS = {d: i for i, d in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_EN = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY_EN = r"(?:mon(?:day|dya)?|tue(?:s(?:day|dya)?|sady|day)?|wed(?:s|nesday|nsday|enesday|nesdy|esday)?|wensday|wendsday|thu(?:rs?(?:day|dya)?|rday)?|thersday|fri(?:day|dya)?|sat(?:urday|erday|urdya)?|sun(?:day|dya)?)"
_HOUR_EN = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_EN_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an|a couple of|couple of)"

#: (kind, pattern); the first that matches at a place wins, so the longer and the more special come first.
_TOKENS = (
    ("nth", r"\b(?:the )?(?P<on>first|1st|second|2nd|third|3rd|fourth|4th|last)(?: (?P<od>day|" + _DAY_EN + r"))? (?:of|in) (?P<om>the (?:following )?month|next month|this month|" + _MONTH_EN + r")\b|(?P<om2>下个?月|这个?月|本月)(?:的|里)?(?P<on2>头一|第[一二三四]|最后一)(?:个)?(?P<od2>天|(?:周|星期|礼拜)[一二三四五六日天])"),
    ("apart", r"\b(?P<aw>(?:a|one|two|three|four) (?:weeks?|fortnight)|a fortnight|fortnight)(?: on| from)? (?P<ad>today|tonight|tomorrow|" + _DAY_EN + r")\b|\b(?P<ad2>" + _DAY_EN + r") (?P<aw2>fortnight)\b|下下?(?:个)?(?:周|星期|礼拜)的?(?:今天|明天)"),
    ("weekof", r"\b(?:the )?week (?:of|commencing|beginning|starting) (?:monday )?(?:the )?(?P<kd>\d{1,2})(?:st|nd|rd|th)\b"),
    ("past", r"昨[天日晚]|前[天日晚]|大前天|上(?:个)?(?:周|星期|礼拜|月)[一二三四五六日天末]?|去年|刚才|刚刚|早前|\byesterday\b|\blast (?:night|week|month|year|weekend|" + _DAY_EN + r")\b|\b(?:days?|weeks?|hours?|minutes?|months?) ago\b"),
    ("since", r"从|自从|自打|\bsince\b|\bever since\b"),
    ("rel", rf"(?<![\d零一二两三四五六七八九十])(?P<rn>{_N})(?:个)?(?P<rh>半)?(?P<ru>分钟|刻钟|小时|钟头|钟|天|日|周|星期|礼拜|月)(?:半)?(?:以后|之后|后|(?:之内|以内|内)(?!.{{0,8}}(?:坏|出|报|发生|重启|死|掉|停|断|修|换|过)))|(?:再过|(?<![停坏断修用换休歇])过)(?P<rn2>{_N})(?:个)?(?P<ru2>分钟|小时|钟头|天|周|星期|礼拜)|(?<![点點\d])(?P<rn3>[一二两三四五六七八九十])个字(?:之后|以后|后)"),
    ("relen", rf"\b(?P<ein>in|within) (?P<en>{_EN_NUM})(?P<eh2> and a half)? ?(?P<eu>minute|min|hour|hr|day|week|month|fortnight)s?(?P<eh> and a half)?\b(?:'?s? time)?|\b(?P<en2>{_EN_NUM}) (?P<eu2>minute|hour|day|week|fortnight|month)s? from (?:now|today)\b"),
    ("third", r"(?P<tm>(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|下个?月|这个?月|本月)?(?:的)?(?P<tp>月初|月中(?!旬)|月底|月末|[上中下]旬|(?<=月)[初底末](?![一二三四五六七八九十]))(?![一-龥]?过)|\b(?:the )?(?P<tq>first|second|third|last|1st|2nd|3rd) week (?:of|in) (?P<te>" + _MONTH_EN + r"|next month|this month|the (?:new )?year)\b|\b(?P<tw>early|mid|late|beginning of|end of|middle of)[ -](?P<te2>" + _MONTH_EN + r"|next month|this month|the month|month)\b"),
    ("iso", r"(?P<iy>20\d\d)[-/.年](?P<im>\d{1,2})[-/.月](?P<id>\d{1,2})[日号]?"),
    ("md", r"(?<!\d)(?<!\d年)(?P<mm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<md>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"),
    ("mden", rf"\b(?P<em>{_MONTH_EN})\.? (?:the )?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<ey>20\d\d))?|\b(?:the )?(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<em2>{_MONTH_EN})\b(?:,? (?P<ey2>20\d\d))?"),
    ("dom", r"(?:(?P<nm>下个?月|本月|这个月))?(?P<dd>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])[号日](?!线|楼|机|院|店|厅|门|库|井|炉|车|泵|柜|位|教|厂|仓|电|码|点|梯)|(?:\bthe |(?<=\bon )|(?<=\bby )|^)(?P<dden>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|st\b|street|ave|road|rd\b|lane|block|building|time|unit|graders?|generation|gen|gear|one)\b)"),
    ("slash", r"(?<![\w/.\-])(?P<sm>\d{1,2})/(?P<sd>\d{1,2})(?![\d/])[号日]?|(?<![\w/.\-])(?P<sm2>\d{1,2})[.\-](?P<sd2>\d{1,2})[号日]|(?<![\w/.\-])(?P<sm3>1[0-2]|0?[1-9])-(?P<sd3>3[01]|[12]\d|0?[1-9])(?=(?:的)?(?:上午|下午|早|晚|中午|下昼|上昼))"),
    ("feast", r"元旦(?:节)?|圣诞(?:节)?|平安夜|国庆(?:节)?|五一(?:节|劳动节)?(?![\d零一二三四五六七八九])|\bnew year'?s (?:day|eve)\b|\bchristmas(?: day| eve)?\b|\bboxing day\b"),
    ("wk", r"(?P<wp>下下个?|下个?|这个?|本|今个?)?(?:周|星期|礼拜|(?<!礼)拜)(?P<wd>[一二三四五六日天]|[1-7](?![\d月个]))(?P<wl>(?<=[一二三四五六])[二三四五六日天]{1,5}(?![零一二三四五六七八九十点时个月号楼层]))?"),
    ("wkend", r"(?P<we>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)末|\b(?P<ween>next|this|the|at the|coming)? ?weekend\b(?P<weaf> after next\b)?"),
    ("week", r"(?P<ww>下下个?|下个?|这个?|本)(?:周|星期|礼拜)|\b(?P<wwen>next|this) week\b(?! ?(?:on )?" + _DAY_EN + r")|\b(?P<wwan>the week after next)\b"),
    ("day", r"大后[天日]|后[天日儿]|明仔日?|明(?:天|日|儿|早|晚|朝)|明后[天日]?(?:两天)?|(?:今明|这)两[天日]|听(?:日|晚|朝)|[明后今]儿个?|今(?:天|日|晚|儿|早|朝)|翌日|\b(?:the )?day after tomorrow\b|(?<=tomorrow or )the day after(?! \w)|(?<=tomorrow, )(?:but )?the day after(?! \w)|(?<=tomorrow but )the day after(?! \w)|\b(?:tomorrow|tmrw|tmr|tmw|2moro|2morrow|tomoz|the morn|today|2day|tonight|tonite|2nite|overmorrow)\b"),
    ("wken", rf"\b(?P<wenp>a week on |next week on |next week |next |this coming |this |coming |the following |following |on )?(?P<wend>{_DAY_EN})(?:(?<=day)s)?\b(?:,? (?P<wenq>next week|week|after next|(?:but |not (?:the |this )(?:coming|next)(?: one)?,? (?:but )?|not this one,? (?:but )?)?the (?:one after|following one|next one)|not this(?: one| week)?,? (?:but )?the next))?"),
    ("range", r"(?<=[点时刻分半\d])\s{0,3}(?:到|至|~|—|–|-|--)\s{0,3}(?=[上下早中晚\d零一二两三四五六七八九十])|\bbetween\b|\band\b(?= (?:\d|noon|"+_HOUR_EN+r"\b))|(?:(?<=[\dmnek.]) ?|(?<=\d ))(?:to|until|till|-|–) ?(?=\d|noon|midday|"+_HOUR_EN+r"\b)|\bfrom\b(?= \d)"),
    ("short", r"差(?P<sq>一刻|[五十]|\d{1,2}|[一二三四五六七八九十]{1,3})分?钟?(?:到|就)?(?P<sh>\d{1,2}|十[一二]?|[一二两三四五六七八九])点钟?"),
    ("clock", r"(?P<ch>\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]|[零一二两三四五六七八九十])(?:点钟|点整|点|时(?!候|间|差))(?:(?P<cq>半|一刻|三刻)|(?P<cz>[一二两三四五六七八九十]{1,2})个字|[搭踏](?:(?P<cx>[一二两三四五六七八九十]{1,2})|正)|过?(?P<cm>\d{1,2}|[零一二三四五六七八九十]{1,3})分?(?![天个点]))?"),
    ("wordy", rf"\b(?:(?P<wq>half past|half|(?:a )?quarter past|(?:a )?quarter to|(?:five|ten|twenty|twenty[- ]five) (?:past|to)) (?P<wh>1[0-2]|[1-9]|{_HOUR_EN})|(?P<wo>{_HOUR_EN})(?P<wt> thirty| fifteen| forty[- ]five)? ?(?P<wap>o'?clock|a\.?m\b\.?|p\.?m\b\.?)|(?:(?<=at )|(?<=after )|(?<=before )|(?<=by )|(?<=around )|(?<=about )|(?<=between )|(?<=from )|(?<=and )|(?<=to ))(?P<wb>{_HOUR_EN})(?P<wbt> thirty| fifteen| forty[- ]five)?(?= (?:on|tomorrow|today|tonight|in|please|this|next|or|and|to|for|possible|suits|works|would|will|sharp|thursday|friday|monday|tuesday|wednesday|saturday|sunday)\b|[,.?!]|$))(?!\w)(?P<wam> ?(?:a\.?m\b\.?|p\.?m\b\.?))?|\b(?P<wc>{_HOUR_EN})(?:(?P<wct>[ -]thirty|[ -]fifteen| forty[- ]five)(?= (?:on|tomorrow|today|tonight|in the|please|this|mon|tues?|wed|thu|fri|sat|sun)\b|[,.?!]|$)|(?= in the (?:morning|afternoon|evening)\b))"),
    ("military", r"(?:(?<=at )|(?<=by )|(?<=after )|(?<=before )|(?<=from ))(?P<fh>[01]\d|2[0-3])(?P<fm>[0-5]\d)\b|\b(?P<fh2>[01]\d|2[0-3])(?P<fm2>[0-5]\d)(?= ?(?:hrs?|hours|h)\b| (?:on|tomorrow|today|mon|tue|wed|thu|fri|sat|sun))"),
    ("hm", r"(?<![\d:])(?P<hh>[01]?\d|2[0-4])[:.](?P<hmm>[0-5]\d)(?![\d.])\s?(?P<hap>a\.?m\b\.?|p\.?m\b\.?)?"),
    ("ampm", r"(?<![\d:])(?P<ah>1[0-2]|0?[1-9])\s?(?P<ap>a\.?m\b\.?|p\.?m\b\.?|o'?clock)"),
    ("part", r"凌晨|清晨|朝早|朝头早|(?<=[天日])一早|一大早|大清早|清早|早上|早晨|上午|上昼|早间|中午|正午|晌午|午后|下午|下昼|晏昼|后半晌|前半晌|傍晚|晚上|夜里|夜间|晚间|夜晚|今晚|(?<=[日天一二三四五六号])早|(?<=[日天一二三四五六号])晚(?![些点]|一[些点](?!钟|整|半))|\bfirst thing\b|\bearly\b(?= morning)|\b(?:in the |this )?(?:early |late )?(?:morning|afternoon|evening|arvo|mornin)\b|\bnight\b|\bnite\b|\b(?:noon|midday|lunch ?time)\b|\bbefore lunch\b|\bafter lunch\b|\bmidnight\b|(?:(?<=day )|(?<=row )|(?<=mon )|(?<=tues )|(?<=wed )|(?<=weds )|(?<=thurs )|(?<=thu )|(?<=fri )|(?<=sat )|(?<=sun ))[ap]\.?m\b"),
    ("bare", r"(?:(?<![\w:/.\-])(?=(?:1[0-2]|[1-9])(?:ish\b| (?:tomorrow|tonight|this (?:morning|afternoon|evening)|in the (?:morning|afternoon|evening))\b))|(?<![\w:/.\-])(?=(?:1[0-2]|[1-9]) ?(?:-|–|to|until|till) ?(?:1[0-2]|[1-9])(?::[0-5]\d)? ?(?:[ap]\.?m\b|$|[,.?!]|(?:on|in|tomorrow|today|this|next|would|is|please|works)\b|(?:mon|tue|wed|thu|fri|sat|sun)))|(?<=\D\d-)|(?<=\D[12]\d-)|(?<=\d–)|(?<=tomorrow )(?=\d{1,2}(?:$|[,.?! ]))|(?<=day )(?=\d{1,2}(?:$|[,.?!]| ?-))|(?<=at )|(?<=after )|(?<=before )|(?<=by )|(?<=around )|(?<=about )|(?<=from )|(?<=between )|(?<=and )|(?<=to )|(?<=than )|(?<=till )|(?<=until ))(?P<bh>1[0-2]|[1-9])(?:[:.](?P<bm>[0-5]\d))?(?:ish\b)?(?!,\d| ?(?:%|am\b|pm\b)|\d|:|st|nd|rd|th| (?:min|hour|day|week|unit|machine|room|street|road|floor))"),
    ("after", r"\b(?:not|no) (?:before|earlier than)\b"),
    ("before", r"以前|之前|(?<!提)前(?![天年台后面门轮盖挡几两所端排期灯置级])|\bbefore\b|\bby\b|\bno later than\b|\buntil\b"),
    ("later", r"以后|之后|后(?=$|[^\w\u4e00-\u9fff]|[来到上过都可再能方有先得在])|\bafter\b|\bfrom\b|\bany ?time after\b|\bonwards\b"),
    ("or", r"或者|或是|或|还是|\bor\b"),
)  # fmt: skip
#: A syllable of Chinese in Latin letters, as names of places are written: Gulou, Xinjiekou.
PINYIN = (
    r"(?![gkhf]i)(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|eng|ing|i?ong|uang|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo)"
    r"|(?:[zcs]h|[bpmfdtnlgkhzcsyw])?a|(?:[zcs]h|[mdtnlgkhrzcsy])?e|(?:[zcs]h|[bpmdtnljqxrzcsy])i|[bpmfwy]o|(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])u)"
)
#: English words that could be read as such syllables.
NO_PINYIN = r"(?!(?:change|date|june|time|due|see|here|there|since|late|same|sure|make|made|take|like|these|line|name|machine|give|use|engineers?)\b)"
#: What the number of a house stands after, and not that of a day: 东山镇3号, Gulou 12号.
_HOUSE = regex(
    rf"(?:[镇乡村屯庄街路巷弄县楼]|(?<!社)区|大道|胡同)\s?$|(?<![a-z]){NO_PINYIN}(?:{PINYIN}){{2,5}} ?$"
)
_SAID = r"(?:\d|noon|mid|one|tw|th|fo|fi|si|se|ei|ni|te|el)"
#: What an English token can begin with.
_GATE_EN = (
    rf"a(?:\.?m|f|n? [cdfhmqw]|nd {_SAID}|ny ?t|pr|rv|t the w|ug)|b(?:ef|eg|et|oxi|ut the day|y)|c(?:hr|om|ou)|d(?:a|ec)|e(?:a|i|l|n|ve)|f(?:eb|i|o|r[io])|h(?:al|ou)|in|j[au]|l[au]"
    rf"|m[aio]|n[eio]|o[cnrv]|p\.?m|qu|s[aeiu]|t(?:e|h(?:[iru]|e(?:r| (?:\d|da|fi|fo|la|mo|se|th|we)))|m|o(?: ?{_SAID}|[dmn])|u|w)|un|we|wi|yes"
)
#: What a token can begin with: most places of a text are passed over by looking at a few characters.
_GATE = (
    r"(?=[\d零一二两三四五六七八九十廿卅差半昨前大上去刚早从自中再过本这下今个周星礼拜后明听翌元圣平国凌清朝中正晌午晏傍晚夜以之或还月]|[到至~—–\-]|\s{1,3}[到至~—–\-]|"
    rf" (?:to|until|till) ?{_SAID}|t(?:o|ill) ?{_SAID}|until ?{_SAID}|"
    + "|".join(rf"{said[0]}(?<!\w.){said[1:]}" for said in alternatives(_GATE_EN))
    + ")"
)
_SCAN = regex(
    _GATE + "(?:" + "|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in _TOKENS) + ")", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    start: int
    end: int
    match: re.Match[str]

    def __getitem__(self, name: str) -> str | None:
        found: str | None = self.match[name]
        return found

    @property
    def text(self) -> str:
        return self.match[0].strip()


def tokens(text: str) -> list[Token]:
    found = (
        Token((m.lastgroup or "k_")[2:].replace("later", "after"), m.start(), m.end(), m)
        for m in _SCAN.finditer(text[:4000])
        if m[0].strip()
    )
    kept: list[Token] = []
    for token in found:
        if token.kind == "dom" and _HOUSE.search(text, max(0, token.start - 24), token.start):
            continue
        if token.text == "一点" and _a_little(text, token, kept[-1] if kept else None):
            continue
        kept.append(token)
    return kept


#: What an hour is told after; after any other word 一点 is a little: 慢一点, 便宜一点.
_AT = regex(r"(?:^|[^一-龥]|[约到至是在说于从就改成为])$")


def _a_little(text: str, token: Token, last: Token | None) -> bool:
    """Whether 一点 is no hour of its own: 快一点, 一点点, and not 下午一点."""
    if text.startswith("点", token.end):
        return True
    after_time = last is not None and last.end == token.start and last.kind not in ("before", "after", "or")
    return not after_time and not _AT.search(text, max(0, token.start - 1), token.start)


def may_name_one(text: str) -> bool:
    """Whether there may be words in a text that name a time by themselves; where there are not, no other counts."""
    return bool(_ANCHORED.may_be_in(text))


def begins_with(text: str) -> bool:
    """Whether a text begins with such a word."""
    m = _SCAN.match(text)
    return m is not None and bool(m[0].strip())


#: Tokens that name a time by themselves.
ANCHORS = {
    "rel",
    "relen",
    "iso",
    "third",
    "nth",
    "apart",
    "weekof",
    "md",
    "mden",
    "dom",
    "slash",
    "wk",
    "wkend",
    "week",
    "day",
    "wken",
    "clock",
    "short",
    "hm",
    "ampm",
    "part",
    "bare",
    "wordy",
    "military",
    "feast",
}
_RELATIVE_EN = r"min|hour|[ aeonrtxyf]hr|day|week|month|fortnight"  # "within an hr", but for those in figures
_ANCHORED = hint(
    "|".join([_RELATIVE_EN, *(p for kind, p in _TOKENS if kind in ANCHORS - {"relen"})]), re.ASCII
)
#: What may stand between the words of one time.
_GLUE = regex(
    r"(?:[\s,，的]|at|on|in|the|around|about|大概|大约|左右|钟|那天|这个|就|of|sharp|any ?time|sometime|say|maybe|perhaps|like|please|吧|可能|最好|差不多|、|\.|\()*"
)


def groups(text: str) -> list[list[Token]]:
    groups: list[list[Token]] = []
    for token in tokens(text):
        if groups and _GLUE.fullmatch(text, groups[-1][-1].end, token.start):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def split(group: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in group:
        if token.kind == "or":
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p]
