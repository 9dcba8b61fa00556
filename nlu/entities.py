"""All entities of a message, each with its quotation."""

from __future__ import annotations

from nlu import components, counts, numbers, places, when
from nlu.normalise import Normal, normalise
from nlu.numbers import ticket_numbers
from nlu.numerals import NUMBER, value
from nlu.patterns import regex
from nlu.understanding import Entity

_MINUTES = {"分钟": 1, "分鐘": 1, "分": 1, "小时": 60, "个小时": 60, "个钟头": 60, "钟头": 60, "个钟": 60, "天": 1440, "周": 10080, "个星期": 10080,
            "星期": 10080, "个礼拜": 10080, "礼拜": 10080, "个月": 43200}  # fmt: skip
_UNIT_ZH = "|".join(sorted(_MINUTES, key=len, reverse=True))
_DURATION_ZH = regex(
    rf"(?:快|将近|差不多|大概|大约|整整|超过|约|近)?\s{{0,3}}(?P<a>[一二两三四五六七八九十\d]{{1,5}}(?=个半)|{NUMBER})(?P<b>[两三四五六七八九])?(?:个?(?:多|来|几))?\s*(?P<g>个半)?(?P<u>{_UNIT_ZH})(?P<h>半)?(?:多|左右)?"
    r"(?!\s*(?:后|以后|之后|内|之内|以内|前|以前|之前|一次|能|可以|到|再))"
)
_BEFORE_ZH = regex(
    r"(?:再过|过|等|提前|每|每隔|第|保修|质保|保|限|需要|要|(?:用|买|装|等|报修|投诉|报|催)(?:了|都|已经|有|快)*)\s*$"
)
_EN_NUMBER = r"\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|ninety|half an?|a couple of|couple of|a few"
_DURATION_EN = regex(
    rf"(?<![a-z0-9.])(?P<a>{_EN_NUMBER})(?P<and> and a half)?(?:[ -]|(?<=\d))(?P<u>minute|min|hour|hr|h|day|week|month)s?\b(?P<and2> and a half)?(?! (?:ago|from now|notice|later|old|warranty|guarantee))"
)
_BEFORE_EN = regex(r"\b(?:in|within|every|next|another|after|per|once an?|a|times an?|\d(?:st|nd|rd|th)) $")


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
    found += _free([_entity(n, "affected_count", said, a, b) for a, b, said in counts.find(n.text)], taken)
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
            minutes = round((amount + (0.5 if m["h"] or m["g"] else 0)) * _MINUTES[m["u"]])
            found.append(_entity(n, "duration", str(minutes), *m.span()))
    units = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080, "month": 43200}
    for m in _DURATION_EN.finditer(n.text):
        if _BEFORE_EN.search(n.text[max(0, m.start() - 12) : m.start()]) and m["a"] not in (
            "half an",
            "half a",
        ):
            continue
        special = {"half an": 0.5, "half a": 0.5, "a couple of": 2, "couple of": 2, "a few": 3}
        amount = special.get(m["a"], value(m["a"]))
        if amount is not None:
            minutes = round((amount + (0.5 if m["and"] or m["and2"] else 0)) * units[m["u"]])
            found.append(_entity(n, "duration", str(minutes), *m.span()))
    return found


__all__ = ["entities", "ticket_numbers"]
