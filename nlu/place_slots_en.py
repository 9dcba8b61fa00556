"""Where a device is, as an English call tells it: one value for each part of the address, changed turn by turn.

What the caller tells fills a slot, what is told later takes its place; what the agent reads back counts where the caller
neither refuses it nor says something else in its place.  At the end the parts are written from the door to the post code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from nlu import ordinary
from nlu.asking import HUM, NO, YES, refuses
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.people import known_names
from nlu.place_alike_en import fold_name, same, shorter
from nlu.place_filling_en import is_city, take
from nlu.place_mending_en import asks_which_end, housed, in_a_word, offered
from nlu.place_numbers_en import figures
from nlu.place_ordering_en import door_behind, ordered
from nlu.place_parts_en import Part, read, refused, whole_reading
from nlu.place_questions_en import question
from nlu.place_spelled_en import postcode, postcode_read
from nlu.place_spot_en import AT_THE_END, MANY, Call, Place, alike, holding, known
from nlu.place_words_en import CAP
from nlu.transcripts import Turn

_IS_OTHER = regex(
    r"(?:no|nope|nah|oh no)\b[^.!?]{0,12}\b(?:that's|that is|that was|it was|there's)\b[^.!?]*[.!?]|[^.!?]{2,60}\b(?:you're right|you are right)\b",
    re.I,
)
_HOLDS = ("street", "house", "building", "hash", "block", "both", "lane")
_MOVED = regex(r"\b(?:we|i|we've|they|she|he) (?:have |has )?moved\b", re.I)
_CALLS_FROM = regex(
    r"\b(?:calling from|the (?:[a-z-]+ ){1,3}(?:up |down |over |out |here )?in) (?P<n>[A-Z][a-z]{3,})(?=[.,]|$)"
)
_SITE = regex(
    rf"\b(?:at|from|here in|[Ii]t's|[Tt]his is) (?:the )?(?P<n>(?<=the ){CAP} and {CAP}|(?:{CAP} ){{1,4}}(?:Hotel|Hospital|Infirmary|School|Clinic|Lodge|Care Home|Nursing Home|College|Church|House|Court|Library|Surgery|Tower|Mall|Hospice|Academy|Nursery|Theatre|Museum|Club|Inn|Tavern|Arms|Bakery|Brewery|Farm|Dairy|Pub|Centre|Center|Campground|Caravan Park|Holiday Park|Gym|Market|Station|Stadium|Village|Gardens|Mosque|Temple|Cathedral|Chapel|University|Institute|Resort|Motel|Guest House))(?![\w'’])"
)
_PHONE = regex(r"\b(?:(?:hand|cell)?phone|mobile|cell|landline|ring me|call me)\b", re.I)
TYPED = ("street", "house", "floor", "block", "postcode", "survey")
_INNER = regex(r" (?:Hall|Block|Wing|Lab|Library|Gym|Theatre|Chapel|Kitchen|Annexe?|Cottage|Barn)$")
_IS_THAT = regex(
    r"(?:[A-Z][a-z]+[,.!] )?(?:is|would) (?:that|this|it)(?: be)? (?:at |for )?(?:the )?[A-Z]", re.I
)
_CODE = regex(r"\b(?:post ?code|postal(?: code)?|zip(?: code)?|pin(?: ?code)?(?=\W+\d{6}\b))\b", re.I)
_READ = ("estate", "block", "area", "region", "building", "both", "lane", "old", "new")
FIGURES = regex(r"\d+")


def slots(turns: Sequence[Turn], told: Mapping[int, tuple[int, int]]) -> Place:
    """The address as it stands at the end of a call; ``told``: where in which turns places are known to be told."""
    call = Call()
    for i, turn in enumerate(turns):
        if turn.speaker == "agent":
            _agent(call, turn.text, i, told.get(i) if i else None)
        else:
            _caller(call, turn.text, i, told.get(i))
    if (
        call.origin
        and (call.place.many["area"] or call.place.many["building"])
        and not any(same(v, call.origin) for _, v in call.place.values())
    ):
        call.place.many["area"].append(call.origin)
    _without_zone(call.place, call.place.one.get("postcode", ""))
    buildings = call.place.many["building"]
    known_ = [b for b in buildings if same(b, call.site)] if call.site else []
    if known_ and call.site == f"The {known_[0]}":
        buildings[buildings.index(known_[0])] = call.site
    elif call.site and "street" in call.place.one and not known_ and all(map(_INNER.search, buildings)):
        buildings.append(call.site)
    return call.place


def _agent(call: Call, text: str, turn: int, told: tuple[int, int] | None) -> None:
    call.before, call.heard = call.place.copy(), text
    call.asked = asked = question(
        text,
        housed="house" in call.place.one
        if {"street", "building"} & {s for s, _ in call.place.values()}
        else None,
    )
    call.said = []
    parts = read(text, agent=True)
    parts = parts if "street" in call.place.one else housed(parts)
    running = call.open or _is_that(parts, text) or _asks_whether(parts)
    call.open = bool(asked) or (running and not asked.other)
    if call.place and asks_which_end(text):
        call.open = True
        return
    if not (call.place or asked or told or running) or asked.choice:
        return
    if told and not any(p.slot in _HOLDS and p.start < told[1] and told[0] < p.end for p in parts):
        told = None
    if not (asked or running or told):
        again = {
            p.sentence
            for p in parts
            if known(call.place, p.value) or p.slot == "postcode" or (p.slot == "dept" and p.whole)
        }
        parts = [p for p in parts if p.sentence in again]
    parts = _with_code(call, text, parts, expected=bool(running or asked))
    for p in parts:
        take(call, p, parts, agent=True)
    ordered(call, parts, agent=True)
    _read_whole(call, text, parts)
    strong = any(s not in MANY and s not in ("region", "county") for s, _ in call.said)
    reads = any(p.asks and p.slot in _READ for p in parts) and not asked.other
    reads = reads or any(p.asks and p.slot in ("street", "house") for p in parts)
    call.open = (
        bool(asked)
        or reads
        or (not asked.other and (strong or (running and (bool(call.said) or _goes_on(text)))))
    )
    if call.said:
        call.place.turns.append((turn, *_span(text, parts)))


def _goes_on(text: str) -> bool:
    """Whether an agent only lets the caller go on, or asks whether it is somewhere: "That's over near Nebo?"."""
    return text.rstrip().endswith("?") or bool(HUM.fullmatch(normalise(text).text))


def _with_code(call: Call, text: str, parts: list[Part], *, expected: bool) -> list[Part]:
    """Take the post code that an agent reads; the parts that count beside it."""
    code = postcode_read(text)
    town = code is not None and bool(call.place)
    parts = [
        p
        for p in parts
        if _counts(p, parts, call)
        or (town and p.slot == "name" and str(code) in text[p.end : p.end + 25].replace(" ", ""))
    ]
    if code is not None and (expected or not code.isdigit() or (call.place and _CODE.search(figures(text)))):
        call.place.one["postcode"] = code
        call.said.append(("postcode", code))
        parts = [p for p in parts if p.value.replace(" ", "") != code.replace(" ", "")]
        parts = [p for p in parts if p.slot != "number" or p.value not in code]
    return parts


def _without_zone(place: Place, code: str) -> None:
    """Take the end of the post code from its town: Pune 38 is Pune 411038."""
    for k, v in enumerate(place.many["area"]):
        town, _, zone = v.rpartition(" ")
        if town and zone.isdigit() and code.isdigit() and len(zone) < len(code) and code.endswith(zone):
            place.many["area"][k] = town


def _is_that(parts: Sequence[Part], text: str) -> bool:
    """Whether an agent asks of the building that a caller is at: "Is that the Railway Tavern in Diss?"."""
    asks = [p for p in parts if p.asks]
    return any(p.slot == "building" or " and " in p.value for p in asks) and bool(
        _IS_THAT.match(text) or (len(parts) == 1 and parts[0].alone and parts[0].whole)
    )


def _asks_whether(parts: Sequence[Part]) -> bool:
    """Whether an agent asks of a door or a house in a building or a street: "And you're Unit 9, Trafford Point?"."""
    lines = [{q.slot.split(":")[0] for q in parts if q.sentence == p.sentence} for p in parts if p.asks]
    return any(k & {"door", "house", "hash"} and k & {"street", "building", "both"} for k in lines)


def _read_whole(call: Call, text: str, parts: Sequence[Part]) -> None:
    """Keep what the agent reads where it has all that is known in it."""
    place = call.place
    told = tuple(dict.fromkeys(holding(place, p.value) or p.slot for p in parts))
    for said in whole_reading(text):
        there = fold_name(said)
        if all(fold_name(v) in there for s, v in place.values() if s not in AT_THE_END) and not door_behind(
            told
        ):
            place.verbatim = (said, tuple(place.values()))


def _counts(p: Part, parts: Sequence[Part], call: Call) -> bool:
    """Whether a name that an agent says may be one of a place."""
    if p.slot == "number":
        return sum(q.slot == "number" for q in parts if q.sentence == p.sentence) < 3
    if p.slot == "door:code" and p.value.count("-") == 1:  # or a fault
        housed = {"house", "street"} <= set(call.place.one)
        return any(q is not p and q.sentence == p.sentence for q in parts) or (
            p.asks and bool(call.place) and not housed
        )
    if is_city(p.value) and call.place:
        return True
    if p.slot != "name" or (p.inside and p.asks and call.place):  # "In Cork?"
        return True
    if alike(call.place, p.value) is not None:
        return True
    beside = [
        q for q in parts
        if q is not p and q.sentence == p.sentence and q.slot not in ("letter", "ordinal")
        and (q.slot != "number" or (len(q.value) > 3 and call.place))
    ]  # fmt: skip
    words = p.value.split()
    person = words[0].casefold() in known_names() or all(w.casefold() in ordinary.words() for w in words)
    return bool(beside) or (p.asks and p.whole and not person)


def _caller(call: Call, text: str, turn: int, told: tuple[int, int] | None) -> None:
    mended = in_a_word(call, text)
    parts = _answer(call, text, told)
    parts = [p for p in parts if not mended or p.slot not in ("number", "letter")]
    if not (parts or call.said or call.open):
        return
    no = bool(refuses(text) or NO.search(normalise(text).text))
    yes = bool(YES.search(normalise(text).text)) and not no
    names, call.refusing = refused(text), no
    whole = {"house", "street"} <= {p.slot for p in parts} and any(s == "street" for s, _ in call.said)
    if (no or whole or _MOVED.search(text)) and _elsewhere(call, parts):
        call.place, call.said = call.before.copy(), []
    offered(call, text, parts)
    parts = housed(_longest(_without_others(text, parts)))
    code = postcode(_before_phone(text), call.place.one.get("postcode"), asked=_of_code(call))
    taken = mended
    heard: list[Part] = []
    if code is not None:
        call.place.one["postcode"] = code
        taken.append("postcode")
    parts = _without_code(parts, code)
    for k, p in enumerate(parts):
        if any(same(p.value, n) and not (p.slot in _HOLDS and shorter(n, p.value)) for n in names):
            continue
        if p.mends and k and {p.slot, parts[k - 1].slot} <= {"name", "area", "building"}:
            _forget(call, parts[k - 1].value, ())
        slot = take(call, p, parts, agent=False, yes=yes)
        taken += [slot] if slot else []
        heard += [p] if slot else []
    if no:
        _take_back(call, taken, [p.value for p in parts])
    for n in names:
        _forget(call, n, parts)
    ordered(call, parts, agent=False)
    if taken:
        call.place.turns.append((turn, *_span(text, heard)))
    call.said = []


def _before_phone(text: str) -> str:
    """What a turn says before it tells of a telephone."""
    phone = _PHONE.search(text)
    before = text[: phone.start()] if phone else text
    return before if FIGURES.search(figures(before)) else text


def _answer(call: Call, text: str, told: tuple[int, int] | None) -> list[Part]:
    """The parts that a caller's turn says of the place: all of them where it was asked for, else those of a place that is
    known to be told there, or that take the place of what the agent has read."""
    parts = read(text, agent=False)
    if call.open:
        phone = _PHONE.search(text)
        return parts if phone is None else [p for p in parts if p.slot != "number" or p.end <= phone.start()]
    near = [p for p in parts if told is not None and p.start < told[1] and told[0] < p.end]
    lines = {p.sentence for p in near}
    if any(p.slot in _HOLDS and not p.value.startswith("The ") for p in near):
        lines |= {p.sentence for p in _volunteered(call, parts)}
        return [p for p in parts if p.sentence in lines]
    if not near and call.said and (whole := _whole_address(parts)):
        return parts if whole else []
    if again := [p for p in parts if p.slot == "number" and p.whole and _says_again(call, p)]:
        return again
    if not near and (own := _volunteered(call, parts)):
        return own
    parts = [p for p in parts if p.slot in TYPED and _in_place_of(call, p) and (not near or p in near)]
    if not parts and not call.said:
        site, origin = _SITE.search(text), _CALLS_FROM.search(text)
        town = origin["n"] if origin else ""
        if town and town.casefold() not in known_names() and town.casefold() not in ordinary.words():
            call.origin = town
        call.site = call.site or (_named_site(site) if site else "")
    return parts


def _named_site(m: re.Match[str]) -> str:
    """The name of a site, with its "The" where it is a house that one calls so: The Railway Tavern."""
    inn = m["n"].endswith((" Tavern", " Arms", " Inn", " Pub")) or " and " in m["n"]
    return f"The {m['n']}" if inn and "the " in m[0] else m["n"]


def _longest(parts: list[Part]) -> list[Part]:
    """The parts without names that a later one has in it: "Royal, the Royal Exchange"."""
    return [
        p for k, p in enumerate(parts)
        if p.slot != "name" or not any(shorter(p.value, q.value) for q in parts[k + 1 :])
    ]  # fmt: skip


def _elsewhere(call: Call, parts: Sequence[Part]) -> bool:
    """Whether a caller names another street than the agent, and nothing of what the agent has said."""
    streets = any(s in ("street", "building", "block") for s, _ in call.said)
    new = {"street", "block", "building", "both"} & {p.slot for p in parts}
    return bool(streets and new) and not any(same(v, p.value) for _, v in call.said for p in parts)


def _without_others(text: str, parts: list[Part]) -> list[Part]:
    """The parts without those of what the agent has named and it is not: "No, that's Paragon Plaza, in Mandaluyong. Mine's ..."."""
    m = _IS_OTHER.match(text) or _MOVED.search(text)
    stop = m.end() if m else 0
    rest = [p for p in parts if p.start >= stop]
    return rest if rest and m else parts


def _whole_address(parts: Sequence[Part]) -> list[Part]:
    """A street with its county, which nobody asked for."""
    lines = {p.sentence for p in parts if p.slot in ("county", "region")} & {
        p.sentence for p in parts if p.slot == "street"
    }
    return [p for p in parts if p.sentence in lines]


def _says_again(call: Call, p: Part) -> bool:
    """Whether a number that stands alone is one that the agent has just read, with its figures in their order."""
    return any(
        sorted(p.value) == sorted(n) and len(n) > 1
        for s, v in call.said if s != "postcode" for n in FIGURES.findall(v)
    )  # fmt: skip


def _volunteered(call: Call, parts: Sequence[Part]) -> list[Part]:
    """A street with its number, which nobody asked for: "It's Lilac Close, number five"."""
    streets = {p.sentence for p in parts if p.slot in ("street", "both")}
    numbers = {p.sentence for p in parts if p.slot == "house" or p.called}
    if call.place:
        numbers |= {p.sentence for p, q in pairwise(parts) if (p.slot, q.slot) == ("number", "street")}
    return [p for p in parts if p.sentence in streets & numbers]


def _in_place_of(call: Call, p: Part) -> bool:
    """Whether a part that nobody asked for is one in the place of what the agent has read."""
    return any(s == p.slot and not same(v, p.value) for s, v in call.said)


def _of_code(call: Call) -> bool:
    """Whether the caller answers for the post code: it is asked for, or what the agent has read last."""
    if call.asked:
        return call.asked.slot == "postcode"
    if not call.open:
        return False
    read_ = [s for s, v in call.said if FIGURES.search(v)]
    return read_[-1:] == ["postcode"]


def _without_code(parts: list[Part], code: str | None) -> list[Part]:
    """The parts without the figures that are of the post code."""
    if code is None:
        return parts
    if code.isdigit():
        return [p for p in parts if p.slot != "number" or p.value not in code]
    inner = ("number", "letter", "postcode", "ordinal")
    return [
        p for p in parts if p.slot not in inner or (p.slot == "number" and p.whole and p.value not in code)
    ]


def _take_back(call: Call, taken: Sequence[str], said: Sequence[str]) -> None:
    """What the agent has said and the caller refuses: of the slots that the caller fills anew, else all of it."""
    place, before = call.place, call.before
    for slot, value in call.said:
        if slot in taken and slot not in MANY:
            continue
        if slot in MANY and (slot not in taken or "street" in taken or _is_not(call, slot, value, said)):
            if (
                value not in before.many[slot]
                and value in place.many[slot]
                and not any(same(v, value) for v in said)
            ) or _is_not(call, slot, value, said):
                place.many[slot].remove(value)
        elif taken and not ("street" in taken and slot not in before.one):
            continue
        elif slot in before.one:
            place.one[slot] = before.one[slot]
        else:
            place.one.pop(slot, None)


def _is_not(call: Call, slot: str, value: str, said: Sequence[str]) -> bool:
    """Whether the caller says again what the agent has read otherwise: "Lake Hawea?" "No, Hawea Flat"."""
    old, held = call.before.many[slot], call.place.many[slot]
    return value in held and value not in old and value not in said and any(v in old for v in said)


def _forget(call: Call, name: str, parts: Sequence[Part]) -> None:
    """What the caller says that it is not."""
    if any(same(p.value, name) and p.value != name for p in parts):
        return
    place = call.place
    for s in [s for s, v in place.one.items() if v == name]:
        del place.one[s]
    for held in place.many.values():
        held[:] = [v for v in held if v != name and not v.endswith(f" {name}")]


def _span(text: str, parts: Sequence[Part]) -> tuple[int, int]:
    """Where in a turn its parts stand."""
    start, end = min((p.start for p in parts), default=0), max((p.end for p in parts), default=len(text))
    return start + len(text[start:end]) - len(text[start:end].lstrip()), end


__all__ = ["slots"]
