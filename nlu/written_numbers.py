"""Numbers as a plate or a display has them, written in a transcript: AL116, SPSA/2021/00018, "RD 321405",
"LTU50331 dot 2"; and which field an agent or a caller says that a number is of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.asking import ASKS, FIELDS
from nlu.patterns import regex

_GROUP = r"(?:[A-Z]{1,6}\d[A-Z\d]*|\d[A-Z\d]*)"
_LITERAL = regex(
    rf"(?<![A-Za-z0-9.])(?:[A-Z]{{1,6}}[-/_ :])?(?:[A-Z]{{1,4}}[-/ ])?{_GROUP}(?:(?:[-/_.:]| dot | [Dd]ash )[A-Z\d]+)*(?: \d{{2,6}}(?!\d))*(?: (?:Plus|Pro|Max|Mini|Lite|Duo|Ultra)\b)?(?![A-Za-z0-9])"
)
_WORDY = regex(r"(?:I|A|OK|PM|AM|TV|AC|IT|USB|LED|[A-Z]) (?=\d{1,2}\b)|(?:I|A|OK|IT) (?=[A-Z])")
#: A model that has a name: "HemaScan 5 Plus", "UF-V 700".
CALLED = regex(
    r"(?:(?!The |My |Our |A |It |Its )[A-Z][a-z]+ )?[A-Z][a-z]*[A-Z]?[\w-]* \d{1,4}[A-Za-z]?(?: (?:Plus|Pro|Max|Mini|Lite|Duo|Ultra|[A-Z]{1,3}))?(?![\w:])"
)
_QUANTITY = regex(
    r" ?(?:%|°|度|分|小时|点|天|台|个|号|楼|层|hours?|minutes?|mins?|days?|weeks?|months?|years?|degrees|percent|o'clock|am|pm|p\.m|a\.m|units?|of|people|metres?|[A-Z][a-z]+ (?:Road|Street|Avenue|Lane|Highway|Close))"
)
#: "…是型号", "XD48-C，係型號", "that's the model": what a number is of is said behind it.
_IS_OF = regex(
    r"[ ,，。]{0,2}(?:(?:这个|那个|就?应?该?是|應該|是|係|系|那是|这是|that'?s|is|would be|as|for) ?){1,3}(?:the |your )?(?P<of>型号|型號|机型|model|尺寸|幅面|功率|序列号|编号|电话|serial)"
)
_OTHER = regex(r"尺寸|幅面|功率")
_BEFORE = {
    "serial_number": regex(
        r"(?:序列号|编号|(?<!手)机号|出厂号|serial|\bs/?n|plate|梯号|桩号|设备号)(?: number| no\.?)?[是为:：,，\s'’s]{0,6}(?:is |one |第一台)?$",
        re.I,
    ),
    "model": regex(
        r"(?:型号|型號|机型|model)(?: number| no\.?)?(?: you (?:said|gave me|read me))?(?: was)?[是为:：,，\s'’s]{0,6}(?:is |the )?$",
        re.I,
    ),
}
#: What an agent says of a number that is none it has asked for.
_SAYS_MODEL = regex(
    r"(?:(?:no|okay|ok|ah|oh|right|sorry|hm+)[,.]? )*(?:that's|that is|that one's|that'll be|that would be|sounds like) (?:just |only |probably |actually )?(?:the|your|a) (?:model|type)\b[^?\d]*$",
    re.I,
)
_ALIKE = 0.6
MOST = 60  # signs of a number


@dataclass(frozen=True, slots=True)
class Literal:
    """A number as it is written, in its canonical form, and where."""

    value: str
    start: int
    end: int
    of: str | None = None  # the field that the speaker says it is of; "" for none of ours

    @property
    def bare(self) -> str:
        return re.sub(r"\W|_", "", self.value)


def literals(raw: str) -> list[Literal]:
    """The numbers that are written as on a plate or a display."""
    found: list[Literal] = []
    for m in _LITERAL.finditer(raw):
        start = m.start()
        wordy = _WORDY.match(m[0])
        if wordy:
            start += wordy.end()
        said = raw[start : m.end()]
        value = re.sub(r" dot ", ".", re.sub(r" [Dd]ash ", "-", said))
        value = re.sub(r" (?!Plus|Pro|Max|Mini|Lite|Duo|Ultra)", "", value)
        bare = re.sub(r"\W|_", "", value)
        if len(bare) < 2 or not any(c.isdigit() for c in bare) or _QUANTITY.match(raw, m.end()):
            continue
        found.append(Literal(value, start, m.end(), said_of(raw, start, m.end())))
    return found


def says_model(text: str) -> bool:
    """Whether an agent says that what the caller has told is the model: "That's the model. Scroll down."."""
    return bool(_SAYS_MODEL.match(text))


def said_of(raw: str, start: int, end: int) -> str | None:
    """The field that a number is said to be of, right behind or right before it."""
    behind = _IS_OF.match(raw, end)
    if behind is not None:
        if _OTHER.search(behind["of"]):
            return ""
        return next((f for f in FIELDS if ASKS[f].search(behind["of"].replace("號", "号"))), None)
    return next((f for f, p in _BEFORE.items() if p.search(raw[max(0, start - 24) : start])), None)


def likeness(said: str, own: str) -> float:
    """How much two numbers are alike, 0 to 1."""
    if max(len(said), len(own)) > MOST:
        return 0.0
    a, b = re.sub(r"\W|_", "", said).upper(), re.sub(r"\W|_", "", own).upper()
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def alike(said: str, own: str) -> bool:
    """Whether a number may be what was dictated, misheard here and there."""
    return likeness(said, own) >= _ALIKE


def of_slot(found: Sequence[Literal], slot: str, own: str) -> Literal | None:
    """The one of them that answers for the field that was asked: what is most like what the caller has said."""
    may = [x for x in found if x.of in (None, slot) and fits(slot, x)]
    if not may:
        return None
    if own:
        near = [x for x in may if alike(x.value, own)]
        first = may[0] if may[0].start <= 6 and len(may) == 1 else None
        return max(near, key=lambda x: likeness(x.value, own), default=first)
    return may[0]


def fits(slot: str, x: Literal) -> bool:
    """Whether a number has the form of what was asked."""
    digits = sum(c.isdigit() for c in x.bare)
    if slot == "phone":
        return x.bare.isdigit() and 7 <= digits <= 15
    if slot == "serial_number":
        return len(x.bare) >= 5 and digits >= 3
    return len(x.bare) <= 16 and not (len(x.bare) >= 10 and x.bare.isdigit())
