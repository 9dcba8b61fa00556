"""A Chinese call that tells where a device is: what is known of it, and what the next turn may be about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlu.patterns import regex
from nlu.place_likeness_zh import alike, folded, stem
from nlu.place_reading_zh import Token
from nlu.place_standing_zh import Standing

NUMBERS = (
    "number",
    "alley",
    "lane",
    "building",
    "hall",
    "unit",
    "floor",
    "room",
    "spot",
    "group",
    "phase",
    "row",
)
STREET = ("road", "lane", "alley", "section")
HALLS = ("厂房", "车间", "仓库")
#: How to get there, where that is the address: 往北两公里, 后门进来第三间.
WAY = regex(
    r"往[东西南北里]|\d+(?:米|公里)|[一二三四五六七八九十两百]+(?:米|公里)|进来第|进门|第[一二三四五]间|对面机耕"
)


@dataclass(slots=True)
class Talk:
    """What is known, and what the next turn may be about."""

    now: Standing = field(default_factory=Standing)
    before: Standing | None = None  # as it stood before the agent's last turn
    read: list[Token] = field(default_factory=list)  # what the agent has just said of the place
    offered: list[Token] = field(default_factory=list)  # what the agent has on paper, until it is agreed to
    wanted: tuple[str, str] | None = None  # slot that is asked for, and the word behind its number
    asked: tuple[str, str] = ("", "")  # the same, until the agent speaks again
    open: bool = False
    asking: bool = False  # the agent asks for it, or for a part of it
    choices: list[Token] = field(default_factory=list)  # between which the agent lets choose
    guess: bool = False  # only the question tells that the last name is one of a place
    leading: bool = False  # nothing but the place has been said in the turn so far
    echoed: bool = False  # the agent has said one word, and asks whether it is that
    asks_for_more: bool = False  # the agent asks whether there is more of it: 有门牌号吗
    other: bool = False  # the agent goes on to ask for something else
    town: Token | None = None  # the town that the agent names in its question
    last: str = ""  # what the caller has said last
    gave: bool = False  # and whether it told something of the place
    told: str = ""  # what the caller has said
    spare: Token | None = None  # the estate that the caller has named last, and nobody asked for


def put(
    talk: Talk,
    t: Token,
    *,
    agent: bool,
    turn: Sequence[Token],
    moved: bool,
    weak: bool = False,
    loose: bool = False,
) -> None:
    """One piece into its slot, and away with what hung on what it replaces."""
    known = talk.now.get(t.slot)
    if known is not None and folded(known.value) != folded(t.value) and not agent:
        here = {x.slot for x in turn}
        misheard = any(r.slot == "road" for r in talk.read) and not moved
        asked = talk.asked[0] == "road" and not moved
        if misheard or asked:
            pass
        elif t.slot == "road" and not alike(known.value, t.value) > 0.6 and stem(t.value) not in known.value:
            talk.now.clear(s for s in ("number", "section", "lane", "alley") if s not in here)
        if t.slot == "phase" and moved:
            talk.now.clear(("number",) if "number" in here and not talk.now.has("road") else ())
    talk.now.put(t, agent=agent, order=[x.slot for x in turn], weak=weak, loose=loose)


def plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


__all__ = ["HALLS", "NUMBERS", "STREET", "WAY", "Talk", "plain", "put"]
