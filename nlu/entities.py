"""All entities of a message, each with its quotation."""

from __future__ import annotations

import re

from nlu import (
    codes,
    components,
    counts,
    durations,
    lexicon,
    mending,
    numbers,
    people,
    places,
    proposals,
    ruling,
    shapes,
    signatures,
    tagging,
)
from nlu.normalise import Normal, normalise
from nlu.numbers import ticket_numbers
from nlu.patterns import regex
from nlu.proposals import CONTACT
from nlu.understanding import Entity

MAX = 5000  # characters that are looked at
ANSWER = (
    10  # characters of what is hardly more than the answer to a question, a name and nothing else: "张 秀英"
)
FEW = 60  # letters: a message that is hardly about more than one thing; half as many Chinese characters
#: A serial number that no word announces; what is shorter may be a piece of one that is read out.
_SERIAL = regex(r"(?!\d+X\d+$|END)(?=(?:[A-Z-]*\d){4})[A-Z0-9-]{8,24}")
_LED = regex(
    r"(?<![A-Za-z])[A-Za-z][ -]?$|[/@]$|[\d零〇一二三四五六七八九幺]$"
)  # "N K20220318": only the end of it
_GOES_ON = regex(r"[@A-Za-z\d零〇一二三四五六七八九幺]")
_UK_POST_CODE = regex(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}")
#: The post codes of Singapore, which look like serial numbers.
_POST_CODE = regex(r"S\d{6}")


def entities(
    text: str, lang: str, normal: Normal | None = None, known: list[Entity] | None = None
) -> tuple[Entity, ...]:
    """Everything found, in the order of the text.  Bounded and linear; never raises on any text.

    ``known``: what :func:`by_rules` found in it, where that has been asked before.  Which parts a message is about the learned tagger tells, and the rules where it finds none; it also finds serial
    numbers that nothing but their place tells."""
    n = normal or normalise(text)
    if len(n.text) > MAX:
        n = normalise(n.raw[:MAX])
    found = by_rules(n) if known is None else list(known)
    hints = [*shapes.find(n), *tagging.in_normal(n, found)]
    tagged = [_tagged(n, *span) for span in tagging.find(n.text, hints)]
    parts = _ruled(n, [e for e in tagged if e.entity == "component"] or _parts(n), found)
    if not any(e.entity == "serial_number" for e in found):
        found += _free([e for e in tagged if _is_serial(n, e)], found)
    found += _free(_told_codes(n, [e for e in tagged if e.entity == "error_code"], found), found)
    if len(n.text) > ANSWER and not any(e.entity == "contact_name" for e in found):
        found += _free([e for e in tagged if e.entity == "contact_name" and _is_name(n, e)], found)
    found = _with_addresses(n, [e for e in tagged if e.entity == "address"], found)
    found += _free(parts, found)
    return tuple(_once(sorted(found, key=lambda e: (e.start, e.end))))


def by_rules(n: Normal) -> list[Entity]:
    """What rules know: numbers, places, names, times, counts.  They are hints for the tagger."""
    found = numbers.find(n)
    where = places.addresses(n)  # "OX11 7RB", "C-204" and F3栋 are no models and no errors
    found = [e for e in found if e.entity not in ("model", "error_code") or _free([e], where)]
    found = [
        e
        for e in found
        if not (
            e.entity in ("error_code", "model")
            and _UK_POST_CODE.match(n.raw, e.start)
            and n.raw.startswith(" ", e.end)
        )
    ]
    found = [
        e
        for e in found
        if not (_POST_CODE.fullmatch(e.text) and not _free([e], where))
        and not (e.entity == "serial_number" and " " in e.text and _UK_POST_CODE.fullmatch(e.text))
    ]
    found += _free(where, found)
    found += _free(places.names(n), found)
    found += _free(signatures.unsaid(n, found), found)
    found += _free(_durations(n), found)
    found += _free(_times(n, found, device=bool(lexicon.find(n.text))), found)
    counted = [_entity(n, "affected_count", said, a, b) for a, b, said in counts.find(n.text)]
    return found + _free(counted, found)


def _tagged(n: Normal, start: int, end: int, name: str) -> Entity:
    said = n.text[start:end]
    if name == "error_code":
        return _entity(n, name, codes.code_value(said), start, end)
    if name in ("contact_name", "address"):
        a, b = n.original(start, end)
        return Entity(name, n.raw[a:b], n.raw[a:b], a, b)
    return _entity(n, name, numbers.serial_value(said) if name == "serial_number" else said, start, end)


def _ruled(n: Normal, parts: list[Entity], found: list[Entity]) -> list[Entity]:
    """Parts by the bare words of their names, without displays that only show a code."""
    codes = [tagging.place(n, e.start, e.end) for e in found if e.entity == "error_code"]
    spans = [tagging.place(n, e.start, e.end) for e in parts]
    kept = (ruling.bare(n.text, *span) for span in spans if not ruling.only_shows(n.text, span, codes))
    return [_entity(n, "component", n.text[a:b], a, b) for a, b in kept]


def _is_serial(n: Normal, e: Entity) -> bool:
    """Whether what the tagger took for a serial number can be the whole of one."""
    if (
        e.entity != "serial_number"
        or not _SERIAL.fullmatch(e.value)
        or _LED.search(n.raw[: e.start][-3:])
        or _GOES_ON.match(n.raw, e.end)
    ):
        return False
    start, end = tagging.place(n, e.start, e.end)
    return all(end <= a or b <= start for a, b in numbers.references(n.text))


#: "Mrs", "J": no name by itself.
_NO_NAME = regex(r"(?:Mr|Mrs|Ms|Miss|Dr|[A-Z])\.?|.*[，。,;:：；!！?？\d].*|.")


#: What makes an address of a stretch that no rule takes for one.
_ADDRESS = regex(
    r"(?=.*\d)(?=.*[路街道巷弄村镇鎮县縣市区區院苑园園城邨厦廈])[^,，。]{6,60}"
    r"|(?=.*\d)(?=.*[A-Z][a-z]+.*[A-Z])[A-Z0-9#].{7,90}|(?:The |Tŷ )[A-Z].{3,60}, [A-Z][a-z].{2,60}"
)


_WORDS = regex(r",? [a-z]{2}|[:;!?]")


def _with_addresses(n: Normal, tagged: list[Entity], found: list[Entity]) -> list[Entity]:
    """Addresses that only the tagger hears, and those of which it hears more."""
    for said in tagged:
        e = _without_name(said)
        over = [f for f in found if f.start < e.end and e.start < f.end]
        if any(f.entity != "address" for f in over) or not _ADDRESS.fullmatch(e.text):
            continue
        if over and (not e.text.isascii() or " - " in e.text):
            continue  # where a Chinese address ends the rules know better
        goes_on = _WORDS.match(n.raw, max((f.end for f in over), default=e.end))
        if all(e.start <= f.start and f.end <= e.end for f in over) and not goes_on:
            found = [f for f in found if f not in over] + [e]
    return found


def _without_name(e: Entity) -> Entity:
    """Without the name of somebody that is told before it: "Doreen Applethwaite, Sunnymede Park Homes"."""
    first, comma, rest = e.text.partition(", ")
    if not comma or not signatures.begins_with_name(first):
        return e
    return Entity(e.entity, rest, rest, e.end - len(rest), e.end)


def _is_name(n: Normal, e: Entity) -> bool:
    if _NO_NAME.fullmatch(e.text) or people.in_a_story(n.raw, e.start, e.end):
        return False
    return not e.text.isascii() or signatures.may_be_name(e.text)


#: What the tagger takes for a code and is none: a number alone, a version, words.
_CODE = regex(
    r"(?=.*[A-Za-z].*\d|.*\d.*[A-Za-z]|[A-Z]{2}|[a-z][A-Z]|\d+[-.]\d)(?![Vv]\d+(?:\.\d+)+$|[A-Za-z]+ [A-Za-z]+$|.* [a-z]{3,}|\d+\.\d+[A-Za-z]+$|ER$)[A-Za-z0-9][A-Za-z0-9 ._:#%/\-]{1,23}"
)
_CALLED_CODE = regex(r"(?:codes?|errors?|faults?|alarms?)[ :]+(?=\S)", re.IGNORECASE)
_SPOT = regex(
    r"\b(?:seat|row|gate|bay|aisle|platform|stand|table|plot|room|ward|exit|page|size|unit|flat|block|on|in|to|from|type|model|the) $|[住在到去我你他]$",
    re.IGNORECASE,
)
_NO_CODE_AFTER = regex(
    r" ?(?:level|floor|grade|bulbs?|lamps?|keys?|paper|层|区|座|栋|楼|街|路|灯|键|纸|出口|车位|系列|的?(?:机器|那台|这台))",
    re.IGNORECASE,
)
_NUMBER = regex(r"[\d.-]+")
#: What tells of a code by a number alone, like 3-2.
_TELLS = regex(
    r"[报報跳闪閃码碼]|错误|故障|\b(?:codes?|errors?|faults?|alarms?|flash\w*|blink\w*|threw|throw\w*|alternat\w*|trip\w*)\b",
    re.IGNORECASE,
)


def _told_codes(n: Normal, tagged: list[Entity], found: list[Entity]) -> list[Entity]:
    """Codes that only the tagger hears, but for what is taken back."""
    known = [tagging.place(n, e.start, e.end)[0] for e in found if e.entity == "error_code"]
    kept = []
    for e in tagged:
        lead = _CALLED_CODE.match(e.text)
        start = e.start + (lead.end() if lead else 0)
        text = n.raw[start : e.end]
        if (
            not _CODE.fullmatch(text)
            or _UK_POST_CODE.match(n.raw, start)
            or _SPOT.search(n.raw[max(0, start - 12) : start])
        ):
            continue
        a, b = tagging.place(n, start, e.end)
        if mending.refused(n.text, a) or _NO_CODE_AFTER.match(n.text, b):
            continue
        if (_NUMBER.fullmatch(text) or len(text) == 2) and not _TELLS.search(
            n.raw[max(0, start - 12) : start]
        ):
            continue
        if not any(b < at and mending.taken_back(n.text, a, b, at, alike=True) for at in known):
            kept.append(Entity(e.entity, codes.code_value(text), text, start, e.end))
    return kept


def _once(found: list[Entity]) -> list[Entity]:
    """What is said again in the same words is not another thing."""
    if len(found) < 2:
        return found
    first: dict[tuple[str, str], Entity] = {}
    for e in found:
        first.setdefault((e.entity, e.text.casefold()), e)
    return list(first.values())


def _free(new: list[Entity], taken: list[Entity]) -> list[Entity]:
    return [e for e in new if all(e.end <= t.start or t.end <= e.start for t in taken)]


def _entity(n: Normal, name: str, canonical: str, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity(name, canonical, n.raw[a:b], a, b)


def _parts(n: Normal) -> list[Entity]:
    """Where the tagger finds no part: what the rules find in a few words, in more words only what is a part in any
    company: two of three other guesses are wrong."""
    found = components.find(n.text)
    if len(n.text) > (FEW if n.text.isascii() else FEW // 2):
        known = {(name.start, name.end) for name in lexicon.find(n.text) if name.kind == "part"}
        found = [span for span in found if span in known]
    return [_entity(n, "component", n.text[a:b], a, b) for a, b in found]


def _times(n: Normal, found: list[Entity], *, device: bool) -> list[Entity]:
    """House numbers and the like are no times: what has been recognised already is blanked out."""
    text = n.text
    if n.back is None:
        for e in found:
            blank = CONTACT if e.entity in ("phone", "address", "contact_name") else "#"
            text = text[: e.start] + blank * (e.end - e.start) + text[e.end :]
    return [_entity(n, "visit_time", n.text[a:b], a, b) for a, b in proposals.spans(text, device=device)]


def _durations(n: Normal) -> list[Entity]:
    return [_entity(n, "duration", minutes, a, b) for a, b, minutes in durations.find(n.text)]


__all__ = ["entities", "ticket_numbers"]
