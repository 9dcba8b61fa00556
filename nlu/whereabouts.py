"""Where a device is, as a call tells it: over sentences and turns, read back, put right, with how to get there.

The agent's question opens a slot; what the caller says into it is taken piece by piece (:mod:`nlu.place_pieces`) and joined
to what is known.  A place that nobody asked for counts where the rules for addresses know it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlu import place_kinds as kinds
from nlu import place_pieces as pieces_of
from nlu.asking import ASKS, HUM, NO, YES, asked, refuses
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_figures import fold
from nlu.place_kinds import Piece
from nlu.place_merging import merge, same_piece, stands_in, within
from nlu.place_settled_en import settled
from nlu.place_slots_zh import above, better, standings
from nlu.place_spot_en import Where
from nlu.place_whole_zh import as_read
from nlu.place_words_zh import NO_TOWN, TOWN_ASKED
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding

#: The agent asks for more of the same place, or whether it is this one.
_ASKS_MORE = regex(
    r"[厂店住]址|哪(?:[栋座层]|个(?:门|单元|栋|楼|小区|厂|店)|一(?:栋|层|家))|几[号楼层单栋门]|门牌|具体|详细|怎么走|哪边|房号|楼层|邮编|\b(?:which (?:floor|gate|door|branch|side|unit|building|entrance|street|road|one)|what (?:floor|number|street|road|suite|unit|suburb|town|city|area|building)|(?:unit|house|door|building|flat|suite|street) (?:number|name|no)|zip|post ?code|(?:that'?s|it'?s|you'?re|still) (?:at|on|in)(?= [^.?!]*\?)|(?:at|from|to|in|still|of|is) \d{1,5}[a-z]? (?:[a-z']+ ?){1,3}(?=\?)|gate\?|still (?:at |on |the )?(?:number )?\d{1,5}[a-z]? [a-z]+ ?[a-z]*\?|how do (?:we|they|i)|whereabouts)\b"
)
_SAME = regex(r"登记过|同上|一样的|知道|\bsame\b|\bon file\b|\b(?:you|you've) (?:have|got) it\b")
_MOVED = regex(
    r"搬|换了|改了|不是|不对|以前|老地址|旧|\b(?:moved|old|not|no longer|used to|was|hers|wrong|changed|(?:the|an) ?other (?:place|one|site|address)|another (?:place|site))\b"
)
_NOT_THIS = regex(r"\bnot (?:the |an? )?([a-z]{3,})\b")
HEARD = 180  # signs of each of them
_BEFORE = 6  # turns before a read-back in which the caller may have told of it
_SAME_AS = regex(r"(?:(?:and |the )*address(?: is)?(?: still| the same| same)?|same|still)(?:, | )", re.I)
_OFFER = regex(
    r"\b(?:at|from|to|in|still|of|is|address) (\d{1,5}[A-Za-z]? [A-Z][\w'’]+(?: [A-Z][\w'’]+){0,2})\?"
)
_SENTENCE_ENDS = regex(
    r"[。？！?!]|(?<!\bSt)(?<!\bDr)(?<!\bMt)(?<!\bNo)(?<!\bRd)(?<!\bBlk)(?<!\bAve)\.(?=\s|$)"
)
#: What an agent goes on with.
_IDLE = regex(
    r"\b(?:hours?|tonight|tomorrow|today|morning|afternoon|okay|cheers|thanks|engineer|technician|part)\b",
    re.I,
)
_LETTER = regex(r"(?:[Ss]pelling )?(?:[Dd]ouble |[Tt]reble )?(?:[A-Z]|Zed)")  # of a name that is spelled
_HAN = regex(r"[\u4e00-\u9fff]")
_DIGIT = regex(r"\d")
_HOUSE = regex(r"\d{2,5}")


@dataclass(slots=True)
class _State:
    known: list[str] = field(default_factory=list)
    open: bool = False  # the agent asks where it is
    read: bool = False  # the agent has read back where it is
    else_asked: bool = False  # and asks for something else
    town: str | None = None  # what the agent names in its question: 地址在长沙哪里
    refused: list[str] = field(default_factory=list)  # what the agent named, and the caller does not agree to


def places(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> list[Where]:
    """Every state of the place in the order in which the call tells it."""
    made = _in_pieces(turns, parsed)
    slots = standings(turns) if _chinese(turns) else []
    if not slots:
        return made
    last = slots[-1][1]
    read = as_read(turns, [(i, state) for i, state, *_ in slots])
    if read is not None:
        i, _, grown, span = slots[-1]
        earlier = [Where(state.written(), k, *at, more) for k, state, more, at in slots[:-1]]
        return [*earlier, Where(read, i, *span, grown)]
    if better(last, made[-1].value if made else ""):
        return [Where(state.written(), i, *span, grown) for i, state, grown, span in slots]
    return [replace(w, value=above(last, w.value) + w.value) for w in made]


def _chinese(turns: Sequence[Turn]) -> bool:
    return sum(bool(_HAN.search(t.text)) for t in turns) * 2 > len(turns)


def _in_pieces(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> list[Where]:
    """The same, from pieces of text that are joined in the order in which they are told."""
    state, made = _State(), list[Where]()
    for i, turn in enumerate(turns):
        n = normalise(turn.text)
        found = [e for e in parsed[i].entities if e.entity == "address"]
        if turn.speaker == "agent":
            said = _of_agent(n, i, turns, found, state)
        else:
            said = [p for p in _of_caller(n, found, state) if not _LETTER.fullmatch(p.value)]
        if not said:
            continue
        agent = turn.speaker == "agent"
        moved = not agent and bool(_MOVED.search(n.text))
        follows = not agent and state.read and not moved and not NO.search(n.text)
        if follows and YES.search(n.text):
            again = any(stands_in(p.value, state.known) for p in said)
            said = (
                said if again else [p for p in said if kinds.kind(p.value) and _DIGIT.search(fold(p.value))]
            )
            if not said:
                continue
        if not agent and state.town and not state.known:
            said = _in_town(state.town, n, said)
        joined, grown = merge(state.known, said, agent=agent, anew=moved, follows=follows)
        if joined != state.known:
            made.append(Where(_written(joined), i, said[0].start, max(p.end for p in said), grown))
            state.known = joined
    english = settled(turns, made)
    return made if english is None else [*made, english]


def _in_town(town: str, n: Normal, said: list[Piece]) -> list[Piece]:
    """With the town that the agent has named in its question, where the caller neither takes it back nor says it."""
    whole = "".join(p.value for p in said)
    if NO.search(n.text) or _MOVED.search(n.text) or town in whole or kinds.region(said[0].value):
        return said
    return [Piece(town, said[0].start, said[0].start), *said]


def _written(pieces: Sequence[str]) -> str:
    """As one writes it: commas between what is in Latin letters."""
    out = pieces[0]
    for p in pieces[1:]:
        out += ("" if _HAN.search(out) and (_HAN.search(p) or p.isdigit()) else ", ") + p
    return out


def _of_agent(
    n: Normal, i: int, turns: Sequence[Turn], found: Sequence[Entity], state: _State
) -> list[Piece]:
    wanted = asked(n.text)
    found = found or _offered(n)
    asks = bool(ASKS["address"].search(n.text) or _ASKS_MORE.search(n.text))
    answer = turns[i + 1] if i + 1 < len(turns) else None
    refused = (
        answer is not None
        and answer.speaker != "agent"
        and (refuses(answer.text) or _takes_back(n.text, answer.text))
    )
    goes_on = state.open and wanted is None and bool(HUM.fullmatch(n.text))
    read: list[Piece] = []
    if found or state.known:
        read = _repeated(n, i, turns, found[:1], state)
        if not read and state.known:
            read = _echo(n, state.known)
    state.town = None
    if asks and not read and not state.known:
        read = [p for p in pieces_of.told(n) if kinds.region(p.value)]
        town = None if read else TOWN_ASKED.search(n.text)
        state.town = town["t"] if town and not NO_TOWN.search(town["t"]) else None
    if state.known and not asks and not any(kinds.head(p.value) or _like(p.value, state.known) for p in read):
        read = []
    state.open, state.read = asks or goes_on, bool(read)
    state.else_asked = wanted not in (None, "address")
    state.refused = [p.value for p in read] if refused else []
    return [] if refused else read


def _offered(n: Normal) -> list[Entity]:
    """A house and its street that an agent asks about: "Collecting from 6 Ivy Mount?"."""
    m = _OFFER.search(n.raw)
    return [Entity("address", m[1], m[1], *m.span(1))] if m else []


def _like(piece: str, known: Sequence[str]) -> bool:
    return within(fold(piece), fold("".join(known))) or any(same_piece(p, piece) for p in known)


def _repeated(
    n: Normal, i: int, turns: Sequence[Turn], found: Sequence[Entity], state: _State
) -> list[Piece]:
    """The place that an agent names in one sentence, without what it goes on to say: "22 Mill Lane, Fletching. Cheers, Sue."."""
    if not found:
        return []
    lead = _SAME_AS.match(n.raw, found[0].start, found[0].end)
    start = lead.end() if lead else found[0].start
    first, end = _sentence(n.raw, start)
    told = [p for p in pieces_of.told(n, (start, min(found[0].end, end))) if first <= p.start < end]
    before = [p for p in pieces_of.told(n) if first <= p.start and told and p.end <= told[0].start]
    whole = fold("".join(state.known))
    told = [*(p for p in before if len(p.value) > 1 and within(fold(p.value), whole)), *told]
    if not state.known:
        return told
    said = fold("".join(t.text[-HEARD:] for t in turns[max(0, i - _BEFORE) : i]) + "".join(state.known))
    return [p for k, p in enumerate(told) if not k or _told_before(p.value, said)]


def _sentence(raw: str, at: int) -> tuple[int, int]:
    """The sentence in which something stands."""
    stop = _SENTENCE_ENDS.search(raw, at + 1)
    begins = max((m.end() for m in _SENTENCE_ENDS.finditer(raw, 0, at)), default=0)
    return begins, stop.start() if stop else len(raw)


def _told_before(piece: str, said: str) -> bool:
    """Whether the caller may have said a piece that the agent says; a name in Latin letters may come from the agent's papers."""
    if piece.isascii():
        return not _IDLE.search(piece) and (
            piece[:1].isupper() or any(map(str.isdigit, piece)) or fold(piece) in said
        )
    return within(fold(piece), said)


def _takes_back(said: str, answer: str) -> bool:
    """Whether an answer puts a word of what the agent has said in its place: "Dock Road, not street"."""
    wrong = _NOT_THIS.search(normalise(answer[:200]).text)
    return wrong is not None and bool(re.search(rf"\b{re.escape(wrong[1])}\b", said))


def _echo(n: Normal, known: Sequence[str]) -> list[Piece]:
    """What an agent reads back of a place that is no address by itself: it sounds like what is known."""
    whole = fold("".join(known))
    told = pieces_of.told(n)
    read = [p for p in told if len(p.value) > 1 and within(fold(p.value), whole)]
    if read and any(kinds.head(p.value) or " " in p.value for p in read):
        stop = _SENTENCE_ENDS.search(n.raw, read[-1].end)
        end = stop.start() if stop else len(n.raw)
        read = [
            p
            for p in told
            if p in read or (read[0].start < p.start < end and kinds.kind(p.value) and _DIGIT.search(p.value))
        ]
    house = next((m for p in known if (m := _HOUSE.search(p))), None)
    if read or house is None or (again := re.search(rf"(?<!\d){house[0]}(?!\d)", n.text)) is None:
        return read
    start, end = n.original(*again.span())
    return [Piece(house[0], start, end)]


def _of_caller(n: Normal, found: Sequence[Entity], state: _State) -> list[Piece]:
    corrects = state.read and bool(NO.search(n.text) or (_MOVED.search(n.text) and not state.else_asked))
    if state.read and not (state.open or corrects):
        mends = [
            p
            for p in pieces_of.told(n)
            if kinds.unit_in(state.known, p.value) or kinds.other_of_kind(state.known, p.value)
        ]
        if mends:
            return mends
    if (state.open or corrects) and not _SAME.search(n.text):
        said = pieces_of.told(n)
        if not state.open and not NO.search(n.text):
            said = said if any(kinds.head(p.value) or _DIGIT.search(fold(p.value)) for p in said) else []
        if state.known and not corrects and not any(kinds.tells(p.value) for p in said):
            said = []
        if said and (state.known or len("".join(p.value for p in said)) >= 4):
            return said
    if found:
        e = found[-1]
        return pieces_of.told(n, (e.start, e.end)) or [Piece(e.text, e.start, e.end)]
    return pieces_of.untold(n)
