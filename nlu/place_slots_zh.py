"""Where a device is, as a Chinese call tells it: one value for each part of an address, changed turn by turn.

What the caller tells fills a slot, the last word counts; what the agent reads back takes its place unless the caller
refuses it; a bare number or name is one of what was asked for.  In the end the parts are written from the largest to the
smallest.  See :mod:`nlu.place_reading_zh` for how a turn is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlu import place_words_zh as w
from nlu.asking import ASKS, asked
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_reading_zh import Clause, Token, clauses, written_bare
from nlu.place_standing_zh import Part, Standing, alike, folded, stem
from nlu.transcripts import Turn

_NUMBERS = ("number", "alley", "lane", "building", "hall", "unit", "floor", "room", "spot", "group", "phase", "row")
_STREET = ("road", "lane", "alley", "section")
_KINDS = {"栋": "building", "幢": "building", "座": "building", "楼": "floor", "层": "floor", "单元": "unit", "号": "number", "室": "room"}  # fmt: skip


@dataclass(slots=True)
class Talk:
    """What is known, and what the next turn may be about."""

    now: Standing = field(default_factory=Standing)
    before: Standing | None = None  # as it stood before the agent's last turn
    read: list[Token] = field(default_factory=list)  # what the agent has just said of the place
    offered: list[Token] = field(default_factory=list)  # what the agent has on paper, until it is agreed to
    wanted: tuple[str, str] | None = None  # slot that is asked for, and the word behind its number
    asked: str = ""  # the same slot, until the agent speaks again
    open: bool = False
    asking: bool = False  # the agent asks for it, or for a part of it
    echoed: bool = False  # the agent has said one word, and asks whether it is that
    asks_for_more: bool = False  # the agent asks whether there is more of it: 有门牌号吗
    other: bool = False  # the agent goes on to ask for something else
    town: Token | None = None  # the town that the agent names in its question
    told: str = ""  # what the caller has said
    changed: bool = False  # a value has been replaced


def standings(turns: Sequence[Turn]) -> list[tuple[int, Standing, bool, tuple[int, int]]]:
    """Every state of the place: its turn, the parts, whether it only adds to the one before, and where the turn says so."""
    talk, made = Talk(), []
    for i, turn in enumerate(turns):
        n = normalise(turn.text)
        last, was = talk.now.written(), talk.now.copy()
        talk.changed = False
        said = _agent(talk, n) if turn.speaker == "agent" else _caller(talk, n)
        if talk.now.written() not in ("", last):
            span = (min((t.start for t in said), default=0), max((t.end for t in said), default=len(turn.text)))
            made.append((i, talk.now.copy(), talk.now.extends(was), span))
    if made and made[-1][1].written() == talk.now.written():
        made[-1] = (made[-1][0], talk.now, *made[-1][2:])
    return made


#: How to get there, where that is the address: 往北两公里, 后门进来第三间.
_WAY = regex(r"往[东西南北里]|\d+(?:米|公里)|[一二三四五六七八九十两百]+(?:米|公里)|进来第|进门|第[一二三四五]间|对面机耕")


def better(new: Standing, old: str) -> bool:
    """Whether what the slots hold is to be taken, and not what the pieces in their order tell."""
    if not new.written() or not new.told():
        return False
    whole = folded(old)
    inside = all(folded(p.value) in whole for p in new.parts if not p.weak)
    way = bool(_WAY.search(old)) and not new.direct
    return not old or not ((way and (inside or not new.door())) or (inside and not new.door()))


# -- the caller ---------------------------------------------------------------------------------------------


def _caller(talk: Talk, n: Normal) -> list[Token]:
    told = clauses(n)
    said = _settle(talk, told)
    if not (talk.open or said or talk.read or _volunteers(told)):
        talk.told += _plain(n.text)
        return []
    told = _whole(told, talk.read, talk.wanted)
    if talk.other and not (told and told[0].no) and not any(c.mends for c in told[:2]) and not _volunteers(told):
        slots = {r.slot for r in talk.read}
        for c in told:
            c.tokens = [t for t in c.tokens if t.slot in slots]
    if not talk.open and not talk.read and not said:
        talk.other = False  # nobody has asked
    if talk.town is not None and not talk.now.parts and not _elsewhere(told, talk.town.value):
        talk.now.put(talk.town, agent=True)
    talk.town = None
    other = False  # who is met, which number to call
    before: Token | None = None
    moved = any(c.mends for c in told)
    for c in told:
        if w.OTHERWISE.search(c.text) and not w.PLACED.search(c.text):
            other = True
        elif other and (w.PLACED.search(c.text) or any(t.slot in ("road", *w.REGIONS) for t in c.tokens)):
            other = False
        if said and w.OTHER_PLACE.search(c.text):
            talk.now.clear({x.slot for x in said} - {"province", "city", "district"})
            continue
        for t in c.refused:
            talk.changed |= talk.now.drop(t)
            slots = [x.slot for x in said]
            if t.slot in ("phase", "building", "hall", "road") and t.slot in slots:
                talk.now.clear(s for s in slots[slots.index(t.slot) :] if s in ("number", "floor", "room") and s != t.slot)
        if other or c.no:
            continue
        if c.spells:
            continue
        if _stutters(told, c):
            continue
        first = len(said)
        for k, t in enumerate(c.tokens):
            after = c.tokens[k + 1] if k + 1 < len(c.tokens) else _next(told, c)
            weak = False
            if t.slot in ("free", "around"):
                named = None if c.ours and not talk.asking and all(x.slot in ("free", "bare") for x in c.tokens) else _named(talk, t, before, after, c)
                typed, weak = named if named is not None else (None, False)
            else:
                typed = _typed(talk, t, before)
            if typed is not None and typed.slot == "floor" and _told_by_room(talk, typed):
                continue
            if typed is None or (k and typed.slot in _NUMBERS and _idle(talk, c, typed, k)):
                continue
            _put(talk, typed, agent=False, turn=said, moved=moved, weak=weak)
            said.append(typed)
            if talk.wanted is not None and typed.slot == talk.wanted[0]:
                talk.wanted = None
            before = typed
        talk.now.breath(said[first:])
    talk.told += _plain(n.text)
    talk.read, talk.open = [], talk.open and bool(said)
    return said


def _elsewhere(told: Sequence[Clause], town: str) -> bool:
    """Whether an answer takes back the town that the agent has named, says it itself, or begins with another."""
    first = next((t for c in told for t in c.tokens), None)
    whole = "".join(c.text for c in told)
    another = first is None or first.slot in ("province", "city")
    return another or bool(w.MOVED.search(whole)) or any(c.no for c in told[:1]) or normalise(town).text in whole


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


_HERE = regex(r"^(?:[^地]{0,4})地址(?:是|在|就?写)")


def _volunteers(told: Sequence[Clause]) -> bool:
    """Whether a turn that nobody asked tells where it is: names of regions or streets, and a number."""
    found = [t.slot for c in told for t in c.tokens]
    named = sum(s in ("road", *w.REGIONS) for s in found)
    if sum(s in ("building", "unit", "alley", "room") for s in found) > 1 or any(_HERE.search(c.text) for c in told):
        return True
    return named > 1 or (named > 0 and any(s in _NUMBERS for s in found))


def _settle(talk: Talk, told: Sequence[Clause]) -> list[Token]:
    """What the answer does to what the agent has just said: agrees to what was offered, takes back what was misread."""
    said: list[Token] = []
    first = next((c for c in told if c.text), None)
    if first is None:
        return said
    if talk.offered:
        whole = "".join(c.text for c in told)
        again = any(alike(t.value, o.value) >= 0.5 or (t.bare and alike(t.bare, o.bare) >= 0.5) for c in told for t in (*c.tokens, *c.refused) for o in talk.offered)
        if (w.AGREES.search(first.text) or (again and not first.no)) and not w.MOVED.search(whole):
            for t in talk.offered:
                _put(talk, t, agent=True, turn=said, moved=False)
                said.append(t)
            talk.read = talk.offered
        talk.offered = []
    if talk.before is not None and talk.read:
        spelled = any(c.spells for c in told[:3])
        again = {t.slot for c in told for t in c.tokens}
        if spelled and talk.echoed and not first.no:
            talk.now = talk.before
        elif talk.other and not first.no:
            pass  # 蓝天的蓝 spells a name
        elif (first.no and not (talk.asks_for_more and first.text.startswith("没"))) or spelled:
            signs = "".join(c.text[-1] for c in told[:4] if c.spells and "的" in c.text)
            talk.now = talk.before.with_additions(talk.now, spared=again, regions_only=first.no, signs=signs)
    talk.before = None
    return said


def _whole(told: list[Clause], read: Sequence[Token], wanted: tuple[str, str] | None) -> list[Clause]:
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


def _told_by_room(talk: Talk, t: Token) -> bool:
    """四零二，四楼: a floor that only explains the number of a room that was asked for."""
    room = talk.now.get("room")
    if room is None or talk.now.has("floor") or not (talk.asked == "room" or any(r.slot == "room" for r in talk.read)):
        return False
    return len(room.bare) in (3, 4) and room.bare[:-2] == t.bare


def _stutters(told: Sequence[Clause], c: Clause) -> bool:
    """萨依，萨依力克村: a name that is begun, and then said whole."""
    if len(c.tokens) != 1 or c.tokens[0].slot not in ("free", "bare"):
        return False
    if c.broken and c.tokens[0].slot == "bare":
        return True
    at = next(k for k, other in enumerate(told) if other is c)
    after = told[at + 1].text if at + 1 < len(told) else ""
    return after.startswith(c.text) and len(after) > len(c.text)


def _idle(talk: Talk, c: Clause, t: Token, k: int) -> bool:
    """Whether a number stands behind words that are of no place: 信箱上是七号, 机房在二十八楼."""
    words = normalise(c.tokens[k - 1].value).text if c.tokens[k - 1].slot == "free" else ""
    wanted = talk.wanted is not None and talk.wanted[0] == t.slot
    return k == 1 and bool(w.NO_SIGNS.search(words)) and not wanted and not re.search(r"搬|现在|我们?|改|写", words)


def _next(told: Sequence[Clause], c: Clause, depth: int = 0) -> Token | None:
    """The piece with which the next clause begins, after a clause that is nothing but a name: 石景山，八角北里，二十二栋."""
    if len(c.tokens) != 1 or depth > 2:
        return None
    at = next(k for k, other in enumerate(told) if other is c)
    after = told[at + 1] if at + 1 < len(told) else None
    if after is None or not after.tokens:
        return None
    t = after.tokens[0]
    if t.slot == "free" and (depth or len(after.tokens) == 1) and not w.NO_SIGNS.search(t.value):
        further = _next(told, after, depth + 1)
        named = w.SPOT.search(t.value) or (w.ESTATE.search(t.value) and len(t.value) > 2)
        return t if named and (further is None or further.slot == "free") else further
    return t


def _typed(talk: Talk, t: Token, before: Token | None) -> Token | None:
    """A piece of the caller's with its slot, or none where it is not one of a place."""
    if t.slot == "bar":
        return None if talk.other else _barred(talk, t)
    if t.slot == "bare":
        return _numbered(talk, t, before)
    if t.slot == "number" and t.alone and talk.asked == "building" and talk.now.has("number"):
        return replace(t, slot="building", value=t.value + "楼")
    if t.slot == "number" and before is not None and before.slot == "spot" and before.end >= t.start - 1:
        return replace(t, slot="spot", value=before.value + t.value)  # 底商112号
    if t.slot == "number" and before is not None and before.slot in ("unit", "building", "floor", "row") and (talk.now.has("number") or before.slot == "unit"):
        return replace(t, slot="room")
    if t.slot == "road" and (mended := _other_way(talk, t)) is not None:
        return mended
    if t.slot == "road" and len(t.value) == 2:
        return None
    return t


def _barred(talk: Talk, t: Token) -> Token | None:
    """六杠二, 之三, B2杠一一八."""
    if not re.match(r"[\dA-Za-z零一二三四五六七八九十]", t.value):
        last = talk.now.last_numbered()
        if last is None or last.value.endswith(t.value):
            return None
        return replace(t, slot=last.slot, value=last.value + t.value)
    number = talk.now.get("number")
    if number is not None and number.bare and t.bare.split("-")[0] == number.bare.split("-")[0] and number.value.endswith(("号", "號")):
        return replace(t, slot="number", value=t.value + number.value[-1])
    if talk.wanted is not None and talk.wanted[0] == "number":
        return replace(t, slot="number", value=t.value + "号")
    return replace(t, slot="room")


def _numbered(talk: Talk, t: Token, before: Token | None) -> Token | None:
    """A number without a word: of what was asked, or in place of what the agent has misread."""
    figures = re.sub(r"\D", "", t.bare)
    number = t.bare.upper()
    if talk.other:
        return None
    inside = before is not None and before.slot in ("building", "unit", "floor", "phase", "hall", "row")
    asked_for = talk.wanted[0] if talk.wanted is not None else ""
    if inside and 3 <= len(figures) <= 4 and asked_for not in ("spot", "room"):
        return replace(t, slot="room", value=number)
    if talk.wanted is not None:
        slot, word = talk.wanted
        if slot == "phase" and word == "期" and not number.isdigit():
            return None
        if slot in _NUMBERS and len(figures) <= 5:
            if not word:
                return replace(t, slot=slot if slot != "spot" else "room", value=number)
            return replace(t, slot=slot, value=(number if len(figures) > 1 or not figures else t.value) + word)
    read = [r for r in talk.read if r.bare and r.slot in _NUMBERS]
    if read and figures:
        likest = max(read, key=lambda r: (alike(r.bare, t.bare), r.start))
        now = talk.now.get(likest.slot)
        if now is not None and len(figures) <= 5 and alike(likest.bare, t.bare) > 0.3:
            return replace(t, slot=likest.slot, value=_with_number(now.value, number))
    if read and not figures and len(read) == 1 and read[0].slot in ("building", "phase", "room"):
        return replace(t, slot=read[0].slot, value=_with_number(read[0].value, number))
    if 3 <= len(figures) <= 4 and not talk.now.has("room") and any(talk.now.has(s) for s in ("building", "unit", "floor", "name")):
        return replace(t, slot="room", value=number)
    if talk.now.has("room") and 3 <= len(figures) <= 4 and any(talk.now.has(s) for s in ("building", "unit", "floor")):
        return replace(t, slot="room", value=number)
    if 1 < len(figures) <= 4 and any(talk.now.has(s) for s in (*_STREET, "village", "group")) and not talk.now.has("number"):
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


def _other_way(talk: Talk, t: Token) -> Token | None:
    """北路 in answer to 梅岭南路."""
    known = talk.now.get("road")
    short = re.fullmatch(r"[东西南北中](?:路|街|大道)", written_bare(normalise(t.value).text))
    if known is None or not short:
        return None
    ends = re.sub(r"[东西南北中東](?=(?:路|街|大道)$)", "", known.value)
    kind = t.value[1:]
    return replace(t, value=ends.removesuffix(kind) + t.value) if ends.endswith(kind) else None


def _named(talk: Talk, t: Token, before: Token | None, after: Token | None, c: Clause) -> tuple[Token, bool] | None:
    """A name without an ending that tells what it is, and whether it counts only where it is said again."""
    text = normalise(t.value).text
    if len(text) < 2 or w.NO_SIGNS.search(text):
        return None
    spot = w.SPOT.search(text)
    if spot is not None and (spot.start() == 0 or len(text) <= 6):
        hall = text.endswith(("厂房", "车间", "仓库"))
        return replace(t, slot="hall" if hall else "spot"), t.alone and talk.wanted is None and before is None
    if (mended := talk.now.respelled(text, [r.slot for r in talk.read])) is not None:
        return replace(t, slot=mended[0], value=mended[1]), False
    beside = not t.alone and (before is not None and before.end >= t.start - 1)
    wanted = talk.wanted[0] if talk.wanted is not None else ""
    common = bool(w.COMMON.fullmatch(text))
    estate = bool(w.ESTATE.search(text)) and not common and len(text) > 2
    if beside and before is not None and before.slot in w.REGIONS and not estate:
        return replace(t, slot="area"), len(text) > 6
    if t.slot == "around":
        return replace(t, slot="name" if talk.now.has("road") or talk.now.has("number") else "area"), True
    if text.endswith("区") and after is not None and after.slot == "road" and not talk.now.has("road"):
        return replace(t, slot="district"), False
    if t.alone and after is not None and not estate and not common and len(text) <= 5 and after.slot in ("district", "town", "council", "village", "road") and not talk.now.has("road"):
        return replace(t, slot="area"), False
    if talk.asking and t.alone and after is not None and after.slot in ("free", "floor") and talk.now.has("number") and len(text) <= 8:
        return replace(t, slot="name"), common
    if after is not None and after.slot in ("building", "phase", "hall", "unit", "number", "row"):
        return replace(t, slot="name"), common
    if wanted == "name" and t.alone and not common and len(text) <= 14:
        return replace(t, slot="name"), False
    if estate and (talk.now.parts or before or after):
        return replace(t, slot="name"), len(text) < 4 and not beside
    if len(text) > 10:
        return None
    late = (before is not None and before.slot in ("number", "name", *_STREET)) or talk.now.has("number") or talk.now.has("road")
    return replace(t, slot="name" if late or (len(text) > 2 and w.ESTATE.search(text)) else "area"), not (late and beside)


def _put(talk: Talk, t: Token, *, agent: bool, turn: Sequence[Token], moved: bool, weak: bool = False) -> None:
    """One piece into its slot, and away with what hung on what it replaces."""
    known = talk.now.get(t.slot)
    if known is not None and folded(known.value) != folded(t.value) and not agent:
        here = {x.slot for x in turn}
        if t.slot == "road" and not alike(known.value, t.value) > 0.6 and stem(t.value) not in known.value:
            talk.now.clear(s for s in ("number", "section", "lane", "alley") if s not in here)
        if t.slot == "phase" and moved:
            talk.now.clear(("number",) if "number" in here and not talk.now.has("road") else ())
        talk.changed = True
    talk.now.put(t, agent=agent, order=[x.slot for x in turn], weak=weak)


# -- the agent ----------------------------------------------------------------------------------------------


def _agent(talk: Talk, n: Normal) -> list[Token]:
    told = [c for c in clauses(n) if not w.OTHERWISE.search(c.text) or w.PLACED.search(c.text)]
    asks = bool(ASKS["address"].search(n.text))
    wanted = _wanted(n.text)
    firm = wanted is not None and wanted[0] in ("name", "road", "town", "district", "city", "village", "number", "alley")
    talk.wanted = wanted if asks or talk.now.parts or talk.open or firm else None
    talk.asked = talk.wanted[0] if talk.wanted is not None else ""
    offers = bool(w.OFFERS.search(n.text))
    read: list[Token] = []
    breaths: list[list[Token]] = []
    before: Token | None = None
    for c in told:
        if c.no or re.search(r".还是.", c.text) or c.refused or (c.spells and c.asks and len(c.text) > 4):
            continue
        first = len(read)
        for k, t in enumerate(c.tokens):
            typed = _heard(talk, t, before, c.tokens[k + 1 :], c, wanted)
            if typed is not None:
                read.append(typed)
                before = typed
        breaths.append(read[first:])
    read = _sure(talk, read, n)
    proposed = _proposed(talk, told) if not read else []
    known = any(talk.now.echoes(t) for t in read) or (talk.open and bool(talk.now.parts))
    town = w.TOWN_ASKED.search(n.text) if asks and not talk.now.parts and not read else None
    if town is not None and not w.NO_TOWN.search(town["t"]):
        a, b = n.original(*town.span("t"))
        talk.town = Token("area", n.raw[a:b], a, b)
    talk.before = talk.now.copy()
    talk.read = read
    last = re.split(r"[。!！.]", n.text.rstrip("。.!！ "))[-1]
    elsewhere = bool(read) and last.endswith(("?", "？", "吗", "呢")) and len(last) < len(n.text) - 2
    at = len(n.text) - len(last)
    elsewhere = elsewhere and not any(n.original(min(at, len(n.text) - 1), len(n.text))[0] <= t.start for t in read)
    other = talk.wanted is None and (asked(n.text) not in (None, "address") or (elsewhere and not w.WHERE.search(last)))
    talk.asks_for_more = bool(re.search(r"有.{0,8}(?:吗|没有|嘛|么)", n.text))
    where = bool(talk.now.parts) and bool(w.WHERE.search(n.text))
    talk.other = other
    talk.echoed = len([c for c in told if c.text]) == 1 and told[0].asks and len(read) < 3
    talk.asking = not other and (asks or talk.wanted is not None or where)
    talk.open = not other and (asks or talk.wanted is not None or where or (bool(read) and not offers))
    talk.open = talk.open and not w.WHOM.search(n.text)
    if read and (offers or not known) and not _said_by_caller(talk, read):
        talk.offered, talk.read = read, []
        talk.open = True
        return []
    talk.offered = proposed
    for k, t in enumerate(read):
        _put(talk, t, agent=True, turn=read[:k], moved=False)
    for breath in breaths:
        talk.now.breath(breath)
    talk.now.left_out(read)
    talk.now.direct = talk.now.direct or (sum(t.slot in ("road", *_NUMBERS) for t in read) > 1 and not _WAY.search(n.text))
    return read


def _proposed(talk: Talk, told: Sequence[Clause]) -> list[Token]:
    """A name about which the agent asks and says nothing else: 莱利电器？"""
    if len(told) != 1 or not told[0].asks or len(told[0].tokens) != 1 or not talk.now.has("road"):
        return []
    t = told[0].tokens[0]
    text = normalise(t.value).text
    return [replace(t, slot="name")] if t.slot == "free" and 2 < len(text) <= 10 and not w.NO_SIGNS.search(text) else []


def _said_by_caller(talk: Talk, read: Sequence[Token]) -> bool:
    """Whether the caller has told of something that the agent says."""
    return any(len(stem(t.value)) > 1 and normalise(stem(t.value)).text in talk.told for t in read)


def _wanted(text: str) -> tuple[str, str] | None:
    """The slot that an agent asks for last."""
    at, found = -1, None
    for slot, word, pattern in w.ASKED:
        for m in pattern.finditer(text):
            if m.start() > at:
                at, found = m.start(), (slot, word)
    return found


def _heard(talk: Talk, t: Token, before: Token | None, after: Sequence[Token], c: Clause, wanted: object) -> Token | None:
    """A piece of the agent's with its slot; a name counts where the caller has said it, or where it stands in an address."""
    room = talk.now.get("room")
    if t.slot == "bare":
        figures = re.sub(r"\D", "", t.bare)
        floor = talk.now.get("floor")
        if floor is not None and room is not None and figures == floor.bare + room.bare[-2:].zfill(2):
            talk.now.clear(("floor",))
            return replace(t, slot="room", value=t.bare)
        if room is not None and alike(room.bare, t.bare) >= 0.5 and 2 <= len(figures) <= 4:
            return replace(t, slot="room", value=t.bare.upper())
        if before is not None and before.slot in ("unit", "building", "floor", "number") and 3 <= len(figures) <= 4:
            return replace(t, slot="room", value=t.bare.upper())
        return None
    if t.slot == "bar":
        like = room is not None and alike(room.bare, t.bare) >= 0.5
        inside = before is not None and before.slot in ("building", "unit", "floor", "name")
        return replace(t, slot="room") if (like or inside) and t.value[0] != "-" else None
    if t.slot == "number" and room is not None and len(room.value) > 1 and folded(t.value).startswith(folded(room.value)) and before is not None:
        return replace(t, slot="room")
    if t.slot == "number" and before is not None:
        if before.slot == "spot":
            return replace(t, slot="spot", value=before.value + t.value)
        if before.slot in ("unit", "floor", "row", "building") and talk.now.has("number"):
            return replace(t, slot="room") if before.end >= t.start else None
        if before.slot == "room" and talk.now.has("number"):
            return None
    if t.slot == "road" and len(t.value) == 2:
        return None
    if t.slot not in ("free", "around"):
        return t
    text = normalise(t.value).text
    if len(text) < 2 or len(text) > 14 or w.NO_SIGNS.search(text):
        return None
    if (spot := w.SPOT.search(text)) and len(text) <= 8 and (before is not None or text in talk.told):
        hall = text.endswith(("厂房", "车间", "仓库"))
        return replace(t, slot="hall" if hall else "spot") if spot.start() == 0 or len(text) <= 6 else None
    wedged = len(text) <= 10 and before is not None and before.end >= t.start and bool(after) and before.slot in ("number", "road", "alley", "lane", "village")
    heard = text in talk.told or wedged or (w.ESTATE.search(text) and talk.now.sounds_like(text))
    if t.alone and not w.ESTATE.search(text) and talk.now.slot_of(text) is None:
        return None
    if heard or (w.ESTATE.search(text) and before is not None and before.slot in ("number", "name", "road")):
        early = (after and after[0].slot in ("road", "town", "village", "district", "group")) or (before is not None and before.slot in w.REGIONS and not w.ESTATE.search(text))
        late = w.ESTATE.search(text) or (before is not None and before.slot in ("number", "name", *_STREET)) or (after and after[0].slot in ("building", "phase", "hall", "unit"))
        slot = talk.now.slot_of(text) or ("area" if early or not late else "name")
        if early:
            slot = "area"
        elif before is not None and before.slot in ("number", *_STREET):
            slot = "name"
        return replace(t, slot=slot)
    return None


def _sure(talk: Talk, read: list[Token], n: Normal) -> list[Token]:
    """Without floors and numbers of something else where no place is known."""
    if talk.now.parts or any(t.slot in ("road", "town", "district", "city", "village") for t in read):
        return read
    return []


__all__ = ["Part", "Standing", "standings"]
