"""Numbers and letters that a call says by themselves: which part of an English address they fill, or put right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from nlu.patterns import regex
from nlu.place_alike_en import LAST_NUMBER, has_number, with_number
from nlu.place_parts_en import Part
from nlu.place_spot_en import AT_THE_END, Call, Place, door_slot, has_door, holding

FIGURES = regex(r"\d+")
LIKE = 0.5  # how like another number it must be to take its place
FAR = 0.34
_LETTER_END = regex(r"[A-Z]$")


def number(call: Call, p: Part, parts: Sequence[Part], *, agent: bool) -> str | None:
    """A number alone: what was asked for, what it puts right, or the house of the street beside it."""
    place, value, asked = call.place, p.value, call.asked
    k = next(j for j, q in enumerate(parts) if q is p)
    if any(has_number(v, value) for s, v in place.one.items() if s != "house"):
        return None
    if (slot := _beside(call, p, parts, agent=agent)) is not None:
        return slot
    if _is_door_before(call, k, parts):
        place.one["door:code"] = value  # "302, tower seven"
        return "door:code"
    if not agent and asked.slot is None and (held := _of_estate(call, value)) is not None:
        return held
    return _read_number(call, value, whole=p.whole) if agent else _told_number(call, p, parts, k)


def _told_number(call: Call, p: Part, parts: Sequence[Part], k: int) -> str | None:
    """The slot of a number that a caller says, and nothing beside it tells."""
    place, value, asked = call.place, p.value, call.asked
    if asked.slot == "postcode":
        return None
    if sum(len(q.value) for q in parts if q.slot == "number") > 9 or (value[0] == "0" and len(value) > 2):
        return None  # a telephone
    last = next((q for q in reversed(parts[:k]) if FIGURES.search(q.value)), None)
    if p.mends and last is not None and (slot := holding(place, last.value)) is not None:
        place.put_right(slot, last.value, with_number(last.value, value))
        return slot
    if asked.slot == "door" and len(value) < 6:
        slot = door_slot(place, f"door:{asked.word}")
        place.one[slot] = f"{asked.word.capitalize()} {value}"
        return slot
    coded = value.isdigit() and "postcode" not in place.one and bool(place.many["area"] or len(value) == 6)
    housed = (
        len(value) == 6
        or "house" in place.one
        or has_door(place)
        or bool(FIGURES.search(place.one.get("street", "")))
    )
    if coded and housed and asked.slot != "house" and len(value) in (5, 6):
        place.one["postcode"] = value
        return "postcode"
    if p.called and asked.slot in (None, "address", "house", "street") and _takes_street(place):
        place.one["house"] = value
        return "house"
    if asked.slot != "house" and (slot := _puts_right(call, value)) is not None:
        return slot
    street = any(q.slot in ("street", "both", "lane") for q in parts[:k])
    if asked.slot == "house" or ("street" in place.one and "house" not in place.one):
        place.one["house"] = value
        return "house"
    if coded and "street" in place.one and len(value) in (4, 5, 6):
        place.one["postcode"] = value
        return "postcode"
    if p.alone and street and "house" in place.one:
        place.one["house"] = value
        return "house"
    return None


def _takes_street(place: Place) -> bool:
    """Make a street of the only name that is told, for it has numbers: "Saint-Viateur." "Number fourteen"."""
    areas = place.many["area"]
    if len(areas) != 1 or any(
        s not in AT_THE_END and s != "area" and s != "floor" for s, _ in place.values()
    ):
        return False
    place.one["street"] = areas.pop()
    return True


def _is_door_before(call: Call, k: int, parts: Sequence[Part]) -> bool:
    """Whether a number is a door, for a block is told behind it, and no other door or house is known."""
    after = parts[k + 1] if k + 1 < len(parts) and parts[k + 1].sentence == parts[k].sentence else None
    return (
        after is not None
        and after.slot == "block"
        and not has_door(call.place)
        and not call.place.one.get("house")
    )


def _of_estate(call: Call, value: str) -> str | None:
    """The estate whose number the agent has read and the caller puts right: "Sector 70?" "Seventy-eight"."""
    for slot, said in call.said:
        held = call.place.many["estate"]
        m = LAST_NUMBER.search(said)
        if (
            slot == "estate"
            and said in held
            and m
            and len(value) == len(m[0])
            and value[0] != "0"
            and call.said[-1] == (slot, said)
        ):
            held[held.index(said)] = with_number(said, value)
            call.said[:] = [
                ("estate", with_number(said, value)) if x == (slot, said) else x for x in call.said
            ]
            return "estate"
    return None


def _beside(call: Call, p: Part, parts: Sequence[Part], *, agent: bool) -> str | None:
    """A number beside a street is its house's, one behind a town is the post code."""
    place, value = call.place, p.value
    k = next(j for j, q in enumerate(parts) if q is p)
    after = parts[k + 1] if k + 1 < len(parts) and parts[k + 1].sentence == p.sentence else None
    before = parts[k - 1] if k else None
    if (
        before is not None
        and before.slot in ("street", "lane")
        and before.sentence == p.sentence
        and not (agent and len(value) > 5)
    ) and not any(q.slot == "house" and q.sentence == p.sentence for q in parts):
        place.one["house"] = value
        place.after = before.start == p.start
        call.said += [("house", value)] if agent else []
        return "house"
    if (
        after is not None
        and after.slot in ("street", "both", "lane")
        and len(value) <= 7
        and (before is None or before.slot != "house")
    ):
        place.one["house"] = value
        call.said += [("house", value)] if agent else []
        return "house"
    if (
        after is not None
        and after.slot == "area"
        and after.value.endswith(" City")
        and value.isdigit()
        and 4 <= len(value) <= 6
        and {"street", "lane"} & set(place.one)
    ):
        place.one["postcode"] = value  # 8000 Davao City
        call.said += [("postcode", value)] if agent else []
        return "postcode"
    if before is not None and _is_code_behind(call, before, p, agent=agent):
        place.one["postcode"] = value
        call.said += [("postcode", value)] if agent else []
        return "postcode"
    return None


def _is_code_behind(call: Call, town: Part, p: Part, *, agent: bool) -> bool:
    """Whether a number behind a town is its post code."""
    place, same = call.place, town.sentence == p.sentence
    if not (same or not agent or town.slot == "region") or not (p.value.isdigit() and 4 <= len(p.value) <= 6):
        return False
    if town.slot == "street":
        return agent and same and len(p.value) == 6
    if town.slot not in ("area", "region", "name", "estate", "county"):
        return False
    known = {"street", "lane"} & set(place.one) or place.many["building"]
    return (agent or same or "house" in place.one) and bool(
        known or town.slot == "region" or len(p.value) > 4
    )


def _read_number(call: Call, value: str, *, whole: bool) -> str | None:
    """A number that an agent reads back by itself: it goes where it is most like."""
    place = call.place
    if not re.fullmatch(r"(?:No\. )?[\w/-]{1,8}", value) or any(
        has_number(v, value) for v in place.one.values()
    ):
        return None
    numbered = [s for s, v in place.one.items() if s != "postcode" and LAST_NUMBER.search(v)]
    slot = max(numbered, key=lambda s: _close(place.one[s], value), default=None)
    if slot is None or _close(place.one[slot], value) < LIKE:
        slot = _new_number(place, value) if whole else None
        if slot is not None:
            place.one[slot] = value
    else:
        place.one[slot] = with_number(place.one[slot], value)
    call.said += [(slot, place.one[slot])] if slot is not None else []
    return slot


def _new_number(place: Place, value: str) -> str | None:
    """What a number is that an agent says by itself and that is like no other: the house, or the post code behind the town."""
    if "house" not in place.one and "street" in place.one and len(value) <= 5:
        return "house"
    code = place.one.get("postcode", value)
    is_code = value.isdigit() and 4 <= len(value) <= 6 and code.isdigit() and len(code) == len(value)
    placed = "house" in place.one or has_door(place) or (len(value) == 6 and "street" in place.one)
    return "postcode" if is_code and placed and (place.many["area"] or len(value) == 6) else None


def _close(held: str, value: str) -> float:
    """How like the number of a value is to another one."""
    m = LAST_NUMBER.search(held)
    if m and "-" in m[0] and "-" not in value:
        held = m[0].rpartition("-")[2]  # one one eight, of #04-188
        return difflib.SequenceMatcher(None, held.lower(), value.lower()).ratio()
    return difflib.SequenceMatcher(None, m[0].lower() if m else "", value.lower()).ratio()


def _is_other(call: Call, held: str, value: str) -> bool:
    """Whether a number is hardly one in the place of another: neither like it nor as long, and nobody has said no."""
    m = LAST_NUMBER.search(held)
    long = m is not None and len(m[0]) == len(value) and not call.asked
    return not call.refusing and not long and _close(held, value) < FAR


def _puts_right(call: Call, value: str) -> str | None:
    """The slot of the agent's that a number puts right: first one that the agent has changed."""
    place = call.place
    said = [s for s, v in call.said if FIGURES.search(v) and s in place.one]
    changed = [
        s
        for s, v in call.said
        if s in said and s in call.before.one and call.before.one[s].casefold() != v.casefold()
    ]
    new = [s for s in said if s not in call.before.one]
    for s in changed:
        old = call.before.one[s]
        if place.one[s] == old and value.lower() in old.lower():
            return s
        if value.lower() in old.replace("-", "").lower():
            place.one[s] = old
            return s
    target = next(iter([*changed, *new, *said]), None)
    if len(said) > 1 and target is not None:
        target = max(changed or new or said, key=lambda s: _close(place.one[s], value))
    if target is not None and target not in changed and _is_other(call, place.one[target], value):
        return None  # it answers something else
    if target is None or target == "postcode":
        return None
    m = LAST_NUMBER.search(place.one[target])
    if m is None:
        return None
    place.one[target] = with_number(place.one[target], value)
    return target


def letter(call: Call, p: Part, *, agent: bool) -> str | None:
    """A letter alone, which puts the agent's right: "flat B?" "D for Denmark"."""
    place, asked = call.place, call.asked
    if agent or asked.slot == "postcode":
        return None
    for s, _ in reversed(call.said):
        v = place.one.get(s, "")
        if s != "postcode" and _LETTER_END.search(v):
            place.one[s] = v[:-1] + p.value
            return s
    for s, _ in reversed(call.said):
        v = place.one.get(s, "")
        if s == "block" and (m := re.match(r"[A-Z](?= )", v)):
            place.one[s] = p.value + v[m.end() :]
            return s
    slot = door_slot(place, f"door:{asked.word}")
    if asked.slot == "door" and slot not in place.one and not has_door(place):
        place.one[slot] = f"{asked.word.capitalize()} {p.value}"
        return slot
    return None
