"""Lengths of time as they are written and said: "an hour and twenty minutes", 1h30, 两个半小时, 大半天."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.numerals import NUMBER, ONES, TENS, value
from nlu.patterns import regex
from nlu.scans import scan

_ZH_UNITS = {"秒": 1 / 60, "秒钟": 1 / 60, "分钟": 1, "分": 1, "分多钟": 1, "分来钟": 1, "刻钟": 15, "小时": 60, "个小时": 60, "个钟头": 60, "钟头": 60, "个钟": 60, "粒钟": 60,
             "个钟点": 60, "个字": 5, "天": 1440, "周": 10080, "个星期": 10080, "星期": 10080, "个礼拜": 10080, "礼拜": 10080, "个月": 43200, "月": 43200, "年": 518400, "日": 1440, "钟": 60,
             "宿": 480, "晚": 480, "个晚上": 480, "hours": 60, "hour": 60, "minutes": 1, "mins": 1, "min": 1, "个早上": 240, "个上午": 240, "个下午": 360, "个半天": 720}  # fmt: skip
_U = "|".join(sorted(_ZH_UNITS.keys() - {"月", "年", "日", "钟", "晚"}, key=len, reverse=True)) + "|晚(?!上)"
_VAGUE = {"几": 3.0, "好几": 3.0, "十几": 10.0, "几十": 20.0, "成": 1.0, "个把": 1.0, "个几": 1.0, "半": 0.5, "半个": 0.5, "半拉": 0.5}  # fmt: skip
_PARTS = {"上午": 240, "上昼": 240, "早上": 240, "朝早": 240, "朝": 240, "下午": 360, "下昼": 360, "晚": 240, "晚上": 240, "夜": 480, "宿": 480, "白天": 720, "整天": 1440,
          "日": 720, "天一夜": 2160, "个半钟": 90, "个半钟头": 90}  # fmt: skip
_SOME = "上午|下午|[上下]昼|早上|朝早?|晚上?|夜|宿|白天"
_ZH = scan(
    r"(?:起码|至少|少说(?:也有|也)?|(?<![缩变改分做完换当形拆算])成(?=[一二两三四五六七八九十\d])|快|将近|差不多|大概|大约|整整|足有|足足|已?逾|超过|不到|不足|约|近)?\s{0,3}(?:大(?=半)|小(?=[半一])|多(?=半[天日]))?"
    rf"(?P<a>[一二两三四五六七八九十\d]{{1,5}}(?=[个粒]半)|[二三四五六七八九]?十好几|(?:[廿卅]|[二三四五六七八九]?十)几|[廿卅][一二三四五六七八九]?|几十|好?几|成(?=[粒个])|个[把几](?=[钟小月星礼])|半个(?=来?(?:钟|小|月|星|礼))|半拉(?=钟|小|月)|成(?=个(?:钟|小时|星期|礼拜|月))|{NUMBER})(?P<b>[两三四五六七八九])?(?:个?(?:多|来|几)|个(?=\s?[hm]))?\s?"
    rf"(?:(?P<g>[个粒]半)\s?(?P<gu>hours?|小时|钟头|钟|月|星期|礼拜)|(?P<u>{_U}|(?<=个[多几来])钟|(?<=个几)钟|(?<=半个)钟|(?<=[俩仨])月|(?<=半拉)月|(?<=个[来把几多])月|(?<=半)年)(?P<h>半(?!天|个|小))?|(?P<day>(?<=[半两三四五六七几])日)(?![上下晚早之前后期]))"
    rf"(?:(?:零|又|加|外加)?(?P<n2>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?P<u2>分钟?|秒钟?|小时|个小时|个?钟头|刻钟|天(?=$|[^一-龥]|[了没都]))|(?<=十天)半个?月)?(?:(?<=天)[一两三四五六七][夜宿晚])?(?:以上|多|不到)?"
    rf"|(?P<part>(?:一(?:整个?|个)?|成个?|整个?)(?:天(?=[开没不都打收发用连上])|整?天一夜|整天|{_SOME})|[大小]半个?(?:{_SOME})|半(?:个(?:{_SOME})|拉(?:{_SOME})|朝|宿)|(?<=[咗了])成(?:日|朝|晚)|(?<=[咗了])个半钟头?)"
)
_EN_UNITS = {"second": 1 / 60, "sec": 1 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080, "month": 43200, "fortnight": 20160,
             "night": 480, "weekend": 2880}  # fmt: skip
_EN_VAGUE = {"half an": 0.5, "half a": 0.5, "half": 0.5, "past": 1.0, "last": 1.0, "a couple of": 2.0, "couple of": 2.0, "a few": 3.0, "several": 3.0}  # fmt: skip
#: Parts of the day: all morning, half the night, the best part of an hour.
_EN_SPAN = {"hour": 60, "morning": 240, "afternoon": 360, "evening": 240, "night": 480, "day": 720, "week": 10080, "weekend": 2880, "fortnight": 20160, "month": 43200, "shift": 480}  # fmt: skip
_ABOUT = r"(?:(?:just |well )?(?:nearly|almost|about|around|roughly|approximately|over|under|more than|less than|close to|close on|going on|getting on for|coming up on|nigh on|upwards of|some(?= (?:\w+ )?\w+s\b)|(?<=for )like|(?<=been )like) )"
_N = rf"{ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|{TENS}"
_UN = "|".join(sorted(_EN_UNITS, key=len, reverse=True))
_GOOD = "full|whole|solid|good|entire"
_END = r"(?=$|[.,;!?]| that\b| of\b| and counting)"
_EN = regex(
    rf"(?<![a-z0-9.\-]){_ABOUT}?(?:(?P<part>(?:all|half the|the whole|the entire|an entire|a whole|most of the|(?:the )?(?:best|better) part of (?:an?|the)) (?P<span>{'|'.join(_EN_SPAN)})(?![a-z])"
    r"|(?:a (?:good )?)?quarter (?:of an )?hour|(?:a (?:good )?)?(?:three quarters|3/4|¾) of an hour)"
    rf"|(?P<hours>\d{{1,2}})(?: ?h ?(?P<minutes>\d{{1,2}})(?: ?m(?:ins?)?)?|:(?P<past>[0-5]\d) ?h(?:rs?|ours?)?)(?![a-z0-9])"
    rf"|(?:an? (?:{_GOOD}) (?=half|{_N}|\d|few|couple))?(?P<a>\d{{1,2}} ?(?:-|–|to|or) ?\d{{1,2}}|\d+(?:\.\d+)?|(?:{_N}) or (?:{_N})|(?:{TENS})[ -](?:{ONES})(?![a-z])|half an?|half(?= hour)|(?<=for the )(?:past|last)(?= hour)|an?(?: (?:{_GOOD}))?|{_N}|a couple of|couple of|a few|several)(?P<and> and (?:a )?half(?! an?\b)| and a bit)?(?:[ -]odd|(?<=\d)ish)?"
    rf"(?:[ -](?:(?:full|whole|solid|good|long) )?|(?<=\d))(?:(?P<u>{_UN})s?|(?<=\d)(?P<s>s))(?![a-z])"
    rf"(?P<and2> and a half| and a quarter| and a bit| odd\b| (?:and )?(?:(?:{TENS})-(?:{ONES})|ten|twenty|thirty|forty|fifty|fifteen)(?![a-z-])(?! )| (?:and )?(?:\d\d|ten|twenty|thirty|forty|fifty|fifteen){_END})?"
    rf"(?:,? (?:and )?(?P<n2>\d{{1,2}}|(?:{TENS})[ -](?:{ONES})|{_N}) (?P<u2>{_UN})s?(?![a-z]))?(?: or so\b| give or take\b| plus\b(?! \w+ [a-z]))?)"
)


#: Without a number in figures there is a unit, which stands by itself.
_MAY_EN = regex(rf"\d|[ -](?:{_UN}|{'|'.join(_EN_SPAN)})s?(?![a-z])")


class Length(NamedTuple):
    """A length of time in a normal text, in minutes."""

    start: int
    end: int
    minutes: int
    said: str  # the number as it is said


_HOURS_BEFORE = regex(r"\d ?h ?$")  # "1h40min" is one length
_CLOCK = regex(r"[点:时]")
_NOT_ONE = regex(r"(?:钟)?(?:都|也|没|不)")
#: 一秒都没录: not a second.
_UNLIKELY = {"秒": _NOT_ONE, "秒钟": _NOT_ONE, "分钟": _NOT_ONE, "分": _NOT_ONE}


def chinese(text: str) -> list[Length]:
    found = []
    for m in _ZH.finditer(text):
        minutes = (
            None if _HOURS_BEFORE.search(text, max(0, m.start() - 3), m.start()) else _chinese_minutes(m)
        )
        if minutes is not None:
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            found.append(Length(start, m.end(), minutes, m["a"] or ""))
    return found


def _chinese_minutes(m: re.Match[str]) -> int | None:
    if m["part"]:
        whole = next(
            n for word, n in sorted(_PARTS.items(), key=lambda p: -len(p[0])) if m["part"].endswith(word)
        )
        return whole // 2 if m["part"].startswith(("半", "小半")) else whole
    said, unit = m["a"], m["u"] or m["day"] or m["gu"]
    if said in _VAGUE:
        amount: float | None = _VAGUE[said]
    elif m["b"]:
        amount = value(m["b"])
    elif said[-1] == "几":
        amount = value(said.removesuffix("几").removesuffix("好"))
    elif len(said) == 2 and all(c in "一二两三四五六七八九" for c in said):
        amount = value(said[1])  # 两三分钟: up to three
    else:
        amount = value(said)
    if unit in _UNLIKELY and said == "一" and _UNLIKELY[unit].match(m.string, m.end()):
        return None
    if unit == "个字" and "成" not in m[0] and not m.string.endswith(("了", "停", "已经"), 0, m.start()):
        return None
    if (
        said.startswith("百")
        or amount is None
        or (
            unit == "分"
            and not said.isdigit()
            and (amount < 10 or _CLOCK.search(m.string[: m.start("a")][-1:]))
        )
    ):
        return None
    minutes = (amount + (0.5 if m["h"] or m["g"] else 0)) * _ZH_UNITS.get(unit, 60)
    if m["u2"]:
        minutes += (value(m["n2"]) or 0) * _ZH_UNITS[m["u2"]]
    return round(minutes)


_LAST = regex(r" or |(?<=\d) ?(?:-|–|to) ?(?=\d)")  # "7-8": up to eight


def english(text: str) -> list[Length]:
    found: list[Length] = []
    if not _MAY_EN.search(text):
        return found
    for m in _EN.finditer(text):
        minutes = _english_minutes(m)
        if minutes is not None:
            found.append(Length(m.start(), m.end(), minutes, m["part"] or m["a"] or ""))
    return found


def _part_minutes(said: str, span: str | None) -> int:
    if span is None:
        return 45 if said.removeprefix("a ").removeprefix("good ").startswith(("three", "3", "¾")) else 15
    whole = _EN_SPAN[span] * (2 if (said, span) == ("half the day", "day") else 1)
    return whole // 2 if said.startswith("half") else whole


def _english_minutes(m: re.Match[str]) -> int | None:
    if m["part"]:
        return _part_minutes(m["part"], m["span"])
    if m["hours"]:
        return int(m["hours"]) * 60 + int(m["minutes"] or m["past"])
    said = m["a"].split(" ")[0] if m["a"].startswith(("a ", "an ")) else m["a"]
    amount = _EN_VAGUE.get(m["a"], value(_LAST.split(said)[-1]))
    if amount is None:
        return None
    more = (m["and"] or m["and2"] or "").strip()
    amount += 0.5 if more.endswith("half") else 0.25 if more.endswith("quarter") else 0
    minutes = amount * _EN_UNITS[m["u"] or "sec"]
    if m["u2"]:
        minutes += (value(m["n2"]) or 0) * _EN_UNITS[m["u2"]]
    extra = None if more.startswith("and a") or more.endswith("half") else value(more.removeprefix("and "))
    return round(minutes + (extra or 0))
