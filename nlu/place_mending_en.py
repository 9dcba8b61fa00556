"""What a caller puts right of an English address in a word: "Hamlin Street?" "Avenue.", "East or West?" "West.", and what the
agent has offered for a post code: "Is that Lincoln Square?" "Albany Park."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu.asking import YES
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.place_alike_en import same
from nlu.place_numbers_en import figures
from nlu.place_parts_en import Part
from nlu.place_spot_en import AT_THE_END, Call, door_slot

_KINDS = r"Street|Road|Avenue|Lane|Drive|Boulevard|Crescent|Terrace|Way|Close|Court|Place|Parade|Row|Square|Grove|Hill|Gardens|Park|Mews|Walk|Rise|View|Circle|Parkway|Highway|Quay"
_KIND = regex(rf"(?:{_KINDS})", re.I)
_SAYS_KIND = regex(
    rf"(?:(?:no|nope|nah|sorry|oh|it's|its|that's|actually)[,.]? )*(?:an? |the )?(?P<k>{_KINDS})(?=[.,!;]|$)",
    re.I,
)
_LETTERED = regex(r"(?:(?:no|nope|sorry|it's)[,.]? )*(?P<l>[A-Z])[ -]?(?P<n>\d{1,3})(?=[.,!;]|$)")
_LETTER_FIRST = regex(r"[A-Z]\d{1,3}")
_DIRECTIONS = r"North|South|East|West|Nord|Sud|Est|Ouest|Upper|Lower"
_WHICH_END = regex(rf"\b(?:{_DIRECTIONS}) or (?:{_DIRECTIONS})\?", re.I)
_SAYS_END = regex(rf"(?:(?:it's|the|that's)[,.]? )*(?P<d>{_DIRECTIONS})\b", re.I)


def asks_which_end(text: str) -> bool:
    """Whether an agent asks for the end of a street: "East or West?"."""
    return bool(_WHICH_END.search(text))


def in_a_word(call: Call, text: str) -> list[str]:
    """Put right the kind or the end of a street; the slots that are filled by it."""
    place = call.place
    m = _SAYS_KIND.match(text)
    said = next((v for s, v in call.said if s in ("street", "both") and " " in v), None)
    if m is not None and said is not None and place.one.get("street") == said:
        head, _, kind = said.rpartition(" ")
        if _KIND.fullmatch(kind) and kind.lower() != m["k"].lower():
            place.one["street"] = f"{head} {m['k'].title()}"
            call.said = [x for x in call.said if x[1] != said]
            return ["street"]
    if (door := _says_door(call, text)) is not None:
        return [door]
    end = _SAYS_END.match(text) if _WHICH_END.search(call.heard) else None
    if end is None:
        return []
    areas = place.many["area"]
    slot, old = (
        ("street", place.one.get("street", "")) if "street" in place.one or not areas else ("area", areas[0])
    )
    if old and not same(old, end["d"]):
        first = end["d"].title() in ("Upper", "Lower")
        place.put_right(slot, old, f"{end['d'].title()} {old}" if first else f"{old} {end['d'].title()}")
    return []


def _says_door(call: Call, text: str) -> str | None:
    """Put right, or fill, a door that has a letter before its figures: "Kiosk K5?" "K nine."."""
    m = _LETTERED.match(figures(text))
    if m is None or call.asked.slot == "postcode":
        return None
    told = m["l"] + m["n"]
    for slot, value in call.said:
        head, _, old = value.rpartition(" ")
        if (
            slot.startswith(("door", "block"))
            and _LETTER_FIRST.fullmatch(old)
            and call.place.one.get(slot) == value
        ):
            call.place.one[slot] = f"{head} {told}".strip()
            call.said = [x for x in call.said if x != (slot, value)]
            return slot
    slot = door_slot(call.place, f"door:{call.asked.word}")
    if call.asked.slot == "door" and slot not in call.place.one:
        call.place.one[slot] = f"{call.asked.word.capitalize()} {told}"
        return slot
    return None


def offered(call: Call, text: str, parts: Sequence[Part]) -> None:
    """Forget the place that the agent has offered for a post code, where the caller says another."""
    known = {s for s, _ in call.before.values()}
    if len(call.said) != 1 or known - set(AT_THE_END) or not parts or YES.search(normalise(text).text):
        return
    (slot, value), first = call.said[0], parts[0]
    offers = slot in ("street", "building", "area") and call.heard.rstrip().endswith("?")
    another = first.slot in ("name", "both", "area") and first.alone and not same(first.value, value)
    if offers and another:
        call.place, call.said = call.before.copy(), []


def housed(parts: Sequence[Part]) -> list[Part]:
    """With the number that is told before a name as its house: "Number two, Pen-y-Bryn"."""
    made = list(parts)
    for k, (p, q) in enumerate(zip(made, made[1:], strict=False)):
        if (
            p.called
            and q.slot == "name"
            and p.sentence == q.sentence
            and (not k or made[k - 1].sentence != p.sentence)
        ):
            made[k] = replace(p, slot="house", start=q.start, end=q.end)
    return made
