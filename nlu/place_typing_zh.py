"""What a piece of a caller's turn is of a place: by what was asked, by what stands beside it, by what the agent has just read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu import place_words_zh as w
from nlu.normalise import normalise
from nlu.place_bare_zh import LIKE, barred, numbered
from nlu.place_likeness_zh import alike, stem
from nlu.place_reading_zh import Clause, Token, written_bare
from nlu.place_talk_zh import HALLS, NUMBERS, STREET, Talk

#: What follows the name of an estate.
_AREA_BEFORE = ("district", "town", "council", "village", "road")
MOST_ANSWERED = 7  # signs of a name that only a question types
_BELOW = ("building", "phase", "hall", "unit", "number", "row", "bar", "room")


def typed(talk: Talk, t: Token, before: Token | None, *, mends: bool) -> Token | None:
    """A piece of the caller's with its slot, or none where it is not one of a place."""
    if t.slot == "bar":
        return None if talk.other else barred(talk, t)
    if t.slot == "bare":
        return numbered(talk, t, before)
    if (made := _building(talk, t, mends=mends)) is not None:
        return made
    number = talk.now.get("number")
    if t.slot == "number" and number is not None and t.value[0] == "附" and "附" not in number.value:
        return replace(t, value=number.value + t.value)
    if t.slot == "number" and t.alone and talk.asked[0] == "building" and talk.now.has("number"):
        return replace(t, slot="building", value=t.value + "楼")
    if t.slot == "number" and before is not None and before.slot == "spot" and before.end >= t.start - 1:
        return replace(t, slot="spot", value=before.value + t.value)  # 底商112号
    room = talk.now.get("room")
    if t.slot == "number" and room is not None and room.bare == t.bare and not talk.now.has("number"):
        return replace(t, slot="room")
    if (
        t.slot == "number"
        and before is not None
        and before.slot in ("unit", "building", "floor", "row")
        and (talk.now.has("number") or before.slot in ("unit", "row") or _in_estate(talk, before))
    ):
        return replace(t, slot="room")
    if t.slot == "village" and t.value.endswith("新村") and t.alone and talk.now.has("number"):
        return replace(t, slot="name")  # 古田四路47号，汉宜新村
    if t.slot == "road" and t.alone and len(t.value) < 4 and t.value[-1] == "道":
        region = _as_asked(talk, t, before)  # 哪个镇？ 谋道
        if region is not None:
            return region
    if t.slot == "road" and (mended := _other_way(talk, t)) is not None:
        return mended
    if t.slot == "road" and len(t.value) == 2 and talk.now.has("road"):
        return None
    last = before.slot if before is not None else ""
    road = talk.now.get("road")
    behind = last in ("number", "name", "building", "floor")
    if t.slot == "road" and not mends and behind and road is not None and alike(road.value, t.value) < LIKE:
        return replace(t, slot="name")  # 漕溪北路333号地下美食街
    if t.slot == last in ("district", "town") and not mends and before is not None:
        county = before.value[-1] in "县縣" and t.value[-1] == "市"
        again = alike(before.value, t.value) >= LIKE
        return t if county or again else replace(t, slot="area" if t.slot == "district" else "council")
    if t.slot == "phase" and t.alone and last == "city" and t.value[0] in "东西南北東中":
        return replace(t, slot="district")  # 台南，北區
    if t.slot == "phase" and last in ("floor", "building") and not mends:
        return replace(t, slot="row")
    return t


def _building(talk: Talk, t: Token, *, mends: bool) -> Token | None:
    """A building by a number that no floor has, a block by its letter inside a building: 四一二楼; 三栋哪一座？ C座."""
    _no_number(talk, t)
    known = talk.now.get("building")
    if t.slot == "floor" and re.fullmatch(r"\d{3}", t.bare) and known is None:
        return replace(t, slot="building", value=t.bare + "号楼")
    if t.slot != "building" or mends or known is None or not re.fullmatch("[A-Za-z][座塔]", t.value):
        return None
    outer = re.search(r"[\d一二三四五六七八九十](?:号楼|栋|幢)$", known.value)
    return replace(t, value=known.value + t.value) if outer else None


def _no_number(talk: Talk, t: Token) -> None:
    """Without a number of the street or a room that the agent has made of a quay or a building: 海港路5号？ 五号码头."""
    for slot in ("number", "room"):
        known = talk.now.get(slot)
        same = t.slot in ("hall", "spot", "building") and known is not None and known.bare == t.bare
        if same and any(r.slot == slot and r.bare == t.bare for r in talk.read):
            talk.now.clear((slot,))


def _other_way(talk: Talk, t: Token) -> Token | None:
    """北路 in answer to 梅岭南路."""
    known = talk.now.get("road")
    short = re.fullmatch(r"[东西南北中](?:路|街|大道)", written_bare(normalise(t.value).text))
    if known is None or not short:
        return None
    ends = re.sub(r"[东西南北中東](?=(?:路|街|大道)$)", "", known.value)
    kind = t.value[1:]
    return replace(t, value=ends.removesuffix(kind) + t.value) if ends.endswith(kind) else None


def named(talk: Talk, t: Token, before: Token | None, after: Token | None) -> tuple[Token, bool] | None:
    """A name without an ending that tells what it is, and whether it counts only where it is said again."""
    text = normalise(t.value).text
    if len(text) < 2 or w.NO_SIGNS.search(text) or talk.now.made_of(text):
        return None
    chosen = [x for x in talk.choices if stem(x.value) == t.value]
    if len(chosen) == 1:
        return replace(t, slot=chosen[0].slot, value=chosen[0].value), False
    if talk.asked[0] == "group" and _group(text):
        return replace(t, slot="group"), False
    spot = w.SPOT.search(text)
    if spot is not None and (spot.start() == 0 or len(text) <= 6):
        slot = "hall" if text.endswith(HALLS) else "spot"
        return replace(t, slot=slot), t.alone and talk.wanted is None and before is None and not (
            talk.read and len(text) < 5
        )
    if (mended := talk.now.respelled(text, [r.slot for r in talk.read])) is not None:
        return replace(t, slot=mended[0], value=mended[1]), False
    street = talk.now.has("road")
    if t.slot == "around":
        return replace(t, slot="name" if street or talk.now.has("number") else "area"), True
    if (beside := _beside(talk, t, text, before, after)) is not None:
        return beside
    common = bool(w.COMMON.fullmatch(text))
    ends = len(text) > 2 and bool(w.ESTATE.search(text))
    touches = not t.alone and before is not None and before.end >= t.start - 1
    if t.alone and (answer := _by_question(talk, t, text, before)) is not None:
        return answer
    if ends and not common and (talk.now.parts or before or after):
        return replace(t, slot="name"), len(text) < 4 and not touches
    if len(text) > 10:
        return None
    inside = before is not None and before.slot in ("floor", "hall") and t.alone and t.end - t.start < 5
    if inside and talk.asking and after is None and w.PART_INSIDE.search(text):
        return replace(t, slot="name"), False  # B座四楼，裁床
    if _answers(talk, t, before) and not common:
        talk.guess = True
        after_name = before is not None and before.slot == "name"
        return replace(
            t, slot="name" if ends or street or after_name or talk.now.has("number") else "area"
        ), False
    late = _late(talk, before)
    return replace(t, slot="name" if late or ends else "area"), not (late and touches) or (
        common and len(text) < 3
    )


def _late(talk: Talk, before: Token | None) -> bool:
    """Whether a name stands behind a street, a number or a building."""
    behind = ("number", "name", "floor", "building", "unit", "hall", *STREET)
    return (before is not None and before.slot in behind) or talk.now.has("number") or talk.now.has("road")


def _group(text: str) -> bool:
    """Whether a name is one of a part of a village: 前进组, 姜家堡子."""
    return bool(w.GROUP.fullmatch(text) or (w.HAMLET.search(text) and len(text) > 2))


def _by_question(talk: Talk, t: Token, text: str, before: Token | None) -> tuple[Token, bool] | None:
    """A name of what was asked for: 哪个镇？ 谋道."""
    common = bool(w.COMMON.fullmatch(text))
    wanted = talk.wanted[0] if talk.wanted is not None else ""
    if (region := _as_asked(talk, t, before)) is not None:
        return region, False
    if common:
        return None
    if wanted == "spot" and before is None and len(text) < 7:
        return replace(t, slot="spot"), False  # 哪个科？ 理疗科
    house = len(text) > 2 and text.endswith("楼")
    if (talk.asked[0] == "building" and house) or (wanted == "name" and len(text) <= 14):
        return replace(t, slot="name"), False  # 哪一栋？ 综合楼
    return None


def _in_estate(talk: Talk, before: Token) -> bool:
    """Whether a number behind a building is of a door in it: 五金城，九幢，三十三号."""
    street = any(talk.now.has(s) for s in (*STREET, "village", "group"))
    return before.slot == "building" and talk.now.has("name") and not street


def _as_asked(talk: Talk, t: Token, before: Token | None) -> Token | None:
    """A region that is asked for by what it is, and told without it: 哪个村？ 樂野."""
    slot, word = talk.wanted or ("", "")
    if slot not in w.REGIONS or not word or not t.alone or before is not None or not 2 <= len(t.value) <= 4:
        return None
    text = t.value
    if slot == "village" and w.HAMLET.search(text):
        return replace(t, slot=slot)
    if slot == "district" and normalise(text).text in w.NEW_DISTRICTS:
        word = "新区"
    return None if word == "庄" else replace(t, slot=slot, value=text + word)


def _answers(talk: Talk, t: Token, before: Token | None) -> bool:
    """Whether a name is all that an answer to where it is begins with: 绿园, 星光夜市."""
    asked = not talk.wanted or talk.wanted[0] not in NUMBERS
    early = before is None or (before.slot in ("area", "name", *w.REGIONS) and before.end >= t.start - 2)
    text = normalise(t.value).text
    told = len(text) < MOST_ANSWERED or bool(w.ESTATE.search(text))
    told = told and not (len(text) < 3 and w.ESTATE.search(text))
    return (
        talk.asking and talk.leading and asked and t.alone and early and told and not w.NO_PLACE.search(text)
    )


def _beside(
    talk: Talk, t: Token, text: str, before: Token | None, after: Token | None
) -> tuple[Token, bool] | None:
    """A name that what stands before or behind it tells: 天津河西, 宁乡，玉潭街道, 未来石，四号楼."""
    common = bool(w.COMMON.fullmatch(text))
    estate = bool(w.ESTATE.search(text)) and not common and len(text) > 2
    touches = not t.alone and before is not None and before.end >= t.start - 1
    if touches and before is not None and before.slot in w.REGIONS and not estate:
        return replace(t, slot="area"), len(text) > 6
    town = talk.asking and t.alone and before is not None and before.slot in ("city", "province")
    plain = not estate and not common and 2 <= len(text) <= 4 and not w.NO_PLACE.search(text)
    if town and plain:
        return replace(t, slot="area"), False  # 江门，蓬江
    if after is None:
        return None
    street = talk.now.has("road")
    if text.endswith("区") and after.slot == "road" and not street:
        return replace(t, slot="district"), False
    small = t.alone and not estate and not common and len(text) <= 5
    if small and after.slot in _AREA_BEFORE and not street:
        return replace(t, slot="area"), False
    part = talk.asking and t.alone and talk.now.has("number") and len(text) <= 8
    if after.slot in _BELOW or (part and after.slot in ("free", "floor")):
        return replace(t, slot="name"), common
    return None


def told_by_room(talk: Talk, t: Token) -> bool:
    """四零二，四楼: a floor that only explains the number of a room that was asked for."""
    room = talk.now.get("room")
    if (
        room is None
        or talk.now.has("floor")
        or not (talk.asked[0] == "room" or any(r.slot == "room" for r in talk.read))
    ):
        return False
    return len(room.bare) in (3, 4) and room.bare[:-2] == t.bare


def stutters(told: Sequence[Clause], c: Clause) -> bool:
    """萨依，萨依力克村: a name that is begun, and then said whole."""
    if len(c.tokens) != 1 or c.tokens[0].slot not in ("free", "bare", "number"):
        return False
    if c.broken and c.tokens[0].slot == "bare":
        return True
    at = next(k for k, other in enumerate(told) if other is c)
    after = told[at + 1].text if at + 1 < len(told) else ""
    return after.startswith(c.text) and len(after) > len(c.text)


def idle(talk: Talk, c: Clause, t: Token, k: int) -> bool:
    """Whether a number stands behind words that are of no place: 信箱上是七号, 机房在二十八楼."""
    if t.slot not in NUMBERS:
        return False
    words = normalise(c.tokens[k - 1].value).text if c.tokens[k - 1].slot == "free" else ""
    wanted = talk.wanted is not None and talk.wanted[0] == t.slot
    return (
        k == 1
        and bool(w.NO_SIGNS.search(words))
        and not wanted
        and not re.search(r"搬|现在|我们?|改|写", words)
    )


def following(told: Sequence[Clause], c: Clause, depth: int = 0) -> Token | None:
    """The piece with which the next clause begins, after a clause that is nothing but a name: 石景山，八角北里，二十二栋."""
    if len(c.tokens) != 1 or depth > 2:
        return None
    at = next(k for k, other in enumerate(told) if other is c)
    after = told[at + 1] if at + 1 < len(told) else None
    if after is None or not after.tokens:
        return None
    t = after.tokens[0]
    if t.slot == "free" and (depth or len(after.tokens) == 1) and not w.NO_SIGNS.search(t.value):
        further = following(told, after, depth + 1)
        named = w.SPOT.search(t.value) or (w.ESTATE.search(t.value) and len(t.value) > 2)
        return t if named and (further is None or further.slot == "free") else further
    return t


def whole_numbers(told: list[Clause], read: Sequence[Token], wanted: tuple[str, str] | None) -> list[Clause]:
    """With a number that is said in two halves made one: 二幺，零六 for a room of four figures."""
    sizes = {len(re.sub(r"\D", "", r.bare)) for r in read if r.bare}
    made: list[Clause] = []
    for c in told:
        last = made[-1] if made else None
        if last is not None and _half(last) and _half(c):
            one, other = last.tokens[0], c.tokens[0]
            bare = one.bare + other.bare
            if len(bare) >= 3 and (len(bare) in sizes or (wanted is not None and wanted[0] == "room")):
                last.tokens = [Token("bare", bare, one.start, other.end, True, bare)]
                continue
        made.append(c)
    return made


def _half(c: Clause) -> bool:
    return len(c.tokens) == 1 and c.tokens[0].slot == "bare" and len(c.tokens[0].bare) == 2


__all__ = ["following", "idle", "named", "stutters", "told_by_room", "typed", "whole_numbers"]
