"""What an agent says of a place in a Chinese call: reads it back, has it on paper, asks for a part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu import place_words_zh as w
from nlu.asking import ASKS, asked
from nlu.normalise import Normal, normalise
from nlu.place_reading_zh import Clause, Token, clauses
from nlu.place_standing_zh import alike, folded, stem
from nlu.place_talk_zh import HALLS, NUMBERS, STREET, WAY, Talk, put


def listen(talk: Talk, n: Normal) -> list[Token]:
    told = [c for c in clauses(n) if not w.OTHERWISE.search(c.text) or w.PLACED.search(c.text)]
    asks = bool(ASKS["address"].search(n.text))
    wanted = _wanted(n.text)
    firm = wanted is not None and wanted[0] in (
        "name",
        "road",
        "town",
        "district",
        "city",
        "village",
        "number",
        "alley",
    )
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
    elsewhere = elsewhere and not any(
        n.original(min(at, len(n.text) - 1), len(n.text))[0] <= t.start for t in read
    )
    other = talk.wanted is None and (
        asked(n.text) not in (None, "address") or (elsewhere and not w.WHERE.search(last))
    )
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
        put(talk, t, agent=True, turn=read[:k], moved=False)
    for breath in breaths:
        talk.now.breath(breath)
    talk.now.left_out(read)
    talk.now.direct = talk.now.direct or (
        sum(t.slot in ("road", *NUMBERS) for t in read) > 1 and not WAY.search(n.text)
    )
    return read


def _proposed(talk: Talk, told: Sequence[Clause]) -> list[Token]:
    """A name about which the agent asks and says nothing else: 莱利电器？"""
    if len(told) != 1 or not told[0].asks or len(told[0].tokens) != 1 or not talk.now.has("road"):
        return []
    t = told[0].tokens[0]
    text = normalise(t.value).text
    return (
        [replace(t, slot="name")]
        if t.slot == "free" and 2 < len(text) <= 10 and not w.NO_SIGNS.search(text)
        else []
    )


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


def _heard(
    talk: Talk, t: Token, before: Token | None, after: Sequence[Token], c: Clause, wanted: object
) -> Token | None:
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
        if (
            before is not None
            and before.slot in ("unit", "building", "floor", "number")
            and 3 <= len(figures) <= 4
        ):
            return replace(t, slot="room", value=t.bare.upper())
        return None
    if t.slot == "bar":
        like = room is not None and alike(room.bare, t.bare) >= 0.5
        inside = before is not None and before.slot in ("building", "unit", "floor", "name")
        return replace(t, slot="room") if (like or inside) and t.value[0] != "-" else None
    if (
        t.slot == "number"
        and room is not None
        and len(room.value) > 1
        and folded(t.value).startswith(folded(room.value))
        and before is not None
    ):
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
        hall = text.endswith(HALLS)
        return replace(t, slot="hall" if hall else "spot") if spot.start() == 0 or len(text) <= 6 else None
    wedged = (
        len(text) <= 10
        and before is not None
        and before.end >= t.start
        and bool(after)
        and before.slot in ("number", "road", "alley", "lane", "village")
    )
    heard = text in talk.told or wedged or (w.ESTATE.search(text) and talk.now.sounds_like(text))
    if t.alone and not w.ESTATE.search(text) and talk.now.slot_of(text) is None:
        return None
    if heard or (w.ESTATE.search(text) and before is not None and before.slot in ("number", "name", "road")):
        early = (after and after[0].slot in ("road", "town", "village", "district", "group")) or (
            before is not None and before.slot in w.REGIONS and not w.ESTATE.search(text)
        )
        late = (
            w.ESTATE.search(text)
            or (before is not None and before.slot in ("number", "name", *STREET))
            or (after and after[0].slot in ("building", "phase", "hall", "unit"))
        )
        slot = talk.now.slot_of(text) or ("area" if early or not late else "name")
        if early:
            slot = "area"
        elif before is not None and before.slot in ("number", *STREET):
            slot = "name"
        return replace(t, slot=slot)
    return None


def _sure(talk: Talk, read: list[Token], n: Normal) -> list[Token]:
    """Without floors and numbers of something else where no place is known."""
    if talk.now.parts or any(t.slot in ("road", "town", "district", "city", "village") for t in read):
        return read
    return []


__all__ = ["listen"]
