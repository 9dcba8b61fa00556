"""What an agent says of a place in a Chinese call: reads it back, has it on paper, asks for a part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu import place_words_zh as w
from nlu.asking import ASKS, asked
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_likeness_zh import alike, folded, stem
from nlu.place_reading_zh import Clause, Token, bare_span, clauses, tokens
from nlu.place_talk_zh import HALLS, NUMBERS, STREET, WAY, Talk, put
from nlu.recounts import how_long

MOST_WAITED = 9  # signs of what an agent says to wait
MOST_REPEATED = 6  # signs of a question about what was said
WHOLE = 3  # typed pieces of a clause that reads an address as a whole
LIKE = 0.5  # how many signs of a number must be the same in another that is misheard for it
#: Parts by which a place may begin to be told of, where nobody has asked for an address.
_OPENS = ("name", "road", "town", "district", "city", "village", "number", "alley")
_WITHIN = ("phase", "building", "unit", "room")
_NAMED = ("road", "town", "district", "city", "village")
_EITHER = regex(r"(?<!地址)(?<!位置)(?<![您你他那就也家址是])还是(?!老|原|上|那|这).")
_THERE = regex(r"那边|那个|那头")
#: Signs of a question that repeats no name.
_FUNCTION = regex(r"[吗没么什多几谁不是了的你您我他有能会要可转漏冒响坏断停台期号]")
_CHOICE = regex(r"[区县市镇乡村路街道栋幢座园里]|那边")
_HAS = regex(r"有.{0,8}(?:吗|没有|嘛|么)")


def listen(talk: Talk, n: Normal) -> list[Token]:
    """What an agent's turn says of the place; it stands until the caller takes it back."""
    told = [c for c in clauses(n) if not w.OTHERWISE.search(c.text) or w.PLACED.search(c.text)]
    asks = bool(ASKS["address"].search(n.text) or w.OPENS.search(n.text))
    wanted = _wanted(n.text)
    opens = wanted is not None and wanted[0] in _OPENS
    if talk.spare is not None and not talk.now.parts:
        again = normalise(talk.spare.value).text in n.text  # 哪个证券大厦？
        if again or (wanted is not None and wanted[0] in _WITHIN):
            talk.now.put(talk.spare, agent=False)  # 卓达太阳城。 几期？
    talk.spare = None
    talk.wanted = wanted if asks or talk.now.parts or talk.open or opens else None
    talk.asked = talk.wanted or ("", "")
    talk.choices = [t for c in told if _EITHER.search(c.text) for t in _choices(n, c)]
    breaths = _breaths(talk, told)
    read = [t for breath in breaths for t in breath]
    if not talk.now.parts and not any(t.slot in _NAMED for t in read):
        read = []  # floors and numbers of something else
    proposed = _proposed(talk, told) if not read else []
    known = any(talk.now.echoes(t) for t in read) or (talk.open and bool(talk.now.parts))
    _names_town(talk, n, asks=asks and not talk.now.parts and not any(t.slot in w.REGIONS for t in read))
    talk.before, talk.read = talk.now.copy(), read
    talk.echoed = len(told) == 1 and told[0].asks and len(read) < 3
    offers = bool(w.OFFERS.search(n.text))
    _turns_to(talk, n, read, asks=asks, offers=offers)
    talk.open = talk.open or (bool(proposed) and not talk.other)
    if read and (offers or not known) and not _said_by_caller(talk, read):
        talk.offered, talk.read, talk.open = read, [], True
        return []
    talk.offered = proposed
    for k, t in enumerate(read):
        put(talk, t, agent=True, turn=read[:k], moved=False)
    for breath in breaths:
        talk.now.breath(breath)
        talk.now.left_out(breath)
    house = sum(t.slot in ("road", *NUMBERS) for t in read) > 1
    talk.now.direct = talk.now.direct or (house and not WAY.search(n.text))
    return read


def _breaths(talk: Talk, told: Sequence[Clause]) -> list[list[Token]]:
    """The pieces of each clause; a clause that asks which of two it is tells none."""
    made: list[list[Token]] = []
    before: Token | None = None
    for c in told:
        if c.no or _EITHER.search(c.text) or c.refused or (c.spells and c.asks and len(c.text) > 4):
            continue
        breath: list[Token] = []
        whole = sum(t.slot not in ("free", "around", "bare") for t in c.tokens) >= WHOLE
        for k, t in enumerate(c.tokens):
            piece = _heard(talk, t, before, c.tokens[k + 1 :])
            if piece is None and whole and k and t.slot == "free":
                piece = _inside(t, before, last=k + 1 == len(c.tokens))
            if piece is not None:
                breath.append(piece)
                before = piece
        made.append(breath)
    return made


def _inside(t: Token, before: Token | None, *, last: bool) -> Token | None:
    """A name in the middle of an address that an agent reads in one breath."""
    text = normalise(t.value).text
    if not 1 < len(text) <= (6 if last else 12) or w.NO_SIGNS.search(text):
        return None
    early = before is not None and before.slot in w.REGIONS
    return replace(t, slot="area" if early and not w.ESTATE.search(text) else "name")


def _choices(n: Normal, c: Clause) -> list[Token]:
    """The regions and streets between which an agent lets choose: 潮阳区还是潮南区？"""
    at = c.text.index("还是")
    both = (
        *tokens(n, *bare_span(n.text, c.start, c.start + at)),
        *tokens(n, c.start + at + 2, c.start + len(c.text)),
    )
    return [t for t in both if t.slot in ("road", *w.REGIONS)]


def _names_town(talk: Talk, n: Normal, *, asks: bool) -> None:
    """The town that an agent names in its question, which stands unless the caller names another."""
    town = w.TOWN_ASKED.search(n.text) if asks else None
    if town is not None and not w.NO_TOWN.search(town["t"]):
        a, b = n.original(*town.span("t"))
        talk.town = Token("area", n.raw[a:b], a, b)


def _turns_to(talk: Talk, n: Normal, read: Sequence[Token], *, asks: bool, offers: bool) -> None:
    """What the agent goes on with: more of the place, or something else."""
    last = re.split(r"[。!！.]", n.text.rstrip("。.!！ "))[-1]
    elsewhere = bool(read) and last.endswith(("?", "？", "吗", "呢")) and len(last) < len(n.text) - 2
    at = n.original(max(0, min(len(n.text) - len(last), len(n.text) - 1)), len(n.text))[0]
    elsewhere = elsewhere and not any(at <= t.start for t in read) and not w.WHERE.search(last)
    beside = asked(n.text) not in (None, "address") or how_long(n.text)
    talk.other = talk.wanted is None and (beside or elsewhere)
    talk.asks_for_more = bool(_HAS.search(n.text))
    on = talk.asking or bool(talk.now.parts)
    more = on and bool(w.WHERE.search(n.text) or w.SIGN.search(n.text))
    repeats = talk.asking and _repeats(talk, n.text, read)
    waits = talk.asking and not talk.gave and "?" not in n.text and len(n.text) < MOST_WAITED
    word = talk.asking and _asks_a_word(n.text)
    more = more or repeats or waits
    talk.asking = not talk.other and not w.WHOM.search(n.text) and (asks or talk.wanted is not None or more)
    stays = talk.asking or (not talk.other and ((bool(read) and not offers) or word))
    talk.open = stays and not w.WHOM.search(n.text)


def _asks_a_word(text: str) -> bool:
    """Whether a question is nothing but a word, maybe one misheard: 元字牙？"""
    said = re.sub(r"[\W_]", "", text)
    question = text.rstrip().endswith(("?", "？"))
    return question and len(said) <= MOST_REPEATED and not _FUNCTION.search(said) and asked(text) is None


def _repeats(talk: Talk, text: str, read: Sequence[Token]) -> bool:
    """Whether an agent asks about what the caller has just said: 毛道？"""
    said = re.sub(r"[\W_]", "", text)
    if asked(text) not in (None, "address") or w.WHOM.search(text):
        return False
    either = bool(_EITHER.search(text) and (_CHOICE.search(text) or w.CITY.search(text)))
    again = _THERE.search(text) or (not _FUNCTION.search(said) and any(c in talk.last for c in said))
    question = text.rstrip().endswith(("?", "？")) and len(said) <= MOST_REPEATED
    return either or (question and bool(again or read))


def _proposed(talk: Talk, told: Sequence[Clause]) -> list[Token]:
    """A name about which the agent asks and says nothing else: 莱利电器？"""
    if len(told) != 1 or not told[0].asks or len(told[0].tokens) != 1 or not talk.now.has("road"):
        return []
    t = told[0].tokens[0]
    if w.DOOR_WORDS.search(told[0].text):
        return []
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
            if m.end() > at:
                at, found = m.end(), (slot, word)
    return found


def _heard(talk: Talk, t: Token, before: Token | None, after: Sequence[Token]) -> Token | None:
    """A piece of the agent's with its slot."""
    room = talk.now.get("room")
    if t.slot == "bare":
        return _heard_figures(talk, t, before)
    if t.slot == "bar":
        like = room is not None and alike(room.bare, t.bare) >= LIKE
        inside = before is not None and before.slot in ("building", "unit", "floor", "name")
        return replace(t, slot="room") if (like or inside) and t.value[0] != "-" else None
    if t.slot == "number" and before is not None:
        return _heard_number(talk, t, before)
    if t.slot == "road" and len(t.value) == 2 and talk.now.has("road"):
        return None
    return _heard_name(talk, t, before, after) if t.slot in ("free", "around") else t


def _heard_figures(talk: Talk, t: Token, before: Token | None) -> Token | None:
    """Figures without a word: 一一零二."""
    figures = re.sub(r"\D", "", t.bare)
    room, floor = talk.now.get("room"), talk.now.get("floor")
    if floor is not None and room is not None and figures == floor.bare + room.bare[-2:].zfill(2):
        talk.now.clear(("floor",))  # 十一楼，零二室 is 1102
        return replace(t, slot="room", value=t.bare)
    like = room is not None and alike(room.bare, t.bare) >= LIKE and len(figures) == 2
    inside = before is not None and before.slot in ("unit", "building", "floor", "number")
    long = 3 <= len(figures) <= 4 and (inside or (room is not None and alike(room.bare, t.bare) >= LIKE))
    return replace(t, slot="room", value=t.bare.upper()) if like or long else None


def _heard_number(talk: Talk, t: Token, before: Token) -> Token | None:
    """A number of a house, or one of a room behind a unit: 3单元5号."""
    room = talk.now.get("room")
    number = talk.now.get("number")
    if number is not None and number.bare == t.bare:
        return t
    if number is None and room is not None and room.bare == t.bare:
        return replace(t, slot="room")
    if room is not None and "-" in room.value and folded(t.value).startswith(folded(room.value)):
        return replace(t, slot="room")
    if before.slot == "spot":
        return replace(t, slot="spot", value=before.value + t.value)
    if before.slot in ("unit", "floor", "row", "building") and talk.now.has("number"):
        return replace(t, slot="room") if before.end >= t.start else None
    return None if before.slot == "room" and talk.now.has("number") else t


def _heard_name(talk: Talk, t: Token, before: Token | None, after: Sequence[Token]) -> Token | None:
    """A name counts where the caller has said it, or where it stands in the middle of an address."""
    text = normalise(t.value).text
    if len(text) < 2 or len(text) > 14 or w.NO_SIGNS.search(text):
        return None
    spot, estate = w.SPOT.search(text), bool(w.ESTATE.search(text))
    if spot is not None and len(text) <= 8 and (before is not None or text in talk.told):
        whole = spot.start() == 0 or len(text) <= 6
        return replace(t, slot="hall" if text.endswith(HALLS) else "spot") if whole else None
    known = talk.now.slot_of(text)
    if t.alone and estate and text[:2] in talk.told and talk.now.has("name") and 3 < len(text) < 7:
        return replace(t, slot="name")  # 双福校区，具体楼？
    joined = text in talk.told and len(text) > 3 and talk.now.sounds_like(text)
    if t.alone and not estate and known is None and not joined:
        return None
    last = before.slot if before is not None else ""
    street = last in ("number", *STREET)
    touches = before is not None and before.end >= t.start
    wedged = touches and len(text) <= 10 and bool(after) and (street or last == "village")
    heard = text in talk.told or wedged or (estate and talk.now.sounds_like(text))
    if not heard and not (estate and last in ("number", "name", "road")):
        return None
    following = after[0].slot if after else ""
    region = last in w.REGIONS and not estate
    if region and known == "name" and not talk.now.has("road"):
        return replace(t, slot="name")
    if region or following in ("road", "town", "village", "district", "group"):
        return replace(t, slot="area")
    if street:
        return replace(t, slot="name")
    if last in ("floor", "building", "unit", "hall", "row"):
        return replace(t, slot="spot")
    late = estate or last == "name" or following in ("building", "phase", "hall", "unit")
    return replace(t, slot=known or ("name" if late else "area"))


__all__ = ["listen"]
