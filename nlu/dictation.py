"""Numbers that are dictated in a call: in pieces over several turns, read back, refused and corrected.

The caller's last word counts, and the agent's read-back counts unless the caller refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlu.asking import FIELDS, HUM, NO, OTHERWISE, YES, asked, refuses
from nlu.entities import by_rules
from nlu.mending import MENDS, REFUSED, TAIL, aligned, pair
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.phones import phone_value
from nlu.spelling import Run, runs
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding

_PLATES = ("serial_number", "model", "error_code")
_MORE = regex(r"还有|没(?:念|说|报)?完|后面还|不止|\bmore\b|\bnot all\b|\bgoes on\b")
_ON_DISPLAY = regex(
    r"屏幕?上|面板上|\b(?:on|in) (?:the|its) (?:display|screen|panel|lcd)\b|\banything (?:showing|flashing)"
)
_SHOWS = regex(
    r"显示|代码|故障码|报[了着个警错]?|屏|面板|\b(?:display|screen|panel|shows?|showing|says?|codes?|errors?|flash\w*)\b"
)
#: Yes, and another one all the same.
_RATHER = regex(
    r"不过|但是?|改|换|还是|另外|最好|\b(?:but|rather|instead|actually|better|though|use|change)\b"
)
_SPOKEN = regex(r"[a-z]{2,}|^[^\d]+$")
_PHONE_LIKE = regex(r"\+?\d{7,15}")
_POST_CODE = regex(r"[a-z]{1,2}\d{1,2}[a-z]? \d[a-z]{2}")
_MODEL = regex(r"(?<![a-z0-9])[a-z]{1,6}[a-z0-9\-]*\d[a-z0-9\-]*(?: (?:pro|plus|max|mini|lite)\b)?")


@dataclass(frozen=True, slots=True)
class Heard:
    """A value as it stood after a turn, and where that turn says it."""

    field: str
    value: str
    turn: int
    start: int
    end: int


@dataclass(slots=True)
class _State:
    asked: str | None = None
    own: dict[str, str] = field(default_factory=dict)  # what the caller said so far
    read: dict[str, str] = field(default_factory=dict)  # what the agent read back in the turn before


def dictated(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> list[Heard]:
    """Every value of a number field in the order in which the call states it."""
    state, heard = _State(), list[Heard]()
    for i, turn in enumerate(turns):
        n = normalise(turn.text)
        spelled = [r for r in runs(n.text, least=1) if not _article(n.text, r)]
        named = _named(n, parsed[i].entities, state.asked)
        if turn.speaker == "agent":
            refused = i + 1 < len(turns) and turns[i + 1].speaker != "agent" and refuses(turns[i + 1].text)
            heard += _agent(n, i, spelled, named, state, refused=refused)
        else:
            others = [e for e in parsed[i].entities if e.entity not in FIELDS or e.entity in named]
            heard += _caller(n, i, spelled, named, state, others)
    return heard


def _named(n: Normal, entities: Sequence[Entity], wanted: str | None) -> dict[str, Entity]:
    """The numbers that a turn names, as rules find them, for the tagger knows messages, and no pieces of numbers; from it
    comes only what the agent has asked for: eight digits after "your phone?" are no plate."""
    named = {e.entity: e for e in by_rules(n) if e.entity in FIELDS}
    named = {e.entity: e for e in entities if e.entity == wanted and e.entity in FIELDS} | named
    code = named.get("error_code")
    if (
        code is not None
        and wanted in ("serial_number", "phone")
        and (code.value[:1].isdigit() or _SPOKEN.search(code.text))
    ):
        del named["error_code"]
    plate = named.get("serial_number")
    if (
        plate is not None
        and wanted == "phone"
        and "phone" not in named
        and _PHONE_LIKE.fullmatch(plate.value)
    ):
        named["phone"] = replace(named.pop("serial_number"), entity="phone")
    return named


def _article(text: str, run: Run) -> bool:
    """ "a" and "I" are words where another word follows."""
    return run.value in ("A", "I") and bool(re.match(r" [a-z]{2}", text[run.end : run.end + 3]))


def _agent(
    n: Normal, i: int, spelled: Sequence[Run], named: Mapping[str, Entity], state: _State, *, refused: bool
) -> list[Heard]:
    found = [Heard(_meant(name, named, state), e.value, i, e.start, e.end) for name, e in named.items()]
    for run in spelled:
        if _POST_CODE.fullmatch(n.text, run.start, run.end):
            continue
        known = next((f for f, v in state.own.items() if v == run.value), None)
        guess = known or (state.asked if state.asked in FIELDS else None)
        name = (
            "phone"
            if run.value.isdigit() and (guess != "serial_number" or phone_value(run.value))
            else "serial_number"
        )
        name = guess if guess in ("error_code", "model") else name
        if (len(run.bare) >= 6 and len(run.digits) >= 3) or (
            (guess == name and len(run.bare) >= 2) and name not in named
        ):
            start, end = n.original(run.start, run.end)
            if not any(h.field == name or (h.start < end and start < h.end) for h in found):
                found.append(Heard(name, run.value, i, start, end))
    now = asked(n.text) or ("error_code" if _ON_DISPLAY.search(n.text) else None)
    if now is not None and not (found and now == "visit_time"):
        if now != state.asked and not any(h.field == now for h in found):
            state.own.pop(now, None)
        state.asked = now
    elif OTHERWISE.search(n.text) or (
        not found and not any(len(r.bare) > 1 for r in spelled) and not HUM.fullmatch(n.text)
    ):
        state.asked = None
    found = [_as_said(h, state.own.get(h.field, "")) for h in found]
    state.read = {h.field: h.value for h in found}
    if refused:
        return []
    return [h for h in found if _whole(h.field, h.value) and not _begins(h.value, state.own.get(h.field, ""))]


def _meant(name: str, named: Mapping[str, Entity], state: _State) -> str:
    """What is read back is what was asked for, whatever it looks like: KN4407 may be a model or a serial number."""
    other = state.asked in _PLATES and name in _PLATES and state.asked not in named
    return state.asked or name if other else name


def _as_said(heard: Heard, own: str) -> Heard:
    """A read-back drops dashes that the caller said."""
    same = heard.value.replace("-", "") == own.replace("-", "")
    if (
        heard.field == "serial_number"
        and len(heard.value) >= 5
        and heard.value.isdigit()
        and own.endswith(heard.value)
    ):
        return replace(heard, value=own)
    return replace(heard, value=own) if same and own.count("-") > heard.value.count("-") else heard


def _begins(part: str, whole: str) -> bool:
    part, whole = part.replace("-", ""), whole.replace("-", "")
    return len(part) < len(whole) and whole.startswith(part)


def _whole(name: str, value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    if name == "phone":
        return 7 <= digits <= 15 and digits >= len(value) - 1
    return len(value) >= 5 and digits >= 3 if name == "serial_number" else len(value) >= 2 and digits >= 1


def _belongs(n: Normal, run: Run, name: str, others: Sequence[Entity]) -> bool:
    """Whether digits are part of something else that the turn says: a phone, a house number, a time."""
    start, end = n.original(run.start, run.end)
    return any(e.entity != name and e.start < end and start < e.end for e in others)


def _caller(
    n: Normal,
    i: int,
    spelled: Sequence[Run],
    named: Mapping[str, Entity],
    state: _State,
    others: Sequence[Entity] = (),
) -> list[Heard]:
    heard: list[Heard] = []
    name = state.asked if state.asked in FIELDS else next(iter(state.read), None)
    goes_on = state.asked in FIELDS and state.asked not in state.read and not NO.search(n.text)
    if state.read and not goes_on:
        name = next((f for f in state.read if f in ("phone", "serial_number")), name)
    answers = state.asked not in (None, *FIELDS) and not NO.search(n.text)  # letters of a name, a post code
    if answers:
        name = None
        unasked = ("serial_number", "error_code", "model") if state.asked == "address" else ("error_code",)
        shows = _SHOWS.search(n.text)  # a code that is told with what shows it
        named = {f: e for f, e in named.items() if f not in unasked or (f == "error_code" and shows)}
    agrees = YES.search(n.text) and not NO.search(n.text) and not _RATHER.search(n.text)
    another = name == "phone" and name in named and len(named[name].value) >= 8  # no stray number
    if name in named and name in state.read and agrees and not another:
        named = {f: e for f, e in named.items() if f != name}  # "Yes. And there's a tag, M O H 3 3 9 8"
    if name is not None and _whole(name, state.own.get(name, "")):
        spelled = [r for r in spelled if not _belongs(n, r, name, others)]
    for other, e in named.items():
        if other == name or name is None or (other in ("phone", "error_code") and _whole(other, e.value)):
            state.own[other] = e.value
            heard.append(Heard(other, e.text if other == "model" else e.value, i, e.start, e.end))
    if name in named or name is None or name not in FIELDS:
        state.read = {}
        return heard if name in named or named else _plain(n, i, name, heard)
    value = _answer(name, n.text, spelled, state)
    if value:
        state.own[name] = value
        if _whole(name, value) or (name == "error_code" and len(value) >= 2):
            start = spelled[0].start if spelled else 0
            a, b = n.original(start, spelled[-1].end if spelled else len(n.text))
            heard.append(Heard(name, value, i, a, b))
    state.read = {}
    return _plain(n, i, name, heard)


def _plain(n: Normal, i: int, name: str | None, heard: list[Heard]) -> list[Heard]:
    """A model is said as it is written: "V8 Pro"."""
    if name == "model" and (m := _MODEL.search(n.text)) is not None:
        a, b = n.original(*m.span())
        return [*(h for h in heard if h.field != "model"), Heard("model", n.raw[a:b], i, a, b)]
    return heard


_QUANTITY = regex(r" ?(?:[度%℃分秒小天年个台]|degrees|minutes|hours|days|units)")


def _answer(name: str, text: str, spelled: Sequence[Run], state: _State) -> str | None:
    """What the caller's number is after this turn, or None where the turn says nothing of it."""
    spelled = [r for r in spelled if not _QUANTITY.match(text, r.end)]
    if not spelled and pair(text) is None:
        return None
    own, read = state.own.get(name, ""), state.read.get(name)
    refuses = bool(NO.search(text)) and not _MORE.search(text)
    if name == "phone" and len(own) >= 10 and not refuses and sum(len(r.value) for r in spelled) < 3:
        return None
    led = spelled[0].led if spelled and own and name == "serial_number" else ""
    if read is not None and not YES.search(text):
        echo = read.replace("-", "") == own.replace("-", "")
        if not echo or refuses:
            return _corrected(name, text, spelled, own, read)
        digits = name in ("phone", "serial_number") and all(r.value.isdigit() and not r.led for r in spelled)
        if digits and _whole(name, own) and not _MORE.search(text) and sum(len(r.value) for r in spelled) < 3:
            return None  # read back as it was said: "27" is a house, "one" a word
    if read is not None and YES.search(text):
        return None
    said = _joined(text, spelled)
    if name == "error_code":
        return spelled[-1].value if len(spelled[-1].value) > 1 else None
    if not own or said.startswith(own) or (name == "phone" and len(said) >= 10):
        return said
    if refuses:
        return _corrected(name, text, spelled, own, own)
    return own + led + said if len(own) + len(said) <= (13 if name == "phone" else 30) else said


def _joined(text: str, spelled: Sequence[Run]) -> str:
    """The pieces of one turn; "six five, sorry six four" mends its own end."""
    value, last = "", 0
    for run in spelled:
        between = text[last : run.start]
        if value and MENDS.search(between) and len(run.value) < len(value):
            value = value[: -len(run.value)] + run.value
        elif len(run.value) > len(value) and run.value.startswith(value):
            value = run.value
        else:
            value += run.value
        last = run.end
    return value


def _corrected(name: str, text: str, spelled: Sequence[Run], own: str, read: str) -> str | None:
    swapped = pair(text)
    if swapped is not None:
        old, new = swapped
        at = read.rfind(old)
        if at >= 0 and old != new:
            return own if _differs_by(own, read, new) else read[:at] + new + read[at + 1 :]
    long = [
        r
        for r in spelled
        if len(r.bare) >= 2
        and (len(set(r.bare)) > 1 or r.bare.isdigit())
        and not REFUSED.search(text, 0, r.start)
    ]
    if long:
        run = long[-1]
        if len(run.bare) >= len(read.replace("-", "")) - 1 or (name == "phone" and len(run.value) >= 10):
            return run.value
        return aligned(read if len(read) >= len(own) else own, run.bare, tail=bool(TAIL.search(text)))
    if spelled and own and _differs_by(own, read, spelled[-1].value[-1]):
        return own
    if spelled and TAIL.search(text):
        return read[: -len(spelled[-1].value)] + spelled[-1].value
    return None


def _differs_by(own: str, read: str, char: str) -> bool:
    """Whether what the caller had said has ``char`` just where the read-back has something else."""
    a, b = own.replace("-", ""), read.replace("-", "")
    return bool(a) and any(x == char and x != y for x, y in zip(a, b, strict=False))
