"""Who is believed where rules and the learned tagger differ: each kind of entity has its limits.

The limits were chosen on messages that neither had seen: tagged by taggers that had not learned from them, with rules
that nobody had mended on them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu import codes, lengths, mending, numbers, people, phones, signatures, tagging
from nlu.normalise import Normal
from nlu.numerals import spoken_digits
from nlu.patterns import regex
from nlu.understanding import Entity


class Limit(NamedTuple):
    """``keep``: what rules found stays from this probability on; ``take``: what only the tagger hears counts; ``over``:
    it takes the place of what rules found with other borders.  Never: 2."""

    keep: float
    take: float
    over: float


LIMITS = {
    "serial_number": Limit(0.05, 0.5, 0.8),
    "model": Limit(0.1, 0.9, 0.8),
    "error_code": Limit(0.02, 0.5, 0.5),
    "phone": Limit(0.05, 0.3, 0.5),
    "contact_name": Limit(0.1, 0.5, 0.8),
    "address": Limit(0.1, 0.5, 0.5),
    "visit_time": Limit(0.1, 2, 2),
    "duration": Limit(0.02, 0.5, 2),
    "affected_count": Limit(0.1, 2, 2),
}
#: Before a name, and no part of it: "error E5" is told by what it is called.
_CALLED = regex(r"(?:(?:error|fault|alarm) )?(?:codes?|errors?|faults?|alarms?|代码)[ :]*(?=\S)")
_DIGIT = regex(r"\d|[零〇一二两三四五六七八九十幺]|\b(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)\b")


def settle(n: Normal, found: list[Entity], heard: tagging.Heard) -> list[Entity]:
    """What counts of what rules found and the tagger heard, but for parts."""
    taken = [t for t in heard.spans if t.name in LIMITS]
    kept: list[Entity] = []
    for e in found:
        start, end = tagging.place(n, e.start, e.end)
        limit = LIMITS[e.entity]
        over = [t for t in taken if t.start < end and start < t.end]
        same = any(t.name == e.entity for t in over)
        if any(t.sure >= LIMITS[t.name].over and (t.start, t.end, t.name) != (start, end, e.entity) and _made(n, t) for t in over):
            continue
        if same or heard.hinted.get((start, e.entity), 1.0) >= limit.keep:
            kept.append(e)
    for t in taken:
        if t.sure < LIMITS[t.name].take:
            continue
        made = _made(n, t)
        if made is not None and not _put_right(n, made, kept) and all(made.end <= e.start or e.end <= made.start for e in kept):
            kept.append(made)
    return kept


def _put_right(n: Normal, e: Entity, kept: list[Entity]) -> bool:
    """Whether a number is taken back for a later one: "E21, sorry, E12"."""
    if e.entity not in ("error_code", "serial_number", "model", "phone"):
        return False
    start, end = tagging.place(n, e.start, e.end)
    if mending.refused(n.text, start):
        return True
    later = (tagging.place(n, x.start, x.end)[0] for x in kept if x.entity == e.entity and x.start >= e.end)
    return any(mending.taken_back(n.text, start, end, at, alike=True) for at in later)


def _made(n: Normal, t: tagging.Tag) -> Entity | None:
    """What the tagger heard as an entity with its value; none where it can be none."""
    if t.name == "error_code" and (called := _CALLED.match(n.text, t.start, t.end)):
        t = t._replace(start=called.end())
    said = n.text[t.start : t.end]
    value: str | None = said
    if t.name == "serial_number":
        value = numbers.serial_value(said) if _DIGIT.search(said) else None
    elif t.name == "error_code":
        value = codes.code_value(said)
    elif t.name == "model":
        value = said.upper()
    elif t.name == "phone":
        value = phones.heard(said)
    elif t.name == "duration":
        told = [*lengths.chinese(said), *lengths.english(said)]
        value = str(told[0].minutes) if told else None
    a, b = n.original(t.start, t.end)
    if t.name in ("contact_name", "address", "visit_time"):
        value = n.raw[a:b]
    return None if value is None else Entity(t.name, value, n.raw[a:b], a, b)
