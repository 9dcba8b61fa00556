"""Times that people propose, as intervals.

``spans`` finds them in a message; ``interval`` turns one into a start and an end in the customer's zone: always
in the future or running now, never a guess in the past.  An exact time has a start and no end.
Grains: minute, halfday, day, weekend, week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nlu.normalise import normalise
from nlu.numerals import value

PARTS = {"morning": (8, 12), "noon": (11, 13), "afternoon": (12, 18), "evening": (18, 22), "dawn": (0, 6)}
_N = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,3}|半)"
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i): i - 1 for i in range(1, 8)}
_EN_DAYS = {d: i for i, d in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_EN = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY_EN = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_EN_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an|a couple of)"

#: (kind, pattern); the first that matches at a place wins, so the longer and the more special come first.
_TOKENS = (
    ("past", r"昨[天日晚]|前[天日晚]|大前天|上(?:个)?(?:周|星期|礼拜|月)[一二三四五六日天末]?|去年|刚才|刚刚|早前|\byesterday\b|\blast (?:night|week|month|year|weekend|" + _DAY_EN + r")\b|\b(?:days?|weeks?|hours?|minutes?|months?) ago\b"),
    ("since", r"从|自从|自打|\bsince\b|\bever since\b"),
    ("rel", rf"(?P<rn>{_N})(?:个)?(?P<rh>半)?(?P<ru>分钟|小时|钟头|钟|天|日|周|星期|礼拜)(?:半)?(?:以后|之后|后)|(?:再过|过)(?P<rn2>{_N})(?:个)?(?P<ru2>分钟|小时|钟头|天|周|星期|礼拜)"),
    ("relen", rf"\b(?:in|within) (?P<en>{_EN_NUM}) ?(?P<eu>minute|min|hour|hr|day|week)s?(?P<eh> and a half)?\b(?:'?s? time)?|\b(?P<en2>{_EN_NUM}) (?P<eu2>minute|hour|day|week)s? from (?:now|today)\b"),
    ("iso", r"(?P<iy>20\d\d)[-/.年](?P<im>\d{1,2})[-/.月](?P<id>\d{1,2})[日号]?"),
    ("md", r"(?P<mm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<md>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"),
    ("mden", rf"\b(?P<em>{_MONTH_EN})\.? (?:the )?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<ey>20\d\d))?|\b(?:the )?(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<em2>{_MONTH_EN})\b(?:,? (?P<ey2>20\d\d))?"),
    ("dom", r"(?:(?P<nm>下个?月|本月|这个月))?(?P<dd>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日](?!线|楼|机|院|店|厅|门|库|井|炉|车|泵|柜|位|教|厂|仓|电|码|点|梯)|\bthe (?P<dden>\d{1,2})(?:st|nd|rd|th)\b"),
    ("slash", r"(?<![\d/.\-])(?P<sm>\d{1,2})/(?P<sd>\d{1,2})(?![\d/])"),
    ("wk", r"(?P<wp>下下个?|下个?|这个?|本|今个?)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天1-7])(?![\d月])"),
    ("wkend", r"(?P<we>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)末|\b(?P<ween>next|this|the|at the|coming)? ?weekend\b"),
    ("week", r"(?P<ww>下下个?|下个?|这个?|本)(?:周|星期|礼拜)|\b(?P<wwen>next|this) week\b(?! ?" + _DAY_EN + r")"),
    ("day", r"大后[天日]|后[天日]|明(?:天|日|儿|早|晚|朝)|听(?:日|晚|朝)|今(?:天|日|晚|儿|早|朝)|翌日|\b(?:the )?day after tomorrow\b|\btomorrow\b|\btmrw\b|\btmr\b|\btoday\b|\btonight\b|\bovermorrow\b"),
    ("wken", rf"\b(?P<wenp>next week on |next week |next |this coming |this |coming |on )?(?P<wend>{_DAY_EN})\b(?: (?P<wenq>next week|week))?"),
    ("range", r"(?<=[点时刻分半\d])\s*(?:到|至|~|—|–|-|--)\s*(?=[上下早中晚\d零一二两三四五六七八九十])|\bbetween\b|\band\b(?= (?:\d|noon))|(?<=[\dmn]) ?(?:to|until|till|-|–) ?(?=\d|noon|midday)|\bfrom\b(?= \d)"),
    ("clock", rf"(?P<ch>\d{{1,2}}|十[一二]|[零一二两三四五六七八九十])(?:点钟|点整|点|时(?!候|间))(?:(?P<cq>半|一刻|三刻)|过?(?P<cm>\d{{1,2}}|[零一二三四五六七八九十]{{1,3}})分?(?![天个点]))?"),
    ("hm", r"(?<![\d:])(?P<hh>[01]?\d|2[0-4])[:.](?P<hmm>[0-5]\d)(?![\d.])\s?(?P<hap>a\.?m\b\.?|p\.?m\b\.?)?"),
    ("ampm", r"(?<![\d:])(?P<ah>1[0-2]|0?[1-9])\s?(?P<ap>a\.?m\b\.?|p\.?m\b\.?|o'?clock)"),
    ("part", r"凌晨|清晨|一大早|大清早|清早|早上|早晨|上午|上昼|早间|中午|正午|晌午|午后|下午|下昼|傍晚|晚上|夜里|夜间|晚间|夜晚|今晚|(?<=[日天一二三四五六号])早|(?<=[日天一二三四五六号])晚|\bfirst thing\b|\bearly\b(?= morning)|\b(?:in the |this )?(?:early |late )?(?:morning|afternoon|evening)\b|\bnight\b|\b(?:noon|midday|lunch ?time)\b|\bmidnight\b"),
    ("bare", r"(?:(?<=at )|(?<=after )|(?<=before )|(?<=by )|(?<=around )|(?<=about )|(?<=from )|(?<=between )|(?<=and )|(?<=to ))(?P<bh>1[0-2]|[1-9])(?:[:.](?P<bm>[0-5]\d))?(?!\d|:|st|nd|rd|th| (?:min|hour|day|week|unit|machine|room|street|road|floor))"),
    ("before", r"以前|之前|前(?=$|[^\w]|[来到上过])|\bbefore\b|\bby\b|\bno later than\b|\buntil\b"),
    ("after", r"以后|之后|后(?=$|[^\w]|[来到上过都])|\bafter\b|\bfrom\b|\bany ?time after\b|\bonwards\b"),
    ("or", r"或者|或是|或|还是|\bor\b"),
)  # fmt: skip
_SCAN = re.compile("|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in _TOKENS))
_ANCHORS = {
    "rel",
    "relen",
    "iso",
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
    "hm",
    "ampm",
    "part",
    "bare",
}
_GLUE = re.compile(
    r"(?:[\s,，的]|at|on|in|the|around|about|大概|大约|左右|钟|那天|这个|就|of|any ?time|sometime|、|\.)*"
)
_ASKED = re.compile(
    r"来|上门|过来|过去|有空|方便|约|改|可以|在家|行吗|行不|都行|时间|派|到[吗不]?$|come|visit|free\b|available|works?\b|book|schedule|instead|can you|could|send|suit|home|appointment|prefer|好吗|吧$|move|push|换"
)
_HAPPENED = re.compile(
    r"^\s*(?:开始|起|就(?:要|是|不|没|坏|停|开始)|一直|突然|发现|又|滴|还|早就|坏|停|断|死|漏|没|不|开会|要用|有\s*(?:board|会|课|考|检查)|考试|验收|开学|比|报|we have|there is|it (?:was|stopped|started|began|broke)|i (?:noticed|saw|have a)|is the|has been|after (?:the|a) )"
)


@dataclass(frozen=True, slots=True)
class When:
    """``end`` is None for an exact time.  ``readings`` holds every reading when there are several."""

    start: datetime
    end: datetime | None
    grain: str
    readings: tuple[tuple[datetime, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
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


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(
            str(m.lastgroup and next(k for k in m.groupdict() if k.startswith("k_") and m[k] is not None))[
                2:
            ],
            m.start(),
            m.end(),
            m,
        )
        for m in _SCAN.finditer(text[:4000])
        if m[0].strip()
    ]


def _groups(text: str) -> list[list[_Token]]:
    groups: list[list[_Token]] = []
    for token in _tokens(text):
        if groups and _GLUE.fullmatch(text, groups[-1][-1].end, token.start):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def spans(text: str) -> list[tuple[int, int]]:
    """Where a normal text proposes a time (and not: where it tells since when something has been broken)."""
    found = []
    for group in _groups(text):
        while group and group[-1].kind in ("or", "range", "since"):
            group.pop()
        while group and group[0].kind in ("or", "range"):
            group.pop(0)
        kinds = {t.kind for t in group}
        if not kinds & _ANCHORS or kinds & {"past", "since"}:
            continue
        start, end = group[0].start, group[-1].end
        if _HAPPENED.match(text[end : end + 24]):
            continue
        before, after = text[max(0, start - 16) : start], text[end : end + 24]
        if re.search(r"(?:从|自|since|started|began|each|every|每)\s*$", before):
            continue
        vague = all(
            t.kind in ("part",) or t.text in ("今天", "今日", "today", "今早", "今朝")
            for t in group
            if t.kind in _ANCHORS
        )
        lone_clock = kinds & _ANCHORS <= {"clock", "hm", "bare", "dom", "slash", "ampm"}
        if (vague or lone_clock) and not (
            _ASKED.search(before + " " + after) or len(text) - (end - start) <= 6
        ):
            continue
        found.append((start, end))
    return found


def interval(text: str, lang: str, now: datetime) -> When | None:
    """The interval that a time expression means, ``now`` being aware and in the customer's zone.  None when it
    names no time, or one that is over."""
    normal = normalise(text).text
    readings: list[tuple[datetime, datetime | None, str]] = []
    for group in _groups(normal):
        if any(t.kind == "past" for t in group):
            continue
        for part in _split(group):
            found = _read(part, normal, now)
            if found is not None and (found[1] or found[0]) > now - timedelta(minutes=1):
                readings.append(found)
    if not readings:
        return None
    start, end, grain = (
        readings[-1] if re.search(r"不|改|instead|no,", normal) and len(readings) > 1 else readings[0]
    )
    several = tuple((r[0], r[1]) for r in readings) if len(readings) > 1 else ()
    return When(start, end, grain, several)


def _split(group: list[_Token]) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    for token in group:
        if token.kind == "or":
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p]


def _read(group: list[_Token], text: str, now: datetime) -> tuple[datetime, datetime | None, str] | None:
    relative = next((t for t in group if t.kind in ("rel", "relen")), None)
    if relative is not None:
        shift = _relative(relative, now)
        if shift is None or shift[2] == "minute":
            return shift
        rest = [
            t for t in group if t.kind in ("part", "clock", "hm", "ampm", "bare", "before", "after", "range")
        ]
        return _in_day(shift[0].date(), shift, rest, now, named=True) if rest else shift
    day_token = next((t for t in group if t.kind in _DAY_READERS), None)
    rest = [t for t in group if t.kind in ("part", "clock", "hm", "ampm", "bare", "before", "after", "range")]
    if day_token is None:
        if not any(t.kind in ("part", "clock", "hm", "ampm", "bare") for t in rest):
            return None
        return _in_day(now.date(), None, rest, now, named=False)
    found = _DAY_READERS[day_token.kind](day_token, now)
    if found is None:
        return None
    implied = _implied_part(day_token.text)
    times = [t for t in rest if t.kind != "before" and t.kind != "after" and t.kind != "range"]
    if not times and implied is None:
        if any(t.kind == "before" for t in rest):
            return (now, found[0], found[2]) if found[0] > now else None
        if any(t.kind == "after" for t in rest):
            return found[1] or found[0], (found[1] or found[0]) + timedelta(days=7), found[2]
        return found
    return _in_day(found[0].date(), found, rest, now, named=True, implied=implied)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def _whole(
    day: date, now: datetime, days: int = 1, grain: str = "day"
) -> tuple[datetime, datetime, str] | None:
    start = _midnight(day, now)
    end = _midnight(day + timedelta(days=days), now)
    return (start, end, grain) if end > now else None


def _relative(token: _Token, now: datetime) -> tuple[datetime, datetime | None, str] | None:
    zh = token.kind == "rel"
    raw = (token["rn"] or token["rn2"]) if zh else (token["en"] or token["en2"])
    unit = (token["ru"] or token["ru2"]) if zh else (token["eu"] or token["eu2"])
    amount = {"half an": 0.5, "a couple of": 2.0}.get(raw or "", value(raw or ""))
    if amount is None or unit is None:
        return None
    if (zh and token["rh"]) or (not zh and token["eh"]):
        amount += 0.5
    if unit in ("分钟", "minute", "min"):
        return now + timedelta(minutes=amount), None, "minute"
    if unit in ("小时", "钟头", "钟", "hour", "hr"):
        return now + timedelta(hours=amount), None, "minute"
    if unit in ("天", "日", "day"):
        return _whole(now.date() + timedelta(days=int(amount)), now)
    return _whole(now.date() + timedelta(weeks=int(amount)), now)


def _named_day(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    text = token.text
    if "大后" in text:
        days = 3
    elif "后" in text or "day after" in text or text == "overmorrow":
        days = 2
    elif text[:1] in "明听翌" or text.startswith(("tomorrow", "tm")):
        days = 1
    else:
        days = 0
    return _whole(now.date() + timedelta(days=days), now)


def _implied_part(text: str) -> str | None:
    if text in ("今晚", "明晚", "听晚", "tonight"):
        return "evening"
    return "morning" if text in ("今早", "明早", "听朝", "明朝", "今朝") else None


def _weeks(prefix: str | None) -> int | None:
    if not prefix:
        return None
    if prefix.startswith("下下"):
        return 2
    return 1 if prefix.startswith(("下", "next")) else 0


def _weekday(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    if token.kind == "wk":
        weekday, weeks = _WEEKDAYS[token["wd"] or "一"], _weeks(token["wp"])
    else:
        weekday = _EN_DAYS[(token["wend"] or "mon")[:3]]
        prefix = (token["wenp"] or "").strip()
        weeks = 1 if token["wenq"] or prefix.startswith("next") else 0 if prefix == "this" else None
    today = now.date()
    if weeks is None:
        ahead = (weekday - today.weekday()) % 7 or 7
        return _whole(today + timedelta(days=ahead), now)
    monday = today - timedelta(days=today.weekday())
    return _whole(monday + timedelta(days=7 * weeks + weekday), now)


def _weekend(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    weeks = _weeks(token["we"] or token["ween"]) or 0
    saturday = now.date() - timedelta(days=now.weekday()) + timedelta(days=5 + 7 * weeks)
    return _whole(saturday, now, 2, "weekend")


def _week(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    weeks = _weeks(token["ww"] or token["wwen"]) or 0
    monday = now.date() - timedelta(days=now.weekday()) + timedelta(days=7 * weeks)
    return _whole(monday, now, 7, "week")


def _date(year: int | None, month: int, day: int, now: datetime) -> tuple[datetime, datetime, str] | None:
    try:
        made = date(year or now.year, month, day)
        if year is None and made < now.date():
            if (now.date() - made).days < 120:
                return None  # just over: not meant for next year
            made = date(now.year + 1, month, day)
    except ValueError:
        return None
    return _whole(made, now)


def _month_day(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    if token.kind == "iso":
        return _date(int(token["iy"] or 0), int(token["im"] or 0), int(token["id"] or 0), now)
    if token.kind == "slash":
        return _date(None, int(token["sm"] or 0), int(token["sd"] or 0), now)
    if token.kind == "md":
        return _date(None, int(value(token["mm"] or "") or 0), int(value(token["md"] or "") or 0), now)
    month, day, year = (
        (token["em"] or token["em2"]),
        (token["ed"] or token["ed2"]),
        (token["ey"] or token["ey2"]),
    )
    return _date(int(year) if year else None, _MONTHS[(month or "jan")[:3]], int(day or 0), now)


def _day_of_month(token: _Token, now: datetime) -> tuple[datetime, datetime, str] | None:
    day = int(value(token["dd"] or token["dden"] or "") or 0)
    first = now.date().replace(day=1)
    for step in range(3):
        month = (first + timedelta(days=32 * step)).replace(day=1)
        if step == 0 and (token["nm"] or "").startswith("下"):
            continue
        try:
            made = month.replace(day=day)
        except ValueError:
            continue
        if made >= now.date():
            return _whole(made, now)
    return None


_DAY_READERS = {
    "iso": _month_day, "md": _month_day, "mden": _month_day, "slash": _month_day, "dom": _day_of_month, "wk": _weekday,
    "wken": _weekday, "wkend": _weekend, "week": _week, "day": _named_day,
}  # fmt: skip


def _part_name(text: str) -> str:
    if re.search(r"凌晨|midnight", text):
        return "dawn"
    if re.search(r"中午|正午|晌午|noon|midday|lunch", text) and "afternoon" not in text:
        return "noon"
    if re.search(r"下午|下昼|午后|afternoon", text):
        return "afternoon"
    if re.search(r"晚|夜|evening|night", text):
        return "evening"
    return "morning"


def _in_day(
    day: date, found: tuple[datetime, datetime | None, str] | None, rest: list[_Token], now: datetime, *,
    named: bool, implied: str | None = None,
) -> tuple[datetime, datetime | None, str] | None:  # fmt: skip
    """A part of a day, an exact time, or a stretch within a day."""
    part = implied
    clocks: list[tuple[int, int, str | None]] = []
    for token in rest:
        if token.kind == "part":
            name = _part_name(token.text)
            if name == "noon" and (token.text in ("noon", "midday", "正午") or (clocks and not part)):
                clocks.append((12, 0, "noon"))
            else:
                part = name
        elif token.kind in ("clock", "hm", "ampm", "bare"):
            hour, minute, half = _hour(token)
            clocks.append((hour, minute, half or part))
    if clocks and part and not clocks[0][2]:
        clocks = [(h, m, half or part) for h, m, half in clocks]
    kinds = {t.kind for t in rest}
    if not clocks:
        return _part(day, part or "morning", kinds, now, named=named)
    if found is not None and found[2] in ("week", "weekend"):
        return found
    return _times(day, clocks, kinds, now, named=named)


def _hour(token: _Token) -> tuple[int, int, str | None]:
    if token.kind == "clock":
        hour = int(value(token["ch"] or "") or 0)
        quarter = {"半": 30, "一刻": 15, "三刻": 45}.get(token["cq"] or "")
        minute = quarter if quarter is not None else int(value(token["cm"]) or 0) if token["cm"] else 0
        return hour, min(minute, 59), None
    if token.kind == "hm":
        mark = (token["hap"] or "")[:1]
        hour = int(token["hh"] or 0)
        return (
            hour,
            int(token["hmm"] or 0),
            {"a": "morning", "p": "afternoon"}.get(
                mark, "24h" if (token["hh"] or "").startswith("0") or hour > 12 else None
            ),
        )
    if token.kind == "ampm":
        mark = (token["ap"] or "")[:1]
        return int(token["ah"] or 0), 0, {"a": "morning", "p": "afternoon"}.get(mark)
    return int(token["bh"] or 0), int(token["bm"] or 0), None


def _part(
    day: date, part: str, kinds: set[str], now: datetime, *, named: bool
) -> tuple[datetime, datetime | None, str] | None:
    a, b = PARTS[part]
    start, end = _at(day, a, 0, now), _at(day, b, 0, now)
    if "before" in kinds:
        start = _at(day, 8, 0, now)
        end = _at(day, 12 if part in ("noon", "afternoon") else a, 0, now)
    if end <= now:
        if named:
            return None
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    return start, end, "halfday"


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo) + timedelta(hours=hour, minutes=minute)


def _resolve(hour: int, part: str | None) -> int:
    """The hour of the day that is meant."""
    if part == "24h" or hour > 12:
        return hour
    if part == "noon":
        return hour if hour >= 11 else hour + 12
    if part in ("afternoon", "evening"):
        return hour + 12 if hour < 12 else (24 if part == "evening" else 12)
    if part in ("morning", "dawn"):
        return 0 if hour == 12 and part == "dawn" else hour
    return hour + 12 if 1 <= hour <= 6 else hour  # nobody visits at three at night


def _times(
    day: date, clocks: list[tuple[int, int, str | None]], kinds: set[str], now: datetime, *, named: bool
) -> tuple[datetime, datetime | None, str] | None:
    marked = next((p for _, _, p in reversed(clocks) if p), None)
    first, minute, part = clocks[0]
    start = _at(
        day, _resolve(first, part or (marked if len(clocks) > 1 and first != 12 else None)), minute, now
    )
    if len(clocks) > 1 and "range" in kinds:
        hour, minute, half = clocks[1]
        end = _at(day, _resolve(hour, half or part), minute, now)
        if end <= start and hour < 12:
            end += timedelta(hours=12)
        if start > end or (
            start.hour >= 12 and first <= 11 and part is None and marked == "afternoon" and first > hour
        ):
            start -= timedelta(hours=12)
        return _future(start, end, now, named=named)
    if start <= now and not named and part is None and first < 12 and start.hour < 12:
        later = start + timedelta(hours=12)
        start = later if later > now and 18 <= later.hour <= 21 else start
    if "before" in kinds:
        begin = _at(day, 8, 0, now)
        if start <= begin:
            begin = _at(day, 0, 0, now)
        return _future(
            begin,
            start,
            now,
            named=named,
            grain="halfday" if start.hour == 12 and not start.minute else "minute",
        )
    if "after" in kinds:
        end_hour = next((b for a, b in ((8, 12), (12, 18), (18, 22)) if start.hour < b), 24)
        return _future(start, _at(start.date(), end_hour, 0, now), now, named=named)
    if start <= now:
        if named and start.date() <= now.date():
            return None
        start += timedelta(days=1)
    return start, None, "minute"


def _future(
    start: datetime, end: datetime, now: datetime, *, named: bool, grain: str = "minute"
) -> tuple[datetime, datetime | None, str] | None:
    if end <= now:
        if named:
            return None
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    return start, end, grain
