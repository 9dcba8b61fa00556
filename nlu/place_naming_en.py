"""What a name that a turn says is of in an English address: a street, a building, a district or a town."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from nlu import lexicon
from nlu.patterns import regex
from nlu.people import known_names
from nlu.place_alike_en import same, shorter
from nlu.place_parts_en import Part
from nlu.place_spot_en import Call, alike
from nlu.place_words_en import BUILDING, WEAK

MISHEARD = 0.55  # how like what an agent has heard is to what the caller says again
_BLOCK = regex(r"(?:block|blk)\b", re.I)
_KIND = regex(rf" {BUILDING}$")
_INITIALS = regex(r"[A-Z]{2} [A-Z][a-z]")  # D H Lawrence
#: Buildings or districts: Maryland Heights.
_MAY_BE_TOWN = regex(r" (?:Heights|Gardens?|Junction|Mills?|Springs|Garden City)$")
STREETS = ("street", "both", "lane")


def slot_of_name(call: Call, p: Part, parts: Sequence[Part], *, agent: bool) -> tuple[str | None, str]:
    """What a name is of: what it is like, what was asked for, where it stands beside other parts."""
    value, k = p.value, next(j for j, q in enumerate(parts) if q is p)
    if k and parts[k - 1].slot == "house" and parts[k - 1].start == p.start:
        town = p.slot in ("name", "area") and call.place.ahead == value
        return ("area" if town else "street"), value
    before = parts[:k]
    if p.slot == "both":
        return _street_or_building(call, p, before, parts, agent=agent), value
    if p.slot != "name":
        return _of_kind(call, p, before, parts, agent=agent), value
    if not agent and (_called(p, parts) or _is_device(p)):
        return None, value
    form = None if agent else _restored(call, value)
    form = form or _known_form(call, p, before, parts, agent=agent)
    if form is not None:
        return form
    if not agent and _is_person(call, p):
        return None, value
    return _new_name(call, p, before, parts, agent=agent), value


def _beside(p: Part, parts: Sequence[Part]) -> list[Part]:
    return [q for q in parts if q.sentence == p.sentence]


def _street_or_building(
    call: Call, p: Part, before: Sequence[Part], parts: Sequence[Part], *, agent: bool
) -> str:
    """Mill Court, Mill Park, Mill Hill: a street, a building, or a district."""
    place, value, asked = call.place, p.value, call.asked.slot
    if value in place.many["area"] or (not agent and asked in ("area", "town")):
        return "area"
    if asked == "street":
        return "street"
    like = alike(place, value)
    if like is not None and like[0] in ("street", "building"):
        return like[0]
    streets = "street" in place.one or any(q.slot == "street" for q in parts)
    if streets and WEAK.search(value):
        building = value.endswith((" Wharf", " Yard")) or asked == "building"
        if {"street", "lane"} & {q.slot for q in before} if agent else not building:
            return "area"
    return "building" if streets or asked == "building" else "street"


def _of_kind(call: Call, p: Part, before: Sequence[Part], parts: Sequence[Part], *, agent: bool) -> str:
    """What its last word tells, but a building behind the street of another is a district named for one: Dubai Marina."""
    line = {q.slot for q in before if q.sentence == p.sentence}
    if p.slot == "building" and agent and "building" in line and {"street", "both"} & line:
        held = call.place.many["building"]
        held[:] = [v for v in held if v != p.value]
        return "area"
    others = {s for s, v in call.place.values() if not same(v, p.value)}
    offered = p.slot == "building" and agent and p.asks and p.alone and _MAY_BE_TOWN.search(p.value)
    if offered and others & {"street", "building", "house"}:
        return "area"
    behind = [q.slot for q in parts[len(before) + 1 :] if q.sentence == p.sentence]
    if p.slot == "area" and not line and behind[:1] in (["block"], ["floor"]):
        return "building"  # "Falcon City, tower three"
    return p.slot


def _called(p: Part, parts: Sequence[Part]) -> bool:
    """Whether a name is only somebody who is asked: "Kylie, what's the address here?"."""
    return p.asks and len(_beside(p, parts)) == 1 and not p.whole


def _is_device(p: Part) -> bool:
    """Whether a name is only what a sentence begins with: "Chiller at block 18"."""
    return not p.alone and lexicon.kind(p.value.lower()) is not None


def _is_person(call: Call, p: Part) -> bool:
    """Whether a name is more likely somebody's."""
    if _INITIALS.match(p.value):
        return True
    if not p.alone:
        return p.value.split()[0].casefold() in known_names()
    named = call.asked.slot in ("street", "building", "area", "town", "address")
    return not named and p.value.casefold() in known_names()


def _known_form(
    call: Call, p: Part, before: Sequence[Part], parts: Sequence[Part], *, agent: bool
) -> tuple[str, str] | None:
    """The slot of a name that is known, or of which this is another form, and the form that stays."""
    like, line = alike(call.place, p.value), _beside(p, parts)
    if like is None:
        return None
    slot, held = like
    towns = len(line) > 1 and all(q.slot in ("name", "area", "region") for q in line)
    if (
        agent
        and slot == "building"
        and shorter(p.value, held)
        and _KIND.search(held)
        and any(q.slot in STREETS for q in before)
    ):
        return "area", p.value  # the Youth Hub of a town, in that town
    if agent and slot == "building" and any(q.slot in STREETS for q in before):
        call.place.many["building"] = [v for v in call.place.many["building"] if v != held]
        return "area", p.value
    if agent and slot == "building" and towns and shorter(p.value, held):
        return "area", p.value  # Karama Centre in Karama
    if any(q.value == held and q is not p for q in line):
        return None
    stays = shorter(p.value, held) and not (call.refusing and not agent)
    return slot, held if stays else p.value


def _new_name(call: Call, p: Part, before: Sequence[Part], parts: Sequence[Part], *, agent: bool) -> str:
    """What a name that nobody has said yet is of."""
    place, last = call.place, before[-1] if before else None
    numbered = last is not None and last.slot == "block" and last.value[-1].isdigit()
    if (
        last is not None
        and numbered
        and _BLOCK.match(last.value)
        and last in _beside(p, parts)
        and "street" not in place.one
    ):
        return "street"  # Blk 203 Toa Payoh North
    asked = None if agent else call.asked.slot
    known = asked == "street" and "street" in place.one and not call.refusing
    if known or (asked in ("building", "street") and any(q.slot == asked for q in parts)):
        asked = "area"
    if asked in ("street", "building", "area", "town") and not any(q.slot == "name" for q in before):
        return "area" if asked == "town" else asked
    line = _beside(p, parts)
    behind = [q.slot for q in line[line.index(p) + 1 :]]
    streets = "street" in place.one or any(q.slot == "street" for q in before)
    if numbered and not agent and not streets and last in line:
        return "building"  # tower seven, Orchid Greens
    if p.inside and not agent:
        return "area"  # "We are in Nairobi, along Ngong Road"
    if not agent and not streets and len(line) <= 4 and {"street", "both", "house"} & set(behind):
        return "building"
    return "building" if " " in p.value and not agent and not before and behind[:1] == ["block"] else "area"


def _restored(call: Call, value: str) -> tuple[str, str] | None:
    """What the agent has misread, and the caller says again: "Colder Crescent?" "Kolda"."""
    for slot, said in call.said:
        old = call.before.one.get(slot)
        if old is not None and old != said and shorter(value, old) and not shorter(value, said):
            return slot, old
    for slot, said in call.said:
        words_, size = said.split(), len(value.split())
        if any(said == v for _, v in call.before.values()):
            continue  # it is not what the agent has changed
        if slot not in ("street", "building") or not 0 < size < len(words_):
            continue
        heard = " ".join(words_[:size])
        if difflib.SequenceMatcher(None, heard.casefold(), value.casefold()).ratio() >= MISHEARD:
            return slot, " ".join([value, *words_[size:]])  # "Smith Road?" "Smythe."
    return None
