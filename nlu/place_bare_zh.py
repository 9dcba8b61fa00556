"""A bare number in a caller's answer: of what was asked, in place of what the agent has misread, or of a room."""

from __future__ import annotations

import re
from dataclasses import replace

from nlu import place_words_zh as w
from nlu.place_likeness_zh import alike, folded
from nlu.place_reading_zh import Token
from nlu.place_talk_zh import NUMBERS, STREET, Talk

LIKE = 0.5  # how many signs of a number must be the same in another that is said in its place
MISREAD = 0.3  # the same, of one that the agent has just read
_INSIDE = ("building", "unit", "floor", "phase", "hall", "row")


def barred(talk: Talk, t: Token) -> Token | None:
    """六杠二, 之三, B2杠一一八."""
    if not re.match(r"[\dA-Za-z零一二三四五六七八九十]", t.value):
        last = talk.now.last_numbered()
        if last is None or any(
            folded(p.value).rstrip("号").endswith(folded(t.value)) for p in talk.now.parts
        ):
            return None
        return replace(t, slot=last.slot, value=last.value + t.value)
    number = talk.now.get("number")
    if (
        number is not None
        and number.bare
        and t.bare.split("-")[0] == number.bare.split("-")[0]
        and number.value.endswith(("号", "號"))
    ):
        return replace(t, slot="number", value=t.value + number.value[-1])
    if talk.wanted is not None and talk.wanted[0] == "number":
        return replace(t, slot="number", value=t.value + "号")
    return replace(t, slot="room")


def numbered(talk: Talk, t: Token, before: Token | None) -> Token | None:
    """A number without a word, with its slot."""
    figures, number = re.sub(r"\D", "", t.bare), t.bare.upper()
    if talk.other or len(figures) > 5:
        return None
    last = before.slot if before is not None else ""
    long = 3 <= len(figures) <= 4
    if last == "floor" and re.fullmatch("[A-Z]", number) and talk.asking and not talk.now.has("room"):
        return replace(t, slot="room", value=number)  # 十二楼，B
    wanted = talk.wanted or (talk.asked if last and last == talk.asked[0] else None)  # 二百六，二六六
    if last in _INSIDE and long and (talk.wanted or ("", ""))[0] not in ("spot", "room"):
        return replace(t, slot="room", value=number)
    house = talk.now.get("number")
    door = wanted is not None and wanted[0] == "number" and house is not None and not talk.now.has("room")
    if (
        door
        and house is not None
        and house.agreed
        and long
        and any(talk.now.has(s) for s in ("building", "unit"))
    ):
        return replace(t, slot="room", value=number)  # 2单元，门牌？
    other = (
        last == "number" and talk.wanted is None and house is not None and alike(house.bare, t.bare) < LIKE
    )
    if other and long:
        return replace(t, slot="room", value=number)  # 几号？ 十七号，四零幺
    street = any(talk.now.has(s) for s in (*STREET, "village", "group"))
    outside = street and not any(talk.now.has(s) for s in ("number", "name", *_INSIDE))
    if wanted is not None and wanted[0] == "room" and outside and len(figures) < 4:
        return replace(t, slot="number", value=number + "号")  # 六组，门号？
    if wanted is not None and wanted[0] in NUMBERS:
        return _as_asked(t, *wanted)
    if before is not None and last == "spot" and 2 <= len(figures) <= 4 and not talk.asked[0]:
        return replace(t, slot="spot", value=before.value + number)  # 底商，102
    if last == "number" and long and house is not None and alike(house.bare, t.bare) < LIKE:
        return replace(t, slot="room", value=number)  # 18号，101
    return _misread(talk, t) or _unasked(talk, t)


def _as_asked(t: Token, slot: str, word: str) -> Token | None:
    """Of what the agent has asked for: 几号楼? 六."""
    figures, number = re.sub(r"\D", "", t.bare), t.bare.upper()
    if slot == "phase" and word == "期" and not number.isdigit():
        return None
    if slot == "building" and re.fullmatch(r"[A-Z]\d{3,4}", number):
        return replace(t, slot="room", value=number)  # 哪栋楼？ 化学楼，B106
    if not word:
        return replace(t, slot="room" if slot == "spot" else slot, value=number)
    return replace(t, slot=slot, value=(number if len(figures) > 1 or not figures else t.value) + word)


def _misread(talk: Talk, t: Token) -> Token | None:
    """In place of the number most like it that the agent has just read."""
    figures, number = re.sub(r"\D", "", t.bare), t.bare.upper()
    read = [r for r in talk.read if r.bare and r.slot in NUMBERS]
    if read and figures:
        likest = max(read, key=lambda r: (alike(r.bare, t.bare), r.start))
        now = talk.now.get(likest.slot)
        if now is not None and alike(likest.bare, t.bare) > MISREAD:
            return replace(t, slot=likest.slot, value=_with_number(now.value, number))
    if len(read) == 1 and not figures and read[0].slot in ("building", "phase", "room"):
        return replace(t, slot=read[0].slot, value=_with_number(read[0].value, number))
    return None


def _unasked(talk: Talk, t: Token) -> Token | None:
    """Of a room where a building is known, of a house where only a street is."""
    figures, number = re.sub(r"\D", "", t.bare), t.bare.upper()
    inside = ("building", "unit", "floor") if talk.now.has("room") else ("building", "unit", "floor", "name")
    if 3 <= len(figures) <= 4 and any(talk.now.has(s) for s in inside):
        return replace(t, slot="room", value=number)
    street = any(talk.now.has(s) for s in (*STREET, "village", "group"))
    if number[0].isalpha() and len(figures) > 1 and talk.now.has("village"):
        return replace(t, slot="room", value=number)  # 小堡村，艺术区，C13
    if 1 < len(figures) <= 4 and street and not talk.now.has("number"):
        return replace(t, slot="number", value=number + "号")
    return None


def _with_number(known: str, number: str) -> str:
    """A numbered piece with another number: B2-108 and 118, 东30舍 and 13."""
    found = list(re.finditer(rf"[A-Za-z]?\d+|[{w.DIGITS}]+|[A-Za-z]", known))
    if not found:
        return known + number
    like = [m for m in found if len(re.sub(r"\D", "", m[0])) == len(re.sub(r"\D", "", number))]
    m = (like or found)[-1]
    return known[: m.start()] + number + known[m.end() :]


__all__ = ["LIKE", "barred", "numbered"]
