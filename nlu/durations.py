"""How long an interruption has lasted: only a time that is told of something not working, not waits, ages or speeds."""

from __future__ import annotations

from nlu.numerals import NUMBER, value
from nlu.patterns import regex

_MINUTES = {"秒": 1 / 60, "秒钟": 1 / 60, "分钟": 1, "分": 1, "刻钟": 15, "小时": 60, "个小时": 60, "个钟头": 60, "钟头": 60, "个钟": 60, "粒钟": 60,
            "天": 1440, "周": 10080, "个星期": 10080, "星期": 10080, "个礼拜": 10080, "礼拜": 10080, "个月": 43200}  # fmt: skip
_UNIT = "|".join(sorted(_MINUTES, key=len, reverse=True))
_ZH = regex(
    rf"(?:快|将近|差不多|大概|大约|整整|超过|约|近)?\s{{0,3}}(?:大(?=半))?(?P<a>[一二两三四五六七八九十\d]{{1,5}}(?=个半)|十几|几十|几|成(?=[粒个])|{NUMBER})(?P<b>[两三四五六七八九])?(?:个?(?:多|来|几))?\s*(?P<g>个半)?(?P<u>{_UNIT})(?P<h>半)?(?:多|不到)?"
    r"(?!\s*(?:后|以后|之后|内|之内|以内|前|以前|之前|一次|能|可以|到|再|钟|比))|(?P<half>一(?:整|个)?(?:天(?=[开没不都打收发用连上])|上午|下午|晚上?|夜|宿|整天|天一夜))"
)
_HALVES = {
    "上午": 240,
    "下午": 360,
    "晚": 240,
    "晚上": 240,
    "夜": 480,
    "宿": 480,
    "整天": 1440,
    "天一夜": 2160,
}
_NOT_BEFORE = regex(
    r"(?:再过|过|等|提前|每|每隔|隔|第|保修|质保|保|限|需要|要|晚|早|迟到|慢了?|快了|差|移|挪|推|提|只能\S{0,3}|能\S{0,2}|接一壶水得|得|飞|热|烘|歇|转圈转?|(?:用|买|装|走|等|报修|投诉|报|催|修完|退款|付完款|开)(?:了|都|已经|有|快)*)\s*$"
)
#: It was out: told just before ...
_OUT = regex(
    r"(?:断|停|坏|死机|死|宕|黑|瘫|哑|闪断|掉线|掉|当机|离线|中断|罢工|堵|排队|困|趴窝|趴|卡|没(?:电|网|水|信号|声音?|反应|热水|暖气)|不(?:通|能用|动|转|亮)|断网|放|down|offline|drop|out|刷不上)(?:机|电|网|水|线|摆)?(?:了|咗|已经|有|大概|差不多|起码|整整|将近|快|都|足足| )*\s*$"
)
_SINCE = regex(r"(?:到现在|至今|已经|反正已经|都|现在)(?:有|快|已经|都|足足|过了)*\s*$")
_WAITING = regex(
    r"等(?!着|等)|流程|每天|每回|连着|报修|没人|没来|没上门|退款|付款|付完|投诉|回电|催|修完|买|保修|开了|客服|师傅|工单|派|零回复|zero response|ticket|sla|大老爷"
)
_FAILING = regex(
    r"[打刷用连开收发进看]不|黑到|完全|趴|哑|死|啥都|不(?:动|了|开|通|上|出|转|亮|热|响|能用|行)|没(?:电|网|水|信号|反应|声|热水|恢复|数据)|断|停(?!车)|坏|死机|宕|瘫|黑屏|离线|故障|down|offline|堵|半天"
)
#: ... or just after.
_BACK = regex(
    r"(?:钟)?(?:左右|吧|多|不到|了|过去了?)*[ ,，]*(?:还|又|才|也|都)?(?:没(?:反应|恢复|传|电|网|信号|来电|水|数据|动静|好|声)|就(?:恢复|好)|自己(?:又|就)?(?:恢复|好)|自动恢复|[打刷用连开收发出进看]不|上不|刷卡刷不上)"
)
#: What comes and goes, and what has been mended, is no interruption that lasts.
_AGAIN = regex(r"(?:每[次回天隔]?|动不动|时不时|偶尔|老是?|经常|一会|[断停卡黑掉]个)[^,，。]{0,8}$")
_OVER = regex(r"[^,，。]{0,2}(?:你们|师傅)?\s?(?:fix|修好|抢修)|就(?!恢复|好|没|自)")
_ALONE = regex(r"(?:了|多了)?(?=$|[,，。!！;；])")
_NUM_EN = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety"
_EN = regex(
    rf"(?<![a-z0-9.\-])(?:(?:roughly|under|more than|less than|going on|coming up to) )?(?:(?P<q>quarter of an hour|three quarters of an hour|half the (?:morning|day|afternoon|night)|all (?:morning|night|day))|(?P<a>\d+(?:\.\d+)?|(?:{_NUM_EN}) or (?:{_NUM_EN})|(?:twenty|thirty|forty|fifty)[ -](?:{_NUM_EN})|half an?|an?|{_NUM_EN}|a couple of|couple of|a few|several)"
    r"(?P<and> and a half)?(?:[ -]|(?<=\d))(?P<u>second|sec|minute|min|hour|hr|h|day|week|month)s?\b(?P<and2> and a half| and a quarter| (?:ten|twenty|thirty|forty|fifteen)\b(?! ))?)"
    r"(?! (?:ago|from now|notice|later|old|warranty|guarantee|fast|slow|late|early|longer|sla|response|go\b|of video|battery|each|net|in july))"
)
_HOURS_EN = {"quarter of an hour": 15, "three quarters of an hour": 45, "half the morning": 120, "half the day": 720, "half the afternoon": 180,
             "half the night": 240, "all morning": 240, "all night": 480, "all day": 720}  # fmt: skip
_NEVER_EN = regex(
    r"(?:\b(?:in|within|every|next|another|after|per|once an?|a|times an?|lasts|takes?|took|waiting|wait|waited|lags|fast|instead of|only warm for|warm for|like|\d(?:st|nd|rd|th)|records|giving|for(?= a week)|at least once|runs?(?: maybe| for)?|stays?|have|charged me for|stayed for|work(?:s|ed)? for)|\bevery (?:single )?)(?: about| roughly| maybe| like)? $"
)
_OUT_EN = regex(
    r"\b(?:down|out|off|offline|dead|standing|idle|cold|shut|closed|jammed|stalled|crashed|unusable|hung|won'?t \w+|can'?t \w+|silent|dark|blank|black|broken|stuck|froze|frozen|interrupted|stopped|dropped|drops|lost|unavailable|without|choppy|failed|unreachable|gone|went|hanging|no \w+|hasn'?t|haven'?t|hadn'?t|not (?:working|been)|locked|nothing|outages?|interruptions?|since|dead)\b[^.!?;]{0,36}$"
)
_STILL_EN = regex(
    r" (?:and counting|so far|now\b|already|without|nothing|no \w+|and still|at ten|of downtime)|[,]? (?:nothing|no one) "
)
_LEAD_EN = regex(
    r"(?:\bnow|\bbeen|\bso|\bnearly|\balmost|\bfor the last|\bfor the past|\balready|\bcomplete(?:ly)?)(?: about| roughly| almost| nearly| over| at least| a good| for)? $"
)
_AGAIN_EN = regex(
    r"\b(?:drops|stops|goes|freezes|hangs|cuts|flickers|pauses|blanks|reboots|restarts|disconnects|every|each|sometimes|keeps \w+ing)\b[^.,;!?]{0,28}$"
)
_BACK_AGAIN = regex(
    r",? (?:and |then )*(?:comes?|returns?|starts?|drops?|recovers?) ?(?:back|again)?\b|,? then returns?"
)
#: "Since eight this morning", 从早上八点到现在: how long is told by when it began.
_CLOCK_EN = r"(?:half (?:past )?)?(?:\d{1,2}(?:[:.]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)(?: ?[ap]\.?m\b\.?| o'?clock|(?: thirty| fifteen))?"
_SINCE_EN = regex(
    rf"\bsince (?:about |around )?(?:(?:early |late )?(?:yesterday|this|last)(?: (?:morning|noon|afternoon|evening|night|lunchtime))?(?: at {_CLOCK_EN})?|{_CLOCK_EN}(?: (?:this|yesterday|last) (?:morning|afternoon|evening|night)| yesterday| today)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night|noon))?|breakfast|lunch(?:time)?)(?![\w:]|-\w)"
)
_DEAD_EN = regex(
    r"\b(?:down|offline|dead|silent|dark|blank|stuck|frozen|stopped|gone|out|nothing|no (?:power|signal|water|hot water|heat\w*|network|internet|picture|sound|air|gas|light|production)|locked|shut|cold|not working|unavailable|unreachable|standing|idle)\b[^.;!?]{0,16}$"
)
_SINCE_ZH = regex(
    r"(?:从|由|自)?(?:(?:昨|前|今|大前)[天日晚早儿朝]|(?:上?周|星期|礼拜)[一二三四五六日天]|朝早|清早|早上|上午|中午|下午|傍晚|晚上|夜里|凌晨|半夜|[\d一二两三四五六七八九十]{1,3}[点:](?:半|一刻|三刻|\d{2}|[一二三四五]?十[一二三四五六七八九]?)?(?:多|钟)?|\s){1,3}"
    r"(?P<v>就|一直|断|停|黑|坏|瘫|死机|[ ,，])*到(?:现在|而家|目前|今)"
)
_WAITING_EN = regex(
    r"\b(?:waiting|waited|wait|reported|callback|call back|hold|bought|old|warranty|guarantee|charged|training|oil|refund|since i|bath|tray|battery|swim|row of)\b"
)


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, how long) of each interruption told in a normal text: minutes, or else the words."""
    found = [(a, b, str(n)) for a, b, n in [*([] if text.isascii() else _chinese(text)), *_english(text)]]
    if "since" in text or "到" in text:
        found += [
            (a, b, text[a:b])
            for a, b in _since(text)
            if not any(x <= b + 16 and a <= y + 16 for x, y, _ in found)
        ]
    return found


def _since(text: str) -> list[tuple[int, int]]:
    """Interruptions that are told by their beginning."""
    spans = [
        m.span()
        for m in _SINCE_EN.finditer(text)
        if _DEAD_EN.search(text, max(0, m.start() - 40), m.start())
        and not _WAITING_EN.search(text, max(0, m.start() - 40), m.end() + 40)
    ]
    for m in _SINCE_ZH.finditer(text):
        around = text[max(0, m.start() - 16) : m.end() + 16]
        if _FAILING.search(around) and not _WAITING.search(around):
            spans.append(m.span())
    return spans


def _chinese(text: str) -> list[tuple[int, int, int]]:
    found = []
    failing = bool(_FAILING.search(text))
    for m in _ZH.finditer(text):
        before = text[max(0, m.start() - 14) : m.start()]
        start = max((before.rfind(c) for c in ",，。;；!！?？"), default=-1) + 1
        clause = before[start:]
        after = text[m.end() : m.end() + 16]
        if (
            _AGAIN.search(clause)
            or _OVER.match(after)
            or _NOT_BEFORE.search(clause)
            or (m["u"] == "分" and not m["a"].isdigit())
        ):
            continue
        told = bool(_OUT.search(clause)) or bool(_BACK.match(after))
        if not told and not _WAITING.search(text, max(0, m.start() - 14), m.end() + 12):
            told = failing and (
                bool(_SINCE.search(clause)) or (after.startswith("了") and bool(_ALONE.match(after)))
            )
        minutes = _minutes(m) if told else None
        if minutes is not None:
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            found.append((start, m.end(), minutes))
    return found


def _minutes(m) -> int | None:  # type: ignore[no-untyped-def]
    if m["half"]:
        return next((n for word, n in _HALVES.items() if m["half"].endswith(word)), 240)
    said = m["a"]
    if said in ("几", "十几", "几十", "成"):
        amount: float | None = {"几": 3.0, "十几": 10.0, "几十": 20.0, "成": 1.0}[said]
    elif m["b"]:
        amount = value(m["b"])
    elif said == "半":
        amount = 0.5
    elif len(said) == 2 and all(c in "一二两三四五六七八九" for c in said):
        amount = value(said[1])  # 两三分钟: up to three
    else:
        amount = value(said.removesuffix("半"))
        amount = amount + 0.5 if amount is not None and said.endswith("半") and said != "半" else amount
    if amount is None:
        return None
    return round((amount + (0.5 if m["h"] or m["g"] else 0)) * _MINUTES[m["u"]])


_UNITS_EN = {"second": 1 / 60, "sec": 1 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080, "month": 43200}  # fmt: skip


def _english(text: str) -> list[tuple[int, int, int]]:
    found = []
    for m in _EN.finditer(text):
        before = text[max(0, m.start() - 48) : m.start()]
        after = text[m.end() : m.end() + 24]
        if _NEVER_EN.search(before) and not (
            _FAILED_IN.search(before) or ((m["a"] or "").startswith("half a") and _LEAD_EN.search(before))
        ):
            continue
        around = text[max(0, m.start() - 60) : m.end() + 16]
        if _AGAIN_EN.search(before) or _BACK_AGAIN.match(after):
            continue
        told = (
            _OUT_EN.search(before)
            or _STILL_EN.match(after)
            or _LEAD_EN.search(before)
            or _CJK_OUT.search(before)
        )
        if not told or _WAITING_EN.search(around):
            continue
        minutes = _HOURS_EN.get(m["q"]) if m["q"] else _english_minutes(m)
        if minutes is not None:
            found.append((m.start(), m.end(), minutes))
    return found


_FAILED_IN = regex(r"\b(?:hasn'?t|haven'?t|not)\b[^.!?;]{0,30}\bin $")
_CJK_OUT = regex(r"(?:断|停|已经|宕机|断网|瘫|down|offline) ?(?:了|已经)? ?$")


def _english_minutes(m) -> int | None:  # type: ignore[no-untyped-def]
    special = {
        "half an": 0.5,
        "half a": 0.5,
        "a couple of": 2.0,
        "couple of": 2.0,
        "a few": 3.0,
        "several": 3.0,
    }
    said = m["a"]
    amount = special.get(said, value(said.rsplit(" or ", 1)[-1]))
    if amount is None:
        return None
    more = (m["and"] or m["and2"] or "").strip()
    amount += 0.5 if more.endswith("half") else 0.25 if more.endswith("quarter") else 0
    minutes = round(amount * _UNITS_EN[m["u"]])
    extra = value(more) if more and "and" not in more else None
    return minutes + int(extra or 0)
