"""All entities of a message, each with its quotation."""

from __future__ import annotations

import re

from nlu import components, numbers, places, when
from nlu.normalise import Normal, normalise
from nlu.numbers import ticket_numbers
from nlu.numerals import NUMBER, value
from nlu.understanding import Entity

_MINUTES = {"分钟": 1, "分鐘": 1, "分": 1, "小时": 60, "个小时": 60, "个钟头": 60, "钟头": 60, "个钟": 60, "天": 1440, "周": 10080, "个星期": 10080,
            "星期": 10080, "个礼拜": 10080, "礼拜": 10080, "个月": 43200}  # fmt: skip
_UNIT_ZH = "|".join(sorted(_MINUTES, key=len, reverse=True))
_DURATION_ZH = re.compile(
    rf"(?:快|将近|差不多|大概|大约|已经|整整|超过|都|约|近|有)?\s*(?P<a>{NUMBER})(?P<b>[两三四五六七八九])?(?:多|来|几)?\s*(?P<u>{_UNIT_ZH})(?P<h>半)?(?:多|左右)?"
    r"(?!\s*(?:后|以后|之后|内|之内|以内|前|以前|之前|一次|能|可以|到|再))"
)
_BEFORE_ZH = re.compile(r"(?:再过|过|等|提前|每|每隔|第|保修|质保|保|限|需要|要|用了|买了|装了)\s*$")
_EN_NUMBER = r"\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|ninety|half an|a couple of|couple of|a few"
_DURATION_EN = re.compile(
    rf"\b(?P<a>{_EN_NUMBER})(?P<and> and a half)?[ -](?P<u>minute|min|hour|hr|day|week|month)s?\b(?! (?:ago|from now|notice|later|old|warranty|guarantee))"
)
_BEFORE_EN = re.compile(
    r"\b(?:in|within|every|next|another|after|per|once an?|a|times an?|\d(?:st|nd|rd|th)) $"
)
_COUNT_ZH = re.compile(
    r"(?P<n>\d+|[一二两三四五六七八九十百几]+)(?=(?:台|套|部|只|支|根|块|间|条|辆|盏|扇|个(?:教室|房间|站点|终端|端口|用户|人|车间|门店|点位|单元|通道|工位|网点|楼层|盘|风扇|灯|喷头|插座|夹爪|传感器|控制器)|人|户|名))"
)
_COUNT_EN = re.compile(
    r"\b(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)(?= (?:more |other |new |spare |of (?:the|our|\d+|these) |different )?"
    r"(?:[a-z]+ )?(?:units?|machines?|classrooms?|rooms?|users?|people|persons?|tubes?|valves?|sensors?|pumps?|grippers?|terminals?|disks?|drives?|ports?|servers?|printers?|screens?|projectors?|"
    r"doors?|lifts?|elevators?|stores?|stations?|lines?|devices?|fans?|lamps?|lights?|batteries|filters|staff|workers|offices|floors|heaters|customers|tills|boards|speakers|cameras|tractors|harvesters))"
)


def entities(text: str, lang: str, normal: Normal | None = None) -> tuple[Entity, ...]:
    """Everything found, in the order of the text.  Bounded and linear; never raises on any text."""
    n = normal or normalise(text)
    if len(n.text) > 5000:
        n = normalise(n.raw[:5000])
    found = numbers.find(n)
    taken = [(e.start, e.end) for e in found]
    found += _free(places.addresses(n), taken)
    taken = [(e.start, e.end) for e in found]
    found += _free(places.names(n), taken)
    taken = [(e.start, e.end) for e in found]
    found += _free(_times(n, taken), taken)
    taken = [(e.start, e.end) for e in found]
    found += _free(_durations(n), taken)
    taken = [(e.start, e.end) for e in found]
    found += _free(_counts(n), taken)
    found += _free([_entity(n, "component", n.text[a:b], a, b) for a, b in components.find(n.text)], taken)
    return tuple(sorted(found, key=lambda e: (e.start, e.end)))


def _free(new: list[Entity], taken: list[tuple[int, int]]) -> list[Entity]:
    return [e for e in new if all(e.end <= a or b <= e.start for a, b in taken)]


def _entity(n: Normal, name: str, canonical: str, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity(name, canonical, n.raw[a:b], a, b)


def _times(n: Normal, taken: list[tuple[int, int]]) -> list[Entity]:
    """House numbers and the like are no times: what has been recognised already is blanked out."""
    text = n.text
    if n.back is None:
        for a, b in taken:
            text = text[:a] + "#" * (b - a) + text[b:]
    return [_entity(n, "visit_time", n.text[a:b], a, b) for a, b in when.spans(text)]


def _durations(n: Normal) -> list[Entity]:
    found = []
    for m in _DURATION_ZH.finditer(n.text):
        if _BEFORE_ZH.search(n.text[max(0, m.start() - 4) : m.start()]) or (
            m["u"] == "分" and not m["a"].isdigit()
        ):
            continue
        amount = value(m["b"] or m["a"].removesuffix("半") if not m["b"] else m["b"])
        if m["a"] == "半":
            amount = 0.5
        elif not m["b"] and len(m["a"]) == 2 and all(c in "一二两三四五六七八九" for c in m["a"]):
            amount = value(m["a"][1])  # 两三分钟: up to three
        elif m["a"].endswith("半"):
            amount = (amount or 0) + 0.5
        if amount is not None:
            minutes = round((amount + (0.5 if m["h"] else 0)) * _MINUTES[m["u"]])
            found.append(_entity(n, "duration", str(minutes), *m.span()))
    units = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10080, "month": 43200}
    for m in _DURATION_EN.finditer(n.text):
        if _BEFORE_EN.search(n.text[max(0, m.start() - 12) : m.start()]) and m["a"] not in ("half an",):
            continue
        special = {"half an": 0.5, "a couple of": 2, "couple of": 2, "a few": 3}
        amount = special.get(m["a"], value(m["a"]))
        if amount is not None:
            minutes = round((amount + (0.5 if m["and"] else 0)) * units[m["u"]])
            found.append(_entity(n, "duration", str(minutes), *m.span()))
    return found


def _counts(n: Normal) -> list[Entity]:
    found = []
    for pattern in (_COUNT_ZH, _COUNT_EN):
        for m in pattern.finditer(n.text):
            number = value(m["n"])
            if number is not None and not (m["n"] in ("一", "1") and pattern is _COUNT_ZH):
                found.append(_entity(n, "affected_count", str(int(number)), *m.span("n")))
    return found


__all__ = ["entities", "ticket_numbers"]
