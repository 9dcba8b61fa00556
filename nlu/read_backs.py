"""Numbers that an agent reads back in a call: what they are of, whether they stand, and what is asked for now.

What is read back and not refused closes the field that was dictated; a part that is said after the caller does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.asking import ASKS, FIELDS, HUM, OTHERWISE, all_asked, asked
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.phones import phone_value
from nlu.slots import PLATES, Heard, State, whole
from nlu.spelling import Run
from nlu.understanding import Entity
from nlu.written_numbers import CALLED, Literal, alike, fits, likeness, literals, of_slot

_ON_DISPLAY = regex(
    r"屏幕?上|面板上|\b(?:on|in) (?:the|its) (?:display|screen|panel|lcd)\b|\banything (?:showing|flashing)|\b(?:show|flash|display)\w* anything|(?<!my )\bscreen (?:lit|sa[iy]|show)|\bany (?:message|error|code)|\bmessage (?:up|on)|\bwhat(?:'s| is| does) the (?:\w+ ){1,2}(?:tell|show|say|display)|提示|闪几下|\bwhat (?:exactly |else )?(?:did|does|do) (?:it|they|she|he) (?:say|show|read|tell|flash)|\bwhat (?:it|she|he) (?:says|shows|flashes)\b|\b(?:display|screen|panel|scanner|reader|controller) (?:say|show|read|give|bring)\w* (?:up )?(?:anything|something)\b|\bhow many (?:flashes|blinks|beeps)\b|\bwhat(?:'s| is| does) it (?:tell|show|say|flash|display)|\bnumber on it\b|\bfaults? (?:shown|showing|code|number|light)|\bany faults?\b"
)
#: The agent wants another number than the one that is begun.
NOT_THAT = regex(
    r"不[念要]|不算|那个不用|念下面|下面那?一?行|\bnot that one\b|\bthe (?:other|next) (?:one|line)\b"
)
_NO_MORE = regex(
    r"[\s,，.。?？!！]*(?:(?:对[吗吧不]|是[吗吧]|对不对|right|correct|is that right|yeah|yes)[\s,，.。?？!！]*)?",
    re.I,
)
_ENDS = regex(r"[.。?？!！]\s*$")
EITHER = regex(r"\bor\b[^.]*\?|还是[^。]*[?？]")
_AREA_APART = regex(r"\b(?P<a>\d{3}) number\b[^.]{0,24}?(?P<n>\d{3}[ -]?\d{4})(?!\d)")
_DOUBTS = regex(r"\s*(?:[?？吗吧]|对[吗吧不]|right|correct)")
_CODE = regex(r"[A-Z]{1,3}-?\d{1,4}|\d[A-Z]\d{1,3}|[A-Z]{1,3}:\d{1,4}")
_FEW = regex(r"[^?？]{1,8}|(?:[\w']+[ ,.]*){1,3}")
_POST_CODE = regex(r"[a-z]{1,2}\d{1,2}[a-z]? \d[a-z]{2}")


def read_back(
    n: Normal, i: int, spelled: Sequence[Run], named: Mapping[str, Entity], state: State, *, refused: bool
) -> list[Heard]:
    """The numbers that an agent says in a turn and that stand; what it asks for now is kept in ``state``."""
    if state.asked != "phone" and EITHER.search(n.text) and len([r for r in spelled if len(r.bare) > 1]) > 1:
        state.read = {}  # "is that CP300 or CP300H?"
        return []
    written = literals(n.raw)
    back = _of_what(n, written, i, state)
    found = [Heard(_meant(name, named, state), e.value, i, e.start, e.end) for name, e in named.items()]
    found = [
        h for h in found if not any(h.field == b.field or (h.start < b.end and b.start < h.end) for b in back)
    ]
    found = [h for h in found if not _strange(n, h, state)] + back
    if (apart := _AREA_APART.search(n.text)) is not None:  # "is this 423 number good, 555 0108?"
        found = [h for h in found if h.field != "phone"]
        found.append(
            Heard("phone", re.sub(r"\D", "", apart["a"] + apart["n"]), i, *n.original(*apart.span("n")))
        )
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
    ends = bool(_ENDS.search(n.raw))
    stands = [
        h
        for h in found
        if h.field != doubted
        and whole(h.field, h.value)
        and not _strange(n, h, state)
        and (
            not _begins(h.value, own := state.own.get(h.field, ""))
            or (ends and h in back and len(h.value) > len(own) - 3)
        )
    ]
    for h in stands:
        state.own.setdefault(h.field, h.value)
    if not _echoes(n.raw, back):
        state.closed |= {h.field for h in stands if h.field in {b.field for b in back}}
    return stands


def _strange(n: Normal, h: Heard, state: State) -> bool:
    """Whether what looks like a serial number is nothing like the one that has been dictated, nor called one, nor all that
    the agent begins with."""
    own = state.own.get(h.field, "")
    if h.field != "serial_number" or not whole(h.field, own) or alike(h.value, own):
        return False
    alone = h.start <= 6 and (n.raw[h.end : h.end + 1] in ("", ".", ",", "?", "。", "，", "？"))
    return not alone and not ASKS[h.field].search(n.text)


def _of_what(n: Normal, written: Sequence[Literal], i: int, state: State) -> list[Heard]:
    """What an agent reads back of what is being dictated, and of a field that it names."""
    made: list[Heard] = []
    slots = [f for f in state.slots if f not in state.closed]
    slots = slots or ([state.asked] if state.asked in FIELDS else [])
    best: dict[str, Literal] = {}
    for f in slots:
        if (
            x := of_slot([w for w in written if w not in best.values()], f, state.own.get(f, ""))
        ) is not None:
            best[f] = x
    called = CALLED.search(n.raw)
    if called is not None and "model" not in slots and not _longer(called[0], state.own.get("model", "")):
        called = None
    if called is not None and (best.get("model") is None or best["model"].start >= called.start()):
        best.pop("model", None)
        made.append(Heard("model", called[0], i, *called.span()))
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
                    state.own.pop(slot, None)
    return made


def _longer(called: str, own: str) -> bool:
    """Whether a model is the one that was named, and a little more: "Kestrel 7", "Kestrel 7S"."""
    return bool(own) and called.lower().startswith(own.lower()) and len(called) <= len(own) + 6


def _ask(n: Normal, found: Sequence[Heard], spelled: Sequence[Run], state: State) -> None:
    """What the agent asks for now."""
    now = asked(n.text) or ("error_code" if _ON_DISPLAY.search(n.text) else None)
    given = next((h for h in found if h.field == now), None)
    if now in FIELDS and given is not None and not _DOUBTS.match(n.raw, given.end):
        return
    if NOT_THAT.search(n.text):
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


def _of_own(x: Literal, state: State) -> str | None:
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


def _meant(name: str, named: Mapping[str, Entity], state: State) -> str:
    """What is read back is what was asked for, whatever it looks like: KN4407 may be a model or a serial number."""
    other = state.asked in PLATES and name in PLATES and state.asked not in named
    if other and whole(name, own := state.own.get(name, "")) and alike(named[name].value, own):
        return name
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
