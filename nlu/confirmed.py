"""Which of the numbers that a call tells stand at its end.

What an agent says after the caller and nobody refuses is confirmed; after that only what takes its place in so many words counts:
a number of another thing that is told later changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from nlu.asking import ASKS, HUM, YES, all_asked, asked, no_after_all, refuses_it
from nlu.mending import MENDS, TAIL
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.phones import phone_value
from nlu.read_backs import EITHER, NOT_THAT
from nlu.slots import Heard, whole
from nlu.spelling import runs
from nlu.transcripts import Turn
from nlu.written_numbers import Literal, fits, likeness, literals, said_of, says_model

HEARD = 400  # characters of a turn
LEAST_OF_A_PHONE = 6  # figures in a row that are another telephone
SOON = 30  # characters of an answer in which a single sign puts right what was read
ABOVE = 3  # turns of an agent in which it says where to look for what it has asked
BACK = 3  # turns of the caller that one read-back may sum up
_SURE, _CLOSE = 0.75, 0.5
_LETTER = regex(r" ([A-Z])(?![\w'’])")
_FIGURE = regex(r"\d")
_INTERNATIONAL = regex(r"\+\d(?:[ -]?\d){7,14}(?!\d)")
_FIGURES = regex(r"\D")
_SPELLED = regex(r"[^A-Z\d]")
#: Another number than the one that was read back.
_ANOTHER = regex(
    r"另|换|改|不是|不对|别|其实|更正|新的|\b(?:not|other|instead|wrong|actually|rather|use|better|sorry|wait|new|changed?)\b"
)
_MORE = regex(
    r"还有|没(?:念|说|报)?完|后面|不止|\b(?:more|not all|goes on|tail|another|on the end|after (?:it|that))\b"
)
#: What tells that a code is one: a display, a lamp, a message.
_SHOWS = regex(
    r"显示|代码|故障|报[了着个警错]|屏|面板|闪|灯|跳出|提示|\b(?:showing|says|reads|message|lights?|display|screen|panel|codes?|errors?|alarms?|fault|flash\w*|blink\w*)\b"
)


_OF_MODEL = regex(r"型号|机型|\bmodel\b|\btype\b")
#: The agent only says it after the caller, and asks nothing else.
_ONLY_ECHO = regex(
    r"[\s,，.。?？!！]*(?:(?:对[吗吧不]?|是[吗吧]|好的?|right|correct|okay|ok|yeah|yes|lovely|got it)[\s,，.。?？!！]*)*",
    re.I,
)


_AGREES = regex(
    rf"{YES.pattern}|\s*(?:you got it|you've got it|that's (?:him|her|the one)|perfect|bingo|嗯|行|好的?|没错)"
)


def settle(turns: Sequence[Turn], heard: Sequence[Heard]) -> list[Heard]:
    """What was heard, with what is confirmed as the last word of its field."""
    made = list(heard)
    sure = {c.field: c for c in _typed(list(_confirmed(turns, heard)))}  # the last of each field
    for c in sure.values():
        mine = _bare(c.value)
        made = [h for h in made if h.field == c.field or _bare(h.value) != mine]
        later = [h for h in made if h.field == c.field and h.turn > c.turn and _replaces(turns, h, c)]
        made = [
            h
            for h in made
            if h.field != c.field or h.turn < c.turn or (h.turn == c.turn and h.value == c.value)
        ]
        made += [c, *later]
    return made


def _typed(confirmed: list[Heard]) -> list[Heard]:
    """With the first of two telephones that are nothing alike as the number of the device, where that has no other."""
    if any(c.field == "serial_number" for c in confirmed):
        return confirmed
    phones = [c for c in confirmed if c.field == "phone"]
    if (
        phones
        and likeness(phones[0].value, phones[-1].value) < _CLOSE
        and phone_value(phones[0].value) is None
    ):
        return [replace(c, field="serial_number") if c is phones[0] else c for c in confirmed]
    return confirmed


def _confirmed(turns: Sequence[Turn], heard: Sequence[Heard]) -> Iterator[Heard]:
    """Every number that an agent says after the caller and that stands, in the order of the call."""
    known: dict[str, Heard] = {}
    for i, turn in enumerate(turns):
        if turn.speaker != "agent" or not i or turns[i - 1].speaker == "agent":
            continue
        answer = turns[i + 1].text[:HEARD] if i + 1 < len(turns) and turns[i + 1].speaker != "agent" else ""
        said = _said(turns, i)
        written = [_with_letter(turn.text, x, said) for x in _written(turn.text[:HEARD])]
        for x in written:
            if any(_bare(x.value) in _bare(y.value) for y in written if len(y.bare) > len(x.bare)):
                continue
            if refuses_it(turn.text[:HEARD], answer, of_it=_tells_of(answer, x)):
                continue
            if (again := _tail_of(x, known)) is not None:
                yield replace(again, turn=i, start=x.start, end=x.end)
                continue
            if not _backed(x, said) or EITHER.search(turn.text[:HEARD]):
                continue
            field = _field(turns, i, x, heard, known)
            if field is not None and whole(field, x.value) and fits(field, x):
                same = [h for h in heard if h.turn == i and _bare(h.value) == _bare(x.value)]
                at = next((h for h in same if h.field == field), None)
                value = at.value if at is not None else x.value
                known[field] = Heard(field, value, i, x.start, x.end)
                yield known[field]


def _with_letter(text: str, x: Literal, said: Sequence[str]) -> Literal:
    """With the letter that stands apart behind it, where the caller has said it: "TC-250 L"."""
    more = _LETTER.match(text, x.end)
    if more is None or not any(_bare(x.value) + more[1] in s for s in said):
        return x
    return replace(x, value=f"{x.value} {more[1]}", end=more.end())


def _tail_of(x: Literal, known: dict[str, Heard]) -> Heard | None:
    """The number of which an agent says the end again: "the one on the unit counts, 0041"."""
    mine = _bare(x.value)
    if not 3 <= len(mine) <= 5:
        return None
    own = known.get("serial_number")
    return (
        own
        if own is not None and len(_bare(own.value)) > len(mine) and _bare(own.value).endswith(mine)
        else None
    )


def _tells_of(answer: str, x: Literal) -> bool:
    """Whether an answer that begins with no tells of a number: it says some of it, or a single sign."""
    text = normalise(answer).text
    told = [r for r in runs(text, least=1) if text[r.start : r.end] != "one"]
    said, mine = [_bare(r.value) for r in told], _bare(x.value)
    signs = any(len(a) == 1 and r.start < SOON for a, r in zip(said, told, strict=True))
    return signs or any(len(a) > 1 and (a in mine or likeness(a, mine) >= _CLOSE) for a in said)


def _written(text: str) -> Iterator[Literal]:
    """Numbers in an agent's turn, as it writes them or says them sign by sign."""
    abroad = [
        Literal("+" + _FIGURES.sub("", m[0]), *m.span(), "phone") for m in _INTERNATIONAL.finditer(text)
    ]
    apart = (x for x in literals(text) if not any(x.start < a.end and a.start < x.end for a in abroad))
    found = [*abroad, *apart]
    yield from found
    n = normalise(text)
    for run in runs(n.text, least=4):
        a, b = n.original(run.start, run.end)
        if len(run.digits) >= 3 and not any(x.start < b and a < x.end for x in found):
            yield Literal(run.value, a, b, said_of(text, a, b))


def _said(turns: Sequence[Turn], i: int) -> list[str]:
    """What the caller has spelled before an agent's turn: each piece, all of the last turn, all of the last turns."""
    last: list[list[str]] = []
    for k in range(i - 1, max(-1, i - 2 * BACK), -1):
        text = normalise(turns[k].text[:HEARD]).text
        if turns[k].speaker != "agent":
            last.append([_bare(r.value) for r in runs(text, least=1)])
        elif not HUM.fullmatch(text) and len(text) > 24:
            break
    pieces = [p for p in (last[0] if last else []) if len(p) > 1]
    joined = ["".join(p) for p in last]
    return [*pieces, *accumulate(joined, lambda later, earlier: earlier + later)]


def _backed(x: Literal, said: Sequence[str]) -> bool:
    """Whether an agent's number is one that the caller has just said."""
    mine = _bare(x.value)
    if len(mine) < 5:
        return any(mine in (s, s[-len(mine) :]) for s in said)
    return any(likeness(mine, s) >= _SURE for s in said)


def _field(
    turns: Sequence[Turn], i: int, x: Literal, heard: Sequence[Heard], known: dict[str, Heard]
) -> str | None:
    """What a confirmed number is of: what a speaker calls it, what was asked, what it looks like."""
    mine = _bare(x.value)
    asks = _question(turns, i)
    wanted = all_asked(asks)
    named = x.of if x.of is not None else _named(turns[i - 1].text[:HEARD], mine)
    if named is not None:
        return named or None
    said = [h.field for h in heard if h.turn == i and _bare(h.value) == mine]
    before = next((f for f in said if f in wanted), said[0] if said else None)
    plate = len(mine) >= 7 and sum(c.isdigit() for c in mine) >= 4
    shown = not plate and not wanted and bool(_SHOWS.search(asks + normalise(turns[i - 1].text[:HEARD]).text))
    own = known.get("serial_number")
    if (
        before in ("phone", "model")
        and own is not None
        and len(mine) >= 6
        and _shape(own.value) == _shape(x.value)
    ):
        return "serial_number"
    if (
        before == "phone"
        and "serial_number" in wanted
        and "phone" not in wanted
        and phone_value(mine) is None
    ):
        return "serial_number"
    if before == "model" and plate and "serial_number" not in known and not _OF_MODEL.search(asks):
        return "serial_number"
    if before == "serial_number" and own is not None and "serial_number" not in wanted and _other(mine, own):
        return "model" if "model" not in known else None
    if before in ("model", "serial_number") and shown:
        return "error_code"
    if before is not None:
        return before
    if len(wanted) == 1:
        return wanted[0]
    if plate and not mine.isdigit():
        return "serial_number"
    mixed = not mine.isdigit() and not mine.isalpha()
    return "error_code" if shown and mixed else None


def _other(mine: str, own: Heard) -> bool:
    """Whether a number is another than the one of the plate, and shorter: "the ML-1000?" "ML-800."."""
    return len(mine) <= len(_bare(own.value)) - 2 and likeness(mine, own.value) < _SURE


def _shape(value: str) -> str:
    return _FIGURE.sub("9", value)


def _question(turns: Sequence[Turn], i: int) -> str:
    """What the agent has asked before the caller's answer, over what only lets the caller go on."""
    passed = 0
    for k in range(i - 1, -1, -1):
        text = normalise(turns[k].text[-HEARD:]).text
        if turns[k].speaker != "agent" or HUM.fullmatch(text) or _only_a_number(text) or says_model(text):
            continue
        if (asked(text) is not None or "?" in text or passed >= ABOVE) and not NOT_THAT.search(text):
            return text
        passed += 1
    return ""


def _only_a_number(text: str) -> bool:
    """Whether an agent only says after the caller: 2C0031。"""
    said = runs(text, least=1)
    return bool(said) and sum(r.end - r.start for r in said) * 4 >= 3 * len(text.strip(" .。,，?？"))


def _named(text: str, mine: str) -> str | None:
    """What the caller calls the number that an agent repeats."""
    n = normalise(text)
    for run in runs(n.text, least=2):
        if likeness(run.value, mine) >= _SURE:
            return said_of(n.text, run.start, run.end)
    return None


def repeated(turns: Sequence[Turn], h: Heard) -> bool:
    """Whether an agent says it after the caller."""
    return turns[h.turn].speaker == "agent" and _backed(
        Literal(h.value, h.start, h.end), _said(turns, h.turn)
    )


def _replaces(turns: Sequence[Turn], h: Heard, c: Heard) -> bool:
    """Whether what is heard after a read-back takes its place."""
    text = normalise(turns[h.turn].text[:HEARD]).text
    near = likeness(h.value, c.value) >= _SURE or _bare(c.value) in _bare(h.value)
    if turns[h.turn].speaker == "agent":
        return near or bool(ASKS[h.field].search(text))
    if no_after_all(text):
        return False
    if h.field == "phone" and h.turn - c.turn <= 2 and not _bare(h.value).startswith(_bare(c.value)):
        told = max((len(r.digits) for r in runs(text, least=1)), default=0)
        if whole("phone", h.value) and told >= LEAST_OF_A_PHONE:
            return True
    if h.turn == c.turn + 1 and _AGREES.match(text):
        return near and bool(_MORE.search(text))
    if h.turn == c.turn + 1 and _ONLY_ECHO.fullmatch(turns[c.turn].text, c.end):
        return near or likeness(h.value, c.value) >= _CLOSE
    if near and h.turn - c.turn <= 2 and (MENDS.search(text) or _MORE.search(text) or TAIL.search(text)):
        return True
    before = next((k for k in range(h.turn - 1, -1, -1) if turns[k].speaker == "agent"), -1)
    asked_again = before > c.turn and h.field in all_asked(normalise(turns[before].text[-HEARD:]).text)
    return whole(h.field, h.value) and (
        asked_again or bool(_ANOTHER.search(text) and ASKS[h.field].search(text))
    )


def _bare(value: str) -> str:
    return _SPELLED.sub("", value.upper())


__all__ = ["repeated", "settle"]
