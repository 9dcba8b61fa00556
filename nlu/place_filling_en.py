"""Where each part that a turn says belongs in an English address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu.patterns import regex
from nlu.place_alike_en import same, shorter, variants, words
from nlu.place_figuring_en import letter, number
from nlu.place_naming_en import slot_of_name
from nlu.place_parts_en import Part
from nlu.place_spot_en import MANY, Call, Place, door_slot
from nlu.place_words_en import BOTH

#: Cities stand behind their quarters, whenever they are told.
_CITIES = regex(
    r"(?:Greater )?(?:London|Birmingham|Manchester|Leeds|Sheffield|Liverpool|Bristol|Glasgow|Edinburgh|Cardiff|Belfast|Leicester|Nottingham|Newcastle|Southampton|Plymouth|Dublin|Cork|New York|Chicago|Los Angeles|San Francisco|San Diego|Houston|Dallas|Phoenix|Philadelphia|Boston|Seattle|Denver|Atlanta|Miami|Detroit|Toronto|Montr[eé]al|Vancouver|Calgary|Ottawa|Sydney|Melbourne|Brisbane|Perth|Adelaide|Auckland|Wellington|Christchurch|Mumbai|Delhi|New Delhi|Bangalore|Bengaluru|Chennai|Kolkata|Hyderabad|Pune|Karachi|Lahore|Dhaka|Lagos|Abuja|Nairobi|Kampala|Accra|Johannesburg|Cape Town|Durban|Pretoria|Kuala Lumpur|Manila|Jakarta|Bangkok|Dubai|Hong Kong|Singapore|Paris|Berlin|Madrid|Rome|Lisbon)"
)
_IN_HOUSE = regex(r"above|below|over|outside", re.I)


def take(call: Call, p: Part, parts: Sequence[Part], *, agent: bool, yes: bool = False) -> str | None:
    """Put a part where it belongs; the slot that it went to."""
    place = call.place
    if p.slot in ("number", "letter", "ordinal", "own"):
        return _unnamed(call, p, parts, agent=agent)
    slot: str | None = p.slot
    value = p.value
    if slot == "near" and _of_door(p, parts) and (agent or _IN_HOUSE.match(value)):
        slot = "spot"
    if slot == "near" and not _counts_near(call, p, parts, agent=agent):
        return None
    if slot == "dept" and not _is_department(call, p, parts):
        return None
    if slot == "dept" and value.lower().endswith(" block") and same(place.one.get("block", value), value):
        slot = "block"  # Admin Block
    if slot == "estate" and same(value, place.one.get("block", "-")):
        return None
    if slot in ("name", "both", "building", "area", "region", "county"):
        slot, value = slot_of_name(call, p, parts, agent=agent)
    if slot is None:
        return None
    if slot == "house" and _is_code_of_town(p, parts, call):
        place.ahead = parts[parts.index(p) + 1].value
        slot = "postcode"
    if slot in MANY:
        _add(call, slot, value, p, parts, agent=agent, yes=yes)
    else:
        slot = door_slot(place, slot)
        if slot == "door:penthouse" and any(x[0] == "door:flat" for x in call.said):
            _drop_flat(call)
        if slot in ("hash", "door:code"):
            _drop_digits(place, value)
        value = _put(call, slot, value)
        if p.mends and slot.startswith("door:") and any(q.slot == "floor" for q in parts[: parts.index(p)]):
            place.one.pop("floor", None)  # "second floor. I mean, unit two"
    if agent:
        call.said.append((slot, value))
    return slot


def is_city(value: str) -> bool:
    """Whether a name is one of a city that everybody knows."""
    return bool(_CITIES.fullmatch(value))


def _drop_digits(place: Place, value: str) -> None:
    """Take away a door that is only a part of a longer one: "Unit 1407" is #14-07."""
    whole = re.sub(r"\W", "", value).casefold()
    for s in [s for s in place.one if s.startswith("door:") and s != "door:code"]:
        if whole.endswith(place.one[s].split(" ")[-1].casefold()):
            del place.one[s]


def _drop_flat(call: Call) -> None:
    """Take back the flat that an agent has read, where the caller says that it is a penthouse."""
    call.place.one.pop("door:flat", None)
    call.said = [x for x in call.said if x[0] != "door:flat"]


def _unnamed(call: Call, p: Part, parts: Sequence[Part], *, agent: bool) -> str | None:
    """A number, a letter, or an ordinal, of which only the question tells what it is of."""
    if p.slot == "letter":
        return letter(call, p, agent=agent)
    if p.slot == "ordinal":
        if call.asked.slot != "floor" or agent:
            return None
        call.place.one["floor"] = f"{p.value} floor"
        return "floor"
    if p.slot == "own":  # "house number 14"
        if not {"house", "street"} & set(call.place.one):
            call.place.one["door:house"] = p.value
            call.said += [("door:house", p.value)] if agent else []
            return "door:house"
        bare = replace(p, value=p.value.split()[-1])
        return number(call, bare, [bare if q is p else q for q in parts], agent=agent)
    return number(call, p, parts, agent=agent)


def _put(call: Call, slot: str, value: str) -> str:
    """Fill a slot of one value; a longer form of a street stays."""
    place = call.place
    old = place.one.get(slot, "")
    if slot == "street" and old and shorter(value, old):
        value = old
    elif slot == "street" and BOTH.search(old) and not same(value, old) and "house" not in call.before.one:
        place.many["building"].append(old)  # Palm Court, Nortei Street
    if slot.startswith("door:") and (longer := _other_door(place, slot, value)) is not None:
        return longer
    place.one[slot] = value
    place.after = place.after and slot != "house"
    if slot == "street":
        for held in place.many.values():
            held[:] = [v for v in held if not shorter(v, value) and v != value]
    return value


def _other_door(place: Place, slot: str, value: str) -> str | None:
    """The longer name of a door that is known; a shorter one goes: room 107, server room 107."""
    for other in [o for o in place.one if o.startswith("door:") and o != slot]:
        held = place.one[other]
        if held.casefold().endswith(f" {value.casefold()}"):
            return held
        if value.casefold().endswith(f" {held.casefold()}"):
            del place.one[other]
    return None


def _is_department(call: Call, p: Part, parts: Sequence[Part]) -> bool:
    """Whether a department is one of the address: told beside a floor, a door or a building, or asked for."""
    beside = {q.slot.split(":")[0] for q in parts if q.sentence == p.sentence}
    closing = p.whole and p.alone and not call.asked and not p.asks and "street" in call.place.one
    return (
        closing
        or any(s == "dept" for s, _ in call.said)
        or bool(beside & {"floor", "door", "block", "building"})
        or (call.asked.slot == "door" and call.asked.word in ("ward", "wing", "department", "section"))
    )


def _counts_near(call: Call, p: Part, parts: Sequence[Part], *, agent: bool) -> bool:
    """Whether what is near is one of the address."""
    if not agent:
        return _is_near(p, parts, call)
    return any(same(v, p.value) for v in call.place.many["near"]) or not (p.asks and p.alone)


def _of_door(p: Part, parts: Sequence[Part]) -> bool:
    """Whether it tells where a floor or a block is: "level one, outside the lifts"."""
    k = parts.index(p)
    before = parts[k - 1] if k else None
    return before is not None and before.slot in ("floor", "block") and before.sentence == p.sentence


def _is_near(p: Part, parts: Sequence[Part], call: Call) -> bool:
    """Whether a caller's landmark is one of the address: asked for, or a street off which this one is."""
    if call.asked.slot == "near":
        return True
    k = parts.index(p)
    return (
        p.value.lower().startswith(("off ", "by ", "opposite ", "next to ", "behind "))
        and k > 0
        and parts[k - 1].sentence == p.sentence
        and parts[k - 1].slot in ("street", "both", "building", "lane")
    )


def _is_code_of_town(p: Part, parts: Sequence[Part], call: Call) -> bool:
    """Whether a number before a name is a post code: 43000 Kajang, behind its street."""
    k = parts.index(p)
    name = (
        k + 1 < len(parts)
        and parts[k + 1].slot in ("name", "area")
        and not same(parts[k + 1].value, call.place.one.get("street", "-"))
    )
    street = "street" in call.place.one or any(q.slot in ("street", "both", "lane") for q in parts[:k])
    known = call.place.one.get("postcode", p.value)
    return (
        name
        and street
        and len(known) == len(p.value)
        and known[:2] == p.value[:2]
        and 4 <= len(p.value) <= 5
        and p.value.isdigit()
    )


def _add(
    call: Call, slot: str, value: str, p: Part, parts: Sequence[Part], *, agent: bool, yes: bool
) -> None:
    """One more area, building or landmark, or one in the place of another."""
    held = call.place.many[slot]
    if slot == "estate":
        call.place.many["area"] = [v for v in call.place.many["area"] if not shorter(v, value)]
    if (at := _held_at(held, slot, value, p, parts)) is not None:
        call.said = call.said if agent else [x for x in call.said if x[0] != slot or not same(x[1], value)]
        stays = shorter(value, held[at]) or (len(words(value)) == len(held[at].split()) - 1 == 1)
        whole = held[at] if stays and (agent or not call.refusing) else value
        held[at] = whole
        held[:] = [v for k, v in enumerate(held) if k == at or not shorter(v, whole)]
        return
    if slot == "near":
        areas = call.place.many["area"]
        call.place.beside = (
            areas[-1]
            if call.asked.slot == "near" and not agent and areas and ("area", areas[-1]) in call.said
            else ""
        )
        held.append(value)
        return
    if not agent and not yes and _instead_of_town(call, slot, value, p):
        return
    sentence = [q for q in parts if q.sentence == p.sentence]
    k = next(j for j, q in enumerate(sentence) if q is p)
    before = next((v for q in reversed(sentence[:k]) for v in held if same(v, q.value)), None)
    if before is not None:
        held.insert(held.index(before) + 1, value)
    elif (
        agent
        or call.asked.slot == "town"
        or slot != "area"
        or is_city(value)
        or any(q.slot in ("number", "postcode") and len(q.value) > 3 for q in sentence[k + 1 : k + 2])
    ):
        held.append(value)
    else:
        held.insert(0, value)


def _instead_of_town(call: Call, slot: str, value: str, p: Part) -> bool:
    """Put a town in the place of the one that the agent has guessed: "In Doncaster?" "Rotherham."; a township drops it."""
    towns = [v for s, v in call.said if s == "area" and v not in call.before.many["area"]]
    held = call.place.many["area"]
    if slot == "estate" and towns and p.alone and call.heard.endswith(f"{towns[-1]}?"):
        held[:] = [v for v in held if v != towns[-1]]
    if slot != "area" or not towns or towns[-1] not in held:
        return False
    held[held.index(towns[-1])] = value
    call.said = [x for x in call.said if x != (slot, towns[-1])]
    return True


def _held_at(held: Sequence[str], slot: str, value: str, p: Part, parts: Sequence[Part]) -> int | None:
    """Which of several values is another form of this one; two that one sentence tells are two."""
    beside = [q.value for q in parts if q.sentence == p.sentence and q is not p]
    for k, v in enumerate(held):
        if v == value or (v not in beside and same(v, value)) or (slot == "building" and variants(v, value)):
            return k
    return None
