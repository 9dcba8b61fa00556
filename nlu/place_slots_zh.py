"""Where a device is, as a Chinese call tells it: one value for each part of an address, changed turn by turn.

What the caller tells fills a slot, the last word counts; what the agent reads back takes its place unless the caller
refuses it; a bare number or name is one of what was asked for.  In the end the parts are written from the largest to the
smallest.  See :mod:`nlu.place_reading_zh` for how a turn is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu import place_words_zh as w
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_heard_zh import listen
from nlu.place_likeness_zh import alike, folded, stem
from nlu.place_reading_zh import Clause, Token, clauses
from nlu.place_standing_zh import Part, Standing
from nlu.place_talk_zh import NUMBERS, WAY, Talk, plain, put
from nlu.place_typing_zh import following, idle, named, stutters, told_by_room, typed, whole_numbers
from nlu.transcripts import Turn

MOST_LEFT = 4  # signs that the pieces in their order may have more of what is no part
HEARD = 400  # signs of a turn
SAME_PART = 0.5  # how much of a piece must be alike to be one of what the agent has on paper
_ABOVE = ("province", "city", "district", "area")
_HERE = regex(r"^(?:[^地]{0,4})地址(?:是|在|就?写)")


def standings(turns: Sequence[Turn]) -> list[tuple[int, Standing, bool, tuple[int, int]]]:
    """Every state of the place: its turn, the parts, whether it only adds to the one before, and where the turn says so."""
    talk = Talk()
    made: list[tuple[int, Standing, bool, tuple[int, int]]] = []
    for i, turn in enumerate(turns):
        n = normalise(turn.text)
        last, was = talk.now.written(), talk.now.copy()
        said = listen(talk, n) if turn.speaker == "agent" else _caller(talk, n)
        if talk.now.written() not in ("", last):
            first, end = (
                min((t.start for t in said), default=0),
                max((t.end for t in said), default=len(turn.text)),
            )
            made.append((i, talk.now.copy(), talk.now.extends(was), (first, end)))
    if made and made[-1][1].written() == talk.now.written():
        _from_home(talk, turns)
        made[-1] = (made[-1][0], talk.now, *made[-1][2:])
    return made


def _from_home(talk: Talk, turns: Sequence[Turn]) -> None:
    """The city that a caller says to be from before anybody asks, where no other is told: 我是养虾的，湛江这边."""
    if talk.now.has("city") or talk.now.has("province") or not talk.now.told():
        return
    for turn in turns:
        asks = turn.speaker == "agent" and w.WHERE.search(normalise(turn.text).text)
        if asks:
            return
        n = normalise(turn.text[:HEARD])
        if turn.speaker != "agent" and (home := w.HOME.search(n.text)) is not None:
            a, b = n.original(*home.span("c"))
            talk.now.put(Token("city", n.raw[a:b], a, b), agent=False)
            return


def better(new: Standing, old: str) -> bool:
    """Whether what the slots hold is to be taken, and not what the pieces in their order tell."""
    if not new.written() or not new.told():
        return False
    whole = folded(old)
    inside = all(folded(p.value) in whole for p in new.parts if not p.weak and not _is_above(p))
    way = bool(WAY.search(old)) and not new.direct
    more = len(whole) > len(folded(new.written())) + MOST_LEFT
    return not old or not ((way and (inside or not new.door())) or (inside and more and not new.door()))


def _is_above(p: Part) -> bool:
    return p.slot in _ABOVE and p.rank < w.RANKS["town"]


def above(new: Standing, old: str) -> str:
    """The regions that the slots hold and the pieces in their order do not."""
    whole = folded(old)
    parts = [p for p in new.ordered() if _is_above(p) and not p.weak]
    return "".join(p.value for p in parts if folded(stem(p.value)) not in whole)


def _caller(talk: Talk, n: Normal) -> list[Token]:
    told, begun = clauses(n), bool(talk.now.parts)
    talk.last, talk.gave = plain(n.text), False
    said = _settle(talk, told)
    if not (talk.open or said or talk.read or _volunteers(told)):
        talk.told += plain(n.text)
        talk.spare = _estate(told)
        return []
    told = whole_numbers(told, talk.read, talk.wanted)
    if (
        talk.other
        and not (told and told[0].no)
        and not any(c.mends for c in told[:2])
        and not _volunteers(told)
    ):
        slots = {r.slot for r in talk.read}
        for c in told:
            c.tokens = [t for t in c.tokens if t.slot in slots]
    if not talk.open and not talk.read and not said:
        talk.other = False  # nobody has asked
    if talk.town is not None and not begun and not _elsewhere(told, talk.town.value):
        talk.now.put(talk.town, agent=True)
    talk.town = None
    beside = False  # who is met, which number to call
    for c in told:
        if said and w.AGAIN.match(c.text):
            continue
        placed = bool(w.PLACED.search(c.text))
        if w.OTHERWISE.search(c.text) and not placed:
            beside = True
        elif beside and (placed or any(t.slot in ("road", *w.REGIONS) for t in c.tokens)):
            beside = False
        if said and w.OTHER_PLACE.search(c.text):
            talk.now.clear({x.slot for x in said} - {"province", "city", "district"})
            continue
        _refuse(talk, c, said)
        if c.no and said and said[-1].slot in ("name", "spot", "area"):
            talk.now.drop(said.pop())  # 教学楼，不是，综合楼
        kind = w.KIND.search(c.text)
        if kind is not None:
            talk.now.is_a(kind["k"])
        somebody = w.SOMEBODY.search(c.text) and talk.asked[0] != "name" and not c.tokens[1:]
        if not (beside or somebody or kind or c.no or c.spells or stutters(told, c)):
            _take(talk, told, c, said)
    talk.told += plain(n.text)
    talk.gave = bool(said)
    talk.read, talk.open = [], talk.open and bool(said)
    return said


def _estate(told: Sequence[Clause]) -> Token | None:
    """The name of an estate that a caller tells before anybody asks: 电梯报修，卓达太阳城。"""
    for c in reversed(told):
        t = c.tokens[0] if len(c.tokens) == 1 and not c.remark else None
        if t is None or t.slot != "free" or len(t.value) < 3:
            continue
        text = normalise(t.value).text
        if w.ESTATE.search(text) and not (w.NO_SIGNS.search(text) or w.COMMON.fullmatch(text)):
            return replace(t, slot="name")
    return None


def _refuse(talk: Talk, c: Clause, said: Sequence[Token]) -> None:
    """Without what a clause says not to be the place, and what was told of the house in it."""
    slots = [x.slot for x in said]
    for t in c.refused:
        talk.now.drop(t)
        if t.slot in ("phase", "building", "hall", "road") and t.slot in slots:
            talk.now.clear(set(slots[slots.index(t.slot) :]) & {"number", "floor", "room"})


def _take(talk: Talk, told: Sequence[Clause], c: Clause, said: list[Token]) -> None:
    """What a clause of the caller's tells."""
    at = next(k for k, x in enumerate(told) if x is c)
    talk.leading = all(x.tokens or x.remark or len(x.text) < 4 for x in told[:at])
    first, moved = len(said), any(x.mends for x in told)
    ours = c.ours and not talk.asking and all(t.slot in ("free", "bare") for t in c.tokens)
    for k, t in enumerate(c.tokens):
        before = said[-1] if said else None
        weak = talk.guess = False
        piece: Token | None
        if t.slot in ("free", "around"):
            after = c.tokens[k + 1] if k + 1 < len(c.tokens) else following(told, c)
            name = None if ours else named(talk, t, before, after)
            piece, weak = name if name is not None else (None, False)
        else:
            piece = typed(talk, t, before, mends=moved)
        if piece is None or told_by_room(talk, piece) or (k and idle(talk, c, piece, k)):
            continue
        loose = weak and t.alone and before is not None and piece.slot in ("name", "spot") and _ends(piece)
        put(
            talk,
            piece,
            agent=False,
            turn=said,
            moved=moved,
            weak=weak and not loose,
            loose=loose or (talk.guess and piece.slot == "area"),
        )
        said.append(piece)
        if talk.wanted is not None and piece.slot == talk.wanted[0]:
            talk.wanted = None
    talk.now.breath(said[first:])


def _ends(t: Token) -> bool:
    """Whether a name ends as names of buildings and of their parts do."""
    text = normalise(t.value).text
    return bool(w.ESTATE.search(text) or w.SPOT.search(text))


def _elsewhere(told: Sequence[Clause], town: str) -> bool:
    """Whether an answer takes back the town that the agent has named, says it itself, or begins with another."""
    first = next((t for c in told for t in c.tokens), None)
    whole = "".join(c.text for c in told)
    another = first is None or first.slot in ("province", "city")
    taken = bool(w.MOVED.search(whole)) or any(c.no for c in told[:1])
    return another or taken or normalise(town).text in whole


def _volunteers(told: Sequence[Clause]) -> bool:
    """Whether a turn that nobody asked tells where it is: names of regions or streets, and a number."""
    found = [t.slot for c in told for t in c.tokens]
    doors = sum(s in ("building", "unit", "alley", "room") for s in found)
    if doors > 1 or any(_HERE.search(c.text) for c in told):
        return True
    places = sum(s in ("road", *w.REGIONS) for s in found)
    return places > 1 or (places > 0 and any(s in NUMBERS for s in found))


def _settle(talk: Talk, told: Sequence[Clause]) -> list[Token]:
    """What the answer does to what the agent has just said: agrees to what was offered, takes back what was misread."""
    said: list[Token] = []
    first = next((c for c in told if c.text), None)
    if first is None:
        return said
    if talk.offered and _agrees(talk, told, first):
        for t in talk.offered:
            put(talk, t, agent=True, turn=said, moved=False)
            said.append(t)
        talk.read = talk.offered
    talk.offered = []
    spelled = any(c.spells for c in told[:3])
    if talk.before is not None and talk.read:
        if spelled and talk.echoed and not first.no and not w.AGREES.search(first.text):
            talk.now = talk.before
        elif (first.no and not (talk.asks_for_more and first.text.startswith("没"))) or (
            spelled and not talk.other
        ):
            signs = "".join(c.text[-1] for c in told[:4] if c.spells and "的" in c.text)
            again = {t.slot for c in told for t in c.tokens}
            talk.now = talk.before.with_additions(talk.now, spared=again, regions_only=first.no, signs=signs)
    talk.before = None
    return said


def _agrees(talk: Talk, told: Sequence[Clause], first: Clause) -> bool:
    """Whether an answer agrees to the place that an agent has on paper, or puts only a part of it right."""
    if w.MOVED.search("".join(c.text for c in told)):
        return False
    tokens = [t for c in told for t in (*c.tokens, *c.refused)]
    again = any(
        alike(t.value, o.value) >= SAME_PART or (t.bare and alike(t.bare, o.bare) >= SAME_PART)
        for t in tokens
        for o in talk.offered
    )
    return bool(w.AGREES.search(first.text)) or (again and not first.no)


__all__ = ["above", "better", "standings"]
