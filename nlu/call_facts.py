"""The facts of a call: what it says about each field, by whom and in which line, as it stands at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu import lengths, recounts, when
from nlu.asking import FIELDS, YES, asked, refuses_it
from nlu.callers import contact
from nlu.dictation import dictated
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.recounts import how_long, read_back, settled
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding
from nlu.whereabouts import places

SINGLE = (
    "serial_number", "model", "phone", "error_code", "contact_name", "address", "visit_time", "duration", "affected_count",
)  # fmt: skip
CALLERS = (
    "contact_name",
    "duration",
    "affected_count",
    "error_code",
)  # what the agent says of these is not about the case
_OPENING_HOURS = regex(r"下班|上班|营业|几点关|\bopen\b|\bclose\b|\bfinish\b")


_AGREES = regex(rf"{YES.pattern}|\s*(?:ya|just|only)\b")
#: A length that is settled is another one now.
_ANEW = regex(r"不对|不是|其实|改|\b(?:actually|no|sorry|make (?:it|that)|rather|wait)\b", re.I)
_BARE = regex(r"\d+|[a-z]+", re.I)
_SPELLED = regex(r"[A-Z] [A-Z]")  # H A N R A H A N is no hour
_EITHER = regex(r"或|还是|\bor\b", re.IGNORECASE)
_SUITS = regex(
    r"[ ,，]*(?:可以|行|没问题|好的?|中|得|(?:is|would be|'s|will be) (?:good|fine|great|perfect|ok)|works|suits|(?:will|'ll) do)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the call says about one field, by whom and in which line of the transcript."""

    field: str
    value: str
    text: str
    speaker: str
    line: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    field: str
    said: tuple[Fact, ...]


def stated(
    turns: Sequence[Turn], parsed: Sequence[Understanding]
) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
    """What stands of each field, and what was said of it that differs."""
    heard: dict[str, list[Fact]] = {}
    length_settled = False
    for i, (turn, u) in enumerate(zip(turns, parsed, strict=True)):
        agent = turn.speaker == "agent"
        answer = turns[i + 1].text if i + 1 < len(turns) else ""
        if agent and refuses_it(turn.text, answer, of_it=_of_times(answer)):
            continue
        asked_how_long = how_long(_question(turns, i))
        anew = asked_how_long or bool(_ANEW.search(turn.text))
        found = _named_now(turns, i, u, heard, lengths_too=anew or not length_settled)
        if agent:
            found = _by_agent(turns, i, found)
        else:
            found |= {
                field: e for field, e in _answered(turns, i).items()
                if field not in found or found[field].value in e.value
            }  # fmt: skip
            found |= _settled(turns, i, heard, found)
        for field, e in found.items():
            last = heard[field][-1].value if field in heard else ""
            if field in ("address", "contact_name"):
                continue
            if not (field == "visit_time" and last and _less(e.value, last, agent=agent)):
                heard.setdefault(field, []).append(Fact(field, e.value, e.text, turn.speaker, turn.line))
        length_settled = length_settled or ("duration" in heard and (asked_how_long or agent))
    for h in dictated(turns, parsed):
        turn = turns[h.turn]
        said = turn.text[h.start : h.end] or turn.text
        heard.setdefault(h.field, []).append(Fact(h.field, h.value, said, turn.speaker, turn.line))
    if (one := _one_of_several(turns, heard.get("affected_count", []))) is not None:
        heard.setdefault("affected_count", []).append(one)
    heard |= _places(turns, parsed)
    heard |= _names(turns, parsed, heard)
    facts = tuple(f[-1] for f in heard.values())
    contradictions = tuple(
        Contradiction(field, tuple(f)) for field, f in heard.items() if len({_folded(x.value) for x in f}) > 1
    )
    return facts, contradictions


def _named_now(
    turns: Sequence[Turn], i: int, u: Understanding, heard: dict[str, list[Fact]], *, lengths_too: bool
) -> dict[str, Entity]:
    """What a turn names of all that is no number of a plate."""
    text, agent = turns[i].text, turns[i].speaker == "agent"
    found: dict[str, Entity] = {}
    for e in u.entities:
        if e.entity == "duration" and (_SPELLED.fullmatch(e.text) or not lengths_too):
            continue
        if e.entity in SINGLE and e.entity not in FIELDS and _stands(e, text):
            if e.entity == "affected_count" and how_long(_question(turns, i)) and _BARE.fullmatch(e.text):
                continue  # "Now three plus. Say seven hours."
            again = e.entity in found or (e.entity in heard and not agent)
            if e.entity == "affected_count" and (again or _number_asked(turns, i)):
                continue  # the first number counts, unless the caller puts it right
            if e.entity == "visit_time" and e.entity in found and _SUITS.match(text, found[e.entity].end):
                continue  # "Friday is good, I'm in Friday and Saturday"
            found[e.entity] = e
    return found


def _by_agent(turns: Sequence[Turn], i: int, named: dict[str, Entity]) -> dict[str, Entity]:
    """What of an agent's turn is about the case: what it reads back, a time, a number that the caller agrees to."""
    text, before = turns[i].text, turns[i - 1] if i else None
    found = {field: e for field, e in named.items() if field not in CALLERS}
    agreed = i + 1 < len(turns) and _AGREES.match(normalise(turns[i + 1].text).text)
    if agreed and "affected_count" in named and text.rstrip().endswith(("?", "？", "吗", "吧")):
        found["affected_count"] = named["affected_count"]
    if before is not None and before.speaker != "agent":
        found |= read_back(_question(turns, i - 1), before.text, text)
    if before is not None and _OPENING_HOURS.search(before.text):
        found.pop("visit_time", None)
    return found


def _one_of_several(turns: Sequence[Turn], told: Sequence[Fact]) -> Fact | None:
    """The one that is faulty where the others are said to work and nobody says a number, or only how many there are."""
    others = next((t for t in turns if t.speaker != "agent" and recounts.others_work(t.text)), None)
    if others is None:
        return None
    for turn in turns[: turns.index(others) + 1]:
        if turn.speaker == "agent" or (one := recounts.one_named(turn.text)) is None:
            continue
        if not told or (told[-1].line == turn.line and turn.text.find(told[-1].text) < turn.text.find(one)):
            return Fact("affected_count", "1", one, turn.speaker, turn.line)
    return None


def _question(turns: Sequence[Turn], i: int) -> str:
    """What the agent has said before a turn."""
    return next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")


def _of_times(answer: str) -> bool:
    """Whether an answer tells of a time or a length."""
    text = normalise(answer).text
    return bool(when.standing(answer) or lengths.chinese(text) or lengths.english(text))


def _less(one: str, other: str, *, agent: bool) -> bool:
    """Whether a time is another one with less told of it ("Thursday", "Thursday after four"); an agent only cuts it off behind."""
    a, b = _folded(one), _folded(other)
    return a != b and (b.startswith(a) or (not agent and a in b)) and not _EITHER.search(other)


def _places(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> dict[str, list[Fact]]:
    """What the call tells of the place; what says more of the same takes the place of what it adds to."""
    said: list[Fact] = []
    for w in places(turns, parsed):
        turn = turns[w.turn]
        said = said[:-1] if w.grown else said
        said.append(Fact("address", w.value, turn.text[w.start : w.end], turn.speaker, turn.line))
    return {"address": said} if said else {}


def _names(
    turns: Sequence[Turn], parsed: Sequence[Understanding], heard: dict[str, list[Fact]]
) -> dict[str, list[Fact]]:
    """Whom to ask for; a name that another has in it is not another name, and one of the place is nobody's."""
    place = heard["address"][-1].value if "address" in heard else ""
    said = contact(turns, parsed, place)
    said = [n for n in said if not _of_place(n.value, place)] or said
    if not said:
        return {}
    last = said[-1]
    if _folded(place) == _folded(last.value):
        del heard["address"]  # "Cody Wasylyk, number?" tells of no place
    kept = [n for n in said if _folded(n.value) not in _folded(last.value) and n is not last]
    facts = [
        Fact("contact_name", n.value, n.text, turns[n.turn].speaker, turns[n.turn].line)
        for n in [*kept, last]
    ]
    return {"contact_name": facts}


def _of_place(name: str, place: str) -> bool:
    """Whether what looks like a name is a piece of the place."""
    whole = name.isascii() and re.search(rf"\b{re.escape(name)}\b", place)
    return bool(whole) and _folded(name) != _folded(place)


def _settled(
    turns: Sequence[Turn], i: int, heard: dict[str, list[Fact]], found: dict[str, Entity]
) -> dict[str, Entity]:
    """A number or a length of time that is asked for, or put right."""
    before = _question(turns, i)
    if _number_asked(turns, i):
        return {}
    known = heard["affected_count"][-1] if "affected_count" in heard else found.get("affected_count")
    return settled(before, turns[i].text, known=known is not None)


def _number_asked(turns: Sequence[Turn], i: int) -> bool:
    """Whether a turn answers a question for a number: its "nineteen" counts nothing."""
    before = next((t for t in reversed(turns[:i]) if t.speaker == "agent"), None)
    return before is not None and asked(normalise(before.text).text) in FIELDS


def _stands(e: Entity, text: str) -> bool:
    """Of several times in one turn only those count that the turn leaves standing."""
    if e.entity != "visit_time":
        return True
    return any(a < e.end and e.start < b for a, b in when.standing(text))


def _folded(value: str) -> str:
    return re.sub(r"\W", "", value).casefold()


def _answered(turns: Sequence[Turn], i: int) -> dict[str, Entity]:
    """The time that answers the agent's question for one."""
    before = next((t for t in reversed(turns[:i]) if t.speaker == "agent"), None)
    if before is None:
        return {}
    wanted = asked(normalise(before.text).text)
    offered = when.standing(before.text) if turns[i - 1] is before and wanted is None else ()
    if (wanted == "visit_time" or offered) and (times := when.standing(turns[i].text)):
        a, b = times[-1]
        said = turns[i].text[a:b]
        return {"visit_time": Entity("visit_time", said, said, a, b)}
    return {}
