"""Numbers that are dictated in a call: in pieces over several turns, read back, refused and corrected.

The caller's last word counts, and the agent's read-back counts unless the caller refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlu.asking import ASKS, FIELDS, HUM, NO, OTHERWISE, YES, all_asked, asked, refuses
from nlu.entities import by_rules
from nlu.mending import MENDS, REFUSED, TAIL, aligned, pair
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.phones import phone_value
from nlu.read_backs import Literal, alike, fits, likeness, literals, of_slot, said_of
from nlu.spelling import Run, runs
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding

_PLATES = ("serial_number", "model", "error_code")
_MORE = regex(r"还有|没(?:念|说|报)?完|后面还|不止|\bmore\b|\bnot all\b|\bgoes on\b")
_ON_DISPLAY = regex(
    r"屏幕?上|面板上|\b(?:on|in) (?:the|its) (?:display|screen|panel|lcd)\b|\banything (?:showing|flashing)|(?<!my )\bscreen (?:lit|sa[iy]|show)|\bany (?:message|error|code)|\bmessage (?:up|on)|\bwhat(?:'s| is| does) the (?:\w+ ){1,2}(?:tell|show|say|display)|提示"
)
_SHOWS = regex(
    r"显示|代码|故障码|报[了着个警错]?|屏|面板|\b(?:display|screen|panel|shows?|showing|says?|codes?|errors?|flash\w*)\b"
)
#: The agent wants another number than the one that is begun.
_NOT_THAT = regex(r"不[念要]|念下面|下面那?一?行|\bnot that one\b|\bthe (?:other|next) (?:one|line)\b")
_NO_MORE = regex(
    r"[\s,，.。?？!！]*(?:(?:对[吗吧不]|是[吗吧]|对不对|right|correct|is that right|yeah|yes)[\s,，.。?？!！]*)?",
    re.I,
)
_ENDS = regex(r"[.。?？!！]\s*$")
_CODE = regex(r"[A-Z]{1,3}-?\d{1,4}")
_FEW = regex(r"[^?？]{1,8}|(?:[\w']+[ ,.]*){1,3}")
#: Yes, and another one all the same.
_RATHER = regex(
    r"不过|但是?|改|换|还是|另外|最好|\b(?:but|rather|instead|actually|better|though|use|change)\b"
)
_PHONE_BEHIND_A_NAME = regex(r"[A-Z]{3,}-?(0\d{6,11}|1[3-9]\d{9})")
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
    closed: set[str] = field(default_factory=set)  # read back, and not refused
    slots: list[str] = field(default_factory=list)  # the numbers that the agent has asked for in one turn
    said: list[str] = field(default_factory=list)  # what the caller has spelled in the turn before
    shown: bool = False  # the caller tells what a display shows


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
    written = literals(n.raw)
    back = _read_back(written, i, state)
    found = [Heard(_meant(name, named, state), e.value, i, e.start, e.end) for name, e in named.items()]
    found = [
        h for h in found if not any(h.field == b.field or (h.start < b.end and b.start < h.end) for b in back)
    ]
    found = [h for h in found if not _strange(n, h, state)] + back
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
    _ask(n, found, spelled, state)
    found = [_as_said(h, state.own.get(h.field, ""), state.said) for h in found]
    state.read = {h.field: h.value for h in sorted(found, key=lambda h: -h.start)}
    doubted = max(found, key=lambda h: h.start).field if found and refused else None
    whole = bool(_ENDS.search(n.raw))
    stands = [
        h
        for h in found
        if h.field != doubted
        and _whole(h.field, h.value)
        and (
            not _begins(h.value, own := state.own.get(h.field, ""))
            or (whole and h in back and len(h.value) > len(own) - 3)
        )
    ]
    for h in stands:
        state.own.setdefault(h.field, h.value)
    if not _echoes(n.raw, back):
        state.closed |= {h.field for h in stands if h.field in {b.field for b in back}}
    return stands


def _strange(n: Normal, h: Heard, state: _State) -> bool:
    """Whether what looks like a serial number is nothing like the one that has been dictated, and is not called one."""
    own = state.own.get(h.field, "")
    return (
        h.field == "serial_number"
        and _whole(h.field, own)
        and not alike(h.value, own)
        and not ASKS[h.field].search(n.text)
    )


def _read_back(written: Sequence[Literal], i: int, state: _State) -> list[Heard]:
    """What an agent reads back of what is being dictated, and of a field that it names."""
    made: list[Heard] = []
    slots = [f for f in state.slots if f not in state.closed]
    slots = slots or ([state.asked] if state.asked in FIELDS else [])
    best = {f: x for f in slots if (x := of_slot(written, f, state.own.get(f, ""))) is not None}
    for x in written:
        name = (
            x.of
            if x.of is not None
            else _of_own(x, state) or next((f for f in slots if best.get(f) is x), None)
        )
        if name and fits(name, x) and not any(h.field == name for h in made):
            made.append(Heard(name, _digits(name, x.value), i, x.start, x.end))
            slots = [f for f in slots if f != name]
            for slot in slots:  # "XD48-C is the model": it is not what was asked for
                if alike(x.value, state.own.get(slot, "")):
                    state.own.pop(slot)
    return made


def _ask(n: Normal, found: Sequence[Heard], spelled: Sequence[Run], state: _State) -> None:
    """What the agent asks for now."""
    now = asked(n.text) or ("error_code" if _ON_DISPLAY.search(n.text) else None)
    if now in FIELDS and any(h.field == now for h in found):
        return
    if _NOT_THAT.search(n.text):
        for slot in state.slots:
            state.own.pop(slot, None)
    if now is not None:
        slots = all_asked(n.text)
        slots += ["error_code"] if _ON_DISPLAY.search(n.text) and "error_code" not in slots else []
        state.slots = [f for f in slots if not any(h.field == f for h in found)]
        state.closed -= set(state.slots)
    if now is not None and not (found and now == "visit_time"):
        if now != state.asked and not any(h.field == now for h in found):
            state.own.pop(now, None)
        state.asked = now
    elif OTHERWISE.search(n.text) or (
        not found
        and not any(len(r.bare) > 1 for r in spelled)
        and not HUM.fullmatch(n.text)
        and not _FEW.fullmatch(n.text)
    ):
        state.asked, state.slots = None, []


def _of_own(x: Literal, state: _State) -> str | None:
    """The field of which the caller has said just this, or has just read it off a display."""
    own = {f: v for f, v in state.own.items() if f not in state.closed and len(v) > 2 and fits(f, x)}
    best = max(own, key=lambda f: likeness(x.value, own[f]), default=None)
    if best is not None and likeness(x.value, own[best]) >= 0.75:
        return best
    shown = state.shown and "error_code" not in state.closed
    return "error_code" if shown and _CODE.fullmatch(x.value) else None


def _echoes(raw: str, back: Sequence[Heard]) -> bool:
    """Whether an agent only says after the caller what came so far."""
    end = max((h.end for h in back), default=0)
    return bool(back) and bool(_NO_MORE.fullmatch(raw, end))


def _digits(name: str, value: str) -> str:
    return re.sub(r"\D", "", value) if name == "phone" else value


def _meant(name: str, named: Mapping[str, Entity], state: _State) -> str:
    """What is read back is what was asked for, whatever it looks like: KN4407 may be a model or a serial number."""
    other = state.asked in _PLATES and name in _PLATES and state.asked not in named
    return state.asked or name if other else name


def _as_said(heard: Heard, own: str, said: Sequence[str]) -> Heard:
    """A read-back drops dashes and first letters that the caller said."""
    if heard.field == "error_code" and heard.value.isdigit():
        whole = next((s for s in said if s.endswith(heard.value) and s[: -len(heard.value)].isalpha()), None)
        return replace(heard, value=whole) if whole else heard
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
    name = _dictated_now(n, state)
    state.said = [r.value for r in spelled]
    state.shown = bool(_SHOWS.search(n.text))
    spelled, heard = _labels(n, i, spelled, named, state)
    answers = state.asked not in (None, *FIELDS) and not NO.search(n.text)  # letters of a name, a post code
    if answers:
        name = None
        unasked = ("serial_number", "error_code", "model") if state.asked == "address" else ("error_code",)
        shows = _SHOWS.search(n.text)  # a code that is told with what shows it
        named = {f: e for f, e in named.items() if f not in unasked or (f == "error_code" and shows)}
    named = {f: e for f, e in named.items() if f not in state.closed or f == state.asked or _labelled(n, e)}
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


def _dictated_now(n: Normal, state: _State) -> str | None:
    """The field that the caller's numbers are of, if nothing names another."""
    slots = [f for f in state.slots if f not in state.closed]
    named = [f for f in slots if ASKS[f].search(n.text)]
    if len(slots) > 1 and named:
        state.slots, state.asked = [named[0]], named[0]
    slot = slots[0] if len(state.slots) > 1 and slots else state.asked
    refused = bool(NO.search(n.text))
    if slot in state.closed and not refused and not _MORE.search(n.text):
        return None
    name = slot if slot in FIELDS else next(iter(state.read), None)
    goes_on = slot in FIELDS and slot not in state.read and not refused
    if state.read and not goes_on:
        name = next((f for f in state.read if f in ("phone", "serial_number")), name)
        if name in state.closed and not refused:
            return None
    return name


def _labels(
    n: Normal, i: int, spelled: Sequence[Run], named: Mapping[str, Entity], state: _State
) -> tuple[list[Run], list[Heard]]:
    """Numbers of which the caller says what they are ("CHW-300, that is the model"), and those that are left."""
    left, heard = [], []
    for run in spelled:
        name = said_of(n.text, run.start, run.end) if len(run.bare) > 1 else None
        phone = _PHONE_BEHIND_A_NAME.fullmatch(run.value) if state.asked == "contact_name" else None
        if phone is not None:
            a, b = n.original(run.start, run.end)
            heard.append(Heard("phone", phone[1], i, a, b))
            state.own["phone"] = phone[1]
        elif name == "model" and run.digits:
            a, b = n.original(run.start, run.end)
            heard.append(Heard("model", run.value, i, a, b))
            state.own["model"] = run.value
        elif name != "":
            left.append(run)
    for x in literals(n.raw):
        own = state.own.get("model")
        if (
            own
            and "model" not in named
            and x.bare.startswith(own.replace("-", ""))
            and len(x.bare) > len(own)
        ):
            heard.append(Heard("model", x.value, i, x.start, x.end))
            state.own["model"] = x.value
    return left, heard


def _labelled(n: Normal, e: Entity) -> bool:
    """Whether a number is named as what it is: "the serial is …"."""
    return bool(ASKS[e.entity].search(n.text))


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
    if len(said) >= 5 and own.endswith(said):
        return own
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
